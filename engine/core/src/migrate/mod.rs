//! Taking a running case over to another version of its definition.
//!
//! A case never changes definition by itself: somebody asks for it, with a reason. What stands under
//! the same lasting id in both versions is carried; what does not must be named in a mapping. Without a
//! place for everything nothing is done, and all that is in the way is told at once.

mod carry;
mod place;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::case::{Case, Differences, Event, Fact, Mapping, What};
use crate::compile::Process;
use crate::id::Id;
use crate::step::{Anew, Context, Obstacle, Outcome, Rejection, go_over};
use chrono::{DateTime, Utc};

/// Takes a case over from `old` to the definition of the context. The case itself is not touched.
///
/// # Errors
/// Something of the case has no place in the other version, or the case cannot go on there.
pub fn migrate(
    context: &Context<'_>,
    old: &Process,
    case: &Case,
    event: &Event,
) -> Result<Outcome, Rejection> {
    let What::Migrated(migration) = &event.what else { return Err(Rejection::Stale) };
    if !case.is_open() {
        return Err(Rejection::Closed);
    }
    let (after, anew) =
        moved(old, context.process, case, &migration.mapping).map_err(Rejection::NoCounterpart)?;
    let fact = Fact::Migrated {
        definition: context.process.hash().to_owned(),
        differences: Box::new(Differences::between(case, &after)),
    };
    go_over(context, case, event, fact, &anew)
}

/// All that is in the way of taking a case over; nothing when it can go.
#[must_use]
pub fn obstacles(old: &Process, new: &Process, case: &Case, mapping: &Mapping) -> Vec<Obstacle> {
    moved(old, new, case, mapping).err().unwrap_or_default()
}

/// The case under the other version, before anything there begins, and what begins there.
fn moved(
    old: &Process,
    new: &Process,
    case: &Case,
    mapping: &Mapping,
) -> Result<(Case, Anew), Vec<Obstacle>> {
    let (place, mut found) = place::places(old, new, case, mapping);
    let mut carry = carry::Carry { old, new, mapping, place: &place, case, found: Vec::new() };
    let mut after = case.clone();
    after.states = place.states();
    carry.history(&mut after);
    carry.fields(&mut after);
    carry.deadlines(&mut after);
    carry.tasks(&mut after);
    carry.sends(&mut after);
    carry.children(&mut after);
    carry.pauses(&mut after);
    carry.letters();
    carry.records();
    found.append(&mut carry.found);
    if !found.is_empty() {
        return Err(found);
    }
    let anew = begins(old, new, case, &after, mapping);
    Ok((after, anew))
}

/// What the other version asks for and the old one did not: its work begins, its entry actions do not.
fn begins(old: &Process, new: &Process, case: &Case, after: &Case, mapping: &Mapping) -> Anew {
    let active = |process: &Process, case: &Case| -> Vec<usize> {
        let index = &process.chart().index;
        let mut active: Vec<usize> = case.states.keys().filter_map(|id| index.get(id).copied()).collect();
        active.sort_unstable();
        active
    };
    let known: BTreeSet<Id> = active(old, case)
        .into_iter()
        .flat_map(|ix| &old.chart().states[ix].tasks)
        .map(|task| mapping.task(&task.id).clone())
        .collect();
    let carried: BTreeSet<&Id> = place::carried(case, mapping);
    let mut anew = Anew::default();
    for ix in active(new, after) {
        let state = &new.chart().states[ix];
        let was_there = carried.contains(&state.id);
        for task in &state.tasks {
            if !(was_there && known.contains(&task.id) || after.tasks.contains_key(&task.id)) {
                anew.tasks.push((state.id.clone(), task.id.clone()));
            }
        }
        let groups = state.groups.iter().filter(|group| !after.children.contains_key(&group.id));
        anew.groups.extend(groups.map(|group| group.id.clone()));
    }
    for (id, field) in &new.definition().data {
        let is_new = !old.definition().data.contains_key(id) && !after.fields.contains_key(id);
        if is_new && field.default.is_set() {
            anew.fields.push((id.clone(), field.default.clone()));
        }
    }
    anew
}

/// When a state began that only the other version has: when the first thing inside it did.
fn earliest(times: impl Iterator<Item = DateTime<Utc>>) -> Option<DateTime<Utc>> {
    times.min()
}
