//! What is personal cannot be read in the files, and not at all after it was erased.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Desk, SMALL, bsn};
use nazorg_runtime::view::CaseRow;
use nazorg_runtime::{Kind, Office};
use rusqlite::Connection;
use serde_json::json;

/// Words that stand nowhere else.
const SECRETS: [&str; 6] = ["Kwikstaart", "Zonnedauw", "Wulpenlaan", "Roerdomp", "9999", "1987-06-05"];

/// All bytes of all files below a folder in which one of the secrets stands, but for the definitions.
fn readable(folder: &Path, words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            for word in words {
                if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                    found.push(format!("{}: {word}", path.file_name().unwrap().to_string_lossy()));
                }
            }
        }
    }
    found.sort();
    found
}

struct Somebody {
    desk: Desk,
    office: Office,
    words: Vec<String>,
    person: i64,
}

/// Somebody with a case, an answer, letters, a record and notes; and somebody else, who stays.
fn somebody() -> Somebody {
    let desk = Desk::shipped("2026-03-02");
    for (path, text) in SMALL {
        fs::write(desk.folder.path().join(path), text).unwrap();
    }
    let office = desk.office();
    office.publish(None).unwrap();
    let number = bsn(3);
    let mut words: Vec<String> = SECRETS.iter().map(|word| (*word).to_owned()).collect();
    words[4] = number.clone();
    let form = json!({"voornamen": "Kwikstaart", "achternaam": "Zonnedauw", "adres": ["Wulpenlaan 3"], "bsn": number, "geboortedatum": "1987-06-05", "geslacht": "V"});
    let person = office.person_add(&form).unwrap().row.person;
    office.person_add(&common::person(2)).unwrap();
    for person in [person, 2] {
        let case = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap().case;
        office.case_do(case, "gebeld", &json!({}), None).unwrap();
        let report = json!({"insluiting": "2026-02-01", "meldingsnummer": format!("Roerdomp-{person}"), "pi": "Roerdomp"});
        office.record_do(person, "landelijk/detentie", "gemeld", &report, None).unwrap();
        office.deliver().unwrap();
        office.case_do(case, "geantwoord", &json!({"antwoord": "Ik woon bij Roerdomp"}), None).unwrap();
    }
    Somebody { desk, office, words, person }
}

fn store_files(desk: &Desk) -> PathBuf {
    desk.folder.path().to_owned()
}

#[test]
fn nothing_personal_can_be_read_in_the_store_nor_in_a_backup() {
    let Somebody { desk, office, words, person } = somebody();
    office.backup(&desk.folder.path().join("kopie.db")).unwrap();
    assert!(desk.folder.path().join("kopie.db.keys").exists());
    let found = readable(&store_files(&desk), &words);
    let in_letters = |found: &String| found.starts_with("brief.");
    assert!(found.iter().any(in_letters), "letters are to be read: {found:?}");
    let elsewhere: Vec<_> = found.iter().filter(|found| !in_letters(found)).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
    // With the keys it is all there.
    let shown = office.person_show(person).unwrap();
    assert_eq!(
        (shown.row.name.as_str(), shown.bsn_end.as_deref()),
        ("Kwikstaart Zonnedauw", Some(&words[4][6..]))
    );
    let same = json!({"voornamen": "A", "achternaam": "B", "bsn": words[4]});
    assert!(office.person_add(&same).unwrap_err().text.nl.contains("P1"), "a BSN is still found");
    assert!(office.doctor().unwrap().healthy);
}

#[test]
fn after_erasure_nothing_is_left_and_the_chain_holds() {
    let Somebody { desk, office, words, person } = somebody();
    let before = desk.folder.path().join("ervoor.db");
    office.backup(&before).unwrap();
    let was = office.case_show(1).unwrap().row;
    let refused = office.person_erase(person, "bewaartermijn", true);
    let case = office.case_list(&nazorg_runtime::view::CaseFilter::default()).unwrap();
    assert!(case.is_empty(), "all cases were closed: {case:?}");
    let report = refused.unwrap();
    assert_eq!((report.cases, report.letters), (1, 2));
    office.backup(&desk.folder.path().join("erna.db")).unwrap();

    assert!(office.doctor().unwrap().healthy, "{:#?}", office.doctor().unwrap());
    assert!(office.verify().unwrap().wrong.is_empty());
    let found = readable(&store_files(&desk), &words);
    assert!(found.is_empty(), "{found:?}");
    // Nor with the keys: there is no key, and no concealed row either.
    let store = Connection::open(desk.workspace.store_path()).unwrap();
    let id: [u8; 16] =
        store.query_row("SELECT id FROM people WHERE number = 1", [], |row| row.get(0)).unwrap();
    let left: i64 = store
        .query_row(
            "SELECT count(*) FROM journal_payload WHERE person = ?1 AND payload NOT LIKE '%erased_person%'",
            [id],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
    for keys in ["nazorg.keys", "erna.db.keys"] {
        let keys = Connection::open(desk.folder.path().join(keys)).unwrap();
        let gone: bool =
            keys.query_row("SELECT key IS NULL FROM keys WHERE person = ?1", [id], |row| row.get(0)).unwrap();
        assert!(gone);
    }
    // The letters that were delivered are gone too; somebody else's are not.
    assert!(!desk.workspace.outbox_path().join("B000001").exists());
    assert!(desk.workspace.outbox_path().join("B000003").exists());
    assert_eq!(office.person_show(2).unwrap().row.name, "Sam van Puffelen-2");

    // What is left can be looked at, and does nothing.
    assert_eq!(office.person_show(person).unwrap().row.name, "gewist");
    let history = office.case_history(1).unwrap();
    assert!(history.len() >= 3 && history.iter().all(|row| row.facts.is_empty()));
    let case = office.case_show(1).unwrap();
    assert_eq!(case.fields, []);
    // A tombstone keeps its figures: the municipality counts with them.
    let figures = |row: CaseRow| (row.process, row.opened, row.closed, row.outcome);
    assert_eq!(was.outcome.as_deref(), Some("klaar"));
    assert_eq!(figures(case.row), figures(was));
    office.letter_show(1).unwrap();
    office.today().unwrap();
    office.tick().unwrap();
    for refused in [
        office.case_start("haarlem/vraag", person, &json!({}), None).err(),
        office.case_do(1, "gebeld", &json!({}), None).err(),
        office
            .record_do(person, "landelijk/detentie", "gemeld", &json!({"insluiting": "2026-02-01"}), None)
            .err(),
    ] {
        assert_eq!(refused.unwrap().kind, Kind::Refused);
    }
    // The BSN is nobody's now.
    let again = json!({"voornamen": "Kim", "achternaam": "Proef", "bsn": words[4]});
    assert_eq!(office.person_add(&again).unwrap().row.person, 3);
    // Doing it again is no fault.
    office.person_erase(person, "bewaartermijn", false).unwrap();

    // A backup from before does not bring anybody back.
    office.restore(&before).unwrap();
    assert_eq!(office.person_show(person).unwrap().row.name, "gewist");
    assert_eq!(office.person_show(2).unwrap().row.name, "Sam van Puffelen-2");
    assert!(office.doctor().unwrap().healthy, "{:#?}", office.doctor().unwrap());
    fs::remove_file(&before).unwrap();
    assert!(readable(&store_files(&desk), &words[..4]).is_empty());
}

#[test]
fn open_cases_are_not_erased_unasked() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    let person = office.person_add(&common::person(1)).unwrap().row.person;
    office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    let rows = office.head().unwrap();
    assert_eq!(office.person_erase(person, "op verzoek", false).unwrap_err().kind, Kind::Refused);
    assert_eq!(office.person_erase(person, " ", true).unwrap_err().kind, Kind::WrongUse);
    assert_eq!(office.person_erase(9, "op verzoek", true).unwrap_err().kind, Kind::BadInput);
    assert_eq!(office.head().unwrap(), rows);
    office.person_erase(person, "op verzoek", true).unwrap();
    assert_eq!(office.next_due().unwrap(), None);
    assert!(office.task_list(true).unwrap().is_empty());
    assert!(office.deliver().unwrap().delivered.is_empty());
    assert!(office.doctor().unwrap().healthy);
}

#[test]
fn a_payload_taken_away_without_an_erasure_is_tampering() {
    let Somebody { desk, office, .. } = somebody();
    let store = Connection::open(desk.workspace.store_path()).unwrap();
    store.execute_batch("DELETE FROM journal_payload WHERE seq = 2").unwrap();
    assert_eq!(office.verify().unwrap().first_broken, Some(2));
}

/// A BSN can be tried against what it is found by: so that goes from the stores that a backup replaced too.
#[test]
fn erasing_reaches_the_store_that_a_backup_replaced() {
    let Somebody { desk, office, person, .. } = somebody();
    let backup = desk.folder.path().join("kopie.db");
    office.backup(&backup).unwrap();
    let kept = office.restore(&backup).unwrap().kept.unwrap().file;
    let bsns = || {
        let kept = Connection::open(&kept).unwrap();
        let bsns = "SELECT count(*) FROM people WHERE bsn IS NOT NULL";
        kept.query_row(bsns, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(bsns(), 1);
    let damaged = desk.workspace.store_path().with_file_name("nazorg-replaced-20200101-000000.db");
    fs::write(&damaged, "geen opslag").unwrap();
    let erased = office.person_erase(person, "bewaartermijn", true).unwrap();
    assert_eq!(bsns(), 0);
    assert_eq!(erased.left, [damaged.display().to_string()]);
}

#[test]
fn without_its_keys_a_store_is_refused_and_left() {
    let Somebody { desk, office, .. } = somebody();
    drop(office);
    let path = desk.workspace.store_path();
    let (keys, away) = (path.with_extension("keys"), desk.folder.path().join("weg"));
    let bytes = fs::read(&path).unwrap();
    let refused = || Office::open(desk.workspace.clone(), desk.clock.clone(), "fatima").err().unwrap();
    fs::rename(&keys, &away).unwrap();
    assert!(refused().text.nl.contains("ontbreken"));
    assert!(!keys.exists(), "no new keys are made");
    let other = Desk::with("2026-03-02", SMALL);
    drop(other.office());
    fs::copy(other.workspace.store_path().with_extension("keys"), &keys).unwrap();
    assert!(refused().text.nl.contains("niet bij elkaar"));
    fs::write(&keys, "geen sleutels").unwrap();
    let problem = refused();
    assert!(
        problem.text.nl.contains("sleutelbestand") && problem.help.unwrap().nl.contains("sleutelbestand")
    );
    assert_eq!(fs::read(&path).unwrap(), bytes);
    fs::rename(&away, &keys).unwrap();
    assert!(desk.office().doctor().unwrap().healthy);
}

/// Another store's backup only comes into an empty workspace, and with its keys.
#[test]
fn a_backup_of_another_store_does_not_come_in() {
    let Somebody { desk, office, person, .. } = somebody();
    let backup = desk.folder.path().join("kopie.db");
    office.backup(&backup).unwrap();
    let other = Desk::with("2026-03-02", SMALL);
    let taken = other.office();
    taken.person_add(&common::person(1)).unwrap();
    taken.case_start("haarlem/vraag", 1, &json!({}), None).unwrap();
    assert!(taken.restore(&backup).is_err());
    let desk_of_nobody = Desk::with("2026-03-02", SMALL);
    let empty = desk_of_nobody.office();
    let keys = desk.folder.path().join("kopie.db.keys");
    let bytes = fs::read(&keys).unwrap();
    fs::remove_file(&keys).unwrap();
    assert!(empty.restore(&backup).is_err());
    fs::write(&keys, bytes).unwrap();
    empty.restore(&backup).unwrap();
    assert_eq!(empty.person_show(person).unwrap().row.name, "Kwikstaart Zonnedauw");
}
