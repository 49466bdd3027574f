//! Playing the script through the same doors that everybody uses, on a clock of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Days as CalendarDays, NaiveTime, Utc};
use nazorg_core::calendar::{instant, local};
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::{Happened, HistoryRow, LetterState};
use nazorg_runtime::{Clock, ImportFailed, Office, PublishFailed, VirtualClock, Workspace};
use serde_json::{Value as Json, json};

use super::script::{Action, Days, Person, Script, Step};
use super::teller::Teller;
use crate::output::Stop;
use crate::output::stop::{BAD_INPUT, REFUSED};

/// When the clock looks by itself: at midnight, when days begin, and at the end of the work.
const LOOKS: [(u32, u32); 2] = [(0, 0), (17, 30)];

/// Who plays.
pub(super) struct Player<'a> {
    office: Office,
    clock: Arc<VirtualClock>,
    script: &'a Script,
    days: Days,
    teller: Teller<'a>,
    root: PathBuf,
    people: BTreeMap<String, i64>,
    cases: BTreeMap<String, i64>,
    /// Steps that went differently from the script.
    pub(super) surprises: Vec<String>,
}

/// What a step came to: steps of cases, or why it was not done.
type Outcome = Result<Option<Happened>, Stop>;

impl<'a> Player<'a> {
    /// Opens the workspace on the morning of the first day and publishes everything.
    ///
    /// # Errors
    /// The store cannot be made.
    pub(super) fn start(
        workspace: Workspace,
        script: &'a Script,
        days: Days,
        teller: Teller<'a>,
    ) -> Result<Self, Stop> {
        let first = script.story.first().map_or(-1, |step| step.day);
        let morning = day(&days, first)?.and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default());
        let clock = Arc::new(VirtualClock::new(instant(morning)));
        let root = workspace.root.clone();
        let user = script.users.keys().next().map_or("", String::as_str);
        let office = Office::open(workspace, clock.clone(), user)?;
        office.publish(Some("Demo")).map_err(|failed| match failed {
            PublishFailed::Problem(problem) => Stop::from(problem),
            PublishFailed::Findings(findings) => Stop::Told {
                status: BAD_INPUT,
                text: say!("De processen hebben fouten."; "The processes have errors."),
                help: None,
                findings,
            },
        })?;
        let (people, cases) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { office, clock, script, days, teller, root, people, cases, surprises: Vec::new() })
    }

    /// Plays everything, and lets the clock run on until `now`.
    ///
    /// # Errors
    /// The store or the screen fails. What a process refuses is part of the story.
    pub(super) fn play(&mut self, now: DateTime<Utc>) -> Result<(), Stop> {
        let script = self.script;
        for step in &script.story {
            let at = instant(day(&self.days, step.day)?.and_time(step.at));
            self.advance(at)?;
            self.office.act_as(&step.user)?;
            let outcome = self.step(step);
            self.office.deliver()?;
            self.tell(step, outcome)?;
        }
        self.advance(now)
    }

    /// Moves the clock, and lets every deadline on the way fire on its day.
    fn advance(&mut self, to: DateTime<Utc>) -> Result<(), Stop> {
        let (from, until) = (local(self.clock.now()), local(to));
        let mut date = from.date();
        while date <= until.date() {
            for (hour, minute) in LOOKS {
                let look = date.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default());
                if look > from && look < until {
                    self.look(instant(look))?;
                }
            }
            date = date + CalendarDays::new(1);
        }
        self.look(to)
    }

    fn look(&mut self, at: DateTime<Utc>) -> Result<(), Stop> {
        self.clock.set(at);
        self.teller.at(local(at));
        let report = self.office.tick()?.whole()?;
        self.meet(report.steps.iter().filter_map(|row| row.case))?;
        self.teller.steps(&report.steps)
    }

    fn step(&mut self, step: &Step) -> Outcome {
        let form = self.days.form(&step.form).map_err(|error| Stop::bad_input(error.text()))?;
        match &step.action {
            Action::Report(name) => self.report(name, &step.user).map(|()| None),
            Action::Person(who) => self.add(who, &step.user).map(|()| None),
            Action::Start(process, who, case) => {
                let person = number(&self.people, who)?;
                let happened = self.office.case_start(process, person, &form, None)?;
                self.cases.insert(case.clone(), happened.case);
                Ok(Some(happened))
            }
            Action::Do(case, event) => {
                let case = self.case(case)?;
                Ok(Some(self.office.case_do(case, event, &form, None)?))
            }
            Action::Detention(who, event) => {
                let person = number(&self.people, who)?;
                let rows = self.office.record_do(person, "landelijk/detentie", event, &form, None)?;
                let cases: Vec<i64> = rows.iter().filter_map(|row| row.case).collect();
                self.meet(cases)?;
                self.detention(&rows, who, &step.user).map(|()| None)
            }
            Action::Task(case, task) => {
                let case = self.case(case)?;
                let open = self.office.task_list(true)?;
                let found = open.iter().find(|row| row.case == case && row.id == *task);
                let task = found.ok_or_else(|| unknown(task))?.task;
                Ok(Some(self.office.task_done(task, None)?))
            }
            Action::Approve(case, letter) => {
                let case = self.case(case)?;
                let letters = self.office.letter_list(Some(case))?;
                let waits = |state| state == LetterState::Waiting;
                let found = letters.iter().find(|row| row.id == *letter && waits(row.state));
                let letter = found.ok_or_else(|| unknown(letter))?.letter;
                Ok(Some(self.office.letter_approve(letter)?))
            }
        }
    }

    fn tell(&mut self, step: &Step, outcome: Outcome) -> Result<(), Stop> {
        match outcome {
            Ok(happened) => {
                if step.refused {
                    self.surprises.push(format!("not refused: {step:?}"));
                }
                let steps = happened.map(|happened| happened.steps).unwrap_or_default();
                self.meet(steps.iter().filter_map(|row| row.case))?;
                self.teller.steps(&steps)
            }
            Err(Stop::Told { status: REFUSED, text, .. }) => {
                if !step.refused {
                    self.surprises.push(format!("{}: {step:?}", text.en));
                }
                let event = match &step.action {
                    Action::Do(_, event) | Action::Detention(_, event) => event,
                    Action::Start(process, ..) => process,
                    Action::Task(_, id) | Action::Approve(_, id) => id,
                    Action::Report(name) | Action::Person(name) => name,
                };
                let about = match &step.action {
                    Action::Do(case, _) | Action::Task(case, _) | Action::Approve(case, _) => {
                        let case = self.case(case)?;
                        let row = self.office.case_show(case)?.row;
                        format!("{} Z{case}", row.person_name)
                    }
                    Action::Start(_, who, _) | Action::Detention(who, _) | Action::Person(who) => {
                        self.person(who)?.name()
                    }
                    Action::Report(_) => String::new(),
                };
                self.teller.refused(&step.user, event, &about, &text)
            }
            Err(stop) => Err(stop),
        }
    }

    /// A report comes in as a file, which stays in the workspace to look at.
    fn report(&mut self, name: &str, user: &str) -> Result<(), Stop> {
        let csv = self.csv(name)?;
        let folder = self.root.join("meldingen");
        let file = folder.join(format!("{name}.csv"));
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, &csv));
        written.map_err(|error| Stop::file(&file, &error))?;
        let report = match self.office.person_import(csv.as_bytes(), false) {
            Ok(report) => report,
            Err(ImportFailed::Problem(problem)) => return Err(problem.into()),
            Err(ImportFailed::Rows(report)) => {
                let rows: Vec<String> = report.bad.iter().map(|row| row.reason.en.clone()).collect();
                return Err(Stop::bad_input(Text::same(rows.join("; "))));
            }
        };
        self.find_people()?;
        let count = |many: usize, of: [&str; 4]| Text {
            nl: format!("{many} {}", if many == 1 { of[0] } else { of[1] }),
            en: format!("{many} {}", if many == 1 { of[2] } else { of[3] }),
        };
        let rows = count(report.rows, ["melding", "meldingen", "report", "reports"]);
        let new = count(report.people_new, ["nieuwe persoon", "nieuwe mensen", "new person", "new people"]);
        let moved = count(report.records_moved, ["nieuwe datum", "nieuwe data", "new date", "new dates"]);
        let text = Text {
            nl: format!("Detentie: {} ingelezen, {}, {} van vrijlating", rows.nl, new.nl, moved.nl),
            en: format!("Detention: {} read in, {}, {} of release", rows.en, new.en, moved.en),
        };
        self.teller.did(user, &text, &format!("meldingen/{name}.csv"))?;
        let now = self.clock.now();
        self.meet(report.cases.iter().copied())?;
        for case in report.cases {
            let mut rows = self.office.case_history(case)?;
            rows.retain(|row| row.recorded == now && row.case == Some(case));
            self.teller.came(&rows)?;
        }
        Ok(())
    }

    /// An event of a person's detention, and what it meant to the cases.
    fn detention(&mut self, rows: &[HistoryRow], who: &str, user: &str) -> Result<(), Stop> {
        let (record, cases): (Vec<HistoryRow>, Vec<HistoryRow>) =
            rows.iter().cloned().partition(|row| row.case.is_none());
        if let (Some(row), Some(person)) = (record.first(), self.script.people.get(who)) {
            self.teller.did(user, &row.title, &person.name())?;
        }
        self.teller.came(&cases)
    }

    fn csv(&self, name: &str) -> Result<String, Stop> {
        let mut csv = "meldingsnummer;bsn;geslacht;voornamen;voorvoegsel;achternaam;geboortedatum;gemeente;pi;insluiting;vrij_verwacht;regime\n".to_owned();
        let rows = self.script.reports.get(name).ok_or_else(|| unknown(name))?;
        for row in rows {
            let Person { voornamen, voorvoegsel, achternaam, geslacht, gemeente, bsn, .. } =
                self.person(&row.who)?;
            let born = self.days.born(self.person(&row.who)?);
            let date = |text: &str| self.days.text(text).map_err(|error| Stop::bad_input(error.text()));
            let (from, until) = (date(&row.insluiting)?, date(&row.vrij)?);
            let (nr, pi, regime) = (&row.nr, &row.pi, &row.regime);
            csv.push_str(&format!(
                "{nr};{bsn};{geslacht};{voornamen};{voorvoegsel};{achternaam};{born};{gemeente};{pi};{from};{until};{regime}\n"
            ));
        }
        Ok(csv)
    }

    fn add(&mut self, who: &str, user: &str) -> Result<(), Stop> {
        let person = self.person(who)?;
        let mut form = json!({
            "voornamen": person.voornamen,
            "achternaam": person.achternaam,
            "geslacht": person.geslacht,
            "gemeente": person.gemeente,
            "bsn": person.bsn,
            "geboortedatum": self.days.born(person).to_string(),
        });
        if !person.voorvoegsel.is_empty() {
            form["voorvoegsel"] = Json::String(person.voorvoegsel.clone());
        }
        let view = self.office.person_add(&form)?;
        self.people.insert(who.to_owned(), view.row.person);
        let (name, number) = (view.row.name, view.row.person);
        let text = say!("Persoon toegevoegd"; "Person added");
        self.teller.did(user, &text, &format!("{name} P{number}"))
    }

    /// Which number everybody got, by birth date and last name.
    fn find_people(&mut self) -> Result<(), Stop> {
        for row in self.office.person_list()? {
            let known = self.script.people.iter().find(|(_, person)| {
                row.name.ends_with(&person.achternaam) && row.birth_date == Some(self.days.born(person))
            });
            if let Some((who, _)) = known {
                self.people.insert(who.clone(), row.person);
            }
        }
        Ok(())
    }

    fn person(&self, who: &str) -> Result<&Person, Stop> {
        self.script.people.get(who).ok_or_else(|| unknown(who))
    }

    /// A case by its name in the script, or a child of it: `case/group/key`.
    fn case(&self, name: &str) -> Result<i64, Stop> {
        let mut parts = name.split('/');
        let mut case = number(&self.cases, parts.next().unwrap_or_default())?;
        while let Some(group) = parts.next() {
            let key = parts.next();
            let view = self.office.case_show(case)?;
            let fits = |child: &&nazorg_runtime::view::ChildView| {
                child.group == group && key.is_none_or(|key| child.key == key)
            };
            let child = view.children.iter().rfind(fits).and_then(|child| child.case);
            case = child.ok_or_else(|| unknown(name))?;
        }
        Ok(case)
    }

    fn meet(&mut self, cases: impl IntoIterator<Item = i64>) -> Result<(), Stop> {
        for case in cases {
            if !self.teller.knows(case) {
                let row = self.office.case_show(case)?.row;
                self.teller.meet(&row);
            }
        }
        Ok(())
    }
}

fn day(days: &Days, offset: i32) -> Result<chrono::NaiveDate, Stop> {
    days.day(offset).map_err(|error| Stop::bad_input(error.text()))
}

fn number(known: &BTreeMap<String, i64>, name: &str) -> Result<i64, Stop> {
    known.get(name).copied().ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Stop {
    Stop::bad_input(say!("Het verhaal kent `{name}` niet."; "The story does not know `{name}`."))
}
