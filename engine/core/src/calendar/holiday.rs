//! The public holidays of the Netherlands, by rule.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

/// The Dutch name of the holiday on a day, if it is one.
///
/// These are the days of article 3 of the Algemene termijnenwet: paragraph 1 lists them, paragraph
/// 2 counts Goede Vrijdag in. 5 May counts every year, whatever a labour agreement says. Eerste
/// Paasdag and Eerste Pinksterdag are not listed there, being Sundays. The days that paragraph 3
/// lets the Crown add (such as most Fridays after Hemelvaart) follow no rule: they are closing
/// days of a [`Calendar`](crate::calendar::Calendar).
#[must_use]
pub fn holiday(day: NaiveDate) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => Some("Nieuwjaarsdag"),
        (5, 5) => Some("Bevrijdingsdag"),
        (12, 25) => Some("Eerste Kerstdag"),
        (12, 26) => Some("Tweede Kerstdag"),
        _ => monarchs_day(day).or_else(|| moved_by_easter(day)),
    }
}

/// The day on which the monarch's birthday is kept. Since 1980 it moves to the Saturday before
/// when it would be a Sunday; before that it moved to the Monday after.
fn monarchs_day(day: NaiveDate) -> Option<&'static str> {
    let year = day.year();
    let (name, month_day) = if year >= 2014 { ("Koningsdag", 27) } else { ("Koninginnedag", 30) };
    let birthday = NaiveDate::from_ymd_opt(year, 4, month_day)?;
    let kept = match birthday.weekday() {
        Weekday::Sun if year >= 1980 => birthday.pred_opt()?,
        Weekday::Sun => birthday.succ_opt()?,
        _ => birthday,
    };
    (day == kept).then_some(name)
}

/// The holidays that lie a fixed number of days from Easter.
fn moved_by_easter(day: NaiveDate) -> Option<&'static str> {
    match (day - easter(day.year())?).num_days() {
        -2 => Some("Goede Vrijdag"),
        0 => Some("Eerste Paasdag"),
        1 => Some("Tweede Paasdag"),
        39 => Some("Hemelvaartsdag"),
        49 => Some("Eerste Pinksterdag"),
        50 => Some("Tweede Pinksterdag"),
        _ => None,
    }
}

/// Easter Sunday in the Gregorian calendar, by the computus of Gauss as corrected by Butcher.
fn easter(year: i32) -> Option<NaiveDate> {
    // Easter repeats every 5 700 000 years; the shift keeps the remainders of early years positive.
    let cycle = year.rem_euclid(5_700_000);
    let moon = cycle % 19;
    let (century, rest) = (cycle / 100, cycle % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * moon + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (moon + 11 * epact + 22 * weekday) / 451;
    let days_after_22_march = epact + weekday - 7 * late;
    NaiveDate::from_ymd_opt(year, 3, 22)?
        .checked_add_signed(TimeDelta::try_days(i64::from(days_after_22_march))?)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate, Weekday};

    use super::{easter, holiday};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    #[test]
    fn the_holidays_of_2026_are_these_and_no_others() {
        let all: Vec<_> = day("2026-01-01")
            .iter_days()
            .take_while(|day| day.year() == 2026)
            .filter_map(|day| holiday(day).map(|name| (day.to_string(), name)))
            .collect();
        let expected = [
            ("2026-01-01", "Nieuwjaarsdag"),
            ("2026-04-03", "Goede Vrijdag"),
            ("2026-04-05", "Eerste Paasdag"),
            ("2026-04-06", "Tweede Paasdag"),
            ("2026-04-27", "Koningsdag"),
            ("2026-05-05", "Bevrijdingsdag"),
            ("2026-05-14", "Hemelvaartsdag"),
            ("2026-05-24", "Eerste Pinksterdag"),
            ("2026-05-25", "Tweede Pinksterdag"),
            ("2026-12-25", "Eerste Kerstdag"),
            ("2026-12-26", "Tweede Kerstdag"),
        ];
        assert_eq!(all, expected.map(|(day, name)| (day.to_owned(), name)));
    }

    #[test]
    fn easter_is_known() {
        for known in [
            "1900-04-15",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2016-03-27",
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2035-03-25",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
            "2100-03-28",
            "2285-03-22",
        ] {
            assert_eq!(easter(day(known).year()), Some(day(known)));
        }
    }

    #[test]
    fn easter_is_a_sunday_between_22_march_and_25_april() {
        for year in -9999..=9999 {
            let easter = easter(year).expect("a year that exists");
            assert_eq!(easter.weekday(), Weekday::Sun, "{easter}");
            assert!((322..=425).contains(&(easter.month() * 100 + easter.day())), "{easter}");
        }
    }

    #[test]
    fn koningsdag_moves_to_saturday() {
        for year in 2014..=2030 {
            let kept = if matches!(year, 2014 | 2025) { 26 } else { 27 };
            for of_april in 25..=30 {
                let day = NaiveDate::from_ymd_opt(year, 4, of_april).expect("a day in April");
                assert_eq!(holiday(day) == Some("Koningsdag"), of_april == kept, "{day}");
            }
        }
    }

    #[test]
    fn koninginnedag_was_in_april_until_2013() {
        for (known, name) in [
            ("2013-04-30", Some("Koninginnedag")),
            ("2013-04-27", None),
            ("2006-04-29", Some("Koninginnedag")),
            ("2006-04-30", None),
            ("1980-04-30", Some("Koninginnedag")),
            ("1978-04-30", None),
            ("1978-05-01", Some("Koninginnedag")),
            ("2014-04-30", None),
        ] {
            assert_eq!(holiday(day(known)), name, "{known}");
        }
    }

    #[test]
    fn days_that_people_think_are_holidays_are_not() {
        for known in ["2026-05-04", "2026-05-15", "2026-12-24", "2026-12-31", "2026-12-05", "2026-05-01"] {
            assert_eq!(holiday(day(known)), None, "{known}");
        }
    }

    #[test]
    fn the_ends_of_time_have_no_panic() {
        let _ = holiday(NaiveDate::MIN);
        let _ = holiday(NaiveDate::MAX);
    }
}
