//! What the doctor asks of the store beside its journal. These questions read whole tables.

use std::collections::{BTreeMap, BTreeSet};

use nazorg_core::case::Fact;
use nazorg_core::refold::fields;
use nazorg_core::say;
use nazorg_core::value::Record;
use rusqlite::{Connection, params};

use super::journal::Payload;
use super::keys::SALT_TEXT;
use super::moment;
use super::past::tell as told_by;
use super::verify::{WRONG_MAX, misnumbered, tell};
use crate::Problem;
use crate::view::{Examination, Flaw};

/// The pages of the file, and what refers to what.
pub(crate) fn pages(connection: &Connection) -> Result<Examination, Problem> {
    let count: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let mut wrong = Vec::new();
    let mut statement = connection.prepare(&format!("PRAGMA integrity_check({WRONG_MAX})"))?;
    let found: Vec<_> = statement.query_map([], |row| row.get::<_, String>(0))?.collect();
    // SQLite names pages and tables here, never what stands in them. It stops where it cannot go on, after what it
    // has said.
    let said = found.iter().flatten().flat_map(|text| text.lines());
    let mut lines = said.filter(|line| !line.starts_with("***") && *line != "ok");
    if let Some(first) = lines.next() {
        let many = lines.count() + 1;
        let what = say!(
            "het bestand is beschadigd. Meldingen van SQLite: {many}. De eerste: {first}";
            "the file is damaged. Messages of SQLite: {many}. The first: {first}"
        );
        tell(&mut wrong, "pages".to_owned(), what);
        return Ok(examination("pages", count, wrong));
    }
    found.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    for table in statement.query_map([], |row| row.get::<_, String>(0))? {
        let table = table?;
        let what = say!("een regel van `{table}` verwijst naar iets dat er niet is"; "a row of `{table}` refers to what is not there");
        tell(&mut wrong, "pages".to_owned(), what);
    }
    before_the_first(connection, &mut wrong)?;
    Ok(examination("pages", count, wrong))
}

/// What has a number, and how a place in it is called.
const NUMBERED: [(&str, &str); 8] = [
    ("publications", "publication"),
    ("documents", "document"),
    ("people", "person"),
    ("records", "record"),
    ("cases", "case"),
    ("tasks", "task"),
    ("letters", "letter"),
    ("notices", "notice"),
];

/// Rows with a number below 1, which nobody gives: other checks and lists begin at 1 and pass them by.
fn before_the_first(connection: &Connection, wrong: &mut Vec<Flaw>) -> Result<(), Problem> {
    for (table, one) in NUMBERED {
        let mut statement =
            connection.prepare(&format!("SELECT number FROM {table} WHERE number <= 0 ORDER BY number"))?;
        for number in statement.query_map([], |row| row.get::<_, i64>(0))? {
            tell(wrong, format!("{one} {}", number?), misnumbered());
        }
    }
    Ok(())
}

/// People: what is known of each can be read, or was erased.
pub(crate) fn people(connection: &Connection) -> Result<Examination, Problem> {
    let (mut wrong, mut count) = (Vec::new(), 0);
    let mut statement = connection.prepare_cached(
        "SELECT number, revealed(data) IS NULL FROM people WHERE number > 0 ORDER BY number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        count += 1;
        let (number, is_closed): (i64, bool) = (row.get(0)?, row.get(1)?);
        if is_closed {
            let what = say!("de sleutel ontbreekt of past niet: de gegevens zijn niet te lezen"; "the key is missing or does not fit: the data cannot be read");
            tell(&mut wrong, format!("person {number}"), what);
        }
    }
    Ok(examination("people", count, wrong))
}

/// Shared records against the journal.
pub(crate) fn records(connection: &Connection) -> Result<Examination, Problem> {
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut statement = connection
        .prepare_cached("SELECT number, revealed(fields) FROM records WHERE number > 0 ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        count += 1;
        let (number, stored): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
        let stored: Result<Record, _> = serde_json::from_str(&stored.unwrap_or_default());
        let folded = fold_record(connection, number);
        if !matches!((stored, folded), (Ok(stored), Ok(folded)) if stored == folded) {
            let what = say!("het journaal geeft andere gegevens"; "the journal gives other data");
            tell(&mut wrong, format!("record {number}"), what);
        }
    }
    Ok(examination("records", count, wrong))
}

/// A record that a journal gives; what was told late counts in its place.
fn fold_record(connection: &Connection, number: i64) -> Result<Record, Problem> {
    let mut told = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT j.seq, j.occurred, said(p.payload) FROM journal j JOIN journal_payload p ON p.seq = j.seq WHERE j.record = ?1 AND j.case_no IS NULL ORDER BY j.seq",
    )?;
    let mut rows = statement.query(params![number])?;
    while let Some(row) = rows.next()? {
        let payload: Payload = serde_json::from_str(&row.get::<_, String>(2)?)?;
        told_by(&mut told, row.get(0)?, moment(row.get(1)?)?, payload);
    }
    Ok(fields(&told))
}

/// What the journal says of the letters, by case and number within it.
#[derive(Default)]
struct Promised {
    made: BTreeMap<(i64, u32), String>,
    /// Those that should be approved and are not.
    unapproved: BTreeSet<(i64, u32)>,
}

impl Promised {
    fn read(connection: &Connection) -> Result<Self, Problem> {
        let mut promised = Self::default();
        // Before what was said stands its salt. What cannot be read is told with the cases.
        let mut statement = connection.prepare_cached(
            "SELECT j.case_no, substr(revealed(p.payload), ?1) FROM journal j JOIN journal_payload p ON p.seq = j.seq WHERE j.case_no > 0 ORDER BY j.seq",
        )?;
        let mut rows = statement.query(params![SALT_TEXT as i64 + 1])?;
        while let Some(row) = rows.next()? {
            let (Ok(case), Ok(said)) = (row.get(0), row.get::<_, String>(1)) else { continue };
            if let Ok(Payload::Step { facts, .. }) = serde_json::from_str(&said) {
                facts.into_iter().for_each(|fact| promised.add(case, fact));
            }
        }
        Ok(promised)
    }

    fn add(&mut self, case: i64, fact: Fact) {
        match fact {
            Fact::LetterMade { number, letter, approve, .. } => {
                self.made.insert((case, number), letter.to_string());
                if approve.is_some() {
                    self.unapproved.insert((case, number));
                }
            }
            Fact::LetterApproved { number } => {
                self.unapproved.remove(&(case, number));
            }
            _ => {}
        }
    }

    /// Whether a letter may be in this state. One that went keeps that after an older backup was put back, which may
    /// know nothing of its approval.
    fn allows(&self, key: &(i64, u32), state: &str) -> bool {
        match state {
            "waiting" => self.unapproved.contains(key),
            "made" => !self.unapproved.contains(key),
            _ => true,
        }
    }
}

/// Letters against the journal: each that was made is there, as it was approved, and no other.
pub(crate) fn letters(connection: &Connection) -> Result<Examination, Problem> {
    let promised = Promised::read(connection)?;
    let (mut wrong, mut notes) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    let mut statement = connection.prepare_cached(
        "SELECT number, case_no, nr, id, state, letter IS NULL AND state IN ('done', 'withdrawn'),
                revealed(envelope) IS NULL OR letter IS NOT NULL AND revealed(letter) IS NULL
         FROM letters WHERE number > 0",
    )?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        let place = format!("letter {}", row.get::<_, i64>(0)?);
        let (is_erased, is_closed): (bool, bool) = (row.get(5)?, row.get(6)?);
        let read = || Ok::<_, rusqlite::Error>(((row.get(1)?, row.get(2)?), row.get(3)?, row.get(4)?));
        let Ok((key, id, state)): Result<((i64, u32), String, String), _> = read() else {
            let what = say!("deze brief is niet te lezen"; "this letter cannot be read");
            tell(&mut wrong, place, what);
            continue;
        };
        seen.insert(key);
        // Of an erased person nothing is left that could have promised it.
        if is_erased {
            continue;
        }
        if promised.made.get(&key) != Some(&id) {
            let what = say!("geen regel van het journaal maakte deze brief"; "no row of the journal made this letter");
            tell(&mut wrong, place.clone(), what);
        } else if !promised.allows(&key, &state) {
            let what = say!("volgens het journaal staat het akkoord op deze brief anders"; "by the journal the approval of this letter stands otherwise");
            tell(&mut wrong, place.clone(), what);
        }
        if is_closed {
            let what =
                say!("de tekst of het adres is niet te lezen"; "its words or its address cannot be read");
            tell(&mut wrong, place.clone(), what);
        }
        if state == "failed" {
            let what = say!("deze brief kon niet worden gemaakt"; "this letter could not be made");
            tell(&mut notes, place, what);
        }
    }
    for ((case, nr), id) in promised.made.iter().filter(|(key, _)| !seen.contains(*key)) {
        let what = say!("brief {nr} (`{id}`) ontbreekt"; "letter {nr} (`{id}`) is missing");
        tell(&mut wrong, format!("case {case}"), what);
    }
    Ok(Examination { notes, ..examination("letters", count, wrong) })
}

/// The letters that are not yet in the outbox, and whether they may be there.
pub(crate) fn letter_states(connection: &Connection) -> Result<BTreeMap<i64, String>, Problem> {
    let mut statement = connection.prepare_cached("SELECT number, state FROM letters WHERE number > 0")?;
    // A state that cannot be read is told with the letters.
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1).unwrap_or_default())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn examination(part: &str, count: i64, wrong: Vec<Flaw>) -> Examination {
    let count = usize::try_from(count).unwrap_or_default();
    Examination { part: part.to_owned(), count, wrong, notes: Vec::new() }
}
