//! The shares that the sources give, beside what was played: so that it shows how much like them it is.

use nazorg_core::say;
use nazorg_core::text::{Language, Text};
use serde_json::Value as Json;

use super::people::{ACCEPT, HOMELESS, REACHED};
use crate::output::table::table;
use crate::output::{Screen, Stop};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    counted: usize,
    total: usize,
}

impl Share {
    fn add(&mut self, counts: bool) {
        self.counted += usize::from(counts);
        self.total += 1;
    }
}

/// What was played, as shares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::demo) struct Shares {
    month: Share,
    three_months: Share,
    homeless: Share,
    reached: Share,
    accepts: Share,
    /// Without an income, and without an identity card, when they came in.
    no_income: Share,
    no_card: Share,
}

impl Shares {
    /// Somebody was reported, who stays inside for so many days.
    pub(super) fn person(&mut self, days: i64, homeless: bool, reached: bool) {
        self.month.add(days < 30);
        self.three_months.add(days < 90);
        self.homeless.add(homeless);
        self.reached.add(reached);
    }

    /// Somebody was asked whether he wants help.
    pub(super) fn asked(&mut self, accepts: bool) {
        self.accepts.add(accepts);
    }

    /// A form was filled in.
    pub(super) fn answered(&mut self, form: &Json) {
        let missing =
            |field: &str| form.get(field).and_then(Json::as_str).map(|option| option == "ontbreekt");
        if let Some(missing) = missing("binnen_inkomen") {
            self.no_income.add(missing);
        }
        if let Some(missing) = missing("binnen_id") {
            self.no_card.add(missing);
        }
    }

    /// What it is, what the source says, which source, and what was played.
    fn rows(&self) -> [(Text, usize, &'static str, Share); 7] {
        [
            (
                say!("Korter dan een maand vast"; "Inside for less than a month"),
                52,
                "000: de meesten",
                self.month,
            ),
            (
                say!("Korter dan drie maanden vast"; "Inside for less than three months"),
                73,
                "003 4",
                self.three_months,
            ),
            (say!("Zonder eigen woning"; "Without a home of their own"), HOMELESS, "000", self.homeless),
            (
                say!("Zonder inkomen bij binnenkomst"; "Without an income on entry"),
                36,
                "003 1",
                self.no_income,
            ),
            (
                say!("Zonder identiteitsbewijs bij binnenkomst"; "Without an identity card on entry"),
                14,
                "003 1",
                self.no_card,
            ),
            (say!("Bereikt"; "Reached"), REACHED, "003 5", self.reached),
            (say!("Wil nazorg"; "Wants aftercare"), ACCEPT, "003 4", self.accepts),
        ]
    }

    /// Shows them beside what the sources say.
    ///
    /// # Errors
    /// The reader has left.
    pub(super) fn show(&self, screen: &mut Screen) -> Result<(), Stop> {
        screen.heading(&say!("Naast de bronnen"; "Beside the sources"))?;
        let headers = match screen.language {
            Language::Nl => ["Aandeel", "Bron zegt", "Gespeeld", "Bron"],
            Language::En => ["Share", "Source says", "Played", "Source"],
        };
        let rows = self.rows().map(|(what, says, source, Share { counted, total })| {
            let played = match (counted * 100 + total / 2).checked_div(total) {
                Some(percent) => format!("{percent} % ({counted}/{total})"),
                None => "-".to_owned(),
            };
            vec![screen.text(&what).to_owned(), format!("{says} %"), played, source.to_owned()]
        });
        table(&headers, &rows, screen)
    }
}
