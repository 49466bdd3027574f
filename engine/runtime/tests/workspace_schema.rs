//! The schema of `nazorg.yaml` says the same as its reader.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use nazorg_core::definition::schema;
use nazorg_runtime::Workspace;
use serde_json::Value as Json;

/// The keys that the reader names when it refuses one in this file.
fn known_to_the_reader(yaml: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nazorg.yaml"), yaml).unwrap();
    let problem = Workspace::read(folder.path()).unwrap_err();
    let [finding] = problem.findings.as_slice() else { panic!("{:?}", problem.findings) };
    assert!(finding.message.nl.contains("`qqqqqqqq`"), "{}", finding.message.nl);
    let help = finding.help.as_ref().unwrap().nl.clone();
    help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn keys(schema: &Json) -> BTreeSet<String> {
    assert_eq!(schema["additionalProperties"], Json::Bool(false));
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn schema_and_reader_know_the_same_keys() {
    let schema = schema::workspace();
    assert_eq!(keys(&schema), known_to_the_reader("workspace: Proef\nqqqqqqqq: 1\n"));
    let user = known_to_the_reader("users: {fatima: {name: Fatima, qqqqqqqq: 1}}\n");
    assert_eq!(keys(&schema["$defs"]["User"]), user);
}
