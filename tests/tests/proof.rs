//! Every shipped process is gone through with its values and its time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use nazorg_core::calendar::Calendar;
use nazorg_core::proof::{CONFIGURATIONS_MAX, prove_one};
use nazorg_core::scenario::Setting;
use nazorg_tests::{lines, shipped, templates};

/// Steps of the engine for one process: they decide how long `check` takes.
const STEPS_MAX: usize = 50_000;

#[test]
fn every_shipped_process_is_sound() {
    let (library, compiled) = shipped();
    let (templates, _) = templates();
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let processes: Vec<_> = compiled.processes.values().collect();
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(process) = processes.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let proof = prove_one(process, &setting, CONFIGURATIONS_MAX);
                    let mut wrong = lines(&proof.findings);
                    if !proof.is_complete || proof.steps > STEPS_MAX {
                        wrong.push(format!("{}: {} steps", process.id(), proof.steps));
                    }
                    found.lock().expect("no thread fails").extend(wrong);
                }
            });
        }
    });
    let found = found.into_inner().expect("no thread fails");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
