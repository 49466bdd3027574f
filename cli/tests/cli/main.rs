//! The program as people use it, from the outside.

mod auditing;
mod checking;
mod commands;
mod common;
mod papers;
mod regions;
mod simulating;
mod time;
mod versions;
