//! Backups, and putting one back.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::Office;
use crate::store::{Store, copy, folder_of};
use crate::view::RestoreReport;
use crate::{Clock, Problem, Workspace};

/// What can put a backup back, also when the store is gone or cannot be opened.
pub struct Restorer(Office);

impl Restorer {
    /// Opens a workspace, whatever became of its store.
    ///
    /// # Errors
    /// The user is not known; the store cannot be opened for another reason than damage; the keys cannot be read.
    pub fn open(
        workspace: Workspace,
        clock: Arc<dyn Clock + Send + Sync>,
        user: &str,
    ) -> Result<Self, Problem> {
        let open = |path: &Path| match Store::open(path) {
            Err(problem) if problem.is_damage => Store::lost(path),
            opened => opened,
        };
        Office::with(workspace, &open, clock, user).map(Self)
    }

    /// As [`Office::restore`].
    ///
    /// # Errors
    /// As there.
    pub fn restore(self, from: &Path) -> Result<RestoreReport, Problem> {
        self.0.restore(from)
    }

    /// As [`Office::restore_check`].
    ///
    /// # Errors
    /// As there.
    pub fn check(&self, from: &Path) -> Result<RestoreReport, Problem> {
        self.0.restore_check(from)
    }
}

impl Office {
    /// Writes a backup while others go on working. Refuses to overwrite a file.
    ///
    /// # Errors
    /// The file is there already, or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<RestoreReport, Problem> {
        copy::backup(&self.store, to)
    }

    /// Puts a backup back in the place of the store, after checking it: its integrity, its schema, and
    /// the chain of its journal. What it replaces is kept beside the store.
    ///
    /// # Errors
    /// The backup is not whole, or of a newer program; nothing has then changed.
    pub fn restore(&self, from: &Path) -> Result<RestoreReport, Problem> {
        let erase_again = |copy: &Connection| self.erase_again(copy);
        let outbox = self.workspace.outbox_path();
        let report = copy::restore(&self.store, from, &outbox, &|| self.aside(), &erase_again)?;
        self.catalog.forget();
        Ok(report)
    }

    /// How the names of stores begin that a backup replaced.
    fn replaced(&self) -> String {
        format!("{}-replaced-", self.store.path.file_stem().unwrap_or_default().to_string_lossy())
    }

    /// The stores that backups replaced.
    pub(super) fn kept(&self) -> Result<Vec<PathBuf>, Problem> {
        let begins = self.replaced();
        let mut kept = Vec::new();
        for entry in fs::read_dir(folder_of(&self.store.path))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&begins) && name.ends_with(".db") {
                kept.push(entry.path());
            }
        }
        kept.sort();
        Ok(kept)
    }

    /// Where the store goes that a backup replaces.
    fn aside(&self) -> PathBuf {
        let (begins, when) = (self.replaced(), self.now().format("%Y%m%d-%H%M%S"));
        let named = |nth: u32| {
            let again = if nth == 0 { String::new() } else { format!("-{nth}") };
            self.store.path.with_file_name(format!("{begins}{when}{again}.db"))
        };
        (0..).map(named).find(|path| path.symlink_metadata().is_err()).unwrap_or_default()
    }

    /// Checks a backup as [`Office::restore`] does, and puts nothing back.
    ///
    /// # Errors
    /// The backup is not whole, or of a newer program.
    pub fn restore_check(&self, from: &Path) -> Result<RestoreReport, Problem> {
        copy::examine(&self.store, from)
    }
}
