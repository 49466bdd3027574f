//! The file of an import: its header, its rows and its encoding.

use std::collections::BTreeMap;
use std::io::{self, Read};

use csv::ByteRecord;
use nazorg_core::say;
use nazorg_core::text::Text;

use crate::Problem;
use crate::office::case::KEY;

/// Bytes of a file.
pub(super) const BYTES_MAX: u64 = 50 << 20;
/// The columns, in the order of the expected header; `true` when a file must have it.
const COLUMNS: [(&str, bool); 13] = [
    (KEY, true),
    ("bsn", false),
    ("geslacht", false),
    ("voornamen", true),
    ("voorvoegsel", false),
    ("achternaam", true),
    ("geboortedatum", true),
    ("gemeente", false),
    ("pi", false),
    ("insluiting", true),
    ("vrij_verwacht", false),
    ("regime", false),
    ("kinderen", false),
];
/// Why a row was left out: a column, if one can be named, and a reason.
pub(super) type Bad = (Option<&'static str>, Text);

/// Where each known column stands in the file.
pub(super) type Places = BTreeMap<&'static str, usize>;

pub(super) fn read_header(header: &ByteRecord) -> Result<Places, Problem> {
    let expected = COLUMNS.map(|(name, _)| name).join(";");
    let wrong = |text: Text| {
        Problem::bad_input(text).help(say!("Verwacht wordt: {expected}"; "Expected is: {expected}"))
    };
    let mut places = Places::new();
    for (place, name) in header.iter().enumerate() {
        let name = String::from_utf8_lossy(name).trim().to_lowercase();
        let Some((column, _)) = COLUMNS.iter().find(|(column, _)| *column == name) else {
            let nr = place + 1;
            let text = match nazorg_core::finding::nearest(&name, COLUMNS.map(|(column, _)| column)) {
                Some(near) => {
                    say!("Kolom {nr} heeft een onbekende naam. Bedoelt u `{near}`?"; "Column {nr} has an unknown name. Did you mean `{near}`?")
                }
                None => say!("Kolom {nr} heeft een onbekende naam."; "Column {nr} has an unknown name."),
            };
            return Err(wrong(text));
        };
        if places.insert(column, place).is_some() {
            return Err(wrong(
                say!("De kolom `{column}` staat er twee keer."; "The column `{column}` occurs twice."),
            ));
        }
    }
    let missing: Vec<&str> = COLUMNS
        .iter()
        .filter(|(name, must)| *must && !places.contains_key(name))
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        return Ok(places);
    }
    let missing = missing.join(", ");
    Err(wrong(say!("Deze kolommen ontbreken: {missing}."; "These columns are missing: {missing}.")))
}

fn needed() -> Text {
    say!("Dit veld is nodig."; "This field is needed.")
}

/// The cells of a row by column, without the empty ones.
pub(super) fn cells(row: &ByteRecord, places: &Places) -> Result<BTreeMap<&'static str, String>, Bad> {
    if row.len() != places.len() {
        let (found, wanted) = (row.len(), places.len());
        return Err((
            None,
            say!("Deze regel heeft {found} kolommen in plaats van {wanted}."; "This line has {found} columns instead of {wanted}."),
        ));
    }
    let mut cells = BTreeMap::new();
    for (column, place) in places {
        let bytes = row.get(*place).unwrap_or_default();
        let text = std::str::from_utf8(bytes)
            .map_err(|_| (Some(*column), say!("Dit is geen UTF-8. Bewaar het bestand als UTF-8."; "This is not UTF-8. Save the file as UTF-8.")))?;
        if text.contains('\0') {
            return Err((
                Some(*column),
                say!("Hier staat een teken dat niet te zien is."; "There is a character here that cannot be seen."),
            ));
        }
        if !text.is_empty() {
            cells.insert(*column, text.to_owned());
        }
    }
    for (column, must) in COLUMNS {
        if must && !cells.contains_key(column) {
            return Err((Some(column), needed()));
        }
    }
    Ok(cells)
}

/// Reads no more than so many bytes.
pub(super) struct Limited<R> {
    pub(super) file: R,
    pub(super) left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

pub(super) fn unreadable(error: &csv::Error) -> Problem {
    match error.kind() {
        csv::ErrorKind::Io(io) if io.kind() == io::ErrorKind::FileTooLarge => Problem::bad_input(
            say!("Dit bestand is groter dan 50 MB. Er is niets ingelezen."; "This file is larger than 50 MB. Nothing was imported."),
        )
        .help(say!("Verdeel het over kleinere bestanden."; "Split it into smaller files.")),
        _ => Problem::bad_input(
            say!("Dit bestand is niet te lezen als CSV."; "This file cannot be read as CSV."),
        )
        .help(say!("Bewaar het als CSV met puntkomma’s, in UTF-8."; "Save it as CSV with semicolons, in UTF-8.")),
    }
}

/// What stands between the columns: whichever of `;` and `,` the first line has more of. Gives the
/// file back from its start, without a byte-order mark.
pub(super) fn delimiter_of<R: Read>(mut file: R) -> Result<(u8, impl Read), Problem> {
    let mut start = Vec::new();
    let mut byte = [0; 1];
    while start.len() < 4096 && !start.ends_with(b"\n") && file.read(&mut byte)? == 1 {
        start.push(byte[0]);
    }
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return Err(Problem::bad_input(
            say!("Dit bestand is UTF-16. Bewaar het als UTF-8."; "This file is UTF-16. Save it as UTF-8."),
        ));
    }
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start).to_vec();
    let count = |mark: u8| start.iter().filter(|byte| **byte == mark).count();
    let delimiter = if count(b';') >= count(b',') { b';' } else { b',' };
    Ok((delimiter, io::Cursor::new(start).chain(file)))
}
