//! Bringing letters into the outbox after something was recorded.

use nazorg_core::say;
use nazorg_runtime::Office;
use nazorg_runtime::view::Happened;

use crate::output::Screen;

/// Brings letters into the outbox. Where that fails, what was recorded is recorded all the same: whoever is told
/// that the command failed does it once more. So it is told beside the rest.
pub(super) fn deliver(office: &Office, screen: &mut Screen) {
    let Err(problem) = office.deliver_soon() else { return };
    let (text, help) = (problem.text, problem.help.unwrap_or_default());
    let (nl, en) = (format!("{} {}", text.nl, help.nl), format!("{} {}", text.en, help.en));
    screen.warn(&say!("Wat u vastlegde, is bewaard. {nl}"; "What you recorded is stored. {en}"));
}

/// The same, and shows the letters of what happened as they are then.
pub(super) fn delivered(happened: &mut Happened, office: &Office, screen: &mut Screen) {
    deliver(office, screen);
    for letter in &mut happened.letters {
        if let Ok(shown) = office.letter_show(letter.letter) {
            *letter = shown.row;
        }
    }
}
