//! Dates and times as people read them, in letters and on screens.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::text::{Language, Text};

/// "woensdag 14 oktober 2026", "Wednesday 14 October 2026".
#[must_use]
pub fn long_date(day: NaiveDate, language: Language) -> String {
    let weekdays = match language {
        Language::Nl => ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
        Language::En => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    };
    let weekday = weekdays[day.weekday().num_days_from_monday() as usize];
    format!("{weekday} {}", day_date(day, language))
}

/// "14 oktober 2026", "14 October 2026".
#[must_use]
pub fn day_date(day: NaiveDate, language: Language) -> String {
    let months = match language {
        Language::Nl => [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        Language::En => [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    };
    format!("{} {} {}", day.day(), months[day.month0() as usize], day.year())
}

/// "14.00 uur", "14:00". Seconds are not shown.
#[must_use]
pub fn clock_time(time: NaiveTime, language: Language) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match language {
        Language::Nl => format!("{hour}.{minute:02} uur"),
        Language::En => format!("{hour}:{minute:02}"),
    }
}

/// [`clock_time`] in both languages.
#[must_use]
pub fn clock_text(time: NaiveTime) -> Text {
    Text { nl: clock_time(time, Language::Nl), en: clock_time(time, Language::En) }
}

/// "woensdag 14 oktober 2026 om 14.00 uur", "Wednesday 14 October 2026 at 14:00".
#[must_use]
pub fn long_moment(moment: NaiveDateTime, language: Language) -> String {
    let day = long_date(moment.date(), language);
    let time = clock_time(moment.time(), language);
    match language {
        Language::Nl => format!("{day} om {time}"),
        Language::En => format!("{day} at {time}"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::{clock_time, day_date, long_date, long_moment};
    use crate::text::Language::{En, Nl};

    #[test]
    fn dates_are_written_out() {
        let day = "2026-10-14".parse().expect("a day");
        assert_eq!(long_date(day, Nl), "woensdag 14 oktober 2026");
        assert_eq!(long_date(day, En), "Wednesday 14 October 2026");
        assert_eq!(day_date(day, Nl), "14 oktober 2026");
        assert_eq!(day_date(day, En), "14 October 2026");
        let first = "2027-03-01".parse().expect("a day");
        assert_eq!(long_date(first, Nl), "maandag 1 maart 2027");
        assert_eq!(long_date("2028-02-29".parse().expect("a day"), Nl), "dinsdag 29 februari 2028");
    }

    #[test]
    fn times_have_hours_and_minutes() {
        let time = |text: &str| text.parse::<NaiveTime>().expect(text);
        assert_eq!(clock_time(time("14:00:00"), Nl), "14.00 uur");
        assert_eq!(clock_time(time("09:05:59"), Nl), "9.05 uur");
        assert_eq!(clock_time(time("00:00:00"), En), "0:00");
        let moment = "2026-10-14T14:00:00".parse().expect("a moment");
        assert_eq!(long_moment(moment, Nl), "woensdag 14 oktober 2026 om 14.00 uur");
        assert_eq!(long_moment(moment, En), "Wednesday 14 October 2026 at 14:00");
    }
}
