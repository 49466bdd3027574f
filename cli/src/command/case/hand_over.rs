//! `case hand-over`: a case to the process of another municipality.

use nazorg_core::say;
use nazorg_runtime::HandOver;
use nazorg_runtime::view::HandOverReport;

use super::process_named;
use crate::output::screen::{DUE, FAINT, GOOD, paint, plain};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Ends the case here and lets it go on there.
pub(super) fn run(
    case: i64,
    to: &str,
    reason: String,
    rehearse: bool,
    session: &mut Session,
) -> Result<(), Stop> {
    let office = session.office()?;
    let to = process_named(to, &office)?;
    let report = office.case_hand_over(case, &HandOver { to, reason, rehearse })?;
    if report.done {
        office.deliver()?;
    }
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&report)?;
        return Ok(());
    }
    shown(&report, screen)
}

fn shown(report: &HandOverReport, screen: &mut Screen) -> Result<(), Stop> {
    let (old, new, title) = (report.case, report.new_case, plain(&report.process_title));
    let (style, text) = if report.rehearsed {
        let text = say!("Er is niets vastgelegd. Z{old} zou verder gaan als een zaak van: {title}."; "Nothing was recorded. Z{old} would go on as a case of: {title}.");
        (DUE, text)
    } else {
        (
            GOOD,
            say!("Z{old} is overgedragen. Zij gaat verder als Z{new}: {title}."; "Z{old} was handed over. It goes on as Z{new}: {title}."),
        )
    };
    let line = paint(style, screen.text(&text));
    screen.line(line)?;
    for field in &report.fields {
        let title = plain(&field.title);
        let (style, text) = if field.carried {
            (FAINT, say!("  gaat mee: {title}"; "  goes along: {title}"))
        } else {
            (
                DUE,
                say!("  blijft in het dossier van Z{old}: {title}"; "  stays in the file of Z{old}: {title}"),
            )
        };
        let line = paint(style, screen.text(&text));
        screen.line(line)?;
    }
    for task in &report.tasks {
        let title = plain(&task.title);
        let (style, text) = match (task.open, task.known) {
            (true, _) => {
                (FAINT, say!("  taak staat ook daar open: {title}"; "  task is open there too: {title}"))
            }
            (false, true) => {
                (DUE, say!("  taak komt daar later: {title}"; "  task comes later there: {title}"))
            }
            (false, false) => {
                (DUE, say!("  taak bestaat daar niet: {title}"; "  there is no such task there: {title}"))
            }
        };
        let line = paint(style, screen.text(&text));
        screen.line(line)?;
    }
    Ok(())
}
