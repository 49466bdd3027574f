//! `run`: alone in its process, because it is stopped by a signal.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::{Desk, SMALL, person};
use nazorg_runtime::RunEvent;
use serde_json::json;

#[test]
fn it_ticks_delivers_and_stops_when_asked_and_a_second_one_waits() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    desk.at("2026-04-01");
    let (started, waiting, stopped) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let until = |what: &str, holds: &dyn Fn() -> bool| {
        let end = Instant::now() + Duration::from_secs(20);
        while !holds() {
            assert!(Instant::now() < end, "{what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let office = desk.office();
                office
                    .run(&mut |event| {
                        match event {
                            RunEvent::Started => started.fetch_add(1, Ordering::SeqCst),
                            RunEvent::Waiting => waiting.fetch_add(1, Ordering::SeqCst),
                            RunEvent::Stopped => stopped.fetch_add(1, Ordering::SeqCst),
                            RunEvent::Ticked(_) => 0,
                            RunEvent::Failed(problem) => panic!("{problem:?}"),
                        };
                    })
                    .unwrap();
            });
        }
        until("one runs, one waits", &|| {
            started.load(Ordering::SeqCst) == 1 && waiting.load(Ordering::SeqCst) == 1
        });
        until("delivered", &|| desk.folder.path().join("outbox/B000001/brief.html").exists());
        until("fired", &|| office.case_show(1).unwrap().row.closed.is_some());
        let kill = format!("kill -TERM {}", std::process::id());
        assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        until("stopped", &|| stopped.load(Ordering::SeqCst) == 2);
    });
    assert_eq!(started.load(Ordering::SeqCst), 1);
}
