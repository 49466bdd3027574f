//! What is in the way of taking a case over.

use crate::id::Id;
use crate::say;
use crate::text::Text;

/// Something of a case that has no place in the other version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What kind of thing it is.
    pub section: Section,
    /// Its id in the old version.
    pub id: Id,
    /// What people call it there.
    pub title: String,
    /// Why it has no place.
    pub why: Text,
}

/// The parts of a case that are carried over, by the names that a mapping has for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is named after the part of the case")]
pub enum Section {
    States,
    Tasks,
    Deadlines,
    Fields,
    Sends,
    Groups,
    Suspensions,
    Letters,
    Records,
}

impl Section {
    /// Its name in a mapping and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::States => "states",
            Self::Tasks => "tasks",
            Self::Deadlines => "deadlines",
            Self::Fields => "fields",
            Self::Sends => "sends",
            Self::Groups => "groups",
            Self::Suspensions => "suspensions",
            Self::Letters => "letters",
            Self::Records => "records",
        }
    }

    /// What people call one of them.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::States => say!("stap"; "state"),
            Self::Tasks => say!("taak"; "task"),
            Self::Deadlines => say!("termijn"; "deadline"),
            Self::Fields => say!("veld"; "field"),
            Self::Sends => say!("gebeurtenis voor later"; "event for later"),
            Self::Groups => say!("groep deelzaken"; "group of child cases"),
            Self::Suspensions => say!("stilstand"; "suspension"),
            Self::Letters => say!("brief"; "letter"),
            Self::Records => say!("gedeeld record"; "shared record"),
        }
    }
}

impl Obstacle {
    /// In a sentence: `De stap ‘Bel’ (`bel`): bestaat niet meer.`
    #[must_use]
    pub fn text(&self) -> Text {
        let (word, id, title, why) = (self.section.word(), &self.id, &self.title, &self.why);
        let (word_nl, word_en, nl, en) = (word.nl, word.en, &why.nl, &why.en);
        say!("{word_nl} ‘{title}’ (`{id}`): {nl}"; "{word_en} ‘{title}’ (`{id}`): {en}")
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<Text> {
        let (section, id) = (self.section.as_str(), &self.id);
        Some(match self.section {
            Section::States => {
                say!("Schrijf in het mapping-bestand `states: {{{id}: NIEUWE_STAP}}`."; "Write in the mapping file `states: {{{id}: NEW_STATE}}`.")
            }
            Section::Sends => {
                say!("Schrijf in het mapping-bestand `drop: {{sends: [{id}]}}`."; "Write in the mapping file `drop: {{sends: [{id}]}}`.")
            }
            Section::Letters => {
                say!("Keur de brief eerst goed, of trek hem in."; "First approve the letter, or take it back.")
            }
            Section::Records => return None,
            _ => {
                say!("Schrijf in het mapping-bestand `{section}: {{{id}: NIEUW}}` of `drop: {{{section}: [{id}]}}`."; "Write in the mapping file `{section}: {{{id}: NEW}}` or `drop: {{{section}: [{id}]}}`.")
            }
        })
    }
}
