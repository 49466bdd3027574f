//! What processes hand over to cases that they start.

use std::collections::BTreeSet;

use crate::definition::action::Action;
use crate::definition::library::Library;
use crate::definition::reader::{Map, Written};
use crate::definition::state::{Kind, State};
use crate::graph::Draft;
use crate::id::Id;

/// The fields of a process that others fill in, at its start or later.
pub(super) fn given(draft: &Draft, library: &Library) -> BTreeSet<Id> {
    let own = &draft.definition.id.value;
    let mut fields = BTreeSet::new();
    for process in library.processes.values() {
        // The name must be written somewhere in it: that is cheaper to find out than the rest.
        if process.id.span.source.text.contains(own.as_str()) {
            each_handover(&process.root, &mut |to, with| {
                if to == own {
                    fields.extend(with.keys().cloned());
                }
            });
        }
    }
    fields
}

/// Visits every `with`, and the process that it is for.
fn each_handover<'a>(state: &'a State, visit: &mut dyn FnMut(&'a Id, &'a Map<Written>)) {
    for group in state.children.values() {
        if let Some(process) = &group.process {
            visit(&process.value, &group.with);
        }
    }
    let branches = state.when.iter().chain(&state.always).flat_map(|trigger| &trigger.branches);
    let branches = branches.chain(state.deadlines.values().flat_map(|deadline| &deadline.branches));
    for actions in branches.map(|branch| &branch.actions).chain([&state.entry, &state.exit]) {
        of_actions(actions, visit);
    }
    if let Kind::Compound { initial: Some(initial), .. } = &state.kind {
        of_actions(&initial.actions, visit);
    }
    for default in state.history.values().filter_map(|history| history.default.as_ref()) {
        of_actions(&default.actions, visit);
    }
    state.inside().iter().for_each(|inner| each_handover(inner, visit));
}

fn of_actions<'a>(actions: &'a Map<Action>, visit: &mut dyn FnMut(&'a Id, &'a Map<Written>)) {
    for action in actions.values() {
        match &action.value {
            Action::Start { process: Some(process), with, .. } => visit(&process.value, with),
            Action::Group(inner) => of_actions(inner, visit),
            Action::Choose(branches) => branches.iter().for_each(|branch| of_actions(&branch.actions, visit)),
            _ => {}
        }
    }
}
