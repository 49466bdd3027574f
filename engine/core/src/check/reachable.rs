//! NZ0401: a state that nothing leads to.

use super::rule::Explanation;
use crate::finding::Finding;
use crate::graph::chart::Kind;
use crate::graph::{Draft, Net};
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0401",
    nl: "Geen enkele stap leidt naar deze toestand. Een zaak kan er dus nooit komen. Voeg een stap toe \
         die erheen gaat, of haal de toestand weg.",
    en: "No transition leads to this state, so no case can ever be in it. Add a transition to it, or \
         remove it.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\nevents: {af: {title: Af, by: [c]}}\n\
          initial: begin\nstates:\n  begin: {when: {af: einde}}\n  eiland: {when: {af: einde}}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let reachable = Net::of(&draft.chart).reachable();
    draft
        .chart
        .states
        .iter()
        .zip(reachable)
        .filter(|(state, reached)| !reached && !matches!(state.kind, Kind::History { .. }))
        .map(|(state, _)| {
            let id = &state.id;
            Finding::error(EXPLANATION.code, state.span.clone(), say!("Niets leidt naar `{id}`."; "Nothing leads to `{id}`."))
                .help(say!("Voeg ergens `go: {id}` toe, of haal de toestand weg."; "Add `go: {id}` somewhere, or remove the state."))
        })
        .collect()
}
