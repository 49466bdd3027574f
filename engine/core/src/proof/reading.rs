//! Where each trait is read, and so where it still matters.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::edges::edges;
use super::heard::Heard;
use super::interest::{Interest, anchors, base, changes, events, interesting};
use super::outlook::{PRESENCE, Trait};
use crate::compile::Process;
use crate::definition::event::Event;
use crate::expression::Expr;
use crate::graph::action::{Action, Named, walk};
use crate::graph::chart::{DoneIf, Kind};
use crate::graph::{Chart, StateIx};
use crate::id::Id;
use crate::value::{Type, Value};

/// Clusters are held against each other when there are no more than this.
const COMPARED_MAX: usize = 1_000;
/// A counter is followed one by one up to this, unless a guard names a greater number.
const COUNTED_MAX: i64 = 3;

struct Builder<'a> {
    process: &'a Process,
    chart: &'a Chart,
    fields: BTreeMap<Id, Interest>,
    traits: Vec<Trait>,
    known: HashMap<String, usize>,
    /// What is being read together just now.
    current: BTreeSet<usize>,
    /// Traits that are read together, with the places where they are.
    together: Vec<(Vec<usize>, Vec<Place>)>,
    clusters: HashMap<Vec<usize>, usize>,
    heard: Heard,
}

/// Where something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In a state while it is active, or while one inside it is.
    In(StateIx),
    /// On entering a state.
    Entering(StateIx),
    /// Only there: what it says begins anew with the state.
    Only(StateIx),
}

/// What was found.
pub(super) struct Reading {
    pub(super) traits: Vec<Trait>,
    /// Fields whose values make a difference, with the constants they are held against.
    pub(super) fields: BTreeMap<Id, Interest>,
    /// Traits that are read together somewhere.
    pub(super) clusters: Vec<Vec<usize>>,
    /// For each state, the clusters that matter while it is active.
    pub(super) live: Vec<Vec<usize>>,
    /// For each state, the clusters that matter when it is entered.
    pub(super) entering: Vec<Vec<usize>>,
}

impl Reading {
    /// Of a whole process.
    pub(super) fn of(process: &Process) -> Self {
        let mut builder = Builder {
            process,
            chart: process.chart(),
            fields: interesting(process),
            traits: Vec::new(),
            known: HashMap::new(),
            current: BTreeSet::new(),
            together: Vec::new(),
            clusters: HashMap::new(),
            heard: Heard::by(process.chart()),
        };
        builder.gather();
        let (live, entering) = builder.spread();
        let clusters = builder.together.into_iter().map(|(traits, _)| traits).collect();
        Self { traits: builder.traits, fields: builder.fields, clusters, live, entering }
    }
}

impl Builder<'_> {
    fn read(&mut self, what: Trait) {
        let next = self.traits.len();
        let at = *self.known.entry(format!("{what:?}")).or_insert(next);
        if at == next {
            self.traits.push(what);
        }
        self.current.insert(at);
    }

    /// What was read since the last time was read together, here.
    fn close(&mut self, place: Place) {
        let traits: Vec<usize> = std::mem::take(&mut self.current).into_iter().collect();
        if traits.is_empty() {
            return;
        }
        let next = self.together.len();
        let at = *self.clusters.entry(traits.clone()).or_insert(next);
        if at == next {
            self.together.push((traits, Vec::new()));
        }
        self.together[at].1.push(place);
    }

    fn read_field(&mut self, name: &Id) {
        let Some(interest) = self.fields.get(name) else { return };
        if self.process.params().contains_key(name) || name.starts_with("event.") {
            return;
        }
        let integers = interest.against.iter().filter_map(|value| match value {
            Value::Integer(number) => Some(number.saturating_add(1)),
            _ => None,
        });
        let most = integers.chain([COUNTED_MAX]).max().unwrap_or(COUNTED_MAX);
        let most = if interest.by_value { most.min(100) } else { PRESENCE };
        self.read(Trait::Field(name.clone(), most));
    }

    /// A guard or a value; fields that were filled in just before do not count.
    ///
    /// Of numbers and dates that an answer hangs on, the answer counts; the values by themselves only
    /// for what comes later, each alone.
    fn read_expression(&mut self, expr: &Expr, filled: &BTreeSet<Id>, place: Place) {
        for state in expr.states() {
            if let Some(state) = self.chart.index.get(state) {
                self.read(Trait::Active(*state));
            }
        }
        let atoms = expr.atoms();
        let whole = (atoms.len() > 1).then(|| expr.clone());
        for atom in atoms.into_iter().chain(whole) {
            let mut names = BTreeSet::new();
            base(self.process, &atom, 0, &mut names);
            let event_only = atom.reads().iter().any(|name| name.starts_with("event."));
            names.retain(|name| !filled.contains(name) && !self.process.params().contains_key(name));
            if names.is_empty() {
                continue;
            }
            let finite = names.iter().all(|name| {
                matches!(self.process.type_of(name), Some(Type::Boolean | Type::Choice(_) | Type::Integer))
            });
            if finite {
                names.iter().for_each(|name| self.read_field(name));
            } else {
                let together = std::mem::take(&mut self.current);
                for name in &names {
                    self.read_field(name);
                    self.close(place);
                }
                self.current = together;
            }
            if (!finite || atom == *expr) && !event_only {
                self.read(Trait::Holds(Box::new(atom)));
            }
        }
    }

    fn read_value(&mut self, expr: &Expr) {
        let mut names = BTreeSet::new();
        base(self.process, expr, 0, &mut names);
        names.iter().for_each(|name| self.read_field(name));
    }

    fn read_actions(&mut self, actions: &[Named], filled: &BTreeSet<Id>, place: Place) {
        walk(actions, &mut |named| {
            match &named.action {
                Action::Set(with) => {
                    for (field, expr) in with {
                        if self.fields.contains_key(field) {
                            self.read_value(expr);
                        }
                    }
                }
                Action::Decide { question, .. } => {
                    question.inputs.iter().for_each(|(_, expr)| self.read_value(expr));
                }
                Action::Choose(branches) if branches.iter().any(|branch| changes(&branch.actions)) => {
                    for branch in branches {
                        branch.guard.iter().for_each(|guard| self.read_expression(guard, filled, place));
                    }
                }
                Action::Send { .. } => {
                    self.read(Trait::Send(named.id.clone()));
                    self.close(Place::In(0));
                }
                _ => {}
            }
            self.close(place);
        });
    }

    /// Fields that every event of a transition has just filled in.
    fn filled(&self, patterns: &[Id]) -> BTreeSet<Id> {
        let mut filled: Option<BTreeSet<Id>> = None;
        for pattern in patterns {
            let form = match self.process.event(pattern) {
                Some(event) => {
                    let alias = pattern.split_once('.').map(|(alias, _)| alias);
                    let required = event.form.iter().filter(|(_, required)| required.value);
                    required
                        .map(|(field, _)| match alias {
                            Some(alias) => Id::from(format!("{alias}.{field}")),
                            None => field.clone(),
                        })
                        .collect()
                }
                None => BTreeSet::new(),
            };
            filled = Some(filled.map_or(form.clone(), |known| known.intersection(&form).cloned().collect()));
        }
        filled.unwrap_or_default()
    }

    fn gather(&mut self) {
        let (chart, process) = (self.chart, self.process);
        let none = BTreeSet::new();
        for (ix, state) in chart.states.iter().enumerate() {
            for block in state.entry.iter().chain(&state.exit) {
                self.read_actions(&block.actions, &none, Place::In(ix));
            }
            if let Some(initial) = &state.initial {
                self.read_actions(&initial.actions, &none, Place::Entering(ix));
            }
            self.gather_transitions(ix);
            self.gather_lives(ix);
            if let Kind::History { .. } = state.kind {
                self.read(Trait::Memory(ix));
                self.close(Place::Entering(ix));
            }
            if state.kind == Kind::Parallel && self.heard.has(&format!("done.{}", state.id)) {
                self.read(Trait::Finished(ix));
                self.close(Place::Only(ix));
            }
        }
        for (id, field) in process.definition().data.iter() {
            for state in field.required.iter().flat_map(|required| &required.states) {
                if let Some(state) = chart.index.get(&state.value) {
                    self.read_field(id);
                    self.close(Place::Entering(*state));
                }
            }
        }
        for (event, declared) in events(process).filter(|(_, declared)| declared.anytime) {
            self.read_requirements(&event, declared, Place::In(0));
            self.close(Place::In(0));
        }
        for id in process.definition().suspensions.keys() {
            self.read(Trait::Suspended(id.clone()));
            self.close(Place::In(0));
        }
    }

    /// The branches on one event are read together; those on another by themselves.
    fn gather_transitions(&mut self, ix: StateIx) {
        let (chart, process) = (self.chart, self.process);
        let mut events: Option<&[Id]> = None;
        for transition in chart.states[ix].transitions.iter().map(|t| &chart.transitions[*t]) {
            if events.is_some_and(|events| events != transition.events.as_slice()) {
                self.close(Place::In(ix));
            }
            events = Some(&transition.events);
            let filled = self.filled(&transition.events);
            if let Some(guard) = &transition.guard {
                self.read_expression(guard, &filled, Place::In(ix));
            }
            for (event, declared) in transition.events.iter().filter_map(|e| Some((e, process.event(e)?))) {
                self.read_requirements(event, declared, Place::In(ix));
            }
        }
        self.close(Place::In(ix));
        for transition in chart.states[ix].transitions.iter().map(|t| &chart.transitions[*t]) {
            let filled = self.filled(&transition.events);
            self.read_actions(&transition.actions, &filled, Place::In(ix));
        }
    }

    fn read_requirements(&mut self, event: &Id, declared: &Event, place: Place) {
        let filled = self.filled(std::slice::from_ref(event));
        for require in declared.require.keys() {
            if let Some(expr) = self.process.requirement(event, require) {
                self.read_expression(expr, &filled, place);
            }
        }
    }

    /// Deadlines and children live with their state.
    fn gather_lives(&mut self, ix: StateIx) {
        let (chart, none) = (self.chart, BTreeSet::new());
        for deadline in &chart.states[ix].deadlines {
            // Once for what is known before, once for how it stands.
            for place in [Place::In(ix), Place::Only(ix)] {
                let mut names = BTreeSet::new();
                anchors(self.process, &deadline.at, &mut names);
                names.iter().for_each(|name| self.read_field(name));
                if place == Place::Only(ix) {
                    self.read(Trait::Deadline(deadline.id.clone()));
                }
                self.close(place);
            }
        }
        for group in &chart.states[ix].groups {
            if let Some((list, _)) = &group.each {
                self.read_field(list);
                self.close(Place::Entering(ix));
            }
            for place in [Place::In(ix), Place::Only(ix)] {
                if let DoneIf::Condition(condition) = &group.done_if {
                    self.read_expression(condition, &none, place);
                }
                if place == Place::Only(ix) {
                    self.read(Trait::Children(group.id.clone()));
                }
                self.close(place);
            }
        }
    }

    /// Whatever can still be read from a place matters there.
    fn spread(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let states = self.chart.states.len();
        let mut back: Vec<Vec<usize>> = vec![Vec::new(); states * 2];
        for (from, to) in edges(self.chart) {
            back[to].push(from);
        }
        let is_wide = |place: &Place| !matches!(place, Place::Only(_));
        let wide = self.together.iter().filter(|(_, places)| places.iter().any(is_wide)).count();
        let mut bits: Vec<usize> = Vec::with_capacity(wide);
        let words = wide.div_ceil(64).max(1);
        let mut live = vec![0_u64; words * states * 2];
        let mut waiting = Vec::new();
        let mut only: Vec<Vec<usize>> = vec![Vec::new(); states];
        for (cluster, (_, places)) in self.together.iter().enumerate() {
            let bit = bits.len();
            for place in places {
                let at = match place {
                    Place::In(state) => *state,
                    Place::Entering(state) => states + state,
                    Place::Only(state) => {
                        only[*state].push(cluster);
                        continue;
                    }
                };
                live[at * words + bit / 64] |= 1 << (bit % 64);
                waiting.push(at);
            }
            if places.iter().any(is_wide) {
                bits.push(cluster);
            }
        }
        while let Some(place) = waiting.pop() {
            for from in &back[place] {
                let mut grown = false;
                for word in 0..words {
                    let more = live[place * words + word];
                    let here = &mut live[from * words + word];
                    grown |= *here | more != *here;
                    *here |= more;
                }
                if grown {
                    waiting.push(*from);
                }
            }
        }
        let of = |place: usize| {
            let row = &live[place * words..(place + 1) * words];
            let is_set = |bit: &usize| row[bit / 64] & (1 << (bit % 64)) != 0;
            (0..bits.len()).filter(is_set).map(|bit| bits[bit]).collect::<Vec<_>>()
        };
        let wider = self.wider();
        let entering = (0..states).map(|state| widest(&of(states + state), &wider)).collect();
        let active = (0..states).map(|state| {
            let mut live = of(state);
            live.extend(&only[state]);
            self.chart.ancestors(state, None).for_each(|outer| live.extend(&only[outer]));
            live.sort_unstable();
            live.dedup();
            widest(&live, &wider)
        });
        (active.collect(), entering)
    }

    /// For each cluster those that it lies within: they say all that it says.
    fn wider(&self) -> Vec<Vec<usize>> {
        if self.together.len() > COMPARED_MAX {
            return vec![Vec::new(); self.together.len()];
        }
        let within = |one: &[usize], other: &[usize]| {
            one.len() < other.len() && one.iter().all(|t| other.binary_search(t).is_ok())
        };
        let all = || self.together.iter().map(|(traits, _)| traits.as_slice()).enumerate();
        all()
            .map(|(_, one)| all().filter(|(_, other)| within(one, other)).map(|(at, _)| at).collect())
            .collect()
    }
}

/// Without clusters that lie within others of them.
fn widest(clusters: &[usize], wider: &[Vec<usize>]) -> Vec<usize> {
    let is_here = |cluster: &usize| clusters.binary_search(cluster).is_ok();
    clusters.iter().filter(|one| !wider[**one].iter().any(is_here)).copied().collect()
}
