//! The states that a step works with.

use std::ops::{Deref, RangeInclusive};

use crate::graph::StateIx;

/// A set of states in document order. A step works with few of them, so a sorted row is faster than a tree,
/// and all that lies inside one state stands together in it.
#[derive(Clone, Debug, Default)]
pub(super) struct StateSet(Vec<StateIx>);

impl StateSet {
    /// The states of a row in any order.
    pub(super) fn of(mut states: Vec<StateIx>) -> Self {
        states.sort_unstable();
        states.dedup();
        Self(states)
    }

    pub(super) fn insert(&mut self, ix: StateIx) {
        if let Err(at) = self.0.binary_search(&ix) {
            self.0.insert(at, ix);
        }
    }

    pub(super) fn remove(&mut self, ix: StateIx) {
        if let Ok(at) = self.0.binary_search(&ix) {
            self.0.remove(at);
        }
    }

    pub(super) fn has(&self, ix: StateIx) -> bool {
        self.0.binary_search(&ix).is_ok()
    }

    /// Those from one state through another.
    pub(super) fn within(&self, range: RangeInclusive<StateIx>) -> &[StateIx] {
        let from = self.0.partition_point(|ix| ix < range.start());
        let until = self.0.partition_point(|ix| ix <= range.end());
        &self.0[from..until]
    }
}

impl Deref for StateSet {
    type Target = [StateIx];
    fn deref(&self) -> &[StateIx] {
        &self.0
    }
}
