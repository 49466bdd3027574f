//! `check`, `explain`, `test`, `init` and `demo`.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::common::nazorg;

const BROKEN: &str = "\
process: mijn/proces
title: Mijn proces
roles: {coordinator: {title: Nazorgcoördinator}}
outcomes: {klaar: Klaar}
events:
  begin: {title: Begin, by: [coordinator], starts: true}
  af: {title: Af, by: [cordinator]}
initial: bezig
states:
  bezig:
    when: {af: einnde}
  einde: {final: klaar}
";

fn workspace_with(process: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(dir.path().join("processes/mijn")).expect("folders");
    fs::write(dir.path().join("processes/mijn/proces.yaml"), process).expect("written");
    dir
}

#[test]
fn broken_yaml_shows_every_fault_with_its_place_and_a_way_out() {
    let dir = workspace_with(BROKEN);
    let ran = nazorg(dir.path(), "check");
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    for part in [
        "fout[NZ0205]",
        "processes/mijn/proces.yaml:7:24",
        "af: {title: Af, by: [cordinator]}",
        "━━━━━━━━━━",
        "Bedoelt u `coordinator`?",
        "processes/mijn/proces.yaml:11:16",
        "Bedoelt u `einde`?",
        "2 fouten",
        "nazorg uitleg",
    ] {
        assert!(ran.out.contains(part), "{part} in\n{}", ran.out);
    }
    let english = nazorg(dir.path(), "controleer --lang en");
    assert!(
        english.out.contains("error[NZ0205]") && english.out.contains("Did you mean `einde`?"),
        "{}",
        english.out
    );
}

#[test]
fn yaml_that_cannot_be_read_shows_the_place_and_the_cause() {
    for (text, code, place) in [
        ("process: mijn/proces\ntitle: [open\n", "NZ0101", "proces.yaml:"),
        ("process: mijn/proces\nstates:\n\ta: {}\n", "NZ0102", "proces.yaml:3:"),
        ("process: mijn/proces\ntitle: a\ntitle: b\n", "NZ0103", "proces.yaml:3:"),
        ("", "NZ0107", "proces.yaml:1:1"),
    ] {
        let dir = workspace_with(text);
        let ran = nazorg(dir.path(), "check processes");
        assert_eq!(ran.status, 1, "{}", ran.err);
        assert!(
            ran.out.contains(&format!("fout[{code}]")) && ran.out.contains(place),
            "{text:?}\n{}",
            ran.out
        );
    }
}

#[test]
fn findings_for_programs() {
    let dir = workspace_with(BROKEN);
    let ran = nazorg(dir.path(), "check --format json");
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.status, &json["errors"]), (1, &serde_json::json!(2)));
    assert_eq!(json["findings"][0]["line"], 7);
    assert_eq!(json["findings"][0]["fix"]["with"], "coordinator");
    let github = nazorg(dir.path(), "check --format github").out;
    assert!(github.starts_with("::error file=processes/mijn/proces.yaml,line=7,col=24,"), "{github}");
    // Only what lies below the path is shown.
    fs::create_dir(dir.path().join("templates")).expect("a folder");
    nazorg(dir.path(), "check templates").ok();
}

#[test]
fn the_processes_of_this_repository_are_clean_and_their_scenarios_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    assert!(nazorg(&root, "check processes").ok().contains("0 fouten"));
    let out = nazorg(&root, "test").ok();
    assert!(out.contains("0 fout") && out.contains("westland/driemaandentraject"), "{out}");
}

#[test]
fn a_scenario_that_goes_differently_says_where() {
    let dir = tempfile::tempdir().expect("a folder");
    nazorg(dir.path(), "init").ok();
    let path = dir.path().join("tests/scenarios/haarlem/11-afspraak.yaml");
    let text = fs::read_to_string(&path).expect("reads");
    let wrong = text.replacen("outcome: gehaald", "outcome: vervallen", 1);
    assert_ne!(text, wrong);
    fs::write(&path, wrong).expect("written");
    let ran = nazorg(dir.path(), "toets tests/scenarios/haarlem/11-afspraak.yaml");
    assert_eq!(ran.status, 1);
    assert!(
        ran.out.contains("tests/scenarios/haarlem/11-afspraak.yaml:") && ran.out.contains("1 fout"),
        "{}",
        ran.out
    );
}

#[test]
fn init_refuses_to_overwrite() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = nazorg(dir.path(), "begin nieuw").ok();
    assert!(out.contains("nazorg publiceer") && out.contains("cd nieuw"), "{out}");
    nazorg(&dir.path().join("nieuw"), "check").ok();
    assert!(nazorg(dir.path(), "init nieuw").fails(1).contains("bestaat al"));
    fs::create_dir_all(dir.path().join("vol/processes")).expect("a folder");
    nazorg(dir.path(), "init vol").fails(1);
    assert!(!dir.path().join("vol/nazorg.yaml").exists(), "nothing was written");
}

#[test]
fn explain_knows_codes() {
    let dir = tempfile::tempdir().expect("a folder");
    assert!(nazorg(dir.path(), "explain nz0401").ok().contains("Voorbeeld"));
    assert!(nazorg(dir.path(), "uitleg NZ0201 --lang en").ok().contains("name"));
    assert!(nazorg(dir.path(), "explain").ok().lines().count() > 5);
}

#[test]
fn demo_needs_nothing_and_ends_with_letters() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = nazorg(dir.path(), "demo").ok();
    for part in [
        "Dat mag niet.",
        "Termijn verschoven",
        "Taak gaat naar",
        "Termijnen staan stil",
        "(voor Fatima El Amrani)",
        "Wij misten u",
        "En nu is het vandaag.",
    ] {
        assert!(out.contains(part), "{part} in\n{out}");
    }
    let letters: Vec<&str> = out
        .lines()
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(path, _)| path)
        .filter(|path| path.ends_with("brief.html"))
        .collect();
    assert!(letters.len() >= 3, "{out}");
    for letter in letters {
        assert!(dir.path().join(letter).is_file(), "{letter}");
    }
    assert!(nazorg(dir.path(), "-C demo today").ok().contains("Te laat"));
    assert!(nazorg(dir.path(), "-C demo case list").ok().lines().count() >= 5);
    // Anew, and in the other language.
    assert!(nazorg(dir.path(), "demo --lang en").ok().contains("And now it is today."));
    // Who has read enough may leave.
    let mut child =
        crate::common::command(dir.path()).arg("demo").stdout(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    assert!(child.wait().expect("it ends").success());
    fs::create_dir(dir.path().join("vol")).expect("a folder");
    fs::write(dir.path().join("vol/brief.txt"), "van mij").expect("written");
    assert!(nazorg(dir.path(), "demo vol").fails(1).contains("niet leeg"));
    assert!(dir.path().join("vol/brief.txt").is_file());
}
