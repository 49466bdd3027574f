//! The command line of `nazorg`: the only place that prints.

mod app;
mod args;
mod command;
mod demo;
#[cfg(test)]
mod docs;
mod form;
mod language;
mod library;
mod number;
mod output;
mod session;

use std::process::ExitCode;

fn main() -> ExitCode {
    app::run(std::env::args_os().collect())
}
