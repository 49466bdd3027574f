//! The price of the engine.
//!
//! `cargo run --release -p nazorg-bench [-- CASES ROUNDS]`
//!
//! Only ratios count, taken pair by pair in one run: the machine's speed drifts. Timings never decide
//! a test.
#![allow(
    clippy::print_stdout,
    clippy::panic,
    reason = "a bench prints its figures and stops when something is off"
)]

mod engine;
mod memory;
mod raw;
mod story;

use engine::Engine;
use raw::Raw;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse::<u32>().ok());
    let (cases, rounds) = (numbers.next().unwrap_or(200), numbers.next().unwrap_or(5));

    let process = memory::process();
    memory::steps_a_second(&process, 100);
    println!("step in memory: {:.0} a second", memory::steps_a_second(&process, 2_000));

    println!("reference case W, {cases} cases a round, one durable transaction a step");
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let mut engine = Engine::new(folder.path(), cases);
    let mut raw = Raw::new(&folder.path().join("nazorg.db"), &folder.path().join("raw.db"));
    let mut ratios = Vec::new();
    for round in 1..=rounds {
        let (ours, transactions) = engine.round();
        let (bare, same) = raw.round();
        assert_eq!(transactions, same, "as many transactions");
        let ratio = bare.as_secs_f64() / ours.as_secs_f64();
        ratios.push(ratio);
        let rate = |time: std::time::Duration| f64::from(transactions) / time.as_secs_f64();
        println!(
            "round {round}: engine {:.0}/s, bare rusqlite {:.0}/s, ratio {ratio:.2}",
            rate(ours),
            rate(bare)
        );
    }
    raw.assert_same();
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2} (goal 0.70)", ratios[ratios.len() / 2]);
}
