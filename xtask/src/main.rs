//! Chores of this repository.
//!
//! `cargo xtask mutate-processes [PART OF A PATH [ONE IN SO MANY]]`, `cargo xtask search-processes [PART OF A PATH]`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a chore prints what it found")]

mod fault;
mod judge;
mod place;
mod report;
mod search;

use std::collections::BTreeMap;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["mutate-processes", rest @ ..] => {
            let one_in = rest.get(1).and_then(|number| number.parse().ok()).unwrap_or(1);
            mutate(rest.first().copied().unwrap_or_default(), one_in)
        }
        ["search-processes", only @ ..] => search::table(only.first().copied().unwrap_or_default()),
        _ => {
            eprintln!(
                "cargo xtask mutate-processes [PART OF A PATH [ONE IN SO MANY]] | search-processes [PART OF A PATH]"
            );
            ExitCode::from(2)
        }
    }
}

/// Plants every fault in every shipped process, one at a time, and tells who notices; of the faults of
/// behaviour, which take long, one in so many, spread over all classes and files.
fn mutate(only: &str, one_in: usize) -> ExitCode {
    let shipped = judge::Shipped::read();
    let mut faults = Vec::new();
    for source in shipped.definitions.iter().filter(|source| source.path.contains(only)) {
        faults.extend(fault::of_definition(source));
    }
    for source in shipped.templates.iter().filter(|source| source.path.contains(only)) {
        faults.extend(fault::of_template(source));
    }
    // A file that is only written anew has no fault: else every verdict would be worth nothing.
    let sound: Vec<fault::Fault> = shipped.definitions.iter().filter_map(fault::unchanged).collect();
    let wrong = judge::all(&shipped, &sound);
    let alarm = sound.iter().zip(&wrong).find(|(_, verdict)| **verdict != judge::Verdict::Missed);
    if let Some((fault, verdict)) = alarm {
        eprintln!("{}: {verdict:?} without a fault", fault.path);
        return ExitCode::FAILURE;
    }
    let mut counted: BTreeMap<fault::Class, usize> = BTreeMap::new();
    faults.retain(|fault| {
        let count = counted.entry(fault.class).or_default();
        *count += 1;
        fault.class.is_structural || count.is_multiple_of(one_in)
    });
    eprintln!("{} faults", faults.len());
    let verdicts = judge::all(&shipped, &faults);
    print!("{}", report::report(&faults, &verdicts));
    let missed = faults
        .iter()
        .zip(&verdicts)
        .any(|(fault, verdict)| fault.class.is_structural && *verdict == judge::Verdict::Missed);
    if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
