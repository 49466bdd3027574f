//! What the day asks.

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::{LetterRow, TaskRow};

/// What the day asks of the acting user.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TodayView {
    /// The day.
    pub day: NaiveDate,
    /// The user.
    pub user: String,
    /// The user's roles, those of users in whose place it acts too.
    pub roles: Vec<String>,
    /// Tasks whose day is over, the oldest first.
    pub overdue: Vec<TaskRow>,
    /// Tasks of today.
    pub due_today: Vec<TaskRow>,
    /// Tasks of the coming seven days.
    pub due_soon: Vec<TaskRow>,
    /// Tasks for later, or without a day.
    pub later: Vec<TaskRow>,
    /// Deadlines that end within seven days.
    pub deadlines: Vec<UpcomingRow>,
    /// Cases that wait for a date that nobody knows yet.
    pub waiting: Vec<UpcomingRow>,
    /// Letters that wait for the user's approval.
    pub to_approve: Vec<LetterRow>,
    /// Letters that could not be made.
    pub failed_letters: Vec<LetterRow>,
    /// What the user was told in the last fourteen days, the newest first.
    pub notices: Vec<NoticeRow>,
    /// The lists that have more rows than the 200 that are given: `deadlines`, `waiting` or `notices`.
    pub cut: Vec<String>,
}

/// A deadline that comes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UpcomingRow {
    /// The case, shown as `Z1`.
    pub case: i64,
    /// The title of its process.
    pub process_title: String,
    /// The number of the person or other subject, shown as `P1` or `S1`.
    pub person: i64,
    /// The name of the person or other subject.
    pub person_name: String,
    /// What kind of subject that is: `person`, or another that a process names, shown as `S1`.
    pub subject_kind: String,
    /// The deadline's id.
    pub deadline: String,
    /// Its title.
    pub title: String,
    /// Its day or moment.
    pub due: Option<String>,
    /// Its day.
    pub day: Option<NaiveDate>,
    /// What it waits for: a field or another deadline.
    pub waits_for: Option<String>,
}

/// Something that a role was told.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NoticeRow {
    /// Its number.
    pub notice: i64,
    /// The case, shown as `Z1`.
    pub case: i64,
    /// The title of its process.
    pub process_title: String,
    /// The number of the person or other subject, shown as `P1` or `S1`.
    pub person: i64,
    /// The name of the person or other subject.
    pub person_name: String,
    /// What kind of subject that is: `person`, or another that a process names, shown as `S1`.
    pub subject_kind: String,
    /// The role.
    pub role: String,
    /// What.
    pub say: String,
    /// When.
    pub at: DateTime<Utc>,
}
