//! When something happens, what then: transitions in their short, long and branching form.

use super::action::Action;
use super::node::{Key, Node};
use super::reader::{Fields, Map, Reader, Spanned, Written};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;

/// The reactions to one event, or to several under one id.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Its id: the event, unless it names its events itself.
    pub id: Id,
    /// Where it stands.
    pub span: Span,
    /// The events; none for `always`.
    pub events: Vec<Spanned<Id>>,
    /// In written order; the first that holds is taken.
    pub branches: Vec<Branch>,
}

/// One way a trigger can go: a transition.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Its id, in a `choose`.
    pub id: Option<Id>,
    /// Where it stands.
    pub span: Span,
    /// What must hold.
    pub guard: Option<Written>,
    /// Written as `otherwise: true`.
    pub otherwise: bool,
    /// What is done.
    pub actions: Map<Action>,
    /// Where it goes; nowhere when empty.
    pub targets: Vec<Spanned<Id>>,
    /// Does not leave its own state.
    pub internal: bool,
}

impl Trigger {
    /// Reads one entry of a `when`.
    #[must_use]
    pub fn read(key: &Key, node: &Node, reader: &Reader) -> Self {
        let mut events = Vec::new();
        let trigger = Self::read_with(key, node, reader, |fields| events = fields.names("event"));
        if events.is_empty() {
            events.push(Spanned { value: key.name.clone(), span: key.span.clone() });
        }
        Self { events, ..trigger }
    }

    /// Reads an `always`. It waits for no event, so it cannot name one.
    #[must_use]
    pub fn read_always(key: &Key, node: &Node, reader: &Reader) -> Self {
        Self::read_with(key, node, reader, |_| ())
    }

    fn read_with(key: &Key, node: &Node, reader: &Reader, read_events: impl FnOnce(&Fields<'_, '_>)) -> Self {
        let branches = if node.scalar().is_some() {
            vec![Branch::short(key, node, reader)]
        } else {
            let fields = Fields::new(node, reader);
            read_events(&fields);
            fields.lock();
            let branches = Branch::read_inside(&fields, &key.span, reader);
            fields.finish();
            branches
        };
        Self { id: key.name.clone(), span: key.span.clone(), events: Vec::new(), branches }
    }
}

impl Branch {
    fn short(key: &Key, node: &Node, reader: &Reader) -> Self {
        let targets = reader.name(node).into_iter().collect();
        Self {
            id: None,
            span: key.span.clone(),
            guard: None,
            otherwise: false,
            actions: Map::new(),
            targets,
            internal: false,
        }
    }

    /// Reads the LONG form or `choose` from fields that may hold more, as a deadline's do.
    #[must_use]
    pub fn read_inside(fields: &Fields<'_, '_>, span: &Span, reader: &Reader) -> Vec<Self> {
        let long = Self::read_long(fields, None, span, reader);
        let Some(choose) = fields.get("choose") else { return vec![long] };
        if long.guard.is_some() || !long.actions.is_empty() || !long.targets.is_empty() {
            reader.report(
                Finding::error("NZ0119", span.clone(), say!("`choose` kan niet samen met `if`, `do` of `go`."; "`choose` cannot stand beside `if`, `do` or `go`."))
                    .help(say!("Zet die in de takken van `choose`."; "Put those into the branches of `choose`.")),
            );
        }
        Self::read_choose(choose, reader)
    }

    /// Reads the branches of a `choose`.
    #[must_use]
    pub fn read_choose(node: &Node, reader: &Reader) -> Vec<Self> {
        let mut branches = Vec::new();
        for (key, node) in reader.entries(node) {
            let fields = Fields::new(node, reader);
            let mut branch = Self::read_long(&fields, Some(key.name.clone()), &key.span, reader);
            branch.otherwise = fields.flag("otherwise");
            fields.finish();
            if branch.otherwise == branch.guard.is_some() {
                reader.report(Finding::error(
                    "NZ0120",
                    key.span.clone(),
                    say!("Een tak heeft óf `if` óf `otherwise: true`."; "A branch has either `if` or `otherwise: true`."),
                ));
            }
            branches.push(branch);
        }
        branches
    }

    fn read_long(fields: &Fields<'_, '_>, id: Option<Id>, span: &Span, reader: &Reader) -> Self {
        Self {
            id,
            span: span.clone(),
            guard: fields.expression("if"),
            otherwise: false,
            actions: fields.get("do").map_or_else(Map::new, |node| Action::read_all(node, reader)),
            targets: fields.names("go"),
            internal: fields.flag("internal"),
        }
    }
}
