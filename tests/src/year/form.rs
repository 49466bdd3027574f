//! Forms that are filled in by chance.

use nazorg_runtime::view::FieldView;
use serde_json::{Map, Value as Json, json};

use crate::disk::Chance;

/// A form filled in by chance: mostly as asked.
pub(super) fn filled(form: &[FieldView], chance: &mut Chance, today: chrono::NaiveDate) -> Map<String, Json> {
    let mut values = Map::new();
    for field in form {
        if !field.required && chance.below(3) == 0 {
            continue;
        }
        values.insert(field.id.clone(), value(field, chance, today));
    }
    values
}

fn value(field: &FieldView, chance: &mut Chance, today: chrono::NaiveDate) -> Json {
    let near =
        |chance: &mut Chance| today + chrono::Days::new(chance.below(60) as u64) - chrono::Days::new(10);
    let option = |chance: &mut Chance| {
        field.options.get(chance.below(field.options.len())).map_or(Json::Null, |option| json!(option.id))
    };
    match field.kind.as_str() {
        "boolean" => json!(chance.below(2) == 0),
        "integer" => json!(chance.below(12)),
        "decimal" | "money" => json!(format!("{}.50", chance.below(90))),
        "choice" => option(chance),
        "set" => json!([option(chance)]),
        "date" => json!(near(chance).to_string()),
        "datetime" => json!(format!("{}T14:00", near(chance))),
        "duration" => json!(["3 days", "2 workdays", "1 week"][chance.below(3)]),
        "person" => json!(["fatima", "noor", "joost"][chance.below(3)]),
        "list" => {
            let items = (0..1 + chance.below(3)).map(|nth| {
                let mut item = filled(&field.fields, chance, today);
                if let (Some(key), Some(Json::String(text))) =
                    (&field.key, field.key.as_ref().and_then(|key| item.get(key)).cloned())
                {
                    item.insert(key.clone(), json!(format!("{text} {nth}")));
                }
                Json::Object(item)
            });
            Json::Array(items.collect())
        }
        _ => json!(["ja", "{{ 7*7 }}", "<b>x</b>", "René"][chance.below(4)]),
    }
}
