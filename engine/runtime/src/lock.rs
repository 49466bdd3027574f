//! A file that lets in one program at a time. The lock goes with its holder, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use nazorg_core::say;

use crate::Problem;

/// How long to wait before asking again.
const AGAIN: Duration = Duration::from_millis(20);

/// Opens the file of a lock. A link could lead to any file, and nothing is ever emptied here.
pub(crate) fn open(path: &Path) -> Result<File, Problem> {
    if path.symlink_metadata().is_ok_and(|meta| !meta.is_file()) {
        let shown = path.display();
        return Err(Problem::trouble(
            say!("`{shown}` is geen gewoon bestand."; "`{shown}` is no plain file."),
        )
        .help(
            say!("Haal het weg. Dan maakt nazorg het zelf."; "Take it away. Then nazorg makes it itself."),
        ));
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| Problem::file(path, &error))
}

/// Waits so long at most for the lock; gives whether it is ours.
pub(crate) fn take_within(lock: &File, patience: Duration) -> Result<bool, Problem> {
    let end = Instant::now() + patience;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) if Instant::now() >= end => return Ok(false),
            Err(TryLockError::WouldBlock) => std::thread::sleep(AGAIN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::open;

    /// Whatever stands where a lock is made stays what it was.
    #[test]
    fn nothing_is_emptied() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lock");
        std::fs::write(&path, "brief van iemand").expect("written");
        drop(open(&path).expect("a lock"));
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "brief van iemand");
    }
}
