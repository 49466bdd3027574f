//! Does one step of the reference run, says so, and ends: what a crash test stops.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a program")]
#![allow(clippy::result_large_err, reason = "a problem is made once and then shown")]

use std::path::Path;
use std::process::ExitCode;

use nazorg_tests::reference::STEPS;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let (Some(folder), Some(step)) =
        (arguments.get(1), arguments.get(2).and_then(|name| STEPS.iter().find(|step| step.name == *name)))
    else {
        return ExitCode::from(2);
    };
    let done = step.begin(Path::new(folder)).and_then(|office| {
        step.run(&office)?;
        // From here on it is promised.
        println!("{}", step.name);
        Ok(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{}", problem.text.en);
            ExitCode::FAILURE
        }
    }
}
