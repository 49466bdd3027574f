//! Events: all that somebody can record.

use super::field::Field;
use super::node::Node;
use super::reader::{Fields, Map, Reader, Spanned, Written};
use crate::id::Id;
use crate::say;

/// Something that can happen to a case.
#[derive(Clone, Debug)]
pub struct Event {
    /// What people call it.
    pub title: String,
    /// Who may record it: roles, `signal`, or `process` for what only the process itself raises.
    pub by: Vec<Spanned<Id>>,
    /// Recording it starts a case.
    pub starts: bool,
    /// It is taken in every state.
    pub anytime: bool,
    /// Fields of the case that it fills; `true` when the field must be given.
    pub form: Map<bool>,
    /// Data that is not stored, readable as `event.NAME` while the event is handled.
    pub carries: Map<Field>,
    /// Conditions, each with what to say when it does not hold.
    pub require: Map<Requirement>,
    /// For a record's first event: the signal it is to the subject's other cases.
    pub signal: Option<Spanned<Id>>,
}

/// A condition on an event.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// What must hold, the form filled in.
    pub condition: Option<Written>,
    /// What the person who recorded it is told otherwise.
    pub say: String,
}

impl Event {
    /// Reads an event's declaration.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let _ = fields.text("source");
        fields.lock();
        let event = Self {
            title: fields.title(),
            by: fields.names("by"),
            starts: fields.flag("starts"),
            anytime: fields.flag("anytime"),
            form: fields.map("form", |_, node| match node.scalar() {
                Some("required") => Some(true),
                Some("optional") => Some(false),
                _ => {
                    reader.wrong_shape(node, say!("`required` of `optional`"; "`required` or `optional`"));
                    None
                }
            }),
            carries: fields.map("carries", |_, node| Field::read(node, reader)),
            require: fields.map("require", |_, node| {
                let fields = Fields::new(node, reader);
                fields.lock();
                let requirement = Requirement {
                    condition: fields.must("if").and_then(|node| reader.expression(node)),
                    say: fields
                        .must("say")
                        .and_then(|node| reader.text(node))
                        .map_or_else(String::new, |t| t.value),
                };
                fields.finish();
                Some(requirement)
            }),
            signal: fields.name("signal"),
        };
        fields.finish();
        Some(event)
    }
}
