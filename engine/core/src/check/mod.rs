//! What can be known to be wrong before anything runs. One rule a file.
//!
//! Names and types are found while names are resolved (`graph`); the rules here are about the whole:
//! the graph, time and letters.

pub mod certainly_set;
mod deadline_circle;
mod derived_circle;
mod end_reachable;
mod event_used;
mod explanation;
mod finished;
mod flow;
mod knowledge;
mod letter_choice;
mod letter_template;
mod letter_unset;
mod may_fail;
mod parallel_done;
mod part_left;
mod reachable;
mod restart;
pub mod rule;
mod sites;
pub(crate) mod soundness;
mod start_by_hand;
mod starts;
mod subject;
mod table_fit;
mod table_gap;
mod table_never;
mod table_overlap;
mod table_size;
#[cfg(test)]
mod table_tests;
mod table_words;

use crate::definition::library::Library;
use crate::definition::table::Table;
use crate::finding::{Finding, Severity};
use crate::graph::Draft;
use crate::letter::Templates;
use crate::table::{self, Space};

pub use rule::{Explanation, explanations};
pub use starts::Starters;

/// Rules about several definitions together.
#[must_use]
pub fn library(library: &Library) -> Vec<Finding> {
    derived_circle::records(library)
}

/// Rules about one decision table.
#[must_use]
pub fn table(written: &Table) -> Vec<Finding> {
    let (table, mut findings) = table::resolve(written);
    // Rules about all inputs are about rows that mean something.
    if findings.is_empty() {
        let space = Space::of(&table);
        let survey = space.survey();
        findings.extend(table_gap::check(&table, &survey));
        findings.extend(table_overlap::check(&table, &space));
        findings.extend(table_never::check(&table, &space, &survey));
        findings.extend(table_size::check(&table, &survey));
    }
    findings
        .retain(|finding| finding.severity == Severity::Error || !written.accept.contains_key(finding.code));
    findings
}

/// Rules about one process.
#[must_use]
pub fn process(
    draft: &Draft,
    library: &Library,
    starters: &Starters,
    templates: Option<&Templates>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(derived_circle::check(draft));
    findings.extend(deadline_circle::check(draft));
    findings.extend(reachable::check(draft));
    findings.extend(end_reachable::check(draft));
    findings.extend(parallel_done::check(draft));
    findings.extend(event_used::check(draft, library));
    findings.extend(start_by_hand::check(draft));
    findings.extend(restart::check(draft));
    findings.extend(subject::check(draft, library));
    findings.extend(part_left::check(draft));
    // What follows from another fault is no fault of its own.
    if findings.iter().all(|finding| finding.severity != Severity::Error) {
        findings.extend(soundness::branches(draft, library));
    }
    let known = certainly_set::CertainlySet::of(draft, library, &starters.given(&draft.definition.id.value));
    findings.extend(may_fail::check(draft, &known));
    if let Some(templates) = templates {
        findings.extend(letter_template::check(draft, templates));
        findings.extend(letter_choice::check(draft, templates));
        findings.extend(letter_unset::check(draft, &known, templates));
    }
    findings
}
