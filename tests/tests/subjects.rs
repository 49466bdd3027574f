//! Processes that are not about a person: what they may read, and what a scenario says of the subject.

use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;
use nazorg_core::letter::Templates;
use nazorg_core::scenario::{Report, Setting, run};
use nazorg_tests::lines;

const PROCESS: &str = r#"process: t/raad
title: Begroting
subject: gemeente
roles: {c: {title: Coördinator}}
data: {naam: {type: text, derive: person.naam}}
outcomes: {klaar: Klaar}
events: {begin: {title: Begin, by: [c], starts: true}, af: {title: Af, by: [c]}}
letters: {vraag: {title: Vraag, template: t/vraag, to: c}}
initial: lopend
states:
  lopend: {when: {af: {do: {brief: {letter: vraag}}, go: einde}}}
  einde: {final: klaar}
"#;

const LETTER: &str = "# Begroting\n\nDit gaat over {{ person.naam }}.\n";

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { path: path.to_owned(), text: text.to_owned() })
}

/// The codes of what is found, and what a scenario with this person comes to.
fn tried(process: &str, letter: &str, person: &str) -> (Vec<&'static str>, Report) {
    let library = Library::read(&[source("processes/t/raad.yaml", process)]);
    let (templates, _) = Templates::new([("t/vraag".to_owned(), source("templates/t/vraag.md", letter))]);
    let compiled = compile(&library, Some(&templates));
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let scenarios = format!(
        "process: t/raad\nscenarios:\n  een:\n    {person}\n    steps:\n      - {{at: 2026-10-14, event: begin, expect: {{fields: {{naam: Westland}}}}}}\n"
    );
    let report = run(&[source("tests/scenarios/t/raad.yaml", &scenarios)], &setting);
    (compiled.findings.iter().map(|finding| finding.code).collect(), report)
}

#[test]
fn only_the_name_is_known_of_what_is_no_person() {
    let codes = |process: &str, letter: &str| tried(process, letter, "title: T").0;
    assert!(codes(PROCESS, LETTER).is_empty());
    let born = PROCESS.replace("derive: person.naam", "derive: person.gemeente");
    assert_eq!(codes(&born, LETTER), ["NZ0201"]);
    assert_eq!(codes(PROCESS, "# Begroting\n\n{{ person.aanhef }},\n\nDit gaat over u.\n"), ["NZ0512"]);
    assert_eq!(codes(&PROCESS.replace("to: c", "to: person"), LETTER), ["NZ0515"]);
    assert!(
        codes(
            &PROCESS.replace("subject: gemeente", "subject: person").replace("to: c", "to: person"),
            LETTER
        )
        .is_empty()
    );
}

#[test]
fn a_scenario_names_the_subject() {
    let (_, report) = tried(PROCESS, LETTER, "person: {naam: Westland}");
    assert!(report.played[0].failures.is_empty(), "{:?}", lines(&report.played[0].failures));
    for person in ["title: T", "person: {naam: Haarlem}", "person: {naam: Westland, geslacht: M}"] {
        assert!(!tried(PROCESS, LETTER, person).1.played[0].failures.is_empty(), "{person}");
    }
}
