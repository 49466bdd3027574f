//! Importing detention reports from a CSV file: all rows or none, and the same file twice changes
//! nothing.

mod file;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use csv::{ByteRecord, ReaderBuilder, Trim};
use nazorg_core::calendar::local;
use nazorg_core::case::Actor;
use nazorg_core::definition::field::display;
use nazorg_core::definition::record::Record as RecordDefinition;
use nazorg_core::dispatch::Refused;
use nazorg_core::graph::PERSON;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::value::{Record, Value};
use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value as Json, json};

use self::file::{BYTES_MAX, Bad, Limited, Places, cells, delimiter_of, read_header, unreadable};
use super::case::{KEY, record_event};
use super::{Office, person};
use crate::Problem;
use crate::person::Person;
use crate::store::journal::PayloadRef;
use crate::store::work::Work;
use crate::view::{BadRow, ImportReport};

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportFailed {
    /// Rows are wrong; nothing was stored.
    Rows(ImportReport),
    /// The file cannot be read at all, or the store failed.
    Problem(Problem),
}

impl From<Problem> for ImportFailed {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Bad rows after which a file is taken for another kind of file, and read no further.
const BAD_MAX: usize = 1_000;
/// Rows to one savepoint: beside an open one, each page that is written is kept as it was.
const BATCH: usize = 200;
/// The record that a report is.
const RECORD: &str = "landelijk/detentie";
/// The columns that say who it is.
const OF_PERSON: [&str; 7] =
    ["bsn", "geslacht", "voornamen", "voorvoegsel", "achternaam", "geboortedatum", "gemeente"];
/// The columns that are the report.
const OF_RECORD: [&str; 7] = [KEY, "pi", "insluiting", "vrij_verwacht", "regime", "gemeente", "kinderen"];

enum RowFailed {
    Bad(Bad),
    Problem(Problem),
}

impl From<Problem> for RowFailed {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// An import on its way.
struct Import<'i> {
    definition: &'i RecordDefinition,
    actor: Actor,
    report: ImportReport,
    /// The line on which each report stands.
    lines: BTreeMap<String, u64>,
}

impl Office {
    /// Imports a CSV file of detention reports, `;` or `,` between the columns. With `skip_bad` the good
    /// rows are stored and the bad ones reported; without, one bad row keeps everything out. A report is
    /// known by its `meldingsnummer`: one that changed nothing does nothing, one with another expected
    /// day of release moves the open cases.
    ///
    /// # Errors
    /// Rows are wrong, or the file cannot be read; nothing was stored.
    pub fn person_import(&self, file: impl Read, skip_bad: bool) -> Result<ImportReport, ImportFailed> {
        let (delimiter, file) = delimiter_of(Limited { file, left: BYTES_MAX })?;
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(Trim::All).from_reader(file);
        let header = reader.byte_headers().map_err(|error| unreadable(&error))?.clone();
        let columns = read_header(&header)?;
        let written = self.write(|work| {
            let Some((_, definition)) = work.catalog.record(work.tx, RECORD)? else {
                return Err(ImportFailed::Problem(
                    Problem::bad_input(say!("`{RECORD}` is niet gepubliceerd."; "`{RECORD}` is not published."))
                        .help(say!("Publiceer eerst met `nazorg publiceer`."; "Publish first with `nazorg publish`.")),
                ));
            };
            let mut import = Import {
                definition: &definition,
                actor: self.importer(&definition)?,
                report: ImportReport::default(),
                lines: BTreeMap::new(),
            };
            let mut rows = reader.byte_records();
            loop {
                let batch: Result<Vec<_>, _> = rows.by_ref().take(BATCH).collect();
                let batch = batch.map_err(|error| unreadable(&error))?;
                import.take(work, &batch, &columns)?;
                if batch.len() < BATCH || import.report.stopped {
                    break;
                }
            }
            let mut report = import.report;
            if report.stopped || (!report.bad.is_empty() && !skip_bad) {
                return Err(ImportFailed::Rows(report));
            }
            report.stored = report.people_new + report.records_new + report.records_moved > 0;
            Ok(report)
        })?;
        let mut report = written.value;
        report.cases = self.read(|work| cases_in(work, &written.rows))?;
        Ok(report)
    }

    /// The acting user as somebody who may record a report.
    fn importer(&self, definition: &RecordDefinition) -> Result<Actor, Problem> {
        let by: Vec<&Id> = definition
            .events
            .values()
            .filter(|event| event.starts)
            .flat_map(|event| event.by.iter().map(|by| &by.value))
            .collect();
        let actor = self.actors().into_iter().find(|actor| actor.roles.iter().any(|role| by.contains(&role)));
        actor.ok_or_else(|| {
            let roles = by.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
            Problem::refused(say!("U mag geen meldingen inlezen. Dit mag wel: {roles}."; "You may not import reports. These may: {roles}.")).help(say!("Vraag het iemand met die rol."; "Ask somebody with that role."))
        })
    }
}

/// A report that was stored before.
struct Known {
    number: i64,
    owner: i64,
    fields: Record,
}

fn known_report(work: &Work<'_>, key: &str) -> Result<Option<Known>, Problem> {
    let found: Option<(i64, i64, String)> = work
        .tx
        .prepare_cached("SELECT number, person, reveal(fields) FROM records WHERE record = ?1 AND key = blind(?1 || ' ' || ?2)")?
        .query_row(params![RECORD, key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let known = |(number, owner, fields): (i64, i64, String)| {
        Ok(Known { number, owner, fields: serde_json::from_str(&fields)? })
    };
    found.map(known).transpose()
}

/// The person of a BSN. Whom nobody had a BSN of is known by the report alone.
fn whose(work: &Work<'_>, bsn: Option<&str>, known: Option<&Known>) -> Result<Option<i64>, Problem> {
    let (Some(bsn), owner) = (bsn, known.map(|known| known.owner)) else {
        return Ok(known.map(|known| known.owner));
    };
    Ok(match (person::by_bsn(work, bsn)?, owner) {
        (None, Some(owner)) if !person::has_bsn(work, owner)? => Some(owner),
        (found, _) => found,
    })
}

/// What a row that proves wrong takes back from the report.
struct Counted {
    people_new: usize,
    records_new: usize,
    records_moved: usize,
    unchanged: usize,
    remarks: usize,
}

impl Counted {
    fn of(report: &ImportReport) -> Self {
        let ImportReport { people_new, records_new, records_moved, unchanged, ref remarks, .. } = *report;
        Self { people_new, records_new, records_moved, unchanged, remarks: remarks.len() }
    }

    fn put_back(self, report: &mut ImportReport) {
        let Self { people_new, records_new, records_moved, unchanged, remarks } = self;
        report.remarks.truncate(remarks);
        (report.people_new, report.records_new) = (people_new, records_new);
        (report.records_moved, report.unchanged) = (records_moved, unchanged);
    }
}

fn line_of(row: &ByteRecord) -> u64 {
    row.position().map_or(0, csv::Position::line)
}

/// Numbers of the cases that made a step.
fn cases_in(work: &Work<'_>, rows: &std::ops::RangeInclusive<i64>) -> Result<Vec<i64>, Problem> {
    let mut statement = work
        .tx
        .prepare_cached("SELECT case_no FROM journal WHERE seq BETWEEN ?1 AND ?2 AND +case_no IS NOT NULL")?;
    let cases: BTreeSet<i64> = statement
        .query_map(params![rows.start(), rows.end()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(cases.into_iter().collect())
}

impl Import<'_> {
    /// Takes rows. When one is bad, all of them are undone and come again one by one.
    fn take(&mut self, work: &mut Work<'_>, rows: &[ByteRecord], places: &Places) -> Result<(), Problem> {
        let counts = Counted::of(&self.report);
        match work.apart(|work| rows.iter().try_for_each(|row| self.store(work, row, places)))? {
            Ok(()) => {
                self.report.rows += rows.len();
                return Ok(());
            }
            Err(RowFailed::Problem(problem)) => return Err(problem),
            Err(RowFailed::Bad(_)) => counts.put_back(&mut self.report),
        }
        for row in rows {
            self.take_alone(work, row, places)?;
            self.report.stopped = self.report.bad.len() == BAD_MAX;
            if self.report.stopped {
                break;
            }
        }
        Ok(())
    }

    /// Takes one row; a bad one is undone and noted.
    fn take_alone(&mut self, work: &mut Work<'_>, row: &ByteRecord, places: &Places) -> Result<(), Problem> {
        self.report.rows += 1;
        let counts = Counted::of(&self.report);
        match work.apart(|work| self.store(work, row, places))? {
            Ok(()) => {}
            Err(RowFailed::Problem(problem)) => return Err(problem),
            Err(RowFailed::Bad((column, reason))) => {
                counts.put_back(&mut self.report);
                let column = column.map(str::to_owned);
                self.report.bad.push(BadRow { line: line_of(row), column, reason });
            }
        }
        Ok(())
    }

    fn store(&mut self, work: &mut Work<'_>, row: &ByteRecord, places: &Places) -> Result<(), RowFailed> {
        let line = line_of(row);
        let cells = cells(row, places).map_err(RowFailed::Bad)?;
        let key = cells.get(KEY).cloned().unwrap_or_default();
        let first = *self.lines.entry(key.clone()).or_insert(line);
        if first != line {
            return Err(RowFailed::Bad((
                Some(KEY),
                say!("Dit nummer staat ook op regel {first}."; "This number is on line {first} too."),
            )));
        }
        let form: Map<String, Json> = OF_PERSON
            .iter()
            .filter_map(|column| Some(((*column).to_owned(), json!(cells.get(column)?))))
            .collect();
        let (person, bsn) =
            Person::read(&Json::Object(form)).map_err(|(column, why)| RowFailed::Bad((Some(column), why)))?;
        let today = local(work.clock).date();
        person.is_born_by(today).map_err(|(column, why)| RowFailed::Bad((Some(column), why)))?;
        let report = self.read_report(&cells).map_err(RowFailed::Bad)?;
        let known = known_report(work, &key)?;
        let number = match whose(work, bsn.as_deref(), known.as_ref())? {
            Some(number) => self.known_person(work, number, &person, bsn.as_deref(), line)?,
            None => self.new_person(work, &person, bsn.as_deref(), line)?,
        };
        self.report(work, number, known, &report, line)
    }

    /// The report's values, each held against the record's own field.
    fn read_report(&self, cells: &BTreeMap<&'static str, String>) -> Result<Record, Bad> {
        let mut report = Record::new();
        for column in OF_RECORD {
            let Some(text) = cells.get(column) else { continue };
            let Some(field) = self.definition.fields.get(column) else { continue };
            let text = if column == "regime" { text.to_lowercase() } else { text.clone() };
            let value = field.value(&Json::String(text)).map_err(|why| (Some(column), why))?;
            report.insert(Id::from(column), value);
        }
        let day = |column: &str| match report.get(column) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        if let (Some(from), Some(until)) = (day("insluiting"), day("vrij_verwacht"))
            && until < from
        {
            let why = say!("De vrijlating ligt voor de insluiting."; "The release is before the detention.");
            return Err((Some("vrij_verwacht"), why));
        }
        Ok(report)
    }

    fn new_person(
        &mut self,
        work: &Work<'_>,
        person: &Person,
        bsn: Option<&str>,
        line: u64,
    ) -> Result<i64, Problem> {
        self.report.people_new += 1;
        let number = person::add(work, PERSON, person, bsn)?;
        if bsn.is_none() {
            let reason = say!("P{number} is nieuw en heeft nog geen BSN. Kijk of deze persoon al bekend is."; "P{number} is new and has no BSN yet. See whether this person is known already.");
            self.report.remarks.push(BadRow { line, column: Some("bsn".to_owned()), reason });
        }
        Ok(number)
    }

    /// A person that is known. Another day of birth is a mistake somewhere; another name is only worth a
    /// look.
    fn known_person(
        &mut self,
        work: &mut Work<'_>,
        number: i64,
        person: &Person,
        bsn: Option<&str>,
        line: u64,
    ) -> Result<i64, RowFailed> {
        let data: String = work
            .tx
            .prepare_cached("SELECT reveal(data) FROM people WHERE number = ?1")
            .and_then(|mut statement| statement.query_row(params![number], |row| row.get(0)))
            .map_err(Problem::from)?;
        let known: Person = serde_json::from_str(&data).map_err(Problem::from)?;
        if known.geboortedatum.is_some() && person.geboortedatum != known.geboortedatum {
            let why = say!("Dit hoort bij P{number}, met een andere geboortedatum."; "This belongs to P{number}, with another day of birth.");
            return Err(RowFailed::Bad((Some("geboortedatum"), why)));
        }
        if let (None, Some(_)) = (&known.bsn, bsn) {
            person::store(work, number, &known, bsn)?;
            let before = PayloadRef::Person { person_before: &known };
            work.append_about(number, &self.actor.user, person::CHANGED, &before)?;
        }
        if person.achternaam != known.achternaam || person.voornamen != known.voornamen {
            let reason = say!("P{number} staat hier met een andere naam. De naam is niet gewijzigd."; "P{number} has another name here. The name was not changed.");
            self.report.remarks.push(BadRow { line, column: Some("achternaam".to_owned()), reason });
        }
        Ok(number)
    }

    /// A new report makes a record; a known one may move its expected release.
    fn report(
        &mut self,
        work: &mut Work<'_>,
        person: i64,
        known: Option<Known>,
        report: &Record,
        line: u64,
    ) -> Result<(), RowFailed> {
        let Some(Known { number, owner, fields }) = known else {
            self.report.records_new += 1;
            return self.record(work, person, "gemeld", None, report);
        };
        if owner != person {
            let why = say!("Dit nummer hoort bij P{owner}, niet bij P{person}."; "This number belongs to P{owner}, not to P{person}.");
            return Err(RowFailed::Bad((Some(KEY), why)));
        }
        for (column, value) in report {
            let differs = fields.get(column).is_some_and(|now| now != value);
            if differs && column.as_str() != "vrij_verwacht" {
                let reason = say!("Deze melding was al bekend met een andere waarde. Die blijft staan."; "This report was known with another value. That one stays.");
                self.report.remarks.push(BadRow { line, column: Some(column.to_string()), reason });
            }
        }
        match report.get("vrij_verwacht") {
            Some(day) if fields.get("vrij_verwacht") != Some(day) => {
                self.report.records_moved += 1;
                let form = Record::from([(Id::from("vrij_verwacht"), day.clone())]);
                self.record(work, person, "datum_gewijzigd", Some(number), &form)
            }
            _ => {
                self.report.unchanged += 1;
                Ok(())
            }
        }
    }

    fn record(
        &self,
        work: &mut Work<'_>,
        person: i64,
        event: &str,
        existing: Option<i64>,
        form: &Record,
    ) -> Result<(), RowFailed> {
        let json: Map<String, Json> =
            form.iter().map(|(id, value)| (id.to_string(), Json::String(display(value)))).collect();
        match record_event(work, &self.actor, person, RECORD, event, existing, &Json::Object(json), None) {
            Ok(_) => Ok(()),
            Err(Refused::Rejected(rejection)) => Err(RowFailed::Bad((None, rejection.text()))),
            Err(Refused::World(problem)) => Err(RowFailed::Problem(problem)),
        }
    }
}
