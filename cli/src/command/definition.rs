//! Definitions as files: what works in a region, what it may set, what it does otherwise.

mod base;
mod diff;
mod params;
mod set;
mod show;

pub(super) use base::{keep_all, note, update};
pub(super) use diff::run as diff;
pub(super) use params::run as params;
pub(super) use set::run as set;
pub(super) use show::run as show;

#[cfg(test)]
pub(crate) use {base::UpdatesView, diff::DiffView, params::ParamView, set::SetView, show::LineView};

use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::Document;
use nazorg_core::finding::{Finding, Severity, nearest};
use nazorg_core::id::Id;
use nazorg_core::say;

use crate::output::Stop;

/// A definition by its id.
///
/// # Errors
/// There is none, or it has errors; the advice names what looks like it.
fn document<'l>(library: &'l Library, id: &str) -> Result<(&'l Id, &'l Document), Stop> {
    if let Some(found) = library.family.iter().find(|(known, _)| ***known == *id) {
        return Ok(found);
    }
    let stop =
        Stop::bad_input(say!("`{id}` is hier niet, of heeft fouten."; "`{id}` is not here, or has errors."));
    Err(match nearest(id, library.family.keys().map(Id::as_str)) {
        Some(near) => stop.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None => stop
            .help(say!("De processen staan in de map `processes`. Fouten ziet u met `nazorg controleer`."; "The processes are in the folder `processes`. See errors with `nazorg check`.")),
    })
}

/// The errors about a file.
fn errors_in(findings: &[Finding], path: &str) -> Vec<Finding> {
    let of_file =
        |finding: &&Finding| finding.severity == Severity::Error && finding.span.source.path == path;
    findings.iter().filter(of_file).cloned().collect()
}
