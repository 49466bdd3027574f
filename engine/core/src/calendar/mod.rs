//! Working days, holidays, durations and deadline formulas. Civil time in Europe/Amsterdam.

#[expect(clippy::module_inception, reason = "the noun of the module")]
mod calendar;
mod civil;
mod derivation;
mod due;
mod duration;
mod equated;
mod formula;
mod holiday;
mod question;
mod reading;
mod roll;
mod shift;
mod wording;

pub use calendar::{BeyondHorizon, Calendar, Direction, HORIZON};
pub use civil::{instant, local, noon};
pub use derivation::{Clause, ClauseKind, Derivation, Skipped, sum};
pub use due::Due;
pub use duration::{Duration, Unit};
pub use equated::{EQUATED, equated, equated_days, knows_equated};
pub use formula::{Amount, Anchor, Formula, FormulaError};
pub use holiday::holiday;
pub use question::{Answer, Given, Question, Unclear};
pub use roll::{Roll, Term};
pub use wording::{clock_text, clock_time, day_date, duration_words, formula_words, long_date, long_moment};
