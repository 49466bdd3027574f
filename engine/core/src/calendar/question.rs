//! A term outside any case: `10 werkdagen na 2026-12-24`, worked out step by step.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::derivation::{Clause, ClauseKind, Derivation, sum};
use super::{Amount, Anchor, Calendar, Due, Duration, Formula, Roll, Term};
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// A formula with its dates filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    formula: Formula,
    base: Due,
    duration: Option<Duration>,
}

/// What a name in a formula stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// A day or moment.
    At(Due),
    /// A length of time.
    Length(Duration),
}

/// Why a question has no single answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// What is wrong.
    pub text: Text,
    /// What may have been meant, to be typed instead.
    pub alternatives: Vec<String>,
}

/// A term, worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The formula as it was understood.
    pub formula: String,
    /// Where it ends.
    pub due: Due,
    /// For one that comes back: the ends after the first.
    pub next: Vec<Due>,
    /// How long it is in all: "10 werkdagen".
    pub sum: Option<Text>,
    /// How it came about.
    pub clauses: Vec<Clause>,
}

/// The name that the date in a formula gets, so that it reads as a formula of a process.
const DATE: &str = "datum";
/// How many ends of a recurring term are told beside the first.
const NEXT: u32 = 4;

const MONTHS: [[&str; 2]; 12] = [
    ["januari", "january"],
    ["februari", "february"],
    ["maart", "march"],
    ["april", "april"],
    ["mei", "may"],
    ["juni", "june"],
    ["juli", "july"],
    ["augustus", "august"],
    ["september", "september"],
    ["oktober", "october"],
    ["november", "november"],
    ["december", "december"],
];

/// Short units, and what each may mean.
const SHORT: [(&str, &[&str]); 12] = [
    ("d", &["days", "workdays"]),
    ("dg", &["days", "workdays"]),
    ("wd", &["workdays"]),
    ("w", &["weeks", "workdays"]),
    ("wk", &["weeks"]),
    ("m", &["months", "minutes"]),
    ("mnd", &["months"]),
    ("min", &["minutes"]),
    ("j", &["years"]),
    ("jr", &["years"]),
    ("y", &["years"]),
    ("u", &["hours"]),
];

impl Question {
    /// Reads a formula with a date in it, or with names that `values` gives a date or duration.
    ///
    /// # Errors
    /// It cannot be read, or it can mean more than one thing: then with the alternatives.
    pub fn read(text: &str, values: &BTreeMap<Id, Given>, today: NaiveDate) -> Result<Self, Unclear> {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        refuse_short_units(&words)?;
        let date = take_date(&mut words, today)?;
        let plain = words.join(" ");
        let formula = Formula::parse(&plain).map_err(|wrong| two_units(&words, text, wrong.message))?;
        let named = |id: &Id| if *id == DATE && date.is_some() { None } else { values.get(id) };
        let formula = formula.with_bare_duration(|id| matches!(named(id), Some(Given::Length(_))));
        let duration = match &formula.amount {
            Amount::None => None,
            Amount::Fixed(duration) => Some(*duration),
            Amount::Named(id) => match named(id) {
                Some(Given::Length(duration)) => Some(*duration),
                _ => return Err(not_given(id, "5 workdays")),
            },
        };
        let base = match (&formula.anchor, date) {
            (Anchor::Named(id), Some(date)) if *id == DATE => date,
            (Anchor::Named(id), _) => match named(id) {
                Some(Given::At(due)) => *due,
                _ => return Err(not_given(id, "2026-12-24")),
            },
            _ => return Err(no_anchor(text, today)),
        };
        Ok(Self { formula, base, duration })
    }

    /// The same under a rule for its end.
    #[must_use]
    pub fn rolled(mut self, roll: Roll) -> Self {
        self.formula.roll = roll;
        self
    }

    /// Works it out.
    ///
    /// # Errors
    /// It lies beyond the calendar.
    pub fn answer(&self, calendar: &Calendar) -> Result<Answer, super::BeyondHorizon> {
        let mut how = Derivation::written();
        let Text { nl, en } = self.base.text();
        how.add(|| Clause::new(ClauseKind::Base, say!("Vanaf {nl}"; "From {en}"), self.base));
        let due = self.nth(calendar, 1, &mut how)?;
        let mut next = Vec::new();
        if self.formula.every {
            for round in 2..=1 + NEXT {
                next.push(self.nth(calendar, round, &mut Derivation::default())?);
            }
        }
        let clauses = how.into_clauses();
        let formula = self.formula.to_string().replace(DATE, &self.base.to_string());
        Ok(Answer { formula, due, next, sum: sum(&clauses), clauses })
    }

    fn nth(
        &self,
        calendar: &Calendar,
        round: u32,
        how: &mut Derivation,
    ) -> Result<Due, super::BeyondHorizon> {
        let (base, formula) = (self.base, &self.formula);
        let direction = formula.direction;
        super::calendar::within_horizon(base.day())?;
        let mut due = base;
        if let Some(duration) = self.duration {
            due = calendar.nth(base, duration, round, direction, None)?;
            how.add(|| calendar.counted(base, duration, direction, due));
        }
        if let Some(time) = formula.time {
            due = due.at(time);
            let Text { nl, en } = due.text();
            how.add(|| Clause::new(ClauseKind::Time, say!("Op de tijd: {nl}"; "At the time: {en}"), due));
        }
        let counted = self.duration.map(|duration| (duration, direction));
        calendar.roll(Term { from: base, counted, due }, formula.roll, how)
    }
}

fn unclear(text: Text, alternatives: Vec<String>) -> Unclear {
    Unclear { text, alternatives }
}

/// `3 m` could be months or minutes.
fn refuse_short_units(words: &[String]) -> Result<(), Unclear> {
    for (at, word) in words.iter().enumerate() {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (amount, unit) = match (&word[..digits], &word[digits..]) {
            (amount, "") => (amount, words.get(at + 1).map_or("", String::as_str)),
            both => both,
        };
        let Some((_, meant)) = SHORT.iter().find(|(short, _)| *short == unit) else { continue };
        if amount.is_empty() {
            continue;
        }
        let (before, after) =
            (words[..at].join(" "), words[at + if word.len() == digits { 2 } else { 1 }..].join(" "));
        let typed = |unit: &&str| format!("{before} {amount} {unit} {after}").trim().to_owned();
        let text = say!("`{unit}` kan meer betekenen. Schrijf de eenheid voluit."; "`{unit}` can mean more than one thing. Write the unit in full.");
        return Err(unclear(text, meant.iter().map(typed).collect()));
    }
    Ok(())
}

/// Takes the one date out of the words and puts a name in its place.
fn take_date(words: &mut Vec<String>, today: NaiveDate) -> Result<Option<Due>, Unclear> {
    let mut found = None;
    let mut at = 0;
    while at < words.len() {
        if let Some((due, count)) = date_at(words, at, today)? {
            if found.is_some() {
                return Err(unclear(
                    say!("Er staan twee datums. Een termijn telt vanaf één datum."; "There are two dates. A term counts from one date."),
                    Vec::new(),
                ));
            }
            found = Some(due);
            words.splice(at..at + count, [DATE.to_owned()]);
        }
        at += 1;
    }
    Ok(found)
}

/// The date that begins at a word, and how many words it takes.
fn date_at(words: &[String], at: usize, today: NaiveDate) -> Result<Option<(Due, usize)>, Unclear> {
    let word = words[at].as_str();
    match word {
        "vandaag" | "today" => return Ok(Some((Due::Day(today), 1))),
        "gisteren" | "yesterday" => return Ok(today.pred_opt().map(|day| (Due::Day(day), 1))),
        "morgen" | "tomorrow" => return Ok(today.succ_opt().map(|day| (Due::Day(day), 1))),
        _ => {}
    }
    if let Ok(due) = word.parse::<Due>() {
        let time = words.get(at + 1).filter(|_| matches!(due, Due::Day(_)));
        let moment = time.and_then(|time| format!("{word} {time}").parse::<Due>().ok());
        return Ok(Some(moment.map_or((due, 1), |moment| (moment, 2))));
    }
    if let Some(due) = day_in_figures(word)? {
        return Ok(Some((due, 1)));
    }
    day_in_words(words, at, today)
}

/// `24-12-2026`, as it is written in the Netherlands.
fn day_in_figures(word: &str) -> Result<Option<Due>, Unclear> {
    let parts: Vec<u32> = word.split(['-', '/', '.']).map_while(|part| part.parse().ok()).collect();
    let [a, b, c] = parts[..] else { return Ok(None) };
    if word.split(['-', '/', '.']).count() != 3 {
        return Ok(None);
    }
    let day = |year: u32, month, day| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    let mut meant: Vec<NaiveDate> = Vec::new();
    if a >= 1000 {
        meant.extend(day(a, b, c));
    } else {
        let years = if c < 100 { vec![2000 + c, 1900 + c] } else { vec![c] };
        for year in years {
            meant.extend(day(year, b, a));
            // With slashes the month comes first in America.
            if word.contains('/') {
                meant.extend(day(year, a, b));
            }
        }
        meant.dedup();
    }
    match meant[..] {
        [only] => Ok(Some(Due::Day(only))),
        [] => Err(unclear(
            say!("`{word}` is geen dag die bestaat."; "`{word}` is no day that exists."),
            Vec::new(),
        )),
        _ => Err(unclear(
            say!("`{word}` kan meer dan één dag zijn. Schrijf jaar-maand-dag."; "`{word}` can be more than one day. Write year-month-day."),
            meant.iter().map(NaiveDate::to_string).collect(),
        )),
    }
}

/// `24 december 2026`. Without a year it is refused.
fn day_in_words(words: &[String], at: usize, today: NaiveDate) -> Result<Option<(Due, usize)>, Unclear> {
    let (Ok(of_month), Some(name)) = (words[at].parse::<u32>(), words.get(at + 1)) else { return Ok(None) };
    let name = name.to_lowercase();
    let Some(month) = MONTHS.iter().position(|names| names.contains(&name.as_str())) else { return Ok(None) };
    let day = |year| NaiveDate::from_ymd_opt(year, u32::try_from(month).unwrap_or(0) + 1, of_month);
    let shown = format!("{of_month} {name}");
    let year = words.get(at + 2).filter(|year| year.len() == 4).and_then(|year| year.parse::<i32>().ok());
    let Some(year) = year else {
        let near = [today.year(), today.year() + 1].into_iter().filter_map(day);
        return Err(unclear(
            say!("Van welk jaar is `{shown}`?"; "Of which year is `{shown}`?"),
            near.map(|day| day.to_string()).collect(),
        ));
    };
    match day(year) {
        Some(day) => Ok(Some((Due::Day(day), 3))),
        None => Err(unclear(
            say!("`{shown} {year}` is geen dag die bestaat."; "`{shown} {year}` is no day that exists."),
            Vec::new(),
        )),
    }
}

/// `1 month and 3 days`: which of the two is counted first makes a difference.
fn two_units(words: &[String], text: &str, wrong: Text) -> Unclear {
    if !wrong.en.contains("mixes units") {
        return unclear(wrong, Vec::new());
    }
    let side = words.iter().position(|word| matches!(word.as_str(), "na" | "after" | "voor" | "before"));
    let Text { nl, en } = wrong;
    let (to_nl, to_en) = (
        " Reken in twee stappen: de uitkomst hangt af van wat u eerst telt.",
        " Count in two steps: what comes out depends on which you count first.",
    );
    let mut alternatives = Vec::new();
    if let Some(side) = side {
        let rest = text.split_whitespace().skip(side).collect::<Vec<_>>().join(" ");
        let numbers: Vec<usize> =
            (0..side).filter(|at| words[*at].starts_with(|c: char| c.is_ascii_digit())).collect();
        alternatives.extend(
            numbers.iter().filter_map(|at| Some(format!("{} {} {rest}", words[*at], words.get(at + 1)?))),
        );
    }
    unclear(Text { nl: nl + to_nl, en: en + to_en }, alternatives)
}

fn not_given(id: &Id, example: &str) -> Unclear {
    unclear(
        say!("Wat is `{id}`? Zet erachter bijvoorbeeld `{id}={example}`."; "What is `{id}`? Write for example `{id}={example}` behind it."),
        Vec::new(),
    )
}

fn no_anchor(text: &str, today: NaiveDate) -> Unclear {
    let bare = text.split_whitespace().collect::<Vec<_>>().join(" ");
    unclear(
        say!("Vanaf welke dag? Buiten een zaak is er geen begin."; "From which day? Outside a case nothing has begun."),
        vec![format!("{bare} na {today}"), format!("{bare} voor {today}")],
    )
}

#[cfg(test)]
#[path = "question_tests.rs"]
mod tests;
