//! `case receive`: a case of another office goes on here.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use nazorg_core::say;
use nazorg_runtime::Receive;
use nazorg_runtime::view::ReceivedReport;

use super::process_named;
use crate::args::Entry;
use crate::command::deliver::deliver;
use crate::form;
use crate::number;
use crate::output::screen::{DUE, FAINT, GOOD, paint, plain};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// A file of years of work is some megabytes.
const BYTES_MAX: u64 = 32 << 20;

/// What was asked for.
pub(super) struct Asked {
    pub(super) file: PathBuf,
    pub(super) entry: Entry,
    pub(super) process: Option<String>,
    pub(super) person: Option<String>,
}

/// Takes the case over, or says why not.
pub(super) fn run(asked: &Asked, rehearse: bool, session: &mut Session) -> Result<(), Stop> {
    let text = read(&asked.file)?;
    let office = session.office()?;
    let process = asked.process.as_deref().map(|process| process_named(process, &office)).transpose()?;
    let person = asked.person.as_deref().map(|person| number::read_subject(person, &office)).transpose()?;
    let fields = office.case_receive_form(&text, process.as_deref())?;
    let screen = &mut session.screen;
    let values = form::values(&fields, &asked.entry, office.workspace(), screen.language)?;
    let occurred = form::occurred(&asked.entry)?;
    let report =
        office.case_receive(&text, &Receive { process, person, form: values, occurred, rehearse })?;
    if report.done {
        deliver(&office, screen);
    }
    if screen.json {
        screen.json(&report)?;
        return Ok(());
    }
    shown(&report, screen)
}

fn read(path: &Path) -> Result<String, Stop> {
    let kind = path.metadata().map_err(|error| Stop::file(path, &error))?;
    if !kind.is_file() || kind.len() > BYTES_MAX {
        let path = path.display();
        return Err(Stop::bad_input(
            say!("{path} is geen dossier van nazorg."; "{path} is no case file of nazorg."),
        )
        .help(say!("Vraag de andere organisatie om het bestand van `nazorg zaak overdragen`."; "Ask the other office for the file of `nazorg case hand-over`.")));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| Stop::file(path, &error))?;
    file.take(BYTES_MAX).read_to_end(&mut bytes).map_err(|error| Stop::file(path, &error))?;
    // Whatever is no text any more does not fit its seal either.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn shown(report: &ReceivedReport, screen: &mut Screen) -> Result<(), Stop> {
    let (case, from, old) = (report.case, plain(&report.from), report.from_case);
    let (person, title) = (report.person, plain(&report.process_title));
    let (style, text) = if report.rehearsed {
        (
            DUE,
            say!("Er is niets vastgelegd. De zaak van {from} (daar Z{old}) zou hier verder gaan bij P{person}: {title}."; "Nothing was recorded. The case of {from} (Z{old} there) would go on here for P{person}: {title}."),
        )
    } else {
        (
            GOOD,
            say!("De zaak van {from} (daar Z{old}) gaat hier verder als Z{case} bij P{person}: {title}."; "The case of {from} (Z{old} there) goes on here as Z{case} for P{person}: {title}."),
        )
    };
    let mut line = |style, text: &nazorg_core::text::Text| {
        let line = paint(style, screen.text(text));
        screen.line(line)
    };
    line(style, &text)?;
    if report.new_person {
        line(FAINT, &say!("  P{person} is nieuw."; "  P{person} is new."))?;
    }
    if !report.differs.is_empty() {
        let list = report.differs.join(", ");
        line(
            DUE,
            &say!("  P{person} was al bekend. In het dossier is anders: {list}. Hier is niets gewijzigd; dat doet u met `nazorg persoon wijzig`."; "  P{person} was known already. The file says otherwise: {list}. Nothing was changed here; you do that with `nazorg person change`."),
        )?;
    }
    for field in &report.fields {
        let title = plain(&field.title);
        if field.carried {
            line(FAINT, &say!("  overgenomen: {title}"; "  taken over: {title}"))?;
        } else {
            line(
                DUE,
                &say!("  staat alleen in de geschiedenis: {title}"; "  stands in the history only: {title}"),
            )?;
        }
    }
    for record in &report.records {
        let title = plain(&record.title);
        match &record.why_not {
            None => line(FAINT, &say!("  overgenomen: {title}"; "  taken over: {title}"))?,
            Some(why) => {
                let (nl, en) = (&why.nl, &why.en);
                line(
                    DUE,
                    &say!("  niet overgenomen: {title}. Reden: {nl}."; "  not taken over: {title}. Reason: {en}."),
                )?;
            }
        }
    }
    for task in &report.tasks {
        let title = plain(task);
        line(DUE, &say!("  stond daar open: {title}"; "  was open there: {title}"))?;
    }
    let (rows, letters) = (report.history, report.letters);
    line(
        FAINT,
        &say!("  {rows} regel(s) geschiedenis en {letters} brief/brieven staan in `nazorg zaak geschiedenis Z{case}`."; "  {rows} row(s) of history and {letters} letter(s) stand in `nazorg case history Z{case}`."),
    )?;
    Ok(())
}
