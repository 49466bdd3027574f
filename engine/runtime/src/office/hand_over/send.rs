//! A case to another office: a file with all that it needs to go on there, and the case ends here.

use std::path::{Path, PathBuf};

use nazorg_core::case::{Actor, What};
use nazorg_core::dispatch::{self, Refused};
use nazorg_core::graph::PERSON;
use nazorg_core::id::Id;
use nazorg_core::say;
use rusqlite::params;
use serde_json::{Map, Value as Json};

use crate::case_file::{CaseFile, FileField, FileLetter, FileRecord, FileRow, FileTold};
use crate::office::{Office, form, history, letter, person, show};
use crate::person::{FIELDS, Person};
use crate::store::folder_of;
use crate::store::partial::Partial;
use crate::store::received::HandedOver;
use crate::store::verify::fold_before;
use crate::store::work::{Work, no_such_case};
use crate::view::{LetterState, SentReport};
use crate::{Problem, workspace::Workspace};

/// Where a case goes, and why.
#[derive(Clone, Debug, Default)]
pub struct SendOver {
    /// The process of the other office. It need not be known here.
    pub to: String,
    /// Why.
    pub reason: String,
    /// The file that goes to the other office.
    pub out: PathBuf,
    /// Only try it.
    pub rehearse: bool,
}

impl Office {
    /// Hands a case over to another office: it ends here, and all that it needs to go on there stands in a
    /// file. Of a case that was handed over so before, the same file is written once more.
    ///
    /// The file is whole on disk before the case ends, and has its name only after that: a case never ends
    /// without its file, and a file never gets away of a case that runs.
    ///
    /// # Errors
    /// The user may not (`Refused`), the case is not there (`BadInput`), has ended otherwise or is about no
    /// person (`Refused`), or the file is there already or cannot be written.
    pub fn case_send(&self, case: i64, over: &SendOver) -> Result<SentReport, Problem> {
        if over.reason.trim().is_empty() {
            return Err(Problem::wrong_use(say!("Zeg waarom: `--reason`."; "Say why: `--reason`.")));
        }
        if over.to.is_empty() || over.to.chars().any(|c| !(c.is_ascii_alphanumeric() || "/-_".contains(c))) {
            return Err(Problem::wrong_use(
                say!("Schrijf het proces zoals `delft/nazorg`."; "Write the process as `delft/nazorg`."),
            ));
        }
        let actor = self.may_hand_over()?;
        let out = &over.out;
        if out.symlink_metadata().is_ok() {
            let out = out.display();
            return Err(Problem::bad_input(say!("{out} bestaat al."; "{out} exists already."))
                .help(say!("Kies een andere naam."; "Choose another name.")));
        }
        let send = |work: &mut Work<'_>| {
            let (file, mut report) = hand_over(work, &actor, case, over)?;
            if over.rehearse {
                return Ok((None, report));
            }
            let partial = Partial::new(folder_of(out), out)?;
            partial.fill(&file.seal()?)?;
            report.done = true;
            report.file = Some(out.display().to_string());
            Ok((Some(partial), report))
        };
        let (partial, report) = self.try_out(send, |(_, report)| report.done)?;
        partial.map_or(Ok(()), |partial| name(partial, out, case))?;
        Ok(report)
    }
}

fn hand_over(
    work: &mut Work<'_>,
    actor: &Actor,
    case: i64,
    over: &SendOver,
) -> Result<(CaseFile, SentReport), Refused<Problem>> {
    let loaded = work.load_case(case)?;
    let place = work.places.get(&case).cloned().ok_or_else(|| no_such_case(case))?;
    if place.subject_kind != PERSON {
        return Err(Problem::refused(
            say!("Alleen een zaak van een persoon kan naar een andere organisatie."; "Only a case of a person can go to another office."),
        )
        .help(say!("Begin deze zaak bij de andere organisatie opnieuw."; "Start this case anew at the other office."))
        .into());
    }
    person::must_not_be_erased(work, place.person)?;
    nameless(&over.out, &place.data)?;
    let again = !loaded.case.is_open();
    if again {
        must_have_gone(work, case, &over.to)?;
    } else {
        let what = What::HandedOver { to: Id::from(over.to.as_str()), reason: over.reason.clone() };
        dispatch::submit(work, case, Office::stamp(work, Some(case), None, actor)?.event(what))?;
    }
    let handed = work.handed_over(case)?.ok_or_else(|| Problem::broken_store("a hand-over"))?;
    let file = compose(work, case, &handed)?;
    let report = SentReport {
        done: false,
        rehearsed: over.rehearse,
        again,
        reason: file.reason.clone(),
        case,
        person: place.person,
        to: file.to.to_string(),
        file: None,
        fields: file.fields.len(),
        records: file.records.iter().map(|record| record.title.clone()).collect(),
        tasks: file.tasks.clone(),
        history: file.history.len(),
        letters: file.letters.len(),
        still_open: work.open_cases_of(place.person)?,
    };
    Ok((file, report))
}

/// A case that has ended must have gone to this very process, and not to one here.
fn must_have_gone(work: &Work<'_>, case: i64, to: &str) -> Result<(), Problem> {
    let closed = || {
        Problem::refused(say!("Zaak Z{case} is al afgesloten."; "Case Z{case} is closed already."))
            .help(say!("Bekijk met `nazorg zaak toon Z{case}` hoe zij afliep."; "See with `nazorg case show Z{case}` how it ended."))
    };
    let handed = work.handed_over(case)?.ok_or_else(closed)?;
    let here: i64 = work
        .tx
        .prepare_cached("SELECT count(*) FROM case_links WHERE to_case = ?1 AND kind = 'follows'")?
        .query_row(params![case], |row| row.get(0))?;
    match handed.what {
        What::HandedOver { to: gone, .. } if here == 0 && gone == *to => Ok(()),
        What::HandedOver { to: gone, .. } if here == 0 => Err(closed().help(say!(
            "Zij is overgedragen aan `{gone}`. Met `--to {gone}` schrijft u het bestand nog eens.";
            "It was handed over to `{gone}`. With `--to {gone}` you write the file once more."
        ))),
        _ => Err(closed()),
    }
}

fn compose(work: &mut Work<'_>, case: i64, handed: &HandedOver) -> Result<CaseFile, Problem> {
    let loaded = work.load_case(case)?;
    let before = fold_before(work.tx, case, handed.row)?;
    let What::HandedOver { to, reason } = &handed.what else {
        return Err(Problem::broken_store("a hand-over"));
    };
    let definition = loaded.process.definition();
    let place = work.places.get(&case).cloned().ok_or_else(|| no_such_case(case))?;
    let field = |(id, value): (&Id, _)| {
        let declared = &definition.data.get(id)?.value;
        Some(FileField {
            id: id.clone(),
            title: form::title_of(id, declared),
            value: Clone::clone(value),
            shown: show::shown(value, Some(declared)),
        })
    };
    let rows = history::of_case(work, case)?.into_iter().filter(|row| row.seq <= handed.row);
    let row = |row: crate::view::HistoryRow| FileRow {
        occurred: row.occurred,
        recorded: row.recorded,
        actor: row.actor,
        title: row.title,
        facts: row.facts.into_iter().filter(|fact| !fact.detail).map(|fact| fact.text).collect(),
    };
    let letter = |row: crate::view::LetterRow| FileLetter {
        delivered: row.state == LetterState::Done,
        title: row.title,
        addressee: row.addressee,
        made: row.made,
    };
    Ok(CaseFile {
        id: handed.id.clone(),
        from: office_name(work.workspace),
        case,
        process: loaded.process.id().clone(),
        process_title: definition.title.clone(),
        to: to.clone(),
        reason: reason.clone(),
        by: handed.by.clone(),
        at: handed.at,
        opened: before.opened,
        states: show::active(&loaded.process, &before)
            .filter(|(_, innermost)| *innermost)
            .map(|(state, _)| state.title.clone())
            .collect(),
        person: form_of(&place.data)?,
        fields: before.fields.iter().filter(|(_, value)| value.is_set()).filter_map(field).collect(),
        records: records(work, case)?,
        tasks: before.tasks.values().map(|task| task.title.clone()).collect(),
        history: rows.map(row).collect(),
        letters: letter::of_case(work, case)?.into_iter().map(letter).collect(),
    })
}

fn office_name(workspace: &Workspace) -> String {
    workspace.region.clone().unwrap_or_else(|| workspace.name.clone())
}

/// What is known of a person, as a form that another office can read.
fn form_of(person: &Person) -> Result<Map<String, Json>, Problem> {
    let Json::Object(known) = serde_json::to_value(person)? else { return Ok(Map::new()) };
    Ok(known.into_iter().filter(|(key, _)| FIELDS.contains(&key.as_str())).collect())
}

/// What was told about the shared records that a case reads, as it was put right since.
fn records(work: &Work<'_>, case: i64) -> Result<Vec<FileRecord>, Problem> {
    let bound: Vec<(i64, String)> = work
        .tx
        .prepare_cached(
            "SELECT r.number, r.record FROM case_records b JOIN records r ON r.number = b.record WHERE b.case_no = ?1",
        )?
        .query_map(params![case], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut records = Vec::new();
    for (number, record) in bound {
        let mut told = Vec::new();
        for one in work.told_of(number)? {
            let event = Id::from(work.action_of(one.number)?);
            told.push(FileTold { event, occurred: one.occurred, form: one.form });
        }
        told.sort_by_key(|one| one.occurred);
        let known = work.catalog.record(work.tx, &record)?;
        let title = known.map_or_else(|| record.clone(), |(_, definition)| definition.title.clone());
        records.push(FileRecord { record: Id::from(record), title, told });
    }
    Ok(records)
}

/// The name of a file goes where its contents do not: into mails, logs and lists of folders.
fn nameless(out: &Path, person: &Person) -> Result<(), Problem> {
    let name = out.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let mut words: Vec<String> = [&person.achternaam, &person.voornamen]
        .into_iter()
        .flat_map(|names| names.split_whitespace())
        .filter(|word| word.chars().count() > 2)
        .map(str::to_lowercase)
        .collect();
    words.extend(person.bsn.clone());
    words.extend(
        person.geboortedatum.iter().flat_map(|day| {
            ["%Y-%m-%d", "%d-%m-%Y", "%Y%m%d", "%d%m%Y"].map(|as_| day.format(as_).to_string())
        }),
    );
    if words.iter().any(|word| name.contains(word.as_str())) {
        return Err(Problem::wrong_use(say!(
            "De naam van het bestand zegt over wie het gaat.";
            "The name of the file tells whom it is about."
        ))
        .help(say!("Kies een naam zonder gegevens van de persoon, zoals `dossier-1`."; "Choose a name without data of the person, such as `file-1`.")));
    }
    Ok(())
}

/// Gives the file its name, now that the case has ended.
fn name(partial: Partial, out: &Path, case: i64) -> Result<(), Problem> {
    partial.name(out).map_err(|error| {
        let (kind, out) = (error.kind(), out.display());
        Problem::trouble(say!(
            "Zaak Z{case} is overgedragen, maar {out} kon niet worden geschreven: {kind}.";
            "Case Z{case} was handed over, but {out} could not be written: {kind}."
        ))
        .help(say!(
            "Geef dezelfde opdracht nog eens, zo nodig met een andere `--out`. Het bestand is dan hetzelfde.";
            "Give the same command again, if need be with another `--out`. The file will be the same."
        ))
    })
}
