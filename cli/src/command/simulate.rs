//! `simulate`: a process run from a list of events, without a workspace's store. For other programs.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use nazorg_core::calendar::Calendar;
use nazorg_core::compile::Process;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::profile::Profile;
use nazorg_core::finding::{Finding, Severity, Source, nearest};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::scenario::Setting;
use nazorg_core::simulate::{Moment, Script, Simulation, default_start, simulate};
use nazorg_runtime::{Files, Problem, Workspace};

use crate::args::Simulate;
use crate::output::screen::{ALARM, FAINT, STRONG, paint};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// The largest script that is read.
const SCRIPT_BYTES_MAX: u64 = 64 << 20;

/// Runs the process and shows what came of each event.
pub(super) fn run(args: &Simulate, session: &mut Session) -> Result<(), Stop> {
    let profile: Profile = args.profile.into();
    let from = match &args.from {
        Some(from) => moment(from)?,
        None => default_start(),
    };
    let script = script(&args.events)?;
    let (files, calendar) = files(&args.process)?;
    let checked = files.check_as(profile);
    let process = find(&args.process, &checked.processes, &checked.findings)?;
    let setting = Setting {
        processes: &checked.processes,
        library: &Library::read_as(&files.definitions, profile),
        templates: &checked.templates,
        calendar: &calendar,
    };
    let simulation = simulate(&setting, process, &script, from).map_err(Problem::from)?;
    let screen = &mut session.screen;
    if screen.json { Ok(screen.json(&simulation)?) } else { show(&simulation, screen) }
}

/// The events: a file, or `-` for the standard input.
fn script(path: &Path) -> Result<Script, Stop> {
    let trouble = |error: std::io::Error| Stop::file(path, &error);
    let reader: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(path).map_err(trouble)?)
    };
    let mut text = String::new();
    reader.take(SCRIPT_BYTES_MAX).read_to_string(&mut text).map_err(trouble)?;
    let name = path.display();
    Script::read(&text).map_err(|why| {
        let (nl, en) = (why.nl, why.en);
        Stop::bad_input(say!("{name}: {nl}"; "{name}: {en}"))
    })
}

/// The definitions to choose from, and the calendar they live by: a file with all of its workspace, a
/// file of its own, or the workspace of this folder.
fn files(process: &str) -> Result<(Files, Calendar), Stop> {
    let path = Path::new(process);
    if !path.is_file() {
        let workspace = Workspace::find(Path::new("."))?;
        return Ok((workspace.files(), workspace.calendar()));
    }
    let full = path.canonicalize().map_err(|error| Stop::file(path, &error))?;
    if let Some(Ok(workspace)) = full.parent().map(Workspace::find) {
        let files = workspace.files();
        let root = workspace.root.canonicalize().map_err(|error| Stop::file(path, &error))?;
        let inside = full.strip_prefix(&root).ok().map(|p| p.to_string_lossy().replace('\\', "/"));
        if files.definitions.iter().any(|source| Some(&source.path) == inside.as_ref()) {
            return Ok((files, workspace.calendar()));
        }
    }
    let bytes = std::fs::read(path).map_err(|error| Stop::file(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Stop::bad_input(say!("{process} is geen UTF-8-tekst."; "{process} is not UTF-8 text."))
            .help(say!("Bewaar het als UTF-8."; "Save it as UTF-8."))
    })?;
    let source = Arc::new(Source { path: process.to_owned(), text });
    Ok((Files { definitions: vec![source], ..Files::default() }, Calendar::netherlands()))
}

/// The process that was meant: by its id, or by the file it stands in.
fn find<'a>(
    wanted: &str,
    processes: &'a std::collections::BTreeMap<Id, Arc<Process>>,
    findings: &[Finding],
) -> Result<&'a Arc<Process>, Stop> {
    let full = Path::new(wanted).canonicalize().ok();
    let stands_in = |path: &str| {
        path == wanted || full.as_ref().is_some_and(|full| full.ends_with(path.trim_start_matches("./")))
    };
    let found = processes
        .get(wanted)
        .or_else(|| processes.values().find(|process| stands_in(&process.definition().id.span.source.path)));
    if let Some(process) = found {
        return Ok(process);
    }
    let faulty = |finding: &&Finding| finding.severity == Severity::Error;
    let mine = |finding: &&Finding| {
        let path = &finding.span.source.path;
        stands_in(path) || path.strip_suffix(".yaml").is_some_and(|path| path.ends_with(wanted))
    };
    let errors: Vec<Finding> = findings.iter().filter(faulty).filter(mine).cloned().collect();
    if !errors.is_empty() {
        let text = say!("`{wanted}` heeft fouten."; "`{wanted}` has errors.");
        return Err(Stop::Told {
            status: crate::output::stop::BAD_INPUT,
            text,
            help: None,
            findings: errors,
        });
    }
    let stop = Stop::bad_input(say!("Er is geen proces `{wanted}`."; "There is no process `{wanted}`."));
    Err(match nearest(wanted, processes.keys().map(Id::as_str)) {
        Some(near) => stop.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None => stop.help(say!("Bekijk ze met `nazorg controleer`."; "See them with `nazorg check`.")),
    })
}

/// A day (nine in the morning) or a moment, on the clock in the Netherlands.
fn moment(text: &str) -> Result<NaiveDateTime, Stop> {
    let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    let day = text.parse::<NaiveDate>().map(|day| day.and_time(nine));
    day.or_else(|_| text.parse::<NaiveDateTime>()).map_err(|_| {
        Stop::bad_input(say!("`{text}` is geen datum."; "`{text}` is no date.")).help(
            say!("Schrijf 2026-01-05 of 2026-01-05T09:00:00."; "Write 2026-01-05 or 2026-01-05T09:00:00."),
        )
    })
}

fn show(simulation: &Simulation, screen: &mut Screen) -> Result<(), Stop> {
    screen.line(paint(STRONG, simulation.process.as_str()))?;
    for moment in &simulation.moments {
        line(moment, screen)?;
    }
    Ok(())
}

fn line(moment: &Moment, screen: &mut Screen) -> Result<(), Stop> {
    let at = moment.at.get(..16).unwrap_or(&moment.at).replace('T', " ");
    let event = moment.event.as_ref().map_or("-", |event| event.as_str());
    let states = moment.atomic.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let end = moment.outcome.as_ref().map(|outcome| format!(" [{outcome}]")).unwrap_or_default();
    screen.line(format!("{}  {event} → {states}{end}", paint(FAINT, at)))?;
    for why in moment.refused.iter().chain(&moment.failures) {
        let why = paint(ALARM, screen.text(why));
        screen.line(format!("  {why}"))?;
    }
    Ok(())
}
