//! What lives with a state: deadlines and tasks that begin, move, are met, and escalate.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::rejection::Rejection;
use super::stepper::Stepper;
use crate::calendar::{Amount, Anchor, Direction, Due, Duration, Formula, Unit, local};
use crate::case::{Effect, Fact, Standing, Task as OpenTask, What};
use crate::graph::chart::{Deadline, EscalationDeed, State, Task, matches};
use crate::graph::{StateIx, action};
use crate::id::Id;
use crate::value::Value;

/// What a formula gives.
enum Worked {
    /// A day or moment.
    Out(Due),
    /// It waits for this.
    Waits(Id),
}

/// Deadlines may hang on each other, but not for ever; `check` refuses circles.
const ANCHOR_DEPTH_MAX: usize = 16;

impl Stepper<'_> {
    /// Begins what lives with the states that were entered, and brings all that lives up to date.
    pub(super) fn settle(&mut self) -> Result<(), Rejection> {
        let chart = self.chart;
        let fresh: Vec<StateIx> = std::mem::take(&mut self.fresh).into_iter().collect();
        for ix in &fresh {
            let state = &chart.states[*ix];
            for task in &state.tasks {
                self.open_task(task, Some(state.id.clone()), state.id.clone());
            }
            self.begin_groups(*ix);
        }
        let active: Vec<StateIx> = self.active.iter().copied().collect();
        for ix in active {
            let state = &chart.states[ix];
            for deadline in &state.deadlines {
                self.settle_deadline(state, deadline)?;
            }
        }
        for ix in &fresh {
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
            Some(Standing::Fired) => round += 1,
            _ => {}
        }
        let entered = self.entered(&state.id);
        let worked = self.work_out(&deadline.at, entered, &deadline.id, round + 1, 0)?;
        let (due, standing) = match worked {
            Worked::Waits(on) => (None, Standing::Waiting(on)),
            Worked::Out(due) if self.is_held(&deadline.id) => (Some(due), Standing::Suspended),
            Worked::Out(due) => (Some(due), Standing::Running),
        };
        let fires = due.filter(|_| standing == Standing::Running).map(|due| {
            // A term is over when its day is; an appointment with the calendar is on its day.
            let at = if deadline.met_by.is_empty() { due.starts() } else { due.ends() };
            // What moved into the past is due now, not then: nobody could have acted on it then.
            at.max(self.event.occurred)
        });
        let same = now
            .is_some_and(|d| d.due == due && d.standing == standing && d.fires == fires && d.round == round);
        if !same {
            let from = now.and_then(|d| d.due).filter(|from| Some(*from) != due);
            let (deadline, state) = (deadline.id.clone(), state.id.clone());
            self.emit(Fact::DeadlineSet { deadline, state, from, due, fires, standing, round });
        }
        Ok(())
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
        let active: Vec<StateIx> = self.active.iter().copied().collect();
        let mut met = false;
        for deadline in active.into_iter().flat_map(|s| &chart.states[s].deadlines) {
            met |= self.meet(deadline, event);
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
        match self.work_out(formula, task.opened, &definition.id, task.round.max(1), 0)? {
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
        for step in definition.escalation.iter().filter(|step| !task.taken.contains(&step.id)) {
            let at = match self.amount(&step.at)? {
                Ok(Some(amount)) => self.shift(due, amount, 1, &step.at)?,
                Ok(None) => step.at.time.map_or(due, |time| due.at(time)),
                Err(_) => continue,
            };
            times.insert(step.id.clone(), at.starts().max(self.event.occurred));
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
        let mut round = least;
        while self.round_due(definition, task, round).is_some_and(|due| due.day() <= day) {
            round += 1;
        }
        round
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

    fn holds_item(&self, suspension: &Id, item: &Id) -> bool {
        self.context.process.definition().suspensions.get(suspension).is_some_and(|suspension| {
            suspension.holds.as_ref().is_none_or(|held| held.iter().any(|name| name.value == *item))
        })
    }

    /// Whether a deadline or task stands still now.
    fn is_held(&self, item: &Id) -> bool {
        self.case.suspended().any(|suspension| self.holds_item(suspension, item))
    }

    fn entered(&self, state: &Id) -> DateTime<Utc> {
        self.case.states.get(state).copied().unwrap_or(self.case.opened)
    }

    /// Works out a formula for a deadline or task `item`, counted from `entered`.
    fn work_out(
        &self,
        formula: &Formula,
        entered: DateTime<Utc>,
        item: &Id,
        round: u32,
        depth: usize,
    ) -> Result<Worked, Rejection> {
        let base = match &formula.anchor {
            Anchor::Entry | Anchor::Due => Due::Moment(local(entered)),
            Anchor::Start => Due::Moment(local(self.case.opened)),
            Anchor::Named(name) => match self.anchor(name, depth)? {
                Worked::Out(due) => due,
                waits @ Worked::Waits(_) => return Ok(waits),
            },
        };
        let amount = match self.amount(formula)? {
            Ok(amount) => amount,
            Err(name) => return Ok(Worked::Waits(name)),
        };
        let due = match amount {
            None => formula.time.map_or(base, |time| base.at(time)),
            Some(amount) => self.shift(base, amount, if formula.every { round } else { 1 }, formula)?,
        };
        // A term that counts from its base runs from there. One that ends at or before a date runs
        // from the moment it was set; if that date is a deadline, it was lengthened already.
        let counts_from_base = amount.is_some() && formula.direction == Direction::After;
        let hangs_on_deadline =
            matches!(&formula.anchor, Anchor::Named(name) if self.case.deadlines.contains_key(name));
        let runs_from =
            if counts_from_base || hangs_on_deadline { base } else { Due::Moment(local(entered)) };
        let unit = amount.map_or(Unit::Day, |amount| amount.unit);
        self.lengthen(due, runs_from, unit, item).map(Worked::Out)
    }

    fn shift(&self, base: Due, amount: Duration, times: u32, formula: &Formula) -> Result<Due, Rejection> {
        let calendar = self.context.calendar;
        calendar
            .nth(base, amount, times, formula.direction, formula.time)
            .map_err(|_| Rejection::BeyondHorizon)
    }

    /// The time in which a term stood still is added to it, in the unit of the term.
    fn lengthen(&self, mut due: Due, runs_from: Due, unit: Unit, item: &Id) -> Result<Due, Rejection> {
        for pause in self.case.pauses.iter().filter(|pause| self.holds_item(&pause.suspension, item)) {
            let Some(until) = pause.until else { continue };
            let from = local(pause.from).date().max(runs_from.day());
            let until = local(until).date();
            if from < until && from <= due.day() {
                due = self
                    .context
                    .calendar
                    .extend(due, from, until, unit)
                    .map_err(|_| Rejection::BeyondHorizon)?;
            }
        }
        Ok(due)
    }

    fn anchor(&self, name: &Id, depth: usize) -> Result<Worked, Rejection> {
        let other = self
            .active
            .iter()
            .flat_map(|s| self.chart.states[*s].deadlines.iter().map(|d| (*s, d)))
            .find(|(_, deadline)| deadline.id == *name);
        if let Some((state, deadline)) = other {
            if depth >= ANCHOR_DEPTH_MAX {
                return Ok(Worked::Waits(name.clone()));
            }
            let entered = self.entered(&self.chart.states[state].id);
            let round = self.case.deadlines.get(name).map_or(0, |d| d.round);
            return self.work_out(&deadline.at, entered, name, round + 1, depth + 1);
        }
        Ok(match crate::expression::Environment::get(&self.env(), name) {
            Value::Date(day) => Worked::Out(Due::Day(day)),
            Value::Datetime(moment) => Worked::Out(Due::Moment(moment)),
            _ => Worked::Waits(name.clone()),
        })
    }

    /// The duration of a formula: none, or the name it waits for.
    #[allow(clippy::type_complexity, reason = "three answers that read best in place")]
    fn amount(&self, formula: &Formula) -> Result<Result<Option<Duration>, Id>, Rejection> {
        Ok(match &formula.amount {
            Amount::None => Ok(None),
            Amount::Fixed(duration) => Ok(Some(*duration)),
            Amount::Named(name) => match crate::expression::Environment::get(&self.env(), name) {
                Value::Duration(duration) => Ok(Some(duration)),
                _ => Err(name.clone()),
            },
        })
    }
}
