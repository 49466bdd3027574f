//! The clock against the journal: whether it is wrong, or was.

use chrono::TimeDelta;
use nazorg_core::calendar::{local, long_moment};
use nazorg_core::say;
use nazorg_core::text::{Language, Text};
use rusqlite::params;

use super::Office;
use crate::Problem;
use crate::store::millis;
use crate::store::work::Work;

/// A clock that is so far behind has lost its battery: it shows the year in which the computer was made.
const WRONG: TimeDelta = TimeDelta::days(180);
/// So many rows tell what day it was.
const LATEST: i64 = 1_000;

impl Office {
    /// A word about the clock, when what was recorded last came long after what it shows: then it is wrong, or it was.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn clock_warning(&self) -> Result<Option<Text>, Problem> {
        self.read(|work| Ok(is_behind(work)))
    }
}

/// What is to be told of a clock that is behind the journal.
pub(super) fn is_behind(work: &Work<'_>) -> Option<Text> {
    if work.clock == work.now {
        return None;
    }
    let shown = |language| [work.clock, work.now].map(|at| long_moment(local(at), language));
    let ([clock, last], [clock_en, last_en]) = (shown(Language::Nl), shown(Language::En));
    Some(say!(
        "Volgens de klok is het {clock}. De laatste regel is vastgelegd op {last}. Kijk de klok na en zet hem goed. Gaat hij goed? Dan ging hij toen verkeerd.";
        "The clock says {clock_en}. The last row was recorded on {last_en}. Check the clock and set it right. Is it right? Then it was wrong at that moment."
    ))
}

/// Refuses to record by a clock that is certainly wrong. One moment in the future may have been a mistake of then;
/// when rows of several days came long after what it shows, it is wrong now.
pub(super) fn refuse_wrong(work: &Work<'_>) -> Result<(), Problem> {
    if work.now - work.clock < WRONG {
        return Ok(());
    }
    let days: i64 = work
        .tx
        .prepare_cached(
            "SELECT count(DISTINCT recorded / 86400000) FROM (SELECT recorded FROM journal WHERE seq > ?1) WHERE recorded > ?2",
        )?
        .query_row(params![work.head.get().seq - LATEST, millis(work.clock)], |row| row.get(0))?;
    match is_behind(work).filter(|_| days > 1) {
        Some(Text { nl, en }) => Err(Problem::trouble(
            say!("De klok van deze computer gaat verkeerd. Er is niets vastgelegd."; "The clock of this computer is wrong. Nothing was recorded."),
        )
        .help(say!("{nl}"; "{en}"))),
        None => Ok(()),
    }
}
