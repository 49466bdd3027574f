//! What a command works with: the screen, and the workspace when it needs one.

use std::path::Path;
use std::sync::Arc;

use nazorg_core::say;
use nazorg_runtime::{Office, Restorer, SystemClock, Workspace};

use crate::output::screen::FAINT;
use crate::output::screen::paint;
use crate::output::{Screen, Stop};

/// One run of the program.
pub(crate) struct Session {
    /// Where it prints.
    pub(crate) screen: Screen,
    /// Who acts, if the command line says so.
    pub(crate) user: Option<String>,
}

impl Session {
    /// The workspace of the current folder.
    ///
    /// # Errors
    /// There is none, or its file is wrong.
    pub(crate) fn workspace(&self) -> Result<Workspace, Stop> {
        Ok(Workspace::find(Path::new("."))?)
    }

    /// The store of the current folder's workspace, with the acting user.
    ///
    /// # Errors
    /// There is no workspace, the user is unknown, or the store cannot be opened.
    pub(crate) fn office(&mut self) -> Result<Office, Stop> {
        let office = Office::open(self.workspace()?, Arc::new(SystemClock), &self.login()?)?;
        if !self.screen.json {
            for warning in office.warnings() {
                let warning = paint(FAINT, self.screen.text(&warning));
                self.screen.line(warning)?;
            }
        }
        // A store that is damaged is told by the command itself.
        if let Ok(Some(warning)) = office.clock_warning() {
            self.screen.warn(&warning);
        }
        Ok(office)
    }

    /// What can put a backup back in the current folder's workspace, whatever became of its store.
    ///
    /// # Errors
    /// As [`Session::office`], but for a store that is gone or damaged.
    pub(crate) fn restorer(&self) -> Result<Restorer, Stop> {
        Ok(Restorer::open(self.workspace()?, Arc::new(SystemClock), &self.login()?)?)
    }

    fn login(&self) -> Result<String, Stop> {
        self.user.clone().map_or_else(login_name, Ok)
    }
}

/// Who is logged in.
///
/// # Errors
/// The machine does not say.
pub(crate) fn login_name() -> Result<String, Stop> {
    let named = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let named = named.filter(|name| !name.is_empty());
    named.or_else(|| whoami::username().ok()).ok_or_else(|| {
        Stop::wrong_use(say!("Uw inlognaam is niet bekend."; "Your login name is not known."))
            .help(say!("Zeg wie u bent met `--as NAAM`."; "Say who you are with `--as NAME`."))
    })
}

/// How this program is called here: somebody who runs it with cargo has no `nazorg` in the path.
#[must_use]
pub(crate) fn program() -> &'static str {
    if std::env::var_os("CARGO_MANIFEST_DIR").is_some() { "cargo run -rq --" } else { "nazorg" }
}
