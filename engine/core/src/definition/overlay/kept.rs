//! A base as it was, kept beside the overlay that looked at it: one file, whatever it was made of.

use std::sync::Arc;

use super::document::Document;
use super::file::Base;
use super::print::print;
use crate::definition::node;
use crate::finding::Source;

/// The text to keep of a base: as written, or merged when it is an overlay itself. Reading it again
/// gives the same hash; nothing is given where that fails.
#[must_use]
pub fn kept(document: &Document) -> Option<String> {
    let text = match (&document.overlay, document.sources.as_slice()) {
        (None, [only]) => only.text.clone(),
        _ => print(&document.tree).into_iter().map(|line| line.text + "\n").collect(),
    };
    let source = Arc::new(Source { path: String::new(), text });
    read_kept(&source, document.hash())?;
    Some(source.text.clone())
}

/// Reads a kept base. Nothing when it is not what this hash says: somebody changed it.
#[must_use]
pub fn read_kept(source: &Arc<Source>, hash: &str) -> Option<Document> {
    let tree = node::read(source).ok()?;
    let base = Base::of(&tree)?;
    Some(Document::written(base, tree)).filter(|document| document.hash() == hash)
}
