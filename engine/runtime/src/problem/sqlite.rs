//! What SQLite says about the store, in words that people can use.

use nazorg_core::say;
use rusqlite::{Error, ErrorCode};

use super::Problem;
use crate::store::keys::{NO_KEY, NO_KEYS};
use crate::store::keys_back;

impl From<Error> for Problem {
    /// The message of SQLite, which never quotes a value that we bound.
    fn from(error: Error) -> Self {
        use ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase,
            PermissionDenied, ReadOnly, SystemIoFailure,
        };
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::busy(),
            Some(DatabaseCorrupt) => Self::damaged(),
            Some(DiskFull) => Self::trouble(say!("De schijf is vol."; "The disk is full."))
                .help(say!("Er is niets bewaard. Maak ruimte vrij en probeer het nog eens."; "Nothing was stored. Make room and try again.")),
            Some(SystemIoFailure) => Self::trouble(
                say!("De schijf met de opslag kan niet worden gelezen of beschreven."; "The disk with the store cannot be read or written."),
            )
            .help(say!(
                "Kijk of de schijf vol is, of niet meer goed werkt. Probeer het daarna nog eens.";
                "See whether the disk is full, or no longer works well. Then try again."
            )),
            Some(ReadOnly | CannotOpen | PermissionDenied) => Self::trouble(
                say!("De opslag kan hier niet worden beschreven."; "The store cannot be written here."),
            )
            .help(say!("Kijk of u in deze map mag schrijven."; "See whether you may write in this folder.")),
            Some(NotADatabase) => Self::damage(say!("Dit bestand is geen opslag van nazorg."; "This file is no store of nazorg."))
.help(say!("Kijk of dit het goede bestand is."; "See whether this is the right file.")),
            _ => of_function(&error).unwrap_or_else(|| unknown(&error)),
        }
    }
}

/// What a function of ours that conceals or reveals could not do.
fn of_function(error: &Error) -> Option<Problem> {
    let said = match error {
        Error::UserFunctionError(error) => error.to_string(),
        // So SQLite passes on the words of a function.
        Error::SqliteFailure(code, Some(said)) if code.extended_code == rusqlite::ffi::SQLITE_ERROR => {
            said.clone()
        }
        _ => return None,
    };
    if said.contains(NO_KEYS) {
        return Some(
            Problem::trouble(
                say!("Het sleutelbestand is niet te lezen. Er is niets veranderd."; "The key file cannot be read. Nothing was changed."),
            )
            .help(keys_back()),
        );
    }
    if said.contains(NO_KEY) {
        return Some(Problem::unreadable(
            say!("De sleutel van deze persoon ontbreekt. De gegevens zijn niet te lezen."; "The key of this person is missing. The data cannot be read."),
        )
        .help(say!(
            "Kijk met `nazorg dokter` bij wie. Zet dan het nieuwste sleutelbestand terug. Het staat naast de opslag en eindigt op `.keys`. Naast een reservekopie `X` heet het `X.keys`.";
            "See with `nazorg doctor` of whom. Then put the newest key file back. It stands beside the store and ends in `.keys`. Beside a backup `X` it is called `X.keys`."
        )));
    }
    // Also `changed` itself: a faulty statement of ours says more than one word.
    (matches!(error, Error::UserFunctionError(_)) || !said.contains(' ')).then(|| {
        Problem::unreadable(
            say!("Gegevens van een persoon zijn niet te lezen. Ze zijn buiten nazorg veranderd, of de sleutel past niet."; "Data of a person cannot be read. It was changed outside nazorg, or the key does not fit."),
        )
        .help(say!(
            "Kijk met `nazorg dokter` waar het misgaat. Zet dan een reservekopie terug met `nazorg terugzetten`.";
            "See with `nazorg doctor` where it goes wrong. Then put a backup back with `nazorg restore`."
        ))
    })
}

/// All the rest. The number helps whoever is asked for help; a conversion error can quote what was stored.
fn unknown(error: &Error) -> Problem {
    let problem = match error {
        Error::SqliteFailure(code, _) => {
            let code = code.extended_code;
            Problem::trouble(
                say!("De opslag meldt een onbekende fout, nummer {code}."; "The store reports an unknown error, number {code}."),
            )
        }
        Error::QueryReturnedNoRows => {
            Problem::trouble(say!("In de opslag ontbreekt iets."; "Something is missing in the store."))
        }
        _ => Problem::trouble(
            say!("In de opslag staat iets wat er niet hoort."; "Something stands in the store that does not belong there."),
        ),
    };
    problem.help(say!("Kijk met `nazorg dokter` wat er mis is."; "See with `nazorg doctor` what is wrong."))
}

#[cfg(test)]
mod tests {
    use rusqlite::Error;
    use rusqlite::ffi;

    use super::Problem;

    fn failed(code: i32, said: Option<&str>) -> Problem {
        Error::SqliteFailure(ffi::Error::new(code), said.map(str::to_owned)).into()
    }

    #[test]
    fn every_error_of_sqlite_says_what_to_do() {
        for code in (1..=26).chain([ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_SHMSIZE]) {
            let problem = failed(code, None);
            assert!(problem.help.is_some(), "{code}: {problem:?}");
            assert!(!problem.text.nl.contains("rror"), "{code}: {problem:?}");
        }
        assert!(failed(ffi::SQLITE_IOERR_SHMSIZE, Some("disk I/O error")).text.nl.contains("schijf"));
        assert!(
            failed(1, Some("no such table: letters")).help.is_some_and(|help| help.nl.contains("dokter"))
        );
        assert!(Problem::from(Error::QueryReturnedNoRows).help.is_some());
    }

    #[test]
    fn what_cannot_be_revealed_says_which_file_is_needed_or_where_to_look() {
        let help = |said: &str| failed(1, Some(said)).help.map(|help| help.nl).unwrap_or_default();
        assert!(help("no key").contains("`.keys`"), "{}", help("no key"));
        assert!(help("changed").contains("dokter"), "{}", help("changed"));
        let own = Problem::from(Error::UserFunctionError("not concealed".into()));
        assert!(own.help.is_some_and(|help| help.nl.contains("dokter")));
    }
}
