//! An expression as written: a tree with places, before names and types are known.

use std::ops::Range;

use rust_decimal::Decimal;

/// An expression that was parsed. [`check`](Syntax::check) gives it a meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    pub(super) source: String,
    pub(super) root: Tree,
}

impl Syntax {
    /// The text as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A part of an expression and its bytes in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    /// Levels below and including this one. Bounded by the parser.
    pub(super) height: usize,
}

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integer(i64),
    Decimal(Decimal),
    Text(String),
    Boolean(bool),
    None,
    Name(String),
    Not(Box<Tree>),
    Negative(Box<Tree>),
    /// All of these; two or more. A long row is one level, so that it may be long.
    And(Vec<Tree>),
    /// One of these; two or more.
    Or(Vec<Tree>),
    /// The texts of these behind each other; two or more.
    Join(Vec<Tree>),
    Arithmetic(Sum, Box<[Tree; 2]>),
    /// `==`, or `!=` when `negated`.
    Equal {
        sides: Box<[Tree; 2]>,
        negated: bool,
    },
    Order(Order, Box<[Tree; 2]>),
    /// `in [..]`, or `not in [..]` when `negated`.
    In {
        item: Box<Tree>,
        list: Vec<Tree>,
        negated: bool,
    },
    /// `in` a set, or `not in` when `negated`.
    InSet {
        item: Box<Tree>,
        set: Box<Tree>,
        negated: bool,
    },
    /// The options of a set: `[a, b]`.
    Row(Vec<Tree>),
    If {
        condition: Box<Tree>,
        then: Box<Tree>,
        other: Box<Tree>,
    },
    Call {
        name: String,
        /// Bytes of the name only.
        at: Range<usize>,
        arguments: Vec<Tree>,
    },
}

impl Kind {
    /// The parts right below.
    pub(super) fn parts(&self) -> Vec<&Tree> {
        match self {
            Self::Integer(_)
            | Self::Decimal(_)
            | Self::Text(_)
            | Self::Boolean(_)
            | Self::None
            | Self::Name(_) => Vec::new(),
            Self::Not(one) | Self::Negative(one) => vec![one],
            Self::And(many) | Self::Or(many) | Self::Join(many) | Self::Row(many) => many.iter().collect(),
            Self::InSet { item, set, .. } => vec![item, set],
            Self::Arithmetic(_, two) | Self::Order(_, two) | Self::Equal { sides: two, .. } => {
                two.iter().collect()
            }
            Self::In { item, list, .. } => std::iter::once(&**item).chain(list).collect(),
            Self::If { condition, then, other } => vec![condition, then, other],
            Self::Call { arguments, .. } => arguments.iter().collect(),
        }
    }
}

/// A sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sum {
    Add,
    Subtract,
    Multiply,
    /// On whole numbers: rounded down, also below zero, as minijinja does.
    Divide,
    /// What is left of that division; has the sign of the divisor.
    Remainder,
    /// Not rounded: a decimal, or an amount in whole cents.
    Quotient,
}

impl Sum {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "//",
            Self::Remainder => "%",
            Self::Quotient => "/",
        }
    }
}

/// Which of two comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Order {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Order {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }

    pub(super) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterEqual => order.is_ge(),
        }
    }
}
