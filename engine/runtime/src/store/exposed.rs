//! What stands in the open, or concealed for somebody else, where it should be concealed under the key of its person.
//! Who has no key can write only such things: so they are told, and not believed.

use std::collections::BTreeSet;

use nazorg_core::say;
use rusqlite::Connection;

use super::keys::PersonId;
use super::own_name;
use super::verify::tell;
use crate::Problem;
use crate::view::Flaw;

/// What should be concealed and is not: its number, its person, and whether that is as it should be once the person
/// was erased. The row of an erasure alone is never concealed.
const EXPOSED: [(&str, &str); 5] = [
    ("person", "SELECT number, id, 1 FROM people WHERE NOT is_concealed(id, data)"),
    (
        "record",
        "SELECT r.number, p.id, 1 FROM records r LEFT JOIN people p ON p.number = r.person
         WHERE NOT is_concealed(p.id, r.fields)",
    ),
    (
        "case",
        "SELECT c.number, p.id, 1 FROM cases c LEFT JOIN people p ON p.number = c.person
         WHERE NOT is_concealed(p.id, c.state)",
    ),
    (
        "letter",
        "SELECT l.number, p.id, l.letter IS NULL FROM letters l
         LEFT JOIN cases c ON c.number = l.case_no LEFT JOIN people p ON p.number = c.person
         WHERE NOT is_concealed(p.id, l.envelope) OR l.letter IS NOT NULL AND NOT is_concealed(p.id, l.letter)",
    ),
    (
        "journal",
        "SELECT j.seq, j.person, 0 FROM journal j JOIN journal_payload p ON p.seq = j.seq
         WHERE NOT is_concealed(j.person, p.payload) AND NOT (j.action = 'erased' AND j.definition = 0)",
    ),
];

/// Tells all that is exposed.
pub(super) fn exposed(
    connection: &Connection,
    erased: &BTreeSet<PersonId>,
    wrong: &mut Vec<Flaw>,
) -> Result<(), Problem> {
    // A backup of before anything was concealed has no name.
    if own_name(connection)?.is_none() {
        return Ok(());
    }
    for (place, sql) in EXPOSED {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let is_erased = row.get(1).is_ok_and(|person: PersonId| erased.contains(&person));
            if !(is_erased && row.get(2)?) {
                let what = say!(
                    "dit hoort verborgen te zijn met de sleutel van de persoon, en is dat niet";
                    "this should be concealed under the key of the person, and is not"
                );
                tell(wrong, format!("{place} {}", row.get::<_, i64>(0)?), what);
            }
        }
    }
    Ok(())
}
