//! Letters: a template and a case become a few plain blocks, and those become text and a page.
//!
//! A template is Markdown with minijinja tags. What the data holds never becomes markup: inserted
//! values travel [shielded](shield) through the Markdown parser and come out as they went in.
//! Sender, date and signature come from the [`HouseStyle`] and the [`Envelope`], so that the words
//! of a letter can be kept without its dress.
//!
//! Findings when templates are loaded:
//!
//! | code | what |
//! |---|---|
//! | NZ0501 | a template name that is not allowed |
//! | NZ0502 | a template that cannot be read (syntax) |
//! | NZ0503 | `extends`, `include` or `import` of an unknown template |
//! | NZ0504 | the same, with a name that is not a plain text |
//! | NZ0505 | templates that extend or include each other in a circle |
//! | NZ0506 | no `# Title` line |
//! | NZ0507 | raw HTML; it is shown as text (warning) |
//! | NZ0508 | Markdown that a letter does not have, such as an image (warning) |
//! | NZ0509 | an unknown filter or test |
//! | NZ0510 | a list numbered by hand with `loop.index` (warning) |

mod check;
mod fault;
mod filter;
mod markdown;
mod needed;
mod page;
mod plain;
mod readability;
mod scan;
mod shield;
mod style;
mod template;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use fault::{Fault, LetterError};
pub use page::to_html;
pub use plain::to_text;
pub use readability::readability;
pub use style::{Envelope, HouseStyle};
pub use template::Templates;

/// What a letter says: a subject and blocks. Sender, date and signature are not in it.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// The subject, on one line.
    pub title: String,
    /// The body, from the salutation to just before the closing.
    pub blocks: Vec<Block>,
}

/// One block of the body.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    /// A heading inside the letter.
    Heading {
        /// 2 for the largest (1 is the title), up to 6.
        level: u8,
        /// Its text.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph {
        /// Its text.
        text: Vec<Inline>,
    },
    /// A list. Lists do not nest: an inner list continues the outer one.
    List {
        /// Numbered instead of bulleted.
        ordered: bool,
        /// The number of the first item; 1 when not ordered.
        start: u64,
        /// The items.
        items: Vec<Vec<Inline>>,
    },
    /// A table. Each row has as many cells as the header.
    Table {
        /// The column titles.
        header: Vec<Vec<Inline>>,
        /// The rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
}

/// A piece of running text. A text holds no newline; [`Inline::Break`] does that.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Bold text.
    Strong(String),
    /// The next text starts on a new line.
    Break,
}

/// Running text without its markup; breaks become `at_break`.
fn plain_text(text: &[Inline], at_break: &str) -> String {
    text.iter()
        .map(|piece| match piece {
            Inline::Text(words) | Inline::Strong(words) => words,
            Inline::Break => at_break,
        })
        .collect()
}
