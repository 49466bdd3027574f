//! A process on paper, for whoever decides about it: a picture of boxes in boxes, and a page that says in plain
//! Dutch what it is for, who does what, by when, and how it can end.
//!
//! Pure, as the core is: what it makes depends on the process alone, so that the same process gives the same
//! bytes on every machine.

mod compare;
mod deeds;
mod page;
mod picture;
mod words;

pub use compare::compared;
pub use page::{html, index, index_html, markdown};
pub use picture::{Picture, faults, pictures, svg};

use std::collections::BTreeMap;
use std::sync::Arc;

use nazorg_core::compile::Process;
use nazorg_core::definition::record::Record;
use nazorg_core::id::Id;

/// A process, and those that it can start or wait for.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What is drawn or told.
    pub process: &'a Process,
    /// All processes, by id: for the titles of children.
    pub all: &'a BTreeMap<Id, Arc<Process>>,
    /// All shared records, by id: for the titles of their fields.
    pub records: &'a BTreeMap<Id, Record>,
}
