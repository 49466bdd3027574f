//! How a deadline, or the day of a task, came about.

use super::environment::{Context, Env};
use super::rejection::Rejection;
use super::term::{Asked, Terms, Worked, title_of};
use crate::calendar::{Clause, Derivation, Due, sum};
use crate::case::{Case, Standing};
use crate::compile::Process;
use crate::graph::action::each_task;
use crate::graph::chart::Task;
use crate::id::Id;
use crate::text::Text;

/// A derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// What people call it.
    pub title: String,
    /// The formula, as it is understood.
    pub formula: String,
    /// Where it ends; none when it waits.
    pub due: Option<Due>,
    /// What it waits for.
    pub waits_for: Option<Id>,
    /// How long it is in all: "56 dagen + 14 dagen opschorting".
    pub sum: Option<Text>,
    /// The steps.
    pub clauses: Vec<Clause>,
}

/// The derivation of a deadline or an open task of a case as it is at `today`; none when the case
/// has no such thing now.
///
/// # Errors
/// It goes beyond the calendar.
pub fn why(
    context: &Context<'_>,
    case: &Case,
    id: &Id,
    today: chrono::NaiveDate,
) -> Result<Option<Why>, Rejection> {
    let env = Env { context, case, event: None, item: None, known: None, today };
    let terms = Terms { context, case, env };
    let mut how = Derivation::written();
    let chart = context.process.chart();
    let found = chart.deadlines().find(|(_, deadline)| deadline.id == *id);
    let found = found.filter(|_| case.deadlines.contains_key(id));
    let (title, formula, worked) = if let Some((state, deadline)) = found {
        let now = case.deadlines.get(id);
        let over = now.is_some_and(|d| matches!(d.standing, Standing::Fired) && deadline.at.every);
        let round = now.map_or(0, |d| d.round) + u32::from(over) + 1;
        let worked = terms.deadline(deadline, &state.id, round, &mut how)?;
        (deadline.title.clone(), &deadline.at, worked)
    } else if let Some((task, definition)) = case.tasks.get(id).zip(task_of(context.process, id)) {
        let Some(formula) = &definition.due else { return Ok(None) };
        let (entered, round) = (task.opened, task.round.max(1));
        let asked = Asked { formula, entered, item: &definition.id, round, is_deadline: false };
        (task.title.clone(), formula, terms.work_out(asked, 0, &mut how)?)
    } else {
        return Ok(None);
    };
    let clauses = how.into_clauses();
    let (due, waits_for) = match worked {
        Worked::Out(due) => (Some(due), None),
        Worked::Waits(on) => (None, Some(on)),
    };
    Ok(Some(Why { title, formula: formula.to_string(), due, waits_for, sum: sum(&clauses), clauses }))
}

/// What people call a field, a param, a field of a record or a deadline.
#[must_use]
pub fn name_title(process: &Process, name: &Id) -> String {
    title_of(process, name)
}

/// Where an open task was declared.
fn task_of<'p>(process: &'p Process, id: &Id) -> Option<&'p Task> {
    let id = id.split('#').next().unwrap_or_default();
    let mut found = None;
    each_task(process.chart(), &mut |task| {
        if task.id == *id {
            found = Some(task);
        }
    });
    found
}
