//! Every file of a workspace that is gone, empty, cut, full of noise, of an older day, of another office, or no file at
//! all: a table of what the commands then do.
//!
//! Whatever it is: no command panics, each says what to do next, none shows what is personal, and a command
//! that is refused leaves every file as it was. With the right files put back all is there again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use nazorg_runtime::{Office, SystemClock, Workspace};
use nazorg_tests::program;
use nazorg_tests::reference::{copy, dump, make};
use rusqlite::Connection;
use tempfile::TempDir;

/// What became of a file.
#[derive(Clone, Copy, Debug)]
enum Way {
    Gone,
    Empty,
    /// Only its first half is there.
    Half,
    Noise,
    /// As it was on an earlier day.
    Older,
    /// That of another office.
    Other,
    /// A folder where a file belongs, or a file where a folder belongs.
    Swapped,
}
use Way::{Empty, Gone, Half, Noise, Older, Other, Swapped};

/// What the commands do then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// They work, and the doctor finds nothing wrong.
    Work,
    /// They work on what they find; the doctor says that something is wrong.
    DoctorTells,
    /// They work on less than there was; only a kept head tells.
    HeadTells,
    /// They work on less than there was; the doctor and a kept head tell.
    BothTell,
    /// Cases go on, letters wait; the doctor says why.
    LettersWait,
    /// None works; a backup can be put back.
    RestoreHelps,
    /// None works, and no backup comes in: the right file must be put back.
    FileBack,
    /// Cases go on; what reads the definitions is refused.
    Definitions,
    /// None works: this is no workspace.
    NoWorkspace,
    /// They begin anew: nothing tells that there was anything.
    Anew,
}
use Then::{
    Anew, BothTell, Definitions, DoctorTells, FileBack, HeadTells, LettersWait, NoWorkspace, RestoreHelps,
    Work,
};

const STORE: &str = "nazorg.db";
const LOG: &str = "nazorg.db-wal";
const KEYS: &str = "nazorg.keys";
const OUTBOX: &str = "outbox";

/// The files, what became of them, and what the commands then do.
const TABLE: &[(&[&str], &[Way], Then)] = &[
    (&[STORE], &[Gone, Empty, Half, Noise, Older, Other], RestoreHelps),
    (&[STORE], &[Swapped], FileBack),
    // What was last recorded goes with the log. SQLite takes one that was cut for one that was being written.
    (&[LOG], &[Gone, Empty, Half, Noise], HeadTells),
    (&[LOG], &[Older, Other], RestoreHelps),
    (&[LOG], &[Swapped], FileBack),
    (&[KEYS], &[Gone, Empty, Half, Noise, Other, Swapped], FileBack),
    // Nobody was added since.
    (&[KEYS], &[Older], Work),
    (&[STORE, LOG], &[Gone, Empty, Half, Noise], RestoreHelps),
    (&[STORE, LOG], &[Older], BothTell),
    (&[STORE, LOG], &[Other, Swapped], FileBack),
    // The letters are gone too: then the log tells that there was a store, or the keys.
    (&[STORE, OUTBOX], &[Gone, Empty], RestoreHelps),
    (&[STORE, LOG, OUTBOX], &[Gone, Empty], RestoreHelps),
    (&[STORE, KEYS], &[Gone, Empty, Older], RestoreHelps),
    (&[STORE, KEYS], &[Half, Noise, Other, Swapped], FileBack),
    (&[LOG, KEYS], &[Older], RestoreHelps),
    (&[LOG, KEYS], &[Gone, Empty, Half, Noise, Other, Swapped], FileBack),
    (&[STORE, LOG, KEYS], &[Gone, Empty], RestoreHelps),
    (&[STORE, LOG, KEYS], &[Half, Noise, Swapped], FileBack),
    // A whole office of another day, or another office.
    (&[STORE, LOG, KEYS], &[Older, Other], BothTell),
    (&[STORE, LOG, KEYS, OUTBOX], &[Older, Other], HeadTells),
    (&[STORE, LOG, KEYS, OUTBOX], &[Gone, Empty], Anew),
    // Whoever sends letters takes them away.
    (&[OUTBOX], &[Gone, Empty, Older], Work),
    (&[OUTBOX], &[Other], DoctorTells),
    (&[OUTBOX], &[Swapped], LettersWait),
    (&["outbox/.staging"], &[Gone, Empty, Older, Other], Work),
    (&["outbox/.staging"], &[Swapped], LettersWait),
    (&["outbox/B000001"], &[Gone, Older], Work),
    (&["outbox/B000001"], &[Empty, Other, Swapped], DoctorTells),
    (&["outbox/B000001/brief.txt"], &[Gone, Empty, Half, Noise, Other, Swapped], DoctorTells),
    (&["nazorg.yaml"], &[Gone, Empty, Half, Noise, Swapped], NoWorkspace),
    (&["processes"], &[Gone, Empty, Swapped], Definitions),
    (&["processes/proef/vraag.yaml"], &[Gone, Empty, Half, Noise, Swapped], Definitions),
    (&["templates"], &[Gone, Empty, Swapped], Definitions),
    (&["templates/proef/vraag.md"], &[Gone, Empty, Noise, Swapped], Definitions),
];

/// Commands that look, and commands that record.
const COMMANDS: [&[&str]; 12] = [
    &["today"],
    &["case", "list"],
    &["case", "show", "Z1"],
    &["letter", "show", "B1"],
    &["person", "list"],
    &["audit", "verify"],
    &["case", "do", "Z1", "gebeld"],
    &["case", "start", "proef/vraag", "P2"],
    &["person", "add", "--form", "kim.yaml"],
    &["person", "import", "melding.csv"],
    &["letter", "approve", "B1"],
    &["backup", "kopie.db"],
];

/// Those that bring letters into the outbox, or take them away.
const LETTERS: [&[&str]; 2] = [&["tick"], &["person", "erase", "P2", "--reason", "wens", "--open-cases"]];

/// Those that read the definitions.
const READING: [&[&str]; 3] = [&["check"], &["plan"], &["publish"]];

/// What stands in the files of people, and must stand in no message.
const PERSONAL: [&str; 6] = ["Puffelen", "Anders", "Zandt", "Vreemd", "99999", "1990"];

/// Three offices: one of an older day, one of now, and another; each was stopped before its log was moved into its
/// store. Beside them a backup and a kept head of the one of now.
struct World {
    program: PathBuf,
    folder: TempDir,
    /// What is seen in the office of now, and in its backup.
    now: String,
    backed: String,
}

impl World {
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).expect("a folder");
        let mut world = Self { program: program(), folder, now: String::new(), backed: String::new() };
        let office = world.office("office", "M", "Puffelen");
        world.stopped(&office, "older");
        world.must(&office, &["case", "start", "proef/vraag", "P2"]);
        world.must(&office, &["case", "do", "Z1", "gebeld"]);
        world.must(&office, &["backup", &world.at("kopie.db").display().to_string()]);
        world.backed = seen(&office);
        world.stopped(&office, "now");
        world.must(&office, &["audit", "head", "--keep", &world.at("koppen").display().to_string()]);
        let look = world.at("look");
        copy(&world.at("now"), &look);
        world.now = seen(&look);
        assert_ne!(world.now, world.backed);
        world.stopped(&world.office("elsewhere", "X", "Anders"), "other");
        world
    }

    /// One more thing is recorded in an office, and a copy is made of what a program that stops dead leaves then:
    /// its log too.
    fn stopped(&self, office: &Path, name: &str) {
        let reader = Connection::open(office.join(STORE)).expect("opens");
        // While somebody reads the log stays.
        reader.execute_batch("BEGIN; SELECT * FROM people").expect("read");
        self.must(office, &["case", "do", "Z1", "gebeld"]);
        copy(office, &self.at(name));
        assert!(self.at(name).join(LOG).metadata().is_ok_and(|log| log.len() > 0), "a log is left");
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// An office with two people, and a case and a letter of the first.
    fn office(&self, name: &str, report: &str, person: &str) -> PathBuf {
        let office = self.at(name);
        make(&office);
        let rows = format!(
            "meldingsnummer;bsn;geslacht;voornamen;achternaam;geboortedatum;insluiting\n\
             {report}1;999990007;M;Sam;{person};1990-05-06;2026-02-01\n\
             {report}2;999990019;V;Noa;Zandt;1990-05-07;2026-02-01\n"
        );
        fs::write(office.join("melding.csv"), rows).expect("written");
        fs::write(office.join("kim.yaml"), "voornamen: Kim\nachternaam: Vreemd\n").expect("written");
        for command in
            [&["publish"][..], &["person", "import", "melding.csv"], &["case", "start", "proef/vraag", "P1"]]
        {
            self.must(&office, command);
        }
        office
    }

    fn run(&self, office: &Path, command: &[&str]) -> Output {
        Command::new(&self.program)
            .args(command)
            .args(["--as", "noor"])
            .current_dir(office)
            .output()
            .expect("runs")
    }

    fn must(&self, office: &Path, command: &[&str]) {
        let done = self.run(office, command);
        assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The office of now with something wrong.
    fn damaged(&self, files: &[&str], way: Way, to: &Path) {
        let _ = fs::remove_dir_all(to);
        copy(&self.at("now"), to);
        for file in files {
            damage(&to.join(file), way, |office| self.at(office).join(file));
        }
    }
}

fn damage(path: &Path, way: Way, of: impl Fn(&str) -> PathBuf) {
    let is_folder = path.is_dir();
    let bytes = fs::read(path).unwrap_or_default();
    remove(path);
    let done = match way {
        Gone => Ok(()),
        Empty if is_folder => fs::create_dir(path),
        Swapped if !is_folder => fs::create_dir(path),
        Empty | Swapped => fs::write(path, ""),
        Half => fs::write(path, &bytes[..bytes.len() / 2]),
        Noise => fs::write(path, noise(bytes.len())),
        Older => bring(&of("older"), path),
        Other => bring(&of("other"), path),
    };
    done.expect("damaged");
}

fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

/// Brings a file or a folder.
fn bring(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_dir() {
        copy(from, to);
        return Ok(());
    }
    fs::copy(from, to).map(drop)
}

/// Bytes without any meaning, the same each time.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

/// All that is seen in an office.
fn seen(office: &Path) -> String {
    let workspace = Workspace::read(office).expect("a workspace");
    let office = Office::open(workspace, Arc::new(SystemClock), "noor").expect("opens");
    dump(&office).expect("what is seen")
}

/// The bytes of every file, but for the files of locks and what SQLite keeps while it looks: those hold nothing.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let bytes = fs::read(&path).unwrap_or_default();
            let holds_nothing = name.ends_with("-shm") || (bytes.is_empty() && name == LOG);
            if path.is_dir() {
                folders.push(path.clone());
            }
            if !(holds_nothing || ["nazorg.check", ".staging", "lock"].contains(&name.as_str())) {
                found.insert(path, bytes);
            }
        }
    }
    found
}

/// What holds for every answer.
fn answered(command: &[&str], ran: &Output) -> Result<i32, String> {
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let status = ran.status.code().ok_or_else(|| format!("{command:?} was killed: {err}"))?;
    if !matches!(status, 0 | 1 | 3) || err.contains("panicked") {
        return Err(format!("{command:?} ended with {status}: {err}"));
    }
    if let Some(shown) = PERSONAL.iter().find(|word| err.contains(**word)) {
        return Err(format!("{command:?} shows {shown}: {err}"));
    }
    // What is found in files, and in the store, is told with its advice as the answer.
    let finds = ["doctor", "audit", "check", "plan", "publish"].contains(&command[0]) && !out.is_empty();
    if status != 0 && !finds && !err.lines().any(|line| line.starts_with("  ")) {
        return Err(format!("{command:?} does not say what to do next: {err}"));
    }
    Ok(status)
}

/// Does commands that must be refused, each with a file of these as the place.
fn all_refused(world: &World, office: &Path, lost: &[&str], commands: &[&[&str]]) -> Result<(), String> {
    let before = files(office);
    for command in commands {
        let ran = world.run(office, command);
        let said = String::from_utf8_lossy(&ran.stderr);
        if answered(command, &ran)? != 1 {
            return Err(format!("{command:?} was not refused: {}", String::from_utf8_lossy(&ran.stdout)));
        }
        if !lost.iter().chain(&[STORE]).any(|file| said.contains(file)) {
            return Err(format!("{command:?} does not say where: {said}"));
        }
        let after = files(office);
        let differs = |path: &&PathBuf| before.get(*path) != after.get(*path);
        if let Some(changed) = before.keys().chain(after.keys()).find(differs) {
            return Err(format!("{command:?} was refused and changed {}", changed.display()));
        }
    }
    Ok(())
}

/// Does commands of which none may be refused for what is lost; a rule of the process may say no.
fn all_done(world: &World, office: &Path, commands: &[&[&str]]) -> Result<(), String> {
    for command in commands {
        let ran = world.run(office, command);
        let status = answered(command, &ran)?;
        // A letter that does not wait cannot be approved.
        if status == 1 && command[..2] != ["letter", "approve"] {
            return Err(format!("{command:?} was refused: {}", String::from_utf8_lossy(&ran.stderr)));
        }
    }
    Ok(())
}

/// What the doctor, and a head that was kept, say.
fn told(world: &World, office: &Path) -> Result<(bool, bool), String> {
    let says_no = |command: &[&str]| Ok::<_, String>(answered(command, &world.run(office, command))? == 1);
    Ok((says_no(&["doctor"])?, says_no(&["audit", "verify", "--kept", "../koppen"])?))
}

/// The right files come back, and with them everything.
fn put_back(world: &World, files: &[&str], office: &Path) -> Result<(), String> {
    for file in files {
        remove(&office.join(file));
        bring(&world.at("now").join(file), &office.join(file)).map_err(|error| error.to_string())?;
    }
    let doctor = world.run(office, &["doctor"]);
    if !doctor.status.success() {
        return Err(format!("not healthy afterwards: {}", String::from_utf8_lossy(&doctor.stdout)));
    }
    if seen(office) == world.now { Ok(()) } else { Err("something is lost".to_owned()) }
}

/// A backup comes in, and all that it holds is there.
fn restored(world: &World, office: &Path) -> Result<(), String> {
    for command in [&["restore", "--check", "../kopie.db"][..], &["restore", "../kopie.db"]] {
        let ran = world.run(office, command);
        if !ran.status.success() {
            return Err(format!("{command:?}: {}", String::from_utf8_lossy(&ran.stderr)));
        }
    }
    if seen(office) != world.backed {
        return Err("something of the backup is not there".to_owned());
    }
    all_done(world, office, &COMMANDS)
}

fn holds(world: &World, row: (&[&str], Way, Then), office: &Path) -> Result<(), String> {
    let (lost, way, then) = row;
    world.damaged(lost, way, office);
    match then {
        Work | DoctorTells | HeadTells | BothTell => {
            let doctor = matches!(then, DoctorTells | BothTell);
            let head = matches!(then, HeadTells | BothTell);
            let found = told(world, office)?;
            if found != (doctor, head) {
                return Err(format!("the doctor and the head tell {found:?}"));
            }
            all_done(world, office, &READING)?;
            all_done(world, office, &COMMANDS)?;
            all_done(world, office, &LETTERS)?;
            let after = told(world, office)?.0;
            // The same letter of the same day goes to the same person once: then nothing is wrong any more.
            if after == doctor || then == BothTell {
                Ok(())
            } else {
                Err(format!("afterwards the doctor tells: {after}"))
            }
        }
        LettersWait => {
            if told(world, office)? != (true, false) {
                return Err("the doctor does not tell".to_owned());
            }
            all_done(world, office, &COMMANDS)?;
            let before = seen(office);
            for command in LETTERS {
                if answered(command, &world.run(office, command))? != 1 {
                    return Err(format!("{command:?} was not refused"));
                }
            }
            if seen(office) == before { Ok(()) } else { Err("something changed".to_owned()) }
        }
        RestoreHelps | FileBack => {
            all_refused(world, office, lost, &COMMANDS)?;
            all_refused(world, office, lost, &LETTERS)?;
            all_refused(world, office, lost, &READING[1..])?;
            put_back(world, lost, office)?;
            world.damaged(lost, way, office);
            match then {
                RestoreHelps => restored(world, office),
                _ => all_refused(world, office, lost, &[&["restore", "../kopie.db"]]),
            }
        }
        NoWorkspace => {
            all_refused(world, office, lost, &COMMANDS)?;
            all_refused(world, office, lost, &READING)?;
            all_refused(world, office, lost, &[&["restore", "../kopie.db"], &["init", "."]])?;
            put_back(world, lost, office)
        }
        Definitions => {
            let before = seen(office);
            for command in READING {
                let ran = world.run(office, command);
                if answered(command, &ran)? != 1 {
                    return Err(format!("{command:?} was not refused"));
                }
            }
            if seen(office) != before {
                return Err("a refused command changed something".to_owned());
            }
            all_done(world, office, &COMMANDS)
        }
        Anew => {
            if told(world, office)? != (false, true) {
                return Err("only the head tells".to_owned());
            }
            let asked = world.run(office, &["person", "list", "--json"]);
            if answered(&["person", "list"], &asked)? != 0 || asked.stdout.trim_ascii() != b"[]" {
                return Err("nobody is there".to_owned());
            }
            restored(world, office)
        }
    }
}

#[test]
fn whatever_is_lost_nothing_more_is() {
    let world = World::new();
    let rows: Vec<_> =
        TABLE.iter().flat_map(|(files, ways, then)| ways.iter().map(|way| (*files, *way, *then))).collect();
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (world, rows, next, failures) = (&world, &rows, &next, &failures);
            scope.spawn(move || {
                let office = world.at(&format!("work-{worker}"));
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(failure) = holds(world, *row, &office) {
                        let (files, way, _) = row;
                        failures.lock().expect("no panic").push(format!("{files:?} {way:?}: {failure}"));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no panic");
    assert!(rows.len() > 90, "only {} rows", rows.len());
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), rows.len(), failures.join("\n"));
}
