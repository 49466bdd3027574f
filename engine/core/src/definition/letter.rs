//! Letters that a process can make.

use super::node::Node;
use super::reader::{Fields, Reader, Spanned};
use crate::id::Id;

/// A letter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What people call it.
    pub title: String,
    /// The template's name, such as `haarlem/gemist`.
    pub template: Option<Spanned<Id>>,
    /// To whom.
    pub to: Option<Spanned<Addressee>>,
    /// The role that must approve it before it goes out.
    pub approve: Option<Spanned<Id>>,
}

/// To whom a letter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// The person whom the case is about.
    Person,
    /// Each item of a list: one letter each.
    Each(Id),
    /// A role, or a text field that names an organisation. Told apart when names are resolved.
    Named(Id),
}

impl Letter {
    /// Reads a letter.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let _ = fields.text("source");
        fields.lock();
        let letter = Self {
            title: fields.title(),
            template: fields.must("template").and_then(|node| reader.name(node)),
            to: fields.must("to").and_then(|node| reader.name(node)).map(|name| {
                let value = match name.value.as_str() {
                    "person" => Addressee::Person,
                    text => match text.strip_prefix("each ") {
                        Some(list) => Addressee::Each(Id::from(list.trim())),
                        None => Addressee::Named(name.value.clone()),
                    },
                };
                Spanned { value, span: name.span }
            }),
            approve: fields.name("approve"),
        };
        fields.finish();
        Some(letter)
    }
}
