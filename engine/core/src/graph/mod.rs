//! Names resolved: the states of a process as a table, its transitions, and both as a petgraph.

pub mod action;
pub mod chart;
mod known;
mod net;
mod resolve;
mod resolve_action;
mod resolve_list;
mod resolve_state;
mod resolve_target;

pub use chart::{Chart, StateIx, TransitionIx};
pub use known::person_names;
pub use net::{Net, Way};
pub use resolve::{Draft, resolve};
