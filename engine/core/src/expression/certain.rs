//! Whether an expression can fail, given what is known at its place.
//!
//! Fields of list items are not judged: what an item holds is for the `require` of the event that
//! brings the list.

use super::expr::{Expr, Node};
use super::facts::{Facts, Range};
use super::interval;
use super::syntax::{Order, Sum};
use crate::id::Id;

/// What is known of names without looking at the place.
pub trait Knowledge {
    /// Always has a value.
    fn is_set(&self, name: &Id) -> bool;
    /// How a derived field is worked out; with the alias when its names are those of a record.
    fn derived(&self, name: &Id) -> Option<(&Expr, Option<&Id>)>;
    /// The declared bounds of a number.
    fn range(&self, name: &Id) -> Option<Range>;
    /// Whether it is a whole number.
    fn is_whole(&self, name: &Id) -> bool;
}

/// How an expression can fail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// This name may have no value.
    Unset(Id),
    /// A division whose divisor may be zero.
    DivisionByZero,
    /// A whole number that may become too large.
    Overflow,
}

/// What can be said of an expression.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// It always gives a value.
    pub sure: bool,
    /// It never fails; it may give nothing.
    pub total: bool,
    /// Known when it is true, or when it gives a value.
    pub then: Facts,
    /// Known when it is false, or when it gives a value.
    pub otherwise: Facts,
    /// Known when it is anything but true.
    unless: Facts,
    /// How it can fail.
    pub risks: Vec<Risk>,
}

/// Derived fields may build on each other, but not for ever.
const DEPTH_MAX: usize = 8;

impl Expr {
    /// Judges it at a place where these facts hold.
    #[must_use]
    pub fn judge(&self, facts: &Facts, known: &dyn Knowledge) -> Judged {
        Judge { known, alias: None, depth: 0 }.judge(&self.node, facts)
    }

    /// The bounds of the number that it gives.
    #[must_use]
    pub fn range(&self, facts: &Facts, known: &dyn Knowledge) -> Option<Range> {
        Judge { known, alias: None, depth: 0 }.range(&self.node, facts)
    }
}

impl Judged {
    fn value(then: Facts) -> Self {
        Self { sure: true, total: true, otherwise: then.clone(), then, ..Self::default() }
    }

    /// Known whenever it gives a value.
    fn set(&self) -> Facts {
        self.then.clone().or(&self.otherwise)
    }

    /// Known when it is not true: it is false, gives nothing, or fails.
    #[must_use]
    pub fn refuted(&self) -> Facts {
        if self.sure { self.otherwise.clone().and(&self.unless) } else { self.unless.clone() }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) known: &'a dyn Knowledge,
    alias: Option<&'a Id>,
    depth: usize,
}

impl<'a> Judge<'a> {
    /// The name as the case has it.
    pub(super) fn name(self, name: &Id) -> Id {
        self.alias.map_or_else(|| name.clone(), |alias| Id::from(format!("{alias}.{name}")))
    }

    /// The judge of a derived field's own formula.
    pub(super) fn of_derived(self, name: &Id) -> Option<(Self, &'a Node)> {
        let (expr, alias) = self.known.derived(name).filter(|_| self.depth < DEPTH_MAX)?;
        Some((Self { known: self.known, alias, depth: self.depth + 1 }, &expr.node))
    }

    fn judge(self, node: &Node, facts: &Facts) -> Judged {
        match node {
            Node::Value(value) => Judged { sure: value.is_set(), ..Judged::value(Facts::default()) },
            Node::Today | Node::InState(_) | Node::Item(..) => Judged::value(Facts::default()),
            Node::Field(name) => self.field(&self.name(name), facts),
            Node::Not(one) => self.not(one, facts),
            Node::And(all) => self.row(all, facts, true),
            Node::Or(any) => self.row(any, facts, false),
            Node::Equal(a, b) => self.equal(a, b, facts),
            Node::InSet(a, b) => {
                let (a, b) = (self.judge(a, facts), self.judge(b, facts));
                let then = a.set().and(&b.set());
                Self::condition(then, Facts::default(), a.total && b.total, [a.risks, b.risks].concat())
            }
            Node::In(row) => {
                let judged: Vec<Judged> = row.iter().map(|one| self.judge(one, facts)).collect();
                let then = judged.first().map(Judged::set).unwrap_or_default();
                let total = judged.iter().all(|one| one.total);
                Self::condition(
                    then,
                    Facts::default(),
                    total,
                    judged.into_iter().flat_map(|j| j.risks).collect(),
                )
            }
            Node::Order(order, a, b) => self.order(*order, a, b, facts),
            Node::If(condition, then, other) => self.choice([condition, then, other], facts),
            Node::IsSet(one) => {
                let one = self.found(one, facts);
                let mut judged = Self::condition(one.set(), Facts::default(), one.total, one.risks);
                judged.unless = Facts::default();
                judged
            }
            Node::FirstSet(row) => self.first_set(row, facts),
            Node::Sum(sum, a, b) => self.sum(*sum, node, [a, b], facts),
            Node::Count(list, condition) | Node::All(list, condition) | Node::Any(list, condition) => {
                self.over_items(node, list, condition, facts)
            }
            Node::Join(parts) | Node::Min(parts) | Node::Max(parts) | Node::Row(parts) => {
                self.strict(parts.iter(), facts)
            }
            Node::Age(a, b) | Node::DaysBetween(a, b) | Node::Shift(a, b, _) => {
                self.strict([&**a, &**b].into_iter(), facts)
            }
            Node::Negative(one)
            | Node::Decimal(one)
            | Node::Round(one, _)
            | Node::Whole(one)
            | Node::Money(one)
            | Node::Length(one)
            | Node::Covers(one, ..) => self.strict(std::iter::once(&**one), facts),
        }
    }

    fn condition(then: Facts, otherwise: Facts, total: bool, risks: Vec<Risk>) -> Judged {
        Judged { sure: total, total, then, otherwise, unless: Facts::default(), risks }
    }

    fn field(self, name: &Id, facts: &Facts) -> Judged {
        let mut judged = Judged::value(Facts::of(name));
        judged.sure = facts.set.contains(name) || self.known.is_set(name);
        if let Some((inner, node)) = self.of_derived(name) {
            let derived = inner.judge(node, facts);
            judged.sure |= derived.sure;
            judged.then = judged.then.and(&derived.then);
            judged.otherwise = judged.otherwise.and(&derived.otherwise);
        }
        judged
    }

    /// A part whose value is needed: nothing there is a failure.
    fn needed(self, node: &Node, facts: &Facts) -> Judged {
        let mut judged = self.judge(node, facts);
        if !judged.sure && judged.total {
            judged.risks.extend(self.missing(node, facts).map(Risk::Unset));
        }
        judged.total = judged.sure;
        judged
    }

    /// A part of which nothing is an answer too.
    fn found(self, node: &Node, facts: &Facts) -> Judged {
        let mut judged = self.judge(node, facts);
        judged.risks.retain(|risk| !matches!(risk, Risk::Unset(_)));
        judged.total = judged.risks.is_empty();
        judged
    }

    /// The name that is missing when a part gives nothing.
    fn missing(self, node: &Node, facts: &Facts) -> Option<Id> {
        match node {
            Node::Field(name) => Some(self.name(name)),
            Node::FirstSet(row) => row.last().and_then(|last| self.missing(last, facts)),
            Node::If(_, then, other) => {
                let lacks = |node: &&Node| !self.judge(node, facts).sure;
                [&**then, &**other].into_iter().find(lacks).and_then(|node| self.missing(node, facts))
            }
            _ => None,
        }
    }

    fn strict<'n>(self, parts: impl Iterator<Item = &'n Node>, facts: &Facts) -> Judged {
        let mut judged = Judged::value(Facts::default());
        for part in parts {
            let part = self.needed(part, facts);
            judged.then = judged.then.and(&part.set());
            judged.sure &= part.sure;
            judged.risks.extend(part.risks);
        }
        judged.total = judged.sure;
        judged.otherwise = judged.then.clone();
        judged
    }

    fn not(self, one: &Node, facts: &Facts) -> Judged {
        let one = self.needed(one, facts);
        let unless = if one.total { one.then.clone() } else { Facts::default() };
        Judged {
            sure: one.sure,
            total: one.total,
            then: one.otherwise,
            otherwise: one.then,
            unless,
            risks: one.risks,
        }
    }

    /// `and` when `all`, else `or`: the two mirror each other.
    fn row(self, parts: &[Node], facts: &Facts, all: bool) -> Judged {
        let mut passed = Facts::default();
        let mut stopped: Option<Facts> = None;
        let mut unless: Option<Facts> = None;
        let (mut total, mut risks) = (true, Vec::new());
        for part in parts {
            let part = self.needed(part, &facts.clone().and(&passed));
            let (goes_on, stops) =
                if all { (&part.then, &part.otherwise) } else { (&part.otherwise, &part.then) };
            let here = passed.clone().and(stops);
            stopped = Some(stopped.map_or(here.clone(), |before| before.or(&here)));
            // Not true: for `and` one of them is not; for `or` the first is not, and if it cannot
            // fail the next is not either.
            unless = Some(match unless {
                None => part.refuted(),
                Some(before) if all => before.or(&passed.clone().and(&part.refuted())),
                Some(before) if total => before.and(&part.refuted()),
                Some(before) => before,
            });
            passed = passed.and(goes_on);
            total &= part.total;
            risks.extend(part.risks);
        }
        let stopped = stopped.unwrap_or_default();
        let (then, otherwise) = if all { (passed, stopped) } else { (stopped, passed) };
        Judged { sure: total, total, then, otherwise, unless: unless.unwrap_or_default(), risks }
    }

    fn equal(self, a: &Node, b: &Node, facts: &Facts) -> Judged {
        let (left, right) = (self.judge(a, facts), self.judge(b, facts));
        let mut then = left.set().and(&right.set());
        let mut otherwise = Facts::default();
        for (one, other) in [(a, b), (b, a)] {
            let Node::Field(name) = one else { continue };
            let name = self.name(name);
            if let Some(range) = self.range(other, facts) {
                then.narrow(&name, range);
                if range == interval::ZERO {
                    otherwise.nonzero.insert(name);
                }
            }
        }
        Self::condition(then, otherwise, left.total && right.total, [left.risks, right.risks].concat())
    }

    fn order(self, order: Order, a: &Node, b: &Node, facts: &Facts) -> Judged {
        let mut judged = self.strict([a, b].into_iter(), facts);
        judged.otherwise = judged.then.clone();
        let ranges = (self.range(a, facts), self.range(b, facts));
        if let (Some(left), Some(right)) = ranges {
            let whole = self.is_whole(a) && self.is_whole(b);
            for (facts, holds) in [(&mut judged.then, true), (&mut judged.otherwise, false)] {
                let (nearer, further) = interval::ordered(order, holds, whole, left, right);
                self.narrow(a, nearer, facts);
                self.narrow(b, further, facts);
                if interval::is_strict(order, holds) {
                    for (node, other) in [(a, right), (b, left)] {
                        self.beside_zero(node, other, facts);
                    }
                }
            }
        }
        judged
    }

    /// What differs from zero, as the other side is.
    fn beside_zero(self, node: &Node, other: Range, facts: &mut Facts) {
        if let Node::Field(name) = node
            && other == interval::ZERO
        {
            facts.nonzero.insert(self.name(name));
        }
    }

    /// What a bound on a part says about the field in it: `x + 1 < 5` is about `x`.
    fn narrow(self, node: &Node, range: Range, facts: &mut Facts) {
        match node {
            Node::Field(name) => facts.narrow(&self.name(name), range),
            Node::Sum(sum @ (Sum::Add | Sum::Subtract), field, number) => {
                if let Some((low, high)) = interval::literal(number)
                    && low == high
                {
                    let back = if *sum == Sum::Add { Sum::Subtract } else { Sum::Add };
                    if let Some(range) = interval::sum(back, range, (low, high)) {
                        self.narrow(field, range, facts);
                    }
                }
            }
            _ => {}
        }
    }

    fn choice(self, parts: [&Node; 3], facts: &Facts) -> Judged {
        let [condition, then, other] = parts;
        let condition = self.needed(condition, facts);
        let then = self.judge(then, &facts.clone().and(&condition.then));
        let other = self.judge(other, &facts.clone().and(&condition.otherwise));
        let both =
            |a: &Facts, b: &Facts| condition.then.clone().and(a).or(&condition.otherwise.clone().and(b));
        Judged {
            sure: condition.sure && then.sure && other.sure,
            total: condition.total && then.total && other.total,
            then: both(&then.then, &other.then),
            otherwise: both(&then.otherwise, &other.otherwise),
            unless: Facts::default(),
            risks: [condition.risks.clone(), then.risks, other.risks].concat(),
        }
    }

    fn first_set(self, row: &[Node], facts: &Facts) -> Judged {
        let judged: Vec<Judged> = row.iter().map(|one| self.found(one, facts)).collect();
        let then = judged.iter().map(Judged::set).reduce(|a, b| a.or(&b)).unwrap_or_default();
        let sure = judged.iter().any(|one| one.sure);
        let total = judged.iter().all(|one| one.total);
        let risks = judged.into_iter().flat_map(|one| one.risks).collect();
        Judged { sure: sure && total, total, otherwise: then.clone(), then, unless: Facts::default(), risks }
    }

    fn sum(self, sum: Sum, whole: &Node, sides: [&Node; 2], facts: &Facts) -> Judged {
        let mut judged = self.strict(sides.into_iter(), facts);
        if matches!(sum, Sum::Divide | Sum::Remainder | Sum::Quotient) && self.may_be_zero(sides[1], facts) {
            judged.risks.push(Risk::DivisionByZero);
            (judged.sure, judged.total) = (false, false);
        } else if self.range(whole, facts).is_some_and(interval::overflows) {
            judged.risks.push(Risk::Overflow);
            (judged.sure, judged.total) = (false, false);
        }
        judged
    }

    fn may_be_zero(self, node: &Node, facts: &Facts) -> bool {
        if let Node::Field(name) = node
            && facts.nonzero.contains(&self.name(name))
        {
            return false;
        }
        self.range(node, facts).is_none_or(|(low, high)| low <= interval::ZERO.0 && high >= interval::ZERO.1)
    }

    fn over_items(self, node: &Node, list: &Node, condition: &Node, facts: &Facts) -> Judged {
        let list = self.needed(list, facts);
        let condition = self.needed(condition, &facts.clone().and(&list.set()));
        let some = matches!(node, Node::Any(..)).then(|| condition.then.clone()).unwrap_or_default();
        let total = list.total && condition.total;
        Self::condition(list.set().and(&some), list.set(), total, [list.risks, condition.risks].concat())
    }
}

/// Whether a name certainly has a value at a place where these facts hold.
#[must_use]
pub fn certainly_set(name: &Id, facts: &Facts, known: &dyn Knowledge) -> bool {
    Judge { known, alias: None, depth: 0 }.field(name, facts).sure
}
