//! Another version while cases run: `plan`, `publish PLAN`, `publications`, `case migrate`, `case hand-over`,
//! `case receive`.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::common::{Ran, command, nazorg, workspace};

const FILE: &str = "processes/landelijk/basis/identiteitsbewijs.yaml";

/// The words of a reason are one argument.
fn because(dir: &Path, line: &str, reason: &str) -> Ran {
    let words = line.split(' ').chain(["--reason", reason]);
    Ran::of(command(dir).args(words).output().expect("it runs"))
}

/// Gives the process another title, and so another version.
fn change(dir: &Path) {
    let text = fs::read_to_string(dir.join(FILE)).expect("the process");
    let (before, after) = text.split_once("title: ").expect("a title");
    fs::write(dir.join(FILE), format!("{before}title: Nieuw {after}")).expect("it is written");
}

#[test]
fn a_plan_is_shown_kept_and_done() {
    let dir = workspace();
    let dir = dir.path();
    assert!(nazorg(dir, "plan").ok().contains("niets te publiceren"));
    change(dir);
    let said = nazorg(dir, "plan --out plan.json").ok();
    assert!(said.contains("landelijk/basis/identiteitsbewijs: versie 1 → 2"), "{said}");
    assert!(said.contains("1 mens(en) met 1 lopende zaak/zaken"), "{said}");
    assert!(said.contains("nazorg publiceer plan.json"), "{said}");
    let plan = nazorg(dir, "plan --json").json();
    let processes = plan["processes"].as_array().expect("a list");
    let changed = processes.iter().find(|one| one["process"] == "landelijk/basis/identiteitsbewijs");
    assert_eq!(changed.expect("it is in the plan")["running"][0]["could_move"], 1, "{plan}");
    nazorg(dir, "publish geen.json").fails(1);
    fs::write(dir.join("leeg.json"), "{}").expect("it is written");
    assert!(nazorg(dir, "publish leeg.json").fails(1).contains("geen plan"));
    change(dir);
    assert!(nazorg(dir, "publish plan.json").fails(3).contains("het bestand is veranderd"));
    nazorg(dir, "plan --out plan.json").ok();
    because(dir, "publish plan.json", "Andere naam").ok();
    fs::remove_dir_all(dir.join("processes/westland")).expect("it is removed");
    fs::remove_dir_all(dir.join("templates/westland")).expect("it is removed");
    because(dir, "publish", "Westland gaat apart").ok();
    let removed = nazorg(dir, "publications --json").json();
    assert_eq!(removed[0]["items"][0]["change"], "removed", "{removed}");
    let publications = nazorg(dir, "publicaties").ok();
    assert!(publications.contains("ingetrokken"), "{publications}");
    assert!(publications.contains("Andere naam") && publications.contains("door eva"), "{publications}");
    let json = nazorg(dir, "publications --json").json();
    assert_eq!(json[1]["reason"], "Andere naam");
}

#[test]
fn cases_go_over_when_asked() {
    let dir = workspace();
    let dir = dir.path();
    change(dir);
    nazorg(dir, "publish").ok();
    nazorg(dir, "case migrate Z1").fails(2);
    because(dir, "case migrate", "Besluit").fails(2);
    let both = because(dir, "case migrate Z1 --all", "Besluit").fails(2);
    assert!(both.contains("kan niet samen met"), "{both}");
    because(dir, "case migrate Z9", "Besluit").fails(1);
    let tried = because(dir, "zaak overzetten Z1 --dry-run", "Besluit").ok();
    assert!(tried.contains("versie 1 → 2") && tried.contains("Er is niets vastgelegd"), "{tried}");
    fs::write(dir.join("over.yaml"), "states: {nergens: ergens}\n").expect("it is written");
    let slip = because(dir, "case migrate --all --mapping over.yaml", "Besluit").fails(1);
    assert!(slip.contains("nergens"), "{slip}");
    fs::write(dir.join("over.yaml"), "stappen: {a: b}\n").expect("it is written");
    because(dir, "case migrate --all --mapping over.yaml", "Besluit").fails(1);
    let report = because(dir, "case migrate --process identiteitsbewijs --from 1 --json", "Besluit").json();
    assert_eq!((&report["done"], &report["cases"][0]["to_version"]), (&json!(true), &json!(2)));
    let again = because(dir, "case migrate Z1", "Besluit").ok();
    assert!(again.contains("er is niets gedaan"), "{again}");
    assert!(nazorg(dir, "case history Z1").ok().contains("Reden: Besluit"));
    nazorg(dir, "undo Z1").ok();
    assert_eq!(nazorg(dir, "case show Z1 --json").json()["version"], 1);
    nazorg(dir, "audit verify").ok();
}

#[test]
fn a_case_is_handed_over() {
    let dir = workspace();
    let dir = dir.path();
    because(dir, "case hand-over Z1 --to landelijk/basis/identiteitsbewijs", "Verhuisd").fails(2);
    let tried = because(dir, "case hand-over Z1 --to landelijk/nazorg --dry-run", "Verhuisd").ok();
    assert!(tried.contains("Er is niets vastgelegd"), "{tried}");
    let report = because(dir, "zaak overdragen Z1 --to landelijk/nazorg --json", "Verhuisd").json();
    let new = report["new_case"].as_i64().expect("a case");
    let view = nazorg(dir, &format!("case show Z{new} --json")).json();
    assert_eq!(view["process"], "landelijk/nazorg");
    assert!(view["links"].as_array().expect("links").iter().any(|link| link["case"] == 1));
    because(dir, "case hand-over Z1 --to landelijk/nazorg", "Verhuisd").fails(3);
}

#[test]
fn a_case_goes_on_at_another_office() {
    let (here, there) = (workspace(), tempfile::tempdir().expect("a folder"));
    let (here, there) = (here.path(), there.path());
    let process = "landelijk/basis/identiteitsbewijs";
    let line = format!("case hand-over Z1 --to {process} --out dossier-1");
    let told = because(here, &format!("{line}-zeegers"), "Verhuisd").fails(2);
    assert!(told.contains("over wie het gaat"), "{told}");
    let tried = because(here, &format!("{line} --dry-run"), "Verhuisd").ok();
    assert!(tried.contains("Er is niets vastgelegd") && !here.join("dossier-1").exists(), "{tried}");
    let said = because(here, &line, "Verhuisd").ok();
    assert!(said.contains("dossier-1") && said.contains("persoonsgegevens"), "{said}");
    because(here, &line, "Verhuisd").fails(1);
    nazorg(there, "init").ok();
    nazorg(there, "publish").ok();
    let file = here.join("dossier-1");
    let file = file.display();
    let report = nazorg(there, &format!("zaak overnemen {file} --json")).json();
    assert_eq!((&report["process"], &report["new_person"]), (&json!(process), &json!(true)));
    let again = nazorg(there, &format!("case receive {file}")).fails(3);
    assert!(again.contains("al overgenomen"), "{again}");
    let history = nazorg(there, "case history Z1").ok();
    assert!(history.contains("Overgenomen van"), "{history}");
    let damaged = fs::read_to_string(here.join("dossier-1")).expect("a file").replace("Haarlem", "Delft");
    fs::write(there.join("dossier-2"), damaged).expect("it is written");
    assert!(nazorg(there, "case receive dossier-2").fails(1).contains("beschadigd of veranderd"));
    nazorg(there, "case receive geen").fails(1);
    nazorg(there, "doctor").ok();
}

/// Once all was withdrawn then, and `check` called that well.
#[test]
fn processes_that_are_gone_are_not_withdrawn() {
    let dir = workspace();
    let dir = dir.path();
    fs::rename(dir.join("processes"), dir.join("elders")).expect("it is moved");
    for state in ["gone", "empty"] {
        if state == "empty" {
            fs::create_dir(dir.join("processes")).expect("a folder");
        }
        for line in ["check", "check --json", "test", "publish", "plan"] {
            let err = nazorg(dir, line).fails(1);
            assert!(err.contains("processes`") && err.contains("nazorg.yaml"), "{state}, {line}: {err}");
        }
    }
    nazorg(dir, "case start landelijk/basis/zorg P1").ok();
}

#[test]
fn what_a_publication_withdraws_is_told_so() {
    let dir = workspace();
    let dir = dir.path();
    fs::remove_dir_all(dir.join("processes/westland")).expect("it is removed");
    fs::remove_dir_all(dir.join("templates/westland")).expect("it is removed");
    let said = nazorg(dir, "publish").ok();
    assert!(said.contains("westland/driemaandentraject, ingetrokken"), "{said}");
    assert!(!said.contains("person add"), "the first step is long past: {said}");
    assert!(!said.contains("versie 0") && said.contains("ingetrokken: "), "{said}");
    for start in ["westland/driemaandentraject", "driemaandentraject"] {
        let err = nazorg(dir, &format!("case start {start} P1")).fails(1);
        assert!(err.contains("is ingetrokken") && err.contains("nazorg publiceer"), "{err}");
    }
}
