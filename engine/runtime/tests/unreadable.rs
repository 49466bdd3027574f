//! What is kept of one person cannot be read: others do not wait for it.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use common::{Desk, SMALL, person};
use nazorg_runtime::view::CaseFilter;
use nazorg_runtime::{Clock, Going, Office, PublishFailed, RunEvent, VirtualClock, Which};
use rusqlite::Connection;
use serde_json::json;

fn three_cases(desk: &Desk) {
    let office = desk.office();
    for number in 1..=3 {
        let person = office.person_add(&person(number)).unwrap().row.person;
        office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    }
}

fn keys(desk: &Desk) -> Connection {
    Connection::open(desk.workspace.store_path().with_extension("keys")).unwrap()
}

/// Three people, of whom the second has no key any more.
fn without_a_key() -> Desk {
    let desk = Desk::with("2026-03-02", SMALL);
    three_cases(&desk);
    let store = Connection::open(desk.workspace.store_path()).unwrap();
    let id: Vec<u8> =
        store.query_row("SELECT id FROM people WHERE number = 2", [], |row| row.get(0)).unwrap();
    let keys = keys(&desk);
    keys.execute_batch("CREATE TABLE away AS SELECT * FROM keys").unwrap();
    keys.execute("CREATE TABLE gone AS SELECT ?1 AS person", [&id]).unwrap();
    assert_eq!(keys.execute("DELETE FROM keys WHERE person = ?1", [id]).unwrap(), 1);
    desk
}

/// A case that cannot be read holds up no other, and the tick says which it is.
#[test]
fn whose_data_cannot_be_read_holds_up_no_other() {
    for batch in [1, 10] {
        let desk = without_a_key();
        desk.at("2026-03-20");
        let office = desk.office();
        let report = office.tick_in_batches(batch).unwrap();
        assert_eq!((report.fired, report.set_aside), (2, 0));
        let problem = report.whole().unwrap_err();
        assert!(problem.text.nl.contains("Z2"), "{problem:?}");
        assert!(problem.help.unwrap().nl.contains("nazorg dokter"));
        let came = |letter: &str| desk.workspace.outbox_path().join(letter).exists();
        assert!(came("B000001") && !came("B000002") && came("B000003"));
        let problem = office.deliver().unwrap_err();
        assert!(problem.text.nl.contains("B2") && problem.help.unwrap().nl.contains("nazorg dokter"));
        // It waits for its key, and is neither dropped nor set aside.
        assert_eq!(office.tick().unwrap().fired, 0);
        let store = Connection::open(desk.workspace.store_path()).unwrap();
        let waits = "SELECT count(*) FROM deadlines WHERE case_no = 2 AND name = 'deadline:antwoord'";
        assert_eq!(store.query_row::<i64, _, _>(waits, [], |row| row.get(0)).unwrap(), 1);
    }
    // So is what was damaged.
    for damage in ["state = x'00'", "state = '{'"] {
        let desk = Desk::with("2026-03-02", SMALL);
        three_cases(&desk);
        let store = Connection::open(desk.workspace.store_path()).unwrap();
        store.execute(&format!("UPDATE cases SET {damage} WHERE number = 2"), []).unwrap();
        desk.at("2026-03-20");
        let report = desk.office().tick_in_batches(10).unwrap();
        assert_eq!(report.fired, 2);
        let problem = report.whole().unwrap_err();
        assert!(problem.text.nl.contains("Z2") && problem.help.unwrap().nl.contains("nazorg dokter"));
    }
}

#[test]
fn a_list_goes_on_past_whom_it_cannot_read() {
    let desk = without_a_key();
    desk.office().case_start("haarlem/vraag", 3, &json!({}), None).unwrap();
    desk.office().case_do(3, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    desk.at("2026-03-06");
    let office = desk.office();
    let unread = |names: Vec<String>| {
        assert!(names.len() >= 3, "{names:?}");
        names.iter().filter(|name| *name == "niet te lezen").count()
    };
    assert_eq!(unread(office.person_list().unwrap().into_iter().map(|row| row.name).collect()), 1);
    let cases = office.case_list(&CaseFilter { all: true, ..CaseFilter::default() }).unwrap();
    assert_eq!(unread(cases.into_iter().map(|row| row.person_name).collect()), 1);
    let tasks = office.task_list(true).unwrap();
    assert_eq!(unread(tasks.into_iter().map(|row| row.person_name).collect()), 1);
    let letters = office.letter_list(None).unwrap();
    assert_eq!(unread(letters.into_iter().map(|row| row.person_name).collect()), 1);
    let today = office.today().unwrap();
    assert_eq!(unread(today.deadlines.into_iter().map(|row| row.person_name).collect()), 1);
    assert_eq!(today.to_approve.len(), 1);
}

/// A plan looks at the others, and says whom it did not look at; to the new version all go, or none.
#[test]
fn a_plan_goes_on_past_a_case_that_it_cannot_read() {
    let desk = without_a_key();
    let (path, text) = SMALL[0];
    let text = text.replacen("title: ", "title: Onze ", 1);
    fs::write(desk.folder.path().join(path), text).unwrap();
    let office = desk.office();
    let plan = office.plan().unwrap().plan;
    let process = &plan.processes[0];
    assert_eq!((process.cases.len(), process.people, &process.unread[..]), (3, 3, &[2][..]));
    assert_eq!((process.running[0].cases, process.running[0].could_move), (2, 2));
    // Once it can be read, a plan that did not look at it no longer holds.
    let refused = |problem: PublishFailed| match problem {
        PublishFailed::Problem(problem) => problem.text.nl,
        PublishFailed::Findings(_) => String::new(),
    };
    keys(&desk).execute_batch("INSERT OR IGNORE INTO keys SELECT * FROM away").unwrap();
    assert!(desk.office().publish_plan(&plan, None).map_err(refused).unwrap_err().contains("Z2"));
    keys(&desk).execute_batch("DELETE FROM keys WHERE person = (SELECT person FROM gone)").unwrap();
    let office = desk.office();
    office.publish(None).unwrap();
    let going = Going { reason: "Besluit".to_owned(), ..Going::default() };
    let problem = office.case_migrate(&Which::All, &going).unwrap_err();
    assert!(problem.text.nl.contains("Z2"), "{problem:?}");
    assert!(problem.help.unwrap().nl.contains("nazorg dokter"));
    for case in [1, 3] {
        assert_eq!(office.case_show(case).unwrap().version, 1);
    }
}

/// A clock that counts how often it is looked at.
struct Counting(Arc<VirtualClock>, AtomicUsize);

impl Clock for Counting {
    fn now(&self) -> DateTime<Utc> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.now()
    }
}

/// What cannot be read stays due; a run tells it once and does not try it without rest.
#[test]
fn a_run_rests_while_a_case_cannot_be_read() {
    let desk = without_a_key();
    desk.at("2026-03-20");
    let clock = Arc::new(Counting(desk.clock.clone(), AtomicUsize::new(0)));
    let office = Office::open(desk.workspace.clone(), clock.clone(), "fatima").unwrap();
    let path = desk.workspace.store_path();
    let mut told = 0;
    let ended = office.run(&mut |event| {
        if let RunEvent::Failed(problem) = event {
            told += usize::from(problem.text.nl.contains("Z2"));
            let (path, away) = (path.clone(), desk.folder.path().join("elders.db"));
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(2_500));
                fs::rename(path, away)
            });
        }
    });
    assert!(ended.unwrap_err().text.nl.contains("verplaatst"));
    assert_eq!(told, 1);
    let looked = clock.1.load(Ordering::Relaxed);
    assert!(looked < 100, "{looked}");
}

/// Whoever puts the right key back need not begin the run anew.
#[test]
fn a_run_sees_a_key_that_was_put_back() {
    let desk = Desk::with("2026-03-02", SMALL);
    three_cases(&desk);
    let other = "CREATE TABLE away AS SELECT * FROM keys; UPDATE keys SET key = randomblob(32) WHERE person = (SELECT max(person) FROM away)";
    keys(&desk).execute_batch(other).unwrap();
    desk.at("2026-03-20");
    let (path, away) = (desk.workspace.store_path(), desk.folder.path().join("elders.db"));
    let too_long = std::thread::spawn({
        let (path, away) = (path.clone(), away.clone());
        move || {
            std::thread::sleep(Duration::from_secs(30));
            fs::rename(path, away)
        }
    });
    let mut fired = Vec::new();
    let ended = desk.office().run(&mut |event| match event {
        RunEvent::Failed(_) => {
            keys(&desk).execute_batch("INSERT OR REPLACE INTO keys SELECT * FROM away").unwrap();
        }
        RunEvent::Ticked(report) => {
            fired.push(report.fired);
            if fired.iter().sum::<usize>() == 3 {
                fs::rename(&path, &away).unwrap();
            }
        }
        _ => {}
    });
    assert!(ended.unwrap_err().text.nl.contains("verplaatst"));
    assert_eq!(fired, [2, 1]);
    assert!(!too_long.is_finished());
}
