//! What is different between two definitions: a base and its overlay, or two versions.

use std::collections::BTreeMap;

use super::document::Overlay;
use super::file::Base;
use super::kind::Kind;
use super::sentence::Sentences;
use super::shape::{STATE, Shape, Thing};
use super::tree::{each_state, entries, entry, is_map, long_form, same, value};
use crate::definition::node::{Key, Node};
use crate::finding::Span;
use crate::id::Id;
use crate::text::Text;

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What happened to it.
    pub what: What,
    /// The named things around it, outermost first, itself included if it has a name.
    pub path: Vec<(Kind, Id)>,
    /// The word of the language that differs, if it is not the whole thing.
    pub key: Option<&'static str>,
    /// Where the old one stands.
    pub old: Option<Span>,
    /// Where the new one stands.
    pub new: Option<Span>,
    /// The difference in a sentence.
    pub text: Text,
    /// Why, if somebody said.
    pub reason: Option<String>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is other.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// All differences from an old definition to a new one, in the order in which a process is written.
/// `overlays` are those that lead from the one to the other, for their reasons.
#[must_use]
pub fn differences(old: &Node, new: &Node, base: Base, overlays: &[&Overlay]) -> Vec<Difference> {
    let mut comparing =
        Comparing { sentences: Sentences { old, new, overlays }, overlays, found: Vec::new() };
    comparing.thing(old, new, base.thing(), &[]);
    comparing.states(old, new);
    comparing.stories();
    comparing.found
}

struct Comparing<'a> {
    sentences: Sentences<'a>,
    overlays: &'a [&'a Overlay],
    found: Vec<Difference>,
}

type Path = [(Kind, Id)];

impl<'a> Comparing<'a> {
    fn thing(&mut self, old: &Node, new: &Node, thing: &'static Thing, path: &Path) {
        for (key, shape) in thing.keys {
            // States are compared by their ids, wherever they lie; a lock is no difference to a case.
            if matches!(*key, "states" | "parallel") || matches!(shape, Shape::Own) {
                continue;
            }
            self.shape(value(old, key), value(new, key), shape, path, Some(key));
        }
    }

    fn shape(
        &mut self,
        old: Option<&Node>,
        new: Option<&Node>,
        shape: &'static Shape,
        path: &Path,
        key: Option<&'static str>,
    ) {
        match (shape, old, new) {
            (_, None, None) => {}
            (Shape::Named(named), old, new) => {
                let none: &[(Key, Node)] = &[];
                let (old, new) = (old.map_or(none, entries), new.map_or(none, entries));
                for (key, before) in old {
                    let inner = inside(path, named.kind, &key.name);
                    match new.iter().find(|(other, _)| other.name == key.name) {
                        Some((_, after)) => self.shape(Some(before), Some(after), &named.of, &inner, None),
                        None => self.note(What::Removed, &inner, None, Some((&key.span, before)), None),
                    }
                }
                for (key, after) in
                    new.iter().filter(|(key, _)| !old.iter().any(|(other, _)| other.name == key.name))
                {
                    let inner = inside(path, named.kind, &key.name);
                    self.note(What::Added, &inner, None, None, Some((&key.span, after)));
                }
            }
            (Shape::Thing(thing), Some(old), Some(new)) => self.thing(old, new, thing, path),
            (Shape::Short(_, word, long), Some(old), Some(new)) if is_map(old) || is_map(new) => {
                match (is_map(old), is_map(new), word) {
                    (true, true, _) => self.shape(Some(old), Some(new), long, path, key),
                    (true, false, Some(word)) => {
                        self.shape(Some(old), Some(&long_form(word, new.clone())), long, path, key);
                    }
                    (false, true, Some(word)) => {
                        self.shape(Some(&long_form(word, old.clone())), Some(new), long, path, key);
                    }
                    _ => self.note(What::Changed, path, key, Some((&old.span, old)), Some((&new.span, new))),
                }
            }
            (_, Some(old), Some(new)) if same(old, new) => {}
            (_, old, new) => {
                let what = match (old, new) {
                    (None, _) => What::Added,
                    (_, None) => What::Removed,
                    _ => What::Changed,
                };
                // A short reaction is the way that it goes.
                let is_way = matches!(shape, Shape::Short(_, Some("go"), _)) && key.is_none();
                let key = if is_way { Some("go") } else { key };
                self.note(
                    what,
                    path,
                    key,
                    old.map(|node| (&node.span, node)),
                    new.map(|node| (&node.span, node)),
                );
            }
        }
    }

    fn states(&mut self, old: &'a Node, new: &'a Node) {
        let by_id = |tree: &'a Node| {
            let mut found: Vec<(&Key, &Node)> = Vec::new();
            each_state(tree, None, &mut |key, state, _| found.push((key, state)));
            found
        };
        let (before, after) = (by_id(old), by_id(new));
        let index: BTreeMap<&Id, (&Key, &Node)> =
            after.iter().map(|(key, node)| (&key.name, (*key, *node))).collect();
        let known: BTreeMap<&Id, &Node> = before.iter().map(|(key, node)| (&key.name, *node)).collect();
        for (key, state) in &before {
            let path = [(Kind::State, key.name.clone())];
            match index.get(&key.name) {
                Some((_, now)) => self.thing(state, now, &STATE, &path),
                None => self.note(What::Removed, &path, None, Some((&key.span, state)), None),
            }
        }
        for (key, state) in after.iter().filter(|(key, _)| !known.contains_key(&key.name)) {
            let path = [(Kind::State, key.name.clone())];
            // A state inside a new one is part of it.
            let is_inner = after.iter().any(|(other, outer)| {
                !known.contains_key(&other.name) && entry_below(outer, &key.name) && other.name != key.name
            });
            if !is_inner {
                self.note(What::Added, &path, None, None, Some((&key.span, state)));
            }
        }
    }

    /// Stories of the base that no longer hold.
    fn stories(&mut self) {
        for removal in self.overlays.iter().flat_map(|overlay| &overlay.removed) {
            if let Some((Kind::Scenario, _)) = removal.thing() {
                let text = self.sentences.removed(&removal.path, None);
                self.found.push(Difference {
                    what: What::Removed,
                    path: removal.path.clone(),
                    key: None,
                    old: None,
                    new: Some(removal.place.clone()),
                    text,
                    reason: Some(removal.reason.clone()),
                });
            }
        }
    }

    fn note(
        &mut self,
        what: What,
        path: &Path,
        key: Option<&'static str>,
        old: Option<(&Span, &Node)>,
        new: Option<(&Span, &Node)>,
    ) {
        if matches!(key, Some("locked" | "fixed" | "may" | "source")) {
            return;
        }
        // A way that leads elsewhere because of a new or a removed state is told with that state.
        if let (Some((_, old)), Some((_, new))) = (old, new)
            && let (Some(from), Some(to)) = (old.scalar(), new.scalar())
            && self
                .overlays
                .iter()
                .flat_map(|overlay| &overlay.moved)
                .any(|moved| moved.from == *from && moved.to == *to)
        {
            return;
        }
        // A process that starts itself anew starts the region's own.
        if let (Some("process"), Some((_, old)), Some((_, new))) = (key, old, new) {
            let is_base = |name: &str| self.overlays.iter().any(|overlay| *overlay.parent.value == *name);
            let is_own = |name: &str| self.overlays.iter().any(|overlay| *overlay.file.id.value == *name);
            if old.scalar().is_some_and(is_base) && new.scalar().is_some_and(is_own) {
                return;
            }
        }
        let (before, after) = (old.map(|(_, node)| node), new.map(|(_, node)| node));
        let text = match what {
            What::Changed => self.sentences.changed(path, key, before, after),
            What::Added => self.sentences.added(path, key, after),
            What::Removed => self.sentences.removed(path, key),
        };
        let reason = self.reason(path, key);
        let place = |found: Option<(&Span, &Node)>| found.map(|(span, _)| span.clone());
        self.found.push(Difference {
            what,
            path: path.to_vec(),
            key,
            old: place(old),
            new: place(new),
            text,
            reason,
        });
    }

    fn reason(&self, path: &Path, key: Option<&'static str>) -> Option<String> {
        let all = || self.overlays.iter().rev();
        let changes = all().flat_map(|overlay| &overlay.changes);
        let of_change = changes
            .filter(|change| change.path == path && (change.key == key || change.is_new))
            .find_map(|change| change.reason.clone());
        let removals = all().flat_map(|overlay| &overlay.removed);
        of_change.or_else(|| {
            removals.filter(|removal| removal.path == path).map(|removal| removal.reason.clone()).next()
        })
    }
}

fn inside(path: &Path, kind: Kind, id: &Id) -> Vec<(Kind, Id)> {
    path.iter().cloned().chain([(kind, id.clone())]).collect()
}

/// Whether a state lies inside another.
fn entry_below(outer: &Node, name: &Id) -> bool {
    ["states", "parallel"].iter().any(|word| {
        entry(outer, word).is_some_and(|(_, states)| {
            entries(states).iter().any(|(key, inner)| key.name == *name || entry_below(inner, name))
        })
    })
}
