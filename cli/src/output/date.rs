//! Days and moments as short as a screen wants them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use nazorg_core::calendar::local;
use nazorg_core::say;
use nazorg_core::text::{Language, Text};

/// "do 15 okt 2026", "Thu 15 Oct 2026".
#[must_use]
pub(crate) fn day(day: NaiveDate, language: Language) -> String {
    let (weekdays, months) = match language {
        Language::Nl => (
            ["ma", "di", "wo", "do", "vr", "za", "zo"],
            ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
        ),
        Language::En => (
            ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        ),
    };
    let weekday = weekdays[day.weekday().num_days_from_monday() as usize];
    let month = months[day.month0() as usize];
    format!("{weekday} {} {month} {}", day.day(), day.year())
}

/// "do 15 okt 2026 14.00", without the time at midnight.
#[must_use]
pub(crate) fn moment(moment: NaiveDateTime, language: Language) -> String {
    let (hour, minute) = (moment.hour(), moment.minute());
    let date = day(moment.date(), language);
    match (hour, minute, language) {
        (0, 0, _) => date,
        (_, _, Language::Nl) => format!("{date} {hour}.{minute:02}"),
        (_, _, Language::En) => format!("{date} {hour}:{minute:02}"),
    }
}

/// The day on which something happened, in the Netherlands.
#[must_use]
pub(crate) fn day_of(instant: DateTime<Utc>, language: Language) -> String {
    day(local(instant).date(), language)
}

/// How far a day is from today: "vandaag", "morgen", "over 3 dagen", "2 dagen te laat".
#[must_use]
pub(crate) fn distance(day: NaiveDate, today: NaiveDate) -> Text {
    let days = (day - today).num_days();
    match days {
        0 => say!("vandaag"; "today"),
        1 => say!("morgen"; "tomorrow"),
        -1 => say!("1 dag te laat"; "1 day late"),
        2.. => say!("over {days} dagen"; "in {days} days"),
        _ => {
            let late = -days;
            say!("{late} dagen te laat"; "{late} days late")
        }
    }
}

#[cfg(test)]
mod tests {
    use nazorg_core::text::Language::{En, Nl};

    use super::{day, distance, moment};

    #[test]
    fn days_and_moments_are_short() {
        let thursday = "2026-10-15".parse().expect("a day");
        assert_eq!(day(thursday, Nl), "do 15 okt 2026");
        assert_eq!(day(thursday, En), "Thu 15 Oct 2026");
        assert_eq!(moment(thursday.and_hms_opt(14, 5, 0).expect("a time"), Nl), "do 15 okt 2026 14.05");
        assert_eq!(moment(thursday.and_hms_opt(0, 0, 0).expect("a time"), En), "Thu 15 Oct 2026");
    }

    #[test]
    fn a_day_is_near_or_late() {
        let today = "2026-10-15".parse().expect("a day");
        let text = |date: &str| distance(date.parse().expect("a day"), today).nl;
        assert_eq!(text("2026-10-15"), "vandaag");
        assert_eq!(text("2026-10-16"), "morgen");
        assert_eq!(text("2026-10-14"), "1 dag te laat");
        assert_eq!(text("2026-10-05"), "10 dagen te laat");
        assert_eq!(text("2026-10-18"), "over 3 dagen");
    }
}
