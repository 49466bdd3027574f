//! Every code that core can report is explained, with an example that really has the fault.

use std::collections::BTreeSet;
use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::check::{Explanation, explanations};
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::{Finding, Source};
use nazorg_core::letter::Templates;
use nazorg_core::proof::prove;
use nazorg_core::scenario::{Setting, run};
use nazorg_runtime::EXPLANATIONS;
use nazorg_tests::{files, lines};

/// The codes in a text of Rust, tests left out.
fn codes(text: &str) -> BTreeSet<String> {
    let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
    let after = shipped.split("\"NZ").skip(1);
    after.filter_map(|rest| rest.split_once('"')).map(|(digits, _)| format!("NZ{digits}")).collect()
}

/// The codes that are reported below a folder. The tables of explanations report nothing.
fn reported(folder: &str) -> BTreeSet<String> {
    let is_shipped = |path: &str| {
        let is_test = path.contains("/tests/") || path.ends_with("tests.rs");
        !is_test && !path.contains("/explanation")
    };
    let sources = files(folder, "rs");
    sources.iter().filter(|source| is_shipped(&source.path)).flat_map(|source| codes(&source.text)).collect()
}

/// All that is wrong with a small workspace.
fn check(example: &Explanation) -> Vec<Finding> {
    let all: Vec<Arc<Source>> =
        example.files().into_iter().map(|(path, text)| Arc::new(Source { path, text })).collect();
    let below = |folder: &str| -> Vec<Arc<Source>> {
        all.iter().filter(|source| source.path.starts_with(folder)).cloned().collect()
    };
    let named = below("templates/").into_iter().map(|source| {
        let name = source.path.trim_start_matches("templates/").trim_end_matches(".md").to_owned();
        (name, source)
    });
    let (templates, mut findings) = Templates::new(named);
    let library = Library::read(&below("processes/"));
    let compiled = compile(&library, Some(&templates));
    findings.extend(compiled.findings);
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let report = run(&below("tests/scenarios/"), &setting);
    findings.extend(report.findings);
    findings.extend(report.played.into_iter().flat_map(|played| played.failures));
    findings.extend(prove(&setting));
    findings
}

#[test]
fn every_code_is_explained_once_and_no_other() {
    let explained: Vec<String> = explanations().iter().map(|found| found.code.to_owned()).collect();
    let unique: BTreeSet<String> = explained.iter().cloned().collect();
    assert_eq!(explained, unique.iter().cloned().collect::<Vec<_>>(), "sorted, and each once");
    let reported = reported("engine/core/src");
    let missing: Vec<_> = reported.difference(&unique).collect();
    let idle: Vec<_> = unique.difference(&reported).collect();
    assert!(missing.is_empty(), "without an explanation: {missing:?}");
    assert!(idle.is_empty(), "explained, but never reported: {idle:?}");
    assert!(reported.len() > 60, "the codes were found");
}

/// No short example has a million situations; a test of its own shows this one with a lower limit.
const TOO_LONG: &str = "NZ0428";

#[test]
fn every_code_about_the_files_of_a_workspace_is_explained() {
    let core: BTreeSet<String> = explanations().iter().map(|found| found.code.to_owned()).collect();
    let own: BTreeSet<String> = EXPLANATIONS.iter().map(|found| found.code.to_owned()).collect();
    let reported = reported("engine/runtime/src");
    assert_eq!(reported.difference(&core).cloned().collect::<BTreeSet<_>>(), own);
}

#[test]
fn every_example_has_its_fault_and_no_other() {
    let mut wrong = Vec::new();
    for example in explanations() {
        if example.code == TOO_LONG {
            continue;
        }
        let found = check(&example);
        if found.is_empty() || found.iter().any(|finding| finding.code != example.code) {
            wrong.push(format!("{}:\n{}\n{}", example.code, example.bad, lines(&found).join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What is wrong with an overlay stands between two files: both are shown.
#[test]
fn a_wrong_overlay_shows_its_own_place_and_that_of_the_base() {
    let of_overlays = explanations().into_iter().filter(|example| example.code.starts_with("NZ09"));
    let mut seen = 0;
    for example in of_overlays.filter(|example| !matches!(example.code, "NZ0901" | "NZ0902")) {
        for finding in check(&example) {
            let elsewhere = finding.also.iter().any(|(span, _)| *span != finding.span);
            assert!(elsewhere, "{}: only one place", example.code);
        }
        seen += 1;
    }
    assert!(seen >= 40, "{seen} kinds");
}

#[test]
fn explanations_are_short_and_in_both_languages() {
    for example in explanations() {
        for text in [example.nl, example.en] {
            assert!(text.ends_with('.') && text.len() > 30, "{}: {text}", example.code);
            for sentence in text.split_inclusive(['.', '?', '!']).filter(|part| part.contains(' ')) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 28, "{}: {words} words: {sentence}", example.code);
            }
        }
        assert_ne!(example.nl, example.en, "{}", example.code);
    }
}
