//! What is gone or damaged of a store, what to say of it, and what stands in its place until a backup is put back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::Connection;

use super::keys::Keys;
use super::{Store, beside, migrate, set_up, store_id};
use crate::Problem;

impl Store {
    /// In the place of a store that is gone or cannot be opened: an empty one in memory, with the keys that are
    /// there. It is only good for putting a backup back.
    pub(crate) fn lost(path: &Path) -> Result<Self, Problem> {
        let keys = path.with_extension("keys");
        if keys.metadata().is_err() {
            return Err(keys_away(&keys));
        }
        let connection = Connection::open_in_memory()?;
        set_up(&connection)?;
        let keys = open_keys(&keys)?;
        keys.serve(&connection)?;
        migrate::migrate(&connection, &keys, 0)?;
        Ok(Self { path: path.to_owned(), connection, keys, is_lost: true, file: None })
    }
}

/// A store whose people have keys was there. A new one in its place would look as if there had never been
/// anybody.
pub(super) fn refuse_gone(path: &Path) -> Result<(), Problem> {
    let keys = path.with_extension("keys");
    if keys.symlink_metadata().is_ok() && keys.metadata().is_err() {
        return Err(keys_away(&keys));
    }
    if path.metadata().is_ok_and(|meta| meta.len() > 0) {
        return Ok(());
    }
    refuse_log(path)?;
    if keys.metadata().is_err() || !open_keys(&keys)?.has_people()? {
        return Ok(());
    }
    let (shown, keys) = (path.display(), keys.display());
    Err(Problem::damage(
        say!("De opslag `{shown}` is weg. De sleutels zijn er nog. Er is niets veranderd."; "The store `{shown}` is gone. Its keys are still there. Nothing was changed."),
    )
    .help(say!(
        "Zet het bestand terug. Of zet een reservekopie terug: `nazorg terugzetten BESTAND`. Wilt u echt opnieuw beginnen? Verplaats dan ook `{keys}`.";
        "Put the file back. Or put a backup back: `nazorg restore FILE`. Do you really begin anew? Then move `{keys}` too."
    )))
}

/// Beside an empty file SQLite throws a log away, and with it what was recorded last.
fn refuse_log(path: &Path) -> Result<(), Problem> {
    let log = beside(path, "-wal");
    if log.metadata().is_err() || log.metadata().is_ok_and(|meta| meta.len() == 0) {
        return Ok(());
    }
    let (shown, log) = (path.display(), log.display());
    Err(Problem::damage(
        say!("`{shown}` is weg, maar `{log}` staat er nog. Er is niets veranderd."; "`{shown}` is gone, but `{log}` is still there. Nothing was changed."),
    )
    .help(say!(
        "Zet `{shown}` terug op zijn plaats. Of zet een reservekopie terug: `nazorg terugzetten BESTAND`. Wat er nog staat, blijft dan bewaard.";
        "Put `{shown}` back in its place. Or put a backup back: `nazorg restore FILE`. What is still there is then kept."
    )))
}

pub(super) fn restore_one() -> Text {
    say!(
        "Zet een reservekopie terug: `nazorg terugzetten BESTAND`. Het bestand van nu blijft dan bewaard.";
        "Put a backup back: `nazorg restore FILE`. The file of now is then kept."
    )
}

/// The keys; what is wrong with their file is not wrong with the store.
pub(super) fn open_keys(path: &Path) -> Result<Arc<Keys>, Problem> {
    let shown = path.display();
    Keys::open(path).map_err(|problem| match problem.is_damage {
        true => Problem::trouble(
            say!("Het sleutelbestand `{shown}` is beschadigd. Er is niets veranderd."; "The key file `{shown}` is damaged. Nothing was changed."),
        )
        .help(keys_back()),
        false => problem,
    })
}

fn keys_away(path: &Path) -> Problem {
    let shown = path.display();
    Problem::trouble(
        say!("De sleutels van deze opslag ontbreken: `{shown}`. Er is niets veranderd."; "The keys of this store are missing: `{shown}`. Nothing was changed."),
    )
    .help(keys_back())
}

fn keys_back() -> Text {
    say!(
        "Zet het sleutelbestand terug. Naast een reservekopie `X` heet het `X.keys`. Zonder sleutels kan niemand de gegevens lezen.";
        "Put the key file back. Beside a backup `X` it is called `X.keys`. Without keys nobody can read the data."
    )
}

/// Where the keys of a store are. A store that conceals must have them: new ones would open nothing.
pub(super) fn keys_path(path: &Path, connection: &Connection) -> Result<PathBuf, Problem> {
    let keys = path.with_extension("keys");
    if keys.metadata().is_err() && store_id(connection)?.is_some() {
        return Err(keys_away(&keys));
    }
    Ok(keys)
}
