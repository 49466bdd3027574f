//! What guards, values and letters can read of a case.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::witness::Witness;
use crate::calendar::{Calendar, Direction, Due, Duration};
use crate::case::Case;
use crate::compile::Process;
use crate::definition::calendar;
use crate::expression::{Environment, Expr};
use crate::id::Id;
use crate::table::Derived;
use crate::value::{Record, Value};

/// What a step needs beside the case and the event.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The definition the case is on.
    pub process: &'a Process,
    /// The working days of the organisation; those of the case are [`Context::working_days`].
    pub calendar: &'a Calendar,
    /// The person, by the names that `person.` has.
    pub person: &'a Record,
    /// The shared records it reads, by alias.
    pub records: &'a BTreeMap<Id, Record>,
    /// Who is told which conditions hold; decides nothing.
    pub witness: Option<&'a Witness>,
}

impl Context<'_> {
    /// Tells the witness how a condition was judged, and gives that on.
    pub(super) fn judged(&self, condition: &Expr, held: bool) -> bool {
        if let Some(witness) = self.witness {
            witness.hear(condition, held);
        }
        held
    }
}

impl<'a> Context<'a> {
    /// The working days of the people who do this process.
    #[must_use]
    pub fn working_days(&self) -> Cow<'a, Calendar> {
        calendar::on(&self.process.definition().calendar, self.calendar)
    }
}

/// Reads the values of a case at one moment.
pub struct Env<'a> {
    /// Process, person and records.
    pub context: &'a Context<'a>,
    /// The case.
    pub case: &'a Case,
    /// The data of the event that is handled.
    pub event: Option<&'a Record>,
    /// The list item in whose name something is evaluated.
    pub item: Option<&'a Record>,
    /// Derived values that were worked out before, while nothing changes.
    pub known: Option<&'a Known>,
    /// The day it happens.
    pub today: NaiveDate,
}

/// Derived values by their names. They are asked for again and again, and a table takes long.
pub type Known = RefCell<HashMap<Id, Value>>;

/// Derived fields may build on each other, but not for ever; `check` refuses circles.
const DERIVED_DEPTH_MAX: usize = 32;

impl Env<'_> {
    /// A derived value; inside a list item its name may mean something of the item.
    fn derived(&self, name: &Id, derived: &Derived, env: &dyn Environment) -> Value {
        let work_out = || derived.eval(env).unwrap_or_default();
        let Some(known) = self.known.filter(|_| self.item.is_none()) else { return work_out() };
        if let Some(value) = known.borrow().get(name) {
            return value.clone();
        }
        let value = work_out();
        known.borrow_mut().insert(name.clone(), value.clone());
        value
    }

    fn read(&self, name: &Id, depth: usize) -> Cow<'_, Value> {
        if let Some(value) = self.item.and_then(|item| item.get(name)) {
            return Cow::Borrowed(value);
        }
        let process = self.context.process;
        if let Some(value) = self.case.fields.get(name).or_else(|| process.params().get(name)) {
            return Cow::Borrowed(value);
        }
        if let Some((head, tail)) = name.split_once('.') {
            return self.dotted(name, head, tail, depth);
        }
        if depth < DERIVED_DEPTH_MAX
            && let Some(derived) = process.derived(name)
        {
            return Cow::Owned(self.derived(name, derived, &Deeper { env: self, depth: depth + 1 }));
        }
        let children = self.case.children.get(name);
        let list = |children: &BTreeMap<_, _>| Value::List(children.values().map(child_record).collect());
        Cow::Owned(children.map_or(Value::Unset, list))
    }

    fn dotted(&self, name: &Id, head: &str, tail: &str, depth: usize) -> Cow<'_, Value> {
        let record = match head {
            "event" => self.event,
            "person" => Some(self.context.person),
            _ => match self.context.process.derived(name) {
                Some(derived) if depth < DERIVED_DEPTH_MAX => {
                    let alias = Id::from(head);
                    let env = RecordEnv { env: self, alias, depth: depth + 1 };
                    return Cow::Owned(self.derived(name, derived, &env));
                }
                _ => self.context.records.get(head),
            },
        };
        record.and_then(|record| record.get(tail)).map_or(Cow::Owned(Value::Unset), Cow::Borrowed)
    }
}

fn child_record(child: &crate::case::Child) -> Record {
    let mut record = child.item.clone();
    record.insert(Id::from("open"), Value::Boolean(child.open));
    if let Some(outcome) = &child.outcome {
        record.insert(Id::from("outcome"), Value::text(outcome));
    }
    record
}

impl Environment for Env<'_> {
    fn value(&self, name: &Id) -> Cow<'_, Value> {
        self.read(name, 0)
    }

    fn in_state(&self, state: &Id) -> bool {
        self.case.states.contains_key(state)
    }

    fn today(&self) -> NaiveDate {
        self.today
    }

    fn shift(&self, base: Due, duration: Duration, direction: Direction) -> Option<NaiveDate> {
        self.context.working_days().shift(base, duration, direction, None).ok().map(Due::day)
    }
}

/// An environment that knows how deep it is in derived fields.
struct Deeper<'a> {
    env: &'a Env<'a>,
    depth: usize,
}

impl Environment for Deeper<'_> {
    fn value(&self, name: &Id) -> Cow<'_, Value> {
        self.env.read(name, self.depth)
    }

    fn in_state(&self, state: &Id) -> bool {
        self.env.in_state(state)
    }

    fn today(&self) -> NaiveDate {
        self.env.today
    }

    fn shift(&self, base: Due, duration: Duration, direction: Direction) -> Option<NaiveDate> {
        self.env.shift(base, duration, direction)
    }
}

/// A record's own formulas name its fields without the alias.
struct RecordEnv<'a> {
    env: &'a Env<'a>,
    alias: Id,
    depth: usize,
}

impl Environment for RecordEnv<'_> {
    fn value(&self, name: &Id) -> Cow<'_, Value> {
        let dotted = Id::dotted(&self.alias, name);
        self.env.dotted(&dotted, &self.alias, name, self.depth)
    }

    fn in_state(&self, _: &Id) -> bool {
        false
    }

    fn today(&self) -> NaiveDate {
        self.env.today
    }

    fn shift(&self, base: Due, duration: Duration, direction: Direction) -> Option<NaiveDate> {
        self.env.shift(base, duration, direction)
    }
}
