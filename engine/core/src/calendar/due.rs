//! When something is due: a whole day, or a moment.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::civil::instant;
use super::wording::{long_date, long_moment};
use crate::say;
use crate::text::{Language, Text};

/// A day that counts in full, or a moment on the wall clock in Europe/Amsterdam. Stored as text:
/// `2026-10-09` or `2026-10-09T14:00:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Due {
    /// The whole of a day.
    Day(NaiveDate),
    /// A moment.
    Moment(NaiveDateTime),
}

impl Due {
    /// The day, or the day of the moment.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Moment(moment) => moment.date(),
        }
    }

    /// The moment at this time of the same day.
    #[must_use]
    pub fn at(self, time: NaiveTime) -> Self {
        Self::Moment(self.day().and_time(time))
    }

    /// The same on another day: a moment keeps its time.
    #[must_use]
    pub fn on(self, day: NaiveDate) -> Self {
        match self {
            Self::Day(_) => Self::Day(day),
            Self::Moment(moment) => Self::Moment(day.and_time(moment.time())),
        }
    }

    /// 00:00 of the day, or the moment itself.
    #[must_use]
    pub fn starts(self) -> DateTime<Utc> {
        instant(self.wall_clock())
    }

    /// 00:00 of the day after the day, or the moment itself.
    #[must_use]
    pub fn ends(self) -> DateTime<Utc> {
        match self {
            Self::Day(day) => instant(day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN)),
            Self::Moment(moment) => instant(moment),
        }
    }

    /// For people: "woensdag 14 oktober 2026", "woensdag 14 oktober 2026 om 14.00 uur".
    #[must_use]
    pub fn text(self) -> Text {
        let [nl, en] = [Language::Nl, Language::En].map(|language| match self {
            Self::Day(day) => long_date(day, language),
            Self::Moment(moment) => long_moment(moment, language),
        });
        Text { nl, en }
    }

    fn wall_clock(self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::Moment(moment) => moment,
        }
    }
}

impl Ord for Due {
    /// A day sorts as its 00:00, before every moment of that day.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |due: &Self| (due.wall_clock(), matches!(due, Self::Moment(_)));
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            // The debug form of chrono is the one that is documented to be ISO 8601, with a `T`.
            Self::Moment(moment) => write!(f, "{moment:?}"),
        }
    }
}

impl FromStr for Due {
    type Err = Text;

    /// Reads the stored form, and what people write: `2026-10-09 14:00`.
    fn from_str(text: &str) -> Result<Self, Text> {
        let read = || {
            let (date, time) = match text.split_once(['T', ' ']) {
                Some((date, time)) => (date, Some(time)),
                None => (text, None),
            };
            // chrono alone would also read `2026-1-9`, and spaces between the parts.
            let day = date.parse::<NaiveDate>().ok().filter(|day| day.to_string() == date)?;
            match time {
                Some(time) if time.contains(char::is_whitespace) => None,
                Some(time) => Some(Self::Moment(day.and_time(time.parse().ok()?))),
                None => Some(Self::Day(day)),
            }
        };
        read().ok_or_else(|| {
            say!(
                "`{text}` is geen datum. Schrijf `2026-10-09` of `2026-10-09 14:00`.";
                "`{text}` is not a date. Write `2026-10-09` or `2026-10-09 14:00`."
            )
        })
    }
}

impl TryFrom<String> for Due {
    type Error = String;

    /// For stored values; the error is the English one, because only a programmer will see it.
    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|wrong: Text| wrong.en)
    }
}

impl From<Due> for String {
    fn from(due: Due) -> Self {
        due.to_string()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime};

    use super::Due;

    fn due(text: &str) -> Due {
        text.parse().expect(text)
    }

    #[test]
    fn it_is_stored_as_plain_text() {
        for text in ["2026-10-09", "2026-10-09T14:00:00", "2026-10-09T00:00:00", "2026-10-09T14:00:00.250"] {
            let stored = serde_json::to_string(&due(text)).expect("stored");
            assert_eq!(stored, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Due>(&stored).expect("read"), due(text));
        }
        assert_eq!(due("2026-10-09 14:00"), due("2026-10-09T14:00:00"));
        for wrong in [
            "",
            "2026",
            "2026-02-30",
            "2026-10-09T25:00:00",
            "9 oktober 2026",
            "2026-1-9",
            "2026-10- 9",
            "2026-10-09 14: 00",
            "2026-10-09T",
            "é",
        ] {
            assert!(wrong.parse::<Due>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_sorts_before_its_moments() {
        let order =
            ["2026-10-08T23:59:59", "2026-10-09", "2026-10-09T00:00:00", "2026-10-09T09:00:00", "2026-10-10"];
        assert!(order.map(due).is_sorted_by(|a, b| a < b));
        assert_ne!(due("2026-10-09"), due("2026-10-09T00:00:00"));
    }

    #[test]
    fn a_day_lasts_until_the_next() {
        let ends = |text| (due(text).starts().to_rfc3339(), due(text).ends().to_rfc3339());
        assert_eq!(
            ends("2026-10-09"),
            ("2026-10-08T22:00:00+00:00".into(), "2026-10-09T22:00:00+00:00".into())
        );
        // 23 hours in spring, 25 in autumn.
        assert_eq!(
            ends("2026-03-29"),
            ("2026-03-28T23:00:00+00:00".into(), "2026-03-29T22:00:00+00:00".into())
        );
        assert_eq!(
            ends("2026-10-25"),
            ("2026-10-24T22:00:00+00:00".into(), "2026-10-25T23:00:00+00:00".into())
        );
        let moment = due("2026-10-09T14:00:00");
        assert_eq!(moment.starts(), moment.ends());
        assert_eq!(moment.starts().to_rfc3339(), "2026-10-09T12:00:00+00:00");
    }

    #[test]
    fn the_ends_of_time_have_no_panic() {
        for edge in [
            Due::Day(NaiveDate::MIN),
            Due::Day(NaiveDate::MAX),
            Due::Moment(NaiveDateTime::MIN),
            Due::Moment(NaiveDateTime::MAX),
        ] {
            assert!(edge.starts() <= edge.ends());
            assert!(!edge.text().nl.is_empty());
            assert_eq!(due(&edge.to_string()), edge);
        }
    }

    #[test]
    fn people_read_a_day() {
        assert_eq!(due("2026-10-14").text().nl, "woensdag 14 oktober 2026");
        assert_eq!(due("2026-10-14 14:00").text().nl, "woensdag 14 oktober 2026 om 14.00 uur");
        assert_eq!(due("2026-10-14 14:00").text().en, "Wednesday 14 October 2026 at 14:00");
    }
}
