//! Letters.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

/// How far a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It waits for approval.
    Waiting,
    /// It is made and will be delivered.
    Made,
    /// Its files are on their way to the outbox.
    Staged,
    /// It is in the outbox.
    Done,
    /// It could not be made.
    Failed,
    /// It was taken back before it went out.
    Withdrawn,
}

/// A letter in a list.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LetterRow {
    /// Its number, shown as `B1`; stable, and printed on the letter.
    pub letter: i64,
    /// The case, shown as `Z1`.
    pub case: i64,
    /// The number of the person or other subject, shown as `P1` or `S1`.
    pub person: i64,
    /// The name of the person or other subject.
    pub person_name: String,
    /// What kind of subject that is: `person`, or another that a process names, shown as `S1`.
    pub subject_kind: String,
    /// Its id in the process.
    pub id: String,
    /// Its title.
    pub title: String,
    /// To whom: the first line of the address.
    pub addressee: String,
    /// How far it is.
    pub state: LetterState,
    /// The role that must approve it, while it waits.
    pub approve: Option<String>,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// When it came into the outbox.
    pub delivered: Option<DateTime<Utc>>,
    /// Its folder in the outbox, from the root of the workspace, once it is there.
    pub folder: Option<String>,
    /// Why it could not be made.
    pub error: Option<String>,
}

/// A letter with its words.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LetterView {
    /// What a list shows of it.
    #[serde(flatten)]
    pub row: LetterRow,
    /// The template and its hash.
    pub template: String,
    /// The digest of the template and all it uses.
    pub template_hash: String,
    /// The whole letter as text.
    pub text: String,
    /// The whole letter as one HTML page.
    pub html: String,
}
