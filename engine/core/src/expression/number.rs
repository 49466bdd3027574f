//! Calculating with whole numbers, decimals and amounts of money.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};

use super::eval::Failure;
use super::syntax::Sum;
use crate::number::Money;
use crate::value::{Type, Value};

/// The type of a sum, if these two go together. Money is added to money, and multiplied and divided
/// by a number; money divided by money is a number.
pub(super) fn sum_type(sum: Sum, a: &Type, b: &Type) -> Option<Type> {
    let numbers = is_number(a) && is_number(b);
    match (sum, a, b) {
        (
            Sum::Add | Sum::Subtract | Sum::Multiply | Sum::Divide | Sum::Remainder,
            Type::Integer,
            Type::Integer,
        ) => Some(Type::Integer),
        (Sum::Add | Sum::Subtract, Type::Money, Type::Money) => Some(Type::Money),
        (Sum::Multiply, Type::Money, other) | (Sum::Multiply, other, Type::Money) if is_number(other) => {
            Some(Type::Money)
        }
        (Sum::Quotient, Type::Money, other) if is_number(other) => Some(Type::Money),
        (Sum::Quotient, Type::Money, Type::Money) => Some(Type::Decimal),
        (Sum::Divide | Sum::Remainder, ..) => None,
        _ => numbers.then_some(Type::Decimal),
    }
}

/// A number without a unit.
pub(super) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Decimal)
}

/// What can be added, subtracted and negated.
pub(super) fn is_amount(ty: &Type) -> bool {
    is_number(ty) || *ty == Type::Money
}

/// A number as a decimal.
pub(super) fn fraction(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

/// Which of two numbers or two amounts is less.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Money(a), Value::Money(b)) => Some(a.cmp(b)),
        _ => Some(fraction(a)?.cmp(&fraction(b)?)),
    }
}

/// The other side of zero. `None` for what is no number.
pub(super) fn negative(value: &Value) -> Option<Result<Value, Failure>> {
    let whole = |number: Option<i64>| number.ok_or(Failure::Overflow);
    Some(match value {
        Value::Integer(number) => whole(number.checked_neg()).map(Value::Integer),
        Value::Decimal(number) => Ok(Value::Decimal((-*number).normalize())),
        Value::Money(amount) => whole(amount.cents.checked_neg()).map(|cents| Value::Money(Money { cents })),
        _ => return None,
    })
}

/// A sum. `None` when these two do not go together, which the checker refuses.
pub(super) fn calculate(sum: Sum, a: &Value, b: &Value) -> Option<Result<Value, Failure>> {
    let money =
        |cents: Option<i64>| cents.map(|cents| Value::Money(Money { cents })).ok_or(Failure::Overflow);
    let rounded =
        |euros: Option<Decimal>| euros.and_then(Money::rounded).map(Value::Money).ok_or(Failure::Overflow);
    Some(match (sum, a, b) {
        (Sum::Quotient, Value::Money(a), Value::Money(b)) => divide(a.euros(), b.euros()).and_then(kept),
        (Sum::Quotient, Value::Money(a), b) => {
            divide(a.euros(), fraction(b)?).and_then(|euros| rounded(Some(euros)))
        }
        (Sum::Quotient, a, b) => divide(fraction(a)?, fraction(b)?).and_then(kept),
        (_, Value::Integer(a), Value::Integer(b)) => whole(sum, *a, *b).map(Value::Integer),
        (Sum::Add, Value::Money(a), Value::Money(b)) => money(a.cents.checked_add(b.cents)),
        (Sum::Subtract, Value::Money(a), Value::Money(b)) => money(a.cents.checked_sub(b.cents)),
        (Sum::Multiply, Value::Money(amount), other) | (Sum::Multiply, other, Value::Money(amount)) => {
            rounded(amount.euros().checked_mul(fraction(other)?))
        }
        _ => {
            let (a, b) = (fraction(a)?, fraction(b)?);
            let answer = match sum {
                Sum::Add => a.checked_add(b),
                Sum::Subtract => a.checked_sub(b),
                Sum::Multiply => a.checked_mul(b),
                Sum::Divide | Sum::Remainder | Sum::Quotient => return None,
            };
            answer.ok_or(Failure::Overflow).and_then(kept)
        }
    })
}

/// Rounded to so many digits behind the point, half away from zero.
pub(super) fn round(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero).normalize()
}

fn kept(number: Decimal) -> Result<Value, Failure> {
    Ok(Value::Decimal(number.normalize()))
}

fn divide(a: Decimal, b: Decimal) -> Result<Decimal, Failure> {
    if b.is_zero() {
        return Err(Failure::DivisionByZero);
    }
    a.checked_div(b).ok_or(Failure::Overflow)
}

fn whole(sum: Sum, a: i64, b: i64) -> Result<i64, Failure> {
    if b == 0 && matches!(sum, Sum::Divide | Sum::Remainder) {
        return Err(Failure::DivisionByZero);
    }
    let rest = |a: i64| a.checked_rem(b).unwrap_or(0);
    let below = rest(a) != 0 && (rest(a) < 0) != (b < 0);
    match sum {
        Sum::Add => a.checked_add(b),
        Sum::Subtract => a.checked_sub(b),
        Sum::Multiply => a.checked_mul(b),
        Sum::Divide | Sum::Quotient => a.checked_div(b).map(|quotient| quotient - i64::from(below)),
        Sum::Remainder => Some(rest(a) + if below { b } else { 0 }),
    }
    .ok_or(Failure::Overflow)
}
