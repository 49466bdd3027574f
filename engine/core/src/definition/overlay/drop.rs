//! Taking words out of a file, and leaving the rest as its writer laid it out.

use std::ops::Range;

use super::edit::{Edit, end_of};
use super::tree::entries;
use crate::definition::node::{Key, Node};
use crate::finding::Span;

/// What says something about a change, and is nothing without it.
const ABOUT: [&str; 3] = ["reason", "insert_before", "insert_after"];

impl Edit<'_> {
    /// Takes out what stands at a place, and what would be empty without it.
    #[must_use]
    pub fn without(&self, place: &Span) -> String {
        let mut way: Vec<&(Key, Node)> = Vec::new();
        let mut at = self.root;
        while let Some(found) = entries(at).iter().find(|entry| covers(entry, &place.range)) {
            way.push(found);
            at = &found.1;
        }
        let Some(mut gone) = way.pop() else { return self.text.to_owned() };
        while let Some(outer) = way.last() {
            let is_left = |(key, _): &&(Key, Node)| {
                key.span.range != gone.0.span.range && !ABOUT.contains(&key.name.as_str())
            };
            if entries(&outer.1).iter().any(|entry| is_left(&entry)) {
                break;
            }
            gone = outer;
            way.pop();
        }
        let outer = way.last().map_or(self.root, |(_, node)| node);
        let range = gone.0.span.range.start..end_of(&gone.1, self.text).max(gone.0.span.range.end);
        let range = if self.is_flow(outer) { self.in_brackets(range) } else { self.lines(range) };
        format!("{}{}", &self.text[..range.start], &self.text[range.end..])
    }

    fn is_flow(&self, map: &Node) -> bool {
        self.text[map.span.range.start.min(self.text.len())..].starts_with('{')
    }

    /// An entry between brackets, with the comma that would be left over.
    fn in_brackets(&self, range: Range<usize>) -> Range<usize> {
        let rest = self.text[range.end..].trim_start();
        if let Some(after) = rest.strip_prefix(',') {
            let after = after.trim_start();
            return range.start..self.text.len() - after.len();
        }
        let before = self.text[..range.start].trim_end();
        let before = before.strip_suffix(',').unwrap_or(before);
        before.len()..range.end
    }

    /// An entry on lines of its own.
    fn lines(&self, range: Range<usize>) -> Range<usize> {
        let start = self.text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end =
            self.text[range.end..].find('\n').map_or(self.text.len(), |newline| range.end + newline + 1);
        start..end
    }
}

fn covers((key, value): &(Key, Node), place: &Range<usize>) -> bool {
    let end = value.span.range.end.max(key.span.range.end);
    key.span.range.start <= place.start && place.end <= end
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Edit;
    use crate::definition::node;
    use crate::finding::{Source, Span};

    /// The file without the entry whose text this is.
    fn without(text: &str, gone: &str) -> String {
        let source = Arc::new(Source { path: "t.yaml".into(), text: text.into() });
        let root = node::read(&source).expect("YAML");
        let start = text.find(gone).expect(gone);
        let after = Edit::new(text, &root).without(&Span { source, range: start..start + gone.len() });
        let again = Arc::new(Source { path: "t.yaml".into(), text: after.clone() });
        node::read(&again).unwrap_or_else(|findings| panic!("{findings:?}\n{after}"));
        after
    }

    #[test]
    fn what_goes_takes_along_what_is_empty_without_it() {
        let head = "# Boven.\noverlay: r/p # naam\n";
        for (before, gone, after) in [
            (
                "change: {title: T, params: {a: {value: 1, reason: R}}} # kort\n",
                "1",
                "change: {title: T} # kort\n",
            ),
            ("change: {title: T, subtitle: S}\n", "T", "change: {subtitle: S}\n"),
            ("change: {title: T}\nadd: {}\n", "T", "add: {}\n"),
            (
                "change:\n  title: T\n  params:\n    a: {value: 1, reason: R} # waarom\n    b: {value: 2, reason: R}\n",
                "1",
                "change:\n  title: T\n  params:\n    b: {value: 2, reason: R}\n",
            ),
            (
                "change:\n  title: T\n  params:\n    a:\n      value: 1\n      reason: R\n\nadd: {}\n",
                "1",
                "change:\n  title: T\n\nadd: {}\n",
            ),
            (
                "remove:\n  states:\n    x: {instead: y, reason: R}\n    z: {reason: R}\n",
                "x",
                "remove:\n  states:\n    z: {reason: R}\n",
            ),
        ] {
            let file = format!("{head}{before}");
            assert_eq!(without(&file, gone), format!("{head}{after}"), "{before:?}");
        }
    }
}
