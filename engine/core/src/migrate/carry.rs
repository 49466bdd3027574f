//! What a case holds, carried over to the other version piece by piece.

use std::collections::BTreeMap;

use super::place::Place;
use crate::case::{Case, Mapping, Standing, Task, is_correction};
use crate::compile::Process;
use crate::definition::field::Field;
use crate::graph::action::{Action, each_action};
use crate::graph::chart::Task as Declared;
use crate::id::Id;
use crate::say;
use crate::step::{Obstacle, Section, value_json};
use crate::text::Text;
use crate::value::{Type, Value};

pub(super) struct Carry<'a> {
    pub(super) old: &'a Process,
    pub(super) new: &'a Process,
    pub(super) mapping: &'a Mapping,
    pub(super) place: &'a Place<'a>,
    pub(super) case: &'a Case,
    pub(super) found: Vec<Obstacle>,
}

impl Carry<'_> {
    fn stop(&mut self, section: Section, id: &Id, title: Option<String>, why: Text) {
        let title = title.unwrap_or_else(|| id.spoken());
        self.found.push(Obstacle { section, id: id.clone(), title, why });
    }

    /// What is remembered of states that are gone is forgotten: then the default of the memory holds.
    pub(super) fn history(&mut self, after: &mut Case) {
        let index = &self.new.chart().index;
        let mapped = |id: &Id| self.mapping.state(id).iter().find(|id| index.contains_key(*id)).cloned();
        after.history.clear();
        for (history, states) in &self.case.history {
            let all: Option<Vec<Id>> = states.iter().map(mapped).collect();
            if let (Some(history), Some(states)) = (mapped(history), all) {
                after.history.insert(history, states);
            }
        }
    }

    pub(super) fn fields(&mut self, after: &mut Case) {
        after.fields.clear();
        for (id, value) in &self.case.fields {
            if self.mapping.drop.fields.contains(id) {
                continue;
            }
            let to = self.mapping.fields.get(id).unwrap_or(id);
            let declared = |process: &Process, id: &Id| {
                process.definition().data.get(id).map(|field| field.value.clone())
            };
            let was = declared(self.old, id);
            let title = was.as_ref().and_then(|field| field.title.clone());
            let carried = match declared(self.new, to) {
                None => Err(none(to)),
                Some(field) if field.derive.is_some() => {
                    Err(say!("`{to}` volgt nu uit andere velden."; "`{to}` follows from other fields now."))
                }
                Some(field) => fit(&field, was.as_ref(), value),
            };
            match carried {
                Ok(value) => _ = after.fields.insert(to.clone(), value),
                Err(why) => self.stop(Section::Fields, id, title, why),
            }
        }
    }

    pub(super) fn deadlines(&mut self, after: &mut Case) {
        after.deadlines.clear();
        for (id, deadline) in &self.case.deadlines {
            if self.mapping.drop.deadlines.contains(id) {
                continue;
            }
            let to = self.mapping.deadlines.get(id).unwrap_or(id);
            let mut all = self.new.chart().deadlines();
            let home = all.find(|(state, new)| new.id == *to && self.place.is_active(&state.id));
            if let Some((state, _)) = home {
                let mut deadline = deadline.clone();
                deadline.state = state.id.clone();
                after.deadlines.insert(to.clone(), deadline);
                continue;
            }
            // What is over needs no place.
            if matches!(deadline.standing, Standing::Met(_) | Standing::Fired) {
                continue;
            }
            let elsewhere = self.new.chart().deadlines().find(|(_, new)| new.id == *to);
            let why = elsewhere.map_or_else(|| none(to), |(state, _)| not_here(to, &state.title));
            let mut all = self.old.chart().deadlines();
            let title = all.find(|(_, old)| old.id == *id).map(|(_, old)| old.title.clone());
            self.stop(Section::Deadlines, id, title, why);
        }
    }

    pub(super) fn tasks(&mut self, after: &mut Case) {
        after.tasks.clear();
        for (id, task) in &self.case.tasks {
            if is_correction(id) || task.origin == *id && id.starts_with("error_") {
                // The engine's own work, which no definition declares.
                after.tasks.insert(id.clone(), Task { role: self.role(&task.role), ..task.clone() });
                continue;
            }
            if self.mapping.drop.tasks.contains(id) {
                continue;
            }
            match self.task(id, task) {
                Ok((id, task)) => _ = after.tasks.insert(id, task),
                Err(why) => self.stop(Section::Tasks, id, Some(task.title.clone()), why),
            }
        }
    }

    fn task(&self, id: &Id, task: &Task) -> Result<(Id, Task), Text> {
        let chart = self.new.chart();
        // Inside an `each` every item has a task of its own, `TASK#ITEM`.
        let (base, item) = id.split_once('#').map_or((id.as_str(), None), |(base, item)| (base, Some(item)));
        let base = Id::from(base);
        let to = self.mapping.task(&base);
        let new_id = item.map_or_else(|| to.clone(), |item| Id::from(format!("{to}#{item}")));
        let Some(state) = &task.state else {
            let declared = find_action(self.new, to).ok_or_else(|| none(to))?;
            return Ok((new_id, self.retitled(&base, find_action(self.old, &base), declared, task)));
        };
        if let Some(field) = id.strip_prefix("required_") {
            let still = self.new.definition().data.get(field).is_some_and(|field| field.required.is_some());
            let home = self.mapping.state(state).iter().find(|state| self.place.is_active(state));
            return match home {
                Some(home) if still => {
                    let (state, role) = (Some(home.clone()), self.role(&task.role));
                    Ok((id.clone(), Task { state, role, origin: home.clone(), ..task.clone() }))
                }
                _ => Err(none(id)),
            };
        }
        let declares = |state: &&crate::graph::chart::State| state.tasks.iter().any(|task| task.id == *to);
        let mut homes = chart.states.iter().filter(declares);
        let Some(home) = homes.clone().find(|state| self.place.is_active(&state.id)) else {
            return Err(homes.next().map_or_else(|| none(to), |state| not_here(to, &state.title)));
        };
        let was =
            self.old.chart().find(state).and_then(|state| state.tasks.iter().find(|task| task.id == *id));
        let declared = home.tasks.iter().find(|task| task.id == *to).ok_or_else(|| none(to))?;
        let (state, origin) = (Some(home.id.clone()), home.id.clone());
        Ok((new_id, Task { state, origin, ..self.retitled(&base, was, declared, task) }))
    }

    /// An open task as the other version has it: what it is called, who does it, whether it comes back.
    fn retitled(&self, id: &Id, was: Option<&Declared>, is: &Declared, task: &Task) -> Task {
        let title = match was {
            Some(was) if task.title == was.title => is.title.clone(),
            // Of one item of a list: `Bel (school)`.
            Some(was) => match task.title.strip_prefix(was.title.as_str()) {
                Some(item) if item.starts_with(" (") => format!("{}{item}", is.title),
                _ => task.title.clone(),
            },
            None => task.title.clone(),
        };
        // Who got it by escalation keeps it.
        let has_own = was.is_some_and(|was| was.role == task.role);
        let known = self.new.definition().roles.contains_key(&task.role);
        let role = if has_own || !known { is.role.clone() } else { task.role.clone() };
        let round = if is.due.as_ref().is_some_and(|due| due.every) { task.round.max(1) } else { 0 };
        let origin = if task.origin == *id { is.id.clone() } else { task.origin.clone() };
        Task { title, role, round, origin, ..task.clone() }
    }

    /// A role that the other version knows: the same one, or its first.
    fn role(&self, role: &Id) -> Id {
        let roles = &self.new.definition().roles;
        if roles.contains_key(role) { role.clone() } else { roles.keys().next().unwrap_or(role).clone() }
    }

    pub(super) fn sends(&mut self, after: &mut Case) {
        for (id, send) in &self.case.sends {
            if self.mapping.drop.sends.contains(id) {
                after.sends.remove(id);
            } else if self.new.event(&send.event).is_none() {
                let event = &send.event;
                self.stop(
                    Section::Sends,
                    id,
                    None,
                    say!("de nieuwe versie kent de gebeurtenis `{event}` niet."; "the new version has no event `{event}`."),
                );
            }
        }
    }

    /// Child cases stay on the version that they are on.
    pub(super) fn children(&mut self, after: &mut Case) {
        after.children.clear();
        for (id, children) in &self.case.children {
            if self.mapping.drop.groups.contains(id) {
                continue;
            }
            let to = self.mapping.groups.get(id).unwrap_or(id);
            let known = self.new.chart().states.iter().any(|state| state.groups.iter().any(|g| g.id == *to));
            if !known && children.values().any(|child| child.open) {
                self.stop(Section::Groups, id, None, none(to));
            }
            after.children.insert(to.clone(), children.clone());
        }
        let renamed = |id: &Id| self.mapping.groups.get(id).unwrap_or(id).clone();
        let kept = self.case.groups_done.iter().filter(|id| !self.mapping.drop.groups.contains(*id));
        after.groups_done = kept.map(renamed).collect();
    }

    pub(super) fn pauses(&mut self, after: &mut Case) {
        after.pauses.retain(|pause| !self.mapping.drop.suspensions.contains(&pause.suspension));
        let mut missing: BTreeMap<Id, Id> = BTreeMap::new();
        for pause in &mut after.pauses {
            let to = self.mapping.suspensions.get(&pause.suspension).unwrap_or(&pause.suspension).clone();
            if !self.new.definition().suspensions.contains_key(&to) {
                missing.insert(pause.suspension.clone(), to.clone());
            }
            pause.suspension = to;
        }
        for (id, to) in missing {
            self.stop(Section::Suspensions, &id, None, none(&to));
        }
    }

    /// A letter that waits for approval must find somebody who may approve it.
    pub(super) fn letters(&mut self) {
        let definition = self.new.definition();
        for approval in self.case.approvals.values() {
            let (letter, role) = (&approval.letter, &approval.role);
            let was = self.old.definition().letters.get(letter).map(|letter| letter.title.clone());
            if !definition.letters.contains_key(letter) {
                self.stop(Section::Letters, letter, was, none(letter));
            } else if !definition.roles.contains_key(role) {
                self.stop(
                    Section::Letters,
                    letter,
                    was,
                    say!("wacht op akkoord van `{role}`, en die rol is er niet meer."; "waits for approval by `{role}`, and that role is gone."),
                );
            }
        }
    }

    /// One name must go on meaning the same kind of record.
    pub(super) fn records(&mut self) {
        let records = &self.new.definition().records;
        for (alias, old) in &self.old.definition().records {
            let Some(new) = records.get(alias).filter(|new| new.value.value != old.value.value) else {
                continue;
            };
            let new = &new.value.value;
            self.stop(
                Section::Records,
                alias,
                None,
                say!("deze naam is nu van een ander record: `{new}`."; "this name is of another record now: `{new}`."),
            );
        }
    }
}

fn none(id: &Id) -> Text {
    say!("`{id}` bestaat niet in de nieuwe versie."; "there is no `{id}` in the new version.")
}

fn not_here(id: &Id, state: &str) -> Text {
    say!("`{id}` hoort nu bij ‘{state}’, en daar is de zaak niet."; "`{id}` is of ‘{state}’ now, and the case is not there.")
}

fn find_action<'p>(process: &'p Process, id: &Id) -> Option<&'p Declared> {
    let mut found = None;
    each_action(process.chart(), &mut |named| {
        if let Action::Task(task) = &named.action
            && task.id == *id
        {
            found = Some(&**task);
        }
    });
    found
}

/// A value as a field of the other version holds it.
fn fit(field: &Field, was: Option<&Field>, value: &Value) -> Result<Value, Text> {
    let same = was.is_some_and(|was| was.ty == field.ty);
    let named = matches!(field.ty, Type::Choice(_) | Type::Set(_) | Type::List(_));
    if same && !named || field.ty == Type::Duration && matches!(value, Value::Duration(_)) {
        return field.in_range(value).map(|()| value.clone());
    }
    if same && matches!(field.ty, Type::List(_)) {
        return Ok(value.clone());
    }
    field.value(&value_json(value)).map_err(|why| {
        let (nl, en) = (why.nl, why.en);
        say!("de waarde past niet meer. {nl}"; "the value no longer fits. {en}")
    })
}
