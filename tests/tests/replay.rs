//! History is enough: folding the facts of a case gives the case, byte for byte.

use nazorg_core::case::{Case, Fact, apply};
use nazorg_tests::played;

fn fold(facts: &[Fact]) -> String {
    let mut case = Case::default();
    for fact in facts {
        // As the journal keeps it: written and read again.
        let written = serde_json::to_string(fact).expect("a fact can be written");
        let read: Fact = serde_json::from_str(&written).expect("a fact can be read");
        apply(&mut case, &read);
    }
    serde_json::to_string(&case).expect("a case can be written")
}

#[test]
fn folding_the_facts_of_every_scenario_gives_its_cases() {
    let mut cases = 0;
    for played in played().played {
        for (case, facts) in &played.cases {
            let stored = serde_json::to_string(case).expect("a case can be written");
            assert_eq!(fold(facts), stored, "{} / {}", played.process, played.id);
            cases += 1;
        }
    }
    assert!(cases > 150, "{cases} cases");
}

/// The check can fail: a history with one fact less gives another case.
#[test]
fn a_lost_fact_is_noticed() {
    let report = played();
    let (case, facts) = &report.played[0].cases[0];
    let stored = serde_json::to_string(case).expect("a case can be written");
    let end = facts.iter().position(|fact| matches!(fact, Fact::Closed { .. })).expect("it ended");
    let mut shorter = facts.clone();
    shorter.remove(end);
    assert_ne!(fold(&shorter), stored);
}

#[test]
fn a_stored_case_reads_back_as_it_was() {
    for played in played().played {
        for (case, _) in &played.cases {
            let written = serde_json::to_string(case).expect("a case can be written");
            let read: Case = serde_json::from_str(&written).expect("a case can be read");
            assert_eq!(serde_json::to_string(&read).expect("again"), written);
            assert_eq!(read, *case);
        }
    }
}
