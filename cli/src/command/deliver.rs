//! Bringing letters into the outbox after something was recorded.

use nazorg_core::say;
use nazorg_runtime::Office;
use nazorg_runtime::view::Happened;

use crate::output::{Screen, Stop};

/// Brings letters into the outbox. Where that fails, what was recorded is recorded all the same: whoever is told
/// that the command failed does it once more. So it is told beside the rest.
pub(super) fn deliver(office: &Office, screen: &mut Screen) {
    let Err(problem) = office.deliver() else { return };
    screen.warn(&say!(
        "Wat u vastlegde, is bewaard. Alleen de brieven kwamen niet allemaal in het postvak.";
        "What you recorded is stored. Only the letters did not all come into the outbox."
    ));
    if let Some(help) = problem.help {
        screen.warn(&help);
    }
}

/// The same, and shows the letters of what happened as they are then.
pub(super) fn delivered(happened: &mut Happened, office: &Office, screen: &mut Screen) -> Result<(), Stop> {
    deliver(office, screen);
    for letter in &mut happened.letters {
        *letter = office.letter_show(letter.letter)?.row;
    }
    Ok(())
}
