//! Fact onto case: the only road on which a case changes.

use super::{Approval, Case, Closed, Deadline, Fact, Moved, Pause, Standing};
use crate::value::Value;

/// Changes a case by one fact. Folding all facts of a journal gives the stored case, byte for byte.
#[allow(clippy::too_many_lines, reason = "one arm a fact, each a line or two")]
pub fn apply(case: &mut Case, fact: &Fact) {
    match fact {
        Fact::Opened { process, definition, at } => {
            case.process = Some(process.clone());
            case.definition.clone_from(definition);
            case.opened = *at;
        }
        Fact::Entered { state, at } => {
            case.states.insert(state.clone(), *at);
        }
        Fact::Left { state } => {
            case.states.remove(state);
        }
        Fact::Remembered { history, states } => {
            case.history.insert(history.clone(), states.clone());
        }
        Fact::FieldSet { field, value: Value::Unset } => {
            case.fields.remove(field);
        }
        Fact::FieldSet { field, value } => {
            case.fields.insert(field.clone(), value.clone());
        }
        Fact::DeadlineSet { deadline, state, from, due, fires, standing, round, because } => {
            let before = case.deadlines.remove(deadline);
            let (moved, extensions) = match before {
                // A new round is a new term: what was given to the last one was for that one.
                Some(before) if before.round == *round => (before.moved, before.extensions),
                _ => (None, Vec::new()),
            };
            let moved = match from {
                Some(from) if due.is_some() => Some(Moved { from: *from, because: because.clone() }),
                _ => moved,
            };
            let (state, standing) = (state.clone(), standing.clone());
            let set =
                Deadline { state, due: *due, fires: *fires, standing, round: *round, moved, extensions };
            case.deadlines.insert(deadline.clone(), set);
        }
        Fact::DeadlineExtended { deadline, extension } => {
            if let Some(deadline) = case.deadlines.get_mut(deadline) {
                deadline.extensions.push(extension.clone());
            }
        }
        Fact::DeadlineMet { deadline, at } => set_standing(case, deadline, Standing::Met(*at)),
        Fact::DeadlineFired { deadline } => set_standing(case, deadline, Standing::Fired),
        Fact::DeadlineDropped { deadline } => {
            case.deadlines.remove(deadline);
        }
        Fact::TaskOpened { id, task } => {
            case.tasks.insert(id.clone(), task.clone());
        }
        Fact::TaskMoved { id, due, steps, .. } => {
            if let Some(task) = case.tasks.get_mut(id) {
                task.due = *due;
                task.steps.clone_from(steps);
            }
        }
        Fact::TaskRoundDone { id, round, role } => {
            if let Some(task) = case.tasks.get_mut(id) {
                task.round = *round;
                task.role = role.clone();
                task.taken.clear();
                task.steps.clear();
            }
        }
        Fact::TaskDone { id } | Fact::TaskWithdrawn { id } => {
            case.tasks.remove(id);
        }
        Fact::Escalated { id, step, role, assigned } => {
            if let Some(task) = case.tasks.get_mut(id) {
                task.steps.remove(step);
                task.taken.insert(step.clone());
                if let (true, Some(role)) = (assigned, role) {
                    task.role = role.clone();
                }
            }
        }
        Fact::LetterMade { number, letter, approve, .. } => {
            case.letters = *number;
            if let Some(role) = approve {
                case.approvals.insert(*number, Approval { letter: letter.clone(), role: role.clone() });
            }
        }
        Fact::Refolded { until, differences } => {
            differences.make(case);
            case.refolded = Some(*until);
        }
        Fact::Migrated { definition, differences } => {
            differences.make(case);
            case.definition.clone_from(definition);
        }
        Fact::LetterApproved { number } | Fact::LetterWithdrawn { number } => {
            case.approvals.remove(number);
        }
        Fact::SendSet { id, send } => {
            case.sends.insert(id.clone(), send.clone());
        }
        Fact::SendCancelled { id } | Fact::SendArrived { id } => {
            case.sends.remove(id);
        }
        Fact::ChildStarted { group, key, child, .. } => {
            case.children.entry(group.clone()).or_default().insert(key.clone(), child.clone());
        }
        Fact::ChildInformed { group, key, item, with } => {
            if let Some(child) = case.children.get_mut(group).and_then(|children| children.get_mut(key)) {
                child.item.clone_from(item);
                child.with.clone_from(with);
            }
        }
        Fact::ChildEnded { group, key, outcome } => {
            if let Some(child) = case.children.get_mut(group).and_then(|children| children.get_mut(key)) {
                child.open = false;
                child.outcome.clone_from(outcome);
            }
        }
        Fact::GroupDone { group } => {
            case.groups_done.insert(group.clone());
        }
        Fact::GroupStarted { group } => {
            case.groups_done.remove(group);
            case.children.insert(group.clone(), std::collections::BTreeMap::new());
        }
        Fact::Suspended { suspension, at } => {
            case.pauses.push(Pause { suspension: suspension.clone(), from: *at, until: None });
        }
        Fact::Resumed { suspension, at } => {
            for pause in case.pauses.iter_mut().filter(|p| p.suspension == *suspension && p.until.is_none()) {
                pause.until = Some(*at);
            }
        }
        Fact::Closed { outcome, at, result } => {
            case.closed = Some(Closed { outcome: outcome.clone(), at: *at, result: result.clone() });
        }
        Fact::Notified { .. }
        | Fact::Noted { .. }
        | Fact::CaseStarted { .. }
        | Fact::Signalled { .. }
        | Fact::Decided { .. }
        | Fact::Failed { .. } => {}
    }
}

fn set_standing(case: &mut Case, deadline: &crate::id::Id, standing: Standing) {
    if let Some(deadline) = case.deadlines.get_mut(deadline) {
        deadline.fires = None;
        deadline.standing = standing;
    }
}
