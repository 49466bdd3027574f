//! Files that the program writes for people.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::Stop;

/// Writes a file whole, its folder too when that is not there: a full disk leaves what stood there.
///
/// # Errors
/// It cannot be written.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Stop> {
    written(path, text).map_err(|error| Stop::file(path, &error))
}

fn written(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // A link stays a link, and what is no plain file, such as a terminal, is never replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.metadata().is_ok_and(|meta| !meta.is_file()) {
        return fs::write(path, text);
    }
    let beside = beside(&path);
    let done = fs::write(&beside, text).and_then(|()| fs::rename(&beside, &path));
    if done.is_err() {
        // What stays behind is only clutter: nothing reads a file with such a name.
        drop(fs::remove_file(&beside));
    }
    done
}

/// Where a file is written first.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut beside = path.to_owned().into_os_string();
    beside.push(".nieuw");
    beside.into()
}

#[cfg(test)]
mod tests {
    use super::{beside, write};

    #[test]
    fn what_cannot_be_written_leaves_what_stood_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("nieuwe map/plan.json");
        write(&path, "eerst").expect("written");
        // Nothing can be written beside it: the rename that would follow never comes.
        std::fs::create_dir(beside(&path)).expect("a folder in the way");
        assert!(write(&path, "daarna").is_err());
        assert_eq!(std::fs::read_to_string(&path).ok().as_deref(), Some("eerst"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("plan.json"), folder.path().join("link.json"));
        write(&file, "eerst").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        write(&link, "daarna").expect("written");
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&file).ok().as_deref(), Some("daarna"));
    }
}
