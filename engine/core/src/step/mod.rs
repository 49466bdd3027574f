//! One step: a process, a case and an event give facts and effects, or a rejection.
//!
//! The algorithm is that of W3C SCXML, appendix D; the function names follow it. What it calls
//! invocation happens here with deadlines, tasks and child cases: they begin when a macrostep ends
//! in a state that is still active.

mod action;
mod children;
mod configuration;
mod entry;
mod environment;
mod go_over;
mod list;
mod living;
mod macrostep;
mod obstacle;
mod options;
mod rejection;
mod required;
mod rights;
mod state_set;
mod stepper;
mod term;
mod view;
mod why;
mod witness;

pub use environment::{Context, Env, Known};
pub use go_over::{Anew, go_over};
pub use obstacle::{Obstacle, Section};
pub use options::{Choice, options};
pub use rejection::Rejection;
pub use rights::{Role, may_record};
pub use stepper::{Outcome, step};
pub use view::{letter_data, name_users, value_json, values_json};
pub use why::{Why, name_title, why};
pub use witness::Witness;
