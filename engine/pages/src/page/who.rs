//! Who does what: per role its tasks, and what it records.

use std::fmt::Write;

use nazorg_core::definition::event::Event;
use nazorg_core::graph::action::{Action, each_action};
use nazorg_core::graph::chart::Task;
use nazorg_core::id::Id;

use super::markup::safe;
use crate::Subject;
use crate::words::Entry;

pub(super) fn write(subject: Subject<'_>, page: &mut String) {
    let definition = subject.process.definition();
    if definition.roles.is_empty() {
        return;
    }
    page.push_str("\n## Wie doet wat\n");
    for (id, role) in &definition.roles {
        let _ = write!(page, "\n### {}\n\n", safe(&role.title));
        if let Some(field) = &role.held_by {
            let _ = write!(
                page,
                "Wie dit is, staat in de zaak bij ‘{}’.\n\n",
                safe(&subject.field(&field.value))
            );
        }
        if let Some(deputy) = &role.deputy {
            let deputy = safe(&subject.role(&deputy.value));
            let _ = write!(page, "Vervanger: {deputy}. Die mag alles wat deze rol mag.\n\n");
        }
        let tasks = tasks(subject, id);
        if !tasks.is_empty() {
            let _ = write!(page, "Taken:\n\n{}", tasks.concat());
        }
        let records: Vec<String> = definition
            .events
            .iter()
            .filter(|(_, event)| event.by.iter().any(|by| by.value == *id))
            .map(|(_, event)| safe(&event.title))
            .collect();
        if !records.is_empty() {
            let _ = write!(page, "\nLegt vast: {}.\n", records.join("; "));
        }
        if tasks.is_empty() && records.is_empty() {
            page.push_str("Heeft geen vaste taak, en krijgt wel berichten of taken die blijven liggen.\n");
        }
    }
}

/// Who may record an event.
pub(super) fn by(subject: Subject<'_>, event: &Event) -> String {
    let by = event.by.iter().map(|by| match by.value.as_str() {
        "signal" => "vanzelf, door een andere zaak".to_owned(),
        "process" => "vanzelf, door het proces".to_owned(),
        _ => subject.role(&by.value),
    });
    by.collect::<Vec<_>>().join(", ")
}

/// The tasks of a role, a line each: those of states, and those that something opens.
fn tasks(subject: Subject<'_>, role: &Id) -> Vec<String> {
    let chart = subject.process.chart();
    let mut lines = Vec::new();
    let mut add = |task: &Task, place: Option<&str>| {
        if task.role != *role {
            return;
        }
        let due = task.due.as_ref().map(|due| format!(": {}", subject.term(due, Entry::Plain)));
        let place = place.map(|place| format!(" (stap ‘{}’)", safe(place)));
        let line = format!(
            "- {}{}{}\n",
            safe(&task.title),
            safe(&due.unwrap_or_default()),
            place.unwrap_or_default()
        );
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    for state in &chart.states {
        state.tasks.iter().for_each(|task| add(task, Some(&state.title)));
    }
    each_action(chart, &mut |named| {
        if let Action::Task(task) = &named.action {
            add(task, None);
        }
    });
    lines
}
