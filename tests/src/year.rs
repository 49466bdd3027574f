//! A year of a caseload on a clock of its own, from a seed: people, events, late ticks, crashes, clocks
//! that jump and definitions that are published anew. After each thing that happens the promises hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::calendar::noon;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::{CaseFilter, FieldView, LetterState};
use nazorg_runtime::{
    Ask, Asked, Correction, Going, ImportFailed, Kind, Office, Problem, VirtualClock, Which, Workspace,
};
use serde_json::{Map, Value as Json, json};

use crate::disk::Chance;
use crate::reference::copy;

/// Something that happens; its number decides all that is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// What.
    pub what: What,
    /// From this all its choices come, so that leaving others out does not change them.
    pub number: u64,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Somebody new.
    Person,
    /// A case is started.
    Start,
    /// Something is recorded in a case, from its options.
    Do,
    /// Something is told that happened days ago.
    Late,
    /// A shared record of a person changes.
    Record,
    /// A task is ticked off.
    Task,
    /// A letter is approved.
    Approve,
    /// Time passes, and nobody ticks.
    Wait,
    /// The clock ticks and letters go out.
    Tick,
    /// The computer sleeps for weeks, then ticks in batches.
    Sleep,
    /// The program stops dead, and the clock may stand wrong afterwards.
    Crash,
    /// Definitions are published anew.
    Publish,
    /// Cases go over to the newest version of their definition.
    Migrate,
    /// What was recorded is taken back, or happened at another moment.
    Correct,
    /// What several ask at once is recorded in one transaction.
    Together,
    /// A report of who is detained comes in.
    Import,
    /// A person is erased.
    Erase,
    /// Nonsense is recorded.
    Nonsense,
    /// A backup is made and looked at.
    Backup,
    /// A fault for the test of the test: a deadline is lost.
    Lose,
}

/// What can happen, as often as it does.
pub const OFTEN: [What; 36] = {
    use What::{
        Approve, Backup, Correct, Crash, Do, Erase, Import, Late, Migrate, Nonsense, Person, Publish, Record,
        Sleep, Start, Task, Tick, Together, Wait,
    };
    [
        Person, Start, Start, Start, Do, Do, Do, Do, Do, Do, Do, Late, Record, Record, Task, Task, Approve,
        Wait, Wait, Wait, Wait, Wait, Tick, Tick, Tick, Sleep, Crash, Publish, Migrate, Correct, Correct,
        Together, Import, Erase, Nonsense, Backup,
    ]
};

/// The year of a seed.
#[must_use]
pub fn actions(seed: u64, many: usize) -> Vec<Action> {
    let mut chance = Chance::new(seed);
    let first = [What::Person, What::Start].map(|what| Action { what, number: seed });
    let rest =
        (0..many).map(|_| Action { what: OFTEN[chance.below(OFTEN.len())], number: chance.next_number() });
    first.into_iter().chain(rest).collect()
}

/// What a year came to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Things that happened.
    pub done: usize,
    /// The same, by their kind.
    pub by_kind: BTreeMap<What, usize>,
    /// Things that a rule refused.
    pub refused: usize,
    /// Rows of the journal.
    pub rows: u64,
    /// Letters.
    pub letters: u64,
}

impl Tally {
    /// Adds what another year came to.
    pub fn add(&mut self, other: &Self) {
        self.done += other.done;
        self.refused += other.refused;
        self.rows += other.rows;
        self.letters += other.letters;
        for (what, times) in &other.by_kind {
            *self.by_kind.entry(*what).or_default() += times;
        }
    }
}

/// A promise that was broken, and after which action.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The place of the action.
    pub at: usize,
    /// The promise.
    pub what: String,
}

/// A running year.
struct Year {
    folder: PathBuf,
    crashes: usize,
    clock: Arc<VirtualClock>,
    office: Office,
    /// The rows and the head that were promised last.
    head: (i64, String),
    /// The definition of each case.
    definitions: BTreeMap<i64, String>,
    /// The words of each letter.
    letters: BTreeMap<i64, String>,
    /// The letters that went out.
    gone: BTreeSet<i64>,
    /// The letters of people who were erased.
    erased: BTreeSet<i64>,
    /// What the clock did: case, timer and moment.
    fired: BTreeSet<(i64, String, String)>,
    tally: Tally,
}

/// Lives a year in a folder that holds a published workspace.
///
/// # Errors
/// A promise was broken.
pub fn live(published: &Path, scratch: &Path, actions: &[Action]) -> Result<Tally, Broken> {
    let folder = scratch.join("year-0");
    copy(published, &folder);
    let clock = Arc::new(VirtualClock::new(noon("2026-01-05".parse().unwrap_or_default())));
    let broken = |at| move |what| Broken { at, what };
    let office = opened(&folder, &clock).map_err(broken(0))?;
    let head = office.head().map_err(|problem| problem.text.en).map_err(broken(0))?;
    let mut year = Year {
        folder,
        crashes: 0,
        clock,
        office,
        head: (head.rows, head.head),
        definitions: BTreeMap::new(),
        letters: BTreeMap::new(),
        gone: BTreeSet::new(),
        erased: BTreeSet::new(),
        fired: BTreeSet::new(),
        tally: Tally::default(),
    };
    let mut outcome = Ok(());
    for (at, action) in actions.iter().enumerate() {
        let before = year.tally.done;
        outcome = year.act(*action).map_err(broken(at));
        if year.tally.done > before {
            *year.tally.by_kind.entry(action.what).or_default() += year.tally.done - before;
        }
        let thorough = at % 16 == 15 || at + 1 == actions.len();
        outcome = outcome.and_then(|()| year.holds(thorough).map_err(broken(at)));
        if outcome.is_err() {
            break;
        }
    }
    let (tally, last) = (std::mem::take(&mut year.tally), year.folder.clone());
    drop(year);
    let _ = fs::remove_dir_all(last);
    outcome.map(|()| tally)
}

/// The fewest of these actions that still break a promise.
#[must_use]
pub fn shrink(published: &Path, scratch: &Path, actions: &[Action], broken: &Broken) -> Vec<Action> {
    let mut fewest = actions[..=broken.at.min(actions.len() - 1)].to_vec();
    let mut size = fewest.len() / 2;
    let mut lives = 0;
    while size > 0 && lives < 300 {
        let (mut at, mut shorter) = (0, false);
        while at < fewest.len() && lives < 300 {
            let mut without = fewest.clone();
            without.drain(at..(at + size).min(fewest.len()));
            lives += 1;
            if !without.is_empty() && live(published, scratch, &without).is_err() {
                fewest = without;
                shorter = true;
            } else {
                at += size;
            }
        }
        if !shorter || size > 1 {
            size /= 2;
        }
    }
    fewest
}

fn opened(folder: &Path, clock: &Arc<VirtualClock>) -> Result<Office, String> {
    let workspace = Workspace::read(folder).map_err(|problem| problem.text.en)?;
    let user = workspace.users.keys().next().cloned().unwrap_or_default();
    Office::open(workspace, clock.clone(), &user).map_err(|problem| problem.text.en)
}

fn one<T>(chance: &mut Chance, from: Vec<T>) -> Option<T> {
    let nth = chance.below(from.len());
    from.into_iter().nth(nth)
}

impl Year {
    /// What an action came to: done, refused by a rule, or a failure that may not be.
    fn came<T>(&mut self, result: Result<T, Problem>) -> Result<Option<T>, String> {
        match result {
            Ok(value) => {
                self.tally.done += 1;
                Ok(Some(value))
            }
            Err(problem) if problem.kind == Kind::Trouble => Err(format!("trouble: {}", problem.text.en)),
            Err(problem) => {
                self.tally.refused += 1;
                // What cannot be decided anew before a migration did happen: it becomes a task, in one row.
                let is_task = |help: &Text| help.en.starts_with("There is a task at Z");
                let becomes = i64::from(problem.help.as_ref().is_some_and(is_task));
                let now = self.now()?;
                if now.0 == self.head.0 + becomes && (becomes == 1 || now == self.head) {
                    Ok(None)
                } else {
                    Err("refused, and yet something was written".into())
                }
            }
        }
    }

    fn now(&self) -> Result<(i64, String), String> {
        let head = self.office.head().map_err(|problem| problem.text.en)?;
        Ok((head.rows, head.head))
    }

    fn act(&mut self, action: Action) -> Result<(), String> {
        let mut chance = Chance::new(action.number);
        let chance = &mut chance;
        match action.what {
            What::Person => {
                let nth = chance.below(1_000_000);
                let gender = ["M", "V", "X"][chance.below(3)];
                let form = json!({"voornamen": "Sam", "achternaam": format!("Proef-{nth}"), "geslacht": gender, "gemeente": "Haarlem",
                    "geboortedatum": format!("{}-05-06", 1960 + chance.below(48)), "adres": ["Proefstraat 1", "2011 AA Haarlem"]});
                let result = self.office.person_add(&form);
                self.came(result)?;
            }
            What::Start => self.start(chance)?,
            What::Do | What::Late => self.record(chance, action.what == What::Late)?,
            What::Record => self.shared(chance)?,
            What::Task => {
                let tasks = self.read(Office::task_list, true)?;
                let Some(task) = one(chance, tasks) else { return Ok(()) };
                let result = self.office.task_done(task.task, None);
                self.came(result)?;
            }
            What::Approve => {
                let mut letters = self.read(Office::letter_list, None)?;
                letters.retain(|letter| letter.state == LetterState::Waiting);
                let Some(letter) = one(chance, letters) else { return Ok(()) };
                let result = self.office.letter_approve(letter.letter);
                self.came(result)?;
            }
            What::Wait => self.pass(1 + chance.below(9 * 24)),
            What::Tick => self.tick(1)?,
            What::Sleep => {
                self.pass(24 * (10 + chance.below(60)));
                self.tick(1 + chance.below(50))?;
            }
            What::Crash => self.crash(chance)?,
            What::Publish => self.publish(chance)?,
            What::Migrate => self.migrate(chance)?,
            What::Correct => self.correct(chance)?,
            What::Together => self.together(chance)?,
            What::Import => self.import(chance)?,
            What::Erase => self.erase(chance)?,
            What::Nonsense => {
                let event = ["bestaat_niet", "deadline.x", "", "detentie.", "'; DROP TABLE cases; --"]
                    [chance.below(5)];
                let case = i64::try_from(chance.below(9)).unwrap_or_default();
                let result = self.office.case_do(case, event, &json!({"x": [1, null]}), None);
                if self.came(result)?.is_some() {
                    return Err("nonsense was accepted".to_owned());
                }
            }
            What::Backup => {
                let file = self.folder.join("kopie.db");
                let _ = fs::remove_file(&file);
                let made =
                    self.office.backup(&file).and_then(|made| Ok((made, self.office.restore_check(&file)?)));
                let (made, found) = made.map_err(|problem| problem.text.en)?;
                if made != found || made.rows != self.head.0 {
                    return Err("a backup is not what was backed up".to_owned());
                }
            }
            What::Lose => {
                let store = rusqlite::Connection::open(self.folder.join("nazorg.db"));
                let lost = store.and_then(|store| store.execute("DELETE FROM deadlines WHERE due > 0", []));
                lost.map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }

    fn read<A, T>(
        &self,
        list: impl Fn(&Office, A) -> Result<Vec<T>, Problem>,
        of: A,
    ) -> Result<Vec<T>, String> {
        list(&self.office, of).map_err(|problem| problem.text.en)
    }

    fn pass(&self, hours: usize) {
        let hours = chrono::TimeDelta::hours(i64::try_from(hours).unwrap_or_default());
        self.clock.set(self.office.now() + hours);
    }

    fn start(&mut self, chance: &mut Chance) -> Result<(), String> {
        let people = self.read(|office, ()| office.person_list(), ())?;
        let mut processes = self.read(|office, ()| office.processes(), ())?;
        processes.retain(|process| process.start_event.is_some());
        let (Some(person), Some(process)) = (one(chance, people), one(chance, processes)) else {
            return Ok(());
        };
        let form = filled(&process.form, chance, self.office.now().date_naive());
        let result = self.office.case_start(&process.process, person.person, &Json::Object(form), None);
        self.came(result)?;
        Ok(())
    }

    /// Something that may happen to a case now, or sometimes something that may not.
    fn record(&mut self, chance: &mut Chance, late: bool) -> Result<(), String> {
        let open = CaseFilter { all: chance.below(20) == 0, ..CaseFilter::default() };
        let cases = self.office.case_list(&open).map_err(|problem| problem.text.en)?;
        let Some(case) = one(chance, cases) else { return Ok(()) };
        let mut choices = self.read(Office::case_options, case.case)?;
        if chance.below(10) > 0 {
            choices.retain(|choice| choice.possible);
        }
        let Some(choice) = one(chance, choices) else { return Ok(()) };
        let form = filled(&choice.form, chance, self.office.now().date_naive());
        let days = i64::try_from(1 + chance.below(6)).unwrap_or_default();
        let occurred = late.then(|| self.office.now() - chrono::TimeDelta::days(days));
        let result = self.office.case_do(case.case, &choice.event, &Json::Object(form), occurred);
        self.came(result)?;
        Ok(())
    }

    fn shared(&mut self, chance: &mut Chance) -> Result<(), String> {
        let people = self.read(|office, ()| office.person_list(), ())?;
        let Some(person) = one(chance, people) else { return Ok(()) };
        let today = self.office.now().date_naive();
        let day = || (today + chrono::Days::new(100)).to_string();
        let (event, form) = match chance.below(4) {
            0 | 1 => (
                "gemeld",
                json!({"insluiting": today.to_string(), "vrij_verwacht": day(), "regime": "veroordeeld"}),
            ),
            2 => ("datum_gewijzigd", json!({"vrij_verwacht": day()})),
            _ => ("vrijgelaten", json!({"vrij_op": today.to_string()})),
        };
        let result = self.office.record_do(person.person, "landelijk/detentie", event, &form, None);
        self.came(result)?;
        Ok(())
    }

    /// What was due fires once, never early, and after that nothing is due.
    fn tick(&mut self, batch: usize) -> Result<(), String> {
        let report = self.office.tick_in_batches(batch);
        let Some(report) = self.came(report)? else { return Err("a tick was refused".to_owned()) };
        let now = self.office.now().max(report.steps.last().map_or(self.office.now(), |row| row.recorded));
        for row in &report.steps {
            let timer = ["deadline:", "task:", "send:"].iter().any(|kind| row.event.starts_with(kind));
            let Some(case) = row.case.filter(|_| timer) else { continue };
            if row.occurred > row.recorded {
                return Err(format!("case {case}: {} fired early", row.event));
            }
            if !self.fired.insert((case, row.event.clone(), row.occurred.to_rfc3339())) {
                return Err(format!("case {case}: {} fired twice", row.event));
            }
        }
        let due = self.office.next_due().map_err(|problem| problem.text.en)?;
        if due.is_some_and(|due| due <= now) {
            return Err("something is still due after a tick".to_owned());
        }
        for letter in report.delivery.delivered.iter().chain(&report.delivery.recovered) {
            if !self.gone.insert(*letter) {
                return Err(format!("letter {letter} went out twice"));
            }
        }
        Ok(())
    }

    /// The program stops dead: what stands on the disk at this moment goes on, with another clock.
    fn crash(&mut self, chance: &mut Chance) -> Result<(), String> {
        self.crashes += 1;
        let next = self.folder.with_file_name(format!("year-{}", self.crashes));
        copy(&self.folder, &next);
        let hours = i64::try_from(chance.below(96)).unwrap_or_default() - 48;
        self.clock = Arc::new(VirtualClock::new(self.office.now() + chrono::TimeDelta::hours(hours)));
        self.office = opened(&next, &self.clock)?;
        let old = std::mem::replace(&mut self.folder, next);
        let _ = fs::remove_dir_all(old);
        if self.now()? == self.head {
            Ok(())
        } else {
            Err("after a crash something else stands there".to_owned())
        }
    }

    /// A term becomes longer or shorter, a title changes; running cases stay as they are.
    fn publish(&mut self, chance: &mut Chance) -> Result<(), String> {
        let mut files = Vec::new();
        collect(&self.folder.join("processes"), &mut files);
        files.sort();
        let Some(file) = one(chance, files) else { return Ok(()) };
        let text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        let days = 2 + chance.below(9);
        let changed = match chance.below(3) {
            0 => text.replacen("2 workdays", &format!("{days} workdays"), 1),
            1 => text.replacen("title: ", "title: Nieuwe ", 1),
            _ => format!("{text}# {}\n", chance.next_number()),
        };
        fs::write(&file, changed).map_err(|error| error.to_string())?;
        match self.office.publish(None) {
            Ok(_) => self.tally.done += 1,
            Err(nazorg_runtime::PublishFailed::Findings(_)) => {
                self.tally.refused += 1;
                fs::write(&file, text).map_err(|error| error.to_string())?;
            }
            Err(nazorg_runtime::PublishFailed::Problem(problem)) => return Err(problem.text.en),
        }
        Ok(())
    }

    /// Cases go over to what is published now: some of them, or all.
    fn migrate(&mut self, chance: &mut Chance) -> Result<(), String> {
        let cases = self.read(Office::case_list, &CaseFilter::default())?;
        let which = match one(chance, cases) {
            Some(case) if chance.below(3) > 0 => Which::Cases(vec![case.case]),
            _ => Which::All,
        };
        let going = Going { reason: "proef".to_owned(), ..Going::default() };
        let report = self.office.case_migrate(&which, &going);
        for gone_over in
            self.came(report)?.filter(|report| report.done).into_iter().flat_map(|report| report.cases)
        {
            self.definitions.remove(&gone_over.case);
        }
        Ok(())
    }

    fn correct(&mut self, chance: &mut Chance) -> Result<(), String> {
        let cases = self.read(Office::case_list, &CaseFilter { all: true, ..CaseFilter::default() })?;
        let Some(case) = one(chance, cases) else { return Ok(()) };
        let mut rows = self.read(Office::case_history, case.case)?;
        rows.retain(|row| !row.actor.is_empty() && row.corrected_by.is_none());
        let Some(row) = one(chance, rows) else { return Ok(()) };
        let days = i64::try_from(chance.below(5)).unwrap_or_default();
        let correction = match chance.below(2) {
            0 => Correction { withdrawn: true, ..Correction::default() },
            _ => Correction {
                occurred: Some(row.occurred - chrono::TimeDelta::days(days)),
                ..Correction::default()
            },
        };
        let result = self.office.case_correct(row.seq, &correction);
        // Somebody asked for it: the case goes back to the version it was on.
        if self.came(result)?.is_some() && row.event == "migrated" {
            self.definitions.remove(&case.case);
        }
        Ok(())
    }

    /// What several ask at once, some of it twice.
    fn together(&mut self, chance: &mut Chance) -> Result<(), String> {
        let cases = self.read(Office::case_list, &CaseFilter::default())?;
        let today = self.office.now().date_naive();
        let user = self.office.user().0.to_owned();
        let mut asks = Vec::new();
        for case in cases {
            let mut choices = self.read(Office::case_options, case.case)?;
            choices.retain(|choice| choice.possible);
            let Some(choice) = one(chance, choices) else { continue };
            let form = Json::Object(filled(&choice.form, chance, today));
            let what = Asked::Record { case: case.case, event: choice.event };
            let ask = Ask { user: user.clone(), what, form, occurred: None };
            let times = 1 + chance.below(2);
            asks.extend(std::iter::repeat_n(ask, times));
        }
        let before = self.now()?;
        let answers = self.office.record_together(&asks).map_err(|problem| problem.text.en)?;
        let done = answers.iter().filter(|answer| answer.is_ok()).count();
        self.tally.done += done;
        self.tally.refused += answers.len() - done;
        if done == 0 && !asks.is_empty() && self.now()? != before {
            return Err("all was refused, and yet something was written".to_owned());
        }
        Ok(())
    }

    fn import(&mut self, chance: &mut Chance) -> Result<(), String> {
        let today = self.office.now().date_naive();
        let free = today + chrono::Days::new(20 + chance.below(200) as u64);
        let mut report = String::from(
            "meldingsnummer;bsn;geslacht;voornamen;achternaam;geboortedatum;gemeente;insluiting;vrij_verwacht\n",
        );
        for (nth, bsn) in ["999990007", "999990019"].iter().enumerate() {
            report += &format!("M{nth};{bsn};X;Sam;Proef;1990-05-06;Haarlem;{today};{free}\n");
        }
        match self.office.person_import(report.as_bytes(), chance.below(2) == 0) {
            Ok(_) => self.tally.done += 1,
            Err(ImportFailed::Rows(_)) => self.came::<()>(Err(Problem::refused(say!("-"; "-")))).map(drop)?,
            Err(ImportFailed::Problem(problem)) => self.came::<()>(Err(problem)).map(drop)?,
        }
        Ok(())
    }

    fn erase(&mut self, chance: &mut Chance) -> Result<(), String> {
        let people = self.read(|office, ()| office.person_list(), ())?;
        let Some(person) = one(chance, people) else { return Ok(()) };
        let filter = CaseFilter { person: Some(person.person), all: true, ..CaseFilter::default() };
        let mut letters = Vec::new();
        for case in self.read(Office::case_list, &filter)? {
            letters.extend(self.read(Office::letter_list, Some(case.case))?);
        }
        let result = self.office.person_erase(person.person, "proef", chance.below(4) == 0);
        if self.came(result)?.is_some() {
            self.erased.extend(letters.iter().map(|letter| letter.letter));
        }
        Ok(())
    }

    /// The promises. The thorough look folds and verifies all; the quick one folds what changed, and sees
    /// that nothing that was promised went away.
    fn holds(&mut self, thorough: bool) -> Result<(), String> {
        let now = self.now()?;
        if now.0 < self.head.0 || now.0 == self.head.0 && now.1 != self.head.1 {
            return Err("the journal lost rows".to_owned());
        }
        let (before, rows) = (format!("{}:{}", self.head.0, self.head.1), self.head.0);
        let grew = now.0 > rows;
        self.head = now;
        self.tally.rows = self.head.0.unsigned_abs();
        let text = |problem: Problem| problem.text.en;
        if !thorough {
            let fold = self.office.fold_since(rows).map_err(text)?;
            return if fold.different.is_empty() {
                Ok(())
            } else {
                Err(format!("cases {:?} differ from their journal", fold.different))
            };
        }
        if grew && before.len() > 3 {
            let verified = self.office.verify_against(&before).map_err(text)?;
            if let Some(flaw) = verified.wrong.first() {
                return Err(format!("{}: {}", flaw.place, flaw.what.en));
            }
        }
        let report = self.office.doctor().map_err(text)?;
        if let Some(flaw) = report.examined.iter().flat_map(|part| &part.wrong).next() {
            return Err(format!("{}: {}", flaw.place, flaw.what.en));
        }
        let all = CaseFilter { all: true, ..CaseFilter::default() };
        for row in self.office.case_list(&all).map_err(text)? {
            let case = self.office.case_show(row.case).map_err(text)?;
            let started_on = self.definitions.entry(row.case).or_insert_with(|| case.definition.clone());
            if *started_on != case.definition {
                return Err(format!("case {} changed its definition by itself", row.case));
            }
        }
        self.letters_hold()
    }

    fn letters_hold(&mut self) -> Result<(), String> {
        let letters = self.office.letter_list(None).map_err(|problem| problem.text.en)?;
        self.tally.letters = letters.len() as u64;
        for row in letters {
            let letter = self.office.letter_show(row.letter).map_err(|problem| problem.text.en)?;
            let there = self.folder.join(format!("outbox/B{:06}", row.letter)).exists();
            if self.erased.contains(&row.letter) {
                if there || !letter.html.is_empty() || !letter.text.is_empty() {
                    return Err(format!("letter {} is still there after the erasure", row.letter));
                }
                continue;
            }
            let words = self.letters.entry(row.letter).or_insert_with(|| letter.html.clone());
            if *words != letter.html {
                return Err(format!("the words of letter {} changed", row.letter));
            }
            if (row.state == LetterState::Done) != there {
                return Err(format!("letter {} is {:?}; in the outbox: {there}", row.letter, row.state));
            }
        }
        Ok(())
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}

/// A form filled in by chance: mostly as asked.
fn filled(form: &[FieldView], chance: &mut Chance, today: chrono::NaiveDate) -> Map<String, Json> {
    let mut values = Map::new();
    for field in form {
        if !field.required && chance.below(3) == 0 {
            continue;
        }
        values.insert(field.id.clone(), value(field, chance, today));
    }
    values
}

fn value(field: &FieldView, chance: &mut Chance, today: chrono::NaiveDate) -> Json {
    let near =
        |chance: &mut Chance| today + chrono::Days::new(chance.below(60) as u64) - chrono::Days::new(10);
    let option = |chance: &mut Chance| {
        field.options.get(chance.below(field.options.len())).map_or(Json::Null, |option| json!(option.id))
    };
    match field.kind.as_str() {
        "boolean" => json!(chance.below(2) == 0),
        "integer" => json!(chance.below(12)),
        "decimal" | "money" => json!(format!("{}.50", chance.below(90))),
        "choice" => option(chance),
        "set" => json!([option(chance)]),
        "date" => json!(near(chance).to_string()),
        "datetime" => json!(format!("{}T14:00", near(chance))),
        "duration" => json!(["3 days", "2 workdays", "1 week"][chance.below(3)]),
        "person" => json!(["fatima", "noor", "joost"][chance.below(3)]),
        "list" => {
            let items = (0..1 + chance.below(3)).map(|nth| {
                let mut item = filled(&field.fields, chance, today);
                if let (Some(key), Some(Json::String(text))) =
                    (&field.key, field.key.as_ref().and_then(|key| item.get(key)).cloned())
                {
                    item.insert(key.clone(), json!(format!("{text} {nth}")));
                }
                Json::Object(item)
            });
            Json::Array(items.collect())
        }
        _ => json!(["ja", "{{ 7*7 }}", "<b>x</b>", "René"][chance.below(4)]),
    }
}
