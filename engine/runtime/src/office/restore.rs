//! Backups, and putting one back.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::{Office, open_store};
use crate::delivery;
use crate::store::keys::Keys;
use crate::store::{Store, copy, folder_of, verify};
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
        let open = |workspace: &Workspace| match open_store(workspace) {
            Err(problem) if problem.is_damage => Store::lost(&workspace.store_path()),
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
        let outbox = self.workspace.outbox_path();
        let erased = RefCell::new(Vec::new());
        let erase_again = |copy: &Connection, keys: &Arc<Keys>| {
            // Those whose erasure was not finished too: their keys are still there. A damaged store tells nothing.
            let unfinished = verify::erased(&self.store.connection).unwrap_or_default();
            for person in &unfinished {
                self.store.keys.destroy(person)?;
            }
            erased.borrow_mut().extend(self.erase_again(copy, keys)?);
            Ok(())
        };
        let report = copy::restore(&self.store, from, &outbox, &|| self.aside(), &erase_again)?;
        self.catalog.forget();
        self.throw_away(&erased.take())?;
        Ok(report)
    }

    /// How the names of files begin that a restore was making in the place of the store.
    pub(super) fn unfinished(&self) -> String {
        format!(".{}.", self.store.path.file_name().unwrap_or_default().to_string_lossy())
    }

    /// How the names of stores begin that a backup replaced.
    pub(super) fn replaced(&self) -> String {
        replaced(&self.store.path)
    }

    /// The stores that backups replaced, and the logs whose stores were gone.
    pub(super) fn kept(&self) -> Result<Vec<PathBuf>, Problem> {
        kept(&self.store.path)
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

fn replaced(store: &Path) -> String {
    format!("{}-replaced-", store.file_stem().unwrap_or_default().to_string_lossy())
}

fn kept(store: &Path) -> Result<Vec<PathBuf>, Problem> {
    let begins = replaced(store);
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder_of(store))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_alone = || name.strip_suffix("-wal").is_some_and(|store| !path.with_file_name(store).exists());
        if name.starts_with(&begins) && (name.ends_with(".db") || is_alone()) {
            kept.push(path);
        }
    }
    kept.sort();
    Ok(kept)
}

/// What tells, where no store is, that there was one: what a backup replaced, or letters in the outbox.
pub(super) fn sign(workspace: &Workspace) -> Result<Option<PathBuf>, Problem> {
    let (store, outbox) = (workspace.store_path(), workspace.outbox_path());
    if folder_of(&store).is_dir()
        && let Some(kept) = kept(&store)?.pop()
    {
        return Ok(Some(kept));
    }
    Ok((delivery::highest_folder(&outbox) > 0).then_some(outbox))
}
