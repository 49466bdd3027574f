//! The port through which steps reach cases, records and people.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Stamp;
use crate::calendar::Calendar;
use crate::case::{Case, Effect, Event, Timer};
use crate::compile::Process;
use crate::id::Id;
use crate::refold::{Past, Said};
use crate::step::{Outcome, Witness};
use crate::value::Record;

/// The number of a case in its store.
pub type CaseNumber = i64;
/// The number of a shared record in its store.
pub type RecordNumber = i64;

/// A case with all that a step needs.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The definition it is on.
    pub process: Arc<Process>,
    /// Its state.
    pub case: Arc<Case>,
    /// Its person.
    pub person: Arc<Record>,
    /// The records it reads, by alias.
    pub records: BTreeMap<Id, Record>,
}

/// Another version of the definition of a case.
pub struct Other {
    /// The version.
    pub process: Arc<Process>,
    /// The records that the case reads on it, by alias.
    pub records: BTreeMap<Id, Record>,
}

/// A case to be made.
pub struct New {
    /// Its process.
    pub process: Arc<Process>,
    /// The case whose subject it shares.
    pub subject_of: CaseNumber,
    /// Which child of its group; empty otherwise.
    pub key: String,
    /// It reads the same records as that case, not the newest ones.
    pub inherits: bool,
    /// How it relates to another case.
    pub link: Option<(Id, CaseNumber)>,
}

/// Cases, records and their relations. All methods of one submission happen in one transaction.
pub trait World {
    /// How it fails.
    type Error;

    /// Working days.
    fn calendar(&self) -> &Calendar;

    /// Who is told which conditions hold in the steps; nobody, in the world outside of scenarios.
    fn witness(&self) -> Option<&Witness> {
        None
    }

    /// A case, as it is now.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    fn load(&mut self, case: CaseNumber) -> Result<Loaded, Self::Error>;

    /// When the last thing happened to a case that it knows of; none before its first event.
    ///
    /// # Errors
    /// Cannot be read.
    fn latest(&mut self, case: CaseNumber) -> Result<Option<DateTime<Utc>>, Self::Error>;

    /// Whether a timer could not fire and was set aside. Asked only when one is due before an event.
    ///
    /// # Errors
    /// Cannot be read.
    fn is_aside(&mut self, case: CaseNumber, due: DateTime<Utc>, timer: &Timer) -> Result<bool, Self::Error>;

    /// All that ever happened to a case and to the records it reads.
    ///
    /// # Errors
    /// Cannot be read; part of it may have been erased.
    fn past(&mut self, case: CaseNumber) -> Result<Past, Self::Error>;

    /// Whether a letter that was made says something else than it should.
    ///
    /// # Errors
    /// Cannot be read.
    fn says_otherwise(&mut self, case: CaseNumber, said: &Said<'_>) -> Result<bool, Self::Error>;

    /// The newest published definition of a process.
    ///
    /// # Errors
    /// It cannot be read.
    fn published(&mut self, process: &Id) -> Result<Option<Arc<Process>>, Self::Error>;

    /// A version of the definition of a case that it can go over to, by its hash, with the records that it
    /// then reads.
    ///
    /// # Errors
    /// It cannot be read.
    fn other_definition(&mut self, case: CaseNumber, hash: &str) -> Result<Option<Other>, Self::Error>;

    /// Makes an empty case; its first event follows.
    ///
    /// # Errors
    /// It cannot be stored.
    fn create(&mut self, new: New) -> Result<CaseNumber, Self::Error>;

    /// An open case of the same subject, process and key.
    ///
    /// # Errors
    /// Cannot be read.
    fn find_open(
        &mut self,
        like: CaseNumber,
        process: &Id,
        key: &str,
    ) -> Result<Option<CaseNumber>, Self::Error>;

    /// Makes a case the child of another.
    ///
    /// # Errors
    /// Cannot be stored.
    fn adopt(
        &mut self,
        parent: CaseNumber,
        group: &Id,
        key: &str,
        child: CaseNumber,
    ) -> Result<(), Self::Error>;

    /// The child that was adopted last under this group and key.
    ///
    /// # Errors
    /// Cannot be read.
    fn child(&mut self, parent: CaseNumber, group: &Id, key: &str)
    -> Result<Option<CaseNumber>, Self::Error>;

    /// Whose child a case is.
    ///
    /// # Errors
    /// Cannot be read.
    fn parents(&mut self, child: CaseNumber) -> Result<Vec<(CaseNumber, Id, String)>, Self::Error>;

    /// The other open cases of the same subject.
    ///
    /// # Errors
    /// Cannot be read.
    fn siblings(&mut self, of: CaseNumber) -> Result<Vec<CaseNumber>, Self::Error>;

    /// Stores a step: the journal, the case and all that hangs on it. Gives back its effects.
    ///
    /// # Errors
    /// Cannot be stored.
    fn save(
        &mut self,
        case: CaseNumber,
        before: &Loaded,
        event: &Event,
        outcome: Outcome,
    ) -> Result<Vec<Effect>, Self::Error>;

    /// Stores an event of a record: its form becomes the record's fields.
    ///
    /// # Errors
    /// Cannot be stored.
    fn save_record(
        &mut self,
        record: RecordNumber,
        event: &Id,
        form: &Record,
        stamp: &Stamp,
    ) -> Result<(), Self::Error>;

    /// The open cases that read a record, with the alias they know it by.
    ///
    /// # Errors
    /// Cannot be read.
    fn readers(&mut self, record: RecordNumber) -> Result<Vec<(CaseNumber, Id)>, Self::Error>;

    /// All open cases of a record's subject.
    ///
    /// # Errors
    /// Cannot be read.
    fn open_cases(&mut self, record: RecordNumber) -> Result<Vec<CaseNumber>, Self::Error>;
}
