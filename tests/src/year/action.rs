//! What can happen in a year, and how often.

use crate::disk::Chance;

/// Something that happens; its number decides all that is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// What.
    pub what: What,
    /// From this all its choices come, so that leaving others out does not change them.
    pub number: u64,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Somebody new.
    Person,
    /// A case is started.
    Start,
    /// Something is recorded in a case, from its options.
    Do,
    /// Something is told that happened days ago.
    Late,
    /// A shared record of a person changes.
    Record,
    /// A task is ticked off.
    Task,
    /// A letter is approved.
    Approve,
    /// Time passes, and nobody ticks.
    Wait,
    /// The clock ticks and letters go out.
    Tick,
    /// The computer sleeps for weeks, then ticks in batches.
    Sleep,
    /// The program stops dead, and the clock may stand wrong afterwards.
    Crash,
    /// Definitions are published anew.
    Publish,
    /// Cases go over to the newest version of their definition.
    Migrate,
    /// What was recorded is taken back, or happened at another moment.
    Correct,
    /// What several ask at once is recorded in one transaction.
    Together,
    /// A report of who is detained comes in.
    Import,
    /// A person is erased.
    Erase,
    /// Nonsense is recorded.
    Nonsense,
    /// A backup is made and looked at; the one before is put back, and then what was there.
    Backup,
    /// Files are away for a while.
    Mislay,
    /// A fault for the test of the test: a deadline is lost.
    Lose,
}

/// What can happen, as often as it does.
pub const OFTEN: [What; 36] = {
    use What::{
        Approve, Backup, Correct, Crash, Do, Erase, Import, Late, Migrate, Mislay, Nonsense, Person, Publish,
        Record, Sleep, Start, Task, Tick, Together, Wait,
    };
    [
        Person, Start, Start, Start, Do, Do, Do, Do, Do, Do, Do, Late, Record, Record, Task, Task, Approve,
        Wait, Wait, Wait, Wait, Mislay, Tick, Tick, Tick, Sleep, Crash, Publish, Migrate, Correct, Correct,
        Together, Import, Erase, Nonsense, Backup,
    ]
};

/// The year of a seed.
#[must_use]
pub fn actions(seed: u64, many: usize) -> Vec<Action> {
    let mut chance = Chance::new(seed);
    let first = [What::Person, What::Start].map(|what| Action { what, number: seed });
    let rest =
        (0..many).map(|_| Action { what: OFTEN[chance.below(OFTEN.len())], number: chance.next_number() });
    first.into_iter().chain(rest).collect()
}
