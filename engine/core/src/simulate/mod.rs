//! A process run for other programs: events in; states, values and decisions out. On a virtual
//! clock, without a store, in the same world as the scenarios.

mod moment;
#[cfg(test)]
mod own_events;
mod run;
mod script;
#[cfg(test)]
mod tests;

pub use moment::{Moment, Other};
pub use run::{Simulation, default_start, simulate};
pub use script::{After, Item, Script};
