//! Which days are worked, and counting them.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::civil::{instant, local};
use super::holiday::holiday;
use crate::say;
use crate::text::Text;

/// The version of the built-in rules. It changes when a holiday is added or moved.
const RULES: &str = "nl-1";

/// The first and the last year that can be counted in.
pub const HORIZON: (i32, i32) = (1900, 2200);

/// When the day's work is over, on the wall clock in the Netherlands.
const OFFICE_CLOSES: NaiveTime = NaiveTime::from_hms_opt(17, 0, 0).expect("five o'clock exists");

/// Which way to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Later.
    After,
    /// Earlier.
    Before,
}

/// A day came out, or went in, that no calendar here knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeyondHorizon;

impl BeyondHorizon {
    /// For people.
    #[must_use]
    pub fn text(&self) -> Text {
        let (first, last) = HORIZON;
        say!(
            "Deze datum ligt buiten de kalender, die loopt van {first} tot en met {last}.";
            "This date is outside the calendar, which runs from {first} through {last}."
        )
    }
}

impl fmt::Display for BeyondHorizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for BeyondHorizon {}

/// The working days of an organisation: the Dutch ones, less its own closing days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    closed: BTreeSet<NaiveDate>,
    closes: NaiveTime,
    version: String,
}

impl Calendar {
    /// Monday to Friday, without the public holidays of the Netherlands.
    #[must_use]
    pub fn netherlands() -> Self {
        Self { closed: BTreeSet::new(), closes: OFFICE_CLOSES, version: RULES.to_owned() }
    }

    /// With more closing days: of the organisation, or added by the Crown.
    #[must_use]
    pub fn with_closed(mut self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.closed.extend(days);
        self.versioned()
    }

    /// With a day's work that is over at this hour, if that is earlier.
    #[must_use]
    pub fn closing_at(mut self, time: NaiveTime) -> Self {
        self.closes = self.closes.min(time);
        self.versioned()
    }

    /// From what it says itself, so that the same calendar has the same version everywhere.
    fn versioned(mut self) -> Self {
        let mut own: Vec<String> = self.closed.iter().map(NaiveDate::to_string).collect();
        if self.closes != OFFICE_CLOSES {
            own.push(self.closes.to_string());
        }
        if !own.is_empty() {
            let hash = blake3::hash(own.join(" ").as_bytes()).to_hex();
            self.version = format!("{RULES}+{}", &hash[..12]);
        }
        self
    }

    /// Which calendar this is: the same text for the same working days.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The closing days besides weekends and public holidays, in order.
    pub fn closed(&self) -> impl Iterator<Item = NaiveDate> {
        self.closed.iter().copied()
    }

    /// Whether people work on this day.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            && !self.closed.contains(&day)
            && holiday(day).is_none()
    }

    /// The first moment from this one on at which somebody is at work: itself, or 00:00 of the next working
    /// day. What comes in the night before a working day is there in the morning, so the night counts with
    /// the day after it.
    ///
    /// # Errors
    /// Beyond the horizon.
    pub fn when_people_work(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, BeyondHorizon> {
        let wall = local(at);
        if self.is_working_day(wall.date()) && wall.time() < self.closes {
            return Ok(at);
        }
        let next = self.add_working_days(wall.date(), 1, Direction::After)?;
        Ok(instant(next.and_time(NaiveTime::MIN)))
    }

    /// The `count`th working day after (or before) a day that does not count itself. With a count
    /// of 0 it is the day itself, worked or not.
    ///
    /// # Errors
    /// When it starts or ends beyond the horizon.
    pub fn add_working_days(
        &self,
        from: NaiveDate,
        count: u32,
        direction: Direction,
    ) -> Result<NaiveDate, BeyondHorizon> {
        let mut day = within_horizon(from)?;
        let mut left = count;
        while left > 0 {
            let next = match direction {
                Direction::After => day.succ_opt(),
                Direction::Before => day.pred_opt(),
            };
            day = within_horizon(next.ok_or(BeyondHorizon)?)?;
            left -= u32::from(self.is_working_day(day));
        }
        Ok(day)
    }

    /// How many working days there are after `from`, up to and including `until`; 0 when `until`
    /// is not later. Days beyond the horizon do not count.
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, until: NaiveDate) -> u32 {
        // Skipping to the horizon first: the days that can be written span half a million years.
        let first = NaiveDate::from_ymd_opt(HORIZON.0 - 1, 12, 31).map_or(from, |eve| from.max(eve));
        first
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= until && day.year() <= HORIZON.1)
            .fold(0, |sum, day| sum + u32::from(self.is_working_day(day)))
    }
}

/// The day, if it can be counted with.
pub(super) fn within_horizon(day: NaiveDate) -> Result<NaiveDate, BeyondHorizon> {
    if (HORIZON.0..=HORIZON.1).contains(&day.year()) { Ok(day) } else { Err(BeyondHorizon) }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate, TimeDelta};

    use super::{BeyondHorizon, Calendar, Direction};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn add(from: &str, count: u32, direction: Direction) -> Result<String, BeyondHorizon> {
        Calendar::netherlands().add_working_days(day(from), count, direction).map(|day| day.to_string())
    }

    #[test]
    fn christmas_is_not_worked() {
        // Thursday 24 December 2026; Friday is Christmas, Saturday the second day.
        assert_eq!(add("2026-12-24", 1, Direction::After).as_deref(), Ok("2026-12-28"));
        assert_eq!(add("2026-12-23", 5, Direction::After).as_deref(), Ok("2026-12-31"));
        assert_eq!(add("2026-12-23", 6, Direction::After).as_deref(), Ok("2027-01-04"));
        assert_eq!(add("2027-01-04", 1, Direction::Before).as_deref(), Ok("2026-12-31"));
        assert_eq!(add("2026-12-28", 1, Direction::Before).as_deref(), Ok("2026-12-24"));
    }

    #[test]
    fn the_start_does_not_count_and_none_is_the_day_itself() {
        assert_eq!(add("2026-10-09", 1, Direction::After).as_deref(), Ok("2026-10-12"));
        assert_eq!(add("2026-10-10", 1, Direction::After).as_deref(), Ok("2026-10-12"));
        assert_eq!(add("2026-10-10", 0, Direction::After).as_deref(), Ok("2026-10-10"));
        assert_eq!(add("2026-10-10", 1, Direction::Before).as_deref(), Ok("2026-10-09"));
    }

    #[test]
    fn the_horizon_is_kept() {
        assert_eq!(add("2200-12-31", 0, Direction::After).as_deref(), Ok("2200-12-31"));
        assert_eq!(add("2200-12-31", 1, Direction::After), Err(BeyondHorizon));
        assert_eq!(add("1900-01-02", 1, Direction::Before), Err(BeyondHorizon));
        assert_eq!(add("1899-12-31", 0, Direction::After), Err(BeyondHorizon));
        assert_eq!(add("2026-01-01", u32::MAX, Direction::After), Err(BeyondHorizon));
        let calendar = Calendar::netherlands();
        assert_eq!(calendar.add_working_days(NaiveDate::MAX, 1, Direction::After), Err(BeyondHorizon));
        assert_eq!(
            calendar.working_days_between(NaiveDate::MIN, NaiveDate::MAX),
            calendar.working_days_between(day("1899-12-31"), day("2200-12-31")),
        );
        assert_eq!(calendar.working_days_between(day("2300-01-01"), NaiveDate::MAX), 0);
        assert_eq!(calendar.working_days_between(NaiveDate::MIN, day("1899-01-01")), 0);
    }

    #[test]
    fn counting_undoes_adding() {
        let calendar = Calendar::netherlands().with_closed([day("2026-05-15"), day("2026-10-16")]);
        for start in day("2025-12-20").iter_days().take(420) {
            for count in [1, 2, 5, 10, 23] {
                let later = calendar.add_working_days(start, count, Direction::After).expect("near");
                assert!(calendar.is_working_day(later));
                assert_eq!(calendar.working_days_between(start, later), count, "{start} {count}");
                assert_eq!(calendar.working_days_between(later, start), 0);
                let earlier = calendar.add_working_days(start, count, Direction::Before).expect("near");
                let eve = start - TimeDelta::days(1);
                let before_earlier = earlier - TimeDelta::days(1);
                assert_eq!(calendar.working_days_between(before_earlier, eve), count, "{start} {count}");
            }
        }
    }

    #[test]
    fn years_have_their_known_number_of_working_days() {
        // Weekdays of the year less the holidays that fall on them.
        for (year, known) in [(2024, 255), (2025, 253), (2026, 253), (2027, 254)] {
            let last = |year| NaiveDate::from_ymd_opt(year, 12, 31).expect("a day");
            let calendar = Calendar::netherlands();
            assert_eq!(calendar.working_days_between(last(year - 1), last(year)), known, "{year}");
        }
    }

    #[test]
    fn closing_days_are_not_worked_and_make_the_version() {
        let plain = Calendar::netherlands();
        let friday = day("2026-05-15");
        let closed = plain.clone().with_closed([friday, day("2026-12-24")]);
        assert!(plain.is_working_day(friday) && !closed.is_working_day(friday));
        assert_ne!(plain.version(), closed.version());
        let other_way = plain.clone().with_closed([day("2026-12-24")]).with_closed([friday, friday]);
        assert_eq!(closed, other_way);
        assert_eq!(plain.clone().with_closed([]), plain);
        assert!(closed.closed().all(|day| day.year() == 2026));
    }
}
