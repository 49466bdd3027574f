//! What differs after a case was folded again, in words.

use nazorg_core::case::{Change, Differences, Task, is_correction};
use nazorg_core::compile::Process;
use nazorg_core::definition::field::Field;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_core::value::Value;

use super::{show, words};
use crate::view::FactView;

/// From what to what, a line each.
pub(super) fn differences(process: &Process, differences: &Differences) -> Vec<FactView> {
    let mut lines: Vec<Text> = Vec::new();
    let state = |id: &Id| {
        let found = process.chart().find(id).filter(|state| state.inside.is_empty());
        found.map(|state| state.title.clone())
    };
    for change in &differences.states {
        let Some(title) = state(&change.key) else { continue };
        match (&change.from, &change.to) {
            (Some(_), None) => lines.push(say!("Toch niet in: {title}"; "Not in after all: {title}")),
            (None, Some(_)) => lines.push(say!("Nu in: {title}"; "Now in: {title}")),
            _ => {}
        }
    }
    if let Some(closed) = &differences.closed {
        lines.push(match &closed.to {
            Some(_) => say!("De zaak is afgesloten"; "The case has ended"),
            None => say!("De zaak loopt weer"; "The case runs again"),
        });
    }
    for change in &differences.fields {
        lines.push(field(process, change));
    }
    for change in &differences.deadlines {
        let (from, to) = (change.from.as_ref().and_then(|d| d.due), change.to.as_ref().and_then(|d| d.due));
        if from == to {
            continue;
        }
        let title = words::deadline_title(process, &change.key);
        let day = |due: Option<nazorg_core::calendar::Due>| {
            due.map_or_else(|| say!("geen dag"; "no day"), nazorg_core::calendar::Due::text)
        };
        let (from, to) = (day(from), day(to));
        lines.push(Text {
            nl: format!("Termijn ‘{title}’: van {} naar {}", from.nl, to.nl),
            en: format!("Deadline ‘{title}’: from {} to {}", from.en, to.en),
        });
    }
    lines.extend(differences.tasks.iter().filter(|change| !is_correction(&change.key)).filter_map(task));
    let line = |text| FactView { kind: "difference".to_owned(), text, detail: false, wrong: false };
    lines.into_iter().map(line).collect()
}

fn field(process: &Process, change: &Change<Id, Value>) -> Text {
    let field: Option<&Field> = process.definition().data.get(&change.key).map(|field| &field.value);
    let name = field.and_then(|field| field.title.clone()).unwrap_or_else(|| change.key.spoken());
    let value = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "-".to_owned(), |value| show::shown(value, field))
    };
    let (from, to) = (value(&change.from), value(&change.to));
    say!("{name}: van {from} naar {to}"; "{name}: from {from} to {to}")
}

fn task(change: &Change<Id, Task>) -> Option<Text> {
    match (&change.from, &change.to) {
        (Some(task), None) => {
            let title = &task.title;
            Some(say!("Taak vervalt: {title}"; "Task dropped: {title}"))
        }
        (None, Some(task)) => {
            let title = &task.title;
            Some(say!("Taak erbij: {title}"; "Task added: {title}"))
        }
        (Some(from), Some(to)) if from.due != to.due => {
            let title = &to.title;
            let day = to.due.map_or_else(|| say!("geen dag"; "no day"), nazorg_core::calendar::Due::text);
            let (nl, en) = (day.nl, day.en);
            Some(say!("Taak verzet: {title}, uiterlijk {nl}"; "Task moved: {title}, by {en}"))
        }
        _ => None,
    }
}
