//! People.

use nazorg_core::calendar::local;
use nazorg_core::graph::PERSON;
use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::{OptionalExtension, params};
use serde_json::Value as Json;

use super::{Office, show};
use crate::Problem;
use crate::person::Person;
use crate::store::journal::PayloadRef;
use crate::store::millis;
use crate::store::number::Numbered;
use crate::store::work::Work;
use crate::view::{PersonRow, PersonView};

/// The action in the journal.
pub(super) const CHANGED: &str = "person_changed";

impl Office {
    /// Adds a person from a form with `voornamen`, `voorvoegsel`, `achternaam`, `geboortedatum`,
    /// `geslacht`, `bsn`, `gemeente` and `adres`.
    ///
    /// # Errors
    /// A field is wrong, or the BSN is somebody's already; neither repeats what was given.
    pub fn person_add(&self, form: &Json) -> Result<PersonView, Problem> {
        let (person, bsn) = Person::read(form).map_err(|(field, why)| bad_field(field, why))?;
        person.is_born_by(local(self.now()).date()).map_err(|(field, why)| bad_field(field, why))?;
        let written = self.write(|work| {
            let next = Numbered::Person.next(work.tx)?;
            must_be_free(
                work,
                bsn.as_deref(),
                None,
                say!("De nieuwe persoon (dat zou P{next} zijn) is niet bewaard."; "The new person (it would be P{next}) was not stored."),
            )?;
            add(work, PERSON, &person, bsn.as_deref())
        })?;
        self.person_show(written.value)
    }

    /// Changes what is known of a person, with a form like that of [`Office::person_add`]: what it leaves
    /// out stays, an empty value takes away. What was known before stays in the journal. `None`: it was so
    /// already.
    ///
    /// # Errors
    /// The person is not there or was erased; a field is wrong, or the BSN is somebody else's.
    pub fn person_change(&self, number: i64, form: &Json) -> Result<Option<PersonView>, Problem> {
        let written = self.write(|work| {
            must_not_be_erased(work, number)?;
            let before = read(work, number)?;
            let (mut person, bsn) = before.changed(form).map_err(|(field, why)| bad_field(field, why))?;
            person.bsn.clone_from(&bsn);
            person.is_born_by(local(work.clock).date()).map_err(|(field, why)| bad_field(field, why))?;
            if person == before {
                return Ok(false);
            }
            must_be_free(
                work,
                bsn.as_deref(),
                Some(number),
                say!("Er is niets gewijzigd."; "Nothing was changed."),
            )?;
            store(work, number, &person, bsn.as_deref())?;
            work.append_about(number, &self.login, CHANGED, &PayloadRef::Person { person_before: &before })?;
            Ok::<_, Problem>(true)
        })?;
        if written.value { self.person_show(number).map(Some) } else { Ok(None) }
    }

    /// All people, in order of their numbers.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn person_list(&self) -> Result<Vec<PersonRow>, Problem> {
        self.read(|work| {
            let mut statement = work.tx.prepare_cached(
                "SELECT number, revealed(data) FROM people WHERE number > 0 AND kind = 'person' ORDER BY number",
            )?;
            let mut rows = statement.query([])?;
            let mut people = Vec::new();
            while let Some(row) = rows.next()? {
                let person = Person::listed(row.get::<_, Option<String>>(1)?.as_deref());
                people.push(row_of(work, row.get(0)?, &person)?);
            }
            Ok(people)
        })
    }

    /// One person, with shared records and cases.
    ///
    /// # Errors
    /// It is not there.
    pub fn person_show(&self, number: i64) -> Result<PersonView, Problem> {
        self.read(|work| {
            let person = read(work, number)?;
            let mut records = Vec::new();
            {
                let mut statement = work.tx.prepare_cached(
                    "SELECT number, record, reveal(fields) FROM records WHERE person = ?1 ORDER BY record, number",
                )?;
                let mut rows = statement.query(params![number])?;
                while let Some(row) = rows.next()? {
                    let kind: String = row.get(1)?;
                    let fields = serde_json::from_str(&row.get::<_, String>(2)?)?;
                    let alias = kind.rsplit('/').next().unwrap_or(&kind).to_owned();
                    records.push(show::record_view(work, &alias, &kind, Some(row.get(0)?), &fields)?);
                }
            }
            let cases: Vec<i64> = {
                let mut statement =
                    work.tx.prepare_cached("SELECT number FROM cases WHERE person = ?1 ORDER BY number")?;
                statement.query_map(params![number], |row| row.get(0))?.collect::<Result<_, _>>()?
            };
            Ok(PersonView {
                row: row_of(work, number, &person)?,
                first_names: person.voornamen.clone(),
                prefix: person.voorvoegsel.clone(),
                last_name: person.achternaam.clone(),
                gender: person.geslacht.clone(),
                salutation: person.salutation(),
                address: person.adres.clone(),
                bsn_end: person.bsn.as_ref().map(|bsn| bsn.chars().skip(6).collect()),
                records,
                cases: cases.into_iter().map(|case| show::row(work, case)).collect::<Result<_, _>>()?,
            })
        })
    }
}

/// What is known of a person.
pub(super) fn read(work: &Work<'_>, number: i64) -> Result<Person, Problem> {
    let data: String = work
        .tx
        .prepare_cached("SELECT reveal(data) FROM people WHERE number = ?1 AND kind = 'person'")?
        .query_row(params![number], |row| row.get(0))
        .optional()?
        .ok_or_else(|| no_such_person(number))?;
    Ok(serde_json::from_str(&data)?)
}

/// A BSN is of one person.
fn must_be_free(work: &Work<'_>, bsn: Option<&str>, of: Option<i64>, so: Text) -> Result<(), Problem> {
    let Some(bsn) = bsn else { return Ok(()) };
    match by_bsn(work, bsn)? {
        Some(other) if Some(other) != of => {
            let Text { nl, en } = so;
            Err(Problem::bad_input(
                say!("Dit BSN hoort al bij P{other}. {nl}"; "This BSN belongs to P{other} already. {en}"),
            )
            .help(say!("Bekijk P{other} met `nazorg persoon toon P{other}`."; "See P{other} with `nazorg person show P{other}`.")))
        }
        _ => Ok(()),
    }
}

pub(super) fn bad_field(field: &str, why: Text) -> Problem {
    let (nl, en) = (why.nl, why.en);
    match field {
        "-" => Problem::bad_input(Text { nl, en }),
        _ => Problem::bad_input(say!("`{field}`: {nl}"; "`{field}`: {en}")).help(say!("Verbeter dit veld en geef de opdracht nog eens."; "Put this field right and give the command again.")),
    }
}

fn row_of(work: &Work<'_>, number: i64, person: &Person) -> Result<PersonRow, Problem> {
    Ok(PersonRow {
        person: number,
        name: person.name(),
        birth_date: person.geboortedatum,
        municipality: person.gemeente.clone(),
        open_cases: open_cases(work, number)?,
    })
}

/// How many cases of a subject are open.
pub(super) fn open_cases(work: &Work<'_>, number: i64) -> Result<i64, Problem> {
    Ok(work
        .tx
        .prepare_cached("SELECT count(*) FROM cases WHERE person = ?1 AND closed IS NULL")?
        .query_row(params![number], |row| row.get(0))?)
}

pub(super) fn no_such_person(number: i64) -> Problem {
    Problem::bad_input(say!("Persoon P{number} bestaat niet."; "There is no person P{number}.")).help(
        say!("Bekijk de personen met `nazorg persoon lijst`."; "List the people with `nazorg person list`."),
    )
}

/// Who was erased is left in peace. Whether somebody is there at all is asked elsewhere.
pub(super) fn must_not_be_erased(work: &Work<'_>, number: i64) -> Result<(), Problem> {
    match work.who(number)? {
        Some((_, true)) => Err(Problem::refused(
            say!("De gegevens van P{number} zijn gewist."; "The data of P{number} were erased."),
        )
        .help(say!("Komt deze mens terug? Voeg hem of haar dan opnieuw toe: `nazorg persoon voegtoe`."; "Does this person come back? Then add them anew: `nazorg person add`."))),
        _ => Ok(()),
    }
}

/// The person with this BSN.
pub(super) fn by_bsn(work: &Work<'_>, bsn: &str) -> Result<Option<i64>, Problem> {
    Ok(work
        .tx
        .prepare_cached("SELECT number FROM people WHERE bsn = blind(?1)")?
        .query_row(params![bsn], |row| row.get(0))
        .optional()?)
}

/// Whether the BSN of a person is known.
pub(super) fn has_bsn(work: &Work<'_>, number: i64) -> Result<bool, Problem> {
    Ok(work
        .tx
        .prepare_cached("SELECT bsn IS NOT NULL FROM people WHERE number = ?1")?
        .query_row(params![number], |row| row.get(0))?)
}

/// Writes what is known of a person anew.
pub(super) fn store(
    work: &mut Work<'_>,
    number: i64,
    person: &Person,
    bsn: Option<&str>,
) -> Result<(), Problem> {
    let data = serde_json::to_string(&Person { bsn: bsn.map(str::to_owned), ..person.clone() })?;
    work.tx
        .prepare_cached("UPDATE people SET bsn = blind(?2), data = conceal(id, ?3) WHERE number = ?1")?
        .execute(params![number, bsn, data])?;
    work.forget();
    Ok(())
}

/// Stores a person, or another kind of subject, under a new number and a random id.
pub(super) fn add(work: &Work<'_>, kind: &str, person: &Person, bsn: Option<&str>) -> Result<i64, Problem> {
    let id = work.keys.new_person()?;
    Ok(work
        .tx
        .prepare_cached("INSERT INTO people (number, id, added, bsn, data, kind) VALUES (?1, ?2, ?3, blind(?4), conceal(?2, ?5), ?6)")?
        .insert(params![
            Numbered::Person.next(work.tx)?,
            id,
            millis(work.clock),
            bsn,
            serde_json::to_string(&Person { bsn: bsn.map(str::to_owned), ..person.clone() })?,
            kind
        ])?)
}
