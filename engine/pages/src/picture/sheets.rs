//! What does not fit on one page is more than one picture: one of the whole, with the parts of a parallel state
//! closed, and one of each of those.

use nazorg_core::graph::chart::{Kind, StateIx};

use super::arrows::{self, Arrows};
use super::boxes::{self, Boxed, Closed};
use crate::Subject;

/// How large a picture may be to be read, in pixels.
const WIDE_MAX: f64 = 1_600.0;
const HIGH_MAX: f64 = 2_100.0;

/// A picture of a state with all that is in it.
pub(super) struct Sheet {
    state: StateIx,
    number: usize,
    pub(super) drawn: Boxed,
}

impl Sheet {
    /// What it shows.
    pub(super) fn title(&self, subject: Subject<'_>) -> String {
        match self.state {
            0 => format!("Beeld {}: het geheel", self.number),
            part => format!("Beeld {}: {}", self.number, subject.state(part)),
        }
    }
}

/// The pictures of a process, that of the whole first.
pub(super) fn of(subject: Subject<'_>) -> Vec<Sheet> {
    let arrows = arrows::of(subject);
    let mut states = Vec::new();
    choose(subject, 0, &arrows, &mut states);
    let numbers: Closed = states.iter().enumerate().map(|(ix, state)| (*state, ix + 1)).collect();
    let draw = |state: &StateIx| {
        let mut closed = numbers.clone();
        let number = closed.remove(state).unwrap_or(1);
        Sheet { state: *state, number, drawn: boxes::of(subject, *state, &arrows, &closed) }
    };
    states.iter().map(draw).collect()
}

/// Which states get a picture of their own, in the order in which they are shown.
fn choose(subject: Subject<'_>, state: StateIx, arrows: &Arrows, states: &mut Vec<StateIx>) {
    states.push(state);
    let whole = boxes::of(subject, state, arrows, &Closed::new());
    if whole.width <= WIDE_MAX && whole.height <= HIGH_MAX {
        return;
    }
    for part in parts(subject, state) {
        choose(subject, part, arrows, states);
    }
}

/// The parts of the outermost parallel states in a state, as far as there is something in them.
fn parts(subject: Subject<'_>, state: StateIx) -> Vec<StateIx> {
    let chart = subject.process.chart();
    let inside = chart.states[state].inside.iter().copied();
    if chart.states[state].kind == Kind::Parallel {
        return inside.filter(|part| !chart.states[*part].inside.is_empty()).collect();
    }
    inside.flat_map(|inner| parts(subject, inner)).collect()
}
