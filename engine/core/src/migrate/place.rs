//! Where a case stands in the other version.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::earliest;
use crate::case::{Case, Mapping};
use crate::compile::Process;
use crate::graph::StateIx;
use crate::graph::chart::Kind;
use crate::id::Id;
use crate::say;
use crate::step::{Obstacle, Section};
use crate::text::Text;

/// The active states in the other version, each with the moment it began.
pub(super) struct Place<'a> {
    new: &'a Process,
    active: BTreeMap<StateIx, DateTime<Utc>>,
    /// Every state has a place: else nothing can be said of what lives with them.
    known: bool,
}

impl Place<'_> {
    pub(super) fn states(&self) -> BTreeMap<Id, DateTime<Utc>> {
        let states = &self.new.chart().states;
        self.active.iter().map(|(ix, at)| (states[*ix].id.clone(), *at)).collect()
    }

    /// Whether the case is in a state; of a case without a place, whether it could be.
    pub(super) fn is_active(&self, state: &str) -> bool {
        !self.known || self.new.chart().index.get(state).is_some_and(|ix| self.active.contains_key(ix))
    }
}

/// The new states in which a case was already: those of the same id, and those that its states map to.
pub(super) fn carried<'a>(case: &'a Case, mapping: &'a Mapping) -> BTreeSet<&'a Id> {
    case.states.keys().flat_map(|id| mapping.state(id)).collect()
}

/// Maps the innermost states, and takes the states around them with them.
pub(super) fn places<'a>(
    old: &'a Process,
    new: &'a Process,
    case: &Case,
    mapping: &Mapping,
) -> (Place<'a>, Vec<Obstacle>) {
    let (before, after) = (old.chart(), new.chart());
    let mut found = Vec::new();
    let mut since: BTreeMap<StateIx, DateTime<Utc>> = BTreeMap::new();
    let mut innermost = BTreeSet::new();
    let mut states: Vec<StateIx> =
        case.states.keys().filter_map(|id| before.index.get(id).copied()).collect();
    states.sort_unstable();
    for ix in states {
        let state = &before.states[ix];
        let at = case.states.get(&state.id).copied().unwrap_or(case.opened);
        for id in mapping.state(&state.id) {
            if let Some(target) = after.index.get(id) {
                since.entry(*target).or_insert(at);
            }
        }
        if state.inside.iter().any(|inner| case.states.contains_key(&before.states[*inner].id)) {
            continue;
        }
        for id in mapping.state(&state.id) {
            match target(new, id, state.kind) {
                Ok(target) => _ = innermost.insert(target),
                Err(why) => found.push(Obstacle {
                    section: Section::States,
                    id: state.id.clone(),
                    title: state.title.clone(),
                    why,
                }),
            }
        }
    }
    let active: BTreeSet<StateIx> =
        innermost.iter().flat_map(|ix| std::iter::once(*ix).chain(after.ancestors(*ix, None))).collect();
    if found.is_empty() {
        fits(new, &active, &mut found);
    }
    let began = |ix: &StateIx| {
        since.get(ix).copied().or_else(|| {
            let inside =
                since.iter().filter(|(inner, _)| active.contains(inner) && after.is_inside(**inner, *ix));
            earliest(inside.map(|(_, at)| *at))
        })
    };
    let active = active.iter().map(|ix| (*ix, began(ix).unwrap_or(case.opened))).collect();
    (Place { new, active, known: found.is_empty() }, found)
}

/// A state that a case can be put in.
fn target(new: &Process, id: &Id, was: Kind) -> Result<StateIx, Text> {
    let chart = new.chart();
    let Some(ix) = chart.index.get(id).copied() else {
        return Err(
            say!("`{id}` bestaat niet in de nieuwe versie."; "there is no `{id}` in the new version."),
        );
    };
    match chart.states[ix].kind {
        Kind::Atomic => Ok(ix),
        Kind::Final if was == Kind::Final => Ok(ix),
        Kind::Final => Err(
            say!("`{id}` is een einde. Een overgang sluit geen zaak."; "`{id}` is an end. Going over closes no case."),
        ),
        Kind::History { .. } => {
            Err(say!("`{id}` is een geheugen, geen stap."; "`{id}` is a memory, no state."))
        }
        Kind::Compound | Kind::Parallel => {
            let inside: Vec<&str> =
                chart.states[ix].inside.iter().map(|inner| chart.states[*inner].id.as_str()).collect();
            let inside = inside.join(", ");
            Err(
                say!("`{id}` heeft nu stappen binnenin. Noem er een: {inside}."; "`{id}` has states inside now. Name one: {inside}."),
            )
        }
    }
}

/// The active states must be ones that a case can be in together.
fn fits(new: &Process, active: &BTreeSet<StateIx>, found: &mut Vec<Obstacle>) {
    let chart = new.chart();
    for ix in active {
        let state = &chart.states[*ix];
        let inside: Vec<StateIx> =
            state.inside.iter().copied().filter(|inner| active.contains(inner)).collect();
        let why = match state.kind {
            Kind::Compound if inside.len() > 1 => {
                let names: Vec<&str> = inside.iter().map(|ix| chart.states[*ix].id.as_str()).collect();
                let names = names.join(", ");
                say!("een zaak kan hier niet in alle stappen tegelijk zijn: {names}."; "a case cannot be in all of these at once here: {names}.")
            }
            Kind::Parallel if inside.len() < state.inside.len() => {
                let missing = state.inside.iter().filter(|inner| !inside.contains(inner));
                let names: Vec<&str> = missing.map(|ix| chart.states[*ix].id.as_str()).collect();
                let names = names.join(", ");
                say!(
                    "in deze delen heeft de zaak nog geen stap: {names}. Laat een oude stap naar meer stappen gaan: `states: {{OUD: [NIEUW, STAP_IN_DEEL]}}`.";
                    "the case has no state in these parts yet: {names}. Let an old state go to several: `states: {{OLD: [NEW, STATE_IN_PART]}}`."
                )
            }
            _ => continue,
        };
        let (id, title) = (state.id.clone(), state.title.clone());
        found.push(Obstacle { section: Section::States, id, title, why });
    }
}
