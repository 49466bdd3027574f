//! The doctor: is the store whole, and does all that hangs on it fit?

use std::path::Path;
use std::{fs, io};

use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::{OptionalExtension, params};

use super::{Office, clock, pages};
use crate::Problem;
use crate::delivery::{PAGES, STAGING, number_of};
use crate::store::examine::{self, examination};
use crate::store::keys::{Keys, PersonId};
use crate::store::migrate::VERSION;
use crate::store::verify::{self, Kept, WRONG_MAX, tell};
use crate::store::work::Work;
use crate::view::{DoctorReport, Examination, Flaw};

/// How to look at one part.
type Look<'a> = &'a dyn Fn(&Work<'_>) -> Result<Examination, Problem>;

/// A part that could not be looked at.
fn failed(part: &str, problem: Problem) -> Examination {
    examination(part, 0, vec![Flaw { place: part.to_owned(), what: problem.text }])
}

impl Office {
    /// Looks at everything: the pages of the file, the chain, the people, the cases, records and letters against the
    /// journal, and the outbox against the letters. Changes nothing.
    ///
    /// # Errors
    /// The store cannot be opened at all. What is wrong in it stands in the report.
    pub fn doctor(&self) -> Result<DoctorReport, Problem> {
        self.looked(|| self.examined(), |report| report.healthy)
    }

    fn examined(&self) -> Result<DoctorReport, Problem> {
        let outbox = self.workspace.outbox_path();
        let pages = examine::pages(&*self.store.read()?);
        let pages = pages.unwrap_or_else(|problem| failed("pages", problem));
        let others = self.read(|work| {
            let parts: [(&str, Look<'_>); 6] = [
                ("journal", &|work| {
                    let report = verify::chain(work.tx, &Kept::new())?;
                    let mut notes = Vec::new();
                    if let Some(what) = clock::is_behind(work) {
                        tell(&mut notes, "journal".to_owned(), what);
                    }
                    Ok(Examination { notes, ..examination("journal", report.rows, report.wrong) })
                }),
                ("people", &|work| examine::people(work.tx)),
                ("cases", &|work| cases(work, &self.store.keys)),
                ("records", &|work| examine::records(work.tx)),
                ("letters", &|work| examine::letters(work.tx)),
                ("outbox", &|work| in_outbox(work, &outbox)),
            ];
            // A damaged page stops one part, not the others.
            Ok(parts.map(|(name, look)| look(work).unwrap_or_else(|problem| failed(name, problem))).to_vec())
        });
        let others = others.unwrap_or_else(|problem| vec![failed("journal", problem)]);
        let examined: Vec<Examination> = std::iter::once(pages).chain(others).collect();
        Ok(DoctorReport {
            store: self.workspace.store.display().to_string(),
            schema: i64::try_from(VERSION).unwrap_or(i64::MAX),
            healthy: examined.iter().all(|part| part.wrong.is_empty()),
            examined,
        })
    }
}

fn cases(work: &Work<'_>, keys: &Keys) -> Result<Examination, Problem> {
    let report = verify::fold_all(work.tx)?;
    let mut wrong = Vec::new();
    for case in report.different {
        let what = say!(
            "het journaal geeft een andere zaak, andere termijnen of andere taken";
            "the journal gives another case, other deadlines or other tasks"
        );
        tell(&mut wrong, format!("case {case}"), what);
    }
    let mut notes = Vec::new();
    for id in verify::erased(work.tx)? {
        if !keys.is_destroyed(&id)? {
            notes.push(half_erased(work, &id)?);
        }
    }
    let count = i64::try_from(report.cases).unwrap_or(i64::MAX);
    Ok(Examination { notes, ..examination("cases", count, wrong) })
}

/// Somebody whose key is there although the journal tells of the erasure.
fn half_erased(work: &Work<'_>, id: &PersonId) -> Result<Flaw, Problem> {
    let person: Option<i64> = work
        .tx
        .prepare_cached("SELECT number FROM people WHERE id = ?1")?
        .query_row(params![id], |row| row.get(0))
        .optional()?;
    let (place, again) = match person {
        Some(number) => (format!("person {number}"), format!("P{number}")),
        None => ("people".to_owned(), "…".to_owned()),
    };
    let what = say!(
        "volgens het journaal gewist, maar de sleutel is er nog. Hebt u dit gewist, geef de opdracht dan nog eens: `nazorg persoon wis {again} --reason REDEN`";
        "erased by the journal, but the key is still there. If you erased this, give the command again: `nazorg person erase {again} --reason REASON`"
    );
    Ok(Flaw { place, what })
}

/// Every folder in the outbox is a letter that was handed over, with the words that were fixed.
fn in_outbox(work: &Work<'_>, outbox: &Path) -> Result<Examination, Problem> {
    let states = examine::letter_states(work.tx)?;
    let (mut wrong, mut notes, mut count) = (Vec::new(), Vec::new(), 0);
    let there = fs::read_dir(outbox);
    if let Err(error) = &there {
        let done = states.values().filter(|state| *state == "done").count();
        without_outbox(outbox, error, done).tell("outbox".to_owned(), &mut wrong, &mut notes);
    }
    let staging = outbox.join(STAGING);
    if there.is_ok() && staging.symlink_metadata().is_ok() && !staging.is_dir() {
        no_folder(&format!("outbox/{STAGING}")).tell("outbox".to_owned(), &mut wrong, &mut notes);
    }
    for entry in there.into_iter().flatten() {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Some(number) = number_of(&name) else { continue };
        count += 1;
        let state = states.get(&number).map(String::as_str);
        let seen = folder(work, number, state, &outbox.join(&name));
        seen.tell(format!("outbox {name}"), &mut wrong, &mut notes);
    }
    let waiting = states.values().filter(|state| matches!(state.as_str(), "made" | "staged")).count();
    if waiting > 0 && notes.len() < WRONG_MAX {
        notes.push(Flaw {
            place: "outbox".to_owned(),
            what: say!("{waiting} brieven moeten nog naar het postvak: `nazorg tik`"; "{waiting} letters still have to go to the outbox: `nazorg tick`"),
        });
    }
    Ok(Examination { notes, ..examination("outbox", count, wrong) })
}

/// An outbox that cannot be looked into. Before the first letter there is none.
fn without_outbox(outbox: &Path, error: &io::Error, done: usize) -> Seen {
    let shown = outbox.file_name().unwrap_or_default().to_string_lossy();
    let is_gone = error.kind() == io::ErrorKind::NotFound && outbox.symlink_metadata().is_err();
    match (is_gone, done) {
        (true, 0) => Seen::Well,
        (true, _) => Seen::Note(say!(
            "de map `{shown}` is er niet; brieven die erin kwamen: {done}. Zijn die alle verstuurd, dan is het goed. Anders is de map weg: zet haar terug";
            "the folder `{shown}` is not there; letters that came into it: {done}. If all were sent, it is well. Otherwise the folder is lost: put it back"
        )),
        (false, _) => no_folder(&shown),
    }
}

fn no_folder(shown: &str) -> Seen {
    Seen::Wrong(say!(
        "`{shown}` is geen map die te lezen is. Brieven kunnen er niet in. Maak er weer een map van, of herstel de link";
        "`{shown}` is no folder that can be read. Letters cannot go there. Make it a folder again, or mend the link"
    ))
}

/// How the outbox, or a folder in it, was found.
enum Seen {
    Well,
    Note(Text),
    Wrong(Text),
}

impl Seen {
    fn tell(self, place: String, wrong: &mut Vec<Flaw>, notes: &mut Vec<Flaw>) {
        match self {
            Self::Well => {}
            Self::Note(what) => tell(notes, place, what),
            Self::Wrong(what) => tell(wrong, place, what),
        }
    }
}

/// Looks at the folder of one letter, which is in this state, if it is known.
fn folder(work: &Work<'_>, number: i64, state: Option<&str>, folder: &Path) -> Seen {
    let Some(state) = state else {
        return Seen::Wrong(
            say!("deze brief staat niet in de opslag; na het terugzetten van een reservekopie kan dat"; "this letter is not in the store; after a backup was put back that can be"),
        );
    };
    let fixed = match pages(work, number) {
        Ok(fixed) => fixed,
        Err(problem) => return Seen::Wrong(problem.text),
    };
    match (state, fixed) {
        ("done" | "withdrawn", None) => Seen::Note(
            say!("deze brief is gewist; het wissen is niet af: geef de opdracht nog eens"; "this letter was erased; the erasure is not complete: give the command again"),
        ),
        ("done" | "staged" | "made", fixed) => {
            let there = PAGES.map(|page| fs::read_to_string(folder.join(page)).ok());
            if fixed.is_some_and(|fixed| there == [Some(fixed.text), Some(fixed.html)]) {
                return Seen::Well;
            }
            Seen::Wrong(
                say!("hier staat een andere tekst dan die vastligt"; "other words than were fixed stand here"),
            )
        }
        _ => Seen::Wrong(say!("deze brief mag nog niet weg"; "this letter may not go yet")),
    }
}
