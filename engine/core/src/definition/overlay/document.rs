//! A definition as it works: a base as written, or a base with its overlays.

use std::sync::{Arc, OnceLock};

use super::change::Change;
use super::file::{Base, File};
use super::hash;
use super::refer::Moved;
use super::remove::Removal;
use super::tree::value;
use crate::definition::node::Node;
use crate::definition::reader::Spanned;
use crate::finding::{Source, Span};
use crate::id::Id;

/// A definition with the place of every word, whichever file that is in.
#[derive(Debug)]
pub struct Document {
    /// What it is.
    pub base: Base,
    /// What it says: for an overlay, merged.
    pub tree: Node,
    /// The files it comes from: the base first, its own last.
    pub sources: Vec<Arc<Source>>,
    /// What its overlay does, if it is one.
    pub overlay: Option<Overlay>,
    hash: OnceLock<String>,
}

/// What an overlay does.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// The file as written.
    pub file: File,
    /// The base that it extends directly.
    pub parent: Spanned<Id>,
    /// What it changes and adds.
    pub changes: Vec<Change>,
    /// What it removes, scenarios too.
    pub removed: Vec<Removal>,
    /// The ways that it leads elsewhere.
    pub moved: Vec<Moved>,
}

impl Document {
    pub(super) fn new(base: Base, tree: Node, sources: Vec<Arc<Source>>, overlay: Option<Overlay>) -> Self {
        Self { base, tree, sources, overlay, hash: OnceLock::new() }
    }

    /// A base as written.
    #[must_use]
    pub fn written(base: Base, tree: Node) -> Self {
        let sources = vec![tree.span.source.clone()];
        Self::new(base, tree, sources, None)
    }

    /// The hash of what it says, comments and layout left out: what an overlay pins.
    #[must_use]
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| hash::of(&self.tree))
    }

    /// Its version, as written; 1 when it says nothing.
    #[must_use]
    pub fn version(&self) -> u32 {
        value(&self.tree, "version").and_then(Node::scalar).and_then(|text| text.parse().ok()).unwrap_or(1)
    }

    /// Where its id stands.
    #[must_use]
    pub fn place(&self) -> Span {
        value(&self.tree, self.base.key()).map_or_else(|| self.tree.span.part(0..1), Node::inner)
    }

    /// How many files it is made of: 1 for a base, 3 for the overlay of an overlay.
    #[must_use]
    pub fn level(&self) -> usize {
        self.sources.len()
    }
}
