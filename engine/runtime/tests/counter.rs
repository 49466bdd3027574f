//! Many who ask at the same time: each is answered when its own is on disk, and none by the fault of another.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use common::{Desk, SMALL, person};
use nazorg_runtime::{Ask, Asked, Client, Clock, Counter, Kind, Office};
use serde_json::{Value as Json, json};

fn begin(person: i64) -> Ask {
    let what = Asked::Begin { process: "haarlem/vraag".to_owned(), person };
    Ask { user: "fatima".to_owned(), what, form: Json::Null, occurred: None }
}

fn record(case: i64, event: &str, form: Json) -> Ask {
    let what = Asked::Record { case, event: event.to_owned() };
    Ask { user: "fatima".to_owned(), what, form, occurred: None }
}

fn whole(office: &Office) {
    assert_eq!(office.verify().unwrap().wrong, Vec::new());
    assert_eq!(office.fold_all().unwrap().different, Vec::<i64>::new());
}

fn calls(office: &Office, case: i64) -> usize {
    office.case_history(case).unwrap().iter().filter(|row| row.event == "gebeld").count()
}

/// Twenty clients with a case each: begins, is called five times, each time seen by another program at once.
#[test]
fn who_is_answered_is_on_disk() {
    let desk = Desk::with("2027-03-01", SMALL);
    let sam = desk.office().person_add(&person(1)).unwrap().row.person;
    let counter = Counter::open(desk.workspace.clone(), desk.clock.clone(), "fatima").unwrap();
    let life = |client: Client| {
        let case = client.ask_blocking(begin(sam)).unwrap();
        let reader = desk.office();
        for told in 1..=5 {
            client.ask_blocking(record(case, "gebeld", Json::Null)).unwrap();
            assert_eq!(calls(&reader, case), told);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..20 {
            let client = counter.client();
            scope.spawn(|| life(client));
        }
    });
    whole(&desk.office());
    let client = counter.client();
    drop(counter);
    let late = client.ask_blocking(begin(sam)).unwrap_err();
    assert_eq!(late.kind, Kind::Trouble);
    assert_eq!(desk.office().case_list(&nazorg_runtime::view::CaseFilter::default()).unwrap().len(), 20);
}

#[test]
fn who_is_refused_is_refused_alone() {
    let desk = Desk::with("2027-03-01", SMALL);
    let office = desk.office();
    let sam = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", sam, &Json::Null, None).unwrap().case;
    let mut joost = record(case, "gebeld", Json::Null);
    joost.user = "joost".to_owned();
    let mut kim = record(case, "gebeld", Json::Null);
    kim.user = "kim".to_owned();
    let mut stranger = begin(sam);
    stranger.user = "niemand".to_owned();
    let asks = [
        record(case, "gebeld", Json::Null),
        record(case, "geantwoord", Json::Null),
        record(999, "gebeld", Json::Null),
        joost,
        stranger,
        kim,
        begin(sam),
        record(case, "geantwoord", json!({"antwoord": "ja"})),
        record(case, "gebeld", Json::Null),
    ];
    let kinds: Vec<Result<i64, Kind>> = office
        .record_together(&asks)
        .unwrap()
        .into_iter()
        .map(|answer| answer.map_err(|problem| problem.kind))
        .collect();
    use Kind::{BadInput, Refused, WrongUse};
    let expected = [
        Ok(case),
        Err(Refused),
        Err(BadInput),
        Err(Refused),
        Err(WrongUse),
        Ok(case),
        Ok(case + 1),
        Ok(case),
        Err(Refused),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(calls(&office, case), 2);
    assert_eq!(office.letter_list(None).unwrap().len(), 3, "one for each case, and one of thanks");
    whole(&office);
}

/// A clock that counts how often it is asked: once for each attempt.
#[derive(Default)]
struct Counted(AtomicUsize);

impl Clock for Counted {
    fn now(&self) -> DateTime<Utc> {
        self.0.fetch_add(1, Ordering::Relaxed);
        common::day("2027-03-01")
    }
}

/// What failed in the store may be on disk all the same: it is not attempted again, and nobody is told that
/// it was recorded.
#[test]
fn what_failed_is_not_attempted_twice() {
    let desk = Desk::with("2027-03-01", SMALL);
    let sam = desk.office().person_add(&person(1)).unwrap().row.person;
    let full = "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'full'); END";
    rusqlite::Connection::open(desk.workspace.store_path()).unwrap().execute_batch(full).unwrap();
    let clock = Arc::new(Counted::default());
    let office = Office::open(desk.workspace.clone(), clock.clone(), "fatima").unwrap();
    let before = clock.0.load(Ordering::Relaxed);
    let problem = office.record_together(&[begin(sam), begin(sam)]).unwrap_err();
    assert_eq!(problem.kind, Kind::Trouble);
    assert_eq!(clock.0.load(Ordering::Relaxed) - before, 1);
}

#[tokio::test]
async fn a_task_of_tokio_can_ask_too() {
    let desk = Desk::with("2027-03-01", SMALL);
    let sam = desk.office().person_add(&person(1)).unwrap().row.person;
    let counter = Counter::open(desk.workspace.clone(), desk.clock.clone(), "fatima").unwrap();
    let case = counter.client().ask(begin(sam)).await.unwrap();
    assert_eq!(counter.client().ask(record(case, "gebeld", Json::Null)).await, Ok(case));
}

/// The deadline that had passed fires before the event, and goes back with it when that is refused.
#[test]
fn what_came_before_a_refusal_is_undone_with_it() {
    let desk = Desk::with("2027-03-01", SMALL);
    let office = desk.office();
    let sam = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", sam, &Json::Null, None).unwrap().case;
    desk.at("2027-03-20");
    let answers = office.record_together(&[record(case, "gebeld", Json::Null), begin(sam)]).unwrap();
    assert!(answers[0].is_err() && answers[1].is_ok(), "{answers:?}");
    assert_eq!(desk.office().case_show(case).unwrap().row.closed, None);
    assert_eq!(office.tick().unwrap().fired, 1);
    assert!(desk.office().case_show(case).unwrap().row.closed.is_some());
    whole(&office);
}
