//! Telling the story, a day at a time.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, Timelike};
use indexmap::IndexMap;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::{CaseRow, FactView, HistoryRow};

use super::script::Script;
use crate::output::screen::{ALARM, DUE, FAINT, GOOD, STRONG, paint, plain};
use crate::output::{Screen, Stop, date};

/// Who tells it, and how far the story is.
pub(super) struct Teller<'a> {
    screen: &'a mut Screen,
    /// Names of users by login name.
    users: BTreeMap<String, String>,
    /// Whom a case is about.
    about: BTreeMap<i64, String>,
    now: NaiveDateTime,
    day_shown: bool,
}

impl<'a> Teller<'a> {
    /// A teller who has said nothing yet.
    pub(super) fn new(screen: &'a mut Screen, script: &Script) -> Self {
        let users = script.users.iter().map(|(login, user)| (login.clone(), user.name.clone())).collect();
        Self { screen, users, about: BTreeMap::new(), now: NaiveDateTime::default(), day_shown: false }
    }

    /// The clock moved.
    pub(super) fn at(&mut self, now: NaiveDateTime) {
        self.day_shown &= self.now.date() == now.date();
        self.now = now;
    }

    /// Whether it is known whom a case is about.
    pub(super) fn knows(&self, case: i64) -> bool {
        self.about.contains_key(&case)
    }

    /// Whom a case is about.
    pub(super) fn meet(&mut self, row: &CaseRow) {
        let name = &row.person_name;
        let about = if row.key.is_empty() { name.clone() } else { format!("{name}, {}", row.key) };
        self.about.insert(row.case, about);
    }

    /// Somebody did something that is no step of a case.
    pub(super) fn did(&mut self, user: &str, what: &Text, about: &str) -> Result<(), Stop> {
        let what = paint(STRONG, plain(self.screen.text(what)));
        let line = format!("{}: {what}  {}", self.name(user), paint(FAINT, plain(about)));
        self.line(line.trim_end())
    }

    /// Steps that were made: by somebody, or by the clock and the engine itself.
    pub(super) fn steps(&mut self, rows: &[HistoryRow]) -> Result<(), Stop> {
        for row in rows.iter().filter(|row| !row.actor.is_empty()) {
            let who = match &row.on_behalf_of {
                Some(other) => {
                    let (user, other) = (self.name(&row.actor), self.name(other));
                    let text = say!("{user} (voor {other})"; "{user} (for {other})");
                    text.get(self.screen.language).to_owned()
                }
                None => self.name(&row.actor),
            };
            let title = paint(STRONG, plain(self.screen.text(&row.title)));
            let about = row.case.map_or_else(String::new, |case| self.about(&[case]));
            self.line(&format!("{who}: {title}  {about}"))?;
            // Who did the work knows when it comes back.
            let told = row.facts.iter().filter(|fact| matters(fact) && fact.kind != "task_moved");
            for fact in told {
                let text = self.fact(fact);
                self.screen.line(format!("           {text}"))?;
            }
        }
        let by_itself: Vec<&HistoryRow> = rows.iter().filter(|row| row.actor.is_empty()).collect();
        self.told(&by_itself)
    }

    /// What came of something that was told already.
    pub(super) fn came(&mut self, rows: &[HistoryRow]) -> Result<(), Stop> {
        self.told(&rows.iter().collect::<Vec<_>>())
    }

    /// What was decided, and in which cases. The same thing in several cases is told once.
    fn told(&mut self, rows: &[&HistoryRow]) -> Result<(), Stop> {
        let mut told: IndexMap<String, Vec<i64>> = IndexMap::new();
        for row in rows {
            for fact in row.facts.iter().filter(|fact| matters(fact)) {
                told.entry(self.fact(fact)).or_default().extend(row.case);
            }
        }
        for (text, cases) in told {
            let about = self.about(&cases);
            self.line(&format!("{text}  {about}"))?;
        }
        Ok(())
    }

    /// A rule of the process said no.
    pub(super) fn refused(&mut self, user: &str, event: &str, about: &str, why: &Text) -> Result<(), Stop> {
        let about = paint(FAINT, plain(about));
        let event = event.replace('_', " ");
        let (user, why) = (self.name(user), paint(ALARM, plain(self.screen.text(why))));
        let text = say!("{user} wil vastleggen: {event}. Dat mag niet.  {about}"; "{user} wants to record: {event}. Not allowed.  {about}");
        let line = text.get(self.screen.language).to_owned();
        self.line(&line)?;
        self.screen.line(format!("           {why}"))?;
        Ok(())
    }

    fn fact(&self, fact: &FactView) -> String {
        let style = match fact.kind.as_str() {
            "escalated" | "failed" => ALARM,
            "letter_made" | "closed" => GOOD,
            _ => DUE,
        };
        paint(style, plain(self.screen.text(&fact.text)))
    }

    fn line(&mut self, line: &str) -> Result<(), Stop> {
        if !self.day_shown {
            self.day_shown = true;
            let day = date::day(self.now.date(), self.screen.language);
            self.screen.line("")?;
            self.screen.line(paint(STRONG, day))?;
        }
        let time = format!("{:2}.{:02}", self.now.hour(), self.now.minute());
        self.screen.line(format!("  {}  {line}", paint(FAINT, time)))?;
        Ok(())
    }

    fn name(&self, user: &str) -> String {
        self.users.get(user).cloned().unwrap_or_else(|| user.to_owned())
    }

    /// "Dani van der Linde Z7", "Dani van der Linde, CJG Z8".
    fn about(&self, cases: &[i64]) -> String {
        let named = |case: &i64| self.about.get(case).map_or("", String::as_str);
        let about = match cases {
            [] => String::new(),
            [case] => format!("{} Z{case}", named(case)),
            // They are about the same person; the numbers tell them apart.
            [first, ..] => {
                let name = named(first).split(", ").next().unwrap_or_default();
                let numbers: Vec<String> = cases.iter().map(|case| format!("Z{case}")).collect();
                format!("{name} {}", numbers.join(", "))
            }
        };
        paint(FAINT, plain(&about))
    }
}

/// What a reader of the story wants to know; the history of a case tells the rest.
fn matters(fact: &FactView) -> bool {
    match fact.kind.as_str() {
        "letter_made" | "escalated" | "notified" | "closed" | "failed" | "suspended" | "resumed"
        | "case_started" | "noted" | "task_moved" => true,
        // A new deadline is no news, a moved one is.
        "deadline_set" => fact.text.en.starts_with("Deadline moved"),
        _ => false,
    }
}
