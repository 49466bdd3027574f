//! Telling the story, a day at a time.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, Timelike};
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::HistoryRow;

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
    pub(super) fn meet(&mut self, case: i64, name: &str) {
        self.about.insert(case, name.to_owned());
    }

    /// Somebody did something that is no step of a case.
    pub(super) fn did(&mut self, user: &str, what: &Text) -> Result<(), Stop> {
        let line = format!("{}: {}", self.name(user), self.screen.text(what));
        self.line(&line)
    }

    /// Steps that were made: by somebody, or by the clock.
    pub(super) fn steps(&mut self, rows: &[HistoryRow]) -> Result<(), Stop> {
        for row in rows {
            let title = paint(STRONG, plain(self.screen.text(&row.title)));
            let who = match (row.actor.as_str(), &row.on_behalf_of) {
                ("", _) => String::new(),
                (user, Some(other)) => {
                    let (user, other) = (self.name(user), self.name(other));
                    let text = say!("{user} (voor {other}): "; "{user} (for {other}): ");
                    text.get(self.screen.language).to_owned()
                }
                (user, None) => format!("{}: ", self.name(user)),
            };
            let about = match row.case {
                Some(case) => format!("  {}", paint(FAINT, format!("{} Z{case}", self.person(case)))),
                None => String::new(),
            };
            // What the engine does by itself is only worth telling when something came of it.
            if row.actor.is_empty() && row.facts.iter().all(|fact| fact.detail) {
                continue;
            }
            self.line(&format!("{who}{title}{about}"))?;
            self.facts(row)?;
        }
        Ok(())
    }

    /// A rule of the process said no.
    pub(super) fn refused(&mut self, user: &str, event: &str, why: &Text) -> Result<(), Stop> {
        let event = event.replace('_', " ");
        let (user, why) = (self.name(user), paint(ALARM, plain(self.screen.text(why))));
        let text = say!("{user} wil vastleggen: {event}. Dat mag niet."; "{user} wants to record: {event}. Not allowed.");
        let line = text.get(self.screen.language).to_owned();
        self.line(&line)?;
        self.screen.line(format!("           {why}"))?;
        Ok(())
    }

    fn facts(&mut self, row: &HistoryRow) -> Result<(), Stop> {
        for fact in row.facts.iter().filter(|fact| !fact.detail) {
            let text = plain(self.screen.text(&fact.text));
            let style = match fact.kind.as_str() {
                "escalated" | "failed" => ALARM,
                "letter_made" | "closed" => GOOD,
                "deadline_fired" | "notified" | "suspended" => DUE,
                _ => anstyle::Style::new(),
            };
            self.screen.line(format!("           {}", paint(style, text)))?;
        }
        Ok(())
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

    fn person(&self, case: i64) -> String {
        self.about.get(&case).map(|name| plain(name)).unwrap_or_default()
    }
}
