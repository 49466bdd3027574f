//! `subject`: whom or what cases can be about beside people, such as a municipality.

use nazorg_core::say;
use nazorg_core::text::Language;

use crate::args::Subject;
use crate::number::subject_shown;
use crate::output::screen::{GOOD, paint, plain};
use crate::output::table::table;
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Does one of the commands about subjects.
pub(super) fn run(command: Subject, session: &mut Session) -> Result<(), Stop> {
    match command {
        Subject::Add { kind, name } => add(&kind, &name, session),
        Subject::List => list(session),
    }
}

fn add(kind: &str, name: &str, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let row = office.subject_add(kind, name)?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&row)?;
        return Ok(());
    }
    let shown = subject_shown(&row.kind, row.subject);
    let done = say!("Toegevoegd als {shown}."; "Added as {shown}.");
    screen.line(paint(GOOD, done.get(screen.language)))?;
    let processes = office.processes()?;
    if let Some(first) = processes.iter().find(|p| p.start_event.is_some() && p.subject_kind == row.kind) {
        let command = screen.command(format!("case start {} {shown}", first.process));
        screen.say(&say!("Verder: {command}"; "Next: {command}"))?;
    }
    Ok(())
}

fn list(session: &mut Session) -> Result<(), Stop> {
    let rows = session.office()?.subject_list()?;
    let screen: &mut Screen = &mut session.screen;
    if screen.json {
        screen.json(&rows)?;
        return Ok(());
    }
    if rows.is_empty() {
        let command = screen.command("subject add gemeente Westland");
        screen.say(&say!("Er zijn nog geen onderwerpen. Voeg er een toe: {command}"; "There are no subjects yet. Add one: {command}"))?;
        return Ok(());
    }
    let headers = match screen.language {
        Language::Nl => ["Nummer", "Soort", "Naam", "Open zaken"],
        Language::En => ["Number", "Kind", "Name", "Open cases"],
    };
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let shown = subject_shown(&row.kind, row.subject);
            vec![shown, plain(&row.kind), plain(&row.name), row.open_cases.to_string()]
        })
        .collect();
    table(&headers, &cells, screen)
}
