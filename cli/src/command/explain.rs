//! `explain`: what a code of `check` means.

use nazorg_core::check::Explanation;
use nazorg_core::finding::nearest;
use nazorg_core::say;
use nazorg_core::text::{Language, Text};
use schemars::JsonSchema;
use serde::Serialize;

use crate::output::screen::{STRONG, paint};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// What `explain --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ExplainView {
    /// The code.
    code: String,
    /// What it means, in the language asked for.
    text: String,
    /// A process with this fault, if the code has an example.
    example: Option<String>,
}

/// Explains one code, or lists all that have an explanation.
pub(super) fn run(code: Option<&str>, session: &mut Session) -> Result<(), Stop> {
    let screen = &mut session.screen;
    let language = screen.language;
    let Some(code) = code else {
        let all: Vec<ExplainView> = all().iter().map(|found| ExplainView::of(found, language)).collect();
        return list(&all, screen);
    };
    let code = code.trim().to_uppercase();
    let known = all();
    let view = match known.iter().find(|found| found.code == code) {
        Some(found) => ExplainView::of(found, language),
        None => ExplainView {
            text: family(&code).ok_or_else(|| unknown(&code, &known))?.get(language).to_owned(),
            code,
            example: None,
        },
    };
    if screen.json {
        screen.json(&view)?;
        return Ok(());
    }
    screen.line(paint(STRONG, &view.code))?;
    screen.line(&view.text)?;
    if let Some(example) = &view.example {
        screen.heading(&say!("Voorbeeld met deze fout"; "Example with this fault"))?;
        for line in example.trim().lines() {
            screen.line(format!("  {line}"))?;
        }
    }
    Ok(())
}

/// Every code, in order: of definitions, and of the files of a workspace.
fn all() -> Vec<Explanation> {
    let mut all = nazorg_core::check::explanations();
    all.extend(nazorg_runtime::EXPLANATIONS);
    all.sort_by_key(|found| found.code);
    all
}

impl ExplainView {
    fn of(found: &Explanation, language: Language) -> Self {
        let text = if language == Language::Nl { found.nl } else { found.en };
        Self {
            code: found.code.into(),
            text: text.into(),
            example: Some(found.bad.into()).filter(|bad: &String| !bad.is_empty()),
        }
    }
}

fn list(all: &[ExplainView], screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(&all)?;
        return Ok(());
    }
    for view in all {
        let first = view.text.split(". ").next().unwrap_or_default().trim_end_matches('.');
        screen.line(format!("{}  {first}", paint(STRONG, &view.code)))?;
    }
    Ok(())
}

/// A code whose finding says enough by itself: what its group is about.
fn family(code: &str) -> Option<Text> {
    let number = code.strip_prefix("NZ").filter(|digits| digits.len() == 4)?;
    if !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    Some(match &number[..2] {
        "01" => say!(
            "Het bestand heeft niet de vorm die nazorg leest. De melding wijst de plek aan. Kijk naar inspringen, haakjes, aanhalingstekens en naar de sleutels die daar mogen staan.";
            "The file does not have the shape that nazorg reads. The message points at the place. Look at indentation, brackets, quotes and the keys that are allowed there."
        ),
        "02" => say!(
            "Hier staat een naam die nergens is gemaakt, of twee keer. Kijk of hij goed geschreven is. Maak hem anders eerst, bijvoorbeeld onder `roles`, `events`, `data`, `letters` of `states`.";
            "Here is a name that nothing defines, or two things do. See whether it is spelled right. Otherwise define it first, for instance under `roles`, `events`, `data`, `letters` or `states`."
        ),
        "03" => say!(
            "Een voorwaarde, berekening of waarde past niet bij het type van het veld. Vergelijk een datum met een datum, een getal met een getal en een keuze met een van haar opties.";
            "A condition, calculation or value does not fit the type of its field. Compare a date with a date, a number with a number and a choice with one of its options."
        ),
        "04" => say!(
            "Het proces hangt niet goed samen: een toestand is niet te bereiken, loopt dood of wacht voor altijd.";
            "The process does not hang together: a state cannot be reached, leads nowhere or waits for ever."
        ),
        "05" => say!(
            "Er is iets met een brief of een sjabloon. De melding wijst de plek aan.";
            "Something is wrong with a letter or a template. The message points at the place."
        ),
        "06" => say!(
            "Een scenario gaat anders dan verwacht, of is niet goed geschreven.";
            "A scenario goes differently than expected, or is not written well."
        ),
        "07" => say!(
            "Een duur of een termijn is niet goed geschreven. Schrijf een duur als `5 workdays` en een termijn als `2 weeks before vrijlating`.";
            "A duration or a deadline is not written well. Write a duration as `5 workdays` and a deadline as `2 weeks before release`."
        ),
        _ => return None,
    })
}

fn unknown(code: &str, known: &[Explanation]) -> Stop {
    let stop = Stop::wrong_use(say!("De code `{code}` bestaat niet."; "There is no code `{code}`."));
    match nearest(code, known.iter().map(|found| found.code)) {
        Some(near) => stop.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None => stop.help(say!("Een code ziet eruit als NZ0401."; "A code looks like NZ0401.")),
    }
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn every_family_has_words() {
        for code in ["NZ0101", "NZ0201", "NZ0302", "NZ0499", "NZ0513", "NZ0601", "NZ0702"] {
            assert!(family(code).is_some(), "{code}");
        }
        for code in ["NZ01", "NZ9901", "XX0101", "NZ01x1", "NZ0é1"] {
            assert!(family(code).is_none(), "{code}");
        }
    }
}
