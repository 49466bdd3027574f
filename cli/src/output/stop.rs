//! Why a command ends early, and with which exit status.

use std::io;

use nazorg_core::finding::Finding;
use nazorg_core::text::Text;
use nazorg_runtime::{Kind, Problem};

/// All that can end a command before its work is done.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something to tell, with an exit status.
    Told {
        /// 1 bad input or trouble, 2 wrong use, 3 a rule of the process says no.
        status: u8,
        /// What.
        text: Text,
        /// What to do about it.
        help: Option<Text>,
        /// Places in files, when the cause stands in a file.
        findings: Vec<Finding>,
    },
    /// All was told already; only the exit status is left.
    Status(u8),
    /// The screen cannot be written to; most often because the reader (`head`) has left.
    Screen(io::Error),
}

/// Bad input, or trouble with the machine.
pub(crate) const BAD_INPUT: u8 = 1;
/// Wrong use of the command line.
pub(crate) const WRONG_USE: u8 = 2;
/// A rule of the process says no.
pub(crate) const REFUSED: u8 = 3;

impl Stop {
    /// Wrong use, exit status 2.
    pub(crate) fn wrong_use(text: Text) -> Self {
        Self::Told { status: WRONG_USE, text, help: None, findings: Vec::new() }
    }

    /// Bad input, exit status 1.
    pub(crate) fn bad_input(text: Text) -> Self {
        Self::Told { status: BAD_INPUT, text, help: None, findings: Vec::new() }
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(path: &std::path::Path, error: &io::Error) -> Self {
        Problem::file(path, error).into()
    }

    /// The same with advice.
    pub(crate) fn help(self, advice: Text) -> Self {
        match self {
            Self::Told { status, text, findings, .. } => {
                Self::Told { status, text, help: Some(advice), findings }
            }
            other => other,
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Screen(error)
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        let status = match problem.kind {
            Kind::BadInput | Kind::Trouble => BAD_INPUT,
            Kind::WrongUse => WRONG_USE,
            Kind::Refused => REFUSED,
        };
        Self::Told { status, text: problem.text, help: problem.help, findings: problem.findings }
    }
}
