//! `remove`: what the base has and the region has not. Each with its reason.

use super::kind::Kind;
use super::merge::{At, Merge};
use super::shape::{Named, PARAM, Shape, Thing};
use super::tree::{
    ONE_STATE, each_map_of_states, each_name, entries, entries_mut, entry, is_map, lock_inside, lock_of,
    long_form, value,
};
use crate::definition::node::{Content, Key, Node};
use crate::finding::Span;
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// Something that an overlay removes.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The named things around it, outermost first, itself included if it has a name.
    pub path: Vec<(Kind, Id)>,
    /// The word of the language, when it is not a named thing.
    pub key: Option<&'static str>,
    /// Where the overlay says it.
    pub place: Span,
    /// Where it stands in the base.
    pub base: Span,
    /// What comes in its place.
    pub instead: Option<(Id, Span)>,
    /// Why.
    pub reason: String,
    /// All that goes with it, by name.
    pub names: Vec<(Kind, Id)>,
}

impl Removal {
    /// The kind and the name of what goes.
    #[must_use]
    pub fn thing(&self) -> Option<&(Kind, Id)> {
        self.path.last()
    }
}

impl Merge<'_> {
    /// Removes from a whole file.
    pub(super) fn remove_all(&mut self, tree: &mut Node, over: &Node, thing: &'static Thing, at: &At) {
        let Some(over) = self.must_be_map(over, at) else { return };
        for (key, value) in over {
            match key.name.as_str() {
                "states" if thing.key("states").is_some() => self.remove_states(tree, key, value, at),
                "scenarios" => self.remove_scenarios(key, value, at),
                _ => self.remove_entry(tree, key, value, thing, at),
            }
        }
    }

    fn remove_states(&mut self, tree: &mut Node, key: &Key, over: &Node, at: &At) {
        let at = at.under("states", key, None);
        let Some(over) = self.must_be_map(over, &at) else { return };
        let mut waiting: Vec<&(Key, Node)> = over.iter().collect();
        each_map_of_states(tree, &mut |states, _| {
            states.retain_mut(|(key, state)| {
                let Some(found) = waiting.iter().position(|(over, _)| over.name == key.name) else {
                    return true;
                };
                let (over_key, over) = waiting.swap_remove(found);
                let at = at.within(Kind::State, over_key, Some(key));
                if is_end(over) {
                    return !self.removes(key, state, &ONE_STATE, over, &at);
                }
                self.remove_inside(state, over, &ONE_STATE, &at);
                true
            });
        });
        let known: Vec<Id> = self.states.keys().cloned().collect();
        for (key, _) in waiting {
            // What lies in a state that goes, goes with it.
            let at = at.within(Kind::State, key, None);
            self.stale("NZ0911", &at, key, known.iter().map(Id::as_str));
        }
    }

    /// Scenarios stand in files of their own: which there are is seen when they are played.
    fn remove_scenarios(&mut self, key: &Key, over: &Node, at: &At) {
        let at = at.under("scenarios", key, None);
        for (key, over) in self.must_be_map(over, &at).unwrap_or_default() {
            let at = at.within(Kind::Scenario, key, None);
            let base = Key { name: key.name.clone(), span: at.base.clone() };
            self.removes(
                &base,
                &Node { span: key.span.clone(), content: Content::Map(Vec::new()) },
                &ONE_STATE,
                over,
                &at,
            );
        }
    }

    fn remove_inside(&mut self, base: &mut Node, over: &Node, shape: &'static Shape, at: &At) {
        match shape {
            Shape::Thing(thing) => {
                let mut at = at.clone();
                if !std::ptr::eq(*thing, &PARAM)
                    && let Some(lock) = lock_of(base, thing)
                {
                    at.lock = Some(lock);
                }
                for (key, value) in self.must_be_map(over, &at).unwrap_or_default() {
                    self.remove_entry(base, key, value, thing, &at);
                }
            }
            Shape::Named(named) => {
                for (key, value) in self.must_be_map(over, at).unwrap_or_default() {
                    self.remove_named(base, key, value, named, at);
                }
            }
            Shape::Short(_, key, long) if is_map(over) => {
                if let (false, Some(key)) = (is_map(base), key) {
                    *base = long_form(key, base.clone());
                }
                self.remove_inside(base, over, long, at);
            }
            _ => _ = self.must_be_map(over, at).map(|_| self.without_reason(&over.span, at)),
        }
    }

    fn remove_entry(&mut self, base: &mut Node, key: &Key, over: &Node, thing: &'static Thing, at: &At) {
        let Some((name, shape)) = thing.key(&key.name) else {
            self.unknown_word(at, key, thing.keys);
            return;
        };
        let base_key = entry(base, name).map(|(key, _)| key.clone());
        let inner = at.under(name, key, base_key.as_ref());
        if matches!(shape, Shape::Own) {
            self.refuse_own(&inner);
            return;
        }
        if matches!(name, "locked" | "fixed" | "may") {
            self.refuse_unlocking(&inner, base_key.as_ref(), base);
            return;
        }
        if base_key.is_none() {
            self.stale("NZ0911", &inner, key, entries(base).iter().map(|(key, _)| key.name.as_str()));
            return;
        }
        let Some(list) = entries_mut(base) else { return };
        let Some(found) = list.iter().position(|(key, _)| key.name == name) else { return };
        // A map of names is never removed as a whole: each name says why.
        if is_end(over) && !matches!(shape, Shape::Named(_)) {
            let (key, value) = list[found].clone();
            if self.removes(&key, &value, shape, over, &inner) {
                list.remove(found);
            }
        } else {
            self.remove_inside(&mut list[found].1, over, shape, &inner);
        }
    }

    fn remove_named(&mut self, base: &mut Node, key: &Key, over: &Node, named: &'static Named, at: &At) {
        let known: Vec<Id> = entries(base).iter().map(|(key, _)| key.name.clone()).collect();
        let Some(list) = entries_mut(base) else { return };
        let Some(found) = list.iter().position(|(k, _)| k.name == key.name) else {
            let inner = at.within(named.kind, key, None);
            self.stale("NZ0911", &inner, key, known.iter().map(Id::as_str));
            return;
        };
        let inner = at.within(named.kind, key, Some(&list[found].0));
        if is_end(over) {
            let (key, value) = list[found].clone();
            if self.removes(&key, &value, &named.of, over, &inner) {
                list.remove(found);
            }
        } else {
            self.remove_inside(&mut list[found].1, over, &named.of, &inner);
        }
    }

    /// Notes a removal. Whether it may be done.
    fn removes(&mut self, base: &Key, node: &Node, shape: &'static Shape, over: &Node, at: &At) -> bool {
        let reason =
            value(over, "reason").and_then(Node::scalar).map(str::trim).unwrap_or_default().to_owned();
        if reason.is_empty() {
            self.without_reason(&at.place, at);
        }
        for (key, _) in
            entries(over).iter().filter(|(key, _)| !matches!(key.name.as_str(), "reason" | "instead"))
        {
            let name = &key.name;
            self.error(
                "NZ0908",
                &key.span,
                say!("`{name}` kan hier niet."; "`{name}` is not possible here."),
                &at.base,
                say!("dit gaat weg"; "this is removed"),
            )
            .help = Some(say!("Hier kan: `reason` en `instead`."; "Known here: `reason` and `instead`."));
        }
        let Text { nl, en } = at.words();
        if self.refuse_locked(at, &at.place) {
            return false;
        }
        if let Some(lock) = lock_inside(node, shape) {
            let inner = At { lock: Some(lock), ..at.clone() };
            self.refuse_locked(&inner, &at.place);
            return false;
        }
        let touched = self
            .changes
            .iter()
            .find(|change| change.path.starts_with(&at.path) && (at.key.is_none() || change.key == at.key));
        if let Some(place) = touched.map(|change| change.place.clone()) {
            self.error(
                "NZ0939",
                &at.place,
                say!("{nl} staat ook onder `change`."; "{en} is under `change` too."),
                &place,
                say!("hier verandert het"; "here it changes"),
            )
            .help = Some(say!("Kies één van de twee."; "Choose one of the two."));
        }
        let instead =
            entry(over, "instead").and_then(|(_, node)| Some((Id::from(node.scalar()?), node.inner())));
        let kind = if at.key.is_none() { at.path.last().map(|(kind, _)| *kind) } else { None };
        if let Some((_, span)) = &instead
            && !kind.is_some_and(Kind::can_be_replaced)
        {
            let span = span.clone();
            self.error(
                "NZ0924",
                &span,
                say!("voor {nl} kan niets anders in de plaats komen."; "nothing can take the place of {en}."),
                &at.base,
                say!("dit gaat weg"; "this is removed"),
            )
            .help = Some(
                say!("Haal `instead` weg, en verander zelf wat ernaar verwijst."; "Take `instead` out, and change what refers to it."),
            );
        }
        let mut names = Vec::new();
        if at.key.is_none()
            && let Some((kind, id)) = at.path.last()
        {
            names.push((*kind, id.clone()));
        }
        each_name(node, shape, 0, &mut |kind, key, depth| {
            // Fields of a list or an event are no fields of the case.
            if kind != Kind::Field && (kind == Kind::State || depth < 8) {
                names.push((kind, key.name.clone()));
            }
        });
        self.removed.push(Removal {
            path: at.path.clone(),
            key: at.key,
            place: at.place.clone(),
            base: base.span.clone(),
            instead,
            reason,
            names,
        });
        true
    }

    fn without_reason(&mut self, place: &Span, at: &At) {
        let Text { nl, en } = at.words();
        self.error(
            "NZ0912",
            place,
            say!("{nl} gaat weg zonder reden."; "{en} is removed without a reason."),
            &at.base,
            say!("dit gaat weg"; "this is removed"),
        )
        .help = Some(say!("Schrijf erachter: `{{reason: …}}`."; "Write behind it: `{{reason: …}}`."));
    }

    /// Whether something new was in the base and is removed, which is then reported.
    pub(super) fn was_removed(&mut self, at: &At) -> bool {
        let Some(removal) =
            self.removed.iter().find(|removal| removal.key.is_none() && removal.path == at.path)
        else {
            return false;
        };
        let base = removal.place.clone();
        let Text { nl, en } = at.words();
        self.error(
            "NZ0939",
            &at.place,
            say!("{nl} gaat weg en komt erbij."; "{en} is removed and added."),
            &base,
            say!("hier gaat het weg"; "here it is removed"),
        )
        .help = Some(
            say!("Zet het onder `change`, of kies een nieuwe naam."; "Put it under `change`, or choose a new name."),
        );
        true
    }
}

/// Whether this is where something goes, rather than a way to something deeper.
fn is_end(over: &Node) -> bool {
    let Content::Map(list) = &over.content else { return true };
    let says = |name: &str| list.iter().any(|(key, value)| key.name == name && value.scalar().is_some());
    list.is_empty() || says("reason") || says("instead")
}
