//! What the doctor asks of the store beside its journal. These questions read whole tables.

use std::collections::{BTreeMap, BTreeSet};

use nazorg_core::case::Fact;
use nazorg_core::refold::fields;
use nazorg_core::say;
use nazorg_core::value::Record;
use rusqlite::{Connection, params};

use super::journal::Payload;
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
        .prepare_cached("SELECT number, reveal(fields) FROM records WHERE number > 0 ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        count += 1;
        let (number, stored): (i64, String) = (row.get(0)?, row.get(1)?);
        let stored: Result<Record, _> = serde_json::from_str(&stored);
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

/// Letters against the journal: each that was made is there, and no other.
pub(crate) fn letters(connection: &Connection) -> Result<Examination, Problem> {
    let mut wrong = Vec::new();
    let mut promised: BTreeMap<(i64, u32), String> = BTreeMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT j.case_no, said(p.payload) FROM journal j JOIN journal_payload p ON p.seq = j.seq WHERE j.case_no > 0 ORDER BY j.seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let case: i64 = row.get(0)?;
        // What cannot be read is told with the cases.
        let Ok(Payload::Step { facts, .. }) = serde_json::from_str(&row.get::<_, String>(1)?) else {
            continue;
        };
        for fact in facts {
            if let Fact::LetterMade { number, letter, .. } = fact {
                promised.insert((case, number), letter.to_string());
            }
        }
    }
    let mut notes = Vec::new();
    let mut seen = BTreeSet::new();
    let mut statement =
        connection.prepare_cached("SELECT number, case_no, nr, id, state, letter IS NULL AND state IN ('done', 'withdrawn') FROM letters WHERE number > 0")?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        let (number, case, nr): (i64, i64, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (id, state): (String, String) = (row.get(3)?, row.get(4)?);
        // Of an erased person nothing is left that could have promised it.
        if promised.get(&(case, nr)) != Some(&id) && !row.get::<_, bool>(5)? {
            let what = say!("geen regel van het journaal maakte deze brief"; "no row of the journal made this letter");
            tell(&mut wrong, format!("letter {number}"), what);
        }
        if state == "failed" {
            let what = say!("deze brief kon niet worden gemaakt"; "this letter could not be made");
            tell(&mut notes, format!("letter {number}"), what);
        }
        seen.insert((case, nr));
    }
    for ((case, nr), id) in promised.iter().filter(|(key, _)| !seen.contains(*key)) {
        let what = say!("brief {nr} (`{id}`) ontbreekt"; "letter {nr} (`{id}`) is missing");
        tell(&mut wrong, format!("case {case}"), what);
    }
    Ok(Examination { notes, ..examination("letters", count, wrong) })
}

/// The letters that are not yet in the outbox, and whether they may be there.
pub(crate) fn letter_states(connection: &Connection) -> Result<BTreeMap<i64, String>, Problem> {
    let mut statement = connection.prepare_cached("SELECT number, state FROM letters WHERE number > 0")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn examination(part: &str, count: i64, wrong: Vec<Flaw>) -> Examination {
    let count = usize::try_from(count).unwrap_or_default();
    Examination { part: part.to_owned(), count, wrong, notes: Vec::new() }
}
