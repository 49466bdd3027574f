//! `case correct`, `undo`, and `--dry-run`: what was recorded wrongly, and trying it first.

use nazorg_core::say;
use nazorg_runtime::view::Happened;
use nazorg_runtime::{Correction, Office, Problem};
use serde_json::Value as Json;

use crate::args::Entry;
use crate::command::deliver::delivered;
use crate::form;
use crate::number::{self, Kind};
use crate::output::screen::{DUE, paint};
use crate::output::{Screen, Stop, story};
use crate::session::Session;

/// Corrects the date or the data of something that was recorded.
pub(super) fn correct(
    event: i64,
    entry: &Entry,
    dry_run: bool,
    office: &Office,
    screen: &mut Screen,
) -> Result<(), Stop> {
    let occurred = form::occurred(entry)?;
    let fields = office.correct_form(event)?;
    let values = form::values(&fields, entry, office.workspace(), screen.language)?;
    if occurred.is_none() && values.as_object().is_none_or(serde_json::Map::is_empty) {
        return Err(Stop::wrong_use(
            say!("Zeg wat er niet klopt: `--on DATUM`, of `VELD=WAARDE`."; "Say what is wrong: `--on DATE`, or `FIELD=VALUE`."),
        )
        .help(say!("Is het helemaal niet gebeurd? Gebruik `nazorg ongedaan G{event}`."; "Did it not happen at all? Use `nazorg undo G{event}`.")));
    }
    let correction = Correction { occurred, form: values, withdrawn: false };
    apply(event, &correction, dry_run, office, screen)
}

/// Takes back something that was recorded: an event, or the last one of a case.
pub(in crate::command) fn undo(event: &str, dry_run: bool, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let event = if event.starts_with(['Z', 'z']) {
        office.last_recorded(number::read(Kind::Case, event)?)?
    } else {
        number::read(Kind::Event, event)?
    };
    let correction = Correction { occurred: None, form: Json::Null, withdrawn: true };
    apply(event, &correction, dry_run, &office, &mut session.screen)
}

/// Shows what recording something would give.
pub(super) fn rehearse(
    case: i64,
    event: &str,
    entry: &Entry,
    office: &Office,
    screen: &mut Screen,
) -> Result<(), Stop> {
    let occurred = form::occurred(entry)?;
    let fields = office.event_form(case, event)?;
    let values = form::values(&fields, entry, office.workspace(), screen.language)?;
    let tried = office.case_do_rehearsed(case, event, &values, occurred);
    tell(tried.map_err(|problem| form::with_template(problem, &fields, &values))?, screen)
}

fn apply(
    event: i64,
    correction: &Correction,
    dry_run: bool,
    office: &Office,
    screen: &mut Screen,
) -> Result<(), Stop> {
    if dry_run {
        return tell(office.case_correct_rehearsed(event, correction)?, screen);
    }
    let done: Result<Happened, Problem> = office.case_correct(event, correction);
    let mut happened = done?;
    delivered(&mut happened, office, screen);
    story::happened(&happened, screen)
}

fn tell(tried: Happened, screen: &mut Screen) -> Result<(), Stop> {
    if !screen.json {
        let line =
            say!("Er is niets vastgelegd. Dit zou er gebeuren:"; "Nothing was recorded. This would happen:");
        let line = paint(DUE, screen.text(&line));
        screen.line(line)?;
        screen.line("")?;
    }
    story::happened(&tried, screen)
}
