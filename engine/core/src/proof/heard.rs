//! Which events some transition waits for.

use std::collections::HashSet;

use crate::graph::Chart;
use crate::id::Id;

/// The patterns of all transitions.
pub(super) struct Heard {
    patterns: HashSet<Id>,
}

impl Heard {
    pub(super) fn by(chart: &Chart) -> Self {
        Self { patterns: chart.transitions.iter().flat_map(|t| &t.events).cloned().collect() }
    }

    /// Whether a transition takes this event: it, what stands before one of its dots, or any.
    pub(super) fn has(&self, event: &str) -> bool {
        let heads = event.match_indices('.').map(|(at, _)| &event[..at]);
        heads.chain([event, "any"]).any(|pattern| self.patterns.contains(pattern))
    }
}
