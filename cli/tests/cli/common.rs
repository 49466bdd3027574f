//! Running the program in a folder of its own.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            status: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The standard output of a run that went well.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// The standard error of a run that ended with this status. Never a panic.
    #[track_caller]
    pub(crate) fn fails(self, status: i32) -> String {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }

    /// The standard output as JSON.
    #[track_caller]
    pub(crate) fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).expect("JSON")
    }
}

/// The program, in a folder, as user eva.
pub(crate) fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nazorg"));
    command.current_dir(dir).env("USER", "eva").stdin(Stdio::null());
    for name in ["NAZORG_LANG", "NO_COLOR", "CLICOLOR_FORCE", "CARGO_MANIFEST_DIR"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command line, split at spaces.
pub(crate) fn nazorg(dir: &Path, line: &str) -> Ran {
    Ran::of(command(dir).args(line.split(' ').filter(|word| !word.is_empty())).output().expect("it runs"))
}

/// Runs a command line with something on the standard input.
pub(crate) fn nazorg_with(dir: &Path, line: &str, input: &str) -> Ran {
    let mut command = command(dir);
    command.args(line.split(' ')).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    Ran::of(child.wait_with_output().expect("it ends"))
}

/// A workspace in which everything is published and one fictitious person has one case.
pub(crate) fn workspace() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    nazorg(dir.path(), "init").ok();
    nazorg(dir.path(), "publish").ok();
    let form = "voornamen: Milan\nachternaam: Zeegers\ngeslacht: M\ngeboortedatum: 1990-02-03\ngemeente: Haarlem\nbsn: \"999990019\"\n";
    nazorg_with(dir.path(), "person add", form).ok();
    nazorg(dir.path(), "case start landelijk/basis/identiteitsbewijs P1").ok();
    dir
}
