//! What publishing would do.

use chrono::{DateTime, Utc};
use nazorg_core::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What publishing would do, counted in people. Also what a plan file holds: publishing it does exactly
/// this, or nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// The version of this form: 1.
    pub plan: u32,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// Who made it.
    pub by: String,
    /// What is new, changes or goes.
    pub items: Vec<PlanItem>,
    /// How many definitions, letters and styles stay as they are.
    pub unchanged: usize,
    /// The processes that are new, change or go, and those whose letters change.
    pub processes: Vec<PlanProcess>,
}

/// Something that is published, changes or goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PlanItem {
    /// `process`, `record`, `template` or `style`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The version that is published now; none when it is new.
    pub from_version: Option<i64>,
    /// The hash of that version.
    pub from_hash: Option<String>,
    /// The version that it would be; none when it goes.
    pub to_version: Option<i64>,
    /// The hash of that version.
    pub to_hash: Option<String>,
}

/// What publishing means for a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanProcess {
    /// Its id.
    pub process: String,
    /// Its title.
    pub title: String,
    /// The version that is published now; none when it is new.
    pub from_version: Option<i64>,
    /// The version that it would be; none when it goes.
    pub to_version: Option<i64>,
    /// What differs from the version that is published now, in sentences.
    pub differences: Vec<PlanDifference>,
    /// Child processes that change. A running case starts its next children on the version of then.
    #[serde(default)]
    pub children: Vec<PlanChild>,
    /// Letters that it has from now.
    pub letters_gained: Vec<String>,
    /// Letters that it has no longer.
    pub letters_lost: Vec<String>,
    /// Letters whose words change. Running cases use the new words at once.
    pub letters_changed: Vec<String>,
    /// How many people have a running case.
    pub people: usize,
    /// Its running cases, by the version that they are on. All stay on that version.
    pub running: Vec<PlanRunning>,
    /// What of running cases has no counterpart in the new version.
    pub stuck: Vec<PlanStuck>,
    /// Running cases that cannot be read, because a key is missing or their data is damaged.
    #[serde(default)]
    pub unread: Vec<i64>,
    /// Every running case, with its last row of the journal.
    pub cases: Vec<PlanCase>,
}

/// A process that the cases of another one start, and that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanChild {
    /// Its id.
    pub process: String,
    /// Its title.
    pub title: String,
    /// What differs, in sentences.
    pub differences: Vec<PlanDifference>,
    /// How many people have a running case of it that was started by one of these cases.
    pub people: usize,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDifference {
    /// `changed`, `added` or `removed`.
    pub what: String,
    /// In a sentence.
    pub text: Text,
    /// It is about a term: a deadline, the day of a task, or a setting.
    pub term: bool,
}

/// The running cases on one version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanRunning {
    /// The version.
    pub version: i64,
    /// Its hash.
    pub hash: String,
    /// How many cases.
    pub cases: usize,
    /// Of how many people.
    pub people: usize,
    /// How many could go over to the new version as they are.
    pub could_move: usize,
    /// Deadlines that would get another day if those cases went over.
    pub deadlines: Vec<PlanDeadline>,
}

/// A deadline that would move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDeadline {
    /// Its id.
    pub deadline: String,
    /// Its title.
    pub title: String,
    /// In how many cases it would move.
    pub cases: usize,
    /// The first of those cases, shown as `Z1`.
    pub example: i64,
    /// Its day there now.
    pub from: Option<String>,
    /// Its day there then.
    pub to: Option<String>,
}

/// Something of running cases that the new version has no place for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanStuck {
    /// `states`, `tasks`, `deadlines`, `fields`, `sends`, `groups`, `suspensions`, `letters` or `records`.
    pub section: String,
    /// Its id in the version that the cases are on.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why it has no place.
    pub why: Text,
    /// In how many cases.
    pub cases: usize,
    /// Of how many people.
    pub people: usize,
    /// Files and lines, if an overlay takes it away: the overlay's and the base's.
    pub places: Vec<String>,
    /// What the overlay says comes in its place.
    pub instead: Option<String>,
}

/// A running case as it was when the plan was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PlanCase {
    /// Its number, shown as `Z1`.
    pub case: i64,
    /// Its last row of the journal.
    pub row: i64,
}

/// One time that something was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublicationRow {
    /// Its number, from 1.
    pub publication: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
    /// Why, if that was said.
    pub reason: Option<String>,
    /// What it changed, one name after the other.
    pub items: Vec<PublicationItem>,
}

/// What a publication did to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PublicationChange {
    /// A version was published for the first time. It stays.
    New,
    /// An older version became current again.
    Returned,
    /// The name was removed: nothing new starts with it. Cases that run keep their version.
    Removed,
}

/// What a publication did to one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublicationItem {
    /// `process`, `record`, `template` or `style`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What was done.
    pub change: PublicationChange,
    /// Its version; for what was removed, the version that it had until then.
    pub version: i64,
    /// The hash of that version.
    pub hash: String,
    /// New cases and letters use it now.
    pub current: bool,
    /// How many open cases are on it.
    pub open_cases: i64,
}
