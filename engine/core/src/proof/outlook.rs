//! What is worth telling apart: the traits of a situation that decide how it can go on.
//!
//! A value matters in a state while something that can still come reads it. In parallel states each
//! part is looked at by itself, with the traits that it reads: parts that have nothing to do with each
//! other then add up, instead of multiplying.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use super::reading::Reading;
use super::situation::Situation;
use crate::calendar::local;
use crate::case::Standing;
use crate::compile::Process;
use crate::expression::{Environment, Expr};
use crate::graph::StateIx;
use crate::graph::chart::Kind;
use crate::id::Id;
use crate::step::{Context, Env};
use crate::value::{Type, Value};

/// Something about a situation that can be told.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trait {
    /// The value of a field, or of a record's field: up to a number, or only whether it is there.
    Field(Id, i64),
    /// Whether a part of a guard holds.
    Holds(Box<Expr>),
    /// What a history remembers.
    Memory(StateIx),
    /// Whether a state is active, or has come to its end.
    Active(StateIx),
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
    traits: Vec<Trait>,
    /// For each state, the traits that matter while it is active, one bit each.
    live: Vec<Vec<u64>>,
    /// Fields whose values make a difference, with the constants they are held against.
    pub(super) fields: BTreeMap<Id, Vec<Value>>,
}

impl<'a> Outlook<'a> {
    pub(super) fn of(process: &'a Process) -> Self {
        let Reading { traits, fields, live } = Reading::of(process);
        Self { process, traits, live, fields }
    }

    /// The traits of a situation, part by part: each innermost state with what matters there.
    pub(super) fn sight(&self, context: &Context<'_>, situation: &Situation) -> Vec<Part> {
        let chart = self.process.chart();
        let active = situation.active(chart);
        let today = local(situation.now).date();
        let env = Env { context, case: &situation.case, event: None, item: None, today };
        let mut told: Vec<Option<u64>> = vec![None; self.traits.len()];
        let innermost = active.iter().copied().filter(|s| chart.states[*s].inside.is_empty());
        let mut parts = Vec::new();
        for state in innermost {
            let mut traits = vec![state as u64];
            for (at, what) in self.traits.iter().enumerate() {
                if self.live[state][at / 64] & (1 << (at % 64)) != 0 {
                    let value = *told[at].get_or_insert_with(|| self.tell(what, &active, situation, &env));
                    traits.push(hash(&(state, at, value)));
                }
            }
            parts.push(traits);
        }
        parts
    }

    fn tell(&self, what: &Trait, active: &BTreeSet<StateIx>, situation: &Situation, env: &Env<'_>) -> u64 {
        let case = &situation.case;
        let mut hasher = DefaultHasher::new();
        match what {
            Trait::Field(name, most) => match env.get(name) {
                Value::Unset => 0.hash(&mut hasher),
                Value::Boolean(flag) => flag.hash(&mut hasher),
                Value::Integer(number) => number.min(*most).hash(&mut hasher),
                Value::Text(text) if matches!(self.process.type_of(name), Some(Type::Choice(_))) => {
                    text.hash(&mut hasher);
                }
                Value::Date(day) => (day > env.today).hash(&mut hasher),
                Value::Datetime(moment) => (moment > local(situation.now)).hash(&mut hasher),
                Value::List(items) => items.is_empty().hash(&mut hasher),
                _ => 1.hash(&mut hasher),
            },
            Trait::Holds(atom) => atom.holds(env).hash(&mut hasher),
            Trait::Memory(state) => {
                case.history.get(&self.process.chart().states[*state].id).hash(&mut hasher);
            }
            Trait::Active(state) => active.contains(state).hash(&mut hasher),
            Trait::Finished(part) => {
                let chart = self.process.chart();
                let mut inside = chart.states[*part].inside.iter();
                inside.any(|s| active.contains(s) && chart.states[*s].kind == Kind::Final).hash(&mut hasher);
            }
            Trait::Deadline(id) => case
                .deadlines
                .get(id)
                .map(|deadline| match &deadline.standing {
                    Standing::Running => 0,
                    Standing::Waiting(_) => 1,
                    Standing::Suspended => 2,
                    Standing::Met(_) => 3,
                    Standing::Fired => 4,
                })
                .hash(&mut hasher),
            Trait::Children(group) => {
                let children = case.children.get(group);
                let outcomes: BTreeSet<_> =
                    children.into_iter().flatten().map(|(_, child)| (child.open, &child.outcome)).collect();
                (outcomes, case.groups_done.contains(group)).hash(&mut hasher);
            }
            Trait::Send(id) => case.sends.contains_key(id).hash(&mut hasher),
            Trait::Suspended(id) => case.suspended().any(|open| open == id).hash(&mut hasher),
        }
        hasher.finish()
    }
}

/// A state, and each trait that matters there with its value, as numbers.
pub(super) type Part = Vec<u64>;

/// Anything as a number.
pub(super) fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
