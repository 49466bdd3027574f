//! Which states a set of transitions enters: SCXML's `computeEntrySet`.

use std::collections::BTreeMap;

use super::state_set::StateSet;
use super::stepper::Stepper;
use crate::graph::chart::Kind;
use crate::graph::{StateIx, TransitionIx};

/// What will be entered, and what is done on the way.
#[derive(Default)]
pub(super) struct EntrySet {
    /// `statesToEnter`.
    pub(super) states: StateSet,
    /// `statesForDefaultEntry`.
    pub(super) by_default: StateSet,
    /// `defaultHistoryContent`: the history state whose default actions belong to a parent.
    pub(super) history_content: BTreeMap<StateIx, StateIx>,
}

impl Stepper<'_> {
    pub(super) fn entry_set(&self, transitions: &[TransitionIx]) -> EntrySet {
        let mut set = EntrySet::default();
        for transition in transitions {
            let targets = &self.chart.transitions[*transition].targets;
            for target in targets {
                self.add_descendants(*target, &mut set);
            }
            let domain = self.domain(*transition);
            for target in self.effective_targets(targets).iter() {
                self.add_ancestors(*target, domain, &mut set);
            }
        }
        set
    }

    /// The entry set of a case that begins.
    pub(super) fn first_entry_set(&self) -> EntrySet {
        let mut set = EntrySet::default();
        self.add_descendants(0, &mut set);
        set
    }

    fn add_descendants(&self, ix: StateIx, set: &mut EntrySet) {
        let state = &self.chart.states[ix];
        if let Kind::History { .. } = state.kind {
            let remembered = self.remembered(ix);
            if remembered.is_none()
                && let Some(parent) = state.parent
            {
                set.history_content.insert(parent, ix);
            }
            let default = state.initial.as_ref().map_or(&[][..], |initial| &initial.targets);
            self.add_all(remembered.as_deref().unwrap_or(default), state.parent, set);
            return;
        }
        set.states.insert(ix);
        match state.kind {
            Kind::Compound => {
                set.by_default.insert(ix);
                if let Some(initial) = &state.initial {
                    self.add_all(&initial.targets, Some(ix), set);
                }
            }
            Kind::Parallel => self.add_parts(ix, set),
            Kind::Atomic | Kind::Final | Kind::History { .. } => {}
        }
    }

    fn add_all(&self, targets: &[StateIx], until: Option<StateIx>, set: &mut EntrySet) {
        for target in targets {
            self.add_descendants(*target, set);
        }
        for target in targets {
            self.add_ancestors(*target, until, set);
        }
    }

    fn add_ancestors(&self, ix: StateIx, until: Option<StateIx>, set: &mut EntrySet) {
        for ancestor in self.chart.ancestors(ix, until) {
            set.states.insert(ancestor);
            if self.chart.states[ancestor].kind == Kind::Parallel {
                self.add_parts(ancestor, set);
            }
        }
    }

    /// Every part of a parallel state that nothing enters yet.
    fn add_parts(&self, parallel: StateIx, set: &mut EntrySet) {
        for part in &self.chart.states[parallel].inside {
            let is_entered = !set.states.within(*part..=self.chart.states[*part].last).is_empty();
            if !is_entered {
                self.add_descendants(*part, set);
            }
        }
    }
}
