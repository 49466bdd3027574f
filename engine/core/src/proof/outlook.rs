//! What is worth telling apart: the traits of a situation that decide how it can go on.
//!
//! A value matters in a state while something that can still come reads it. In parallel states each
//! part is looked at by itself, with the traits that it reads: parts that have nothing to do with each
//! other then add up, instead of multiplying.

use std::cell::RefCell;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};

use super::interest::Interest;
use super::reading::Reading;
use super::situation::Situation;
use chrono::NaiveDate;

use crate::calendar::{Direction, Due, Duration, local};
use crate::case::{Standing, Timer};
use crate::compile::Process;
use crate::expression::{Environment, Expr};
use crate::graph::StateIx;
use crate::graph::chart::Kind;
use crate::id::Id;
use crate::step::{Context, Env};
use crate::value::{Type, Value};

/// Ended children are counted up to this.
const CHILDREN_MAX: usize = 4;

/// The most of a field of which only matters whether it is there.
pub(super) const PRESENCE: i64 = -1;

/// Something about a situation that can be told.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trait {
    /// The value of a field, or of a record's field: up to a number, or only whether it is there.
    Field(Id, i64),
    /// Whether a part of a guard holds.
    Holds(Box<Expr>),
    /// What a history remembers.
    Memory(StateIx),
    /// Whether a state is active.
    Active(StateIx),
    /// How many parts of a parallel state have come to their end.
    Finished(StateIx),
    /// How a deadline stands.
    Deadline(Id),
    /// How the children of a group stand.
    Children(Id),
    Send(Id),
    Suspended(Id),
}

/// What matters where.
pub(super) struct Outlook<'a> {
    process: &'a Process,
    pub(super) traits: Vec<Trait>,
    /// Traits that are read together somewhere.
    clusters: Vec<Vec<usize>>,
    /// For each state, the clusters that matter while it is active.
    live: Vec<Vec<usize>>,
    /// For each state, the traits that matter while it is active, and those that do when it is entered.
    pub(super) traits_in: Vec<Vec<usize>>,
    pub(super) traits_entering: Vec<Vec<usize>>,
    /// Fields whose values make a difference, with the constants they are held against.
    pub(super) fields: BTreeMap<Id, Interest>,
}

/// An innermost active state as it is seen.
pub(super) struct Part {
    pub(super) state: StateIx,
    /// All that matters there, as one number.
    pub(super) whole: u64,
    /// What is read together, each by itself.
    pub(super) mixes: Vec<u64>,
    /// Whether something of it was seen here for the first time;
    pub(super) is_new: bool,
}

/// A situation as it is seen.
pub(super) struct Sight {
    pub(super) parts: Vec<Part>,
    /// The traits that matter somewhere, with their values.
    pub(super) told: HashMap<usize, u64>,
}

impl Sight {
    /// All of it as one number.
    pub(super) fn number(&self) -> u64 {
        hash(&self.parts.iter().map(|part| part.whole).collect::<Vec<_>>())
    }
}

impl<'a> Outlook<'a> {
    pub(super) fn of(process: &'a Process) -> Self {
        let Reading { traits, fields, clusters, live, entering } = Reading::of(process);
        let all = |rows: &[Vec<usize>]| {
            let of = |row: &Vec<usize>| {
                let traits: BTreeSet<usize> = row.iter().flat_map(|c| clusters[*c].iter().copied()).collect();
                traits.into_iter().collect()
            };
            rows.iter().map(of).collect()
        };
        let (traits_in, traits_entering) = (all(&live), all(&entering));
        Self { process, traits, clusters, live, traits_in, traits_entering, fields }
    }

    /// The traits of a situation, part by part: each innermost state with what matters there.
    pub(super) fn sight(&self, context: &Context<'_>, situation: &Situation) -> Sight {
        let chart = self.process.chart();
        let active = situation.active(chart);
        let today = local(situation.now).date();
        let env = Env { context, case: &situation.case, event: None, item: None, today };
        let env = Remembering { env: &env, known: RefCell::default() };
        let mut told: HashMap<usize, u64> = HashMap::new();
        let innermost = active.iter().copied().filter(|s| chart.states[*s].inside.is_empty());
        let mut parts = Vec::new();
        for state in innermost {
            for at in &self.traits_in[state] {
                told.entry(*at).or_insert_with(|| self.tell(&self.traits[*at], &active, situation, &env));
            }
            let values = |of: &[usize]| of.iter().map(|at| told[at]).collect::<Vec<u64>>();
            let whole = hash(&(state, values(&self.traits_in[state])));
            let mixes = self.live[state].iter().map(|at| hash(&(state, at, values(&self.clusters[*at]))));
            parts.push(Part { state, whole, mixes: mixes.collect(), is_new: true });
        }
        Sight { parts, told }
    }

    fn tell(&self, what: &Trait, active: &BTreeSet<StateIx>, situation: &Situation, env: &Remembering<'_>) -> u64 {
        let case = &situation.case;
        let mut hasher = DefaultHasher::new();
        match what {
            Trait::Field(name, most) => match env.get(name) {
                Value::Unset => 0.hash(&mut hasher),
                _ if *most == PRESENCE => 1.hash(&mut hasher),
                Value::Boolean(flag) => flag.hash(&mut hasher),
                Value::Integer(number) => number.min(*most).hash(&mut hasher),
                Value::Text(text) if matches!(self.process.type_of(name), Some(Type::Choice(_))) => {
                    text.hash(&mut hasher);
                }
                Value::Date(day) => (day > env.today()).hash(&mut hasher),
                Value::Datetime(moment) => (moment > local(situation.now)).hash(&mut hasher),
                Value::List(items) => items.is_empty().hash(&mut hasher),
                _ => 1.hash(&mut hasher),
            },
            Trait::Holds(atom) => atom.holds(env).hash(&mut hasher),
            Trait::Memory(state) => {
                case.history.get(&self.process.chart().states[*state].id).hash(&mut hasher);
            }
            Trait::Active(state) => active.contains(state).hash(&mut hasher),
            Trait::Finished(whole) => {
                let chart = self.process.chart();
                let is_finished = |part: &&StateIx| {
                    let mut inside = chart.states[**part].inside.iter();
                    inside.any(|s| active.contains(s) && chart.states[*s].kind == Kind::Final)
                };
                chart.states[*whole].inside.iter().filter(is_finished).count().hash(&mut hasher);
            }
            Trait::Deadline(id) => {
                let standing = case.deadlines.get(id).map(|deadline| match &deadline.standing {
                    Standing::Running => 0,
                    Standing::Waiting(_) => 1,
                    Standing::Suspended => 2,
                    Standing::Met(_) => 3,
                    Standing::Fired => 4,
                });
                // Of the days of terms only matters which comes first.
                let next = case.next_timer().map(|(_, timer)| timer);
                (standing, next == Some(Timer::Deadline(id.clone()))).hash(&mut hasher);
            }
            Trait::Children(group) => {
                let children = || case.children.get(group).into_iter().flatten().map(|(_, child)| child);
                let outcomes: BTreeSet<_> = children().map(|child| (child.open, &child.outcome)).collect();
                let ended = children().filter(|child| !child.open).count().min(CHILDREN_MAX);
                (outcomes, ended, case.groups_done.contains(group)).hash(&mut hasher);
            }
            Trait::Send(id) => case.sends.contains_key(id).hash(&mut hasher),
            Trait::Suspended(id) => case.suspended().any(|open| open == id).hash(&mut hasher),
        }
        hasher.finish()
    }
}

/// Values are asked for again and again, and derived ones take long.
struct Remembering<'a> {
    env: &'a Env<'a>,
    known: RefCell<HashMap<Id, Value>>,
}

impl Environment for Remembering<'_> {
    fn get(&self, name: &Id) -> Value {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let value = self.env.get(name);
        self.known.borrow_mut().insert(name.clone(), value.clone());
        value
    }

    fn in_state(&self, state: &Id) -> bool {
        self.env.in_state(state)
    }

    fn today(&self) -> NaiveDate {
        self.env.today()
    }

    fn shift(&self, base: Due, duration: Duration, direction: Direction) -> Option<NaiveDate> {
        self.env.shift(base, duration, direction)
    }
}

/// Anything as a number.
pub(super) fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
