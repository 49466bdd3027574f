//! The engine of `nazorg`: process definitions in, facts and effects out.
//!
//! Everything here is pure. There is no clock (`now` is a parameter), no file, no thread, no SQL
//! and no randomness, so that a step can be replayed years later and give the same answer.

pub mod calendar;
pub mod case;
pub mod check;
pub mod compile;
pub mod definition;
pub mod dispatch;
pub mod expression;
pub mod finding;
pub mod graph;
pub mod id;
pub mod letter;
pub mod migrate;
pub mod number;
pub mod proof;
pub mod refold;
pub mod scenario;
pub mod simulate;
pub mod step;
pub mod table;
pub mod text;
pub mod value;
