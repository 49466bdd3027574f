//! Lists and sets: reading them, and what an item must have.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::field::{Field, record, scalar};
use crate::id::Id;
use crate::say;
use crate::text::Text;
use crate::value::{Record, Type, Value};

impl Field {
    pub(super) fn list(&self, json: &Json) -> Result<Value, Text> {
        let Json::Array(items) = json else {
            return Err(say!("Dit moet een lijst zijn."; "This must be a list."));
        };
        let mut records = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let nr = index + 1;
            let mut record = record(&self.fields, item).map_err(|(field, why)| {
                let (nl, en) = (why.nl, why.en);
                say!("Onderdeel {nr}, `{field}`: {nl}"; "Item {nr}, `{field}`: {en}")
            })?;
            self.fill_in(&mut record);
            self.check_key(&records, &record, nr)?;
            records.push(record);
        }
        Ok(Value::List(records))
    }

    /// Gives a new item of this list the defaults of the fields that it lacks.
    pub fn fill_in(&self, item: &mut Record) {
        for (id, field) in self.fields.iter().filter(|(_, field)| field.default.is_set()) {
            item.entry(id.clone()).or_insert_with(|| field.default.clone());
        }
    }

    /// The value as readers see it: options by their titles.
    #[must_use]
    pub fn titled(&self, value: &Value) -> Value {
        let title = |option: &str| self.options.get(option).map_or(option, String::as_str).to_owned();
        match (&self.ty, value) {
            (Type::Choice(_), Value::Text(option)) => Value::text(&title(option)),
            (Type::Set(known), Value::Set(chosen)) => {
                let titles = known.iter().filter(|id| chosen.contains(*id)).map(|id| title(id));
                Value::text(&titles.collect::<Vec<_>>().join(", "))
            }
            _ => value.clone(),
        }
    }

    /// An item of this list as people read it.
    #[must_use]
    pub fn titled_item(&self, item: &Record) -> Record {
        let shown = |(id, value): (&Id, &Value)| {
            let value = self.fields.get(id).map_or_else(|| value.clone(), |field| field.titled(value));
            (id.clone(), value)
        };
        item.iter().map(shown).collect()
    }

    /// A YAML list of options, or, as a person types them, a row with commas.
    pub(super) fn set(&self, json: &Json) -> Result<Value, Text> {
        let typed = |text: &str| text.split(',').map(|one| Json::String(one.trim().to_owned())).collect();
        let items: Vec<Json> = match json {
            Json::Array(items) => items.clone(),
            Json::String(text) => typed(text),
            other => vec![other.clone()],
        };
        let known = Type::Choice(self.options.keys().cloned().collect());
        let mut chosen = BTreeSet::new();
        for item in &items {
            if let Value::Text(option) = scalar(item, &known, &self.options)? {
                chosen.insert(Id::from(&*option));
            }
        }
        Ok(Value::Set(chosen))
    }

    /// Holds an item of this list against the limits of its fields.
    ///
    /// # Errors
    /// A field lies outside, the key is missing, or another item has it.
    pub fn check_items(&self, items: &[Record]) -> Result<(), Text> {
        for (index, item) in items.iter().enumerate() {
            let nr = index + 1;
            for (id, value) in item.iter().filter(|(_, value)| value.is_set()) {
                if let Some(Err(why)) = self.fields.get(id).map(|field| field.in_range(value)) {
                    let Text { nl, en } = why;
                    return Err(say!("Onderdeel {nr}, `{id}`: {nl}"; "Item {nr}, `{id}`: {en}"));
                }
            }
            self.check_key(&items[..index], item, nr)?;
        }
        Ok(())
    }

    /// Whether an item can be told from those before it.
    fn check_key(&self, before: &[Record], item: &Record, nr: usize) -> Result<(), Text> {
        let Some(key) = &self.key else { return Ok(()) };
        let name = &key.value;
        let value = item.get(name);
        if value.is_none_or(|v| !v.is_set()) {
            return Err(say!("Onderdeel {nr} mist `{name}`."; "Item {nr} lacks `{name}`."));
        }
        if before.iter().any(|other| other.get(name) == value) {
            return Err(
                say!("Onderdeel {nr} heeft dezelfde `{name}` als een ander."; "Item {nr} has the same `{name}` as another."),
            );
        }
        Ok(())
    }
}
