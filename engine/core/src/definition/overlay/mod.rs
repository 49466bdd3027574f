//! Overlays: what a region does otherwise than its base.
//!
//! Files are merged as trees of YAML, before anything is read. Every node keeps the place where it
//! was written: so whatever the ordinary reader, the checks and the commands say about the merged
//! definition points at the right line of the right file, without knowing of overlays.

mod add;
mod change;
mod compare;
mod difference;
mod document;
mod drop;
mod edit;
mod family;
mod file;
mod hash;
mod kept;
mod kind;
mod limit;
mod merge;
mod places;
mod print;
mod refer;
mod remove;
mod resolve;
mod sentence;
pub mod shape;
#[cfg(test)]
mod tests;
mod tree;

pub use change::Change;
pub use compare::{Comparison, Conflict, compare};
pub use difference::{Difference, What, differences};
pub use document::{Document, Overlay};
pub use edit::Edit;
pub use family::{Family, resolve_all};
pub use file::{Base, Extends, File};
pub use kept::{kept, read_kept};
pub use kind::Kind;
pub use places::dress;
pub use print::{Line, flow, print};
pub use refer::Moved;
pub use remove::Removal;
pub use resolve::{Resolved, resolve};

pub(super) use file::version;
pub(super) use tree::value;
