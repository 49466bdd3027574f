//! Terms outside a case, as people type them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Answer, Given, Question, Unclear};
use crate::calendar::{Calendar, ClauseKind, Due, Duration, Roll};
use crate::id::Id;

fn values() -> BTreeMap<Id, Given> {
    let day: NaiveDate = "2026-12-24".parse().expect("a day");
    let two = Duration::parse("2 weeks").expect("a duration");
    [("ontslagdatum", Given::At(Due::Day(day))), ("binnen", Given::Length(two))]
        .map(|(id, value)| (Id::from(id), value))
        .into()
}

fn read(text: &str) -> Result<Question, Unclear> {
    Question::read(text, &values(), "2026-10-01".parse().expect("a day"))
}

fn answer(text: &str, roll: Roll) -> Answer {
    let question = read(text).unwrap_or_else(|unclear| panic!("{text}: {}", unclear.text.en));
    question.rolled(roll).answer(&Calendar::netherlands()).expect("near")
}

fn due(text: &str) -> String {
    answer(text, Roll::None).due.to_string()
}

#[test]
fn plain_words_in_two_languages_and_iso_are_worked_out() {
    for (text, end) in [
        ("10 werkdagen na 2026-12-24", "2027-01-11"),
        ("10 workdays after 24-12-2026", "2027-01-11"),
        ("10 werkdagen na 24 december 2026", "2027-01-11"),
        ("8 weken voor ontslagdatum", "2026-10-29"),
        ("3 maanden na ontslagdatum om 09:00", "2027-03-24T09:00:00"),
        ("binnen na ontslagdatum", "2027-01-07"),
        ("P3M na 30 november 2026", "2027-02-28"),
        ("1 year after 2028-02-29", "2029-02-28"),
        ("36 hours after 2026-10-24 12:00", "2026-10-25T23:00:00"),
        ("2 dagen na vandaag", "2026-10-03"),
        ("morgen", "2026-10-02"),
        ("ontslagdatum", "2026-12-24"),
    ] {
        assert_eq!(due(text), end, "{text}");
    }
    let every = answer("elke 1 maand na 31-01-2027", Roll::None);
    assert_eq!(every.due.to_string(), "2027-02-28");
    let next: Vec<String> = every.next.iter().map(ToString::to_string).collect();
    assert_eq!(next, ["2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"]);
}

#[test]
fn each_step_is_shown() {
    let found = answer("6 weken na 2026-11-14", Roll::Termijnenwet);
    let kinds: Vec<ClauseKind> = found.clauses.iter().map(|clause| clause.kind).collect();
    assert_eq!(kinds, [ClauseKind::Base, ClauseKind::Counted, ClauseKind::Rolled]);
    assert_eq!(found.formula, "6 weeks after 2026-11-14");
    assert_eq!(found.due.to_string(), "2026-12-28");
    assert!(
        found.clauses[2].text.nl.contains("Tweede Kerstdag") && found.clauses[2].text.nl.contains("art. 1")
    );
    let days = answer("10 werkdagen na 2026-12-24", Roll::None);
    let counted = &days.clauses[1];
    assert_eq!(counted.skipped.len(), 8, "{counted:?}");
    assert!(
        counted.text.nl.contains("6 dagen weekend") || counted.text.nl.contains("5 dagen weekend"),
        "{}",
        counted.text.nl
    );
    assert!(counted.text.nl.contains("Nieuwjaarsdag") && counted.text.nl.contains("Eerste Kerstdag"));
    assert_eq!(days.sum.map(|sum| sum.nl).as_deref(), Some("10 werkdagen"));
}

#[test]
fn what_can_mean_two_things_is_refused_with_both() {
    for (text, alternatives) in [
        ("3 m na 2026-12-24", vec!["3 months na 2026-12-24", "3 minutes na 2026-12-24"]),
        ("3m na 2026-12-24", vec!["3 months na 2026-12-24", "3 minutes na 2026-12-24"]),
        ("10 d na 2026-12-24", vec!["10 days na 2026-12-24", "10 workdays na 2026-12-24"]),
        ("2 weken na 03/04/2026", vec!["2026-04-03", "2026-03-04"]),
        ("2 weken na 3-4-26", vec!["2026-04-03", "1926-04-03"]),
        ("2 weken na 3 april", vec!["2026-04-03", "2027-04-03"]),
        ("2 weken", vec!["2 weken na 2026-10-01", "2 weken voor 2026-10-01"]),
        ("1 maand en 3 dagen na 2026-01-31", vec!["1 maand na 2026-01-31", "3 dagen na 2026-01-31"]),
        ("2 weken na onbekend", vec![]),
        ("2 weken na 2026-12-24 na 2026-12-25", vec![]),
        ("2 weken na 31-02-2026", vec![]),
        ("2 wekn na 2026-12-24", vec![]),
    ] {
        let unclear = read(text).expect_err(text);
        assert_eq!(unclear.alternatives, alternatives, "{text}: {}", unclear.text.en);
        assert_ne!(unclear.text.nl, unclear.text.en);
        // Each alternative that is a whole question has one answer.
        for other in unclear.alternatives.iter().filter(|other| other.contains(' ')) {
            assert!(read(other).is_ok(), "{other}");
        }
    }
}

#[test]
fn beyond_the_calendar_is_refused() {
    let question = read("100 jaar na 2150-01-01").expect("read");
    assert!(question.answer(&Calendar::netherlands()).is_err());
    assert!(read("2300-01-01").expect("read").answer(&Calendar::netherlands()).is_err());
}

#[test]
fn noise_never_panics() {
    let mut noise = 7_u64;
    let mut next = |limit: usize| {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(noise >> 33).expect("31 bits") % limit
    };
    let pieces = [
        "10",
        "werkdagen",
        "na",
        "voor",
        "2026-12-24",
        "24",
        "december",
        "2026",
        "3m",
        "m",
        "elke",
        "om",
        "09:00",
        "é",
        "0/0/0",
        "99999999999-1-1",
        "-",
        "31-02-2026",
        "datum",
        "vandaag",
        "P1M3D",
        "ontslagdatum",
        "1/2/3",
    ];
    for _ in 0..30_000 {
        let text: Vec<&str> = (0..next(7)).map(|_| pieces[next(pieces.len())]).collect();
        if let Ok(question) = read(&text.join(" ")) {
            let _ = question.rolled(Roll::Termijnenwet).answer(&Calendar::netherlands());
        }
    }
}
