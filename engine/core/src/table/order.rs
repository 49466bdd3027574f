//! Values in a row: which comes first, and what lies between.

use std::cmp::Ordering;

use chrono::TimeDelta;

use crate::value::{Type, Value};

/// Whether values of this type stand in a row, so that a range of them has a meaning.
pub(super) fn is_ordered(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Date | Type::Datetime)
}

/// Which of two values of one ordered type comes first.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Datetime(a), Value::Datetime(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// The value just after.
pub(super) fn next(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Integer(number) => Value::Integer(number.checked_add(1)?),
        Value::Date(day) => Value::Date(day.succ_opt()?),
        // Moments are written to the second.
        Value::Datetime(moment) => Value::Datetime(moment.checked_add_signed(TimeDelta::seconds(1))?),
        _ => return None,
    })
}

/// The value just before.
pub(super) fn previous(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Integer(number) => Value::Integer(number.checked_sub(1)?),
        Value::Date(day) => Value::Date(day.pred_opt()?),
        Value::Datetime(moment) => Value::Datetime(moment.checked_sub_signed(TimeDelta::seconds(1))?),
        _ => return None,
    })
}
