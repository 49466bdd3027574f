//! A shared record: facts that many cases read, stored once.

use super::event::Event;
use super::field::Field;
use super::node::Node;
use super::reader::{Fields, Map, Reader, Spanned};
use crate::expression::Names;
use crate::id::Id;

/// A record definition.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id, which is also the path of its file.
    pub id: Spanned<Id>,
    /// What people call it.
    pub title: String,
    /// What it is about.
    pub subject: Id,
    /// Its fields.
    pub fields: Map<Field>,
    /// What can happen to it.
    pub events: Map<Event>,
}

impl Record {
    /// Reads a record file's tree.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let id = fields.must("record").and_then(|node| reader.name(node))?;
        let _ = (fields.version(), fields.text("source"), fields.text("purpose"));
        let record = Self {
            title: fields.title(),
            subject: fields.name("subject").map_or_else(|| Id::from("person"), |name| name.value),
            fields: fields.map("fields", |_, node| Field::read(node, reader)),
            events: fields.map("events", |_, node| Event::read(node, reader)),
            id,
        };
        fields.finish();
        Some(record)
    }

    /// What the derived fields of a record can read.
    #[must_use]
    pub fn names(&self) -> Names {
        let today = Names::default().today(true);
        self.fields.iter().fold(today, |names, (id, field)| names.field(id.clone(), field.ty.clone()))
    }
}
