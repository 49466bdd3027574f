//! Terms, late facts, corrections and undo, as people type them.

use crate::common::{nazorg, nazorg_with, workspace};

#[test]
fn a_term_is_worked_out_anywhere_with_each_step() {
    let dir = tempfile::tempdir().expect("a folder");
    let nl = nazorg(dir.path(), "deadline 10 werkdagen na 2026-12-24").ok();
    assert!(nl.starts_with("maandag 11 januari 2027"), "{nl}");
    assert!(nl.contains("Eerste Kerstdag") && nl.contains("Nieuwjaarsdag"), "{nl}");
    let line = "termijn 6 weken na 14-11-2026 --rule termijnenwet --lang en";
    let en = nazorg(dir.path(), line).ok();
    assert!(en.contains("Monday 28 December 2026") && en.contains("art. 1"), "{en}");
    let json = nazorg(dir.path(), "deadline 8 weken voor ontslagdatum ontslagdatum=2027-03-01 --json").json();
    assert_eq!(json["due"], "2027-01-04");
    assert_eq!(json["steps"][1]["kind"], "counted");
    let err = nazorg(dir.path(), "deadline 3 m na 2026-12-24").fails(2);
    assert!(err.contains("3 months na 2026-12-24") && err.contains("3 minutes na 2026-12-24"), "{err}");
    let err = nazorg(dir.path(), "deadline 100 jaar na 2150-01-01").fails(1);
    assert!(err.contains("2200"), "{err}");
    nazorg(dir.path(), "deadline 1 dag na 2026-12-24 --rule wet").fails(2);
    nazorg(dir.path(), "deadline").fails(2);
}

#[test]
fn what_was_recorded_can_be_tried_corrected_and_undone() {
    let dir = workspace();
    let rows = |line: &str| nazorg(dir.path(), line).json().as_array().map_or(0, Vec::len);
    let before = rows("case history Z1 --json");
    let tried = nazorg(dir.path(), "case do Z1 gescreend bevinding=verlopen --dry-run").ok();
    assert!(tried.contains("Er is niets vastgelegd"), "{tried}");
    assert_eq!(rows("case history Z1 --json"), before);
    nazorg(dir.path(), "case do Z1 gescreend bevinding=verlopen").ok();
    let history = nazorg(dir.path(), "case history Z1 --json").json();
    let row = history
        .as_array()
        .and_then(|rows| rows.iter().find(|row| row["event"] == "gescreend"))
        .expect("a row");
    let event = format!("G{}", row["seq"]);
    assert!(nazorg(dir.path(), "case history Z1").ok().contains(&event));
    let err = nazorg(dir.path(), &format!("case correct {event}")).fails(2);
    assert!(err.contains("nazorg ongedaan"), "{err}");
    nazorg(dir.path(), "case correct G999 --on 2026-01-01").fails(1);
    let undone = nazorg(dir.path(), "ongedaan Z1").ok();
    assert!(undone.contains(&format!("Ongedaan gemaakt: {event}")), "{undone}");
    assert!(nazorg(dir.path(), "case history Z1").ok().contains("verbeterd: G"));
    nazorg(dir.path(), &format!("undo {event}")).fails(3);
    nazorg_with(dir.path(), "case do Z1 gescreend --form -", "bevinding: verlopen\n").ok();
    nazorg(dir.path(), "undo Z9").fails(1);
}

#[test]
fn a_deadline_tells_why() {
    let dir = workspace();
    let show = nazorg(dir.path(), "case show Z1 --json").json();
    let task = show["tasks"][0]["id"].as_str().expect("a task").to_owned();
    let why = nazorg(dir.path(), &format!("zaak waarom Z1 {task}")).ok();
    assert!(why.contains("Zo is het gerekend"), "{why}");
    let json = nazorg(dir.path(), &format!("case why Z1 {task} --json")).json();
    assert_eq!(json["id"], task.as_str());
    assert!(json["steps"].as_array().is_some_and(|steps| !steps.is_empty()));
    nazorg(dir.path(), "case why Z1 nergens").fails(1);
}
