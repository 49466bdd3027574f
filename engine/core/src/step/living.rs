//! What lives with a state: deadlines and tasks that begin, move, are met, and escalate.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::rejection::Rejection;
use super::stepper::Stepper;
use super::term::{Asked, Terms, Worked, holds};
use crate::calendar::{Derivation, Due, Formula, local};
use crate::case::{Because, Effect, Extension, Fact, Standing, Task as OpenTask, What};
use crate::graph::action;
use crate::graph::chart::{Deadline, EscalationDeed, State, Task, matches};
use crate::id::Id;

impl Stepper<'_> {
    /// Begins what lives with the states that were entered, and brings all that lives up to date.
    pub(super) fn settle(&mut self) -> Result<(), Rejection> {
        let chart = self.chart;
        let fresh = std::mem::take(&mut self.fresh);
        for ix in fresh.iter() {
            let state = &chart.states[*ix];
            for task in &state.tasks {
                self.open_task(task, Some(state.id.clone()), state.id.clone());
            }
            self.begin_groups(*ix);
        }
        for at in 0..self.active.len() {
            let state = &chart.states[self.active[at]];
            for deadline in &state.deadlines {
                self.settle_deadline(state, deadline)?;
            }
        }
        for ix in fresh.iter() {
            self.meet_at_start(&chart.states[*ix]);
        }
        self.settle_required();
        self.settle_tasks()?;
        self.settle_groups();
        Ok(())
    }

    fn settle_deadline(&mut self, state: &State, deadline: &Deadline) -> Result<(), Rejection> {
        let now = self.case.deadlines.get(&deadline.id);
        let mut round = now.map_or(0, |d| d.round);
        match now.map(|d| &d.standing) {
            Some(Standing::Met(_)) => return Ok(()),
            Some(Standing::Fired) if !deadline.at.every => return Ok(()),
            Some(Standing::Fired) => round = self.first_round_to_come(state, deadline, round + 1),
            None | Some(Standing::Waiting(_)) if deadline.at.every => {
                round = self.first_round_to_come(state, deadline, round);
            }
            _ => {}
        }
        let worked = self.terms().deadline(deadline, &state.id, round + 1, &mut Derivation::default())?;
        let (due, standing) = match worked {
            Worked::Waits(on) => (None, Standing::Waiting(on)),
            Worked::Out(due) if self.is_held(&deadline.id) => (Some(due), Standing::Suspended),
            Worked::Out(due) => (Some(due), Standing::Running),
        };
        // What moved into the past is due now, not then: nobody could have acted on it then.
        let fires = due
            .filter(|_| standing == Standing::Running)
            .map(|due| fires_at(deadline, due).max(self.event.occurred));
        let same = now
            .is_some_and(|d| d.due == due && d.standing == standing && d.fires == fires && d.round == round);
        if !same {
            let from = now.and_then(|d| d.due).filter(|from| Some(*from) != due);
            let because = if now.is_some() { self.because(&deadline.at, &deadline.id) } else { Vec::new() };
            let (deadline, state) = (deadline.id.clone(), state.id.clone());
            self.emit(Fact::DeadlineSet { deadline, state, from, due, fires, standing, round, because });
        }
        Ok(())
    }

    /// So many rounds of a deadline that comes back are over, at least this many: those that went by while it
    /// was not there do not fire after each other now.
    fn first_round_to_come(&self, state: &State, deadline: &Deadline, least: u32) -> u32 {
        let terms = self.terms();
        first_not(least, |round| {
            let worked = terms.deadline(deadline, &state.id, round + 1, &mut Derivation::default());
            matches!(worked, Ok(Worked::Out(due)) if fires_at(deadline, due) <= self.event.occurred)
        })
    }

    /// What waits for an event beside transitions: suspensions, tasks and deadlines. Whether there was any.
    pub(super) fn hear(&mut self, name: &Id) -> bool {
        let suspended = self.suspend_or_resume(name);
        let finished = self.finish_tasks(name);
        let met = self.meet_deadlines(name);
        suspended || finished || met
    }

    /// The same for what the process itself raised or sent. The engine's own events are no deeds: a
    /// deadline that comes meets nothing.
    pub(super) fn hear_own(&mut self, name: &Id) {
        if self.context.process.event(name).is_some() {
            self.hear(name);
        }
    }

    /// What moved a term in this step.
    fn because(&self, formula: &Formula, item: &Id) -> Vec<Because> {
        let mut found = Vec::new();
        for (_, name) in formula.names() {
            let process = self.context.process;
            // A derived field and one of a record change without a fact of their own.
            let unseen = process.derived(name).is_some() || name.contains('.');
            let changed = self.facts.iter().any(|fact| match fact {
                Fact::FieldSet { field, .. } => field == name,
                Fact::DeadlineSet { deadline, .. } => deadline == name,
                _ => false,
            });
            if changed || unseen {
                found.push(Because::Changed(name.clone()));
            }
        }
        for fact in &self.facts {
            match fact {
                Fact::Resumed { suspension, .. } if holds(self.context, suspension, item) => {
                    found.push(Because::Resumed(suspension.clone()));
                }
                Fact::DeadlineExtended { deadline, .. } if deadline == item => found.push(Because::Extended),
                _ => {}
            }
        }
        found
    }

    /// Gives a deadline that still runs more time. Whether it could.
    pub(super) fn extend(&mut self, deadline: &Id, extension: Extension) -> bool {
        let open = self.case.deadlines.get(deadline).is_some_and(|deadline| {
            matches!(deadline.standing, Standing::Running | Standing::Waiting(_) | Standing::Suspended)
        });
        if open {
            self.emit(Fact::DeadlineExtended { deadline: deadline.clone(), extension });
        }
        open
    }

    /// The event that starts a case can meet a deadline of the states it starts in.
    fn meet_at_start(&mut self, state: &State) {
        if let What::Start { event: Some(event), .. } = &self.event.what {
            let event = event.clone();
            for deadline in &state.deadlines {
                self.meet(deadline, &event);
            }
        }
    }

    /// Meets every deadline that this event meets. Whether there was one.
    pub(super) fn meet_deadlines(&mut self, event: &Id) -> bool {
        let chart = self.chart;
        let mut met = false;
        for at in 0..self.active.len() {
            for deadline in &chart.states[self.active[at]].deadlines {
                met |= self.meet(deadline, event);
            }
        }
        met
    }

    /// A deadline is met by what happened in time, also when we hear of it after it fired.
    fn meet(&mut self, deadline: &Deadline, event: &Id) -> bool {
        if !deadline.met_by.iter().any(|pattern| matches(pattern, event)) {
            return false;
        }
        let at = self.event.occurred;
        let Some(now) = self.case.deadlines.get(&deadline.id) else { return false };
        match (&now.standing, now.due) {
            (Standing::Met(_), _) => return true,
            // One that starts too late has missed it: the timer says so next.
            (Standing::Fired | Standing::Running, Some(due)) if at >= due.ends() => return false,
            (Standing::Fired, None) => return false,
            _ => {}
        }
        self.emit(Fact::DeadlineMet { deadline: deadline.id.clone(), at });
        true
    }

    /// Opens a task with its due day and the first escalation moments.
    pub(super) fn emit_task(&mut self, id: Id, definition: &Task, mut task: OpenTask) {
        if definition.due.as_ref().is_some_and(|due| due.every) {
            task.round = self.first_round_after(definition, &task, 1, self.event.occurred);
        }
        // A date beyond the calendar is reported when the step settles; here it stays open.
        task.due = self.task_due(definition, &task).ok().flatten();
        task.steps = self.escalation_times(definition, &task).unwrap_or_default();
        self.emit(Fact::TaskOpened { id, task });
    }

    fn settle_tasks(&mut self) -> Result<(), Rejection> {
        let ids: Vec<Id> = self.case.tasks.keys().cloned().collect();
        for id in ids {
            let (Some(definition), Some(task)) = (self.task_definition(&id), self.case.tasks.get(&id)) else {
                continue;
            };
            let due = self.task_due(definition, task)?;
            let steps = self.escalation_times(definition, &OpenTask { due, ..task.clone() })?;
            if due != task.due || steps != task.steps {
                let from = task.due.filter(|from| Some(*from) != due);
                self.emit(Fact::TaskMoved { id, from, due, steps });
            }
        }
        Ok(())
    }

    fn task_due(&self, definition: &Task, task: &OpenTask) -> Result<Option<Due>, Rejection> {
        let Some(formula) = &definition.due else { return Ok(None) };
        let (entered, round) = (task.opened, task.round.max(1));
        let asked = Asked { formula, entered, item: &definition.id, round, is_deadline: false };
        match self.terms().work_out(asked, 0, &mut Derivation::default())? {
            Worked::Out(due) => Ok(Some(due)),
            Worked::Waits(_) => Ok(None),
        }
    }

    fn escalation_times(
        &self,
        definition: &Task,
        task: &OpenTask,
    ) -> Result<BTreeMap<Id, DateTime<Utc>>, Rejection> {
        let Some(due) = task.due.filter(|_| !self.is_held(&definition.id)) else {
            return Ok(BTreeMap::new());
        };
        let mut times = BTreeMap::new();
        let (terms, calendar) = (self.terms(), self.context.working_days());
        let mut last: Option<(DateTime<Utc>, DateTime<Utc>)> = None;
        for step in definition.escalation.iter().filter(|step| !task.taken.contains(&step.id)) {
            let at = match terms.amount(&step.at) {
                Ok(Some(amount)) => terms.shift(due, amount, 1, &step.at, &mut Derivation::default())?,
                Ok(None) => step.at.time.map_or(due, |time| due.at(time)),
                Err(_) => continue,
            };
            let wanted = at.starts();
            let works = calendar.when_people_work(wanted).map_err(|_| Rejection::BeyondHorizon)?;
            let mut fires = works.max(self.event.occurred);
            // Steps that come together after a weekend keep their order.
            if let Some((before, taken)) = last
                && before < wanted
            {
                fires = fires.max(taken + TimeDelta::milliseconds(1));
            }
            last = Some((wanted, fires));
            times.insert(step.id.clone(), fires);
        }
        Ok(times)
    }

    /// Where an open task was declared: on its state, or in an action anywhere.
    pub(super) fn task_definition(&self, id: &Id) -> Option<&Task> {
        let chart = self.context.process.chart();
        let task = self.case.tasks.get(id)?;
        if let Some(state) = &task.state {
            return chart.find(state)?.tasks.iter().find(|task| task.id == *id);
        }
        // Inside an `each` every item has a task of its own, `TASK#ITEM`.
        let id = id.split('#').next().unwrap_or_default();
        let mut found = None;
        crate::graph::action::each_action(chart, &mut |named| {
            if let action::Action::Task(task) = &named.action
                && task.id == *id
            {
                found = Some(&**task);
            }
        });
        found
    }

    /// Finishes the tasks that this event finishes. Whether there was one.
    pub(super) fn finish_tasks(&mut self, event: &Id) -> bool {
        let ids: Vec<Id> = self.case.tasks.keys().cloned().collect();
        let mut any = false;
        for id in ids {
            let Some(definition) = self.task_definition(&id) else { continue };
            if !definition.done_by.iter().any(|pattern| matches(pattern, event)) {
                continue;
            }
            any = true;
            if definition.due.as_ref().is_some_and(|due| due.every) {
                self.finish_round(id);
            } else {
                self.emit(Fact::TaskDone { id });
            }
        }
        any
    }

    /// A round of a recurring task is done when it happened after the round before was due. The
    /// next one is the first that is due after it happened: rounds that were missed do not pile up.
    fn finish_round(&mut self, id: Id) {
        let (Some(definition), Some(task)) = (self.task_definition(&id), self.case.tasks.get(&id)) else {
            return;
        };
        let (round, occurred) = (task.round, self.event.occurred);
        let happened = local(occurred).date();
        if round > 1
            && self.round_due(definition, task, round - 1).is_some_and(|previous| happened <= previous.day())
        {
            return;
        }
        let (role, next) =
            (definition.role.clone(), self.first_round_after(definition, task, round + 1, occurred));
        self.emit(Fact::TaskRoundDone { id, round: next, role });
    }

    /// The first round, from `least` on, that is due after the day of `moment`.
    fn first_round_after(
        &self,
        definition: &Task,
        task: &OpenTask,
        least: u32,
        moment: DateTime<Utc>,
    ) -> u32 {
        let day = local(moment).date();
        first_not(least, |round| self.round_due(definition, task, round).is_some_and(|due| due.day() <= day))
    }

    fn round_due(&self, definition: &Task, task: &OpenTask, round: u32) -> Option<Due> {
        let round = OpenTask { round, ..task.clone() };
        self.task_due(definition, &round).ok().flatten()
    }

    /// Takes one step of an escalation chain.
    pub(super) fn escalate(&mut self, id: &Id, step: &Id) {
        let Some(task) = self.case.tasks.get(id) else { return };
        let (title, assignee) = (task.title.clone(), task.role.clone());
        let deed = self
            .task_definition(id)
            .and_then(|task| task.escalation.iter().find(|s| s.id == *step))
            .map_or(EscalationDeed::RemindAssignee, |step| step.deed.clone());
        let (role, assigned) = match deed {
            EscalationDeed::RemindAssignee => (assignee, false),
            EscalationDeed::Tell(role) => (role, false),
            EscalationDeed::Assign(role) => (role, true),
        };
        self.emit(Fact::Escalated { id: id.clone(), step: step.clone(), role: Some(role.clone()), assigned });
        // The fact above says it already; the role still has to hear it.
        self.effects.push(Effect::Notify { role, say: title });
    }

    /// Opens and closes suspensions. Whether this event did.
    pub(super) fn suspend_or_resume(&mut self, event: &Id) -> bool {
        let at = self.event.occurred;
        let mut any = false;
        let process = self.context.process;
        for (id, suspension) in &process.definition().suspensions {
            let open = self.case.suspended().any(|open| open == id);
            let names = if open { &suspension.until } else { &suspension.from };
            if names.iter().any(|pattern| matches(pattern, event)) {
                let suspension = id.clone();
                self.emit(if open {
                    Fact::Resumed { suspension, at }
                } else {
                    Fact::Suspended { suspension, at }
                });
                any = true;
            }
        }
        any
    }

    /// Whether a deadline or task stands still now.
    fn is_held(&self, item: &Id) -> bool {
        self.case.suspended().any(|suspension| holds(self.context, suspension, item))
    }

    pub(super) fn terms(&self) -> Terms<'_> {
        Terms { context: self.context, case: &self.case, env: self.env() }
    }
}

/// A term is over when its day is; an appointment with the calendar is on its day.
fn fires_at(deadline: &Deadline, due: Due) -> DateTime<Utc> {
    if deadline.met_by.is_empty() { due.starts() } else { due.ends() }
}

/// The first number, from `least` on, that is not over, where all before one that is over are over too. A round
/// each hour from a day long ago must not be gone through one by one.
fn first_not(least: u32, is_over: impl Fn(u32) -> bool) -> u32 {
    if !is_over(least) {
        return least;
    }
    let (mut over, mut open) = (least, least.saturating_add(1));
    while open < u32::MAX && is_over(open) {
        (over, open) = (open, open.saturating_add((open - over).saturating_mul(2)));
    }
    while open - over > 1 {
        let middle = over + (open - over) / 2;
        if is_over(middle) { over = middle } else { open = middle }
    }
    open
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::first_not;

    #[test]
    fn the_first_round_to_come_is_found_without_trying_all() {
        for (least, last_over) in (0..40).flat_map(|least| (0..200).map(move |over| (least, over))) {
            assert_eq!(
                first_not(least, |round| round <= last_over),
                least.max(last_over + 1),
                "{least} {last_over}"
            );
        }
        let tried = Cell::new(0);
        let is_over = |round| {
            tried.set(tried.get() + 1);
            round <= 1_000_000
        };
        assert_eq!(first_not(1, is_over), 1_000_001);
        assert!(tried.get() < 50, "{}", tried.get());
    }
}
