//! Changing a file of YAML as its writer would: only the words that change, every comment and every
//! line break left as it is.

use std::sync::Arc;

use super::print::written;
use super::tree::{entries, entry, is_map, value};
use crate::definition::node::{self, Content, Node};
use crate::finding::Source;

/// A file that is being edited.
pub struct Edit<'a> {
    pub(super) text: &'a str,
    pub(super) root: &'a Node,
}

impl<'a> Edit<'a> {
    /// The text of a file and its tree.
    #[must_use]
    pub fn new(text: &'a str, root: &'a Node) -> Self {
        Self { text, root }
    }

    /// Gives a param another value, with the reason. In a base the reason becomes its source.
    #[must_use]
    pub fn param(&self, name: &str, new: &str, reason: &str) -> String {
        let is_overlay = value(self.root, "overlay").is_some();
        let (path, why): (&[&str], _) =
            if is_overlay { (&["change", "params"], "reason") } else { (&["params"], "source") };
        let whole = format!("{{value: {}, {why}: {}}}", written(new), written(reason));
        let mut at = self.root;
        for (depth, key) in path.iter().enumerate() {
            match value(at, key) {
                Some(inner) if !inner.is_null() => at = inner,
                found => {
                    // All that is still missing, inside out.
                    let mut missing = format!("{{{name}: {whole}}}");
                    for key in path[depth + 1..].iter().rev() {
                        missing = format!("{{{key}: {missing}}}");
                    }
                    return self.put(at, key, found, &missing);
                }
            }
        }
        if value(at, name).is_none_or(|param| !is_map(param)) {
            return self.put(at, name, value(at, name), &whole);
        }
        let place: Vec<&str> = path.iter().copied().chain([name]).collect();
        self.with_all(&place, &[("value", written(new)), (why, written(reason))])
    }

    /// Pins another version and hash of the base.
    #[must_use]
    pub fn pin(&self, version: u32, hash: &str) -> String {
        self.with_all(&["extends"], &[("version", version.to_string()), ("hash", format!("\"{hash}\""))])
    }

    /// Gives entries of the mapping at this place another value, or adds them. After each the text is read anew: what
    /// was added moves all that follows.
    fn with_all(&self, place: &[&str], changes: &[(&str, String)]) -> String {
        let mut text = self.text.to_owned();
        for (key, new) in changes {
            let source = Arc::new(Source { path: String::new(), text: text.clone() });
            let Ok(root) = node::read(&source) else { break };
            let Some(map) = place.iter().try_fold(&root, |at, key| value(at, key)) else { break };
            text = match value(map, key) {
                Some(node) => spliced(&text, node.span.range.clone(), new),
                None => Edit { text: &text, root: &root }.inserted(map, key, new),
            };
        }
        text
    }

    /// Puts something under a key that has no value yet, or is not there.
    fn put(&self, map: &Node, key: &str, found: Option<&Node>, new: &str) -> String {
        match found.and_then(|_| entry(map, key)) {
            Some((key, node)) => {
                let end = node.span.range.end.max(key.span.range.end);
                let bare = self.text[key.span.range.end..end].trim_end().len();
                let at = if node.span.range.is_empty() || bare <= 1 {
                    // Only the colon stands there.
                    let colon = self.text[key.span.range.end..].find(':').map_or(0, |at| at + 1);
                    let at = key.span.range.end + colon;
                    at..at
                } else {
                    node.span.range.clone()
                };
                let space = if at.is_empty() { " " } else { "" };
                spliced(self.text, at, &format!("{space}{new}"))
            }
            None => self.inserted(map, key, new),
        }
    }

    /// Adds an entry at the end of a mapping, in the style that the mapping has.
    fn inserted(&self, map: &Node, key: &str, new: &str) -> String {
        let is_flow = self.text[map.span.range.start.min(self.text.len())..].starts_with('{')
            && entries(map).first().is_none_or(|(first, _)| first.span.range.start > map.span.range.start);
        if is_flow {
            let close =
                self.text[..map.span.range.end.min(self.text.len())].rfind('}').unwrap_or(map.span.range.end);
            let inside = self.text[..close].trim_end();
            let comma = if inside.ends_with('{') || inside.ends_with(',') { "" } else { "," };
            let space = if inside.ends_with('{') { "" } else { " " };
            return spliced(self.text, inside.len()..close, &format!("{comma}{space}{key}: {new}"));
        }
        let first = entries(map).first().map_or(map.span.range.start, |(key, _)| key.span.range.start);
        let line = self.text[..first].rfind('\n').map_or(0, |newline| newline + 1);
        let indent = " ".repeat(first - line);
        let end = end_of(map, self.text);
        let at = self.text[end..].find('\n').map_or(self.text.len(), |newline| end + newline);
        spliced(self.text, at..at, &format!("\n{indent}{key}: {new}"))
    }
}

/// Where the last word of a node ends.
pub(super) fn end_of(node: &Node, text: &str) -> usize {
    let end = node.span.range.end.min(text.len());
    match &node.content {
        Content::Map(entries) if !text[node.span.range.start..].starts_with('{') => {
            entries.last().map_or(end, |(key, value)| end_of(value, text).max(key.span.range.end))
        }
        Content::List(items) if !text[node.span.range.start..].starts_with('[') => {
            items.last().map_or(end, |item| end_of(item, text))
        }
        _ => node.span.range.start + text[node.span.range.start.min(end)..end].trim_end().len(),
    }
}

fn spliced(text: &str, at: std::ops::Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..at.start], &text[at.end..])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Edit;
    use crate::definition::node;
    use crate::finding::Source;

    fn set(text: &str) -> String {
        let source = Arc::new(Source { path: "t.yaml".into(), text: text.into() });
        let root = node::read(&source).expect("YAML");
        let after = Edit::new(text, &root).param("binnen", "3 workdays", "Zo snel: kan het");
        let again = Arc::new(Source { path: "t.yaml".into(), text: after.clone() });
        node::read(&again).unwrap_or_else(|findings| panic!("{findings:?}\n{after}"));
        after
    }

    #[test]
    fn only_the_words_that_change_are_touched() {
        let file = "# Boven.\noverlay: r/p\nextends: {process: l/p} # de basis\n";
        let param = "{value: 3 workdays, reason: \"Zo snel: kan het\"}";
        for (before, after) in [
            ("", format!("change: {{params: {{binnen: {param}}}}}\n")),
            ("change:\n", format!("change: {{params: {{binnen: {param}}}}}\n")),
            ("change: {}\n", format!("change: {{params: {{binnen: {param}}}}}\n")),
            ("change: {title: T} # kort\n", format!("change: {{title: T, params: {{binnen: {param}}}}} # kort\n")),
            ("change:\n  title: T # kort\n\nadd: {}\n", format!("change:\n  title: T # kort\n  params: {{binnen: {param}}}\n\nadd: {{}}\n")),
            ("change:\n  params:\n    ander: {value: 1} # een\n", format!("change:\n  params:\n    ander: {{value: 1}} # een\n    binnen: {param}\n")),
            (
                "change:\n  params:\n    binnen: {value: 5 workdays, reason: Oud} # zo\n    ander: {value: 1}\n",
                "change:\n  params:\n    binnen: {value: 3 workdays, reason: \"Zo snel: kan het\"} # zo\n    ander: {value: 1}\n".to_owned(),
            ),
            (
                "change:\n  params:\n    binnen:\n      # waarom\n      reason: Oud\n      value: '5 workdays'   # hier\n",
                "change:\n  params:\n    binnen:\n      # waarom\n      reason: \"Zo snel: kan het\"\n      value: 3 workdays   # hier\n".to_owned(),
            ),
            ("change: {params: {binnen: {value: 5 workdays}}}\n", format!("change: {{params: {{binnen: {param}}}}}\n")),
        ] {
            let after = format!("{file}{after}");
            assert_eq!(set(&format!("{file}{before}")), after, "{before:?}");
        }
    }

    #[test]
    fn a_base_keeps_the_reason_as_its_source() {
        let text = "process: l/p\nparams:\n  binnen: {type: duration, value: 5 workdays, source: aanname}\n";
        let after = text.replace("5 workdays", "3 workdays").replace("aanname", "\"Zo snel: kan het\"");
        assert_eq!(set(text), after);
    }

    #[test]
    fn a_file_without_a_last_line_break_stays_yaml() {
        assert!(set("overlay: r/p\nextends: {process: l/p}").ends_with("kan het\"}}}"));
    }

    #[test]
    fn pinning_writes_both_numbers() {
        let text = "overlay: r/p\nextends:\n  process: l/p # basis\n  hash: b3:oud\n  version: 1\n";
        let source = Arc::new(Source { path: "t.yaml".into(), text: text.into() });
        let root = node::read(&source).expect("YAML");
        let after = Edit::new(text, &root).pin(4, "b3:nieuw");
        assert_eq!(
            after,
            "overlay: r/p\nextends:\n  process: l/p # basis\n  hash: \"b3:nieuw\"\n  version: 4\n"
        );
        for (before, after) in [
            ("{process: l/p}", "{process: l/p, version: 4, hash: \"b3:nieuw\"}"),
            ("{process: l/p, hash: b3:oud}", "{process: l/p, hash: \"b3:nieuw\", version: 4}"),
            ("{version: 1, process: l/p}", "{version: 4, process: l/p, hash: \"b3:nieuw\"}"),
            ("\n  process: l/p # basis", "\n  process: l/p # basis\n  version: 4\n  hash: \"b3:nieuw\""),
        ] {
            let text = format!("overlay: r/p\nextends: {before}\nchange: {{title: T}}\n");
            let source = Arc::new(Source { path: "t.yaml".into(), text: text.clone() });
            let root = node::read(&source).expect("YAML");
            let pinned = Edit::new(&text, &root).pin(4, "b3:nieuw");
            assert_eq!(pinned, format!("overlay: r/p\nextends: {after}\nchange: {{title: T}}\n"));
        }
    }
}
