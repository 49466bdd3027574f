//! What can happen in a situation, in the order of the document: so the first story that is found is
//! the one that a reader expects.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::interest::events;
use super::outlook::Outlook;
use super::sample::{mixes, values};
use super::situation::{Move, Situation};
use crate::calendar::{local, noon};
use crate::compile::Process;
use crate::definition::event::Event;
use crate::definition::field::Field;
use crate::definition::library::Library;
use crate::finding::Span;
use crate::graph::action::{Action, each_action};
use crate::graph::chart::matches;
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
    /// What begins and ends suspensions.
    suspending: Vec<Id>,
    /// What finishes tasks that actions open.
    tasks: Vec<Id>,
}

impl<'a> Moves<'a> {
    pub(super) fn of(process: &'a Process, library: &'a Library, outlook: &'a Outlook<'a>) -> Self {
        let guards = process.chart().transitions.iter().filter_map(|t| t.guard.as_ref());
        let events: Vec<(Id, &Event)> = events(process).collect();
        let required = events.iter().flat_map(|(id, event)| {
            event.require.keys().filter_map(|require| process.requirement(id, require))
        });
        let asks_today = guards.chain(required).any(|expr| expr.uses_today());
        let suspensions = process.definition().suspensions.values();
        let suspending =
            suspensions.flat_map(|s| s.from.iter().chain(&s.until)).map(|name| name.value.clone());
        let mut tasks = Vec::new();
        each_action(process.chart(), &mut |named| {
            if let Action::Task(task) = &named.action {
                tasks.extend(task.done_by.iter().cloned());
            }
        });
        Self { process, library, outlook, events, asks_today, suspending: suspending.collect(), tasks }
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
                if let Some(against) = self.outlook.fields.get(&name) {
                    let mut tried = vec![Value::Unset];
                    tried.extend(values(field, against, now).into_iter().rev().take(2));
                    worlds.push((alias.clone(), id.clone(), tried));
                }
            }
        }
        let named: Vec<(Id, Vec<Value>)> = worlds
            .iter()
            .map(|(alias, id, values)| (Id::from(format!("{alias}.{id}")), values.clone()))
            .collect();
        let mut moves = Vec::new();
        for person in self.people(now) {
            for world in mixes(&named) {
                let mut records: BTreeMap<Id, Record> = BTreeMap::new();
                for (alias, id, _) in &worlds {
                    if let Some(value) = world.get(&Id::from(format!("{alias}.{id}"))) {
                        records.entry(alias.clone()).or_default().insert(id.clone(), value.clone());
                    }
                }
                moves.extend(forms.iter().map(|form| Move::Start {
                    event: starting.cloned(),
                    form: form.clone(),
                    records: records.clone(),
                    person: person.clone(),
                }));
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

    /// All that can happen now.
    pub(super) fn all(&self, situation: &Situation) -> Vec<Move> {
        if !situation.case.is_open() {
            return Vec::new();
        }
        let next = situation.case.next_timer().map(|(due, _)| due);
        if let Some(due) = next.filter(|due| *due <= situation.now) {
            return vec![Move::Wait { until: due }];
        }
        let mut moves = Vec::new();
        for (id, event) in &self.events {
            if self.is_worth(id, event, situation) {
                self.of_event(id, event, situation, &mut moves);
            }
        }
        self.children(situation, &mut moves);
        moves.extend(next.into_iter().chain(self.days(situation, next)).map(|until| Move::Wait { until }));
        moves
    }

    /// Whether an event may change anything that matters.
    fn is_worth(&self, id: &Id, event: &Event, situation: &Situation) -> bool {
        if event.starts && id.contains('.') {
            // Another record begins; the case keeps reading its own.
            return false;
        }
        let chart = self.process.chart();
        let active = || situation.case.states.keys().filter_map(|id| chart.find(id));
        if active().any(|state| state.transitions.iter().any(|t| chart.transitions[*t].takes(id))) {
            return true;
        }
        let takes = |patterns: &[Id]| patterns.iter().any(|pattern| matches(pattern, id));
        let meets = active().any(|state| state.deadlines.iter().any(|deadline| takes(&deadline.met_by)));
        if meets || takes(&self.suspending) {
            return true;
        }
        let alias = id.split_once('.').map(|(alias, _)| alias);
        let stores = event.form.keys().any(|field| {
            let name = alias.map_or_else(|| field.clone(), |alias| Id::from(format!("{alias}.{field}")));
            self.outlook.fields.contains_key(&name)
        });
        let is_task = || active().any(|state| state.tasks.iter().any(|task| takes(&task.done_by)));
        stores && (event.anytime || alias.is_some() || takes(&self.tasks) || is_task())
    }

    fn of_event(&self, id: &Id, event: &Event, situation: &Situation, moves: &mut Vec<Move>) {
        if let Some((alias, name)) = id.split_once('.') {
            for form in self.forms(event, Some(alias), situation.now) {
                moves.push(Move::Changed { alias: Id::from(alias), event: Id::from(name), form });
            }
            return;
        }
        let by_person = event.by.iter().any(|by| !matches!(by.as_str(), "signal" | "process"));
        if by_person {
            let forms = self.forms(event, None, situation.now);
            moves.extend(forms.into_iter().map(|form| Move::Recorded { event: id.clone(), form }));
        } else if event.by.iter().any(|by| by.as_str() == "signal") {
            moves.push(Move::Signal { event: id.clone() });
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
        mixes(&fields)
    }

    fn tried(&self, name: &Id, field: &Field, required: bool, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let against = self.outlook.fields.get(name);
        let mut tried = values(field, against.map_or(&[], Vec::as_slice), now);
        match (against, required) {
            (None, false) => return None,
            (None, true) => tried.truncate(1),
            (Some(_), false) => tried.insert(0, Value::Unset),
            (Some(_), true) => {}
        }
        Some(tried)
    }

    fn children(&self, situation: &Situation, moves: &mut Vec<Move>) {
        let chart = self.process.chart();
        let active = situation.case.states.keys().filter_map(|id| chart.find(id));
        for group in active.flat_map(|state| &state.groups) {
            let outcomes: Vec<Option<Id>> = match self.library.processes.get(&group.process) {
                Some(child) => child.outcomes.keys().cloned().map(Some).collect(),
                None => Vec::new(),
            };
            let open = situation.case.children.get(&group.id).into_iter().flatten();
            for (key, _) in open.filter(|(_, child)| child.open) {
                moves.extend(outcomes.iter().map(|outcome| Move::Child {
                    group: group.id.clone(),
                    key: key.clone(),
                    outcome: outcome.clone(),
                }));
            }
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
