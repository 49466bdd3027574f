//! NZ0407: more than one event that starts a case.

use super::rule::Explanation;
use crate::finding::Finding;
use crate::graph::Draft;
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0407",
    nl: "Een proces begint met één gebeurtenis. Hier hebben er meer `starts: true`.",
    en: "A process begins with one event. Here more than one has `starts: true`.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {een: {title: Een, by: [c], starts: true}, twee: {title: Twee, by: [c], starts: true}, af: {title: Af, by: [c]}}\n\
          initial: begin\nstates:\n  begin: {when: {af: einde}}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft) -> Vec<Finding> {
    let mut starting = draft.definition.events.iter().filter(|(_, event)| event.starts);
    let Some((first, first_event)) = starting.next() else { return Vec::new() };
    starting
        .map(|(id, event)| {
            Finding::error(EXPLANATION.code, event.span.clone(), say!("`{id}` en `{first}` beginnen allebei een zaak."; "`{id}` and `{first}` both start a case."))
                .also(first_event.span.clone(), say!("de eerste"; "the first"))
        })
        .collect()
}
