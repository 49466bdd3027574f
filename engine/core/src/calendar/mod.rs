//! Working days, holidays, durations and deadline formulas. Civil time in Europe/Amsterdam.

mod duration;
pub use duration::{Duration, Unit};
