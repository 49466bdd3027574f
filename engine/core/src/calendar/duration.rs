//! A length of time in one unit, as a designer writes it.

use serde::{Deserialize, Serialize};

/// The unit of a duration. Terms never mix units: "a month and three days" has no single answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// 60 seconds on the world's clock.
    Minute,
    /// 60 minutes on the world's clock.
    Hour,
    /// A day of the calendar.
    Day,
    /// A day that is no Saturday, Sunday, holiday or closing day.
    Workday,
    /// Seven days of the calendar.
    Week,
    /// A month of the calendar; the 31st becomes the last day of a shorter month.
    Month,
    /// Twelve months.
    Year,
}

/// A length of time, such as five working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duration {
    /// How many units.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}
