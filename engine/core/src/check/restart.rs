//! NZ0408: an eventless circle that never waits for anything.

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::rule::Explanation;
use crate::finding::Finding;
use crate::graph::Draft;
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0408",
    nl: "Deze toestanden gaan met `always` vanzelf in elkaar over en komen zo in een cirkel. De zaak zou \
         blijven rondlopen zonder dat er iets gebeurt.",
    en: "These states lead to each other by `always`, in a circle. A case would go round without anything \
         happening.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\nevents: {af: {title: Af, by: [c]}}\n\
          initial: een\nstates:\n  een: {always: {go: twee}, when: {af: einde}}\n  twee: {always: {go: een}}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let chart = &draft.chart;
    let mut graph = DiGraph::<usize, ()>::new();
    let nodes: Vec<_> = (0..chart.states.len()).map(|ix| graph.add_node(ix)).collect();
    // Guarded ones may well stop: only those that always go are a certain circle.
    for transition in chart.transitions.iter().filter(|t| t.events.is_empty() && t.guard.is_none()) {
        for target in &transition.targets {
            graph.add_edge(nodes[transition.source], nodes[*target], ());
        }
    }
    let circles =
        tarjan_scc(&graph).into_iter().filter(|part| part.len() > 1 || graph.contains_edge(part[0], part[0]));
    circles
        .map(|part| {
            let mut states: Vec<usize> = part.iter().map(|node| graph[*node]).collect();
            states.sort_unstable();
            let names = states.iter().map(|s| format!("`{}`", chart.states[*s].id)).collect::<Vec<_>>().join(" → ");
            Finding::error(EXPLANATION.code, chart.states[states[0]].span.clone(), say!("Deze toestanden gaan steeds vanzelf in elkaar over: {names}."; "These states lead to each other for ever: {names}."))
                .help(say!("Geef één ervan een voorwaarde, of laat haar op een gebeurtenis wachten."; "Give one of them a condition, or let it wait for an event."))
        })
        .collect()
}
