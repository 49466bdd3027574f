//! What the tests of the whole share: the files of this repository.

#![allow(
    clippy::result_large_err,
    reason = "a problem is made once and then shown; its callers want its fields"
)]

pub mod disk;
pub mod reference;
pub mod year;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::{Compiled, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::finding::{Finding, Source};
use nazorg_core::letter::Templates;
use nazorg_core::scenario::{Report, Setting};
use nazorg_core::text::Language;

/// The root of the repository.
///
/// # Panics
/// When this crate does not lie in it.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the repository").to_owned()
}

/// The program, built if need be: it lies beside the folder that the tests are in.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn program() -> PathBuf {
    let here = std::env::current_exe().expect("a test has a path");
    let target = here.parent().and_then(Path::parent).expect("target/debug").to_owned();
    let built =
        Command::new(env!("CARGO")).args(["build", "-p", "nazorg", "--quiet"]).current_dir(root()).status();
    assert!(built.is_ok_and(|status| status.success()), "the program is built");
    target.join("nazorg")
}

/// All files with an ending below a folder of the repository, in order, with paths from its root.
///
/// # Panics
/// When a file cannot be read.
#[must_use]
pub fn files(folder: &str, ending: &str) -> Vec<Arc<Source>> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort();
    let source = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a file of the repository");
        let path = path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
        Arc::new(Source { path, text })
    };
    found.into_iter().map(source).collect()
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

/// The shipped letter templates.
#[must_use]
pub fn templates() -> (Templates, Vec<Finding>) {
    let sources = files("templates", "md").into_iter().map(|source| {
        let name = source.path.trim_start_matches("templates/").trim_end_matches(".md").to_owned();
        (name, source)
    });
    Templates::new(sources)
}

/// The shipped processes, compiled with their letters.
#[must_use]
pub fn shipped() -> (Library, Compiled) {
    let library = Library::read(&files("processes", "yaml"));
    let (templates, findings) = templates();
    let mut compiled = compile(&library, Some(&templates));
    compiled.findings.extend(findings);
    (library, compiled)
}

/// Every shipped scenario, played.
#[must_use]
pub fn played() -> Report {
    let (library, compiled) = shipped();
    play(&library, &compiled, &templates().0, &files("tests/scenarios", "yaml"))
}

/// A file that stands nowhere.
#[must_use]
pub fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { path: path.to_owned(), text: text.to_owned() })
}

/// Plays scenarios by the Dutch calendar.
#[must_use]
pub fn play(
    library: &Library,
    compiled: &Compiled,
    templates: &Templates,
    scenarios: &[Arc<Source>],
) -> Report {
    let calendar = Calendar::netherlands();
    let setting = Setting { processes: &compiled.processes, library, templates, calendar: &calendar };
    nazorg_core::scenario::run(scenarios, &setting)
}

/// Plays so many scenarios of a process without letters, all of which must go as they say.
///
/// # Panics
/// When there is a finding, or one goes otherwise.
pub fn all_go_well(process: &str, scenarios: &str, many: usize) {
    let library = Library::read(&[source("processes/t/proef.yaml", process)]);
    let (templates, _) = Templates::new([]);
    let compiled = compile(&library, Some(&templates));
    assert!(compiled.findings.is_empty(), "{:#?}", lines(&compiled.findings));
    let scenarios = [source("tests/scenarios/t/proef.yaml", scenarios)];
    must_go_well(&play(&library, &compiled, &templates, &scenarios), many);
}

/// # Panics
/// When a scenario went otherwise, or there were more or fewer.
pub fn must_go_well(report: &Report, many: usize) {
    assert!(report.findings.is_empty(), "{:#?}", lines(&report.findings));
    let failed: Vec<_> = report.played.iter().flat_map(|played| lines(&played.failures)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(report.played.len(), many);
}

/// Findings as lines that a test can show.
#[must_use]
pub fn lines(findings: &[Finding]) -> Vec<String> {
    let line = |finding: &Finding| {
        let (line, column) = finding.span.place();
        let (path, message) = (&finding.span.source.path, finding.message.get(Language::Nl));
        let help = finding.help.as_ref().map_or("", |help| help.get(Language::Nl));
        format!("{path}:{line}:{column} {} {message} {help}", finding.code)
    };
    findings.iter().map(line).collect()
}
