//! The store: tampering, newer schemas, backup and restore, plans of queries.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::sync::atomic::{AtomicBool, Ordering};

use common::{Desk, SMALL, person};
use nazorg_runtime::Office;
use rusqlite::Connection;
use serde_json::json;

fn some_history(desk: &Desk) -> Office {
    let office = desk.office();
    for number in 1..=3 {
        let person = office.person_add(&person(number)).unwrap().row.person;
        let case = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap().case;
        office.case_do(case, "gebeld", &json!({}), None).unwrap();
    }
    office
}

#[test]
fn a_changed_removed_or_swapped_row_is_found() {
    let faults = [
        "UPDATE journal SET actor = 'joost' WHERE seq = 3",
        "UPDATE journal SET occurred = occurred - 86400000 WHERE seq = 2",
        "UPDATE journal SET role = 'actor' WHERE seq = 2",
        "UPDATE journal_payload SET payload = replace(payload, 'gebeld', 'gemaild') WHERE seq = 2",
        "DELETE FROM journal_payload WHERE seq = 4",
        "DELETE FROM journal WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 6; DELETE FROM journal_payload WHERE seq = 6",
        "DELETE FROM journal WHERE seq = 1; DELETE FROM journal_payload WHERE seq = 1",
        "UPDATE journal SET seq = 100 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = 100;
         UPDATE journal_payload SET seq = 100 WHERE seq = 2; UPDATE journal_payload SET seq = 2 WHERE seq = 4; UPDATE journal_payload SET seq = 4 WHERE seq = 100",
        "UPDATE documents SET body = replace(body, 'Coördinator', 'Directeur') WHERE kind = 'process'",
        "UPDATE documents SET body = 'organisation: Ander' WHERE kind = 'style'",
    ];
    for fault in faults {
        let desk = Desk::with("2026-03-02", SMALL);
        let office = some_history(&desk);
        assert!(office.verify().unwrap().wrong.is_empty());
        Connection::open(desk.workspace.store_path())
            .unwrap()
            .execute_batch(&format!("PRAGMA foreign_keys = OFF; {fault}"))
            .unwrap();
        assert!(!office.verify().unwrap().wrong.is_empty(), "{fault}");
    }
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    for fault in [
        "UPDATE cases SET state = replace(state, 'wachten', 'wachten2') WHERE number = 2",
        "DELETE FROM deadlines WHERE case_no = 1",
        "DELETE FROM tasks WHERE case_no = 3",
    ] {
        let before = office.fold_all().unwrap().different.len();
        Connection::open(desk.workspace.store_path()).unwrap().execute_batch(fault).unwrap();
        assert_eq!(office.fold_all().unwrap().different.len(), before + 1, "{fault}");
    }
}

#[test]
fn a_newer_schema_is_refused_and_left_byte_for_byte() {
    let desk = Desk::with("2026-03-02", SMALL);
    some_history(&desk);
    let path = desk.workspace.store_path();
    Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let refused = || Office::open(desk.workspace.clone(), desk.clock.clone(), "fatima").err().unwrap();
    assert!(refused().text.nl.contains("99"));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);

    // The version stands only in the log: another program is still at work.
    let desk = Desk::with("2026-03-02", SMALL);
    some_history(&desk);
    let path = desk.workspace.store_path();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 98").unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let refused = Office::open(desk.workspace.clone(), desk.clock.clone(), "fatima").err().unwrap();
    assert!(refused.text.nl.contains("98"));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left() {
    for bytes in [b"hallo, dit is geen opslag maar een brief".repeat(9), {
        let desk = Desk::with("2026-03-02", SMALL);
        let path = desk.folder.path().join("other.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        std::fs::read(path).unwrap()
    }] {
        let desk = Desk::with("2026-03-02", SMALL);
        let mut workspace = desk.workspace.clone();
        workspace.store = "ander.db".into();
        std::fs::write(workspace.store_path(), &bytes).unwrap();
        assert!(Office::open(workspace.clone(), desk.clock.clone(), "fatima").is_err());
    }
    #[cfg(unix)]
    {
        let desk = Desk::with("2026-03-02", SMALL);
        let mut workspace = desk.workspace.clone();
        workspace.store = "link.db".into();
        std::os::unix::fs::symlink(desk.workspace.store_path(), workspace.store_path()).unwrap();
        assert!(Office::open(workspace, desk.clock.clone(), "fatima").is_err());
    }
}

#[test]
fn backup_and_restore_while_another_writes() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let file = desk.folder.path().join("kopie.db");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (desk, stop) = (&desk, &stop);
        scope.spawn(move || {
            let office = desk.office();
            while !stop.load(Ordering::Relaxed) {
                office.case_do(1, "gebeld", &json!({}), None).unwrap();
            }
        });
        std::thread::sleep(std::time::Duration::from_millis(100));
        for nth in 0..5 {
            let kept = office.backup(&desk.folder.path().join(format!("kopie{nth}.db"))).unwrap();
            assert_eq!((kept.people, kept.cases), (3, 3));
        }
        office.backup(&file).unwrap();
        assert!(office.backup(&file).is_err());
        stop.store(true, Ordering::Relaxed);
    });
    office.case_do(2, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    let newer = office.case_history(2).unwrap().len();
    let report = office.restore(&file).unwrap();
    assert_eq!(office.verify().unwrap().rows, report.rows);
    assert!(office.case_history(2).unwrap().len() < newer);
    assert!(office.fold_all().unwrap().different.is_empty());
    office.case_do(2, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    assert!(desk.office().verify().unwrap().wrong.is_empty());

    // What is not whole does not come in.
    let rows = office.verify().unwrap().rows;
    let refused = |spoil: &dyn Fn(&std::path::Path)| {
        let copy = desk.folder.path().join("fout.db");
        let _ = std::fs::remove_file(&copy);
        std::fs::copy(&file, &copy).unwrap();
        spoil(&copy);
        let problem = office.restore(&copy).unwrap_err();
        assert!(!problem.text.nl.contains("De opslag"), "it is the backup: {problem:?}");
        assert_eq!(office.verify().unwrap().rows, rows);
    };
    let sql = |sql: &'static str| {
        move |path: &std::path::Path| Connection::open(path).unwrap().execute_batch(sql).unwrap()
    };
    refused(&sql("UPDATE journal SET actor = 'x' WHERE seq = 1"));
    refused(&sql("PRAGMA user_version = 77"));
    refused(&sql("PRAGMA application_id = 1"));
    refused(&|path| std::fs::write(path, "niets").unwrap());
    refused(&|path| {
        let mut bytes = std::fs::read(path).unwrap();
        bytes.truncate(bytes.len() / 2);
        std::fs::write(path, bytes).unwrap();
    });
    let away = desk.folder.path().join("weg/weg.db");
    assert!(office.restore(&away).unwrap_err().text.nl.contains("bestaat niet"));
    assert!(office.backup(&away).unwrap_err().text.nl.contains("bestaat niet"));
}

/// Whatever was promised while a backup was put back stands in the store, or in what it replaced.
#[test]
fn nothing_falls_between_what_is_kept_and_what_is_replaced() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let file = desk.folder.path().join("kopie.db");
    let base = office.backup(&file).unwrap().rows;
    let (stop, promised) = (AtomicBool::new(false), std::sync::atomic::AtomicI64::new(0));
    let mut replaced = 0;
    std::thread::scope(|scope| {
        let (desk, stop, promised) = (&desk, &stop, &promised);
        scope.spawn(move || {
            let office = desk.office();
            while !stop.load(Ordering::Relaxed) {
                office.case_do(1, "gebeld", &json!({}), None).unwrap();
                promised.fetch_add(1, Ordering::Relaxed);
            }
        });
        for _ in 0..20 {
            std::thread::sleep(std::time::Duration::from_millis(20));
            let kept = office.restore(&file).unwrap().kept.unwrap().file;
            replaced += office.restore_check(kept.as_ref()).unwrap().rows - base;
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(replaced > 0, "something was recorded meanwhile");
    assert_eq!(replaced + office.head().unwrap().rows - base, promised.into_inner());
}

/// Every statement in the source of this crate, against its own schema: none may read a whole table,
/// but for the checks that are meant to.
#[test]
fn no_statement_scans_a_big_table() {
    let desk = Desk::with("2026-03-02", SMALL);
    some_history(&desk);
    let connection = Connection::open(desk.workspace.store_path()).unwrap();
    for (name, arguments) in
        [("conceal", 2), ("is_concealed", 2), ("reveal", 1), ("revealed", 1), ("said", 1), ("blind", 1)]
    {
        let nothing = |_: &rusqlite::functions::Context<'_>| Ok(rusqlite::types::Null);
        let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
        connection.create_scalar_function(name, arguments, flags, nothing).unwrap();
    }
    let (mut seen, mut scans) = (0, Vec::new());
    for (file, sql) in statements() {
        let mut plan = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap_or_else(|e| panic!("{file}: {sql}: {e}"));
        let parameters = vec![rusqlite::types::Null; plan.parameter_count()];
        let steps: Vec<String> = plan
            .query_map(rusqlite::params_from_iter(parameters), |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        seen += 1;
        for step in steps {
            if step.starts_with("SCAN")
                && !["CONSTANT ROW", "sqlite_sequence"].iter().any(|small| step.contains(small))
            {
                scans.push(format!("{file}: {sql}: {step}"));
            }
        }
    }
    assert!(scans.is_empty(), "{scans:#?}");
    assert!(seen > 60, "only {seen} statements were found");
}

/// What is concealed is never read as it stands.
#[test]
fn no_statement_reads_what_is_concealed() {
    let bare = |sql: &str| {
        let head = sql.split(" FROM ").next().unwrap_or_default();
        let columns = head.strip_prefix("SELECT ").unwrap_or_default().split(", ");
        let name = |column: &str| column.rsplit('.').next().unwrap_or_default().to_owned();
        columns.map(name).any(|name| ["data", "fields", "letter", "envelope", "payload"].contains(&&*name))
    };
    assert!(bare("SELECT made, letter FROM letters") && bare("SELECT p.data FROM people p"));
    assert!(!bare("SELECT made, reveal(letter) FROM letters"));
    let found: Vec<_> = statements().into_iter().filter(|(_, sql)| bare(sql)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !["verify", "examine", "exposed", "conceal", "keys"]
                    .iter()
                    .any(|whole| path.ends_with(format!("store/{whole}.rs")))
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap();
                let columns =
                    text.split("const COLUMNS: &str =").nth(1).map(|rest| rest.split('"').nth(1).unwrap());
                for literal in text.split('"').skip(1).step_by(2) {
                    let is_sql = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "]
                        .iter()
                        .any(|verb| literal.starts_with(verb));
                    if is_sql && !literal.contains("{table}") && !literal.contains("sqlite_schema") {
                        let sql = literal.replace("{COLUMNS}", columns.unwrap_or_default());
                        found.push((path.display().to_string(), sql));
                    }
                }
            }
        }
    }
    found
}
