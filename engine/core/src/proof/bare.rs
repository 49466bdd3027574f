//! A process without what nothing reads again: letters, notices, the days on which tasks are due, and
//! deadlines on which nothing happens. Whatever is decided in it is decided as in the whole, with far
//! fewer moments at which nothing happens; each story is played in the whole process again.

use std::collections::BTreeSet;

use super::heard::Heard;
use super::interest::changes;
use crate::calendar::{Anchor, Formula};
use crate::compile::Process;
use crate::graph::action::{Action, Named, each_action};
use crate::graph::chart::{Deadline, Task};
use crate::graph::{Chart, action};
use crate::id::Id;

/// The same states and transitions, bare.
pub(super) fn bare(process: &Process) -> Process {
    let whole = process.chart();
    let mut chart = whole.clone();
    // Where somebody listens for errors, an action matters by failing.
    let (anchors, heard) = (anchors(whole), Heard::by(whole));
    let hears_errors = heard.has("error.execution");
    for state in &mut chart.states {
        for block in state.entry.iter_mut().chain(&mut state.exit) {
            strip(&mut block.actions, hears_errors);
        }
        if let Some(initial) = &mut state.initial {
            strip(&mut initial.actions, hears_errors);
        }
        state.tasks.retain(|task| !task.done_by.is_empty());
        state.tasks.iter_mut().for_each(plain);
        state.deadlines.retain(|deadline| matters(process, deadline, &anchors, &heard));
    }
    for transition in &mut chart.transitions {
        strip(&mut transition.actions, hears_errors);
    }
    process.with_chart(chart)
}

/// A task stays: an event that finishes it is taken, and is stored.
fn plain(task: &mut Task) {
    task.escalation.clear();
    if task.due.as_ref().is_some_and(|due| !due.every) {
        task.due = None;
    }
}

fn matters(process: &Process, deadline: &Deadline, anchors: &BTreeSet<Id>, heard: &Heard) -> bool {
    let stores = |pattern: &Id| process.event(pattern).is_none_or(|event| !event.form.is_empty());
    anchors.contains(&deadline.id)
        || deadline.met_by.iter().any(stores)
        || heard.has(&format!("deadline.{}", deadline.id))
}

/// What other terms, and actions, name.
fn anchors(chart: &Chart) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    let mut note = |formula: &Formula| {
        if let Anchor::Named(name) = &formula.anchor {
            found.insert(name.clone());
        }
    };
    chart.deadlines().for_each(|(_, deadline)| note(&deadline.at));
    action::each_task(chart, &mut |task| task.due.iter().for_each(&mut note));
    each_action(chart, &mut |named| {
        if let Action::Extend { deadline, .. } = &named.action {
            found.insert(deadline.clone());
        }
    });
    found
}

/// Leaves out what neither changes anything nor can keep the rest of its block from happening.
fn strip(actions: &mut Vec<Named>, hears_errors: bool) {
    for named in actions.iter_mut() {
        match &mut named.action {
            Action::Group(inner) => strip(inner, hears_errors),
            Action::Choose(branches) => {
                branches.iter_mut().for_each(|branch| strip(&mut branch.actions, hears_errors));
            }
            Action::Each(each) => strip(&mut each.actions, hears_errors),
            Action::Task(task) => plain(task),
            _ => {}
        }
    }
    let needed: Vec<bool> = (0..actions.len())
        .map(|at| {
            let goes_on = hears_errors || changes(&actions[at + 1..]);
            match &actions[at].action {
                Action::Letter(_) | Action::Notify { .. } | Action::Signal(_) | Action::Escalate { .. } => {
                    false
                }
                Action::Task(task) => !task.done_by.is_empty(),
                Action::Note(_) | Action::Start { .. } => goes_on,
                Action::Group(inner) => !inner.is_empty(),
                Action::Choose(branches) => {
                    goes_on || branches.iter().any(|branch| !branch.actions.is_empty())
                }
                Action::Each(each) => goes_on || !each.actions.is_empty(),
                _ => true,
            }
        })
        .collect();
    let mut needed = needed.into_iter();
    actions.retain(|_| needed.next().unwrap_or(true));
}
