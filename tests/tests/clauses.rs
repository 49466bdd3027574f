//! The table of clauses of the domain book was written by hand: what it points at must be there.

use std::collections::BTreeSet;

use nazorg_tests::{files, root};

const TABLE: &str = "docs/clausules.md";

/// The rows of the tables of clauses: clause, source or assumption, place, scenarios, verdict.
fn rows() -> Vec<(usize, Vec<String>)> {
    let text = std::fs::read_to_string(root().join(TABLE)).expect("the table");
    let row = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    (1..)
        .zip(text.lines())
        .map(|(number, line)| (number, row(line)))
        .filter(|(_, cells)| cells.len() == 5 && ["S", "A", "S/A"].contains(&&*cells[1]))
        .collect()
}

/// What is wrong with the places that a cell links to.
fn lost_places(cell: &str) -> Vec<String> {
    let linked = cell.split("](../").skip(1).filter_map(|rest| rest.split(')').next());
    let lost = |place: &&str| {
        let (path, line) = place.split_once("#L").unwrap_or((place, "1"));
        let lines = std::fs::read_to_string(root().join(path)).map_or(0, |text| text.lines().count());
        !line.parse::<usize>().is_ok_and(|line| (1..=lines).contains(&line))
    };
    linked.filter(lost).map(str::to_owned).collect()
}

/// The scenarios of a cell that are nowhere.
fn lost_scenarios(cell: &str, known: &BTreeSet<String>) -> Vec<String> {
    let names = cell.split([',', ';']).filter_map(|name| name.split_whitespace().last());
    let lost = names.filter(|name| *name != "–" && !known.contains(*name));
    lost.map(str::to_owned).collect()
}

fn known_scenarios() -> BTreeSet<String> {
    let key = |line: &str| line.trim_start().split_once(':').map(|(key, _)| key.to_owned());
    files("tests/scenarios", "yaml").iter().flat_map(|file| file.text.lines().filter_map(key)).collect()
}

#[test]
fn every_clause_points_at_what_is_there() {
    let known = known_scenarios();
    let rows = rows();
    assert!(rows.len() >= 180, "only {} clauses", rows.len());
    let mut lost = Vec::new();
    for (line, cells) in rows {
        // "All sixteen" names none.
        let scenarios = if cells[3].starts_with("alle") { "–" } else { &cells[3] };
        lost.extend(lost_places(&cells[2]).into_iter().map(|place| format!("{TABLE}:{line}: {place}")));
        lost.extend(
            lost_scenarios(scenarios, &known).into_iter().map(|name| format!("{TABLE}:{line}: {name}")),
        );
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn what_is_not_there_is_found() {
    assert_eq!(lost_places("[x](../processes/landelijk/nazorg.yaml#L20)"), Vec::<String>::new());
    assert_eq!(lost_places("[x](../processes/weg.yaml#L1)"), ["processes/weg.yaml#L1"]);
    assert_eq!(lost_places("[x](../processes/landelijk/nazorg.yaml#L99999)").len(), 1);
    assert_eq!(lost_scenarios("hele-weg, nergens", &known_scenarios()), ["nergens"]);
}
