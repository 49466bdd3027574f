//! Going over to another version.

use nazorg_core::text::Text;
use schemars::JsonSchema;
use serde::Serialize;

/// What came of taking cases over to the version that is published now.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MigrationReport {
    /// The cases went over. Otherwise nothing was recorded.
    pub done: bool,
    /// It was only tried.
    pub rehearsed: bool,
    /// Why.
    pub reason: String,
    /// Every case that was asked for, in order.
    pub cases: Vec<MigratedCase>,
}

/// What going over does to one case.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MigratedCase {
    /// The case, shown as `Z1`.
    pub case: i64,
    /// Its process.
    pub process: String,
    /// The title of its process.
    pub process_title: String,
    /// The number of the person or other subject, shown as `P1` or `S1`.
    pub person: i64,
    /// The version that it was on.
    pub from_version: i64,
    /// The version that it is on now.
    pub to_version: i64,
    /// It was on this version already; nothing was done.
    pub already: bool,
    /// The titles of the innermost states, before.
    pub states_before: Vec<String>,
    /// The same, after.
    pub states_after: Vec<String>,
    /// Every deadline, before or after.
    pub deadlines: Vec<MovedDeadline>,
    /// What else was decided, in words.
    pub decided: Vec<Text>,
    /// What is in the way; empty when the case can go over.
    pub obstacles: Vec<ObstacleView>,
}

/// What became of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineFate {
    /// It has the same day.
    Kept,
    /// It has another day.
    Recalculated,
    /// It is new.
    Begun,
    /// It is gone.
    Dropped,
}

/// A deadline before and after.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MovedDeadline {
    /// Its id in the new version, or in the old one when it is gone.
    pub deadline: String,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub fate: DeadlineFate,
    /// Its day or moment before.
    pub from: Option<String>,
    /// Its day or moment now.
    pub to: Option<String>,
}

/// Something of a case that has no place in the other version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ObstacleView {
    /// `states`, `tasks`, `deadlines`, `fields`, `sends`, `groups`, `suspensions`, `letters` or `records`.
    pub section: String,
    /// Its id in the old version.
    pub id: String,
    /// In a sentence.
    pub text: Text,
    /// What to do about it.
    pub help: Option<Text>,
}

/// What came of handing a case over to another process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HandOverReport {
    /// It was done. Otherwise nothing was recorded.
    pub done: bool,
    /// It was only tried.
    pub rehearsed: bool,
    /// Why.
    pub reason: String,
    /// The case that ended, shown as `Z1`.
    pub case: i64,
    /// The case that began, shown as `Z2`. It follows the other one.
    pub new_case: i64,
    /// The number of the person or other subject, shown as `P1` or `S1`.
    pub person: i64,
    /// The process of the new case.
    pub process: String,
    /// Its title.
    pub process_title: String,
    /// The fields that were set.
    pub fields: Vec<CarriedField>,
    /// The tasks that were open.
    pub tasks: Vec<CarriedTask>,
}

/// A field of a case that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CarriedField {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The new case has it too. Otherwise it stays in the file of the old one.
    pub carried: bool,
}

/// An open task of a case that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CarriedTask {
    /// Its id.
    pub id: String,
    /// What must be done.
    pub title: String,
    /// The other process has it too.
    pub known: bool,
    /// It is open in the new case.
    pub open: bool,
}

/// What came of handing a case over to another office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SentReport {
    /// It was done. Otherwise nothing was recorded.
    pub done: bool,
    /// It was only tried.
    pub rehearsed: bool,
    /// It was handed over before; the same file was written once more.
    pub again: bool,
    /// Why.
    pub reason: String,
    /// The case that ended, shown as `Z1`.
    pub case: i64,
    /// The number of the person, shown as `P1`.
    pub person: i64,
    /// The process of the other office.
    pub to: String,
    /// The file; none when it was only tried.
    pub file: Option<String>,
    /// How many fields stand in it.
    pub fields: usize,
    /// The titles of the shared records in it.
    pub records: Vec<String>,
    /// The tasks that were open.
    pub tasks: Vec<String>,
    /// How many rows of history stand in it.
    pub history: usize,
    /// How many letters it lists.
    pub letters: usize,
    /// Cases of the person that still run here.
    pub still_open: Vec<i64>,
}

/// What came of taking over a case of another office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReceivedReport {
    /// It was done. Otherwise nothing was recorded.
    pub done: bool,
    /// It was only tried.
    pub rehearsed: bool,
    /// The case that began, shown as `Z1`.
    pub case: i64,
    /// The office it comes from.
    pub from: String,
    /// The number of the case there.
    pub from_case: i64,
    /// Why it was handed over.
    pub reason: String,
    /// The process of the new case.
    pub process: String,
    /// Its title.
    pub process_title: String,
    /// The number of the person, shown as `P1`.
    pub person: i64,
    /// The person was not known here.
    pub new_person: bool,
    /// What the file says otherwise about a person who was known. What was known stays.
    pub differs: Vec<String>,
    /// The fields that were set there.
    pub fields: Vec<CarriedField>,
    /// The shared records that it read there.
    pub records: Vec<ReceivedRecord>,
    /// The tasks that were open there.
    pub tasks: Vec<String>,
    /// How many rows of history came along.
    pub history: usize,
    /// How many letters the file lists.
    pub letters: usize,
}

/// A shared record of a case that came from another office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReceivedRecord {
    /// Its name.
    pub record: String,
    /// Its title.
    pub title: String,
    /// It was taken over.
    pub taken: bool,
    /// Why not.
    pub why_not: Option<Text>,
}
