//! NZ0427: two parts of a parallel state want to leave it on the same event; one of them silently wins.

use super::Scene;
use super::situation::Move;
use super::story::Ending;
use crate::finding::Finding;
use crate::say;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let chart = scene.player.process.chart();
    let mut findings = Vec::new();
    for witness in &scene.search.overlaps {
        let [won, lost] = witness.about.as_slice() else { continue };
        let (won, lost) = (&chart.transitions[*won], &chart.transitions[*lost]);
        // One that only moves inside its own part loses nothing when the whole is left.
        let around = chart.ancestors(lost.source, None).find(|outer| chart.is_inside(won.source, *outer));
        let leaves = around.is_some_and(|outer| lost.targets.iter().any(|t| !chart.is_inside(*t, outer)));
        if !leaves || won.targets == lost.targets && lost.actions.is_empty() {
            continue;
        }
        let Some(before) = scene.situation(witness.place) else { continue };
        let Ok((after, _)) = scene.player.play(&before, &witness.by) else { continue };
        let active = after.active(chart).into_iter().filter(|s| chart.states[*s].inside.is_empty());
        let states = active.map(|s| chart.states[s].id.clone()).collect();
        let mut way = scene.search.way(witness.place);
        way.push(witness.by.clone());
        // A case that is closed is in its end; a story that only waits tells itself.
        let ending = Ending::Stands(states);
        let Some(story) = scene.story(&way, &ending) else { continue };
        let (won_id, lost_id) = (&won.id, &lost.id);
        let by = matches!(witness.by, Move::Wait { .. });
        let message = if by {
            say!("`{lost_id}` gaat niet door als `{won_id}` tegelijk geldt: beide verlaten dezelfde toestand."; "`{lost_id}` does not happen when `{won_id}` holds too: both leave the same state.")
        } else {
            say!("Bij dezelfde gebeurtenis gelden `{won_id}` en `{lost_id}`. Alleen de eerste gaat door."; "On one event both `{won_id}` and `{lost_id}` hold. Only the first happens.")
        };
        findings.push(
            Finding::warning("NZ0427", lost.span.clone(), message)
                .also(won.span.clone(), say!("deze wint"; "this one wins"))
                .help(say!("Zet de stap op de toestand om beide heen, of maak de voorwaarden verschillend."; "Put the transition on the state around both, or make the conditions differ."))
                .story(story),
        );
    }
    findings
}
