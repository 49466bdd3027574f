//! Moving a day or a moment by a duration.

use chrono::{Months, NaiveDate, NaiveTime, TimeDelta};

use super::calendar::within_horizon;
use super::civil::local;
use super::{BeyondHorizon, Calendar, Direction, Due, Duration, Unit};

impl Calendar {
    /// The day or moment one duration after (or before) `base`. Days, workdays, weeks, months and
    /// years give a day, counted from the day of `base`; hours and minutes give the moment after
    /// so much time on the world's clock, counted from 00:00 if `base` is a day. With a `time` it
    /// is that time of the day that comes out.
    ///
    /// # Errors
    /// When it starts or ends beyond the horizon.
    pub fn shift(
        &self,
        base: Due,
        duration: Duration,
        direction: Direction,
        time: Option<NaiveTime>,
    ) -> Result<Due, BeyondHorizon> {
        self.nth(base, duration, 1, direction, time)
    }

    /// As [`shift`](Self::shift), `times` the duration in one go, so that a monthly term that
    /// starts on the 31st comes back to the 31st.
    ///
    /// # Errors
    /// When it starts or ends beyond the horizon.
    pub fn nth(
        &self,
        base: Due,
        duration: Duration,
        times: u32,
        direction: Direction,
        time: Option<NaiveTime>,
    ) -> Result<Due, BeyondHorizon> {
        within_horizon(base.day())?;
        let amount = duration.amount.checked_mul(times).ok_or(BeyondHorizon)?;
        let due = match (Duration { amount, ..duration }).on_the_clock() {
            Some(time) => elapsed(base, time, direction)?,
            None => Due::Day(self.count(base.day(), amount, duration.unit, direction)?),
        };
        Ok(time.map_or(due, |time| due.at(time)))
    }

    /// A term that stood still from one day until another, lengthened by as much: by the working
    /// days in between if it counts working days, by the days of the calendar otherwise, also if
    /// it counts hours. The day of the stop is not in it, the day of the resumption is, just as a
    /// term does not count the day on which it starts. A pause that ends before it starts adds
    /// nothing. A moment keeps its time of the day.
    ///
    /// # Errors
    /// When it starts or ends beyond the horizon.
    pub fn extend(
        &self,
        due: Due,
        pause_from: NaiveDate,
        pause_until: NaiveDate,
        unit: Unit,
    ) -> Result<Due, BeyondHorizon> {
        let (from, until) = (within_horizon(pause_from)?, within_horizon(pause_until)?);
        let (lost, unit) = match unit {
            Unit::Workday => (self.working_days_between(from, until), Unit::Workday),
            _ => (u32::try_from((until - from).num_days()).unwrap_or(0), Unit::Day),
        };
        let day = self.count(due.day(), lost, unit, Direction::After)?;
        Ok(due.on(day))
    }

    /// Counts days on the calendar. Only for units that are days.
    fn count(
        &self,
        day: NaiveDate,
        amount: u32,
        unit: Unit,
        direction: Direction,
    ) -> Result<NaiveDate, BeyondHorizon> {
        let days = |each: u64| match direction {
            Direction::After => day.checked_add_days(chrono::Days::new(each * u64::from(amount))),
            Direction::Before => day.checked_sub_days(chrono::Days::new(each * u64::from(amount))),
        };
        let months = |each: u32| {
            let months = Months::new(amount.checked_mul(each)?);
            match direction {
                Direction::After => day.checked_add_months(months),
                Direction::Before => day.checked_sub_months(months),
            }
        };
        let counted = match unit {
            Unit::Workday => return self.add_working_days(day, amount, direction),
            Unit::Millisecond | Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => days(1),
            Unit::Week => days(7),
            Unit::Month => months(1),
            Unit::Year => months(12),
        };
        within_horizon(counted.ok_or(BeyondHorizon)?)
    }
}

/// The wall clock after (or before) this much time on the world's clock.
fn elapsed(base: Due, time: TimeDelta, direction: Direction) -> Result<Due, BeyondHorizon> {
    let shift = if direction == Direction::After { time } else { -time };
    let at = base.starts().checked_add_signed(shift).ok_or(BeyondHorizon)?;
    let wall_clock = local(at);
    within_horizon(wall_clock.date())?;
    Ok(Due::Moment(wall_clock))
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

    use crate::calendar::{BeyondHorizon, Calendar, Direction, Due, Duration, Unit};

    fn due(text: &str) -> Due {
        text.parse().expect(text)
    }

    fn duration(text: &str) -> Duration {
        Duration::parse(text).expect(text)
    }

    /// `BASE`, `DURATION`, direction and perhaps a time.
    fn shift(base: &str, by: &str, direction: Direction, time: Option<&str>) -> String {
        let time = time.map(|time| time.parse::<NaiveTime>().expect(time));
        let shifted = Calendar::netherlands().shift(due(base), duration(by), direction, time);
        shifted.map_or_else(|_| "beyond".to_owned(), |due| due.to_string())
    }

    fn after(base: &str, by: &str) -> String {
        shift(base, by, Direction::After, None)
    }

    fn before(base: &str, by: &str) -> String {
        shift(base, by, Direction::Before, None)
    }

    #[test]
    fn calendar_units_give_a_day() {
        assert_eq!(after("2026-10-09T14:00:00", "1 day"), "2026-10-10");
        assert_eq!(after("2026-10-09", "3 weeks"), "2026-10-30");
        assert_eq!(after("2026-10-09T23:59:00", "1 workday"), "2026-10-12");
        assert_eq!(before("2026-10-12T00:00:00", "1 workday"), "2026-10-09");
        assert_eq!(before("2026-10-09", "1 year"), "2025-10-09");
        assert_eq!(shift("2026-10-09", "1 day", Direction::After, Some("09:00:00")), "2026-10-10T09:00:00");
    }

    #[test]
    fn months_end_where_the_month_ends() {
        assert_eq!(after("2026-01-31", "1 month"), "2026-02-28");
        assert_eq!(after("2028-01-31", "1 month"), "2028-02-29");
        assert_eq!(before("2026-03-31", "1 month"), "2026-02-28");
        assert_eq!(after("2028-02-29", "1 year"), "2029-02-28");
        assert_eq!(after("2027-10-09", "2 years"), "2029-10-09");
        assert_eq!(after("2026-02-28", "1 month"), "2026-03-28");
        assert_eq!(before("2026-08-31", "6 months"), "2026-02-28");
    }

    #[test]
    fn recurring_months_count_from_the_anchor() {
        let nth = |base, by, times| {
            let nth = Calendar::netherlands().nth(due(base), duration(by), times, Direction::After, None);
            nth.map(|due| due.to_string())
        };
        assert_eq!(nth("2026-01-31", "1 month", 0).as_deref(), Ok("2026-01-31"));
        assert_eq!(nth("2026-01-31", "1 month", 1).as_deref(), Ok("2026-02-28"));
        assert_eq!(nth("2026-01-31", "1 month", 2).as_deref(), Ok("2026-03-31"));
        assert_eq!(nth("2026-01-31T14:00:00", "2 weeks", 3).as_deref(), Ok("2026-03-14"));
        assert_eq!(nth("2026-12-24", "2 workdays", 3).as_deref(), Ok("2027-01-05"));
        assert_eq!(nth("2026-01-31T14:00:00", "8 hours", 3).as_deref(), Ok("2026-02-01T14:00:00"));
        assert_eq!(nth("2026-01-31", "2 days", u32::MAX), Err(BeyondHorizon));
        assert_eq!(nth("2026-01-31", "1 year", u32::MAX), Err(BeyondHorizon));
    }

    #[test]
    fn hours_pass_on_the_clock_of_the_world() {
        assert_eq!(after("2026-10-09", "2 hours"), "2026-10-09T02:00:00");
        assert_eq!(after("2026-10-09T23:30:00", "45 minutes"), "2026-10-10T00:15:00");
        // The night of 29 March has no 02:00, that of 25 October has it twice.
        assert_eq!(after("2026-03-29T01:30:00", "1 hour"), "2026-03-29T03:30:00");
        assert_eq!(after("2026-03-28T12:00:00", "24 hours"), "2026-03-29T13:00:00");
        assert_eq!(after("2026-10-24T12:00:00", "24 hours"), "2026-10-25T11:00:00");
        assert_eq!(before("2026-10-25T12:00:00", "24 hours"), "2026-10-24T13:00:00");
        assert_eq!(before("2026-03-29T03:30:00", "1 hour"), "2026-03-29T01:30:00");
        // A skipped time counts from the first moment after the gap.
        assert_eq!(after("2026-03-29T02:30:00", "1 hour"), "2026-03-29T04:00:00");
        assert_eq!(
            shift("2026-10-09T14:00:00", "48 hours", Direction::After, Some("09:00:00")),
            "2026-10-11T09:00:00"
        );
        // A day is a day, however long the night was.
        assert_eq!(after("2026-03-28T12:00:00", "1 day"), "2026-03-29");
    }

    #[test]
    fn the_horizon_is_kept() {
        assert_eq!(after("2200-12-31", "1 day"), "beyond");
        assert_eq!(after("2200-12-31T23:30:00", "1 hour"), "beyond");
        assert_eq!(after("2150-01-01", "100 years"), "beyond");
        assert_eq!(before("1900-01-31", "1 month"), "beyond");
        assert_eq!(after("1899-12-31", "1 day"), "beyond");
        let calendar = Calendar::netherlands();
        for base in [Due::Day(NaiveDate::MAX), Due::Moment(NaiveDateTime::MIN)] {
            for by in ["1 day", "1 workday", "1 month", "1 hour"] {
                for direction in [Direction::After, Direction::Before] {
                    assert_eq!(calendar.shift(base, duration(by), direction, None), Err(BeyondHorizon));
                }
            }
            assert_eq!(calendar.extend(base, base.day(), base.day(), Unit::Day), Err(BeyondHorizon));
        }
    }

    #[test]
    fn a_pause_lengthens_in_the_unit_of_the_term() {
        let calendar = Calendar::netherlands();
        let extend = |what: &str, from: &str, until: &str, unit| {
            let [from, until] = [from, until].map(|day| due(day).day());
            calendar.extend(due(what), from, until, unit).expect("near").to_string()
        };
        // Wednesday to Wednesday: five working days, seven of the calendar.
        assert_eq!(extend("2026-10-12", "2026-10-07", "2026-10-14", Unit::Workday), "2026-10-19");
        assert_eq!(extend("2026-10-12", "2026-10-07", "2026-10-14", Unit::Day), "2026-10-19");
        assert_eq!(extend("2026-10-14", "2026-10-09", "2026-10-12", Unit::Workday), "2026-10-15");
        assert_eq!(extend("2026-10-14", "2026-10-09", "2026-10-12", Unit::Week), "2026-10-17");
        assert_eq!(extend("2026-10-14", "2026-10-10", "2026-10-11", Unit::Workday), "2026-10-14");
        assert_eq!(
            extend("2026-10-14T09:00:00", "2026-10-09", "2026-10-12", Unit::Hour),
            "2026-10-17T09:00:00"
        );
        assert_eq!(extend("2026-10-14", "2026-10-09", "2026-10-09", Unit::Month), "2026-10-14");
        assert_eq!(extend("2026-10-14", "2026-10-12", "2026-10-09", Unit::Month), "2026-10-14");
        assert_eq!(extend("2026-10-14", "2026-10-12", "2026-10-09", Unit::Workday), "2026-10-14");
    }

    #[test]
    fn a_paused_term_still_has_all_its_working_days() {
        let calendar = Calendar::netherlands();
        let start = due("2026-12-14").day();
        let planned = calendar.add_working_days(start, 10, Direction::After).expect("near");
        for from in start.iter_days().take_while(|from| *from < planned) {
            for until in from.iter_days().take(20) {
                let later =
                    calendar.extend(Due::Day(planned), from, until, Unit::Workday).expect("near").day();
                let worked =
                    calendar.working_days_between(start, from) + calendar.working_days_between(until, later);
                assert_eq!(worked, 10, "{from} {until}");
            }
        }
    }
}
