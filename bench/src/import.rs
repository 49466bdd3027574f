//! Import of detention reports: one transaction, against bare rusqlite writing the same rows in one.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nazorg_runtime::{Office, VirtualClock, Workspace};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::median;
use crate::story::moment;

/// What one report leaves: a person, a record, and a row of the journal with what was said.
const TABLES: [&str; 4] = ["people", "records", "journal", "journal_payload"];

/// So many reports a round, all of new people.
pub(crate) fn bench(rows: u32, rounds: u32) {
    println!("import of {rows} reports");
    let mut ratios = Vec::new();
    for round in 1..=rounds {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        for (path, text) in [
            ("nazorg.yaml", include_str!("../process/nazorg.yaml")),
            ("processes/landelijk/detentie.yaml", include_str!("../../processes/landelijk/detentie.yaml")),
            // A workspace has a process; this one does not read the record.
            ("processes/bench/w.yaml", include_str!("../process/processes/bench/w.yaml")),
            ("templates/bench/brief.md", include_str!("../process/templates/bench/brief.md")),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder.path())).unwrap_or_else(|e| panic!("{e}"));
            fs::write(path, text).unwrap_or_else(|e| panic!("{e}"));
        }
        let workspace = Workspace::find(folder.path()).unwrap_or_else(|e| panic!("{e:?}"));
        let clock = Arc::new(VirtualClock::new(moment(0)));
        let office = Office::open(workspace, clock, "meter").unwrap_or_else(|e| panic!("{e:?}"));
        office.publish(None).unwrap_or_else(|_| panic!("the record is published"));
        let source = folder.path().join("nazorg.db");
        let target = crate::raw::copy(&source, &folder.path().join("raw.db"));
        let file = file(rows);
        let start = Instant::now();
        let report = office.person_import(file.as_bytes(), false).unwrap_or_else(|e| panic!("{e:?}"));
        let ours = start.elapsed();
        assert_eq!(u32::try_from(report.records_new), Ok(rows), "each row is a report");
        let bare = bare(&source, &target, rows);
        ratios.push(bare.as_secs_f64() / ours.as_secs_f64());
        let a_second = |spent: Duration| f64::from(rows) / spent.as_secs_f64();
        println!("round {round}: engine {:.0}/s, bare rusqlite {:.0}/s", a_second(ours), a_second(bare));
    }
    println!("median ratio {:.2}", median(ratios));
}

fn file(rows: u32) -> String {
    let header = "meldingsnummer;bsn;geslacht;voornamen;voorvoegsel;achternaam;geboortedatum;gemeente;pi;insluiting;vrij_verwacht;regime;kinderen\n";
    let line = |(nth, bsn): (u32, String)| {
        format!(
            "M{nth};{bsn};M;Proef;;Persoon{nth};1990-05-06;Haarlem;PI Haaglanden;2026-02-01;2026-08-03;veroordeeld;ja\n"
        )
    };
    std::iter::once(header.to_owned()).chain((1..=rows).zip(bsns()).map(line)).collect()
}

/// Fictitious numbers: 9999xxxxx that pass the eleven-test.
fn bsns() -> impl Iterator<Item = String> {
    (0..100_000_u32).map(|tail| format!("9999{tail:05}")).filter(|digits| {
        let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
        let sum: i32 =
            digits.bytes().zip(weights).map(|(digit, weight)| i32::from(digit - b'0') * weight).sum();
        sum % 11 == 0
    })
}

/// Writes what the import left, report by report.
fn bare(source: &std::path::Path, target: &Connection, rows: u32) -> Duration {
    let source = Connection::open(source).unwrap_or_else(|e| panic!("{e}"));
    let tables: Vec<(String, Vec<Vec<Value>>)> =
        TABLES.iter().map(|table| newest(&source, table, rows)).collect();
    let start = Instant::now();
    let tx = target.unchecked_transaction().unwrap_or_else(|e| panic!("{e}"));
    for nth in 0..usize::try_from(rows).unwrap_or(0) {
        for (sql, rows) in &tables {
            let mut statement = tx.prepare_cached(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
            statement.execute(params_from_iter(&rows[nth])).unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
    }
    tx.commit().unwrap_or_else(|e| panic!("{e}"));
    start.elapsed()
}

/// The last rows of a table, the oldest first, and the statement that writes one.
fn newest(source: &Connection, table: &str, rows: u32) -> (String, Vec<Vec<Value>>) {
    let sql = format!("SELECT * FROM (SELECT * FROM {table} ORDER BY 1 DESC LIMIT ?1) ORDER BY 1");
    let rows = crate::raw::all(source, &sql, i64::from(rows));
    let marks = vec!["?"; rows[0].len()].join(", ");
    (format!("INSERT INTO {table} VALUES ({marks})"), rows)
}
