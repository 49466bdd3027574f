//! The shipped processes are what their designers say they are.

use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::letter::Templates;
use nazorg_tests::{lines, must_go_well, play, played, shipped, source};

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

/// Every edge, deadline met and missed, letter, escalation step and outcome of every shipped process, and every
/// condition both ways.
#[test]
fn every_part_of_every_process_is_walked_by_a_scenario() {
    let mut missed = Vec::new();
    for (process, coverage) in &played().coverage {
        assert!(!coverage.seen.is_empty(), "{process} has nothing to cover");
        missed.extend(coverage.missed().map(|name| format!("{process}: {name}")));
    }
    assert!(missed.is_empty(), "{} not walked:\n{}", missed.len(), missed.join("\n"));
}

/// A condition in each place where there can be one.
const GUARDED: &str = r#"process: t/poort
title: Poort
roles: {c: {title: Coördinator}}
data:
  nr: {type: integer, default: 0, min: 0, max: 9}
  lijst: {type: list, key: naam, fields: {naam: {type: text}, mee: {type: boolean}}}
outcomes: {klaar: Klaar}
events:
  begin: {title: Begin, by: [c], starts: true, form: {lijst: optional}}
  telt: {title: Telt, by: [c], form: {nr: required}, require: {klein: {if: nr < 5, say: Te groot.}}}
  door: {title: Door, by: [c]}
initial: een
states:
  een:
    entry: {kijk: {choose: {leeg: {if: not is_set(lijst), do: {noteer: {note: "'leeg'"}}}}}}
    children: {deel: {process: t/deel, each: lijst, if: mee, done_if: "any(deel, not open)"}}
    when: {telt: {}, door: {if: nr > 2, go: einde}}
  einde: {final: klaar}
---
process: t/deel
title: Deel
roles: {c: {title: Coördinator}}
outcomes: {klaar: Klaar}
events: {af: {title: Af, by: [c]}}
initial: open
states: {open: {when: {af: einde}}, einde: {final: klaar}}
"#;

/// A condition counts both ways, also when it only ever made that an event was refused.
#[test]
fn a_condition_that_no_scenario_sees_both_ways_is_named() {
    let (gate, part) = GUARDED.split_once("---\n").expect("two processes");
    let library =
        Library::read(&[source("processes/t/poort.yaml", gate), source("processes/t/deel.yaml", part)]);
    let (templates, _) = Templates::new([]);
    let compiled = compile(&library, Some(&templates));
    assert!(compiled.processes.len() == 2, "{:?}", lines(&compiled.findings));
    let story = |steps: &str| {
        let text = format!("process: t/poort\nscenarios:\n  een:\n    steps:\n{steps}");
        let report = play(&library, &compiled, &templates, &[source("tests/scenarios/t/poort.yaml", &text)]);
        must_go_well(&report, 1);
        let missed = report.coverage["t/poort"].missed().filter_map(|name| name.strip_prefix("guard "));
        missed.map(str::to_owned).collect::<Vec<_>>()
    };
    let begin = "      - {at: 2026-10-01, event: begin, form: {lijst: [{naam: a, mee: true}, {naam: b, mee: false}]}}\n";
    let refused = "      - {at: 2026-10-02, event: door, expect: {refused: true}}\n      \
                   - {at: 2026-10-02, event: telt, form: {nr: 7}, expect: {refused: klein}}\n";
    let through = "      - {at: 2026-10-03, event: telt, form: {nr: 4}}\n      - {at: 2026-10-03, event: door, expect: {outcome: klaar}}\n";
    assert_eq!(
        story(&[begin, refused].concat()),
        [
            "een.children.deel.done_if holds",
            "een.door holds",
            "een.entry.kijk.leeg holds",
            "telt.require.klein holds"
        ]
    );
    assert_eq!(
        story(&[begin, through].concat()),
        [
            "een.children.deel.done_if holds",
            "een.door does not hold",
            "een.entry.kijk.leeg holds",
            "telt.require.klein does not hold"
        ]
    );
    let child = "      - {at: 2026-10-02, case: deel/a, event: af, expect: {outcome: klaar}}\n";
    assert_eq!(story(&[begin, child, refused, through].concat()), ["een.entry.kijk.leeg holds"]);
}
