//! Counts over everything that happened.

use schemars::JsonSchema;
use serde::Serialize;

/// What the journal adds up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountsView {
    /// People about whom anything was recorded.
    pub people: usize,
    /// People of whom a detention, or another shared record, was reported.
    pub people_reported: usize,
    /// Of those: people for whom a case was started.
    pub people_reached: usize,
    /// That share, in whole percents; none when nobody was reported.
    pub reach_percent: Option<usize>,
    /// All cases together.
    pub total: CaseCounts,
    /// The same by year, the first first.
    pub years: Vec<YearCounts>,
    /// The same by process, by id.
    pub processes: Vec<ProcessCounts>,
}

/// Counts of cases and of what happened in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CaseCounts {
    /// Cases that were started.
    pub started: usize,
    /// Cases that have ended.
    pub closed: usize,
    /// Terms with something to be done that was done in time.
    pub deadlines_met: usize,
    /// Terms with something to be done that were over first.
    pub deadlines_missed: usize,
    /// Letters that were made.
    pub letters: usize,
}

/// A year, by the day on which things happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct YearCounts {
    /// The year.
    pub year: i32,
    /// Shared records, such as detentions, that were reported first in it.
    pub reported: usize,
    /// What happened in cases in it.
    #[serde(flatten)]
    pub cases: CaseCounts,
}

/// A process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProcessCounts {
    /// The process.
    pub process: String,
    /// Its title.
    pub title: String,
    /// Its cases.
    #[serde(flatten)]
    pub cases: CaseCounts,
    /// How its cases ended, in the order of its outcomes.
    pub outcomes: Vec<OutcomeCount>,
    /// What it is meant to reach, and whether it does.
    pub targets: Vec<TargetCount>,
}

/// A goal beside what was reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetCount {
    /// The goal.
    pub target: String,
    /// What people call it.
    pub title: String,
    /// `reach`, `in_time` or `outcome`.
    pub measure: String,
    /// The goal, in whole percents.
    pub at_least: u8,
    /// Where the goal comes from.
    pub source: Option<String>,
    /// How many count.
    pub counted: usize,
    /// Of how many.
    pub total: usize,
    /// The share, in whole percents; none when there is nothing to count.
    pub percent: Option<usize>,
    /// The goal is reached; none when there is nothing to count.
    pub reached: Option<bool>,
}

/// How often cases ended so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutcomeCount {
    /// The outcome.
    pub outcome: String,
    /// Its title.
    pub title: String,
    /// How many.
    pub count: usize,
    /// Their share of the cases that have ended, in whole percents.
    pub percent: usize,
}
