//! A length of time in one unit, as a designer writes it.

use std::cmp::Ordering;
use std::fmt;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::finding::nearest;
use crate::say;
use crate::text::Text;

/// The unit of a duration. Terms never mix units: "a month and three days" has no single answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A thousandth of a second. For charts, not for terms of people.
    Millisecond,
    /// 1000 milliseconds.
    Second,
    /// 60 seconds on the world's clock.
    Minute,
    /// 60 minutes on the world's clock.
    Hour,
    /// A day of the calendar.
    Day,
    /// A day that is no Saturday, Sunday, holiday or closing day.
    Workday,
    /// Seven days of the calendar.
    Week,
    /// A month of the calendar; the 31st becomes the last day of a shorter month.
    Month,
    /// Twelve months.
    Year,
}

/// What may be written for each unit. There are no abbreviations: `m` could be minutes or months.
const WORDS: [(Unit, &[&str]); 9] = [
    (Unit::Millisecond, &["millisecond", "milliseconds", "milliseconde", "milliseconden"]),
    (Unit::Second, &["second", "seconds", "seconde", "seconden"]),
    (Unit::Minute, &["minute", "minutes", "minuut", "minuten"]),
    (Unit::Hour, &["hour", "hours", "uur", "uren"]),
    (Unit::Day, &["day", "days", "dag", "dagen"]),
    (Unit::Workday, &["workday", "workdays", "working day", "working days", "werkdag", "werkdagen"]),
    (Unit::Week, &["week", "weeks", "weken"]),
    (Unit::Month, &["month", "months", "maand", "maanden"]),
    (Unit::Year, &["year", "years", "jaar", "jaren"]),
];

impl Unit {
    /// Whether it counts days of the calendar, rather than time on the clock.
    #[must_use]
    pub fn is_calendar(self) -> bool {
        !matches!(self, Self::Millisecond | Self::Second | Self::Minute | Self::Hour)
    }

    /// The unit that this word stands for.
    fn named(word: &str) -> Option<Self> {
        WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(unit, _)| *unit)
    }

    /// The most that fits in a hundred years. Longer is a slip of the pen.
    const fn most(self) -> u32 {
        match self {
            // Here the number itself is the limit, at some seven weeks.
            Self::Millisecond => u32::MAX,
            Self::Second => 36_525 * 24 * 60 * 60,
            Self::Minute => 36_525 * 24 * 60,
            Self::Hour => 36_525 * 24,
            Self::Day => 36_525,
            Self::Workday => 26_000,
            Self::Week => 5_218,
            Self::Month => 1_200,
            Self::Year => 100,
        }
    }

    /// The canonical word, for one and for more.
    const fn canonical(self) -> [&'static str; 2] {
        match self {
            Self::Millisecond => ["millisecond", "milliseconds"],
            Self::Second => ["second", "seconds"],
            Self::Minute => ["minute", "minutes"],
            Self::Hour => ["hour", "hours"],
            Self::Day => ["day", "days"],
            Self::Workday => ["workday", "workdays"],
            Self::Week => ["week", "weeks"],
            Self::Month => ["month", "months"],
            Self::Year => ["year", "years"],
        }
    }

    /// The Dutch word, for one and for more. Dutch counts hours and years in the singular.
    const fn dutch(self) -> [&'static str; 2] {
        match self {
            Self::Millisecond => ["milliseconde", "milliseconden"],
            Self::Second => ["seconde", "seconden"],
            Self::Minute => ["minuut", "minuten"],
            Self::Hour => ["uur", "uur"],
            Self::Day => ["dag", "dagen"],
            Self::Workday => ["werkdag", "werkdagen"],
            Self::Week => ["week", "weken"],
            Self::Month => ["maand", "maanden"],
            Self::Year => ["jaar", "jaar"],
        }
    }

    /// The English word for people, for one and for more.
    const fn english(self) -> [&'static str; 2] {
        match self {
            Self::Workday => ["working day", "working days"],
            other => other.canonical(),
        }
    }
}

/// A length of time, such as five working days. Stored as its canonical text, `5 workdays`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Duration {
    /// How many units; at least 1.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Duration {
    /// Reads `5 workdays`, `10 werkdagen`, `8 weken`, `P3M` or `PT2H`.
    ///
    /// # Errors
    /// What is wrong with it, for the designer: no whole number, an unknown unit, more than one
    /// unit, nothing at all or more than a hundred years.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let text = text.trim();
        match text.strip_prefix('P') {
            Some(iso) => Self::parse_iso(text, iso),
            None => Self::parse_words(text),
        }
    }

    /// Which of two is longer, where that is certain whenever they begin: weeks are days and years are
    /// months, a month has about 30 days, but how long a number of working days takes, nobody can say.
    #[must_use]
    pub fn compared(self, other: Self) -> Option<Ordering> {
        let (kind, length) = self.length();
        let (other_kind, other_length) = other.length();
        if kind == other_kind {
            return Some(length.cmp(&other_length));
        }
        let ((shortest, longest), (other_shortest, other_longest)) = (self.days(), other.days());
        if longest.is_some_and(|longest| longest < other_shortest) {
            return Some(Ordering::Less);
        }
        other_longest.is_some_and(|other_longest| other_longest < shortest).then_some(Ordering::Greater)
    }

    /// The fewest and the most days that it can take.
    fn days(self) -> (u64, Option<u64>) {
        const DAY: u64 = 86_400_000;
        let (unit, length) = self.length();
        match unit {
            Unit::Month => ((length * 365 / 12).saturating_sub(2), Some(length * 366 / 12 + 2)),
            // Nobody knows beforehand which days will be closed.
            Unit::Workday => (length, None),
            Unit::Day => (length, Some(length)),
            _ => (length / DAY, Some(length / DAY + 1)),
        }
    }

    /// The smallest unit that it is a whole number of, and how many.
    fn length(self) -> (Unit, u64) {
        let (unit, each) = match self.unit {
            Unit::Millisecond => (Unit::Millisecond, 1),
            Unit::Second => (Unit::Millisecond, 1_000),
            Unit::Minute => (Unit::Millisecond, 60_000),
            Unit::Hour => (Unit::Millisecond, 3_600_000),
            Unit::Day => (Unit::Day, 1),
            Unit::Workday => (Unit::Workday, 1),
            Unit::Week => (Unit::Day, 7),
            Unit::Month => (Unit::Month, 1),
            Unit::Year => (Unit::Month, 12),
        };
        (unit, u64::from(self.amount) * each)
    }

    fn parse_words(text: &str) -> Result<Self, Text> {
        if text.starts_with(['-', '−']) {
            return Err(negative());
        }
        let (digits, rest) = split_digits(text);
        if digits.is_empty() {
            return Err(say!(
                "`{text}` is geen duur. Schrijf een getal en een eenheid, zoals `5 workdays`.";
                "`{text}` is not a duration. Write a number and a unit, such as `5 workdays`."
            ));
        }
        if rest.starts_with(['.', ',']) {
            return Err(say!(
                "`{text}` is geen heel getal. Kies een kleinere eenheid, zoals `90 minutes`.";
                "`{text}` is not a whole number. Choose a smaller unit, such as `90 minutes`."
            ));
        }
        let word = rest.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if word.is_empty() {
            return Err(say!(
                "Achter `{digits}` ontbreekt de eenheid, zoals in `{digits} workdays`.";
                "The unit is missing after `{digits}`, as in `{digits} workdays`."
            ));
        }
        if word.contains(|c: char| c.is_ascii_digit()) {
            return Err(mixed(text));
        }
        match Unit::named(&word) {
            Some(_) if !rest.starts_with(char::is_whitespace) => Err(say!(
                "Schrijf een spatie tussen getal en eenheid: `{digits} {word}`.";
                "Write a space between number and unit: `{digits} {word}`."
            )),
            Some(unit) => Self::checked(digits, unit),
            None => Err(unknown_unit(digits, &word)),
        }
    }

    /// ISO 8601, one unit only: `P3M`, `P2W`, `PT30M`.
    fn parse_iso(text: &str, iso: &str) -> Result<Self, Text> {
        let (clock, part) = iso.strip_prefix('T').map_or((false, iso), |part| (true, part));
        if part.starts_with('-') {
            return Err(negative());
        }
        let (digits, letter) = split_digits(part);
        let unit = match (clock, letter) {
            (false, "Y") => Unit::Year,
            (false, "M") => Unit::Month,
            (false, "W") => Unit::Week,
            (false, "D") => Unit::Day,
            (true, "H") => Unit::Hour,
            (true, "M") => Unit::Minute,
            (true, "S") => Unit::Second,
            (_, more) if !digits.is_empty() && more.contains(|c: char| c.is_ascii_digit()) => {
                return Err(mixed(text));
            }
            _ => return Err(not_iso(text)),
        };
        if digits.is_empty() { Err(not_iso(text)) } else { Self::checked(digits, unit) }
    }

    /// `digits` holds digits only, so that failing to read them means they are too many.
    fn checked(digits: &str, unit: Unit) -> Result<Self, Text> {
        match digits.parse::<u32>() {
            Ok(0) => Err(say!(
                "Een duur is minstens 1. Laat de duur weg voor de dag zelf.";
                "A duration is at least 1. Leave the duration out for the day itself."
            )),
            Ok(amount) if amount <= unit.most() => Ok(Self { amount, unit }),
            _ => {
                let Text { nl, en } = Self { amount: unit.most(), unit }.text();
                Err(match unit {
                    Unit::Millisecond => say!("Een duur is hoogstens {nl}."; "A duration is at most {en}."),
                    _ => {
                        say!("Een duur is hoogstens 100 jaar ({nl})."; "A duration is at most 100 years ({en}).")
                    }
                })
            }
        }
    }

    /// How much time on the world's clock it is; none when it counts days of the calendar.
    #[must_use]
    pub fn on_the_clock(self) -> Option<TimeDelta> {
        let each = match self.unit {
            Unit::Millisecond => 1,
            Unit::Second => 1_000,
            Unit::Minute => 60 * 1_000,
            Unit::Hour => 60 * 60 * 1_000,
            Unit::Day | Unit::Workday | Unit::Week | Unit::Month | Unit::Year => return None,
        };
        Some(TimeDelta::milliseconds(each * i64::from(self.amount)))
    }

    /// For people: "10 werkdagen", "10 working days".
    #[must_use]
    pub fn text(self) -> Text {
        let Self { amount, unit } = self;
        let (nl, en) = (counted(amount, unit.dutch()), counted(amount, unit.english()));
        say!("{amount} {nl}"; "{amount} {en}")
    }
}

impl fmt::Display for Duration {
    /// The canonical form, which can be parsed: `10 workdays`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, counted(self.amount, self.unit.canonical()))
    }
}

impl TryFrom<String> for Duration {
    type Error = String;

    /// For stored values; the error is the English one, because only a programmer will see it.
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|wrong| wrong.en)
    }
}

impl From<Duration> for String {
    fn from(duration: Duration) -> Self {
        duration.to_string()
    }
}

fn counted(amount: u32, [one, more]: [&'static str; 2]) -> &'static str {
    if amount == 1 { one } else { more }
}

/// The leading ASCII digits, and the rest.
fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn negative() -> Text {
    say!(
        "Een duur is nooit negatief. Schrijf `before` voor een dag die eerder ligt.";
        "A duration is never negative. Write `before` for an earlier day."
    )
}

fn mixed(text: &str) -> Text {
    say!(
        "`{text}` mengt eenheden. Een duur heeft één getal en één eenheid.";
        "`{text}` mixes units. A duration has one number and one unit."
    )
}

fn not_iso(text: &str) -> Text {
    say!(
        "`{text}` is geen duur. Schrijf `3 months`, of `P3M`, `P2W`, `P10D`, `PT2H`.";
        "`{text}` is not a duration. Write `3 months`, or `P3M`, `P2W`, `P10D`, `PT2H`."
    )
}

fn unknown_unit(digits: &str, word: &str) -> Text {
    let near = nearest(word, WORDS.iter().flat_map(|(_, words)| words.iter().copied()));
    match near.and_then(|near| Some((near, Unit::named(near)?))) {
        Some((near, unit)) => {
            // In the language of the slip, and right for the number.
            let forms = if unit.dutch().contains(&near) { unit.dutch() } else { unit.canonical() };
            let near = counted(if digits == "1" { 1 } else { 2 }, forms);
            say!(
                "De eenheid `{word}` bestaat niet. Bedoelt u `{digits} {near}`?";
                "There is no unit `{word}`. Did you mean `{digits} {near}`?"
            )
        }
        None => say!(
            "De eenheid `{word}` bestaat niet. Kies uit seconds, minutes, hours, days, workdays, weeks, months, years.";
            "There is no unit `{word}`. Choose from seconds, minutes, hours, days, workdays, weeks, months, years."
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::{Duration, Unit, WORDS};

    fn read(text: &str) -> Option<(u32, Unit)> {
        Duration::parse(text).ok().map(|duration| (duration.amount, duration.unit))
    }

    #[test]
    fn both_languages_and_iso_are_read() {
        for (text, amount, unit) in [
            ("5 workdays", 5, Unit::Workday),
            ("1 workday", 1, Unit::Workday),
            ("10 werkdagen", 10, Unit::Workday),
            ("10 working days", 10, Unit::Workday),
            ("8 weken", 8, Unit::Week),
            ("3 maanden", 3, Unit::Month),
            ("2 uur", 2, Unit::Hour),
            ("30 minuten", 30, Unit::Minute),
            ("1 jaar", 1, Unit::Year),
            (" 5   Days ", 5, Unit::Day),
            ("P3M", 3, Unit::Month),
            ("P10D", 10, Unit::Day),
            ("P2W", 2, Unit::Week),
            ("P1Y", 1, Unit::Year),
            ("PT2H", 2, Unit::Hour),
            ("PT30M", 30, Unit::Minute),
            ("PT10S", 10, Unit::Second),
            ("10 seconden", 10, Unit::Second),
            ("1 millisecond", 1, Unit::Millisecond),
            ("100 years", 100, Unit::Year),
        ] {
            assert_eq!(read(text), Some((amount, unit)), "{text}");
        }
    }

    #[test]
    fn what_has_no_single_meaning_is_refused() {
        for (text, says) in [
            ("", "not a duration"),
            ("P", "not a duration"),
            ("PT", "not a duration"),
            ("PM", "not a duration"),
            ("P5", "not a duration"),
            ("P3H", "not a duration"),
            ("PT3D", "not a duration"),
            ("p3m", "not a duration"),
            ("vijf werkdagen", "not a duration"),
            ("5", "unit is missing"),
            ("5workdays", "`5 workdays`"),
            ("0 days", "at least 1"),
            ("P0D", "at least 1"),
            ("-5 days", "never negative"),
            ("P-3D", "never negative"),
            ("1,5 uur", "whole number"),
            ("1.5 hours", "whole number"),
            ("1 month and 3 days", "mixes units"),
            ("P1M3D", "mixes units"),
            ("P1DT2H", "mixes units"),
            ("101 years", "at most 100 years"),
            ("1201 months", "at most 100 years"),
            ("26001 workdays", "(26000 working days)"),
            ("99999999999999999999 days", "at most 100 years"),
            ("5 workdys", "Did you mean `5 workdays`?"),
            ("5 werkdagn", "Did you mean `5 werkdagen`?"),
            ("1 maamd", "Did you mean `1 maand`?"),
            ("3 jaars", "Did you mean `3 jaar`?"),
            ("5 kwartalen", "Choose from"),
        ] {
            let wrong = Duration::parse(text).expect_err(text);
            assert!(wrong.en.contains(says), "{text}: {}", wrong.en);
            assert!(!wrong.nl.is_empty() && wrong.nl != wrong.en, "{text}");
        }
    }

    #[test]
    fn every_word_and_every_amount_comes_back_from_its_own_text() {
        for (unit, word) in WORDS.iter().flat_map(|(unit, words)| words.iter().map(|word| (*unit, word))) {
            for amount in [1, 2, 99, unit.most().min(100), unit.most()] {
                let duration = Duration::parse(&format!("{amount} {word}")).expect(word);
                assert_eq!(duration, Duration { amount, unit });
                assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
                assert_eq!(Duration::parse(&duration.text().nl), Ok(duration));
                assert_eq!(Duration::parse(&duration.text().en), Ok(duration));
            }
        }
    }

    #[test]
    fn one_is_singular() {
        let text = |text: &str| Duration::parse(text).expect(text).text();
        assert_eq!(text("1 workdays").nl, "1 werkdag");
        assert_eq!(text("1 workdays").en, "1 working day");
        assert_eq!(text("10 workdays").nl, "10 werkdagen");
        assert_eq!(text("10 workdays").en, "10 working days");
        assert_eq!(text("3 jaren").nl, "3 jaar");
        assert_eq!(Duration::parse("P1D").expect("a day").to_string(), "1 day");
    }

    #[test]
    fn only_what_is_certain_is_compared() {
        let compare = |a: &str, b: &str| {
            let read = |text: &str| Duration::parse(text).expect(text);
            read(a).compared(read(b))
        };
        assert_eq!(compare("10 days", "2 weeks"), Some(Ordering::Less));
        assert_eq!(compare("7 days", "1 week"), Some(Ordering::Equal));
        assert_eq!(compare("1 year", "11 months"), Some(Ordering::Greater));
        assert_eq!(compare("90 minutes", "1 hour"), Some(Ordering::Greater));
        for (a, b) in [("5 workdays", "1 week"), ("1 month", "30 days"), ("24 hours", "1 day")] {
            assert_eq!(compare(a, b), None, "{a} {b}");
        }
        for (a, b) in [
            ("20 days", "3 months"),
            ("8 weeks", "2 months"),
            ("23 hours", "2 days"),
            ("1 day", "2 workdays"),
        ] {
            assert_eq!(compare(a, b), Some(Ordering::Less), "{a} {b}");
            assert_eq!(compare(b, a), Some(Ordering::Greater), "{b} {a}");
        }
    }

    #[test]
    fn it_is_stored_as_its_text() {
        let duration = Duration { amount: 10, unit: Unit::Workday };
        let stored = serde_json::to_string(&duration).expect("stored");
        assert_eq!(stored, "\"10 workdays\"");
        assert_eq!(serde_json::from_str::<Duration>(&stored).expect("read"), duration);
        assert!(serde_json::from_str::<Duration>("\"0 workdays\"").is_err());
    }
}
