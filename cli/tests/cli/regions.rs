//! A region on a base: `init --extends`, `params`, `set`, `show --origin`, `diff`, `base update`.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::common::{command, nazorg};

const OVERLAY: &str = "processes/delft/driemaandentraject.yaml";
const BASE: &str = "processes/westland/driemaandentraject.yaml";

fn region() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    nazorg(dir.path(), "init delft --extends westland/driemaandentraject --region delft").ok();
    let region = dir.path().join("delft");
    (dir, region)
}

fn read(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).expect(name)
}

/// Sets a param; the words of a reason are one argument.
fn set(dir: &Path, param: &str, value: &str, reason: &str) -> (i32, String) {
    let output = command(dir).args(["set", param, value, "--reason", reason]).output().expect("it runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().expect("it was not killed"), String::from_utf8(text).expect("UTF-8"))
}

#[test]
fn a_new_region_works_at_once() {
    let (_dir, region) = region();
    nazorg(&region, "check").ok();
    let tested = nazorg(&region, "test").ok();
    let covered = |region: &str| {
        let line =
            tested.lines().find_map(|line| line.strip_prefix(&format!("{region}/driemaandentraject: ")));
        line.unwrap_or_else(|| panic!("{region} in\n{tested}")).to_owned()
    };
    assert_eq!(covered("delft"), covered("westland"), "the stories of the base are played in the region");
    // Whoever plays one file has not read the other stories, and says nothing about them.
    let overlay = format!(
        "{}remove: {{scenarios: {{afgerond: {{reason: Bij ons anders.}}}}}}\n",
        read(&region, OVERLAY)
    );
    fs::write(region.join(OVERLAY), &overlay).expect("written");
    let extra = "tests/scenarios/westland/extra.yaml";
    let story = "process: westland/driemaandentraject\nscenarios: {begin: {title: Begin, person: {}, steps: [{at: 2026-08-04, event: aangemeld}]}}\n";
    fs::write(region.join(extra), story).expect("written");
    let one = nazorg(&region, &format!("test {extra}"));
    assert!(!one.out.contains("NZ0946"), "{}", one.out);
    fs::write(region.join(OVERLAY), overlay.replace("afgerond:", "afgerondd:")).expect("written");
    fs::remove_file(region.join(extra)).expect("removed");
    assert!(nazorg(&region, "test").out.contains("NZ0946"), "with all stories read it is told");
    fs::write(
        region.join(OVERLAY),
        overlay.replace("remove: {scenarios: {afgerond: {reason: Bij ons anders.}}}\n", ""),
    )
    .expect("written");
    nazorg(&region, "publish").ok();
    let all: Vec<_> = walk(&region.join("processes"));
    assert!(all.iter().all(|path| !path.contains("haarlem")), "only what the base needs: {all:?}");
    let again = nazorg(&region, "init . --extends westland/driemaandentraject --region delft");
    assert!(again.fails(1).contains("bestaat al"));
    let dir = tempfile::tempdir().expect("a folder");
    let wrong = nazorg(dir.path(), "init x --extends westlnd --region delft");
    assert!(wrong.fails(1).contains("westland"));
    assert!(nazorg(dir.path(), "init x --extends westland --region Delft").fails(2).contains("Delft"));
    assert!(nazorg(dir.path(), "init x --extends westland --region haarlem").fails(1).contains("haarlem"));
    nazorg(dir.path(), "init x --extends westland").fails(2);
}

#[test]
fn a_region_on_the_national_base_is_ready_to_publish() {
    let dir = tempfile::tempdir().expect("a folder");
    let said = nazorg(dir.path(), "begin --extends landelijk --region delft").ok();
    assert!(said.contains("processes/delft/nazorg.yaml") && said.contains("persoon inlezen"), "{said}");
    let region = dir.path().join("delft");
    // What came with the program is not for the region to mend; what the region does to it is.
    assert!(nazorg(&region, "check").ok().contains("0 fouten, 0 waarschuwingen"));
    assert!(nazorg(&region, "check --prove").ok().contains("identiteitsbewijs.yaml"));
    let overlay = read(&region, "processes/delft/nazorg.yaml");
    let without = format!("{overlay}remove: {{when: {{ontwikkeling: {{reason: Elders.}}}}}}\n");
    fs::write(region.join("processes/delft/nazorg.yaml"), without).expect("written");
    let said = nazorg(&region, "check").ok();
    assert!(said.contains("NZ0406") && said.contains("0 fouten, 1 waarschuwing"), "{said}");
    fs::write(region.join("processes/delft/nazorg.yaml"), overlay).expect("written");
    nazorg(&region, "publish").ok();
    let form = "voornamen: Milan\nachternaam: Zeegers\ngeboortedatum: 1990-02-03\n";
    crate::common::nazorg_with(&region, "person add", form).ok();
    let early = nazorg(&region, "case start delft/nazorg P1").fails(3);
    assert!(early.contains("persoon inlezen") || early.contains("person import"), "{early}");
    let told = nazorg(&region, "diff delft/nazorg").ok();
    assert!(told.contains("Nazorg (Delft)"), "{told}");
    assert!(walk(&region).iter().any(|path| path.ends_with("processes/landelijk/basis/zorg.yaml")));
}

fn walk(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path.display().to_string()) }
    }
    found
}

#[test]
fn a_param_is_set_in_the_regions_file_and_nothing_else_moves() {
    let (_dir, region) = region();
    let before = read(&region, OVERLAY);
    let (status, said) = set(&region, "regie_binnen", "3 workdays", "Afspraak: team");
    assert_eq!(status, 0, "{said}");
    let after = read(&region, OVERLAY);
    let added = "  params: {regie_binnen: {value: 3 workdays, reason: \"Afspraak: team\"}}\n";
    assert_eq!(after, format!("{before}{added}"));
    let rows = nazorg(&region, "params delft/driemaandentraject --json").json();
    let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["param"] == "regie_binnen"));
    let row = row.expect("the param");
    assert_eq!([&row["value"], &row["base"], &row["reason"]], ["3 workdays", "5 workdays", "Afspraak: team"]);
    let shown = nazorg(&region, "instellingen delft/driemaandentraject").ok();
    assert!(shown.contains("basis: 5 workdays; reden: Afspraak: team"), "{shown}");
}

#[test]
fn a_value_beyond_the_limits_of_the_base_is_refused() {
    let (_dir, region) = region();
    let before = read(&region, OVERLAY);
    for (param, value, status, part) in [
        ("regie_binnen", "11 workdays", 3, "NZ0914"),
        ("regie_binnen", "2 weeks", 3, "NZ0919"),
        ("regie_binnen", "snel", 3, "NZ0310"),
        ("regie_bnnen", "3 workdays", 1, "regie_binnen"),
    ] {
        let (ended, said) = set(&region, param, value, "Drukte");
        assert!(ended == status && said.contains(part), "{param} {value}: {ended} {said}");
        assert_eq!(read(&region, OVERLAY), before);
    }
    assert_eq!(set(&region, "regie_binnen", "3 workdays", " ").0, 2);
}

#[test]
fn every_line_says_where_it_comes_from() {
    let (_dir, region) = region();
    set(&region, "regie_binnen", "3 workdays", "Afspraak");
    let lines = nazorg(&region, "show delft/driemaandentraject --json").json();
    let lines = lines.as_array().expect("lines");
    let of = |text: &str| {
        lines.iter().find(|line| line["text"].as_str().is_some_and(|found| found.trim() == text))
    };
    assert_eq!(of("value: 3 workdays").expect("a line")["path"], OVERLAY);
    assert_eq!(of("subject: person").expect("a line")["path"], "processes/westland/driemaandentraject.yaml");
    for line in lines {
        let (path, number) = (line["path"].as_str().expect("a path"), line["line"].as_u64().expect("a line"));
        let written = read(&region, path);
        let there = written.lines().nth(usize::try_from(number - 1).expect("small")).expect("a line");
        let key = line["text"].as_str().expect("text").trim().split(':').next().expect("a key").to_owned();
        let is_id = path == OVERLAY && key == "process";
        assert!(is_id || there.contains(&key), "{path}:{number} has no `{key}`: {there}");
    }
    let shown = nazorg(&region, "toon delft/driemaandentraject --origin").ok();
    assert!(shown.contains("# processes/delft/driemaandentraject.yaml:10"), "{shown}");
    assert!(nazorg(&region, "show delft/driemaandentrajec").fails(1).contains("delft/driemaandentraject"));
}

#[test]
fn differences_are_told_in_words() {
    let (_dir, region) = region();
    set(&region, "regie_binnen", "3 workdays", "Afspraak");
    let told = nazorg(&region, "diff delft/driemaandentraject").ok();
    for part in [
        "Termijn om de regie af te spreken gaat van 5 naar 3 werkdagen.",
        "Reden: Afspraak",
        "5 regels aanpassing op ",
    ] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    let english = nazorg(&region, "diff delft/driemaandentraject --lang en").ok();
    assert!(english.contains("goes from 5 to 3 working days."), "{english}");
    let json = nazorg(&region, "diff westland/driemaandentraject delft/driemaandentraject --json").json();
    assert_eq!(json["differences"].as_array().map(Vec::len), Some(2));
    nazorg(&region, "diff westland/driemaandentraject").fails(2);
}

/// An update was taken over; stories of the base that now go otherwise are told, with status 1.
#[track_caller]
fn updated(region: &Path, line: &str) -> String {
    let ran = nazorg(region, line);
    let plain = !line.contains("--json");
    assert!(!plain || (ran.status == 1) == ran.out.contains(" fout."), "{}", ran.out);
    assert!(matches!(ran.status, 0 | 1) && ran.err.is_empty(), "{}{}", ran.out, ran.err);
    ran.out
}

#[test]
fn another_base_is_seen_and_taken_over() {
    let (_dir, region) = region();
    let base = region.join(BASE);
    let text = read(&region, BASE);
    fs::write(&base, format!("{text}# Alleen uitleg.\n")).expect("written");
    nazorg(&region, "check").ok();
    let kept = walk(&region.join("bases"));
    assert!(
        kept.len() == 2 && kept.iter().any(|path| path.contains("westland/driemaandentraject.")),
        "{kept:?}"
    );
    let other = text.replace(
        "datum_binnen: {type: duration, value: 3 workdays",
        "datum_binnen: {type: duration, value: 4 workdays",
    );
    assert_ne!(other, text);
    fs::write(&base, &other).expect("written");
    let seen = nazorg(&region, "check");
    assert!(seen.status == 1 && seen.out.contains("NZ0904"), "{}", seen.out);
    let before = read(&region, OVERLAY);
    let tried = updated(&region, "base update --dry-run");
    assert!(tried.contains("Er is niets geschreven"), "{tried}");
    assert_eq!(read(&region, OVERLAY), before);
    let taken = updated(&region, "base update");
    for part in [
        "~ Termijn om de datum van vrijlating te vragen gaat van 3 naar 4 werkdagen.",
        "delft/driemaandentraject volgt nu westland/driemaandentraject",
        "Scenario's van de basis en de regio: ",
    ] {
        assert!(taken.contains(part), "{part} in\n{taken}");
    }
    nazorg(&region, "check").ok();
    assert!(nazorg(&region, "basis neemover").ok().contains("Alles past al"));
    let now = walk(&region.join("bases"));
    assert!(
        now.len() == 2 && now != kept,
        "the base of now is kept, the one that nobody refers to is not: {now:?}"
    );
    // What no longer fits is told, and nothing is written.
    set(&region, "regie_binnen", "2 workdays", "Zo");
    let narrower = other.replace(
        "regie_binnen: {type: duration, value: 5 workdays, min: 1 workday",
        "regie_binnen: {type: duration, value: 5 workdays, min: 4 workdays",
    );
    assert_ne!(narrower, other);
    fs::write(&base, narrower).expect("written");
    let before = read(&region, OVERLAY);
    let refused = nazorg(&region, "base update");
    assert!(refused.status == 3 && refused.out.contains("NZ0914"), "{}{}", refused.out, refused.err);
    assert_eq!(read(&region, OVERLAY), before);
    assert_eq!(nazorg(&region, "base update --keep region=all").status, 3, "a rule cannot be chosen away");
    updated(&region, "base update --keep base=all");
    assert!(!read(&region, OVERLAY).contains("regie_binnen"), "the base won");
    nazorg(&region, "check").ok();
}

#[test]
fn where_both_changed_the_same_somebody_chooses() {
    let (_dir, region) = region();
    set(&region, "regie_binnen", "3 workdays", "Afspraak");
    let text = read(&region, BASE);
    let from = "regie_binnen: {type: duration, value: 5 workdays";
    let other = text.replace(from, "regie_binnen: {type: duration, value: 7 workdays");
    assert_ne!(other, text);
    fs::write(region.join(BASE), other).expect("written");
    let before = read(&region, OVERLAY);
    let found = nazorg(&region, "base update");
    assert_eq!(found.status, 3, "{}{}", found.out, found.err);
    for part in [
        "Botsing regie_binnen.value",
        "Termijn om de regie af te spreken gaat van 5 naar 7 werkdagen.",
        "Termijn om de regie af te spreken gaat van 5 naar 3 werkdagen.",
        "Reden: Afspraak",
        "bases/westland/driemaandentraject.",
        "processes/westland/driemaandentraject.yaml:21",
        "processes/delft/driemaandentraject.yaml:",
        "--keep region=regie_binnen.value",
    ] {
        assert!(found.out.contains(part), "{part} in\n{}", found.out);
    }
    assert_eq!(read(&region, OVERLAY), before, "nothing was written");
    let json = nazorg(&region, "base update --json");
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["updates"][0]["conflicts"][0]["id"], "regie_binnen.value");
    assert_eq!(json["written"], false);
    assert!(
        nazorg(&region, "base update --keep region=regie_binnen").fails(2).contains("regie_binnen.value")
    );
    nazorg(&region, "base update --keep delft=regie_binnen.value").fails(2);
    updated(&region, "base update --keep region=regie_binnen.value");
    let kept = read(&region, OVERLAY);
    assert!(kept.contains("value: 3 workdays") && kept != before, "{kept}");
    nazorg(&region, "check").ok();
}

#[test]
fn a_base_without_a_copy_is_found_among_what_was_published() {
    let (_dir, region) = region();
    nazorg(&region, "publish").ok();
    fs::remove_dir_all(region.join("bases")).expect("the copies go");
    let text = read(&region, BASE);
    fs::write(
        region.join(BASE),
        text.replace("gemist_tot: {type: integer, value: 2", "gemist_tot: {type: integer, value: 3"),
    )
    .expect("written");
    let taken = serde_json::from_str::<serde_json::Value>(&updated(&region, "base update --dry-run --json"))
        .expect("JSON");
    assert_eq!(taken["updates"][0]["compared"], true);
    assert_eq!(taken["updates"][0]["taken"].as_array().map(Vec::len), Some(1));
    fs::remove_file(region.join("nazorg.db")).expect("the store goes");
    let blind = updated(&region, "base update");
    assert!(blind.contains("niet bewaard"), "{blind}");
}

#[test]
fn a_new_base_comes_with_the_program_or_from_another_workspace() {
    let (dir, region) = region();
    let shipped = read(&region, BASE);
    let older =
        shipped.replace("gemist_tot: {type: integer, value: 2", "gemist_tot: {type: integer, value: 3");
    fs::write(region.join(BASE), &older).expect("written");
    updated(&region, "base update");
    assert!(nazorg(&region, "base update 2").fails(1).contains("--shipped"));
    // Somebody wrote in the files of the base: that is told, and stays unless it is given up in so many words.
    let own_story = "tests/scenarios/westland/driemaandentraject.yaml";
    fs::write(region.join(own_story), format!("{}# Van ons.\n", read(&region, own_story))).expect("written");
    let refused = nazorg(&region, "base update 1 --shipped").fails(1);
    for part in [BASE, own_story, "--overwrite", "niets overschreven"] {
        assert!(refused.contains(part), "{part} in\n{refused}");
    }
    assert_eq!(read(&region, BASE), older);
    let taken = updated(&region, "base update 1 --shipped --overwrite");
    assert!(taken.contains("gaat van 3 naar 2"), "{taken}");
    assert!(!read(&region, own_story).contains("Van ons"));
    // What this brought in is known again.
    assert_eq!(read(&region, BASE), shipped);
    nazorg(&region, "check").ok();
    nazorg(dir.path(), "init ander").ok();
    let ander = dir.path().join("ander");
    fs::write(ander.join(BASE), &older).expect("written");
    updated(&region, "base update --from ../ander");
    assert_eq!(read(&region, BASE), older);
    assert!(!region.join("processes/haarlem").exists(), "only what the base needs");
}

#[test]
fn versions_files_and_folders_are_compared() {
    let (dir, region) = region();
    nazorg(&region, "publish").ok();
    set(&region, "regie_binnen", "3 workdays", "Afspraak");
    let told = nazorg(&region, "diff delft/driemaandentraject --from 1").ok();
    assert!(told.contains("gaat van 5 naar 3 werkdagen"), "{told}");
    nazorg(&region, "publish").ok();
    let page = region.join("verschil.html");
    let told = nazorg(&region, "diff delft/driemaandentraject --from 1 --to 2 --html verschil.html").ok();
    assert!(told.contains("Van delft/driemaandentraject 1 naar delft/driemaandentraject 2"), "{told}");
    let html = fs::read_to_string(page).expect("a page");
    assert!(html.matches("<svg").count() == 2 && html.contains("van 5 naar 3 werkdagen"));
    assert!(nazorg(&region, "diff delft/driemaandentraject --from 3").fails(1).contains("1, 2"));
    let back = nazorg(&region, "diff delft/driemaandentraject --from 2 --to 1 --json").json();
    assert_eq!(back["differences"].as_array().map(Vec::len), Some(1));
    let copy = dir.path().join("oud");
    let command = command(&region).args(["diff", OVERLAY, OVERLAY]).output().expect("it runs");
    assert!(String::from_utf8_lossy(&command.stdout).contains("Er is geen verschil"));
    nazorg(dir.path(), "init oud --extends westland/driemaandentraject --region delft").ok();
    let told = nazorg(dir.path(), "diff ./oud ./delft").ok();
    assert!(told.contains("gaat van 5 naar 3 werkdagen"), "{told}");
    assert!(copy.exists());
}

/// Once a folder that was not there was taken for this very workspace, and a base that could not be read came in by halves.
#[test]
fn a_base_comes_from_a_folder_that_is_there_and_is_right() {
    let dir = tempfile::tempdir().expect("a folder");
    for name in ["a", "b"] {
        nazorg(dir.path(), &format!("begin {name} --extends landelijk --region delft")).ok();
    }
    let here = dir.path().join("a");
    let said = nazorg(&here, "basis neemover --from ../elders").fails(1);
    assert!(said.contains("elders") && said.contains("bestaat niet"), "{said}");
    // There the overlay does not follow its base yet.
    let change = |name: &str, from: &str, to: &str| {
        let path = dir.path().join("b/processes/landelijk").join(name);
        let text = fs::read_to_string(&path).expect("read");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
    };
    change("nazorg.yaml", "5 workdays", "7 workdays");
    change("monitor.yaml", "title: ", "title: Nieuwe ");
    nazorg(&dir.path().join("b"), "controleer").fails(1);
    let said = nazorg(&here, "basis neemover --from ../b --dry-run").ok();
    assert!(said.contains("2 bestanden van de basis"), "{said}");
    change("nazorg.yaml", "initial: ", "initial: geen_");
    let said = nazorg(&here, "basis neemover --from ../b").fails(1);
    assert!(said.contains("fouten"), "{said}");
}
