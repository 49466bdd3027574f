//! W through the engine: every transaction as a coordinator's program would do it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use nazorg_runtime::{Ask, Asked, Clock, Counter, Office, VirtualClock, Workspace};
use serde_json::{Map, Value as Json, json};

use crate::raw::Facts;
use crate::story::{Deed, deeds, moment};

/// An office of its own, with W published and so many people.
pub(crate) struct Engine {
    office: Office,
    clock: Arc<VirtualClock>,
    cases: u32,
    /// Days that the story has been moved on, so that each round begins after the one before.
    later: i64,
}

impl Engine {
    pub(crate) fn new(folder: &Path, cases: u32) -> Self {
        for (path, text) in [
            ("nazorg.yaml", include_str!("../process/nazorg.yaml")),
            ("processes/bench/w.yaml", include_str!("../process/processes/bench/w.yaml")),
            ("templates/bench/brief.md", include_str!("../process/templates/bench/brief.md")),
        ] {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder)).unwrap_or_else(|e| panic!("{e}"));
            fs::write(path, text).unwrap_or_else(|e| panic!("{e}"));
        }
        let clock = Arc::new(VirtualClock::new(moment(-1)));
        let workspace = Workspace::find(folder).unwrap_or_else(|e| panic!("{e:?}"));
        let shared: Arc<dyn Clock + Send + Sync> = clock.clone();
        let office = Office::open(workspace, shared, "meter").unwrap_or_else(|e| panic!("{e:?}"));
        office.publish(None).unwrap_or_else(|_| panic!("W is published"));
        for number in 0..cases {
            let person = json!({"voornamen": "Proef", "achternaam": format!("Persoon{number}"), "geboortedatum": "1990-05-17"});
            office.person_add(&person).unwrap_or_else(|e| panic!("{e:?}"));
        }
        Self { office, clock, cases, later: 0 }
    }

    /// One whole W for every person, round-robin, firing so many timers to a transaction. How long
    /// each deed took, for all people together.
    pub(crate) fn round(&mut self, batch: usize) -> Vec<Duration> {
        let mut spent = Vec::new();
        let mut numbers: Vec<i64> = Vec::new();
        for (at, (day, deed)) in deeds().into_iter().enumerate() {
            let now = moment(day + self.later);
            self.clock.set(now);
            let start = Instant::now();
            match deed {
                Deed::Event(name, form) => {
                    let form: Map<String, Json> =
                        form.into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
                    self.record(&mut numbers, at == 0, name, &Json::Object(form), now);
                }
                Deed::Fire => {
                    let fired = self.office.fire(batch).unwrap_or_else(|e| panic!("{e:?}"));
                    assert_eq!(Ok(self.cases), u32::try_from(fired), "every case has one due");
                }
            }
            spent.push(start.elapsed());
        }
        self.later += 100;
        spent
    }

    /// What happened after a row of the journal, which moves on to the last.
    pub(crate) fn facts(&self, done: &mut i64) -> Facts {
        let facts: Facts =
            self.office.facts_since(*done).unwrap_or_else(|e| panic!("{e:?}")).into_iter().collect();
        *done = facts.keys().last().copied().unwrap_or(*done);
        facts
    }

    /// One whole W for every person as so many clients at a counter; timers one to a transaction. How long
    /// the events took.
    pub(crate) fn round_at_counter(&mut self, clients: u32) -> Duration {
        let (workspace, clock) = (self.office.workspace().clone(), self.clock.clone());
        let counter = Counter::open(workspace, clock, "meter").unwrap_or_else(|e| panic!("{e:?}"));
        let share = self.cases.div_ceil(clients);
        let mut spent = Duration::ZERO;
        let mut numbers = vec![0; usize::try_from(self.cases).unwrap_or(0)];
        for (at, (day, deed)) in deeds().into_iter().enumerate() {
            let now = moment(day + self.later);
            self.clock.set(now);
            let Deed::Event(name, form) = deed else {
                let fired = self.office.fire(1).unwrap_or_else(|e| panic!("{e:?}"));
                assert_eq!(Ok(self.cases), u32::try_from(fired), "every case has one due");
                continue;
            };
            let form: Map<String, Json> = form.into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
            let form = Json::Object(form);
            let start = Instant::now();
            std::thread::scope(|scope| {
                let shares = numbers.chunks_mut(usize::try_from(share).unwrap_or(1));
                for (numbers, first) in shares.zip((1..).step_by(usize::try_from(share).unwrap_or(1))) {
                    let (client, form) = (counter.client(), &form);
                    scope.spawn(move || {
                        for (number, person) in numbers.iter_mut().zip(first..) {
                            let what = if at == 0 {
                                Asked::Begin { process: "bench/w".to_owned(), person }
                            } else {
                                Asked::Record { case: *number, event: name.to_owned() }
                            };
                            let user = "meter".to_owned();
                            let ask = Ask { user, what, form: form.clone(), occurred: Some(now) };
                            *number = client.ask_blocking(ask).unwrap_or_else(|e| panic!("{e:?}"));
                        }
                    });
                }
            });
            spent += start.elapsed();
        }
        self.later += 100;
        spent
    }

    /// Only the start, for every person.
    pub(crate) fn begin(&mut self) {
        let (day, deed) = deeds().remove(0);
        let Deed::Event(name, form) = deed else { return };
        let now = moment(day);
        self.clock.set(now);
        let form: Map<String, Json> = form.into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
        self.record(&mut Vec::new(), true, name, &Json::Object(form), now);
    }

    /// So many events after the start, each for every case in turn. How long they took.
    pub(crate) fn go_on(&mut self, events: usize) -> Duration {
        let mut numbers: Vec<i64> = (1..=i64::from(self.cases)).collect();
        let mut spent = Duration::ZERO;
        for (day, deed) in deeds().into_iter().skip(1).take(events) {
            let Deed::Event(name, form) = deed else { continue };
            let now = moment(day);
            self.clock.set(now);
            let form: Map<String, Json> = form.into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
            let start = Instant::now();
            self.record(&mut numbers, false, name, &Json::Object(form), now);
            spent += start.elapsed();
        }
        spent
    }

    fn record(&self, numbers: &mut Vec<i64>, starts: bool, name: &str, form: &Json, now: DateTime<Utc>) {
        for person in 1..=i64::from(self.cases) {
            if starts {
                let started = self.office.case_begin("bench/w", person, form, Some(now));
                numbers.push(started.unwrap_or_else(|e| panic!("{e:?}")));
            } else {
                let case = numbers[usize::try_from(person - 1).unwrap_or(0)];
                self.office.case_record(case, name, form, Some(now)).unwrap_or_else(|e| panic!("{e:?}"));
            }
        }
    }
}
