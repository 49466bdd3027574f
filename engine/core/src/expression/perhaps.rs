//! What an expression can give when only something is known of the values that it reads.
//!
//! Every answer that the real evaluation can give is among those given here; not the other way round.
//! So what is excluded here never happens.

use std::cmp::Ordering;

use super::eval::{compare, equal};
use super::expr::{Expr, Node};
use super::facts::Range;
use super::interval::{bound, sum};
use super::number::calculate;
use super::syntax::Order;
use crate::id::Id;
use crate::value::Value;

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Perhaps {
    /// This value, or that there is none.
    Known(Value),
    /// A number within bounds.
    Between(Range),
    /// There is a value.
    Some,
    /// Nothing is known.
    Any,
}

/// The answers that a condition can give. It can also fail, which is neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// It may hold.
    pub yes: bool,
    /// It may be false.
    pub no: bool,
    /// It may fail for want of a value.
    pub fails: bool,
}

/// Where something is known of values.
pub trait Guess {
    /// What is known of a name.
    fn value(&self, name: &Id) -> Perhaps;
    /// Whether the case is in a state, if that is known.
    fn in_state(&self, state: &Id) -> Option<bool>;
}

const YES: Answers = Answers { yes: true, no: false, fails: false };
const NO: Answers = Answers { yes: false, no: true, fails: false };
const FAILS: Answers = Answers { yes: false, no: false, fails: true };
const EITHER: Answers = Answers { yes: true, no: true, fails: false };
const ANYTHING: Answers = Answers { yes: true, no: true, fails: true };

impl Expr {
    /// The answers that this condition can give.
    #[must_use]
    pub fn answers(&self, guess: &dyn Guess) -> Answers {
        answers(&self.node, guess)
    }

    /// What is known of its value. One that fails has none.
    #[must_use]
    pub fn perhaps(&self, guess: &dyn Guess) -> Perhaps {
        value(&self.node, guess)
    }

    /// The parts that give a yes or a no by themselves, without what joins them.
    #[must_use]
    pub fn atoms(&self) -> Vec<Self> {
        let mut found = Vec::new();
        collect(&self.node, &mut found);
        found.into_iter().map(|node| Self { ty: self.ty.clone(), node: node.clone() }).collect()
    }

    /// The values that are written in it.
    #[must_use]
    pub fn constants(&self) -> Vec<&Value> {
        let mut found = Vec::new();
        self.node.walk(&mut |node| {
            if let Node::Value(value) = node {
                found.push(value);
            }
        });
        found
    }

    /// The field of which it only asks whether it is filled in, if it does no more.
    #[must_use]
    pub fn asks_if_set(&self) -> Option<&Id> {
        match &self.node {
            Node::IsSet(inner) => match &**inner {
                Node::Field(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    /// The field that it only copies, if it does no more.
    #[must_use]
    pub fn copies(&self) -> Option<&Id> {
        match &self.node {
            Node::Field(name) => Some(name),
            _ => None,
        }
    }
}

fn collect<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    match node {
        Node::And(row) | Node::Or(row) => row.iter().for_each(|one| collect(one, found)),
        Node::Not(one) => collect(one, found),
        Node::Value(_) => {}
        _ => found.push(node),
    }
}

impl Answers {
    fn or(self, other: Self) -> Self {
        Self { yes: self.yes || other.yes, no: self.no || other.no, fails: self.fails || other.fails }
    }

    /// Whether it may come to anything but a yes.
    #[must_use]
    pub fn may_not_hold(self) -> bool {
        self.no || self.fails
    }
}

impl Perhaps {
    /// What is known when it is either of two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self.range().zip(other.range()), &self, &other) {
            _ if self == other => self,
            (Some((a, b)), ..) => Self::Between((a.0.min(b.0), a.1.max(b.1))),
            _ if self.is_set() && other.is_set() => Self::Some,
            _ => Self::Any,
        }
    }

    /// Whether there certainly is a value.
    #[must_use]
    pub fn is_set(&self) -> bool {
        match self {
            Self::Known(value) => value.is_set(),
            Self::Between(_) | Self::Some => true,
            Self::Any => false,
        }
    }

    fn is_unset(&self) -> bool {
        *self == Self::Known(Value::Unset)
    }

    /// The bounds of a number.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        match self {
            Self::Between(range) => Some(*range),
            Self::Known(value) => bound(value).map(|number| (number, number)),
            Self::Some | Self::Any => None,
        }
    }
}

fn answers(node: &Node, guess: &dyn Guess) -> Answers {
    match node {
        Node::InState(state) => guess.in_state(state).map_or(EITHER, |is| if is { YES } else { NO }),
        Node::Not(one) => {
            let one = answers(one, guess);
            Answers { yes: one.no, no: one.yes, fails: one.fails }
        }
        Node::And(row) => in_order(row, YES, guess),
        Node::Or(row) => in_order(row, NO, guess),
        Node::If(condition, then, other) => {
            let condition = answers(condition, guess);
            let mut all = if condition.fails { FAILS } else { Answers::default() };
            if condition.yes {
                all = all.or(answers(then, guess));
            }
            if condition.no {
                all = all.or(answers(other, guess));
            }
            all
        }
        Node::IsSet(one) => match value(one, guess) {
            known if known.is_set() => YES,
            known if known.is_unset() => NO,
            _ => EITHER,
        },
        Node::Equal(a, b) => same(&value(a, guess), &value(b, guess)),
        Node::In(row) => match row.split_first() {
            None => NO,
            Some((item, others)) => {
                let item = value(item, guess);
                let found: Vec<Answers> =
                    others.iter().map(|other| same(&item, &value(other, guess))).collect();
                let sure = found.contains(&YES);
                Answers { yes: found.iter().any(|one| one.yes), no: !sure, fails: false }
            }
        },
        Node::Order(order, a, b) => ordered(*order, &value(a, guess), &value(b, guess)),
        Node::InSet(..) => EITHER,
        Node::Any(list, _) | Node::All(list, _) | Node::Covers(list, ..) if value(list, guess).is_unset() => {
            FAILS
        }
        Node::Covers(..) => EITHER,
        _ => match value(node, guess) {
            Perhaps::Known(Value::Boolean(true)) => YES,
            Perhaps::Known(Value::Boolean(false)) => NO,
            Perhaps::Known(_) => FAILS,
            Perhaps::Any => ANYTHING,
            Perhaps::Some | Perhaps::Between(_) => EITHER,
        },
    }
}

/// A row is judged in its order, until one does not give `going_on`.
fn in_order(row: &[Node], going_on: Answers, guess: &dyn Guess) -> Answers {
    let mut all = Answers::default();
    for one in row {
        let one = answers(one, guess);
        all.fails |= one.fails;
        let (on, stop) = if going_on.yes { (one.yes, one.no) } else { (one.no, one.yes) };
        if going_on.yes {
            all.no |= stop;
        } else {
            all.yes |= stop;
        }
        if !on {
            return all;
        }
    }
    all.or(going_on)
}

fn same(a: &Perhaps, b: &Perhaps) -> Answers {
    match (a, b) {
        (Perhaps::Known(a), Perhaps::Known(b)) => {
            if equal(a, b) {
                YES
            } else {
                NO
            }
        }
        _ if a.is_unset() || b.is_unset() => NO,
        _ => match a.range().zip(b.range()) {
            Some((a, b)) if a.1 < b.0 || b.1 < a.0 => NO,
            _ => EITHER,
        },
    }
}

fn ordered(order: Order, a: &Perhaps, b: &Perhaps) -> Answers {
    if a.is_unset() || b.is_unset() {
        return FAILS;
    }
    if let (Perhaps::Known(a), Perhaps::Known(b)) = (a, b) {
        return match compare(a, b) {
            None => FAILS,
            Some(way) => {
                if order.holds(way) {
                    YES
                } else {
                    NO
                }
            }
        };
    }
    let fails = !a.is_set() || !b.is_set();
    let Some((a, b)) = a.range().zip(b.range()) else { return Answers { fails, ..EITHER } };
    let ways = [
        (Ordering::Less, a.0 < b.1),
        (Ordering::Equal, a.0 <= b.1 && b.0 <= a.1),
        (Ordering::Greater, a.1 > b.0),
    ];
    let can = |wanted: bool| ways.iter().any(|(way, may)| *may && order.holds(*way) == wanted);
    Answers { yes: can(true), no: can(false), fails }
}

fn value(node: &Node, guess: &dyn Guess) -> Perhaps {
    match node {
        Node::Value(value) => Perhaps::Known(value.clone()),
        Node::Today | Node::Row(_) => Perhaps::Some,
        Node::Field(name) => guess.value(name),
        Node::Sum(kind, a, b) => {
            let (a, b) = (value(a, guess), value(b, guess));
            if let (Perhaps::Known(a), Perhaps::Known(b)) = (&a, &b) {
                return match calculate(*kind, a, b) {
                    Some(Ok(sum)) => Perhaps::Known(sum),
                    _ => Perhaps::Any,
                };
            }
            let range = a.range().zip(b.range()).and_then(|(a, b)| sum(*kind, a, b));
            range.map_or(Perhaps::Any, Perhaps::Between)
        }
        Node::Negative(one) => match value(one, guess).range() {
            Some((low, high)) => Perhaps::Between((-high, -low)),
            None => Perhaps::Any,
        },
        Node::Min(row) => extreme(row, guess, |a, b| (a.0.min(b.0), a.1.min(b.1))),
        Node::Max(row) => extreme(row, guess, |a, b| (a.0.max(b.0), a.1.max(b.1))),
        Node::FirstSet(row) => {
            let mut all: Option<Perhaps> = None;
            for one in row {
                let one = value(one, guess);
                if one.is_unset() {
                    continue;
                }
                let sure = one.is_set();
                all = Some(
                    all.map_or(one.clone(), |all| if sure { all.with_some(&one) } else { Perhaps::Any }),
                );
                if sure {
                    break;
                }
            }
            all.unwrap_or(Perhaps::Known(Value::Unset))
        }
        Node::If(condition, then, other) => {
            let condition = answers(condition, guess);
            let known = match (condition.yes, condition.no) {
                (true, true) => value(then, guess).or(value(other, guess)),
                (true, false) => value(then, guess),
                (false, true) => value(other, guess),
                (false, false) => return Perhaps::Known(Value::Unset),
            };
            if condition.fails { known.or(Perhaps::Known(Value::Unset)) } else { known }
        }
        Node::Age(a, b) | Node::DaysBetween(a, b) | Node::Shift(a, b, _) => {
            let (a, b) = (value(a, guess), value(b, guess));
            if a.is_unset() || b.is_unset() { Perhaps::Known(Value::Unset) } else { Perhaps::Any }
        }
        Node::Not(_)
        | Node::And(_)
        | Node::Or(_)
        | Node::InState(_)
        | Node::IsSet(_)
        | Node::Equal(..)
        | Node::In(_)
        | Node::Order(..)
        | Node::InSet(..)
        | Node::Covers(..) => match answers(node, guess) {
            YES => Perhaps::Known(Value::Boolean(true)),
            NO => Perhaps::Known(Value::Boolean(false)),
            FAILS => Perhaps::Known(Value::Unset),
            Answers { fails: false, .. } => Perhaps::Some,
            _ => Perhaps::Any,
        },
        _ => Perhaps::Any,
    }
}

impl Perhaps {
    /// A value that comes in place of this one where this one is missing.
    fn with_some(self, fallback: &Self) -> Self {
        match self {
            Self::Any => Self::Some,
            known => known.or(fallback.clone()),
        }
    }
}

fn extreme(row: &[Node], guess: &dyn Guess, pick: fn(Range, Range) -> Range) -> Perhaps {
    let ranges = row.iter().map(|one| value(one, guess).range());
    match ranges.reduce(|a, b| a.zip(b).map(|(a, b)| pick(a, b))) {
        Some(Some(range)) => Perhaps::Between(range),
        _ => Perhaps::Any,
    }
}
