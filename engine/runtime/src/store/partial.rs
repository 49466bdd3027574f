//! A file that is there whole, under its name, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use nazorg_core::say;

use super::folder_of;
use crate::Problem;

/// A file that is not finished; it goes when this goes.
pub(crate) struct Partial(pub(super) PathBuf);

impl Partial {
    /// An empty file that only its owner can read, beside the place where it will stand.
    pub(crate) fn new(folder: &Path, to: &Path) -> Result<Self, Problem> {
        let name = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = folder.join(format!(".{name}.{}", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?;
        Ok(Self(path))
    }

    /// Waits until it is on disk, and gives it its own name.
    pub(crate) fn finish(self, to: &Path) -> Result<(), Problem> {
        File::open(&self.0)?.sync_all()?;
        self.name(to).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(to),
            _ => error.into(),
        })
    }

    /// Writes all of it, and waits until it is on disk.
    pub(crate) fn fill(&self, text: &str) -> Result<(), Problem> {
        let mut file = OpenOptions::new().write(true).open(&self.0)?;
        file.write_all(text.as_bytes())?;
        Ok(file.sync_all()?)
    }

    /// Gives it its own name, unless something has that name already.
    pub(crate) fn name(self, to: &Path) -> std::io::Result<()> {
        match fs::hard_link(&self.0, to) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(error),
            // Not every disk has links.
            Err(_) => fs::rename(&self.0, to)?,
        }
        #[cfg(unix)]
        File::open(folder_of(to))?.sync_all()?;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Nothing can be done about a file that stays behind; its name says what it is.
        let _ = fs::remove_file(&self.0);
    }
}

/// Something has that name already.
pub(super) fn taken(to: &Path) -> Problem {
    let shown = to.display();
    Problem::bad_input(say!("`{shown}` bestaat al. Er is niets overschreven."; "`{shown}` exists already. Nothing was overwritten."))
        .help(say!("Kies een andere naam."; "Choose another name."))
}
