//! The state of one case, what can happen to it, and what was decided about it.

mod apply;
mod difference;
pub mod effect;
pub mod event;
pub mod fact;
mod migration;
mod moment;
mod shared;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use apply::apply;
pub use difference::{Change, Differences, Swap};
pub use effect::Effect;
pub use event::{Actor, Event, What};
pub use fact::Fact;
pub use migration::{Dropped, Mapping, Migration, Targets};
pub use shared::Shared;

use crate::calendar::{Due, Duration};
use crate::id::Id;
use crate::value::Record;

/// One run of one process for one subject. Only [`apply`] changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The process.
    pub process: Option<Id>,
    /// The hash of the definition that it started on and stays on.
    pub definition: String,
    /// When it began.
    #[serde(with = "moment::plain")]
    pub opened: DateTime<Utc>,
    /// How it ended; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// Active states, each with the moment it was entered.
    #[serde(with = "moment::map")]
    pub states: BTreeMap<Id, DateTime<Utc>>,
    /// What history states remember.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub history: BTreeMap<Id, Vec<Id>>,
    /// Fields that are set.
    pub fields: Shared<Record>,
    /// Deadlines of active states.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub deadlines: Shared<BTreeMap<Id, Deadline>>,
    /// Open tasks.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub tasks: Shared<BTreeMap<Id, Task>>,
    /// Events that will come back to this case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sends: BTreeMap<Id, Send>,
    /// Child cases, by group and key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub children: BTreeMap<Id, BTreeMap<String, Child>>,
    /// Groups of children that have reported done since their state was entered.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups_done: BTreeSet<Id>,
    /// Times in which terms stood still, the open ones last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// Until when the clock had run when the case was folded again last; what occurred before that and is
    /// told after it is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "moment::option")]
    pub refolded: Option<DateTime<Utc>>,
    /// How many letters this case has made; the next one gets the next number.
    #[serde(default)]
    pub letters: u32,
    /// Letters that wait for approval, by their number in this case. They outlive the case: its last
    /// letter is often the one that tells of its end.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub approvals: BTreeMap<u32, Approval>,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The outcome.
    pub outcome: Option<Id>,
    /// When.
    #[serde(with = "moment::plain")]
    pub at: DateTime<Utc>,
    /// What it gives to a parent case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub result: Record,
}

/// A deadline in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The state it lives with.
    pub state: Id,
    /// Its day or moment, if that can be worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// When it fires; none when it waits, stands still, or is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "moment::option")]
    pub fires: Option<DateTime<Utc>>,
    /// How it stands.
    pub standing: Standing,
    /// For a recurring one, how often it has fired.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub round: u32,
    /// Its last move, if it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// The time that people gave it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
}

/// A move of a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Where it was before.
    pub from: Due,
    /// What moved it; empty when only the calendar did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Because>,
}

/// What moved a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// This field or deadline got another value.
    Changed(Id),
    /// This suspension ended.
    Resumed(Id),
    /// Somebody gave it more time.
    Extended,
}

/// More time for a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// How much.
    pub by: Duration,
    /// On what ground: an article, a rule.
    pub ground: String,
    /// Why.
    pub reason: String,
}

/// How a deadline stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It runs.
    Running,
    /// It waits for this field or deadline to be known.
    Waiting(Id),
    /// It stands still in a suspension.
    Suspended,
    /// It was met, on this moment.
    Met(#[serde(with = "moment::plain")] DateTime<Utc>),
    /// It was reached.
    Fired,
}

/// An open task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What must be done.
    pub title: String,
    /// Who does it.
    pub role: Id,
    /// By when, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// The state it lives with; none for a task that lives until the case ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Id>,
    /// Where its definition stands: `STATE` for a state's task, or the action's path.
    pub origin: Id,
    /// When it was opened.
    #[serde(with = "moment::plain")]
    pub opened: DateTime<Utc>,
    /// Escalation steps still to come.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[serde(with = "moment::map")]
    pub steps: BTreeMap<Id, DateTime<Utc>>,
    /// Escalation steps that were taken.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub taken: BTreeSet<Id>,
    /// For a recurring one: which round this is, from 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub round: u32,
}

/// An event on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Send {
    /// The event.
    pub event: Id,
    /// When it arrives.
    #[serde(with = "moment::plain")]
    pub fires: DateTime<Utc>,
    /// What it carries.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: Record,
    /// Its place among the sends that were under way when it was sent: those for one moment arrive
    /// in the order in which they were sent.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub order: u32,
}

/// A child case, as its parent sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// The list item it was started for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub item: Record,
    /// What it was given last.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: Record,
    /// Still open.
    pub open: bool,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Id>,
}

/// A time in which terms stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Which suspension.
    pub suspension: Id,
    /// Since when.
    #[serde(with = "moment::plain")]
    pub from: DateTime<Utc>,
    /// Until when; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "moment::option")]
    pub until: Option<DateTime<Utc>>,
}

/// A letter that waits for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Which letter.
    pub letter: Id,
    /// Who must approve it.
    pub role: Id,
}

/// What the clock owes a case: the key of one of its timers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Timer {
    /// A deadline.
    Deadline(Id),
    /// A step of a task's escalation chain.
    Escalation(Id, Id),
    /// A send.
    Send(Id),
}

impl From<Timer> for String {
    fn from(timer: Timer) -> Self {
        match timer {
            Timer::Deadline(id) => format!("deadline:{id}"),
            Timer::Escalation(task, step) => format!("task:{task}:{step}"),
            Timer::Send(id) => format!("send:{id}"),
        }
    }
}

impl TryFrom<String> for Timer {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = text.split(':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("deadline"), Some(id), None) => Ok(Self::Deadline(id.into())),
            (Some("task"), Some(task), Some(step)) => Ok(Self::Escalation(task.into(), step.into())),
            (Some("send"), Some(id), None) => Ok(Self::Send(id.into())),
            _ => Err(format!("no timer: {text}")),
        }
    }
}

impl Case {
    /// Whether it still runs.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed.is_none() && self.process.is_some()
    }

    /// All that the clock still owes this case, the first first. The store keeps these in its table.
    #[must_use]
    pub fn timers(&self) -> BTreeSet<(DateTime<Utc>, Timer)> {
        self.owed().collect()
    }

    fn owed(&self) -> impl Iterator<Item = (DateTime<Utc>, Timer)> {
        let deadlines =
            self.deadlines.iter().filter_map(|(id, d)| Some((d.fires?, Timer::Deadline(id.clone()))));
        let tasks = self.tasks.iter().flat_map(|(id, task)| {
            task.steps.iter().map(|(step, at)| (*at, Timer::Escalation(id.clone(), step.clone())))
        });
        let sends = self.sends.iter().map(|(id, send)| (send.fires, Timer::Send(id.clone())));
        deadlines.chain(tasks).chain(sends)
    }

    /// What the clock owes this case first. Sends for one moment come in the order of sending.
    #[must_use]
    pub fn next_timer(&self) -> Option<(DateTime<Utc>, Timer)> {
        self.owed().min_by_key(|owed| self.turn(owed))
    }

    /// What the clock owes this case until a moment, in the order in which it comes.
    #[must_use]
    pub fn timers_until(&self, until: DateTime<Utc>) -> Vec<(DateTime<Utc>, Timer)> {
        let mut timers: Vec<_> = self.owed().filter(|(due, _)| *due <= until).collect();
        timers.sort_by_key(|owed| self.turn(owed));
        timers
    }

    /// When it is a timer's turn.
    fn turn(&self, (due, timer): &(DateTime<Utc>, Timer)) -> (DateTime<Utc>, Option<u32>, Timer) {
        let order = match timer {
            Timer::Send(id) => self.sends.get(id).map(|send| send.order),
            _ => None,
        };
        (*due, order, timer.clone())
    }

    /// Suspensions that are going on.
    pub fn suspended(&self) -> impl Iterator<Item = &Id> {
        self.pauses.iter().filter(|pause| pause.until.is_none()).map(|pause| &pause.suspension)
    }
}

/// How the ids of correction work begin.
const CORRECTION: &str = "correct_";

/// The id of the correction work for a fact of a row of the journal.
#[must_use]
pub fn correction_of(row: i64, fact: usize) -> Id {
    Id::from(format!("{CORRECTION}{row}_{fact}"))
}

/// The id of the correction work for an event, in a row of the journal, that no longer fits.
#[must_use]
pub fn correction_of_event(row: i64) -> Id {
    Id::from(format!("{CORRECTION}{row}"))
}

/// The id of the correction work for something that was told too late to be folded in.
#[must_use]
pub fn correction_of_late(event: &str, occurred: DateTime<Utc>) -> Id {
    Id::from(format!("{LATE}{event}_{}", occurred.timestamp_millis()))
}

/// Whether a task is work for something that was told too late: folding again says nothing about it.
#[must_use]
pub fn is_late_correction(task: &str) -> bool {
    task.starts_with(LATE)
}

/// How the ids of work for what was told too late begin.
const LATE: &str = "correct_late_";

/// Whether a task is correction work: no process declares it, and it outlives states and even the case.
#[must_use]
pub fn is_correction(task: &str) -> bool {
    task.starts_with(CORRECTION)
}

fn is_empty<K, V>(map: &Shared<BTreeMap<K, V>>) -> bool {
    map.is_empty()
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}
