//! What the clock, the outbox and the store's own checks did.

use schemars::JsonSchema;
use serde::Serialize;

use super::HistoryRow;

/// What a tick did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct TickReport {
    /// Timers that fired.
    pub fired: usize,
    /// Timers that could not be handled; they were set aside and became a notice.
    pub set_aside: usize,
    /// The steps that were made, in order; at most 1,000 of them.
    pub steps: Vec<HistoryRow>,
    /// Letters that came into the outbox.
    pub delivery: DeliveryReport,
}

/// What a delivery did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeliveryReport {
    /// The letters that came into the outbox, in order, shown as `B1`.
    pub delivered: Vec<i64>,
    /// Letters that a crash had left half-way, and that are now in the outbox.
    pub recovered: Vec<i64>,
}

/// What verifying found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerifyReport {
    /// Rows of the journal.
    pub rows: i64,
    /// The last link of the chain, in hexadecimal; to be kept elsewhere.
    pub head: String,
    /// What is wrong; empty when all is well.
    pub wrong: Vec<String>,
}

/// What folding the journal found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FoldReport {
    /// Cases that were folded.
    pub cases: usize,
    /// Cases whose journal does not give what is stored.
    pub different: Vec<i64>,
}

/// What a backup holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RestoreReport {
    /// People in it.
    pub people: i64,
    /// Cases in it.
    pub cases: i64,
    /// Rows of its journal.
    pub rows: i64,
}
