//! What an event can depend on and touch: what was tried once need not be tried again beside other
//! parts that have nothing to do with it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::interest::base;
use super::outlook::{Outlook, Sight, Trait, hash};
use crate::compile::Process;
use crate::graph::action::{Action, Named, walk};
use crate::graph::chart::{Kind, matches};
use crate::graph::{Chart, StateIx, TransitionIx};
use crate::id::Id;

/// Looks up, for a process, what its events reach.
pub(super) struct Reach<'a> {
    process: &'a Process,
    outlook: &'a Outlook<'a>,
    /// For each stored field, the traits that it has part in.
    of_field: HashMap<Id, Vec<usize>>,
    /// States in which it matters what other states are active.
    looks_around: Vec<bool>,
    /// What is remembered or done on leaving makes every way out a way of its own.
    is_plain: bool,
    known: RefCell<HashMap<Id, std::rc::Rc<Touched>>>,
}

/// What one event touches.
#[derive(Default)]
struct Touched {
    /// Itself and what it raises.
    events: Vec<Id>,
    /// Traits that it may change by itself, sorted.
    traits: Vec<usize>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(process: &'a Process, outlook: &'a Outlook<'a>) -> Self {
        let chart = process.chart();
        let mut of_field: HashMap<Id, Vec<usize>> = HashMap::new();
        for (at, what) in outlook.traits.iter().enumerate() {
            let mut names = BTreeSet::new();
            match what {
                Trait::Field(name, _) => drop(names.insert(name.clone())),
                Trait::Holds(atom) => base(process, atom, 0, &mut names),
                _ => {}
            }
            names.into_iter().for_each(|name| of_field.entry(name).or_default().push(at));
        }
        let around =
            |traits: &Vec<usize>| traits.iter().any(|at| matches!(outlook.traits[*at], Trait::Active(_)));
        let is_plain = chart
            .states
            .iter()
            .all(|state| state.exit.is_empty() && !matches!(state.kind, Kind::History { .. }));
        Self {
            process,
            outlook,
            of_field,
            looks_around: outlook.traits_in.iter().map(around).collect(),
            is_plain,
            known: RefCell::default(),
        }
    }

    /// What an event would happen to, as one number: wherever this is the same, it goes the same. With
    /// `singly` it is enough that all was seen somewhere that is read together.
    pub(super) fn number(&self, what: &str, event: &Id, place: usize, sight: &Sight, singly: bool) -> u64 {
        let chart = self.process.chart();
        let touched = self.touched(event);
        let mut seen: Vec<u64> = vec![hash(&what)];
        for part in &sight.parts {
            let chain = std::iter::once(part.state).chain(chart.ancestors(part.state, None));
            let taking: Vec<TransitionIx> = chain
                .flat_map(|s| chart.states[s].transitions.iter().copied())
                .filter(|t| touched.events.iter().any(|event| chart.transitions[*t].takes(event)))
                .collect();
            if !taking.is_empty() && self.is_plain && taking.iter().all(|t| leaves(chart, *t, part.state)) {
                taking.iter().for_each(|t| seen.push(self.before_leaving(*t, sight)));
                continue;
            }
            let is_touched = || touched.traits.iter().any(|t| self.matters(*t, part.state));
            if !taking.is_empty() || self.looks_around[part.state] || is_touched() {
                seen.push(match (singly, part.is_new) {
                    (false, _) => part.whole,
                    (true, true) => hash(&(part.state, place)),
                    (true, false) => hash(&part.state),
                });
            }
        }
        seen.dedup();
        hash(&seen)
    }

    fn matters(&self, what: usize, state: StateIx) -> bool {
        self.outlook.traits_in[state].binary_search(&what).is_ok()
    }

    /// What decides how a part is left: the condition, and what still matters in the target.
    fn before_leaving(&self, transition: TransitionIx, sight: &Sight) -> u64 {
        let chart = self.process.chart();
        let taken = &chart.transitions[transition];
        let mut traits: BTreeSet<usize> = BTreeSet::new();
        let mut names = BTreeSet::new();
        taken.guard.iter().for_each(|guard| base(self.process, guard, 0, &mut names));
        names.iter().filter_map(|name| self.of_field.get(name)).for_each(|of| traits.extend(of));
        for target in &taken.targets {
            traits.extend(&self.outlook.traits_entering[*target]);
        }
        let told: Vec<_> = traits.iter().map(|t| (*t, sight.told.get(t).copied())).collect();
        hash(&(transition, told))
    }

    fn touched(&self, event: &Id) -> std::rc::Rc<Touched> {
        if let Some(known) = self.known.borrow().get(event) {
            return known.clone();
        }
        let found = std::rc::Rc::new(self.find(event));
        self.known.borrow_mut().insert(event.clone(), found.clone());
        found
    }

    fn find(&self, event: &Id) -> Touched {
        let chart = self.process.chart();
        let mut events = vec![event.clone()];
        let mut fields: BTreeSet<Id> = BTreeSet::new();
        let mut own: Vec<Trait> = Vec::new();
        let mut at = 0;
        while let Some(name) = events.get(at).cloned() {
            at += 1;
            if let Some(declared) = self.process.event(&name) {
                let alias = name.split_once('.').map(|(alias, _)| alias);
                fields.extend(declared.form.keys().map(|field| match alias {
                    Some(alias) => Id::from(format!("{alias}.{field}")),
                    None => field.clone(),
                }));
            }
            for transition in chart.transitions.iter().filter(|t| t.takes(&name)) {
                written(&transition.actions, &mut fields, &mut own, &mut events);
            }
            let meets = |patterns: &[Id]| patterns.iter().any(|pattern| matches(pattern, &name));
            let met = chart.deadlines().filter(|(_, deadline)| meets(&deadline.met_by));
            own.extend(met.map(|(_, deadline)| Trait::Deadline(deadline.id.clone())));
            for (id, suspension) in &self.process.definition().suspensions {
                if suspension.from.iter().chain(&suspension.until).any(|p| matches(&p.value, &name)) {
                    own.push(Trait::Suspended(id.clone()));
                }
            }
        }
        let of_fields = fields.iter().filter_map(|field| self.of_field.get(field)).flatten().copied();
        let mut traits: Vec<usize> = of_fields.collect();
        let all = self.outlook.traits.iter().enumerate();
        traits.extend(all.filter(|(_, what)| own.contains(what)).map(|(at, _)| at));
        traits.sort_unstable();
        traits.dedup();
        Touched { events, traits }
    }
}

/// Whether a transition of a state around leaves all that is inside.
fn leaves(chart: &Chart, transition: TransitionIx, innermost: StateIx) -> bool {
    let transition = &chart.transitions[transition];
    transition.source != innermost
        && !transition.targets.is_empty()
        && !transition.internal
        && transition.targets.iter().all(|target| !chart.is_inside(*target, transition.source))
}

/// Fields, sends and deadlines that actions change, and events that they raise.
fn written(actions: &[Named], fields: &mut BTreeSet<Id>, own: &mut Vec<Trait>, raised: &mut Vec<Id>) {
    walk(actions, &mut |named| match &named.action {
        Action::Set(with) => fields.extend(with.iter().map(|(field, _)| field.clone())),
        Action::Decide { into, .. } => fields.extend(into.iter().map(|(field, _)| field.clone())),
        Action::Append { list, .. } | Action::Remove { list, .. } | Action::Update { list, .. } => {
            fields.insert(list.clone());
        }
        Action::Choices { set, .. } => drop(fields.insert(set.clone())),
        Action::Send { .. } => own.push(Trait::Send(named.id.clone())),
        Action::Cancel(send) => own.push(Trait::Send(send.clone())),
        Action::Extend { deadline, .. } => own.push(Trait::Deadline(deadline.clone())),
        Action::Raise(event) if !raised.contains(event) => raised.push(event.clone()),
        _ => {}
    });
}
