//! The processes, templates and scenarios that come with the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use nazorg_core::compile::Compiled;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;

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

/// The files of the processes, and of all that they stand on: their children, records, tables, and
/// what those need. A record or a table is its own file.
#[must_use]
pub(crate) fn closure<'c>(compiled: &'c Compiled, ids: impl Iterator<Item = &'c Id>) -> BTreeSet<String> {
    let by_path: BTreeMap<&str, &Id> = compiled
        .processes
        .iter()
        .filter_map(|(id, process)| Some((process.sources().first()?.path.as_str(), id)))
        .collect();
    let mut paths: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<&Id> = ids.collect();
    while let Some(id) = waiting.pop() {
        let Some(process) = compiled.processes.get(id) else {
            paths.insert(format!("processes/{id}.yaml"));
            continue;
        };
        for source in process.sources() {
            if paths.insert(source.path.clone()) {
                waiting.extend(by_path.get(source.path.as_str()));
            }
        }
    }
    paths
}

/// Whether a file belongs to these definitions: it is one, tells a story of one, or is a letter or the
/// house style of one of their regions.
#[must_use]
pub(crate) fn is_needed(name: &str, definitions: &BTreeSet<String>) -> bool {
    let mut folders = definitions.iter().filter_map(|path| path.split('/').nth(1));
    let folder = name.strip_prefix("templates/").and_then(|rest| rest.split('/').next());
    definitions.contains(name)
        || name
            .strip_prefix("tests/scenarios/")
            .is_some_and(|rest| definitions.contains(&format!("processes/{rest}")))
        || folder.is_some_and(|folder| folders.any(|other| other == folder))
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
