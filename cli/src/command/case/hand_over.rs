//! `case hand-over`: a case to the process of another municipality, here or at another office.

use std::path::PathBuf;

use nazorg_core::say;
use nazorg_runtime::view::{HandOverReport, SentReport};
use nazorg_runtime::{HandOver, SendOver};

use super::process_named;
use crate::command::deliver::deliver;
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
        deliver(&office, &mut session.screen);
    }
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&report)?;
        return Ok(());
    }
    shown(&report, screen)
}

/// Ends the case here and writes the file with which it goes on at another office.
pub(super) fn send(
    case: i64,
    to: String,
    out: PathBuf,
    reason: String,
    rehearse: bool,
    session: &mut Session,
) -> Result<(), Stop> {
    let office = session.office()?;
    let report = office.case_send(case, &SendOver { to, reason, out, rehearse })?;
    if report.done {
        deliver(&office, &mut session.screen);
    }
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&report)?;
        return Ok(());
    }
    sent(&report, screen)
}

fn sent(report: &SentReport, screen: &mut Screen) -> Result<(), Stop> {
    let (old, to) = (report.case, plain(&report.to));
    let (style, text) = match &report.file {
        None => (
            DUE,
            say!("Er is niets vastgelegd. Z{old} zou hier stoppen en verder gaan bij: {to}."; "Nothing was recorded. Z{old} would end here and go on at: {to}."),
        ),
        Some(file) if report.again => (
            GOOD,
            say!("Het dossier van Z{old} staat nog eens in {file}."; "The file of Z{old} was written once more, to {file}."),
        ),
        Some(file) => (
            GOOD,
            say!("Z{old} is overgedragen aan {to}. Het dossier staat in {file}."; "Z{old} was handed over to {to}. Its file is {file}."),
        ),
    };
    let line = paint(style, screen.text(&text));
    screen.line(line)?;
    let (fields, rows, letters) = (report.fields, report.history, report.letters);
    let inside = say!(
        "  Daarin: de persoon, {fields} gegeven(s), {rows} regel(s) geschiedenis en een lijst van {letters} brief/brieven.";
        "  In it: the person, {fields} field(s), {rows} row(s) of history and a list of {letters} letter(s)."
    );
    screen.line(paint(FAINT, screen.text(&inside)))?;
    for record in &report.records {
        let title = plain(record);
        let text = say!("  En: {title}"; "  And: {title}");
        screen.line(paint(FAINT, screen.text(&text)))?;
    }
    if report.file.is_some() {
        let warning = say!(
            "  Let op: in het dossier staan persoonsgegevens. Het is alleen voor de andere organisatie. Stuur het beveiligd, en verwijder het daarna hier.";
            "  Mind: personal data stands in the file. It is for the other office only. Send it securely, and then remove it here."
        );
        screen.line(paint(DUE, screen.text(&warning)))?;
        let next = say!("  Daar verder met: nazorg zaak overnemen BESTAND"; "  To go on there: nazorg case receive FILE");
        screen.say(&next)?;
    }
    if !report.still_open.is_empty() {
        let (person, list) = (
            report.person,
            report.still_open.iter().map(|case| format!("Z{case}")).collect::<Vec<_>>().join(", "),
        );
        let text =
            say!("  P{person} heeft hier nog open: {list}."; "  P{person} still has open here: {list}.");
        screen.line(paint(DUE, screen.text(&text)))?;
    }
    Ok(())
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
