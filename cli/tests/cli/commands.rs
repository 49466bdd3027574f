//! Every command, as people type it: what it prints, and how it ends.

use std::io::Read;
use std::process::Stdio;
use std::sync::Arc;

use chrono::TimeDelta;
use nazorg_runtime::{Clock, Office, SystemClock, VirtualClock, Workspace};

use crate::common::{command, nazorg, nazorg_with, workspace};

/// All commands with their Dutch names, from the page that is made from the program.
fn all() -> Vec<(String, String)> {
    let page = include_str!("../../../docs/cli.md");
    let headings = page.lines().filter_map(|line| line.strip_prefix("## `nazorg"));
    let found: Vec<(String, String)> = headings
        .map(|line| {
            let (english, dutch) = line.split_once(" · `nazorg").unwrap_or((line, line));
            (english.trim_matches(['`', ' ']).to_owned(), dutch.trim_matches(['`', ' ']).to_owned())
        })
        .collect();
    assert!(found.len() > 25, "{found:?}");
    found
}

#[test]
fn every_command_has_help_in_both_languages_and_a_dutch_name() {
    let dir = tempfile::tempdir().expect("a folder");
    for (english, dutch) in all() {
        let nl = nazorg(dir.path(), &format!("{english} --help")).ok();
        assert!(nl.contains("Gebruik: nazorg") && !nl.contains("Usage"), "{english}\n{nl}");
        assert_eq!(nazorg(dir.path(), &format!("{dutch} -h")).ok(), nl, "{dutch}");
        let en = nazorg(dir.path(), &format!("{dutch} --help --lang en")).ok();
        assert!(en.contains("Usage: nazorg") && !en.contains("Gebruik"), "{english}\n{en}");
    }
}

#[test]
fn wrong_use_ends_with_2_and_says_what_was_meant() {
    let dir = workspace();
    let err = nazorg(dir.path(), "zaka").fails(2);
    assert!(err.contains("De opdracht `zaka` bestaat niet.") && err.contains("`zaak`"), "{err}");
    let err = nazorg(dir.path(), "case shwo Z1 --lang en").fails(2);
    assert!(err.contains("There is no command `shwo`.") && err.contains("Did you mean `show`?"), "{err}");
    for line in [
        "",
        "case",
        "case show",
        "case show Jan",
        "check --format xml",
        "tick extra",
        "explain XX1",
        "--lang fr tick",
    ] {
        nazorg(dir.path(), line).fails(2);
    }
    let err = nazorg(dir.path(), "today --as nobody").fails(2);
    assert!(err.contains("eva") && err.contains("nazorg.yaml"), "{err}");
    assert!(!nazorg(dir.path(), "case show Jansen").fails(2).contains("Jansen"));
}

#[test]
fn bad_input_ends_with_1() {
    let dir = workspace();
    for line in [
        "case show Z99",
        "person show P99",
        "letter show B99",
        "task done T99",
        "case do Z1 bestaat_niet",
        "case do Z1 gescreend bevinding=groen",
        "case do Z1 gescreend --form nergens.yaml",
        "case start bestaat/niet P1",
        "person import nergens.csv",
        "restore nergens.db",
        "check nergens",
        "-C nergens today",
        "case do Z1 gescreend bevinding=geen --on 2199-01-01",
    ] {
        nazorg(dir.path(), line).fails(1);
    }
    let empty = tempfile::tempdir().expect("a folder");
    assert!(nazorg(empty.path(), "today").fails(2).contains("nazorg begin"), "no workspace");
}

#[test]
fn a_rule_of_the_process_ends_with_3() {
    let dir = workspace();
    let err = nazorg(dir.path(), "case do Z1 gescreend bevinding=geldig").fails(3);
    assert!(err.contains("Vul in tot wanneer het bewijs geldig is"), "{err}");
    let err = nazorg(dir.path(), "case do Z1 gescreend").fails(3);
    assert!(err.contains("bevinding"), "{err}");
    nazorg(dir.path(), "case do Z1 foto_gemaakt").fails(3);
    // Nothing of it was recorded.
    let history = nazorg(dir.path(), "case history Z1 --json").json();
    assert_eq!(history.as_array().map(Vec::len), Some(1), "{history}");
}

#[test]
fn free_text_is_refused_as_an_argument() {
    let dir = workspace();
    for value in ["toelichting=Hij_heet_Jan", "overgedragen_aan=Jan"] {
        let event = if value.starts_with("toe") { "onhaalbaar" } else { "overdracht" };
        let err = nazorg(dir.path(), &format!("case do Z1 {event} {value}")).fails(2);
        assert!(err.contains("--form -") && !err.contains("Jan"), "{err}");
    }
    let out = nazorg_with(dir.path(), "zaak doe Z1 overdracht --form -", "overgedragen_aan: Wijkteam\n").ok();
    assert!(out.contains("Overgedragen"), "{out}");
}

#[test]
fn a_case_from_start_to_letter_in_dutch() {
    let dir = workspace();
    let at = dir.path();
    let out = nazorg(at, "zaak doe Z1 gescreend bevinding=geen").ok();
    assert!(out.contains("Bewijs gecontroleerd") && out.contains("Wat nu in Z1"), "{out}");
    let tasks = nazorg(at, "taak lijst --all --json").json();
    let task = tasks.as_array().expect("a list").iter().find(|task| task["id"] == "navraag").expect("open");
    let done = format!("taak klaar T{} herkomst_meldt=niet_bekend", task["task"]);
    let out = nazorg(at, &done).ok();
    assert!(out.contains("U heeft eerst een identiteitsbewijs nodig"), "{out}");
    let folder = at.join("outbox/B000001");
    let (text, html) = (folder.join("brief.txt"), folder.join("brief.html"));
    assert!(text.is_file() && html.is_file(), "delivered at once");
    let shown = nazorg(at, "brief toon B1").ok();
    assert_eq!(shown.trim_end(), std::fs::read_to_string(text).expect("text").trim_end());
    assert!(shown.contains("Beste meneer Zeegers") && shown.contains("Gemeente Haarlem"), "{shown}");
    let shown = nazorg(at, "brief toon B1 --html").ok();
    assert!(shown.starts_with("<!doctype html>") || shown.starts_with("<!DOCTYPE html>"), "{shown}");
    let shown = nazorg(at, "zaak toon Z1").ok();
    for part in ["Milan Zeegers (P1)", "Staat in", "Wat kunt u doen", "nazorg zaak doe Z1 kosten_besproken"] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    assert!(nazorg(at, "zaak geschiedenis Z1 --lang en").ok().contains("eva as"));
    assert!(nazorg(at, "vandaag").ok().contains("Milan Zeegers"));
}

#[test]
fn a_second_case_of_the_same_process_is_told() {
    let dir = workspace();
    let at = dir.path();
    let second = nazorg(at, "zaak start landelijk/basis/identiteitsbewijs P1");
    assert!(
        second.err.starts_with("let op: ") && second.err.trim_end().ends_with("proces: Z1."),
        "{}",
        second.err
    );
    assert!(second.ok().contains("Zaak Z2 is begonnen."));
    let other = nazorg(at, "zaak start landelijk/basis/zorg P1");
    assert_eq!(other.err, "", "another process");
}

/// Who hears that it failed does it again: then it stands there twice.
#[test]
fn what_was_recorded_is_not_called_failed_when_the_outbox_fails() {
    let dir = workspace();
    let at = dir.path();
    nazorg(at, "zaak doe Z1 gescreend bevinding=geen").ok();
    let _ = std::fs::remove_dir_all(at.join("outbox"));
    std::fs::write(at.join("outbox"), "geen map").expect("written");
    let task = nazorg(at, "taak lijst --all --json").json();
    let task = task.as_array().and_then(|all| all.iter().find(|task| task["id"] == "navraag")).expect("open");
    let done = nazorg(at, &format!("taak klaar T{} herkomst_meldt=niet_bekend", task["task"]));
    assert!(done.err.starts_with("let op: Wat u vastlegde, is bewaard."), "{}", done.err);
    assert!(done.ok().contains("U heeft eerst een identiteitsbewijs nodig"));
    let tick = nazorg(at, "tik --json");
    assert!(tick.out.contains("\"fired\""), "and what fired is shown: {}", tick.out);
    assert!(tick.fails(1).contains("postvak"));
    std::fs::remove_file(at.join("outbox")).expect("removed");
    nazorg(at, "tik").ok();
    assert!(at.join("outbox/B000001/brief.txt").is_file());
}

/// A clock that was ahead once is told with each command that works with the store, beside what it prints.
#[test]
fn a_clock_that_is_behind_the_last_row_is_told() {
    let dir = workspace();
    let at = dir.path();
    assert_eq!(nazorg(at, "vandaag").err, "");
    let ahead = SystemClock.now() + TimeDelta::days(3_650);
    let workspace = Workspace::find(at).expect("a workspace");
    let office = Office::open(workspace, Arc::new(VirtualClock::new(ahead)), "eva").expect("an office");
    office.case_start("landelijk/basis/zorg", 1, &serde_json::json!({}), None).expect("begun");
    for line in ["vandaag", "zaak doe Z1 gescreend bevinding=geen", "vandaag --json"] {
        let ran = nazorg(at, line);
        assert!(ran.err.starts_with("let op: Volgens de klok is het"), "{line}: {}", ran.err);
        assert_eq!(ran.err.lines().count(), 1);
        ran.ok();
    }
}

#[test]
fn json_is_json_for_all_that_lists_or_shows() {
    let dir = workspace();
    nazorg(dir.path(), "case do Z1 gescreend bevinding=geen").ok();
    nazorg(dir.path(), "case do Z1 herkomst_antwoord herkomst_meldt=klopt").ok();
    for line in [
        "today",
        "case list",
        "case list --all",
        "case show Z1",
        "case options Z1",
        "case history Z1",
        "task list",
        "letter list",
        "letter show B1",
        "person list",
        "person show P1",
        "check",
        "explain",
        "explain NZ0401",
        "publish",
        "tick",
        "test tests/scenarios/haarlem/11-afspraak.yaml",
    ] {
        let dutch = nazorg(dir.path(), &format!("{line} --json")).json();
        let english = nazorg(dir.path(), &format!("{line} --json --lang en")).json();
        assert_eq!(keys(&dutch), keys(&english), "{line}");
    }
    let err = nazorg(dir.path(), "case show Z9 --json").fails(1);
    let error: serde_json::Value = serde_json::from_str(&err).expect("JSON");
    assert_eq!(error["error"]["status"], 1);
}

fn keys(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Object(map) => {
            map.iter().flat_map(|(key, value)| std::iter::once(key.clone()).chain(keys(value))).collect()
        }
        serde_json::Value::Array(items) => items.first().map(keys).unwrap_or_default(),
        _ => Vec::new(),
    }
}

#[test]
fn a_folder_can_be_named_with_c() {
    let dir = workspace();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let line = format!("-C {} case list", dir.path().display());
    assert!(nazorg(elsewhere.path(), &line).ok().contains("Milan Zeegers"));
    let inside = dir.path().join("processes/haarlem");
    assert!(nazorg(&inside, "case list").ok().contains("Milan Zeegers"), "a folder inside will do");
}

#[test]
fn a_reader_may_leave_early() {
    let dir = workspace();
    let mut child = command(dir.path())
        .args(["case", "show", "Z1", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("text");
    assert!(child.wait().expect("it ends").success() && err.is_empty(), "{err}");
}

#[test]
fn no_colour_and_no_table_without_a_terminal() {
    let dir = workspace();
    let out = nazorg(dir.path(), "case list").ok();
    assert!(!out.contains('\u{1b}') && out.contains('\t') && !out.contains('─'), "{out}");
    assert!(nazorg(dir.path(), "today --color always").ok().contains('\u{1b}'));
    assert!(!nazorg(dir.path(), "today --color never").ok().contains('\u{1b}'));
}

#[test]
fn a_backup_can_be_put_back() {
    let dir = workspace();
    let at = dir.path();
    nazorg(at, "backup kopie.db").ok();
    nazorg(at, "reservekopie kopie.db").fails(1);
    nazorg(at, "case do Z1 gescreend bevinding=geen").ok();
    nazorg(at, "terugzetten kopie.db").ok();
    let history = nazorg(at, "case history Z1 --json").json();
    assert_eq!(history.as_array().map(Vec::len), Some(1), "{history}");
}

#[test]
fn a_report_is_read_in_whole_or_not_at_all() {
    let dir = workspace();
    let at = dir.path();
    let header = "meldingsnummer;bsn;geslacht;voornamen;voorvoegsel;achternaam;geboortedatum;gemeente;pi;insluiting;vrij_verwacht;regime;kinderen";
    let good =
        "M1;999990330;V;Noor;;Vlasveld;1995-04-01;Haarlem;PI Zaanstad;2026-10-01;2027-02-01;veroordeeld;nee";
    let bad =
        "M2;999990331;V;Iris;;Voorn;1995-04-01;Haarlem;PI Zaanstad;2026-10-01;2027-02-01;veroordeeld;nee";
    std::fs::write(at.join("m.csv"), format!("{header}\n{good}\n{bad}\n")).expect("written");
    let ran = nazorg(at, "person import m.csv");
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("regel 3, bsn") && ran.out.contains("--skip-bad"), "{}", ran.out);
    assert!(!ran.out.contains("999990331") && !ran.out.contains("Voorn"), "{}", ran.out);
    assert_eq!(nazorg(at, "person list --json").json().as_array().map(Vec::len), Some(1));
    nazorg(at, "persoon inlezen m.csv --skip-bad").ok();
    assert_eq!(nazorg(at, "person list --json").json().as_array().map(Vec::len), Some(2));
    let again = nazorg(at, "person import m.csv --skip-bad --json").json();
    assert_eq!(again["unchanged"], 1, "{again}");
}

/// Once the way out was a new workspace, without the store that lay there.
#[test]
fn a_workspace_without_its_file_says_what_is_missing() {
    let above = tempfile::tempdir().expect("a folder");
    let team = above.path().join("team");
    nazorg(above.path(), "init team").ok();
    nazorg(&team, "publish").ok();
    std::fs::rename(team.join("nazorg.yaml"), above.path().join("weg.yaml")).expect("it is moved");
    let lost = |line: &str, found: &str| {
        let err = nazorg(&team, line).fails(1);
        assert!(err.contains("`nazorg.yaml` is weg") && err.contains(found), "{line}: {err}");
        assert!(err.contains("/team"), "{line}: {err}");
    };
    for line in ["today", "restore kopie.db", "check", "publish", "init", "-C processes/haarlem today"] {
        lost(line, "nazorg.db");
    }
    // In the workspace of somebody else nobody looks for its people.
    std::fs::write(above.path().join("nazorg.yaml"), "workspace: ander\nusers: {eva: {}}\n")
        .expect("written");
    lost("person list", "nazorg.db");
    assert!(!above.path().join("nazorg.db").exists());
    // Unless it is that workspace's own.
    std::fs::write(
        above.path().join("nazorg.yaml"),
        "workspace: ander\nstore: team/nazorg.db\nusers: {eva: {}}\n",
    )
    .expect("written");
    nazorg(&team, "person list").ok();
    std::fs::remove_file(above.path().join("nazorg.yaml")).expect("removed");
    std::fs::remove_file(team.join("nazorg.db")).expect("removed");
    lost("today", "nazorg.keys");
    std::fs::remove_file(team.join("nazorg.keys")).expect("removed");
    lost("today", "processes");
    lost("init", "processes");
    nazorg(&team, "check processes/westland").ok();
}

#[test]
fn an_empty_workspace_file_says_what_belongs_in_it() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("nazorg.yaml"), "# niets\n").expect("written");
    let err = nazorg(dir.path(), "today").fails(1);
    assert!(err.contains("NZ0107") && err.contains("users:") && !err.contains("process:"), "{err}");
    let err = nazorg_with(dir.path(), "case do Z1 x --form -", "").err;
    assert!(!err.contains("process:"), "{err}");
}

#[test]
fn a_file_error_says_in_dutch_where_and_what_next() {
    let dir = workspace();
    let at = dir.path();
    nazorg(at, "zaak doe Z1 gescreend bevinding=geen").ok();
    let _ = std::fs::remove_dir_all(at.join("outbox"));
    std::fs::write(at.join("outbox"), "geen map").expect("written");
    let task = nazorg(at, "taak lijst --all --json").json();
    let task = task.as_array().and_then(|all| all.iter().find(|task| task["id"] == "navraag")).expect("open");
    nazorg(at, &format!("taak klaar T{} herkomst_meldt=niet_bekend", task["task"])).ok();
    let err = nazorg(at, "tik").fails(1);
    assert!(err.contains("geen map") && !err.contains("not a"), "{err}");
    let text = std::fs::read_to_string(at.join("nazorg.yaml")).expect("reads");
    std::fs::write(at.join("nazorg.yaml"), format!("store: data/zaken.db\n{text}")).expect("written");
    let err = nazorg(at, "vandaag").fails(1);
    assert!(err.contains("data") && err.contains("bestaat niet"), "{err}");
    std::fs::write(at.join("data"), "geen map").expect("written");
    let err = nazorg(at, "vandaag").fails(1);
    assert!(err.contains("data") && err.contains("geen map"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_told_in_words() {
    let dir = tempfile::tempdir().expect("a folder");
    let full = std::fs::File::options().write(true).open("/dev/full").expect("it is there");
    let ran = command(dir.path()).args(["deadline", "1 dag na 2026-12-24"]).stdout(full).output();
    let ran = crate::common::Ran::of(ran.expect("it runs")).fails(1);
    assert!(ran.starts_with("fout: ") && ran.contains("schijf is vol"), "{ran}");
}

#[test]
fn run_tells_what_to_do_when_a_round_fails() {
    let dir = workspace();
    let at = dir.path();
    std::fs::write(at.join("outbox"), "geen map").expect("written");
    nazorg(at, "zaak doe Z1 gescreend bevinding=geen").ok();
    let task = nazorg(at, "taak lijst --all --json").json();
    let task = task.as_array().and_then(|all| all.iter().find(|task| task["id"] == "navraag")).expect("open");
    nazorg(at, &format!("taak klaar T{} herkomst_meldt=niet_bekend", task["task"])).ok();
    let help = nazorg(at, "tik").fails(1).lines().nth(1).expect("help").trim().to_owned();
    let said = at.join("gezegd.txt");
    let file = std::fs::File::create(&said).expect("a file");
    let mut run = command(at).arg("run").stdout(file).spawn().expect("it runs");
    let read = || std::fs::read_to_string(&said).expect("reads");
    for _ in 0..100 {
        if read().contains(&help) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    run.kill().expect("it ends");
    let told = read();
    run.wait().expect("it has ended");
    assert!(told.contains(&help), "{help}\nin\n{told}");
}

/// Once an erased letter was an empty line, and a case without an outcome an empty list of states.
#[test]
fn what_was_erased_or_handed_over_says_so() {
    let dir = workspace();
    let at = dir.path();
    nazorg(at, "zaak start haarlem/01-legitimatiebewijs P1").ok();
    let over = nazorg(at, "zaak overdragen Z2 --to landelijk/basis/zorg --reason Verhuisd").ok();
    assert!(over.contains("Z3"), "{over}");
    let shown = nazorg(at, "zaak toon Z2").ok();
    assert!(shown.contains("zonder uitkomst") && !shown.contains("Staat in"), "{shown}");
    let closed = nazorg(at, "zaak doe Z2 gestart").fails(3);
    assert!(closed.contains("nazorg zaak toon") && !closed.contains("nieuwe zaak"), "{closed}");
    nazorg(at, "zaak start westland/driemaandentraject P1").ok();
    let letter = nazorg(at, "brief lijst --json").json()[0]["letter"].as_i64().expect("a letter");
    nazorg(at, "persoon wis P1 --reason bewaartermijn --open-cases").ok();
    assert!(nazorg(at, &format!("brief toon B{letter}")).ok().contains("gewist"));
}

/// A task of somebody whom nobody knows would stand in no list.
#[test]
fn a_user_in_a_form_is_one_who_works_here() {
    let dir = workspace();
    let at = dir.path();
    // The conference is for who is young on the day that this runs.
    let born = SystemClock.now().date_naive() - chrono::Months::new(20 * 12);
    let young = format!("voornamen: Sam\nachternaam: Puffelen\ngeslacht: M\ngeboortedatum: {born}\n");
    nazorg_with(at, "persoon voegtoe", &young).ok();
    nazorg(at, "zaak start haarlem/11-jongvolwassen-nazorgoverleg P2").ok();
    let refused = nazorg_with(at, "zaak doe Z2 regie_benoemd --form -", "regievoerder: kees\n").fails(1);
    assert!(
        refused.contains("niet bekend") && refused.contains("eva") && !refused.contains("kees"),
        "{refused}"
    );
}

#[test]
fn people_who_did_not_come_in_have_no_number() {
    let dir = workspace();
    let at = dir.path();
    let rows = "meldingsnummer;bsn;geslacht;voornamen;achternaam;geboortedatum;insluiting\n\
                M1;;V;Noor;Vlasveld;1995-04-01;2026-10-01\nM2;;V;Iris;Voorn;geen dag;2026-10-01\n";
    std::fs::write(at.join("m.csv"), rows).expect("written");
    let ran = nazorg(at, "persoon inlezen m.csv");
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("1 van de 2 regels") && !ran.out.contains("P2"), "{}", ran.out);
    assert!(nazorg(at, "persoon inlezen m.csv --skip-bad").out.contains("P2"));
}

#[test]
fn a_demo_in_the_place_of_another_says_so() {
    let dir = tempfile::tempdir().expect("a folder");
    assert_eq!(nazorg(dir.path(), "demo").err, "");
    let again = nazorg(dir.path(), "demo");
    assert!(again.err.contains("al een demo"), "{}", again.err);
}

/// They are found by when something is next to be done about them; people read them by their days.
#[test]
fn deadlines_stand_in_the_order_of_their_days() {
    let dir = workspace();
    let at = dir.path();
    let today = SystemClock.now().date_naive();
    let (from, until) = (today - TimeDelta::days(150), today + TimeDelta::days(20));
    let header =
        "meldingsnummer;bsn;geslacht;voornamen;achternaam;geboortedatum;gemeente;insluiting;vrij_verwacht";
    let row = format!("M1;999990007;M;Sam;Puffelen;1990-05-06;Haarlem;{from};{until}");
    std::fs::write(at.join("m.csv"), format!("{header}\n{row}\n")).expect("written");
    nazorg(at, "persoon inlezen m.csv").ok();
    nazorg(at, "zaak start haarlem/nazorg P2").ok();
    let view = nazorg(at, "vandaag --json").json();
    let rows = view["deadlines"].as_array().expect("a list");
    let days: Vec<&str> = rows.iter().filter_map(|row| row["day"].as_str()).collect();
    assert!(days.len() > 2 && days.is_sorted(), "{days:?}");
}
