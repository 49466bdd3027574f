//! The schema and its versions, kept in `user_version`. One file a version; a file that has been
//! released is never changed.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use nazorg_core::say;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::conceal::conceal_all;
use super::keys::Keys;
use crate::Problem;

/// What brings the schema to a version: statements, and what statements alone cannot do.
type Migration = (&'static str, fn(&Connection, &Keys) -> Result<(), Problem>);

const MIGRATIONS: &[Migration] = &[
    (include_str!("migrations/1.sql"), |_, _| Ok(())),
    (include_str!("migrations/2.sql"), |_, _| Ok(())),
    (include_str!("migrations/3.sql"), |_, _| Ok(())),
    (include_str!("migrations/4.sql"), conceal_all),
    (include_str!("migrations/5.sql"), |_, _| Ok(())),
];

/// `nzrg`: tells our files from other people's databases.
const APPLICATION: i32 = 0x6e7a_7267;

/// The version that this program writes.
pub(crate) const VERSION: usize = MIGRATIONS.len();

/// Refuses a newer file by its header alone, without opening it as a database.
pub(crate) fn refuse_newer_header(path: &Path) -> Result<(), Problem> {
    let mut header = [0; 100];
    let mut file = File::open(path).map_err(|error| Problem::file(path, &error))?;
    if file.read_exact(&mut header).is_err() {
        return Ok(());
    }
    if !header.starts_with(b"SQLite format 3\0") {
        let shown = path.display();
        return Err(Problem::damage(
            say!("`{shown}` is geen opslag van nazorg."; "`{shown}` is no store of nazorg."),
        )
        .help(say!("Kijk of dit het goede bestand is."; "See whether this is the right file.")));
    }
    refuse(i64::from(u32::from_be_bytes([header[60], header[61], header[62], header[63]])))
}

/// Refuses a newer or a foreign database, also when its newest changes are still in the log beside
/// it. Closing the connection must then leave the file as it is. Gives the version that it has.
pub(crate) fn refuse_newer(connection: &Connection) -> Result<i64, Problem> {
    let version = number(connection, "user_version")?;
    let application = number(connection, "application_id")?;
    let refused = refuse(version).err().or_else(|| {
        (version > 0 && application != i64::from(APPLICATION)).then(|| {
            Problem::damage(
                say!("Dit bestand is geen opslag van nazorg."; "This file is no store of nazorg."),
            )
            .help(say!("Kijk of dit het goede bestand is."; "See whether this is the right file."))
        })
    });
    match refused {
        None => Ok(version),
        Some(problem) => {
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            Err(problem)
        }
    }
}

fn refuse(version: i64) -> Result<(), Problem> {
    if version <= VERSION as i64 {
        return Ok(());
    }
    Err(Problem::trouble(say!(
        "Deze opslag is gemaakt met een nieuwere nazorg (schema {version}; deze kent {VERSION}). Er is niets veranderd.";
        "This store was made by a newer nazorg (schema {version}; this one knows {VERSION}). Nothing was changed."
    ))
    .help(say!("Werk nazorg bij."; "Update nazorg.")))
}

/// Brings the schema up to date, in one transaction. `version` is what it was when it was opened.
pub(crate) fn migrate(connection: &Connection, keys: &Keys, version: i64) -> Result<(), Problem> {
    if version == VERSION as i64 {
        return Ok(());
    }
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    // Another program may have been first.
    let found = usize::try_from(number(&transaction, "user_version")?).unwrap_or(0);
    if found == 0 {
        let tables: i64 =
            transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 {
            return Err(Problem::damage(
                say!("Dit bestand is geen opslag van nazorg."; "This file is no store of nazorg."),
            )
            .help(say!("Kijk of dit het goede bestand is."; "See whether this is the right file.")));
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
    } else {
        whole(&transaction)?;
    }
    for (sql, act) in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(sql)?;
        act(&transaction, keys)?;
    }
    transaction.pragma_update(None, "user_version", i64::try_from(VERSION).unwrap_or(i64::MAX))?;
    transaction.commit()?;
    // What stood in the clear must not stay in the log. Another program that reads may keep it from going
    // now; then it goes later.
    if found > 0 {
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    Ok(())
}

/// A damaged store is left as it is: moving its rows would only spread the damage.
fn whole(connection: &Connection) -> Result<(), Problem> {
    let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if answer == "ok" { Ok(()) } else { Err(Problem::damaged()) }
}

fn number(connection: &Connection, pragma: &str) -> Result<i64, Problem> {
    Ok(connection.pragma_query_value(None, pragma, |row| row.get(0))?)
}
