//! All that can still happen from some moment on, and more: what is not here can never happen.
//!
//! States, values and events are gathered without regard to their order, until nothing is added.
//! A guard is asked with every mix of values that its fields can have; dates, lists and what other
//! cases bring may be anything.

mod enter;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::mix::Mix;
use super::model::Model;
use super::values::Values;
use crate::case::Case;
use crate::definition::event::Event;
use crate::expression::{Expr, Perhaps};
use crate::graph::action::{Action, Named};
use crate::graph::chart::{Kind, Transition, matches};
use crate::graph::{Draft, StateIx, TransitionIx};
use crate::id::Id;
use crate::value::{Type, Value};

/// All that can still happen.
pub(crate) struct Possible<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    /// States that can be active.
    pub(super) active: Vec<bool>,
    /// Transitions that can be taken.
    pub(super) taken: Vec<bool>,
    /// States that are entered anew: what lives with them begins anew.
    pub(super) entered: Vec<bool>,
    pub(super) fields: HashMap<Id, Values>,
    raised: BTreeSet<Id>,
    heard: HashSet<Id>,
    /// The case that it goes on from.
    pub(super) case: Option<&'m Case>,
    /// Other cases may bring something too.
    others: bool,
    waiting: Vec<StateIx>,
    grown: bool,
}

impl<'m, 'a> Possible<'m, 'a> {
    /// From every start.
    pub(super) fn from_start(model: &'m Model<'a>) -> Self {
        let mut possible = Self::empty(model, None, true);
        for (id, field) in model.draft.definition.data.iter().filter(|(_, field)| field.derive.is_none()) {
            let mut values = Values::one(field.default.clone());
            if model.is_given(id) {
                values.add(&model.filled(id));
                values.add(&Values::one(Value::Unset));
            }
            possible.fields.insert(id.clone(), values);
        }
        for (id, event) in model.draft.definition.events.iter().filter(|(_, event)| event.starts) {
            possible.hear(id, &event.value);
        }
        possible.enter(0);
        possible.go();
        possible
    }

    /// On from a case. Without `others` only what people and the calendar bring about.
    pub(crate) fn from_case(model: &'m Model<'a>, case: &'m Case, others: bool) -> Self {
        let mut possible = Self::empty(model, Some(case), others);
        for id in stored(model.draft) {
            let mut values = Values::one(case.fields.get(id).cloned().unwrap_or_default());
            if others && model.is_given(id) {
                values.add(&model.filled(id));
                values.add(&Values::one(Value::Unset));
            }
            possible.fields.insert(id.clone(), values);
        }
        possible.raised.extend(case.sends.values().map(|send| send.event.clone()));
        for state in case.states.keys().filter_map(|id| model.chart().index.get(id)) {
            possible.active[*state] = true;
            possible.waiting.push(*state);
        }
        possible.go();
        possible
    }

    fn empty(model: &'m Model<'a>, case: Option<&'m Case>, others: bool) -> Self {
        let (states, transitions) = (model.chart().states.len(), model.chart().transitions.len());
        let params = &model.draft.definition.params;
        Self {
            model,
            active: vec![false; states],
            taken: vec![false; transitions],
            entered: vec![false; states],
            fields: params.iter().map(|(id, p)| (id.clone(), Values::one(p.value.value.clone()))).collect(),
            raised: BTreeSet::new(),
            heard: HashSet::new(),
            case,
            others,
            waiting: Vec::new(),
            grown: false,
        }
    }

    /// Whether the process can be closed.
    pub(crate) fn can_end(&self) -> bool {
        let chart = self.model.chart();
        chart.states[0].inside.iter().any(|s| self.active[*s] && chart.states[*s].kind == Kind::Final)
    }

    /// Whether no transition can be taken at all.
    pub(crate) fn is_still(&self) -> bool {
        !self.taken.contains(&true)
    }

    /// Whether an event can come that a transition waits for.
    pub(super) fn could_come(&self, transition: &Transition) -> bool {
        transition.events.is_empty()
            || transition.events.iter().any(|pattern| {
                self.engine_may_raise(pattern)
                    || self.raised.iter().any(|raised| matches(pattern, raised))
                    || self.model.events(pattern).iter().any(|(_, event)| !is_internal(event))
            })
    }

    fn go(&mut self) {
        let model = self.model;
        for pattern in &model.awaited {
            self.hear_all(pattern);
        }
        // States one by one; then once more what a new value or event can change, until nothing does.
        let mut untaken: Vec<TransitionIx> = Vec::new();
        let mut acting: Vec<&'a [Named]> = Vec::new();
        loop {
            while let Some(state) = self.waiting.pop() {
                self.arrive_at(state, &mut acting);
                untaken.extend(&model.chart().states[state].transitions);
            }
            let mut still = Vec::new();
            for t in std::mem::take(&mut untaken) {
                let transition = &model.chart().transitions[t];
                if self.can_take(transition) {
                    self.taken[t] = true;
                    self.act_later(&transition.actions, &mut acting);
                    self.follow(transition);
                } else {
                    still.push(t);
                }
            }
            untaken = still;
            if self.waiting.is_empty() {
                if !std::mem::take(&mut self.grown) {
                    return;
                }
                for actions in acting.clone() {
                    self.act(actions);
                }
            }
        }
    }

    /// Does actions, and once more when values have changed, if that can make a difference.
    fn act_later(&mut self, actions: &'a [Named], acting: &mut Vec<&'a [Named]>) {
        self.act(actions);
        let mut depends = false;
        crate::graph::action::walk(actions, &mut |named| {
            depends |= matches!(named.action, Action::Set(_) | Action::Choose(_));
        });
        if depends {
            acting.push(actions);
        }
    }

    fn arrive_at(&mut self, state: StateIx, acting: &mut Vec<&'a [Named]>) {
        let model = self.model;
        let state = &model.chart().states[state];
        for block in state.entry.iter().chain(&state.exit) {
            self.act_later(&block.actions, acting);
        }
        if let Some(initial) = &state.initial {
            self.act_later(&initial.actions, acting);
        }
        let awaited = state.tasks.iter().flat_map(|task| &task.done_by);
        for pattern in awaited.chain(state.deadlines.iter().flat_map(|deadline| &deadline.met_by)) {
            self.hear_all(pattern);
        }
    }

    fn add(&mut self, field: &Id, values: &Values) {
        let now = self.fields.entry(field.clone()).or_insert_with(|| Values::one(Value::Unset));
        self.grown |= now.add(values);
    }

    /// The form of an event may be stored.
    fn hear(&mut self, id: &Id, event: &Event) {
        if id.contains('.') || !self.heard.insert(id.clone()) {
            return;
        }
        for field in event.form.keys() {
            let values = self.model.filled(field);
            self.add(field, &values);
        }
    }

    fn hear_all(&mut self, pattern: &str) {
        for (id, event) in self.model.events(pattern) {
            self.hear(&id, event);
        }
    }

    fn act(&mut self, actions: &'a [Named]) {
        for named in actions {
            match &named.action {
                Action::Set(with) => with.iter().for_each(|(field, expr)| {
                    let values = self.values_of(expr);
                    self.add(field, &values);
                }),
                Action::Decide { into, .. } => into.iter().for_each(|(field, _)| {
                    let mut values = self.model.filled(field);
                    values.add(&Values::one(Value::Unset));
                    self.add(field, &values);
                }),
                Action::Raise(event) | Action::Send { event, .. } => {
                    self.grown |= self.raised.insert(event.clone());
                }
                Action::Choose(branches) => {
                    for branch in branches {
                        if branch.guard.as_ref().is_none_or(|guard| self.may_hold(guard, None, &[], &[], &[]))
                        {
                            self.act(&branch.actions);
                        }
                    }
                }
                Action::Group(inner) => self.act(inner),
                Action::Each(each) => self.act(&each.actions),
                Action::Append { list, .. } | Action::Remove { list, .. } | Action::Update { list, .. } => {
                    self.add(list, &Values::Wide(Perhaps::Some));
                }
                Action::Choices { set, .. } => self.add(set, &Values::Wide(Perhaps::Some)),
                _ => {}
            }
        }
    }

    fn values_of(&self, expr: &Expr) -> Values {
        match expr.copies().and_then(|name| self.fields.get(name)) {
            Some(values) => values.clone(),
            None => match expr.perhaps(&Mix { possible: self, chosen: &[], source: None, depth: 0 }) {
                Perhaps::Known(value) => Values::one(value),
                Perhaps::Any if *expr.ty() == Type::Boolean => {
                    Values::These(vec![Value::Boolean(false), Value::Boolean(true), Value::Unset])
                }
                Perhaps::Some if *expr.ty() == Type::Boolean => {
                    Values::These(vec![Value::Boolean(false), Value::Boolean(true)])
                }
                perhaps => Values::Wide(perhaps),
            },
        }
    }

    /// Whether an event can come that takes the transition while its guard holds.
    fn can_take(&mut self, transition: &'a Transition) -> bool {
        let before = self.before(transition);
        if transition.events.is_empty() {
            return self.guard_may_hold(transition, &[], &[], &before);
        }
        let model = self.model;
        let mut can = false;
        for pattern in &transition.events {
            let internal =
                self.engine_may_raise(pattern) || self.raised.iter().any(|raised| matches(pattern, raised));
            if internal && self.guard_may_hold(transition, &[], &[], &before) {
                can = true;
            }
            for (id, event) in model.events(pattern) {
                let by = |word: &str| event.by.iter().any(|by| by.as_str() == word);
                let is_record = id.contains('.');
                let by_person =
                    is_record || event.by.iter().any(|by| !matches!(by.as_str(), "signal" | "process"));
                if self.others && by("signal") && self.guard_may_hold(transition, &[], &[], &before) {
                    can = true;
                }
                if !by_person {
                    continue;
                }
                let form: Vec<(Id, bool)> = if is_record {
                    Vec::new()
                } else {
                    event.form.iter().map(|(field, required)| (field.clone(), required.value)).collect()
                };
                let requirements: Vec<&Expr> = event
                    .require
                    .keys()
                    .filter_map(|require| model.draft.requirements.get(format!("{id}.{require}").as_str()))
                    .collect();
                if self.guard_may_hold(transition, &form, &requirements, &before) {
                    self.hear(&id, event);
                    can = true;
                }
            }
        }
        can
    }

    /// The guards of the branches before this one, which did not hold.
    fn before(&self, transition: &Transition) -> Vec<&'a Expr> {
        let chart = self.model.chart();
        let own = chart.states[transition.source].transitions.iter().map(|t| &chart.transitions[*t]);
        own.take_while(|other| !std::ptr::eq(*other, transition))
            .filter(|other| other.events == transition.events)
            .filter_map(|other| other.guard.as_ref())
            .collect()
    }

    fn guard_may_hold(
        &self,
        transition: &Transition,
        form: &[(Id, bool)],
        requirements: &[&Expr],
        before: &[&Expr],
    ) -> bool {
        let always = Expr::constant(Value::Boolean(true), Type::Boolean);
        let guard = transition.guard.as_ref().unwrap_or(&always);
        self.may_hold(guard, Some(transition.source), form, requirements, before)
    }
}

/// The fields that a case holds itself.
fn stored(draft: &Draft) -> impl Iterator<Item = &Id> {
    draft.definition.data.iter().filter(|(_, field)| field.derive.is_none()).map(|(id, _)| id)
}

/// Whether only the process itself raises an event.
fn is_internal(event: &Event) -> bool {
    event.by.iter().all(|by| by.as_str() == "process")
}
