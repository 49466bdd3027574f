//! What was recorded wrongly, and what is taken back; and trying something before it is recorded.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use nazorg_core::case::{Actor, What};
use nazorg_core::compile::Process;
use nazorg_core::dispatch::{self, Refused, World};
use nazorg_core::refold::Retold;
use nazorg_core::say;
use nazorg_core::step::Rejection;
use nazorg_core::text::Text;
use nazorg_core::value::Record;
use rusqlite::{OptionalExtension, params};
use serde_json::Value as Json;

use super::{Office, form, until_allowed};
use crate::Problem;
use crate::store::catalog::Document;
use crate::store::journal::Payload;
use crate::store::work::Work;
use crate::view::{FieldView, Happened};

/// How something that was recorded should have been.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// When it really happened, if that was wrong.
    pub occurred: Option<DateTime<Utc>>,
    /// What was filled in wrongly, as it should have been; other fields stay.
    pub form: Json,
    /// It did not happen at all.
    pub withdrawn: bool,
}

impl Office {
    /// Corrects something that was recorded, by its row of the journal; or takes it back. The row stays as
    /// it is; the case is folded again.
    ///
    /// # Errors
    /// There is no such row, the form is wrong (`BadInput`), or a rule says no (`Refused`).
    pub fn case_correct(&self, row: i64, correction: &Correction) -> Result<Happened, Problem> {
        let done = self.write_as(|work, actor| correct(work, actor, row, correction));
        let written = match done {
            Err(problem) if problem.is_late => {
                let (case, what) = self.read(|work| target(work, row))?;
                self.unless_late(Err(problem), case, &what.name(), correction.occurred)?
            }
            done => done?,
        };
        self.happened(&written)
    }

    /// What [`Office::case_correct`] would give. Nothing is recorded.
    ///
    /// # Errors
    /// As [`Office::case_correct`].
    pub fn case_correct_rehearsed(&self, row: i64, correction: &Correction) -> Result<Happened, Problem> {
        self.rehearse(|work, actor| correct(work, actor, row, correction))
    }

    /// What [`Office::case_do`] would give. Nothing is recorded.
    ///
    /// # Errors
    /// As [`Office::case_do`].
    pub fn case_do_rehearsed(
        &self,
        case: i64,
        event: &str,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Happened, Problem> {
        self.rehearse(|work, actor| super::case::record_in(work, actor, case, event, form, occurred))
    }

    /// What can be filled in anew of something that was recorded.
    ///
    /// # Errors
    /// There is no such row, or it is none of a case.
    pub fn correct_form(&self, row: i64) -> Result<Vec<FieldView>, Problem> {
        self.read(|work| {
            let (case, what) = target(work, row)?;
            let mut fields = if let Some((told, _)) = told_in(work, case, row, &what)? {
                let (definition, event) = work.told_as(told)?;
                let Some(declared) = definition.events.get(&event) else { return Ok(Vec::new()) };
                form::view(&form::of_record(&definition, declared), &filled_in(what))
            } else {
                let process = process_then(work, row)?;
                let Some(declared) = process.event(&what.name()) else { return Ok(Vec::new()) };
                form::view(&form::of_event(&process, declared), &filled_in(what))
            };
            fields.iter_mut().for_each(|field| field.required = false);
            Ok(fields)
        })
    }

    /// The last thing that the acting user recorded in a case and did not take back.
    ///
    /// # Errors
    /// There is none.
    pub fn last_recorded(&self, case: i64) -> Result<i64, Problem> {
        self.read(|work| {
            work.load_case(case)?;
            let mut statement = work.tx.prepare_cached(
                "SELECT j.seq, said(p.payload) FROM journal j JOIN journal_payload p ON p.seq = j.seq
                 WHERE j.case_no = ?1 AND j.actor = ?2 ORDER BY j.seq DESC",
            )?;
            let mut rows = statement.query(params![case, self.login])?;
            let mut undone = Vec::new();
            while let Some(row) = rows.next()? {
                let (seq, payload): (i64, String) = (row.get(0)?, row.get(1)?);
                let Payload::Step { event, .. } = serde_json::from_str(&payload)? else { continue };
                match event.what {
                    What::Corrected { row, withdrawn: true, .. } => undone.push(row),
                    What::Recorded { .. } | What::RecordChanged { .. } | What::TaskDone(_) | What::Migrated(_)
                        if !undone.contains(&seq) => return Ok(seq),
                    _ => {}
                }
            }
            Err(Problem::refused(
                say!("U heeft in Z{case} niets vastgelegd dat nog ongedaan kan."; "You recorded nothing in Z{case} that can still be undone."),
            )
            .help(say!("Wat er gebeurde, staat in `nazorg zaak geschiedenis Z{case}`. Iets anders verbeteren kan met `nazorg zaak verbeter GEBEURTENIS`."; "What happened stands in `nazorg case history Z{case}`. Correct something else with `nazorg case correct EVENT`.")))
        })
    }

    /// Does something as each of the actors, tells what came of it, and undoes it.
    fn rehearse(
        &self,
        act: impl Fn(&mut Work<'_>, &Actor) -> Result<i64, Refused<Problem>>,
    ) -> Result<Happened, Problem> {
        until_allowed(&self.actors(), |actor| {
            let tx = self.store.begin()?;
            let mut work = self.work(&tx)?;
            let first = work.head.get().seq + 1;
            let case = act(&mut work, actor)?;
            work.sweep()?;
            let rows = first..=work.head.get().seq;
            let letters = work.letters.take();
            // The transaction is dropped after this, and with it all that was done.
            Ok(super::case::happened_in(&mut work, case, &rows, &letters)?)
        })
    }
}

fn correct(
    work: &mut Work<'_>,
    actor: &Actor,
    row: i64,
    correction: &Correction,
) -> Result<i64, Refused<Problem>> {
    let (case, what) = target(work, row)?;
    if let Some((told, record)) = told_in(work, case, row, &what)? {
        return retell(work, actor, (told, record), case, correction);
    }
    let process = process_then(work, row)?;
    let form = match process.event(&what.name()) {
        Some(declared) if !correction.withdrawn => {
            form::read(&form::of_event(&process, declared), &correction.form, work.workspace)?
        }
        _ => Record::new(),
    };
    let stamp = Office::stamp(work, Some(case), None, actor)?;
    dispatch::submit(work, case, stamp.event(corrected(row, correction, form)))?;
    Ok(case)
}

/// The definition that a row was decided on: the case may have gone over to another since.
fn process_then(work: &Work<'_>, row: i64) -> Result<Arc<Process>, Problem> {
    let document = work
        .tx
        .prepare_cached(
            "SELECT d.number, d.hash FROM journal j JOIN documents d ON d.number = j.definition WHERE j.seq = ?1",
        )?
        .query_row(params![row], |row| Ok(Document { number: row.get(0)?, hash: row.get(1)? }))?;
    work.catalog.process(work.tx, &document)
}

fn corrected(row: i64, correction: &Correction, form: Record) -> What {
    let occurred = correction.occurred.map(|at| at.trunc_subsecs(3));
    let form = (!form.is_empty()).then_some(form);
    What::Corrected { row, occurred, form, withdrawn: correction.withdrawn }
}

/// Puts right what was told about a shared record, and folds again each open case that heard of it.
fn retell(
    work: &mut Work<'_>,
    actor: &Actor,
    (row, record): (i64, i64),
    asked_in: i64,
    correction: &Correction,
) -> Result<i64, Refused<Problem>> {
    let told = work.told_of(record)?;
    let Some(first) = told.first().map(|told| told.number) else { return Ok(asked_in) };
    if !told.iter().any(|told| told.number == row) {
        return Err(refuse(
            say!("Deze gebeurtenis is al ongedaan gemaakt."; "This event has been undone already."),
        ));
    }
    if correction.withdrawn && row == first {
        return Err(refuse(
            say!("Het begin van een record kan niet ongedaan. Verbeter de gegevens."; "The start of a record cannot be undone. Correct the data."),
        ));
    }
    let (definition, event) = work.told_as(row)?;
    let Some(declared) = definition.events.get(&event) else { return Ok(asked_in) };
    super::case::may_tell(work, actor, declared)?;
    let form = if correction.withdrawn {
        Record::new()
    } else {
        form::read(&form::of_record(&definition, declared), &correction.form, work.workspace)?
    };
    let stamp = Office::stamp(work, None, None, actor)?;
    if correction.occurred.is_some_and(|occurred| occurred > work.clock) {
        return Err(refuse(say!("Deze datum moet nog komen."; "This date has yet to come.")));
    }
    let occurred = correction.occurred.map(|at| at.trunc_subsecs(3));
    let retold = Retold { row, occurred, form: form.clone(), withdrawn: correction.withdrawn };
    work.save_retold(record, &retold, &stamp)?;
    for (case, alias) in work.readers(record)? {
        let what = match work.row_of_told(case, row, &format!("{alias}.{event}"))? {
            Some(own) => corrected(own, correction, form.clone()),
            // It began later, or had no use for it: what it reads is different from now on.
            None => What::Inputs(Record::new()),
        };
        dispatch::submit(work, case, stamp.event(what))?;
    }
    Ok(asked_in)
}

fn refuse(why: Text) -> Refused<Problem> {
    Refused::Rejected(Rejection::NotCorrectable { why })
}

/// The row of the record behind a row of a case, and the record; none when a case's own event stands there.
fn told_in(work: &Work<'_>, case: i64, row: i64, what: &What) -> Result<Option<(i64, i64)>, Problem> {
    match what {
        What::RecordChanged { event, .. } => {
            let alias = event.split('.').next().unwrap_or_default();
            work.told_behind(case, row, alias)
        }
        _ => Ok(None),
    }
}

/// The case of a row, and what happened in it.
fn target(work: &Work<'_>, row: i64) -> Result<(i64, What), Problem> {
    let found: Option<(Option<i64>, Option<String>)> = work
        .tx
        .prepare_cached(
            "SELECT j.case_no, said(p.payload) FROM journal j LEFT JOIN journal_payload p ON p.seq = j.seq WHERE j.seq = ?1",
        )?
        .query_row(params![row], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((Some(case), payload)) = found else {
        return Err(Problem::bad_input(
            say!("Er is geen gebeurtenis G{row} in een zaak."; "There is no event G{row} in a case."),
        )
        .help(say!("De nummers staan in `nazorg zaak geschiedenis`."; "The numbers stand in `nazorg case history`.")));
    };
    let payload: Option<Payload> = payload.as_deref().map(serde_json::from_str).transpose()?;
    match payload {
        Some(Payload::Step { event, .. }) => Ok((case, event.what)),
        _ => Err(Problem::refused(
            say!("De inhoud van G{row} is gewist."; "The contents of G{row} were erased."),
        )
        .help(say!("Daar is niets meer aan te verbeteren."; "Nothing of it can be corrected any more."))),
    }
}

fn filled_in(what: What) -> Record {
    match what {
        What::Start { form, .. } | What::Recorded { form, .. } | What::RecordChanged { form, .. } => form,
        _ => Record::new(),
    }
}
