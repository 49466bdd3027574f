//! A case from another office: its file is taken in, and a case begins here.

use chrono::{DateTime, Utc};
use nazorg_core::case::{Actor, What};
use nazorg_core::compile::Process;
use nazorg_core::definition::field::Field;
use nazorg_core::definition::record::Record as RecordDefinition;
use nazorg_core::dispatch::{self, Refused};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::step::value_json;
use nazorg_core::text::Text;
use nazorg_core::value::{Record, Type, Value};
use serde_json::Value as Json;

use crate::Problem;
use crate::case_file::{CaseFile, FileRecord};
use crate::office::{Office, case, form, person, publish, subject};
use crate::person::{FIELDS, Person};
use crate::store::work::Work;
use crate::view::{CarriedField, FieldView, ReceivedRecord, ReceivedReport};

/// How the file of a case is taken in.
#[derive(Clone, Debug, Default)]
pub struct Receive {
    /// The process here, if it is not the one that the file names.
    pub process: Option<String>,
    /// The person here, if that is not to be found by the BSN.
    pub person: Option<i64>,
    /// What the file does not give: fields of the starting event.
    pub form: Json,
    /// When it was taken over, if not now.
    pub occurred: Option<DateTime<Utc>>,
    /// Only try it.
    pub rehearse: bool,
}

impl Office {
    /// What the process here asks for at its start and the file does not give.
    ///
    /// # Errors
    /// The file is damaged, or the process is not published.
    pub fn case_receive_form(&self, file: &str, process: Option<&str>) -> Result<Vec<FieldView>, Problem> {
        let file = CaseFile::open(file)?;
        self.read(|work| {
            let (_, process) = target(work, &file, process)?;
            let (given, _) = carried(&file, &process);
            let mut form = asked(&process);
            form.retain(|id, _| !given.contains_key(*id));
            Ok(form::view(&form, &Record::new()))
        })
    }

    /// Takes over a case of another office: it begins here with the file as its first row of history, the
    /// fields that fit, and the shared records that are not known here yet. All of it or nothing.
    ///
    /// # Errors
    /// The user may not or the file was received before (`Refused`); the file is damaged, the process is
    /// not published, or something it needs at its start is missing (`BadInput`).
    pub fn case_receive(&self, file: &str, receive: &Receive) -> Result<ReceivedReport, Problem> {
        let actor = self.may_hand_over()?;
        let file = CaseFile::open(file)?;
        self.try_out(|work| take_over(work, &actor, &file, receive), |report| report.done)
    }
}

fn take_over(
    work: &mut Work<'_>,
    actor: &Actor,
    file: &CaseFile,
    receive: &Receive,
) -> Result<ReceivedReport, Refused<Problem>> {
    if let Some(case) = work.received_as(&file.id)? {
        return Err(Problem::refused(
            say!("Dit dossier is al overgenomen, als Z{case}."; "This case file was taken over already, as Z{case}."),
        )
        .help(say!("Bekijk de zaak met `nazorg zaak toon Z{case}`."; "See the case with `nazorg case show Z{case}`."))
        .into());
    }
    let (document, process) = target(work, file, receive.process.as_deref())?;
    let (mut fields, views) = carried(file, &process);
    fields.extend(form::read(&asked(&process), &receive.form, work.workspace)?);
    must_have_all(&process, &fields)?;
    let (person, new_person, differs) = person_of(work, file, receive.person)?;
    subject::must_fit(work, person, &process)?;
    let stamp = Office::stamp(work, None, receive.occurred, actor)?;
    let mut records = Vec::new();
    for record in &file.records {
        let taken = take_record(work, actor, person, &process, record)?;
        records.push(ReceivedRecord {
            record: record.record.to_string(),
            title: record.title.clone(),
            taken: taken.is_none(),
            why_not: taken,
        });
    }
    let case = work.create_case(&document, &process, person, "", None)?;
    work.keep_received(file, case, (&document, &process), person, &stamp)?;
    dispatch::submit(work, case, stamp.event(What::Start { event: None, form: fields }))?;
    Ok(ReceivedReport {
        done: !receive.rehearse,
        rehearsed: receive.rehearse,
        case,
        from: file.from.clone(),
        from_case: file.case,
        reason: file.reason.clone(),
        process: process.id().to_string(),
        process_title: process.definition().title.clone(),
        person,
        new_person,
        differs,
        fields: views,
        records,
        tasks: file.tasks.clone(),
        history: file.history.len(),
        letters: file.letters.len(),
    })
}

fn target(
    work: &Work<'_>,
    file: &CaseFile,
    wanted: Option<&str>,
) -> Result<(crate::store::catalog::Document, std::sync::Arc<Process>), Problem> {
    let id = wanted.unwrap_or(&file.to);
    publish::published(work, id).map_err(|problem| match wanted {
        Some(_) => problem,
        None => problem.help(say!(
            "Het dossier is bedoeld voor `{id}`. Kies een proces van hier met `--process`. Welke er zijn, ziet u met `nazorg zaak start`.";
            "The case file is meant for `{id}`. Choose a process of yours with `--process`. `nazorg case start` shows which there are."
        )),
    })
}

/// The fields that the process has too and whose values it takes; and what becomes of each.
fn carried(file: &CaseFile, process: &Process) -> (Record, Vec<CarriedField>) {
    let data = &process.definition().data;
    let (mut record, mut views) = (Record::new(), Vec::new());
    for field in &file.fields {
        let declared = data.get(&field.id).map(|declared| &declared.value).filter(|one| one.derive.is_none());
        let value = declared.and_then(|declared| fit(declared, &field.value).ok());
        let carried = value.is_some();
        record.extend(value.map(|value| (field.id.clone(), value)));
        views.push(CarriedField { id: field.id.to_string(), title: field.title.clone(), carried });
    }
    (record, views)
}

/// A value as a field here holds it: read as if it were filled in, for nothing in a file is to be trusted.
fn fit(field: &Field, value: &Value) -> Result<Value, Text> {
    if field.ty == Type::Duration && matches!(value, Value::Duration(_)) {
        return field.in_range(value).map(|()| value.clone());
    }
    field.value(&value_json(value))
}

/// What the starting event fills in.
fn asked(process: &Process) -> form::Form<'_> {
    let event = process.starting_event().and_then(|id| process.event(id));
    let mut form = event.map(|event| form::of_event(process, event)).unwrap_or_default();
    form.retain(|id, _| event.is_some_and(|event| event.form.contains_key(*id)));
    form
}

fn must_have_all(process: &Process, fields: &Record) -> Result<(), Problem> {
    let missing: Vec<(String, String)> = asked(process)
        .into_iter()
        .filter(|(id, (_, required))| *required && !fields.contains_key(*id))
        .map(|(id, (field, _))| (id.to_string(), form::title_of(id, field)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let titles = missing.iter().map(|(_, title)| format!("‘{title}’")).collect::<Vec<_>>().join(", ");
    let example = missing.iter().map(|(id, _)| format!("{id}=…")).collect::<Vec<_>>().join(" ");
    Err(Problem::bad_input(say!(
        "Dit proces vraagt bij het begin {titles}. Dat staat niet in het dossier. Er is niets overgenomen.";
        "This process asks for {titles} at its start. The case file does not give it. Nothing was taken over."
    ))
    .help(say!(
        "Vul het aan: `nazorg zaak overnemen BESTAND {example}`. Tekst geeft u met `--form`.";
        "Add it: `nazorg case receive FILE {example}`. Texts go with `--form`."
    )))
}

/// The person here: who was named, who has the BSN, or somebody new. With the fields that the file has
/// otherwise: what is known here stays.
fn person_of(
    work: &Work<'_>,
    file: &CaseFile,
    named: Option<i64>,
) -> Result<(i64, bool, Vec<String>), Problem> {
    let form = Json::Object(file.person.clone());
    let (there, bsn) = Person::read(&form).map_err(|(field, why)| person::bad_field(field, why))?;
    let by_bsn = bsn.as_deref().map(|bsn| person::by_bsn(work, bsn)).transpose()?.flatten();
    if let (Some(named), Some(found)) = (named, by_bsn)
        && named != found
    {
        return Err(Problem::bad_input(
            say!("Het BSN in het dossier hoort bij P{found}, niet bij P{named}."; "The BSN in the case file belongs to P{found}, not to P{named}."),
        )
        .help(say!("Kijk wie het is met `nazorg persoon toon P{found}`. Gebruik dan `--person P{found}`."; "See who it is with `nazorg person show P{found}`. Then use `--person P{found}`.")));
    }
    let Some(number) = named.or(by_bsn) else {
        return Ok((
            person::add(work, nazorg_core::graph::PERSON, &there, bsn.as_deref())?,
            true,
            Vec::new(),
        ));
    };
    person::must_not_be_erased(work, number)?;
    let here = serde_json::to_value(person::read(work, number)?)?;
    let there = serde_json::to_value(Person { bsn, ..there })?;
    let differs = FIELDS.iter().filter(|key| !there[**key].is_null() && here[**key] != there[**key]);
    Ok((number, false, differs.map(|key| (*key).to_owned()).collect()))
}

/// Tells here what was told there about a shared record, each thing when it happened. What is known here
/// of the person already stays as it is. Gives why it was not taken.
fn take_record(
    work: &mut Work<'_>,
    actor: &Actor,
    person: i64,
    process: &Process,
    record: &FileRecord,
) -> Result<Option<Text>, Refused<Problem>> {
    if !process.definition().records.values().any(|kind| kind.value.value == record.record) {
        return Ok(Some(say!("het proces hier leest dit niet"; "the process here does not read it")));
    }
    let Some((document, definition)) = work.catalog.record(work.tx, &record.record)? else {
        return Ok(Some(say!("het is hier niet gepubliceerd"; "it is not published here")));
    };
    if work.newest_record(person, &record.record)?.is_some() {
        return Ok(Some(
            say!("dit is hier al bekend van deze persoon"; "it is known here of this person already"),
        ));
    }
    let Some(told) = understood(&definition, record) else {
        return Ok(Some(say!("het is hier anders ingericht"; "it is arranged otherwise here")));
    };
    let key = told.iter().find_map(|(_, form, _)| match form.get(case::KEY) {
        Some(Value::Text(key)) if !key.is_empty() => Some(key.to_string()),
        _ => None,
    });
    if let Some(key) = &key
        && work.record_owner(&record.record, key)?.is_some()
    {
        return Ok(Some(
            say!("deze melding is hier al bekend, bij iemand anders"; "this report is known here already, of somebody else"),
        ));
    }
    let number = work.create_record(&document, &record.record, person, key.as_deref())?;
    for (event, form, occurred) in &told {
        let stamp = Office::stamp(work, None, Some(*occurred), actor)?;
        dispatch::record(work, number, &definition, event, form, &stamp)?;
    }
    Ok(None)
}

/// What was told about a record, if all of it can be told here too.
fn understood(
    definition: &RecordDefinition,
    record: &FileRecord,
) -> Option<Vec<(Id, Record, DateTime<Utc>)>> {
    let mut all = Vec::new();
    for told in &record.told {
        let event = definition.events.get(&told.event)?;
        let mut form = Record::new();
        for (id, value) in told.form.iter().filter(|(_, value)| value.is_set()) {
            event.form.get(id)?;
            form.insert(id.clone(), fit(&definition.fields.get(id)?.value, value).ok()?);
        }
        if event.form.iter().any(|(id, required)| required.value && !form.contains_key(id)) {
            return None;
        }
        all.push((told.event.clone(), form, told.occurred));
    }
    (!all.is_empty()).then_some(all)
}
