//! The price of the engine.
//!
//! `cargo run --profile dist -p nazorg-bench -- [WHAT] [NUMBERS]`, where WHAT is step, expression, w, clients, batch, import, crowd, due,
//! command, open, letters, size, overlay or resident.
//!
//! Only ratios count, taken pair by pair in one run: the machine's speed drifts. Timings never decide
//! a test.
#![allow(
    clippy::print_stdout,
    clippy::panic,
    reason = "a bench prints its figures and stops when something is off"
)]

mod command;
mod crowd;
mod due;
mod engine;
mod expression;
mod import;
mod letters;
mod memory;
mod opening;
mod overlay;
mod raw;
mod resident;
mod size;
mod story;

use std::time::Duration;

use engine::Engine;
use raw::Raw;
use story::{Deed, deeds};

fn main() {
    if std::env::args().nth(1).as_deref() == Some("size") {
        return sizes();
    }
    let mut wanted = std::env::args().skip(1);
    let what = wanted.next().unwrap_or_else(|| "w".to_owned());
    let mut numbers = wanted.filter_map(|text| text.parse::<u32>().ok());
    let mut number = |otherwise| numbers.next().unwrap_or(otherwise);
    match what.as_str() {
        "step" => step(),
        "expression" => expression::bench(),
        "w" => reference(number(200), number(5), 1),
        "clients" => clients(number(640), number(5), 64),
        "batch" => reference(number(1_000), number(3), usize::try_from(number(1_000)).unwrap_or(1)),
        "import" => import::bench(number(1_000), number(5)),
        "crowd" => crowd::bench(number(100_000)),
        "due" => due::bench(number(500)),
        "command" => command::bench(number(10_000)),
        "open" => opening::bench(number(100_000)),
        "letters" => letters::bench(number(10_000)),
        "overlay" => overlay::bench(),
        "resident" => resident::bench(number(100_000)),
        other => {
            panic!(
                "{other}: choose step, expression, w, clients, batch, import, crowd, due, command, open, letters, size, overlay or resident"
            )
        }
    }
}

fn step() {
    let process = memory::process();
    memory::steps_a_second(&process, 100);
    println!("step in memory: {:.0} a second", memory::steps_a_second(&process, 2_000));
}

/// W by many clients at once, who each wait for the disk, against as many who write the same rows bare.
fn clients(cases: u32, rounds: u32, clients: u32) {
    println!("reference case W, {cases} cases a round, {clients} clients at once");
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let mut engine = Engine::new(folder.path(), cases);
    let mut raw = Raw::new(&folder.path().join("nazorg.db"), &folder.path().join("raw.db"));
    let (mut ratios, mut done) = (Vec::new(), 0);
    let events = deeds().iter().filter(|(_, deed)| matches!(deed, Deed::Event(..))).count();
    let steps = f64::from(cases) * f64::from(u32::try_from(events).unwrap_or(0));
    for round in 1..=rounds {
        let ours = engine.round_at_counter(clients).as_secs_f64();
        let bare = raw.round_of_clients(cases, clients, engine.facts(&mut done)).as_secs_f64();
        ratios.push(bare / ours);
        let (us, they, ratio) = (steps / ours, steps / bare, bare / ours);
        println!("round {round}: engine {us:.0}/s, bare rusqlite {they:.0}/s, ratio {ratio:.2}");
    }
    raw.assert_same();
    println!("median ratio {:.2}", median(ratios));
}

/// W against the same rows written bare: events one to a transaction, timers so many.
fn reference(cases: u32, rounds: u32, batch: usize) {
    println!("reference case W, {cases} cases a round; timers {batch} to a transaction");
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
    let mut engine = Engine::new(folder.path(), cases);
    let mut raw = Raw::new(&folder.path().join("nazorg.db"), &folder.path().join("raw.db"));
    let (mut events, mut fires, mut done) = (Vec::new(), Vec::new(), 0);
    for round in 1..=rounds {
        let ours = engine.round(batch);
        let bare = raw.round(cases, batch, engine.facts(&mut done));
        for (name, fire, ratios) in [("events", false, &mut events), ("timers", true, &mut fires)] {
            let total = |spent: &[Duration]| -> f64 {
                let of =
                    spent.iter().zip(deeds()).filter(|(_, (_, deed))| matches!(deed, Deed::Fire) == fire);
                of.map(|(spent, _)| spent.as_secs_f64()).sum()
            };
            let count = deeds().iter().filter(|(_, deed)| matches!(deed, Deed::Fire) == fire).count();
            let steps = f64::from(cases) * f64::from(u32::try_from(count).unwrap_or(0));
            let (ours, bare) = (total(&ours), total(&bare));
            ratios.push(bare / ours);
            println!(
                "round {round}, {name}: engine {:.0}/s, bare rusqlite {:.0}/s, ratio {:.2}",
                steps / ours,
                steps / bare,
                bare / ours
            );
        }
    }
    raw.assert_same();
    println!("median ratio: events {:.2}, timers {:.2}", median(events), median(fires));
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Check and step in ever larger processes.
fn sizes() {
    for states in [1_000, 10_000, 100_000] {
        let [read, resolve, check, search] = size::check(states);
        println!(
            "{states} states: read {:.1} ms, names {:.1} ms, check {:.1} ms, search {:.1} ms",
            millis(read),
            millis(resolve),
            millis(check),
            millis(search)
        );
    }
    for states in [20, 1_000, 10_000, 100_000] {
        let process = size::process(states);
        size::step_in(&process, 1_000);
        println!("step in {states} states: {:.1} µs", 1_000.0 * millis(size::step_in(&process, 10_000)));
    }
}

fn millis(time: std::time::Duration) -> f64 {
    1_000.0 * time.as_secs_f64()
}
