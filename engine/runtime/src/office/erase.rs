//! Erasing a person.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nazorg_core::say;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use super::Office;
use super::person::no_such_person;
use crate::Problem;
use crate::delivery::{self, folder_name};
use crate::store::catalog::Catalog;
use crate::store::keys::{Keys, PersonId};
use crate::store::work::Work;
use crate::store::{self, beside, copy, folder_of, partial};
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
            )
            .help(say!("Ten hoogste 200 tekens, bijvoorbeeld `--reason bewaartermijn`."; "At most 200 characters, such as `--reason retention`.")));
        }
        // Nothing of this person goes out meanwhile.
        let (_, _lock) = delivery::lock(&self.workspace.outbox_path())?;
        // Once it is recorded there is no way back.
        self.store.keys.refuse_read_only()?;
        let written = self.write(|work| -> Result<_, Problem> {
            let (id, erased) = work.who(person)?.ok_or_else(|| no_such_person(person))?;
            self.store.keys.is_destroyed(&id)?;
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
        let left = self.finish_erasure(&id, &letters).map_err(|problem| half_erased(person, problem))?;
        Ok(ErasureReport { person, cases: cases.len(), letters: letters.len(), left })
    }

    /// All that an erasure takes beside the store. Gives the files in which something may still stand.
    fn finish_erasure(&self, id: &PersonId, letters: &[i64]) -> Result<Vec<String>, Problem> {
        self.store.keys.destroy(id)?;
        self.throw_away(letters)?;
        self.empty_log()?;
        let (left, older) = self.erase_kept()?;
        let unknown = self.read(|work| {
            let mut known = work.tx.prepare_cached("SELECT 1 FROM letters WHERE number = ?1")?;
            let unknown = older.into_iter().filter(|letter| !known.exists(params![letter]).unwrap_or(true));
            Ok(unknown.collect::<Vec<i64>>())
        })?;
        self.throw_away(&unknown)?;
        Ok(left)
    }

    /// Takes letters out of the outbox, and from where they wait for it.
    pub(super) fn throw_away(&self, letters: &[i64]) -> Result<(), Problem> {
        if letters.is_empty() {
            return Ok(());
        }
        let outbox = self.workspace.outbox_path();
        for folder in [outbox.join(delivery::STAGING), outbox] {
            for letter in letters {
                let path = folder.join(folder_name(*letter));
                match path.symlink_metadata() {
                    Ok(meta) if meta.is_dir() => fs::remove_dir_all(path)?,
                    Ok(_) => fs::remove_file(path)?,
                    Err(_) => {}
                }
            }
            // A folder that comes back after a power failure would bring the letter back.
            if folder.is_dir() {
                delivery::sync(&folder)?;
            }
        }
        Ok(())
    }

    /// Erases from the stores that backups replaced too: without its key nobody reads what is concealed there,
    /// but the number under which a BSN is found can be tried. Gives the files that cannot be opened for it, and the
    /// letters that were erased there.
    fn erase_kept(&self) -> Result<(Vec<String>, Vec<i64>), Problem> {
        let (mut left, mut letters) = (Vec::new(), Vec::new());
        for path in self.kept()? {
            match self.erase_from(&path) {
                Ok(erased) => letters.extend(erased),
                Err(_) => {
                    let all = ["", "-wal", "-journal"].map(|ending| beside(&path, ending));
                    left.extend(
                        all.iter().filter(|path| path.exists()).map(|path| path.display().to_string()),
                    );
                }
            }
        }
        let folder = folder_of(&self.store.path);
        for begins in [self.unfinished(), format!(".{}", self.replaced())] {
            partial::left(folder, &begins)?.iter().for_each(|path| partial::throw_away(path));
        }
        Ok((left, letters))
    }

    fn erase_from(&self, path: &Path) -> Result<Vec<i64>, Problem> {
        copy::refuse_empty(path)?;
        let kept = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store::set_up(&kept)?;
        self.store.keys.serve(&kept)?;
        self.erase_again(&kept, &self.store.keys)
    }

    /// Erases from a backup who was erased since it was made, before it takes the place of the store. Gives their
    /// letters.
    pub(super) fn erase_again(&self, copy: &Connection, keys: &Arc<Keys>) -> Result<Vec<i64>, Problem> {
        let tx = Transaction::new_unchecked(copy, TransactionBehavior::Immediate)?;
        let all: Vec<(i64, PersonId)> = {
            let mut statement = tx.prepare_cached("SELECT number, id FROM people WHERE number > 0")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let catalog = Catalog::default();
        let mut work = Work::new(&tx, &catalog, &self.workspace, &self.calendar, keys, self.now())?;
        let mut letters = Vec::new();
        for (person, id) in all {
            if keys.is_destroyed(&id)? && !work.who(person)?.is_some_and(|(_, erased)| erased) {
                letters.extend(work.erase_person(
                    person,
                    id,
                    &self.login,
                    "reservekopie van voor het wissen",
                )?);
            }
        }
        drop(work);
        tx.commit()?;
        Ok(letters)
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
                    say!("Een ander programma leest nog. Oude regels staan nog in het logboek."; "Another program is still reading. Old rows are still in the log."),
                )
                .help(say!("Sluit dat programma."; "Close that program.")));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// What was recorded stays recorded: whoever hears that nothing changed would leave the rest.
fn half_erased(person: i64, problem: Problem) -> Problem {
    let (text, help) = (problem.text, problem.help.unwrap_or_default());
    // Something was changed: the person is erased.
    let (text_nl, text_en) =
        (text.nl.replace(" Er is niets veranderd.", ""), text.en.replace(" Nothing was changed.", ""));
    let (nl, en) = (format!("{text_nl} {}", help.nl), format!("{text_en} {}", help.en));
    Problem::trouble(say!("P{person} is gewist, maar het wissen is niet af."; "P{person} was erased, but the erasure is not complete."))
        .help(say!("{nl} Geef de opdracht daarna nog eens."; "{en} Then give the command again."))
}
