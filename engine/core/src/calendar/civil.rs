//! Between the wall clock in the Netherlands and the time of the world.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;
use chrono_tz::{GapInfo, TzOffset};

const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("twelve o'clock exists");

/// The instant at which the wall clock in the Netherlands shows this. When the clock goes back and
/// shows it twice: the earlier one. When the clock goes forward and skips it: the first moment
/// after the gap.
#[must_use]
pub fn instant(local: NaiveDateTime) -> DateTime<Utc> {
    // chrono's own conversions of a `DateTime` panic at the ends of time; offsets do not.
    match Amsterdam.offset_from_local_datetime(&local) {
        LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => {
            local.checked_sub_signed(ahead(offset)).unwrap_or(local).and_utc()
        }
        LocalResult::None => GapInfo::new(&local, &Amsterdam)
            .and_then(|gap| gap.end)
            .map_or_else(|| local.and_utc(), |after| after.to_utc()),
    }
}

/// What the wall clock in the Netherlands shows.
#[must_use]
pub fn local(instant: DateTime<Utc>) -> NaiveDateTime {
    let utc = instant.naive_utc();
    utc.checked_add_signed(ahead(Amsterdam.offset_from_utc_datetime(&utc))).unwrap_or(utc)
}

/// 12:00 on the wall clock in the Netherlands: what a day means when a moment is asked for.
#[must_use]
pub fn noon(day: NaiveDate) -> DateTime<Utc> {
    instant(day.and_time(NOON))
}

/// How far the wall clock is ahead of the world.
fn ahead(offset: TzOffset) -> TimeDelta {
    TimeDelta::seconds(offset.fix().local_minus_utc().into())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

    use super::{instant, local, noon};

    fn utc_of(local: &str) -> String {
        instant(local.parse().expect(local)).to_rfc3339()
    }

    #[test]
    fn winter_and_summer() {
        assert_eq!(utc_of("2026-01-15T12:00:00"), "2026-01-15T11:00:00+00:00");
        assert_eq!(utc_of("2026-07-15T12:00:00"), "2026-07-15T10:00:00+00:00");
        let noons =
            ["2026-01-15", "2026-03-29", "2026-10-25"].map(|day| noon(day.parse().expect(day)).to_rfc3339());
        assert_eq!(
            noons,
            ["2026-01-15T11:00:00+00:00", "2026-03-29T10:00:00+00:00", "2026-10-25T11:00:00+00:00"]
        );
    }

    #[test]
    fn a_skipped_time_is_the_first_one_after_the_gap() {
        assert_eq!(utc_of("2026-03-29T01:59:59"), "2026-03-29T00:59:59+00:00");
        for skipped in ["2026-03-29T02:00:00", "2026-03-29T02:30:00", "2026-03-29T02:59:59"] {
            assert_eq!(utc_of(skipped), "2026-03-29T01:00:00+00:00");
        }
        assert_eq!(utc_of("2026-03-29T03:00:00"), "2026-03-29T01:00:00+00:00");
    }

    #[test]
    fn a_repeated_time_is_the_first_of_the_two() {
        assert_eq!(utc_of("2026-10-25T02:00:00"), "2026-10-25T00:00:00+00:00");
        assert_eq!(utc_of("2026-10-25T02:59:59"), "2026-10-25T00:59:59+00:00");
        assert_eq!(utc_of("2026-10-25T03:00:00"), "2026-10-25T02:00:00+00:00");
    }

    #[test]
    fn the_wall_clock_is_shown_back_unless_it_was_skipped_or_repeated() {
        let first: DateTime<Utc> = "2025-12-31T23:00:00Z".parse().expect("an instant");
        let (mut skipped, mut repeated) = (0, 0);
        for half_hour in 0..365 * 48 {
            let at = first + TimeDelta::minutes(30 * half_hour);
            repeated += u32::from(instant(local(at)) != at);
            let wall = first.naive_utc() + TimeDelta::minutes(30 * half_hour + 60);
            skipped += u32::from(local(instant(wall)) != wall);
        }
        assert_eq!((skipped, repeated), (2, 2));
    }

    #[test]
    fn the_ends_of_time_have_no_panic() {
        for edge in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            let _ = instant(edge);
            let _ = local(edge.and_utc());
            let _ = noon(edge.date());
        }
        let _ = noon(NaiveDate::MAX);
    }
}
