//! `change`: what is other than in the base. It must exist there.

use super::kind::Kind;
use super::merge::{At, Merge, Retyped};
use super::shape::{DEADLINE, FIELD, Forms, Named, PARAM, Shape, TASK, Thing};
use super::tree::{
    ONE_STATE, each_map_of_states, entries, entries_mut, entry, is_map, lock_of, long_form, same, value,
};
use crate::definition::node::{Content, Key, Node};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// Something that an overlay changes or adds.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whether it is new.
    pub is_new: bool,
    /// The named things around it, outermost first, itself included if it has a name.
    pub path: Vec<(Kind, Id)>,
    /// The word of the language that it stands under, if any.
    pub key: Option<&'static str>,
    /// Where the overlay says it.
    pub place: Span,
    /// Where the base says it.
    pub base: Span,
    /// Why.
    pub reason: Option<String>,
}

/// Words that an overlay says about what it does; the merged file does not have them.
const ABOUT: [&str; 3] = ["reason", "insert_before", "insert_after"];

impl Merge<'_> {
    /// Changes a whole file.
    pub(super) fn change_all(&mut self, tree: &mut Node, over: &Node, thing: &'static Thing, at: &At) {
        let Some(over) = self.must_be_map(over, at) else { return };
        let mut rest = Vec::new();
        for (key, value) in over {
            // A state is found by its id, however deep it lies.
            if key.name == "states" && thing.key("states").is_some() {
                self.change_states(tree, key, value, at);
            } else {
                rest.push((key.clone(), value.clone()));
            }
        }
        self.change_entries(tree, &rest, thing, at);
    }

    fn change_states(&mut self, tree: &mut Node, key: &Key, over: &Node, at: &At) {
        let at = at.under("states", key, None);
        let Some(over) = self.must_be_map(over, &at) else { return };
        let mut waiting: Vec<&(Key, Node)> = over.iter().collect();
        each_map_of_states(tree, &mut |states, _| {
            for (key, state) in states {
                if let Some(found) = waiting.iter().position(|(over, _)| over.name == key.name) {
                    let (over_key, over) = waiting.swap_remove(found);
                    let at = at.within(Kind::State, over_key, Some(key));
                    self.change(state, over, &ONE_STATE, &at);
                }
            }
        });
        let known: Vec<Id> = self.states.keys().cloned().collect();
        for (key, _) in waiting {
            let at = at.within(Kind::State, key, None);
            self.stale("NZ0909", &at, key, known.iter().map(Id::as_str));
        }
    }

    pub(super) fn must_be_map<'n>(&mut self, over: &'n Node, at: &At) -> Option<&'n [(Key, Node)]> {
        if let Content::Map(entries) = &over.content {
            return Some(entries);
        }
        self.wrong_form(over, at, &say!("een groep met namen"; "a group of names"));
        None
    }

    fn wrong_form(&mut self, over: &Node, at: &At, wanted: &Text) {
        let (Text { nl, en }, wanted_nl, wanted_en) = (at.words(), &wanted.nl, &wanted.en);
        self.error(
            "NZ0940",
            &over.span,
            say!("bij {nl} hoort {wanted_nl}."; "{en} must be {wanted_en}."),
            &at.base,
            say!("zo staat het in de basis"; "this is how the base has it"),
        );
    }

    fn change(&mut self, base: &mut Node, over: &Node, shape: &'static Shape, at: &At) {
        match shape {
            Shape::Own => self.refuse_own(at),
            Shape::Thing(thing) => {
                if let Some(over) = self.must_be_map(over, at) {
                    self.change_thing(base, over, thing, at);
                }
            }
            Shape::Named(named) => {
                if let Some(over) = self.must_be_map(over, at) {
                    self.change_named(base, over, named, at);
                }
            }
            Shape::Short(_, key, long) if is_map(over) => {
                if let (false, Some(key)) = (is_map(base), key) {
                    *base = long_form(key, base.clone());
                }
                if is_map(base) {
                    self.change(base, over, long, at);
                } else {
                    self.replace(base, over, at);
                }
            }
            Shape::Short(..) => self.replace(base, over, at),
            Shape::Value | Shape::Ref(_) | Shape::Edge | Shape::Process | Shape::Words if is_map(over) => {
                self.wrong_form(over, at, &say!("één waarde"; "a single value"));
            }
            Shape::Value | Shape::Ref(_) | Shape::Edge | Shape::Process | Shape::Words => {
                self.replace(base, over, at)
            }
        }
    }

    /// What a file says about itself is not for its overlays.
    pub(super) fn refuse_own(&mut self, at: &At) {
        let Text { nl, en } = at.words();
        self.error(
            "NZ0943",
            &at.place,
            say!("{nl} kan een regio niet veranderen."; "{en} cannot be changed by a region."),
            &at.base,
            say!("dit is de basis"; "this is the base"),
        );
    }

    fn change_thing(&mut self, base: &mut Node, over: &[(Key, Node)], thing: &'static Thing, at: &At) {
        let mut at = at.clone();
        if let Some((_, reason)) = over.iter().find(|(key, _)| key.name == "reason") {
            at.reason = reason.scalar().map(str::to_owned);
        }
        if let Some(lock) = lock_of(base, thing).filter(|_| !std::ptr::eq(thing, &PARAM)) {
            at.lock = Some(lock);
            at.may = value(base, "may").and_then(Node::scalar).map(str::to_owned);
        }
        if std::ptr::eq(thing, &PARAM) {
            self.param(base, over, &at);
        }
        let form = |entries: &[(Key, Node)]| match thing.forms {
            Forms::One => None,
            Forms::Choose => Some(Id::from(if entries.iter().any(|(key, _)| key.name == "choose") {
                "choose"
            } else {
                ""
            })),
            Forms::Verb => {
                entries.iter().map(|(key, _)| key.name.clone()).find(|name| !ABOUT.contains(&name.as_str()))
            }
        };
        // Only a reason, or only another title, takes no other form.
        let says_form = thing.forms == Forms::Verb
            || over
                .iter()
                .any(|(key, _)| matches!(key.name.as_str(), "if" | "do" | "go" | "internal" | "choose"));
        if says_form && form(entries(base)) != form(over) {
            let mut whole = over.to_vec();
            whole.retain(|(key, _)| !ABOUT.contains(&key.name.as_str()));
            // What is no part of the form stays: the formula of a deadline, say.
            if thing.forms == Forms::Choose {
                let stays = |name: &str| !matches!(name, "if" | "do" | "go" | "internal" | "choose");
                let kept = entries(base)
                    .iter()
                    .filter(|(key, _)| stays(&key.name) && !whole.iter().any(|(k, _)| k.name == key.name));
                whole = kept.cloned().chain(whole.clone()).collect();
            }
            let node = Node { span: at.place.clone(), content: Content::Map(whole) };
            self.replace(base, &node, &at);
            return;
        }
        self.change_entries(base, over, thing, &at);
    }

    fn change_entries(&mut self, base: &mut Node, over: &[(Key, Node)], thing: &'static Thing, at: &At) {
        for (key, over_value) in over {
            if key.name == "reason" {
                continue;
            }
            if let Some(position) = ABOUT.iter().find(|word| key.name == **word) {
                self.error(
                    "NZ0935",
                    &key.span,
                    say!("`{position}` kan alleen bij iets nieuws."; "`{position}` is only for something new."),
                    &at.base,
                    say!("dit staat al op een plek"; "this has its place already"),
                )
                .help = Some(say!("Een andere volgorde: haal het weg onder `remove` en zet het met een nieuwe naam onder `add`."; "Another order: take it out under `remove` and put it under `add` with a new name."));
                continue;
            }
            let Some((name, shape)) = thing.key(&key.name) else {
                self.unknown_word(at, key, thing.keys);
                continue;
            };
            let base_key = entry(base, name).map(|(key, _)| key.clone());
            let mut inner = at.under(name, key, base_key.as_ref());
            if matches!(name, "locked" | "fixed" | "may") {
                self.refuse_unlocking(&inner, base_key.as_ref(), base);
                continue;
            }
            if !self.allows(base, name, over_value, thing, &mut inner) {
                continue;
            }
            if base_key.is_none() && !matches!(shape, Shape::Own) {
                self.stale("NZ0909", &inner, key, entries(base).iter().map(|(key, _)| key.name.as_str()));
                continue;
            }
            if matches!(shape, Shape::Own) {
                self.refuse_own(&inner);
                continue;
            }
            let Some(list) = entries_mut(base) else { continue };
            if let Some((base_key, base_value)) = list.iter_mut().find(|(key, _)| key.name == name) {
                let before = self.changes.len();
                self.change(base_value, over_value, shape, &inner);
                // A value that is the region's own stands on the region's line.
                if !is_map(base_value) && self.changes.len() > before {
                    *base_key = key.clone();
                }
            }
        }
    }

    /// A lock belongs to the base: nobody takes it off, loosens it or puts his own in its place.
    pub(super) fn refuse_unlocking(&mut self, at: &At, base: Option<&Key>, thing: &Node) {
        let locked = ["locked", "fixed", "may"]
            .iter()
            .find_map(|word| entry(thing, word))
            .map(|(key, _)| key.span.clone());
        let place = base.map(|key| key.span.clone()).or(locked).unwrap_or_else(|| at.base.clone());
        let Text { nl, en } = at.words();
        self.error(
            "NZ0920",
            &at.place,
            say!("{nl} is van de basis."; "{en} belongs to the base."),
            &place,
            say!("de basis legt het hier vast"; "the base fixes it here"),
        );
    }

    /// Holds a change of one key against what the base allows.
    fn allows(
        &mut self,
        base: &Node,
        name: &'static str,
        over: &Node,
        thing: &'static Thing,
        at: &mut At,
    ) -> bool {
        let is = |other: &'static Thing| std::ptr::eq(thing, other);
        if name == "type" && (is(&FIELD) || is(&PARAM)) {
            if value(base, name).is_some_and(|base| !same(base, over))
                && let Some((kind, id)) = at.path.last()
            {
                self.retyped.push(Retyped {
                    kind: *kind,
                    id: id.clone(),
                    place: over.span.clone(),
                    base: at.base.clone(),
                });
            }
            return false;
        }
        if is(&PARAM) && matches!(name, "value" | "min" | "max") {
            return self.param_allows(base, name, over, at);
        }
        if (is(&DEADLINE) && name == "at" || is(&TASK) && name == "due") && at.may.is_some() {
            at.lock = None;
            return self.term_allows(base, name, over, at);
        }
        true
    }

    fn change_named(&mut self, base: &mut Node, over: &[(Key, Node)], named: &'static Named, at: &At) {
        for (key, over_value) in over {
            let known: Vec<Id> = entries(base).iter().map(|(key, _)| key.name.clone()).collect();
            let found = entries_mut(base).and_then(|list| list.iter_mut().find(|(k, _)| k.name == key.name));
            match found {
                Some((base_key, base_value)) => {
                    let inner = at.within(named.kind, key, Some(base_key));
                    self.change(base_value, over_value, &named.of, &inner);
                }
                None => {
                    let inner = at.within(named.kind, key, None);
                    self.stale("NZ0909", &inner, key, known.iter().map(Id::as_str));
                }
            }
        }
    }

    /// Puts a value in the place of another.
    fn replace(&mut self, base: &mut Node, over: &Node, at: &At) {
        let Text { nl, en } = at.words();
        if over.is_null() {
            self.error(
                "NZ0941",
                &over.span,
                say!("{nl} krijgt hier geen waarde."; "{en} gets no value here."),
                &base.span,
                say!("zo staat het in de basis"; "this is how the base has it"),
            )
            .help = Some(
                say!("Moet het weg? Zet het onder `remove`, met de reden."; "Must it go? Put it under `remove`, with the reason."),
            );
            return;
        }
        if self.refuse_locked(at, &at.place) {
            return;
        }
        if same(base, over) {
            let finding = Finding::warning(
                "NZ0942",
                over.span.clone(),
                super::kind::capital(say!("{nl} is al zo in de basis."; "{en} is so in the base already.")),
            )
            .also(base.span.clone(), say!("zo staat het in de basis"; "this is how the base has it"))
            .help(say!("Deze regel kan weg."; "This line can go."));
            self.findings.push(finding);
        }
        self.changes.push(Change {
            is_new: false,
            path: at.path.clone(),
            key: at.key,
            place: over.span.clone(),
            base: base.span.clone(),
            reason: at.reason.clone(),
        });
        *base = over.clone();
    }
}
