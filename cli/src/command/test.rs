//! `test`: the designers' scenarios.

use std::collections::BTreeMap;
use std::path::PathBuf;

use nazorg_core::definition::library::Library;
use nazorg_core::say;
use nazorg_core::scenario::{Played, Report, Setting, run as play};
use nazorg_core::text::Language;
use schemars::JsonSchema;
use serde::Serialize;

use super::check;
use crate::output::findings::{FindingView, errors, text};
use crate::output::screen::{ALARM, FAINT, GOOD, STRONG, paint};
use crate::output::stop::BAD_INPUT;
use crate::output::{Screen, Stop};
use crate::session::Session;

/// What `test --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TestView {
    /// Scenarios that went as expected.
    passed: usize,
    /// Scenarios that did not.
    failed: usize,
    /// Every scenario, in the order of the files.
    scenarios: Vec<ScenarioView>,
    /// What is wrong with the scenario files themselves.
    findings: Vec<FindingView>,
    /// What all scenarios together went through, by process.
    coverage: BTreeMap<String, CoverageView>,
}

/// One scenario.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ScenarioView {
    /// The process.
    process: String,
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// It went as expected.
    ok: bool,
    /// What went differently.
    failures: Vec<FindingView>,
}

/// What scenarios went through.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct CoverageView {
    /// Transitions, deadlines, letters, outcomes and escalation steps that it has, and its conditions: each counts
    /// twice, for that it held and for that it did not.
    total: usize,
    /// Those that some scenario went through.
    seen: usize,
    /// Those that none did.
    missed: Vec<String>,
}

/// Plays the scenarios, all or those below the given paths.
pub(super) fn run(paths: &[PathBuf], session: &mut Session) -> Result<(), Stop> {
    let (workspace, scope) = check::scope(paths)?;
    let files = workspace.files();
    let checked = files.check();
    checked.must_have_processes(&workspace)?;
    let screen = &mut session.screen;
    if errors(&checked.findings) > 0 {
        check::show(&checked.findings, screen)?;
        return Err(Stop::bad_input(say!(
            "De processen hebben fouten. Los die eerst op.";
            "The processes have errors. Mend those first."
        ))
        .help(say!("Bekijk ze met `nazorg controleer`."; "See them with `nazorg check`.")));
    }
    let library = Library::read(&files.definitions);
    let calendar = workspace.calendar();
    let setting = Setting {
        processes: &checked.processes,
        library: &library,
        templates: &checked.templates,
        calendar: &calendar,
    };
    let mut chosen = files.scenarios.clone();
    chosen.retain(|source| check::in_scope(&scope, &source.path));
    if chosen.is_empty() {
        return Err(Stop::bad_input(say!("Hier staan geen scenario's."; "There are no scenarios here.")).help(say!("Schrijf er een in `tests/scenarios/`. Bekijk een voorbeeld met `nazorg demo`."; "Write one in `tests/scenarios/`. See an example with `nazorg demo`.")));
    }
    let mut report = play(&chosen, &setting);
    if chosen.len() < files.scenarios.len() {
        // That a story is not in the base can only be said by who has read all stories.
        report.findings.retain(|finding| finding.code != "NZ0946");
    }
    if screen.json {
        screen.json(&view(&report, screen.language))?;
    } else {
        show(&report, screen)?;
    }
    if report.is_ok() { Ok(()) } else { Err(Stop::Status(BAD_INPUT)) }
}

fn show(report: &Report, screen: &mut Screen) -> Result<(), Stop> {
    check::show(&report.findings, screen)?;
    let mut process = "";
    for played in &report.played {
        if process != played.process.as_str() {
            process = played.process.as_str();
            screen.line(paint(STRONG, process))?;
        }
        shown(played, screen)?;
    }
    coverage(report, screen)?;
    let failed = report.played.iter().filter(|played| !played.failures.is_empty()).count();
    let passed = report.played.len() - failed;
    let total = match screen.language {
        Language::Nl => format!("{passed} goed, {failed} fout"),
        Language::En => format!("{passed} passed, {failed} failed"),
    };
    screen.line("")?;
    screen.line(paint(if report.is_ok() { GOOD } else { ALARM }, total))?;
    Ok(())
}

fn shown(played: &Played, screen: &mut Screen) -> Result<(), Stop> {
    let (id, title) = (&played.id, &played.title);
    if played.failures.is_empty() {
        let ok = paint(GOOD, screen.words("goed", "ok  "));
        return Ok(screen.line(format!("  {ok}  {title} {}", paint(FAINT, format!("({id})"))))?);
    }
    let wrong = paint(ALARM, screen.words("fout", "FAIL"));
    screen.line(format!("  {wrong}  {title} {}", paint(FAINT, format!("({id})"))))?;
    for failure in &played.failures {
        let lines = text(failure, screen.language, screen.styled());
        for line in lines.lines() {
            screen.line(format!("    {line}"))?;
        }
    }
    Ok(())
}

/// What no story tells, for the processes that were played.
fn coverage(report: &Report, screen: &mut Screen) -> Result<(), Stop> {
    for (process, view) in coverages(report) {
        let CoverageView { total, seen, missed } = &view;
        screen.line("")?;
        screen.say(&say!(
            "{process}: {seen} van {total} wegen, voorwaarden, termijnen, brieven en uitkomsten gespeeld";
            "{process}: {seen} of {total} ways, conditions, deadlines, letters and outcomes played"
        ))?;
        for name in missed.iter().take(10) {
            screen.say(&say!("  niet gespeeld: {name}"; "  not played: {name}"))?;
        }
        if missed.len() > 10 {
            let more = missed.len() - 10;
            screen.say(&say!("  en nog {more} (zie --json)"; "  and {more} more (see --json)"))?;
        }
    }
    Ok(())
}

fn coverages(report: &Report) -> BTreeMap<String, CoverageView> {
    let played = |process: &str| report.played.iter().any(|played| played.process == *process);
    let processes = report.coverage.iter().filter(|(process, _)| played(process));
    processes
        .map(|(process, coverage)| {
            let missed: Vec<String> = coverage.missed().map(str::to_owned).collect();
            let total = coverage.seen.len();
            (process.to_string(), CoverageView { total, seen: total - missed.len(), missed })
        })
        .collect()
}

fn view(report: &Report, language: Language) -> TestView {
    let of = |findings: &[nazorg_core::finding::Finding]| -> Vec<FindingView> {
        findings.iter().map(|finding| FindingView::of(finding, language)).collect()
    };
    let scenarios: Vec<ScenarioView> = report
        .played
        .iter()
        .map(|played| ScenarioView {
            process: played.process.to_string(),
            id: played.id.to_string(),
            title: played.title.clone(),
            ok: played.failures.is_empty(),
            failures: of(&played.failures),
        })
        .collect();
    let passed = scenarios.iter().filter(|scenario| scenario.ok).count();
    TestView {
        passed,
        failed: scenarios.len() - passed,
        scenarios,
        findings: of(&report.findings),
        coverage: coverages(report),
    }
}
