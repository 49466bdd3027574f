//! Which values make a difference at all, and what they are held against.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Amount, Anchor, Formula};
use crate::compile::Process;
use crate::definition::event::Event;
use crate::expression::Expr;
use crate::graph::Chart;
use crate::graph::action::{Action, Named, each_action, walk};
use crate::graph::chart::DoneIf;
use crate::id::Id;
use crate::table::Derived;
use crate::value::Value;

/// Derived fields may build on each other, but not for ever.
const DEPTH_MAX: usize = 16;

/// The stored fields behind an expression.
pub(super) fn base(process: &Process, expr: &Expr, depth: usize, into: &mut BTreeSet<Id>) {
    expr.reads().into_iter().for_each(|name| base_of(process, name, depth, into));
}

pub(super) fn base_of(process: &Process, name: &Id, depth: usize, into: &mut BTreeSet<Id>) {
    match process.derived(name) {
        Some(Derived::Formula(formula)) if depth < DEPTH_MAX => match name.split_once('.') {
            // A record's own formulas name its fields without the alias.
            Some((alias, _)) => {
                let mut own = BTreeSet::new();
                base(process, formula, depth + 1, &mut own);
                into.extend(own.into_iter().map(|field| Id::from(format!("{alias}.{field}"))));
            }
            None => base(process, formula, depth + 1, into),
        },
        Some(Derived::Table(question, _)) if depth < DEPTH_MAX => {
            question.inputs.iter().for_each(|(_, expr)| base(process, expr, depth + 1, into));
        }
        Some(_) => {}
        None => drop(into.insert(name.clone())),
    }
}

/// Why a field makes a difference.
#[derive(Default)]
pub(super) struct Interest {
    /// The constants it is held against.
    pub(super) against: Vec<Value>,
    /// Not only whether it is filled in.
    pub(super) by_value: bool,
}

/// What guards, conditions and deadlines read, and what those values are made of.
pub(super) fn interesting(process: &Process) -> BTreeMap<Id, Interest> {
    let chart = process.chart();
    let mut fields: BTreeMap<Id, Interest> = BTreeMap::new();
    let mut note = |expr: &Expr| {
        for atom in expr.atoms().iter().chain([expr]) {
            let mut names = BTreeSet::new();
            base(process, atom, 0, &mut names);
            let written = atom.constants().into_iter().cloned();
            let named = atom.reads().into_iter().filter_map(|name| process.params().get(name).cloned());
            let constants: Vec<Value> = written.chain(named).collect();
            for name in names {
                let is_presence = atom.asks_if_set() == Some(&name);
                let known = fields.entry(name).or_default();
                // The whole says which fields matter; only its parts say what they are held against.
                if !std::ptr::eq(atom, expr) {
                    known.against.extend(constants.iter().cloned());
                    known.by_value |= !is_presence;
                }
            }
        }
    };
    chart.transitions.iter().filter_map(|t| t.guard.as_ref()).for_each(&mut note);
    for (event, declared) in events(process) {
        for require in declared.require.keys() {
            process.requirement(&event, require).into_iter().for_each(&mut note);
        }
    }
    for group in chart.states.iter().flat_map(|state| &state.groups) {
        if let DoneIf::Condition(condition) = &group.done_if {
            note(condition);
        }
        group.condition.iter().for_each(&mut note);
    }
    each_action(chart, &mut |named| {
        if let Action::Choose(branches) = &named.action
            && branches.iter().any(|branch| changes(&branch.actions))
        {
            branches.iter().filter_map(|branch| branch.guard.as_ref()).for_each(&mut note);
        }
    });
    let mut more = BTreeSet::new();
    for deadline in chart.states.iter().flat_map(|state| &state.deadlines) {
        anchors(process, &deadline.at, &mut more);
    }
    more.extend(chart.states.iter().flat_map(|s| &s.groups).filter_map(|g| Some(g.each.as_ref()?.0.clone())));
    for name in more {
        fields.entry(name).or_default().by_value = true;
    }
    for (id, _) in process.definition().data.iter().filter(|(_, field)| field.required.is_some()) {
        fields.entry(id.clone()).or_default();
    }
    // What an interesting field is set to is interesting too.
    loop {
        let mut behind = BTreeSet::new();
        each_action(chart, &mut |named| match &named.action {
            Action::Set(with) => {
                with.iter()
                    .filter(|(field, _)| fields.contains_key(field))
                    .for_each(|(_, expr)| base(process, expr, 0, &mut behind));
            }
            Action::Decide { question, into } if into.iter().any(|(field, _)| fields.contains_key(field)) => {
                question.inputs.iter().for_each(|(_, expr)| base(process, expr, 0, &mut behind));
            }
            _ => {}
        });
        let known = |fields: &BTreeMap<Id, Interest>| fields.values().filter(|field| field.by_value).count();
        let before = known(&fields);
        for name in behind {
            fields.entry(name).or_default().by_value = true;
        }
        if known(&fields) == before {
            return fields;
        }
    }
}

/// Whether actions change what guards can read, or make something happen.
pub(super) fn changes(actions: &[Named]) -> bool {
    let mut found = false;
    walk(actions, &mut |named| {
        found |= matches!(
            named.action,
            Action::Set(_)
                | Action::Decide { .. }
                | Action::Raise(_)
                | Action::Send { .. }
                | Action::Cancel(_)
                | Action::Append { .. }
                | Action::Remove { .. }
                | Action::Update { .. }
                | Action::Choices { .. }
        );
    });
    found
}

pub(super) fn anchors(process: &Process, formula: &Formula, into: &mut BTreeSet<Id>) {
    if let Anchor::Named(name) = &formula.anchor {
        base_of(process, name, 0, into);
    }
    if let Amount::Named(name) = &formula.amount {
        base_of(process, name, 0, into);
    }
}

/// All events that can be recorded: its own, and those of its records.
pub(super) fn events(process: &Process) -> impl Iterator<Item = (Id, &Event)> {
    let own = process.definition().events.iter().map(|(id, event)| (id.clone(), &event.value));
    own.chain(process.record_events().map(|(id, event)| (id.clone(), event)))
}

/// Every expression that a chart works out.
pub(super) fn each_expression<'a>(chart: &'a Chart, visit: &mut dyn FnMut(&'a Expr)) {
    chart.transitions.iter().filter_map(|t| t.guard.as_ref()).for_each(&mut *visit);
    for group in chart.states.iter().flat_map(|state| &state.groups) {
        group.condition.iter().for_each(&mut *visit);
        if let DoneIf::Condition(condition) = &group.done_if {
            visit(condition);
        }
    }
    each_action(chart, &mut |named| read_by(&named.action, visit));
}

/// Every expression that actions work out.
pub(super) fn each_read<'a>(actions: &'a [Named], visit: &mut dyn FnMut(&'a Expr)) {
    walk(actions, &mut |named| read_by(&named.action, visit));
}

fn read_by<'a>(action: &'a Action, visit: &mut dyn FnMut(&'a Expr)) {
    match action {
        Action::Set(with) => with.iter().for_each(|(_, expr)| visit(expr)),
        Action::Decide { question, .. } => question.inputs.iter().for_each(|(_, expr)| visit(expr)),
        Action::Choose(branches) => {
            branches.iter().filter_map(|branch| branch.guard.as_ref()).for_each(&mut *visit)
        }
        _ => {}
    }
}
