//! Everything of `nazorg` that touches the world: files, the clock, the store, the scheduler,
//! delivery of letters, and people. It prints nothing.
//!
//! The way in is [`Office`]: an open workspace with its store, a clock and an acting user.

#![allow(
    clippy::result_large_err,
    reason = "a problem is made once and then shown; its callers want its fields"
)]

mod case_file;
pub mod clock;
mod counter;
pub mod delivery;
mod lock;
mod office;
mod person;
pub mod problem;
mod store;
pub mod view;
pub mod workspace;

pub use clock::{Clock, SystemClock, VirtualClock};
pub use counter::{Client, Counter};
pub use office::{
    Ask, Asked, Bundle, Correction, Going, HandOver, ImportFailed, Office, Planned, PublishFailed, Receive,
    Restorer, RunEvent, SendOver, Which, read_mapping, read_plan,
};
pub use problem::{Kind, Problem};
pub use workspace::{Checked, EXPLANATIONS, Files, Rights, User, Workspace};

#[cfg(test)]
extern crate self as nazorg_runtime;
#[cfg(test)]
#[path = "../tests/common/mod.rs"]
mod common;
