//! NZ0405: derived fields that are derived from each other.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::rule::Explanation;
use crate::definition::library::Library;
use crate::finding::{Finding, Span};
use crate::graph::{Draft, derived_fields};
use crate::id::Id;
use crate::say;
use crate::table::Derived;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0405",
    nl: "Deze velden worden uit elkaar afgeleid. Daardoor hebben ze nooit een waarde.",
    en: "These fields are derived from each other, so they never have a value.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          data: {een: {type: integer, derive: twee + 1}, twee: {type: integer, derive: een + 1}}\n\
          events: {af: {title: Af, by: [c]}}\ninitial: begin\nstates:\n  begin: {when: {af: einde}}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let own = draft
        .derived
        .iter()
        .filter_map(|(id, expr)| Some((id.clone(), expr, draft.definition.data.get(id)?.span.clone())));
    circles(own.collect())
}

/// The same for the records of a library.
pub(super) fn records(library: &Library) -> Vec<Finding> {
    let mut findings = Vec::new();
    for record in library.records.values() {
        let (derived, _) = derived_fields(&record.fields, &record.names(), library);
        let spans = derived
            .iter()
            .filter_map(|(id, own)| Some((id.clone(), own, record.fields.get(id)?.span.clone())));
        findings.extend(circles(spans.collect()));
    }
    findings
}

fn circles(derived: Vec<(Id, &Derived, Span)>) -> Vec<Finding> {
    let mut graph = DiGraph::new();
    let nodes: BTreeMap<Id, _> = derived
        .iter()
        .map(|(id, _, span)| (id.clone(), graph.add_node((id.clone(), span.clone()))))
        .collect();
    for (id, expr, _) in &derived {
        for read in expr.reads() {
            if let Some(other) = nodes.get(read) {
                graph.add_edge(nodes[id], *other, ());
            }
        }
    }
    let circles =
        tarjan_scc(&graph).into_iter().filter(|part| part.len() > 1 || graph.contains_edge(part[0], part[0]));
    circles
        .filter_map(|part| {
            let mut fields: Vec<_> = part.iter().map(|node| &graph[*node]).collect();
            fields.sort_by_key(|(_, span)| span.range.start);
            let names = fields.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            let span = fields.first()?.1.clone();
            Some(Finding::error(EXPLANATION.code, span, say!("Deze velden worden uit elkaar afgeleid: {names}."; "These fields are derived from each other: {names}.")))
        })
        .collect()
}
