//! What is known when a state reports that it is done: in every part of it, what is known in the ends
//! that the part can have come to.

use super::certainly_set::CertainlySet;
use crate::expression::Facts;
use crate::graph::StateIx;
use crate::graph::chart::{Kind, Transition};

/// What a transition may count on because of what it waits for.
pub(super) enum Done {
    /// It waits for something else too.
    Other,
    /// No end was reached yet, so it is not taken yet.
    NotYet,
    /// This.
    Known(Facts),
}

impl CertainlySet<'_> {
    pub(super) fn when_done(&self, transition: &Transition) -> Done {
        let state = |pattern: &str| self.chart.index.get(pattern.strip_prefix("done.")?).copied();
        let states: Option<Vec<StateIx>> = transition.events.iter().map(|pattern| state(pattern)).collect();
        let Some(states) = states.filter(|states| !states.is_empty()) else { return Done::Other };
        let known = states.into_iter().filter_map(|state| self.finished(state)).reduce(|a, b| a.or(&b));
        known.map_or(Done::NotYet, Done::Known)
    }

    fn finished(&self, state: StateIx) -> Option<Facts> {
        let inside = &self.chart.states[state].inside;
        match self.chart.states[state].kind {
            Kind::Parallel => {
                let mut all = Facts::default();
                for part in inside {
                    all = all.and(&self.finished(*part)?);
                }
                Some(all)
            }
            Kind::Compound => {
                let is_end = |inner: &&StateIx| {
                    self.chart.states[**inner].kind == Kind::Final && self.ways_in[**inner].is_some()
                };
                inside.iter().filter(is_end).map(|end| self.settled(*end)).reduce(|a, b| a.or(&b))
            }
            _ => None,
        }
    }
}
