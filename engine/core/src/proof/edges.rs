//! From where one gets where.

use crate::graph::chart::Kind;
use crate::graph::{Chart, StateIx};

/// Place `s` is state `s` while active, place `states + s` is entering it. A part of a parallel state leads to what its own transitions lead to,
/// not to the other parts.
pub(super) fn edges(chart: &Chart) -> Vec<(usize, usize)> {
    let states = chart.states.len();
    let mut edges = Vec::new();
    let mut enter = |from: usize, target: StateIx, source: Option<StateIx>| {
        edges.push((from, states + target));
        let mut below = target;
        for around in chart.ancestors(target, None) {
            if source.is_some_and(|source| source == around || chart.is_inside(source, around)) {
                break;
            }
            if chart.states[around].kind == Kind::Parallel {
                let others = chart.states[around].inside.iter().filter(|part| **part != below);
                others.for_each(|part| edges.push((from, states + part)));
            }
            edges.push((from, around));
            below = around;
        }
    };
    for (ix, state) in chart.states.iter().enumerate() {
        for transition in state.transitions.iter().map(|t| &chart.transitions[*t]) {
            transition.targets.iter().for_each(|target| enter(ix, *target, Some(ix)));
        }
        for target in state.initial.iter().flat_map(|initial| &initial.targets) {
            enter(states + ix, *target, Some(ix));
        }
    }
    for (ix, state) in chart.states.iter().enumerate() {
        edges.push((states + ix, ix));
        edges.extend(state.parent.map(|parent| (ix, parent)));
        if state.kind == Kind::Parallel {
            edges.extend(state.inside.iter().map(|part| (states + ix, states + part)));
        }
        if let (Kind::History { .. }, Some(parent)) = (state.kind, state.parent) {
            let remembered = (0..states).filter(|inner| chart.is_inside(*inner, parent));
            edges.extend(remembered.map(|inner| (states + ix, inner)));
        }
    }
    edges
}
