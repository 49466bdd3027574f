//! A case at a moment, with all that it reads; and what can happen to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::calendar::Calendar;
use crate::case::{Actor, Case, Event, Timer, What};
use crate::compile::Process;
use crate::graph::{Chart, StateIx, TransitionIx};
use crate::id::Id;
use crate::step::{Context, Rejection, step};
use crate::value::Record;

/// Timers that keep firing at one moment hold up time.
const FIRED_MAX: usize = 200;

/// A case at a moment.
#[derive(Clone, Debug)]
pub(super) struct Situation {
    pub(super) case: Case,
    pub(super) records: BTreeMap<Id, Record>,
    pub(super) person: Arc<Record>,
    pub(super) now: DateTime<Utc>,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Move {
    /// The case begins, for this person and with these records.
    Start { event: Option<Id>, form: Record, records: BTreeMap<Id, Record>, person: Arc<Record> },
    /// Somebody records an event.
    Recorded { event: Id, form: Record },
    /// A record changes.
    Changed { alias: Id, event: Id, form: Record },
    /// Another case gives a signal.
    Signal { event: Id },
    /// Time passes until then, and what comes due happens.
    Wait { until: DateTime<Utc> },
    /// A child case ends.
    Child { group: Id, key: String, outcome: Option<Id> },
}

/// What one step did.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// The transitions that were taken.
    pub(super) walked: Vec<TransitionIx>,
    /// Transitions that held but gave way to another.
    pub(super) preempted: Vec<TransitionIx>,
    /// The timers that fired.
    pub(super) fired: Vec<Timer>,
}

/// Who plays: the process with its calendar.
#[derive(Clone, Copy)]
pub(super) struct Player<'a> {
    pub(super) process: &'a Process,
    pub(super) calendar: &'a Calendar,
}

impl Situation {
    /// Before the case begins.
    pub(super) fn before(now: DateTime<Utc>) -> Self {
        let (case, records) = (Case::default(), BTreeMap::new());
        Self { case, records, person: Arc::new(Record::new()), now }
    }

    /// The active states.
    pub(super) fn active(&self, chart: &Chart) -> BTreeSet<StateIx> {
        self.case.states.keys().filter_map(|id| chart.index.get(id).copied()).collect()
    }
}

impl<'a> Player<'a> {
    /// What a step needs beside the case.
    pub(super) fn context<'s>(&'s self, situation: &'s Situation) -> Context<'s> {
        Context {
            process: self.process,
            calendar: self.calendar,
            person: &situation.person,
            records: &situation.records,
            witness: None,
        }
    }

    /// Lets something happen, as the step engine does it.
    ///
    /// # Errors
    /// The engine refuses it.
    pub(super) fn play(&self, from: &Situation, what: &Move) -> Result<(Situation, Done), Rejection> {
        // The step makes a case of its own: the one before need not be copied.
        let mut to = Situation {
            case: Case::default(),
            records: from.records.clone(),
            person: from.person.clone(),
            now: from.now,
        };
        let mut done = Done::default();
        let what = match what {
            Move::Start { event, form, records, person } => {
                to.records.clone_from(records);
                to.person = person.clone();
                What::Start { event: event.clone(), form: form.clone() }
            }
            Move::Recorded { event, form } => What::Recorded { event: event.clone(), form: form.clone() },
            Move::Changed { alias, event, form } => {
                to.records.entry(alias.clone()).or_default().extend(form.clone());
                let event = Id::from(format!("{alias}.{event}"));
                What::RecordChanged { event, form: form.clone() }
            }
            Move::Signal { event } => What::Signal { event: event.clone() },
            Move::Child { group, key, outcome } => What::ChildEnded {
                group: group.clone(),
                key: key.clone(),
                outcome: outcome.clone(),
                result: Record::new(),
            },
            Move::Wait { until } => {
                to.case = from.case.clone();
                self.wait(&mut to, *until, &mut done)?;
                return Ok((to, done));
            }
        };
        self.step(&mut to, Some(&from.case), what, &mut done)?;
        Ok((to, done))
    }

    fn wait(&self, to: &mut Situation, until: DateTime<Utc>, done: &mut Done) -> Result<(), Rejection> {
        let mut at_once = 0;
        while let Some((due, timer)) = to.case.next_timer().filter(|(due, _)| *due <= until) {
            at_once = if due > to.now { 0 } else { at_once + 1 };
            if at_once > FIRED_MAX {
                return Err(Rejection::Runaway);
            }
            to.now = due.max(to.now);
            self.step(to, None, What::Timer(timer.clone()), done)?;
            done.fired.push(timer);
            if !to.case.is_open() {
                return Ok(());
            }
        }
        to.now = until.max(to.now);
        Ok(())
    }

    fn step(
        &self,
        to: &mut Situation,
        before: Option<&Case>,
        what: What,
        done: &mut Done,
    ) -> Result<(), Rejection> {
        let event = Event { what, occurred: to.now, recorded: to.now, actor: Actor::default() };
        let outcome = step(&self.context(to), before.unwrap_or(&to.case), &event)?;
        done.walked.extend(outcome.walked);
        done.preempted.extend(outcome.preempted);
        to.case = outcome.case;
        Ok(())
    }
}
