//! Dates and times as people read them, in letters and on screens.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::{Amount, Anchor, Direction, Duration, Formula, Unit};
use crate::id::Id;
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

/// "5 werkdagen", "5 working days".
#[must_use]
pub fn duration_words(duration: Duration, language: Language) -> String {
    let nl = language == Language::Nl;
    let [one, more] = match (duration.unit, nl) {
        (Unit::Millisecond, true) => ["milliseconde", "milliseconden"],
        (Unit::Millisecond, false) => ["millisecond", "milliseconds"],
        (Unit::Second, true) => ["seconde", "seconden"],
        (Unit::Second, false) => ["second", "seconds"],
        (Unit::Minute, true) => ["minuut", "minuten"],
        (Unit::Minute, false) => ["minute", "minutes"],
        (Unit::Hour, true) => ["uur", "uur"],
        (Unit::Hour, false) => ["hour", "hours"],
        (Unit::Day, true) => ["dag", "dagen"],
        (Unit::Day, false) => ["day", "days"],
        (Unit::Workday, true) => ["werkdag", "werkdagen"],
        (Unit::Workday, false) => ["working day", "working days"],
        (Unit::Week, true) => ["week", "weken"],
        (Unit::Week, false) => ["week", "weeks"],
        (Unit::Month, true) => ["maand", "maanden"],
        (Unit::Month, false) => ["month", "months"],
        (Unit::Year, true) => ["jaar", "jaar"],
        (Unit::Year, false) => ["year", "years"],
    };
    let amount = duration.amount;
    format!("{amount} {}", if amount == 1 { one } else { more })
}

/// "2 werkdagen na het begin van de zaak", "2 working days after the start of the case". `name` says what
/// a field, param or deadline is called.
#[must_use]
pub fn formula_words(formula: &Formula, language: Language, name: impl Fn(&Id) -> String) -> String {
    let nl = language == Language::Nl;
    let pick = |dutch: &str, english: &str| if nl { dutch.to_owned() } else { english.to_owned() };
    let anchor = match &formula.anchor {
        Anchor::Entry => pick("binnenkomst in deze stap", "coming into this step"),
        Anchor::Start => pick("het begin van de zaak", "the start of the case"),
        Anchor::Due => pick("de dag waarop de taak klaar moet zijn", "the day on which the task is due"),
        Anchor::Named(id) => name(id),
    };
    let side = match formula.direction {
        Direction::After => pick("na", "after"),
        Direction::Before => pick("voor", "before"),
    };
    let amount = match &formula.amount {
        Amount::None => None,
        Amount::Fixed(duration) => Some(duration_words(*duration, language)),
        Amount::Named(id) => Some(name(id)),
    };
    let mut words = match amount {
        Some(amount) if formula.anchor == Anchor::Entry && formula.direction == Direction::After => amount,
        Some(amount) => format!("{amount} {side} {anchor}"),
        None => anchor,
    };
    if formula.every {
        words = format!("{} {words}", pick("elke", "every"));
    }
    if let Some(time) = formula.time {
        words = format!("{words} {} {}", pick("om", "at"), clock_time(time, language));
    }
    words
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::{clock_time, day_date, long_date, long_moment};
    use super::{duration_words, formula_words};
    use crate::calendar::{Duration, Formula};
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
    fn terms_are_written_out() {
        let nl = |text: &str| duration_words(Duration::parse(text).expect(text), Nl);
        assert_eq!(
            [nl("1 workday"), nl("5 workdays"), nl("2 years")],
            ["1 werkdag", "5 werkdagen", "2 jaar"]
        );
        let words = |text: &str| formula_words(&Formula::parse(text).expect(text), Nl, |id| id.spoken());
        assert_eq!(words("5 workdays"), "5 werkdagen");
        assert_eq!(words("2 days before overleg_op at 09:00"), "2 dagen voor overleg op om 9.00 uur");
        assert_eq!(words("every 6 weeks after start"), "elke 6 weken na het begin van de zaak");
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
