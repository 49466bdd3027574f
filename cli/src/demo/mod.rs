//! `demo`: a workspace of fictitious people that lived through five months.

use std::path::Path;

use crate::output::Stop;
use crate::session::Session;

/// Makes the workspace and plays the story.
pub(crate) fn run(_dir: Option<&Path>, _session: &mut Session) -> Result<(), Stop> {
    Err(Stop::Status(1))
}
