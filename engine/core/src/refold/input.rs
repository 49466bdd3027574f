//! What is decided anew: the events that people and other cases brought, corrected and in order.

use chrono::{DateTime, Utc};

use super::{Past, Row, Setting};
use crate::case::{Case, Event, What, is_correction};
use crate::say;
use crate::step::{Rejection, Role, may_record};
use crate::text::Text;

/// An event at its true place.
#[derive(Clone, Debug)]
pub(super) struct Input {
    /// The number of its row; the highest for one that is told only now.
    pub(super) number: i64,
    pub(super) event: Event,
    /// Its refusal refuses the whole: it is what somebody records now.
    pub(super) is_new: bool,
}

/// The number of what has no row yet.
const NEW: i64 = i64::MAX;

/// All events of a case in the order in which they occurred; those of one moment as they were told.
pub(super) fn inputs(past: &Past, event: &Event) -> Result<Vec<Input>, Rejection> {
    let mut inputs: Vec<Input> = Vec::new();
    for row in &past.rows {
        match &row.event.what {
            // The clock is asked anew.
            What::Timer(_) => {}
            What::TaskDone(task) if is_correction(task) => {}
            What::Corrected { .. } => correct(&mut inputs, &row.event, false),
            _ => inputs.push(Input { number: row.number, event: row.event.clone(), is_new: false }),
        }
    }
    if let What::Corrected { row, .. } = &event.what {
        let target = past.rows.iter().find(|known| known.number == *row);
        may_correct(target, event)?;
        if !inputs.iter().any(|input| input.number == *row) {
            return Err(no(
                say!("Deze gebeurtenis is al ongedaan gemaakt."; "This event has been undone already."),
            ));
        }
        correct(&mut inputs, event, true);
    } else {
        inputs.push(Input { number: NEW, event: event.clone(), is_new: true });
    }
    inputs.sort_by_key(|input| (input.event.occurred, input.number));
    match inputs.first() {
        Some(first) if matches!(first.event.what, What::Start { .. }) => Ok(inputs),
        _ => Err(before_start(&inputs)),
    }
}

fn before_start(inputs: &[Input]) -> Rejection {
    let start = inputs.iter().find(|input| matches!(input.event.what, What::Start { .. }));
    Rejection::BeforeStart { opened: start.map_or(DateTime::<Utc>::MIN_UTC, |start| start.event.occurred) }
}

fn correct(inputs: &mut Vec<Input>, correction: &Event, is_new: bool) {
    let What::Corrected { row, occurred, form, withdrawn, .. } = &correction.what else { return };
    if *withdrawn {
        inputs.retain(|input| input.number != *row);
        return;
    }
    let Some(input) = inputs.iter_mut().find(|input| input.number == *row) else { return };
    // What a record tells may find nobody at home, where it was wrong and where it is right.
    input.is_new = is_new && !matches!(input.event.what, What::RecordChanged { .. });
    // Who corrects says so from now on, and must be allowed to.
    input.event.actor = correction.actor.clone();
    if let Some(occurred) = occurred {
        input.event.occurred = *occurred;
    }
    match &mut input.event.what {
        What::Start { form: own, .. }
        | What::Recorded { form: own, .. }
        | What::RecordChanged { form: own, .. } => {
            own.extend(form.iter().flatten().map(|(id, value)| (id.clone(), value.clone())));
        }
        _ => {}
    }
}

/// Whether a row can be corrected, or taken back, by this event.
///
/// # Errors
/// Why not.
pub fn may_correct(target: Option<&Row>, correction: &Event) -> Result<(), Rejection> {
    let What::Corrected { occurred, withdrawn, .. } = &correction.what else { return Ok(()) };
    let Some(target) = target else {
        return Err(no(
            say!("Deze gebeurtenis hoort niet bij deze zaak."; "This event is not of this case."),
        ));
    };
    if occurred.is_some_and(|occurred| occurred > correction.recorded) {
        return Err(no(say!("Deze datum moet nog komen."; "This date has yet to come.")));
    }
    match (&target.event.what, withdrawn) {
        (What::Recorded { .. } | What::RecordChanged { .. }, _)
        | (What::TaskDone(_), true)
        | (What::Start { event: Some(_), .. }, false) => Ok(()),
        (What::Start { event: Some(_), .. }, true) => Err(no(
            say!("Het begin van een zaak kan niet ongedaan. Rond de zaak af."; "The start of a case cannot be undone. Close the case."),
        )),
        (What::LetterApproved(_), _) => Err(no(
            say!("Een goedgekeurde brief is al onderweg. Stuur een nieuwe."; "An approved letter is on its way already. Send another one."),
        )),
        _ => Err(no(
            say!("Dit heeft het programma zelf gedaan. Verbeter de gebeurtenis waar het uit volgde."; "The program did this itself. Correct the event that it followed from."),
        )),
    }
}

/// Whether the actor may take an event back: whoever may record it may say that it was not so.
pub(super) fn may_take_back(
    setting: Setting<'_>,
    case: &Case,
    past: &Past,
    correction: &Event,
) -> Result<Option<Role>, Rejection> {
    let What::Corrected { row, .. } = &correction.what else { return Ok(None) };
    let target = past.rows.iter().find(|known| known.number == *row);
    match target.map(|target| (&target.event.what, &target.event.actor)) {
        Some((What::Recorded { event, .. }, _)) => {
            may_record(setting.process, case, &correction.actor, event)
        }
        // Who may say so was asked where the record stands.
        Some((What::RecordChanged { .. }, _)) => Ok(None),
        Some((_, actor)) if actor.user == correction.actor.user => Ok(None),
        _ => Err(no(
            say!("Alleen wie dit vastlegde, kan het ongedaan maken."; "Only who recorded this can undo it."),
        )),
    }
}

fn no(why: Text) -> Rejection {
    Rejection::NotCorrectable { why }
}
