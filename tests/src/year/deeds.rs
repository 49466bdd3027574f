//! The things that happen in a year.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::{CaseFilter, HistoryRow, LetterState, ProcessRow, TickReport};
use nazorg_runtime::{
    Ask, Asked, Correction, Going, ImportFailed, Kind, Office, Problem, VirtualClock, Which,
};
use serde_json::{Value as Json, json};

use super::form::filled;
use super::{Action, What, Year, opened};
use crate::disk::Chance;
use crate::reference::copy;

/// What can be away at once: the store, its log, its keys.
const LOST: [&[&str]; 4] = [
    &["nazorg.db"],
    &["nazorg.keys"],
    &["nazorg.db", "nazorg.db-wal"],
    &["nazorg.db", "nazorg.db-wal", "nazorg.keys"],
];

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
                let is_task = |help: &Text| help.en.starts_with("There is a task at Z");
                let as_promised = match &problem.help {
                    Some(help) if is_task(help) => self.became_a_task()?,
                    _ => self.now()? == self.head,
                };
                if as_promised { Ok(None) } else { Err("refused, and yet something was written".into()) }
            }
        }
    }

    /// What cannot be decided anew before a migration did happen: the last row of the case makes a task of it.
    /// Before it stands only what was due until then; what came of that in other cases may follow.
    fn became_a_task(&self) -> Result<bool, String> {
        let mut new = Vec::new();
        for case in self.read(Office::case_list, &CaseFilter { all: true, ..CaseFilter::default() })? {
            new.extend(self.read(Office::case_history, case.case)?);
        }
        new.retain(|row| row.seq > self.head.0);
        let aside: Vec<_> = new.iter().filter(|row| row.event == "set_aside").collect();
        let [aside] = aside[..] else { return Ok(false) };
        let all_are_of_cases = i64::try_from(new.len()) == Ok(self.now()?.0 - self.head.0);
        let is_last = new.iter().all(|row| row.case != aside.case || row.seq <= aside.seq);
        Ok(all_are_of_cases && is_last && new.iter().all(|row| row.actor.is_empty()))
    }

    /// One thing happens.
    pub(super) fn act(&mut self, action: Action) -> Result<(), String> {
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
                if file.exists() {
                    self.wrong_backup(&file)?;
                    fs::remove_file(&file).map_err(|error| error.to_string())?;
                }
                let made =
                    self.office.backup(&file).and_then(|made| Ok((made, self.office.restore_check(&file)?)));
                let (made, found) = made.map_err(|problem| problem.text.en)?;
                if made != found || made.rows != self.head.0 {
                    return Err("a backup is not what was backed up".to_owned());
                }
            }
            What::Mislay => match chance.below(3) {
                0 => self.without_outbox(chance)?,
                _ => self.without_files(chance)?,
            },
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

    /// Somebody begins, unless there is enough to do.
    fn start(&mut self, chance: &mut Chance) -> Result<(), String> {
        if self.read(Office::case_list, &CaseFilter::default())?.len() >= 8 {
            return self.record(chance, false);
        }
        let people = self.read(|office, ()| office.person_list(), ())?;
        let processes = self.begun()?;
        let (Some(person), Some(process)) = (one(chance, people), one(chance, processes)) else {
            return Ok(());
        };
        let form = filled(&process.form, chance, self.office.now().date_naive());
        let result = self.office.case_start(&process.process, person.person, &Json::Object(form), None);
        self.came(result)?;
        Ok(())
    }

    /// The processes that people begin in this year: of many only a few, so that it goes far into them.
    fn begun(&self) -> Result<Vec<ProcessRow>, String> {
        let mut processes = self.read(|office, ()| office.processes(), ())?;
        processes.retain(|process| process.start_event.is_some() && process.subject_kind == "person");
        if processes.len() > 8 {
            let mut chance = Chance::new(self.seed);
            for nth in 0..3 {
                let other = nth + chance.below(processes.len() - nth);
                processes.swap(nth, other);
            }
            processes.truncate(3);
        }
        Ok(processes)
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
        let report = self.office.tick_in_batches(batch).and_then(TickReport::whole);
        let Some(report) = self.came(report)? else { return Err("a tick was refused".to_owned()) };
        let now = self.office.now();
        for row in &report.steps {
            let Some(case) = row.case.filter(|_| is_timer(row)) else { continue };
            // A clock that went back a little is not waited for.
            if row.occurred > row.recorded || row.occurred > now + chrono::TimeDelta::hours(1) {
                return Err(format!("case {case}: {} fired early", row.event));
            }
            let timer = (case, row.event.clone(), row.occurred.to_rfc3339());
            if let Some(first) = self.fired.insert(timer, row.seq) {
                // In a state that was entered anew at the same moment the same is due again.
                let mut rows = self.read(Office::case_history, case)?;
                rows.retain(|other| first < other.seq && other.seq < row.seq && !is_timer(other));
                if !rows.iter().flat_map(|other| &other.facts).any(|fact| fact.kind == "entered") {
                    return Err(format!("case {case}: {} fired twice", row.event));
                }
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

    /// The program stops dead, and then files are away or empty: nothing begins anew without them, and with
    /// them all goes on.
    fn without_files(&mut self, chance: &mut Chance) -> Result<(), String> {
        let lost = LOST[chance.below(LOST.len())];
        let knows_letters = self.folder.join("outbox/B000001").exists();
        if self.read(|office, ()| office.person_list(), ())?.is_empty() || !knows_letters {
            return Ok(());
        }
        self.crashes += 1;
        let next = self.folder.with_file_name(format!("year-{}", self.crashes));
        copy(&self.folder, &next);
        let is_emptied = chance.below(2) == 0;
        for name in lost {
            let file = next.join(name);
            // Without a log nothing was recorded since the last backup.
            let _ = fs::remove_file(&file);
            if is_emptied {
                fs::write(&file, "").map_err(|error| error.to_string())?;
            }
        }
        if opened(&next, &self.clock).is_ok() {
            return Err(format!("without {lost:?} something began anew"));
        }
        for name in lost.iter().filter(|name| self.folder.join(name).exists()) {
            fs::copy(self.folder.join(name), next.join(name)).map_err(|error| error.to_string())?;
        }
        self.office = opened(&next, &self.clock)?;
        let old = std::mem::replace(&mut self.folder, next);
        let _ = fs::remove_dir_all(old);
        self.tally.done += 1;
        if self.now()? == self.head { Ok(()) } else { Err(format!("with {lost:?} back not all is there")) }
    }

    /// The outbox is away while the clock ticks, as when it stands on a stick; then its letters come back to those
    /// that came meanwhile. Of the two places where letters are made ready either one stays.
    fn without_outbox(&mut self, chance: &mut Chance) -> Result<(), String> {
        let (outbox, away) = (self.folder.join("outbox"), self.folder.join("stick"));
        if !outbox.exists() {
            return Ok(());
        }
        let text = |error: std::io::Error| error.to_string();
        fs::rename(&outbox, &away).map_err(text)?;
        self.tick(1)?;
        fs::create_dir_all(&outbox).map_err(text)?;
        let keeps_the_old = chance.below(2) == 0;
        for entry in fs::read_dir(&away).map_err(text)? {
            let name = entry.map_err(text)?.file_name();
            let (old, new) = (away.join(&name), outbox.join(&name));
            if new.exists() && name == ".staging" && keeps_the_old {
                fs::remove_dir_all(&new).map_err(text)?;
            }
            match new.exists() {
                true if name == ".staging" => {}
                true => return Err(format!("letter {name:?} came twice")),
                false => fs::rename(old, new).map_err(text)?,
            }
        }
        fs::remove_dir_all(away).map_err(text)
    }

    /// Somebody puts an old backup back by mistake, and then what was there before.
    fn wrong_backup(&self, old: &Path) -> Result<(), String> {
        let text = |problem: Problem| problem.text.en;
        if let Some(kept) = self.office.restore(old).map_err(text)?.kept {
            self.office.restore(Path::new(&kept.file)).map_err(text)?;
        }
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("nazorg-replaced-") {
                let _ = fs::remove_file(entry.path());
            }
        }
        if self.now()? == self.head {
            Ok(())
        } else {
            Err("what a backup replaced did not come back as it was".to_owned())
        }
    }

    /// A term becomes longer or shorter, a title changes; running cases stay as they are.
    fn publish(&mut self, chance: &mut Chance) -> Result<(), String> {
        let mut files = Vec::new();
        collect(&self.folder.join("processes"), &mut files);
        files.sort();
        if chance.below(2) == 0 {
            let begun = self.begun()?;
            let is_begun = |file: &PathBuf| {
                begun.iter().any(|process| file.with_extension("").ends_with(&process.process))
            };
            files.retain(is_begun);
        }
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
        let Some(report) = self.came(report)?.filter(|report| report.done) else { return Ok(()) };
        for gone_over in report.cases.iter().filter(|case| !case.already) {
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
        if self.came(result)?.is_some() && correction.withdrawn && row.event == "migrated" {
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
        // Now and then the last one too.
        if people.len() < 3 && chance.below(2) == 0 {
            return Ok(());
        }
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
}

/// Whether the clock wrote a row.
fn is_timer(row: &HistoryRow) -> bool {
    ["deadline:", "task:", "send:"].iter().any(|kind| row.event.starts_with(kind))
}

/// One of them, if there is any.
fn one<T>(chance: &mut Chance, from: Vec<T>) -> Option<T> {
    let nth = chance.below(from.len());
    from.into_iter().nth(nth)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}
