//! Every shipped process that is not too large is gone through with its values and its time.

use nazorg_core::calendar::Calendar;
use nazorg_core::proof::prove_one;
use nazorg_core::scenario::Setting;
use nazorg_tests::{lines, shipped, templates};

/// Steps of the engine for each process: they decide how long it takes.
const STEPS_MAX: usize = 1_000;

#[test]
fn every_small_shipped_process_is_sound() {
    let (library, compiled) = shipped();
    let (templates, _) = templates();
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let (mut found, mut whole) = (Vec::new(), 0);
    for process in compiled.processes.values() {
        let proof = prove_one(process, &setting, STEPS_MAX);
        // A larger one takes too long for every run of the tests: `nazorg check --prove` goes through it.
        if proof.is_complete {
            found.extend(lines(&proof.findings));
            whole += 1;
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(whole >= 25, "only {whole} were gone through");
}
