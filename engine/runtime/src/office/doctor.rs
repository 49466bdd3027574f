//! The doctor: is the store whole, and does all that hangs on it fit?

use std::fs;
use std::path::Path;

use nazorg_core::say;

use super::{Office, clock, pages};
use crate::Problem;
use crate::delivery::{PAGES, number_of};
use crate::store::examine::{self, examination};
use crate::store::keys::Keys;
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
            let what = say!("een sleutel is er nog: geef de opdracht om te wissen nog eens"; "a key is still there: give the command to erase again");
            tell(&mut notes, "cases".to_owned(), what);
        }
    }
    let count = i64::try_from(report.cases).unwrap_or(i64::MAX);
    Ok(Examination { notes, ..examination("cases", count, wrong) })
}

/// Every folder in the outbox is a letter that was handed over, with the words that were fixed.
fn in_outbox(work: &Work<'_>, outbox: &Path) -> Result<Examination, Problem> {
    let states = examine::letter_states(work.tx)?;
    let (mut wrong, mut notes, mut count) = (Vec::new(), Vec::new(), 0);
    for entry in fs::read_dir(outbox).into_iter().flatten() {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Some(number) = number_of(&name) else { continue };
        count += 1;
        let place = format!("outbox {name}");
        match states.get(&number).map(String::as_str) {
            None => tell(
                &mut wrong,
                place,
                say!("deze brief staat niet in de opslag; na het terugzetten van een reservekopie kan dat"; "this letter is not in the store; after a backup was put back that can be"),
            ),
            Some("done" | "withdrawn") if pages(work, number)?.is_none() => tell(
                &mut notes,
                place,
                say!("deze brief is gewist; het wissen is niet af: geef de opdracht nog eens"; "this letter was erased; the erasure is not complete: give the command again"),
            ),
            Some("done" | "staged" | "made") => {
                let fixed = pages(work, number)?;
                let there = PAGES.map(|page| fs::read_to_string(outbox.join(&name).join(page)).ok());
                if fixed.is_none_or(|fixed| there != [Some(fixed.text), Some(fixed.html)]) {
                    tell(
                        &mut wrong,
                        place,
                        say!("hier staat een andere tekst dan die vastligt"; "other words than were fixed stand here"),
                    );
                }
            }
            Some(_) => {
                tell(&mut wrong, place, say!("deze brief mag nog niet weg"; "this letter may not go yet"))
            }
        }
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
