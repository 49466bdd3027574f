//! Reading a tree into a definition: every problem is noted, and reading goes on.

use std::cell::RefCell;
use std::ops::Deref;

use indexmap::IndexMap;

use super::node::{Content, Key, Node};
use super::overlay;
use super::profile::Profile;
use crate::calendar::{Duration, Formula, Roll};
use crate::expression::{self, Syntax};
use crate::finding::{Finding, Severity, Span};
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// Something with the place where it stands.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The thing.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Named things in written order, each with the place of its name.
pub type Map<T> = IndexMap<Id, Spanned<T>>;

/// An expression as written. `syntax` is none when it could not be parsed, which was reported.
#[derive(Clone, Debug)]
pub struct Written {
    /// The place of its text.
    pub span: Span,
    /// The parsed text.
    pub syntax: Option<Syntax>,
}

/// Collects what is wrong.
#[derive(Default)]
pub struct Reader {
    profile: Profile,
    findings: RefCell<Vec<Finding>>,
}

impl Reader {
    /// A reader that holds what it reads to this profile.
    #[must_use]
    pub fn held_to(profile: Profile) -> Self {
        Self { profile, ..Self::default() }
    }

    /// Notes a finding.
    pub fn report(&self, finding: Finding) {
        self.findings.borrow_mut().push(finding);
    }

    /// All that was noted.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings.into_inner()
    }

    /// Notes that a value has the wrong shape.
    pub fn wrong_shape(&self, node: &Node, wanted: Text) {
        let (nl, en) = (wanted.nl, wanted.en);
        self.report(Finding::error(
            "NZ0115",
            node.span.clone(),
            say!("Hier hoort {nl}."; "This should be {en}."),
        ));
    }

    /// A text. Bare booleans and nulls are refused, because they are seldom meant.
    #[must_use]
    pub fn text(&self, node: &Node) -> Option<Spanned<String>> {
        if let Some(text) = node.scalar() {
            if node.is_plain()
                && matches!(text, "true" | "false" | "yes" | "no" | "on" | "off" | "Yes" | "No")
            {
                self.report(
                    Finding::error(
                        "NZ0112",
                        node.span.clone(),
                        say!("`{text}` zonder aanhalingstekens is geen tekst."; "`{text}` without quotes is not a text."),
                    )
                    .help(say!("Schrijf \"{text}\"."; "Write \"{text}\".")),
                );
                return None;
            }
            return Some(Spanned { value: text.to_owned(), span: node.span.clone() });
        }
        self.wrong_shape(node, say!("een tekst"; "a text"));
        None
    }

    /// A name that refers to something: an event, a role, a process.
    #[must_use]
    pub fn name(&self, node: &Node) -> Option<Spanned<Id>> {
        let text = self.text(node)?;
        Some(Spanned { value: Id::from(text.value), span: node.inner() })
    }

    /// One name, or a list of names.
    #[must_use]
    pub fn names(&self, node: &Node) -> Vec<Spanned<Id>> {
        match &node.content {
            Content::List(items) => items.iter().filter_map(|item| self.name(item)).collect(),
            _ => self.name(node).into_iter().collect(),
        }
    }

    /// True or false.
    #[must_use]
    pub fn flag(&self, node: &Node) -> bool {
        match node.scalar() {
            Some("true") if node.is_plain() => true,
            Some("false") if node.is_plain() => false,
            _ => {
                self.wrong_shape(node, say!("`true` of `false`"; "`true` or `false`"));
                false
            }
        }
    }

    /// An expression.
    #[must_use]
    pub fn expression(&self, node: &Node) -> Option<Written> {
        let Some(text) = node.scalar() else {
            self.wrong_shape(node, say!("een voorwaarde of berekening"; "an expression"));
            return None;
        };
        let span = node.inner();
        let syntax = expression::parse(text).map_err(|problem| self.report(problem.into_finding(&span))).ok();
        Some(Written { span, syntax })
    }

    /// A duration such as `5 workdays`.
    #[must_use]
    pub fn duration(&self, node: &Node) -> Option<Spanned<Duration>> {
        let text = self.text(node)?;
        match Duration::parse(&text.value) {
            Ok(value) => Some(Spanned { value, span: text.span }),
            Err(message) => {
                self.report(Finding::error("NZ0701", node.inner(), message));
                None
            }
        }
    }

    /// A deadline formula.
    #[must_use]
    pub fn formula(&self, node: &Node) -> Option<Spanned<Formula>> {
        let text = self.text(node)?;
        match Formula::parse(&text.value) {
            Ok(value) => Some(Spanned { value, span: node.inner() }),
            Err(error) => {
                self.report(Finding::error("NZ0702", node.inner().part(error.range), error.message));
                None
            }
        }
    }

    /// The entries of a mapping; anything else is reported and reads as empty.
    #[must_use]
    pub fn entries<'n>(&self, node: &'n Node) -> &'n [(Key, Node)] {
        match &node.content {
            Content::Map(entries) => entries,
            _ => {
                self.wrong_shape(node, say!("een lijst van namen met inhoud"; "a map of names"));
                &[]
            }
        }
    }

    /// A mapping of named things.
    pub fn map<T>(&self, node: &Node, mut read: impl FnMut(&Key, &Node) -> Option<T>) -> Map<T> {
        let mut map = Map::new();
        for (key, value) in self.entries(node) {
            self.check_name(key);
            if let Some(value) = read(key, value) {
                map.insert(key.name.clone(), Spanned { value, span: key.span.clone() });
            }
        }
        map
    }

    /// Names are lower-case, so that a name never depends on how somebody holds the shift key.
    pub(super) fn check_name(&self, key: &Key) {
        let plain =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | '/');
        if !key.name.starts_with(|c: char| c.is_ascii_alphabetic())
            || !key.name.chars().all(|c| plain(c) || c.is_ascii_uppercase())
        {
            let name = &key.name;
            self.report(
                Finding::error("NZ0113", key.span.clone(), say!("`{name}` is geen goede naam."; "`{name}` is not a valid name."))
                    .help(say!("Gebruik letters, cijfers en _, en begin met een letter."; "Use letters, digits and _, starting with a letter."))
                    .at_most(self.profile.severity()),
            );
        }
    }
}

/// The entries of one mapping, taken one by one. Whatever nobody asked for is unknown: so the list
/// of known keys is never kept by hand.
pub struct Fields<'n, 'r> {
    reader: &'r Reader,
    node: &'n Node,
    entries: &'n [(Key, Node)],
    asked: RefCell<Vec<&'static str>>,
}

impl<'n, 'r> Fields<'n, 'r> {
    /// Starts reading a mapping.
    #[must_use]
    pub fn new(node: &'n Node, reader: &'r Reader) -> Self {
        let entries = if node.is_null() { &[] } else { reader.entries(node) };
        Self { reader, node, entries, asked: RefCell::default() }
    }

    /// The value under a key, if there.
    #[must_use]
    pub fn get(&self, key: &'static str) -> Option<&'n Node> {
        self.asked.borrow_mut().push(key);
        self.entries.iter().find(|(k, _)| k.name == key).map(|(_, value)| value)
    }

    /// The place of a key.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<&'n Key> {
        self.entries.iter().find(|(k, _)| k.name == key).map(|(k, _)| k)
    }

    /// The value under a key that must be there.
    #[must_use]
    pub fn must(&self, key: &'static str) -> Option<&'n Node> {
        self.must_at_most(key, Severity::Error)
    }

    fn must_at_most(&self, key: &'static str, severity: Severity) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() && matches!(self.node.content, Content::Map(_)) {
            let first_line = self.entries.first().map_or(self.node.span.clone(), |(k, _)| k.span.clone());
            self.reader.report(
                Finding::error(
                    "NZ0116",
                    first_line,
                    say!("Hier ontbreekt `{key}`."; "`{key}` is missing here."),
                )
                .help(say!("Voeg `{key}: …` toe."; "Add `{key}: …`."))
                .at_most(severity),
            );
        }
        found
    }

    /// An optional text.
    #[must_use]
    pub fn text(&self, key: &'static str) -> Option<String> {
        self.get(key).and_then(|node| self.reader.text(node)).map(|text| text.value)
    }

    /// A text that must be there; empty when it is not, which was reported.
    #[must_use]
    pub fn title(&self) -> String {
        let title = self.must_at_most("title", self.reader.profile.severity());
        title.and_then(|node| self.reader.text(node)).map_or_else(String::new, |text| text.value)
    }

    /// An optional name.
    #[must_use]
    pub fn name(&self, key: &'static str) -> Option<Spanned<Id>> {
        self.get(key).and_then(|node| self.reader.name(node))
    }

    /// An optional name or list of names.
    #[must_use]
    pub fn names(&self, key: &'static str) -> Vec<Spanned<Id>> {
        self.get(key).map_or_else(Vec::new, |node| self.reader.names(node))
    }

    /// A formula with the rule for its end, `roll`, that stands beside it.
    #[must_use]
    pub fn term(&self, key: &'static str) -> Option<Spanned<Formula>> {
        let rule = self.get("roll").and_then(|node| self.reader.text(node));
        let mut formula = self.get(key).and_then(|node| self.reader.formula(node));
        if let Some(rule) = rule {
            match (Roll::parse(&rule.value), &mut formula) {
                (Ok(roll), Some(formula)) => formula.value.roll = roll,
                (Ok(_), None) if self.key(key).is_none() => self.reader.report(Finding::error(
                    "NZ0703",
                    rule.span,
                    say!("Zonder `{key}` doet `roll` niets."; "Without `{key}`, `roll` does nothing."),
                )),
                (Ok(_), None) => {}
                (Err(message), _) => self.reader.report(Finding::error("NZ0703", rule.span, message)),
            }
        }
        formula
    }

    /// An optional flag, false when left out.
    #[must_use]
    pub fn flag(&self, key: &'static str) -> bool {
        self.get(key).is_some_and(|node| self.reader.flag(node))
    }

    /// An optional expression.
    #[must_use]
    pub fn expression(&self, key: &'static str) -> Option<Written> {
        self.get(key).and_then(|node| self.reader.expression(node))
    }

    /// An optional mapping of named things; empty when left out.
    pub fn map<T>(&self, key: &'static str, read: impl FnMut(&Key, &Node) -> Option<T>) -> Map<T> {
        self.get(key).map_or_else(Map::new, |node| self.reader.map(node, read))
    }

    /// The version of a file; 1 when left out.
    #[must_use]
    pub fn version(&self) -> u32 {
        let written = self.get("version").and_then(|node| overlay::version(node, self.reader));
        written.map_or(1, |version| version.value)
    }

    /// Why no overlay can change this: a law, a decision.
    pub fn lock(&self) {
        let _ = self.text("locked");
    }

    /// The direction in which an overlay can change what is locked.
    pub fn direction(&self) {
        if let Some(node) = self.get("may")
            && !matches!(node.scalar(), Some("stricter" | "lower" | "higher"))
        {
            self.reader.wrong_shape(
                node,
                say!("`stricter`, `lower` of `higher`"; "`stricter`, `lower` or `higher`"),
            );
        }
    }

    /// How many entries there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for (key, _) in self.entries.iter().filter(|(key, _)| !asked.contains(&key.name.as_str())) {
            let name = &key.name;
            let known = asked.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
            let finding = Finding::error(
                "NZ0114",
                key.span.clone(),
                say!("`{name}` kent deze plek niet."; "`{name}` is not known here."),
            )
            .help(say!("Hier kan: {known}."; "Known here: {known}."))
            .did_you_mean(name, asked.iter().copied());
            self.reader.report(finding);
        }
    }
}
