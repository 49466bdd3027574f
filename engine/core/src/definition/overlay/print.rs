//! A definition as YAML again, each line with the place that it comes from.

use super::tree::entries;
use crate::definition::node::{Content, Node};
use crate::finding::Span;

/// What fits on a line.
const WIDTH: usize = 120;

/// A line of the effective definition.
#[derive(Clone, Debug)]
pub struct Line {
    /// The text, indented.
    pub text: String,
    /// Where it was written.
    pub place: Span,
}

/// The tree as YAML. What stands on one line in its file stays on one line.
#[must_use]
pub fn print(tree: &Node) -> Vec<Line> {
    let mut lines = Vec::new();
    block(tree, 0, &mut lines);
    lines
}

fn block(node: &Node, depth: usize, lines: &mut Vec<Line>) {
    let indent = "  ".repeat(depth);
    for (key, value) in entries(node) {
        let name = &key.name;
        let line = (key.span.source.path.as_str(), key.span.place().0);
        let on_a_line = Some(flow(value)).filter(|text| {
            let is_leaf = !matches!(&value.content, Content::Map(inner) if !inner.is_empty());
            is_leaf || indent.len() + name.len() + text.len() < WIDTH && stands_on(value, line)
        });
        match on_a_line {
            Some(text) => {
                let colon = if text.is_empty() { ":" } else { ": " };
                // A value that was changed alone stands where the change stands.
                let place = if entries(value).is_empty() { &value.span } else { &key.span };
                lines.push(Line { text: format!("{indent}{name}{colon}{text}"), place: place.clone() });
            }
            None => {
                lines.push(Line { text: format!("{indent}{name}:"), place: key.span.clone() });
                block(value, depth + 1, lines);
            }
        }
    }
}

/// Whether all of it was written on one line.
fn stands_on(node: &Node, line: (&str, usize)) -> bool {
    let is_here = |span: &Span| (span.source.path.as_str(), span.place().0) == line;
    match &node.content {
        Content::Scalar { .. } => is_here(&node.span),
        Content::List(items) => items.iter().all(|item| stands_on(item, line)),
        Content::Map(entries) => {
            entries.iter().all(|(key, value)| is_here(&key.span) && stands_on(value, line))
        }
    }
}

/// A value in the form with brackets.
#[must_use]
pub fn flow(node: &Node) -> String {
    match &node.content {
        Content::Scalar { .. } if node.is_null() => String::new(),
        Content::Scalar { text, plain: true } => text.clone(),
        Content::Scalar { text, plain: false } => quoted(text),
        Content::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Content::Map(entries) => {
            let pairs = entries.iter().map(|(key, value)| format!("{}: {}", key.name, flow(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text as YAML reads it back, without quotes where none are needed.
#[must_use]
pub(super) fn written(text: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/' | '(' | ')');
    let is_plain = text.starts_with(char::is_alphanumeric)
        && !text.ends_with(' ')
        && text.chars().all(is_safe)
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n"
        );
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
