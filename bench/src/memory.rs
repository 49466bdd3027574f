//! `step` in memory: no store, no letters rendered.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use nazorg_core::calendar::Calendar;
use nazorg_core::case::{Actor, Case, Event, What};
use nazorg_core::compile::{Process, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;
use nazorg_core::step::{Context, step};
use nazorg_core::value::Record;

use crate::story::{Deed, deeds, moment, what};

/// The reference process, compiled.
pub(crate) fn process() -> Arc<Process> {
    let text = include_str!("../process/processes/bench/w.yaml").to_owned();
    let source = Arc::new(Source { path: "bench/w.yaml".to_owned(), text });
    let compiled = compile(&Library::read(&[source]), None);
    let found = compiled.processes.into_values().next();
    found.unwrap_or_else(|| panic!("the reference process has findings: {:#?}", compiled.findings))
}

/// Steps a second, over `cases` runs of W.
pub(crate) fn steps_a_second(process: &Process, cases: u32) -> f64 {
    let calendar = Calendar::netherlands();
    let (person, records) = (Record::new(), BTreeMap::new());
    let context = Context { process, calendar: &calendar, person: &person, records: &records, witness: None };
    let start = Instant::now();
    let mut steps = 0_u32;
    for _ in 0..cases {
        let mut case = Case::default();
        for (at, (day, deed)) in deeds().iter().enumerate() {
            let event = match deed {
                Deed::Event(name, form) => what(name, form, at == 0),
                Deed::Fire => What::Timer(
                    case.timers().into_iter().next().map_or_else(|| panic!("a timer"), |(_, t)| t),
                ),
            };
            let event = Event {
                what: event,
                occurred: moment(*day),
                recorded: moment(*day),
                actor: Actor::default(),
            };
            case = step(&context, &case, &event).unwrap_or_else(|why| panic!("{why:?}")).case;
            steps += 1;
        }
        assert!(!case.is_open(), "W ends");
    }
    f64::from(steps) / start.elapsed().as_secs_f64()
}
