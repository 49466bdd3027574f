//! What is wrong with an expression.

use std::ops::Range;

use crate::finding::{Finding, Fix, Span};
use crate::text::Text;

/// The text is no expression.
pub(super) const SYNTAX: &str = "NZ0301";
/// Two types do not go together, or the place needs another type.
pub(super) const MISMATCH: &str = "NZ0302";
/// The choice does not have this option.
pub(super) const OPTION: &str = "NZ0303";
/// There is no field, param or state with this name.
pub(super) const NAME: &str = "NZ0201";
/// There is no function with this name, or it is called in another way.
pub(super) const CALL: &str = "NZ0304";
/// A word can mean two things here.
pub(super) const AMBIGUOUS: &str = "NZ0305";
/// `today` may not be read here.
pub(super) const TODAY: &str = "NZ0306";

/// One thing that is wrong with an expression, at a place in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, such as `NZ0302`.
    pub code: &'static str,
    /// Bytes in the text of the expression. Empty when something is missing at the end.
    pub range: Range<usize>,
    /// What is wrong, in one or two sentences.
    pub message: Text,
    /// What to do about it.
    pub help: Option<Text>,
    /// What to put in the place of `range`, when one answer is obvious.
    pub replace: Option<String>,
}

impl Problem {
    pub(super) fn new(code: &'static str, range: Range<usize>, message: Text) -> Self {
        Self { code, range, message, help: None, replace: None }
    }

    pub(super) fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    pub(super) fn replace(mut self, with: impl Into<String>) -> Self {
        self.replace = Some(with.into());
        self
    }

    /// Offers `with` as what was probably meant.
    pub(super) fn did_you_mean(self, with: &str) -> Self {
        self.help(crate::say!("Bedoelt u `{with}`?"; "Did you mean `{with}`?")).replace(with)
    }

    /// The problem as a finding; `place` is where the text of the expression stands in its file.
    #[must_use]
    pub fn into_finding(self, place: &Span) -> Finding {
        let with = self.replace.and_then(|with| as_yaml(with, place, self.range.start));
        let span = place.part(self.range);
        let mut finding = Finding::error(self.code, span.clone(), self.message);
        finding.help = self.help;
        finding.fix = with.map(|with| Fix { span, with });
        finding
    }
}

/// A replacement as it must be written in the scalar around it; none where quotes at its start would
/// turn the whole expression into a text.
fn as_yaml(with: String, place: &Span, start: usize) -> Option<String> {
    match place.source.text[..place.range.start].chars().next_back() {
        Some('"') => Some(with.replace('"', "\\\"")),
        Some('\'') => Some(with.replace('\'', "''")),
        _ if start == 0 && with.starts_with('"') => None,
        _ => Some(with),
    }
}
