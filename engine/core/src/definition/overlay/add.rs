//! `add`: what the base does not have. It must not exist there.

use super::change::Change;
use super::kind::Kind;
use super::merge::{At, Inserted, Merge};
use super::shape::{Named, Order, PARAM, STATES, Shape, Thing};
use super::tree::{
    ONE_STATE, each_map_of_states, each_state, entries_mut, entry, is_map, lock_of, long_form, value,
};
use crate::definition::node::{Content, Key, Node};
use crate::finding::Span;
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// Where something new goes.
#[derive(Default)]
struct Placing {
    before: Option<(Span, Id)>,
    after: Option<(Span, Id)>,
    reason: Option<String>,
}

impl Merge<'_> {
    /// Adds to a whole file.
    pub(super) fn add_all(&mut self, tree: &mut Node, over: &Node, thing: &'static Thing, at: &At) {
        let Some(over) = self.must_be_map(over, at) else { return };
        let mut rest = Vec::new();
        for (key, value) in over {
            if key.name == "states" && thing.key("states").is_some() {
                self.add_states(tree, key, value, at);
            } else {
                rest.push((key.clone(), value.clone()));
            }
        }
        self.add_entries(tree, &rest, thing, at);
        self.place_states(tree);
    }

    /// A state that the base has is found by its id, however deep: what stands in it is added to it.
    fn add_states(&mut self, tree: &mut Node, key: &Key, over: &Node, at: &At) {
        let at = at.under("states", key, entry(tree, "states").map(|(key, _)| key));
        let Some(over) = self.must_be_map(over, &at) else { return };
        let (old, new): (Vec<_>, Vec<_>) =
            over.iter().partition(|(key, _)| self.states.contains_key(&key.name));
        each_map_of_states(tree, &mut |states, _| {
            for (key, state) in states.iter_mut() {
                if let Some((over_key, over)) = old.iter().find(|(over, _)| over.name == key.name) {
                    let at = at.within(Kind::State, over_key, Some(key));
                    self.add_to(state, over, &ONE_STATE, &at);
                }
            }
        });
        let Some(list) = entries_mut(tree) else { return };
        if let Some((_, states)) = list.iter_mut().find(|(key, _)| key.name == "states") {
            for (key, state) in new {
                self.insert(states, &STATES, key, state, &at);
            }
        }
    }

    /// Puts the states that come before others in their places.
    fn place_states(&mut self, tree: &mut Node) {
        // One that comes before another new one waits until that has its place.
        let mut placed = true;
        let mut beside: Vec<Id> = Vec::new();
        while placed {
            placed = false;
            each_map_of_states(tree, &mut |states, is_parallel| {
                let mut next = 0;
                while next < states.len() {
                    let name = states[next].0.name.clone();
                    let waits = |inserted: &Inserted| inserted.before == name && inserted.node.is_some();
                    let Some(found) = self.inserted.iter().position(waits) else {
                        next += 1;
                        continue;
                    };
                    placed = true;
                    let base = states[next].0.span.clone();
                    let Some(node) = self.inserted[found].node.take() else { continue };
                    if is_parallel {
                        let (place, Text { nl, en }) =
                            (self.inserted[found].before_span.clone(), Kind::State.named(&name));
                        self.error("NZ0934", &place, say!("{nl} loopt naast andere: er is geen weg waar iets vóór kan."; "{en} runs beside others: there is no way that something could come before."), &base, say!("dit is een deel van `parallel`"; "this is a part of `parallel`"));
                    }
                    let key = self.inserted[found].key.clone();
                    if is_parallel {
                        beside.push(key.name.clone());
                    }
                    states.insert(next, (key, node));
                    next += 1;
                }
            });
        }
        let lost: Vec<usize> =
            (0..self.inserted.len()).filter(|nr| self.inserted[*nr].node.is_some()).collect();
        for nr in lost {
            let Inserted { key, before, before_span, .. } = &self.inserted[nr];
            let (before, place, key) = (before.clone(), before_span.clone(), key.clone());
            let among_new =
                self.inserted.iter().any(|other| other.key.name == before && other.node.is_some());
            let base = self.file.extends.id.span.clone();
            if among_new {
                let name = &key.name;
                self.error(
                    "NZ0923",
                    &place,
                    say!("`{name}` komt zo voor zichzelf."; "`{name}` would come before itself."),
                    &base,
                    say!("in de basis staat het niet"; "the base does not have it"),
                );
            } else {
                let known: Vec<Id> = self.states.keys().cloned().collect();
                self.no_place(&place, &before, Kind::State, &base, &known);
            }
        }
        self.inserted.retain(|inserted| inserted.node.is_none() && !beside.contains(&inserted.key.name));
    }

    fn no_place(&mut self, place: &Span, name: &Id, kind: Kind, base: &Span, known: &[Id]) {
        let Text { nl, en } = kind.named(name);
        let finding = self.error(
            "NZ0932",
            place,
            say!("{nl} is hier niet."; "{en} is not here."),
            base,
            say!("hier is gezocht"; "this was searched"),
        );
        let with_help = finding.clone().did_you_mean(name, known.iter().map(Id::as_str));
        *finding = with_help;
    }

    /// Adds what is new inside something that the base has.
    fn add_to(&mut self, base: &mut Node, over: &Node, shape: &'static Shape, at: &At) {
        match shape {
            Shape::Thing(thing) => match &over.content {
                Content::Map(over) => self.add_thing(base, over, thing, at),
                _ => self.exists(at),
            },
            Shape::Named(named) => {
                if let Some(over) = self.must_be_map(over, at) {
                    self.add_named(base, over, named, at);
                }
            }
            Shape::Short(_, key, long) if is_map(over) => {
                if let (false, Some(key)) = (is_map(base), key) {
                    *base = long_form(key, base.clone());
                }
                if is_map(base) { self.add_to(base, over, long, at) } else { self.exists(at) }
            }
            _ => self.exists(at),
        }
    }

    /// Reports that something new is not new.
    fn exists(&mut self, at: &At) {
        let Text { nl, en } = at.words();
        self.error(
            "NZ0910",
            &at.place,
            say!("{nl} bestaat al in de basis."; "{en} exists in the base already."),
            &at.base,
            say!("hier"; "here"),
        )
        .help = Some(
            say!("Moet het anders? Zet het onder `change`. Is het iets anders? Kies een andere naam."; "Must it be other? Put it under `change`. Is it something else? Choose another name."),
        );
    }

    fn add_thing(&mut self, base: &mut Node, over: &[(Key, Node)], thing: &'static Thing, at: &At) {
        let mut at = at.clone();
        if let Some((_, reason)) = over.iter().find(|(key, _)| key.name == "reason") {
            at.reason = reason.scalar().map(str::to_owned);
        }
        if !std::ptr::eq(thing, &PARAM)
            && let Some(lock) = lock_of(base, thing)
        {
            at.lock = Some(lock);
        }
        self.add_entries(base, over, thing, &at);
    }

    fn add_entries(&mut self, base: &mut Node, over: &[(Key, Node)], thing: &'static Thing, at: &At) {
        for (key, over_value) in over {
            if key.name == "reason" {
                continue;
            }
            if matches!(key.name.as_str(), "insert_before" | "insert_after") {
                self.exists(at);
                continue;
            }
            let Some((name, shape)) = thing.key(&key.name) else {
                self.unknown_word(at, key, thing.keys);
                continue;
            };
            let base_key = entry(base, name).map(|(key, _)| key.clone());
            let inner = at.under(name, key, base_key.as_ref());
            if matches!(shape, Shape::Own) {
                self.refuse_own(&inner);
                continue;
            }
            let is_locked = entry(base, "locked").or_else(|| entry(base, "fixed")).is_some();
            if matches!(name, "locked" | "fixed" | "may") && (base_key.is_some() || is_locked) {
                self.refuse_unlocking(&inner, base_key.as_ref(), base);
                continue;
            }
            let descends = matches!(shape, Shape::Named(_))
                || matches!(shape, Shape::Thing(_) | Shape::Short(..)) && base_key.is_some();
            if base_key.is_none() && self.refuse_locked(&inner, &key.span) {
                continue;
            }
            let Some(list) = entries_mut(base) else { continue };
            if base_key.is_none() && descends {
                let empty = Node { span: over_value.span.clone(), content: Content::Map(Vec::new()) };
                list.push((key.clone(), empty));
            }
            match list.iter_mut().find(|(key, _)| key.name == name) {
                Some((_, base_value)) if descends => self.add_to(base_value, over_value, shape, &inner),
                Some(_) => self.exists(&inner),
                None => {
                    self.added(&inner);
                    list.push((key.clone(), over_value.clone()));
                }
            }
        }
    }

    fn added(&mut self, at: &At) {
        self.changes.push(Change {
            is_new: true,
            path: at.path.clone(),
            key: at.key,
            place: at.place.clone(),
            base: at.base.clone(),
            reason: at.reason.clone(),
        });
    }

    fn add_named(&mut self, base: &mut Node, over: &[(Key, Node)], named: &'static Named, at: &At) {
        for (key, over_value) in over {
            let found = entries_mut(base).and_then(|list| list.iter_mut().find(|(k, _)| k.name == key.name));
            match found {
                Some((base_key, base_value)) => {
                    let inner = at.within(named.kind, key, Some(base_key));
                    self.add_to(base_value, over_value, &named.of, &inner);
                }
                None => self.insert(base, named, key, over_value, at),
            }
        }
    }

    /// Puts something new among the things of the base.
    fn insert(&mut self, base: &mut Node, named: &'static Named, key: &Key, over: &Node, at: &At) {
        let mut inner = at.within(named.kind, key, None);
        if self.refuse_locked(&inner, &key.span) || self.was_removed(&inner) {
            return;
        }
        let (node, placing) = placing(over, &named.of);
        inner.reason = placing.reason.clone().or(inner.reason);
        self.added(&inner);
        if named.kind == Kind::State {
            self.insert_state(base, key, node, placing, &inner);
            return;
        }
        let Some(list) = entries_mut(base) else { return };
        let wanted = placing.before.as_ref().or(placing.after.as_ref());
        if let (Some((span, _)), Some(_)) = (&placing.before, &placing.after) {
            self.error(
                "NZ0935",
                span,
                say!("Kies `insert_before` of `insert_after`."; "Choose `insert_before` or `insert_after`."),
                &inner.base,
                say!("hier komt het bij"; "this is where it goes"),
            );
            return;
        }
        let Some((span, name)) = wanted else {
            if let Some(other) = self.needs_place(list, named, key, &node) {
                let Text { nl, en } = inner.words();
                self.error("NZ0933", &key.span, say!("{nl} heeft geen plek, en de volgorde telt hier."; "{en} has no place, and the order matters here."), &other, say!("komt het hiervoor of hierna?"; "does it come before this, or after it?"))
                    .help = Some(say!("Zet erbij: `insert_before: …` of `insert_after: …`."; "Add `insert_before: …` or `insert_after: …`."));
            }
            list.push((key.clone(), node));
            return;
        };
        match list.iter().position(|(key, _)| key.name == *name) {
            Some(found) => list.insert(found + usize::from(placing.after.is_some()), (key.clone(), node)),
            None => {
                let known: Vec<Id> = list.iter().map(|(key, _)| key.name.clone()).collect();
                self.no_place(span, name, named.kind, &inner.base, &known);
            }
        }
    }

    fn insert_state(&mut self, base: &mut Node, key: &Key, node: Node, placing: Placing, at: &At) {
        let mut clashes = Vec::new();
        if let Some(first) = self.states.get(&key.name) {
            clashes.push((key.clone(), first.clone()));
        }
        each_state(&node, None, &mut |inner, _, _| {
            if let Some(first) = self.states.get(&inner.name) {
                clashes.push((inner.clone(), first.clone()));
            }
        });
        for (inner, first) in &clashes {
            let mut at = at.within(Kind::State, inner, None);
            at.base = first.clone();
            self.exists(&at);
        }
        if let Some((span, _)) = &placing.after {
            self.error("NZ0935", span, say!("Bij een toestand kan alleen `insert_before`."; "For a state, only `insert_before` is possible."), &at.base, say!("hier komt hij bij"; "this is where it goes"))
                .help = Some(say!("De toestand zegt zelf met `when` waar de zaak daarna heen gaat."; "The state itself says with `when` where the case goes next."));
        }
        if !clashes.is_empty() {
            return;
        }
        match placing.before {
            Some((before_span, before)) => {
                self.inserted.push(Inserted { key: key.clone(), before, before_span, node: Some(node) });
            }
            None => {
                if let Some(list) = entries_mut(base) {
                    list.push((key.clone(), node));
                }
            }
        }
    }

    /// The entry that something new must come before or after, if the order means something.
    fn needs_place(&self, list: &[(Key, Node)], named: &Named, key: &Key, node: &Node) -> Option<Span> {
        let last = list.last().map(|(key, _)| key.span.clone());
        match named.order {
            Order::Free => None,
            Order::Written => last,
            Order::Rows => last.filter(|_| self.rows_in_order),
            Order::Events => {
                let new = events(key, node);
                let clashes = |other: &[Id]| new.iter().any(|a| other.iter().any(|b| overlap(a, b)));
                let other = list.iter().find(|(key, node)| clashes(&events(key, node)));
                other.map(|(key, _)| key.span.clone())
            }
        }
    }
}

/// The events that a reaction is to.
fn events(key: &Key, node: &Node) -> Vec<Id> {
    let written = value(node, "event");
    let names = match written.map(|node| &node.content) {
        Some(Content::List(items)) => items.iter().filter_map(Node::scalar).map(Id::from).collect(),
        Some(_) => written.and_then(Node::scalar).map(Id::from).into_iter().collect(),
        None => Vec::new(),
    };
    if names.is_empty() { vec![key.name.clone()] } else { names }
}

/// Whether one event can be meant by both.
fn overlap(a: &Id, b: &Id) -> bool {
    let begins = |a: &str, b: &str| b.strip_prefix(a).is_some_and(|rest| rest.starts_with('.'));
    a == b || *a == "any" || *b == "any" || begins(a, b) || begins(b, a)
}

/// Takes from something new what says where it goes, and why.
fn placing(over: &Node, shape: &'static Shape) -> (Node, Placing) {
    let mut placing = Placing::default();
    let is_thing = matches!(shape, Shape::Thing(_) | Shape::Short(..));
    let Content::Map(list) = &over.content else { return (over.clone(), placing) };
    if !is_thing {
        return (over.clone(), placing);
    }
    let mut rest = Vec::new();
    for (key, value) in list {
        let name = || Some((value.inner(), Id::from(value.scalar()?)));
        match key.name.as_str() {
            "insert_before" => placing.before = name(),
            "insert_after" => placing.after = name(),
            "reason" => placing.reason = value.scalar().map(str::to_owned),
            _ => rest.push((key.clone(), value.clone())),
        }
    }
    (Node { span: over.span.clone(), content: Content::Map(rest) }, placing)
}
