//! The steps, one inside another, with the ways out of each.

use std::fmt::Write;

use nazorg_core::graph::chart::{Kind, StateIx};

use super::markup::safe;
use crate::Subject;
use crate::deeds::{Deed, Sign};
use crate::words::{Entry, capital};

pub(super) fn write(subject: Subject<'_>, page: &mut String) {
    page.push_str("\n## De stappen\n\n");
    ways(subject, 0, 0, page);
    for inside in &subject.process.chart().states[0].inside {
        step(subject, *inside, 0, page);
    }
}

fn step(subject: Subject<'_>, ix: StateIx, depth: usize, page: &mut String) {
    let state = &subject.process.chart().states[ix];
    if let Some(outcome) = state.end.as_ref().and_then(|end| end.outcome.as_ref()) {
        line(depth, &format!("**Einde: {}**", safe(&subject.outcome(outcome))), page);
    } else {
        line(depth, &format!("**{}**", safe(&capital(&state.title))), page);
    }
    let inner = depth + 1;
    for deed in state.entry.iter().flat_map(|block| subject.deeds(&block.actions)) {
        line(inner, &safe(&said(&deed)), page);
    }
    for task in &state.tasks {
        line(inner, &safe(&format!("Taak: {}", subject.task(task))), page);
    }
    for deadline in &state.deadlines {
        let term = subject.term(&deadline.at, Entry::Plain);
        line(inner, &safe(&format!("Termijn: {}: {term}", deadline.title)), page);
    }
    for group in &state.groups {
        line(inner, &safe(&format!("Deelzaak: {}", subject.title_of(&group.process))), page);
    }
    ways(subject, ix, inner, page);
    if state.kind == Kind::Parallel {
        line(inner, "Deze delen lopen naast elkaar:", page);
    }
    let deeper = if state.kind == Kind::Parallel { inner + 1 } else { inner };
    state.inside.iter().for_each(|inside| step(subject, *inside, deeper, page));
}

/// What can happen in a step, and what comes of it.
fn ways(subject: Subject<'_>, ix: StateIx, depth: usize, page: &mut String) {
    let chart = subject.process.chart();
    for transition in chart.states[ix].transitions.iter().map(|ix| &chart.transitions[*ix]) {
        let mut done: Vec<String> = subject.deeds(&transition.actions).iter().map(said).collect();
        let to: Vec<String> = transition.targets.iter().map(|target| subject.place(*target)).collect();
        if !to.is_empty() {
            done.push(format!("verder naar {}", to.join(" en ")));
        }
        if !done.is_empty() {
            let text = format!("{} → {}", capital(&subject.trigger(transition)), done.join("; "));
            line(depth, &safe(&text), page);
        }
    }
}

/// A deed as part of a sentence.
pub(super) fn said(deed: &Deed) -> String {
    match deed.sign {
        Sign::Letter => format!("Brief: {}", deed.text),
        Sign::Task => format!("Taak: {}", deed.text),
        _ => deed.text.clone(),
    }
}

fn line(depth: usize, text: &str, page: &mut String) {
    let _ = writeln!(page, "{}- {text}", "  ".repeat(depth));
}
