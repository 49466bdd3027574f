//! The reference run: a small caseload that does all that changes a store. Crash tests stop it at every
//! place where something is written.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::calendar::noon;
use nazorg_core::say;
use nazorg_runtime::view::{CaseFilter, LetterState};
use nazorg_runtime::{ImportFailed, Office, Problem, PublishFailed, Restorer, VirtualClock, Workspace};
use serde_json::json;

use crate::root;

/// One step of the run: what one call of the program does.
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// The day on which it is done.
    pub day: &'static str,
    act: fn(&Office) -> Result<(), Problem>,
    done: fn(&Office) -> Result<bool, Problem>,
}

/// Before this step the store is damaged.
pub const LOST: &str = "lost";
/// Before this step the workspace comes to another computer, with nothing but the backup.
pub const ELSEWHERE: &str = "elsewhere";

/// What is no page of a store.
const DAMAGE: [u8; 4096] = [0x5a; 4096];

/// The file of the backup.
const BACKUP: &str = "kopie.db";

/// The people of the report, and the day on which each comes free.
const REPORT: &str = "meldingsnummer;bsn;geslacht;voornamen;voorvoegsel;achternaam;geboortedatum;gemeente;pi;insluiting;vrij_verwacht;regime;kinderen
M1;999990007;M;Sam;van;Puffelen;1990-05-06;Haarlem;PI Haaglanden;2026-02-01;DAY;veroordeeld;ja
M2;999990019;V;Noa;;Zandt;1991-05-06;Haarlem;PI Haaglanden;2026-02-01;2026-08-01;veroordeeld;nee
";

/// All steps, in order.
pub const STEPS: [Step; 17] = [
    Step {
        name: "publish",
        day: "2026-03-02",
        act: publish,
        done: |office| Ok(!office.processes()?.is_empty()),
    },
    Step {
        name: "import",
        day: "2026-03-02",
        act: |office| import(office, "2026-07-01"),
        done: |office| released(office, "2026-07-01"),
    },
    Step {
        name: "person",
        day: "2026-03-02",
        act: |office| {
            let form = json!({"voornamen": "Kim", "achternaam": "Proef", "geslacht": "X"});
            office.person_add(&form).map(drop)
        },
        done: |office| Ok(office.person_list()?.len() == 3),
    },
    Step {
        name: "start 1",
        day: "2026-03-02",
        act: |office| start(office, 1),
        done: |office| started(office, 1),
    },
    Step {
        name: "start 2",
        day: "2026-03-02",
        act: |office| start(office, 2),
        done: |office| started(office, 2),
    },
    Step {
        name: "start 3",
        day: "2026-03-02",
        act: |office| start(office, 3),
        done: |office| started(office, 3),
    },
    Step {
        name: "called",
        day: "2026-03-03",
        act: |office| office.case_do(1, "gebeld", &json!({}), None).map(drop),
        done: |office| happened(office, 1, "gebeld"),
    },
    Step {
        name: "reminders",
        day: "2026-03-06",
        act: |office| office.tick()?.whole().map(drop),
        done: nothing_due,
    },
    Step {
        name: "silence",
        day: "2026-03-13",
        act: |office| office.tick_in_batches(100)?.whole().map(drop),
        done: nothing_due,
    },
    Step {
        name: "answer",
        day: "2026-03-16",
        act: |office| {
            if !happened(office, 2, "geantwoord")? {
                office.case_do(2, "geantwoord", &json!({"antwoord": "Kom maar langs"}), None)?;
            }
            for letter in office.letter_list(Some(2))? {
                if letter.state == LetterState::Waiting {
                    office.letter_approve(letter.letter)?;
                }
            }
            office.deliver().map(drop)
        },
        done: |office| {
            let letters = office.letter_list(Some(2))?;
            Ok(letters.len() == 3 && letters.iter().all(|letter| letter.state == LetterState::Done))
        },
    },
    Step {
        name: "moved",
        day: "2026-03-17",
        act: |office| import(office, "2026-06-01"),
        done: |office| released(office, "2026-06-01"),
    },
    Step {
        name: "backup",
        day: "2026-03-18",
        act: |office| office.backup(&backup(office)).map(drop),
        done: |office| {
            let file = backup(office);
            Ok(office.restore_check(&file).is_ok() && file.with_extension("db.keys").exists())
        },
    },
    Step {
        name: "closing",
        day: "2026-04-01",
        act: |office| office.tick()?.whole().map(drop),
        done: nothing_due,
    },
    Step {
        name: "erasure",
        day: "2026-04-02",
        act: |office| office.person_erase(3, "bewaartermijn", true).map(drop),
        done: erased,
    },
    Step {
        name: "restore",
        day: "2026-04-03",
        act: |office| {
            if was_put_back(office)? {
                return Err(Problem::trouble(say!("Wat er stond, is weg."; "What was there is gone.")));
            }
            office.restore(&backup(office)).map(drop)
        },
        done: |office| Ok(was_put_back(office)? && kept(office, |path| has_more(office, path))?),
    },
    Step {
        name: LOST,
        day: "2026-04-04",
        // Opening it put the backup back.
        act: |_| Err(Problem::trouble(say!("Wat er stond, is weg."; "What was there is gone."))),
        done: |office| {
            Ok(was_put_back(office)?
                && kept(office, |path| is_left(path, ".db", &DAMAGE))?
                && kept(office, |path| is_left(path, ".db-wal", &DAMAGE[..512]))?)
        },
    },
    Step {
        name: ELSEWHERE,
        day: "2026-04-05",
        act: |office| office.restore(&backup(office)).map(drop),
        done: |office| Ok(!office.person_list()?.is_empty()),
    },
];

/// Makes the folder of a workspace, without a store.
///
/// # Panics
/// When it cannot be made.
pub fn make(folder: &Path) {
    copy(&root().join("tests/reference"), folder);
}

/// Copies a folder with all that is in it.
///
/// # Panics
/// When a file cannot be copied.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Opens the workspace on a day.
///
/// # Errors
/// The store cannot be opened.
pub fn open(folder: &Path, day: &str) -> Result<Office, Problem> {
    Office::open(Workspace::read(folder)?, clock(day)?, "noor")
}

fn clock(day: &str) -> Result<Arc<VirtualClock>, Problem> {
    let day = day.parse().map_err(|_| Problem::wrong_use(say!("Geen dag."; "No day.")))?;
    Ok(Arc::new(VirtualClock::new(noon(day))))
}

/// What happens to a workspace before some steps.
///
/// # Panics
/// When it cannot be done.
pub fn prepare(step: &str, folder: &Path) {
    match step {
        LOST => damage(folder),
        ELSEWHERE => {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if name.starts_with("nazorg") && name != "nazorg.yaml" {
                    fs::remove_file(path).expect("removed");
                }
            }
            let _ = fs::remove_dir_all(folder.join("outbox"));
        }
        _ => {}
    }
}

/// Its first page is overwritten, and there is a log of which nobody knows whose it is.
fn damage(folder: &Path) {
    let path = Workspace::read(folder).expect("a workspace").store_path();
    let mut bytes = fs::read(&path).expect("a store");
    bytes[..4096].copy_from_slice(&DAMAGE);
    fs::write(&path, bytes).expect("written");
    fs::write(path.with_extension("db-wal"), &DAMAGE[..512]).expect("written");
}

impl Step {
    /// Opens the workspace; a store that is damaged at this step is put back first.
    ///
    /// # Errors
    /// The store cannot be opened.
    pub fn begin(&self, folder: &Path) -> Result<Office, Problem> {
        let opened = open(folder, self.day);
        if opened.is_ok() || ![LOST, ELSEWHERE].contains(&self.name) {
            return opened;
        }
        let workspace = Workspace::read(folder)?;
        let backup = workspace.store_path().with_file_name(BACKUP);
        Restorer::open(workspace, clock(self.day)?, "noor")?.restore(&backup)?;
        open(folder, self.day)
    }

    /// Does it, unless it was done.
    ///
    /// # Errors
    /// It could not be done.
    pub fn run(&self, office: &Office) -> Result<(), Problem> {
        if (self.done)(office)? { Ok(()) } else { (self.act)(office) }
    }

    /// Whether it was done.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn is_done(&self, office: &Office) -> Result<bool, Problem> {
        (self.done)(office)
    }
}

/// All that people can see: two stores with the same history give the same text.
///
/// # Errors
/// The store cannot be read.
pub fn dump(office: &Office) -> Result<String, Problem> {
    let all = CaseFilter { all: true, ..CaseFilter::default() };
    let cases = office.case_list(&all)?;
    let mut shown = Vec::new();
    for row in &cases {
        let mut case = json!(office.case_show(row.case)?);
        // When a letter went out is the one thing that a crash may change.
        for letter in case["letters"].as_array_mut().into_iter().flatten() {
            letter["delivered"] = json!(null);
        }
        shown.push(json!([case, office.case_history(row.case)?]));
    }
    let mut letters = Vec::new();
    for row in office.letter_list(None)? {
        let letter = office.letter_show(row.letter)?;
        letters.push(json!([row.letter, row.state, letter.text, letter.html]));
    }
    let people = office.person_list()?;
    let people = people.iter().map(|row| office.person_show(row.person)).collect::<Result<Vec<_>, _>>()?;
    let (rows, due) = (office.head()?.rows, office.next_due()?);
    Ok(format!(
        "{:#}",
        json!({"cases": shown, "letters": letters, "people": people, "rows": rows, "due": due})
    ))
}

fn publish(office: &Office) -> Result<(), Problem> {
    match office.publish(None) {
        Ok(_) => Ok(()),
        Err(PublishFailed::Problem(problem)) => Err(problem),
        Err(PublishFailed::Findings(findings)) => {
            Err(Problem::bad_input(say!("Niet goed."; "Not right.")).findings(findings))
        }
    }
}

fn import(office: &Office, day: &str) -> Result<(), Problem> {
    match office.person_import(REPORT.replace("DAY", day).as_bytes(), false) {
        Ok(_) => office.deliver().map(drop),
        Err(ImportFailed::Problem(problem)) => Err(problem),
        Err(ImportFailed::Rows(report)) => {
            let bad = report.bad.len();
            Err(Problem::bad_input(say!("{bad} regels zijn fout."; "{bad} rows are wrong.")))
        }
    }
}

/// Whether it is known that the first person comes free on this day.
fn released(office: &Office, day: &str) -> Result<bool, Problem> {
    if office.person_list()?.is_empty() {
        return Ok(false);
    }
    let person = office.person_show(1)?;
    let fields = person.records.iter().flat_map(|record| &record.fields);
    Ok(fields.filter(|field| field.id == "vrij_verwacht").any(|field| field.value == json!(day)))
}

/// A start brings its letter into the outbox, as the command does.
fn start(office: &Office, person: i64) -> Result<(), Problem> {
    if office.case_list(&CaseFilter { person: Some(person), all: true, ..CaseFilter::default() })?.is_empty()
    {
        office.case_start("proef/vraag", person, &json!({}), None)?;
    }
    office.deliver().map(drop)
}

fn started(office: &Office, person: i64) -> Result<bool, Problem> {
    let cases = office.case_list(&CaseFilter { person: Some(person), all: true, ..CaseFilter::default() })?;
    Ok(!cases.is_empty() && delivered(office)?)
}

fn happened(office: &Office, case: i64, event: &str) -> Result<bool, Problem> {
    Ok(office.case_history(case)?.iter().any(|row| row.event == event))
}

/// Nothing of the person is left, also not in the outbox.
fn erased(office: &Office) -> Result<bool, Problem> {
    let gone = office.person_show(3)?.row.name == "gewist";
    let report = office.doctor()?;
    Ok(gone && report.examined.iter().all(|part| part.notes.is_empty()))
}

fn delivered(office: &Office) -> Result<bool, Problem> {
    let letters = office.letter_list(None)?;
    Ok(!letters.iter().any(|letter| matches!(letter.state, LetterState::Made | LetterState::Staged)))
}

fn backup(office: &Office) -> PathBuf {
    office.workspace().store_path().with_file_name(BACKUP)
}

/// What happened after the backup did not happen.
fn was_put_back(office: &Office) -> Result<bool, Problem> {
    let day_of_backup = noon("2026-03-18".parse().unwrap_or_default());
    let mut rows = office.case_history(1)?;
    rows.extend(office.case_history(2)?);
    Ok(rows.iter().all(|row| row.recorded <= day_of_backup))
}

/// What the backup replaced is there.
fn kept(office: &Office, is_it: impl Fn(&Path) -> bool) -> Result<bool, Problem> {
    for entry in fs::read_dir(backup(office).with_file_name(""))? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with("nazorg-replaced-") && is_it(&path) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A whole store in which more happened than in the one of now.
fn has_more(office: &Office, path: &Path) -> bool {
    let rows = office.head().map_or(0, |head| head.rows);
    office.restore_check(path).is_ok_and(|report| report.rows > rows)
}

/// What was left of a damaged store, or its log: when a crash came between the two, under another name.
fn is_left(path: &Path, ending: &str, bytes: &[u8]) -> bool {
    path.to_string_lossy().ends_with(ending) && fs::read(path).is_ok_and(|found| found.starts_with(bytes))
}

fn nothing_due(office: &Office) -> Result<bool, Problem> {
    Ok(office.next_due()?.is_none_or(|due| due > office.now()) && delivered(office)?)
}
