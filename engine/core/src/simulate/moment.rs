//! What a simulation shows after each event.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::case::{Effect, Fact};
use crate::id::Id;
use crate::text::Text;

/// The case at one moment, with what was decided since the moment before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Moment {
    /// On the clock in the Netherlands, to the millisecond.
    pub at: String,
    /// What happened; none for the start without an event and when only time passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Id>,
    /// Whether it was taken. One that was not has changed nothing.
    pub taken: bool,
    /// Why it was not taken; left out where a bare statechart just ignores it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Text>,
    /// Active states in document order, without the process itself. Of a case that has ended: its
    /// end.
    pub active: Vec<Id>,
    /// Those of them that have no active state inside.
    pub atomic: Vec<Id>,
    /// The fields that have a value, derived ones too.
    pub fields: Map<String, Json>,
    /// What was decided, each as the journal has it.
    #[schemars(with = "Vec<Json>")]
    pub facts: Vec<Fact>,
    /// What the world would have to do.
    #[schemars(with = "Vec<Json>")]
    pub effects: Vec<Effect>,
    /// Whether the case has ended.
    pub ended: bool,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Id>,
    /// Other cases that it set in motion.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other>,
    /// What went wrong without an event being refused: a letter that cannot be made, a term that
    /// cannot be worked out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Text>,
}

/// A child case, or one that was started.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Other {
    /// Its process.
    pub process: Id,
    /// Which child of its group; empty otherwise.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Its active states that have no active state inside.
    pub atomic: Vec<Id>,
    /// Whether it has ended.
    pub ended: bool,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Id>,
}
