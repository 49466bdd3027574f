//! Cases.

use chrono::{DateTime, NaiveDate, Utc};
use nazorg_core::text::Text;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{HistoryRow, LetterRow};

/// Which cases to list.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// Closed ones too.
    pub all: bool,
    /// Only of this process.
    pub process: Option<String>,
    /// Only of this person.
    pub person: Option<i64>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CaseRow {
    /// Its number, shown as `Z1`.
    pub case: i64,
    /// The process.
    pub process: String,
    /// The title of the process.
    pub process_title: String,
    /// The number of the person or other subject, shown as `P1` or `S1`.
    pub person: i64,
    /// The name of the person or other subject.
    pub person_name: String,
    /// What kind of subject that is: `person`, or another that a process names, shown as `S1`.
    pub subject_kind: String,
    /// Which child of its group; empty otherwise.
    pub key: String,
    /// The titles of the innermost active states.
    pub states: Vec<String>,
    /// When it began.
    pub opened: DateTime<Utc>,
    /// When it ended.
    pub closed: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<String>,
    /// The title of how it ended.
    pub outcome_title: Option<String>,
    /// When the clock will next do something in it.
    pub next_timer: Option<DateTime<Utc>>,
}

/// A case with all that it holds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CaseView {
    /// What a list shows of it.
    #[serde(flatten)]
    pub row: CaseRow,
    /// Which version of the process it is on.
    pub version: i64,
    /// The hash of that version.
    pub definition: String,
    /// The active states, outermost first.
    pub state: Vec<StateView>,
    /// The fields that are set, derived ones too.
    pub fields: Vec<FieldValue>,
    /// The shared records it reads.
    pub records: Vec<RecordView>,
    /// The deadlines of its active states.
    pub deadlines: Vec<DeadlineView>,
    /// Suspensions that are going on.
    pub suspended: Vec<String>,
    /// Open tasks.
    pub tasks: Vec<TaskRow>,
    /// Its children.
    pub children: Vec<ChildView>,
    /// Its letters.
    pub letters: Vec<LetterRow>,
    /// The cases it belongs to, or that belong to it.
    pub links: Vec<LinkView>,
}

/// An active state.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StateView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How deep it lies, from 0.
    pub depth: usize,
    /// Nothing inside it is active.
    pub innermost: bool,
}

/// A field with its value.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FieldValue {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The value, dates as ISO texts, choices as ids.
    pub value: Json,
    /// The value as people read it.
    pub shown: String,
    /// It follows from other fields.
    pub derived: bool,
}

/// A shared record as a case reads it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RecordView {
    /// The name that the case has for it.
    pub alias: String,
    /// Its definition.
    pub record: String,
    /// Its title.
    pub title: String,
    /// Its number; none when the person has no such record yet.
    pub number: Option<i64>,
    /// Its fields.
    pub fields: Vec<FieldValue>,
}

/// How a deadline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingView {
    /// It runs.
    Running,
    /// It waits for a date.
    Waiting,
    /// It stands still.
    Suspended,
    /// It was met.
    Met,
    /// It was reached.
    Fired,
}

/// A deadline.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DeadlineView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its day or moment, `2026-10-09` or `2026-10-09T14:00:00`.
    pub due: Option<String>,
    /// Its day.
    pub day: Option<NaiveDate>,
    /// When it fires.
    pub fires: Option<DateTime<Utc>>,
    /// How it stands.
    pub standing: StandingView,
    /// What it waits for: a field or another deadline.
    pub waits_for: Option<String>,
    /// The title of what it waits for.
    pub waits_title: Option<String>,
    /// Where it was before it moved last: a day or moment.
    pub moved_from: Option<String>,
    /// Why it moved.
    pub moved_because: Option<Text>,
    /// When it was met.
    pub met: Option<DateTime<Utc>>,
}

/// An open task.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TaskRow {
    /// Its number, shown as `T1`.
    pub task: i64,
    /// Its id in the process.
    pub id: String,
    /// What must be done.
    pub title: String,
    /// The role that does it.
    pub role: String,
    /// The title of the role.
    pub role_title: String,
    /// The user who holds that role in this case, if a field names one.
    pub holder: Option<String>,
    /// By when: a day or a moment.
    pub due: Option<String>,
    /// The day by which.
    pub day: Option<NaiveDate>,
    /// The day is over.
    pub overdue: bool,
    /// The case, shown as `Z1`.
    pub case: i64,
    /// The title of the case's process.
    pub process_title: String,
    /// The number of the person or other subject, shown as `P1` or `S1`.
    pub person: i64,
    /// The name of the person or other subject.
    pub person_name: String,
    /// What kind of subject that is: `person`, or another that a process names, shown as `S1`.
    pub subject_kind: String,
    /// The events that finish it; none when it is just done.
    pub done_by: Vec<String>,
}

/// A child case.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChildView {
    /// The group.
    pub group: String,
    /// Which child.
    pub key: String,
    /// The case, shown as `Z1`.
    pub case: Option<i64>,
    /// The title of its process.
    pub process_title: String,
    /// It still runs.
    pub open: bool,
    /// How it ended.
    pub outcome: Option<String>,
    /// The title of how it ended.
    pub outcome_title: Option<String>,
}

/// How another case relates to this one.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LinkView {
    /// `parent`, `follows`, or another name that a process gives.
    pub kind: String,
    /// The other case, shown as `Z1`.
    pub case: i64,
    /// The title of its process.
    pub process_title: String,
    /// This case points at the other one, not the other way round.
    pub outgoing: bool,
}

/// An event that may happen now.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChoiceView {
    /// The event; `ALIAS.EVENT` for one of a shared record.
    pub event: String,
    /// Its title.
    pub title: String,
    /// The roles that may record it.
    pub by: Vec<String>,
    /// The titles of those roles.
    pub by_titles: Vec<String>,
    /// The acting user may.
    pub allowed: bool,
    /// The conditions hold as the case is now.
    pub possible: bool,
    /// What stands in the way.
    pub why_not: Option<String>,
    /// What it asks for.
    pub form: Vec<FieldView>,
}

/// A field that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FieldView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `text`, `integer`, `boolean`, `choice`, `date`, `datetime`, `duration`, `person` or `list`.
    #[serde(rename = "type")]
    pub kind: String,
    /// It must be given.
    pub required: bool,
    /// For a choice.
    pub options: Vec<OptionView>,
    /// For a list: the fields of an item.
    pub fields: Vec<FieldView>,
    /// For a list: the field that tells items apart.
    pub key: Option<String>,
    /// What it holds now.
    pub now: Option<Json>,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OptionView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// What came of something that was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Happened {
    /// The case, shown as `Z1`.
    pub case: i64,
    /// All steps that were made, in this case and in others, in order.
    pub steps: Vec<HistoryRow>,
    /// The letters that were made.
    pub letters: Vec<LetterRow>,
    /// The case as it is now; after a rehearsal, as it would be.
    pub now: CaseView,
    /// Nothing was recorded: it was only tried.
    pub rehearsed: bool,
    /// Other things that the person at the screen should know.
    pub remarks: Vec<Text>,
}
