//! Values as `~` writes them, in Dutch, because the result is read by people.

use chrono::{Datelike, NaiveDate, Timelike};

use crate::id::Id;
use crate::value::Value;

const MONTHS: [&str; 12] = [
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
];

/// The value as text; `None` for what cannot be written. A choice is written by its id, because a
/// type does not know titles.
pub(super) fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Date(date) => Some(day(*date)),
        Value::Datetime(moment) => {
            let (day, hour, minute) = (day(moment.date()), moment.hour(), moment.minute());
            Some(format!("{day} om {hour}.{minute:02} uur"))
        }
        Value::Decimal(number) => Some(crate::number::spoken(*number)),
        Value::Money(amount) => Some(amount.spoken()),
        Value::Set(chosen) => Some(chosen.iter().map(Id::as_str).collect::<Vec<_>>().join(", ")),
        Value::Unset | Value::Boolean(_) | Value::Duration(_) | Value::List(_) => None,
    }
}

fn day(date: NaiveDate) -> String {
    let month = MONTHS.get(date.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}
