//! Working days, holidays, durations and deadline formulas. Civil time in Europe/Amsterdam.

#[expect(clippy::module_inception, reason = "the noun of the module")]
mod calendar;
mod civil;
mod due;
mod duration;
mod formula;
mod holiday;
mod reading;
mod shift;
mod wording;

pub use calendar::{BeyondHorizon, Calendar, Direction, HORIZON};
pub use civil::{instant, local, noon};
pub use due::Due;
pub use duration::{Duration, Unit};
pub use formula::{Amount, Anchor, Formula, FormulaError};
pub use holiday::holiday;
pub use wording::{clock_time, day_date, duration_words, formula_words, long_date, long_moment};
