//! What a process may name: fields, events, roles, states.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use crate::definition::event::Event;
use crate::definition::field::Field;
use crate::definition::library::Library;
use crate::definition::process::Process;
use crate::definition::profile::Profile;
use crate::definition::reader::Map;
use crate::definition::state::{Kind, State};
use crate::expression::Names;
use crate::id::Id;
use crate::value::Type;

/// The kind of subject that a process has when it names none.
pub const PERSON: &str = "person";

/// The names of the person whom a case is about, that guards and letters can read. Of another kind of
/// subject only the name is known.
#[must_use]
pub fn person_names(subject: &Id) -> Vec<(&'static str, Type)> {
    if subject.as_str() != PERSON {
        return vec![("naam", Type::Text)];
    }
    let texts = ["naam", "voornamen", "voorvoegsel", "achternaam", "geslacht", "gemeente"];
    let mut names: Vec<_> = texts.into_iter().map(|name| (name, Type::Text)).collect();
    names.push(("geboortedatum", Type::Date));
    names
}

/// All that can be named in a process.
pub(super) struct Known<'a> {
    library: &'a Library,
    process: &'a Process,
    /// Fields, params, records, the person and groups of children.
    pub(super) names: Names,
    /// Every event that can occur, with the data it brings.
    pub(super) events: BTreeMap<Id, BTreeMap<Id, Type>>,
    /// Every deadline.
    pub(super) deadlines: BTreeSet<Id>,
    /// Every state and history state.
    pub(super) states: BTreeSet<Id>,
}

impl<'a> Known<'a> {
    pub(super) fn of(process: &'a Process, library: &'a Library) -> Self {
        let mut known = Self {
            library,
            process,
            names: Names::default(),
            events: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            states: BTreeSet::new(),
        };
        known.add_values();
        known.add_events();
        known.add_state(&process.root);
        let names = known.names();
        known.add_end_data(&process.root, &names);
        known
    }

    /// The names that an expression may read, with `today`.
    pub(super) fn names(&self) -> Names {
        self.names.clone().today(true)
    }

    /// The names, with the data that all of these events bring as `event.NAME`.
    pub(super) fn names_with_event(&self, patterns: &[Id]) -> Names {
        let mut shared: Option<BTreeMap<Id, Type>> = None;
        for pattern in patterns {
            for data in self.events_like(pattern) {
                shared = Some(match shared {
                    None => data.clone(),
                    Some(shared) => shared.into_iter().filter(|(id, ty)| data.get(id) == Some(ty)).collect(),
                });
            }
        }
        let names = self.names();
        shared.into_iter().flatten().fold(names, |names, (id, ty)| names.field(format!("event.{id}"), ty))
    }

    /// The type of the items of a list field, if it is one.
    pub(super) fn items(&self, list: &str) -> Option<&BTreeMap<Id, Type>> {
        match self.names.get(list) {
            Some(Type::List(fields)) => Some(fields),
            _ => None,
        }
    }

    /// Whether a `when` may name this: an event, or the dotted beginning of one.
    pub(super) fn is_event(&self, pattern: &str) -> bool {
        pattern == "any" || self.events_like(pattern).next().is_some()
    }

    /// The data of the events that a pattern takes. They begin with it, so they stand together.
    fn events_like(&self, pattern: &str) -> impl Iterator<Item = &BTreeMap<Id, Type>> {
        let from = if pattern == "any" { "" } else { pattern };
        let alike = self
            .events
            .range::<str, _>((Bound::Included(from), Bound::Unbounded))
            .take_while(move |(id, _)| id.starts_with(from));
        alike.filter(move |(id, _)| super::chart::matches(pattern, id)).map(|(_, data)| data)
    }

    fn add_values(&mut self) {
        self.names = values(self.process, self.library);
    }

    fn add_events(&mut self) {
        for (id, event) in &self.process.events {
            self.events.insert(id.clone(), brings(event, &self.process.data));
        }
        for (alias, record) in &self.process.records {
            let Some(record) = self.library.records.get(&record.value.value) else { continue };
            for (id, event) in &record.events {
                self.events.insert(Id::from(format!("{alias}.{id}")), brings(event, &record.fields));
            }
        }
        self.events.insert(Id::from("error.execution"), BTreeMap::new());
    }

    /// What the ends inside a state give is what its `done` brings.
    fn add_end_data(&mut self, state: &State, names: &Names) {
        let data = end_data(state, names);
        if let Some(brings) = self.events.get_mut(format!("done.{}", state.id).as_str()) {
            brings.extend(data);
        }
        state.inside().iter().for_each(|inner| self.add_end_data(inner, names));
    }

    fn add_state(&mut self, state: &'a State) {
        self.states.insert(state.id.clone());
        self.states.extend(state.history.keys().cloned());
        self.names = std::mem::take(&mut self.names).state(state.id.clone());
        // SCXML lets one ask whether a history is active. It never is, so a process should not.
        if self.library.profile == Profile::Statechart {
            let memories = state.history.keys().cloned();
            self.names = memories.fold(std::mem::take(&mut self.names), Names::state);
        }
        if !matches!(state.kind, Kind::Atomic | Kind::Final { .. }) {
            self.events.insert(Id::from(format!("done.{}", state.id)), BTreeMap::new());
        }
        for id in state.deadlines.keys() {
            self.deadlines.insert(id.clone());
            self.events.insert(Id::from(format!("deadline.{id}")), BTreeMap::new());
        }
        for (id, group) in &state.children {
            let child = group.process.as_ref().and_then(|p| self.library.processes.get(&p.value));
            let outcomes: Vec<Id> =
                child.map_or_else(Vec::new, |child| child.outcomes.keys().cloned().collect());
            let mut items =
                group.each.as_ref().and_then(|list| self.items(&list.value)).cloned().unwrap_or_default();
            items.insert(Id::from("outcome"), Type::Choice(outcomes.clone()));
            items.insert(Id::from("open"), Type::Boolean);
            self.names = std::mem::take(&mut self.names).field(id.clone(), Type::List(items));
            self.events.insert(Id::from(format!("done.{id}")), BTreeMap::new());
            let mut data =
                child.map_or_else(BTreeMap::new, |child| end_data(&child.root, &values(child, self.library)));
            data.extend([(Id::from("outcome"), Type::Choice(outcomes)), (Id::from("key"), Type::Text)]);
            self.events.insert(Id::from(format!("child.{id}")), data);
        }
        state.inside().iter().for_each(|inner| self.add_state(inner));
    }
}

/// The values that a process can read anywhere: of the person, its params, its data and its records.
fn values(process: &Process, library: &Library) -> Names {
    let mut names = Names::default();
    for (name, ty) in person_names(&process.subject) {
        names = names.field(format!("person.{name}"), ty);
    }
    for (id, param) in &process.params {
        names = names.field(id.clone(), param.field.ty.clone());
    }
    for (id, field) in &process.data {
        names = names.field(id.clone(), field.ty.clone());
    }
    for (alias, record) in &process.records {
        let fields = library.records.get(&record.value.value).map(|record| &record.fields);
        for (id, field) in fields.into_iter().flatten() {
            names = names.field(format!("{alias}.{id}"), field.ty.clone());
        }
    }
    names
}

/// What the ends straight inside a state give. One name, two types: neither.
fn end_data(state: &State, names: &Names) -> BTreeMap<Id, Type> {
    let mut data: BTreeMap<Id, Option<Type>> = BTreeMap::new();
    for end in state.inside() {
        let Kind::Final { with, .. } = &end.kind else { continue };
        for (id, written) in with {
            // What is wrong with it is reported where the end itself is resolved.
            let Some(Ok(expr)) = written.syntax.as_ref().map(|syntax| syntax.check(names, None)) else {
                continue;
            };
            let ty = Some(expr.ty().clone());
            data.entry(id.clone())
                .and_modify(|known| *known = ty.clone().filter(|ty| known.as_ref() == Some(ty)))
                .or_insert(ty);
        }
    }
    data.into_iter().filter_map(|(id, ty)| Some((id, ty?))).collect()
}

/// The data that an event brings: the fields of its form and what it carries.
fn brings(event: &Event, fields: &Map<Field>) -> BTreeMap<Id, Type> {
    let form = event.form.keys().filter_map(|id| Some((id.clone(), fields.get(id)?.ty.clone())));
    let carried = event.carries.iter().map(|(id, field)| (id.clone(), field.ty.clone()));
    form.chain(carried).collect()
}
