//! What many ask at the same time is recorded in one transaction: they wait for the disk together.

use chrono::{DateTime, Utc};
use nazorg_core::case::Actor;
use nazorg_core::dispatch::Refused;
use serde_json::Value as Json;

use super::case::{begin_in, record_in};
use super::{Office, Written, until_allowed};
use crate::store::work::Work;
use crate::{Kind, Problem};

/// Something to record, and who asks it.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The login of the user who asks.
    pub user: String,
    /// What is to be recorded.
    pub what: Asked,
    /// The fields of its event.
    pub form: Json,
    /// When it happened, if not now.
    pub occurred: Option<DateTime<Utc>>,
}

/// What is to be recorded.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A case begins.
    Begin {
        /// Its process.
        process: String,
        /// The number of its person or other subject.
        person: i64,
    },
    /// An event of a case, or `ALIAS.EVENT` of a shared record that it reads.
    Record {
        /// The number of the case.
        case: i64,
        /// The event.
        event: String,
    },
}

impl Office {
    /// Records all that is asked, in order, in one transaction that is on disk when this returns. What is
    /// refused is undone alone and its problem told; the others stand. Gives for each the number of its case.
    ///
    /// # Errors
    /// The store fails; nothing is attempted again, for it may have been recorded.
    pub fn record_together(&self, asks: &[Ask]) -> Result<Vec<Result<i64, Problem>>, Problem> {
        // Refusals are few, and a savepoint for each would cost all of them.
        let plain = self.write(|work| asks.iter().map(|ask| self.first_answer(work, ask)).collect());
        match plain {
            Ok(Written { value, .. }) => {
                let cases: Vec<i64> = value;
                return Ok(cases.into_iter().map(Ok).collect());
            }
            // A commit that failed may be on disk all the same.
            Err(problem) if problem.kind == Kind::Trouble => return Err(problem),
            Err(_) => {}
        }
        let apart: Written<Vec<_>> =
            self.write(|work| asks.iter().map(|ask| self.answer_apart(work, ask)).collect::<Result<_, _>>())?;
        let answers = apart.value.into_iter().zip(asks).map(|(answer, ask)| match &ask.what {
            Asked::Record { case, event } => self.unless_late(answer, *case, event, ask.occurred),
            Asked::Begin { .. } => answer,
        });
        Ok(answers.collect())
    }

    /// As the first actor that the user can be.
    fn first_answer(&self, work: &mut Work<'_>, ask: &Ask) -> Result<i64, Problem> {
        let actors = self.actors_of(&ask.user, self.workspace.user(&ask.user)?);
        Ok(answer(work, &actors[0], ask)?)
    }

    /// As each of the actors that the user can be. The inner answer is for the one who asked; the outer problem
    /// for all.
    fn answer_apart(&self, work: &mut Work<'_>, ask: &Ask) -> Result<Result<i64, Problem>, Problem> {
        let told = self.workspace.user(&ask.user).and_then(|user| {
            until_allowed(&self.actors_of(&ask.user, user), |actor| {
                work.apart(|work| answer(work, actor, ask)).map_err(Refused::World).flatten()
            })
        });
        match told {
            Err(problem) if problem.kind == Kind::Trouble => Err(problem),
            told => Ok(told),
        }
    }
}

fn answer(work: &mut Work<'_>, actor: &Actor, ask: &Ask) -> Result<i64, Refused<Problem>> {
    match &ask.what {
        Asked::Begin { process, person } => begin_in(work, actor, process, *person, &ask.form, ask.occurred),
        Asked::Record { case, event } => record_in(work, actor, *case, event, &ask.form, ask.occurred),
    }
}
