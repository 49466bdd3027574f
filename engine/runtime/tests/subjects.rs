//! Cases that are not about a person.
#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use common::{Desk, SMALL, person};
use nazorg_core::text::Language;
use nazorg_runtime::view::CaseFilter;
use nazorg_runtime::{Kind, Problem};
use serde_json::json;

/// A process about a municipality: a task, a term, a letter to a role.
const YEARLY: &[(&str, &str)] = &[
    (
        "processes/raad/cyclus.yaml",
        r#"process: raad/cyclus
title: Begroting
subject: gemeente
roles: {coordinator: {title: Coördinator}}
data: {naam: {type: text, derive: person.naam}}
outcomes: {klaar: Klaar}
events:
  begonnen: {title: Begonnen, by: [coordinator], starts: true}
  vastgesteld: {title: Vastgesteld, by: [coordinator]}
letters:
  vraag: {title: Vraag aan de raad, template: raad/vraag, to: coordinator}
initial: lopend
states:
  lopend:
    entry: {brief: {letter: vraag}}
    tasks: {toets: {title: Toets de begroting, role: coordinator, due: 2 workdays}}
    deadlines: {besluit: {title: Besluit, at: 5 workdays, met_by: [vastgesteld]}}
    when: {vastgesteld: einde}
  einde: {final: klaar}
"#,
    ),
    (
        "templates/raad/vraag.md",
        "# De begroting van {{ person.naam }}\n\nWilt u de begroting van {{ naam }} bekijken?\n",
    ),
];

fn desk() -> Desk {
    let files: Vec<_> = SMALL.iter().chain(YEARLY).copied().collect();
    Desk::with("2026-10-14", &files)
}

fn says(problem: &Problem) -> String {
    problem.text.get(Language::Nl).to_owned()
}

#[test]
fn a_case_of_a_municipality_goes_like_any_other() {
    let desk = desk();
    let office = desk.office();
    let added = office.person_add(&person(1)).unwrap();
    let subject = office.subject_add("gemeente", "Westland").unwrap();
    assert_eq!((added.row.person, subject.subject), (1, 2), "one row of numbers");
    let started = office.case_start("raad/cyclus", 2, &json!({}), None).unwrap();
    let row = &started.now.row;
    assert_eq!((row.person_name.as_str(), row.subject_kind.as_str()), ("Westland", "gemeente"));
    assert!(started.now.fields.iter().any(|field| field.shown == "Westland"));
    let letter = office.letter_show(started.letters[0].letter).unwrap();
    assert!(letter.text.contains("De begroting van Westland"), "{}", letter.text);
    assert_eq!(letter.row.subject_kind, "gemeente");
    assert_eq!(office.task_list(true).unwrap()[0].subject_kind, "gemeente");
    let today = office.today().unwrap();
    assert_eq!(today.due_soon[0].person_name, "Westland");
    assert_eq!(today.deadlines[0].subject_kind, "gemeente");
    assert_eq!(office.case_history(started.case).unwrap().len(), 1);
    assert_eq!(office.case_list(&CaseFilter { person: Some(2), ..CaseFilter::default() }).unwrap().len(), 1);
    office.case_do(started.case, "vastgesteld", &json!({}), None).unwrap();
    assert_eq!(office.subject(2).unwrap().open_cases, 0);
    assert!(office.fold_all().unwrap().different.is_empty());
    assert!(office.verify().unwrap().wrong.is_empty());
    // People and the rest are listed apart.
    assert_eq!(office.person_list().unwrap().len(), 1);
    assert_eq!(office.subject_list().unwrap().len(), 1);
    assert!(office.person_show(2).is_err());
}

#[test]
fn a_subject_of_the_wrong_kind_is_refused() {
    let desk = desk();
    let office = desk.office();
    office.person_add(&person(1)).unwrap();
    office.subject_add("gemeente", "Westland").unwrap();
    for (process, subject, said) in [
        ("raad/cyclus", 1, "‘Begroting’ gaat over: gemeente. P1 is: een persoon."),
        ("haarlem/vraag", 2, "‘Vraag’ gaat over: een persoon. S2 is: gemeente."),
        ("haarlem/vraag", 9, "Er is geen persoon of onderwerp met nummer 9."),
    ] {
        let problem = office.case_start(process, subject, &json!({}), None).unwrap_err();
        assert_eq!((problem.kind, says(&problem)), (Kind::BadInput, said.to_owned()));
    }
    for (kind, name) in [
        ("gemeente", "Westland"),
        ("gemente", "Haarlem"),
        ("person", "Sam"),
        ("gemeente", " "),
        ("gemeente", "A\u{202E}"),
    ] {
        assert_eq!(office.subject_add(kind, name).unwrap_err().kind, Kind::BadInput, "{kind} {name}");
    }
    assert_eq!(office.subject_list().unwrap().len(), 1);
}
