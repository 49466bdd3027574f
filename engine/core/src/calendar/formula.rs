//! Deadline formulas, as a designer writes them: `5 workdays after overleg_op at 09:00`.

use std::fmt;
use std::ops::Range;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::{Direction, Duration, Roll};
use crate::id::Id;
use crate::text::Text;

/// When a deadline is due, as a formula over dates of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formula {
    /// Whether it comes back, each time a duration later.
    pub every: bool,
    /// How far from the anchor.
    pub amount: Amount,
    /// On which side of the anchor.
    pub direction: Direction,
    /// From where it counts.
    pub anchor: Anchor,
    /// The time of the day, if it is a moment.
    pub time: Option<NaiveTime>,
    /// What moves its end; written beside the formula, not in it.
    #[serde(default)]
    pub roll: Roll,
    #[serde(skip)]
    places: Places,
}

/// How far a formula counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Nothing: the anchor itself.
    None,
    /// A duration in the formula.
    Fixed(Duration),
    /// The duration in this param or field.
    Named(Id),
}

/// From where a formula counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Entering the state that the formula stands in.
    Entry,
    /// The start of the case.
    Start,
    /// The due day of the task; only in an escalation.
    Due,
    /// A field (perhaps `record.field`) or another deadline.
    Named(Id),
}

/// What is wrong with a formula, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// Bytes in the text of the formula.
    pub range: Range<usize>,
    /// What is wrong, for the designer.
    pub message: Text,
}

/// Where the names stand in the text (bytes); empty if the formula was not read from a text. Two
/// formulas that mean the same are equal, wherever they were written.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub(super) amount: Range<usize>,
    pub(super) anchor: Range<usize>,
}

impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Places {}

impl Formula {
    /// A formula that comes once and has no time of the day.
    #[must_use]
    pub fn new(amount: Amount, direction: Direction, anchor: Anchor) -> Self {
        Self {
            every: false,
            amount,
            direction,
            anchor,
            time: None,
            roll: Roll::None,
            places: Places::default(),
        }
    }

    pub(super) fn placed(mut self, places: Places) -> Self {
        self.places = places;
        self
    }

    /// The names in it, each with its bytes in the text that the formula was read from.
    #[must_use]
    pub fn names(&self) -> Vec<(Range<usize>, &Id)> {
        let amount = match &self.amount {
            Amount::Named(id) => Some((self.places.amount.clone(), id)),
            _ => None,
        };
        let anchor = match &self.anchor {
            Anchor::Named(id) => Some((self.places.anchor.clone(), id)),
            _ => None,
        };
        amount.into_iter().chain(anchor).collect()
    }

    /// A name alone is read as an anchor, because its type is not known while reading. If it turns
    /// out to be a duration it means: so long after entry.
    #[must_use]
    pub fn with_bare_duration(self, is_duration: impl FnOnce(&Id) -> bool) -> Self {
        match self {
            Self { amount: Amount::None, anchor: Anchor::Named(id), places, .. } if is_duration(&id) => {
                Self {
                    amount: Amount::Named(id),
                    anchor: Anchor::Entry,
                    places: Places { amount: places.anchor, anchor: 0..0 },
                    ..self
                }
            }
            other => other,
        }
    }
}

impl fmt::Display for Formula {
    /// The canonical form, which can be parsed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.every {
            f.write_str("every ")?;
        }
        let side = match self.direction {
            Direction::After => "after",
            Direction::Before => "before",
        };
        match &self.amount {
            Amount::None => write!(f, "{}", self.anchor)?,
            Amount::Fixed(duration) => write!(f, "{duration} {side} {}", self.anchor)?,
            Amount::Named(id) => write!(f, "{id} {side} {}", self.anchor)?,
        }
        match self.time {
            Some(time) => write!(f, " at {}", time.format("%H:%M")),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entry => "entry",
            Self::Start => "start",
            Self::Due => "due",
            Self::Named(id) => id,
        })
    }
}
