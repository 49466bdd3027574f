//! NZ0425: a situation in which nobody can do anything and no deadline runs.

use crate::finding::{Finding, Span};
use crate::say;

pub(super) fn finding(span: Span, names: &str) -> Finding {
    Finding::error("NZ0425", span, say!("Een zaak kan zo in {names} komen dat niemand iets kan doen en geen termijn meer loopt."; "A case can get into {names} so that nobody can do anything and no deadline runs."))
        .help(say!("Voeg een gebeurtenis of een termijn toe die verder leidt."; "Add an event or a deadline that leads on."))
}
