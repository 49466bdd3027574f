//! How much there is to search in each shipped process, and how long that takes.

use std::process::ExitCode;
use std::time::Instant;

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::letter::Templates;
use nazorg_core::proof::{CONFIGURATIONS_MAX, prove_one};
use nazorg_core::scenario::Setting;

use crate::judge::Shipped;

/// A table in Markdown, the slowest process first.
pub(crate) fn table(only: &str) -> ExitCode {
    let shipped = Shipped::read();
    let templates = Templates::new(shipped.named_templates()).0;
    let library = Library::read(&shipped.definitions);
    let compiled = compile(&library, Some(&templates));
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let mut rows = Vec::new();
    for process in compiled.processes.values().filter(|process| process.id().contains(only)) {
        let begun = Instant::now();
        let proof = prove_one(process, &setting, CONFIGURATIONS_MAX);
        for finding in &proof.findings {
            eprintln!("{} {}: {}", process.id(), finding.code, finding.story.as_deref().unwrap_or_default());
        }
        rows.push((begun.elapsed(), process.id(), proof.steps, proof.places, proof.is_complete));
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    println!("| process | steps | places | ms |\n|---|--:|--:|--:|");
    for (time, id, steps, places, whole) in &rows {
        let more = if *whole { "" } else { " (stopped)" };
        println!("| `{id}` | {steps}{more} | {places} | {} |", time.as_millis());
    }
    let all: u128 = rows.iter().map(|row| row.0.as_millis()).sum();
    println!("| **{} processes** | {} | | {all} |", rows.len(), rows.iter().map(|row| row.2).sum::<usize>());
    ExitCode::SUCCESS
}
