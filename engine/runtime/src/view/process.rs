//! Processes.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::FieldView;

/// A published process.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ProcessRow {
    /// Its id.
    pub process: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// What a case is about: `person`, or another kind of subject.
    pub subject_kind: String,
    /// Its version in this store, from 1.
    pub version: i64,
    /// Its hash.
    pub hash: String,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// Who published it.
    pub by: String,
    /// How many cases are open, of any version.
    pub open_cases: i64,
    /// A person can start it: its starting event.
    pub start_event: Option<String>,
    /// The title of the starting event.
    pub start_title: Option<String>,
    /// What starting it asks for.
    pub form: Vec<FieldView>,
}

/// What publishing did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Published {
    /// What is new, has changed or was withdrawn.
    pub changed: Vec<PublishedItem>,
    /// How many were the same.
    pub unchanged: usize,
}

/// One thing that was published or withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublishedItem {
    /// `process`, `record`, `template` or `style`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its version in this store, from 1; none when it was withdrawn: nothing new starts with it.
    pub version: Option<i64>,
}
