//! The clock against the journal: whether it is wrong, or was.

use nazorg_core::calendar::{local, long_moment};
use nazorg_core::say;
use nazorg_core::text::{Language, Text};

use super::Office;
use crate::Problem;
use crate::store::work::Work;

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
