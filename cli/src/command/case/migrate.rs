//! `case migrate`: running cases to the version that is published now.

use std::path::Path;

use nazorg_core::say;
use nazorg_runtime::view::{DeadlineFate, MigratedCase, MigrationReport, MovedDeadline};
use nazorg_runtime::{Going, Which, read_mapping};

use super::process_named;
use crate::command::deliver::deliver;
use crate::number::{self, Kind};
use crate::output::screen::{ALARM, COMMAND, DUE, FAINT, GOOD, STRONG, paint, plain};
use crate::output::stop::REFUSED;
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Which cases were asked for.
pub(super) struct Asked {
    pub(super) cases: Vec<String>,
    pub(super) process: Option<String>,
    pub(super) from: Option<i64>,
    pub(super) all: bool,
}

/// Takes the cases over, or says what is in the way.
pub(super) fn run(
    asked: &Asked,
    mapping: Option<&Path>,
    reason: String,
    rehearse: bool,
    session: &mut Session,
) -> Result<(), Stop> {
    let office = session.office()?;
    let which = match &asked.process {
        Some(process) => Which::Process(process_named(process, &office)?, asked.from),
        None if asked.all => Which::All,
        None if asked.cases.is_empty() => {
            return Err(Stop::wrong_use(say!("Zeg welke zaken."; "Say which cases."))
                .help(say!("Noem zaken, zoals Z1, of kies met `--process` of `--all`."; "Name cases, such as Z1, or choose with `--process` or `--all`.")));
        }
        None => Which::Cases(
            asked.cases.iter().map(|case| number::read(Kind::Case, case)).collect::<Result<_, _>>()?,
        ),
    };
    let mapping = mapping.map(read_mapping).transpose()?.unwrap_or_default();
    let report = office.case_migrate(&which, &Going { mapping, reason, rehearse })?;
    if report.done {
        deliver(&office, &mut session.screen);
    }
    let screen = &mut session.screen;
    let stuck = report.cases.iter().any(|case| !case.obstacles.is_empty());
    if screen.json {
        screen.json(&report)?;
    } else {
        shown(&report, screen)?;
    }
    if stuck { Err(Stop::Status(REFUSED)) } else { Ok(()) }
}

fn shown(report: &MigrationReport, screen: &mut Screen) -> Result<(), Stop> {
    if report.cases.is_empty() {
        screen.say(&say!("Er zijn geen zaken die over moeten."; "There are no cases to go over."))?;
        return Ok(());
    }
    for case in &report.cases {
        one(case, screen)?;
    }
    let stuck = report.cases.iter().filter(|case| !case.obstacles.is_empty()).count();
    let moved = report.cases.iter().filter(|case| !case.already && case.obstacles.is_empty()).count();
    let (style, last) = if stuck > 0 {
        let text = say!(
            "{stuck} zaak/zaken kunnen niet over. Daarom is er niets veranderd.";
            "{stuck} case(s) cannot go over. So nothing was changed."
        );
        (ALARM, text)
    } else if report.rehearsed {
        let text = say!(
            "Er is niets vastgelegd. Dit zou er gebeuren met {moved} zaak/zaken.";
            "Nothing was recorded. This would happen to {moved} case(s)."
        );
        (DUE, text)
    } else {
        (GOOD, say!("{moved} zaak/zaken overgezet."; "{moved} case(s) went over."))
    };
    let last = paint(style, screen.text(&last));
    screen.line("")?;
    screen.line(last)?;
    Ok(())
}

fn one(case: &MigratedCase, screen: &mut Screen) -> Result<(), Stop> {
    let (number, title, from, to) =
        (case.case, plain(&case.process_title), case.from_version, case.to_version);
    let head = say!("Z{number} {title}: versie {from} → {to}"; "Z{number} {title}: version {from} → {to}");
    let head = paint(STRONG, screen.text(&head));
    screen.line(head)?;
    if case.already {
        screen.say(&say!("  stond al op deze versie; er is niets gedaan"; "  was on this version already; nothing was done"))?;
        return Ok(());
    }
    if !case.obstacles.is_empty() {
        for obstacle in &case.obstacles {
            let line = format!("  {}", plain(screen.text(&obstacle.text)));
            screen.line(paint(ALARM, line))?;
            if let Some(help) = &obstacle.help {
                let line = format!("    {}", screen.text(help));
                screen.line(paint(COMMAND, line))?;
            }
        }
        return Ok(());
    }
    let (before, after) = (case.states_before.join(", "), case.states_after.join(", "));
    if before == after {
        screen.say(&say!("  blijft in: {after}"; "  stays in: {after}"))?;
    } else {
        screen.say(&say!("  van: {before} naar: {after}"; "  from: {before} to: {after}"))?;
    }
    for deadline in &case.deadlines {
        let line = deadline_line(deadline, screen);
        screen.line(line)?;
    }
    for text in &case.decided {
        let line = format!("  {}", plain(screen.text(text)));
        screen.line(line)?;
    }
    Ok(())
}

fn deadline_line(deadline: &MovedDeadline, screen: &Screen) -> String {
    let none = screen.words("geen dag", "no day").to_owned();
    let title = plain(&deadline.title);
    let from = deadline.from.clone().unwrap_or_else(|| none.clone());
    let to = deadline.to.clone().unwrap_or(none);
    let (style, text) = match deadline.fate {
        DeadlineFate::Kept => {
            (FAINT, say!("termijn ‘{title}’ blijft: {to}"; "deadline ‘{title}’ stays: {to}"))
        }
        DeadlineFate::Recalculated => (
            DUE,
            say!("termijn ‘{title}’ opnieuw berekend: {from} → {to}"; "deadline ‘{title}’ worked out anew: {from} → {to}"),
        ),
        DeadlineFate::Begun => {
            (DUE, say!("termijn ‘{title}’ begint: {to}"; "deadline ‘{title}’ begins: {to}"))
        }
        DeadlineFate::Dropped => {
            (DUE, say!("termijn ‘{title}’ vervalt (was {from})"; "deadline ‘{title}’ goes (was {from})"))
        }
    };
    paint(style, format!("  {}", screen.text(&text)))
}
