//! A whole process as written.

use super::calendar::CalendarRule;
use super::event::Event;
use super::field::{Field, Param};
use super::letter::Letter;
use super::node::Node;
use super::reader::{Fields, Map, Reader, Spanned};
use super::state::State;
use super::target::Target;
use super::task::Escalation;
use crate::id::Id;
use crate::say;

/// A process definition.
#[derive(Clone, Debug)]
pub struct Process {
    /// Its id, which is also the path of its file.
    pub id: Spanned<Id>,
    /// Its version: regions pin it. 1 when it says nothing.
    pub version: u32,
    /// What people call it.
    pub title: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// The document it comes from.
    pub source: Option<String>,
    /// What a case is about: `person`, or another kind of subject.
    pub subject: Id,
    /// Shared records it reads, by alias.
    pub records: Map<Spanned<Id>>,
    /// Who works on it.
    pub roles: Map<Role>,
    /// What a region may set.
    pub params: Map<Param>,
    /// The fields of a case.
    pub data: Map<Field>,
    /// How it can end, with titles.
    pub outcomes: Map<String>,
    /// What can happen.
    pub events: Map<Event>,
    /// Letters.
    pub letters: Map<Letter>,
    /// Escalation chains.
    pub escalations: Map<Escalation>,
    /// What it is meant to reach, for reports.
    pub targets: Map<Target>,
    /// When terms stand still.
    pub suspensions: Map<Suspension>,
    /// When its people work, where that is not as elsewhere in the organisation.
    pub calendar: Map<CalendarRule>,
    /// Warnings that the designer accepts, with the reason.
    pub accept: Map<String>,
    /// The process as a compound state.
    pub root: State,
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// What people call it.
    pub title: String,
    /// The role that may do everything in its place.
    pub deputy: Option<Spanned<Id>>,
    /// The field that names who holds it in a case.
    pub held_by: Option<Spanned<Id>>,
}

/// A time in which terms stand still.
#[derive(Clone, Debug)]
pub struct Suspension {
    /// Events that begin it.
    pub from: Vec<Spanned<Id>>,
    /// Events that end it.
    pub until: Vec<Spanned<Id>>,
    /// Ids of the deadlines and tasks that stand still; none means all.
    pub holds: Option<Vec<Spanned<Id>>>,
}

impl Process {
    /// Reads a process file's tree.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let id = fields.must("process").and_then(|node| reader.name(node))?;
        let root = State::read_body(&fields, id.value.clone(), id.span.clone(), reader);
        let version = fields.version();
        let title = Some(fields.title()).filter(|title| !title.is_empty());
        let process = Self {
            title: title.unwrap_or_else(|| id.value.spoken()),
            version,
            purpose: fields.text("purpose"),
            source: fields.text("source"),
            subject: fields.name("subject").map_or_else(|| Id::from("person"), |name| name.value),
            records: fields.map("records", |_, node| reader.name(node)),
            roles: fields.map("roles", |_, node| {
                let fields = Fields::new(node, reader);
                let role = Role {
                    title: fields.title(),
                    deputy: fields.name("deputy"),
                    held_by: fields.name("held_by"),
                };
                fields.finish();
                Some(role)
            }),
            params: fields.map("params", |_, node| Param::read(node, reader)),
            data: fields.map("data", |_, node| Field::read(node, reader)),
            outcomes: fields.map("outcomes", |_, node| reader.text(node).map(|text| text.value)),
            events: fields.map("events", |_, node| Event::read(node, reader)),
            letters: fields.map("letters", |_, node| Letter::read(node, reader)),
            escalations: fields.map("escalations", |_, node| Escalation::read(node, reader)),
            targets: fields.map("targets", |_, node| Target::read(node, reader)),
            suspensions: fields.map("suspensions", |_, node| Suspension::read(node, reader)),
            calendar: fields.map("calendar", |_, node| CalendarRule::read(node, reader)),
            accept: fields.map("accept", |_, node| reader.text(node).map(|text| text.value)),
            root,
            id,
        };
        fields.finish();
        Some(process)
    }
}

impl Suspension {
    fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        fields.lock();
        let holds = fields.get("holds").and_then(|node| match node.scalar() {
            Some("all") => None,
            Some(_) => {
                reader.wrong_shape(node, say!("`all` of een lijst namen"; "`all` or a list of names"));
                None
            }
            None => Some(reader.names(node)),
        });
        let suspension = Self { from: fields.names("from"), until: fields.names("until"), holds };
        fields.finish();
        Some(suspension)
    }
}
