//! How a day came about, step by step, for people and for programs.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{Calendar, Direction, Due, Duration, Unit, equated, holiday, long_date};
use crate::say;
use crate::text::{Language, Text};

/// What one step of a computation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// From where it counts.
    Base,
    /// Where a value comes from.
    Source,
    /// A duration was counted.
    Counted,
    /// The time of the day.
    Time,
    /// Time in which the term stood still was added.
    Suspended,
    /// Somebody gave it more time.
    Extended,
    /// A rule moved the end.
    Rolled,
    /// A rule was asked for and does not apply, or changes nothing.
    NotRolled,
    /// Something to know.
    Remark,
}

/// Why a day was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The day.
    pub day: NaiveDate,
    /// Why: a name of a holiday, a decree, or `weekend`, `gesloten`.
    pub why: Text,
    /// Only because of the weekend.
    pub weekend: bool,
}

/// One step of a computation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// What it did.
    pub kind: ClauseKind,
    /// In words.
    pub text: Text,
    /// Where the term ends after it.
    pub due: Option<Due>,
    /// The days that were passed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// What it adds to the term: "10 werkdagen", "14 dagen opschorting".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adds: Option<Text>,
}

/// The steps of a computation, in order. Nothing is written unless somebody asked for it: a step
/// of a case works out many terms that nobody reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derivation {
    clauses: Option<Vec<Clause>>,
}

impl Derivation {
    /// One that is written down.
    #[must_use]
    pub fn written() -> Self {
        Self { clauses: Some(Vec::new()) }
    }

    /// Whether it is written down.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.clauses.is_some()
    }

    /// Adds a step, if anybody wants to know.
    pub fn add(&mut self, clause: impl FnOnce() -> Clause) {
        if let Some(clauses) = &mut self.clauses {
            clauses.push(clause());
        }
    }

    /// The steps.
    #[must_use]
    pub fn into_clauses(self) -> Vec<Clause> {
        self.clauses.unwrap_or_default()
    }
}

/// The sum in one line: "56 dagen + 14 dagen opschorting"; none when nothing is added up.
#[must_use]
pub fn sum(clauses: &[Clause]) -> Option<Text> {
    let parts: Vec<&Text> = clauses.iter().filter_map(|clause| clause.adds.as_ref()).collect();
    let join =
        |of: fn(&Text) -> &String| parts.iter().map(|text| of(text).as_str()).collect::<Vec<_>>().join(" + ");
    (!parts.is_empty()).then(|| Text { nl: join(|text| &text.nl), en: join(|text| &text.en) })
}

impl Clause {
    /// A step that ends somewhere.
    #[must_use]
    pub fn new(kind: ClauseKind, text: Text, due: Due) -> Self {
        Self { kind, text, due: Some(due), skipped: Vec::new(), adds: None }
    }

    /// Something to know.
    #[must_use]
    pub fn remark(text: Text) -> Self {
        Self { kind: ClauseKind::Remark, text, due: None, skipped: Vec::new(), adds: None }
    }

    /// Where a value comes from.
    #[must_use]
    pub fn source(text: Text) -> Self {
        Self { kind: ClauseKind::Source, ..Self::remark(text) }
    }

    pub(crate) fn counted(duration: Duration, later: bool, due: Due, skipped: Vec<Skipped>) -> Self {
        let (length, end, passed) = (duration.text(), due.text(), passed_over(&skipped));
        let text = if later {
            Text {
                nl: format!("{} verder: {}{}", length.nl, end.nl, passed.nl),
                en: format!("{} later: {}{}", length.en, end.en, passed.en),
            }
        } else {
            Text {
                nl: format!("{} terug: {}{}", length.nl, end.nl, passed.nl),
                en: format!("{} earlier: {}{}", length.en, end.en, passed.en),
            }
        };
        Self { skipped, adds: Some(length), ..Self::new(ClauseKind::Counted, text, due) }
    }
}

/// Why a day is none to end on or to count, as the law sees it; none for an ordinary weekday.
pub(super) fn day_off(day: NaiveDate) -> Option<Skipped> {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    if let Some(name) = holiday(day) {
        return Some(Skipped { day, why: Text::same(name), weekend: false });
    }
    if weekend {
        let why = say!("weekend"; "weekend");
        return Some(Skipped { day, why, weekend });
    }
    let source = equated(day)?;
    let why = say!("gelijkgestelde dag: {source}"; "equated day: {source}");
    Some(Skipped { day, why, weekend: false })
}

/// Holidays that a text names; after these it only counts.
const NAMED_MAX: usize = 12;

/// ". Niet meegeteld: 4 dagen weekend, vrijdag 25 december 2026 (Eerste Kerstdag)", or nothing.
pub(super) fn passed_over(skipped: &[Skipped]) -> Text {
    if skipped.is_empty() {
        return Text::default();
    }
    let weekend = skipped.iter().filter(|skipped| skipped.weekend).count();
    let named: Vec<&Skipped> = skipped.iter().filter(|skipped| !skipped.weekend).collect();
    let list = |language: Language| {
        let mut parts = Vec::new();
        if weekend > 0 {
            parts.push(match language {
                Language::Nl if weekend == 1 => "1 dag weekend".to_owned(),
                Language::Nl => format!("{weekend} dagen weekend"),
                Language::En if weekend == 1 => "1 day of weekend".to_owned(),
                Language::En => format!("{weekend} days of weekend"),
            });
        }
        for skipped in named.iter().take(NAMED_MAX) {
            parts.push(format!("{} ({})", long_date(skipped.day, language), skipped.why.get(language)));
        }
        if let Some(more) = named.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
            parts.push(match language {
                Language::Nl => format!("en nog {more} vrije dagen"),
                Language::En => format!("and {more} more days off"),
            });
        }
        parts.join(", ")
    };
    let (nl, en) = (list(Language::Nl), list(Language::En));
    say!(". Niet meegeteld: {nl}"; ". Not counted: {en}")
}

impl Calendar {
    /// The step that counted a duration. For working days: which days it passed over.
    pub(crate) fn counted(&self, base: Due, duration: Duration, direction: Direction, due: Due) -> Clause {
        let (from, until) = (base.day().min(due.day()), base.day().max(due.day()));
        let mut skipped = Vec::new();
        if duration.unit == Unit::Workday {
            let between = from.iter_days().skip(1).take_while(|day| *day < until);
            skipped.extend(between.filter(|day| !self.is_working_day(*day)).map(|day| self.off(day)));
        }
        Clause::counted(duration, direction == Direction::After, due, skipped)
    }

    /// Why this organisation does not work on a day.
    pub(super) fn off(&self, day: NaiveDate) -> Skipped {
        let closed = || Skipped { day, why: say!("gesloten"; "closed"), weekend: false };
        match day_off(day) {
            // Equated days are no holidays to those who work on them; here somebody does not.
            Some(off) if off.weekend || holiday(day).is_some() => off,
            _ => closed(),
        }
    }
}
