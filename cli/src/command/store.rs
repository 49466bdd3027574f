//! `backup` and `restore`.

use std::path::Path;

use nazorg_core::say;
use nazorg_runtime::view::RestoreReport;

use crate::output::screen::{GOOD, paint};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Writes a backup while others go on working.
pub(super) fn backup(file: &Path, session: &mut Session) -> Result<(), Stop> {
    let report = session.office()?.backup(file)?;
    let path = file.display().to_string();
    let done = say!("De reservekopie staat in {path}."; "The backup is in {path}.");
    told(&report, done.get(session.screen.language), &mut session.screen)
}

/// Puts a backup back, or only checks it.
pub(super) fn restore(file: &Path, check: bool, session: &mut Session) -> Result<(), Stop> {
    if check {
        let report = session.office()?.restore_check(file)?;
        let done = session.screen.words(
            "De reservekopie is heel. Er is niets teruggezet.",
            "The backup is whole. Nothing was put back.",
        );
        return told(&report, done, &mut session.screen);
    }
    let report = session.office()?.restore(file)?;
    let done = session.screen.words("De reservekopie is teruggezet.", "The backup was put back.");
    told(&report, done, &mut session.screen)
}

fn told(report: &RestoreReport, done: &str, screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(report)?;
        return Ok(());
    }
    screen.line(paint(GOOD, done))?;
    let RestoreReport { people, cases, rows } = report;
    screen.say(&say!(
        "Erin: {people} mensen, {cases} zaken, {rows} regels geschiedenis.";
        "In it: {people} people, {cases} cases, {rows} lines of history."
    ))?;
    Ok(())
}
