//! What can happen in a situation, in the order of the document: so the first story that is found is
//! the one that a reader expects.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::interest::{each_expression, events};
use super::outlook::Outlook;
use super::sample::{mixes_apart, values};
use super::situation::{Move, Situation};
use crate::calendar::{local, noon};
use crate::compile::Process;
use crate::definition::event::Event;
use crate::definition::field::Field;
use crate::definition::library::Library;
use crate::expression::Expr;
use crate::finding::Span;
use crate::graph::action::{Action, each_action};
use crate::id::Id;
use crate::scenario::play::person;
use crate::value::{Record, Value};

/// The moves of a process.
pub(super) struct Moves<'a> {
    process: &'a Process,
    library: &'a Library,
    outlook: &'a Outlook<'a>,
    events: Vec<(Id, &'a Event)>,
    /// Some condition asks for today's date.
    asks_today: bool,
    /// Events that are worth recording in each state, and in every state.
    heard_in: Vec<Vec<usize>>,
    everywhere: Vec<usize>,
    /// For each group of children, the outcomes that make a difference.
    outcomes: HashMap<Id, Vec<Id>>,
}

/// Something that can happen, in one way or in several.
pub(super) enum Candidate {
    /// An event, by its place.
    Event(usize),
    /// A child case ends, with one of these outcomes.
    Child { group: Id, key: String, outcomes: Vec<Id> },
    /// Time passes.
    Wait(DateTime<Utc>),
}

impl<'a> Moves<'a> {
    pub(super) fn of(process: &'a Process, library: &'a Library, outlook: &'a Outlook<'a>) -> Self {
        let chart = process.chart();
        let guards = chart.transitions.iter().filter_map(|t| t.guard.as_ref());
        let events: Vec<(Id, &Event)> = events(process).collect();
        let required = events.iter().flat_map(|(id, event)| {
            event.require.keys().filter_map(|require| process.requirement(id, require))
        });
        let asks_today = guards.chain(required).any(|expr| expr.uses_today());
        let mut moves = Self {
            process,
            library,
            outlook,
            events,
            asks_today,
            heard_in: Vec::new(),
            everywhere: Vec::new(),
            outcomes: outcomes(process, library),
        };
        moves.listen();
        moves
    }

    /// Finds out where each event may change something that matters.
    fn listen(&mut self) {
        let chart = self.process.chart();
        // Another record that begins is not this one: the case keeps reading its own.
        let usable = |(_, (id, event)): &(usize, &(Id, &Event))| !(event.starts && id.contains('.'));
        let mut by_pattern: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, (id, _)) in self.events.iter().enumerate().filter(usable) {
            let heads = id.match_indices('.').map(|(dot, _)| &id[..dot]);
            heads.chain([id.as_str(), "any"]).for_each(|head| by_pattern.entry(head).or_default().push(at));
        }
        let taken = |patterns: &[Id]| -> Vec<usize> {
            patterns
                .iter()
                .filter_map(|pattern| by_pattern.get(pattern.as_str()))
                .flatten()
                .copied()
                .collect()
        };
        let stores = |at: &usize| {
            let (id, event) = &self.events[*at];
            let alias = id.split_once('.').map(|(alias, _)| alias);
            event.form.keys().any(|field| {
                let name = alias.map_or_else(|| field.clone(), |alias| Id::from(format!("{alias}.{field}")));
                self.outlook.fields.contains_key(&name)
            })
        };
        let heard_in = chart.states.iter().map(|state| {
            let mut heard = Vec::new();
            state.transitions.iter().for_each(|t| heard.extend(taken(&chart.transitions[*t].events)));
            state.deadlines.iter().for_each(|deadline| heard.extend(taken(&deadline.met_by)));
            state
                .tasks
                .iter()
                .for_each(|task| heard.extend(taken(&task.done_by).iter().filter(|e| stores(e))));
            heard
        });
        let heard_in = heard_in.collect();
        let mut everywhere = Vec::new();
        for suspension in self.process.definition().suspensions.values() {
            let patterns: Vec<Id> =
                suspension.from.iter().chain(&suspension.until).map(|name| name.value.clone()).collect();
            everywhere.extend(taken(&patterns));
        }
        each_action(chart, &mut |named| {
            if let Action::Task(task) = &named.action {
                everywhere.extend(taken(&task.done_by).iter().filter(|e| stores(e)));
            }
        });
        let anytime = self.events.iter().enumerate().filter(usable);
        let anytime = anytime.filter(|(_, (id, event))| event.anytime || id.contains('.'));
        everywhere.extend(anytime.map(|(at, _)| at).filter(stores));
        (self.heard_in, self.everywhere) = (heard_in, everywhere);
    }

    /// The ways in which a case can begin.
    pub(super) fn beginnings(&self, now: DateTime<Utc>) -> Vec<Move> {
        let starting = self.process.starting_event();
        let forms = match starting.and_then(|id| self.process.event(id)) {
            Some(event) => self.forms(event, None, now),
            None => vec![Record::new()],
        };
        let mut worlds: Vec<(Id, Id, Vec<Value>)> = Vec::new();
        for (alias, record) in &self.process.definition().records {
            let Some(record) = self.library.records.get(&record.value.value) else { continue };
            for (id, field) in record.fields.iter().filter(|(_, field)| field.derive.is_none()) {
                let name = Id::from(format!("{alias}.{id}"));
                if let Some(interest) = self.outlook.fields.get(&name) {
                    let mut tried = vec![Value::Unset];
                    let most = if interest.by_value { 2 } else { 1 };
                    tried.extend(values(field, &interest.against, now).into_iter().rev().take(most));
                    worlds.push((alias.clone(), id.clone(), tried));
                }
            }
        }
        let named: Vec<(Id, Vec<Value>)> = worlds
            .iter()
            .map(|(alias, id, values)| (Id::from(format!("{alias}.{id}")), values.clone()))
            .collect();
        let names: Vec<Id> = named.iter().map(|(name, _)| name.clone()).collect();
        let all = mixes_apart(&named, &self.outlook.together(&names));
        let of = |world: &Record| {
            let mut records: BTreeMap<Id, Record> = BTreeMap::new();
            for (alias, id, _) in &worlds {
                if let Some(value) = world.get(&Id::from(format!("{alias}.{id}"))) {
                    records.entry(alias.clone()).or_default().insert(id.clone(), value.clone());
                }
            }
            records
        };
        let mut moves: Vec<Move> = Vec::new();
        let people = self.people(now);
        for (nth, person) in people.iter().enumerate() {
            for (at, world) in all.iter().enumerate() {
                // What is all empty, or all filled in, is tried with every form and everybody.
                let is_edge = at == 0 || at + 1 == all.len();
                for form in &forms[..if is_edge && nth == 0 { forms.len() } else { 1 }] {
                    if is_edge || nth == 0 {
                        moves.push(Move::Start {
                            event: starting.cloned(),
                            form: form.clone(),
                            records: of(world),
                            person: person.clone(),
                        });
                    }
                }
            }
        }
        moves
    }

    /// Somebody whom a scenario does not describe; and, when that matters, somebody of another age.
    fn people(&self, now: DateTime<Utc>) -> Vec<Arc<Record>> {
        let span: &Span = &self.process.definition().id.span;
        let usual = person(&serde_json::Value::Null, span, &mut Vec::new());
        let mut people = vec![usual.clone()];
        let born = Id::from("geboortedatum");
        if self.outlook.fields.contains_key(&Id::from("person.geboortedatum")) {
            for years in [20, 16] {
                let day = local(now).date().checked_sub_days(Days::new(years * 366));
                let mut other = usual.clone();
                other.insert(born.clone(), Value::Date(day.unwrap_or(NaiveDate::MIN)));
                people.push(other);
            }
        }
        people.into_iter().map(Arc::new).collect()
    }

    /// The kinds of things that can happen now. What follows from each is asked for when it is needed.
    pub(super) fn all(&self, situation: &Situation) -> Vec<Candidate> {
        if !situation.case.is_open() {
            return Vec::new();
        }
        let next = situation.case.next_timer().map(|(due, _)| due);
        if let Some(due) = next.filter(|due| *due <= situation.now) {
            return vec![Candidate::Wait(due)];
        }
        let chart = self.process.chart();
        let active = || situation.case.states.keys().filter_map(|id| chart.index.get(id));
        let heard: BTreeSet<usize> = self
            .everywhere
            .iter()
            .chain(active().flat_map(|state| &self.heard_in[*state]))
            .copied()
            .collect();
        let mut candidates: Vec<Candidate> = heard.into_iter().map(Candidate::Event).collect();
        self.children(situation, &mut candidates);
        let days = next.into_iter().chain(self.days(situation, next));
        candidates.extend(days.map(Candidate::Wait));
        candidates
    }

    /// The name under which a candidate is taken; none when time passes.
    pub(super) fn event(&self, candidate: &Candidate) -> Option<Id> {
        match candidate {
            Candidate::Event(at) => Some(self.events[*at].0.clone()),
            Candidate::Child { group, .. } => Some(Id::from(format!("child.{group}"))),
            Candidate::Wait(_) => None,
        }
    }

    /// The ways in which a candidate can happen.
    pub(super) fn ways(&self, candidate: Candidate, now: DateTime<Utc>) -> Vec<Move> {
        match candidate {
            Candidate::Event(at) => self.of_event(at, now),
            Candidate::Child { group, key, outcomes } => {
                let ends = outcomes.into_iter().map(|outcome| Move::Child {
                    group: group.clone(),
                    key: key.clone(),
                    outcome: Some(outcome),
                });
                ends.collect()
            }
            Candidate::Wait(until) => vec![Move::Wait { until }],
        }
    }

    fn of_event(&self, at: usize, now: DateTime<Utc>) -> Vec<Move> {
        let (id, event) = &self.events[at];
        if let Some((alias, name)) = id.split_once('.') {
            let changed = |form| Move::Changed { alias: Id::from(alias), event: Id::from(name), form };
            return self.forms(event, Some(alias), now).into_iter().map(changed).collect();
        }
        let by_person = event.by.iter().any(|by| !matches!(by.as_str(), "signal" | "process"));
        if by_person {
            let recorded = |form| Move::Recorded { event: id.clone(), form };
            self.forms(event, None, now).into_iter().map(recorded).collect()
        } else if event.by.iter().any(|by| by.as_str() == "signal") {
            vec![Move::Signal { event: id.clone() }]
        } else {
            Vec::new()
        }
    }

    /// The ways to fill in a form. What nothing reads is filled in one way.
    fn forms(&self, event: &Event, alias: Option<&str>, now: DateTime<Utc>) -> Vec<Record> {
        let mut fields: Vec<(Id, Vec<Value>)> = Vec::new();
        let record = alias.and_then(|alias| self.process.definition().records.get(alias));
        let record = record.and_then(|record| self.library.records.get(&record.value.value));
        for (id, required) in &event.form {
            let field = match alias {
                Some(_) => record.and_then(|record| record.fields.get(id)),
                None => self.process.definition().data.get(id),
            };
            let name = alias.map_or_else(|| id.clone(), |alias| Id::from(format!("{alias}.{id}")));
            if let Some(field) = field {
                fields.extend(self.tried(&name, field, required.value, now).map(|tried| (id.clone(), tried)));
            }
        }
        for (id, field) in &event.carries {
            let name = Id::from(format!("event.{id}"));
            fields.extend(self.tried(&name, field, !field.optional, now).map(|tried| (id.clone(), tried)));
        }
        let full = |id: &Id| match alias {
            Some(alias) => Id::from(format!("{alias}.{id}")),
            None => id.clone(),
        };
        let names: Vec<Id> = fields.iter().map(|(id, _)| full(id)).collect();
        mixes_apart(&fields, &self.outlook.together(&names))
    }

    fn tried(&self, name: &Id, field: &Field, required: bool, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let interest = self.outlook.fields.get(name);
        let mut tried = values(field, interest.map_or(&[], |field| field.against.as_slice()), now);
        if !interest.is_some_and(|field| field.by_value) {
            tried.truncate(1);
        }
        match (interest, required) {
            (None, false) => return None,
            (Some(_), false) => tried.insert(0, Value::Unset),
            (_, true) => {}
        }
        Some(tried)
    }

    /// The end of a child. Of the children of one group that are open, one stands for the others.
    fn children(&self, situation: &Situation, candidates: &mut Vec<Candidate>) {
        let chart = self.process.chart();
        let active = situation.case.states.keys().filter_map(|id| chart.find(id));
        for group in active.flat_map(|state| &state.groups) {
            let mut open = situation.case.children.get(&group.id).into_iter().flatten();
            let Some((key, _)) = open.find(|(_, child)| child.open) else { continue };
            let outcomes = self.outcomes.get(&group.id).cloned().unwrap_or_default();
            candidates.push(Candidate::Child { group: group.id.clone(), key: key.clone(), outcomes });
        }
    }

    /// Days that come by themselves and may turn a condition: the day after a date of the case.
    fn days(&self, situation: &Situation, next: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        if !self.asks_today {
            return None;
        }
        let own = situation.case.fields.iter().map(|(id, value)| (id.clone(), value));
        let days: BTreeSet<NaiveDate> = own
            .filter(|(id, _)| self.outlook.fields.contains_key(id))
            .filter_map(|(_, value)| match value {
                Value::Date(day) => Some(*day),
                Value::Datetime(moment) => Some(moment.date()),
                _ => None,
            })
            .collect();
        let moments = days.into_iter().filter_map(|day| Some(noon(day.succ_opt()?)));
        moments.filter(|at| *at > situation.now && next.is_none_or(|next| *at < next)).min()
    }
}

/// For each group of children, the outcomes that its case tells apart, and one for all others.
fn outcomes(process: &Process, library: &Library) -> HashMap<Id, Vec<Id>> {
    let mut told: BTreeSet<Id> = BTreeSet::new();
    let mut note = |expr: &Expr| {
        told.extend(expr.constants().into_iter().filter_map(|value| match value {
            Value::Text(text) => Some(Id::from(&**text)),
            _ => None,
        }));
    };
    each_expression(process.chart(), &mut note);
    let mut outcomes = HashMap::new();
    for group in process.chart().states.iter().flat_map(|state| &state.groups) {
        let Some(child) = library.processes.get(&group.process) else { continue };
        let (mut named, others): (Vec<Id>, Vec<Id>) =
            child.outcomes.keys().cloned().partition(|outcome| told.contains(outcome));
        named.extend(others.into_iter().take(1));
        outcomes.insert(group.id.clone(), named);
    }
    outcomes
}
