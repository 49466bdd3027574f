//! Deciding the events of a case anew, in the order in which they occurred.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::deed::{self, Deed, Kind};
use super::input::Input;
use super::{Past, Setting, Told};
use crate::case::{Actor, Case, Effect, Event, Fact, Migration, What};
use crate::compile::Process;
use crate::graph::TransitionIx;
use crate::id::Id;
use crate::migrate::migrate;
use crate::step::{Context, Outcome, Rejection, Role, step};
use crate::value::Record;

/// Timers that keep firing hold up time for ever.
const TIMERS_MAX: usize = 100_000;

/// What a case did last with a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastOf {
    Started(DateTime<Utc>),
    Cancelled(DateTime<Utc>),
}

pub(super) struct Replay<'a> {
    setting: Setting<'a>,
    /// The definition that the case is on at this point of its history.
    process: &'a Process,
    past: &'a Past,
    now: DateTime<Utc>,
    fired: usize,
    /// The case as it truly is.
    pub(super) case: Case,
    /// All that should have been done.
    pub(super) deeds: Vec<Deed>,
    pub(super) children: BTreeMap<(Id, String), LastOf>,
    /// The transitions that were walked.
    pub(super) walked: Vec<TransitionIx>,
    /// The transitions that were enabled, but lost to another.
    pub(super) preempted: Vec<TransitionIx>,
    /// What people recorded and no longer fits, with why.
    pub(super) dropped: Vec<(i64, Event, Rejection)>,
}

impl<'a> Replay<'a> {
    pub(super) fn new(setting: Setting<'a>, past: &'a Past, now: DateTime<Utc>) -> Self {
        Self {
            setting,
            process: past.first_definition(setting.process),
            past,
            now,
            fired: 0,
            case: Case::default(),
            deeds: Vec::new(),
            children: BTreeMap::new(),
            walked: Vec::new(),
            preempted: Vec::new(),
            dropped: Vec::new(),
        }
    }

    /// Decides all, and lets the clock run until then. Gives the role in which the new event is
    /// recorded; none when there is no new event among the inputs.
    pub(super) fn run(
        &mut self,
        inputs: &[Input],
        until: DateTime<Utc>,
    ) -> Result<Option<Option<Role>>, Rejection> {
        let mut role = None;
        for input in inputs {
            self.run_clock(input.event.occurred, input.number)?;
            let mut event = Event { recorded: self.now, ..input.event.clone() };
            if let What::LetterApproved(number) = event.what {
                let Some(own) = self.letter_now(number) else { continue };
                event.what = What::LetterApproved(own);
            }
            let taken = match &event.what {
                What::Migrated(migration) => self.go_over(&event, migration, input.number),
                _ => self.take(&event, input.number),
            };
            match taken {
                Ok(outcome) if input.is_new => role = Some(outcome.role),
                Ok(_) => {}
                Err(rejection @ Rejection::BeforeMigration { .. }) => return Err(rejection),
                Err(rejection) if input.is_new || rejection.is_fault() => return Err(rejection),
                Err(rejection) => self.drop(input, rejection),
            }
        }
        self.run_clock(until, i64::MAX)?;
        Ok(role)
    }

    fn drop(&mut self, input: &Input, rejection: Rejection) {
        // What other cases brought may find nobody at home, and a task may be gone; what a person
        // recorded may not get lost unseen.
        if matches!(input.event.what, What::Recorded { .. } | What::Start { .. }) {
            self.dropped.push((input.number, input.event.clone(), rejection));
        }
    }

    fn run_clock(&mut self, until: DateTime<Utc>, number: i64) -> Result<(), Rejection> {
        while self.case.is_open()
            && let Some((due, timer)) = self.case.next_timer()
            && due <= until
        {
            self.fired += 1;
            if self.fired > TIMERS_MAX {
                return Err(Rejection::Runaway);
            }
            let what = What::Timer(timer);
            let event = Event { what, occurred: due, recorded: self.now, actor: Actor::default() };
            self.take(&event, number)?;
        }
        Ok(())
    }

    fn take(&mut self, event: &Event, number: i64) -> Result<Outcome, Rejection> {
        self.take_from(self.process, event, number)
    }

    /// Goes over as it was done then, with the same mapping. What no longer fits cannot be decided here.
    fn go_over(&mut self, event: &Event, migration: &Migration, number: i64) -> Result<Outcome, Rejection> {
        let from =
            std::mem::replace(&mut self.process, self.past.definition(&migration.to, self.setting.process));
        let outcome = self.take_from(from, event, number);
        outcome.map_err(|why| Rejection::BeforeMigration { at: event.occurred, why: why.text() })
    }

    fn take_from(&mut self, from: &Process, event: &Event, number: i64) -> Result<Outcome, Rejection> {
        let records = self.records(event.occurred, number);
        let Setting { calendar, person, witness, .. } = self.setting;
        let context = Context { process: self.process, calendar, person, records: &records, witness };
        let outcome = match event.what {
            What::Migrated(_) => migrate(&context, from, &self.case, event)?,
            _ => step(&context, &self.case, event)?,
        };
        self.case.clone_from(&outcome.case);
        self.walked.extend(&outcome.walked);
        self.preempted.extend(&outcome.preempted);
        let mut deeds = deed::of_step(event.occurred, &outcome.facts, &outcome.effects);
        for deed in deeds.iter_mut().filter(|deed| deed.letter > 0) {
            deed.then = Some(Box::new((outcome.case.clone(), records.clone())));
        }
        self.deeds.extend(deeds);
        for fact in &outcome.facts {
            if let Fact::ChildStarted { group, key, .. } = fact {
                self.children.insert((group.clone(), key.clone()), LastOf::Started(event.occurred));
            }
        }
        for effect in &outcome.effects {
            if let Effect::CancelChild { group, key } = effect {
                self.children.insert((group.clone(), key.clone()), LastOf::Cancelled(event.occurred));
            }
        }
        Ok(outcome)
    }

    /// The shared records as they were at a moment.
    fn records(&self, at: DateTime<Utc>, number: i64) -> BTreeMap<Id, Record> {
        let mut records = BTreeMap::new();
        for (alias, told) in &self.past.records {
            let known = told.iter().filter(|told| (told.occurred, told.number) <= (at, number));
            let known: Vec<Told> = known.cloned().collect();
            if known.is_empty() {
                continue;
            }
            let fields = super::fields(&known);
            records.insert(alias.clone(), fields);
        }
        records
    }

    /// The letter of the replay that waits where a real letter waited.
    fn letter_now(&self, real: u32) -> Option<u32> {
        let mut facts = self.past.rows.iter().flat_map(|row| &row.facts);
        let kind = facts.find_map(|fact| match fact {
            Fact::LetterMade { number, letter, item, .. } if *number == real => {
                Some(Kind::Letter { letter: letter.clone(), item: item.clone() })
            }
            _ => None,
        })?;
        let waits = |deed: &&Deed| deed.kind == kind && self.case.approvals.contains_key(&deed.letter);
        self.deeds.iter().find(waits).map(|deed| deed.letter)
    }
}
