//! Values to try: one of each kind that a guard can tell apart.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;

use crate::calendar::{Duration, Unit, local};
use crate::definition::field::Field;
use crate::id::Id;
use crate::number::Money;
use crate::value::{Record, Type, Value};

/// Far enough away for every term that people plan with.
const DAYS_AHEAD: u64 = 45;
/// No form is tried in more ways.
const WAYS_MAX: usize = 32;
/// Fields that are read together are tried in every mix up to so many; else each value by itself.
const GROUP_MAX: usize = 12;

/// The values worth trying for a field, the most usual first. Never empty.
pub(super) fn values(field: &Field, against: &[Value], now: DateTime<Utc>) -> Vec<Value> {
    let today = local(now).date();
    let mut found: Vec<Value> = match &field.ty {
        Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
        Type::Choice(options) => options.iter().map(|option| Value::text(option)).collect(),
        Type::Integer => integers(field, against),
        Type::Date => days(today).into_iter().map(Value::Date).collect(),
        Type::Datetime => {
            let at = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
            days(today).into_iter().map(|day| Value::Datetime(day.and_time(at))).collect()
        }
        Type::Text | Type::Person => {
            let named = against.iter().filter(|value| matches!(value, Value::Text(_))).cloned();
            named.chain([Value::text("voorbeeld")]).collect()
        }
        Type::Duration => vec![Value::Duration(Duration { amount: 1, unit: Unit::Month })],
        Type::Decimal => vec![Value::Decimal(Decimal::ONE)],
        Type::Money => vec![Value::Money(Money { cents: 100 })],
        Type::Set(options) => {
            let all: BTreeSet<Id> = options.iter().cloned().collect();
            vec![Value::Set(all), Value::Set(BTreeSet::new())]
        }
        Type::List(_) => lists(field, now),
    };
    let usual = Some(field.default.clone()).filter(Value::is_set).or_else(|| field.min.clone());
    if matches!(field.ty, Type::Decimal | Type::Money | Type::Duration) {
        found = usual.into_iter().chain(found).take(1).collect();
    }
    let mut unique = Vec::new();
    for value in found {
        if !unique.contains(&value) {
            unique.push(value);
        }
    }
    unique
}

fn days(today: NaiveDate) -> Vec<NaiveDate> {
    let ahead = today.checked_add_days(Days::new(DAYS_AHEAD));
    ahead.into_iter().chain(today.checked_sub_days(Days::new(1))).collect()
}

/// At, below and above each number that the field is held against.
fn integers(field: &Field, against: &[Value]) -> Vec<Value> {
    let bound = |limit: &Option<Value>, otherwise: i64| match limit {
        Some(Value::Integer(number)) => *number,
        _ => otherwise,
    };
    let (least, most) = (bound(&field.min, 0), bound(&field.max, i64::MAX));
    let mut numbers = BTreeSet::new();
    for value in against {
        if let Value::Integer(number) = value {
            numbers.extend([number.saturating_sub(1), *number, number.saturating_add(1)]);
        }
    }
    numbers.retain(|number| (least..=most).contains(number));
    if numbers.is_empty() {
        numbers.insert(least.max(1).min(most));
    }
    numbers.into_iter().take(8).map(Value::Integer).collect()
}

/// A list with an item for every option of its choices, with all questions answered yes, or no.
fn lists(field: &Field, now: DateTime<Utc>) -> Vec<Value> {
    let most = field.fields.values().map(|field| field.options.len()).max().unwrap_or(0).max(1);
    let list = |answer: bool| {
        let items = (0..most).map(|nth| {
            let item = field.fields.iter().map(|(id, inner)| {
                let value = match &inner.ty {
                    Type::Boolean => Value::Boolean(answer),
                    Type::Choice(options) if !options.is_empty() => {
                        Value::text(&options[nth % options.len()])
                    }
                    Type::Integer => Value::Integer(i64::try_from(nth + 1).unwrap_or(1)),
                    Type::Text => Value::text(&format!("voorbeeld {}", nth + 1)),
                    _ => values(inner, &[], now).into_iter().next().unwrap_or_default(),
                };
                (id.clone(), value)
            });
            item.collect::<Record>()
        });
        Value::List(items.collect())
    };
    let mut found = vec![list(true), list(false)];
    found.push(Value::List(Vec::new()));
    found
}

/// The mixes worth trying: of fields that are read together every mix, while the others stay at their
/// first; and all fields at their last.
pub(super) fn mixes_apart(fields: &[(Id, Vec<Value>)], together: &[Vec<usize>]) -> Vec<Record> {
    let of = |at: &dyn Fn(usize) -> usize| -> Record {
        let chosen =
            fields.iter().enumerate().map(|(nth, (id, values))| (id, &values[at(nth).min(values.len() - 1)]));
        chosen.filter(|(_, value)| value.is_set()).map(|(id, value)| (id.clone(), value.clone())).collect()
    };
    let mut found = vec![of(&|_| 0)];
    for group in together {
        let inside: Vec<(Id, Vec<Value>)> = group.iter().map(|at| fields[*at].clone()).collect();
        let whole = inside.iter().map(|(_, values)| values.len()).product::<usize>() <= GROUP_MAX;
        if whole {
            for mix in mixes(&inside) {
                let mut way = of(&|_| 0);
                inside.iter().for_each(|(id, _)| _ = way.remove(id));
                way.extend(mix);
                found.push(way);
            }
        } else {
            for (nth, nth_value) in
                group.iter().flat_map(|at| (1..fields[*at].1.len()).map(move |v| (*at, v)))
            {
                found.push(of(&|at| if at == nth { nth_value } else { 0 }));
                found.push(of(&|at| if at == nth { nth_value } else { usize::MAX }));
            }
        }
    }
    found.push(of(&|_| usize::MAX));
    let mut unique: Vec<Record> = Vec::new();
    for way in found {
        if !unique.contains(&way) {
            unique.push(way);
        }
    }
    unique
}

/// Every mix of the values of some fields, the first of each first; not more than [`WAYS_MAX`].
fn mixes(fields: &[(Id, Vec<Value>)]) -> Vec<Record> {
    let mut mixes = vec![Record::new()];
    for (id, values) in fields {
        let room = WAYS_MAX / mixes.len().max(1);
        let values = &values[..values.len().min(room.max(1))];
        mixes = mixes
            .into_iter()
            .flat_map(|mix| {
                values.iter().map(move |value| {
                    let mut mix = mix.clone();
                    if value.is_set() {
                        mix.insert(id.clone(), value.clone());
                    }
                    mix
                })
            })
            .collect();
    }
    mixes
}
