//! `check`: everything that can be known to be wrong before anything runs.

mod shipped;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nazorg_core::compile::Process;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Finding;
use nazorg_core::proof::{CONFIGURATIONS_MAX, prove_one};
use nazorg_core::say;
use nazorg_core::scenario::Setting;
use nazorg_core::text::Language;
use nazorg_runtime::Workspace;

use shipped::Shipped;

use crate::args::Format;
use crate::output::count::many;
use crate::output::findings::{CheckView, errors, github, text};
use crate::output::screen::{ALARM, GOOD, STRONG, paint};
use crate::output::stop::BAD_INPUT;
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Checks a workspace and shows what was found, or only what was found below the given paths.
/// What is as it came with the program is searched for stories only when that is asked for (`prove`).
pub(super) fn run(
    paths: &[PathBuf],
    format: Option<Format>,
    prove: bool,
    session: &mut Session,
) -> Result<(), Stop> {
    let (workspace, scope) = scope(paths)?;
    let files = workspace.files();
    let counts = (files.definitions.len(), files.templates.len());
    let checked = files.check();
    checked.must_have_processes(&workspace)?;
    let library = Library::read(&files.definitions);
    let calendar = workspace.calendar();
    let setting = Setting {
        processes: &checked.processes,
        library: &library,
        templates: &checked.templates,
        calendar: &calendar,
    };
    let mut findings = checked.findings.clone();
    // What came with the program was searched before it was shipped, on the usual calendar.
    let shipped = Shipped::unless(prove);
    let wanted = |process: &&Arc<Process>| {
        in_scope(&scope, &process.definition().id.span.source.path)
            && !(workspace.closed.is_empty() && shipped.is_made_of(process))
    };
    let wanted: Vec<&Arc<Process>> = checked.processes.values().filter(wanted).collect();
    findings.extend(stories(&wanted, &setting));
    findings.retain(|finding| in_scope(&scope, &finding.span.source.path));
    shipped.leave_out_own(&mut findings, &files.definitions);
    findings.sort_by(|a, b| {
        (&a.span.source.path, a.span.range.start).cmp(&(&b.span.source.path, b.span.range.start))
    });
    let screen = &mut session.screen;
    match format.unwrap_or(if screen.json { Format::Json } else { Format::Text }) {
        Format::Json => screen.json(&CheckView::of(&findings, screen.language))?,
        Format::Github => {
            for finding in &findings {
                screen.line(github(finding, screen.language))?;
            }
        }
        Format::Text => {
            show(&findings, screen)?;
            summary(&findings, counts, screen)?;
        }
    }
    if errors(&findings) > 0 { Err(Stop::Status(BAD_INPUT)) } else { Ok(()) }
}

/// What goes wrong in a story, searched for in all processes at once, on all processors.
fn stories(processes: &[&Arc<Process>], setting: &Setting<'_>) -> Vec<Finding> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(processes.len());
    let search = || {
        let mut found = Vec::new();
        while let Some(process) = processes.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.extend(prove_one(process, setting, CONFIGURATIONS_MAX).findings);
        }
        found
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(search)).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

/// The workspace that the paths lie in, and the paths as seen from its root; none means all.
///
/// # Errors
/// A path does not exist or lies elsewhere, or there is no workspace.
pub(super) fn scope(paths: &[PathBuf]) -> Result<(Workspace, Vec<String>), Stop> {
    let full = |path: &Path| path.canonicalize().map_err(|error| Stop::file(path, &error));
    let here = Workspace::find(Path::new("."));
    let Some(first) = paths.first() else { return Ok((here?, Vec::new())) };
    let first = full(first)?;
    // A path in another workspace means that workspace.
    let workspace = match here {
        Ok(here) if first.starts_with(full(&here.root)?) => here,
        _ => Workspace::find(if first.is_dir() { &first } else { first.parent().unwrap_or(&first) })?,
    };
    let root = full(&workspace.root)?;
    let mut scope = Vec::new();
    for path in paths {
        let full = full(path)?;
        let Ok(inner) = full.strip_prefix(&root) else {
            let path = path.display();
            return Err(Stop::wrong_use(say!(
                "{path} ligt niet in dezelfde werkruimte.";
                "{path} is not in the same workspace."
            ))
            .help(say!("Controleer de twee los van elkaar."; "Check the two one by one.")));
        };
        scope.push(inner.to_string_lossy().replace('\\', "/"));
    }
    Ok((workspace, scope))
}

/// Whether a file lies below one of the paths.
pub(super) fn in_scope(scope: &[String], file: &str) -> bool {
    scope.is_empty()
        || scope.iter().any(|path| {
            path.is_empty()
                || file == path
                || file.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
}

/// Prints findings for people.
pub(super) fn show(findings: &[Finding], screen: &mut Screen) -> Result<(), Stop> {
    for finding in findings {
        let shown = text(finding, screen.language, screen.styled());
        screen.line(shown)?;
        screen.line("")?;
    }
    Ok(())
}

fn summary(findings: &[Finding], counts: (usize, usize), screen: &mut Screen) -> Result<(), Stop> {
    let (processes, letters) = counts;
    let errors = errors(findings);
    let warnings = findings.len() - errors;
    let found = match screen.language {
        Language::Nl => format!(
            "{}, {}",
            many(errors, ["fout", "fouten"]),
            many(warnings, ["waarschuwing", "waarschuwingen"])
        ),
        Language::En => {
            format!("{}, {}", many(errors, ["error", "errors"]), many(warnings, ["warning", "warnings"]))
        }
    };
    if errors > 0 {
        screen.line(paint(ALARM, &found))?;
        let code = findings
            .iter()
            .find(|f| f.severity == nazorg_core::finding::Severity::Error)
            .map_or("", |f| f.code);
        let command = screen.command(format!("explain {code}"));
        screen.say(&say!("Meer over een code: {command}"; "More about a code: {command}"))?;
        return Ok(());
    }
    let style = if warnings > 0 { STRONG } else { GOOD };
    let found = paint(style, &found);
    screen.say(&say!(
        "{processes} definities en {letters} brieven gecontroleerd: {found}.";
        "{processes} definitions and {letters} letters checked: {found}."
    ))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::in_scope;

    #[test]
    fn a_scope_is_a_file_or_a_folder() {
        let scope = |path: &str| [path.to_owned()];
        assert!(in_scope(&[], "processes/a.yaml"));
        assert!(in_scope(&scope(""), "processes/a.yaml"));
        assert!(in_scope(&scope("processes"), "processes/a.yaml"));
        assert!(in_scope(&scope("processes/a.yaml"), "processes/a.yaml"));
        assert!(!in_scope(&scope("process"), "processes/a.yaml"));
        assert!(!in_scope(&scope("templates"), "processes/a.yaml"));
    }
}
