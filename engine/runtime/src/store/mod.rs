//! The store: one SQLite file.
//!
//! Every change happens in one `BEGIN IMMEDIATE` transaction that is on disk before anybody hears of
//! it: WAL with `synchronous=FULL`. `secure_delete` is on, because what is deleted here is about people.

pub(crate) mod catalog;
mod conceal;
pub(crate) mod copy;
pub(crate) mod erase;
pub(crate) mod examine;
mod exposed;
pub(crate) mod journal;
pub(crate) mod keys;
mod letter;
mod lost;
pub(crate) mod migrate;
pub(crate) mod network;
pub(crate) mod number;
pub(crate) mod partial;
mod past;
pub(crate) mod received;
mod record;
pub(crate) mod remembered;
mod task;
mod timer;
pub(crate) mod verify;
pub(crate) mod work;
mod world;

use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use nazorg_core::say;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use self::keys::Keys;
pub(crate) use self::lost::{gone, keys_back};
use self::lost::{keys_of, refuse_gone, refuse_strange_log, restore_one};
use crate::Problem;

/// The first SQLite without the WAL race that could corrupt a file shared by programs.
const SQLITE_MIN: i32 = 3_051_003;
/// How long to wait for another program.
pub(crate) const BUSY: Duration = Duration::from_secs(30);
/// How many prepared statements are kept.
const STATEMENTS: usize = 128;

/// An open store.
pub(crate) struct Store {
    pub(crate) path: PathBuf,
    pub(crate) connection: Connection,
    pub(crate) keys: Arc<Keys>,
    /// Its file is gone or cannot be opened; the connection is to an empty one in memory.
    pub(crate) is_lost: bool,
    /// The number of the file that was opened, by which SQLite too knows whether it was moved; with a log it
    /// does not look.
    file: Option<u64>,
}

impl Store {
    /// Opens a store; makes it when it is not there yet.
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        // SQLite cannot say that it is a folder which stands in the way.
        Self::looked_at(path).map_err(|problem| match problem.is_damage {
            true => problem,
            false => lost::in_the_way(path).unwrap_or(problem),
        })
    }

    fn looked_at(path: &Path) -> Result<Self, Problem> {
        check_sqlite()?;
        refuse_gone(path)?;
        let _looking = refuse_strange_log(path)?;
        Self::connect(path).map_err(|problem| match problem.is_damage {
            true => problem.at(path).help(restore_one()),
            false => problem,
        })
    }

    fn connect(path: &Path) -> Result<Self, Problem> {
        make_private(path)?;
        migrate::refuse_newer_header(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let connection = Connection::open_with_flags(real(path)?, flags)?;
        connection.busy_timeout(BUSY)?;
        // Until it is known to be whole, its log is not moved into it: looking changes nothing.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let version = migrate::refuse_newer(&connection)?;
        with_log(&connection, path)?;
        set_up(&connection)?;
        let keys = keys_of(path, &connection)?;
        keys.serve(&connection)?;
        migrate::migrate(&connection, &keys, version)?;
        belongs(&connection, &keys)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        Ok(Self { path: path.to_owned(), connection, keys, is_lost: false, file: file_at(path) })
    }

    /// Stops waiting for the disk, or begins again: then all that was written is brought there first.
    pub(crate) fn haste(&self, on: bool) -> Result<(), Problem> {
        if !on {
            self.connection.pragma_update(None, "synchronous", "FULL")?;
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        } else {
            self.connection.pragma_update(None, "synchronous", "OFF")?;
        }
        Ok(())
    }

    /// Whether the file that was opened is still there. What is written to another nobody would find again.
    pub(crate) fn is_in_place(&self) -> Result<(), Problem> {
        if self.file == file_at(&self.path) {
            return Ok(());
        }
        let shown = self.path.display();
        Err(Problem::trouble(
            say!("De opslag `{shown}` is verplaatst of vervangen."; "The store `{shown}` was moved or replaced."),
        )
        .help(say!("Er is niets bewaard. Zet het bestand terug, of geef de opdracht nog eens."; "Nothing was stored. Put the file back, or give the command again.")))
    }

    /// Begins a transaction that writes.
    pub(crate) fn begin(&self) -> Result<Transaction<'_>, Problem> {
        self.is_in_place()?;
        Ok(Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?)
    }

    /// Begins a transaction that only reads, so that all it reads is of one moment.
    pub(crate) fn read(&self) -> Result<Transaction<'_>, Problem> {
        Ok(Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred)?)
    }
}

/// Lets a store write into a log beside it. Where that fails SQLite says nothing and goes on without one, and then who
/// reads and who writes wait for each other; a second connection tells what the file says.
fn with_log(connection: &Connection, path: &Path) -> Result<(), Problem> {
    let mode = |connection: &Connection| {
        connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))
    };
    if mode(connection)? == "wal" {
        return Ok(());
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let other = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    other.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    if mode(&other)? == "wal" {
        return Ok(());
    }
    Err(Problem::trouble(
        say!("Naast de opslag kan geen logboek worden geschreven."; "No log can be written beside the store."),
    )
    .help(say!(
        "Probeer het nog eens. Lukt het weer niet? Zet de werkruimte dan op een gewone schijf, niet op een netwerkschijf.";
        "Try again. Does it fail again? Then put the workspace on an ordinary disk, not on a network disk."
    )))
}

#[cfg(unix)]
fn file_at(path: &Path) -> Option<u64> {
    path.metadata().ok().map(|meta| std::os::unix::fs::MetadataExt::ino(&meta))
}

#[cfg(not(unix))]
fn file_at(_: &Path) -> Option<u64> {
    None
}

/// The random name of a store that conceals, by which its keys are known.
pub(crate) fn store_id(connection: &Connection) -> Result<Option<[u8; 16]>, Problem> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 {
        return Ok(None);
    }
    own_name(connection)
}

/// The same of a store whose schema is there.
fn own_name(connection: &Connection) -> Result<Option<[u8; 16]>, Problem> {
    Ok(connection.query_row("SELECT value FROM meta WHERE key = 'store'", [], |row| row.get(0)).optional()?)
}

/// Keys of another store would open nothing.
fn belongs(connection: &Connection, keys: &Keys) -> Result<(), Problem> {
    if own_name(connection)? == Some(keys.store()) {
        return Ok(());
    }
    let shown = keys.path.display();
    if has_nobody(connection)? {
        if keys.has_people()? {
            // A backup was coming in, and was stopped after its keys. An empty store would look as if there had
            // never been anybody.
            return Err(Problem::damage(
                say!("De opslag is leeg, maar in `{shown}` staan sleutels van mensen."; "The store is empty, but there are keys of people in `{shown}`."),
            )
            .help(restore_one()));
        }
        connection.execute("UPDATE meta SET value = ?1 WHERE key = 'store'", [keys.store()])?;
        return Ok(());
    }
    let store = connection.path().unwrap_or_default();
    Err(Problem::trouble(
        say!("De opslag `{store}` en de sleutels in `{shown}` horen niet bij elkaar."; "The store `{store}` and the keys in `{shown}` do not belong together."),
    )
    .help(say!(
        "Een van de twee is vervangen. Gooi niets weg. Zet het bestand terug dat u het laatst verplaatste.";
        "One of the two was replaced. Throw nothing away. Put the file back that you moved last."
    )))
}

/// Whether nobody is in a store, and nothing ever happened in it.
fn has_nobody(connection: &Connection) -> Result<bool, Problem> {
    let asked = "SELECT NOT EXISTS (SELECT 1 FROM journal WHERE seq > 0) AND NOT EXISTS (SELECT 1 FROM people WHERE number > 0)";
    Ok(connection.query_row(asked, [], |row| row.get(0))?)
}

pub(crate) fn check_sqlite() -> Result<(), Problem> {
    if rusqlite::version_number() >= SQLITE_MIN {
        return Ok(());
    }
    let found = rusqlite::version();
    Err(Problem::trouble(
        say!("SQLite {found} is te oud: 3.51.3 of nieuwer is nodig."; "SQLite {found} is too old: 3.51.3 or newer is needed."),
    )
    .help(say!("Bouw nazorg opnieuw, met de SQLite die erbij hoort."; "Build nazorg anew, with the SQLite that comes with it.")))
}

pub(crate) fn set_up(connection: &Connection) -> Result<(), Problem> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Beside a partial index SQLite else compiles a kept statement anew for each value bound to it: that
    // took a third of the time of a step.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    // A damaged page is refused where it is read, before anything is built on it.
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(())
}

/// SQLite refuses symbolic links anywhere in the path; the folders may be links, the file may not.
fn real(path: &Path) -> Result<PathBuf, Problem> {
    let name = path.file_name().unwrap_or_default();
    let folder = folder_of(path);
    Ok(folder.canonicalize().map_err(|error| Problem::file(folder, &error))?.join(name))
}

/// Makes the file if it is not there, readable for its owner only. Anything but a plain file is
/// refused.
fn make_private(path: &Path) -> Result<(), Problem> {
    if let Ok(meta) = path.symlink_metadata() {
        if meta.is_file() {
            return Ok(());
        }
        let shown = path.display();
        return Err(Problem::trouble(
            say!("`{shown}` is geen gewoon bestand."; "`{shown}` is no plain file."),
        )
        .help(say!(
            "Zet het bestand zelf hier, geen verwijzing.";
            "Put the file itself here, not a link."
        )));
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(Problem::file(folder, &not_there(folder)));
    }
    let make = || {
        let mut options = OpenOptions::new();
        options.write(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)?.sync_all()?;
        // Its name must last as well: what is recorded in it from now on is promised.
        #[cfg(unix)]
        std::fs::File::open(folder)?.sync_all()?;
        Ok(())
    };
    make().map_err(|error| Problem::file(path, &error))
}

/// Why a folder is none: it is not there, or something else is.
fn not_there(folder: &Path) -> io::Error {
    let found = folder.metadata().map(|_| ErrorKind::NotADirectory.into());
    found.unwrap_or_else(|error| error)
}

/// The file that SQLite keeps beside a store.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The folder that a file stands in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A moment as it is stored.
pub(crate) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// A moment as it was stored.
pub(crate) fn moment(millis: i64) -> Result<DateTime<Utc>, Problem> {
    DateTime::from_timestamp_millis(millis).ok_or_else(|| Problem::broken_store("a moment"))
}

#[cfg(test)]
mod tests {
    use rusqlite::{OptionalExtension, StatementStatus, params};

    use super::*;

    /// Once a step compiled its query anew for each case, and nothing showed it but the time.
    #[test]
    fn a_kept_statement_is_compiled_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("nazorg.db")).expect("a store");
        let mut statement = store.connection.prepare(work::CASE).expect("a statement");
        for case in 1..5 {
            let none = statement.query_row(params![case], |_| Ok(())).optional();
            assert_eq!(none, Ok(None));
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
