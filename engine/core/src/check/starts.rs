//! Who starts a process besides a person, and which of its fields they certainly fill in.

use std::collections::BTreeSet;

use super::certainly_set::CertainlySet;
use super::flow::Site;
use crate::definition::library::Library;
use crate::expression::Expr;
use crate::graph::action::{Action, each_action};
use crate::graph::{self, Draft};
use crate::id::Id;
use crate::value::Type;

/// What the starters of a process give it.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// For each way, the fields that certainly get a value.
    pub(super) with: Vec<BTreeSet<Id>>,
    /// Fields that a parent keeps up to date, and may empty again.
    pub(super) volatile: BTreeSet<Id>,
}

/// Looks at every process of the library that starts this one.
pub(super) fn given(draft: &Draft, library: &Library) -> Given {
    let id = &draft.definition.id.value;
    let mut given = Given::default();
    for definition in library.processes.values() {
        // The name must be written somewhere in it: that is cheaper to find out than the rest.
        if !definition.id.span.source.text.contains(id.as_str()) {
            continue;
        }
        if definition.id.value == *id {
            from(draft, id, library, &mut given);
        } else {
            from(&graph::resolve(definition, library).0, id, library, &mut given);
        }
    }
    given
}

fn from(parent: &Draft, id: &Id, library: &Library, given: &mut Given) {
    let starts_it = |action: &Action| matches!(action, Action::Start { process, .. } if process == id);
    let mut any =
        parent.chart.states.iter().flat_map(|state| &state.groups).any(|group| group.process == *id);
    each_action(&parent.chart, &mut |named| any |= starts_it(&named.action));
    if !any {
        return;
    }
    let known = CertainlySet::of(parent, library, false);
    for (ix, state) in parent.chart.states.iter().enumerate() {
        for group in state.groups.iter().filter(|group| group.process == *id) {
            let list = group.each.as_ref().and_then(|(list, _)| parent.names.get(list));
            let items = if let Some(Type::List(fields)) = list {
                fields.keys().cloned().collect()
            } else {
                Vec::new()
            };
            let sure = known.sure_values(ix, &group.with, &items);
            let unsure = group.with.iter().map(|(field, _)| field).filter(|field| !sure.contains(*field));
            given.volatile.extend(unsure.cloned());
            given.with.push(sure);
        }
    }
    let mut starts: Vec<(*const Expr, Id)> = Vec::new();
    each_action(&parent.chart, &mut |named| {
        if let Action::Start { process, with, .. } = &named.action
            && process == id
        {
            starts.extend(with.iter().map(|(field, expr)| (std::ptr::from_ref(expr), field.clone())));
            given.with.push(with.iter().map(|(field, _)| field.clone()).collect());
        }
    });
    // What is not sure at the place of the action is not sure here either.
    let mut unsure = BTreeSet::new();
    known.visit(&mut |site| {
        if let Site::Read { expr, facts, .. } = site
            && let Some((_, field)) = starts.iter().find(|(start, _)| std::ptr::eq(*start, expr))
            && !known.flow.judge(expr, facts).sure
        {
            unsure.insert(field.clone());
        }
    });
    for with in &mut given.with {
        with.retain(|field| !unsure.contains(field));
    }
}
