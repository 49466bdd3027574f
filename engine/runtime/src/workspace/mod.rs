//! A folder with a `nazorg.yaml`: processes, templates, users, the store and the outbox.

mod config;
mod explanation;
mod files;
mod remains;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use indexmap::IndexMap;
use nazorg_core::calendar::{Calendar, equated_days};
use nazorg_core::finding::{Finding, Source};
use nazorg_core::id::Id;
use nazorg_core::say;

pub use explanation::EXPLANATIONS;
pub use files::{Checked, Files};
pub(crate) use files::{read_style, source};

use crate::Problem;

/// The name of the file at the root.
pub const FILE: &str = "nazorg.yaml";

/// A workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Nobody works on the days that a decree made equal to a public holiday.
    pub closed_on_equated: bool,
    /// The users, by login name.
    pub users: IndexMap<String, User>,
    /// Who may do what is done to cases from outside.
    pub rights: Rights,
    /// There is a `nazorg.yaml`. Without one only checking and testing work.
    pub has_file: bool,
    /// It was made by `demo`.
    pub demo: bool,
}

/// The roles that may do what no process says who does it: each is done to a case as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// Taking running cases over to another version.
    pub migrate: Vec<Id>,
    /// Handing cases over to another municipality, and taking them over.
    pub hand_over: Vec<Id>,
}

impl Default for Rights {
    fn default() -> Self {
        let usual = || vec![Id::from("coordinator"), Id::from("beheer")];
        Self { migrate: usual(), hand_over: usual() }
    }
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

/// The file of a folder that is the root of a workspace. A process may well be called `nazorg` too: then its
/// file has the same name, and is no workspace.
fn file_of(folder: &Path) -> Option<Result<Arc<Source>, Finding>> {
    let file = folder.join(FILE);
    file.symlink_metadata().ok()?;
    let read = files::source(&file, FILE);
    let definition = ["process:", "overlay:", "record:", "table:"];
    let is_definition = |source: &Arc<Source>| {
        source.text.lines().any(|line| definition.iter().any(|key| line.starts_with(key)))
    };
    (!read.as_ref().is_ok_and(is_definition)).then_some(read)
}

impl Workspace {
    /// A workspace with the usual folders and no users.
    #[must_use]
    pub fn usual(root: &Path) -> Self {
        let name = root.file_name().map_or_else(|| "nazorg".to_owned(), |n| n.to_string_lossy().into_owned());
        Self {
            root: root.to_owned(),
            name,
            region: None,
            processes: "processes".into(),
            templates: "templates".into(),
            scenarios: "tests/scenarios".into(),
            store: "nazorg.db".into(),
            outbox: "outbox".into(),
            closed: Vec::new(),
            closed_on_equated: false,
            users: IndexMap::new(),
            rights: Rights::default(),
            has_file: false,
            demo: false,
        }
    }

    /// The workspace that a folder lies in: the nearest folder upwards with a `nazorg.yaml`, or
    /// the folder itself when it has `processes/`.
    ///
    /// # Errors
    /// There is none, or its `nazorg.yaml` is wrong.
    pub fn find(dir: &Path) -> Result<Self, Problem> {
        let dir = std::path::absolute(dir)?;
        let found = dir.ancestors().find_map(|folder| file_of(folder).map(|file| (folder, file)));
        let Some((root, file)) = found else { return Self::without_file(&dir) };
        let workspace = Self::from_file(root, file)?;
        // A store that lies nearer is of a workspace whose file is gone: its people would be looked for elsewhere.
        let nearer = dir.ancestors().take_while(|folder| *folder != root);
        let stray = nearer.filter(|folder| !workspace.keeps_in(folder)).find_map(remains::of_store);
        stray.map_or(Ok(workspace), |(folder, name)| Err(remains::gone(folder, name)))
    }

    /// The same of a folder in or above which no `nazorg.yaml` stands.
    fn without_file(dir: &Path) -> Result<Self, Problem> {
        if let Some((folder, name)) = remains::of_store(dir) {
            return Err(remains::gone(folder, name));
        }
        // A file of that name higher up may be anybody's.
        if dir.join("processes").is_dir() {
            return Ok(Self::usual(dir));
        }
        if let Some((folder, name)) = dir.ancestors().find_map(remains::of_store) {
            return Err(remains::gone(folder, name));
        }
        if let Some(name) = remains::of_any(dir) {
            return Err(remains::gone(dir, name));
        }
        Err(Problem::wrong_use(
            say!("Hier is geen werkruimte van nazorg."; "There is no nazorg workspace here."),
        )
        .help(say!(
            "Ga naar een map met `{FILE}`, of maak er een met `nazorg begin`.";
            "Go to a folder with `{FILE}`, or make one with `nazorg init`."
        )))
    }

    /// What is left in a folder of a workspace whose `nazorg.yaml` is gone, and what to do about it.
    #[must_use]
    pub fn gone(folder: &Path) -> Option<Problem> {
        if file_of(folder).is_some() {
            return None;
        }
        let name = remains::of_store(folder).map(|(_, name)| name).or_else(|| remains::of_any(folder))?;
        Some(remains::gone(folder, name))
    }

    /// Whether its store, and so its keys, lie in this folder.
    fn keeps_in(&self, folder: &Path) -> bool {
        self.store_path().parent() == Some(folder)
    }

    /// Where the store is.
    #[must_use]
    pub fn store_path(&self) -> PathBuf {
        self.root.join(&self.store)
    }

    /// Where the outbox is.
    #[must_use]
    pub fn outbox_path(&self) -> PathBuf {
        self.root.join(&self.outbox)
    }

    /// The working days here.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        let equated = equated_days().filter(|_| self.closed_on_equated);
        Calendar::netherlands().with_closed(self.closed.iter().copied().chain(equated))
    }

    /// A user by login name.
    ///
    /// # Errors
    /// It is not in the list; the problem names those who are.
    pub fn user(&self, login: &str) -> Result<&User, Problem> {
        self.users.get(login).ok_or_else(|| {
            let known = self.users.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let file = self.root.join(FILE);
            let file = file.display();
            if !self.has_file {
                return remains::gone(&self.root, "processes");
            }
            Problem::wrong_use(say!("De gebruiker `{login}` is hier niet bekend."; "The user `{login}` is not known here."))
                .help(say!("Bekend zijn: {known}. Kies er een met `--as`, of zet `{login}` in {file}."; "Known are: {known}. Choose one with `--as`, or add `{login}` to {file}."))
        })
    }
}
