//! What the run found, as a table and a list.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::fault::{Class, Fault};
use crate::judge::Verdict;

#[derive(Clone, Copy, Default)]
struct Tally {
    planted: usize,
    check: usize,
    story: usize,
    scenario: usize,
}

/// A table by class, in Markdown, and the missed faults by name.
pub(crate) fn report(faults: &[Fault], verdicts: &[Verdict]) -> String {
    let mut tallies: BTreeMap<Class, Tally> = BTreeMap::new();
    for (fault, verdict) in faults.iter().zip(verdicts) {
        let tally = tallies.entry(fault.class).or_default();
        tally.planted += 1;
        match verdict {
            Verdict::Check(_) => tally.check += 1,
            Verdict::Story(_) => tally.story += 1,
            Verdict::Scenario => tally.scenario += 1,
            Verdict::Missed => {}
        }
    }
    let mut text = String::new();
    for (is_structural, title) in [(true, "Names and shape"), (false, "Behaviour")] {
        let of_kind = tallies.iter().filter(|(class, _)| class.is_structural == is_structural);
        let _ = writeln!(
            text,
            "### {title}\n\n| fault | planted | check | story | scenario | caught |\n|---|--:|--:|--:|--:|--:|"
        );
        let mut all = Tally::default();
        for (class, tally) in of_kind {
            let _ = writeln!(text, "{}", row(class.name, tally));
            all.planted += tally.planted;
            all.check += tally.check;
            all.story += tally.story;
            all.scenario += tally.scenario;
        }
        let _ = writeln!(text, "{}\n", row("**all**", &all));
    }
    let missed: Vec<&Fault> =
        faults.iter().zip(verdicts).filter(|(_, v)| **v == Verdict::Missed).map(|(fault, _)| fault).collect();
    let _ = writeln!(text, "### Not caught: {}\n", missed.len());
    for fault in missed {
        let _ = writeln!(text, "- {}: `{}` `{}`", fault.class.name, fault.path, fault.place);
    }
    text
}

fn row(name: &str, tally: &Tally) -> String {
    let caught = tally.check + tally.story + tally.scenario;
    let Tally { planted, check, story, scenario } = tally;
    // Rounded down: a hundred per cent is all of them.
    let share = caught * 1000 / (*planted).max(1);
    format!("| {name} | {planted} | {check} | {story} | {scenario} | {}.{} % |", share / 10, share % 10)
}
