//! The caseload of a region: as many people a year as its sources say, with the shares that they give. Nobody
//! wrote a script for it: what a case asks for is done, on time or not, as chance has it. So it goes along
//! with whatever the processes become.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use nazorg_core::calendar::{instant, local};
use nazorg_core::say;
use nazorg_runtime::view::{CaseView, ChoiceView, FieldView, LetterState, TaskRow};
use nazorg_runtime::{Clock, Kind, Office, Problem, PublishFailed, SystemClock, VirtualClock, Workspace};
use serde_json::{Value as Json, json};

use super::chance::Chance;
use super::filler::Filler;
use super::script::Script;
use crate::args::Region;
use crate::command::{report, write_workspace};
use crate::library;
use crate::output::screen::{COMMAND, GOOD, paint};
use crate::output::{Screen, Stop};

/// How much to play.
pub(super) struct Size {
    pub(super) region: Region,
    /// Years, up to today.
    pub(super) years: u32,
    pub(super) seed: u64,
}

const RECORD: &str = "landelijk/detentie";
/// Timers that fire in one transaction.
const BATCH: usize = 64;
/// Out of a hundred: people whom the region reaches, and people who accept help. [S 003 4, 5]
const REACHED: usize = 95;
const ACCEPT: usize = 50;
/// Out of a hundred: people without a home of their own. [S 000]
const HOMELESS: usize = 50;
/// Out of a hundred: tasks that are done before their day is over.
const IN_TIME: usize = 85;
/// Days inside, and how many out of a hundred stay so long: under a month for most, under three months for 73
/// of them. [S 000, 003 4]
const STAYS: [(usize, i64, i64); 4] = [(52, 3, 29), (21, 30, 89), (15, 90, 180), (12, 181, 540)];
/// After so many looks without anything to do a case is left as it is.
const LOOKS_MAX: u8 = 24;

const FIRST: [&str; 20] = [
    "Bram", "Daan", "Driss", "Emre", "Femke", "Finn", "Gijs", "Hassan", "Ilse", "Jesse", "Kevin", "Lars",
    "Mats", "Milan", "Noor", "Omar", "Ravi", "Sem", "Tess", "Youssef",
];
const LAST: [&str; 20] = [
    "Akkerman",
    "Bakkerzoon",
    "Dijkgraaf",
    "Eekhout",
    "Fictief",
    "Geerling",
    "Hoogland",
    "Idema",
    "Jacobse",
    "Kuipers",
    "Lindeboom",
    "Meerman",
    "Noordhoek",
    "Oosterling",
    "Polderman",
    "Rietveld",
    "Schaap",
    "Terlouw",
    "Veldkamp",
    "Zandee",
];

impl Region {
    /// The name that processes have before their own.
    fn id(self) -> &'static str {
        match self {
            Self::Westland => "westland",
            Self::Haarlem => "haarlem",
            Self::HollandsMidden => "hollands-midden",
        }
    }

    /// People in each of the last years, the last last.
    fn people(self, years: u32) -> Vec<usize> {
        // Westland's outflow from 2015 to 2021. [S 003 3]
        const WESTLAND: [usize; 7] = [71, 75, 74, 55, 68, 48, 44];
        let years = usize::try_from(years).unwrap_or(1);
        match self {
            Self::Westland => WESTLAND[WESTLAND.len().saturating_sub(years)..].to_vec(),
            Self::Haarlem => vec![300; years],
            Self::HollandsMidden => vec![1_200; years],
        }
    }

    /// What is started for a person who was reported, and for how many out of a hundred. The main process of
    /// the region starts the rest, once it is there.
    fn starts(self) -> &'static [(&'static str, usize)] {
        match self {
            Self::Westland => &[("westland/driemaandentraject", 100), ("westland/achterblijvers", 30)],
            Self::Haarlem => &[
                ("haarlem/01-legitimatiebewijs", 100),
                ("haarlem/10-extra-begeleiding", 30),
                ("haarlem/09-schuldenaanpak", 40),
                ("haarlem/11-jongvolwassen-nazorgoverleg", 15),
            ],
            Self::HollandsMidden => {
                &[("hollands-midden/rijksmiddelen-inzet", 60), ("hollands-midden/veiligheidsplan", 10)]
            }
        }
    }

    fn town(self) -> &'static str {
        match self {
            Self::Westland => "Westland",
            Self::Haarlem => "Haarlem",
            Self::HollandsMidden => "Leiden",
        }
    }
}

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
    let office = play(root, me, size, now, screen)?;
    screen.line("")?;
    report::counts(&office.counts()?, screen)?;
    let dir = root.display();
    let command = paint(COMMAND, format!("{} -C {dir} report counts", crate::session::program()));
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
) -> Result<Office, Stop> {
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
    Ok(Office::open(Workspace::find(root)?, Arc::new(SystemClock), me)?)
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
    people: usize,
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
            people: 0,
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
            for _ in 0..people {
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

    /// Somebody was detained a few days ago; now it is reported.
    fn report(&mut self, day: NaiveDate, days: i64) -> Result<(), Stop> {
        let nth = self.people;
        self.people += 1;
        let town = self.size.region.town();
        let (first, last) = (self.chance.below(FIRST.len()), self.chance.below(LAST.len()));
        let born = day - TimeDelta::days(self.chance.between(18 * 366, 58 * 365));
        let mut form = json!({
            "voornamen": FIRST[first],
            "achternaam": format!("{}-{}", LAST[last], nth + 1),
            "geboortedatum": born.to_string(),
            "geslacht": if self.chance.percent(93) { "M" } else { "V" },
            "gemeente": town,
        });
        if !self.chance.percent(HOMELESS) {
            form["adres"] = json!([format!("Voorbeeldstraat {}", nth + 1), town]);
        }
        let person = self.office.person_add(&form)?.row.person;
        let since = day - TimeDelta::days(self.chance.between(0, 2.min(days)));
        let release = since + TimeDelta::days(days.max(3));
        let mut form = json!({"insluiting": since.to_string(), "gemeente": town, "regime": "veroordeeld"});
        // Not everybody's end is known from the beginning.
        if self.chance.percent(80) {
            form["vrij_verwacht"] = json!(release.to_string());
        }
        possible(self.office.record_do(person, RECORD, "gemeld", &form, None))?;
        self.plan(at(release, 10), Plan::Release { person, on: release });
        if self.chance.percent(REACHED) {
            let accepts = self.chance.percent(ACCEPT);
            self.start(person, accepts)?;
        }
        Ok(())
    }

    /// Starts the cases of a person: the region's main process, or what it has instead.
    fn start(&mut self, person: i64, accepts: bool) -> Result<(), Stop> {
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
    fn work(&mut self, case: i64, accepts: bool, looks: u8) -> Result<(), Stop> {
        let view = self.office.case_show(case)?;
        for child in view.children.iter().filter_map(|child| child.case) {
            self.meet(child, accepts);
        }
        if view.row.closed.is_some() {
            return Ok(());
        }
        for letter in view.letters.iter().filter(|letter| letter.state == LetterState::Waiting) {
            possible(self.office.letter_approve(letter.letter))?;
        }
        let today = local(self.clock.now()).date();
        let next = self.next_task(&view, today);
        let (days, looks) = match next {
            Some((_, days)) if days > 0 => (days, 0),
            Some((task, _)) => match self.act(&view, Some(&task), accepts)? {
                true => (1, 0),
                false => (7, looks + 1),
            },
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
        let declines =
            |option: &&ChoiceView| option.event.starts_with("weiger") || option.event == "wil_niet";
        let mut events: Vec<String> = Vec::new();
        if !accepts {
            events.extend(options.iter().filter(declines).map(|option| option.event.clone()));
        }
        if let Some(task) = task {
            if task.done_by.is_empty() {
                return Ok(possible(self.office.task_done(task.task, None))?.is_some());
            }
            let mut done_by = task.done_by.clone();
            while !done_by.is_empty() {
                events.push(done_by.remove(self.chance.below(done_by.len())));
            }
        }
        for event in events {
            let fields = match possible(self.office.event_form(case, &event))? {
                Some(fields) => fields,
                None => continue,
            };
            let form = self.filled(&fields, accepts);
            if possible(self.office.case_record(case, &event, &form, None))?.is_some() {
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
