//! The processes, templates and scenarios that come with the program.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;

use crate::output::Stop;

/// Every file: its path in a workspace and its text.
pub(crate) const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// Writes every file into a folder. Nothing that exists is touched.
///
/// # Errors
/// A file exists already or cannot be written.
pub(crate) fn write(root: &Path) -> Result<(), Stop> {
    for (name, text) in FILES {
        write_new(&root.join(name), text)?;
    }
    Ok(())
}

/// Writes one new file, and the folders it lies in.
///
/// # Errors
/// It exists already or cannot be written.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<(), Stop> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::File::create_new(path)?.write_all(text.as_bytes())
    };
    write().map_err(|error| Stop::file(path, &error))
}

/// All roles of the processes, with a title.
#[must_use]
pub(crate) fn roles() -> BTreeMap<String, String> {
    let sources: Vec<_> = FILES
        .iter()
        .filter(|(name, _)| name.starts_with("processes/"))
        .map(|(name, text)| Arc::new(Source { path: (*name).into(), text: (*text).into() }))
        .collect();
    let library = Library::read(&sources);
    let processes = library.processes.values();
    processes
        .flat_map(|process| &process.roles)
        .map(|(id, role)| (id.to_string(), role.title.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_library_holds_all_three_trees() {
        for name in [
            "processes/haarlem/01-legitimatiebewijs.yaml",
            "templates/haarlem/huisstijl.yaml",
            "tests/scenarios/westland/driemaandentraject.yaml",
        ] {
            assert!(super::FILES.iter().any(|(path, _)| *path == name), "{name}");
        }
        let roles = super::roles();
        assert!(roles.contains_key("coordinator") && roles.contains_key("beleidsadviseur"), "{roles:?}");
    }
}
