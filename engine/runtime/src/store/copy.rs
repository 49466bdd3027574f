//! Backup and restore, while others go on working.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::keys::{Keys, PersonId, is_empty};
use super::partial::{Partial, taken};
use super::{BUSY, Store, beside, folder_of, has_nobody, migrate, number, set_up, store_id, verify};
use crate::view::{Kept, RestoreReport};
use crate::{Problem, delivery};

/// Writes a backup: one file that needs nothing beside it. It is there whole or not at all.
pub(crate) fn backup(store: &Store, to: &Path) -> Result<RestoreReport, Problem> {
    if to.symlink_metadata().is_ok() {
        return Err(taken(to));
    }
    refuse_other_keys(store, &keys_beside(to))?;
    let folder = folder_of(to);
    if !folder.is_dir() {
        let shown = folder.display();
        return Err(Problem::bad_input(
            say!("De map `{shown}` bestaat niet."; "The folder `{shown}` does not exist."),
        )
        .help(say!("Maak de map eerst, of kies een andere."; "Make the folder first, or choose another.")));
    }
    let (partial, keys) = (Partial::new(folder, to)?, Partial::new(folder, &keys_beside(to))?);
    let report = {
        let mut copy = Connection::open_with_flags(&partial.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // All pages in one go are all of one moment; in WAL that keeps no writer waiting. The keys after them, so
        // that nobody lacks one.
        run(&store.connection, &mut copy)?;
        store.keys.copy_to(&keys.path)?;
        // All pages were copied as they are: a copy of a store that is whole is wrong only on a bad disk.
        let mut report = check(&copy).map_err(|_| match check(&store.connection) {
            Err(_) => Problem::damaged(),
            Ok(_) => Problem::trouble(say!("De kopie is niet goed geschreven. De opslag zelf is heel."; "The copy was not written well. The store itself is whole."))
                .help(say!("Maak de reservekopie op een andere schijf."; "Make the backup on another disk.")),
        })?;
        Keys::look(&keys.path)?.serve(&copy)?;
        report.closed = closed(&copy)?.len();
        in_one_file(&copy)?;
        report
    };
    // The keys first, name and all: a backup without them opens nothing.
    keys.replace(&keys_beside(to))?;
    partial.finish(to)?;
    Ok(report)
}

/// Keys stand under this name already: only older ones of this store may go, and never those that it uses.
fn refuse_other_keys(store: &Store, keys: &Path) -> Result<(), Problem> {
    if keys.symlink_metadata().is_err() {
        return Ok(());
    }
    let is_in_use = || match (keys.canonicalize(), store.keys.path.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => true,
    };
    match Keys::look(keys).is_ok_and(|keys| keys.store() == store.keys.store()) && !is_in_use() {
        true => Ok(()),
        false => Err(taken(keys)),
    }
}

/// The people of whom nothing can be read: their keys are missing, or open nothing.
fn closed(copy: &Connection) -> Result<Vec<PersonId>, Problem> {
    let mut statement = copy.prepare("SELECT id FROM people WHERE number > 0 AND revealed(data) IS NULL")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Erases from a copy, with the keys that open it, who was erased since it was made.
type EraseAgain<'a> = dyn Fn(&Connection, &Arc<Keys>) -> Result<(), Problem> + 'a;

/// Checks a backup, then puts it in the place of the store.
///
/// What the store of now knows, and the older one cannot, goes into it first: which numbers were given
/// out, and which letters have gone. That happens in a copy, so that the store is the old one or the new
/// one, and never something between. What it replaces is kept under the name `aside`: who puts back the wrong
/// backup loses nothing.
pub(crate) fn restore(
    store: &Store,
    from: &Path,
    outbox: &Path,
    aside: &dyn Fn() -> PathBuf,
    erase_again: &EraseAgain<'_>,
) -> Result<RestoreReport, Problem> {
    let (source, keys, _) = open_backup(store, from)?;
    // Nothing goes out meanwhile.
    let (_, _lock) = delivery::lock(outbox)?;
    if store.is_lost && !is_empty(&store.path) && Store::open(&store.path).is_ok() {
        return Err(Problem::refused(
            say!("Iemand anders zette intussen al een reservekopie terug. Er is niets veranderd."; "Somebody else put a backup back meanwhile. Nothing was changed."),
        )
        .help(say!("Kijk met `nazorg dokter` of nu alles goed is."; "See with `nazorg doctor` whether all is well now.")));
    }
    let aside = &aside();
    let partial = Partial::new(folder_of(&store.path), &store.path)?;
    let mut copy = Connection::open_with_flags(&partial.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    set_up(&copy)?;
    run(&source, &mut copy)?;
    in_one_file(&copy)?;
    let foreign = keys.as_ref().filter(|keys| keys.store() != store.keys.store());
    if let (Some(theirs), None) = (&keys, foreign) {
        // Those of now count: who was erased since stays erased.
        store.keys.take_over(theirs)?;
    }
    // Ours become those of another store only when all else is done: with them what stands here cannot be opened.
    let become_theirs = || match foreign {
        Some(theirs) => refuse_people(store).and_then(|()| store.keys.become_those_of(theirs)),
        None => Ok(()),
    };
    let serving = foreign.unwrap_or(&store.keys);
    serving.serve(&copy)?;
    let version = migrate::refuse_newer(&copy)?;
    migrate::migrate(&copy, serving, version)?;
    let prepare = || {
        number::carry_over(&store.connection, &copy, delivery::highest_folder(outbox))?;
        for person in closed(&copy)? {
            keys.iter()
                .filter(|keys| keys.path != serving.path)
                .try_for_each(|keys| serving.mend(&person, keys))?;
        }
        erase_again(&copy, serving)?;
        Ok::<_, Problem>(RestoreReport { closed: closed(&copy)?.len(), ..check(&copy)? })
    };
    let (report, whole) = if store.is_lost {
        let report = prepare()?;
        in_one_file(&copy)?;
        drop(copy);
        let whole = put_aside(&store.path, aside)?.then_some(false);
        become_theirs()?;
        partial.finish(&store.path)?;
        (report, whole)
    } else {
        store.is_in_place()?;
        let mut live = Connection::open_with_flags(&store.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        live.busy_timeout(BUSY)?;
        set_up(&live)?;
        let backup = Backup::new(&copy, &mut live)?;
        // No page yet, but the lock: what others record from here on waits, so that nothing falls between what
        // is kept and what is replaced.
        step(&backup, 0)?;
        let report = prepare()?;
        let whole = keep(store, aside)?;
        become_theirs()?;
        if let Err(problem) = step(&backup, -1) {
            // Nothing was replaced: what was kept stands here still.
            let _ = fs::remove_file(aside);
            return Err(problem);
        }
        (report, whole)
    };
    let kept = whole.map(|whole| Kept { file: aside.display().to_string(), whole });
    Ok(RestoreReport { kept, ..report })
}

/// A copy of the store of now, page by page as it is, and whether it is whole. Nothing when nothing was ever
/// recorded in it.
fn keep(store: &Store, aside: &Path) -> Result<Option<bool>, Problem> {
    if has_nobody(&store.connection) == Ok(true) {
        return Ok(None);
    }
    let partial = Partial::new(folder_of(aside), aside)?;
    let mut copy = Connection::open_with_flags(&partial.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    run(&store.connection, &mut copy)?;
    let is_whole = check(&copy).is_ok();
    // A single file, without a log; of a damaged one the pages are all that counts.
    match in_one_file(&copy) {
        Err(problem) if !problem.is_damage => return Err(problem),
        _ => {}
    }
    drop(copy);
    partial.finish(aside)?;
    Ok(Some(is_whole))
}

/// What is left of a store that cannot be opened gets another name, its log last: a log alone is refused by whoever
/// opens the next one, and a store without its newest log would be taken for all there is. Gives whether anything was
/// left.
fn put_aside(store: &Path, aside: &Path) -> Result<bool, Problem> {
    let mut is_left = false;
    for ending in ["", "-journal", "-wal"] {
        match fs::rename(beside(store, ending), beside(aside, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            renamed => is_left |= renamed.is_ok(),
        }
        delivery::sync(folder_of(store))?;
    }
    let _ = fs::remove_file(beside(store, "-shm"));
    Ok(is_left)
}

/// Checks a backup: its pages, its schema, and the chain of its journal.
pub(crate) fn examine(store: &Store, from: &Path) -> Result<RestoreReport, Problem> {
    open_backup(store, from).map(|(.., report)| report)
}

/// The keys that were copied with a backup.
fn keys_beside(backup: &Path) -> PathBuf {
    beside(backup, ".keys")
}

/// The keys of a backup: our own when it is one of this store, with those beside it for people whom we
/// do not know. Those of another store are only taken into an empty one.
fn keys_of(store: &Store, from: &Path, source: &Connection) -> Result<Option<Arc<Keys>>, Problem> {
    let Some(id) = store_id(source)? else { return Ok(None) };
    let path = keys_beside(from);
    let theirs = path.metadata().ok().map(|_| Keys::look(&path));
    if id == store.keys.store() {
        // What is wrong with the keys beside a backup of our own is no reason to refuse it: ours open it.
        let theirs = theirs.and_then(Result::ok).filter(|keys| keys.store() == id);
        return Ok(theirs.or_else(|| Some(store.keys.clone())));
    }
    refuse_people(store)?;
    let shown = path.display();
    let refused = |text: Text| {
        Problem::bad_input(text).help(say!(
            "Er is niets teruggezet. Zet het bestand `{shown}` ernaast dat bij deze reservekopie hoort.";
            "Nothing was put back. Put the file `{shown}` beside it that belongs to this backup."
        ))
    };
    match theirs {
        None => Err(refused(
            say!("De sleutels bij deze reservekopie ontbreken: `{shown}`."; "The keys of this backup are missing: `{shown}`."),
        )),
        Some(Err(_)) => Err(refused(
            say!("Het sleutelbestand bij deze reservekopie is beschadigd: `{shown}`."; "The key file of this backup is damaged: `{shown}`."),
        )),
        Some(Ok(keys)) if keys.store() != id => Err(refused(
            say!("De sleutels in `{shown}` horen niet bij deze reservekopie."; "The keys in `{shown}` do not belong to this backup."),
        )),
        Some(Ok(keys)) => Ok(Some(keys)),
    }
}

/// A backup of another store only comes in where nobody is. The keys of people whose store is lost wait for a
/// backup of theirs.
fn refuse_people(store: &Store) -> Result<(), Problem> {
    if has_nobody(&store.connection)? && !(store.is_lost && store.keys.has_people()?) {
        return Ok(());
    }
    let shown = store.path.display();
    Err(Problem::bad_input(
        say!("Deze reservekopie hoort bij een andere opslag dan `{shown}`. Er is niets teruggezet."; "This backup belongs to another store than `{shown}`. Nothing was restored."),
    )
    .help(say!("Zet haar terug in een lege werkruimte."; "Restore it in an empty workspace.")))
}

/// A backup that is whole, with its keys and what is in it.
type Opened = (Connection, Option<Arc<Keys>>, RestoreReport);

/// Opens a backup and checks it. What is wrong with it is not wrong with the store.
fn open_backup(store: &Store, from: &Path) -> Result<Opened, Problem> {
    let shown = from.display();
    let refused = match from.symlink_metadata() {
        Err(_) => say!("`{shown}` bestaat niet."; "`{shown}` does not exist."),
        Ok(meta) if !meta.is_file() => {
            say!("`{shown}` is geen gewoon bestand."; "`{shown}` is no plain file.")
        }
        Ok(_) => {
            return checked(store, from).map_err(|problem| match problem.is_damage {
                true => Problem::bad_input(
                    say!("`{shown}` is geen reservekopie, of zij is beschadigd. Er is niets teruggezet."; "`{shown}` is no backup, or it is damaged. Nothing was put back."),
                )
                .help(say!("Neem een andere reservekopie."; "Take another backup.")),
                false => problem,
            });
        }
    };
    Err(Problem::bad_input(refused).help(
        say!("Geef een bestand dat `nazorg reservekopie` maakte."; "Give a file that `nazorg backup` made."),
    ))
}

/// Beside an empty file SQLite throws a log away when it opens it.
pub(crate) fn refuse_empty(path: &Path) -> Result<(), Problem> {
    match path.metadata() {
        Ok(meta) if meta.len() == 0 => Err(Problem::damaged()),
        _ => Ok(()),
    }
}

fn checked(store: &Store, from: &Path) -> Result<Opened, Problem> {
    refuse_empty(from)?;
    migrate::refuse_newer_header(from)?;
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let shown = from.display();
    let refused = |why: Text| {
        let (nl, en) = (why.nl, why.en);
        Problem::trouble(say!("De reservekopie `{shown}` is niet heel ({nl})."; "The backup `{shown}` is not whole ({en})."))
            .help(say!("Er is niets teruggezet. Neem een andere reservekopie."; "Nothing was put back. Take another backup."))
    };
    migrate::refuse_newer(&source)?;
    let version: i64 = source
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|_| refused(Text::same("SQLite")))?;
    if version == 0 {
        return Err(refused(say!("er staat niets in"; "nothing is in it")));
    }
    let report = check(&source).map_err(|_| refused(say!("bladzijden"; "pages")))?;
    let keys = keys_of(store, from, &source)?;
    // Ours may open more than those beside it, or less.
    let beside = keys.iter().chain((store_id(&source)? == Some(store.keys.store())).then_some(&store.keys));
    let mut wrong = None;
    for keys in beside.chain(keys.is_none().then_some(&store.keys)) {
        keys.serve(&source)?;
        let erased = |person: &PersonId| store.keys.is_destroyed(person);
        let verified = verify::chain_but(&source, &verify::Kept::new(), &erased)
            .map_err(|_| refused(say!("journaal"; "journal")))?;
        wrong = verified.wrong.into_iter().next();
        if wrong.is_none() {
            break;
        }
    }
    match wrong {
        Some(wrong) => Err(refused(wrong.named().unwrap_or_else(|| Text::same(&wrong.place)))),
        None => Ok((source, keys, report)),
    }
}

/// Copies all pages at once; waits for writers.
pub(super) fn run(from: &Connection, to: &mut Connection) -> Result<(), Problem> {
    step(&Backup::new(from, to)?, -1)
}

/// Copies so many pages, all of them with -1; waits for writers.
fn step(backup: &Backup<'_, '_>, pages: i32) -> Result<(), Problem> {
    let patience = Instant::now() + BUSY;
    loop {
        match backup.step(pages)? {
            StepResult::Done => return Ok(()),
            StepResult::More if pages == 0 => return Ok(()),
            StepResult::More => {}
            _ if Instant::now() > patience => {
                return Err(Problem::busy());
            }
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

/// Lets a copy need no log beside it: the last that is done to it, because whoever reads it after a failure may undo
/// this. SQLite does not say when it fails; the header of the file does.
fn in_one_file(copy: &Connection) -> Result<(), Problem> {
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    let mut header = [0; 20];
    File::open(copy.path().unwrap_or_default())?.read_exact(&mut header)?;
    if header[18..] == [1, 1] {
        return Ok(());
    }
    Err(Problem::trouble(say!("De kopie kon niet worden afgemaakt."; "The copy could not be finished.")).help(say!("Kijk of de schijf vol is, of niet meer goed werkt. Probeer het daarna nog eens."; "See whether the disk is full, or no longer works well. Then try again.")))
}

/// What is in a copy, if it is whole.
fn check(copy: &Connection) -> Result<RestoreReport, Problem> {
    let broken = || {
        Problem::trouble(say!("De kopie is niet heel."; "The copy is not whole."))
            .help(say!("Er is niets teruggezet. Kijk of de schijf vol is, of niet meer goed werkt."; "Nothing was put back. See whether the disk is full, or no longer works well."))
    };
    let wrong = |_| broken();
    let answer: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(wrong)?;
    let foreign = copy.prepare("PRAGMA foreign_key_check").and_then(|mut s| s.exists([])).map_err(wrong)?;
    if answer != "ok" || foreign {
        return Err(broken());
    }
    let count = |table: &str| {
        copy.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).map_err(wrong)
    };
    let (people, cases, rows) = (count("people")?, count("cases")?, count("journal")?);
    Ok(RestoreReport { people, cases, rows, closed: 0, kept: None })
}
