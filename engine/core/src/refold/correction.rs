//! Work for a person: what was done and should not have been.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Past;
use super::deed::{Deed, Kind};
use crate::calendar::{day_date, local};
use crate::case::{
    Case, Event, Fact, Task, What, correction_of, correction_of_event, is_correction, is_late_correction,
};
use crate::compile::Process;
use crate::id::Id;
use crate::step::Rejection;
use crate::text::Language;

/// A deed that should not have been, or not then.
pub(super) struct Wrong {
    pub(super) deed: Deed,
    pub(super) how: How,
}

/// What is wrong with it.
pub(super) enum How {
    /// It should not have been.
    NotAtAll,
    /// It should have been then.
    Then(DateTime<Utc>),
    /// A letter says something else than it should.
    Otherwise,
}

/// What must change in the tasks of a case: each wrong deed is one task, unless somebody did it already;
/// one that turns out to have been right after all is withdrawn.
pub(super) fn work(
    process: &Process,
    before: &Case,
    past: &Past,
    wrong: &[Wrong],
    dropped: &[(i64, Event, Rejection)],
    now: DateTime<Utc>,
) -> Vec<Fact> {
    let mut wanted: BTreeMap<Id, String> = BTreeMap::new();
    for Wrong { deed, how } in wrong {
        let (row, fact) = deed.place;
        let id = correction_of(row, fact);
        // Another fault in the same deed is other work, also when the first was mended.
        let (id, title) = match how {
            How::Then(to) => (Id::from(format!("{id}_day")), begun_on(deed, *to)),
            How::NotAtAll => (id, title(process, deed)),
            How::Otherwise => {
                let (letter, day) = (letter_title(process, deed), day_of(deed.at));
                let title =
                    format!("Herstel: de brief {letter} van {day} zegt iets anders dan nu bekend is.");
                (Id::from(format!("{id}_words")), title)
            }
        };
        wanted.insert(id, title);
    }
    for (row, event, why) in dropped {
        let name = event_title(process, &event.what);
        let (day, why) = (day_of(event.occurred), why.text().nl);
        let title = format!("Herstel: ‘{name}’ van {day} past niet meer. {why}");
        wanted.insert(correction_of_event(*row), title);
    }
    let done: BTreeSet<&Id> = past
        .rows
        .iter()
        .flat_map(|row| &row.facts)
        .filter_map(|fact| match fact {
            Fact::TaskDone { id } if is_correction(id) => Some(id),
            _ => None,
        })
        .collect();
    let mut facts = Vec::new();
    for id in before
        .tasks
        .keys()
        .filter(|id| is_correction(id) && !is_late_correction(id) && !wanted.contains_key(*id))
    {
        facts.push(Fact::TaskWithdrawn { id: id.clone() });
    }
    let Some(role) = process.definition().roles.keys().next() else { return facts };
    for (id, title) in wanted {
        if before.tasks.contains_key(&id) || done.contains(&id) {
            continue;
        }
        let task = Task {
            title,
            role: role.clone(),
            due: None,
            state: None,
            origin: id.clone(),
            opened: now,
            steps: BTreeMap::new(),
            taken: BTreeSet::new(),
            round: 0,
        };
        facts.push(Fact::TaskOpened { id, task });
    }
    facts
}

fn title(process: &Process, deed: &Deed) -> String {
    let day = day_of(deed.at);
    match &deed.kind {
        Kind::Letter { .. } => {
            let letter = letter_title(process, deed);
            format!("Herstel: de brief {letter} van {day} had niet gemoeten.")
        }
        Kind::Child { group, key } => {
            let name = if key.is_empty() { group.spoken() } else { key.clone() };
            format!("Herstel: de deelzaak ‘{name}’ begon op {day}, maar had dat niet gemoeten.")
        }
        Kind::Case { process, .. } => {
            format!("Herstel: op {day} begon een zaak ‘{process}’. Dat had niet gemoeten.")
        }
        Kind::Signal { event } => {
            let event = event.spoken();
            format!("Herstel: andere zaken kregen op {day} het seintje ‘{event}’. Dat had niet gemoeten.")
        }
        Kind::Ended { outcome } => {
            let outcomes = &process.definition().outcomes;
            let title = |id: &Id| outcomes.get(id).map_or_else(|| id.spoken(), |title| title.value.clone());
            let outcome = outcome.as_ref().map_or_else(String::new, |id| format!(" als ‘{}’", title(id)));
            format!("Herstel: deze zaak was op {day} afgesloten{outcome}. Dat klopt niet meer.")
        }
        Kind::Fired { deadline } => {
            let declared = process.chart().deadlines().find(|(_, declared)| declared.id == *deadline);
            let title = declared.map_or_else(|| deadline.spoken(), |(_, declared)| declared.title.clone());
            format!("Herstel: de termijn ‘{title}’ ging af op {day}, maar had dat niet gemoeten.")
        }
        Kind::Reminded { .. } | Kind::Told { .. } | Kind::Noted { .. } => {
            format!("Herstel: een bericht van {day}.")
        }
    }
}

/// What began on the wrong day counts on from there; only a person can put that right.
fn begun_on(deed: &Deed, to: DateTime<Utc>) -> String {
    let (day, to) = (day_of(deed.at), day_of(to));
    let name = match &deed.kind {
        Kind::Child { group, key } if key.is_empty() => group.spoken(),
        Kind::Child { key, .. } => key.clone(),
        Kind::Case { process, .. } => process.to_string(),
        _ => String::new(),
    };
    format!("Herstel: de zaak ‘{name}’ begon op {day}, maar had op {to} moeten beginnen.")
}

/// "‘Uitnodiging’ (school)".
fn letter_title(process: &Process, deed: &Deed) -> String {
    let Kind::Letter { letter, item } = &deed.kind else { return String::new() };
    let letters = &process.definition().letters;
    let title = letters.get(letter).map_or_else(|| letter.spoken(), |letter| letter.title.clone());
    let item = item.as_ref().map_or_else(String::new, |item| format!(" ({item})"));
    format!("‘{title}’{item}")
}

fn event_title(process: &Process, what: &What) -> String {
    let name = what.name();
    process.event(&name).map_or_else(|| Id::from(name).spoken(), |event| event.title.clone())
}

fn day_of(at: DateTime<Utc>) -> String {
    day_date(local(at).date(), Language::Nl)
}
