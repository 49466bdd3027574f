//! Where each trait is read, and so where it still matters.

use std::collections::{BTreeMap, BTreeSet};

use super::interest::{anchors, base, changes, events, interesting};
use super::outlook::Trait;
use crate::calendar::Anchor;
use crate::compile::Process;
use crate::definition::event::Event;
use crate::expression::Expr;
use crate::graph::action::{Action, Named, walk};
use crate::graph::chart::{DoneIf, Kind, matches};
use crate::graph::{Chart, StateIx};
use crate::id::Id;
use crate::value::{Type, Value};

/// A counter is followed one by one up to this, unless a guard names a greater number.
const COUNTED_MAX: i64 = 3;

struct Builder<'a> {
    process: &'a Process,
    chart: &'a Chart,
    fields: BTreeMap<Id, Vec<Value>>,
    traits: Vec<Trait>,
    /// For each trait, the places where it is read. Place `s` is state `s` while active, place
    /// `states + s` is entering it.
    reads: Vec<Vec<usize>>,
}

/// What was found.
pub(super) struct Reading {
    pub(super) traits: Vec<Trait>,
    /// Fields whose values make a difference, with the constants they are held against.
    pub(super) fields: BTreeMap<Id, Vec<Value>>,
    /// For each state, the traits that matter while it is active, one bit each.
    pub(super) live: Vec<Vec<u64>>,
}

impl Reading {
    /// Of a whole process.
    pub(super) fn of(process: &Process) -> Self {
        let mut builder = Builder {
            process,
            chart: process.chart(),
            fields: interesting(process),
            traits: Vec::new(),
            reads: Vec::new(),
        };
        builder.gather();
        let live = builder.spread();
        Self { traits: builder.traits, fields: builder.fields, live }
    }
}

impl Builder<'_> {
    fn read(&mut self, what: Trait, place: usize) {
        let at = self.traits.iter().position(|known| *known == what).unwrap_or_else(|| {
            self.traits.push(what);
            self.reads.push(Vec::new());
            self.traits.len() - 1
        });
        self.reads[at].push(place);
    }

    fn read_field(&mut self, name: &Id, place: usize) {
        let Some(constants) = self.fields.get(name) else { return };
        if self.process.params().contains_key(name) || name.starts_with("event.") {
            return;
        }
        let integers = constants.iter().filter_map(|value| match value {
            Value::Integer(number) => Some(number + 1),
            _ => None,
        });
        let most = integers.chain([COUNTED_MAX]).max().unwrap_or(COUNTED_MAX);
        self.read(Trait::Field(name.clone(), most.min(100)), place);
    }

    /// A guard or a value; fields that were filled in just before do not count.
    fn read_expression(&mut self, expr: &Expr, filled: &BTreeSet<Id>, place: usize) {
        for state in expr.states() {
            if let Some(state) = self.chart.index.get(state) {
                self.read(Trait::Active(*state), place);
            }
        }
        let atoms = expr.atoms();
        let whole = (atoms.len() > 1).then(|| expr.clone());
        for atom in atoms.into_iter().chain(whole) {
            let mut names = BTreeSet::new();
            base(self.process, &atom, 0, &mut names);
            let event_only = atom.reads().iter().any(|name| name.starts_with("event."));
            names.retain(|name| !filled.contains(name) && !self.process.params().contains_key(name));
            if names.is_empty() {
                continue;
            }
            let finite = names.iter().all(|name| {
                matches!(self.process.type_of(name), Some(Type::Boolean | Type::Choice(_) | Type::Integer))
            });
            names.iter().for_each(|name| self.read_field(name, place));
            if (!finite || atom == *expr) && !event_only {
                self.read(Trait::Holds(Box::new(atom)), place);
            }
        }
    }

    fn read_value(&mut self, expr: &Expr, place: usize) {
        let mut names = BTreeSet::new();
        base(self.process, expr, 0, &mut names);
        names.iter().for_each(|name| self.read_field(name, place));
    }

    fn read_actions(&mut self, actions: &[Named], filled: &BTreeSet<Id>, place: usize) {
        walk(actions, &mut |named| match &named.action {
            Action::Set(with) => {
                for (field, expr) in with {
                    if self.fields.contains_key(field) {
                        self.read_value(expr, place);
                    }
                }
            }
            Action::Decide { question, .. } => {
                question.inputs.iter().for_each(|(_, expr)| self.read_value(expr, place));
            }
            Action::Choose(branches) if branches.iter().any(|(_, inner)| changes(inner)) => {
                for (guard, _) in branches {
                    guard.iter().for_each(|guard| self.read_expression(guard, filled, place));
                }
            }
            Action::Send { .. } => self.read(Trait::Send(named.id.clone()), 0),
            _ => {}
        });
    }

    /// Fields that every event of a transition has just filled in.
    fn filled(&self, patterns: &[Id]) -> BTreeSet<Id> {
        let mut filled: Option<BTreeSet<Id>> = None;
        for pattern in patterns {
            let form = match self.process.event(pattern) {
                Some(event) => {
                    let alias = pattern.split_once('.').map(|(alias, _)| alias);
                    let required = event.form.iter().filter(|(_, required)| required.value);
                    required
                        .map(|(field, _)| match alias {
                            Some(alias) => Id::from(format!("{alias}.{field}")),
                            None => field.clone(),
                        })
                        .collect()
                }
                None => BTreeSet::new(),
            };
            filled = Some(filled.map_or(form.clone(), |known| known.intersection(&form).cloned().collect()));
        }
        filled.unwrap_or_default()
    }

    fn gather(&mut self) {
        let (chart, process) = (self.chart, self.process);
        let none = BTreeSet::new();
        for (ix, state) in chart.states.iter().enumerate() {
            for block in state.entry.iter().chain(&state.exit) {
                self.read_actions(&block.actions, &none, ix);
            }
            if let Some(initial) = &state.initial {
                self.read_actions(&initial.actions, &none, chart.states.len() + ix);
            }
            for t in &state.transitions {
                let transition = &chart.transitions[*t];
                let filled = self.filled(&transition.events);
                if let Some(guard) = &transition.guard {
                    self.read_expression(guard, &filled, ix);
                }
                self.read_actions(&transition.actions, &filled, ix);
                for (event, declared) in transition.events.iter().filter_map(|e| Some((e, process.event(e)?)))
                {
                    self.read_requirements(event, declared, ix);
                }
            }
            self.gather_lives(ix);
            if let Kind::History { .. } = state.kind {
                self.read(Trait::Memory(ix), chart.states.len() + ix);
            }
            let done = format!("done.{}", state.id);
            let heard = || chart.transitions.iter().any(|t| t.takes(&done));
            if state.kind == Kind::Parallel && heard() {
                state.inside.iter().for_each(|part| self.read(Trait::Finished(*part), ix));
            }
        }
        for (id, field) in process.definition().data.iter() {
            for state in field.required.iter().flat_map(|required| &required.states) {
                if let Some(state) = chart.index.get(&state.value) {
                    self.read_field(id, chart.states.len() + state);
                }
            }
        }
        for (event, declared) in events(process).filter(|(_, declared)| declared.anytime) {
            self.read_requirements(&event, declared, 0);
        }
        let suspensions = process.definition().suspensions.keys();
        suspensions.for_each(|id| self.read(Trait::Suspended(id.clone()), 0));
    }

    fn read_requirements(&mut self, event: &Id, declared: &Event, place: usize) {
        let filled = self.filled(std::slice::from_ref(event));
        for require in declared.require.keys() {
            if let Some(expr) = self.process.requirement(event, require) {
                self.read_expression(expr, &filled, place);
            }
        }
    }

    /// Deadlines and children live with their state.
    fn gather_lives(&mut self, ix: StateIx) {
        let (chart, none) = (self.chart, BTreeSet::new());
        let is_anchor = |id: &Id| {
            let mut formulas = chart.states.iter().flat_map(|s| &s.deadlines).map(|d| &d.at);
            formulas.any(|at| matches!(&at.anchor, Anchor::Named(name) if name == id))
        };
        for deadline in &chart.states[ix].deadlines {
            let event = format!("deadline.{}", deadline.id);
            let acts = chart.transitions.iter().any(|t| {
                t.events.iter().any(|pattern| matches(pattern, &event))
                    && (!t.targets.is_empty() || changes(&t.actions))
            });
            if acts || is_anchor(&deadline.id) {
                self.read(Trait::Deadline(deadline.id.clone()), ix);
                let mut names = BTreeSet::new();
                anchors(self.process, &deadline.at, &mut names);
                names.iter().for_each(|name| self.read_field(name, ix));
            }
        }
        for group in &chart.states[ix].groups {
            self.read(Trait::Children(group.id.clone()), ix);
            if let Some((list, _)) = &group.each {
                self.read_field(list, chart.states.len() + ix);
            }
            if let DoneIf::Condition(condition) = &group.done_if {
                self.read_expression(condition, &none, ix);
            }
        }
    }

    /// Whatever can still be read from a place matters there.
    fn spread(&self) -> Vec<Vec<u64>> {
        let states = self.chart.states.len();
        let words = self.traits.len().div_ceil(64).max(1);
        let mut back: Vec<Vec<usize>> = vec![Vec::new(); states * 2];
        for (from, to) in edges(self.chart) {
            back[to].push(from);
        }
        let mut live = vec![vec![0_u64; words]; states * 2];
        let mut waiting = Vec::new();
        for (at, places) in self.reads.iter().enumerate() {
            for place in places {
                live[*place][at / 64] |= 1 << (at % 64);
                waiting.push(*place);
            }
        }
        while let Some(place) = waiting.pop() {
            let here = live[place].clone();
            for from in &back[place] {
                let mut grown = false;
                for (word, more) in live[*from].iter_mut().zip(&here) {
                    grown |= *word | more != *word;
                    *word |= more;
                }
                if grown {
                    waiting.push(*from);
                }
            }
        }
        live.truncate(states);
        live
    }
}

/// From where one gets where. A part of a parallel state leads to what its own transitions lead to,
/// not to the other parts.
fn edges(chart: &Chart) -> Vec<(usize, usize)> {
    let states = chart.states.len();
    let mut edges = Vec::new();
    let mut enter = |from: usize, target: StateIx, source: Option<StateIx>| {
        edges.push((from, states + target));
        let mut below = target;
        for around in chart.ancestors(target, None) {
            if source.is_some_and(|source| source == around || chart.is_inside(source, around)) {
                break;
            }
            if chart.states[around].kind == Kind::Parallel {
                let others = chart.states[around].inside.iter().filter(|part| **part != below);
                others.for_each(|part| edges.push((from, states + part)));
            }
            edges.push((from, around));
            below = around;
        }
    };
    for (ix, state) in chart.states.iter().enumerate() {
        for transition in state.transitions.iter().map(|t| &chart.transitions[*t]) {
            transition.targets.iter().for_each(|target| enter(ix, *target, Some(ix)));
        }
        for target in state.initial.iter().flat_map(|initial| &initial.targets) {
            enter(states + ix, *target, Some(ix));
        }
    }
    for (ix, state) in chart.states.iter().enumerate() {
        edges.push((states + ix, ix));
        edges.extend(state.parent.map(|parent| (ix, parent)));
        if state.kind == Kind::Parallel {
            edges.extend(state.inside.iter().map(|part| (states + ix, states + part)));
        }
        if let (Kind::History { .. }, Some(parent)) = (state.kind, state.parent) {
            let remembered = (0..states).filter(|inner| chart.is_inside(*inner, parent));
            edges.extend(remembered.map(|inner| (states + ix, inner)));
        }
    }
    edges
}
