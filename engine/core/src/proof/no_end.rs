//! NZ0424: a situation from which no end can be reached any more. NZ0425 (`nobody_acts`): one in
//! which nothing will ever happen.

use std::collections::BTreeSet;

use super::story::Ending;
use super::{Scene, nobody_acts};
use crate::check::soundness::Possible;
use crate::finding::Finding;
use crate::id::Id;
use crate::say;

/// So many situations are told; the others mostly follow from these.
const TOLD_MAX: usize = 3;
/// So many are looked at.
const LOOKED_AT_MAX: usize = 200;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let (search, chart) = (scene.search, scene.player.process.chart());
    let can_end = search.can_end();
    let mut told: BTreeSet<Vec<Id>> = BTreeSet::new();
    let mut told_places: BTreeSet<usize> = BTreeSet::new();
    let mut findings = Vec::new();
    let suspects = (1..search.places.len()).filter(|place| !can_end[*place]);
    for place in suspects.take(LOOKED_AT_MAX) {
        // What comes after a place that was told is lost already.
        if search.is_after(place, &told_places) {
            continue;
        }
        let Some(situation) = scene.situation(place) else { continue };
        let innermost: Vec<_> =
            situation.active(chart).into_iter().filter(|s| chart.states[*s].inside.is_empty()).collect();
        let states: Vec<Id> = innermost.iter().map(|s| chart.states[*s].id.clone()).collect();
        if told.contains(&states) || Possible::from_case(&scene.model, &situation.case, true).can_end() {
            continue;
        }
        let Some(story) = scene.story(&search.way(place), &Ending::Stands(states.clone())) else { continue };
        let span = innermost.first().map_or_else(
            || scene.player.process.definition().id.span.clone(),
            |state| chart.states[*state].span.clone(),
        );
        let names: Vec<String> = states.iter().map(|state| format!("`{state}`")).collect();
        let names = names.join(" + ");
        told.insert(states);
        told_places.insert(place);
        let finding = if Possible::from_case(&scene.model, &situation.case, true).is_still() {
            nobody_acts::finding(span, &names)
        } else {
            Finding::error("NZ0424", span, say!("Een zaak kan zo in {names} komen dat zij nooit meer kan worden afgesloten."; "A case can get into {names} so that it can never be closed any more."))
                .help(say!("Kijk welke voorwaarde de weg naar een einde dichthoudt."; "Look which condition bars the way to an end."))
        };
        findings.push(finding.story(story));
        if findings.len() == TOLD_MAX {
            break;
        }
    }
    findings
}
