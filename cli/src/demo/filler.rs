//! Forms that fill themselves in: by the type of each field, and by chance.

use chrono::{NaiveDate, TimeDelta};
use nazorg_runtime::view::FieldView;
use serde_json::{Map, Value as Json, json};

use super::chance::Chance;

/// Out of a hundred: people without an income. [S 000]
const NO_INCOME: usize = 34;

/// What most people answer, and how many out of a hundred do. The reports come from the town itself, so that nearly
/// everybody belongs to it [A]; what is missing on entry is as the sources say. [S 000, 003 1]
const USUAL: [(&str, &str, usize); 8] = [
    ("verblijfsstatus", "geldig", 96),
    ("terugkeer", "nederland", 97),
    ("detentieland", "in_nederland", 98),
    ("brp", "ingeschreven", 94),
    ("binnen_id", "aanwezig", 86),
    ("binnen_wonen", "aanwezig", 50),
    ("binnen_inkomen", "aanwezig", 64),
    ("binnen_schulden", "ontbreekt", 90),
];

/// What an answer depends on.
pub(super) struct Filler<'a> {
    pub(super) today: NaiveDate,
    /// The user whose name stands where a person is asked for.
    pub(super) me: &'a str,
    /// The person whom it is about wants help.
    pub(super) accepts: bool,
    pub(super) chance: &'a mut Chance,
}

impl Filler<'_> {
    /// A form, filled in.
    pub(super) fn form(&mut self, fields: &[FieldView]) -> Json {
        let mut form = Map::new();
        for field in fields {
            if (field.required || self.chance.percent(70))
                && let Some(value) = self.value(field, 0)
            {
                form.insert(field.id.clone(), value);
            }
        }
        Json::Object(form)
    }

    /// The usual option of a choice, if it has one and chance has it so; else any other.
    fn option(&mut self, field: &FieldView) -> Option<String> {
        let usual = USUAL.iter().find(|(id, ..)| *id == field.id);
        let mut options: Vec<&str> = field.options.iter().map(|option| option.id.as_str()).collect();
        if let Some((_, usual, percent)) = usual {
            if self.chance.percent(*percent) && options.contains(usual) {
                return Some((*usual).to_owned());
            }
            options.retain(|option| option != usual);
        }
        self.chance.pick(&options).map(|option| (*option).to_owned())
    }

    fn value(&mut self, field: &FieldView, nth: usize) -> Option<Json> {
        let today = self.today;
        let about = |word: &str| field.id.contains(word);
        Some(match field.kind.as_str() {
            "boolean" if about("wil") => json!(self.accepts),
            "boolean" if about("inkomen") || about("geld") => json!(!self.chance.percent(NO_INCOME)),
            "boolean" => json!(self.chance.percent(60)),
            "integer" if nth > 0 => json!(nth),
            "integer" => json!(self.chance.between(1, 3)),
            "decimal" | "money" => json!(100),
            "text" if nth > 0 => json!(format!("Verzonnen {nth}")),
            "text" => json!("Verzonnen"),
            "date" => json!((today + TimeDelta::days(self.chance.between(5, 25))).to_string()),
            "datetime" => json!(format!("{}T14:00", today + TimeDelta::days(self.chance.between(8, 25)))),
            "duration" => json!("3 months"),
            "person" => json!(self.me),
            "choice" if nth > 0 => json!(field.options.get((nth - 1) % field.options.len().max(1))?.id),
            "choice" => json!(self.option(field)?),
            "set" => json!([self.chance.pick(&field.options)?.id]),
            "list" => {
                // One item for each option, where there are options: what must be complete then is.
                let options = field.fields.iter().map(|inner| inner.options.len()).max().unwrap_or(0);
                let mut items = Vec::new();
                for nth in 1..=options.clamp(2, 6) {
                    let mut item = Map::new();
                    for inner in &field.fields {
                        if let Some(value) = self.value(inner, nth) {
                            item.insert(inner.id.clone(), value);
                        }
                    }
                    items.push(Json::Object(item));
                }
                Json::Array(items)
            }
            _ => return None,
        })
    }
}
