//! NZ0403: waiting for the completion of a state that can never be complete.

use super::rule::Explanation;
use crate::finding::Finding;
use crate::graph::chart::Kind;
use crate::graph::{Chart, Draft, StateIx};
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0403",
    nl: "Iets wacht op `done.TOESTAND`, maar die toestand kan nooit klaar zijn: een onderdeel heeft geen \
         einde (`final: true`).",
    en: "Something waits for `done.STATE`, but that state can never be complete: one of its parts has no \
         end (`final: true`).",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\nevents: {af: {title: Af, by: [c]}}\n\
          initial: beide\nstates:\n  beide:\n    parallel:\n      links: {initial: l1, states: {l1: {when: {af: l2}}, l2: {final: true}}}\n      \
          rechts: {initial: r1, states: {r1: {title: R}}}\n    when: {done.beide: einde}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let chart = &draft.chart;
    let mut findings = Vec::new();
    for transition in &chart.transitions {
        for event in &transition.events {
            let Some(state) = event.strip_prefix("done.").and_then(|id| chart.index.get(id)) else {
                continue;
            };
            if let Some(part) = incomplete(chart, *state) {
                let (id, part_id) = (&chart.states[*state].id, &chart.states[part].id);
                findings.push(
                    Finding::error(EXPLANATION.code, transition.span.clone(), say!("`{id}` kan nooit klaar zijn."; "`{id}` can never be complete."))
                        .also(chart.states[part].span.clone(), say!("`{part_id}` heeft geen einde"; "`{part_id}` has no end"))
                        .help(say!("Geef `{part_id}` een toestand met `final: true`."; "Give `{part_id}` a state with `final: true`.")),
                );
            }
        }
    }
    findings
}

/// A part that keeps a state from ever being complete.
fn incomplete(chart: &Chart, state: StateIx) -> Option<StateIx> {
    let inside = &chart.states[state].inside;
    match chart.states[state].kind {
        Kind::Compound if inside.iter().any(|s| chart.states[*s].kind == Kind::Final) => None,
        Kind::Parallel => inside.iter().find_map(|part| incomplete(chart, *part)),
        _ => Some(state),
    }
}
