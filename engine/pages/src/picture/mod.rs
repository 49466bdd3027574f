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

use crate::Subject;

/// Draws a process as an SVG image.
#[must_use]
pub fn svg(subject: Subject<'_>) -> String {
    let arrows = arrows::of(subject);
    let root = boxes::of(subject, 0, &arrows);
    paint::picture(subject, &root)
}

#[cfg(test)]
mod tests;
