//! Which fields certainly have a value in a state: a forward walk over all ways into it.
//!
//! What holds in a state is what all ways into it agree on. A way adds the required fields of its
//! event, what its guard says, and what its actions fill in. A field that some action may empty
//! again is known only where it was just filled in.

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};

use super::finished::Done;
use super::flow::{Flow, Visit};
use super::knowledge::Declared;
use super::starts;
use crate::definition::event::Event;
use crate::definition::field::Required;
use crate::definition::library::Library;
use crate::expression::{Expr, Facts, certainly_set};
use crate::graph::action::{Action, each_action};
use crate::graph::chart::{Kind, Transition, matches};
use crate::graph::{Chart, Draft, StateIx};
use crate::id::Id;

/// What is known in each state of a process.
pub struct CertainlySet<'a> {
    pub(super) flow: Flow<'a>,
    pub(super) chart: &'a Chart,
    /// What all ways into a state agree on; none for a state that was not reached.
    pub(super) ways_in: Vec<Option<Facts>>,
    waiting: VecDeque<StateIx>,
    /// Events that the process raises itself, without a form.
    raised: BTreeSet<Id>,
    /// Some event has a dot in its name, so that a pattern may be the beginning of it.
    dotted: bool,
    /// The fields that states need.
    required: Vec<(&'a Id, &'a Required)>,
    volatile: BTreeSet<Id>,
}

impl<'a> CertainlySet<'a> {
    /// Walks a process, with what those that start it give it.
    #[must_use]
    pub(super) fn of(draft: &'a Draft, library: &'a Library, given: &starts::Given) -> Self {
        let chart = &draft.chart;
        let mut raised = BTreeSet::new();
        each_action(chart, &mut |named| {
            if let Action::Raise(event) | Action::Send { event, .. } = &named.action {
                raised.insert(event.clone());
            }
        });
        let declared = Declared { draft, library };
        let flow = Flow { declared, emptied: RefCell::default() };
        let mut walk = Self {
            flow,
            chart,
            ways_in: Vec::new(),
            waiting: VecDeque::new(),
            raised,
            dotted: draft.definition.events.keys().any(|id| id.contains('.')),
            required: draft
                .definition
                .data
                .iter()
                .filter_map(|(id, field)| Some((id, field.required.as_ref()?)))
                .collect(),
            volatile: given.volatile.clone(),
        };
        // A field that turns out to be emptied somewhere was trusted too much: once more without.
        loop {
            walk.ways_in = vec![None; chart.states.len()];
            for facts in walk.beginnings(given) {
                walk.arrive_inside(0, &facts);
            }
            while let Some(state) = walk.waiting.pop_front() {
                walk.leave(state);
            }
            let emptied = walk.flow.emptied.borrow().clone();
            if emptied.is_subset(&walk.volatile) {
                return walk;
            }
            walk.volatile.extend(emptied);
        }
    }

    /// Whether a field certainly has a value while a state is active.
    #[must_use]
    pub fn holds(&self, state: StateIx, name: &Id) -> bool {
        self.is_set(name, &self.inside(state))
    }

    /// Whether a name has a value where these facts hold.
    #[must_use]
    pub fn is_set(&self, name: &Id, facts: &Facts) -> bool {
        certainly_set(name, facts, &self.flow.declared)
    }

    /// What is known while a state is active, its entry actions done.
    pub(super) fn inside(&self, state: StateIx) -> Facts {
        self.entered(state, &mut |_| ())
    }

    /// The same, with a look at the entry actions.
    pub(super) fn entered(&self, state: StateIx, visit: &mut Visit<'_>) -> Facts {
        let around = self.chart.states[state].parent.map(|parent| self.inside(parent)).unwrap_or_default();
        let mut facts = self.ways_in[state].clone().unwrap_or_default().and(&around);
        for block in &self.chart.states[state].entry {
            facts = self.flow.block(&block.actions, &facts, visit);
        }
        self.lasting(&facts)
    }

    /// What stays true while time passes: that a field is filled in, not how much is in it.
    fn lasting(&self, facts: &Facts) -> Facts {
        let lasts = |name: &&Id| !self.volatile.contains(*name) && !name.starts_with("event.");
        let mut kept = Facts::default();
        kept.know(facts.set.iter().filter(lasts).cloned());
        kept
    }

    /// What is known at the start, for each way to start it.
    fn beginnings(&self, given: &starts::Given) -> Vec<Facts> {
        let definition = &self.flow.declared.draft.definition;
        let mut defaults = Facts::default();
        defaults.know(definition.data.iter().filter(|(_, f)| f.default.is_set()).map(|(id, _)| id.clone()));
        let event = definition.events.iter().find(|(_, event)| event.starts);
        let mut ways: Vec<Facts> =
            event.map(|(id, event)| self.recorded(id, event, None, &defaults)).into_iter().collect();
        for with in &given.with {
            let mut facts = defaults.clone();
            facts.know(with.iter().cloned());
            ways.push(facts);
        }
        if ways.is_empty() {
            ways.push(defaults);
        }
        ways
    }

    /// What is known once an event was recorded: its form, and the conditions that it met.
    fn recorded(&self, id: &Id, event: &Event, alias: Option<&str>, facts: &Facts) -> Facts {
        let mut facts = facts.clone();
        if self.raised.contains(id) || event.by.iter().any(|by| by.as_str() == "signal") {
            return facts;
        }
        for field in event.form.iter().filter(|(_, required)| required.value).map(|(field, _)| field) {
            let stored = alias.map_or_else(|| field.clone(), |alias| Id::from(format!("{alias}.{field}")));
            facts.know([stored]);
            facts.know([Id::from(format!("event.{field}"))]);
        }
        let carried = event.carries.iter().filter(|(_, field)| !field.optional);
        facts.know(carried.map(|(id, _)| Id::from(format!("event.{id}"))));
        for require in event.require.keys() {
            if let Some(expr) = self.flow.declared.draft.requirements.get(format!("{id}.{require}").as_str())
            {
                let judged = self.flow.judge(expr, &facts);
                facts = facts.and(&judged.then);
            }
        }
        facts
    }

    /// What is known of whatever event takes a transition.
    fn happened(&self, transition: &Transition, facts: &Facts) -> Facts {
        if transition.events.is_empty() {
            return facts.clone();
        }
        let declared = self.taken(transition);
        // Whatever is no declared event is the engine's own, and brings nothing of the kind.
        let engine = declared.is_empty() || transition.events.iter().any(|pattern| is_engines(pattern));
        let bare = engine.then(|| {
            let mut facts = facts.clone();
            if transition.events.iter().all(|pattern| pattern.starts_with("child.")) {
                facts.know([Id::from("event.key")]);
            }
            facts
        });
        let known = declared.iter().map(|(id, event, alias)| self.recorded(id, event, *alias, facts));
        known.chain(bare).reduce(|a, b| a.or(&b)).unwrap_or_default()
    }

    /// The declared events that a transition takes, those of records with their alias.
    fn taken<'t>(&'t self, transition: &Transition) -> Vec<(Id, &'t Event, Option<&'t str>)> {
        let Declared { draft, library } = self.flow.declared;
        let own = &draft.definition.events;
        let mut taken: Vec<(Id, &Event, Option<&str>)> = Vec::new();
        for pattern in &transition.events {
            // A plain name is looked up: there may be as many events as transitions.
            match own.get_key_value(pattern) {
                Some((id, event)) if !self.dotted => taken.push((id.clone(), &event.value, None)),
                _ => taken.extend(
                    own.iter()
                        .filter(|(id, _)| matches(pattern, id))
                        .map(|(id, event)| (id.clone(), &event.value, None)),
                ),
            }
        }
        for (alias, record) in &draft.definition.records {
            let Some(record) = library.records.get(&record.value.value) else { continue };
            for (id, event) in &record.events {
                let id = Id::from(format!("{alias}.{id}"));
                if transition.takes(&id) {
                    taken.push((id, &event.value, Some(alias)));
                }
            }
        }
        taken
    }

    /// What is known in a state when an event comes: its children have begun.
    pub(super) fn settled(&self, state: StateIx) -> Facts {
        let mut facts = self.inside(state);
        let around = std::iter::once(state).chain(self.chart.ancestors(state, None));
        for group in around.flat_map(|state| &self.chart.states[state].groups) {
            facts.know([group.id.clone()]);
        }
        facts
    }

    /// What is known when a transition is judged: the ones before it were not taken.
    pub(super) fn at_guard(&self, transition: &Transition) -> Facts {
        let facts = match transition.events.is_empty() {
            true => self.inside(transition.source),
            false => self.settled(transition.source),
        };
        let mut facts = self.happened(transition, &facts);
        if let Done::Known(done) = self.when_done(transition) {
            facts = facts.and(&done);
        }
        for before in &self.chart.states[transition.source].transitions {
            let before = &self.chart.transitions[*before];
            if std::ptr::eq(before, transition) {
                break;
            }
            if let Some(guard) = before.guard.as_ref().filter(|_| before.events == transition.events) {
                let judged = self.flow.judge(guard, &facts);
                facts = facts.and(&judged.refuted());
            }
        }
        facts
    }

    fn leave(&mut self, state: StateIx) {
        for transition in &self.chart.states[state].transitions {
            let transition = &self.chart.transitions[*transition];
            if matches!(self.when_done(transition), Done::NotYet) {
                continue;
            }
            let facts = self.at_guard(transition);
            let (facts, _) =
                self.flow.guard(&transition.span, transition.guard.as_ref(), &facts, &mut |_| ());
            let facts = self.flow.block(&transition.actions, &facts, &mut |_| ());
            let facts = if self.person_only(transition) { self.needed(transition, facts) } else { facts };
            let until = self.domain(transition);
            for target in &transition.targets {
                self.arrive_inside(*target, &facts);
                self.arrive_around(*target, until, &facts);
            }
        }
    }

    /// Whether only people take a transition: then no state is entered without what it needs.
    fn person_only(&self, transition: &Transition) -> bool {
        let events = &self.flow.declared.draft.definition.events;
        let by_person = |id: &Id| {
            events.get(id).is_some_and(|event| {
                !self.raised.contains(id)
                    && !event.by.iter().any(|by| matches!(by.as_str(), "signal" | "process"))
            })
        };
        !transition.events.is_empty() && transition.events.iter().all(by_person)
    }

    /// The fields that the targets need are there too.
    fn needed(&self, transition: &Transition, mut facts: Facts) -> Facts {
        let targets = || transition.targets.iter().map(|target| &self.chart.states[*target].id);
        for (id, required) in &self.required {
            if required.states.iter().any(|state| targets().any(|target| *target == state.value)) {
                facts.know([(*id).clone()]);
            }
        }
        facts
    }

    /// A state is entered, and by default what is in it.
    fn arrive_inside(&mut self, state: StateIx, facts: &Facts) {
        let chart = self.chart;
        let inner = &chart.states[state];
        if !matches!(inner.kind, Kind::History { .. }) {
            self.arrive(state, facts);
        }
        if inner.kind == Kind::Parallel {
            inner.inside.iter().for_each(|part| self.arrive_inside(*part, facts));
        }
        if let Some(initial) = &inner.initial {
            let entered = if matches!(inner.kind, Kind::History { .. }) {
                facts.clone()
            } else {
                facts.clone().and(&self.inside(state))
            };
            let facts = self.flow.block(&initial.actions, &entered, &mut |_| ());
            // What a history remembers was active before: all that held there still does.
            let until = if matches!(inner.kind, Kind::History { .. }) { inner.parent } else { Some(state) };
            for target in &initial.targets {
                self.arrive_inside(*target, &facts);
                self.arrive_around(*target, until, &facts);
            }
        }
    }

    /// The states around a target are entered too, and the other parts of parallel ones.
    fn arrive_around(&mut self, target: StateIx, until: Option<StateIx>, facts: &Facts) {
        let chart = self.chart;
        let mut below = target;
        for around in chart.ancestors(target, until).collect::<Vec<_>>() {
            self.arrive(around, facts);
            if chart.states[around].kind == Kind::Parallel {
                let others = chart.states[around].inside.iter().filter(|part| **part != below);
                others.for_each(|part| self.arrive_inside(*part, facts));
            }
            below = around;
        }
    }

    fn arrive(&mut self, state: StateIx, facts: &Facts) {
        let facts = self.lasting(facts);
        let now = self.ways_in[state].take();
        let agreed = now.clone().map_or(facts.clone(), |now| now.or(&facts));
        let same = now.as_ref() == Some(&agreed);
        self.ways_in[state] = Some(agreed);
        if !same {
            self.look_again(state);
        }
    }

    fn look_again(&mut self, state: StateIx) {
        self.waiting.push_back(state);
        let chart = self.chart;
        for inner in &chart.states[state].inside {
            if self.ways_in[*inner].is_some() {
                self.look_again(*inner);
            }
        }
        // What waits until this is done counts on what is known here.
        if chart.states[state].kind == Kind::Final {
            let around = chart.ancestors(state, None).filter(|outer| self.ways_in[*outer].is_some());
            self.waiting.extend(around);
        }
    }

    /// The innermost state that stays.
    fn domain(&self, transition: &Transition) -> Option<StateIx> {
        let chart = self.chart;
        let source = transition.source;
        let around = |outer: StateIx| transition.targets.iter().all(|target| chart.is_inside(*target, outer));
        if source == 0 || transition.internal && chart.states[source].kind == Kind::Compound && around(source)
        {
            return Some(source);
        }
        let compound = |outer: &StateIx| *outer == 0 || chart.states[*outer].kind == Kind::Compound;
        chart.ancestors(source, None).find(|outer| compound(outer) && around(*outer)).or(Some(0))
    }

    /// Which of these values certainly are there while a state is active. Fields of items count as
    /// filled in.
    pub(super) fn sure_values(&self, state: StateIx, with: &[(Id, Expr)], items: &[Id]) -> BTreeSet<Id> {
        let mut facts = self.inside(state);
        facts.know(items.iter().cloned());
        with.iter().filter(|(_, expr)| self.flow.judge(expr, &facts).sure).map(|(id, _)| id.clone()).collect()
    }
}

/// Whether the engine raises what this pattern takes.
fn is_engines(pattern: &str) -> bool {
    pattern == "any"
        || ["done", "deadline", "child", "error"].iter().any(|word| {
            pattern.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
}
