//! The picture: boxes in boxes, parallel parts side by side.
//!
//! Each box is laid out on its own, from the inside out: what stands in it, its inner boxes in layers with the
//! arrows between them. An arrow between boxes of different depth is drawn between the outer boxes that
//! stand beside each other, and says so.

mod arrows;
mod boxes;
mod layout;
mod paint;
mod type_size;

pub(crate) use paint::escape;

use std::collections::BTreeMap;

use nazorg_core::id::Id;

use crate::Subject;

/// What is different about a box, for a picture beside another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The other picture does not have it.
    New,
    /// The other picture no longer has it.
    Gone,
    /// The other picture has it otherwise.
    Other,
}

/// What is different, by state.
pub(crate) type Marks = BTreeMap<Id, Mark>;

/// Draws a process as an SVG image.
#[must_use]
pub fn svg(subject: Subject<'_>) -> String {
    marked(subject, &Marks::new())
}

/// The same, with a thick line around what is different.
pub(crate) fn marked(subject: Subject<'_>, marks: &Marks) -> String {
    let arrows = arrows::of(subject);
    let root = boxes::of(subject, 0, &arrows);
    paint::picture(subject, &root, marks)
}

#[cfg(test)]
mod tests;
