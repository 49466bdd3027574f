//! What the world must still do. Each effect follows from a fact in the same step.

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::value::Record;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Render and deliver this letter.
    DeliverLetter {
        /// Its number in the case.
        number: u32,
        /// Which letter.
        letter: Id,
        /// The list item it goes to.
        item: Option<Record>,
        /// It must wait for this role's approval.
        approve: Option<Id>,
    },
    /// Let a letter go that waited for approval.
    ReleaseLetter {
        /// Its number in the case.
        number: u32,
    },
    /// Take a letter back that still waits for approval.
    WithdrawLetter {
        /// Its number in the case.
        number: u32,
    },
    /// Tell a role something.
    Notify {
        /// The role.
        role: Id,
        /// What.
        say: String,
    },
    /// Start, or join, a child case.
    StartChild {
        /// The group.
        group: Id,
        /// Which child.
        key: String,
        /// Its process.
        process: Id,
        /// What it gets.
        with: Record,
    },
    /// Give a child other values.
    InformChild {
        /// The group.
        group: Id,
        /// Which child.
        key: String,
        /// The values.
        with: Record,
    },
    /// End a child that is no longer needed.
    CancelChild {
        /// The group.
        group: Id,
        /// Which child.
        key: String,
    },
    /// Start a case of another process for the same subject.
    StartCase {
        /// The process.
        process: Id,
        /// What it gets.
        with: Record,
        /// How it relates to this one.
        link: Option<Id>,
    },
    /// Tell the subject's other open cases.
    Signal {
        /// The event.
        event: Id,
    },
    /// Tell the parents that this case has ended.
    TellParents {
        /// How it ended.
        outcome: Option<Id>,
        /// What it gives back.
        result: Record,
    },
}
