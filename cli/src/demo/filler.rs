//! Forms that fill themselves in: by the type of each field, and by chance.

use chrono::{NaiveDate, TimeDelta};
use nazorg_runtime::view::FieldView;
use serde_json::{Map, Value as Json, json};

use super::chance::Chance;

/// Out of a hundred: people without an income. [S 000]
const NO_INCOME: usize = 34;

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
            "choice" => json!(self.chance.pick(&field.options)?.id),
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
