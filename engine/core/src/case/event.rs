//! What happens to a case.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Migration, Timer};
use crate::id::Id;
use crate::value::Record;

/// Something that happened, with both its dates and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What.
    pub what: What,
    /// When it really happened.
    #[serde(with = "super::moment::plain")]
    pub occurred: DateTime<Utc>,
    /// When we were told.
    #[serde(with = "super::moment::plain")]
    pub recorded: DateTime<Utc>,
    /// Who says so.
    pub actor: Actor,
}

/// Who records something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The user; empty for the clock and the engine itself.
    pub user: String,
    /// The roles that the user holds here, its own and those it is deputy for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Id>,
    /// The user in whose place it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

/// The kinds of things that happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The case begins; by an event of the process when a person starts it.
    Start {
        /// The starting event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<Id>,
        /// Its form, or what a parent hands over.
        #[serde(default, skip_serializing_if = "Record::is_empty")]
        form: Record,
    },
    /// Somebody records an event.
    Recorded {
        /// The event.
        event: Id,
        /// Its form, with what it carries.
        #[serde(default, skip_serializing_if = "Record::is_empty")]
        form: Record,
    },
    /// A record that the case reads has changed, by this event of the record.
    RecordChanged {
        /// `ALIAS.EVENT`.
        event: Id,
        /// Its form.
        #[serde(default, skip_serializing_if = "Record::is_empty")]
        form: Record,
    },
    /// Another case or a record of the subject gives a signal.
    Signal {
        /// The event.
        event: Id,
    },
    /// A moment has come.
    Timer(Timer),
    /// A task without events of its own is done.
    TaskDone(Id),
    /// A letter may go out.
    LetterApproved(u32),
    /// A child case has ended.
    ChildEnded {
        /// The group.
        group: Id,
        /// Which child.
        key: String,
        /// How.
        outcome: Option<Id>,
        /// What it gives back.
        #[serde(default, skip_serializing_if = "Record::is_empty")]
        result: Record,
    },
    /// The parent's values have changed.
    Inputs(Record),
    /// The parent no longer needs this case.
    Cancelled,
    /// The case goes over to another version of its definition.
    Migrated(Box<Migration>),
    /// The case ends here: it goes on as a case of another process, which has its file.
    HandedOver {
        /// That process.
        to: Id,
        /// Why.
        reason: String,
    },
    /// Something was told late, and the case cannot be folded again to before it went over to another
    /// version. A person must see to it.
    NotFolded {
        /// The short name of what was told.
        event: String,
        /// When it really happened.
        #[serde(with = "super::moment::plain")]
        occurred: DateTime<Utc>,
    },
    /// Something that was recorded was not so.
    Corrected {
        /// The row of the journal in which it stands.
        row: i64,
        /// When it really happened, if that was wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[serde(with = "super::moment::option")]
        occurred: Option<DateTime<Utc>>,
        /// What was filled in wrongly, as it should have been.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<Record>,
        /// It did not happen at all.
        #[serde(default)]
        withdrawn: bool,
    },
}

impl What {
    /// A short name for the journal and for messages; never holds data of a person.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Start { event: Some(event), .. }
            | Self::Recorded { event, .. }
            | Self::RecordChanged { event, .. }
            | Self::Signal { event } => event.to_string(),
            Self::Start { event: None, .. } => "start".to_owned(),
            Self::Timer(timer) => String::from(timer.clone()),
            Self::TaskDone(task) => format!("task.{task}"),
            Self::LetterApproved(number) => format!("approved.{number}"),
            Self::ChildEnded { group, .. } => format!("child.{group}"),
            Self::Inputs(_) => "inputs".to_owned(),
            Self::Cancelled => "cancelled".to_owned(),
            Self::Migrated(_) => "migrated".to_owned(),
            Self::HandedOver { .. } => "handed_over".to_owned(),
            Self::NotFolded { .. } => "set_aside".to_owned(),
            Self::Corrected { withdrawn: true, .. } => "undone".to_owned(),
            Self::Corrected { .. } => "corrected".to_owned(),
        }
    }
}
