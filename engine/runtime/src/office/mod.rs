//! An open workspace: its store, a clock, and somebody who acts.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use nazorg_core::finding::Finding;
use serde_json::Value as Json;

use crate::view::*;
use crate::{Clock, Problem, User, Workspace};

/// An open workspace with an acting user.
pub struct Office;

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishFailed {
    /// The definitions have errors; all findings, warnings too.
    Findings(Vec<Finding>),
    /// The store failed.
    Problem(Problem),
}

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportFailed {
    /// Rows are wrong; nothing was stored.
    Rows(ImportReport),
    /// The file cannot be read at all, or the store failed.
    Problem(Problem),
}

/// What `run` tells about itself.
#[derive(Debug)]
pub enum RunEvent<'a> {
    /// Another `run` holds this workspace; this one waits until it stops.
    Waiting,
    /// It runs.
    Started,
    /// Something was done.
    Ticked(&'a TickReport),
    /// Something failed; it will be tried again.
    Failed(&'a Problem),
    /// It was asked to stop, and has stopped.
    Stopped,
}

#[allow(unused_variables, clippy::missing_errors_doc)]
impl Office {
    /// Opens a workspace; makes the store if there is none yet.
    pub fn open(
        workspace: Workspace,
        clock: Arc<dyn Clock + Send + Sync>,
        user: &str,
    ) -> Result<Self, Problem> {
        todo!()
    }
    /// Lets another user act.
    pub fn act_as(&mut self, user: &str) -> Result<(), Problem> {
        todo!()
    }
    /// The workspace.
    pub fn workspace(&self) -> &Workspace {
        todo!()
    }
    /// The login name and the user that acts.
    pub fn user(&self) -> (&str, &User) {
        todo!()
    }
    /// The time on its clock.
    pub fn now(&self) -> DateTime<Utc> {
        todo!()
    }
    /// Things to know about where the store stands, such as a network share.
    pub fn warnings(&self) -> Vec<nazorg_core::text::Text> {
        todo!()
    }

    /// Checks all definitions, templates and styles and stores what changed.
    pub fn publish(&self, note: Option<&str>) -> Result<Published, PublishFailed> {
        todo!()
    }
    /// The published processes.
    pub fn processes(&self) -> Result<Vec<ProcessRow>, Problem> {
        todo!()
    }

    /// Adds a person.
    pub fn person_add(&self, form: &Json) -> Result<PersonView, Problem> {
        todo!()
    }
    /// All people.
    pub fn person_list(&self) -> Result<Vec<PersonRow>, Problem> {
        todo!()
    }
    /// One person.
    pub fn person_show(&self, person: i64) -> Result<PersonView, Problem> {
        todo!()
    }
    /// Imports a CSV file of detention reports.
    pub fn person_import(&self, file: impl Read, skip_bad: bool) -> Result<ImportReport, ImportFailed> {
        todo!()
    }
    /// Records an event of a shared record of a person: one that `starts` makes a record, another
    /// one goes to the newest.
    pub fn record_do(
        &self,
        person: i64,
        record: &str,
        event: &str,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Vec<HistoryRow>, Problem> {
        todo!()
    }

    /// Starts a case.
    pub fn case_start(
        &self,
        process: &str,
        person: i64,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Happened, Problem> {
        todo!()
    }
    /// Lists cases.
    pub fn case_list(&self, filter: &CaseFilter) -> Result<Vec<CaseRow>, Problem> {
        todo!()
    }
    /// One case.
    pub fn case_show(&self, case: i64) -> Result<CaseView, Problem> {
        todo!()
    }
    /// What may happen to a case now.
    pub fn case_options(&self, case: i64) -> Result<Vec<ChoiceView>, Problem> {
        todo!()
    }
    /// What an event of a case asks for, possible now or not.
    pub fn event_form(&self, case: i64, event: &str) -> Result<Vec<FieldView>, Problem> {
        todo!()
    }
    /// What starting a process asks for.
    pub fn start_form(&self, process: &str) -> Result<Vec<FieldView>, Problem> {
        todo!()
    }
    /// Records an event of a case, or `ALIAS.EVENT` of a shared record that it reads.
    pub fn case_do(
        &self,
        case: i64,
        event: &str,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Happened, Problem> {
        todo!()
    }
    /// The journal of a case, in words.
    pub fn case_history(&self, case: i64) -> Result<Vec<HistoryRow>, Problem> {
        todo!()
    }

    /// Open tasks: the acting user's, or all.
    pub fn task_list(&self, all: bool) -> Result<Vec<TaskRow>, Problem> {
        todo!()
    }
    /// Ticks off a task that no event finishes. For one that an event finishes the problem names it.
    pub fn task_done(&self, task: i64, occurred: Option<DateTime<Utc>>) -> Result<Happened, Problem> {
        todo!()
    }

    /// Letters, the newest first; of one case or of all.
    pub fn letter_list(&self, case: Option<i64>) -> Result<Vec<LetterRow>, Problem> {
        todo!()
    }
    /// One letter.
    pub fn letter_show(&self, letter: i64) -> Result<LetterView, Problem> {
        todo!()
    }
    /// Approves a letter that waits.
    pub fn letter_approve(&self, letter: i64) -> Result<Happened, Problem> {
        todo!()
    }

    /// What the day asks.
    pub fn today(&self) -> Result<TodayView, Problem> {
        todo!()
    }

    /// Fires all timers that are due, then delivers.
    pub fn tick(&self) -> Result<TickReport, Problem> {
        todo!()
    }
    /// Brings all letters that are made into the outbox.
    pub fn deliver(&self) -> Result<DeliveryReport, Problem> {
        todo!()
    }
    /// Keeps ticking until it is asked to stop (ctrl-c or SIGTERM).
    pub fn run(&self, tell: &mut dyn FnMut(RunEvent<'_>)) -> Result<(), Problem> {
        todo!()
    }

    /// Writes a backup while others go on working.
    pub fn backup(&self, to: &Path) -> Result<RestoreReport, Problem> {
        todo!()
    }
    /// Puts a backup back.
    pub fn restore(&self, from: &Path) -> Result<RestoreReport, Problem> {
        todo!()
    }
    /// Verifies the chain of the journal and what hangs on it.
    pub fn verify(&self) -> Result<VerifyReport, Problem> {
        todo!()
    }
    /// Folds every case's journal and compares.
    pub fn fold_all(&self) -> Result<FoldReport, Problem> {
        todo!()
    }
}
