//! What an office remembers of its store is never older than the store.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{Desk, SMALL, person};
use nazorg_runtime::{Correction, Office};
use serde_json::{Value as Json, json};

fn begun() -> (Desk, Office, i64, i64) {
    let desk = Desk::with("2027-03-01", SMALL);
    let office = desk.office();
    let sam = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", sam, &Json::Null, None).unwrap().case;
    (desk, office, sam, case)
}

/// How often somebody called, as the journal has it; and that all of the store fits together.
fn calls(office: &Office, case: i64) -> usize {
    assert_eq!(office.verify().unwrap().wrong, Vec::new());
    assert_eq!(office.fold_all().unwrap().different, Vec::<i64>::new());
    office.case_history(case).unwrap().iter().filter(|row| row.event == "gebeld").count()
}

#[test]
fn what_another_program_recorded_is_seen() {
    let (desk, one, _, case) = begun();
    let other = desk.office();
    for _ in 0..3 {
        one.case_record(case, "gebeld", &Json::Null, None).unwrap();
        other.case_record(case, "gebeld", &Json::Null, None).unwrap();
    }
    assert_eq!(calls(&one, case), 6);
    other.case_record(case, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    assert!(one.case_record(case, "gebeld", &Json::Null, None).is_err(), "it was closed by another program");
    assert!(one.case_show(case).unwrap().row.closed.is_some());
}

#[test]
fn what_was_refused_or_only_tried_leaves_nothing() {
    let (_desk, office, _, case) = begun();
    office.case_record(case, "gebeld", &Json::Null, None).unwrap();
    let before = office.case_show(case).unwrap();
    assert!(office.case_record(case, "geantwoord", &Json::Null, None).is_err());
    office.case_do_rehearsed(case, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    assert_eq!(office.case_show(case).unwrap(), before);
    office.case_record(case, "gebeld", &Json::Null, None).unwrap();
    assert_eq!(calls(&office, case), 2);
}

#[test]
fn a_person_who_changed_is_written_to_as_such() {
    let (_desk, office, sam, case) = begun();
    office.case_record(case, "gebeld", &Json::Null, None).unwrap();
    office.person_change(sam, &json!({"achternaam": "Andersen"})).unwrap();
    let happened = office.case_do(case, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    let letter = office.letter_show(happened.letters[0].letter).unwrap();
    assert_eq!(
        letter.text.matches("Andersen").count(),
        2,
        "its address and its first words: {}",
        letter.text
    );
}

#[test]
fn a_backup_that_was_put_back_is_what_there_is() {
    let (desk, office, _, case) = begun();
    let backup = desk.folder.path().join("reserve.db");
    office.backup(&backup).unwrap();
    office.case_record(case, "gebeld", &Json::Null, None).unwrap();
    office.restore(&backup).unwrap();
    assert_eq!(calls(&office, case), 0);
    office.case_record(case, "gebeld", &Json::Null, None).unwrap();
    assert_eq!(calls(&office, case), 1);
}

#[test]
fn a_correction_is_built_upon() {
    let (_desk, office, _, case) = begun();
    let happened = office.case_do(case, "gebeld", &Json::Null, None).unwrap();
    let row = happened.steps.last().unwrap().seq;
    let withdrawn = Correction { occurred: None, form: Json::Null, withdrawn: true };
    office.case_correct(row, &withdrawn).unwrap();
    office.case_record(case, "gebeld", &Json::Null, None).unwrap();
    assert_eq!(calls(&office, case), 2);
}
