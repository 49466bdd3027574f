//! Names resolved: the states of a process as a table, its transitions, and both as a petgraph.

pub mod action;
pub mod chart;
mod known;
mod net;
mod resolve;
mod resolve_action;
mod resolve_goal;
mod resolve_list;
mod resolve_state;
mod resolve_table;
mod resolve_target;

pub use chart::{Chart, StateIx, TransitionIx};
pub use known::{PERSON, person_names};
pub use net::{Net, Way};
pub use resolve::{Draft, resolve};
pub use resolve_table::{MISFIT, NO_TABLE, derived_fields};
