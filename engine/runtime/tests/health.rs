//! Health: the audit, the doctor, damaged files, and numbers after a backup was put back.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Desk, SMALL, person};
use nazorg_runtime::view::{CaseFilter, VerifyReport};
use nazorg_runtime::{Office, Problem, Restorer, RunEvent};
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

fn spoil(desk: &Desk, sql: &str) {
    let connection = Connection::open(desk.workspace.store_path()).unwrap();
    connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
}

fn head(office: &Office) -> String {
    let head = office.head().unwrap();
    format!("{}:{}", head.rows, head.head)
}

#[test]
fn the_first_broken_row_is_named() {
    for (row, fault) in [
        (2, "UPDATE journal SET actor = 'joost' WHERE seq = 2"),
        (4, "UPDATE journal SET occurred = occurred + 1 WHERE seq = 4; UPDATE journal SET actor = 'x' WHERE seq = 6"),
        (4, "DELETE FROM journal WHERE seq = 3; DELETE FROM journal_payload WHERE seq = 3"),
        (3, "UPDATE journal SET seq = -1 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 5; UPDATE journal SET seq = 5 WHERE seq = -1"),
        (7, "INSERT INTO journal SELECT 7, recorded, occurred, actor, role, on_behalf_of, purpose, action, person, case_no, record, definition, commitment, chain FROM journal WHERE seq = 6;
             INSERT INTO journal_payload SELECT 7, person, salt, nonce, payload FROM journal_payload WHERE seq = 6;
             UPDATE cases SET last_seq = 7 WHERE number = 3"),
        (5, "UPDATE journal SET chain = 'geen keten' WHERE seq = 5"),
        (5, "UPDATE journal_payload SET payload = x'00' WHERE seq = 5"),
    ] {
        let desk = Desk::with("2026-03-02", SMALL);
        let office = some_history(&desk);
        assert_eq!(office.verify().unwrap().first_broken, None);
        spoil(&desk, fault);
        assert_eq!(office.verify().unwrap().first_broken, Some(row), "{fault}");
    }
}

/// Who cuts off the end, and all that hangs on it, leaves a chain that holds. Only a kept head tells.
#[test]
fn a_cut_tail_is_seen_with_a_kept_head() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let early = head(&office);
    office.case_do(1, "gebeld", &json!({}), None).unwrap();
    let kept = format!("2026-03-02T11:00:00Z {early}\n2026-03-02T12:00:00Z {}\n", head(&office));
    assert!(office.verify_against(&kept).unwrap().wrong.is_empty());
    spoil(
        &desk,
        "DELETE FROM journal WHERE seq = 7; DELETE FROM journal_payload WHERE seq = 7; UPDATE cases SET last_seq = 2 WHERE number = 1",
    );
    let VerifyReport { wrong, .. } = office.verify().unwrap();
    assert!(wrong.is_empty(), "nothing else tells: {wrong:?}");
    assert_eq!(office.verify_against(&kept).unwrap().first_broken, Some(7));
    assert!(office.verify_against(&early).unwrap().wrong.is_empty());
    // Written anew, with as many rows.
    office.case_do(2, "gebeld", &json!({}), None).unwrap();
    assert_eq!(office.verify_against(&kept).unwrap().first_broken, Some(7));
    for nonsense in ["zeven", "7:xyz", "7:00", ":"] {
        assert!(office.verify_against(nonsense).is_err(), "{nonsense}");
    }
}

#[test]
fn the_doctor_finds_what_does_not_fit() {
    let found = |fault: &dyn Fn(&Desk)| {
        let desk = Desk::with("2026-03-02", SMALL);
        let office = some_history(&desk);
        office.deliver().unwrap();
        let report = office.doctor().unwrap();
        assert!(report.healthy, "{report:#?}");
        fault(&desk);
        let report = office.doctor().unwrap();
        let wrong = report.examined.iter().filter(|part| !part.wrong.is_empty());
        wrong.map(|part| part.part.clone()).collect::<Vec<_>>()
    };
    let sql = |sql: &'static str| found(&move |desk| spoil(desk, sql));
    assert_eq!(
        sql("UPDATE cases SET state = replace(state, 'wachten', 'wacht') WHERE number = 2"),
        ["journal", "cases"]
    );
    assert_eq!(sql("UPDATE cases SET state = 'geen json' WHERE number = 2"), ["journal", "cases"]);
    assert_eq!(sql("UPDATE deadlines SET due = due + 1 WHERE case_no = 2"), ["cases"]);
    assert_eq!(sql("DELETE FROM letters WHERE number = 2"), ["letters", "outbox"]);
    assert_eq!(sql("UPDATE letters SET nr = 9 WHERE number = 2"), ["letters"]);
    assert_eq!(
        sql("UPDATE letters SET letter = replace(letter, 'Belt', 'Mailt') WHERE number = 2"),
        ["journal", "outbox"]
    );
    assert_eq!(sql("UPDATE journal SET actor = 'x' WHERE seq = 2"), ["journal"]);
    assert_eq!(sql("UPDATE cases SET person = 99 WHERE number = 2"), ["pages", "journal", "cases", "outbox"]);
    let outbox = |desk: &Desk| desk.workspace.outbox_path();
    assert_eq!(
        found(&|desk| fs::write(outbox(desk).join("B000001/brief.txt"), "anders").unwrap()),
        ["outbox"]
    );
    assert_eq!(found(&|desk| fs::create_dir(outbox(desk).join("B000077")).unwrap()), ["outbox"]);
    // Whoever posts the letters takes them away: that is no fault.
    assert_eq!(found(&|desk| fs::remove_dir_all(outbox(desk).join("B000001")).unwrap()), [""; 0]);
}

/// An older file of keys was put back: it does not know the newest person.
#[test]
fn a_missing_key_is_told_with_its_person() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let keys = desk.workspace.store_path().with_extension("keys");
    let older = fs::read(&keys).unwrap();
    office.person_add(&person(4)).unwrap();
    drop(office);
    fs::write(&keys, older).unwrap();
    let report = desk.office().doctor().unwrap();
    let wrong: Vec<_> = report.examined.iter().flat_map(|part| &part.wrong).collect();
    assert_eq!(wrong.iter().map(|flaw| flaw.place.as_str()).collect::<Vec<_>>(), ["person 4"]);
    let problem = desk.office().person_show(4).unwrap_err();
    assert!(problem.help.unwrap().nl.contains("nazorg dokter"));
}

/// A page of nonsense: refused in plain words, and no byte of the file is changed by looking.
#[test]
fn a_damaged_page_is_told_and_left() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let backup = desk.folder.path().join("kopie.db");
    office.backup(&backup).unwrap();
    spoil(&desk, "PRAGMA wal_checkpoint(TRUNCATE)");
    let page: i64 = Connection::open(desk.workspace.store_path())
        .unwrap()
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'journal'", [], |row| row.get(0))
        .unwrap();
    drop(office);
    let path = desk.workspace.store_path();
    let mut bytes = fs::read(&path).unwrap();
    let at = (usize::try_from(page).unwrap() - 1) * 4096;
    bytes[at..at + 4096].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let office = desk.office();
    for refused in [
        office.case_do(1, "gebeld", &json!({}), None).err(),
        office.tick().err(),
        office.backup(&desk.folder.path().join("stuk.db")).err(),
    ] {
        let refused = refused.unwrap();
        assert!(refused.text.nl.contains("beschadigd"), "{refused:?}");
        assert!(refused.help.unwrap().nl.contains("nazorg dokter"));
    }
    assert!(!desk.folder.path().join("stuk.db").exists());
    let report = office.doctor().unwrap();
    let pages = &report.examined[0].wrong;
    assert!(!report.healthy && pages.len() == 1, "one line, however many pages: {report:#?}");
    assert!(pages[0].what.nl.contains("beschadigd"), "{pages:?}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
    // And a backup puts it right.
    office.restore(&backup).unwrap();
    drop(office);
    assert!(desk.office().doctor().unwrap().healthy);
    desk.office().case_do(1, "gebeld", &json!({}), None).unwrap();
}

/// However many places SQLite names, they are one thing to a person.
#[test]
fn a_damaged_index_is_told_in_one_line() {
    let desk = Desk::with("2026-03-02", SMALL);
    drop(some_history(&desk));
    let path = desk.workspace.store_path();
    let index = "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
    let page: i64 = Connection::open(&path).unwrap().query_row(index, [], |row| row.get(0)).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let end = usize::try_from(page).unwrap() * 4096;
    bytes[end - 4096..end].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let report = desk.office().doctor().unwrap();
    let [flaw] = &report.examined[0].wrong[..] else { panic!("{report:#?}") };
    let said = flaw.what.nl.strip_prefix("het bestand is beschadigd. Meldingen van SQLite: ").unwrap();
    let (count, first) = said.split_once(". De eerste: ").unwrap();
    assert!(count.parse::<usize>().unwrap() > 1 && first.starts_with("Tree "), "{flaw:?}");
}

#[test]
fn a_store_that_is_gone_while_its_log_is_not_is_refused() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let path = desk.workspace.store_path();
    let log = path.with_extension("db-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0);
    let (moved, bytes) = (desk.folder.path().join("elders.db"), fs::read(&log).unwrap());
    fs::rename(&path, &moved).unwrap();
    let refused = Office::open(desk.workspace.clone(), desk.clock.clone(), "fatima").err().unwrap();
    assert!(refused.text.nl.contains("weg"), "{refused:?}");
    assert_eq!(fs::read(&log).unwrap(), bytes);
    fs::rename(&moved, &path).unwrap();
    drop(office);
    assert!(desk.office().doctor().unwrap().healthy);
}

fn outbox(desk: &Desk) -> BTreeMap<String, String> {
    let folders = fs::read_dir(desk.workspace.outbox_path()).unwrap().flatten();
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let folders = folders.filter(|entry| name(entry).starts_with('B'));
    folders.map(|entry| (name(&entry), read(&entry.path()))).collect()
}

fn read(folder: &Path) -> String {
    fs::read_to_string(folder.join("brief.txt")).unwrap()
}

/// After a backup was put back, a number never comes to mean something else, and what has gone does not
/// go again.
#[test]
fn numbers_and_letters_after_a_backup_was_put_back() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let backup = desk.folder.path().join("kopie.db");
    office.backup(&backup).unwrap();
    office.deliver().unwrap();
    let new = office.person_add(&person(9)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", new, &json!({}), None).unwrap();
    assert_eq!((new, case.case, case.letters[0].letter), (4, 4, 4));
    office.deliver().unwrap();
    let before = outbox(&desk);
    assert_eq!(before.len(), 4);
    fs::remove_dir_all(desk.workspace.outbox_path().join("B000002")).unwrap();
    let task = office.task_list(true).unwrap().iter().map(|task| task.task).max().unwrap();

    office.restore(&backup).unwrap();
    let delivered = office.deliver().unwrap();
    assert!(delivered.delivered.is_empty(), "they went before: {delivered:?}");
    assert_eq!(outbox(&desk).len(), 3, "what was taken from the outbox does not come again");
    let person = office.person_add(&common::person(5)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    assert_eq!((person, case.case, case.letters[0].letter), (5, 5, 5));
    assert!(case.now.tasks[0].task > task);
    assert_eq!(office.deliver().unwrap().delivered, [5]);
    assert_eq!(outbox(&desk)["B000004"], before["B000004"]);

    // On a new computer only the backup tells what was: room is left for what nobody knows.
    let other = Desk::with("2026-03-02", SMALL);
    fs::remove_file(other.workspace.store_path()).unwrap();
    let office = other.office();
    office.restore(&backup).unwrap();
    let person = office.person_add(&common::person(5)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    assert_eq!((person, case.case, case.letters[0].letter), (1001, 1001, 1001));
    assert_eq!(office.deliver().unwrap().delivered, [1, 2, 3, 1001]);
}

/// What is written to a file that nobody finds again is not promised.
#[test]
#[cfg(unix)]
fn a_store_that_was_moved_away_is_not_written() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let (path, away) = (desk.workspace.store_path(), desk.folder.path().join("elders.db"));
    fs::rename(&path, &away).unwrap();
    let refused = [
        office.case_do(1, "gebeld", &json!({}), None).err(),
        office.tick().err(),
        office.run(&mut |_| ()).err(),
    ];
    for problem in refused {
        assert!(problem.unwrap().text.nl.contains("verplaatst of vervangen"));
    }
    fs::copy(&away, &path).unwrap();
    assert!(office.case_do(1, "gebeld", &json!({}), None).is_err(), "another file");
    fs::rename(&away, &path).unwrap();
    office.case_do(1, "gebeld", &json!({}), None).unwrap();
    assert!(office.verify().unwrap().wrong.is_empty());
}

/// The clock goes on, and the log beside the store stays short, while no letter can go out.
#[test]
fn an_outbox_that_fails_stops_neither_a_tick_nor_a_run() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    fs::write(desk.workspace.outbox_path(), "geen map").unwrap();
    desk.at("2026-03-03");
    let late = office.case_start("haarlem/vraag", 1, &json!({}), None).unwrap().case;
    desk.at("2026-03-10");
    let (path, away) = (desk.workspace.store_path(), desk.folder.path().join("elders.db"));
    let before = fs::read(&path).unwrap();
    let mut seen = Vec::new();
    let ended = office.run(&mut |event| match event {
        RunEvent::Ticked(report) => {
            seen.push(format!("fired {}", report.fired));
            if report.steps.iter().any(|step| step.case == Some(late)) {
                fs::rename(&path, &away).unwrap();
            }
        }
        RunEvent::Failed(problem) => {
            assert!(fs::read(&path).unwrap() != before, "the log was moved into the store");
            seen.push(problem.text.nl.clone());
            desk.at("2026-03-11");
        }
        _ => {}
    });
    assert!(ended.unwrap_err().text.nl.contains("verplaatst"));
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!((&*seen[0], &*seen[2]), ("fired 3", "fired 1"), "and between them the trouble, once");
    assert!(seen[1].contains("postvak"), "{seen:?}");

    fs::rename(&away, &path).unwrap();
    let office = desk.office();
    let report = office.tick().unwrap();
    assert!(report.trouble.is_some() && report.whole().is_err());
    fs::remove_file(desk.workspace.outbox_path()).unwrap();
    assert_eq!(office.tick().unwrap().whole().unwrap().delivery.delivered, [1, 2, 3, 4]);
}

/// Who puts back the wrong backup puts back what was there before.
#[test]
fn what_a_backup_replaces_is_kept() {
    let desk = Desk::with("2026-03-02", SMALL);
    let backup = desk.folder.path().join("kopie.db");
    let office = desk.office();
    office.backup(&backup).unwrap();
    assert_eq!(office.restore(&backup).unwrap().kept, None, "nothing was recorded yet");
    drop(office);
    let office = some_history(&desk);
    let before = head(&office);
    let kept = office.restore(&backup).unwrap().kept.unwrap().file;
    assert_eq!(
        kept,
        desk.workspace
            .store_path()
            .with_file_name("nazorg-replaced-20260302-110000.db")
            .display()
            .to_string()
    );
    assert_eq!(office.case_list(&CaseFilter::default()).unwrap().len(), 0);
    assert_eq!(office.restore(Path::new(&kept)).unwrap().kept, None);
    assert_eq!(head(&office), before);
    assert_eq!(office.case_list(&CaseFilter::default()).unwrap().len(), 3);
    let again = office.restore(&backup).unwrap().kept.unwrap().file;
    assert!(again.ends_with("nazorg-replaced-20260302-110000-1.db"), "{again}");
    assert!(!Path::new(&format!("{kept}.keys")).exists(), "keys that are kept cannot be destroyed");
}

fn restorer(desk: &Desk) -> Restorer {
    Restorer::open(desk.workspace.clone(), desk.clock.clone(), "fatima").unwrap()
}

/// A workspace with some history and a backup, whose store then became something else.
fn ruined(ruin: impl Fn(&Path)) -> (Desk, PathBuf) {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let backup = desk.folder.path().join("kopie.db");
    office.backup(&backup).unwrap();
    drop(office);
    ruin(&desk.workspace.store_path());
    (desk, backup)
}

#[track_caller]
fn refused(desk: &Desk) -> Problem {
    Office::open(desk.workspace.clone(), desk.clock.clone(), "fatima").err().unwrap()
}

/// A new store in the place of one that is gone would look as if there had never been anybody.
#[test]
fn a_store_that_is_gone_is_not_begun_anew() {
    for ruin in [|path: &Path| fs::remove_file(path).unwrap(), |path: &Path| fs::write(path, "").unwrap()] {
        let (desk, backup) = ruined(ruin);
        let path = desk.workspace.store_path();
        let there = path.exists();
        let problem = refused(&desk);
        assert!(problem.text.nl.contains("is weg") && problem.help.unwrap().nl.contains("terugzetten"));
        assert_eq!(restorer(&desk).check(&backup).unwrap().cases, 3);
        assert_eq!(path.exists(), there, "looking changes nothing");
        let other = Desk::with("2026-03-02", SMALL);
        let theirs = other.folder.path().join("kopie.db");
        some_history(&other).backup(&theirs).unwrap();
        let problem = restorer(&desk).restore(&theirs).unwrap_err();
        assert!(problem.text.nl.contains("andere opslag"), "{problem:?}");
        // Somebody took the letters away, all but one: what stands there does not tell what was given out.
        fs::create_dir_all(desk.workspace.outbox_path().join("B000003")).unwrap();
        let mut newest = backup;
        for free in [1001, 2001] {
            let _ = fs::remove_file(&path);
            restorer(&desk).restore(&newest).unwrap();
            let office = desk.office();
            let added = office.person_add(&person(5)).unwrap().row.person;
            let case = office.case_start("haarlem/vraag", added, &json!({}), None).unwrap();
            let numbers = (added, case.case, case.letters[0].letter);
            assert_eq!(numbers, (free, free, free), "nobody knows what was given out after the backup");
            newest = desk.folder.path().join(format!("kopie-{free}.db"));
            office.backup(&newest).unwrap();
        }
    }
    // Who never had anybody may begin anew.
    let desk = Desk::with("2026-03-02", SMALL);
    drop(desk.office());
    fs::remove_file(desk.workspace.store_path()).unwrap();
    assert!(desk.office().doctor().unwrap().healthy);
}

/// A log whose store is gone, or empty, holds what was recorded last: nothing throws it away.
#[test]
fn a_log_without_its_store_is_kept() {
    // Also where nobody was recorded yet.
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    spoil(&desk, "CREATE TABLE iets (x); DROP TABLE iets");
    let path = desk.workspace.store_path();
    fs::rename(&path, path.with_extension("weg")).unwrap();
    assert!(refused(&desk).text.nl.contains("staat er nog"));
    drop(office);
    for ruin in ["gone", "emptied", "broken"] {
        let desk = Desk::with("2026-03-02", SMALL);
        let office = some_history(&desk);
        let backup = desk.folder.path().join("kopie.db");
        office.backup(&backup).unwrap();
        let path = desk.workspace.store_path();
        let log = path.with_extension("db-wal");
        spoil(&desk, "PRAGMA wal_checkpoint(TRUNCATE)");
        office.case_do(1, "gebeld", &json!({}), None).unwrap();
        // As a program leaves it that was killed.
        let meta = {
            let store = Connection::open(&path).unwrap();
            let page = "SELECT rootpage FROM sqlite_schema WHERE name = 'meta'";
            usize::try_from(store.query_row(page, [], |row| row.get::<_, i64>(0)).unwrap()).unwrap()
        };
        let (store, bytes) = (fs::read(&path).unwrap(), fs::read(&log).unwrap());
        drop(office);
        fs::write(&path, store).unwrap();
        fs::write(&log, &bytes).unwrap();
        match ruin {
            "gone" => fs::remove_file(&path).unwrap(),
            "emptied" => fs::write(&path, "").unwrap(),
            _ => {
                let mut bytes = fs::read(&path).unwrap();
                bytes[(meta - 1) * 4096..meta * 4096].fill(0x5a);
                fs::write(&path, bytes).unwrap();
            }
        }
        assert!(refused(&desk).help.unwrap().nl.contains("nazorg terugzetten"));
        assert_eq!(restorer(&desk).check(&backup).unwrap().cases, 3);
        assert_eq!(fs::read(&log).unwrap(), bytes);
        restorer(&desk).restore(&backup).unwrap();
        assert!(desk.office().doctor().unwrap().healthy);
        let aside = path.with_file_name("nazorg-replaced-20260302-110000.db-wal");
        assert_eq!(fs::read(aside).unwrap(), bytes);
    }
}

/// Two people put a backup back in the place of a lost store: the second does not undo the first.
#[test]
fn a_store_that_is_there_again_is_not_put_aside() {
    let (desk, backup) = ruined(|path| fs::remove_file(path).unwrap());
    let (first, second) = (restorer(&desk), restorer(&desk));
    first.restore(&backup).unwrap();
    desk.office().case_do(1, "gebeld", &json!({}), None).unwrap();
    let rows = desk.office().head().unwrap().rows;
    assert!(second.restore(&backup).unwrap_err().text.nl.contains("intussen"));
    assert_eq!(desk.office().head().unwrap().rows, rows);
}

/// A link to a stick that is not there: no new keys, and no new store.
#[test]
#[cfg(unix)]
fn keys_on_a_stick_that_is_out_are_missed() {
    let (desk, _) = ruined(|path| fs::remove_file(path).unwrap());
    let keys = desk.workspace.store_path().with_extension("keys");
    let stick = desk.folder.path().join("stick");
    fs::rename(&keys, &stick).unwrap();
    std::os::unix::fs::symlink(&stick, &keys).unwrap();
    let away = desk.folder.path().join("weg");
    fs::rename(&stick, &away).unwrap();
    assert!(refused(&desk).text.nl.contains("ontbreken"));
    assert!(!desk.workspace.store_path().exists() && !stick.exists());
    fs::rename(&away, &stick).unwrap();
    assert!(refused(&desk).text.nl.contains("is weg"));
}

/// Who is not known here makes nothing.
#[test]
fn an_unknown_user_makes_no_store() {
    let desk = Desk::with("2026-03-02", SMALL);
    let (path, clock) = (desk.workspace.store_path(), desk.clock.clone());
    for file in [path.clone(), path.with_extension("keys")] {
        let _ = fs::remove_file(file);
    }
    assert!(Office::open(desk.workspace.clone(), clock, "niemand").is_err());
    assert!(!path.exists());
}

/// What cannot even be opened is put aside when a backup takes its place, and not one byte of it is lost.
#[test]
fn a_store_that_cannot_be_opened_is_put_aside() {
    let nonsense = |path: &Path| fs::write(path, "geen opslag, maar dit stond er wel".repeat(99)).unwrap();
    let cut = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..8_000]).unwrap();
    };
    for ruin in [&nonsense as &dyn Fn(&Path), &cut] {
        let (desk, backup) = ruined(ruin);
        let path = desk.workspace.store_path();
        let bytes = fs::read(&path).unwrap();
        let problem = refused(&desk);
        assert!(problem.help.unwrap().nl.contains("terugzetten"), "{}", problem.text.nl);
        assert_eq!(restorer(&desk).check(&backup).unwrap().cases, 3);
        assert!(restorer(&desk).restore(&desk.folder.path().join("nazorg.yaml")).is_err());
        assert_eq!(fs::read(&path).unwrap(), bytes, "what is no backup changes nothing");
        let kept = restorer(&desk).restore(&backup).unwrap().kept.unwrap().file;
        assert_eq!(fs::read(kept).unwrap(), bytes);
        let office = desk.office();
        assert!(office.doctor().unwrap().healthy);
        office.case_do(1, "gebeld", &json!({}), None).unwrap();
    }
}

/// A folder in the outbox that is not the letter keeps that letter back, and no other.
#[test]
fn a_taken_place_in_the_outbox_keeps_nobody_waiting() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let taken = desk.workspace.outbox_path().join("B000002");
    fs::create_dir_all(&taken).unwrap();
    fs::write(taken.join("brief.txt"), "van iemand anders").unwrap();
    assert!(office.deliver().is_err());
    assert_eq!(outbox(&desk).len(), 3);
    assert_eq!(outbox(&desk)["B000002"], "van iemand anders");
    fs::remove_dir_all(&taken).unwrap();
    assert_eq!(office.deliver().unwrap().recovered, [2]);
}

/// What is recorded does not wait for the letters of others; they go with the next delivery.
#[test]
fn who_recorded_does_not_wait_for_another_who_delivers() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let staging = desk.workspace.outbox_path().join(".staging");
    fs::create_dir_all(&staging).unwrap();
    let other = fs::File::create(staging.join("lock")).unwrap();
    other.lock().unwrap();
    let begun = std::time::Instant::now();
    let problem = office.deliver_soon().unwrap_err();
    assert!(begun.elapsed() < std::time::Duration::from_secs(15), "it does not wait on");
    assert!(problem.help.unwrap().nl.contains("gaan mee met de volgende"));
    drop(other);
    assert_eq!(desk.office().deliver_soon().unwrap().delivered, [1, 2, 3]);
}

/// A lock never empties what a link of its name leads to.
#[test]
#[cfg(unix)]
fn a_lock_that_is_a_link_is_refused() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = some_history(&desk);
    let precious = desk.folder.path().join("kostbaar");
    fs::write(&precious, "bewaar dit").unwrap();
    let staging = desk.workspace.outbox_path().join(".staging");
    fs::create_dir_all(&staging).unwrap();
    for link in [staging.join("lock"), desk.workspace.store_path().with_extension("run")] {
        std::os::unix::fs::symlink(&precious, link).unwrap();
    }
    for problem in [office.deliver().unwrap_err(), office.run(&mut |_| ()).unwrap_err()] {
        assert!(problem.text.nl.contains("geen gewoon bestand"), "{problem:?}");
    }
    assert_eq!(fs::read_to_string(&precious).unwrap(), "bewaar dit");
}
