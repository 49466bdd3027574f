//! What was recorded wrongly, and what is taken back; and trying something before it is recorded.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use nazorg_core::case::{Actor, What};
use nazorg_core::compile::Process;
use nazorg_core::dispatch::{self, Refused};
use nazorg_core::say;
use nazorg_core::step::Rejection;
use rusqlite::{OptionalExtension, params};
use serde_json::Value as Json;

use super::{Office, form};
use crate::Problem;
use crate::store::catalog::Document;
use crate::store::journal::Payload;
use crate::store::work::Work;
use crate::view::{FieldView, Happened};

/// How something that was recorded should have been.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// When it really happened, if that was wrong.
    pub occurred: Option<DateTime<Utc>>,
    /// What was filled in wrongly, as it should have been; other fields stay.
    pub form: Json,
    /// It did not happen at all.
    pub withdrawn: bool,
}

impl Office {
    /// Corrects something that was recorded, by its row of the journal; or takes it back. The row stays as
    /// it is; the case is folded again.
    ///
    /// # Errors
    /// There is no such row, the form is wrong (`BadInput`), or a rule says no (`Refused`).
    pub fn case_correct(&self, row: i64, correction: &Correction) -> Result<Happened, Problem> {
        let done = self.write_as(|work, actor| correct(work, actor, row, correction));
        let written = match done {
            Err(problem) if problem.is_late => {
                let (case, event, _) = self.read(|work| target(work, row))?;
                self.unless_late(Err(problem), case, &event, correction.occurred)?
            }
            done => done?,
        };
        self.happened(&written)
    }

    /// What [`Office::case_correct`] would give. Nothing is recorded.
    ///
    /// # Errors
    /// As [`Office::case_correct`].
    pub fn case_correct_rehearsed(&self, row: i64, correction: &Correction) -> Result<Happened, Problem> {
        self.rehearse(|work, actor| correct(work, actor, row, correction))
    }

    /// What [`Office::case_do`] would give. Nothing is recorded.
    ///
    /// # Errors
    /// As [`Office::case_do`].
    pub fn case_do_rehearsed(
        &self,
        case: i64,
        event: &str,
        form: &Json,
        occurred: Option<DateTime<Utc>>,
    ) -> Result<Happened, Problem> {
        self.rehearse(|work, actor| super::case::record_in(work, actor, case, event, form, occurred))
    }

    /// What can be filled in anew of something that was recorded.
    ///
    /// # Errors
    /// There is no such row, or it is none of a case.
    pub fn correct_form(&self, row: i64) -> Result<Vec<FieldView>, Problem> {
        self.read(|work| {
            let (_, name, own) = target(work, row)?;
            let process = process_then(work, row)?;
            let Some(declared) = process.event(&name) else { return Ok(Vec::new()) };
            let mut fields = form::view(&form::of_event(&process, declared), &own);
            fields.iter_mut().for_each(|field| field.required = false);
            Ok(fields)
        })
    }

    /// The last thing that the acting user recorded in a case and did not take back.
    ///
    /// # Errors
    /// There is none.
    pub fn last_recorded(&self, case: i64) -> Result<i64, Problem> {
        self.read(|work| {
            work.load_case(case)?;
            let mut statement = work.tx.prepare_cached(
                "SELECT j.seq, said(p.payload) FROM journal j JOIN journal_payload p ON p.seq = j.seq
                 WHERE j.case_no = ?1 AND j.actor = ?2 ORDER BY j.seq DESC",
            )?;
            let mut rows = statement.query(params![case, self.login])?;
            let mut undone = Vec::new();
            while let Some(row) = rows.next()? {
                let (seq, payload): (i64, String) = (row.get(0)?, row.get(1)?);
                let Payload::Step { event, .. } = serde_json::from_str(&payload)? else { continue };
                match event.what {
                    What::Corrected { row, withdrawn: true, .. } => undone.push(row),
                    What::Recorded { .. } | What::TaskDone(_) | What::Migrated(_) if !undone.contains(&seq) => return Ok(seq),
                    _ => {}
                }
            }
            Err(Problem::refused(
                say!("U heeft in Z{case} niets vastgelegd dat nog ongedaan kan."; "You recorded nothing in Z{case} that can still be undone."),
            ))
        })
    }

    /// Does something as each of the actors, tells what came of it, and undoes it.
    fn rehearse(
        &self,
        act: impl Fn(&mut Work<'_>, &Actor) -> Result<i64, Refused<Problem>>,
    ) -> Result<Happened, Problem> {
        let mut first_no = None;
        for actor in self.actors() {
            let tx = self.store.begin()?;
            let mut work = Work::new(&tx, &self.catalog, &self.workspace, &self.calendar, self.now())?;
            let first = work.head.get().seq + 1;
            match act(&mut work, &actor) {
                Ok(case) => {
                    work.sweep()?;
                    let rows = first..=work.head.get().seq;
                    let letters = work.letters.take();
                    // The transaction is dropped after this, and with it all that was done.
                    return super::case::happened_in(&mut work, case, &rows, &letters);
                }
                Err(Refused::Rejected(rejection @ Rejection::NotAllowed { .. })) => {
                    first_no.get_or_insert(rejection);
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(first_no
            .map_or_else(|| Problem::refused(say!("Dit mag u niet."; "You may not do this.")), Problem::from))
    }
}

fn correct(
    work: &mut Work<'_>,
    actor: &Actor,
    row: i64,
    correction: &Correction,
) -> Result<i64, Refused<Problem>> {
    let (case, name, _) = target(work, row)?;
    let process = process_then(work, row)?;
    let form = match process.event(&name) {
        Some(declared) if !correction.withdrawn => {
            form::read(&form::of_event(&process, declared), &correction.form)?
        }
        _ => nazorg_core::value::Record::new(),
    };
    let occurred = correction.occurred.map(|at| at.trunc_subsecs(3));
    let stamp = Office::stamp(work, None, actor)?;
    let what = What::Corrected {
        row,
        occurred,
        form: (!form.is_empty()).then_some(form),
        withdrawn: correction.withdrawn,
    };
    dispatch::submit(work, case, stamp.event(what))?;
    Ok(case)
}

/// The definition that a row was decided on: the case may have gone over to another since.
fn process_then(work: &Work<'_>, row: i64) -> Result<Arc<Process>, Problem> {
    let document = work
        .tx
        .prepare_cached(
            "SELECT d.number, d.hash FROM journal j JOIN documents d ON d.number = j.definition WHERE j.seq = ?1",
        )?
        .query_row(params![row], |row| Ok(Document { number: row.get(0)?, hash: row.get(1)? }))?;
    work.catalog.process(work.tx, &document)
}

/// The case of a row, the name of its event, and what was filled in.
fn target(work: &Work<'_>, row: i64) -> Result<(i64, String, nazorg_core::value::Record), Problem> {
    let found: Option<(Option<i64>, Option<String>)> = work
        .tx
        .prepare_cached(
            "SELECT j.case_no, said(p.payload) FROM journal j LEFT JOIN journal_payload p ON p.seq = j.seq WHERE j.seq = ?1",
        )?
        .query_row(params![row], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((case, payload)) = found else {
        return Err(Problem::bad_input(say!("Er is geen gebeurtenis G{row}."; "There is no event G{row}."))
            .help(say!("De nummers staan in `nazorg zaak geschiedenis`."; "The numbers stand in `nazorg case history`.")));
    };
    let Some(case) = case else {
        return Err(Problem::refused(
            say!("G{row} hoort bij een gedeeld record. Leg de juiste gegevens daar vast, met --on."; "G{row} belongs to a shared record. Record the right data there, with --on."),
        ));
    };
    let payload: Option<Payload> = payload.as_deref().map(serde_json::from_str).transpose()?;
    let Some(Payload::Step { event, .. }) = payload else {
        return Err(Problem::refused(
            say!("De inhoud van G{row} is gewist."; "The contents of G{row} were erased."),
        ));
    };
    let form = match &event.what {
        What::Start { form, .. } | What::Recorded { form, .. } => form.clone(),
        _ => nazorg_core::value::Record::new(),
    };
    Ok((case, event.what.name(), form))
}
