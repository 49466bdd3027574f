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
mod flow;
mod knowledge;
mod letter_template;
mod letter_unset;
mod may_fail;
mod parallel_done;
mod reachable;
mod restart;
pub mod rule;
mod sites;
mod start_by_hand;
mod starts;

use crate::definition::library::Library;
use crate::finding::Finding;
use crate::graph::Draft;
use crate::letter::Templates;

pub use rule::{Explanation, explanations};

/// Rules about several definitions together.
#[must_use]
pub fn library(library: &Library) -> Vec<Finding> {
    derived_circle::records(library)
}

/// Rules about one process.
#[must_use]
pub fn process(draft: &Draft, library: &Library, templates: Option<&Templates>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(derived_circle::check(draft));
    findings.extend(deadline_circle::check(draft));
    findings.extend(reachable::check(draft));
    findings.extend(end_reachable::check(draft));
    findings.extend(parallel_done::check(draft));
    findings.extend(event_used::check(draft, library));
    findings.extend(start_by_hand::check(draft));
    findings.extend(restart::check(draft));
    let known = certainly_set::CertainlySet::of(draft, library, true);
    findings.extend(may_fail::check(draft, &known));
    if let Some(templates) = templates {
        findings.extend(letter_template::check(draft, templates));
        findings.extend(letter_unset::check(draft, &known, templates));
    }
    findings
}
