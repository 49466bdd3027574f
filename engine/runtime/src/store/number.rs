//! The numbers of people, cases, letters and tasks: stable, and never given out twice. They stand on
//! letters and on people's notes, so they must not come to mean another after a backup was put back.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, params, params_from_iter};

use crate::Problem;
use crate::delivery::MARK;

/// What has a number that people see.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Numbered {
    Person,
    Case,
    Letter,
}

impl Numbered {
    /// The table, which is also the key in `meta` of the highest number that was ever given out, if that
    /// is higher than what the table knows.
    fn table(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Case => "cases",
            Self::Letter => "letters",
        }
    }

    /// The next number.
    pub(crate) fn next(self, connection: &Connection) -> Result<i64, Problem> {
        let table = self.table();
        let known: i64 = connection
            .prepare_cached(&format!("SELECT coalesce(max(number), 0) FROM {table}"))?
            .query_row([], |row| row.get(0))?;
        let told = match self {
            Self::Case => highest_told(connection)?,
            Self::Person | Self::Letter => 0,
        };
        Ok(known.max(told).max(highest_before(connection, table)?).saturating_add(1))
    }
}

/// Beside a store that knows nothing of before, such as on a new computer, nobody can tell which numbers
/// were given out after the backup was made: so much is left free.
const ROOM: i64 = 1_000;

/// The highest case in the journal: of one that was taken away by hand the history still stands there.
fn highest_told(connection: &Connection) -> Result<i64, Problem> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(case_no), 0) FROM journal WHERE case_no IS NOT NULL")?
        .query_row([], |row| row.get(0))?)
}

fn highest_before(connection: &Connection, table: &str) -> Result<i64, Problem> {
    Ok(connection
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row(params![table], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

/// Carries over into an older store what only the newer one knows: the numbers that were given out and
/// the letters that have gone.
pub(super) fn carry_over(now: &Connection, older: &Connection, highest_folder: i64) -> Result<(), Problem> {
    let tx = Transaction::new_unchecked(older, rusqlite::TransactionBehavior::Immediate)?;
    for numbered in [Numbered::Person, Numbered::Case, Numbered::Letter] {
        let table = numbered.table();
        // A damaged store tells nothing; putting a backup in its place must still be possible.
        let known = numbered.next(now).map_or(0, |next| next - 1);
        let older = numbered.next(&tx)? - 1;
        let mut highest = known.max(highest_before(&tx, table)?);
        if matches!(numbered, Numbered::Letter) {
            highest = highest.max(highest_folder);
        }
        if known == 0 && older > 0 {
            highest = (highest.max(older) / ROOM + 1) * ROOM;
        }
        tx.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
            .execute(params![table, highest])?;
    }
    let tasks: Option<i64> = now
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'tasks'")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        .ok();
    tx.prepare_cached("UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'tasks'")?
        .execute(params![tasks.unwrap_or(0)])?;
    // Only the same letter: the numbers of a store that was put back may have gone another way.
    let mut mark = tx.prepare_cached(
        "UPDATE letters SET state = ?6, staged = ?7, done = ?8
         WHERE number = ?1 AND case_no = ?2 AND nr = ?3 AND id = ?4 AND made = ?5 AND state <> 'done'",
    )?;
    for gone in gone(now).unwrap_or_default() {
        mark.execute(params_from_iter(gone))?;
    }
    drop(mark);
    // Where those letters were staged.
    let staging: Option<String> = now
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")
        .and_then(|mut statement| statement.query_row(params![MARK], |row| row.get(0)))
        .ok();
    if let Some(staging) = staging {
        tx.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
            .execute(params![MARK, staging])?;
    }
    Ok(tx.commit()?)
}

/// The letters that have gone or are on their way: what tells them apart, and how far they are.
fn gone(now: &Connection) -> Result<Vec<Vec<Value>>, Problem> {
    let mut statement = now.prepare_cached(
        "SELECT number, case_no, nr, id, made, state, staged, done FROM letters WHERE number > 0 AND state IN ('staged', 'done')",
    )?;
    let rows = statement.query_map([], |row| (0..8).map(|nth| row.get(nth)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}
