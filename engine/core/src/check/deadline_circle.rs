//! NZ0404: deadlines that hang on each other in a circle.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::rule::Explanation;
use crate::calendar::Anchor;
use crate::finding::Finding;
use crate::graph::Draft;
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0404",
    nl: "Deze termijnen wachten op elkaar. Daardoor krijgt geen van beide ooit een datum.",
    en: "These deadlines wait for each other, so none of them ever gets a date.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\nevents: {af: {title: Af, by: [c]}}\n\
          initial: begin\nstates:\n  begin:\n    deadlines: {een: {at: 1 day after twee}, twee: {at: 1 day after een}}\n    \
          when: {af: einde}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let mut graph = DiGraph::new();
    let nodes: BTreeMap<_, _> =
        draft.chart.deadlines().map(|(_, d)| (d.id.clone(), graph.add_node(d))).collect();
    for (_, deadline) in draft.chart.deadlines() {
        if let Anchor::Named(anchor) = &deadline.at.anchor
            && let Some(other) = nodes.get(anchor)
        {
            graph.add_edge(nodes[&deadline.id], *other, ());
        }
    }
    let circles =
        tarjan_scc(&graph).into_iter().filter(|part| part.len() > 1 || graph.contains_edge(part[0], part[0]));
    circles
        .map(|part| {
            let mut deadlines: Vec<_> = part.iter().map(|node| graph[*node]).collect();
            deadlines.sort_by_key(|deadline| deadline.span.range.start);
            let names = deadlines.iter().map(|d| format!("`{}`", d.id)).collect::<Vec<_>>().join(", ");
            Finding::error(EXPLANATION.code, deadlines[0].span.clone(), say!("Deze termijnen wachten op elkaar: {names}."; "These deadlines wait for each other: {names}."))
                .help(say!("Laat er één tellen vanaf `entry`, `start` of een datum."; "Let one of them count from `entry`, `start` or a date."))
        })
        .collect()
}
