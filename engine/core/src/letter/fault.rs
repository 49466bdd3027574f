//! Why a letter could not be made.

use std::fmt;

use minijinja::{Error, ErrorKind};

use super::filter::{NOT_A_DATE, NOT_A_NUMBER};
use super::scan;
use crate::say;
use crate::text::Text;

/// The detail of the error for a value that has no text, such as a list.
pub(super) const NOT_TEXT: &str = "not a text";

/// A letter that could not be made. Holds template text at most, never a value of the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterError {
    /// The template where it went wrong; may be one that the asked one extends.
    pub template: String,
    /// The line in it, from 1, where known.
    pub line: Option<usize>,
    /// What went wrong.
    pub fault: Fault,
}

/// What went wrong. The texts are expressions as they stand in the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no template of that name.
    Unknown,
    /// The template itself is wrong; loading it gave a finding.
    Broken,
    /// A value that the case does not have.
    Unset(Option<String>),
    /// A value that cannot be written in a letter: a list or a record.
    NotText(Option<String>),
    /// A date filter on something that is no date, or `tijd` on a date without a time.
    NotADate(Option<String>),
    /// `bedrag` or `getal` on something that is no number.
    NotANumber(Option<String>),
    /// It would not end.
    Runaway,
    /// It became longer than 64 KB.
    TooLong,
    /// It does not start with `# Title`.
    NoTitle,
    /// Anything else that the template language refuses.
    Refused(Option<String>),
}

impl LetterError {
    pub(super) fn new(template: &str, line: Option<usize>, fault: Fault) -> Self {
        Self { template: template.to_owned(), line, fault }
    }

    /// Takes the innermost error: an outer one only says which `include` led to it. The detail is
    /// left behind, for it may quote a value.
    pub(super) fn from_template(
        error: &Error,
        asked: &str,
        text_of: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let mut inner = error;
        while let Some(deeper) =
            std::error::Error::source(inner).and_then(|cause| cause.downcast_ref::<Error>())
        {
            inner = deeper;
        }
        let template = inner.name().or(error.name()).unwrap_or(asked).to_owned();
        let line = inner.line().or(error.line());
        let what = || scan::expression(&text_of(&template)?, inner.range()?);
        let fault = match inner.kind() {
            ErrorKind::UndefinedError => Fault::Unset(what()),
            ErrorKind::OutOfFuel => Fault::Runaway,
            ErrorKind::WriteFailure => Fault::TooLong,
            ErrorKind::TemplateNotFound => Fault::Broken,
            _ if inner.detail() == Some(NOT_A_DATE) => Fault::NotADate(what()),
            _ if inner.detail() == Some(NOT_A_NUMBER) => Fault::NotANumber(what()),
            _ if inner.detail() == Some(NOT_TEXT) => Fault::NotText(what()),
            _ => Fault::Refused(what()),
        };
        Self { template, line, fault }
    }

    /// For the user.
    #[must_use]
    pub fn text(&self) -> Text {
        let name = &self.template;
        let place = match self.line {
            Some(line) => say!("Sjabloon {name}, regel {line}"; "Template {name}, line {line}"),
            None => say!("Sjabloon {name}"; "Template {name}"),
        };
        let what = self.what();
        Text { nl: format!("{}: {}", place.nl, what.nl), en: format!("{}: {}", place.en, what.en) }
    }

    fn what(&self) -> Text {
        let quoted =
            |what: &Option<String>| what.as_ref().map_or_else(|| "?".to_owned(), |it| format!("`{it}`"));
        match &self.fault {
            Fault::Unknown => say!("deze sjabloon bestaat niet."; "this template does not exist."),
            Fault::Broken => {
                say!("deze sjabloon klopt niet; controleer de sjablonen."; "this template is wrong; check the templates.")
            }
            Fault::Unset(what) => {
                let what = quoted(what);
                say!("{what} is niet ingevuld in deze zaak."; "{what} is not set in this case.")
            }
            Fault::NotText(what) => {
                let what = quoted(what);
                say!("{what} is geen tekst, maar een lijst of een groep velden."; "{what} is not a text but a list or a group of fields.")
            }
            Fault::NotADate(what) => {
                let what = quoted(what);
                say!("{what} vraagt een datum of tijdstip, maar krijgt iets anders."; "{what} wants a date or a moment, but gets something else.")
            }
            Fault::NotANumber(what) => {
                let what = quoted(what);
                say!("{what} vraagt een getal of bedrag, maar krijgt iets anders."; "{what} wants a number or an amount, but gets something else.")
            }
            Fault::Runaway => {
                say!("de brief komt niet af: er wordt te veel herhaald."; "the letter does not end: too much is repeated.")
            }
            Fault::TooLong => say!("de brief is langer dan 64 KB."; "the letter is longer than 64 KB."),
            Fault::NoTitle => {
                say!("de brief begint niet met een regel `# Onderwerp`."; "the letter does not start with a line `# Subject`.")
            }
            Fault::Refused(what) => {
                let what = quoted(what);
                say!("{what} kan niet worden uitgevoerd."; "{what} cannot be evaluated.")
            }
        }
    }
}

impl fmt::Display for LetterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for LetterError {}
