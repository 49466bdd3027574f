//! Going through a tree of YAML, and changing it.

use super::kind::Kind;
use super::shape::{STATE, Shape, Thing};
use crate::definition::node::{Content, Key, Node};
use crate::finding::Span;
use crate::id::Id;

/// The entries of a mapping; none for anything else.
pub(super) fn entries(node: &Node) -> &[(Key, Node)] {
    match &node.content {
        Content::Map(entries) => entries,
        _ => &[],
    }
}

/// The entries of a mapping, to change them. A state without anything in it becomes an empty mapping.
pub(super) fn entries_mut(node: &mut Node) -> Option<&mut Vec<(Key, Node)>> {
    if node.is_null() {
        node.content = Content::Map(Vec::new());
    }
    match &mut node.content {
        Content::Map(entries) => Some(entries),
        _ => None,
    }
}

/// The entry under a key.
pub(super) fn entry<'n>(node: &'n Node, name: &str) -> Option<&'n (Key, Node)> {
    entries(node).iter().find(|(key, _)| key.name == name)
}

/// The value under a key.
pub(in crate::definition) fn value<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    entry(node, name).map(|(_, value)| value)
}

pub(super) fn is_map(node: &Node) -> bool {
    matches!(node.content, Content::Map(_))
}

/// A plain scalar at a place.
pub(super) fn scalar(text: &str, span: &Span) -> Node {
    Node { span: span.clone(), content: Content::Scalar { text: text.to_owned(), plain: true } }
}

/// A mapping with one entry, all at one place.
pub(super) fn long_form(key: &str, node: Node) -> Node {
    let span = node.span.clone();
    let key = Key { name: Id::from(key), span: span.clone() };
    Node { span, content: Content::Map(vec![(key, node)]) }
}

/// Whether two trees say the same, however they are laid out.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    match (&a.content, &b.content) {
        (Content::List(a), Content::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Content::Map(a), Content::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k.name == l.name && same(a, b))
        }
        (Content::Scalar { text: a, .. }, Content::Scalar { text: b, .. }) => a == b,
        _ => false,
    }
}

/// A value in a few words, for a message.
pub(super) fn shown(node: &Node) -> String {
    match &node.content {
        Content::Scalar { text, .. } => text.clone(),
        Content::List(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Content::Map(entries) => {
            entries.iter().map(|(key, _)| key.name.to_string()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The maps of states inside a process or a state: under `states` and under `parallel`, deep ones too.
pub(super) fn each_map_of_states(node: &mut Node, act: &mut impl FnMut(&mut Vec<(Key, Node)>, bool)) {
    let Content::Map(entries) = &mut node.content else { return };
    for (key, value) in entries {
        if !matches!(key.name.as_str(), "states" | "parallel") {
            continue;
        }
        let is_parallel = key.name == "parallel";
        let Content::Map(states) = &mut value.content else { continue };
        act(states, is_parallel);
        states.iter_mut().for_each(|(_, state)| each_map_of_states(state, act));
    }
}

/// All states inside, with the state each lies in.
pub(super) fn each_state<'n>(
    node: &'n Node,
    inside: Option<&'n Key>,
    act: &mut impl FnMut(&'n Key, &'n Node, Option<&'n Key>),
) {
    for name in ["states", "parallel"] {
        for (key, state) in value(node, name).map_or(&[][..], entries) {
            act(key, state, inside);
            each_state(state, Some(key), act);
        }
    }
}

/// All named things below a place, the deep ones too, with what they lie in.
pub(super) fn each_name<'n>(
    node: &'n Node,
    shape: &'static Shape,
    depth: usize,
    act: &mut impl FnMut(Kind, &'n Key, usize),
) {
    match shape {
        Shape::Thing(thing) => {
            for (key, inner) in entries(node) {
                if let Some((_, shape)) = thing.key(&key.name) {
                    each_name(inner, shape, depth, act);
                }
            }
        }
        Shape::Named(named) => {
            for (key, inner) in entries(node) {
                act(named.kind, key, depth);
                each_name(inner, &named.of, depth + 1, act);
            }
        }
        Shape::Short(_, _, long) if is_map(node) => each_name(node, long, depth, act),
        _ => {}
    }
}

/// The first lock in a thing or below it.
pub(super) fn lock_inside(node: &Node, shape: &'static Shape) -> Option<Span> {
    match shape {
        Shape::Thing(thing) => lock_of(node, thing).or_else(|| {
            entries(node).iter().find_map(|(key, inner)| {
                let (_, shape) = thing.key(&key.name)?;
                lock_inside(inner, shape)
            })
        }),
        Shape::Named(named) => entries(node).iter().find_map(|(_, inner)| lock_inside(inner, &named.of)),
        Shape::Short(_, _, long) if is_map(node) => lock_inside(node, long),
        _ => None,
    }
}

/// Where a thing says that it is locked or fixed.
pub(super) fn lock_of(node: &Node, thing: &Thing) -> Option<Span> {
    let locked = ["locked", "fixed"].into_iter().find_map(|name| {
        thing.key(name)?;
        entry(node, name)
    });
    locked.map(|(key, value)| Span {
        source: key.span.source.clone(),
        range: key.span.range.start..value.span.range.end,
    })
}

/// The shape of one state.
pub(super) static ONE_STATE: Shape = Shape::Thing(&STATE);
