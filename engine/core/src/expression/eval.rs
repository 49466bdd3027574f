//! What an expression gives in one case.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::expr::{Expr, Node};
use super::number;
use super::printed::printed;
use super::syntax::Sum;
use crate::calendar::{Calendar, Direction, Due, Duration};
use crate::id::Id;
use crate::number::Money;
use crate::say;
use crate::text::Text;
use crate::value::{Record, Value};

/// Where an expression reads its values.
pub trait Environment {
    /// The value of a name, `Unset` when there is none. The name may have dots.
    fn value(&self, name: &Id) -> Cow<'_, Value>;
    /// The same, to keep.
    fn get(&self, name: &Id) -> Value {
        self.value(name).into_owned()
    }
    /// Whether the case is in this state.
    fn in_state(&self, state: &Id) -> bool;
    /// The day that the case lives on now, in Europe/Amsterdam.
    fn today(&self) -> NaiveDate;
    /// The day a duration after or before a moment, by the working days of the organisation; those
    /// of the Netherlands unless told otherwise. `None` beyond the calendar.
    fn shift(&self, base: Due, duration: Duration, direction: Direction) -> Option<NaiveDate> {
        Calendar::netherlands().shift(base, duration, direction, None).ok().map(Due::day)
    }
}

/// Why an expression gives no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// This name has no value and the value was needed.
    Unset(Id),
    /// A division by zero.
    DivisionByZero,
    /// A number beyond the 64 bits of an integer.
    Overflow,
    /// A day that no calendar here knows.
    BeyondHorizon,
}

impl Failure {
    /// The failure in one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Unset(name) => say!("`{name}` is nog niet ingevuld."; "`{name}` is not filled in yet."),
            Self::DivisionByZero => say!("Delen door nul kan niet."; "Division by zero is not possible."),
            Self::BeyondHorizon => crate::calendar::BeyondHorizon.text(),
            Self::Overflow => say!("De uitkomst is een te groot getal."; "The result is too large a number."),
        }
    }
}

impl Expr {
    /// The value in this environment. A field that is not filled in gives `Ok(Unset)` when it is the
    /// whole answer.
    ///
    /// # Errors
    /// A value that was needed is not there, or a sum has no answer.
    pub fn eval(&self, env: &dyn Environment) -> Result<Value, Failure> {
        Scope { env, item: None }.eval(&self.node).map(Cow::into_owned)
    }

    /// Whether it is a condition that holds.
    ///
    /// # Errors
    /// A value that was needed is not there, or a sum has no answer.
    pub fn condition(&self, env: &dyn Environment) -> Result<bool, Failure> {
        Scope { env, item: None }.boolean(&self.node)
    }

    /// Whether it is a condition that holds. One that fails does not hold.
    #[must_use]
    pub fn holds(&self, env: &dyn Environment) -> bool {
        self.condition(env) == Ok(true)
    }
}

/// The environment, and the list items around a node from the inside out.
#[derive(Clone, Copy)]
struct Scope<'a> {
    env: &'a dyn Environment,
    item: Option<&'a Item<'a>>,
}

struct Item<'a> {
    record: &'a Record,
    outer: Option<&'a Item<'a>>,
}

impl<'a> Scope<'a> {
    /// What stands somewhere is lent from there: a list or a text is not copied to be looked at.
    fn eval(self, node: &'a Node) -> Result<Cow<'a, Value>, Failure> {
        Ok(Cow::Owned(match node {
            Node::Value(value) => return Ok(Cow::Borrowed(value)),
            Node::Field(name) => return Ok(self.env.value(name)),
            Node::Item(up, name) => return Ok(self.item_field(*up, name)),
            Node::If(condition, then, other) => {
                return self.eval(if self.boolean(condition)? { then } else { other });
            }
            Node::FirstSet(row) => return self.first_set(row),
            Node::Min(row) => return self.extreme(row, Ordering::Less),
            Node::Max(row) => return self.extreme(row, Ordering::Greater),
            Node::InState(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::InSet(..)
            | Node::Equal(..)
            | Node::In(_)
            | Node::Order(..)
            | Node::IsSet(_)
            | Node::All(..)
            | Node::Any(..)
            | Node::Covers(..) => Value::Boolean(self.boolean(node)?),
            Node::Today => Value::Date(self.env.today()),
            Node::Negative(one) => {
                number::negative(&*self.set(one)?).unwrap_or_else(|| Err(self.unset(one)))?
            }
            Node::Sum(sum, a, b) => self.sum(*sum, a, b)?,
            Node::Decimal(one) => Value::Decimal(self.fraction(one)?),
            Node::Round(one, places) => Value::Decimal(number::round(self.fraction(one)?, *places)),
            Node::Whole(one) => {
                let whole = i64::try_from(number::round(self.fraction(one)?, 0));
                Value::Integer(whole.map_err(|_| Failure::Overflow)?)
            }
            Node::Money(one) => Value::Money(Money::rounded(self.fraction(one)?).ok_or(Failure::Overflow)?),
            Node::Row(row) => self.options(row)?,
            Node::Shift(day, by, way) => self.shift(day, by, *way)?,
            Node::Join(parts) => self.join(parts)?,
            Node::Age(birthdate, day) => Value::Integer(age(self.day(birthdate)?, self.day(day)?)),
            Node::DaysBetween(from, to) => {
                Value::Integer(self.day(to)?.signed_duration_since(self.day(from)?).num_days())
            }
            Node::Length(list) => Value::Integer(count(match &*self.set(list)? {
                Value::Set(chosen) => chosen.len(),
                Value::List(items) => items.len(),
                _ => return Err(self.unset(list)),
            })),
            Node::Count(list, condition) => {
                let mut found = 0;
                for record in self.list(list)?.iter() {
                    found += usize::from(self.within(record, condition)?);
                }
                Value::Integer(count(found))
            }
        }))
    }

    /// Whether a condition holds. A value of another type than was checked counts as none: stored data
    /// never makes a step panic.
    fn boolean(self, node: &'a Node) -> Result<bool, Failure> {
        Ok(match node {
            Node::InState(state) => self.env.in_state(state),
            Node::Not(one) => !self.boolean(one)?,
            Node::And(all) => self.row(all, false)?,
            Node::Or(any) => self.row(any, true)?,
            Node::InSet(item, set) => self.is_in_set(item, set)?,
            Node::Equal(a, b) => equal(&*self.eval(a)?, &*self.eval(b)?),
            Node::In(row) => self.is_in(row)?,
            Node::Order(order, a, b) => {
                let (left, right) = (self.set(a)?, self.set(b)?);
                order.holds(compare(&left, &right).ok_or_else(|| self.unset(a))?)
            }
            Node::IsSet(one) => self.found(one)?.is_set(),
            Node::All(list, condition) => self.items(list, condition, false)?,
            Node::Any(list, condition) => self.items(list, condition, true)?,
            Node::Covers(list, field, options) => covers(&self.list(list)?, field, options),
            _ => match *self.set(node)? {
                Value::Boolean(holds) => holds,
                _ => return Err(self.unset(node)),
            },
        })
    }

    fn item_field(self, up: usize, name: &Id) -> Cow<'a, Value> {
        let mut item = self.item;
        for _ in 0..up {
            item = item.and_then(|item| item.outer);
        }
        item.and_then(|item| item.record.get(name)).map_or(Cow::Owned(Value::Unset), Cow::Borrowed)
    }

    /// Whether the row has this answer: `true` looks for one that holds, `false` for one that does not.
    fn row(self, row: &'a [Node], looked_for: bool) -> Result<bool, Failure> {
        for one in row {
            if self.boolean(one)? == looked_for {
                return Ok(looked_for);
            }
        }
        Ok(!looked_for)
    }

    /// The same over the items of a list.
    fn items(self, list: &'a Node, condition: &'a Node, looked_for: bool) -> Result<bool, Failure> {
        for record in self.list(list)?.iter() {
            if self.within(record, condition)? == looked_for {
                return Ok(looked_for);
            }
        }
        Ok(!looked_for)
    }

    fn within(self, record: &Record, condition: &Node) -> Result<bool, Failure> {
        let item = Item { record, outer: self.item };
        Scope { env: self.env, item: Some(&item) }.boolean(condition)
    }

    fn is_in(self, row: &'a [Node]) -> Result<bool, Failure> {
        let Some((item, others)) = row.split_first() else { return Ok(false) };
        let item = self.eval(item)?;
        for other in others {
            if equal(&item, &*self.eval(other)?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an option is chosen. Nothing is chosen in a set that is not filled in.
    fn is_in_set(self, item: &'a Node, set: &'a Node) -> Result<bool, Failure> {
        Ok(match (&*self.eval(item)?, &*self.eval(set)?) {
            (Value::Text(option), Value::Set(chosen)) => chosen.contains(&**option),
            _ => false,
        })
    }

    fn options(self, row: &'a [Node]) -> Result<Value, Failure> {
        let mut chosen = BTreeSet::new();
        for one in row {
            match &*self.set(one)? {
                Value::Text(option) => chosen.insert(Id::from(&**option)),
                _ => return Err(self.unset(one)),
            };
        }
        Ok(Value::Set(chosen))
    }

    fn sum(self, sum: Sum, a: &'a Node, b: &'a Node) -> Result<Value, Failure> {
        let (left, right) = (self.set(a)?, self.set(b)?);
        number::calculate(sum, &left, &right).unwrap_or_else(|| Err(self.unset(a)))
    }

    fn fraction(self, node: &'a Node) -> Result<Decimal, Failure> {
        number::fraction(&*self.set(node)?).ok_or_else(|| self.unset(node))
    }

    fn shift(self, day: &'a Node, by: &'a Node, way: Direction) -> Result<Value, Failure> {
        let base = match &*self.set(day)? {
            Value::Datetime(moment) => Due::Moment(*moment),
            other => Due::Day(super::eval::day(other).ok_or_else(|| self.unset(day))?),
        };
        match &*self.set(by)? {
            Value::Duration(length) => {
                self.env.shift(base, *length, way).map(Value::Date).ok_or(Failure::BeyondHorizon)
            }
            _ => Err(self.unset(by)),
        }
    }

    fn join(self, parts: &'a [Node]) -> Result<Value, Failure> {
        let mut joined = String::new();
        for part in parts {
            joined.push_str(&printed(&*self.set(part)?).ok_or_else(|| self.unset(part))?);
        }
        Ok(Value::text(&joined))
    }

    fn first_set(self, row: &'a [Node]) -> Result<Cow<'a, Value>, Failure> {
        for one in row {
            let value = self.found(one)?;
            if value.is_set() {
                return Ok(value);
            }
        }
        Ok(Cow::Owned(Value::Unset))
    }

    fn extreme(self, row: &'a [Node], wanted: Ordering) -> Result<Cow<'a, Value>, Failure> {
        let mut best: Cow<'a, Value> = Cow::Owned(Value::Unset);
        for one in row {
            let value = self.set(one)?;
            if !best.is_set() || compare(&value, &best) == Some(wanted) {
                best = value;
            }
        }
        Ok(best)
    }

    /// The value, `Unset` also when one that it is made of is missing: a sum with a gap has no value.
    fn found(self, node: &'a Node) -> Result<Cow<'a, Value>, Failure> {
        match self.eval(node) {
            Err(Failure::Unset(_)) => Ok(Cow::Owned(Value::Unset)),
            other => other,
        }
    }

    fn set(self, node: &'a Node) -> Result<Cow<'a, Value>, Failure> {
        let value = self.eval(node)?;
        if value.is_set() { Ok(value) } else { Err(self.unset(node)) }
    }

    // As with conditions, a value of another type counts as none.

    fn day(self, node: &'a Node) -> Result<NaiveDate, Failure> {
        day(&*self.set(node)?).ok_or_else(|| self.unset(node))
    }

    fn list(self, node: &'a Node) -> Result<Cow<'a, [Record]>, Failure> {
        match self.set(node)? {
            Cow::Borrowed(Value::List(items)) => Ok(Cow::Borrowed(items)),
            Cow::Owned(Value::List(items)) => Ok(Cow::Owned(items)),
            _ => Err(self.unset(node)),
        }
    }

    /// The failure that names what was missing in a node that gave nothing.
    fn unset(self, node: &'a Node) -> Failure {
        match node {
            Node::Field(name) | Node::Item(_, name) => Failure::Unset(name.clone()),
            Node::If(condition, then, other) => {
                let taken = if self.boolean(condition) == Ok(true) { then } else { other };
                self.unset(taken)
            }
            Node::FirstSet(row) => row.last().map_or(Failure::Unset("none".into()), |last| self.unset(last)),
            _ => Failure::Unset("none".into()),
        }
    }
}

/// A length as the integer of the language. No list comes near the limit.
fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn day(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(date) => Some(*date),
        Value::Datetime(moment) => Some(moment.date()),
        _ => None,
    }
}

/// Whether two values are the same. Nothing is not even the same as nothing.
pub(super) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Unset, _) | (_, Value::Unset) => false,
        (Value::Date(_), Value::Datetime(_)) | (Value::Datetime(_), Value::Date(_)) => day(a) == day(b),
        (Value::Integer(_), Value::Decimal(_)) | (Value::Decimal(_), Value::Integer(_)) => {
            number::fraction(a) == number::fraction(b)
        }
        _ => a == b,
    }
}

/// Which of two comes first; a date and a moment by their days.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Datetime(a), Value::Datetime(b)) => Some(a.cmp(b)),
        _ => number::compare(a, b).or_else(|| Some(day(a)?.cmp(&day(b)?))),
    }
}

/// Whole years from birth, below zero before it. A birthday on 29 February falls on 1 March in
/// other years.
fn age(birthdate: NaiveDate, day: NaiveDate) -> i64 {
    let birthday_to_come = (day.month(), day.day()) < (birthdate.month(), birthdate.day());
    i64::from(day.year()) - i64::from(birthdate.year()) - i64::from(birthday_to_come)
}

fn covers(items: &[Record], field: &Id, options: &[Id]) -> bool {
    options.iter().all(|option| {
        items.iter().any(|item| matches!(item.get(field), Some(Value::Text(text)) if **text == **option))
    })
}
