//! Why an event was refused. Nothing of the case has then changed.

use chrono::{DateTime, Utc};

use super::obstacle::Obstacle;
use crate::calendar::local;
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The case has ended.
    Closed,
    /// The process has no such event.
    UnknownEvent {
        /// What was asked.
        event: Id,
        /// What looks like it.
        near: Option<Id>,
    },
    /// This user may not record it.
    NotAllowed {
        /// The event's title.
        title: String,
        /// The titles of the roles that may.
        roles: Vec<String>,
    },
    /// A field of the form was not given.
    Missing {
        /// The field.
        field: Id,
    },
    /// The state that it leads to needs a field that is not filled in.
    Required {
        /// The field.
        field: Id,
        /// What people call it.
        title: String,
        /// What people call the state.
        state: String,
    },
    /// A field of the form is wrong.
    BadField {
        /// The field.
        field: Id,
        /// Why.
        why: Text,
    },
    /// A condition of the event does not hold.
    Requirement {
        /// Its id.
        id: Id,
        /// What the designer has to say about it.
        say: String,
    },
    /// Nothing takes the event in this state.
    NotTaken {
        /// The event's title.
        title: String,
        /// The titles of the active states.
        states: Vec<String>,
        /// Whether it would be taken if a condition held.
        guarded: bool,
    },
    /// A timer that no longer runs; the scheduler was late, which is no error.
    Stale,
    /// The process went on and on without an event.
    Runaway,
    /// A date lies beyond the calendar.
    BeyondHorizon,
    /// A case of a process that was never published cannot be started.
    NotPublished {
        /// The process.
        process: Id,
    },
    /// It would have happened before the case began.
    BeforeStart {
        /// When the case began.
        opened: DateTime<Utc>,
    },
    /// What was recorded cannot be corrected in this way.
    NotCorrectable {
        /// Why.
        why: Text,
    },
    /// Something of the case has no place in the other version of its definition.
    NoCounterpart(Vec<Obstacle>),
    /// It happened before the case went over to another version, and that cannot be decided anew.
    BeforeMigration {
        /// When the case went over.
        at: DateTime<Utc>,
        /// Why it cannot.
        why: Text,
    },
    /// No such task or letter is waiting.
    NoSuch {
        /// Its id.
        id: String,
    },
}

impl Rejection {
    /// Whether the process itself is at fault, not the moment: this must never pass in silence.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Runaway | Self::BeyondHorizon)
    }

    /// Whether nothing took the event, which a bare statechart just ignores.
    #[must_use]
    pub fn is_not_taken(&self) -> bool {
        matches!(self, Self::NotTaken { .. } | Self::UnknownEvent { .. } | Self::Closed)
    }

    /// The refusal in words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Closed => say!("Deze zaak is al afgesloten."; "This case is closed already."),
            Self::UnknownEvent { event, near: Some(near) } => {
                say!("De gebeurtenis `{event}` bestaat niet. Bedoelt u `{near}`?"; "There is no event `{event}`. Did you mean `{near}`?")
            }
            Self::UnknownEvent { event, near: None } => {
                say!("De gebeurtenis `{event}` bestaat niet."; "There is no event `{event}`.")
            }
            Self::NotAllowed { title, roles } if roles.is_empty() => {
                say!("‘{title}’ legt niemand zelf vast. Het komt uit het proces, of uit een andere zaak."; "Nobody records ‘{title}’. It comes from the process, or from another case.")
            }
            Self::NotAllowed { title, roles } => {
                let roles = roles.join(", ");
                say!("U mag ‘{title}’ niet vastleggen. Dit mag wel: {roles}."; "You may not record ‘{title}’. These may: {roles}.")
            }
            Self::Missing { field } => {
                say!("Vul ook `{field}` in."; "Please fill in `{field}` too.")
            }
            Self::Required { title, state, .. } => {
                say!("Vul eerst ‘{title}’ in. Zonder dat kan de zaak niet naar: {state}."; "Please fill in ‘{title}’ first. Without it the case cannot go to: {state}.")
            }
            Self::BadField { field, why } => {
                let (nl, en) = (&why.nl, &why.en);
                say!("`{field}`: {nl}"; "`{field}`: {en}")
            }
            Self::Requirement { say: why, .. } => Text::same(why),
            Self::NotTaken { title, states, guarded: true } => {
                let states = states.join(", ");
                say!("‘{title}’ kan nu niet: de voorwaarde klopt nog niet. De zaak staat in: {states}."; "‘{title}’ is not possible now: its condition does not hold yet. The case is in: {states}.")
            }
            Self::NotTaken { title, states, guarded: false } => {
                let states = states.join(", ");
                say!("‘{title}’ past nu niet. De zaak staat in: {states}."; "‘{title}’ does not fit now. The case is in: {states}.")
            }
            Self::Stale => say!("Deze termijn loopt niet meer."; "This deadline no longer runs."),
            Self::Runaway => {
                say!("Het proces blijft rondlopen zonder dat er iets gebeurt."; "The process keeps going round without an event.")
            }
            Self::BeyondHorizon => {
                say!("Een datum valt buiten de kalender (1900 tot en met 2200)."; "A date lies beyond the calendar (1900 to 2200).")
            }
            Self::NotPublished { process } => {
                say!("Het proces `{process}` is niet gepubliceerd, of ingetrokken."; "The process `{process}` is not published, or was withdrawn.")
            }
            Self::BeforeStart { opened } => {
                let opened = local(*opened).date();
                say!("De zaak begon pas op {opened}. Verbeter eerst het begin."; "The case began on {opened} only. Correct its start first.")
            }
            Self::NotCorrectable { why } => why.clone(),
            Self::NoCounterpart(obstacles) => {
                let list = |of: fn(&Text) -> &String| {
                    obstacles.iter().map(|one| format!("\n- {}", of(&one.text()))).collect::<String>()
                };
                let (nl, en) = (list(|text| &text.nl), list(|text| &text.en));
                say!("De zaak kan niet over: niet alles heeft een plek in de nieuwe versie.{nl}"; "The case cannot go over: not everything has a place in the new version.{en}")
            }
            Self::BeforeMigration { at, why } => {
                let (at, nl, en) = (local(*at).date(), &why.nl, &why.en);
                say!("Dit gebeurde voordat de zaak op {at} naar een andere versie ging. Het past daar niet meer tussen. {nl}"; "This happened before the case went over to another version on {at}. It no longer fits in between. {en}")
            }
            Self::NoSuch { id } => {
                say!("`{id}` staat niet open in deze zaak."; "`{id}` is not open in this case.")
            }
        }
    }
}
