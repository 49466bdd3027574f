//! The screen: one language, colour or not, text or JSON.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use nazorg_core::text::{Language, Text};
use serde::Serialize;

use crate::args::Color;
use crate::language::help::spoken;

/// Where a command prints. Writing fails when the reader has left, and `?` then ends the command.
pub(crate) struct Screen {
    /// The language of everything for people.
    pub(crate) language: Language,
    /// Print JSON instead of text.
    pub(crate) json: bool,
    /// Somebody reads along: draw tables, fold long lines.
    pub(crate) terminal: bool,
    out: Box<dyn Write>,
    styled: bool,
}

/// Headings and names that must stand out.
pub(crate) const STRONG: Style = Style::new().bold();
/// What is late, or refused.
pub(crate) const ALARM: Style = AnsiColor::Red.on_default().bold();
/// What needs doing now.
pub(crate) const DUE: Style = AnsiColor::Yellow.on_default();
/// What went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Commands to type next.
pub(crate) const COMMAND: Style = AnsiColor::Cyan.on_default();
/// What matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();

impl Screen {
    /// The standard output.
    #[must_use]
    pub(crate) fn standard(language: Language, json: bool, color: Color) -> Self {
        let choice = AutoStream::new(io::stdout(), choice(color)).current_choice();
        let styled = choice != ColorChoice::Never;
        let terminal = io::stdout().is_terminal();
        // It writes each piece between two styles by itself: the buffer comes behind it.
        let out: Box<dyn Write> = Box::new(io::BufWriter::new(io::stdout()));
        Self { language, json, terminal, out: Box::new(AutoStream::new(out, choice)), styled }
    }

    /// A screen that nobody looks at.
    #[cfg(test)]
    pub(crate) fn silent(language: Language) -> Self {
        Self { language, json: false, terminal: false, out: Box::new(io::sink()), styled: false }
    }

    /// Whether colours and underlining reach the reader.
    #[must_use]
    pub(crate) fn styled(&self) -> bool {
        self.styled
    }

    /// The text in the language of this screen.
    #[must_use]
    pub(crate) fn text<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.language)
    }

    /// One of two texts that hold nothing but words.
    #[must_use]
    pub(crate) fn words(&self, nl: &'static str, en: &'static str) -> &'static str {
        if self.language == Language::Nl { nl } else { en }
    }

    /// A command to type next, such as `case show Z1`, in the words of this language.
    #[must_use]
    pub(crate) fn command(&self, typed: impl AsRef<str>) -> String {
        paint(COMMAND, format!("nazorg {}", spoken(typed.as_ref(), self.language)))
    }

    /// Prints commands to type next, each with what it does in Dutch and in English.
    ///
    /// # Errors
    /// The reader has left.
    pub(crate) fn commands(
        &mut self,
        program: &str,
        rows: &[(String, &'static str, &'static str)],
    ) -> io::Result<()> {
        let typed = |command: &str| format!("{program} {}", spoken(command, self.language));
        let typed: Vec<String> = rows.iter().map(|(command, ..)| typed(command)).collect();
        let width = typed.iter().map(|typed| typed.chars().count()).max().unwrap_or_default();
        for (typed, (_, nl, en)) in typed.iter().zip(rows) {
            let what = self.words(nl, en);
            self.line(format!("  {}  {what}", paint(COMMAND, format!("{typed:width$}"))))?;
        }
        Ok(())
    }

    /// Prints a line in the language of this screen.
    ///
    /// # Errors
    /// The reader has left.
    pub(crate) fn say(&mut self, text: &Text) -> io::Result<()> {
        let line = text.get(self.language).to_owned();
        self.line(line)
    }

    /// Prints a line as it is.
    ///
    /// # Errors
    /// The reader has left.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.out, "{}", line.as_ref())
    }

    /// Prints a heading with an empty line above it.
    ///
    /// # Errors
    /// The reader has left.
    pub(crate) fn heading(&mut self, text: &Text) -> io::Result<()> {
        let heading = paint(STRONG, text.get(self.language));
        writeln!(self.out, "\n{heading}")
    }

    /// Prints a value as JSON, for programs.
    ///
    /// # Errors
    /// The reader has left.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.out, value).map_err(io::Error::from)?;
        writeln!(self.out)
    }

    /// Tells on the standard error what does not end the command: a reader of the output is not troubled by it.
    pub(crate) fn warn(&mut self, text: &Text) {
        let word = self.words("let op", "note");
        let word = if self.styled { paint(DUE, word) } else { word.to_owned() };
        // Whoever closed the standard error does not want to hear it.
        let _ = writeln!(io::stderr(), "{word}: {}", self.text(text));
    }

    /// Shows what was printed so far.
    ///
    /// # Errors
    /// The reader has left.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The text in a style. The screen takes the style away again where it cannot be shown.
#[must_use]
pub(crate) fn paint(style: Style, text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    format!("{style}{text}{style:#}")
}

/// Data may hold anything; only its letters reach the screen, never codes that move the cursor.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// What the user's wish means for this stream; `NO_COLOR` counts unless colour is asked for.
#[must_use]
pub(crate) fn choice(color: Color) -> ColorChoice {
    match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}
