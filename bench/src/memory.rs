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

/// Steps a second, over `cases` runs of W. Only the steps: what people say is made before.
pub(crate) fn steps_a_second(process: &Process, cases: u32) -> f64 {
    let calendar = Calendar::netherlands();
    let (person, records) = (Record::new(), BTreeMap::new());
    let context = Context { process, calendar: &calendar, person: &person, records: &records, witness: None };
    let told: Vec<(i64, Option<Event>)> = told();
    let start = Instant::now();
    let mut steps = 0_u32;
    for _ in 0..cases {
        let mut case = Case::default();
        for (day, told) in &told {
            let fires = told.is_none().then(|| fires(&case, *day));
            let event = told.as_ref().or(fires.as_ref()).unwrap_or_else(|| panic!("an event"));
            case = step(&context, &case, event).unwrap_or_else(|why| panic!("{why:?}")).case;
            steps += 1;
        }
        assert!(!case.is_open(), "W ends");
    }
    f64::from(steps) / start.elapsed().as_secs_f64()
}

/// The deeds of W with their days; none where a deadline comes.
fn told() -> Vec<(i64, Option<Event>)> {
    let deeds = deeds().into_iter().enumerate().map(|(at, (day, deed))| match deed {
        Deed::Event(name, form) => (day, Some(event(what(name, &form, at == 0), day))),
        Deed::Fire => (day, None),
    });
    deeds.collect()
}

/// The deadline that comes first.
fn fires(case: &Case, day: i64) -> Event {
    let (_, timer) = case.next_timer().unwrap_or_else(|| panic!("a timer"));
    event(What::Timer(timer), day)
}

fn event(what: What, day: i64) -> Event {
    Event { what, occurred: moment(day), recorded: moment(day), actor: Actor::default() }
}
