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
    let (templates, _) = templates();
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    nazorg_core::scenario::run(&files("tests/scenarios", "yaml"), &setting)
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
