//! After merging: ways are led to inserted states and to what comes instead; what refers to nothing
//! any more is found.

mod report;

use std::collections::{BTreeMap, BTreeSet};

use super::file::Base;
use super::kind::{Kind, capital};
use super::merge::Merge;
use super::shape::{Shape, Thing};
use super::tree::{each_name, each_state, is_map, lock_of, scalar};
use crate::definition::node::{Content, Key, Node};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// A way that the overlay led elsewhere.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Where the overlay says so.
    pub place: Span,
    /// Where the base has the way.
    pub base: Span,
    /// Where it went.
    pub from: Id,
    /// Where it goes.
    pub to: Id,
}

/// One walk over the merged tree.
pub(super) struct Referring<'m, 'a> {
    merge: &'m mut Merge<'a>,
    /// What is gone, and by which removal.
    gone: BTreeMap<(Kind, Id), usize>,
    /// For a state: those that come before it, in the order in which a case goes through them.
    before: BTreeMap<Id, Vec<(Id, Span)>>,
    /// The state that each lies in.
    parents: BTreeMap<Id, Id>,
    /// What still refers to what is gone, by removal.
    dangling: BTreeMap<(usize, Kind, Id), Vec<Span>>,
    /// The words that each field and param is read in.
    read: BTreeMap<Id, Vec<Span>>,
    watched: BTreeSet<Id>,
    pub(super) moved: Vec<Moved>,
    /// Inserted states that a way leads on from, to what they come before.
    leads_on: BTreeSet<Id>,
    skipped: Vec<(Span, Id, usize)>,
}

/// Where the walk is.
#[derive(Clone, Default)]
struct Here {
    /// The states around, outermost first.
    states: Vec<Id>,
    /// A lock around.
    lock: Option<Span>,
}

impl<'m, 'a> Referring<'m, 'a> {
    pub(super) fn new(merge: &'m mut Merge<'a>, tree: &Node, base: Base) -> Self {
        let mut defined: BTreeSet<(Kind, Id)> = BTreeSet::new();
        each_name(tree, base.shape(), 0, &mut |kind, key, _| _ = defined.insert((kind, key.name.clone())));
        let mut gone = BTreeMap::new();
        for (nr, removal) in merge.removed.iter().enumerate() {
            for name in removal.names.iter().filter(|name| !defined.contains(name)) {
                gone.insert(name.clone(), nr);
            }
        }
        let mut parents = BTreeMap::new();
        each_state(tree, None, &mut |key, _, inside| {
            if let Some(inside) = inside {
                parents.insert(key.name.clone(), inside.name.clone());
            }
        });
        let mut before: BTreeMap<Id, Vec<(Id, Span)>> = BTreeMap::new();
        for inserted in &merge.inserted {
            before
                .entry(inserted.before.clone())
                .or_default()
                .push((inserted.key.name.clone(), inserted.key.span.clone()));
        }
        let watched = merge.retyped.iter().map(|retyped| retyped.id.clone()).collect();
        let mut referring = Self {
            merge,
            gone,
            before,
            parents,
            dangling: BTreeMap::new(),
            read: BTreeMap::new(),
            watched,
            moved: Vec::new(),
            leads_on: BTreeSet::new(),
            skipped: Vec::new(),
        };
        referring.check_replacements(&defined);
        referring
    }

    /// Goes through the whole tree.
    pub(super) fn walk(&mut self, tree: &mut Node, base: Base) {
        self.visit(tree, base.shape(), &Here::default());
        self.report();
    }

    fn check_replacements(&mut self, defined: &BTreeSet<(Kind, Id)>) {
        for nr in 0..self.merge.removed.len() {
            let removal = self.merge.removed[nr].clone();
            let (Some((kind, id)), Some((instead, span))) = (removal.thing(), &removal.instead) else {
                continue;
            };
            if !kind.can_be_replaced() || defined.contains(&(*kind, instead.clone())) {
                continue;
            }
            let mut seen = BTreeSet::from([id.clone()]);
            let mut next = instead.clone();
            let mut is_circle = false;
            while let Some(other) = self.gone.get(&(*kind, next.clone())).map(|nr| &self.merge.removed[*nr]) {
                if !seen.insert(next.clone()) {
                    is_circle = true;
                    break;
                }
                match &other.instead {
                    Some((further, _)) => next = further.clone(),
                    None => break,
                }
            }
            let Text { nl, en } = kind.named(instead);
            if is_circle {
                self.merge.error("NZ0923", span, say!("{nl} gaat zelf weg, en komt zo voor zichzelf in de plaats."; "{en} is removed itself, and so takes its own place."), &removal.base, say!("dit gaat weg"; "this is removed"));
            } else if !defined.contains(&(*kind, next)) {
                let known: Vec<Id> =
                    defined.iter().filter(|(k, _)| k == kind).map(|(_, id)| id.clone()).collect();
                let finding = Finding::error("NZ0922", span.clone(), capital(say!("{nl} is er niet, en kan dus niet in de plaats komen."; "{en} is not there, and so cannot take the place.")))
                    .also(removal.base.clone(), say!("dit gaat weg"; "this is removed"))
                    .did_you_mean(instead, known.iter().map(Id::as_str));
                self.merge.findings.push(finding);
            }
        }
    }

    fn visit(&mut self, node: &mut Node, shape: &'static Shape, here: &Here) {
        match shape {
            Shape::Value | Shape::Own => {}
            Shape::Thing(thing) => self.visit_thing(node, thing, here),
            Shape::Named(named) => {
                let Content::Map(entries) = &mut node.content else { return };
                for (key, value) in entries {
                    if let Some(kind) = named.refers {
                        self.key(kind, named.kind, key, value);
                    }
                    let mut here = here.clone();
                    if named.kind == Kind::State {
                        here.states.push(key.name.clone());
                    }
                    self.visit(value, &named.of, &here);
                }
            }
            Shape::Short(short, _, long) => {
                let shape = if is_map(node) { long } else { short };
                self.visit(node, shape, here);
            }
            Shape::Ref(kind) => each_scalar(node, &mut |scalar| self.reference(*kind, scalar)),
            Shape::Edge => each_scalar(node, &mut |scalar| self.edge(scalar, here)),
            Shape::Process => self.process(node),
            Shape::Words => self.words(node),
        }
    }

    fn visit_thing(&mut self, node: &mut Node, thing: &'static Thing, here: &Here) {
        let mut here = here.clone();
        here.lock = lock_of(node, thing).or(here.lock);
        let Content::Map(entries) = &mut node.content else { return };
        for (key, value) in entries {
            if let Some((_, shape)) = thing.key(&key.name) {
                self.visit(value, shape, &here);
            }
        }
    }

    /// A name that stands as a key: the event of a reaction, the field of a form.
    fn key(&mut self, kind: Kind, of: Kind, key: &mut Key, value: &Node) {
        // A reaction that names its events itself has a name of its own.
        if of == Kind::Reaction && super::tree::value(value, "event").is_some() {
            return;
        }
        let mut node = scalar(&key.name, &key.span);
        self.reference(kind, &mut node);
        if let Some(name) = node.scalar()
            && key.name != *name
        {
            *key = Key { name: Id::from(name), span: key.span.clone() };
        }
    }

    fn reference(&mut self, kind: Kind, node: &mut Node) {
        let Some(name) = node.scalar().map(Id::from) else { return };
        if kind == Kind::Event {
            self.engine_event(&name, &node.span);
        }
        let kinds: &[Kind] = match kind {
            Kind::Task => &[Kind::Task, Kind::Deadline],
            Kind::Field => &[Kind::Field, Kind::Param],
            _ => &[kind],
        };
        for kind in kinds.iter().copied() {
            let Some(nr) = self.gone.get(&(kind, name.clone())).copied() else { continue };
            match self.replacement(kind, &name) {
                Some((to, span)) => {
                    self.moved.push(Moved {
                        place: span,
                        base: node.span.clone(),
                        from: name.clone(),
                        to: to.clone(),
                    });
                    *node = scalar(&to, &node.span);
                }
                None => self.dangling.entry((nr, kind, name.clone())).or_default().push(node.span.clone()),
            }
        }
    }

    /// `done.STATE`, `done.CHILDREN`, `child.CHILDREN` and `deadline.ID`.
    fn engine_event(&mut self, name: &Id, span: &Span) {
        let Some((prefix, of)) = name.split_once('.') else { return };
        let kinds: &[Kind] = match prefix {
            "done" => &[Kind::State, Kind::Children],
            "child" => &[Kind::Children],
            "deadline" => &[Kind::Deadline],
            _ => &[],
        };
        for kind in kinds {
            if let Some(nr) = self.gone.get(&(*kind, Id::from(of))) {
                self.dangling.entry((*nr, *kind, Id::from(of))).or_default().push(span.clone());
            }
        }
    }

    /// What comes in the place of something that is gone, if that is there.
    fn replacement(&self, kind: Kind, name: &Id) -> Option<(Id, Span)> {
        let mut found: Option<(Id, Span)> = None;
        let mut name = name.clone();
        for _ in 0..=self.merge.removed.len() {
            let Some(nr) = self.gone.get(&(kind, name.clone())) else { return found };
            let removal = &self.merge.removed[*nr];
            // Only what is removed itself is replaced; for a state also what lies inside.
            let fits =
                removal.thing().is_some_and(|(k, id)| *k == kind && (*id == name || kind == Kind::State));
            let (instead, span) = removal.instead.as_ref().filter(|_| fits)?;
            name = instead.clone();
            found = Some((instead.clone(), span.clone()));
        }
        None
    }

    /// A way to a state: to what comes instead, and through what was inserted before it.
    fn edge(&mut self, node: &mut Node, here: &Here) {
        let Some(written) = node.scalar().map(Id::from) else { return };
        let place = node.span.clone();
        let mut to = written.clone();
        let mut by = None;
        if let Some(nr) = self.gone.get(&(Kind::State, written.clone())).copied() {
            match self.replacement(Kind::State, &written) {
                Some((instead, span)) => (to, by) = (instead, Some(span)),
                None => {
                    self.dangling.entry((nr, Kind::State, written)).or_default().push(place);
                    return;
                }
            }
        }
        for (inserted, nr) in self.merge.inserted.iter().zip(0..) {
            // From an inserted state to what it comes before: the way that it must have.
            if inserted.before == to && here.states.contains(&inserted.key.name) {
                self.leads_on.insert(inserted.key.name.clone());
            } else if self.lies_inside(&to, &inserted.before)
                && to != inserted.before
                && !here.states.contains(&inserted.before)
                && by.is_none()
            {
                self.skipped.push((place.clone(), to.clone(), nr));
            }
        }
        if let Some((further, span)) = self.through(&to, here) {
            (to, by) = (further, Some(span));
        }
        let Some(span) = by else { return };
        if let Some(lock) = &here.lock {
            let (lock, from) = (lock.clone(), &written);
            self.merge.error(
                "NZ0917",
                &span,
                say!("De weg naar `{from}` ligt vast."; "The way to `{from}` is locked."),
                &lock,
                say!("hier staat waarom"; "here is why"),
            );
            return;
        }
        self.moved.push(Moved { place: span.clone(), base: place, from: written, to: to.clone() });
        *node = scalar(&to, &span);
    }

    /// The first state that a case goes through on its way to another.
    fn through(&self, to: &Id, here: &Here) -> Option<(Id, Span)> {
        let mut found: Option<(Id, Span)> = None;
        let mut to = to.clone();
        // What was inserted has no circles; the count is there for files that are wrong.
        for _ in 0..=self.merge.inserted.len() {
            let Some(steps) = self.before.get(&to).filter(|_| !here.states.contains(&to)) else {
                return found;
            };
            let inside = steps.iter().rposition(|(step, _)| here.states.contains(step));
            let next = steps.get(inside.map_or(0, |at| at + 1));
            let Some((next, span)) = next else { return found };
            to = next.clone();
            found = Some((next.clone(), span.clone()));
        }
        found
    }

    fn lies_inside(&self, state: &Id, outer: &Id) -> bool {
        let mut at = Some(state);
        while let Some(here) = at {
            if here == outer {
                return true;
            }
            at = self.parents.get(here);
        }
        false
    }

    /// A base that starts itself anew, for a second detention say, means itself: in a region that is
    /// the region's own process.
    fn process(&mut self, node: &mut Node) {
        let (own, base) = (&self.merge.file.id.value, &self.merge.file.extends.id.value);
        if node.scalar().is_some_and(|name| *base == *name) {
            let place = self.merge.file.id.span.clone();
            self.moved.push(Moved { place, base: node.span.clone(), from: base.clone(), to: own.clone() });
            *node = scalar(own, &node.span);
        }
    }

    /// Names in an expression or a formula.
    fn words(&mut self, node: &Node) {
        let Some(text) = node.scalar() else { return };
        if self.gone.is_empty() && self.watched.is_empty() {
            return;
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let about_states = text.contains("in_state");
        for word in text.split(|c| !is_part(c)).filter(|word| !word.is_empty()) {
            let first = word.split('.').next().unwrap_or_default();
            if self.watched.contains(first) {
                self.read.entry(Id::from(first)).or_default().push(node.span.clone());
            }
            for kind in [Kind::Field, Kind::Param, Kind::Deadline, Kind::Record, Kind::State, Kind::Role] {
                let fits = kind != Kind::State || about_states;
                // Only the addressee of a letter is a role on its own.
                let fits = fits && (kind != Kind::Role || word == text);
                if let Some(nr) = self.gone.get(&(kind, Id::from(first))).filter(|_| fits) {
                    self.dangling.entry((*nr, kind, Id::from(first))).or_default().push(node.span.clone());
                }
            }
        }
    }
}

/// A scalar, or each in a list.
fn each_scalar(node: &mut Node, act: &mut impl FnMut(&mut Node)) {
    match &mut node.content {
        Content::Scalar { .. } => act(node),
        Content::List(items) => items.iter_mut().for_each(act),
        Content::Map(_) => {}
    }
}
