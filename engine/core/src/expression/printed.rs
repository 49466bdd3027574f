//! Values as `~` writes them, in Dutch, because the result is read by people.

use crate::calendar::{clock_time, day_date};
use crate::id::Id;
use crate::text::Language;
use crate::value::Value;

/// The value as text; `None` for what cannot be written. A choice is written by its id, because a
/// type does not know titles.
pub(super) fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Date(date) => Some(day_date(*date, Language::Nl)),
        Value::Datetime(moment) => {
            let (day, time) =
                (day_date(moment.date(), Language::Nl), clock_time(moment.time(), Language::Nl));
            Some(format!("{day} om {time}"))
        }
        Value::Decimal(number) => Some(crate::number::spoken(*number)),
        Value::Money(amount) => Some(amount.spoken()),
        Value::Set(chosen) => Some(chosen.iter().map(Id::as_str).collect::<Vec<_>>().join(", ")),
        Value::Unset | Value::Boolean(_) | Value::Duration(_) | Value::List(_) => None,
    }
}
