//! Every condition of a process, by a name that its designer knows.

use crate::compile::Process;
use crate::expression::Expr;
use crate::graph::action::{Action, Block, Named};
use crate::graph::chart::DoneIf;

/// A condition, and what it is called.
pub(super) struct Guard<'a> {
    /// Such as `plannen.plan_klaar.te_laat`, or `gemeld.require.persoon`.
    pub(super) name: String,
    pub(super) condition: &'a Expr,
}

/// Of ways, of choices in actions, of what events require, and of children.
pub(super) fn of(process: &Process) -> Vec<Guard<'_>> {
    let mut found = Vec::new();
    let chart = process.chart();
    for transition in &chart.transitions {
        let condition = transition.guard.iter();
        found.extend(condition.map(|condition| Guard { name: transition.id.to_string(), condition }));
        in_actions(&transition.id, &transition.actions, &mut found);
    }
    for state in &chart.states {
        in_blocks(&format!("{}.entry", state.id), &state.entry, &mut found);
        in_blocks(&format!("{}.exit", state.id), &state.exit, &mut found);
        if let Some(initial) = &state.initial {
            in_actions(&format!("{}.initial", state.id), &initial.actions, &mut found);
        }
        for group in &state.groups {
            let name = format!("{}.children.{}", state.id, group.id);
            let condition = group.condition.iter();
            found.extend(condition.map(|condition| Guard { name: format!("{name}.if"), condition }));
            if let DoneIf::Condition(condition) = &group.done_if {
                found.push(Guard { name: format!("{name}.done_if"), condition });
            }
        }
    }
    for (event, declared) in &process.definition().events {
        for id in declared.require.keys() {
            let condition = process.requirement(event, id).into_iter();
            found.extend(
                condition.map(|condition| Guard { name: format!("{event}.require.{id}"), condition }),
            );
        }
    }
    found
}

fn in_blocks<'a>(path: &str, blocks: &'a [Block], found: &mut Vec<Guard<'a>>) {
    blocks.iter().for_each(|block| in_actions(path, &block.actions, found));
}

fn in_actions<'a>(path: &str, actions: &'a [Named], found: &mut Vec<Guard<'a>>) {
    for named in actions {
        let path = format!("{path}.{}", named.id);
        match &named.action {
            Action::Group(inner) => in_actions(&path, inner, found),
            Action::Each(each) => in_actions(&path, &each.actions, found),
            Action::Choose(branches) => {
                for branch in branches {
                    let name = format!("{path}.{}", branch.id);
                    let condition = branch.guard.iter();
                    found.extend(condition.map(|condition| Guard { name: name.clone(), condition }));
                    in_actions(&name, &branch.actions, found);
                }
            }
            _ => {}
        }
    }
}
