//! What the clock, the outbox and the store's own checks did.

use nazorg_core::say;
use nazorg_core::text::Text;
use schemars::JsonSchema;
use serde::Serialize;

use super::HistoryRow;
use crate::Problem;

/// What a tick did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct TickReport {
    /// Timers that fired.
    pub fired: usize,
    /// Timers that could not be handled; they were set aside and became a notice.
    pub set_aside: usize,
    /// The steps that were made, in order; at most 1,000 of them.
    pub steps: Vec<HistoryRow>,
    /// Letters that came into the outbox.
    pub delivery: DeliveryReport,
    /// What could not be done, if anything: cases that cannot be read, or letters that could not come into the
    /// outbox. A later tick tries again. What fired stays.
    #[serde(skip)]
    pub trouble: Option<Problem>,
}

impl TickReport {
    /// The report of a tick that did all it had to do.
    ///
    /// # Errors
    /// A case could not be read, or letters could not come into the outbox.
    pub fn whole(self) -> Result<Self, Problem> {
        self.trouble.clone().map_or(Ok(self), Err)
    }
}

/// What a delivery did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeliveryReport {
    /// The letters that came into the outbox, in order, shown as `B1`.
    pub delivered: Vec<i64>,
    /// Letters that a crash had left half-way, and that are now in the outbox.
    pub recovered: Vec<i64>,
}

/// What verifying found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VerifyReport {
    /// Rows of the journal.
    pub rows: i64,
    /// The last link of the chain, in hexadecimal; to be kept elsewhere.
    pub head: String,
    /// The first row that is broken; none when the chain holds.
    pub first_broken: Option<i64>,
    /// What is wrong, the first row first; at most 100 things. Empty when all is well.
    pub wrong: Vec<Flaw>,
}

/// Something in the store that is not right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flaw {
    /// Where, such as `journal 12`, `person 2`, `case 3`, `letter 7`, `outbox B000007`, or a whole part: `pages`.
    pub place: String,
    /// What is wrong there.
    pub what: Text,
}

impl Flaw {
    /// The place as people call it; none for a whole part.
    #[must_use]
    pub fn named(&self) -> Option<Text> {
        Some(match self.place.split_once(' ')? {
            ("person", number) => say!("P{number}"; "P{number}"),
            ("case", number) => say!("Z{number}"; "Z{number}"),
            ("letter", number) => say!("B{number}"; "B{number}"),
            ("journal", row) => say!("regel {row}"; "row {row}"),
            ("record", number) => say!("gedeeld gegeven {number}"; "shared record {number}"),
            ("task", number) => say!("T{number}"; "T{number}"),
            ("notice", number) => say!("bericht {number}"; "notice {number}"),
            ("publication", number) => say!("publicatie {number}"; "publication {number}"),
            ("outbox", folder) => say!("postvak, map {folder}"; "outbox, folder {folder}"),
            _ => Text::same(&self.place),
        })
    }
}

/// The end of the journal at some moment: what is to be kept outside the store, so that a journal that
/// was cut or written anew is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeadView {
    /// Rows of the journal.
    pub rows: i64,
    /// The last link of the chain, in hexadecimal.
    pub head: String,
}

/// What the doctor found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DoctorReport {
    /// The store.
    pub store: String,
    /// The version of its schema.
    pub schema: i64,
    /// What was looked at, in order.
    pub examined: Vec<Examination>,
    /// Nothing is wrong.
    pub healthy: bool,
}

/// One thing that the doctor looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Examination {
    /// What: `pages`, `journal`, `people`, `cases`, `records`, `letters` or `outbox`.
    pub part: String,
    /// How many of them.
    pub count: usize,
    /// What is wrong with them; at most 100 things.
    pub wrong: Vec<Flaw>,
    /// What is not wrong, but good to know.
    pub notes: Vec<Flaw>,
}

/// What folding the journal found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FoldReport {
    /// Cases that were folded.
    pub cases: usize,
    /// Cases whose journal does not give what is stored.
    pub different: Vec<i64>,
}

/// What an erasure took away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ErasureReport {
    /// The person, shown as `P1`.
    pub person: i64,
    /// Cases of which only the figures are left.
    pub cases: usize,
    /// Letters of which only the number is left.
    pub letters: usize,
    /// Files of stores that a backup replaced, in which something of the person may still stand: throw them away.
    pub left: Vec<String>,
}

/// What a backup holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RestoreReport {
    /// People in it.
    pub people: i64,
    /// Cases in it.
    pub cases: i64,
    /// Rows of its journal.
    pub rows: i64,
    /// People of whom nothing can be read, because their keys are missing or open nothing.
    pub closed: usize,
    /// For a backup that was put back: the store that it replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// A store that a backup replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Kept {
    /// The file in which it is kept.
    pub file: String,
    /// It is whole, so that it can be put back itself.
    pub whole: bool,
}

#[cfg(test)]
mod tests {
    use nazorg_core::text::Text;

    use super::Flaw;

    #[test]
    fn places_have_the_names_that_people_type() {
        let nl = |place: &str| {
            let flaw = Flaw { place: place.to_owned(), what: Text::default() };
            flaw.named().map(|text| text.nl)
        };
        assert_eq!(nl("case 3").as_deref(), Some("Z3"));
        assert_eq!(nl("letter 7").as_deref(), Some("B7"));
        assert_eq!(nl("pages"), None);
    }
}
