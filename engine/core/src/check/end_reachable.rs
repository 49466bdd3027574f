//! NZ0402: a state from which no end can be reached.

use super::rule::Explanation;
use crate::finding::Finding;
use crate::graph::chart::Kind;
use crate::graph::{Draft, Net, StateIx};
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0402",
    nl: "Een zaak die in deze toestand komt, kan nooit meer worden afgesloten. Voeg een stap toe die \
         verder gaat, of maak er een einde van met `final: UITKOMST`.",
    en: "A case that gets into this state can never be closed. Add a transition that leads on, or make \
         it an end with `final: OUTCOME`.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {af: {title: Af, by: [c]}, vast: {title: Vast, by: [c]}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: einde, vast: fuik}}\n  fuik: {title: Fuik}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let chart = &draft.chart;
    let net = Net::of(chart);
    let ends: Vec<StateIx> =
        chart.states[0].inside.iter().copied().filter(|s| chart.states[*s].kind == Kind::Final).collect();
    if ends.is_empty() {
        let span = draft.definition.id.span.clone();
        return vec![
            Finding::error(
                EXPLANATION.code,
                span,
                say!("Dit proces heeft geen einde."; "This process has no end."),
            )
            .help(say!("Voeg een toestand toe met `final: UITKOMST`."; "Add a state with `final: OUTCOME`.")),
        ];
    }
    let (reachable, leads) = (net.reachable(), net.leads_to(&ends));
    // Inner ends lead on through the state around them, which is judged itself.
    let judged = |s: StateIx| chart.states[s].kind == Kind::Atomic;
    (0..chart.states.len())
        .filter(|s| judged(*s) && reachable[*s] && !leads[*s])
        .map(|s| {
            let state = &chart.states[s];
            let id = &state.id;
            Finding::error(EXPLANATION.code, state.span.clone(), say!("Vanuit `{id}` komt een zaak nooit bij een einde."; "From `{id}` a case never gets to an end."))
                .help(say!("Voeg een `when` of een termijn toe die verder gaat."; "Add a `when` or a deadline that leads on."))
        })
        .collect()
}
