//! Days that the Crown made equal to a public holiday: article 3, third paragraph, of the Algemene
//! termijnenwet. They follow no rule; they are data, decree by decree, with the decree as its source.
//!
//! They count for that law only: people may well work on them. An organisation that is closed puts
//! them among its closing days too.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

/// Which edition of the data this is. It changes when a decree is added.
pub const EQUATED: &str = "nl-2026";

struct Decree {
    /// The years for which it was made: in them no other day is equated.
    years: RangeInclusive<i32>,
    days: &'static [(i32, u32, u32)],
    source: &'static str,
}

const DECREES: [Decree; 3] = [
    Decree {
        years: 2017..=2019,
        days: &[
            (2017, 4, 28),
            (2017, 5, 26),
            (2018, 5, 11),
            (2018, 12, 24),
            (2018, 12, 31),
            (2019, 5, 31),
            (2019, 12, 27),
        ],
        source: "Besluit gelijkstelling van 28 april en 26 mei 2017, 11 mei en 24 en 31 december 2018 en 31 mei en 27 december 2019 (BWBR0038666)",
    },
    Decree {
        years: 2023..=2025,
        days: &[(2023, 4, 28), (2023, 5, 19), (2024, 5, 10), (2024, 12, 27), (2025, 5, 30)],
        source: "Besluit gelijkstelling van 28 april 2023, 19 mei 2023, 10 mei 2024, 27 december 2024 en 30 mei 2025",
    },
    Decree {
        years: 2026..=2028,
        days: &[(2026, 1, 2), (2026, 5, 15), (2027, 5, 7), (2028, 4, 28), (2028, 5, 26)],
        source: "Besluit gelijkstelling van 2 januari 2026, 15 mei 2026, 7 mei 2027, 28 april 2028 en 26 mei 2028",
    },
];

/// The decree that made this day equal to a public holiday, if one did.
#[must_use]
pub fn equated(day: NaiveDate) -> Option<&'static str> {
    let is_day =
        |(year, month, of): &(i32, u32, u32)| (*year, *month, *of) == (day.year(), day.month(), day.day());
    DECREES.iter().find(|decree| decree.days.iter().any(is_day)).map(|decree| decree.source)
}

/// All days that were ever made equal, in order.
pub fn equated_days() -> impl Iterator<Item = NaiveDate> {
    let days = DECREES.iter().flat_map(|decree| decree.days);
    days.filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(*year, *month, *day))
}

/// Whether the equated days of this year are in the data.
#[must_use]
pub fn knows_equated(year: i32) -> bool {
    DECREES.iter().any(|decree| decree.years.contains(&year))
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate, Weekday};

    use super::{DECREES, equated, knows_equated};
    use crate::calendar::holiday;

    #[test]
    fn every_equated_day_is_a_weekday_that_is_no_holiday_yet_in_its_decrees_years() {
        for decree in &DECREES {
            assert!(decree.source.starts_with("Besluit gelijkstelling"));
            for (year, month, day) in decree.days {
                let date = NaiveDate::from_ymd_opt(*year, *month, *day).expect("a day");
                assert!(decree.years.contains(year), "{date}");
                assert!(!matches!(date.weekday(), Weekday::Sat | Weekday::Sun), "{date}");
                assert_eq!(holiday(date), None, "{date}");
                assert_eq!(equated(date), Some(decree.source));
            }
        }
    }

    #[test]
    fn the_friday_after_hemelvaart_is_equated_in_every_known_year() {
        for year in (2000..=2040).filter(|year| knows_equated(*year)) {
            let mut days = NaiveDate::from_ymd_opt(year, 4, 1).expect("a day").iter_days();
            let thursday = days.find(|day| holiday(*day) == Some("Hemelvaartsdag")).expect("every year");
            assert!(equated(thursday.succ_opt().expect("a day")).is_some(), "{year}");
            assert_eq!(equated(thursday), None);
        }
        assert!(knows_equated(2026) && !knows_equated(2029) && !knows_equated(2020));
    }
}
