//! A file that is there whole, under its name, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use nazorg_core::say;

use super::{beside, folder_of};
use crate::delivery::sync;
use crate::{Problem, lock};

/// How the name ends of the file that is held as long as another is being made.
const LOCK: &str = "-lock";

/// A file that is not finished; it goes when this goes.
pub(crate) struct Partial {
    pub(super) path: PathBuf,
    /// Held as long as it is being made: so another program knows one that was left behind.
    _lock: File,
}

impl Partial {
    /// An empty file that only its owner can read, beside the place where it will stand. What a program that was
    /// killed left of the same is thrown away: nobody finds it, and there may be keys in it.
    pub(crate) fn new(folder: &Path, to: &Path) -> Result<Self, Problem> {
        let name = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let begins = format!(".{name}.");
        for left in left(folder, &begins)? {
            throw_away(&left);
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let path = folder.join(format!("{begins}{:08x}", rand::random::<u32>()));
        // A file of its own is held, because SQLite holds the other in its own way. Where files cannot be held, none
        // is ever taken for one that was left.
        let lock = lock::open(&beside(&path, LOCK))?;
        let _ = lock.try_lock();
        let partial = Self { path, _lock: lock };
        options.open(&partial.path).map_err(|error| Problem::file(&partial.path, &error))?;
        Ok(partial)
    }

    /// Waits until it is on disk, and gives it its own name.
    pub(crate) fn finish(self, to: &Path) -> Result<(), Problem> {
        File::open(&self.path)?.sync_all()?;
        self.name(to).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(to),
            _ => error.into(),
        })
    }

    /// Waits until it is on disk, and gives it its own name, in the place of what has that name.
    pub(crate) fn replace(self, to: &Path) -> Result<(), Problem> {
        File::open(&self.path)?.sync_all()?;
        fs::rename(&self.path, to)?;
        sync(folder_of(to))
    }

    /// Writes all of it, and waits until it is on disk.
    pub(crate) fn fill(&self, text: &str) -> Result<(), Problem> {
        let mut file = OpenOptions::new().write(true).open(&self.path)?;
        file.write_all(text.as_bytes())?;
        Ok(file.sync_all()?)
    }

    /// Gives it its own name, unless something has that name already.
    pub(crate) fn name(self, to: &Path) -> std::io::Result<()> {
        match fs::hard_link(&self.path, to) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(error),
            // Not every disk has links.
            Err(_) => fs::rename(&self.path, to)?,
        }
        #[cfg(unix)]
        File::open(folder_of(to))?.sync_all()?;
        Ok(())
    }
}

/// Unfinished files that no program is making any more, by how their names begin: `.nazorg.db.1f`, and with a dash
/// at the end also all that go on in another way.
pub(crate) fn left(folder: &Path, begins: &str) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let end = name.strip_prefix(begins);
        let end = if begins.ends_with('-') { end.and_then(|end| end.rsplit('.').next()) } else { end };
        let is_one = end.is_some_and(|end| {
            !end.is_empty() && end.len() <= 8 && end.chars().all(|digit| digit.is_ascii_hexdigit())
        });
        let is_held = || File::open(beside(&entry.path(), LOCK)).is_ok_and(|lock| lock.try_lock().is_err());
        if is_one && !is_held() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// Throws away an unfinished file, with what SQLite keeps beside it.
pub(crate) fn throw_away(path: &Path) {
    for ending in ["-journal", "-wal", "-shm", "", LOCK] {
        // Nothing can be done about a file that stays behind; its name says what it is.
        let _ = fs::remove_file(beside(path, ending));
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        throw_away(&self.path);
    }
}

/// Something has that name already.
pub(super) fn taken(to: &Path) -> Problem {
    let shown = to.display();
    Problem::bad_input(say!("`{shown}` bestaat al. Er is niets overschreven."; "`{shown}` exists already. Nothing was overwritten."))
        .help(say!("Kies een andere naam."; "Choose another name."))
}
