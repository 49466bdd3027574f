//! Every shipped process is gone through with its values and its time.

use nazorg_core::calendar::Calendar;
use nazorg_core::proof::{CONFIGURATIONS_MAX, prove_one};
use nazorg_core::scenario::Setting;
use nazorg_tests::{lines, shipped, templates};

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
    let mut found = Vec::new();
    for process in compiled.processes.values() {
        let proof = prove_one(process, &setting, CONFIGURATIONS_MAX);
        found.extend(lines(&proof.findings));
        // Steps decide how long it takes; a clock in a test would only measure the machine.
        assert!(proof.is_complete && proof.steps < 60_000, "{}: {} steps", process.id(), proof.steps);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
