use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::migrate;
use crate::calendar::{Calendar, noon};
use crate::case::{Actor, Case, Event, Mapping, Migration, What, apply};
use crate::compile::{Process, compile};
use crate::definition::library::Library;
use crate::finding::Source;
use crate::step::{Context, Outcome, Rejection, step};
use crate::value::Record;

const HEAD: &str = "\
process: t/p
title: P
roles: {c: {title: C}}
outcomes: {klaar: Klaar}
events: {aan: {title: Aan, by: [c], starts: true}, af: {title: Af, by: [c]}, stil: {title: Stil, by: [process]}}
initial: begin
";

/// One state with a task, a deadline and an event for later.
const PLAIN: &str = "\
states:
  begin:
    entry: {later: {send: {event: stil, after: 30 days}}}
    tasks: {bel: {title: Bel, role: c, due: 2 workdays, done_by: af}}
    deadlines: {eind: {at: 5 workdays, go: einde}}
    when: {af: einde, stil: einde}
  einde: {final: klaar}
";

/// The same work inside a parallel state, with a part that is new.
const PARTS: &str = "\
states:
  begin:
    parallel:
      links:
        initial: bellen
        states:
          bellen:
            tasks: {bel: {title: Bel, role: c, due: 2 workdays, done_by: af}}
            deadlines: {eind: {at: 5 workdays, go: einde}}
      rechts: {initial: wachten, states: {wachten: {}}}
    when: {af: einde, stil: einde}
  einde: {final: klaar}
";

fn day(text: &str) -> DateTime<Utc> {
    noon(text.parse().expect("a day"))
}

fn process(body: &str) -> Arc<Process> {
    let source = Arc::new(Source { path: "processes/t/p.yaml".to_owned(), text: format!("{HEAD}{body}") });
    let compiled = compile(&Library::read(&[source]), None);
    let found = compiled.processes.into_values().next();
    found.unwrap_or_else(|| panic!("{:?}", compiled.findings))
}

fn with<T>(process: &Process, act: impl FnOnce(&Context<'_>) -> T) -> T {
    let (calendar, person, records) = (Calendar::netherlands(), Record::new(), BTreeMap::new());
    act(&Context { process, calendar: &calendar, person: &person, records: &records, witness: None })
}

fn event(what: What, on: &str) -> Event {
    let at = day(on);
    let actor = Actor { user: "eva".to_owned(), roles: vec!["c".into()], on_behalf_of: None };
    Event { what, occurred: at, recorded: at, actor }
}

fn started(process: &Process) -> Case {
    let what = What::Start { event: Some("aan".into()), form: Record::new() };
    with(process, |context| step(context, &Case::default(), &event(what, "2027-03-01")))
        .expect("it starts")
        .case
}

fn over(old: &Process, new: &Process, case: &Case, mapping: &str) -> Result<Outcome, Rejection> {
    let mapping: Mapping = serde_json::from_str(mapping).expect("a mapping");
    let (from, to) = (old.hash().to_owned(), new.hash().to_owned());
    let what = What::Migrated(Box::new(Migration { from, to, reason: "Besluit".to_owned(), mapping }));
    with(new, |context| migrate(context, old, case, &event(what, "2027-03-02")))
}

fn missing(outcome: Result<Outcome, Rejection>) -> Vec<String> {
    match outcome {
        Err(Rejection::NoCounterpart(found)) => found
            .into_iter()
            .map(|one| format!("{} {}: {}", one.section.as_str(), one.id, one.why.en))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_has_states_inside_now_must_be_named() {
    let (old, new) = (process(PLAIN), process(PARTS));
    let case = started(&old);
    let found = missing(over(&old, &new, &case, "{}"));
    assert_eq!(found, ["states begin: `begin` has states inside now. Name one: links, rechts."]);
}

#[test]
fn every_part_needs_a_state() {
    let (old, new) = (process(PLAIN), process(PARTS));
    let case = started(&old);
    let found = missing(over(&old, &new, &case, r#"{"states": {"begin": "bellen"}}"#));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("states begin: the case has no state in these parts yet: rechts."),
        "{found:?}"
    );
    let mapping = r#"{"states": {"begin": ["bellen", "wachten"]}}"#;
    let outcome = over(&old, &new, &case, mapping).expect("it goes over");
    let states: Vec<&str> = outcome.case.states.keys().map(|id| id.as_str()).collect();
    assert_eq!(states, ["begin", "bellen", "links", "rechts", "t/p", "wachten"]);
    assert!(outcome.case.states.values().all(|at| *at == day("2027-03-01")), "it was there since then");
    assert_eq!(outcome.case.tasks["bel"].state.as_deref(), Some("bellen"));
    assert_eq!(outcome.case.deadlines["eind"].due, case.deadlines["eind"].due, "counted from the same day");
}

#[test]
fn the_facts_alone_make_the_case() {
    let (old, new) = (process(PLAIN), process(PARTS));
    let case = started(&old);
    let outcome =
        over(&old, &new, &case, r#"{"states": {"begin": ["bellen", "wachten"]}}"#).expect("it goes over");
    let mut folded = case.clone();
    outcome.facts.iter().for_each(|fact| apply(&mut folded, fact));
    assert_eq!(folded, outcome.case);
    assert_eq!(folded.definition, new.hash());
    assert_ne!(folded.definition, case.definition);
}

#[test]
fn what_is_not_there_any_more_is_named_or_given_up() {
    let old = process(PLAIN);
    let less = PLAIN
        .replace("    entry: {later: {send: {event: stil, after: 30 days}}}\n", "")
        .replace("    deadlines: {eind: {at: 5 workdays, go: einde}}\n", "")
        .replace("tasks: {bel: {title: Bel,", "tasks: {praat: {title: Praat,")
        .replace(", stil: einde", "");
    let text = format!("{HEAD}{less}").replace(", stil: {title: Stil, by: [process]}", "");
    let source = Arc::new(Source { path: "processes/t/p.yaml".to_owned(), text });
    let compiled = compile(&Library::read(&[source]), None);
    let new = compiled.processes.into_values().next().unwrap_or_else(|| panic!("{:?}", compiled.findings));
    let case = started(&old);
    let found = missing(over(&old, &new, &case, "{}"));
    let ids: Vec<&str> = found.iter().filter_map(|one| one.split(':').next()).collect();
    assert_eq!(ids, ["deadlines eind", "tasks bel", "sends later"]);
    let mapping = r#"{"tasks": {"bel": "praat"}, "drop": {"deadlines": ["eind"], "sends": ["later"]}}"#;
    let after = over(&old, &new, &case, mapping).expect("it goes over").case;
    assert_eq!(after.tasks["praat"].title, "Praat");
    assert!(after.deadlines.is_empty() && after.sends.is_empty() && after.tasks.len() == 1);
}

#[test]
fn going_over_closes_no_case() {
    let (old, new) = (process(PLAIN), process(PARTS));
    let found = missing(over(&old, &new, &started(&old), r#"{"states": {"begin": "einde"}}"#));
    assert!(found[0].contains("Going over closes no case"), "{found:?}");
}
