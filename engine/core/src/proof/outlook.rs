//! What is worth telling apart: the traits of a situation that decide how it can go on.
//!
//! A value matters in a state while something that can still come reads it. In parallel states each
//! part is looked at by itself, with the traits that it reads: parts that have nothing to do with each
//! other then add up, instead of multiplying.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;

use super::interest::{Interest, base};
use super::reading::Reading;
use super::situation::Situation;
use crate::calendar::local;
use crate::case::{Standing, Timer};
use crate::compile::Process;
use crate::expression::{Environment, Expr};
use crate::graph::StateIx;
use crate::graph::chart::Kind;
use crate::id::Id;
use crate::step::{Context, Env, Known};
use crate::value::{Record, Type, Value};

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
    /// For each trait what its value hangs on, if that is only what fields hold.
    behind: Vec<Option<Behind>>,
    /// Fields whose values make a difference, with the constants they are held against.
    pub(super) fields: BTreeMap<Id, Interest>,
}

/// What the value of a trait hangs on.
struct Behind {
    fields: BTreeSet<Id>,
    /// And on the day.
    by_day: bool,
}

/// An innermost active state as it is seen.
pub(super) struct Part {
    pub(super) state: StateIx,
    /// All that matters there, as one number.
    pub(super) whole: u64,
    /// What is read together, each by itself.
    pub(super) mixes: Vec<u64>,
    /// For each of these, or for the whole when there are none, whether it was seen here first.
    pub(super) news: Vec<bool>,
}

impl Part {
    /// Whether something of it was seen here for the first time.
    pub(super) fn is_new(&self) -> bool {
        self.news.contains(&true)
    }
}

/// A situation as it is seen.
pub(super) struct Sight {
    pub(super) parts: Vec<Part>,
    /// The traits that matter somewhere, with their values.
    pub(super) told: HashMap<usize, u64, Plainly>,
}

impl Sight {
    /// A part whose traits are all as they were: then its numbers are too.
    fn part_as(
        &self,
        state: StateIx,
        traits: &[usize],
        told: &HashMap<usize, u64, Plainly>,
    ) -> Option<(u64, Vec<u64>)> {
        let at = self.parts.binary_search_by_key(&state, |part| part.state).ok()?;
        let same = traits.iter().all(|t| self.told.get(t) == told.get(t));
        same.then(|| (self.parts[at].whole, self.parts[at].mixes.clone()))
    }

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
        let behind = traits.iter().map(|what| behind(process, what)).collect();
        Self { process, traits, clusters, live, traits_in, traits_entering, behind, fields }
    }

    /// The traits of a situation, part by part: each innermost state with what matters there.
    /// What did not change since another sight is taken from there.
    pub(super) fn sight(
        &self,
        context: &Context<'_>,
        situation: &Situation,
        since: Option<(&Situation, &Sight)>,
    ) -> Sight {
        let chart = self.process.chart();
        let active = situation.active(chart);
        let today = local(situation.now).date();
        let known = Known::default();
        let env = Env { context, case: &situation.case, event: None, item: None, known: Some(&known), today };
        let changed = since.map(|(before, _)| changed(before, situation));
        let is_same_day = since.is_some_and(|(before, _)| local(before.now).date() == today);
        let as_before = |at: usize| {
            let ((_, sight), changed, behind) = (since?, changed.as_ref()?, self.behind[at].as_ref()?);
            let holds = (is_same_day || !behind.by_day) && behind.fields.is_disjoint(changed);
            sight.told.get(&at).filter(|_| holds).copied()
        };
        let mut told: HashMap<usize, u64, Plainly> = HashMap::default();
        let innermost = active.iter().copied().filter(|s| chart.states[*s].inside.is_empty());
        let mut parts = Vec::new();
        for state in innermost {
            for at in &self.traits_in[state] {
                told.entry(*at).or_insert_with(|| {
                    as_before(*at).unwrap_or_else(|| self.tell(&self.traits[*at], &active, situation, &env))
                });
            }
            let same = since.and_then(|(_, sight)| sight.part_as(state, &self.traits_in[state], &told));
            let (whole, mixes) = same.unwrap_or_else(|| {
                let values = |of: &[usize]| of.iter().map(|at| told[at]).collect::<Vec<u64>>();
                let mixes = self.live[state].iter().map(|at| hash(&(state, at, values(&self.clusters[*at]))));
                (hash(&(state, values(&self.traits_in[state]))), mixes.collect())
            });
            parts.push(Part { state, whole, mixes, news: vec![true] });
        }
        Sight { parts, told }
    }

    /// What is read together and matters in a state, in the order of its mixes.
    pub(super) fn clusters_in(&self, state: StateIx) -> impl Iterator<Item = &[usize]> {
        self.live[state].iter().map(|at| self.clusters[*at].as_slice())
    }

    /// Which of some fields are read together with others of them, each with those it must be mixed with.
    pub(super) fn together(&self, fields: &[Id]) -> Vec<Vec<usize>> {
        if fields.len() < 2 {
            return (0..fields.len()).map(|at| vec![at]).collect();
        }
        let mut group: Vec<usize> = (0..fields.len()).collect();
        for cluster in &self.clusters {
            let reads = |field: &Id| {
                cluster
                    .iter()
                    .any(|at| self.behind[*at].as_ref().is_some_and(|behind| behind.fields.contains(field)))
            };
            let mut inside = (0..fields.len()).filter(|at| reads(&fields[*at]));
            let Some(first) = inside.next() else { continue };
            for other in inside {
                let (from, to) = (group[other], group[first]);
                group.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
            }
        }
        let firsts: BTreeSet<usize> = group.iter().copied().collect();
        firsts.into_iter().map(|first| (0..fields.len()).filter(|at| group[*at] == first).collect()).collect()
    }

    fn tell(&self, what: &Trait, active: &BTreeSet<StateIx>, situation: &Situation, env: &Env<'_>) -> u64 {
        let case = &situation.case;
        let mut hasher = Mixer::default();
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

/// Fields of the case and of its records that are not the same in two situations.
fn changed(before: &Situation, after: &Situation) -> BTreeSet<Id> {
    let mut changed = BTreeSet::new();
    differing(&before.case.fields, &after.case.fields, |id| _ = changed.insert(id.clone()));
    let none = Record::new();
    for alias in before.records.keys().chain(after.records.keys()) {
        let of = |situation: &'_ Situation| situation.records.get(alias).cloned().unwrap_or_default();
        if before.records.get(alias) != after.records.get(alias) {
            let (old, new) = (of(before), of(after));
            differing(&old, &new, |id| _ = changed.insert(Id::from(format!("{alias}.{id}"))));
        }
    }
    if !Arc::ptr_eq(&before.person, &after.person) {
        differing(&none, &after.person, |id| _ = changed.insert(Id::from(format!("person.{id}"))));
    }
    changed
}

fn differing(old: &Record, new: &Record, mut note: impl FnMut(&Id)) {
    new.iter().filter(|(id, value)| old.get(*id) != Some(*value)).for_each(|(id, _)| note(id));
    old.keys().filter(|id| !new.contains_key(*id)).for_each(note);
}

/// What the value of a trait hangs on, if that can be told from the fields alone.
fn behind(process: &Process, what: &Trait) -> Option<Behind> {
    let mut fields = BTreeSet::new();
    let by_day = match what {
        Trait::Field(name, _) => {
            fields.insert(name.clone());
            matches!(process.type_of(name), Some(Type::Date | Type::Datetime))
        }
        Trait::Holds(atom) if atom.states().is_empty() => {
            base(process, atom, 0, &mut fields);
            true
        }
        _ => return None,
    };
    // Children can be read like a list, and they change by themselves.
    let is_stored = |name: &Id| {
        name.contains('.')
            || process.definition().data.contains_key(name)
            || process.params().contains_key(name)
    };
    fields.iter().all(is_stored).then_some(Behind { fields, by_day })
}

/// A quick hash of numbers and short texts. Two that differ hash the same so seldom that the search
/// would sooner be wrong by a fault of memory.
#[derive(Default)]
pub(super) struct Mixer(u64);

/// Maps with numbers as their keys.
pub(super) type Plainly = BuildHasherDefault<Mixer>;

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9).rotate_left(23);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// Anything as a number.
pub(super) fn hash(what: &impl Hash) -> u64 {
    let mut hasher = Mixer::default();
    what.hash(&mut hasher);
    hasher.finish()
}
