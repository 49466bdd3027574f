//! What happened.

use chrono::{DateTime, Utc};
use nazorg_core::text::Text;
use schemars::JsonSchema;
use serde::Serialize;

/// One row of the journal, in words.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HistoryRow {
    /// Its place in the journal.
    pub seq: i64,
    /// The case, shown as `Z1`; none for an event of a shared record.
    pub case: Option<i64>,
    /// The title of the case's process, or of the record.
    pub about: String,
    /// When it really happened.
    pub occurred: DateTime<Utc>,
    /// When it was recorded.
    pub recorded: DateTime<Utc>,
    /// The user who recorded it; empty for the clock and the engine itself.
    pub actor: String,
    /// The role in which.
    pub role: Option<String>,
    /// The user, or the role, in whose place.
    pub on_behalf_of: Option<String>,
    /// The event: its id, or a name such as `deadline:antwoord`.
    pub event: String,
    /// What happened, in words.
    pub title: Text,
    /// What was decided.
    pub facts: Vec<FactView>,
    /// The row that corrected this one, or took it back.
    pub corrected_by: Option<i64>,
}

/// One thing that was decided.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FactView {
    /// Its kind, such as `entered` or `deadline_set`.
    pub kind: String,
    /// In words.
    pub text: Text,
    /// It is a detail that most readers will not miss.
    pub detail: bool,
    /// It went out into the world and should not have: there is a task to mend it.
    pub wrong: bool,
}
