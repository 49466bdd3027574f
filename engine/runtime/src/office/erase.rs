//! Erasing a person.

use std::fs;
use std::time::{Duration, Instant};

use nazorg_core::say;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use super::Office;
use super::person::no_such_person;
use crate::Problem;
use crate::delivery::{self, folder_name};
use crate::store::work::Work;
use crate::store::{self, catalog::Catalog};
use crate::view::ErasureReport;

/// How long to wait for readers that keep the log from being emptied.
const PATIENCE: Duration = Duration::from_secs(10);

impl Office {
    /// Erases a person: what was said about them, their letters and their key. Their cases stay as
    /// tombstones with their figures, and the rows of the journal without what they said, so that its
    /// chain still holds. Doing it again finishes what was interrupted.
    ///
    /// The reason stays in the journal: it must not say anything personal.
    ///
    /// # Errors
    /// The person is not there; or has open cases and `with_open_cases` is not given (`Refused`); or the
    /// outbox or the store cannot be written.
    pub fn person_erase(
        &self,
        person: i64,
        reason: &str,
        with_open_cases: bool,
    ) -> Result<ErasureReport, Problem> {
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > 200 || reason.chars().any(char::is_control) {
            return Err(Problem::wrong_use(
                say!("Geef de reden in één korte regel."; "Give the reason in one short line."),
            ));
        }
        // Nothing of this person goes out meanwhile.
        let outbox = self.workspace.outbox_path();
        let (staging, _lock) = delivery::lock(&outbox)?;
        let written = self.write(|work| -> Result<_, Problem> {
            let (id, erased) = work.who(person)?.ok_or_else(|| no_such_person(person))?;
            let open = work.open_cases_of(person)?;
            if !open.is_empty() && !with_open_cases {
                let list = open.iter().map(|case| format!("Z{case}")).collect::<Vec<_>>().join(", ");
                return Err(Problem::refused(
                    say!("P{person} heeft nog open zaken: {list}. Er is niets gewist."; "P{person} still has open cases: {list}. Nothing was erased."),
                )
                .help(say!("Sluit ze eerst af. Of wis ze mee met `--open-cases`."; "Close them first. Or erase them too with `--open-cases`.")));
            }
            let mut letters = work.letters_of(person)?;
            if !erased {
                letters = work.erase_person(person, id, &self.login, reason)?;
            }
            Ok((id, letters, work.cases_of(person)?))
        })?;
        let (id, letters, cases) = written.value;
        self.store.keys.destroy(&id)?;
        for letter in &letters {
            for folder in [&outbox, &staging] {
                let folder = folder.join(folder_name(*letter));
                if folder.symlink_metadata().is_ok() {
                    fs::remove_dir_all(folder)?;
                }
            }
        }
        // A folder that comes back after a power failure would bring the letter back.
        delivery::sync(&outbox)?;
        delivery::sync(&staging)?;
        self.empty_log()?;
        let left = self.erase_kept()?;
        Ok(ErasureReport { person, cases: cases.len(), letters: letters.len(), left })
    }

    /// Erases from the stores that backups replaced too: without its key nobody reads what is concealed there,
    /// but the number under which a BSN is found can be tried. Gives the files that cannot be opened for it.
    fn erase_kept(&self) -> Result<Vec<String>, Problem> {
        let mut left = Vec::new();
        for path in self.kept()? {
            let erased = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)
                .map_err(Problem::from)
                .and_then(|kept| {
                    store::set_up(&kept)?;
                    self.store.keys.serve(&kept)?;
                    self.erase_again(&kept)
                });
            if erased.is_err() {
                left.push(path.display().to_string());
            }
        }
        Ok(left)
    }

    /// Erases from a backup who was erased since it was made, before it takes the place of the store.
    pub(super) fn erase_again(&self, copy: &Connection) -> Result<(), Problem> {
        let tx = Transaction::new_unchecked(copy, TransactionBehavior::Immediate)?;
        let all: Vec<(i64, [u8; 16])> = {
            let mut statement = tx.prepare_cached("SELECT number, id FROM people WHERE number > 0")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let catalog = Catalog::default();
        let mut work =
            Work::new(&tx, &catalog, &self.workspace, &self.calendar, &self.store.keys, self.now())?;
        for (person, id) in all {
            if self.store.keys.is_destroyed(&id)? && !work.who(person)?.is_some_and(|(_, erased)| erased) {
                work.erase_person(person, id, &self.login, "reservekopie van voor het wissen")?;
            }
        }
        drop(work);
        Ok(tx.commit()?)
    }

    /// Moves all that the log holds into the store, and empties it: old pages stand in it.
    fn empty_log(&self) -> Result<(), Problem> {
        let until = Instant::now() + PATIENCE;
        loop {
            let busy: Option<bool> = self
                .store
                .connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
                .optional()?;
            if busy != Some(true) {
                return Ok(());
            }
            if Instant::now() > until {
                return Err(Problem::trouble(
                    say!("Gewist, maar een ander programma leest nog. Oude regels staan nog in het logboek."; "Erased, but another program is still reading. Old rows are still in the log."),
                )
                .help(say!("Sluit dat programma en geef de opdracht nog eens."; "Close that program and give the command again.")));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
