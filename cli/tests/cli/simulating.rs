//! `simulate`.

use std::fs;

use crate::common::nazorg;

const CHART: &str = "process: lamp\ninitial: uit\nstates:\n  uit: {when: {druk: aan}}\n  \
    aan: {when: {druk: uit}, deadlines: {laat: {at: 2 hours, go: uit}}}\n";

#[test]
fn a_bare_chart_runs_from_its_file() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("lamp.yaml"), CHART).expect("written");
    let script = r#"[{"event": "druk"}, {"after": "3 hours"}, {"after": 500, "event": "onbekend"}]"#;
    fs::write(dir.path().join("script.json"), script).expect("written");
    let line = "simulate lamp.yaml --events script.json --profile statechart --json";
    let seen = nazorg(dir.path(), line).json();
    let states: Vec<_> =
        seen["moments"].as_array().expect("a list").iter().map(|m| &m["atomic"][0]).collect();
    assert_eq!(states, ["uit", "aan", "uit", "uit"]);
    assert_eq!(seen["moments"][3]["taken"], false);
    assert_eq!(seen["moments"][3]["at"], "2026-01-05T12:00:00.500");

    let strict = nazorg(dir.path(), "simuleer lamp.yaml --events script.json").fails(1);
    assert!(strict.contains("lamp.yaml:1:1") && strict.contains("heeft fouten"), "{strict}");
}

#[test]
fn a_process_of_the_workspace_runs_by_its_id() {
    let dir = tempfile::tempdir().expect("a folder");
    nazorg(dir.path(), "init").ok();
    fs::write(dir.path().join("script.json"), "[{\"event\": \"zomaar\"}]").expect("written");
    let shown = nazorg(dir.path(), "simulate landelijk/detentie --events script.json").fails(1);
    assert!(shown.contains("Er is geen proces"), "{shown}");
    let wrong = nazorg(dir.path(), "simulate haarlem/01-legitimatiebewijs --events nergens.json").fails(1);
    assert!(wrong.contains("nergens.json bestaat niet"), "{wrong}");
    fs::write(dir.path().join("fout.json"), "[{\"event\": 3}]").expect("written");
    let wrong = nazorg(dir.path(), "simulate haarlem/01-legitimatiebewijs --events fout.json").fails(1);
    assert!(wrong.contains("fout.json: Gebeurtenis 1"), "{wrong}");
    let shown = nazorg(dir.path(), "simulate haarlem/01-legitimatiebewijs --events script.json").ok();
    assert!(shown.contains("2026-01-05 09:00") && shown.contains("zomaar"), "{shown}");
}
