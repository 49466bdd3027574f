//! What `check` says: findings with a stable code, a place, a cause and a way out.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// One file that was read, kept so that a finding can show its line.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it stands, as the user would name it.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

impl Source {
    /// Line and column, both from 1, of a byte in the text. Columns count characters.
    #[must_use]
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &self.text[..byte];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// A stretch of bytes in a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub source: Arc<Source>,
    /// Bytes from the start of the file.
    pub range: Range<usize>,
}

impl Span {
    /// The same place, narrowed to a part of it (bytes counted from its own start).
    #[must_use]
    pub fn part(&self, part: Range<usize>) -> Self {
        let end = self.range.end;
        let start = (self.range.start + part.start).min(end);
        Self { source: self.source.clone(), range: start..(self.range.start + part.end).clamp(start, end) }
    }

    /// Line and column, from 1, of the start.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        self.source.place(self.range.start)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.place();
        write!(f, "{}:{line}:{column}", self.source.path)
    }
}

/// How bad a finding is. Only errors keep a process from being compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The process cannot be used.
    Error,
    /// It can be used, but probably does not do what was meant.
    Warning,
}

/// A replacement that can be pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// With what.
    pub with: String,
}

/// Something `check` found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable code, such as `NZ0203`. Never given to another finding.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What is wrong, in one sentence, in the designer's words.
    pub message: Text,
    /// A few words under the marked place.
    pub label: Option<Text>,
    /// Other places that matter, each with a few words.
    pub also: Vec<(Span, Text)>,
    /// What to do about it.
    pub help: Option<Text>,
    /// A replacement, when there is one obvious.
    pub fix: Option<Fix>,
    /// A scenario file that shows it, ready to be pasted and played.
    pub story: Option<String>,
}

impl Finding {
    /// An error at a place.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: Text) -> Self {
        Self {
            code,
            severity: Severity::Error,
            span,
            message,
            label: None,
            also: Vec::new(),
            help: None,
            fix: None,
            story: None,
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// The same, as bad as this at most.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        // An error comes first in the order of severities.
        self.severity = self.severity.max(severity);
        self
    }

    /// With a few words under the marked place.
    #[must_use]
    pub fn label(mut self, label: Text) -> Self {
        self.label = Some(label);
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// With the story that shows it.
    #[must_use]
    pub fn story(mut self, story: String) -> Self {
        self.story = Some(story);
        self
    }

    /// With a second place.
    #[must_use]
    pub fn also(mut self, span: Span, label: Text) -> Self {
        self.also.push((span, label));
        self
    }

    /// With a did-you-mean: the known name that looks most like the wrong one, if any does.
    #[must_use]
    pub fn did_you_mean<'a>(mut self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        if let Some(near) = nearest(wrong, known) {
            let near = near.to_owned();
            self.help = Some(crate::say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?"));
            self.fix = Some(Fix { span: self.span.clone(), with: near });
        }
        self
    }
}

/// The known name that looks most like `wrong`, if one is near enough to be a slip of the pen.
#[must_use]
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near_enough = (wrong.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= near_enough)
        .min()
        .map(|(_, name)| name)
}
