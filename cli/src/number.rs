//! Numbers of things, as people write them: `Z1` a case, `P1` a person, `S1` another subject, `T1` a task,
//! `B1` a letter, `G1` an event.

use nazorg_core::graph::PERSON;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::Office;

use crate::output::Stop;

/// A kind of numbered thing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Case,
    Person,
    Task,
    Letter,
    Event,
}

impl Kind {
    fn letter(self) -> char {
        match self {
            Self::Case => 'Z',
            Self::Person => 'P',
            Self::Task => 'T',
            Self::Letter => 'B',
            Self::Event => 'G',
        }
    }

    fn wanted(self) -> Text {
        match self {
            Self::Case => {
                say!("Schrijf het nummer van een zaak als Z1."; "Write the number of a case as Z1.")
            }
            Self::Person => {
                say!("Schrijf het nummer van een persoon als P1."; "Write the number of a person as P1.")
            }
            Self::Task => {
                say!("Schrijf het nummer van een taak als T1."; "Write the number of a task as T1.")
            }
            Self::Event => {
                say!("Schrijf het nummer van een gebeurtenis als G1. `nazorg zaak geschiedenis` noemt ze."; "Write the number of an event as G1. `nazorg case history` has them.")
            }
            Self::Letter => {
                say!("Schrijf het nummer van een brief als B1."; "Write the number of a letter as B1.")
            }
        }
    }
}

/// The number of a person or of another subject, as people write it.
#[must_use]
pub(crate) fn subject_shown(kind: &str, number: i64) -> String {
    let letter = if kind == PERSON { 'P' } else { 'S' };
    format!("{letter}{number}")
}

/// Reads the number of a person or of another subject. People and other subjects share their numbers, so
/// a letter that is given must be the right one.
///
/// # Errors
/// It is no number, or there is nothing with that letter and number.
pub(crate) fn read_subject(text: &str, office: &Office) -> Result<i64, Stop> {
    let bare = text.strip_prefix(['P', 'p', 'S', 's']).unwrap_or(text);
    let number = read(Kind::Person, bare).map_err(|_| {
        Stop::wrong_use(say!("Schrijf het nummer van een persoon als P1, van een ander onderwerp als S1."; "Write the number of a person as P1, of another subject as S1."))
    })?;
    let row = office.subject(number)?;
    let shown = subject_shown(&row.kind, number);
    if bare.len() < text.len() && !shown.eq_ignore_ascii_case(text) {
        let typed = text.to_uppercase();
        return Err(Stop::bad_input(say!("{typed} bestaat niet."; "There is no {typed}."))
            .help(say!("Bedoelt u {shown}?"; "Did you mean {shown}?")));
    }
    Ok(number)
}

/// Reads a number; its letter may be left out or small.
///
/// # Errors
/// It is no number, or the number of something else. What was typed is not repeated: it may be a
/// name.
pub(crate) fn read(kind: Kind, text: &str) -> Result<i64, Stop> {
    let digits = text.strip_prefix([kind.letter(), kind.letter().to_ascii_lowercase()]).unwrap_or(text);
    let number =
        digits.parse().ok().filter(|number| *number > 0 && digits.bytes().all(|b| b.is_ascii_digit()));
    number.ok_or_else(|| Stop::wrong_use(kind.wanted()))
}

#[cfg(test)]
mod tests {
    use super::{Kind, read};

    #[test]
    fn numbers_may_lack_their_letter_but_not_have_another() {
        for text in ["Z12", "z12", "12"] {
            assert_eq!(read(Kind::Case, text).expect(text), 12);
        }
        for text in ["P12", "Z", "", "Z-1", "Z0", "+3", "Jan Jansen", "Z99999999999999999999"] {
            assert!(read(Kind::Case, text).is_err(), "{text}");
        }
    }
}
