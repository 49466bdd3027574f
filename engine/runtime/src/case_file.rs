//! The file of a case, as it goes from one office to another: a line that seals it, and JSON.

use chrono::{DateTime, Utc};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_core::value::{Record, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::Problem;

/// How the first line begins; the number of the format and the digest of all that follows stand behind it.
const MARK: &str = "nazorg-dossier";
/// The format that this program writes and reads.
const FORMAT: &str = "1";

/// What one office tells another about a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CaseFile {
    /// Which hand-over this is; the same however often the file is written.
    pub(crate) id: String,
    /// The office it comes from.
    pub(crate) from: String,
    /// The number of the case there.
    pub(crate) case: i64,
    /// The process it was a case of.
    pub(crate) process: Id,
    /// The title of that process.
    pub(crate) process_title: String,
    /// The process it goes to.
    pub(crate) to: Id,
    /// Why.
    pub(crate) reason: String,
    /// Who handed it over.
    pub(crate) by: String,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// When the case began.
    pub(crate) opened: DateTime<Utc>,
    /// The titles of the innermost states in which it was.
    pub(crate) states: Vec<String>,
    /// The person, as a form of `person add`.
    pub(crate) person: Map<String, Json>,
    /// What was filled in.
    pub(crate) fields: Vec<FileField>,
    /// What was told about the shared records that it read.
    pub(crate) records: Vec<FileRecord>,
    /// Tasks that were open.
    pub(crate) tasks: Vec<String>,
    /// All that happened.
    pub(crate) history: Vec<FileRow>,
    /// The letters.
    pub(crate) letters: Vec<FileLetter>,
}

/// A field with its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileField {
    pub(crate) id: Id,
    pub(crate) title: String,
    pub(crate) value: Value,
    /// As people read it.
    pub(crate) shown: String,
}

/// A shared record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileRecord {
    pub(crate) record: Id,
    pub(crate) title: String,
    pub(crate) told: Vec<FileTold>,
}

/// An event of a shared record, with what was put right in it since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileTold {
    pub(crate) event: Id,
    pub(crate) occurred: DateTime<Utc>,
    pub(crate) form: Record,
}

/// Something that happened, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileRow {
    pub(crate) occurred: DateTime<Utc>,
    pub(crate) recorded: DateTime<Utc>,
    pub(crate) actor: String,
    pub(crate) title: Text,
    pub(crate) facts: Vec<Text>,
}

/// A letter, without its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileLetter {
    pub(crate) title: String,
    pub(crate) addressee: String,
    pub(crate) made: DateTime<Utc>,
    /// It went out.
    pub(crate) delivered: bool,
}

impl CaseFile {
    /// The text of the file.
    pub(crate) fn seal(&self) -> Result<String, Problem> {
        let body = serde_json::to_string_pretty(self)?;
        Ok(format!("{MARK} {FORMAT} {}\n{body}\n", digest(&format!("{body}\n"))))
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// It is no file of a case, is of another format, or is not what was written.
    pub(crate) fn open(text: &str) -> Result<Self, Problem> {
        let no_file = || {
            Problem::bad_input(
                say!("Dit bestand is geen dossier van nazorg."; "This file is no case file of nazorg."),
            )
            .help(say!("De andere organisatie maakt het met `nazorg zaak overdragen … --out BESTAND`."; "The other office makes it with `nazorg case hand-over … --out FILE`."))
        };
        let (first, body) = text.split_once('\n').ok_or_else(no_file)?;
        let mut words = first.split_whitespace();
        if words.next() != Some(MARK) {
            return Err(no_file());
        }
        let (format, seal) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if format != FORMAT {
            return Err(Problem::bad_input(
                say!("Dit dossier is gemaakt met een andere nazorg."; "This case file was made by another nazorg."),
            )
            .help(say!("Werk nazorg bij. Er is niets veranderd."; "Update nazorg. Nothing was changed.")));
        }
        let damaged = || {
            Problem::bad_input(say!(
                "Het dossier is beschadigd of veranderd. Er is niets overgenomen.";
                "The case file is damaged or was changed. Nothing was taken over."
            ))
            .help(say!(
                "Vraag de andere organisatie om het nog eens te maken, met dezelfde opdracht.";
                "Ask the other office to make it once more, with the same command."
            ))
        };
        if seal != digest(body) {
            return Err(damaged());
        }
        serde_json::from_str(body).map_err(|_| damaged())
    }
}

fn digest(body: &str) -> String {
    blake3::hash(body.as_bytes()).to_hex().to_string()
}
