//! Which fields certainly have a value in a state: a forward walk over all ways into it.
//!
//! What holds in a state is what all ways into it agree on. A way adds the required fields of its
//! event, what its guard says, and what its actions fill in. A field that some action may empty
//! again is known only where it was just filled in.

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};

use super::flow::{Flow, Site, Use, Visit};
use super::knowledge::Declared;
use super::starts;
use crate::definition::event::Event;
use crate::definition::library::Library;
use crate::expression::{Expr, Facts, certainly_set};
use crate::graph::action::{Action, each_action};
use crate::graph::chart::{Kind, Transition, matches};
use crate::graph::{Chart, Draft, StateIx};
use crate::id::Id;

/// What is known in each state of a process.
pub struct CertainlySet<'a> {
    flow: Flow<'a>,
    chart: &'a Chart,
    /// What all ways into a state agree on; none for a state that was not reached.
    ways_in: Vec<Option<Facts>>,
    waiting: VecDeque<StateIx>,
    /// Events that the process raises itself, without a form.
    raised: BTreeSet<Id>,
    volatile: BTreeSet<Id>,
}

impl<'a> CertainlySet<'a> {
    /// Walks a process. With `parents` it also looks at who starts it, and with what.
    #[must_use]
    pub fn of(draft: &'a Draft, library: &'a Library, parents: bool) -> Self {
        let chart = &draft.chart;
        let mut raised = BTreeSet::new();
        each_action(chart, &mut |named| {
            if let Action::Raise(event) | Action::Send { event, .. } = &named.action {
                raised.insert(event.clone());
            }
        });
        let declared = Declared { draft, library };
        let flow = Flow { declared, emptied: RefCell::default() };
        let given = if parents { starts::given(draft, library) } else { starts::Given::default() };
        let mut walk = Self {
            flow,
            chart,
            ways_in: Vec::new(),
            waiting: VecDeque::new(),
            raised,
            volatile: given.volatile.clone(),
        };
        // A field that turns out to be emptied somewhere was trusted too much: once more without.
        loop {
            walk.ways_in = vec![None; chart.states.len()];
            for facts in walk.beginnings(&given) {
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

    pub(super) fn flow(&self) -> &Flow<'a> {
        &self.flow
    }

    /// What is known while a state is active, its entry actions done.
    pub(super) fn inside(&self, state: StateIx) -> Facts {
        self.entered(state, &mut |_| ())
    }

    /// The same, with a look at the entry actions.
    fn entered(&self, state: StateIx, visit: &mut Visit<'_>) -> Facts {
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
        Facts { set: facts.set.iter().filter(lasts).cloned().collect(), ..Facts::default() }
    }

    /// What is known at the start, for each way to start it.
    fn beginnings(&self, given: &starts::Given) -> Vec<Facts> {
        let definition = &self.flow.declared.draft.definition;
        let mut defaults = Facts::default();
        defaults
            .set
            .extend(definition.data.iter().filter(|(_, f)| f.default.is_set()).map(|(id, _)| id.clone()));
        let event = definition.events.iter().find(|(_, event)| event.starts);
        let mut ways: Vec<Facts> =
            event.map(|(id, event)| self.recorded(id, event, None, &defaults)).into_iter().collect();
        for with in &given.with {
            let mut facts = defaults.clone();
            facts.set.extend(with.iter().cloned());
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
            facts
                .set
                .insert(alias.map_or_else(|| field.clone(), |alias| Id::from(format!("{alias}.{field}"))));
            facts.set.insert(Id::from(format!("event.{field}")));
        }
        let carried = event.carries.iter().filter(|(_, field)| !field.optional);
        facts.set.extend(carried.map(|(id, _)| Id::from(format!("event.{id}"))));
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
        let Declared { draft, library } = self.flow.declared;
        let takes = |id: &str| transition.takes(id);
        let mut all: Option<Facts> = None;
        let mut add = |facts: Facts| all = Some(all.take().map_or(facts.clone(), |before| before.or(&facts)));
        let mut declared = 0;
        for (id, event) in draft.definition.events.iter().filter(|(id, _)| takes(id)) {
            declared += 1;
            add(self.recorded(id, event, None, facts));
        }
        for (alias, record) in &draft.definition.records {
            let Some(record) = library.records.get(&record.value.value) else { continue };
            for (id, event) in &record.events {
                let id = Id::from(format!("{alias}.{id}"));
                if takes(&id) {
                    declared += 1;
                    add(self.recorded(&id, event, Some(alias), facts));
                }
            }
        }
        // Whatever is no declared event is the engine's own, and brings nothing of the kind.
        let engine = declared == 0 || transition.events.iter().any(|pattern| is_engines(pattern));
        if engine {
            let mut facts = facts.clone();
            if transition.events.iter().all(|pattern| pattern.starts_with("child.")) {
                facts.set.insert(Id::from("event.key"));
            }
            add(facts);
        }
        all.unwrap_or_default()
    }

    /// What is known when a transition is judged: the ones before it were not taken.
    fn at_guard(&self, transition: &Transition) -> Facts {
        let mut facts = self.inside(transition.source);
        if !transition.events.is_empty() {
            let around =
                std::iter::once(transition.source).chain(self.chart.ancestors(transition.source, None));
            for group in around.flat_map(|state| &self.chart.states[state].groups) {
                facts.set.insert(group.id.clone());
            }
        }
        let mut facts = self.happened(transition, &facts);
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
            let facts = self.at_guard(transition);
            let (facts, _) =
                self.flow.guard(&transition.span, transition.guard.as_ref(), &facts, &mut |_| ());
            let facts = self.flow.block(&transition.actions, &facts, &mut |_| ());
            let facts = if self.person_only(transition) { self.needed(transition, &facts) } else { facts };
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

    /// The fields that the targets need.
    fn needed(&self, transition: &Transition, facts: &Facts) -> Facts {
        let mut facts = facts.clone();
        for (id, field) in &self.flow.declared.draft.definition.data {
            let enters =
                |state: &str| transition.targets.iter().any(|target| self.chart.states[*target].id == *state);
            if field
                .required
                .as_ref()
                .is_some_and(|required| required.states.iter().any(|state| enters(state)))
            {
                facts.set.insert(id.clone());
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

    /// Shows every place where something is read, with what is known there.
    pub(super) fn visit(&self, visit: &mut Visit<'_>) {
        for (ix, state) in self.chart.states.iter().enumerate() {
            if self.ways_in[ix].is_none() && !matches!(state.kind, Kind::History { .. }) {
                continue;
            }
            let inside = self.entered(ix, visit);
            for block in &state.exit {
                self.flow.block(&block.actions, &inside, visit);
            }
            if let Some(initial) = &state.initial {
                self.flow.block(&initial.actions, &inside, visit);
            }
            for expr in state.end.iter().flat_map(|end| &end.with).map(|(_, expr)| expr) {
                visit(Site::Read { span: &state.span, expr, usage: Use::Action, facts: &inside });
            }
            for transition in &state.transitions {
                let transition = &self.chart.transitions[*transition];
                let facts = self.at_guard(transition);
                let (facts, _) = self.flow.guard(&transition.span, transition.guard.as_ref(), &facts, visit);
                self.flow.block(&transition.actions, &facts, visit);
            }
        }
        self.visit_requirements(visit);
    }

    /// The conditions of an event are judged in every state that takes it, the form filled in.
    fn visit_requirements(&self, visit: &mut Visit<'_>) {
        let draft = self.flow.declared.draft;
        for (id, event) in &draft.definition.events {
            let mut facts = self.recordable(id, event);
            for (field, _) in event.form.iter().filter(|(_, required)| required.value) {
                facts.set.insert(field.clone());
                facts.set.insert(Id::from(format!("event.{field}")));
            }
            let carried = event.carries.iter().filter(|(_, field)| !field.optional);
            facts.set.extend(carried.map(|(id, _)| Id::from(format!("event.{id}"))));
            for (require, written) in &event.require {
                let Some(expr) = draft.requirements.get(format!("{id}.{require}").as_str()) else { continue };
                visit(Site::Read { span: &written.span, expr, usage: Use::Requirement, facts: &facts });
                let judged = self.flow.judge(expr, &facts);
                facts = facts.and(&judged.then);
            }
        }
    }

    /// What all states agree on in which an event can be recorded.
    fn recordable(&self, id: &Id, event: &Event) -> Facts {
        let named = |patterns: &[Id]| patterns.iter().any(|pattern| matches(pattern, id));
        let listens = |ix: &StateIx| {
            let state = &self.chart.states[*ix];
            state.transitions.iter().any(|t| named(&self.chart.transitions[*t].events))
                || state.tasks.iter().any(|task| named(&task.done_by))
                || state.deadlines.iter().any(|deadline| named(&deadline.met_by))
        };
        let states = (0..self.chart.states.len()).filter(|ix| self.ways_in[*ix].is_some());
        let here = states.filter(listens).map(|ix| self.inside(ix)).reduce(|a, b| a.or(&b));
        let mut facts = here.filter(|_| !event.anytime && !event.starts).unwrap_or_else(|| self.inside(0));
        if event.starts {
            let data = &self.flow.declared.draft.definition.data;
            facts = Facts::default();
            facts.set.extend(data.iter().filter(|(_, f)| f.default.is_set()).map(|(id, _)| id.clone()));
        }
        facts
    }

    /// Which of these values certainly are there while a state is active. Fields of items count as
    /// filled in.
    pub(super) fn sure_values(&self, state: StateIx, with: &[(Id, Expr)], items: &[Id]) -> BTreeSet<Id> {
        let mut facts = self.inside(state);
        facts.set.extend(items.iter().cloned());
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
