//! Playing a script.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::moment::{Moment, Other};
use super::script::{After, Item, Script};
use crate::calendar::{Direction, Due, instant, local};
use crate::case::{Actor, Case, What};
use crate::compile::Process;
use crate::definition::event::Event as Declared;
use crate::definition::field::Field;
use crate::definition::profile::Profile;
use crate::definition::reader::Map as Fields;
use crate::dispatch::{self, CaseNumber, Refused, Stamp};
use crate::expression::Environment;
use crate::id::Id;
use crate::scenario::Setting;
use crate::scenario::memory::{Entry, Memory};
use crate::scenario::play;
use crate::step::{Context, Env, Rejection, value_json};
use crate::text::Text;
use crate::value::{Record, Value};

/// A process that was run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Simulation {
    /// The process.
    pub process: Id,
    /// What it was held to.
    pub profile: Profile,
    /// The start, and then one for each item of the script.
    pub moments: Vec<Moment>,
}

/// Monday 5 January 2026, 09:00: when a simulation begins unless told otherwise.
#[must_use]
pub fn default_start() -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default();
    day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default())
}

/// Runs a process through a script, from a moment on the clock in the Netherlands.
///
/// The case begins at once; if the first item is the process's starting event, that is what it
/// begins with. Whoever records the events may record everything. An event that is refused changes
/// nothing and the next one follows. What comes due fires before the next item: also what an event
/// sends without delay, because SCXML handles that as an event of its own.
///
/// # Errors
/// The case could not begin.
pub fn simulate(
    setting: &Setting<'_>,
    process: &Arc<Process>,
    script: &Script,
    from: NaiveDateTime,
) -> Result<Simulation, Rejection> {
    let span = &process.definition().id.span;
    let person = play::person(&Json::Null, span, &mut Vec::new());
    let mut world = Memory::new(setting, person, BTreeMap::new());
    for record in process.definition().records.values() {
        world.add_record(&record.value.value, Record::new());
    }
    let case = world.add_case(process);
    let mut run = Run { world, setting, process, case, now: instant(from), facts: 0, effects: 0 };
    let mut items = script.items.iter().peekable();
    let starting =
        items.next_if(|item| item.event.is_some() && item.event.as_ref() == process.starting_event());
    let mut moments = vec![run.start(starting)?];
    for item in items {
        moments.push(run.play(item));
    }
    Ok(Simulation { process: process.id().clone(), profile: process.profile(), moments })
}

struct Run<'a> {
    world: Memory<'a>,
    setting: &'a Setting<'a>,
    process: &'a Arc<Process>,
    case: CaseNumber,
    now: DateTime<Utc>,
    /// How many facts of the case were shown before.
    facts: usize,
    /// And how many effects.
    effects: usize,
}

impl Run<'_> {
    fn start(&mut self, item: Option<&Item>) -> Result<Moment, Rejection> {
        let mut failures = Vec::new();
        let mut form = Record::new();
        if let Some(item) = item {
            self.wait(item.after, &mut failures);
            let declared = self.process.starting_event().and_then(|event| self.process.event(event));
            form = self.form(item, declared, &self.process.definition().data)?;
        }
        let event = item.and_then(|item| item.event.clone());
        self.submit(What::Start { event: event.clone(), form })?;
        Ok(self.show(event, None, failures))
    }

    fn play(&mut self, item: &Item) -> Moment {
        let mut failures = Vec::new();
        self.wait(item.after, &mut failures);
        let refused = match &item.event {
            Some(event) => {
                let before = self.world.clone();
                let refused = self.happen(event, item).err();
                if refused.is_some() {
                    self.world = before;
                }
                refused
            }
            None => None,
        };
        self.show(item.event.clone(), refused, failures)
    }

    /// Lets time pass. Beyond the calendar it stands still.
    fn wait(&mut self, after: After, failures: &mut Vec<Text>) {
        let until = match after {
            After::AtOnce => Some(self.now),
            After::Milliseconds(number) => {
                self.now.checked_add_signed(chrono::TimeDelta::milliseconds(number.into()))
            }
            After::Duration(duration) => match duration.on_the_clock() {
                Some(time) => self.now.checked_add_signed(time),
                None => {
                    let wall = local(self.now);
                    let base = Due::Moment(wall);
                    let due = self.setting.calendar.shift(base, duration, Direction::After, None);
                    due.ok().map(|due| instant(due.day().and_time(wall.time())))
                }
            },
        };
        match until {
            Some(until) => self.now = until,
            None => failures.push(Rejection::BeyondHorizon.text()),
        }
        self.run_clock(failures);
    }

    fn run_clock(&mut self, failures: &mut Vec<Text>) {
        if let Err(rejection) = self.world.run_clock(self.now) {
            failures.push(rejection.text());
        }
    }

    fn happen(&mut self, event: &Id, item: &Item) -> Result<(), Rejection> {
        let process = self.process;
        if let Some((alias, name)) = event.split_once('.')
            && let Some(record) = process.definition().records.get(alias)
        {
            return self.record(alias, &record.value.value, &Id::from(name), item);
        }
        let form = self.form(item, process.event(event), &process.definition().data)?;
        self.submit(What::Recorded { event: event.clone(), form })
    }

    /// An event of a shared record. One that starts a record makes a new one beside it.
    fn record(&mut self, alias: &str, definition: &Id, event: &Id, item: &Item) -> Result<(), Rejection> {
        let no_such = || Rejection::NoSuch { id: alias.to_owned() };
        let declared = self.setting.library.records.get(definition).ok_or_else(no_such)?;
        let happens = declared.events.get(event);
        let form = self.form(item, happens.map(|event| &event.value), &declared.fields)?;
        let record = match happens {
            Some(event) if event.starts => Some(self.world.add_record(definition, Record::new())),
            _ => self.world.record_of(self.case, alias),
        };
        let record = record.ok_or_else(no_such)?;
        let stamp = self.stamp();
        let recorded = dispatch::record(&mut self.world, record, declared, event, &form, &stamp);
        recorded.map_err(rejection)
    }

    fn submit(&mut self, what: What) -> Result<(), Rejection> {
        let event = self.stamp().event(what);
        dispatch::submit(&mut self.world, self.case, event).map_err(rejection)
    }

    /// Whoever records is the engine itself: no role is asked for.
    fn stamp(&self) -> Stamp {
        Stamp { occurred: self.now, recorded: self.now, actor: Actor::default() }
    }

    /// The data of an event as values, each of the type that its field has.
    fn form(
        &self,
        item: &Item,
        declared: Option<&Declared>,
        data: &Fields<Field>,
    ) -> Result<Record, Rejection> {
        let mut form = Record::new();
        for (name, json) in &item.data {
            let id = Id::from(name.as_str());
            let field = declared.and_then(|event| event.carries.get(&id)).or_else(|| data.get(&id));
            let value = match field {
                Some(field) => field.value(json),
                None if self.process.profile() == Profile::Statechart => Ok(plain(json)),
                None => Err(crate::say!("Dit veld bestaat niet."; "There is no such field.")),
            };
            form.insert(id.clone(), value.map_err(|why| Rejection::BadField { field: id, why })?);
        }
        Ok(form)
    }

    /// Shows the case, and remembers what was shown.
    fn show(&mut self, event: Option<Id>, refused: Option<Rejection>, mut failures: Vec<Text>) -> Moment {
        for (letter, why) in std::mem::take(&mut self.world.broken_letters) {
            let Text { nl, en } = why;
            failures.push(
                crate::say!("De brief `{letter}` lukt niet. {nl}"; "The letter `{letter}` fails. {en}"),
            );
        }
        // The case of the simulation is the first that was made.
        let entry = &self.world.cases[0];
        let (facts, effects) = (entry.facts[self.facts..].to_vec(), entry.effects[self.effects..].to_vec());
        (self.facts, self.effects) = (entry.facts.len(), entry.effects.len());
        let (active, atomic) = active(&entry.process, &entry.case);
        let (fields, closed) = (self.fields(entry), entry.case.closed.clone());
        let others = self.world.cases[1..].iter().map(other).collect();
        let lenient = self.process.profile() == Profile::Statechart;
        Moment {
            at: self.at(),
            event,
            taken: refused.is_none(),
            refused: refused.filter(|why| !(lenient && why.is_not_taken())).map(|why| why.text()),
            active,
            atomic,
            fields,
            facts,
            effects,
            ended: closed.is_some(),
            outcome: closed.and_then(|closed| closed.outcome),
            others,
            failures,
        }
    }

    fn at(&self) -> String {
        local(self.now).format("%Y-%m-%dT%H:%M:%S%.3f").to_string()
    }

    fn fields(&self, entry: &Entry) -> Map<String, Json> {
        let (records, person) = (self.world.records_of(entry), self.world.person());
        let context = Context {
            process: &entry.process,
            calendar: self.setting.calendar,
            person: &person,
            records: &records,
            witness: None,
        };
        let today = local(self.now).date();
        let env = Env { context: &context, case: &entry.case, event: None, item: None, known: None, today };
        let values = entry.process.definition().data.keys().map(|id| (id.to_string(), env.get(id)));
        values.filter(|(_, value)| value.is_set()).map(|(id, value)| (id, value_json(&value))).collect()
    }
}

/// Active states in document order, all and the innermost. The process itself is always active and
/// says nothing.
fn active(process: &Process, case: &Case) -> (Vec<Id>, Vec<Id>) {
    let chart = process.chart();
    let is_active = |id: &Id| case.states.contains_key(id);
    let states: Vec<_> = chart.states.iter().skip(1).filter(|state| is_active(&state.id)).collect();
    let innermost =
        states.iter().filter(|state| !state.inside.iter().any(|s| is_active(&chart.states[*s].id)));
    let atomic = innermost.map(|state| state.id.clone()).collect();
    (states.into_iter().map(|state| state.id.clone()).collect(), atomic)
}

fn other(entry: &Entry) -> Other {
    let closed = entry.case.closed.as_ref();
    Other {
        process: entry.process.id().clone(),
        key: entry.key.clone(),
        atomic: active(&entry.process, &entry.case).1,
        ended: closed.is_some(),
        outcome: closed.and_then(|closed| closed.outcome.clone()),
    }
}

/// A value whose type nobody declared.
fn plain(json: &Json) -> Value {
    match json {
        Json::Bool(flag) => Value::Boolean(*flag),
        Json::Number(number) => number.as_i64().map_or(Value::Unset, Value::Integer),
        Json::String(text) => Value::text(text),
        Json::Null | Json::Array(_) | Json::Object(_) => Value::Unset,
    }
}

fn rejection(refused: Refused<std::convert::Infallible>) -> Rejection {
    match refused {
        Refused::Rejected(rejection) => rejection,
        Refused::World(never) => match never {},
    }
}
