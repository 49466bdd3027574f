//! Which states become active when one is entered, or a transition is taken.

use super::Possible;
use crate::graph::StateIx;
use crate::graph::chart::{Kind, Transition};

impl Possible<'_, '_> {
    pub(super) fn enter(&mut self, state: StateIx) {
        let model = self.model;
        let inner = &model.chart().states[state];
        if let Kind::History { .. } = inner.kind {
            self.enter_history(state);
        } else {
            self.activate(state);
        }
        if inner.kind == Kind::Parallel {
            inner.inside.iter().for_each(|part| self.enter_new(*part));
        }
        for target in inner.initial.iter().flat_map(|initial| &initial.targets) {
            let until = if matches!(inner.kind, Kind::History { .. }) { inner.parent } else { Some(state) };
            self.enter_with_around(*target, until);
        }
    }

    /// What a history remembers is entered anew.
    fn enter_history(&mut self, history: StateIx) {
        let chart = self.model.chart();
        let parent = chart.states[history].parent.unwrap_or(0);
        let remembered = self.case.and_then(|case| case.history.get(&chart.states[history].id));
        for state in remembered.into_iter().flatten().filter_map(|id| chart.index.get(id)) {
            self.enter_with_around(*state, Some(parent));
        }
        let inside = (0..chart.states.len()).filter(|s| self.active[*s] && chart.is_inside(*s, parent));
        for state in inside.collect::<Vec<_>>() {
            self.enter_new(state);
        }
    }

    fn enter_new(&mut self, state: StateIx) {
        if !self.entered[state] {
            self.enter(state);
        }
    }

    fn enter_with_around(&mut self, target: StateIx, until: Option<StateIx>) {
        let chart = self.model.chart();
        self.enter_new(target);
        let mut below = target;
        for around in chart.ancestors(target, until).collect::<Vec<_>>() {
            self.activate(around);
            if chart.states[around].kind == Kind::Parallel {
                for part in chart.states[around].inside.iter().filter(|part| **part != below) {
                    self.enter_new(*part);
                }
            }
            below = around;
        }
    }

    pub(super) fn activate(&mut self, state: StateIx) {
        self.grown |= !self.entered[state];
        self.entered[state] = true;
        if !self.active[state] {
            self.active[state] = true;
            self.waiting.push(state);
        }
    }

    pub(super) fn follow(&mut self, transition: &Transition) {
        let chart = self.model.chart();
        let source = transition.source;
        let holds_all = |outer: StateIx| transition.targets.iter().all(|t| chart.is_inside(*t, outer));
        let stays = transition.internal && chart.states[source].kind == Kind::Compound && holds_all(source);
        let domain = if source == 0 || stays {
            Some(source)
        } else {
            let compound = |outer: &StateIx| *outer == 0 || chart.states[*outer].kind == Kind::Compound;
            chart.ancestors(source, None).find(|outer| compound(outer) && holds_all(*outer)).or(Some(0))
        };
        for target in &transition.targets {
            self.enter_with_around(*target, domain);
        }
    }
}
