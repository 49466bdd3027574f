//! What is gone or damaged of a store, what to say of it, and what stands in its place until a backup is put back.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags};

use super::keys::{Keys, is_empty};
use super::{BUSY, Store, beside, migrate, set_up, store_id, verify};
use crate::{Problem, lock};

impl Store {
    /// In the place of a store that is gone or cannot be opened: an empty one in memory, with the keys that are
    /// there. It is only good for putting a backup back.
    pub(crate) fn lost(path: &Path) -> Result<Self, Problem> {
        let keys = path.with_extension("keys");
        refuse_dangling(&keys)?;
        let connection = Connection::open_in_memory()?;
        set_up(&connection)?;
        // Without keys only a backup with keys of its own can come back.
        let keys = open_keys(&keys, true)?;
        keys.serve(&connection)?;
        migrate::migrate(&connection, &keys, 0)?;
        Ok(Self { path: path.to_owned(), connection, keys, is_lost: true, file: None })
    }
}

/// A store whose people have keys was there. A new one in its place would look as if there had never been
/// anybody.
pub(super) fn refuse_gone(path: &Path) -> Result<(), Problem> {
    let keys = path.with_extension("keys");
    refuse_dangling(&keys)?;
    if !is_empty(path) {
        return Ok(());
    }
    refuse_log(path)?;
    if is_empty(&keys) || !open_keys(&keys, true)?.has_people()? {
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

/// Keys that are a link to a disk which is not there are not lost.
fn refuse_dangling(keys: &Path) -> Result<(), Problem> {
    match keys.symlink_metadata().is_ok() && keys.metadata().is_err() {
        true => Err(keys_away(keys)),
        false => Ok(()),
    }
}

/// A folder where a file of the store belongs.
pub(super) fn in_the_way(path: &Path) -> Option<Problem> {
    let files = [path.to_owned(), beside(path, "-wal"), path.with_extension("keys")];
    let folder = files.into_iter().find(|path| path.is_dir())?;
    Some(Problem::file(&folder, &ErrorKind::IsADirectory.into()))
}

/// Beside an empty file SQLite throws a log away, and with it what was recorded last.
fn refuse_log(path: &Path) -> Result<(), Problem> {
    let log = beside(path, "-wal");
    if is_empty(&log) {
        return Ok(());
    }
    let (shown, log) = (path.display(), log.display());
    Err(Problem::damage(
        say!("`{shown}` is weg, maar `{log}` staat er nog. Er is niets veranderd."; "`{shown}` is gone, but `{log}` is still there. Nothing was changed."),
    )
    .help(say!(
        "Zet `{shown}` terug op zijn plaats; een oudere kopie past hier niet bij. Of zet een reservekopie terug: `nazorg terugzetten BESTAND`. Wat er nog staat, blijft dan bewaard.";
        "Put `{shown}` back in its place; an older copy does not fit. Or put a backup back: `nazorg restore FILE`. What is still there is then kept."
    )))
}

/// Something stands where a store is gone that tells that there was one. Its numbers would be given out again.
pub(crate) fn gone(path: &Path, sign: &Path) -> Problem {
    let (shown, sign) = (path.display(), sign.display());
    Problem::damage(
        say!("De opslag `{shown}` is weg. `{sign}` staat er nog. Er is niets veranderd."; "The store `{shown}` is gone. `{sign}` is still there. Nothing was changed."),
    )
    .help(say!(
        "Zet het bestand terug. Of zet een reservekopie terug: `nazorg terugzetten BESTAND`. Wilt u echt opnieuw beginnen? Verplaats dan ook wat er nog staat.";
        "Put the file back. Or put a backup back: `nazorg restore FILE`. Do you really begin anew? Then move what is still there too."
    ))
}

/// A log that nobody holds was left by a program that was stopped. The log of another moment, laid beside a store by
/// hand, would be moved into it without a word. What is given back is to be held until the store is open: who comes
/// meanwhile waits, and looks for itself.
pub(super) fn refuse_strange_log(path: &Path) -> Result<Option<File>, Problem> {
    let log = beside(path, "-wal");
    if is_empty(path) || is_empty(&log) {
        return Ok(None);
    }
    let looking = lock::open(&path.with_extension("check"))?;
    if !lock::take_within(&looking, BUSY)? {
        return Err(Problem::busy());
    }
    if fits(path)? {
        return Ok(Some(looking));
    }
    let (shown, log) = (path.display(), log.display());
    Err(Problem::damage(
        say!("`{shown}` en `{log}` passen niet bij elkaar. Er is niets veranderd."; "`{shown}` and `{log}` do not fit. Nothing was changed."),
    )
    .help(say!(
        "Heeft u een van de twee verplaatst of teruggezet? Zet dan ook de andere van dat moment terug. Of zet een reservekopie terug: `nazorg terugzetten BESTAND`. Wat er nu staat, blijft dan bewaard.";
        "Did you move one of the two, or put it back? Then put the other of that moment back too. Or put a backup back: `nazorg restore FILE`. What is there now is then kept."
    )))
}

/// Whether it is not the log that makes a store wrong. Somebody who has it open knows.
fn fits(path: &Path) -> Result<bool, Problem> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // Nobody waits for that answer.
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let begun = connection.execute_batch("BEGIN EXCLUSIVE");
    match begun.as_ref().map_err(Error::sqlite_error_code) {
        Ok(()) => Ok(is_whole(&connection) || !is_whole_alone(path)?),
        Err(Some(ErrorCode::DatabaseBusy)) => Ok(true),
        Err(Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) => Ok(!is_whole_alone(path)?),
        Err(_) => begun.map(|()| true).map_err(Problem::from),
    }
}

/// The same as if there were no log. What is wrong then is no fault of the log: others tell it.
fn is_whole_alone(path: &Path) -> Result<bool, Problem> {
    let shown = std::path::absolute(path)?
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let alone = Connection::open_with_flags(format!("file:{shown}?immutable=1"), flags)?;
    Ok(is_whole(&alone))
}

fn is_whole(connection: &Connection) -> bool {
    if store_id(connection).is_ok_and(|id| id.is_none()) {
        return true;
    }
    let check = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    check.is_ok_and(|ok| ok == "ok") && verify::holds(connection).unwrap_or(false)
}

pub(super) fn restore_one() -> Text {
    say!(
        "Zet een reservekopie terug: `nazorg terugzetten BESTAND`. Het bestand van nu blijft dan bewaard.";
        "Put a backup back: `nazorg restore FILE`. The file of now is then kept."
    )
}

/// The keys; what is wrong with their file is not wrong with the store. A store in which nothing is concealed yet
/// may have new ones.
pub(super) fn open_keys(path: &Path, may_be_new: bool) -> Result<Arc<Keys>, Problem> {
    let opened = if may_be_new { Keys::open_or_make(path) } else { Keys::open(path) };
    opened.map_err(|problem| if problem.is_damage { damaged(path) } else { problem })
}

/// What is wrong with the file of keys is not wrong with the store.
pub(super) fn damaged(path: &Path) -> Problem {
    let shown = path.display();
    Problem::trouble(
        say!("Het sleutelbestand `{shown}` is beschadigd. Er is niets veranderd."; "The key file `{shown}` is damaged. Nothing was changed."),
    )
    .help(keys_back())
}

fn keys_away(path: &Path) -> Problem {
    let shown = path.display();
    Problem::trouble(
        say!("De sleutels van deze opslag ontbreken: `{shown}`. Er is niets veranderd."; "The keys of this store are missing: `{shown}`. Nothing was changed."),
    )
    .help(keys_back())
}

/// What to do where keys are missing or damaged.
pub(crate) fn keys_back() -> Text {
    say!(
        "Zet het sleutelbestand terug. Naast een reservekopie `X` heet het `X.keys`. Zonder sleutels kan niemand de gegevens lezen.";
        "Put the key file back. Beside a backup `X` it is called `X.keys`. Without keys nobody can read the data."
    )
}

/// The keys of a store. A store that conceals must have them: new ones would open nothing.
pub(super) fn keys_of(path: &Path, connection: &Connection) -> Result<Arc<Keys>, Problem> {
    let keys = path.with_extension("keys");
    let conceals = store_id(connection)?.is_some();
    if conceals && is_empty(&keys) {
        return Err(keys_away(&keys));
    }
    open_keys(&keys, !conceals)
}
