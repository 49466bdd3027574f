//! The story of the demonstration, as data. Days are working days before today (`-40`), so that
//! the story works on any date of the year and ends today.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate, NaiveTime, TimeDelta};
use indexmap::IndexMap;
use nazorg_core::calendar::{BeyondHorizon, Calendar, Direction};
use serde::Deserialize;
use serde_json::Value as Json;

/// All of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    /// Who work here, by login name.
    pub(super) users: IndexMap<String, User>,
    /// Whom it is about, by the name that the story uses.
    pub(super) people: IndexMap<String, Person>,
    /// Reports of detention that come in.
    pub(super) reports: BTreeMap<String, Vec<Report>>,
    /// What happens, in order.
    pub(super) story: Vec<Step>,
}

/// A user.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) roles: Vec<String>,
    #[serde(default)]
    pub(super) deputy_for: Vec<String>,
}

/// A fictitious person. The BSN is from the range that is never given out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) voornamen: String,
    #[serde(default)]
    pub(super) voorvoegsel: String,
    pub(super) achternaam: String,
    pub(super) geslacht: String,
    pub(super) gemeente: String,
    /// Age in whole years, today.
    pub(super) jaren: u32,
    pub(super) bsn: String,
}

impl Person {
    /// "Linda van den Berg".
    pub(super) fn name(&self) -> String {
        let parts = [&self.voornamen, &self.voorvoegsel, &self.achternaam];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    }
}

/// One row of a report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    pub(super) who: String,
    pub(super) nr: String,
    pub(super) insluiting: String,
    pub(super) vrij: String,
    pub(super) pi: String,
    #[serde(default = "sentenced")]
    pub(super) regime: String,
}

fn sentenced() -> String {
    "veroordeeld".to_owned()
}

/// One thing that somebody does.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    /// Working days before today.
    pub(super) day: i32,
    /// The time of day.
    #[serde(default = "morning")]
    pub(super) at: NaiveTime,
    /// Which user.
    #[serde(rename = "as")]
    pub(super) user: String,
    /// A rule of the process must say no.
    #[serde(default)]
    pub(super) refused: bool,
    /// What is filled in. `@-40` is a day, `@-40 14:00` a moment.
    #[serde(default)]
    pub(super) form: Json,
    #[serde(flatten)]
    pub(super) action: Action,
}

fn morning() -> NaiveTime {
    NaiveTime::from_hms_opt(9, 30, 0).unwrap_or_default()
}

/// The kinds of things that people do.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Action {
    /// Reads in a report.
    Report(String),
    /// Adds a person by hand.
    Person(String),
    /// Starts a case: `[process, person, name of the case]`.
    Start(String, String, String),
    /// Records an event: `[case, event]`; a child is `case/group/key`.
    Do(String, String),
    /// Records an event of a person's detention: `[person, event]`.
    Detention(String, String),
    /// Ticks off a task: `[case, task]`.
    Task(String, String),
    /// Approves the letter of this id that waits: `[case, letter]`.
    Approve(String, String),
}

impl Script {
    /// The script that comes with the program.
    ///
    /// # Errors
    /// It is not written well, which a test prevents.
    pub(super) fn read() -> Result<Self, serde_yaml::Error> {
        serde_yaml::from_str(include_str!("script.yaml"))
    }
}

/// Turns the days of a script into dates.
#[derive(Debug)]
pub(super) struct Days {
    pub(super) today: NaiveDate,
    calendar: Calendar,
}

impl Days {
    /// Days that end today.
    pub(super) fn until(today: NaiveDate) -> Self {
        Self { today, calendar: Calendar::netherlands() }
    }

    /// A working day, counted from today.
    ///
    /// # Errors
    /// Beyond the calendar.
    pub(super) fn day(&self, offset: i32) -> Result<NaiveDate, BeyondHorizon> {
        let direction = if offset < 0 { Direction::Before } else { Direction::After };
        self.calendar.add_working_days(self.today, offset.unsigned_abs(), direction)
    }

    /// The day on which somebody of this age was born.
    pub(super) fn born(&self, person: &Person) -> NaiveDate {
        // Some months after a birthday, so that the age is the same all through the story.
        let born = self.today.checked_sub_months(Months::new(person.jaren * 12)).unwrap_or(self.today);
        born - TimeDelta::days(200)
    }

    /// A text with `@-40` or `@-40 14:00` in it as a date or a moment; any other text as it is.
    ///
    /// # Errors
    /// Beyond the calendar.
    pub(super) fn text(&self, text: &str) -> Result<String, BeyondHorizon> {
        let Some(written) = text.strip_prefix('@') else { return Ok(text.to_owned()) };
        let (offset, time) = written.split_once(' ').unwrap_or((written, ""));
        let Ok(offset) = offset.parse() else { return Ok(text.to_owned()) };
        let day = self.day(offset)?;
        Ok(if time.is_empty() { day.to_string() } else { format!("{day}T{time}") })
    }

    /// A form with all its days as dates.
    ///
    /// # Errors
    /// Beyond the calendar.
    pub(super) fn form(&self, form: &Json) -> Result<Json, BeyondHorizon> {
        Ok(match form {
            Json::String(text) => Json::String(self.text(text)?),
            Json::Array(items) => {
                Json::Array(items.iter().map(|item| self.form(item)).collect::<Result<_, _>>()?)
            }
            Json::Object(fields) => Json::Object(
                fields.iter().map(|(name, value)| Ok((name.clone(), self.form(value)?))).collect::<Result<
                    _,
                    BeyondHorizon,
                >>(
                )?,
            ),
            other => other.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Days, Script};

    #[test]
    fn the_story_hangs_together() {
        let script = Script::read().expect("the script reads");
        assert!(script.people.len() >= 10);
        let mut cases = Vec::new();
        let mut last = (i32::MIN, chrono::NaiveTime::MIN);
        for step in &script.story {
            let at = (step.day, step.at);
            assert!(at >= last, "{step:?} comes before what went before it");
            last = at;
            assert!(step.day < 0, "the last day is over: {step:?}");
            assert!(script.users.contains_key(&step.user), "{step:?}");
            match &step.action {
                Action::Report(name) => assert!(script.reports.contains_key(name), "{step:?}"),
                Action::Person(who) | Action::Detention(who, _) => assert!(script.people.contains_key(who)),
                Action::Start(_, who, case) => {
                    assert!(script.people.contains_key(who), "{step:?}");
                    cases.push(case.clone());
                }
                Action::Do(case, _) | Action::Task(case, _) | Action::Approve(case, _) => {
                    let main = case.split('/').next().unwrap_or_default();
                    assert!(cases.iter().any(|known| known == main), "{step:?}");
                }
            }
        }
        for row in script.reports.values().flatten() {
            assert!(script.people.contains_key(&row.who), "{row:?}");
        }
    }

    #[test]
    fn every_bsn_is_a_test_number() {
        for (who, person) in Script::read().expect("reads").people {
            let digits: Vec<i32> = person.bsn.bytes().map(|digit| i32::from(digit - b'0')).collect();
            let sum: i32 = digits.iter().zip([9, 8, 7, 6, 5, 4, 3, 2, -1]).map(|(d, w)| d * w).sum();
            assert!(person.bsn.starts_with("9999") && digits.len() == 9 && sum % 11 == 0, "{who}");
        }
    }

    #[test]
    fn days_are_working_days_from_today() {
        let days = Days::until("2026-11-22".parse().expect("a day"));
        assert_eq!(days.text("@-1").expect("in range"), "2026-11-20");
        assert_eq!(days.text("@+1 14:00").expect("in range"), "2026-11-23T14:00");
        assert_eq!(days.text("a@b").expect("text"), "a@b");
        assert_eq!(days.text("@home").expect("text"), "@home");
    }
}
