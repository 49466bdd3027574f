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

/// What the doctor has to say of one part that is not wrong: where, and what.
fn notes(office: &Office, part: &str) -> Vec<(String, String)> {
    let examined = office.doctor().unwrap().examined;
    let notes = examined.into_iter().filter(|found| found.part == part).flat_map(|found| found.notes);
    notes.map(|flaw| (flaw.place, flaw.what.nl)).collect()
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

/// Without any key nobody writes what a letter says or what is known of a person: not in the open, and not with
/// what was concealed for somebody else.
#[test]
fn what_was_not_concealed_here_is_told() {
    let envelope = r#"{"number":"B2","reference":"Z2","date":"2026-03-02","addressee":["Piet"]}"#;
    for (fault, place) in [
        (format!("UPDATE letters SET envelope = '{envelope}' WHERE number = 2"), "letter 2"),
        ("UPDATE letters SET letter = '{\"blocks\":[]}' WHERE number = 2".to_owned(), "letter 2"),
        ("UPDATE people SET data = '{\"achternaam\":\"Piet\"}' WHERE number = 2".to_owned(), "person 2"),
        ("UPDATE cases SET state = '{}' WHERE number = 2".to_owned(), "case 2"),
        ("UPDATE journal_payload SET payload = '{}' WHERE seq = 4".to_owned(), "journal 4"),
        (
            "UPDATE letters SET envelope = (SELECT envelope FROM letters WHERE number = 1) WHERE number = 2"
                .to_owned(),
            "letter 2",
        ),
        (
            "UPDATE people SET data = (SELECT data FROM people WHERE number = 1) WHERE number = 2".to_owned(),
            "person 2",
        ),
    ] {
        let (desk, office) = some_history();
        spoil(&desk, &fault);
        assert!(verified(&office).contains(&place.to_owned()), "{fault}");
    }
}

#[test]
fn an_open_record_is_told() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    let sam = office.person_add(&person(1)).unwrap().row.person;
    let report = json!({"insluiting": "2026-02-01", "pi": "Haarlem"});
    office.record_do(sam, "landelijk/detentie", "gemeld", &report, None).unwrap();
    assert_eq!(verified(&office), [""; 0]);
    spoil(&desk, "UPDATE records SET fields = '{}' WHERE number = 1");
    assert_eq!(verified(&office), ["record 1"]);
    office.person_erase(sam, "op verzoek", true).unwrap();
    assert_eq!(verified(&office), [""; 0], "of somebody who was erased nothing is left to conceal");
}

/// Such a letter does not go out, and keeps no other.
#[test]
fn a_letter_in_the_open_is_kept_back() {
    let envelope = r#"{"number":"B2","reference":"Z2","date":"2026-03-02","addressee":["Piet"]}"#;
    for fault in [
        format!("UPDATE letters SET envelope = '{envelope}' WHERE number = 2"),
        "UPDATE letters SET letter = '{\"blocks\":[]}' WHERE number = 2".to_owned(),
        "UPDATE letters SET letter = (SELECT letter FROM letters WHERE number = 1) WHERE number = 2"
            .to_owned(),
        "UPDATE letters SET letter = 'x', envelope = 'y' WHERE number = 2".to_owned(),
    ] {
        let (desk, office) = some_history();
        spoil(&desk, &fault);
        let refused = office.letter_show(2).unwrap_err();
        assert!(refused.text.nl.contains("B2"), "{fault}: {refused:?}");
        let refused = office.deliver().unwrap_err();
        assert!(refused.text.nl.contains("B2"), "{fault}: {refused:?}");
        assert!(refused.help.unwrap().nl.contains("nazorg controle nakijken"), "{fault}");
        let there = |letter: &str| desk.workspace.outbox_path().join(letter).exists();
        assert!(there("B000001") && !there("B000002") && there("B000003"), "{fault}");
        assert!(found(&office, "journal").contains(&"letter 2".to_owned()), "{fault}");
    }
}

/// Who approves a letter approves the words that were fixed.
#[test]
fn a_letter_in_the_open_is_not_approved() {
    let (desk, office) = some_history();
    let letter = office.case_do(2, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap().letters[0].letter;
    spoil(&desk, &format!("UPDATE letters SET letter = '{{\"blocks\":[]}}' WHERE number = {letter}"));
    let rows = office.head().unwrap().rows;
    assert!(office.letter_approve(letter).unwrap_err().text.nl.contains(&format!("B{letter}")));
    assert_eq!(office.head().unwrap().rows, rows);
}

/// What the lists go by must be what the journal says.
#[test]
fn a_case_that_was_hidden_from_the_lists_is_told() {
    for fault in [
        "UPDATE cases SET closed = 0 WHERE number = 2",
        "UPDATE cases SET opened = opened + 1 WHERE number = 2",
        "UPDATE cases SET outcome = 'klaar' WHERE number = 2",
        "UPDATE cases SET waits = 1 WHERE number = 2",
        "UPDATE cases SET process = 'haarlem/anders' WHERE number = 2",
        "UPDATE cases SET person = 1 WHERE number = 2",
        "UPDATE cases SET closed = 'nooit' WHERE number = 2",
        "INSERT INTO deadlines VALUES (1, 2, 'deadline.x')",
    ] {
        let (desk, office) = some_history();
        spoil(&desk, fault);
        assert_eq!(found(&office, "cases"), ["case 2"], "{fault}");
    }
    let (desk, office) = some_history();
    spoil(&desk, "INSERT INTO deadlines VALUES (1, 99, 'deadline.x')");
    assert_eq!(found(&office, "cases"), ["case 99"], "it is owed to no case");
}

/// Nobody approves a letter with a pen in the file.
#[test]
fn a_letter_that_nobody_approved_is_told() {
    let (desk, office) = some_history();
    let letter = office.case_do(2, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap().letters[0].letter;
    spoil(&desk, &format!("UPDATE letters SET state = 'made' WHERE number = {letter}"));
    assert_eq!(found(&office, "letters"), [format!("letter {letter}")]);
    spoil(&desk, &format!("UPDATE letters SET state = 'waiting' WHERE number = {letter}"));
    office.letter_approve(letter).unwrap();
    office.deliver().unwrap();
    assert_eq!(found(&office, "letters"), [""; 0]);
    spoil(&desk, &format!("UPDATE letters SET state = 'waiting' WHERE number = {letter}"));
    assert_eq!(found(&office, "letters"), [format!("letter {letter}")]);
}

/// One row that cannot be read is one thing that is wrong, among the others.
#[test]
fn what_cannot_be_read_hides_nothing_else() {
    for (fault, place) in [
        ("UPDATE documents SET body = CAST(x'ff00fe' AS TEXT) WHERE number = 1", "document 1"),
        ("UPDATE documents SET name = x'ff' WHERE number = 1", "document 1"),
        ("UPDATE journal SET person = x'00' WHERE seq = 5", "journal 5"),
        ("UPDATE journal SET case_no = 'drie' WHERE seq = 5", "journal 5"),
    ] {
        let (desk, office) = some_history();
        spoil(&desk, &format!("{fault}; UPDATE people SET data = 'x' WHERE number = 2"));
        let wrong = verified(&office);
        assert!(
            wrong.contains(&place.to_owned()) && wrong.contains(&"person 2".to_owned()),
            "{fault}: {wrong:?}"
        );
    }
    let parts = |fault: &str, part: &str| {
        let (desk, office) = some_history();
        spoil(&desk, fault);
        found(&office, part)
    };
    assert_eq!(parts("UPDATE people SET id = x'00' WHERE number = 2", "cases"), ["case 2"]);
    assert_eq!(parts("UPDATE deadlines SET case_no = 'x' WHERE case_no = 2", "cases"), ["case 2", "case 0"]);
    assert_eq!(parts("UPDATE journal_payload SET payload = x'00' WHERE seq = 3", "letters"), ["letter 2"]);
    assert_eq!(
        parts("UPDATE letters SET nr = 'x', id = x'ff' WHERE number = 2", "letters"),
        ["letter 2", "case 2"]
    );
    assert_eq!(parts("UPDATE letters SET state = x'ff' WHERE number = 2", "letters"), ["letter 2", "case 2"]);
    let (desk, office) = some_history();
    office.deliver().unwrap();
    spoil(
        &desk,
        "UPDATE letters SET letter = x'00' WHERE number = 2; UPDATE letters SET letter = 'x' WHERE number = 3",
    );
    assert_eq!(found(&office, "outbox"), ["outbox B000002", "outbox B000003"]);
}

/// What an erasure left undone is told with the person, so that somebody can do it.
#[test]
fn a_key_that_outlived_its_person_is_told_with_that_person() {
    let (desk, office) = some_history();
    let keys = desk.workspace.store_path().with_extension("keys");
    let before = std::fs::read(&keys).unwrap();
    office.person_erase(2, "op verzoek", true).unwrap();
    drop(office);
    std::fs::write(&keys, before).unwrap();
    let office = desk.office();
    let notes = notes(&office, "cases");
    assert!(matches!(&notes[..], [(place, what)] if place == "person 2" && what.contains("P2")), "{notes:?}");
    office.person_erase(2, "op verzoek", true).unwrap();
    assert_eq!(self::notes(&office, "cases"), []);
}

/// An outbox that is none is not empty.
#[test]
#[cfg(unix)]
fn an_outbox_that_is_no_folder_is_told() {
    let (desk, office) = some_history();
    let outbox = desk.workspace.outbox_path();
    assert!(!outbox.exists() && notes(&office, "outbox").len() == 1, "nothing has gone yet");
    std::fs::write(&outbox, "geen map").unwrap();
    assert_eq!(found(&office, "outbox"), ["outbox"]);
    std::fs::remove_file(&outbox).unwrap();
    std::os::unix::fs::symlink(desk.folder.path().join("stick"), &outbox).unwrap();
    assert_eq!(found(&office, "outbox"), ["outbox"]);
    std::fs::remove_file(&outbox).unwrap();
    office.deliver().unwrap();
    assert_eq!(notes(&office, "outbox"), []);
    // Where letters are made ready is a folder as well.
    let staging = outbox.join(".staging");
    std::fs::remove_dir_all(&staging).unwrap();
    assert_eq!(found(&office, "outbox"), [""; 0]);
    std::fs::write(&staging, "geen map").unwrap();
    assert_eq!(found(&office, "outbox"), ["outbox"]);
    std::fs::remove_dir_all(&outbox).unwrap();
    assert_eq!(found(&office, "outbox"), [""; 0], "whoever posts the letters may take them all away");
    let notes = notes(&office, "outbox");
    assert!(matches!(&notes[..], [(_, what)] if what.contains('3')), "{notes:?}");
}
