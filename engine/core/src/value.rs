//! Values of fields, and their types.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::Duration;
use crate::id::Id;
use crate::number::Money;

/// The fields of one item or one form, by name.
pub type Record = BTreeMap<Id, Value>;

/// What a field holds. The tag in the stored form keeps a text that looks like a date a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Nothing yet.
    #[default]
    Unset,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text; also the id of a choice's option, and of a user.
    Text(Arc<str>),
    /// A day.
    Date(NaiveDate),
    /// A moment on the wall clock in Europe/Amsterdam.
    Datetime(NaiveDateTime),
    /// A length of time in one unit.
    Duration(Duration),
    /// Records, in order.
    List(Vec<Record>),
    /// A number with a fraction, without idle zeros.
    Decimal(Decimal),
    /// An amount in euros.
    Money(Money),
    /// The options of a set that are chosen.
    Set(BTreeSet<Id>),
}

impl Value {
    /// A text value.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// Whether there is a value.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !matches!(self, Self::Unset)
    }
}

/// The type of a field or an expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// Any text.
    Text,
    /// One of a fixed set of options; the ids, in written order.
    Choice(Vec<Id>),
    /// A day.
    Date,
    /// A moment on the wall clock.
    Datetime,
    /// A length of time.
    Duration,
    /// A user of the workspace.
    Person,
    /// Records with these fields.
    List(BTreeMap<Id, Type>),
    /// A number with a fraction.
    Decimal,
    /// An amount in euros, in exact cents.
    Money,
    /// Any number of a fixed set of options; the ids, in written order.
    Set(Vec<Id>),
}

impl Type {
    /// The word that a designer writes for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Text => "text",
            Self::Choice(_) => "choice",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Duration => "duration",
            Self::Person => "person",
            Self::List(_) => "list",
            Self::Decimal => "decimal",
            Self::Money => "money",
            Self::Set(_) => "set",
        }
    }
}
