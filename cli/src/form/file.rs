//! A form in a file or on the standard input.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Arc;

use nazorg_core::definition::field::to_json;
use nazorg_core::definition::node;
use nazorg_core::finding::{Finding, Source};
use nazorg_core::say;
use nazorg_core::text::Language;
use serde_json::{Map, Value as Json};

use crate::output::Stop;

/// A form is a page, not a book.
const BYTES_MAX: u64 = 1 << 20;

/// Reads a form as YAML or JSON; `-` is the standard input.
///
/// # Errors
/// It cannot be read, or is no group of fields.
pub(crate) fn read(path: &Path, language: Language) -> Result<Map<String, Json>, Stop> {
    let text = if path == Path::new("-") {
        if io::stdin().is_terminal() {
            // Not on the standard output: that may be going somewhere.
            let hint = say!("Typ per regel `veld: waarde` en sluit af met Ctrl-D."; "Type `field: value` on each line and end with Ctrl-D.");
            writeln!(io::stderr(), "{}", hint.get(language))?;
        }
        text(io::stdin().lock(), path)?
    } else {
        let kind = path.metadata().map_err(|error| Stop::file(path, &error))?;
        if !kind.is_file() {
            let path = path.display();
            return Err(Stop::bad_input(
                say!("{path} is geen gewoon bestand."; "{path} is no regular file."),
            )
            .help(say!("Geef het bestand zelf, of gebruik `--form -`."; "Give the file itself, or use `--form -`.")));
        }
        text(File::open(path).map_err(|error| Stop::file(path, &error))?, path)?
    };
    parse(path, text)
}

fn text(from: impl Read, path: &Path) -> Result<String, Stop> {
    let mut text = String::new();
    from.take(BYTES_MAX + 1).read_to_string(&mut text).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => Stop::bad_input(
            say!("Het formulier is geen leesbare tekst (UTF-8)."; "The form is not readable text (UTF-8)."),
        )
        .help(say!("Bewaar het als UTF-8."; "Save it as UTF-8.")),
        _ => Stop::file(path, &error),
    })?;
    if text.len() as u64 > BYTES_MAX {
        return Err(Stop::bad_input(
            say!("Het formulier is groter dan 1 MB."; "The form is larger than 1 MB."),
        )
        .help(say!("Laat weg wat er niet in hoort."; "Leave out what does not belong in it.")));
    }
    Ok(text)
}

fn parse(path: &Path, text: String) -> Result<Map<String, Json>, Stop> {
    // JSON may be indented with tabs, which YAML forbids.
    if text.trim_start().starts_with('{')
        && let Ok(Json::Object(values)) = serde_json::from_str(&text)
    {
        return Ok(values);
    }
    let source = Arc::new(Source { path: path.display().to_string(), text });
    let read = node::read(&source).map(|node| to_json(&node));
    match read {
        Ok(Json::Object(values)) => Ok(values),
        Ok(_) => Err(Stop::bad_input(say!(
            "Een formulier heeft een regel per veld: `veld: waarde`.";
            "A form has a line for each field: `field: value`."
        ))),
        Err(findings) => Err(unreadable(&findings)),
    }
}

/// The place alone: what stands there is about a person, and does not belong on a screen or in a log.
fn unreadable(findings: &[Finding]) -> Stop {
    let (line, column) = findings.first().map_or((1, 1), |finding| finding.span.place());
    Stop::bad_input(
        say!("Het formulier is niet te lezen: regel {line}, teken {column}."; "The form cannot be read: line {line}, character {column}."),
    )
    .help(say!(
        "Schrijf een regel per veld: `veld: waarde`. Staat er een dubbele punt in de waarde? Zet haar dan tussen aanhalingstekens.";
        "Write a line for each field: `field: value`. Is there a colon in the value? Then put it in quotes."
    ))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::parse;
    use crate::output::Stop;

    #[test]
    fn a_form_is_yaml_or_json() {
        let read = |text: &str| parse(Path::new("f"), text.to_owned());
        assert_eq!(read("a: ja\nb: [{c: 1}]").expect("yaml")["b"][0]["c"], 1);
        assert_eq!(read("{\"a\":\n\t\"ja\"}").expect("json")["a"], "ja");
        assert!(read("- a").is_err() && read("a: [").is_err() && read("").is_err());
    }

    /// A form holds what is personal: no part of it stands in a message.
    #[test]
    fn a_faulty_form_is_told_by_its_place_alone() {
        for text in [
            "a: ja\nverslag: Sam Puffelen: is ziek\n",
            "naam: \"Puffelen\n",
            "Puffelen: 1\nPuffelen: 2\n",
            "{\"a\": Puffelen:}",
        ] {
            let Err(Stop::Told { text, help, findings, .. }) = parse(Path::new("f"), text.to_owned()) else {
                panic!("{text} was read");
            };
            let said = format!("{} {} {help:?}", text.nl, text.en);
            assert!(!said.contains("Puffelen") && text.nl.contains("regel "), "{said}");
            assert!(findings.is_empty(), "what is shown there is a line of the form");
        }
    }
}
