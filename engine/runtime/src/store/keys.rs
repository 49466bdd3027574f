//! Keys: each person has one, in a file of their own beside the store. What is personal is concealed under
//! it; who destroys the key has erased the person, also in every copy of the store.
//!
//! The store conceals and reveals in its statements: `conceal(person, text)`, `reveal(value)`, and
//! `said(value)` for what the journal says. A text that was never concealed is revealed as it is: what is left of who
//! was erased; `is_concealed(person, value)` tells it apart. `blind` makes of a number that must be found again something that tells nothing to who has no key.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nazorg_core::say;
use nazorg_seal::{Key, Nonce, open, seal};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params,
};

use super::lost::damaged;
use super::{BUSY, beside, make_private};
use crate::Problem;

/// The random id under which a person stands in the journal.
pub(crate) type PersonId = [u8; 16];

/// The first byte of what is concealed: the form in which it is.
const FORM: u8 = 1;
const NONCE: usize = size_of::<Nonce>();
const HEADER: usize = 1 + 16 + NONCE;
/// So many bytes hold nearly all that is concealed, so that the buffer need not grow.
const TEXT_USUAL: usize = 4_096;
/// The salt of a row of the journal stands before what it says, as so many letters.
pub(crate) const SALT_TEXT: usize = 32;
/// What SQLite's error says when a key is missing.
pub(crate) const NO_KEY: &str = "no key";

/// The same when the file of keys cannot be read.
pub(crate) const NO_KEYS: &str = "no file of keys";

/// `nzrk`: tells a file of keys from a store.
const APPLICATION: i32 = 0x6e7a_726b;

/// The keys of a store.
pub(crate) struct Keys {
    /// Where they are.
    pub(crate) path: PathBuf,
    inner: Mutex<Inner>,
}

struct Inner {
    connection: Connection,
    store: [u8; 16],
    blind: Key,
    /// Those that were asked for; none for a person who was erased.
    known: HashMap<PersonId, Option<Key>>,
    /// New ones that are not on disk yet.
    new: Vec<PersonId>,
}

impl Inner {
    /// Makes a key for somebody who has none.
    fn make_key(&mut self, person: PersonId) -> Result<Key, Problem> {
        let key = new_key()?;
        self.known.insert(person, Some(key));
        self.new.push(person);
        Ok(key)
    }
}

/// How many keys are kept at hand, seven megabytes at most. Beyond that all are let go: they are only there to
/// save reading, which takes a fifth of the time of a step.
const KNOWN_MAX: usize = 65_536;

impl Keys {
    /// Opens the keys; makes new ones when there is no file, or an empty one.
    pub(crate) fn open_or_make(path: &Path) -> Result<Arc<Self>, Problem> {
        // It may be a link to another disk, unlike the store.
        if path.metadata().is_err() {
            make_private(path)?;
        }
        // One that was being made when the power failed is emptied by whoever reads it first.
        if is_empty(path) || beside(path, "-journal").exists() {
            make(&connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)?;
        }
        Self::open(path)
    }

    /// Opens keys that are there.
    pub(crate) fn open(path: &Path) -> Result<Arc<Self>, Problem> {
        Self::with(path, connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)
    }

    /// Opens keys to look at them only, such as those beside a backup.
    pub(crate) fn look(path: &Path) -> Result<Arc<Self>, Problem> {
        Self::with(path, connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
    }

    fn with(path: &Path, connection: Connection) -> Result<Arc<Self>, Problem> {
        let (store, blind) = names(&connection)?.unwrap_or_default();
        let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if application != APPLICATION || store == [0; 16] {
            let shown = path.display();
            return Err(Problem::trouble(
                say!("`{shown}` is geen sleutelbestand van nazorg."; "`{shown}` is no key file of nazorg."),
            )
            .help(say!("Kijk of dit het goede bestand is. Naast een reservekopie `X` heet het `X.keys`."; "See whether this is the right file. Beside a backup `X` it is called `X.keys`.")));
        }
        let inner = Inner { connection, store, blind, known: HashMap::new(), new: Vec::new() };
        Ok(Arc::new(Self { path: path.to_owned(), inner: Mutex::new(inner) }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the file; what is wrong with it is not wrong with the store.
    fn with_file<T>(&self, act: impl FnOnce(&mut Inner) -> Result<T, Problem>) -> Result<T, Problem> {
        act(&mut self.inner())
            .map_err(|problem| if problem.is_damage { damaged(&self.path) } else { problem })
    }

    /// The random name of the store that they belong to.
    pub(crate) fn store(&self) -> [u8; 16] {
        self.inner().store
    }

    /// Whether anybody has, or had, a key.
    pub(crate) fn has_people(&self) -> Result<bool, Problem> {
        let asked = "SELECT EXISTS (SELECT 1 FROM keys WHERE person > x'')";
        self.with_file(|inner| Ok(inner.connection.query_row(asked, [], |row| row.get(0))?))
    }

    /// Puts new keys on disk. Must come before the commit of what is concealed under them.
    pub(crate) fn keep_new(&self) -> Result<(), Problem> {
        self.with_file(|inner| {
            if inner.new.is_empty() {
                return Ok(());
            }
            let tx = Transaction::new_unchecked(&inner.connection, TransactionBehavior::Immediate)?;
            for person in &inner.new {
                tx.prepare_cached("INSERT OR IGNORE INTO keys (person, key) VALUES (?1, ?2)")?
                    .execute(params![person, inner.known.get(person).copied().flatten()])?;
            }
            tx.commit()?;
            inner.new.clear();
            Ok(())
        })
    }

    /// Asks for all keys anew: somebody may have put better ones in their file.
    pub(crate) fn forget(&self) {
        let mut inner = self.inner();
        if inner.new.is_empty() {
            inner.known.clear();
        }
    }

    /// How many new keys are not on disk yet.
    pub(crate) fn new_keys(&self) -> usize {
        self.inner().new.len()
    }

    /// Lets go of the newest keys but so many: those whose people were undone.
    pub(crate) fn drop_new(&self, but: usize) {
        let mut inner = self.inner();
        let inner = &mut *inner;
        for person in inner.new.split_off(but.min(inner.new.len())) {
            inner.known.remove(&person);
        }
    }

    /// Destroys the key of a person. That it was there stays known.
    pub(crate) fn destroy(&self, person: &PersonId) -> Result<(), Problem> {
        self.with_file(|inner| {
            inner
                .connection
                .prepare_cached("INSERT INTO keys (person, key) VALUES (?1, NULL) ON CONFLICT (person) DO UPDATE SET key = NULL")?
                .execute(params![person])?;
            inner.known.insert(*person, None);
            Ok(())
        })
    }

    /// Whether the key of a person was destroyed.
    pub(crate) fn is_destroyed(&self, person: &PersonId) -> Result<bool, Problem> {
        self.with_file(|inner| {
            let gone: Option<bool> = inner
                .connection
                .prepare_cached("SELECT key IS NULL FROM keys WHERE person = ?1")?
                .query_row(params![person], |row| row.get(0))
                .optional()?;
            Ok(gone.unwrap_or(false))
        })
    }

    /// Takes over the keys of people that this file does not know, from a copy of it. Who was erased
    /// stays erased.
    pub(crate) fn take_over(&self, copy: &Self) -> Result<(), Problem> {
        self.take(copy, None)
    }

    /// Becomes the keys of another store: for a store in which nobody is yet.
    pub(crate) fn become_those_of(&self, copy: &Self) -> Result<(), Problem> {
        let names = {
            let copy = copy.inner();
            (copy.store, copy.blind)
        };
        self.take(copy, Some(names))
    }

    fn take(&self, copy: &Self, names: Option<([u8; 16], Key)>) -> Result<(), Problem> {
        let all: Vec<(PersonId, Option<Key>)> = copy.with_file(|copy| {
            let mut statement = copy.connection.prepare("SELECT person, key FROM keys WHERE person > x''")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        self.with_file(|inner| {
            let tx = Transaction::new_unchecked(&inner.connection, TransactionBehavior::Immediate)?;
            for (person, key) in all {
                tx.prepare_cached("INSERT OR IGNORE INTO keys (person, key) VALUES (?1, ?2)")?
                    .execute(params![person, key])?;
            }
            if let Some((store, blind)) = names {
                tx.prepare_cached("UPDATE meta SET store = ?1, blind = ?2 WHERE one = 1")?
                    .execute(params![store, blind])?;
            }
            tx.commit()?;
            (inner.store, inner.blind) = names.unwrap_or((inner.store, inner.blind));
            inner.known.clear();
            Ok(())
        })
    }

    /// Takes the key of a person from a copy of this file, in the place of one that opens nothing. Who was erased
    /// stays erased.
    pub(crate) fn mend(&self, person: &PersonId, copy: &Self) -> Result<(), Problem> {
        let asked = "SELECT key FROM keys WHERE person = ?1 AND key IS NOT NULL";
        let key: Option<Key> = copy.with_file(|copy| {
            Ok(copy.connection.query_row(asked, params![person], |row| row.get(0)).optional()?)
        })?;
        self.with_file(|inner| {
            if let Some(key) = key {
                inner
                    .connection
                    .prepare_cached("UPDATE keys SET key = ?2 WHERE person = ?1 AND key IS NOT NULL")?
                    .execute(params![person, key])?;
            }
            inner.known.remove(person);
            Ok(())
        })
    }

    /// Whether they can be written: who cannot destroy a key must not begin to erase.
    pub(crate) fn refuse_read_only(&self) -> Result<(), Problem> {
        self.with_file(|inner| {
            Ok(Transaction::new_unchecked(&inner.connection, TransactionBehavior::Immediate)?.rollback()?)
        })
    }

    /// Writes a copy.
    pub(crate) fn copy_to(&self, to: &Path) -> Result<(), Problem> {
        let mut copy = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        self.with_file(|inner| super::copy::run(&inner.connection, &mut copy))
    }

    /// The key of a person; `make` makes one for somebody who has none.
    fn key(&self, person: &PersonId, make: bool) -> Result<Key, String> {
        let mut inner = self.inner();
        let found = match inner.known.get(person) {
            Some(found) => Some(*found),
            None => {
                let query = inner.connection.prepare_cached("SELECT key FROM keys WHERE person = ?1");
                let found: Option<Option<Key>> = query
                    .and_then(|mut statement| {
                        statement.query_row(params![person], |row| row.get(0)).optional()
                    })
                    .map_err(|_| NO_KEYS.to_owned())?;
                if inner.known.len() >= KNOWN_MAX && inner.new.is_empty() {
                    inner.known.clear();
                }
                if let Some(found) = found {
                    inner.known.insert(*person, found);
                }
                found
            }
        };
        match found {
            Some(Some(key)) => Ok(key),
            None if make => inner.make_key(*person).map_err(|problem| problem.text.en),
            _ => Err(NO_KEY.to_owned()),
        }
    }

    /// A random id for a person nobody knows yet, with a key that is there when its first words are kept.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub(crate) fn new_person(&self) -> Result<PersonId, Problem> {
        let person = random();
        self.inner().make_key(person)?;
        Ok(person)
    }

    /// Conceals a text: form, person, nonce, and the rest under the person's key.
    fn conceal(&self, person: &PersonId, text: &str) -> Result<Vec<u8>, String> {
        let nonce = random();
        let mut concealed = header(person, &nonce);
        concealed.extend_from_slice(text.as_bytes());
        self.seal(person, &nonce, concealed)
    }

    /// The same of what is written into the buffer, which is concealed where it stands.
    ///
    /// # Errors
    /// It cannot be written, or the person has no key any more.
    pub(crate) fn concealed<E>(
        &self,
        person: &PersonId,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Vec<u8>, Problem>
    where
        Problem: From<E>,
    {
        let nonce = random();
        let mut concealed = header(person, &nonce);
        write(&mut concealed)?;
        self.seal(person, &nonce, concealed).map_err(failed)
    }

    fn seal(&self, person: &PersonId, nonce: &Nonce, mut concealed: Vec<u8>) -> Result<Vec<u8>, String> {
        seal(&self.key(person, true)?, nonce, &mut concealed, HEADER, person).ok_or("not concealed")?;
        Ok(concealed)
    }

    fn reveal(&self, concealed: &[u8]) -> Result<String, String> {
        let changed = || "changed".to_owned();
        let (header, rest) = concealed.split_at_checked(HEADER).ok_or_else(changed)?;
        let person: PersonId = header[1..17].try_into().map_err(|_| changed())?;
        let nonce: Nonce = header[17..].try_into().map_err(|_| changed())?;
        if header[0] != FORM {
            return Err(changed());
        }
        let text = open(&self.key(&person, false)?, &nonce, rest, &person).ok_or_else(changed)?;
        String::from_utf8(text).map_err(|_| changed())
    }

    fn blind(&self, text: &str) -> [u8; 32] {
        *blake3::keyed_hash(&self.inner().blind, text.as_bytes()).as_bytes()
    }

    /// Lets the statements of a connection conceal and reveal.
    pub(crate) fn serve(self: &Arc<Self>, connection: &Connection) -> Result<(), Problem> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
        let failed = |what: String| rusqlite::Error::UserFunctionError(what.into());
        let value = |context: &Context<'_>, keys: &Self| -> Result<Option<String>, String> {
            match context.get_raw(0) {
                ValueRef::Null => Ok(None),
                ValueRef::Text(text) => Ok(Some(String::from_utf8_lossy(text).into_owned())),
                ValueRef::Blob(blob) => keys.reveal(blob).map(Some),
                _ => Err("changed".to_owned()),
            }
        };
        let keys = self.clone();
        connection.create_scalar_function("conceal", 2, flags, move |context| {
            keys.conceal(&context.get(0)?, context.get_raw(1).as_str()?).map_err(failed)
        })?;
        let keys = self.clone();
        connection.create_scalar_function("reveal", 1, flags, move |context| {
            value(context, &keys).map_err(failed)
        })?;
        let keys = self.clone();
        // What cannot be revealed is nothing here: the one who asks tells so.
        connection.create_scalar_function("revealed", 1, flags, move |context| {
            Ok(value(context, &keys).ok().flatten())
        })?;
        let keys = self.clone();
        connection.create_scalar_function("said", 1, flags, move |context| {
            let concealed = matches!(context.get_raw(0), ValueRef::Blob(_));
            let said = value(context, &keys).map_err(failed)?;
            Ok(said.map(
                |said| if concealed { said.get(SALT_TEXT..).unwrap_or_default().to_owned() } else { said },
            ))
        })?;
        connection.create_scalar_function("is_concealed", 2, flags, |context| {
            let (person, value) = (context.get_raw(0), context.get_raw(1));
            Ok(matches!((person, value), (ValueRef::Blob(person), ValueRef::Blob(value)) if is_of(person, value)))
        })?;
        let keys = self.clone();
        connection.create_scalar_function("blind", 1, flags, move |context| {
            Ok(context.get::<Option<String>>(0)?.map(|text| keys.blind(&text)))
        })?;
        Ok(())
    }
}

/// As a statement tells it that could not conceal.
fn failed(what: String) -> Problem {
    rusqlite::Error::UserFunctionError(what.into()).into()
}

/// Whether something is concealed under the key of this person, by what stands before it.
fn is_of(person: &[u8], value: &[u8]) -> bool {
    value.len() > HEADER && value[0] == FORM && value[1..17] == *person
}

/// What stands before the text that is concealed.
fn header(person: &PersonId, nonce: &Nonce) -> Vec<u8> {
    let mut header = Vec::with_capacity(TEXT_USUAL);
    header.push(FORM);
    header.extend_from_slice(person);
    header.extend_from_slice(nonce);
    header
}

/// Random bytes that nobody else gets: a salt, a nonce, an id. A step needs three, and asking the system for each
/// costs as much as sealing.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes);
    bytes
}

/// A key, straight from the system.
///
/// # Errors
/// The system gives no random numbers.
fn new_key() -> Result<Key, Problem> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|_| Problem::broken_store("no randomness"))?;
    Ok(key)
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, Problem> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    // Its log goes by the removal of a name, which must last as well: else a power failure would bring
    // back what stood there before, without the newest keys or with a key that was destroyed.
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

/// Whether there is no file, or one to which nothing was ever written: what another program keeps is not ours to fill.
pub(super) fn is_empty(path: &Path) -> bool {
    path.metadata().map_or(true, |meta| meta.len() == 0)
}

/// The name of the store that a file of keys belongs to, and its key for what must be found again; none in a file
/// of another kind.
fn names(connection: &Connection) -> Result<Option<([u8; 16], Key)>, Problem> {
    let meta = "SELECT store, blind FROM meta WHERE one = 1";
    match connection.query_row(meta, [], |row| Ok((row.get(0)?, row.get(1)?))) {
        Ok(found) => Ok(Some(found)),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure) => {
                Err(error.into())
            }
            _ => Ok(None),
        },
    }
}

fn make(connection: &Connection) -> Result<(), Problem> {
    let tx = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    // Another program may have been first.
    let version: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version > 0 {
        return Ok(());
    }
    let (store, blind): ([u8; 16], Key) = (random(), new_key()?);
    tx.execute_batch(
        "CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), store BLOB NOT NULL, blind BLOB NOT NULL);
         -- A person without a key was erased.
         CREATE TABLE keys (person BLOB PRIMARY KEY, key BLOB) WITHOUT ROWID;",
    )?;
    tx.execute("INSERT INTO meta (one, store, blind) VALUES (1, ?1, ?2)", params![store, blind])?;
    tx.pragma_update(None, "application_id", APPLICATION)?;
    tx.pragma_update(None, "user_version", 1)?;
    Ok(tx.commit()?)
}
