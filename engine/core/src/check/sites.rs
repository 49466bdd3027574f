//! Every place of a process where something is read, with what is known there.

use super::certainly_set::CertainlySet;
use super::flow::{Site, Use, Visit};
use crate::definition::event::Event;
use crate::expression::Facts;
use crate::graph::StateIx;
use crate::graph::chart::{Kind, matches};
use crate::id::Id;

impl CertainlySet<'_> {
    /// Shows every place where something is read, with what is known there.
    pub(super) fn visit(&self, visit: &mut Visit<'_>) {
        for (ix, state) in self.chart.states.iter().enumerate() {
            if self.ways_in[ix].is_none() && !matches!(state.kind, Kind::History { .. }) {
                continue;
            }
            let inside = self.entered(ix, visit);
            for block in &state.exit {
                self.flow.block(&block.actions, &inside, visit);
            }
            if let Some(initial) = &state.initial {
                self.flow.block(&initial.actions, &inside, visit);
            }
            for expr in state.end.iter().flat_map(|end| &end.with).map(|(_, expr)| expr) {
                visit(Site::Read { span: &state.span, expr, usage: Use::Action, facts: &inside });
            }
            for transition in &state.transitions {
                let transition = &self.chart.transitions[*transition];
                let facts = self.at_guard(transition);
                let (facts, _) = self.flow.guard(&transition.span, transition.guard.as_ref(), &facts, visit);
                self.flow.block(&transition.actions, &facts, visit);
            }
        }
        self.visit_requirements(visit);
    }

    /// The conditions of an event are judged in every state that takes it, the form filled in.
    fn visit_requirements(&self, visit: &mut Visit<'_>) {
        let draft = self.flow.declared.draft;
        for (id, event) in draft.definition.events.iter().filter(|(_, event)| !event.require.is_empty()) {
            let mut facts = self.recordable(id, event);
            for (field, _) in event.form.iter().filter(|(_, required)| required.value) {
                facts.know([field.clone()]);
                facts.know([Id::from(format!("event.{field}"))]);
            }
            let carried = event.carries.iter().filter(|(_, field)| !field.optional);
            facts.know(carried.map(|(id, _)| Id::from(format!("event.{id}"))));
            for (require, written) in &event.require {
                let Some(expr) = draft.requirements.get(format!("{id}.{require}").as_str()) else { continue };
                visit(Site::Read { span: &written.span, expr, usage: Use::Requirement, facts: &facts });
                let judged = self.flow.judge(expr, &facts);
                facts = facts.and(&judged.then);
            }
        }
    }

    /// What all states agree on in which an event can be recorded.
    fn recordable(&self, id: &Id, event: &Event) -> Facts {
        let named = |patterns: &[Id]| patterns.iter().any(|pattern| matches(pattern, id));
        let listens = |ix: &StateIx| {
            let state = &self.chart.states[*ix];
            state.transitions.iter().any(|t| named(&self.chart.transitions[*t].events))
                || state.tasks.iter().any(|task| named(&task.done_by))
                || state.deadlines.iter().any(|deadline| named(&deadline.met_by))
        };
        let states = (0..self.chart.states.len()).filter(|ix| self.ways_in[*ix].is_some());
        let here = states.filter(listens).map(|ix| self.settled(ix)).reduce(|a, b| a.or(&b));
        let mut facts = here.filter(|_| !event.anytime && !event.starts).unwrap_or_else(|| self.inside(0));
        if event.starts {
            let data = &self.flow.declared.draft.definition.data;
            facts = Facts::default();
            facts.know(data.iter().filter(|(_, f)| f.default.is_set()).map(|(id, _)| id.clone()));
        }
        facts
    }
}
