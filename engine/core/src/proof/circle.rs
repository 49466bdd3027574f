//! NZ0426: going round for ever without time passing.

use super::Scene;
use super::story::Ending;
use crate::finding::Finding;
use crate::say;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Finding> {
    let told = scene
        .search
        .circles
        .iter()
        .take(20)
        .find_map(|witness| scene.story(&scene.way_to(witness), &Ending::Refused));
    let Some(story) = told else { return Vec::new() };
    let span = scene.player.process.definition().id.span.clone();
    let message = say!("Een zaak kan blijven rondgaan zonder dat er tijd voorbijgaat."; "A case can go round for ever without time passing.");
    vec![
        Finding::error("NZ0426", span, message)
            .help(say!("Laat een toestand in de cirkel wachten op een gebeurtenis of een termijn."; "Let a state in the circle wait for an event or a deadline."))
            .story(story),
    ]
}
