//! What the system says about a file, in words that people can use.

use std::io::{self, ErrorKind};
use std::path::Path;

use nazorg_core::say;
use nazorg_core::text::Text;

use super::Problem;

impl Problem {
    /// A file or folder that cannot be read or written.
    #[must_use]
    pub fn file(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        Self::of_file(
            error,
            match error.kind() {
                ErrorKind::NotFound => say!("{path} bestaat niet."; "{path} does not exist."),
                ErrorKind::PermissionDenied => say!("U mag niet bij {path}."; "You may not use {path}."),
                ErrorKind::AlreadyExists => say!("{path} bestaat al."; "{path} exists already."),
                ErrorKind::IsADirectory => {
                    say!("{path} is een map, geen bestand."; "{path} is a folder, no file.")
                }
                _ => {
                    let Text { nl, en } = why(error);
                    say!("{path} kan niet gebruikt worden: {nl}."; "{path} cannot be used: {en}.")
                }
            },
        )
    }

    fn of_file(error: &io::Error, text: Text) -> Self {
        Self::trouble(text).help(advice(error.kind()))
    }
}

impl From<io::Error> for Problem {
    /// Where it was is not known here: whoever knows the path makes a [`Problem::file`] of it.
    fn from(error: io::Error) -> Self {
        let Text { nl, en } = why(&error);
        Self::of_file(
            &error,
            say!("Lezen of schrijven lukte niet: {nl}."; "Reading or writing failed: {en}."),
        )
    }
}

/// What is wrong, as the end of a sentence. The system's own words are English, and some of them name nothing.
fn why(error: &io::Error) -> Text {
    match error.kind() {
        ErrorKind::NotFound => say!("het bestand of de map is er niet"; "the file or folder is not there"),
        ErrorKind::PermissionDenied => say!("u mag er niet bij"; "you may not use it"),
        ErrorKind::AlreadyExists => {
            say!("er staat al iets met die naam"; "something with that name is there already")
        }
        ErrorKind::NotADirectory => {
            say!("een deel van het pad is geen map"; "a part of the path is no folder")
        }
        ErrorKind::IsADirectory => say!("het is een map, geen bestand"; "it is a folder, no file"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => say!("de schijf is vol"; "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => {
            say!("op deze schijf kan niet worden geschreven"; "this disk cannot be written")
        }
        _ => match error.raw_os_error() {
            Some(code) => say!("de computer meldt fout {code}"; "the computer reports error {code}"),
            None => say!("het is niet goed gelezen of geschreven"; "it was not read or written well"),
        },
    }
}

fn advice(kind: ErrorKind) -> Text {
    match kind {
        ErrorKind::NotFound => {
            say!("Kijk of de naam klopt, en of het niet is verplaatst."; "See whether the name is right, and whether it was moved.")
        }
        ErrorKind::PermissionDenied => {
            say!("Kijk wie hier mag lezen en schrijven. Vraag het uw beheerder."; "See who may read and write here. Ask your administrator.")
        }
        ErrorKind::AlreadyExists => {
            say!("Haal het weg, of kies een andere naam."; "Take it away, or choose another name.")
        }
        ErrorKind::NotADirectory => {
            say!("Er staat een bestand waar een map hoort. Geef dat bestand een andere naam."; "A file stands where a folder belongs. Give that file another name.")
        }
        ErrorKind::IsADirectory => {
            say!("Er staat een map waar een bestand hoort. Geef die map een andere naam."; "A folder stands where a file belongs. Give that folder another name.")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            say!("Maak ruimte vrij en probeer het nog eens."; "Make room and try again.")
        }
        ErrorKind::ReadOnlyFilesystem => {
            say!("Kies een andere plek, of maak deze schijf beschrijfbaar."; "Choose another place, or make this disk writable.")
        }
        _ => {
            say!("Kijk of de schijf nog werkt, en probeer het nog eens."; "See whether the disk still works, and try again.")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};
    use std::path::Path;

    use super::Problem;

    /// Once it said `entity not found` in the middle of a Dutch sentence, and not of what.
    #[test]
    fn every_error_says_where_and_what_next_and_no_english_in_dutch() {
        // The errors of Linux: 2 is a name that is not there, 28 a full disk, 30 one that cannot be written.
        for code in [1, 2, 5, 13, 17, 20, 21, 22, 24, 28, 30, 122] {
            let error = || Error::from_raw_os_error(code);
            let placed = Problem::file(Path::new("outbox"), &error());
            assert!(
                placed.text.nl.starts_with("outbox ") || placed.text.nl.contains("bij outbox"),
                "{placed:?}"
            );
            for problem in [placed, error().into()] {
                let (system, kind) = (error().to_string(), error().kind().to_string());
                assert!(
                    !problem.text.nl.contains(&kind) && !problem.text.nl.contains(&system),
                    "{problem:?}"
                );
                assert!(problem.help.is_some(), "{problem:?}");
            }
        }
        let odd = Problem::from(Error::new(ErrorKind::InvalidData, "stream did not contain valid UTF-8"));
        assert!(!odd.text.nl.contains("stream"), "{odd:?}");
    }
}
