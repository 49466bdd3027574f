//! What the engine decided about an event. Facts are in the past tense and carry all that is needed
//! to apply them without asking a calendar or a definition again: a journal written once is never
//! reinterpreted.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Because, Child, Differences, Extension, Send, Standing, Task};
use crate::calendar::Due;
use crate::id::Id;
use crate::value::{Record, Value};

/// One thing that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The case began.
    Opened {
        /// The process.
        process: Id,
        /// The definition it stays on.
        definition: String,
        /// When.
        #[serde(with = "super::moment::plain")]
        at: DateTime<Utc>,
    },
    /// A state was entered.
    Entered {
        /// The state.
        state: Id,
        /// When.
        #[serde(with = "super::moment::plain")]
        at: DateTime<Utc>,
    },
    /// A state was left.
    Left {
        /// The state.
        state: Id,
    },
    /// A history state remembers where the case was.
    Remembered {
        /// The history state.
        history: Id,
        /// The states.
        states: Vec<Id>,
    },
    /// A field got a value, or lost it.
    FieldSet {
        /// The field.
        field: Id,
        /// The value.
        value: Value,
    },
    /// A decision table was asked.
    Decided {
        /// The table.
        table: Id,
        /// The rows that hit.
        rows: Vec<Id>,
    },
    /// A deadline began to run, to wait or to stand still; or moved.
    DeadlineSet {
        /// The deadline.
        deadline: Id,
        /// The state it lives with.
        state: Id,
        /// Its day, before this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Due>,
        /// Its day or moment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// When it fires.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[serde(with = "super::moment::option")]
        fires: Option<DateTime<Utc>>,
        /// How it stands.
        standing: Standing,
        /// For a recurring one, how often it has fired.
        #[serde(default, skip_serializing_if = "super::is_zero")]
        round: u32,
        /// What moved it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        because: Vec<Because>,
    },
    /// A deadline got more time.
    DeadlineExtended {
        /// The deadline.
        deadline: Id,
        /// How much, and on what ground.
        extension: Extension,
    },
    /// A deadline was met.
    DeadlineMet {
        /// The deadline.
        deadline: Id,
        /// When what was awaited really happened.
        #[serde(with = "super::moment::plain")]
        at: DateTime<Utc>,
    },
    /// A deadline was reached.
    DeadlineFired {
        /// The deadline.
        deadline: Id,
    },
    /// A deadline ended with its state.
    DeadlineDropped {
        /// The deadline.
        deadline: Id,
    },
    /// A task was opened.
    TaskOpened {
        /// Its id.
        id: Id,
        /// The task.
        task: Task,
    },
    /// A task got another due day, or other steps.
    TaskMoved {
        /// Its id.
        id: Id,
        /// Its day, before this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Due>,
        /// Its day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// Escalation steps still to come.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        #[serde(with = "super::moment::map")]
        steps: BTreeMap<Id, DateTime<Utc>>,
    },
    /// A round of a recurring task was done; the next one runs.
    TaskRoundDone {
        /// Its id.
        id: Id,
        /// The round that begins.
        round: u32,
        /// Who does it: the role that the designer chose, whoever had the last round.
        role: Id,
    },
    /// A task was done.
    TaskDone {
        /// Its id.
        id: Id,
    },
    /// A task was withdrawn because its state was left or the case ended.
    TaskWithdrawn {
        /// Its id.
        id: Id,
    },
    /// A step of an escalation chain was taken.
    Escalated {
        /// The task.
        id: Id,
        /// The step.
        step: Id,
        /// The role that was reminded, told or given the task.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<Id>,
        /// Whether that role got the task.
        #[serde(default)]
        assigned: bool,
    },
    /// A letter was made.
    LetterMade {
        /// Its number in this case.
        number: u32,
        /// Which letter.
        letter: Id,
        /// For one letter per item, the key of the item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// The role that must approve it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approve: Option<Id>,
        /// When it should have been done, if it is made up for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[serde(with = "super::moment::option")]
        at: Option<DateTime<Utc>>,
    },
    /// A letter was taken back before anybody approved it.
    LetterWithdrawn {
        /// Its number in this case.
        number: u32,
    },
    /// A letter was approved.
    LetterApproved {
        /// Its number in this case.
        number: u32,
    },
    /// A role was told something.
    Notified {
        /// The role.
        role: Id,
        /// What.
        say: String,
    },
    /// A text was written into the history.
    Noted {
        /// The text.
        text: String,
    },
    /// An event was sent, for later.
    SendSet {
        /// Its key.
        id: Id,
        /// The event.
        send: Send,
    },
    /// A send was stopped.
    SendCancelled {
        /// Its key.
        id: Id,
    },
    /// A send arrived.
    SendArrived {
        /// Its key.
        id: Id,
    },
    /// A child case was asked for.
    ChildStarted {
        /// The group.
        group: Id,
        /// Which child.
        key: String,
        /// What is known of it.
        child: Child,
        /// When it should have been done, if it is made up for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[serde(with = "super::moment::option")]
        at: Option<DateTime<Utc>>,
    },
    /// A child was given other values.
    ChildInformed {
        /// The group.
        group: Id,
        /// Which child.
        key: String,
        /// The item, as it is now.
        item: Record,
        /// The values.
        with: Record,
    },
    /// A child case ended.
    ChildEnded {
        /// The group.
        group: Id,
        /// Which child.
        key: String,
        /// How.
        outcome: Option<Id>,
    },
    /// A group of children was done.
    GroupDone {
        /// The group.
        group: Id,
    },
    /// A group of children began, or began anew.
    GroupStarted {
        /// The group.
        group: Id,
    },
    /// Another case was asked for.
    CaseStarted {
        /// Its process.
        process: Id,
        /// How it relates to this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<Id>,
        /// When it should have been done, if it is made up for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[serde(with = "super::moment::option")]
        at: Option<DateTime<Utc>>,
    },
    /// The subject's other cases were told.
    Signalled {
        /// The event.
        event: Id,
    },
    /// Terms began to stand still.
    Suspended {
        /// Which suspension.
        suspension: Id,
        /// Since when.
        #[serde(with = "super::moment::plain")]
        at: DateTime<Utc>,
    },
    /// Terms run again.
    Resumed {
        /// Which suspension.
        suspension: Id,
        /// From when.
        #[serde(with = "super::moment::plain")]
        at: DateTime<Utc>,
    },
    /// An action could not be carried out; nobody handled it, so it became work for a person.
    Failed {
        /// The action.
        action: Id,
        /// Why, without data of a person.
        why: String,
    },
    /// The case was folded again in the order of what really happened; this is what differs.
    Refolded {
        /// Until when the clock has run.
        #[serde(with = "super::moment::plain")]
        until: DateTime<Utc>,
        /// From what to what.
        differences: Box<Differences>,
    },
    /// The case went over to another version of its definition; this is what that changed.
    Migrated {
        /// The definition it is on from now.
        definition: String,
        /// From what to what.
        differences: Box<Differences>,
    },
    /// The case ended.
    Closed {
        /// How.
        outcome: Option<Id>,
        /// When.
        #[serde(with = "super::moment::plain")]
        at: DateTime<Utc>,
        /// What it gives to a parent case.
        #[serde(default, skip_serializing_if = "Record::is_empty")]
        result: Record,
    },
}
