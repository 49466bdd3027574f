//! NZ0428: there is too much to go through.

use super::Scene;
use crate::finding::Finding;
use crate::say;

pub(super) fn check(scene: &Scene<'_>, steps_max: usize) -> Option<Finding> {
    if scene.search.is_complete {
        return None;
    }
    let span = scene.player.process.definition().id.span.clone();
    let message = say!("Dit proces kent meer dan {steps_max} situaties. Niet alles is nagekeken."; "This process has more than {steps_max} situations. Not all of it was checked.");
    Some(
        Finding::warning("NZ0428", span, message)
            .help(say!("Verdeel het proces, bijvoorbeeld met kinderen."; "Divide the process, for example with children.")),
    )
}
