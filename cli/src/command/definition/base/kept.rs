//! Bases as they were: copies in the workspace, and what was published.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::{Document, kept, read_kept};
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_runtime::{Bundle, Workspace};

use crate::library;
use crate::output::Stop;
use crate::session::Session;

/// The folder of the copies.
const FOLDER: &str = "bases";

/// What can be known of bases as they were.
pub(super) struct Past<'s> {
    root: PathBuf,
    has_store: bool,
    session: &'s mut Session,
    bundles: OnceCell<Vec<Bundle>>,
}

impl<'s> Past<'s> {
    pub(super) fn of(workspace: &Workspace, session: &'s mut Session) -> Self {
        let has_store = workspace.has_file && workspace.store_path().exists();
        Self { root: workspace.root.clone(), has_store, session, bundles: OnceCell::new() }
    }

    /// A base as it was under this hash: from its copy, or else from what was published.
    pub(super) fn find(&mut self, id: &Id, hash: &str) -> Option<Document> {
        let path = name(id, hash);
        if let Ok(text) = fs::read_to_string(self.root.join(&path))
            && let Some(document) = read_kept(&Arc::new(Source { path, text }), hash)
        {
            return Some(document);
        }
        if !self.has_store {
            return None;
        }
        if self.bundles.get().is_none() {
            // Whoever may not open the store can still compare with the copies.
            let bundles = self.session.office().ok().and_then(|office| office.bundles(None).ok());
            let _ = self.bundles.set(bundles.unwrap_or_default());
        }
        let file = format!("{id}.yaml");
        let has_it = |bundle: &&Bundle| bundle.sources.iter().any(|source| source.path.ends_with(&file));
        self.bundles.get()?.iter().rev().filter(has_it).find_map(|bundle| {
            Library::read(&bundle.sources).family.remove(id).filter(|document| document.hash() == hash)
        })
    }
}

/// Where the copy of a base stands, from the root.
fn name(id: &Id, hash: &str) -> String {
    format!("{FOLDER}/{id}.{}.yaml", hash.trim_start_matches("b3:"))
}

/// Removes copies of bases that no overlay refers to any more. What cases run on stands in the store.
///
/// # Errors
/// A file cannot be removed.
pub(super) fn prune(root: &Path, library: &Library) -> Result<(), Stop> {
    let mut needed = BTreeSet::new();
    for overlay in library.family.values().filter_map(|document| document.overlay.as_ref()) {
        let base = &overlay.parent.value;
        let pinned = overlay.file.extends.hash.as_ref().map(|hash| hash.value.as_str());
        let now = library.family.get(base).map(Document::hash);
        needed.extend(pinned.into_iter().chain(now).map(|hash| root.join(name(base, hash))));
    }
    let mut folders = vec![root.join(FOLDER)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if is_copy(&path) && !needed.contains(&path) {
                fs::remove_file(&path).map_err(|error| Stop::file(&path, &error))?;
            }
        }
    }
    Ok(())
}

/// Whether a file is called as a copy is: `NAME.HASH.yaml`. Other files are somebody else's.
fn is_copy(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let hash = name.strip_suffix(".yaml").and_then(|name| name.rsplit_once('.')).map(|(_, hash)| hash);
    hash.is_some_and(|hash| hash.len() >= 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Keeps a copy of every base that an overlay looked at as it is now.
///
/// # Errors
/// A file cannot be written.
pub(crate) fn keep_all(root: &Path, library: &Library) -> Result<(), Stop> {
    for document in library.family.values() {
        let Some(overlay) = &document.overlay else { continue };
        let Some(base) = library.family.get(&overlay.parent.value) else { continue };
        let path = root.join(name(&overlay.parent.value, base.hash()));
        if path.exists() {
            continue;
        }
        if let Some(text) = kept(base) {
            library::write_new(&path, &text)?;
        }
    }
    Ok(())
}
