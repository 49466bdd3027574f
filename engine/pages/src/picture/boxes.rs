//! Boxes: what stands in each, and how large it is.

use std::collections::BTreeMap;

use nazorg_core::graph::chart::{Kind, State, StateIx};
use nazorg_core::id::Id;

use super::arrows::Arrows;
use super::layout::{self, Inner, Route};
use super::parts;
use super::type_size::{width, wrap};
use crate::Subject;
use crate::deeds::{Deed, Sign};
use crate::words::{Entry, capital};

/// Sizes of type and space, in pixels.
pub(super) const TITLE: f64 = 14.0;
pub(super) const BODY: f64 = 12.0;
pub(super) const LINE: f64 = 16.0;
pub(super) const PAD: f64 = 12.0;
/// Room for a sign before a line.
pub(super) const SIGN: f64 = 18.0;
const TEXT_MAX: f64 = 270.0;
const LABEL_MAX: f64 = 200.0;
/// A box around others may let its own text run on this wide.
const WIDE_MAX: f64 = 720.0;

/// A box with its inner boxes, placed within it.
pub(super) struct Boxed {
    pub(super) id: Id,
    pub(super) kind: Kind,
    /// A part of a parallel state.
    pub(super) part: bool,
    pub(super) title: Vec<String>,
    pub(super) lines: Vec<Line>,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) inner: Vec<Boxed>,
    pub(super) routes: Vec<Route>,
    /// Where the boxes in it begin.
    pub(super) start: Option<(f64, f64)>,
    /// Where arrows begin that come from everywhere in it.
    pub(super) anywhere: Vec<(f64, f64)>,
    /// It is drawn closed; this is the number of the picture that shows what is in it.
    pub(super) sheet: Option<usize>,
}

/// Lines of text after one sign.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) sign: Sign,
    pub(super) text: Vec<String>,
    /// How far to the right it stands, because it belongs to the line above it.
    pub(super) indent: f64,
}

/// Boxes that are drawn closed, and the number of the picture that shows what is in each.
pub(super) type Closed = BTreeMap<StateIx, usize>;

pub(super) fn of(subject: Subject<'_>, ix: StateIx, arrows: &Arrows, closed: &Closed) -> Boxed {
    let chart = subject.process.chart();
    let state = &chart.states[ix];
    let sheet = closed.get(&ix).copied();
    let inside = state.inside.iter().filter(|_| sheet.is_none());
    let inner: Vec<Boxed> = inside.map(|inside| of(subject, *inside, arrows, closed)).collect();
    let deeds = match sheet {
        Some(sheet) => inventory(subject, ix, sheet),
        None => contents(subject, ix, arrows),
    };
    let part = state.parent.is_some_and(|parent| chart.states[parent].kind == Kind::Parallel);
    let mut found = Boxed {
        id: state.id.clone(),
        kind: state.kind,
        part,
        title: Vec::new(),
        lines: Vec::new(),
        x: 0.0,
        y: 0.0,
        width: 0.0,
        height: 0.0,
        inner,
        routes: Vec::new(),
        start: None,
        anywhere: Vec::new(),
        sheet,
    };
    let inside = match state.kind {
        Kind::Parallel => parts::place(&mut found.inner),
        _ if found.inner.is_empty() => (0.0, 0.0),
        _ => layered(subject, state, arrows, &mut found),
    };
    let fits = if found.inner.is_empty() { TEXT_MAX } else { (inside.0 - SIGN).clamp(TEXT_MAX, WIDE_MAX) };
    found.title = title(subject, state, fits);
    found.lines = deeds.into_iter().map(|deed| line(deed, fits)).collect();
    let text = text_width(&found);
    let head = head_height(&found);
    found.width = text.max(inside.0) + 2.0 * PAD;
    found.height = head + inside.1 + if found.inner.is_empty() { 0.0 } else { PAD };
    let left = PAD + (found.width - 2.0 * PAD - inside.0) / 2.0;
    shift(&mut found, left, head);
    found
}

/// The title of a box; an end is called after its outcome.
fn title(subject: Subject<'_>, state: &State, fits: f64) -> Vec<String> {
    let outcome = state.end.as_ref().and_then(|end| end.outcome.as_ref());
    let words = match outcome {
        Some(outcome) => format!("Einde: {}", subject.outcome(outcome)),
        None => capital(&state.title),
    };
    wrap(&words, TITLE, true, fits)
}

fn text_width(found: &Boxed) -> f64 {
    let titles = found.title.iter().map(|line| width(line, TITLE, true));
    let lines = found.lines.iter().flat_map(|line| &line.text).map(|line| SIGN + width(line, BODY, false));
    titles.chain(lines).fold(60.0, f64::max)
}

/// The height of the title and the lines below it.
pub(super) fn head_height(found: &Boxed) -> f64 {
    let lines: usize = found.lines.iter().map(|line| line.text.len()).sum();
    let between = if found.lines.is_empty() { 0.0 } else { 4.0 };
    PAD + found.title.len() as f64 * (TITLE + 3.0) + between + lines as f64 * LINE + PAD * 0.75
}

fn line(deed: Deed, fits: f64) -> Line {
    Line { sign: deed.sign, text: wrap(&deed.text, BODY, false, fits), indent: 0.0 }
}

/// What is written in a box under its title.
fn contents(subject: Subject<'_>, ix: StateIx, arrows: &Arrows) -> Vec<Deed> {
    let state = &subject.process.chart().states[ix];
    let mut deeds: Vec<Deed> = Vec::new();
    deeds.extend(state.entry.iter().flat_map(|block| subject.deeds(&block.actions)));
    deeds.extend(state.tasks.iter().map(|task| Deed { sign: Sign::Task, text: subject.task(task) }));
    for deadline in &state.deadlines {
        let text = format!("{}: {}", capital(&deadline.title), subject.term(&deadline.at, Entry::Plain));
        deeds.push(Deed { sign: Sign::Term, text });
    }
    for group in &state.groups {
        let each =
            group.each.as_ref().map(|(list, _)| format!(" (één voor elk van: {})", subject.field(list)));
        let text = format!("Deelzaak: {}{}", subject.title_of(&group.process), each.unwrap_or_default());
        deeds.push(Deed { sign: Sign::Case, text });
    }
    deeds.extend(arrows.remarks.iter().filter(|remark| remark.at == ix).map(|remark| remark.deed.clone()));
    for deed in state.exit.iter().flat_map(|block| subject.deeds(&block.actions)) {
        deeds.push(Deed { sign: deed.sign, text: format!("Bij het einde: {}", deed.text) });
    }
    // The same letter to three partners is one line.
    let mut once: Vec<Deed> = Vec::new();
    for deed in deeds {
        if !once.contains(&deed) {
            once.push(deed);
        }
    }
    once
}

/// What a box that is drawn closed holds.
fn inventory(subject: Subject<'_>, ix: StateIx, sheet: usize) -> Vec<Deed> {
    let chart = subject.process.chart();
    let within = |state: &&StateIx| chart.is_inside(**state, ix);
    let all: Vec<StateIx> = (0..chart.states.len()).collect();
    let states = all.iter().filter(within).map(|state| &chart.states[*state]);
    let steps = states.clone().filter(|state| state.inside.is_empty()).count();
    let tasks: usize = states.clone().map(|state| state.tasks.len()).sum();
    let terms: usize = states.map(|state| state.deadlines.len()).sum();
    let count =
        |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let mut deeds = vec![Deed { sign: Sign::Event, text: count(steps, "stap", "stappen") }];
    if tasks > 0 {
        deeds.push(Deed { sign: Sign::Task, text: count(tasks, "taak", "taken") });
    }
    if terms > 0 {
        deeds.push(Deed { sign: Sign::Term, text: count(terms, "termijn", "termijnen") });
    }
    deeds.push(Deed { sign: Sign::Event, text: format!("zie beeld {sheet}") });
    deeds
}

/// Boxes in layers, with the arrows between them.
fn layered(subject: Subject<'_>, state: &State, arrows: &Arrows, found: &mut Boxed) -> (f64, f64) {
    let place = |ix: StateIx| state.inside.iter().position(|inside| *inside == ix);
    let here = subject.process.chart().index.get(&state.id).copied();
    let mut between = Vec::new();
    for arrow in arrows.arrows.iter().filter(|arrow| Some(arrow.around) == here) {
        let (from, to) = (arrow.from.map(place), place(arrow.to));
        let (Some(to), false) = (to, from == Some(None)) else { continue };
        let from = from.flatten();
        let lines = arrow.labels.iter().map(|(deed, follows)| {
            let indent = if *follows { SIGN } else { 0.0 };
            Line { indent, ..line(deed.clone(), LABEL_MAX) }
        });
        let lines = lines.collect();
        between.push(Inner { from, to, lines });
    }
    let chart = subject.process.chart();
    let starts =
        state.initial.iter().flat_map(|initial| &initial.targets).filter_map(|target| {
            std::iter::once(*target).chain(chart.ancestors(*target, None)).find_map(place)
        });
    let first = starts.into_iter().next();
    let sizes: Vec<(f64, f64)> = found.inner.iter().map(|inner| (inner.width, inner.height)).collect();
    let laid = layout::layered(&sizes, between, first);
    for (inner, (x, y)) in found.inner.iter_mut().zip(&laid.places) {
        (inner.x, inner.y) = (*x, *y);
    }
    found.routes = laid.routes;
    (found.start, found.anywhere) = (laid.start, laid.anywhere);
    laid.size
}

/// Moves all that lies in a box.
fn shift(found: &mut Boxed, x: f64, y: f64) {
    for inner in &mut found.inner {
        (inner.x, inner.y) = (inner.x + x, inner.y + y);
    }
    for route in &mut found.routes {
        route.points.iter_mut().for_each(|point| *point = (point.0 + x, point.1 + y));
        route.label = (route.label.0 + x, route.label.1 + y);
    }
    let points = found.start.iter_mut().chain(&mut found.anywhere);
    points.for_each(|point| *point = (point.0 + x, point.1 + y));
}
