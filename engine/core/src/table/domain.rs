//! The values that tell the conditions of an input apart: finitely many, whatever its type.

use std::cmp::Ordering;

use super::condition::Condition;
use super::order::{compare, is_ordered, next, previous};
use crate::definition::field::Field;
use crate::value::{Type, Value};

/// Values of which at least one does what any other value of the input does. Conditions change their
/// mind at the values that they name and nowhere else.
pub(super) fn samples(input: &Field, conditions: &[&Condition]) -> Vec<Value> {
    let named = || conditions.iter().flat_map(|condition| condition.values()).cloned();
    let mut samples = match &input.ty {
        Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
        Type::Choice(options) => options.iter().map(|option| Value::text(option)).collect(),
        ty if is_ordered(ty) => ordered(input, named().collect()),
        // Of what remains a table sees only whether it is there, and the texts that it names.
        _ => {
            let mut samples: Vec<Value> = named().collect();
            let mut other = String::from("…");
            while samples.contains(&Value::text(&other)) {
                other.push('…');
            }
            samples.push(Value::text(&other));
            samples
        }
    };
    if input.optional {
        samples.push(Value::Unset);
    }
    samples
}

/// Every border, the value just before it and the one just after: of each stretch between two borders
/// there is then a value, if it holds any.
fn ordered(input: &Field, named: Vec<Value>) -> Vec<Value> {
    let mut borders: Vec<Value> =
        named.into_iter().chain(input.min.clone()).chain(input.max.clone()).collect();
    if borders.is_empty() {
        borders.extend(any_value(&input.ty));
    }
    let mut samples: Vec<Value> = Vec::new();
    for border in &borders {
        samples.extend(previous(border));
        samples.push(border.clone());
        samples.extend(next(border));
    }
    samples.retain(|value| input.in_range(value).is_ok());
    samples.sort_by(|a, b| compare(a, b).unwrap_or(Ordering::Equal));
    samples.dedup();
    samples
}

fn any_value(ty: &Type) -> Option<Value> {
    // Any day will do: no condition names one.
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 1)?;
    match ty {
        Type::Integer => Some(Value::Integer(0)),
        Type::Date => Some(Value::Date(day)),
        Type::Datetime => day.and_hms_opt(12, 0, 0).map(Value::Datetime),
        _ => None,
    }
}
