//! A folder with a `nazorg.yaml`: processes, templates, users, the store and the outbox.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use indexmap::IndexMap;
use nazorg_core::compile::Process;
use nazorg_core::definition::record::Record;
use nazorg_core::finding::{Finding, Source};
use nazorg_core::id::Id;
use nazorg_core::letter::{HouseStyle, Templates};

use crate::Problem;

/// A workspace.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// Its name.
    pub name: String,
    /// The region whose house style is used when a process has none of its own.
    pub region: Option<String>,
    /// The folder of the processes, from the root.
    pub processes: PathBuf,
    /// The folder of the templates, from the root.
    pub templates: PathBuf,
    /// The folder of the scenarios, from the root.
    pub scenarios: PathBuf,
    /// The store, from the root.
    pub store: PathBuf,
    /// The outbox, from the root.
    pub outbox: PathBuf,
    /// Closing days besides weekends and public holidays.
    pub closed: Vec<NaiveDate>,
    /// The users, by login name.
    pub users: IndexMap<String, User>,
    /// There is a `nazorg.yaml`. Without one only checking and testing work.
    pub has_file: bool,
    /// It was made by `demo`.
    pub demo: bool,
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The whole name.
    pub name: String,
    /// The roles it holds itself.
    pub roles: Vec<Id>,
    /// The users in whose place it may act.
    pub deputy_for: Vec<String>,
}

/// All files of a workspace that say how it works. Paths in them are from the root, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Processes and records.
    pub definitions: Vec<Arc<Source>>,
    /// Letter templates, each with its name.
    pub templates: Vec<(String, Arc<Source>)>,
    /// House styles, each with its region.
    pub styles: Vec<(String, Arc<Source>)>,
    /// Scenarios.
    pub scenarios: Vec<Arc<Source>>,
    /// Files that were refused.
    pub findings: Vec<Finding>,
}

/// Files that were checked.
pub struct Checked {
    /// The processes without errors.
    pub processes: BTreeMap<Id, Arc<Process>>,
    /// Shared records.
    pub records: BTreeMap<Id, Record>,
    /// Templates.
    pub templates: Templates,
    /// House styles by region.
    pub styles: BTreeMap<String, HouseStyle>,
    /// All findings.
    pub findings: Vec<Finding>,
}

impl Workspace {
    /// The workspace that a folder lies in.
    pub fn find(_dir: &Path) -> Result<Self, Problem> {
        todo!()
    }
    /// Reads all its files.
    #[must_use]
    pub fn files(&self) -> Files {
        todo!()
    }
}

impl Files {
    /// Checks everything.
    #[must_use]
    pub fn check(&self) -> Checked {
        todo!()
    }
}
