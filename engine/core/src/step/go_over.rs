//! What begins when a case goes over to another version of its definition.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::environment::Context;
use super::rejection::Rejection;
use super::stepper::{Outcome, Stepper};
use crate::calendar::{day_date, local};
use crate::case::{Case, Event, Fact, Task, correction_of_late};
use crate::id::Id;
use crate::text::Language;
use crate::value::Value;

/// What the other version asks for and the old one did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anew {
    /// Fields with a value at the start.
    pub fields: Vec<(Id, Value)>,
    /// Tasks, each with its state.
    pub tasks: Vec<(Id, Id)>,
    /// Groups of child cases.
    pub groups: Vec<Id>,
}

/// Lets a case that was taken over by `fact` go on in the definition of the context: new work begins,
/// terms are worked out anew, and what need not wait for an event happens. Entry actions are not done
/// again: the case does not enter its states, it is there.
///
/// # Errors
/// It cannot go on there: it would go round for ever, or a date lies beyond the calendar.
pub fn go_over(
    context: &Context<'_>,
    case: &Case,
    event: &Event,
    fact: Fact,
    anew: &Anew,
) -> Result<Outcome, Rejection> {
    let mut stepper = Stepper::new(context, case, event);
    stepper.emit(fact);
    stepper.find_active();
    for (field, value) in &anew.fields {
        stepper.emit(Fact::FieldSet { field: field.clone(), value: value.clone() });
    }
    let chart = context.process.chart();
    for (state, task) in &anew.tasks {
        let declared = chart.find(state).and_then(|state| state.tasks.iter().find(|known| known.id == *task));
        if let Some(declared) = declared {
            stepper.open_task(declared, Some(state.clone()), state.clone());
        }
    }
    for group in &anew.groups {
        stepper.emit(Fact::GroupStarted { group: group.clone() });
    }
    let active: Vec<_> = stepper.active.iter().copied().collect();
    stepper.require_fields(&active);
    stepper.run_to_completion()?;
    stepper.outcome(None)
}

impl Stepper<'_> {
    /// What was told too late to be folded in becomes work for a person.
    pub(super) fn set_aside(&mut self, event: &str, occurred: DateTime<Utc>) {
        let process = self.context.process;
        let Some(role) = process.definition().roles.keys().next().cloned() else { return };
        let id = correction_of_late(event, occurred);
        if self.case.tasks.contains_key(&id) {
            return;
        }
        let name = process.event(event).map_or_else(|| Id::from(event).spoken(), |event| event.title.clone());
        let day = day_date(local(occurred).date(), Language::Nl);
        let title = format!(
            "Herstel: ‘{name}’ van {day} is te laat verteld. De zaak is daarna naar een andere versie gegaan. Verwerk dit zelf."
        );
        let opened = self.event.occurred;
        let (steps, taken) = (BTreeMap::new(), BTreeSet::new());
        let task =
            Task { title, role, due: None, state: None, origin: id.clone(), opened, steps, taken, round: 0 };
        self.emit(Fact::TaskOpened { id, task });
    }
}
