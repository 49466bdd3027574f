//! Micro- and macrosteps: which transitions are taken, and taking them.

use super::environment::Known;
use super::rejection::Rejection;
use super::state_set::StateSet;
use super::stepper::{Happening, Stepper};
use crate::case::{Effect, Fact};
use crate::graph::action::Block;
use crate::graph::chart::Kind;
use crate::graph::{StateIx, TransitionIx};
use crate::id::Id;
use crate::value::Record;

/// A process that needs more than this without an event goes round in a circle.
const MICROSTEPS_MAX: usize = 1_000;

impl Stepper<'_> {
    /// `selectTransitions` and, without an event, `selectEventlessTransitions`.
    pub(super) fn select(&mut self, event: Option<&Id>) -> Vec<TransitionIx> {
        let chart = self.chart;
        let mut enabled: Vec<TransitionIx> = Vec::new();
        // Nothing changes while it is decided what is enabled.
        let known = Known::default();
        for at in 0..self.active.len() {
            let ix = self.active[at];
            let state = &chart.states[ix];
            if matches!(state.kind, Kind::Atomic | Kind::Final)
                && (event.is_some() || state.eventless)
                && let Some(transition) = self.first_enabled(ix, event, &known)
                && !enabled.contains(&transition)
            {
                enabled.push(transition);
            }
        }
        if enabled.len() < 2 {
            return enabled;
        }
        let kept = self.remove_conflicts(&enabled);
        self.preempted.extend(enabled.into_iter().filter(|transition| !kept.contains(transition)));
        kept
    }

    /// The first enabled transition of a state, or else of the states around it.
    fn first_enabled(
        &mut self,
        innermost: StateIx,
        event: Option<&Id>,
        known: &Known,
    ) -> Option<TransitionIx> {
        let chart = self.chart;
        let mut around = Some(innermost);
        while let Some(state) = around {
            let mut own = chart.states[state].transitions.iter().copied();
            if let Some(found) = own.find(|transition| self.is_enabled(*transition, event, known)) {
                return Some(found);
            }
            around = chart.states[state].parent;
        }
        None
    }

    fn is_enabled(&mut self, transition: TransitionIx, event: Option<&Id>, known: &Known) -> bool {
        let chart = self.chart;
        let transition = &chart.transitions[transition];
        let takes = match event {
            Some(event) => transition.takes(event),
            None => transition.events.is_empty(),
        };
        takes && self.guard(&transition.id, transition.guard.as_ref(), Some(known))
    }

    /// `microstep`: leave, do, enter.
    pub(super) fn microstep(&mut self, transitions: &[TransitionIx]) {
        if transitions.is_empty() {
            return;
        }
        self.microsteps += 1;
        self.walked.extend_from_slice(transitions);
        let mut leaving = Vec::new();
        transitions.iter().for_each(|transition| leaving.extend_from_slice(self.exit_set(*transition)));
        let leaving = StateSet::of(leaving);
        self.remember(&leaving);
        for state in leaving.iter().rev() {
            self.leave(*state);
        }
        let chart = self.chart;
        for transition in transitions {
            self.run(&chart.transitions[*transition].actions);
        }
        // Only now: what was just left is what a history target means.
        let entering = self.entry_set(transitions);
        self.enter(&entering);
    }

    fn remember(&mut self, leaving: &[StateIx]) {
        let chart = self.chart;
        for state in leaving {
            for history in &chart.states[*state].histories {
                let deep = chart.states[*history].kind == Kind::History { deep: true };
                let states = self
                    .active
                    .iter()
                    .filter(|s| {
                        let inner = &chart.states[**s];
                        if deep {
                            inner.inside.is_empty() && chart.is_inside(**s, *state)
                        } else {
                            inner.parent == Some(*state)
                        }
                    })
                    .map(|s| chart.states[*s].id.clone())
                    .collect();
                self.emit(Fact::Remembered { history: chart.states[*history].id.clone(), states });
            }
        }
    }

    /// Leaves one state: its exit actions, and the end of all that lived with it.
    pub(super) fn leave(&mut self, ix: StateIx) {
        let chart = self.chart;
        let state = &chart.states[ix];
        self.run_blocks(&state.exit);
        for deadline in &state.deadlines {
            if self.case.deadlines.contains_key(&deadline.id) {
                self.emit(Fact::DeadlineDropped { deadline: deadline.id.clone() });
            }
        }
        let tasks = self.case.tasks.iter().filter(|(_, task)| task.state.as_ref() == Some(&state.id));
        for id in tasks.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            self.emit(Fact::TaskWithdrawn { id });
        }
        for group in state.groups.iter().filter(|group| group.cancel_on_leave) {
            let open =
                self.case.children.get(&group.id).into_iter().flatten().filter(|(_, child)| child.open);
            let cancelled =
                open.map(|(key, _)| Effect::CancelChild { group: group.id.clone(), key: key.clone() });
            self.effects.extend(cancelled.collect::<Vec<_>>());
        }
        self.active.remove(ix);
        self.fresh.remove(ix);
        self.emit(Fact::Left { state: state.id.clone() });
    }

    /// Begins the case.
    pub(super) fn enter_first(&mut self) {
        let entering = self.first_entry_set();
        self.enter(&entering);
    }

    fn enter(&mut self, entering: &super::entry::EntrySet) {
        let chart = self.chart;
        for ix in entering.states.iter() {
            let state = &chart.states[*ix];
            self.active.insert(*ix);
            self.fresh.insert(*ix);
            self.emit(Fact::Entered { state: state.id.clone(), at: self.event.occurred });
            self.run_blocks(&state.entry);
            if entering.by_default.has(*ix)
                && let Some(initial) = &state.initial
            {
                self.run(&initial.actions);
            }
            if let Some(history) = entering.history_content.get(ix)
                && let Some(initial) = &chart.states[*history].initial
            {
                self.run(&initial.actions);
            }
            if state.kind == Kind::Final {
                self.finish(*ix);
            }
        }
        self.require_fields(&entering.states);
    }

    /// A final state was entered: the process ends, or the states around it are complete.
    fn finish(&mut self, ix: StateIx) {
        let state = &self.chart.states[ix];
        let Some(parent) = state.parent else { return };
        if parent == 0 {
            self.ended_in = Some(ix);
            return;
        }
        let data = self.end_data(ix);
        self.raise(Id::dotted("done", &self.chart.states[parent].id), data);
        if let Some(grandparent) = self.chart.states[parent].parent
            && self.chart.states[grandparent].kind == Kind::Parallel
            && self.is_finished(grandparent)
        {
            self.raise(Id::dotted("done", &self.chart.states[grandparent].id), Record::new());
        }
    }

    /// What an end gives. A value that cannot be worked out is left out, and that is an error.
    fn end_data(&mut self, ix: StateIx) -> Record {
        let chart = self.chart;
        let state = &chart.states[ix];
        let mut data = Record::new();
        for (id, expr) in state.end.iter().flat_map(|end| &end.with) {
            match self.evaluate(expr) {
                Ok(value) => {
                    data.insert(id.clone(), value);
                }
                Err(why) => self.raise_failure(&state.id, &why),
            }
        }
        data
    }

    pub(super) fn raise(&mut self, name: Id, data: Record) {
        self.internal.push_back(Happening { name, data });
    }

    pub(super) fn run_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.run(&block.actions);
        }
    }

    /// Takes eventless transitions and internal events until nothing is left to do; then what
    /// lives with the states begins and follows its inputs, which may raise events again.
    pub(super) fn run_to_completion(&mut self) -> Result<(), Rejection> {
        loop {
            while self.ended_in.is_none() {
                if self.microsteps > MICROSTEPS_MAX {
                    return Err(Rejection::Runaway);
                }
                let eventless = self.select(None);
                if !eventless.is_empty() {
                    self.microstep(&eventless);
                    continue;
                }
                let Some(happening) = self.internal.pop_front() else { break };
                self.data = happening.data;
                self.hear_own(&happening.name);
                let enabled = self.select(Some(&happening.name));
                if enabled.is_empty() {
                    let data = self.data.clone();
                    self.unhandled(&happening.name, &data);
                }
                self.microstep(&enabled);
            }
            if let Some(last) = self.ended_in {
                let result = self.end_data(last);
                let outcome = self.chart.states[last].end.as_ref().and_then(|end| end.outcome.clone());
                self.close(outcome, result);
                return Ok(());
            }
            self.settle()?;
            // What began by settling, such as children, may be what a transition waits for.
            let waited_for = self.select(None);
            if waited_for.is_empty() && self.internal.is_empty() {
                return Ok(());
            }
            // Each round of settling that raises something counts: a group that is done again and
            // again must end too.
            self.microsteps += 1;
        }
    }
}
