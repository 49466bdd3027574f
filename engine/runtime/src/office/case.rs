//! Starting cases and recording what happens to them.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use nazorg_core::case::{Actor, What};
use nazorg_core::dispatch::{self, Refused};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::step::{Rejection, Role};
use nazorg_core::value::{Record, Value};
use rusqlite::{OptionalExtension, params};
use serde_json::Value as Json;

use super::{Office, Written, form, history, letter, publish, show};
use crate::Problem;
use crate::store::catalog;
use crate::store::work::Work;
use crate::view::{CaseFilter, CaseRow, CaseView, ChoiceView, FieldView, Happened, HistoryRow};

impl Office {
    /// Starts a case for a person, or for another subject.
    ///
    /// # Errors
    /// The process or the person is not there, the process is about another kind of subject, the form is wrong (`BadInput`), or a rule of the process
    /// says no (`Refused`).
    pub fn case_start(
        &self,
        process: &str,
        person: i64,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Happened, Problem> {
        let written = self.begin(process, person, form, occurred)?;
        self.happened(&written)
    }

    /// The same as [`Office::case_start`] without reading back what came of it. Gives the case.
    ///
    /// # Errors
    /// As [`Office::case_start`].
    pub fn case_begin(
        &self,
        process: &str,
        person: i64,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<i64, Problem> {
        self.begin(process, person, form, occurred).map(|written| written.value)
    }

    fn begin(
        &self,
        process: &str,
        person: i64,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Written<i64>, Problem> {
        self.write_as(|work, actor| begin_in(work, actor, process, person, form, occurred))
    }

    /// Records an event of a case, or `ALIAS.EVENT` of a shared record that it reads.
    ///
    /// # Errors
    /// The case is not there, the form is wrong (`BadInput`), or a rule of the process says no
    /// (`Refused`).
    pub fn case_do(
        &self,
        case: i64,
        event: &str,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Happened, Problem> {
        let written = self.record(case, event, form, occurred)?;
        self.happened(&written)
    }

    /// The same as [`Office::case_do`] without reading back what came of it: for whoever records much.
    ///
    /// # Errors
    /// As [`Office::case_do`].
    pub fn case_record(
        &self,
        case: i64,
        event: &str,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<(), Problem> {
        self.record(case, event, form, occurred).map(drop)
    }

    fn record(
        &self,
        case: i64,
        event: &str,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Written<i64>, Problem> {
        let done = self.write_as(|work, actor| record_in(work, actor, case, event, form, occurred));
        self.unless_late(done, case, event, occurred)
    }

    /// Records an event of a shared record of a person: one that starts makes a record, another one
    /// goes to the newest.
    ///
    /// # Errors
    /// As [`Office::case_do`].
    pub fn record_do(
        &self,
        person: i64,
        record: &str,
        event: &str,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Vec<HistoryRow>, Problem> {
        let written = self.write_as(|work, actor| {
            if let Some((_, definition)) = work.catalog.record(work.tx, record)? {
                super::subject::must_be(work, person, &definition.subject, &definition.title)?;
                super::person::must_not_be_erased(work, person)?;
            }
            let newest = work.newest_record(person, record)?;
            record_event(work, actor, person, record, event, newest, form, occurred)
        })?;
        self.rows(&written.rows)
    }

    /// Lists cases, in order of their numbers.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn case_list(&self, filter: &CaseFilter) -> Result<Vec<CaseRow>, Problem> {
        self.read(|work| {
            let numbers = case_numbers(work, filter)?;
            numbers.into_iter().map(|case| show::row(work, case)).collect()
        })
    }

    /// One case with all that it holds.
    ///
    /// # Errors
    /// It is not there.
    pub fn case_show(&self, case: i64) -> Result<CaseView, Problem> {
        self.read(|work| show::case(work, case))
    }

    /// What may happen to a case now; what the acting user may do first.
    ///
    /// # Errors
    /// It is not there.
    pub fn case_options(&self, case: i64) -> Result<Vec<ChoiceView>, Problem> {
        let actors = self.actors();
        self.read(|work| show::options(work, case, &actors))
    }

    /// What an event of a case asks for, whether it is possible now or not.
    ///
    /// # Errors
    /// The case or the event is not there.
    pub fn event_form(&self, case: i64, event: &str) -> Result<Vec<FieldView>, Problem> {
        self.read(|work| show::event_form(work, case, event))
    }

    /// The journal of a case, in words, the oldest row first.
    ///
    /// # Errors
    /// It is not there.
    pub fn case_history(&self, case: i64) -> Result<Vec<HistoryRow>, Problem> {
        self.read(|work| {
            work.load_case(case)?;
            history::of_case(work, case)
        })
    }

    /// What is refused because the case has gone over to another version since it happened, becomes work
    /// for a person: it did happen.
    pub(super) fn unless_late<T>(
        &self,
        done: Result<T, Problem>,
        case: i64,
        event: &str,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<T, Problem> {
        let problem = match done {
            Err(problem) if problem.is_late => problem,
            other => return other,
        };
        let set_aside = |work: &mut Work<'_>| {
            let what = What::NotFolded { event: event.to_owned(), occurred: occurred.unwrap_or(work.clock) };
            let event = Self::stamp(work, Some(case), None, &Actor::default())?.event(what);
            dispatch::submit(work, case, event)
        };
        self.write::<(), Refused<Problem>>(set_aside)?;
        Err(problem.help(say!(
            "Er staat nu een taak klaar bij Z{case}. Verwerk dit zelf, met `nazorg zaak doe Z{case}`.";
            "There is a task at Z{case} now. See to it yourself, with `nazorg case do Z{case}`."
        )))
    }

    /// What came of something: read back from what was stored.
    pub(super) fn happened(&self, written: &Written<i64>) -> Result<Happened, Problem> {
        self.read(|work| {
            let happened = happened_in(work, written.value, &written.rows, &written.letters)?;
            Ok(Happened { rehearsed: false, ..happened })
        })
    }
}

/// What came of something, as it stands in this transaction.
pub(super) fn happened_in(
    work: &mut Work<'_>,
    case: i64,
    rows: &RangeInclusive<i64>,
    letters: &[i64],
) -> Result<Happened, Problem> {
    let steps = history::between(work, rows)?;
    let letters = letters.iter().map(|number| letter::one(work, *number)).collect::<Result<_, _>>()?;
    let now = show::case(work, case)?;
    Ok(Happened { case, steps, letters, now, rehearsed: true, remarks: Vec::new() })
}

/// Which processes begin the cases of one that nobody starts.
fn not_by_hand(work: &Work<'_>, id: &Id) -> Result<Problem, Problem> {
    let mut parents = Vec::new();
    for name in work.catalog.current(work.tx)?.names(catalog::Kind::Process) {
        let Some((_, process)) = work.catalog.published(work.tx, name)? else { continue };
        let mut groups = process.chart().states.iter().flat_map(|state| &state.groups);
        if groups.any(|group| group.process == *id) {
            parents.push(format!("`{name}`"));
        }
    }
    let problem = Problem::wrong_use(
        say!("`{id}` begint niet met de hand: een ander proces start het."; "`{id}` is not started by hand: another process starts it."),
    );
    let list = parents.join(", ");
    Ok(problem.help(match parents.is_empty() {
        true => say!("Nu start geen enkel proces het."; "No process starts it now."),
        false => say!("Dat doet: {list}."; "This does: {list}."),
    }))
}

/// Says where to look when a case cannot begin and a record that it reads is not there.
fn lacking(
    work: &Work<'_>,
    process: &nazorg_core::compile::Process,
    person: i64,
    refused: Refused<Problem>,
) -> Refused<Problem> {
    let Refused::Rejected(rejection) = refused else { return refused };
    // Who may not in one role, may be allowed in another.
    if matches!(rejection, Rejection::NotAllowed { .. }) {
        return Refused::Rejected(rejection);
    }
    let is_missing = |kind: &&str| matches!(work.newest_record(person, kind), Ok(None));
    let kinds = process.definition().records.values().map(|kind| kind.value.as_str());
    let missing = kinds.filter(|kind| is_missing(kind)).find_map(|kind| {
        let record = work.catalog.record(work.tx, kind).ok()??;
        Some(record.1.title.clone())
    });
    let problem = Problem::from(rejection);
    Refused::World(match missing {
        Some(title) => problem.help(say!(
            "Van deze persoon is ‘{title}’ nog niet bekend. Lees de melding in met `nazorg persoon inlezen BESTAND`.";
            "‘{title}’ is not known of this person yet. Read the report with `nazorg person import FILE`."
        )),
        None => problem,
    })
}

/// Starts a case for a subject.
pub(super) fn begin_in(
    work: &mut Work<'_>,
    actor: &Actor,
    process: &str,
    person: i64,
    form: &Json,
    occurred: Option<DateTime<Utc>>,
) -> Result<i64, Refused<Problem>> {
    let (document, process) = publish::published(work, process)?;
    super::subject::must_fit(work, person, &process)?;
    super::person::must_not_be_erased(work, person)?;
    let id = process.id();
    let Some(event) = process.starting_event() else {
        return Err(not_by_hand(work, id)?.into());
    };
    let declared = process.event(event).ok_or_else(|| Problem::broken_store("starting event"))?;
    let form = form::read(&form::of_event(&process, declared), form, work.workspace)?;
    let stamp = Office::stamp(work, None, occurred, actor)?;
    let case = work.create_case(&document, &process, person, "", None)?;
    let begun = stamp.event(What::Start { event: Some(event.clone()), form });
    dispatch::submit(work, case, begun).map_err(|refused| lacking(work, &process, person, refused))?;
    Ok(case)
}

/// Records an event of a case, or of a record that it reads.
pub(super) fn record_in(
    work: &mut Work<'_>,
    actor: &Actor,
    case: i64,
    event: &str,
    form: &Json,
    occurred: Option<DateTime<Utc>>,
) -> Result<i64, Refused<Problem>> {
    let process = work.load_case(case)?.process;
    if let Some((alias, name)) = event.split_once('.')
        && let Some(record) = process.definition().records.get(alias)
    {
        let person = work.person_of(case)?;
        let bound = bound_record(work, case, alias)?;
        let kind = record.value.value.clone();
        record_event(work, actor, person, &kind, name, bound, form, occurred)?;
        return Ok(case);
    }
    let id = Id::from(event);
    let form = match process.event(event) {
        Some(declared) => form::read(&form::of_event(&process, declared), form, work.workspace)?,
        // The step knows what looks like it.
        None => Record::new(),
    };
    let stamp = Office::stamp(work, Some(case), occurred, actor)?;
    dispatch::submit(work, case, stamp.event(What::Recorded { event: id, form }))?;
    Ok(case)
}

fn case_numbers(work: &Work<'_>, filter: &CaseFilter) -> Result<Vec<i64>, Problem> {
    let process = filter.process.as_deref();
    let mut statement;
    let rows = match (filter.person, filter.all) {
        (Some(person), all) => {
            statement = work.tx.prepare_cached(
                "SELECT number FROM cases WHERE person = ?1 AND (?2 OR closed IS NULL) AND (?3 IS NULL OR process = ?3) ORDER BY number",
            )?;
            statement.query_map(params![person, all, process], |row| row.get(0))?.collect::<Result<_, _>>()?
        }
        (None, false) => {
            statement = work.tx.prepare_cached(
                "SELECT number FROM cases INDEXED BY cases_open WHERE closed IS NULL AND process >= coalesce(?1, '') AND (?1 IS NULL OR process = ?1) ORDER BY number",
            )?;
            statement.query_map(params![process], |row| row.get(0))?.collect::<Result<_, _>>()?
        }
        (None, true) => {
            statement = work.tx.prepare_cached(
                "SELECT number FROM cases WHERE number > 0 AND (?1 IS NULL OR process = ?1) ORDER BY number",
            )?;
            statement.query_map(params![process], |row| row.get(0))?.collect::<Result<_, _>>()?
        }
    };
    Ok(rows)
}

fn bound_record(work: &Work<'_>, case: i64, alias: &str) -> Result<Option<i64>, Problem> {
    Ok(work
        .tx
        .prepare_cached("SELECT record FROM case_records WHERE case_no = ?1 AND alias = ?2")?
        .query_row(params![case, alias], |row| row.get(0))
        .optional()?)
}

/// Records an event of a shared record. `existing` is the record that an event goes to which does
/// not make a new one.
#[allow(clippy::too_many_arguments, reason = "all are of the one event")]
pub(super) fn record_event(
    work: &mut Work<'_>,
    actor: &Actor,
    person: i64,
    kind: &str,
    event: &str,
    existing: Option<i64>,
    json: &Json,
    occurred: Option<DateTime<Utc>>,
) -> Result<i64, Refused<Problem>> {
    let Some((document, definition)) = work.catalog.record(work.tx, kind)? else {
        return Err(Problem::bad_input(say!("`{kind}` is niet gepubliceerd."; "`{kind}` is not published."))
            .help(say!("Publiceer eerst met `nazorg publiceer`."; "Publish first with `nazorg publish`."))
            .into());
    };
    let id = Id::from(event);
    let Some(declared) = definition.events.get(&id) else {
        let near =
            nazorg_core::finding::nearest(event, definition.events.keys().map(Id::as_str)).map(Id::from);
        return Err(Refused::Rejected(Rejection::UnknownEvent { event: id, near }));
    };
    may_tell(work, actor, declared)?;
    let form = form::read(&form::of_record(&definition, declared), json, work.workspace)?;
    let stamp = Office::stamp(work, None, occurred, actor)?;
    let record = match existing {
        Some(existing) if !declared.starts => existing,
        None if !declared.starts => {
            let title = &definition.title;
            return Err(Problem::refused(
                say!("Deze persoon heeft nog geen ‘{title}’."; "This person has no ‘{title}’ yet."),
            )
            .help(say!("Lees eerst de melding in met `nazorg persoon inlezen BESTAND`."; "First read the report with `nazorg person import FILE`."))
            .into());
        }
        _ => {
            let key = form.get(KEY).and_then(|value| match value {
                Value::Text(text) if !text.is_empty() => Some(text.to_string()),
                _ => None,
            });
            if let Some(key) = &key
                && let Some(owner) = work.record_owner(kind, key)?
            {
                return Err(Problem::bad_input(
                    say!("Deze melding is al bekend, bij P{owner}."; "This report is known already, of P{owner}."),
                )
                .help(say!("Bekijk P{owner} met `nazorg persoon toon P{owner}`."; "See P{owner} with `nazorg person show P{owner}`."))
                .into());
            }
            work.create_record(&document, kind, person, key.as_deref())?
        }
    };
    dispatch::record(work, record, &definition, &id, &form, &stamp)?;
    Ok(record)
}

/// Whether somebody may tell this about a shared record; the rows that follow bear the role.
pub(super) fn may_tell(
    work: &mut Work<'_>,
    actor: &Actor,
    declared: &nazorg_core::definition::event::Event,
) -> Result<(), Refused<Problem>> {
    let role = declared.by.iter().find(|by| actor.roles.contains(&by.value)).map(|by| by.value.clone());
    if role.is_none() && *actor != Actor::default() {
        let roles = declared.by.iter().map(|by| by.value.spoken()).collect();
        return Err(Refused::Rejected(Rejection::NotAllowed { title: declared.title.clone(), roles }));
    }
    work.record_role = role.map(|role| Role { role, deputy_for: None });
    Ok(())
}

/// The field by which a report of a record is known again.
pub(super) const KEY: &str = "meldingsnummer";
