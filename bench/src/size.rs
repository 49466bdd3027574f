//! How the price grows with the size of a process.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nazorg_core::calendar::{Calendar, instant};
use nazorg_core::case::{Actor, Case, Event, What};
use nazorg_core::check;
use nazorg_core::compile::{Process, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::definition::node::Limits;
use nazorg_core::definition::profile::Profile;
use nazorg_core::finding::Source;
use nazorg_core::graph;
use nazorg_core::letter::Templates;
use nazorg_core::proof::{CONFIGURATIONS_MAX, prove_one};
use nazorg_core::scenario::Setting;
use nazorg_core::simulate::default_start;
use nazorg_core::step::{Context, step};
use nazorg_core::value::Record;

/// A file that a program wrote may be this large.
const LIMITS: Limits = Limits { bytes: 1 << 30, nodes: 100_000_000 };

/// A process of so many states: one long way with ten events in turn, guards, a counter, and in every
/// tenth state a deadline, a task and a way back.
fn text(states: usize) -> String {
    let mut text = "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
                    data:\n  soort: {type: choice, options: {kort: Kort, lang: Lang}}\n  \
                    keer: {type: integer, default: 0, min: 0, max: 99}\nevents:\n  \
                    begonnen: {title: B, by: [c], starts: true, form: {soort: required}}\n"
        .to_owned();
    for event in 0..10 {
        let _ = writeln!(text, "  e{event}: {{title: E, by: [c]}}");
    }
    text.push_str("initial: s0\nstates:\n");
    for state in 0..states {
        let (event, next) = (state % 10, state + 1);
        let next = if next == states { "einde".to_owned() } else { format!("s{next}") };
        let _ = match event {
            3 => writeln!(
                text,
                "  s{state}:\n    deadlines: {{d{state}: {{at: 5 workdays, go: {next}}}}}\n    \
                 tasks: {{t{state}: {{title: T, role: c, due: 3 workdays, done_by: e{event}}}}}\n    \
                 when: {{e{event}: {next}, e9: s{}}}",
                state - 1
            ),
            6 => writeln!(
                text,
                "  s{state}:\n    when:\n      e{event}:\n        choose:\n          \
                 kort: {{if: soort == kort, do: {{tel: {{set: {{keer: \"min(keer + 1, 99)\"}}}}}}, go: {next}}}\n          \
                 lang: {{otherwise: true, go: {next}}}"
            ),
            _ => writeln!(text, "  s{state}: {{when: {{e{event}: {next}}}}}"),
        };
    }
    text.push_str("  einde: {final: klaar}\n");
    text
}

fn library(states: usize) -> Library {
    let source = Arc::new(Source { path: "processes/t/t.yaml".to_owned(), text: text(states) });
    Library::read_within(&[source], Profile::Strict, &LIMITS)
}

/// The process of this size, compiled.
pub(crate) fn process(states: usize) -> Arc<Process> {
    let compiled = compile(&library(states), None);
    let found = compiled.processes.into_values().next();
    found.unwrap_or_else(|| panic!("{:#?}", compiled.findings.first()))
}

/// How long it takes to read a process of this size, to resolve its names, to check it, and to search
/// it for stories in which it goes wrong: the best of some rounds.
pub(crate) fn check(states: usize) -> [Duration; 4] {
    let mut best = [Duration::MAX; 4];
    for _ in 0..3 {
        let begun = Instant::now();
        let library = library(states);
        best[0] = best[0].min(begun.elapsed());
        let definition = library.processes.values().next().unwrap_or_else(|| panic!("a process"));
        let begun = Instant::now();
        let (draft, findings) = graph::resolve(definition, &library);
        best[1] = best[1].min(begun.elapsed());
        let begun = Instant::now();
        let starters = check::Starters::of([&draft], &library);
        let found = check::process(&draft, &library, &starters, None);
        best[2] = best[2].min(begun.elapsed());
        assert!(findings.is_empty() && found.is_empty(), "{findings:?} {found:?}");
        let compiled = compile(&library, None);
        let (templates, calendar) = (Templates::default(), Calendar::netherlands());
        let setting = Setting {
            processes: &compiled.processes,
            library: &library,
            templates: &templates,
            calendar: &calendar,
        };
        let begun = Instant::now();
        for process in compiled.processes.values() {
            let proof = prove_one(process, &setting, CONFIGURATIONS_MAX);
            assert!(proof.findings.is_empty(), "{:?}", proof.findings.first());
        }
        best[3] = best[3].min(begun.elapsed());
    }
    best
}

/// How long a step takes in the middle of a process of this size.
pub(crate) fn step_in(process: &Process, steps: u32) -> Duration {
    let calendar = Calendar::netherlands();
    let (person, records) = (Record::new(), BTreeMap::new());
    let context = Context { process, calendar: &calendar, person: &person, records: &records, witness: None };
    let now = instant(default_start());
    let event = |what| Event { what, occurred: now, recorded: now, actor: Actor::default() };
    let form = Record::from([("soort".into(), nazorg_core::value::Value::text("kort"))]);
    let start = event(What::Start { event: Some("begonnen".into()), form });
    let take =
        |case: &Case, event: &Event| step(&context, case, event).unwrap_or_else(|why| panic!("{why:?}")).case;
    let first = take(&Case::default(), &start);
    let begun = Instant::now();
    let mut case = first.clone();
    for nth in 0..steps {
        // Ten states on, and again from the first: long enough to meet every kind of state.
        if nth % 10 == 0 {
            case = first.clone();
        }
        let name = format!("e{}", nth % 10);
        case = take(&case, &event(What::Recorded { event: name.as_str().into(), form: Record::new() }));
    }
    begun.elapsed() / steps
}
