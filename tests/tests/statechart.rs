//! The rules of the W3C algorithm (SCXML, appendix D), each in a small chart of its own.
//!
//! A file in `tests/statecharts` holds several charts. `# rule:` says which rule a chart is about;
//! each line with `#>` says what happens and what must be so after it:
//! `EVENT [after MILLISECONDS]: the innermost active states [; the notes that were written]`.

use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::case::Fact;
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::profile::Profile;
use nazorg_core::finding::{Severity, Source};
use nazorg_core::id::Id;
use nazorg_core::letter::Templates;
use nazorg_core::scenario::Setting;
use nazorg_core::simulate::{After, Item, Moment, Script, default_start, simulate};
use nazorg_tests::{files, lines};

/// What must be so after an event.
struct Expected {
    item: Item,
    states: Vec<String>,
    notes: Vec<String>,
}

fn expected(line: &str) -> Expected {
    let (what, then) = line.split_once(": ").expect(line);
    let (states, notes) = then.split_once(';').unwrap_or((then, ""));
    let (event, after) = what.split_once(" after ").unwrap_or((what, "0"));
    let after = After::Milliseconds(after.parse().expect(line));
    let event = (event != "-").then(|| Id::from(event));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let item = Item { after, event, data: serde_json::Map::new() };
    Expected { item, states: words(states), notes: words(notes) }
}

fn notes(moment: &Moment) -> Vec<String> {
    let noted = |fact: &Fact| match fact {
        Fact::Noted { text } => Some(text.clone()),
        _ => None,
    };
    moment.facts.iter().filter_map(noted).collect()
}

/// Runs one chart. What is otherwise than expected, if anything.
fn run(chart: &str) -> Result<(), String> {
    let id = chart.lines().find_map(|line| line.strip_prefix("process: ")).ok_or("no process")?;
    let source = Source { path: format!("{id}.yaml"), text: chart.to_owned() };
    let library = Library::read_as(&[Arc::new(source)], Profile::Statechart);
    let compiled = compile(&library, None);
    let errors: Vec<_> =
        compiled.findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
    let process = compiled.processes.get(id).ok_or_else(|| format!("{id}: {}", lines(&errors).join("\n")))?;
    let (templates, _) = Templates::new(Vec::<(String, Arc<Source>)>::new());
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let steps: Vec<Expected> =
        chart.lines().filter_map(|line| line.strip_prefix("#> ")).map(expected).collect();
    let asks_for_notes = steps.iter().any(|step| !step.notes.is_empty());
    let script = Script { items: steps.iter().skip(1).map(|step| step.item.clone()).collect() };
    let simulation = simulate(&setting, process, &script, default_start())
        .map_err(|rejection| format!("{id}: {}", rejection.text().en))?;
    assert_eq!(simulation.moments.len(), steps.len(), "{id}: the start and every event");
    for (number, (moment, step)) in simulation.moments.iter().zip(&steps).enumerate() {
        let states: Vec<String> = moment.atomic.iter().map(ToString::to_string).collect();
        if states != step.states {
            return Err(format!("{id}, step {number}: in {states:?}, not in {:?}", step.states));
        }
        let notes = notes(moment);
        if asks_for_notes && notes != step.notes {
            return Err(format!("{id}, step {number}: noted {notes:?}, not {:?}", step.notes));
        }
        if !moment.failures.is_empty() {
            return Err(format!("{id}, step {number}: {:?}", moment.failures));
        }
    }
    Ok(())
}

fn charts() -> Vec<String> {
    let files = files("tests/statecharts", "yaml");
    files.iter().flat_map(|file| file.text.split("\n---\n").map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_chart_does_what_the_algorithm_says() {
    let charts = charts();
    assert!(charts.len() >= 110, "{} charts", charts.len());
    let wrong: Vec<String> = charts.iter().filter_map(|chart| run(chart).err()).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), charts.len(), wrong.join("\n"));
}

#[test]
fn every_chart_names_its_rule_and_has_an_id_of_its_own() {
    let charts = charts();
    let mut ids: Vec<&str> =
        charts.iter().filter_map(|c| c.lines().find_map(|l| l.strip_prefix("process: "))).collect();
    assert_eq!(ids.len(), charts.len());
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "an id is used twice");
    for chart in &charts {
        assert!(chart.starts_with("# rule: "), "{chart}");
        assert!(chart.contains("\n#> start: "), "{chart}");
    }
}

/// The check can fail: in states, in notes and in a chart that does not compile.
#[test]
fn a_wrong_expectation_is_noticed() {
    let chart =
        "#> start: a ; x\nprocess: planted\ninitial: a\nstates: {a: {entry: {say: {note: '\"x\"'}}}}\n";
    assert_eq!(run(chart), Ok(()));
    assert!(run(&chart.replace("start: a", "start: b")).is_err());
    assert!(run(&chart.replace("; x", "; y")).is_err());
    assert!(run(&chart.replace("initial: a", "initial: b")).is_err());
}
