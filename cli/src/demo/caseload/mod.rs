//! The caseload of a region: as many people a year as its sources say, with the shares that they give. Nobody
//! wrote a script for it: what a case asks for is done, on time or not, as chance has it. So it goes along
//! with whatever the processes become.

mod people;
mod region;
mod shares;
mod work;

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use nazorg_core::calendar::{instant, local};
use nazorg_core::say;
use nazorg_runtime::{Clock, Kind, Office, Problem, PublishFailed, SystemClock, VirtualClock, Workspace};
use serde_json::json;

use region::STAYS;
use shares::Shares;

use super::chance::Chance;
use super::script::Script;
use crate::args::Region;
use crate::command::{report, write_workspace};
use crate::language::help::spoken;
use crate::library;
use crate::output::screen::{COMMAND, GOOD, paint};
use crate::output::{Screen, Stop};

/// How much to play.
pub(super) struct Size {
    pub(super) region: Region,
    /// Years, up to today.
    pub(super) years: u32,
    pub(super) seed: u64,
    /// People a year, at most: a test needs few.
    pub(super) people_max: usize,
}

/// What a report of detention is about.
const RECORD: &str = "landelijk/detentie";
/// Timers that fire in one transaction.
const BATCH: usize = 64;
/// Something that will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Plan {
    Report { days: i64 },
    Release { person: i64, on: NaiveDate },
    Work { case: i64, accepts: bool, looks: u8 },
}

/// Makes the workspace and plays the years.
pub(super) fn run(
    root: &Path,
    me: &str,
    size: &Size,
    now: DateTime<Utc>,
    screen: &mut Screen,
) -> Result<(), Stop> {
    let (office, shares) = play(root, me, size, now, screen)?;
    screen.line("")?;
    report::counts(&office.counts()?, screen)?;
    shares.show(screen)?;
    let dir = root.display();
    let command = paint(
        COMMAND,
        format!("{} -C {dir} {}", crate::session::program(), spoken("report counts", screen.language)),
    );
    screen.say(&say!("Tel opnieuw: {command}"; "Count again: {command}"))?;
    let fine = screen.words("Alle mensen zijn verzonnen.", "All people are fictitious.");
    screen.line(paint(GOOD, fine))?;
    Ok(())
}

/// The same without counting.
pub(super) fn play(
    root: &Path,
    me: &str,
    size: &Size,
    now: DateTime<Utc>,
    screen: &mut Screen,
) -> Result<(Office, Shares), Stop> {
    let script = Script::read().map_err(|error| {
        Stop::bad_input(say!("Het verhaal is niet te lezen: {error}."; "The story cannot be read: {error}."))
    })?;
    library::write(root)?;
    let mut workspace = super::workspace(root, me, &script);
    workspace.region = Some(size.region.id().to_owned());
    write_workspace(&workspace)?;
    let today = local(now).date();
    let first = today.checked_sub_months(Months::new(12 * size.years)).unwrap_or(today);
    let clock = Arc::new(VirtualClock::new(at(first, 7)));
    let office = Office::open(Workspace::find(root)?, clock.clone(), me)?;
    office.publish(Some("Demo")).map_err(|failed| match failed {
        PublishFailed::Problem(problem) => Stop::from(problem),
        PublishFailed::Findings(_) => {
            Stop::bad_input(say!("De processen hebben fouten."; "The processes have errors."))
        }
    })?;
    // The store is new, and can be made again from the seed.
    office.haste(true)?;
    let mut region = Play::new(office, clock, size, me);
    region.plan_people(first);
    region.until(now, screen)?;
    region.office.haste(false)?;
    let delivered = region.office.deliver()?.delivered.len();
    screen.say(&say!("Brieven klaargezet: {delivered}."; "Letters in the outbox: {delivered}."))?;
    let shares = region.shares;
    Ok((Office::open(Workspace::find(root)?, Arc::new(SystemClock), me)?, shares))
}

struct Play<'a> {
    office: Office,
    clock: Arc<VirtualClock>,
    chance: Chance,
    size: &'a Size,
    me: &'a str,
    plans: BinaryHeap<Reverse<(DateTime<Utc>, u64, Plan)>>,
    planned: u64,
    known: BTreeSet<i64>,
    /// Cases in which somebody said no to help.
    refused: BTreeSet<i64>,
    people: usize,
    shares: Shares,
}

impl<'a> Play<'a> {
    fn new(office: Office, clock: Arc<VirtualClock>, size: &'a Size, me: &'a str) -> Self {
        let chance = Chance::new(size.seed);
        Self {
            office,
            clock,
            chance,
            size,
            me,
            plans: BinaryHeap::new(),
            planned: 0,
            known: BTreeSet::new(),
            refused: BTreeSet::new(),
            people: 0,
            shares: Shares::default(),
        }
    }

    /// Plans in the order of their moment; those of one moment in the order in which they were made.
    fn plan(&mut self, when: DateTime<Utc>, plan: Plan) {
        self.planned += 1;
        self.plans.push(Reverse((when, self.planned, plan)));
    }

    fn plan_people(&mut self, first: NaiveDate) {
        let mut start = first;
        for people in self.size.region.people(self.size.years) {
            let end = start.checked_add_months(Months::new(12)).unwrap_or(start);
            for _ in 0..people.min(self.size.people_max) {
                let day = start + TimeDelta::days(self.chance.between(0, (end - start).num_days() - 1));
                let days = self.stay();
                self.plan(at(day, 9), Plan::Report { days });
            }
            start = end;
        }
    }

    /// How long somebody stays inside.
    fn stay(&mut self) -> i64 {
        let mut drawn = self.chance.below(100);
        for (share, first, last) in STAYS {
            if drawn < share {
                return self.chance.between(first, last);
            }
            drawn -= share;
        }
        30
    }

    /// Plays all that is planned before a moment.
    fn until(&mut self, now: DateTime<Utc>, screen: &mut Screen) -> Result<(), Stop> {
        let mut told = None;
        while let Some(Reverse((when, _, plan))) = self.plans.pop() {
            if when >= now {
                break;
            }
            let (day, before) = (local(when).date(), local(self.clock.now()).date());
            self.clock.set(when);
            if day != before {
                self.office.fire(BATCH)?;
            }
            if told != Some((day.year(), day.month0() / 3)) {
                told = Some((day.year(), day.month0() / 3));
                let (people, cases, year, quarter) =
                    (self.people, self.known.len(), day.year(), day.month0() / 3 + 1);
                screen.say(&say!(
                    "{year}, kwartaal {quarter}: {people} mensen, {cases} zaken";
                    "{year}, quarter {quarter}: {people} people, {cases} cases"
                ))?;
                screen.flush()?;
            }
            match plan {
                Plan::Report { days } => self.report(day, days)?,
                Plan::Release { person, on } => {
                    let form = json!({"vrij_op": on.to_string()});
                    let done = self.office.record_do(person, RECORD, "vrijgelaten", &form, None);
                    possible(done)?;
                }
                Plan::Work { case, accepts, looks } => self.work(case, accepts, looks)?,
            }
        }
        self.clock.set(now);
        self.office.fire(BATCH)?;
        Ok(())
    }
}

/// What a rule or a form said no to was not possible; what else goes wrong stops the demonstration.
fn possible<T>(done: Result<T, Problem>) -> Result<Option<T>, Stop> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(problem) if matches!(problem.kind, Kind::Refused | Kind::BadInput | Kind::WrongUse) => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

/// An hour of a day.
fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    instant(day.and_hms_opt(hour, 0, 0).unwrap_or_default())
}
