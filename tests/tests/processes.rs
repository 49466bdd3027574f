//! The shipped processes are what their designers say they are.

use nazorg_tests::{lines, played, shipped};

#[test]
fn every_shipped_process_is_clean() {
    let (library, compiled) = shipped();
    let found = lines(&compiled.findings);
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    assert_eq!(compiled.processes.len(), library.processes.len());
    assert!(compiled.processes.len() >= 5);
}

#[test]
fn every_scenario_ends_as_its_designer_expects() {
    let report = played();
    let mut failed = lines(&report.findings);
    for played in &report.played {
        failed.extend(lines(&played.failures).into_iter().map(|line| format!("{}: {line}", played.id)));
    }
    assert!(failed.is_empty(), "{} failures:\n{}", failed.len(), failed.join("\n"));
    assert!(report.played.len() > 90, "{} scenarios", report.played.len());
}

/// Every edge, deadline met and missed, letter, escalation step and outcome of every shipped process.
#[test]
fn every_part_of_every_process_is_walked_by_a_scenario() {
    let mut missed = Vec::new();
    for (process, coverage) in &played().coverage {
        assert!(!coverage.seen.is_empty(), "{process} has nothing to cover");
        missed.extend(coverage.missed().map(|name| format!("{process}: {name}")));
    }
    assert!(missed.is_empty(), "{} not walked:\n{}", missed.len(), missed.join("\n"));
}
