//! Arrows: each between two boxes that stand in the same box, or from everywhere in a box to one of those in it.

use nazorg_core::graph::chart::{Chart, Kind, StateIx, Transition};

use crate::Subject;
use crate::deeds::{Deed, Sign};

/// An arrow from one box to another beside it, with all that goes along it.
pub(super) struct Arrow {
    /// The box around both.
    pub(super) around: StateIx,
    /// None when it comes from everywhere in the box around it.
    pub(super) from: Option<StateIx>,
    pub(super) to: StateIx,
    /// What makes it go, each with what is done on the way: those follow it.
    pub(super) labels: Vec<(Deed, bool)>,
}

/// What cannot be an arrow, because it stays in a box or begins it again: a line in that box.
pub(super) struct Remark {
    pub(super) at: StateIx,
    pub(super) deed: Deed,
}

#[derive(Default)]
pub(super) struct Arrows {
    pub(super) arrows: Vec<Arrow>,
    pub(super) remarks: Vec<Remark>,
}

pub(super) fn of(subject: Subject<'_>) -> Arrows {
    let chart = subject.process.chart();
    let mut found = Arrows::default();
    for transition in &chart.transitions {
        if transition.targets.is_empty() {
            stays(subject, transition, &mut found);
        } else {
            goes(subject, transition, &mut found);
        }
    }
    found
}

/// Nothing is left: only worth a line when it does something.
fn stays(subject: Subject<'_>, transition: &Transition, found: &mut Arrows) {
    let deeds = subject.deeds(&transition.actions);
    if deeds.is_empty() {
        return;
    }
    let done: Vec<String> = deeds.into_iter().map(|deed| said(&deed)).collect();
    let text = format!("{}: {}", subject.trigger(transition), done.join("; "));
    found.remarks.push(Remark { at: transition.source, deed: Deed { sign: sign(transition), text } });
}

fn goes(subject: Subject<'_>, transition: &Transition, found: &mut Arrows) {
    let chart = subject.process.chart();
    let source = transition.source;
    let deeds = subject.deeds(&transition.actions);
    let mut drawn: Vec<(Option<StateIx>, StateIx)> = Vec::new();
    for target in &transition.targets {
        let (target, back) = remembered(chart, *target);
        let mut text = subject.trigger(transition);
        let beside = boxes_beside(chart, source, target);
        match beside {
            Some((around, from, to)) => {
                if drawn.contains(&(from, to)) {
                    continue;
                }
                drawn.push((from, to));
                match from {
                    None => text = format!("vanuit overal: {text}"),
                    Some(from) if from != source => text = format!("{}: {text}", subject.state(source)),
                    Some(_) => {}
                }
                if back {
                    text.push_str(" (terug naar waar het was)");
                } else if to != target {
                    text = format!("{text}, naar {}", subject.place(target));
                }
                let mut labels = vec![(Deed { sign: sign(transition), text }, false)];
                let done = deeds.iter().filter(|deed| deed.sign != Sign::Message);
                labels.extend(done.map(|deed| (deed.clone(), true)));
                match found.arrows.iter_mut().find(|arrow| (arrow.from, arrow.to) == (from, to)) {
                    Some(arrow) => arrow.labels.extend(labels),
                    None => found.arrows.push(Arrow { around, from, to, labels }),
                }
            }
            None => {
                let done: String = deeds.iter().map(|deed| format!("{}; ", said(deed))).collect();
                let to = match (back, source == target) {
                    (true, _) => "terug naar waar het was".to_owned(),
                    (_, true) => "begint opnieuw".to_owned(),
                    _ => format!("naar {}", subject.place(target)),
                };
                let text = format!("{text}: {done}{to}");
                found.remarks.push(Remark { at: source, deed: Deed { sign: sign(transition), text } });
            }
        }
    }
}

fn said(deed: &Deed) -> String {
    match deed.sign {
        Sign::Letter => format!("brief ‘{}’", deed.text),
        Sign::Task => format!("taak ‘{}’", deed.text),
        _ => deed.text.clone(),
    }
}

fn sign(transition: &Transition) -> Sign {
    let clock = transition.events.first().is_some_and(|event| event.starts_with("deadline."));
    if clock { Sign::Term } else { Sign::Event }
}

/// A memory stands for the box that it remembers.
fn remembered(chart: &Chart, target: StateIx) -> (StateIx, bool) {
    match (chart.states[target].kind, chart.states[target].parent) {
        (Kind::History { .. }, Some(parent)) => (parent, true),
        _ => (target, false),
    }
}

/// A box, and two boxes directly in it: the one that an arrow comes from, and the one that it goes to.
type Beside = (StateIx, Option<StateIx>, StateIx);

/// The box around two states, and the boxes directly in it that they lie in. What goes from a box to one that
/// lies in it comes from everywhere in that box. None when a box begins again, or all its parts do.
fn boxes_beside(chart: &Chart, source: StateIx, target: StateIx) -> Option<Beside> {
    if source == target || chart.is_inside(source, target) {
        return None;
    }
    let child = |around: StateIx, of: StateIx| {
        std::iter::once(of)
            .chain(chart.ancestors(of, None))
            .find(|ix| chart.states[*ix].parent == Some(around))
    };
    if chart.is_inside(target, source) {
        let beside = (source, None, child(source, target)?);
        return (chart.states[source].kind != Kind::Parallel).then_some(beside);
    }
    let around = chart.ancestors(source, None).find(|outer| chart.is_inside(target, *outer))?;
    Some((around, Some(child(around, source)?), child(around, target)?))
}
