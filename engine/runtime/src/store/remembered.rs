//! What an office knows of its store between two transactions, so that it need not read again what nobody
//! changed since.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use nazorg_core::case::Case;
use nazorg_core::compile::Process;
use nazorg_core::dispatch::CaseNumber;
use nazorg_core::value::Record;
use rusqlite::Connection;

use super::journal::Head;
use super::work::Place;
use crate::Problem;

/// How many cases are kept. Beyond that all are let go: they are only there to save reading.
const CASES_MAX: usize = 1_024;

/// A case as it was last read or written.
#[derive(Clone)]
pub(crate) struct RememberedCase {
    pub(crate) process: Arc<Process>,
    pub(crate) case: Arc<Case>,
    pub(crate) person: Arc<Record>,
    pub(crate) place: Rc<Place>,
}

/// What is known of one version of the store.
#[derive(Default)]
pub(crate) struct Remembered {
    /// SQLite's own number: it changes when anybody else commits.
    version: i64,
    /// Whether the transaction that used this last went through; one that was undone leaves here what never was.
    settled: bool,
    head: Option<Head>,
    cases: HashMap<CaseNumber, RememberedCase>,
}

impl Remembered {
    /// Begins a transaction: what is no longer so is let go. Gives the end of the journal.
    pub(crate) fn begin(&mut self, connection: &Connection) -> Result<Head, Problem> {
        let version = connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        if !std::mem::take(&mut self.settled) || version != self.version {
            self.head = None;
            self.cases.clear();
            self.version = version;
        }
        self.head.map_or_else(|| Head::read(connection), Ok)
    }

    /// A transaction went through, and left the journal with this end.
    pub(crate) fn settle(&mut self, head: Head) {
        self.head = Some(head);
        self.settled = true;
    }

    /// A case, if it is known.
    pub(crate) fn case(&self, number: CaseNumber) -> Option<RememberedCase> {
        self.cases.get(&number).cloned()
    }

    /// Keeps a case as it is now.
    pub(crate) fn keep(&mut self, number: CaseNumber, case: RememberedCase) {
        if self.cases.len() >= CASES_MAX && !self.cases.contains_key(&number) {
            self.cases.clear();
        }
        self.cases.insert(number, case);
    }

    /// Lets go of all cases: something was changed beside the steps, or undone.
    pub(crate) fn forget(&mut self) {
        self.cases.clear();
    }
}
