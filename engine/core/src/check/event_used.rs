//! NZ0406: an event that can be recorded but that nothing ever takes; and one that is raised in vain.

use std::collections::BTreeSet;

use super::rule::Explanation;
use crate::definition::library::Library;
use crate::finding::Finding;
use crate::graph::Draft;
use crate::graph::action::Action;
use crate::id::Id;
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0406",
    nl: "Deze gebeurtenis staat in `events`, maar geen enkele toestand, taak of termijn doet er iets mee. \
         Wie haar vastlegt krijgt altijd een weigering.",
    en: "This event is declared, but no state, task or deadline does anything with it. Whoever records \
         it will always be refused.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {af: {title: Af, by: [c]}, los: {title: Los, by: [c]}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: einde}}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft, _library: &Library) -> Vec<Finding> {
    let used = patterns(draft);
    let all = used.contains("any");
    // A pattern takes an event when it is the whole of it, or all of it before some dot.
    let beginnings = |id: &str| id.match_indices('.').any(|(dot, _)| used.contains(&id[..dot]));
    let is_used = |id: &str| all || used.contains(id) || beginnings(id);
    let mut findings = Vec::new();
    for (id, event) in &draft.definition.events {
        if event.starts || event.anytime || is_used(id) {
            continue;
        }
        findings.push(
            Finding::warning(
                EXPLANATION.code,
                event.span.clone(),
                say!("Niets doet iets met `{id}`."; "Nothing does anything with `{id}`."),
            )
            .help(say!("Gebruik haar in een `when`, of haal haar weg."; "Use it in a `when`, or remove it.")),
        );
    }
    findings
}

/// All patterns by which something listens.
fn patterns(draft: &Draft) -> BTreeSet<Id> {
    let chart = &draft.chart;
    let mut used: BTreeSet<Id> = chart.transitions.iter().flat_map(|t| t.events.clone()).collect();
    used.extend(chart.states.iter().flat_map(|s| s.tasks.iter().flat_map(|task| task.done_by.clone())));
    used.extend(chart.deadlines().flat_map(|(_, deadline)| deadline.met_by.clone()));
    crate::graph::action::each_action(chart, &mut |named| {
        if let Action::Task(task) = &named.action {
            used.extend(task.done_by.iter().cloned());
        }
    });
    let suspensions = draft.definition.suspensions.values();
    used.extend(
        suspensions
            .flat_map(|s| s.from.iter().chain(&s.until).map(|name| name.value.clone()).collect::<Vec<_>>()),
    );
    used
}
