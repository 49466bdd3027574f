//! An expression with a meaning: every name and type is known.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::syntax::{Order, Sum};
use crate::calendar::Direction;
use crate::id::Id;
use crate::value::{Type, Value};

/// A checked expression. Made by [`Syntax::check`](super::Syntax::check), but for the two simplest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expr {
    pub(super) ty: Type,
    pub(super) node: Node,
}

impl Expr {
    /// A fixed value. It must be of this type.
    #[must_use]
    pub fn constant(value: Value, ty: Type) -> Self {
        Self { ty, node: Node::Value(value) }
    }

    /// The value of a name, which must fit this type.
    #[must_use]
    pub fn named(name: &Id, ty: Type) -> Self {
        Self { ty, node: Node::Field(name.clone()) }
    }

    /// What it gives: the type that the place needs if that was known, its own type otherwise.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// The names it reads, sorted, each once. Of the fields of list items only the list counts.
    #[must_use]
    pub fn reads(&self) -> Vec<&Id> {
        let mut names = BTreeSet::new();
        self.node.walk(&mut |node| {
            if let Node::Field(name) = node {
                names.insert(name);
            }
        });
        names.into_iter().collect()
    }

    /// The states it asks for with `in_state`, sorted, each once.
    #[must_use]
    pub fn states(&self) -> Vec<&Id> {
        let mut states = BTreeSet::new();
        self.node.walk(&mut |node| {
            if let Node::InState(state) = node {
                states.insert(state);
            }
        });
        states.into_iter().collect()
    }

    /// Whether the answer can change by time alone.
    #[must_use]
    pub fn uses_today(&self) -> bool {
        let mut found = false;
        self.node.walk(&mut |node| found |= *node == Node::Today);
        found
    }
}

/// One step of the evaluation. One JSON object and one array a level: keep it so, the parser's limit
/// counts on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Node {
    Value(Value),
    Today,
    Field(Id),
    /// A field of a list's item; the number counts the lists in between, from the inside out.
    Item(usize, Id),
    InState(Id),
    Not(Box<Node>),
    Negative(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Join(Vec<Node>),
    Sum(Sum, Box<Node>, Box<Node>),
    Equal(Box<Node>, Box<Node>),
    Order(Order, Box<Node>, Box<Node>),
    /// The first one equals one of the others.
    In(Vec<Node>),
    /// Condition, then, else.
    If(Box<Node>, Box<Node>, Box<Node>),
    IsSet(Box<Node>),
    FirstSet(Vec<Node>),
    Age(Box<Node>, Box<Node>),
    DaysBetween(Box<Node>, Box<Node>),
    Min(Vec<Node>),
    Max(Vec<Node>),
    Length(Box<Node>),
    Count(Box<Node>, Box<Node>),
    All(Box<Node>, Box<Node>),
    Any(Box<Node>, Box<Node>),
    Covers(Box<Node>, Id, Vec<Id>),
    /// A whole number where a decimal is needed.
    Decimal(Box<Node>),
    /// Rounded to so many digits behind the point.
    Round(Box<Node>, u32),
    /// Rounded to a whole number.
    Whole(Box<Node>),
    /// Rounded to an amount in whole cents.
    Money(Box<Node>),
    /// An option of a set.
    InSet(Box<Node>, Box<Node>),
    /// The options of a set.
    Row(Vec<Node>),
    /// A day, a duration later or earlier.
    Shift(Box<Node>, Box<Node>, Direction),
}

impl Node {
    /// Visits this node and all below it.
    pub(super) fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        match self {
            Self::Value(_) | Self::Today | Self::Field(_) | Self::Item(..) | Self::InState(_) => {}
            Self::Not(one)
            | Self::Negative(one)
            | Self::IsSet(one)
            | Self::Length(one)
            | Self::Decimal(one)
            | Self::Round(one, _)
            | Self::Whole(one)
            | Self::Money(one)
            | Self::Covers(one, ..) => one.walk(visit),
            Self::Sum(_, a, b)
            | Self::Order(_, a, b)
            | Self::Equal(a, b)
            | Self::Age(a, b)
            | Self::DaysBetween(a, b)
            | Self::Count(a, b)
            | Self::InSet(a, b)
            | Self::Shift(a, b, _)
            | Self::All(a, b)
            | Self::Any(a, b) => [a, b].into_iter().for_each(|part| part.walk(visit)),
            Self::If(a, b, c) => [a, b, c].into_iter().for_each(|part| part.walk(visit)),
            Self::And(many)
            | Self::Or(many)
            | Self::Join(many)
            | Self::In(many)
            | Self::Row(many)
            | Self::FirstSet(many)
            | Self::Min(many)
            | Self::Max(many) => many.iter().for_each(|part| part.walk(visit)),
        }
    }
}
