//! Whom or what a case can be about: people, and the other kinds of subjects that processes name.

use std::collections::BTreeSet;

use nazorg_core::compile::Process;
use nazorg_core::finding::nearest;
use nazorg_core::graph::PERSON;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::{OptionalExtension, params};

use super::Office;
use super::person::{add, bad_field};
use crate::Problem;
use crate::person::Person;
use crate::store::catalog::Kind;
use crate::store::work::Work;
use crate::view::SubjectRow;

impl Office {
    /// Adds a subject that is no person.
    ///
    /// # Errors
    /// No published process is about this kind, or there is one with this name already.
    pub fn subject_add(&self, kind: &str, name: &str) -> Result<SubjectRow, Problem> {
        if kind == PERSON {
            return Err(Problem::bad_input(say!("Een persoon is geen ander onderwerp."; "A person is no other subject."))
                .help(say!("Voeg iemand toe met `nazorg persoon voegtoe`."; "Add somebody with `nazorg person add`.")));
        }
        let (subject, name) = Person::named(name).map_err(|(field, why)| bad_field(field, why))?;
        let written = self.write(|work| {
            is_asked_for(work, kind)?;
            let known = rows(work)?.into_iter().find(|row| row.kind == kind && row.name == name);
            if let Some(known) = known {
                let number = known.subject;
                return Err(Problem::bad_input(
                    say!("Dit onderwerp is er al: S{number}."; "This subject is there already: S{number}."),
                )
                .help(say!("Gebruik S{number}, of geef een andere naam."; "Use S{number}, or give another name.")));
            }
            add(work, kind, &subject, None)
        })?;
        self.subject(written.value)
    }

    /// All subjects that are no people, in order of their numbers.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn subject_list(&self) -> Result<Vec<SubjectRow>, Problem> {
        self.read(|work| rows(work))
    }

    /// One subject, a person or another.
    ///
    /// # Errors
    /// It is not there.
    pub fn subject(&self, number: i64) -> Result<SubjectRow, Problem> {
        self.read(|work| {
            let (kind, data): (String, String) = work
                .tx
                .prepare_cached("SELECT kind, reveal(data) FROM people WHERE number = ?1")?
                .query_row(params![number], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?
                .ok_or_else(|| no_such_subject(number))?;
            row(work, number, kind, &serde_json::from_str(&data)?)
        })
    }
}

fn rows(work: &Work<'_>) -> Result<Vec<SubjectRow>, Problem> {
    let mut statement = work.tx.prepare_cached(
        "SELECT number, kind, revealed(data) FROM people WHERE number > 0 AND kind <> 'person' ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(raw) = rows.next()? {
        let data = Person::listed(raw.get::<_, Option<String>>(2)?.as_deref());
        found.push(row(work, raw.get(0)?, raw.get(1)?, &data)?);
    }
    Ok(found)
}

fn row(work: &Work<'_>, subject: i64, kind: String, data: &Person) -> Result<SubjectRow, Problem> {
    Ok(SubjectRow { subject, kind, name: data.name(), open_cases: super::person::open_cases(work, subject)? })
}

/// A kind that no process is about would be a slip of the pen.
fn is_asked_for(work: &Work<'_>, kind: &str) -> Result<(), Problem> {
    let current = work.catalog.current(work.tx)?;
    let mut kinds = BTreeSet::new();
    for name in current.names(Kind::Process) {
        if let Some((_, process)) = work.catalog.published(work.tx, name)? {
            kinds.insert(process.definition().subject.to_string());
        }
    }
    if kinds.remove(kind) {
        return Ok(());
    }
    kinds.remove(PERSON);
    let problem = Problem::bad_input(
        say!("Geen gepubliceerd proces gaat over: {kind}."; "No published process is about: {kind}."),
    );
    let list = kinds.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    Err(match nearest(kind, kinds.iter().map(String::as_str)) {
        Some(near) => problem.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None if list.is_empty() => {
            problem.help(say!("Publiceer eerst zo’n proces."; "Publish such a process first."))
        }
        None => problem.help(say!("Kies uit: {list}."; "Choose from: {list}.")),
    })
}

/// Checks that a subject is there and that a process is about its kind.
pub(super) fn must_fit(work: &Work<'_>, number: i64, process: &Process) -> Result<(), Problem> {
    let definition = process.definition();
    must_be(work, number, &definition.subject, &definition.title)
}

/// Checks that a subject is there and of this kind. `title` says what needs it.
pub(super) fn must_be(work: &Work<'_>, number: i64, wanted: &Id, title: &str) -> Result<(), Problem> {
    let kind: String = work
        .tx
        .prepare_cached("SELECT kind FROM people WHERE number = ?1")?
        .query_row(params![number], |row| row.get(0))
        .optional()?
        .ok_or_else(|| no_such_subject(number))?;
    if *wanted == *kind.as_str() {
        return Ok(());
    }
    let (wanted_word, found) = (word(wanted), word(&kind));
    let shown = if kind == PERSON { format!("P{number}") } else { format!("S{number}") };
    let (nl, en) = (wanted_word.nl, wanted_word.en);
    let (found_nl, found_en) = (found.nl, found.en);
    let problem = Problem::bad_input(say!(
        "‘{title}’ gaat over: {nl}. {shown} is: {found_nl}.";
        "‘{title}’ is about: {en}. {shown} is: {found_en}."
    ));
    Err(if wanted.as_str() == PERSON {
        problem.help(say!("Bekijk de personen met `nazorg persoon lijst`."; "List the people with `nazorg person list`."))
    } else {
        problem.help(say!(
            "Bekijk ze met `nazorg onderwerp lijst`, of voeg er een toe: `nazorg onderwerp voegtoe {wanted} NAAM`.";
            "List them with `nazorg subject list`, or add one: `nazorg subject add {wanted} NAME`."
        ))
    })
}

/// A kind of subject as people say it.
fn word(kind: &str) -> Text {
    match kind {
        PERSON => say!("een persoon"; "a person"),
        other => Text::same(other.replace('_', " ")),
    }
}

fn no_such_subject(number: i64) -> Problem {
    Problem::bad_input(say!("Er is geen persoon of onderwerp met nummer {number}."; "There is no person or subject with number {number}."))
        .help(say!("Bekijk de personen met `nazorg persoon lijst`, en de rest met `nazorg onderwerp lijst`."; "List the people with `nazorg person list`, and the others with `nazorg subject list`."))
}
