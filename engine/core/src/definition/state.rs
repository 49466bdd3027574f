//! States: atomic, compound, parallel and final.

use super::action::Action;
use super::children::Children;
use super::node::{Key, Node};
use super::reader::{Fields, Map, Reader, Spanned, Written};
use super::task::Task;
use super::trigger::{Branch, Trigger};
use crate::calendar::Formula;
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;

/// A state.
#[derive(Clone, Debug)]
pub struct State {
    /// Its id, unique in the process.
    pub id: Id,
    /// Where its name stands.
    pub span: Span,
    /// What people call it; the id when left out.
    pub title: Option<String>,
    /// What kind of state.
    pub kind: Kind,
    /// Done on entering.
    pub entry: Map<Action>,
    /// Done on leaving.
    pub exit: Map<Action>,
    /// Transitions that need no event.
    pub always: Option<Trigger>,
    /// Transitions on events.
    pub when: Vec<Trigger>,
    /// Deadlines that live with it.
    pub deadlines: Map<Deadline>,
    /// Tasks that live with it.
    pub tasks: Map<Task>,
    /// Child cases it starts.
    pub children: Map<Children>,
    /// Where to come back to.
    pub history: Map<History>,
}

/// The kind of a state.
#[derive(Clone, Debug)]
pub enum Kind {
    /// No states inside.
    Atomic,
    /// One of the states inside is active.
    Compound {
        /// What happens first.
        initial: Option<Initial>,
        /// The states inside.
        states: Vec<State>,
    },
    /// All the states inside are active.
    Parallel(Vec<State>),
    /// The end of the process or of the compound state around it.
    Final {
        /// The outcome, at the end of the process.
        outcome: Option<Spanned<Id>>,
        /// Data given to whom waits for it.
        with: Map<Written>,
    },
}

/// Where a compound state begins, and what is done on the way.
#[derive(Clone, Debug)]
pub struct Initial {
    /// Done on the way.
    pub actions: Map<Action>,
    /// The states.
    pub targets: Vec<Spanned<Id>>,
}

/// A history state: a target that means "where you were".
#[derive(Clone, Debug)]
pub struct History {
    /// Remembers the innermost states, not only the direct ones.
    pub deep: bool,
    /// Where to go when there is nothing to remember.
    pub default: Option<Initial>,
}

/// A named, living term.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// What people call it.
    pub title: Option<String>,
    /// How it is worked out.
    pub at: Option<Spanned<Formula>>,
    /// Events that meet it.
    pub met_by: Vec<Spanned<Id>>,
    /// What happens when it is reached.
    pub branches: Vec<Branch>,
}

impl State {
    /// Reads a state.
    #[must_use]
    pub fn read(key: &Key, node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let title = fields.text("title");
        let _ = fields.text("source");
        fields.lock();
        let mut state = Self::read_body(&fields, key.name.clone(), key.span.clone(), reader);
        state.title = title;
        fields.finish();
        state
    }

    /// Reads all that a state and the process itself have in common.
    #[must_use]
    pub fn read_body(fields: &Fields<'_, '_>, id: Id, span: Span, reader: &Reader) -> Self {
        let actions =
            |key: &'static str| fields.get(key).map_or_else(Map::new, |node| Action::read_all(node, reader));
        let when = fields.get("when").map_or(&[][..], |node| reader.entries(node));
        let always = fields.get("always");
        Self {
            kind: Kind::read(fields, &span, reader),
            title: None,
            entry: actions("entry"),
            exit: actions("exit"),
            always: always
                .and_then(|node| fields.key("always").map(|key| Trigger::read_always(key, node, reader))),
            when: when.iter().map(|(key, node)| Trigger::read(key, node, reader)).collect(),
            deadlines: fields.map("deadlines", |key, node| Deadline::read(key, node, reader)),
            tasks: fields.map("tasks", |_, node| Task::read(node, reader)),
            children: fields.map("children", |_, node| Children::read(node, reader)),
            history: fields.map("history", |_, node| History::read(node, reader)),
            id,
            span,
        }
    }

    /// The states directly inside.
    #[must_use]
    pub fn inside(&self) -> &[Self] {
        match &self.kind {
            Kind::Compound { states, .. } | Kind::Parallel(states) => states,
            Kind::Atomic | Kind::Final { .. } => &[],
        }
    }
}

impl Kind {
    fn read(fields: &Fields<'_, '_>, span: &Span, reader: &Reader) -> Self {
        let states = |key: &'static str| {
            fields.get(key).map(|node| {
                reader
                    .entries(node)
                    .iter()
                    .map(|(key, node)| {
                        reader.check_name(key);
                        State::read(key, node, reader)
                    })
                    .collect::<Vec<_>>()
            })
        };
        let (inside, parts) = (states("states"), states("parallel"));
        let initial = fields.get("initial").map(|node| Initial::read(node, reader));
        let end = fields.get("final");
        let with = fields.map("with", |_, node| reader.expression(node));
        let kinds = usize::from(inside.is_some()) + usize::from(parts.is_some()) + usize::from(end.is_some());
        if kinds > 1 {
            reader.report(Finding::error(
                "NZ0121",
                span.clone(),
                say!("Een toestand heeft maar één van `states`, `parallel` en `final`."; "A state has only one of `states`, `parallel` and `final`."),
            ));
        }
        let outside = |key: &'static str, fits: bool| {
            if let (false, Some(key)) = (fits, fields.key(key)) {
                let name = &key.name;
                reader.report(Finding::error(
                    "NZ0233",
                    key.span.clone(),
                    say!("`{name}` doet niets bij deze soort toestand."; "`{name}` does nothing in this kind of state."),
                ));
            }
        };
        outside("initial", inside.is_some());
        outside("with", end.is_some());
        if let Some(states) = inside {
            return Self::Compound { initial, states };
        }
        if let Some(parts) = parts {
            return Self::Parallel(parts);
        }
        match end {
            Some(node) if node.is_plain() && node.scalar() == Some("true") => {
                Self::Final { outcome: None, with }
            }
            Some(node) => Self::Final { outcome: reader.name(node), with },
            None => Self::Atomic,
        }
    }
}

impl Initial {
    fn read(node: &Node, reader: &Reader) -> Self {
        if let super::node::Content::Map(_) = node.content {
            let fields = Fields::new(node, reader);
            let initial = Self {
                actions: fields.get("do").map_or_else(Map::new, |node| Action::read_all(node, reader)),
                targets: fields.names("go"),
            };
            fields.finish();
            return initial;
        }
        Self { actions: Map::new(), targets: reader.names(node) }
    }
}

impl History {
    fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let history = Self {
            deep: fields.flag("deep"),
            default: fields.must("default").map(|node| Initial::read(node, reader)),
        };
        fields.finish();
        Some(history)
    }
}

impl Deadline {
    fn read(key: &Key, node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let _ = fields.text("source");
        fields.lock();
        fields.direction();
        let at = fields.term("at");
        if at.is_none() {
            // Says that it is missing, if it is.
            let _ = fields.must("at");
        }
        let deadline = Self {
            title: fields.text("title"),
            at,
            met_by: fields.names("met_by"),
            branches: Branch::read_inside(&fields, &key.span, reader),
        };
        fields.finish();
        Some(deadline)
    }
}
