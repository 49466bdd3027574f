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
///
/// What a late fact changes, was never so; what going over changes, was so until now.
pub(super) fn differences(process: &Process, differences: &Differences, went_over: bool) -> Vec<FactView> {
    let mut lines: Vec<Text> = Vec::new();
    let state = |id: &Id| {
        match process.chart().find(id) {
            Some(state) => state.inside.is_empty().then(|| state.title.clone()),
            // The version that the case comes from had it.
            None => went_over.then(|| id.spoken()),
        }
    };
    for change in &differences.states {
        let Some(title) = state(&change.key) else { continue };
        match (&change.from, &change.to) {
            (Some(_), None) if went_over => lines.push(
                say!("De zaak is niet meer in de stap ‘{title}’."; "The case is no longer in the step ‘{title}’."),
            ),
            (Some(_), None) => lines.push(
                say!("De zaak was toch niet in de stap ‘{title}’."; "The case was not in the step ‘{title}’ after all."),
            ),
            (None, Some(_)) => lines
                .push(say!("De zaak is nu in de stap ‘{title}’."; "The case is now in the step ‘{title}’.")),
            _ => {}
        }
    }
    if let Some(closed) = &differences.closed {
        lines.push(match &closed.to {
            Some(_) => say!("De zaak is afgesloten."; "The case has ended."),
            None => say!("De zaak loopt weer."; "The case runs again."),
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
            nl: format!("De termijn ‘{title}’ gaat van {} naar {}.", from.nl, to.nl),
            en: format!("The deadline ‘{title}’ goes from {} to {}.", from.en, to.en),
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
        value.as_ref().map_or_else(|| say!("leeg"; "empty"), |value| Text::same(show::shown(value, field)))
    };
    let (from, to) = (value(&change.from), value(&change.to));
    Text {
        nl: format!("‘{name}’ gaat van {} naar {}.", from.nl, to.nl),
        en: format!("‘{name}’ goes from {} to {}.", from.en, to.en),
    }
}

fn task(change: &Change<Id, Task>) -> Option<Text> {
    match (&change.from, &change.to) {
        (Some(task), None) => {
            let title = &task.title;
            Some(say!("De taak ‘{title}’ vervalt."; "The task ‘{title}’ is dropped."))
        }
        (None, Some(task)) => {
            let title = &task.title;
            Some(say!("Er komt een taak bij: ‘{title}’."; "There is a new task: ‘{title}’."))
        }
        (Some(from), Some(to)) if from.due != to.due => {
            let title = &to.title;
            let day = to.due.map_or_else(|| say!("geen dag"; "no day"), nazorg_core::calendar::Due::text);
            let (nl, en) = (day.nl, day.en);
            Some(
                say!("De taak ‘{title}’ moet nu klaar zijn op {nl}."; "The task ‘{title}’ is now due on {en}."),
            )
        }
        _ => None,
    }
}
