//! Bases as they were: copies in the workspace, and what was published.

use std::cell::OnceCell;
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
