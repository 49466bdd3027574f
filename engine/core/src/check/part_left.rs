//! NZ0410: a parallel part that means to move inside itself, and leaves all parts instead.

use super::rule::Explanation;
use crate::finding::Finding;
use crate::graph::chart::{Chart, Kind, Transition};
use crate::graph::{Draft, StateIx};
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0410",
    nl: "Deze overgang hoort bij een deel van een `parallel` en gaat naar een plek in datzelfde deel. Toch \
         verlaat hij alle delen: ook de andere beginnen opnieuw. Zo schrijft SCXML het voor. Met \
         `internal: true` en een doel binnen het deel blijft het bij dit deel.",
    en: "This transition belongs to a part of a `parallel` and goes to a place in that same part. Yet it \
         leaves all parts: the others begin anew too. SCXML prescribes it. With `internal: true` and a \
         target inside the part it stays within the part.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\nevents: {af: {title: Af, by: [c]}, weer: {title: Weer, by: [c]}}\n\
          initial: samen\nstates:\n  samen:\n    parallel:\n      \
          links: {initial: l1, when: {weer: l1}, states: {l1: {when: {af: l2}}, l2: {final: true}}}\n      \
          rechts: {initial: r1, states: {r1: {when: {af: r2}}, r2: {final: true}}}\n    when: {done.samen: einde}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let chart = &draft.chart;
    let left = |transition: &&Transition| left_by_mistake(chart, transition).is_some();
    let found = chart.transitions.iter().filter(left);
    found
        .map(|transition| {
            let part = left_by_mistake(chart, transition).map_or("", |part| chart.states[part].id.as_str());
            Finding::warning(
                EXPLANATION.code,
                transition.span.clone(),
                say!("Hiermee beginnen alle delen opnieuw, niet alleen `{part}`."; "This begins all parts anew, not only `{part}`."),
            )
            .help(say!("Schrijf `internal: true` erbij en noem een toestand binnen `{part}`."; "Add `internal: true` and name a state inside `{part}`."))
        })
        .collect()
}

/// The part that a transition moves about in, if it leaves its parallel state to do so.
fn left_by_mistake(chart: &Chart, transition: &Transition) -> Option<StateIx> {
    let around = |state| std::iter::once(state).chain(chart.ancestors(state, None));
    let is_part = |state: &StateIx| {
        chart.states[*state].parent.is_some_and(|parent| chart.states[parent].kind == Kind::Parallel)
    };
    let part = around(transition.source).find(is_part)?;
    let stays = !transition.targets.is_empty()
        && transition.targets.iter().all(|target| around(*target).any(|state| state == part));
    let at_its_edge = transition.source == part || transition.targets.contains(&part);
    let kept = transition.internal && transition.source == part && !transition.targets.contains(&part);
    (stays && at_its_edge && !kept).then_some(part)
}
