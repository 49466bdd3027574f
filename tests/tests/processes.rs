//! The shipped processes are what the designers say they are.

use nazorg_core::scenario::Setting;
use nazorg_tests::{lines, shipped};

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
    let (library, compiled) = shipped();
    let (templates, _) = nazorg_tests::templates();
    let calendar = nazorg_core::calendar::Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let report = nazorg_core::scenario::run(&nazorg_tests::files("tests/scenarios", "yaml"), &setting);
    let mut failed = lines(&report.findings);
    for played in &report.played {
        failed.extend(lines(&played.failures).into_iter().map(|line| format!("{}: {line}", played.id)));
    }
    assert!(
        failed.is_empty(),
        "{} of {} failures:\n{}",
        failed.len(),
        report.played.len(),
        failed.join("\n")
    );
    assert!(report.played.len() > 90, "{} scenarios", report.played.len());
}
