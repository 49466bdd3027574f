//! The table of open tasks, and on whose desk they lie.

use std::collections::BTreeMap;

use nazorg_core::case::Case;
use nazorg_core::compile::Process;
use nazorg_core::dispatch::CaseNumber;
use nazorg_core::id::Id;
use nazorg_core::value::Value;
use rusqlite::params;

use super::work::Work;
use crate::Problem;

/// A row of the table of tasks.
#[derive(PartialEq, Eq)]
struct TaskLine<'c> {
    role: &'c Id,
    desk: Id,
    holder: Option<String>,
    title: &'c str,
    due: Option<String>,
}

impl Work<'_> {
    /// Brings the table up to date with a case.
    pub(super) fn save_tasks(
        &self,
        number: CaseNumber,
        (was, before): (&Process, &Case),
        (is, after): (&Process, &Case),
    ) -> Result<(), Problem> {
        let (old, new) = (task_lines(was, before), task_lines(is, after));
        for id in old.keys().filter(|id| !new.contains_key(*id)) {
            self.tx
                .prepare_cached("DELETE FROM tasks WHERE case_no = ?1 AND id = ?2")?
                .execute(params![number, id.as_str()])?;
        }
        for (id, line) in &new {
            if old.get(id) == Some(line) {
                continue;
            }
            self.tx
                .prepare_cached(
                    "INSERT INTO tasks (case_no, id, role, desk, holder, title, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     ON CONFLICT (case_no, id) DO UPDATE SET role = ?3, desk = ?4, holder = ?5, title = ?6, due = ?7",
                )?
                .execute(params![
                    number,
                    id.as_str(),
                    line.role.as_str(),
                    line.desk.as_str(),
                    line.holder,
                    line.title,
                    line.due
                ])?;
        }
        Ok(())
    }
}

fn task_lines<'c>(process: &Process, case: &'c Case) -> BTreeMap<&'c Id, TaskLine<'c>> {
    case.tasks
        .iter()
        .map(|(id, task)| {
            let (desk, holder) = desk_of(process, case, &task.role);
            let due = task.due.map(|due| due.to_string());
            (id, TaskLine { role: &task.role, desk, holder, title: &task.title, due })
        })
        .collect()
}

/// On whose desk something for a role comes: on that of the user whom a field names; as long as it
/// names nobody, on that of the deputy.
pub(crate) fn desk_of(process: &Process, case: &Case, role: &Id) -> (Id, Option<String>) {
    let Some(declared) = process.definition().roles.get(role) else { return (role.clone(), None) };
    let Some(field) = &declared.held_by else { return (role.clone(), None) };
    match (case.fields.get(&field.value), &declared.deputy) {
        (Some(Value::Text(user)), _) => (role.clone(), Some(user.to_string())),
        (_, Some(deputy)) => (deputy.value.clone(), None),
        _ => (role.clone(), None),
    }
}
