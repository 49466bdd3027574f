//! Taking back that a case went over to another version.

use super::{Past, Refolded, Row};
use crate::case::{Case, Differences, Effect, Fact, apply};
use crate::compile::Process;
use crate::say;
use crate::step::{Outcome, Rejection};
use crate::text::Text;

/// The case as it was before it went over, on the version that it was on.
///
/// # Errors
/// Something has happened since, or going over did something that cannot be taken back.
pub(super) fn go_back(
    process: &Process,
    before: &Case,
    past: &Past,
    row: &Row,
) -> Result<Refolded, Rejection> {
    let no = |why: Text| Err(Rejection::NotCorrectable { why });
    if let Some(later) = past.rows.iter().find(|known| known.number > row.number) {
        let name = later.event.what.name();
        let title = process.event(&name).map_or(name, |event| event.title.clone());
        return no(say!(
            "Daarna is er al iets gebeurd: ‘{title}’. De zaak blijft op deze versie.";
            "Something has happened since: ‘{title}’. The case stays on this version."
        ));
    }
    if let Some(done) = row.facts.iter().find_map(in_the_world) {
        let Text { nl, en } = done;
        return no(say!(
            "Bij de overgang is al {nl}. De zaak blijft op deze versie.";
            "Going over has already {en}. The case stays on this version."
        ));
    }
    let mut then = Case::default();
    for fact in past.rows.iter().take_while(|known| known.number < row.number).flat_map(|row| &row.facts) {
        apply(&mut then, fact);
    }
    let differences = Box::new(Differences::between(before, &then));
    let fact = Fact::Migrated { definition: then.definition.clone(), differences };
    let mut case = before.clone();
    apply(&mut case, &fact);
    let outcome = Outcome {
        case,
        facts: vec![fact],
        effects: Vec::<Effect>::new(),
        walked: Vec::new(),
        preempted: Vec::new(),
        role: None,
    };
    Ok(Refolded { outcome, when: Vec::new() })
}

/// What the world has seen already.
fn in_the_world(fact: &Fact) -> Option<Text> {
    match fact {
        Fact::LetterMade { .. } => Some(say!("een brief gemaakt"; "made a letter")),
        Fact::ChildStarted { .. } => Some(say!("een deelzaak begonnen"; "started a child case")),
        Fact::ChildInformed { .. } => Some(say!("een deelzaak bijgewerkt"; "updated a child case")),
        Fact::CaseStarted { .. } => Some(say!("een andere zaak begonnen"; "started another case")),
        Fact::Signalled { .. } => Some(say!("een seintje gegeven aan andere zaken"; "told other cases")),
        Fact::Closed { .. } => Some(say!("de zaak afgesloten"; "closed the case")),
        _ => None,
    }
}
