//! What people who work do: they begin cases, look at what a case asks for, and do it, on time or not.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use nazorg_core::calendar::local;
use nazorg_runtime::Clock;
use nazorg_runtime::view::{CaseView, ChoiceView, FieldView, LetterState, TaskRow};
use serde_json::Value as Json;

use super::super::filler::Filler;
use super::{Plan, Play, at, possible};
use crate::output::Stop;

/// Out of a hundred: tasks that are done before their day is over.
const IN_TIME: usize = 85;
/// What is done in one case on one day, at most.
const TASKS_A_DAY: usize = 4;
/// How events begin in which somebody says no to help.
const REFUSALS: [&str; 3] = ["weiger", "wil_niet", "wil_geen"];
/// After so many looks without anything to do a case is left as it is.
const LOOKS_MAX: u8 = 24;

impl Play<'_> {
    /// Starts the cases of a person: the region's main process, or what it has instead.
    pub(super) fn start(&mut self, person: i64, accepts: bool) -> Result<(), Stop> {
        let main = format!("{}/nazorg", self.size.region.id());
        let published: BTreeSet<String> = self
            .office
            .processes()?
            .into_iter()
            .filter(|row| row.start_event.is_some())
            .map(|row| row.process)
            .collect();
        let alone = [(main.as_str(), 100)];
        let starts = if published.contains(&main) { &alone[..] } else { self.size.region.starts() };
        for (process, share) in starts {
            if !published.contains(*process) || !self.chance.percent(*share) {
                continue;
            }
            let form = self.filled(&self.office.start_form(process)?, accepts);
            if let Some(case) = possible(self.office.case_begin(process, person, &form, None))? {
                self.meet(case, accepts);
            }
        }
        Ok(())
    }

    fn meet(&mut self, case: i64, accepts: bool) {
        if self.known.insert(case) {
            let when = self.clock.now() + TimeDelta::hours(1);
            self.plan(when, Plan::Work { case, accepts, looks: 0 });
        }
    }

    /// Looks at a case, and does what it asks for.
    pub(super) fn work(&mut self, case: i64, accepts: bool, looks: u8) -> Result<(), Stop> {
        let mut view = self.office.case_show(case)?;
        // Those that it began and those that it goes on in, too: they ask for work of their own.
        let children = view.children.iter().filter_map(|child| child.case);
        for other in children.chain(view.links.iter().map(|link| link.case)) {
            self.meet(other, accepts);
        }
        if view.row.closed.is_some() {
            return Ok(());
        }
        for letter in view.letters.iter().filter(|letter| letter.state == LetterState::Waiting) {
            possible(self.office.letter_approve(letter.letter))?;
        }
        let today = local(self.clock.now()).date();
        let mut next = self.next_task(&view, today);
        let mut done = false;
        for _ in 0..TASKS_A_DAY {
            let Some((task, _)) = next.as_ref().filter(|(_, days)| *days <= 0) else { break };
            if !self.act(&view, Some(task), accepts)? {
                break;
            }
            done = true;
            view = self.office.case_show(case)?;
            next = self.next_task(&view, today);
        }
        let (days, looks) = match next {
            Some((_, days)) if days > 0 => (days, 0),
            Some(_) if done => (1, 0),
            Some(_) => (7, looks + 1),
            None => {
                let refuses = !accepts && self.act(&view, None, accepts)?;
                (14, if refuses { 0 } else { looks + 1 })
            }
        };
        if looks < LOOKS_MAX {
            self.plan(at(today + TimeDelta::days(days), 10), Plan::Work { case, accepts, looks });
        }
        Ok(())
    }

    /// The first task, and in how many days it will be done.
    fn next_task(&mut self, view: &CaseView, today: NaiveDate) -> Option<(TaskRow, i64)> {
        let task = view.tasks.iter().min_by_key(|task| (task.day.unwrap_or(today), task.task))?;
        let left = task.day.map_or(0, |day| (day - today).num_days());
        let days = if left < 0 {
            // Late already: sooner or later somebody does it.
            if self.chance.percent(40) { 0 } else { 1 }
        } else if self.chance.percent(IN_TIME) {
            (left - 2).max(0)
        } else {
            left + self.chance.between(1, 6)
        };
        Some((task.clone(), days))
    }

    /// Does a task, or says no to help. Gives whether anything was possible.
    fn act(&mut self, view: &CaseView, task: Option<&TaskRow>, accepts: bool) -> Result<bool, Stop> {
        let case = view.row.case;
        let options: Vec<ChoiceView> =
            self.office.case_options(case)?.into_iter().filter(|option| option.allowed).collect();
        let declines = |option: &&ChoiceView| REFUSALS.iter().any(|word| option.event.starts_with(word));
        let mut events: Vec<String> = Vec::new();
        // Once in each case: who said no is talked with, and that is work like any other.
        if !accepts && !self.refused.contains(&case) {
            events.extend(options.iter().filter(declines).map(|option| option.event.clone()));
        }
        let refusals = events.len();
        if let Some(task) = task {
            if task.done_by.is_empty() {
                return Ok(possible(self.office.task_done(task.task, None))?.is_some());
            }
            let mut done_by = task.done_by.clone();
            while !done_by.is_empty() {
                events.push(done_by.remove(self.chance.below(done_by.len())));
            }
        }
        for (nth, event) in events.into_iter().enumerate() {
            let fields = match possible(self.office.event_form(case, &event))? {
                Some(fields) => fields,
                None => continue,
            };
            let form = self.filled(&fields, accepts);
            if possible(self.office.case_record(case, &event, &form, None))?.is_some() {
                self.shares.answered(&form);
                if nth < refusals {
                    self.refused.insert(case);
                }
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn filled(&mut self, fields: &[FieldView], accepts: bool) -> Json {
        let today = local(self.clock.now()).date();
        Filler { today, me: self.me, accepts, chance: &mut self.chance }.form(fields)
    }
}
