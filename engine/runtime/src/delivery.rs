//! Delivery of letters into the outbox: a folder for each letter, `outbox/B000012/`, with `brief.txt`
//! and `brief.html`.
//!
//! **The promise.** Every letter that was made comes into the outbox exactly once, whole, and with the
//! words that were fixed when it was made; also when the program or the computer stops at any moment.
//! **Its rule.** After a power failure between the renaming of a folder and the next `deliver`, a reader
//! that took the folder in between may see it once more. A reader that takes only letters whose state is
//! `done` (as `letter list` tells) never does. The letter's number is printed on it, so that a second
//! copy can always be known.
//!
//! The order that makes it so: stage the files, put a new mark beside them and sync both → commit `staged`, with the
//! mark → rename into the outbox → sync both folders → commit `done`. A letter that is `staged` but has no staged folder
//! was handed over, when the mark is still there. Without it this is not where the letter was staged: the outbox
//! was made anew, an older one was put back, or it is another computer's. Then the letter is staged again.
//! **What remains.** A letter that is `done` does not come again when the outbox is lost, and a letter that a reader
//! took may come once more when the store was lost with it and a backup is put back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::{OptionalExtension, params};

use crate::office::{Office, Pages};
use crate::store::{BUSY, folder_of, millis};
use crate::view::DeliveryReport;
use crate::{Problem, lock};

/// How far one letter's delivery has come; a test stops it after any of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// One of the files has been written, not yet the other.
    HalfWritten,
    /// The files are staged and on disk.
    Written,
    /// The store knows that they are staged.
    Staged,
    /// They are in the outbox.
    Renamed,
    /// And the folders are on disk.
    Synced,
}

/// The files of a letter, in the order of [`Pages`].
pub(crate) const PAGES: [&str; 2] = ["brief.txt", "brief.html"];

/// The folder of the outbox in which letters wait.
pub(crate) const STAGING: &str = ".staging";

/// Holds the letters of one commit: so many at most.
const BATCH: usize = 200;

/// How the name of a mark begins, and its key in the store.
pub(crate) const MARK: &str = "mark-";

/// What is noted of letters.
enum Step<'a> {
    /// They are staged, beside this mark.
    Staged(&'a str),
    /// They were handed over.
    Done,
}

/// Letters that are staged, and letters that are made, with their pages.
type Undelivered = (Vec<i64>, Vec<(i64, Pages)>);

/// The name of a letter's folder: its number and nothing about anybody.
pub(crate) fn folder_name(letter: i64) -> String {
    format!("B{letter:06}")
}

/// Delivers all that is made; first finishes what a crash left half-way. Waits so long at most for another who
/// delivers.
pub(crate) fn deliver(
    office: &Office,
    patience: Duration,
    after: &mut dyn FnMut(Stage) -> Result<(), Problem>,
) -> Result<DeliveryReport, Problem> {
    let mut report = DeliveryReport::default();
    if !office.has_undelivered()? {
        return Ok(report);
    }
    let outbox = office.workspace().outbox_path();
    let (staging, _lock) = lock_within(&outbox, patience)?.ok_or_else(busy)?;
    // Letters that cannot be read, or whose place in the outbox is taken by something else. They keep nobody
    // waiting.
    let mut stuck = BTreeMap::new();
    loop {
        // Read again under the lock: another deliverer may have been at work.
        let (staged, made) = office.undelivered(&mut stuck)?;
        if staged.is_empty() && made.is_empty() {
            return stuck.into_values().next().map_or(Ok(report), Err);
        }
        // What was staged before is finished before the mark changes: it is known by the mark of then.
        let recovers = !staged.is_empty();
        if recovers && !office.is_marked(&staging)? {
            office.stage_again()?;
            continue;
        }
        let letters = if recovers { staged } else { stage_all(office, &staging, &made, after)? };
        let mut handed = Vec::new();
        for letter in letters {
            if hand_over(&staging, &outbox, letter)? {
                handed.push(letter);
            } else {
                stuck.insert(letter, taken(letter));
            }
            after(Stage::Renamed)?;
        }
        sync(&outbox)?;
        sync(&staging)?;
        after(Stage::Synced)?;
        office.mark_letters(&handed, Step::Done)?;
        let told = if recovers { &mut report.recovered } else { &mut report.delivered };
        told.extend(handed);
    }
}

/// Stages letters, so that they are on disk, and notes that they are. Gives their numbers.
fn stage_all(
    office: &Office,
    staging: &Path,
    made: &[(i64, Pages)],
    after: &mut dyn FnMut(Stage) -> Result<(), Problem>,
) -> Result<Vec<i64>, Problem> {
    for (letter, pages) in made {
        stage(&staging.join(folder_name(*letter)), pages, after)?;
    }
    let mark = set_mark(staging)?;
    sync(staging)?;
    after(Stage::Written)?;
    let letters: Vec<i64> = made.iter().map(|(letter, _)| *letter).collect();
    office.mark_letters(&letters, Step::Staged(&mark))?;
    after(Stage::Staged)?;
    Ok(letters)
}

/// Puts a new mark in the staging area, in the place of the one of before: an empty folder with a random name.
fn set_mark(staging: &Path) -> Result<String, Problem> {
    for entry in fs::read_dir(staging)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(MARK) {
            // One that is not empty may stay: the store says which counts.
            let _ = fs::remove_dir(entry.path());
        }
    }
    let mark = format!("{MARK}{:032x}", rand::random::<u128>());
    fs::create_dir(staging.join(&mark))?;
    Ok(mark)
}

/// The folder of the outbox in which deliverers write, and the lock that lets in one at a time. Who needs it
/// waits as long as for the store.
pub(crate) fn lock(outbox: &Path) -> Result<(PathBuf, File), Problem> {
    lock_within(outbox, BUSY)?.ok_or_else(|| {
        let shown = outbox.display();
        Problem::trouble(
            say!("Een ander programma houdt het postvak `{shown}` te lang vast. Er is niets veranderd."; "Another program holds the outbox `{shown}` for too long. Nothing was changed."),
        )
        .help(say!("Probeer het zo nog eens."; "Try again in a moment."))
    })
}

/// The same, for who waits so long at most.
fn lock_within(outbox: &Path, patience: Duration) -> Result<Option<(PathBuf, File)>, Problem> {
    let staging = outbox.join(STAGING);
    make_lasting(&staging)?;
    let lock = lock::open(&staging.join("lock"))?;
    Ok(lock::take_within(&lock, patience)?.then_some((staging, lock)))
}

fn busy() -> Problem {
    Problem::trouble(
        say!("Een ander programma is bezig in het postvak."; "Another program is busy in the outbox."),
    )
    .help(say!(
        "De brieven zijn bewaard. Ze gaan mee met de volgende `nazorg tik`.";
        "The letters are kept. They go with the next `nazorg tick`."
    ))
}

/// Makes a folder and those around it, so that they are still there after a power failure: a letter in a
/// folder that is gone is gone as well.
fn make_lasting(folder: &Path) -> Result<(), Problem> {
    if folder.is_dir() {
        return Ok(());
    }
    let around = folder_of(folder);
    make_lasting(around)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(Problem::file(folder, &error));
        }
        _ => {}
    }
    sync(around)
}

/// The highest number of a letter whose folder stands in the outbox, or on its way there.
pub(crate) fn highest_folder(outbox: &Path) -> i64 {
    let folders = [outbox.to_owned(), outbox.join(STAGING)];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    entries.filter_map(|entry| number_of(&entry.file_name().to_string_lossy())).max().unwrap_or(0)
}

/// The letter that a folder is named after.
pub(crate) fn number_of(folder: &str) -> Option<i64> {
    let number = folder.strip_prefix('B')?.parse().ok()?;
    (folder_name(number) == folder).then_some(number)
}

/// Writes a letter's files afresh; what an earlier attempt left there is not trusted.
fn stage(
    folder: &Path,
    pages: &Pages,
    after: &mut dyn FnMut(Stage) -> Result<(), Problem>,
) -> Result<(), Problem> {
    if folder.symlink_metadata().is_ok() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir(folder)?;
    write(&folder.join(PAGES[0]), &pages.text)?;
    after(Stage::HalfWritten)?;
    write(&folder.join(PAGES[1]), &pages.html)?;
    sync(folder)
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}

/// Moves a staged letter into the outbox. One that is not staged any more was handed over before: whoever comes
/// here knows that it was staged here. When something else stands in its place, it says no: renaming onto a folder
/// would fail or, when it is empty, hide what somebody put there.
fn hand_over(staging: &Path, outbox: &Path, letter: i64) -> Result<bool, Problem> {
    let name = folder_name(letter);
    let (from, to) = (staging.join(&name), outbox.join(&name));
    if from.symlink_metadata().is_err() {
        return Ok(true);
    }
    if to.symlink_metadata().is_ok() {
        let same = PAGES.iter().all(|page| {
            let (staged, there) = (fs::read(from.join(page)), fs::read(to.join(page)));
            matches!((staged, there), (Ok(staged), Ok(there)) if staged == there)
        });
        // The same letter stands there: it was delivered before an older store was put back.
        if same {
            fs::remove_dir_all(from)?;
        }
        return Ok(same);
    }
    fs::rename(from, to)?;
    Ok(true)
}

fn taken(letter: i64) -> Problem {
    let name = folder_name(letter);
    Problem::trouble(
        say!("In het postvak staat al een andere map {name}."; "There is another folder {name} in the outbox already."),
    )
    .help(say!(
        "De brief is bewaard. Haal die map weg. Probeer het dan nog eens met `nazorg tik`.";
        "The letter is kept. Take that folder away. Then try again with `nazorg tick`."
    ))
}

fn unread(letter: i64, problem: Problem) -> Problem {
    let Text { nl, en } = &problem.text;
    let text = say!("Brief B{letter} is niet te lezen. {nl}"; "Letter B{letter} cannot be read. {en}");
    Problem { text, ..problem }
}

/// Makes the names in a folder lasting.
pub(crate) fn sync(folder: &Path) -> Result<(), Problem> {
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| Problem::file(folder, &error))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

impl Office {
    /// Whether any letter is staged or made.
    fn has_undelivered(&self) -> Result<bool, Problem> {
        self.reading(|work| {
            let sql = "SELECT 1 FROM letters WHERE state <> 'done' AND state IN ('made', 'staged') LIMIT 1";
            Ok(work.tx.prepare_cached(sql)?.exists([])?)
        })
    }

    /// Letters that are staged, and letters that are made, with their pages; without those that are stuck. What
    /// cannot be read becomes so.
    fn undelivered(&self, stuck: &mut BTreeMap<i64, Problem>) -> Result<Undelivered, Problem> {
        self.reading(|work| {
            let mut statement = work.tx.prepare_cached(
                "SELECT number FROM letters WHERE state <> 'done' AND state = 'staged' ORDER BY number",
            )?;
            let staged = statement.query_map([], |row| row.get(0))?;
            let is_free = |letter: &rusqlite::Result<i64>| {
                letter.as_ref().map_or(true, |letter| !stuck.contains_key(letter))
            };
            let staged = staged.filter(is_free).take(BATCH).collect::<Result<_, _>>()?;
            let mut made = Vec::new();
            let mut statement = work.tx.prepare_cached(
                "SELECT number FROM letters WHERE state <> 'done' AND state = 'made' ORDER BY number",
            )?;
            let mut rows = statement.query([])?;
            while made.len() < BATCH
                && let Some(row) = rows.next()?
            {
                let letter = row.get(0)?;
                if stuck.contains_key(&letter) {
                    continue;
                }
                match crate::office::pages(work, letter) {
                    Ok(pages) => made.extend(pages.map(|pages| (letter, pages))),
                    Err(problem) if problem.is_unreadable => {
                        stuck.insert(letter, unread(letter, problem));
                    }
                    Err(problem) => return Err(problem),
                }
            }
            Ok((staged, made))
        })
    }

    /// Whether this is where letters were staged last.
    fn is_marked(&self, staging: &Path) -> Result<bool, Problem> {
        let mark: Option<String> = self.reading(|work| {
            let mut statement = work.tx.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
            Ok(statement.query_row(params![MARK], |row| row.get(0)).optional()?)
        })?;
        Ok(mark.is_some_and(|mark| staging.join(mark).exists()))
    }

    /// What was staged elsewhere is made, and no more.
    fn stage_again(&self) -> Result<(), Problem> {
        self.writing(|work| {
            let sql =
                "UPDATE letters SET state = 'made', staged = NULL WHERE state <> 'done' AND state = 'staged'";
            work.tx.prepare_cached(sql)?.execute([])?;
            Ok(())
        })
    }

    /// Notes how far letters are.
    fn mark_letters(&self, letters: &[i64], step: Step<'_>) -> Result<(), Problem> {
        if letters.is_empty() {
            return Ok(());
        }
        self.writing(|work| {
            if let Step::Staged(mark) = step {
                work.tx
                    .prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
                    .execute(params![MARK, mark])?;
            }
            let sql = match step {
                Step::Staged(_) => {
                    "UPDATE letters SET state = 'staged', staged = ?2 WHERE number = ?1 AND state = 'made'"
                }
                Step::Done => {
                    "UPDATE letters SET state = 'done', done = ?2 WHERE number = ?1 AND state = 'staged'"
                }
            };
            let mut statement = work.tx.prepare_cached(sql)?;
            for letter in letters {
                statement.execute(params![letter, millis(work.clock)])?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use nazorg_core::text::Text;
    use serde_json::json;

    use super::{BUSY, Stage, deliver, folder_name};
    use crate::Problem;
    use crate::common::{Desk, SMALL, copy, person};

    /// Stops delivery after the nth time that it reached a stage, as a crash would; then starts anew.
    fn crash(stop: Stage, nth: usize, reader_takes: bool) -> bool {
        let desk = Desk::with("2026-03-02", SMALL);
        let office = desk.office();
        for number in 1..=3 {
            let person = office.person_add(&person(number)).unwrap().row.person;
            office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
        }
        let wanted: Vec<_> = (1..=3).map(|letter| office.letter_show(letter).unwrap()).collect();
        let mut seen = 0;
        let crashed = deliver(&office, BUSY, &mut |stage| {
            seen += usize::from(stage == stop);
            if stage == stop && seen == nth { Err(Problem::trouble(Text::same("crash"))) } else { Ok(()) }
        })
        .is_err();
        let outbox = desk.folder.path().join("outbox");
        let mut taken = Vec::new();
        let mut take = || {
            for letter in &wanted {
                let folder = outbox.join(folder_name(letter.row.letter));
                if folder.exists() {
                    // What is visible is whole, and says what was fixed.
                    assert_eq!(fs::read_to_string(folder.join("brief.txt")).unwrap(), letter.text);
                    assert_eq!(fs::read_to_string(folder.join("brief.html")).unwrap(), letter.html);
                    fs::remove_dir_all(folder).unwrap();
                    taken.push(letter.row.letter);
                }
            }
        };
        if reader_takes {
            take();
        }
        desk.office().deliver().unwrap();
        take();
        taken.sort_unstable();
        assert_eq!(taken, [1, 2, 3], "{stop:?} {nth}");
        let again = desk.office().deliver().unwrap();
        assert!(again.delivered.is_empty() && again.recovered.is_empty());
        crashed
    }

    #[test]
    fn every_letter_comes_exactly_once_wherever_it_stops() {
        let mut crashes = 0;
        for stage in [Stage::HalfWritten, Stage::Written, Stage::Staged, Stage::Renamed, Stage::Synced] {
            for nth in 1..=3 {
                for reader_takes in [false, true] {
                    crashes += usize::from(crash(stage, nth, reader_takes));
                }
            }
        }
        // Three letters reach two of the stages three times, and the others once.
        assert_eq!(crashes, 2 * (3 + 1 + 1 + 3 + 1));
    }

    /// Three letters whose delivery was cut short after they were staged, and the outbox of just before.
    fn cut_short() -> (Desk, tempfile::TempDir) {
        let desk = Desk::with("2026-03-02", SMALL);
        let office = desk.office();
        let person = office.person_add(&person(1)).unwrap().row.person;
        office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
        office.deliver().unwrap();
        let older = tempfile::tempdir().unwrap();
        copy(&desk.workspace.outbox_path(), older.path());
        for _ in 0..2 {
            office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
        }
        let cut = |stage| {
            if stage == Stage::Staged { Err(Problem::trouble(Text::same("crash"))) } else { Ok(()) }
        };
        deliver(&office, BUSY, &mut { cut }).unwrap_err();
        (desk, older)
    }

    #[test]
    fn staged_letters_of_an_outbox_that_is_gone_come_all_the_same() {
        let (desk, _) = cut_short();
        fs::remove_dir_all(desk.workspace.outbox_path()).unwrap();
        assert_eq!(desk.office().deliver().unwrap().delivered, [2, 3]);
        assert!(desk.workspace.outbox_path().join("B000003/brief.html").exists());
    }

    #[test]
    fn staged_letters_come_all_the_same_into_an_older_outbox_that_was_put_back() {
        let (desk, older) = cut_short();
        let outbox = desk.workspace.outbox_path();
        fs::remove_dir_all(&outbox).unwrap();
        copy(older.path(), &outbox);
        assert_eq!(desk.office().deliver().unwrap().delivered, [2, 3]);
        assert!(outbox.join("B000003/brief.html").exists());
        assert!(desk.office().deliver().unwrap().delivered.is_empty());
    }

    #[test]
    fn staged_letters_of_a_backup_come_on_another_computer() {
        let (desk, _) = cut_short();
        let backup = desk.folder.path().join("kopie.db");
        desk.office().backup(&backup).unwrap();
        let other = Desk::with("2026-03-02", SMALL);
        fs::remove_file(other.workspace.store_path()).unwrap();
        let office = other.office();
        office.restore(&backup).unwrap();
        assert_eq!(office.deliver().unwrap().delivered, [2, 3]);
    }

    /// The reader took the letters; after that an older store was put back that knows another staging area.
    #[test]
    fn taken_letters_do_not_come_again_after_a_backup_was_put_back() {
        let (desk, _) = cut_short();
        let office = desk.office();
        let backup = desk.folder.path().join("kopie.db");
        office.backup(&backup).unwrap();
        office.case_start("haarlem/vraag", 1, &json!({}), None).unwrap();
        let cut = |stage| {
            if stage == Stage::Renamed { Err(Problem::trouble(Text::same("crash"))) } else { Ok(()) }
        };
        office.deliver().unwrap();
        office.case_start("haarlem/vraag", 1, &json!({}), None).unwrap();
        deliver(&office, BUSY, &mut { cut }).unwrap_err();
        for letter in 1..=5 {
            fs::remove_dir_all(desk.workspace.outbox_path().join(folder_name(letter))).unwrap();
        }
        office.restore(&backup).unwrap();
        assert!(office.deliver().unwrap().delivered.is_empty());
        assert!(!desk.workspace.outbox_path().join("B000002").exists());
    }

    #[test]
    fn many_deliverers_deliver_once() {
        let desk = Desk::with("2026-03-02", SMALL);
        let office = desk.office();
        for number in 1..=5 {
            let person = office.person_add(&person(number)).unwrap().row.person;
            office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
        }
        let mut all: Vec<i64> = std::thread::scope(|scope| {
            let deliverers: Vec<_> =
                (0..6).map(|_| scope.spawn(|| desk.office().deliver().unwrap().delivered)).collect();
            deliverers.into_iter().flat_map(|deliverer| deliverer.join().unwrap()).collect()
        });
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3, 4, 5]);
    }
}
