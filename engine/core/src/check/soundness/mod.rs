//! Soundness with guards and time.
//!
//! Two ways of looking hold each other in check. [`possible`] gathers more than can ever happen: what
//! is not in it is certainly impossible. The module `proof` plays the step engine itself, so all that it
//! finds certainly happens. A fault is reported only where the two meet: a story that the engine
//! plays, into a place from which nothing leads on.

mod engine;
mod given;
mod mix;
mod model;
mod never_taken;
mod possible;
mod values;

pub(crate) use model::Model;
pub(crate) use possible::Possible;

use super::rule::Explanation;
use crate::definition::library::Library;
use crate::finding::Finding;
use crate::graph::Draft;

pub(in crate::check) const EXPLANATIONS: [Explanation; 1] = [never_taken::EXPLANATION];

/// What follows from the values that can occur, without a story.
pub(super) fn branches(draft: &Draft, library: &Library) -> Vec<Finding> {
    never_taken::check(&Model::of(draft, library))
}
