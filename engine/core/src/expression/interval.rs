//! The least and the greatest that a sum can be.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::certain::Judge;
use super::expr::Node;
use super::facts::{Facts, Range};
use super::syntax::{Order, Sum};
use crate::value::{Type, Value};

/// Nothing but zero.
pub(super) const ZERO: Range = (Decimal::ZERO, Decimal::ZERO);
/// What people can fill in.
pub(super) const NATURAL: Range =
    (Decimal::from_parts(0xD4A5_1000, 0xE8, 0, true, 0), Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0));
/// No list comes near so many items.
const LENGTH_MAX: i64 = 1_000_000;
/// The days between the first and the last year of the calendar.
const DAYS_MAX: i64 = 111_000;

impl Judge<'_> {
    /// The bounds of a number; none for what is no number, or is beyond counting.
    pub(super) fn range(self, node: &Node, facts: &Facts) -> Option<Range> {
        match node {
            Node::Value(_) => literal(node),
            Node::Field(name) => {
                let name = self.name(name);
                let declared = match self.of_derived(&name) {
                    Some((inner, node)) => inner.range(node, facts),
                    None => self.known.range(&name),
                };
                match (declared, facts.ranges.get(&name)) {
                    (Some((low, high)), Some((a, b))) => Some((low.max(*a), high.min(*b))),
                    (declared, known) => declared.or(known.copied()),
                }
            }
            Node::Item(..) => natural_range(&Type::Integer),
            Node::Negative(one) => self.range(one, facts).map(|(low, high)| (-high, -low)),
            Node::Sum(op, a, b) => sum(*op, self.range(a, facts)?, self.range(b, facts)?),
            Node::If(_, a, b) => Some(hull(self.range(a, facts)?, self.range(b, facts)?)),
            Node::FirstSet(row) => {
                row.iter().map(|one| self.range(one, facts)).reduce(|a, b| Some(hull(a?, b?)))?
            }
            Node::Min(row) => row
                .iter()
                .map(|one| self.range(one, facts))
                .reduce(|a, b| a.zip(b).map(|(a, b)| (a.0.min(b.0), a.1.min(b.1))))?,
            Node::Max(row) => row
                .iter()
                .map(|one| self.range(one, facts))
                .reduce(|a, b| a.zip(b).map(|(a, b)| (a.0.max(b.0), a.1.max(b.1))))?,
            Node::Decimal(one) | Node::Money(one) | Node::Round(one, _) => self.range(one, facts),
            Node::Whole(one) => self.range(one, facts).map(|(low, high)| (low.floor(), high.ceil())),
            Node::Length(_) | Node::Count(..) => Some((Decimal::ZERO, LENGTH_MAX.into())),
            Node::Age(..) | Node::DaysBetween(..) => Some(((-DAYS_MAX).into(), DAYS_MAX.into())),
            _ => None,
        }
    }
}

impl Judge<'_> {
    /// Whether a part is a whole number.
    pub(super) fn is_whole(self, node: &Node) -> bool {
        match node {
            Node::Value(value) => matches!(value, Value::Integer(_)),
            Node::Field(name) => self.known.is_whole(&self.name(name)),
            Node::Negative(one) => self.is_whole(one),
            Node::Sum(op, a, b) => *op != Sum::Quotient && self.is_whole(a) && self.is_whole(b),
            Node::Min(row) | Node::Max(row) | Node::FirstSet(row) => row.iter().all(|one| self.is_whole(one)),
            Node::Whole(_) | Node::Length(_) | Node::Count(..) | Node::Age(..) | Node::DaysBetween(..) => {
                true
            }
            _ => false,
        }
    }
}

/// The number that is written here, as bounds.
pub(super) fn literal(node: &Node) -> Option<Range> {
    match node {
        Node::Value(value) => bound(value).map(|number| (number, number)),
        _ => None,
    }
}

fn hull(a: Range, b: Range) -> Range {
    (a.0.min(b.0), a.1.max(b.1))
}

/// The bounds of a sum of two bounded numbers.
pub(super) fn sum(op: Sum, a: Range, b: Range) -> Option<Range> {
    match op {
        Sum::Add => Some((a.0.checked_add(b.0)?, a.1.checked_add(b.1)?)),
        Sum::Subtract => Some((a.0.checked_sub(b.1)?, a.1.checked_sub(b.0)?)),
        Sum::Multiply => {
            let ends =
                [a.0.checked_mul(b.0), a.0.checked_mul(b.1), a.1.checked_mul(b.0), a.1.checked_mul(b.1)];
            spread(&ends)
        }
        // A divisor without zero between its bounds keeps its sign.
        Sum::Divide | Sum::Quotient if b.0 > Decimal::ZERO || b.1 < Decimal::ZERO => {
            let ends =
                [a.0.checked_div(b.0), a.0.checked_div(b.1), a.1.checked_div(b.0), a.1.checked_div(b.1)];
            let (low, high) = spread(&ends)?;
            Some(if op == Sum::Divide { (low.floor(), high.floor()) } else { (low, high) })
        }
        Sum::Remainder => {
            let most = b.0.abs().max(b.1.abs());
            Some((-most, most))
        }
        Sum::Divide | Sum::Quotient => None,
    }
}

fn spread(ends: &[Option<Decimal>]) -> Option<Range> {
    let ends: Vec<Decimal> = ends.iter().copied().collect::<Option<_>>()?;
    Some((ends.iter().min().copied()?, ends.iter().max().copied()?))
}

/// Whether a whole number can become larger than fits. Amounts of money, in cents, have a hundred
/// times less room.
pub(super) fn overflows((low, high): Range) -> bool {
    let hundred = Decimal::ONE_HUNDRED;
    [low, high].into_iter().any(|end| end.checked_mul(hundred).and_then(|end| end.to_i64()).is_none())
}

/// Whether the two sides then differ.
pub(super) fn is_strict(order: Order, holds: bool) -> bool {
    matches!(
        (order, holds),
        (Order::Less | Order::Greater, true) | (Order::LessEqual | Order::GreaterEqual, false)
    )
}

/// What an order says about both sides, when it holds or when it does not.
pub(super) fn ordered(order: Order, holds: bool, whole: bool, left: Range, right: Range) -> (Range, Range) {
    // Between whole numbers a bound that is not reached is one further on.
    let step = if whole { Decimal::ONE } else { Decimal::ZERO };
    let (smaller, gap) = match (order, holds) {
        (Order::Less, true) | (Order::GreaterEqual, false) => (true, step),
        (Order::LessEqual, true) | (Order::Greater, false) => (true, Decimal::ZERO),
        (Order::Greater, true) | (Order::LessEqual, false) => (false, step),
        (Order::GreaterEqual, true) | (Order::Less, false) => (false, Decimal::ZERO),
    };
    if smaller {
        ((left.0, left.1.min(right.1 - gap)), (right.0.max(left.0 + gap), right.1))
    } else {
        ((left.0.max(right.0 + gap), left.1), (right.0, right.1.min(left.1 - gap)))
    }
}

/// Whether a value lies within bounds.
#[must_use]
pub fn within(range: Range, bounds: Range) -> bool {
    bounds.0 <= range.0 && range.1 <= bounds.1
}

/// The bounds that a type has by itself.
#[must_use]
pub fn natural_range(ty: &Type) -> Option<Range> {
    matches!(ty, Type::Integer | Type::Decimal | Type::Money).then_some(NATURAL)
}

/// A number or amount as a bound.
#[must_use]
pub fn bound(value: &Value) -> Option<Decimal> {
    match value {
        Value::Money(amount) => Some(amount.euros()),
        other => super::number::fraction(other),
    }
}
