//! How a day came about.

use chrono::{DateTime, NaiveDate, Utc};
use nazorg_core::calendar::{Clause, ClauseKind};
use nazorg_core::text::Text;
use schemars::JsonSchema;
use serde::Serialize;

use super::StandingView;

/// One step of a computation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClauseView {
    /// `base`, `source`, `counted`, `time`, `suspended`, `extended`, `rolled`, `not_rolled` or `remark`.
    #[schemars(with = "String")]
    pub kind: ClauseKind,
    /// In words.
    pub text: Text,
    /// Where the term ends after it: a day, or a moment.
    pub due: Option<String>,
    /// The days that were passed over.
    pub skipped: Vec<SkippedView>,
}

/// A day that was passed over.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SkippedView {
    /// The day.
    pub day: NaiveDate,
    /// Why.
    pub why: Text,
}

impl From<Clause> for ClauseView {
    fn from(clause: Clause) -> Self {
        let skipped =
            clause.skipped.into_iter().map(|skipped| SkippedView { day: skipped.day, why: skipped.why });
        Self {
            kind: clause.kind,
            text: clause.text,
            due: clause.due.map(|due| due.to_string()),
            skipped: skipped.collect(),
        }
    }
}

/// How a deadline of a case, or the day of a task, came about.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WhyView {
    /// The case, shown as `Z1`.
    pub case: i64,
    /// The deadline or task.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its formula, as it is understood.
    pub formula: String,
    /// Its day or moment.
    pub due: Option<String>,
    /// How it stands.
    pub standing: StandingView,
    /// What it waits for: a field or another deadline.
    pub waits_for: Option<String>,
    /// The title of what it waits for.
    pub waits_title: Option<String>,
    /// How long it is in all: "56 dagen + 14 dagen opschorting".
    pub sum: Option<Text>,
    /// How its day is worked out.
    pub steps: Vec<ClauseView>,
    /// Each time that it was set or moved, in the order in which that was recorded.
    pub moves: Vec<MoveView>,
}

/// A deadline that was set, or moved.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MoveView {
    /// Its place in the journal.
    pub seq: i64,
    /// When it really happened.
    pub occurred: DateTime<Utc>,
    /// When it was recorded.
    pub recorded: DateTime<Utc>,
    /// What happened.
    pub event: Text,
    /// Where the deadline was before.
    pub from: Option<String>,
    /// Where it came.
    pub to: Option<String>,
    /// Why it moved.
    pub because: Option<Text>,
}
