//! Sets of states: SCXML's domain, exit set and conflicts. Nothing here changes anything.

use std::borrow::Cow;

use super::stepper::Stepper;
use crate::graph::chart::Kind;
use crate::graph::{StateIx, TransitionIx};

impl Stepper<'_> {
    /// `getEffectiveTargetStates`: the targets, with a history state replaced by what it stands for.
    pub(super) fn effective_targets<'t>(&self, targets: &'t [StateIx]) -> Cow<'t, [StateIx]> {
        let is_history = |ix: &StateIx| matches!(self.chart.states[*ix].kind, Kind::History { .. });
        if !targets.iter().any(is_history) {
            return Cow::Borrowed(targets);
        }
        let mut effective = Vec::new();
        for target in targets {
            let state = &self.chart.states[*target];
            if let Kind::History { .. } = state.kind {
                match self.remembered(*target) {
                    Some(remembered) => effective.extend(remembered),
                    None => {
                        if let Some(initial) = &state.initial {
                            effective.extend_from_slice(&self.effective_targets(&initial.targets));
                        }
                    }
                }
            } else {
                effective.push(*target);
            }
        }
        Cow::Owned(effective)
    }

    /// What a history state remembers, if anything.
    pub(super) fn remembered(&self, history: StateIx) -> Option<Vec<StateIx>> {
        let ids = self.case.history.get(&self.chart.states[history].id)?;
        Some(ids.iter().filter_map(|id| self.chart.index.get(id).copied()).collect())
    }

    /// `getTransitionDomain`: the innermost compound state that stays while the transition happens.
    /// The process itself is a compound state that never is left.
    pub(super) fn domain(&self, transition: TransitionIx) -> Option<StateIx> {
        let transition = &self.chart.transitions[transition];
        let targets = self.effective_targets(&transition.targets);
        if targets.is_empty() {
            return None;
        }
        let source = transition.source;
        let all_inside = |outer: StateIx| targets.iter().all(|target| self.chart.is_inside(*target, outer));
        let stays = transition.internal && self.chart.states[source].kind == Kind::Compound;
        if source == 0 || (stays && all_inside(source)) {
            return Some(source);
        }
        self.chart
            .ancestors(source, None)
            .find(|outer| {
                (*outer == 0 || self.chart.states[*outer].kind == Kind::Compound) && all_inside(*outer)
            })
            .or(Some(0))
    }

    /// `computeExitSet` of one transition.
    pub(super) fn exit_set(&self, transition: TransitionIx) -> &[StateIx] {
        self.domain(transition).map_or(&[], |domain| self.active.within(self.chart.inside(domain)))
    }

    /// `removeConflictingTransitions`: of two that would leave the same state, the one further
    /// inside wins, else the first in document order.
    pub(super) fn remove_conflicts(&self, enabled: &[TransitionIx]) -> Vec<TransitionIx> {
        let mut kept: Vec<(TransitionIx, &[StateIx])> = Vec::new();
        for candidate in enabled {
            let exits = self.exit_set(*candidate);
            let source = self.chart.transitions[*candidate].source;
            let mut beaten = Vec::new();
            let mut preempted = false;
            for (at, (other, other_exits)) in kept.iter().enumerate() {
                if !exits.iter().any(|state| other_exits.contains(state)) {
                    continue;
                }
                if self.chart.is_inside(source, self.chart.transitions[*other].source) {
                    beaten.push(at);
                } else {
                    preempted = true;
                    break;
                }
            }
            if !preempted {
                for at in beaten.into_iter().rev() {
                    kept.remove(at);
                }
                kept.push((*candidate, exits));
            }
        }
        kept.into_iter().map(|(transition, _)| transition).collect()
    }

    /// `isInFinalState`.
    pub(super) fn is_finished(&self, state: StateIx) -> bool {
        let inside = &self.chart.states[state].inside;
        match self.chart.states[state].kind {
            Kind::Compound => {
                inside.iter().any(|s| self.chart.states[*s].kind == Kind::Final && self.active.has(*s))
            }
            Kind::Parallel => inside.iter().all(|s| self.is_finished(*s)),
            _ => false,
        }
    }
}
