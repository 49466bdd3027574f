//! A store of every version of the schema, as the program of then wrote it: this program reads it,
//! brings it forward, and shows the same.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{day, repository};
use nazorg_core::id::Id;
use nazorg_runtime::{Office, User, VirtualClock, Workspace};
use serde_json::{Value as Json, json};

fn golden() -> PathBuf {
    repository().join("tests/golden/store")
}

fn open(folder: &Path, store: &Path) -> Office {
    let mut workspace = Workspace::usual(folder);
    let noor =
        User { name: "Noor Proef".to_owned(), roles: vec![Id::from("coordinator")], deputy_for: Vec::new() };
    workspace.users.insert("noor".to_owned(), noor);
    workspace.has_file = true;
    fs::copy(store, workspace.store_path()).unwrap();
    let keys = store.with_extension("keys");
    if keys.exists() {
        fs::copy(keys, workspace.store_path().with_extension("keys")).unwrap();
    }
    Office::open(workspace, Arc::new(VirtualClock::new(day("2026-11-23"))), "noor").unwrap()
}

/// All that stood there still stands there; new keys may have come.
fn stands(then: &Json, now: &Json, place: &str) {
    match (then, now) {
        (Json::Object(then), Json::Object(now)) => {
            for (key, value) in then {
                stands(value, now.get(key).unwrap_or(&Json::Null), &format!("{place}.{key}"));
            }
        }
        (Json::Array(then), Json::Array(now)) => {
            assert_eq!(then.len(), now.len(), "{place}");
            then.iter().zip(now).enumerate().for_each(|(nth, (then, now))| {
                stands(then, now, &format!("{place}[{nth}]"));
            });
        }
        // An overdue task is overdue since, and how something is put in words may become better.
        _ if place.ends_with(".overdue") || place.contains(".states[") => {}
        _ if [".title", ".text", ".nl", ".en"].iter().any(|words| place.ends_with(words))
            && place != "letter.text" => {}
        _ => assert_eq!(then, now, "{place}"),
    }
}

#[test]
fn every_version_is_brought_forward() {
    let mut versions = 0;
    for version in 1.. {
        let store = golden().join(format!("{version}.db"));
        if !store.exists() {
            break;
        }
        versions = version;
        let folder = tempfile::tempdir().unwrap();
        let office = open(folder.path(), &store);
        let then: Json =
            serde_json::from_str(&fs::read_to_string(store.with_extension("json")).unwrap()).unwrap();
        let report = office.doctor().unwrap();
        assert!(report.healthy, "{report:#?}");
        // As a backup it is whole too, also one of before anything was concealed.
        office.restore_check(&store).unwrap();
        for (nth, case) in (1..).zip(then["cases"].as_array().unwrap()) {
            let shown = serde_json::to_value(office.case_show(nth).unwrap()).unwrap();
            let mut case = case.clone();
            // What may happen to it is added by the command line.
            case.as_object_mut().unwrap().remove("options");
            stands(&case, &shown, &format!("case {nth}"));
            let history = serde_json::to_value(office.case_history(nth).unwrap()).unwrap();
            let nth_history = usize::try_from(nth).unwrap() - 1;
            stands(&then["histories"][nth_history], &history, &format!("history {nth}"));
        }
        let letter = then["letter"]["letter"].as_i64().unwrap();
        stands(
            &then["letter"],
            &serde_json::to_value(office.letter_show(letter).unwrap()).unwrap(),
            "letter",
        );
        stands(&then["person"], &serde_json::to_value(office.person_show(1).unwrap()).unwrap(), "person");
        // And it goes on.
        office.case_do(4, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
        office.tick().unwrap();
        let report = office.doctor().unwrap();
        assert!(report.healthy, "{report:#?}");
    }
    let schema = {
        let folder = tempfile::tempdir().unwrap();
        let office = open(folder.path(), &golden().join("1.db"));
        office.doctor().unwrap().schema
    };
    // The newest version has its golden file from the day on which it is released.
    assert!(i64::from(versions) >= schema - 1, "a golden file of version {} is missing", schema - 1);
}
