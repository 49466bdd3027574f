//! Backups and what they replace, when a file beside the store is gone, damaged, of another day or of another store.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{Desk, SMALL, day, person};
use nazorg_runtime::view::LetterState;
use nazorg_runtime::{Office, Problem, Restorer, VirtualClock};
use rusqlite::Connection;
use serde_json::json;

/// An office with one person, a case and a letter in the outbox.
fn office() -> (Desk, Office) {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    office.person_add(&person(1)).unwrap();
    office.case_start("haarlem/vraag", 1, &json!({}), None).unwrap();
    office.deliver().unwrap();
    (desk, office)
}

fn at(desk: &Desk, name: &str) -> PathBuf {
    desk.folder.path().join(name)
}

#[track_caller]
fn refused(desk: &Desk) -> Problem {
    Office::open(desk.workspace.clone(), desk.clock.clone(), "fatima").err().unwrap()
}

fn restorer(desk: &Desk) -> Restorer {
    Restorer::open(desk.workspace.clone(), desk.clock.clone(), "fatima").unwrap()
}

/// Their keys, to be changed by hand.
fn keys(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

#[test]
fn people_alone_are_kept_and_let_no_other_store_in() {
    let desk = Desk::with("2026-03-02", SMALL);
    let (other, theirs) = office();
    theirs.backup(&at(&other, "kopie.db")).unwrap();
    let office = desk.office();
    office.backup(&at(&desk, "leeg.db")).unwrap();
    office.person_add(&person(1)).unwrap();
    let problem = office.restore(&at(&other, "kopie.db")).unwrap_err();
    assert!(problem.text.nl.contains("andere opslag"), "{problem:?}");
    let kept = office.restore(&at(&desk, "leeg.db")).unwrap().kept.unwrap().file;
    assert!(office.person_list().unwrap().is_empty());
    office.restore(Path::new(&kept)).unwrap();
    assert_eq!(office.person_list().unwrap().len(), 1);
}

/// A restore that was stopped after the keys became those of the backup can be done again.
#[test]
fn an_empty_store_beside_the_keys_of_people_waits_for_its_backup() {
    let (desk, first) = office();
    first.backup(&at(&desk, "kopie.db")).unwrap();
    let other = Desk::with("2026-03-02", SMALL);
    fs::copy(at(&desk, "kopie.db.keys"), at(&other, "nazorg.keys")).unwrap();
    let problem = refused(&other);
    assert!(problem.help.unwrap().nl.contains("terugzetten"), "{}", problem.text.nl);
    restorer(&other).restore(&at(&desk, "kopie.db")).unwrap();
    assert_eq!(other.office().person_list().unwrap(), first.person_list().unwrap());
    assert!(other.office().doctor().unwrap().examined[..5].iter().all(|part| part.wrong.is_empty()));
}

#[test]
fn an_erasure_that_was_not_finished_is_finished_by_a_restore() {
    let (desk, office) = office();
    office.backup(&at(&desk, "kopie.db")).unwrap();
    let key: Vec<u8> =
        keys(&at(&desk, "nazorg.keys")).query_row("SELECT key FROM keys", [], |row| row.get(0)).unwrap();
    office.person_erase(1, "bewaartermijn", true).unwrap();
    drop(office);
    keys(&at(&desk, "nazorg.keys")).execute("UPDATE keys SET key = ?1", [key]).unwrap();
    let office = desk.office();
    office.restore(&at(&desk, "kopie.db")).unwrap();
    assert_eq!(office.person_show(1).unwrap().row.name, "gewist");
    let gone: bool = keys(&at(&desk, "nazorg.keys"))
        .query_row("SELECT key IS NULL FROM keys", [], |row| row.get(0))
        .unwrap();
    assert!(gone, "and its key is destroyed");
}

/// The store of now does not know the letter any more: the one that was replaced does.
#[test]
fn a_letter_of_before_a_restore_goes_with_its_person() {
    let (desk, office) = office();
    office.person_add(&person(2)).unwrap();
    office.backup(&at(&desk, "kopie.db")).unwrap();
    office.case_start("haarlem/vraag", 1, &json!({}), None).unwrap();
    office.case_start("haarlem/vraag", 2, &json!({}), None).unwrap();
    office.deliver().unwrap();
    office.restore(&at(&desk, "kopie.db")).unwrap();
    let staged = at(&desk, "outbox/.staging/B000002");
    fs::create_dir_all(&staged).unwrap();
    office.person_erase(1, "bewaartermijn", true).unwrap();
    let there = |name: &str| at(&desk, "outbox").join(name).exists();
    assert_eq!((there("B000001"), there("B000002"), there("B000003")), (false, false, true));
    assert!(!staged.exists());
}

#[test]
fn a_key_that_opens_nothing_is_told_and_mended_by_a_backup() {
    let (desk, office) = office();
    assert_eq!(office.backup(&at(&desk, "kopie.db")).unwrap().closed, 0);
    drop(office);
    keys(&at(&desk, "nazorg.keys")).execute("UPDATE keys SET key = randomblob(32)", []).unwrap();
    let office = desk.office();
    assert!(office.person_show(1).is_err());
    assert_eq!(office.backup(&at(&desk, "dicht.db")).unwrap().closed, 1, "the backup says what it lacks");
    assert_eq!(office.restore(&at(&desk, "kopie.db")).unwrap().closed, 0);
    assert_eq!(office.person_show(1).unwrap().row.name, "Sam van Puffelen-1");
    assert!(desk.office().doctor().unwrap().healthy);
}

#[test]
fn a_backup_overwrites_no_keys_but_older_ones_of_its_own() {
    let (desk, office) = office();
    let (other, theirs) = self::office();
    theirs.backup(&at(&other, "kopie.db")).unwrap();
    fs::copy(at(&other, "kopie.db.keys"), at(&desk, "kopie.db.keys")).unwrap();
    let before = fs::read(at(&desk, "kopie.db.keys")).unwrap();
    let problem = office.backup(&at(&desk, "kopie.db")).unwrap_err();
    assert!(problem.text.nl.contains("kopie.db.keys"), "{problem:?}");
    assert!(fs::read(at(&desk, "kopie.db.keys")).unwrap() == before && !at(&desk, "kopie.db").exists());
    let live = fs::read(at(&desk, "nazorg.keys")).unwrap();
    office.backup(&at(&desk, "nazorg")).unwrap_err();
    assert!(fs::read(at(&desk, "nazorg.keys")).unwrap() == live && !at(&desk, "nazorg").exists());
    fs::copy(at(&desk, "nazorg.keys"), at(&desk, "goed.db.keys")).unwrap();
    office.backup(&at(&desk, "goed.db")).unwrap();
}

/// What a program that was killed left unfinished has keys in it.
#[test]
fn what_was_left_unfinished_is_thrown_away() {
    let (desk, office) = office();
    for name in [".kopie.db.13550", ".kopie.db.13550-wal", ".kopie.db.keys.1f"] {
        fs::write(at(&desk, name), "half").unwrap();
    }
    fs::write(at(&desk, ".kopie.db.van-mij"), "niet van ons").unwrap();
    // Another program is making this one.
    fs::write(at(&desk, ".kopie.db.2a"), "half").unwrap();
    let held = fs::File::create(at(&desk, ".kopie.db.2a-lock")).unwrap();
    held.lock().unwrap();
    office.backup(&at(&desk, "kopie.db")).unwrap();
    let left = |begins: &str| {
        let names = fs::read_dir(desk.folder.path()).unwrap().flatten();
        let mut names: Vec<String> =
            names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| name.starts_with(begins));
        names
    };
    let mut there = left(".kopie");
    there.sort();
    assert_eq!(there, [".kopie.db.2a", ".kopie.db.2a-lock", ".kopie.db.van-mij"]);
    fs::write(at(&desk, ".nazorg.db.77"), "half").unwrap();
    fs::write(at(&desk, ".nazorg-replaced-20260302-110000.db.99"), "half").unwrap();
    office.person_erase(1, "bewaartermijn", true).unwrap();
    assert_eq!(left(".nazorg"), [""; 0]);
}

#[test]
fn looking_fills_no_file_of_keys() {
    let (desk, office) = office();
    office.backup(&at(&desk, "kopie.db")).unwrap();
    fs::write(at(&desk, "kopie.db.keys"), "").unwrap();
    office.restore_check(&at(&desk, "kopie.db")).unwrap();
    assert_eq!(fs::metadata(at(&desk, "kopie.db.keys")).unwrap().len(), 0);
    drop(office);
    let away = fs::read(at(&desk, "nazorg.keys")).unwrap();
    fs::write(at(&desk, "nazorg.keys"), "").unwrap();
    assert!(refused(&desk).text.nl.contains("ontbreken"));
    assert_eq!(fs::metadata(at(&desk, "nazorg.keys")).unwrap().len(), 0);
    fs::remove_file(at(&desk, "nazorg.keys")).unwrap();
    let book = keys(&at(&desk, "nazorg.keys"));
    book.execute_batch("CREATE TABLE adressen (a)").unwrap();
    assert!(refused(&desk).text.nl.contains("geen sleutelbestand"));
    let tables: i64 = book.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 1);
    drop(book);
    fs::write(at(&desk, "nazorg.keys"), away).unwrap();
    assert!(desk.office().doctor().unwrap().healthy);
}

/// With the store and its keys both gone, the letters tell that there was one.
#[test]
fn letters_in_the_outbox_keep_a_store_from_being_begun_anew() {
    let (desk, office) = office();
    office.backup(&at(&desk, "kopie.db")).unwrap();
    drop(office);
    for ruin in ["gone", "emptied"] {
        for name in ["nazorg.db", "nazorg.keys"] {
            match ruin {
                "gone" => fs::remove_file(at(&desk, name)).unwrap(),
                _ => fs::write(at(&desk, name), "").unwrap(),
            }
        }
        assert!(refused(&desk).text.nl.contains("outbox"));
        restorer(&desk).restore(&at(&desk, "kopie.db")).unwrap();
        assert_eq!(desk.office().person_list().unwrap().len(), 1);
    }
}

#[test]
fn an_erasure_begins_only_where_it_can_end_and_says_what_is_left() {
    let (desk, office) = office();
    let path = at(&desk, "nazorg.keys");
    drop(office);
    let whole = fs::read(&path).unwrap();
    let page: i64 = keys(&path)
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'keys'", [], |row| row.get(0))
        .unwrap();
    let mut damaged = whole.clone();
    let end = usize::try_from(page).unwrap() * 4096;
    damaged[end - 4096..end].fill(0x5a);
    fs::write(&path, damaged).unwrap();
    let problem = desk.office().person_erase(1, "bewaartermijn", true).unwrap_err();
    assert!(problem.text.nl.contains("sleutelbestand"), "{problem:?}");
    fs::write(&path, whole).unwrap();
    let office = desk.office();
    assert_ne!(office.person_show(1).unwrap().row.name, "gewist", "nothing was recorded");

    // A file in the place of a letter goes too.
    let letter = at(&desk, "outbox/B000001");
    fs::remove_dir_all(&letter).unwrap();
    fs::write(&letter, "x").unwrap();
    office.person_erase(1, "bewaartermijn", true).unwrap();
    assert!(!letter.exists());
}

/// A log of another day beside a store would be moved into it without a word.
#[test]
fn a_log_of_another_day_is_refused() {
    let (desk, office) = office();
    let (store, log) = (at(&desk, "nazorg.db"), at(&desk, "nazorg.db-wal"));
    office.backup(&at(&desk, "kopie.db")).unwrap();
    let spill = || keys(&store).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    spill();
    let week = fs::read(&store).unwrap();
    office.case_do(1, "gebeld", &json!({}), None).unwrap();
    let weeks_log = fs::read(&log).unwrap();
    spill();
    for nth in 2..9 {
        office.person_add(&person(nth)).unwrap();
        office.case_start("haarlem/vraag", nth as i64, &json!({}), None).unwrap();
    }
    spill();
    let today = fs::read(&store).unwrap();
    office.case_do(2, "gebeld", &json!({}), None).unwrap();
    let todays_log = fs::read(&log).unwrap();
    drop(office);
    for (store_then, log_then) in [(&week, &todays_log), (&today, &weeks_log)] {
        fs::write(&store, store_then).unwrap();
        fs::write(&log, log_then).unwrap();
        let problem = refused(&desk);
        assert!(problem.text.nl.contains("passen niet bij elkaar"), "{problem:?}");
        assert!(problem.help.unwrap().nl.contains("van dat moment"));
        // Who comes while another looks does not take it for granted.
        std::thread::scope(|scope| {
            let all = [(); 4].map(|()| scope.spawn(|| refused(&desk).text.nl));
            assert!(all.into_iter().all(|one| one.join().unwrap().contains("passen niet bij elkaar")));
        });
        assert!(&fs::read(&store).unwrap() == store_then && &fs::read(&log).unwrap() == log_then);
    }
    restorer(&desk).restore(&at(&desk, "kopie.db")).unwrap();
    assert!(desk.office().doctor().unwrap().examined[..5].iter().all(|part| part.wrong.is_empty()));
    // The right two of them are what a program leaves that was killed.
    let _ = fs::remove_file(&log);
    fs::write(&store, &today).unwrap();
    fs::write(&log, &todays_log).unwrap();
    assert_eq!(desk.office().case_history(2).unwrap().len(), 2);
}

/// A log whose store was gone is kept, and erasing says that it cannot reach it.
#[test]
fn a_kept_log_is_not_thrown_away_and_is_named() {
    for ruin in ["gone", "emptied"] {
        let (desk, office) = office();
        office.backup(&at(&desk, "kopie.db")).unwrap();
        let (store, log) = (at(&desk, "nazorg.db"), at(&desk, "nazorg.db-wal"));
        let bytes = fs::read(&log).unwrap();
        drop(office);
        fs::write(&log, &bytes).unwrap();
        match ruin {
            "gone" => fs::remove_file(&store).unwrap(),
            _ => fs::write(&store, "").unwrap(),
        }
        let kept = restorer(&desk).restore(&at(&desk, "kopie.db")).unwrap().kept.unwrap();
        assert!(!kept.whole);
        let kept_log = PathBuf::from(format!("{}-wal", kept.file));
        assert!(restorer(&desk).check(Path::new(&kept.file)).is_err());
        let left = desk.office().person_erase(1, "bewaartermijn", true).unwrap().left;
        let names = if ruin == "gone" { vec![".db-wal"] } else { vec![".db", ".db-wal"] };
        assert_eq!(left.len(), names.len(), "{left:?}");
        assert!(left.iter().zip(names).all(|(left, name)| left.ends_with(name)), "{left:?}");
        assert_eq!(fs::read(kept_log).unwrap(), bytes);
    }
}

/// Keys beside a backup that know less than ours are no reason to refuse it.
#[test]
fn a_backup_of_our_own_is_read_with_whichever_keys_open_it() {
    let (desk, office) = office();
    fs::copy(at(&desk, "nazorg.keys"), at(&desk, "vroeger.keys")).unwrap();
    office.person_add(&person(2)).unwrap();
    office.case_start("haarlem/vraag", 2, &json!({}), None).unwrap();
    office.backup(&at(&desk, "kopie.db")).unwrap();
    fs::copy(at(&desk, "vroeger.keys"), at(&desk, "kopie.db.keys")).unwrap();
    assert_eq!(office.restore(&at(&desk, "kopie.db")).unwrap().closed, 0);
    assert_eq!(office.letter_show(1).unwrap().row.state, LetterState::Done);
}

/// What is wrong with a store itself is no fault of the log that a killed program left: it can be looked at.
#[test]
fn a_broken_chain_is_still_told_after_a_crash() {
    let (desk, office) = office();
    let (store, log) = (at(&desk, "nazorg.db"), at(&desk, "nazorg.db-wal"));
    keys(&store).execute_batch("UPDATE journal SET actor = 'x'; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    office.person_add(&person(2)).unwrap();
    let (bytes, left) = (fs::read(&store).unwrap(), fs::read(&log).unwrap());
    drop(office);
    fs::write(&store, bytes).unwrap();
    fs::write(&log, left).unwrap();
    assert_eq!(desk.office().verify().unwrap().first_broken, Some(1));
    assert_eq!(desk.office().person_list().unwrap().len(), 2);
}

/// What is left is put aside in such an order that whatever stops it leaves nothing that looks whole.
#[test]
fn a_store_goes_aside_before_its_log() {
    let (desk, office) = office();
    office.backup(&at(&desk, "kopie.db")).unwrap();
    let (store, log) = (at(&desk, "nazorg.db"), at(&desk, "nazorg.db-wal"));
    let bytes = fs::read(&log).unwrap();
    drop(office);
    let mut damaged = fs::read(&store).unwrap();
    damaged[..100].fill(0x5a);
    fs::write(&store, damaged).unwrap();
    fs::write(&log, &bytes).unwrap();
    let taken = at(&desk, "nazorg-replaced-20260302-110000.db-wal");
    fs::create_dir_all(taken.join("iets")).unwrap();
    assert!(restorer(&desk).restore(&at(&desk, "kopie.db")).is_err());
    assert!(!store.exists() && fs::read(&log).unwrap() == bytes);
    assert!(refused(&desk).text.nl.contains("staat er nog"));
    fs::remove_dir_all(taken).unwrap();
    restorer(&desk).restore(&at(&desk, "kopie.db")).unwrap();
    assert_eq!(desk.office().person_list().unwrap().len(), 1);
}

/// With an empty battery a computer believes that it is years ago: letters would go out with that date.
#[test]
fn a_clock_that_is_certainly_wrong_records_nothing() {
    let (desk, office) = office();
    desk.at("2026-03-03");
    office.case_do(1, "gebeld", &json!({}), None).unwrap();
    let clock = Arc::new(VirtualClock::new(day("2020-01-01")));
    let wrong = Office::open(desk.workspace.clone(), clock, "fatima").unwrap();
    let rows = wrong.head().unwrap().rows;
    let problem = wrong.case_start("haarlem/vraag", 1, &json!({}), None).unwrap_err();
    assert!(problem.text.nl.contains("klok") && problem.help.unwrap().nl.contains("2020"));
    assert_eq!((office.head().unwrap().rows, office.letter_list(None).unwrap().len()), (rows, 1));
    desk.at("2026-03-04");
    office.case_start("haarlem/vraag", 1, &json!({}), None).unwrap();
}

#[test]
fn a_stray_file_beside_a_mark_stops_no_letter() {
    let (desk, office) = office();
    let mark = fs::read_dir(at(&desk, "outbox/.staging")).unwrap().flatten();
    let mut marks = mark.filter(|entry| entry.file_name().to_string_lossy().starts_with("mark-"));
    fs::write(marks.next().unwrap().path().join(".DS_Store"), "x").unwrap();
    office.case_start("haarlem/vraag", 1, &json!({}), None).unwrap();
    assert_eq!(office.deliver().unwrap().delivered, [2]);
}

/// A file of that name higher up may be anybody's backup.
#[test]
fn a_store_in_a_folder_above_does_not_stop_a_look_at_processes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("nazorg.db"), "x").unwrap();
    let here = folder.path().join("hier");
    fs::create_dir_all(here.join("processes")).unwrap();
    assert_eq!(nazorg_runtime::Workspace::find(&here).unwrap().root, here);
    fs::write(here.join("nazorg.keys"), "x").unwrap();
    assert!(nazorg_runtime::Workspace::find(&here).is_err());
}
