//! Whether the journal is whole, and whether it gives what is stored.

use std::collections::{BTreeMap, BTreeSet};

use nazorg_core::case::{Case, apply};
use rusqlite::{Connection, params};

use super::catalog::{BundleFile, hash_of};
use super::journal::{Entry, Payload, commit, link};
use super::{millis, moment};
use crate::Problem;
use crate::view::{FoldReport, VerifyReport};

/// Things that are wrong and still worth telling one by one.
const WRONG_MAX: usize = 100;

/// Verifies every row of the journal, its payload, the newest row of each case and record, and the
/// texts by which cases and letters have their meaning.
pub(crate) fn chain(connection: &Connection) -> Result<VerifyReport, Problem> {
    let mut report = VerifyReport::default();
    let mut before = [0; 32];
    let mut statement = connection.prepare(
        "SELECT j.seq, j.recorded, j.occurred, j.actor, j.role, j.on_behalf_of, j.purpose, j.action, j.person,
                j.case_no, j.record, d.number, d.hash, j.commitment, j.chain, p.salt, p.payload, p.person
         FROM journal j LEFT JOIN documents d ON d.number = j.definition LEFT JOIN journal_payload p ON p.seq = j.seq
         WHERE j.seq > 0 ORDER BY j.seq",
    )?;
    let mut rows = statement.query([])?;
    let mut recorded_before = 0;
    while let Some(row) = rows.next()? {
        report.rows += 1;
        let seq: i64 = row.get(0)?;
        let (recorded, occurred): (i64, i64) = (row.get(1)?, row.get(2)?);
        let (actor, purpose, action): (String, String, String) = (row.get(3)?, row.get(6)?, row.get(7)?);
        let (role, on_behalf_of): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
        let hash: Option<String> = row.get(12)?;
        let commitment: [u8; 32] = row.get(13)?;
        let chain: [u8; 32] = row.get(14)?;
        let person: [u8; 16] = row.get(8)?;
        let entry = Entry {
            recorded: moment(recorded)?,
            occurred: moment(occurred)?,
            actor: &actor,
            role: role.as_deref(),
            on_behalf_of: on_behalf_of.as_deref(),
            purpose: &purpose,
            action: &action,
            person,
            case: row.get(9)?,
            record: row.get(10)?,
            definition: (row.get::<_, Option<i64>>(11)?.unwrap_or(0), hash.as_deref().unwrap_or_default()),
        };
        let mut wrong = |what: &str| tell(&mut report.wrong, format!("journal {seq}: {what}"));
        if seq != report.rows {
            wrong("a row before it is missing");
        }
        if recorded < recorded_before {
            wrong("recorded before the row before it");
        }
        if link(&before, seq, recorded, occurred, &entry, &commitment) != chain {
            wrong("the row or the one before it was changed");
        }
        match (row.get::<_, Option<[u8; 16]>>(15)?, row.get::<_, Option<String>>(16)?) {
            (Some(salt), Some(payload)) if commit(&salt, payload.as_bytes()) != commitment => {
                wrong("its contents were changed");
            }
            (Some(_), Some(_)) if row.get::<_, [u8; 16]>(17)? != person => {
                wrong("its contents are of another person")
            }
            (Some(_), Some(_)) => {}
            _ => wrong("its contents are missing"),
        }
        // The number goes on from what stands there, so that one missing row is told once.
        report.rows = seq;
        before = chain;
        recorded_before = recorded;
    }
    let extra: i64 = connection.query_row(
        "SELECT count(*) FROM journal_payload p LEFT JOIN journal j ON j.seq = p.seq WHERE p.seq > 0 AND j.seq IS NULL",
        [],
        |row| row.get(0),
    )?;
    if extra > 0 {
        tell(&mut report.wrong, format!("journal: contents of {extra} rows that are not there"));
    }
    report.head = before.iter().map(|byte| format!("{byte:02x}")).collect();
    heads(connection, &mut report.wrong)?;
    documents(connection, &mut report.wrong)?;
    Ok(report)
}

fn tell(wrong: &mut Vec<String>, what: String) {
    if wrong.len() < WRONG_MAX {
        wrong.push(what);
    }
}

/// The newest row of each case and record must be the newest in the journal: so a cut tail is seen.
fn heads(connection: &Connection, wrong: &mut Vec<String>) -> Result<(), Problem> {
    let mut statement = connection.prepare(
        "SELECT c.number FROM cases c WHERE c.number > 0
         AND c.last_seq IS NOT (SELECT max(j.seq) FROM journal j WHERE j.case_no = c.number)",
    )?;
    for case in statement.query_map([], |row| row.get::<_, i64>(0))? {
        tell(wrong, format!("case {}: its newest row is not in the journal", case?));
    }
    let mut statement = connection.prepare(
        "SELECT r.number FROM records r LEFT JOIN journal j ON j.seq = r.last_seq
         WHERE r.number > 0 AND j.record IS NOT r.number",
    )?;
    for record in statement.query_map([], |row| row.get::<_, i64>(0))? {
        tell(wrong, format!("record {}: its newest row is not in the journal", record?));
    }
    Ok(())
}

fn documents(connection: &Connection, wrong: &mut Vec<String>) -> Result<(), Problem> {
    let mut statement =
        connection.prepare("SELECT kind, name, hash, body FROM documents WHERE number > 0")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, name, hash, body): (String, String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let found = if kind == "process" {
            let bundle: Vec<BundleFile> = serde_json::from_str(&body).unwrap_or_default();
            let mut hasher = blake3::Hasher::new();
            for file in &bundle {
                hasher.update(file.text.as_bytes());
                hasher.update(&[0]);
            }
            hasher.finalize().to_hex()[..32].to_owned()
        } else {
            hash_of(&body)
        };
        if found != hash {
            tell(wrong, format!("{kind} {name}: its text was changed"));
        }
    }
    Ok(())
}

/// The case that a journal gives.
pub(crate) fn fold(connection: &Connection, case: i64) -> Result<Case, Problem> {
    let mut folded = Case::default();
    let mut statement = connection.prepare_cached(
        "SELECT p.payload FROM journal j JOIN journal_payload p ON p.seq = j.seq WHERE j.case_no = ?1 ORDER BY j.seq",
    )?;
    let mut rows = statement.query(params![case])?;
    while let Some(row) = rows.next()? {
        let payload: String = row.get(0)?;
        if let Payload::Step { facts, .. } = serde_json::from_str(&payload)? {
            facts.iter().for_each(|fact| apply(&mut folded, fact));
        }
    }
    Ok(folded)
}

/// Folds every case, and compares it byte for byte with what is stored, and with the clock's and the
/// desks' tables.
pub(crate) fn fold_all(connection: &Connection) -> Result<FoldReport, Problem> {
    let mut report = FoldReport::default();
    let clock = clock(connection)?;
    let mut desks: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    let mut statement = connection.prepare("SELECT case_no, id FROM tasks WHERE number > 0")?;
    for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (case, id) = row?;
        desks.entry(case).or_default().insert(id);
    }
    let mut statement =
        connection.prepare("SELECT number, state FROM cases WHERE number > 0 ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (number, state): (i64, String) = (row.get(0)?, row.get(1)?);
        let folded = fold(connection, number)?;
        let timers: BTreeSet<(i64, String)> = if folded.is_open() {
            folded.timers().into_iter().map(|(due, timer)| (millis(due), timer.into())).collect()
        } else {
            BTreeSet::new()
        };
        let tasks: BTreeSet<String> = folded.tasks.keys().map(ToString::to_string).collect();
        let same = serde_json::to_string(&folded)? == state
            && clock.get(&number).unwrap_or(&BTreeSet::new()) == &timers
            && desks.get(&number).unwrap_or(&BTreeSet::new()) == &tasks;
        report.cases += 1;
        if !same {
            report.different.push(number);
        }
    }
    Ok(report)
}

/// All that the clock owes, those set aside too: they still stand in their cases.
fn clock(connection: &Connection) -> Result<BTreeMap<i64, BTreeSet<(i64, String)>>, Problem> {
    let mut clock: BTreeMap<i64, BTreeSet<(i64, String)>> = BTreeMap::new();
    for sql in [
        "SELECT case_no, due, name FROM deadlines WHERE due IS NOT NULL",
        "SELECT case_no, due, name FROM deadlines_aside WHERE due IS NOT NULL",
    ] {
        let mut statement = connection.prepare(sql)?;
        for row in statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))? {
            let (case, timer) = row?;
            clock.entry(case).or_default().insert(timer);
        }
    }
    Ok(clock)
}
