//! The picture: boxes in boxes, parallel parts side by side.
//!
//! Each box is laid out on its own, from the inside out: what stands in it, its inner boxes in layers with the
//! arrows between them. An arrow between boxes of different depth is drawn between the outer boxes that
//! stand beside each other, and says so. What does not fit on one page is more than one picture.

mod arrows;
mod audit;
mod bends;
mod boxes;
mod layout;
mod paint;
mod parts;
mod sheets;
mod type_size;

pub(crate) use paint::escape;

use std::collections::BTreeMap;

use nazorg_core::id::Id;

use crate::Subject;
use sheets::Sheet;

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

/// One picture of a process: of the whole, or of a part that is closed in the picture of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it shows; none when there is only one.
    pub title: Option<String>,
    /// Which it is, from 1.
    pub number: usize,
    /// The SVG image.
    pub svg: String,
}

impl Picture {
    /// The name of its file: that of the first is the name of its process.
    #[must_use]
    pub fn file(&self, process: &str) -> String {
        match self.number {
            1 => format!("{process}.svg"),
            number => format!("{process}-{number}.svg"),
        }
    }
}

/// Draws a process as SVG images: one, or one of the whole and one of each part where it is too large to be read.
#[must_use]
pub fn pictures(subject: Subject<'_>) -> Vec<Picture> {
    let sheets = sheets::of(subject);
    let alone = sheets.len() == 1;
    let draw = |(ix, sheet): (usize, &Sheet)| {
        let title = (!alone).then(|| sheet.title(subject));
        let svg = paint::image(subject, std::slice::from_ref(sheet), &Marks::new());
        Picture { title, number: ix + 1, svg }
    };
    sheets.iter().enumerate().map(draw).collect()
}

/// Draws a process as one SVG image: its pictures below each other.
#[must_use]
pub fn svg(subject: Subject<'_>) -> String {
    marked(subject, &Marks::new())
}

/// The same, with a thick line around what is different.
pub(crate) fn marked(subject: Subject<'_>, marks: &Marks) -> String {
    paint::image(subject, &sheets::of(subject), marks)
}

/// What a reader would stumble over in the pictures: too wide, words over words, boxes over boxes, arrows through
/// boxes. Nothing, for a process that reads.
#[must_use]
pub fn faults(subject: Subject<'_>) -> Vec<String> {
    sheets::of(subject).iter().flat_map(|sheet| audit::faults(&sheet.drawn)).collect()
}

#[cfg(test)]
mod tests;
