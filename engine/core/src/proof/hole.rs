//! NZ0422: an event or a deadline for which none of several branches holds.

use super::Scene;
use super::situation::Move;
use super::story::Ending;
use crate::finding::Finding;
use crate::say;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let chart = scene.player.process.chart();
    let mut findings = Vec::new();
    for witness in &scene.search.holes {
        let Some(first) = witness.about.first().map(|t| &chart.transitions[*t]) else { continue };
        let is_refused = !matches!(witness.by, Move::Wait { .. });
        let way = scene.way_to(witness);
        let ending = if is_refused {
            Ending::Refused
        } else {
            let Some(before) = scene.situation(witness.place) else { continue };
            let Ok((after, _)) = scene.player.play(&before, &witness.by) else { continue };
            let active = after.active(chart).into_iter().filter(|s| chart.states[*s].inside.is_empty());
            Ending::Stands(active.map(|s| chart.states[s].id.clone()).collect())
        };
        let Some(story) = scene.story(&way, &ending) else { continue };
        let trigger = first.id.rsplit_once('.').map_or(first.id.as_str(), |(trigger, _)| trigger);
        let message = say!("Bij `{trigger}` kan het gebeuren dat geen van de takken geldt."; "At `{trigger}` it can happen that none of the branches holds.");
        findings.push(
            Finding::warning("NZ0422", first.span.clone(), message)
                .help(say!("Voeg een laatste tak toe met `otherwise: true`."; "Add a last branch with `otherwise: true`."))
                .story(story),
        );
    }
    findings
}
