//! From arguments to exit status.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use anstream::AutoStream;
use clap::error::ErrorKind;
use clap::{Command, FromArgMatches};
use nazorg_core::text::Language;
use nazorg_runtime::Problem;
use serde_json::json;

use crate::args::{Args, Color};
use crate::command;
use crate::language::help::{bare, tree};
use crate::language::usage::Misuse;
use crate::language::wanted;
use crate::output::screen::{ALARM, STRONG, choice, paint};
use crate::output::stop::WRONG_USE;
use crate::output::{Screen, Stop, findings};
use crate::session::Session;

/// Runs one command line.
#[must_use]
pub(crate) fn run(arguments: Vec<OsString>) -> ExitCode {
    let language = wanted(&arguments);
    let args = match parse(&arguments, language) {
        Ok(args) => args,
        Err(status) => return status,
    };
    let (json, color) = (args.global.json, args.global.color);
    let screen = Screen::standard(language, json, color);
    let mut session = Session { screen, user: args.global.user };
    let entered = std::env::set_current_dir(&args.global.directory);
    let done = entered
        .map_err(|error| Stop::file(&args.global.directory, &error))
        .and_then(|()| command::run(args.command, &mut session))
        .and_then(|()| session.screen.flush().map_err(Stop::from));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            // What was printed before comes first.
            let _ = session.screen.flush();
            told(stop, language, json, color)
        }
    }
}

fn parse(arguments: &[OsString], language: Language) -> Result<Args, ExitCode> {
    let read = |tree: Command| {
        tree.try_get_matches_from(arguments).and_then(|matches| Args::from_arg_matches(&matches))
    };
    // The words of the whole tree take longer than many a command: only who is told something needs them.
    let error = match read(bare()) {
        Ok(args) => return Ok(args),
        Err(error) => error,
    };
    let tree = tree(language);
    let error = tree.clone().try_get_matches_from(arguments).err().unwrap_or(error);
    let bare = arguments.len() < 2;
    let shown = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Some(error.render().to_string()),
        _ if bare => Some(tree.clone().render_help().to_string()),
        _ => None,
    };
    if let Some(text) = shown {
        // Somebody who closes the pipe has read enough.
        let _ = io::stdout().write_all(text.as_bytes());
        return Err(if bare { ExitCode::from(WRONG_USE) } else { ExitCode::SUCCESS });
    }
    let words: Vec<String> =
        arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let json = words.iter().any(|word| word == "--json");
    let misuse = Misuse::of(&error, &tree, &words);
    let stop = Stop::wrong_use(misuse.text).help(misuse.help);
    Err(told(stop, language, json, Color::Auto))
}

/// Tells why a command ended, on the standard error, and gives its exit status.
fn told(stop: Stop, language: Language, json: bool, color: Color) -> ExitCode {
    let mut err = AutoStream::new(io::stderr(), choice(color));
    let styled = err.current_choice() != anstream::ColorChoice::Never;
    match stop {
        Stop::Status(status) => ExitCode::from(status),
        // The reader has left: nobody is there to be told, and nothing went wrong.
        Stop::Screen(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Stop::Screen(error) => told(Problem::from(error).into(), language, json, color),
        Stop::Told { status, text, help, findings: places } => {
            let help = help.as_ref().map(|help| help.get(language));
            let text = text.get(language);
            let mut lines = String::new();
            if json {
                let shown: Vec<_> =
                    places.iter().map(|finding| findings::FindingView::of(finding, language)).collect();
                let error =
                    json!({"error": {"status": status, "text": text, "help": help, "findings": shown}});
                lines = format!("{error:#}\n");
            } else {
                for finding in &places {
                    lines.push_str(&findings::text(finding, language, styled));
                    lines.push_str("\n\n");
                }
                let word = if language == Language::Nl { "fout" } else { "error" };
                lines.push_str(&format!("{}: {}\n", paint(ALARM, word), paint(STRONG, text)));
                if let Some(help) = help {
                    let help = help.replace('\n', "\n  ");
                    lines.push_str(&format!("  {help}\n"));
                }
            }
            let _ = err.write_all(lines.as_bytes());
            ExitCode::from(status)
        }
    }
}
