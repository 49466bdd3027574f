//! Who writes into the file of the store by hand is found out.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{Desk, SMALL, person};
use nazorg_runtime::Office;
use rusqlite::Connection;
use serde_json::json;

/// Three people, each with a case and a letter.
fn some_history() -> (Desk, Office) {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    for number in 1..=3 {
        let person = office.person_add(&person(number)).unwrap().row.person;
        let case = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap().case;
        office.case_do(case, "gebeld", &json!({}), None).unwrap();
    }
    assert!(office.doctor().unwrap().healthy);
    (desk, office)
}

fn spoil(desk: &Desk, sql: &str) {
    let connection = Connection::open(desk.workspace.store_path()).unwrap();
    connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
}

/// The places that `audit verify` names.
fn verified(office: &Office) -> Vec<String> {
    office.verify().unwrap().wrong.into_iter().map(|flaw| flaw.place).collect()
}

/// The places that the doctor names in one part.
fn found(office: &Office, part: &str) -> Vec<String> {
    let examined = office.doctor().unwrap().examined;
    let wrong = examined.into_iter().filter(|found| found.part == part).flat_map(|found| found.wrong);
    wrong.map(|flaw| flaw.place).collect()
}

/// Every list begins at 1: what stands before that is shown by some commands and seen by no check.
#[test]
fn a_row_before_the_first_is_told() {
    let (desk, office) = some_history();
    spoil(
        &desk,
        "INSERT INTO journal SELECT -4, recorded, occurred, actor, role, on_behalf_of, purpose, action, person, case_no, record, definition, commitment, chain FROM journal WHERE seq = 2;
         INSERT INTO journal_payload SELECT 0, person, salt, nonce, payload FROM journal_payload WHERE seq = 2",
    );
    assert_eq!(verified(&office), ["journal -4", "journal 0"]);
    assert_eq!(office.verify().unwrap().first_broken, Some(-4));
    for (table, place) in [
        ("cases", "case -7"),
        ("letters", "letter -7"),
        ("people", "person -7"),
        ("tasks", "task -7"),
        ("documents", "document -7"),
        ("publications", "publication -7"),
    ] {
        let (desk, office) = some_history();
        spoil(&desk, &format!("UPDATE {table} SET number = -7 WHERE number = 1"));
        assert!(found(&office, "pages").contains(&place.to_owned()), "{table}");
    }
    let (desk, office) = some_history();
    spoil(&desk, "INSERT INTO notices VALUES (0, 1, 'coordinator', 'coordinator', NULL, 0, 'Bel niet')");
    assert_eq!(found(&office, "pages"), ["notice 0"]);
}

/// A case or a record that is gone while its history stands there; and its number is nobody else's.
#[test]
fn a_case_that_was_taken_away_is_missed() {
    let (desk, office) = some_history();
    spoil(&desk, "DELETE FROM cases WHERE number = 3; DELETE FROM letters WHERE case_no = 3");
    assert_eq!(verified(&office), ["case 3"]);
    assert_eq!(office.case_start("haarlem/vraag", 1, &json!({}), None).unwrap().case, 4);
    let row = "journal SELECT 7, recorded, occurred, actor, role, on_behalf_of, purpose, action, person, NULL, 12, definition, commitment, chain FROM journal WHERE seq = 6";
    let (desk, office) = some_history();
    spoil(&desk, &format!("INSERT INTO {row}"));
    assert!(verified(&office).contains(&"record 12".to_owned()));
}
