//! What may happen to a case now.

use super::environment::{Context, Env};
use crate::calendar::local;
use crate::case::Case;
use crate::graph::chart::{State, matches};
use crate::id::Id;

/// An event that a person could record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The event.
    pub event: Id,
    /// What people call it.
    pub title: String,
    /// The roles that may record it.
    pub by: Vec<Id>,
    /// The fields it asks for; `true` when required.
    pub form: Vec<(Id, bool)>,
    /// Whether the conditions hold as the case is now.
    pub possible: bool,
    /// What stands in the way, in the designer's words, when a `require` does not hold yet.
    pub why_not: Option<String>,
}

/// All events that something in the active states would take, possible or not yet.
#[must_use]
pub fn options(context: &Context<'_>, case: &Case, now: chrono::DateTime<chrono::Utc>) -> Vec<Choice> {
    let process = context.process;
    if !case.is_open() {
        return Vec::new();
    }
    let env = Env { context, case, event: None, item: None, known: None, today: local(now).date() };
    let mut choices = Vec::new();
    for (id, event) in &process.definition().events {
        let by: Vec<Id> = event
            .by
            .iter()
            .map(|by| by.value.clone())
            .filter(|by| !matches!(&**by, "signal" | "process"))
            .collect();
        if by.is_empty() || event.starts && !mentioned(context, case, id) {
            continue;
        }
        let guards = guards(context, case, id, &env);
        let taken = event.anytime || mentioned(context, case, id);
        if guards.is_empty() && !taken {
            continue;
        }
        // A condition over fields that the form asks for can only be judged with the form.
        let blocked = event.require.iter().find(|(name, _)| {
            process.requirement(id, name).is_some_and(|expr| {
                let needs_form = expr
                    .reads()
                    .iter()
                    .any(|read| event.form.contains_key(*read) || read.starts_with("event."));
                !needs_form && !expr.holds(&env)
            })
        });
        choices.push(Choice {
            event: id.clone(),
            title: event.title.clone(),
            by,
            form: form(event),
            possible: (taken || guards.contains(&true)) && blocked.is_none(),
            why_not: blocked.map(|(_, requirement)| requirement.say.clone()),
        });
    }
    choices
}

fn form(event: &crate::definition::event::Event) -> Vec<(Id, bool)> {
    let own = event.form.iter().map(|(id, required)| (id.clone(), required.value));
    own.chain(event.carries.iter().map(|(id, field)| (id.clone(), !field.optional))).collect()
}

fn active<'a>(context: &Context<'a>, case: &'a Case) -> impl Iterator<Item = &'a State> + use<'a> {
    let chart = context.process.chart();
    chart.states.iter().filter(|state| case.states.contains_key(&state.id))
}

/// For each transition that the event could take, whether its guard holds. A guard over the
/// event's own form counts as open.
fn guards(context: &Context<'_>, case: &Case, event: &Id, env: &Env<'_>) -> Vec<bool> {
    let chart = context.process.chart();
    let declared = context.process.event(event);
    active(context, case)
        .flat_map(|state| &state.transitions)
        .map(|t| &chart.transitions[*t])
        .filter(|transition| transition.takes(event))
        .map(|transition| {
            transition.guard.as_ref().is_none_or(|guard| {
                let open = guard.reads().iter().any(|read| {
                    read.starts_with("event.") || declared.is_some_and(|event| event.form.contains_key(*read))
                });
                open || guard.holds(env)
            })
        })
        .collect()
}

/// Whether a task, deadline or suspension waits for the event.
fn mentioned(context: &Context<'_>, case: &Case, event: &Id) -> bool {
    let named = |patterns: &[Id]| patterns.iter().any(|pattern| matches(pattern, event));
    let lives = active(context, case).any(|state| {
        let tasks = state.tasks.iter().filter(|task| case.tasks.contains_key(&task.id));
        tasks.into_iter().any(|task| named(&task.done_by))
            || state
                .deadlines
                .iter()
                .any(|d| named(&d.met_by) && case.deadlines.get(&d.id).is_some_and(|d| d.fires.is_some()))
    });
    let suspensions = context.process.definition().suspensions.iter().any(|(id, suspension)| {
        let open = case.suspended().any(|s| s == id);
        let names = if open { &suspension.until } else { &suspension.from };
        names.iter().any(|name| matches(&name.value, event))
    });
    lives || suspensions
}
