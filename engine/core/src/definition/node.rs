//! A YAML file as a tree of spanned keys and values.
//!
//! We read parser events ourselves instead of letting serde fill structs: so every scalar keeps its
//! place and its quotes, and one reading can report all that is wrong, not only the first fault.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, options};

use crate::finding::{Finding, Source, Span};
use crate::id::Id;
use crate::say;

/// Nesting beyond this is no process but an attack.
const DEPTH_MAX: usize = 64;
/// A hand-written file has fewer nodes than this.
const NODES_MAX: usize = 10_000;
/// Bytes of a whole file.
const FILE_BYTES_MAX: usize = 1 << 20;
/// Bytes of one value.
const VALUE_BYTES_MAX: usize = 64 << 10;

/// One value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it stands, quotes included.
    pub span: Span,
    /// What it is.
    pub content: Content,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A scalar; `plain` when it has no quotes, so that `no` can be told from `"no"`.
    Scalar {
        /// The text, escapes resolved.
        text: String,
        /// Written without quotes.
        plain: bool,
    },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in written order.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The name.
    pub name: Id,
    /// Where it stands.
    pub span: Span,
}

impl Node {
    /// The text of a scalar, quoted or not; `None` for a bare null and for lists and maps.
    #[must_use]
    pub fn scalar(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, plain } if !(*plain && is_null(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether this is an empty value or a bare `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, plain: true } if is_null(text))
    }

    /// Whether this scalar stands without quotes.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self.content, Content::Scalar { plain: true, .. })
    }

    /// The place of the text itself, without its quotes: bytes in the text then count from here,
    /// which is exact as long as the text holds no escapes.
    #[must_use]
    pub fn inner(&self) -> Span {
        if self.is_plain() { self.span.clone() } else { self.span.part(1..usize::MAX / 2) }
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Reads one YAML file into a tree.
///
/// # Errors
/// All that is wrong with it as YAML: what the parser refuses, and what YAML allows but a process
/// file does not (anchors, tags, merge keys, duplicate keys, hidden characters, absurd sizes).
pub fn read(source: &Arc<Source>) -> Result<Node, Vec<Finding>> {
    read_within(source, &Limits::default())
}

/// How large a file may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Its text, in bytes.
    pub bytes: usize,
    /// The nodes of its tree.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: FILE_BYTES_MAX, nodes: NODES_MAX }
    }
}

/// The same with other limits: for text that a program wrote itself.
///
/// # Errors
/// As [`read`].
pub fn read_within(source: &Arc<Source>, limits: &Limits) -> Result<Node, Vec<Finding>> {
    let mut tree = Tree {
        source,
        stack: Vec::new(),
        root: None,
        nodes_left: limits.nodes,
        documents: 0,
        findings: Vec::new(),
    };
    let whole = Span { source: source.clone(), range: 0..source.text.len().min(1) };
    if source.text.len() > limits.bytes {
        return Err(vec![Finding::error(
            "NZ0108",
            whole,
            say!("Dit bestand is groter dan 1 MB."; "This file is larger than 1 MB."),
        )]);
    }
    let options: Options =
        options! { emit_comments: false, block_nesting_limit: DEPTH_MAX, flow_nesting_limit: DEPTH_MAX };
    for next in Parser::new_from_str_with_options(&source.text, options) {
        match next {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(0..0);
                if tree.take(event, Span { source: source.clone(), range }).is_err() {
                    break;
                }
            }
            Err(error) => {
                tree.findings.push(syntax_error(source, &error));
                break;
            }
        }
    }
    match tree.root {
        Some(root) if tree.findings.is_empty() => Ok(root),
        None if tree.findings.is_empty() => Err(vec![
            // What belongs in it, the one who reads it knows.
            Finding::error("NZ0107", whole, say!("Dit bestand is leeg."; "This file is empty.")),
        ]),
        _ => Err(tree.findings),
    }
}

fn syntax_error(source: &Arc<Source>, error: &granit_parser::ScanError) -> Finding {
    let at = error.marker().byte_offset().unwrap_or(0).min(source.text.len());
    let end = source.text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let detail = error.info();
    let span = Span { source: source.clone(), range: at..end };
    let line = source.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let indented_by_tab = source.text[line..].trim_start_matches(' ').starts_with('\t');
    if indented_by_tab || detail.to_lowercase().contains("tab") {
        return Finding::error("NZ0102", span, say!("Hier staat een tab."; "There is a tab here."))
            .help(say!("Gebruik spaties om in te springen."; "Indent with spaces."));
    }
    // `leeftijd: >= 27` begins a folded text for YAML.
    if source.text[at..].starts_with('>') {
        return Finding::error(
            "NZ0101",
            span,
            say!("Een waarde kan niet met `>` beginnen."; "A value cannot begin with `>`."),
        )
        .help(say!("Zet de waarde tussen aanhalingstekens."; "Put the value between quotes."));
    }
    let finding =
        Finding::error("NZ0101", span, say!("De YAML klopt hier niet."; "The YAML is broken here."));
    let finding =
        if detail.is_empty() { finding } else { finding.label(say!("de lezer meldt: {detail}"; "{detail}")) };
    finding.help(say!(
        "Kijk naar inspringen, haakjes en aanhalingstekens in deze regel en de regel erboven.";
        "Look at the indentation, brackets and quotes of this line and the one above."
    ))
}

enum Open {
    List(Vec<Node>),
    /// With the key whose value comes next, and the place of each key: a map may be very large.
    Map(Vec<(Key, Node)>, Option<Key>, HashMap<Id, usize>),
}

struct Tree<'a> {
    source: &'a Arc<Source>,
    stack: Vec<(Span, Open)>,
    root: Option<Node>,
    nodes_left: usize,
    documents: usize,
    findings: Vec<Finding>,
}

struct Stop;

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return self.stop(
                        "NZ0106",
                        span,
                        say!("Eén bestand mag maar één document hebben."; "A file holds one document."),
                    );
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) | Event::Anchor(..) => {
                return self.stop("NZ0104", span, say!("Verwijzingen met * en & kunnen hier niet."; "Aliases (* and &) are not allowed here."));
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                self.scalar(text.into_owned(), style == ScalarStyle::Plain, span)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                self.open(span, Open::List(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                self.open(span, Open::Map(Vec::new(), None, HashMap::new()))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((mut start, open)) = self.stack.pop() {
                    start.range.end = span.range.end.max(start.range.start);
                    let content = match open {
                        Open::List(items) => Content::List(items),
                        Open::Map(entries, ..) => Content::Map(entries),
                    };
                    self.put(Node { span: start, content })?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn stop(&mut self, code: &'static str, span: Span, message: crate::text::Text) -> Result<(), Stop> {
        self.findings.push(Finding::error(code, span, message));
        Err(Stop)
    }

    fn refuse_properties(&mut self, anchor: usize, tag: bool, span: &Span) -> Result<(), Stop> {
        if anchor != 0 {
            return self.stop(
                "NZ0104",
                span.clone(),
                say!("Verwijzingen met * en & kunnen hier niet."; "Aliases (* and &) are not allowed here."),
            );
        }
        if tag {
            return self.stop(
                "NZ0105",
                span.clone(),
                say!("Tags met ! kunnen hier niet."; "Tags (!) are not allowed here."),
            );
        }
        Ok(())
    }

    fn open(&mut self, span: Span, open: Open) -> Result<(), Stop> {
        if self.stack.len() >= DEPTH_MAX {
            return self.stop("NZ0109", span, say!("Dit is dieper genest dan {DEPTH_MAX} lagen."; "This is nested deeper than {DEPTH_MAX} levels."));
        }
        if matches!(self.stack.last(), Some((_, Open::Map(_, None, _)))) {
            return self.stop(
                "NZ0110",
                span,
                say!("Een sleutel moet een woord zijn."; "A key must be a word."),
            );
        }
        self.stack.push((span, open));
        self.count()
    }

    fn count(&mut self) -> Result<(), Stop> {
        let Some(left) = self.nodes_left.checked_sub(1) else {
            let span = Span { source: self.source.clone(), range: 0..1 };
            return self.stop("NZ0109", span, say!("Dit bestand heeft meer dan {NODES_MAX} onderdelen."; "This file has more than {NODES_MAX} nodes."));
        };
        self.nodes_left = left;
        Ok(())
    }

    fn scalar(&mut self, text: String, plain: bool, span: Span) -> Result<(), Stop> {
        self.count()?;
        if text.len() > VALUE_BYTES_MAX {
            return self.stop(
                "NZ0108",
                span,
                say!("Deze waarde is groter dan 64 KB."; "This value is larger than 64 KB."),
            );
        }
        if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
            let code = u32::from(hidden);
            return self.stop("NZ0111", span, say!("Hier staat een onzichtbaar teken (U+{code:04X})."; "There is an invisible character here (U+{code:04X})."));
        }
        let Some((_, Open::Map(entries, key @ None, places))) = self.stack.last_mut() else {
            return self.put(Node { span, content: Content::Scalar { text, plain } });
        };
        if text == "<<" {
            return self.stop(
                "NZ0104",
                span,
                say!("Samenvoegen met << kan hier niet."; "Merge keys (<<) are not allowed here."),
            );
        }
        if plain && must_be_quoted(&text) {
            return self.stop(
                "NZ0112",
                span,
                say!("`{text}` is zonder aanhalingstekens geen naam."; "`{text}` without quotes is not a name."),
            );
        }
        let name = Id::from(text.as_str());
        if let Some(first) = places.insert(name.clone(), entries.len()) {
            places.insert(name.clone(), first);
            let first = entries[first].0.span.clone();
            self.findings.push(
                Finding::error(
                    "NZ0103",
                    span.clone(),
                    say!("`{text}` staat hier twee keer."; "`{text}` is here twice."),
                )
                .also(first, say!("hier voor het eerst"; "first here")),
            );
        }
        *key = Some(Key { name, span });
        Ok(())
    }

    fn put(&mut self, node: Node) -> Result<(), Stop> {
        match self.stack.last_mut() {
            Some((_, Open::List(items))) => items.push(node),
            Some((_, Open::Map(entries, key, _))) => {
                if let Some(key) = key.take() {
                    entries.push((key, node));
                }
            }
            None => self.root = Some(node),
        }
        Ok(())
    }
}

/// Characters that change what a reader sees, or that no text holds.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a name can only be written in quotes: without them some tool reads nothing, a boolean or a
/// number.
#[must_use]
pub fn must_be_quoted(name: &str) -> bool {
    is_null(name) || is_trap(name)
}

fn is_trap(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "yes" | "no" | "on" | "off" | "true" | "false" | "y" | "n" | ".inf" | ".nan"
    ) || text.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(text: &str) -> &'static str {
        let source = Arc::new(Source { path: "t.yaml".into(), text: text.into() });
        read(&source).map_or_else(|findings| findings[0].code, |_| "")
    }

    #[test]
    fn reads_keys_values_and_their_places() {
        let source =
            Arc::new(Source { path: "t.yaml".into(), text: "a: 1\nb: {c: \"x y\", d: [p]}\n".into() });
        let node = read(&source).expect("reads");
        let Content::Map(entries) = &node.content else { panic!("a map") };
        let Content::Map(inner) = &entries[1].1.content else { panic!("a map") };
        assert_eq!(inner[0].1.scalar(), Some("x y"));
        assert_eq!(inner[0].1.span.place(), (2, 8));
        assert_eq!(inner[0].1.inner().place(), (2, 9));
        assert!(!inner[0].1.is_plain());
    }

    #[test]
    fn a_range_without_quotes_gets_advice() {
        for text in ["a: >= 18", "a: {b: > 18, c: 1}", "a: [>= 3, 1]"] {
            let source = Arc::new(Source { path: "t.yaml".into(), text: text.into() });
            let findings = read(&source).expect_err(text);
            let help = findings[0].help.as_ref().map_or("", |help| help.en.as_str());
            assert!(help.contains("quotes") && findings[0].message.en.contains('>'), "{text}: {findings:?}");
        }
    }

    #[test]
    fn refuses_what_a_process_file_may_not_hold() {
        for (text, code) in [
            ("a: [1", "NZ0101"),
            ("a:\n\t- b", "NZ0102"),
            ("a: 1\na: 2", "NZ0103"),
            ("a: &x 1\nb: *x", "NZ0104"),
            ("a: !t 1", "NZ0105"),
            ("<<: {b: 1}", "NZ0104"),
            ("a: 1\n---\nb: 2", "NZ0106"),
            ("", "NZ0107"),
            ("# only a comment\n", "NZ0107"),
            ("[a]: 1", "NZ0110"),
            ("a: \"\\u202e\"", "NZ0111"),
            ("a: \"\\0\"", "NZ0111"),
            ("no: 1", "NZ0112"),
            ("1: 1", "NZ0112"),
            ("~: 1", "NZ0112"),
        ] {
            assert_eq!(code_of(text), code, "{text:?}");
        }
        let deep = "[".repeat(100_000);
        assert!(!code_of(&deep).is_empty());
        assert_eq!(code_of(&format!("a: {}", "x".repeat(70_000))), "NZ0108");
        assert_eq!(code_of(&"- a\n".repeat(10_001)), "NZ0109");
        assert_eq!(code_of("\u{feff}a: 1"), "", "a byte-order mark is accepted");
    }
}
