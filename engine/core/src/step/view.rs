//! Values for letters and screens, as JSON.

use serde_json::{Map, Value as Json, json};

use super::environment::{Context, Env};
use crate::calendar::local;
use crate::case::Case;
use crate::compile::Process;
use crate::definition::field::Field;
use crate::definition::reader::Map as Fields;
use crate::expression::Environment;
use crate::id::Id;
use crate::value::{Record, Type, Value};

/// All that a letter's template can read. Unset fields are left out, so that using one is an error.
/// A choice is given by its title: letters are read by people.
#[must_use]
pub fn letter_data(
    context: &Context<'_>,
    case: &Case,
    item: Option<&Record>,
    number: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Json {
    let process = context.process;
    let today = local(now).date();
    let env = Env { context, case, event: None, item: None, known: None, today };
    let definition = process.definition();
    let mut data = Map::new();
    for (id, param) in &definition.params {
        data.insert(id.to_string(), titled(&param.value.value, &param.field));
    }
    for (id, field) in &definition.data {
        let value = env.get(id);
        if value.is_set() {
            data.insert(id.to_string(), titled(&value, field));
        }
    }
    add_chosen(&mut data, |id| env.get(id), &definition.data);
    for alias in definition.records.keys() {
        let mut fields = context.records.get(alias).map(values_json).unwrap_or_default();
        for name in process.derived_names() {
            let Some(field) = name.strip_prefix(&**alias).and_then(|rest| rest.strip_prefix('.')) else {
                continue;
            };
            let value = env.get(&Id::from(name));
            if value.is_set() {
                fields.insert(field.to_owned(), value_json(&value));
            }
        }
        data.insert(alias.to_string(), Json::Object(fields));
    }
    let due = case
        .deadlines
        .iter()
        .filter_map(|(id, deadline)| Some((id.to_string(), json!(deadline.due?.to_string()))));
    data.insert("deadline".to_owned(), Json::Object(due.collect()));
    if let Some(item) = item {
        let (around, own): (Record, Record) =
            item.clone().into_iter().partition(|(name, _)| name.contains('.'));
        for (name, value) in around {
            add_loop(&mut data, &name, &value);
        }
        data.insert("item".to_owned(), Json::Object(values_json(&own)));
    }
    data.insert("person".to_owned(), Json::Object(values_json(context.person)));
    data.insert("case".to_owned(), json!({ "nummer": number }));
    data.insert("vandaag".to_owned(), json!(today.to_string()));
    Json::Object(data)
}

/// Under `optie` the ids of what was chosen: a template that asks for an option need not know its title.
fn add_chosen(data: &mut Map<String, Json>, value: impl Fn(&Id) -> Value, fields: &Fields<Field>) {
    let chosen = fields.iter().filter(|(_, field)| !field.options.is_empty());
    let chosen = chosen.map(|(id, _)| (id.to_string(), value(id))).filter(|(_, value)| value.is_set());
    let chosen: Map<String, Json> = chosen.map(|(id, value)| (id, value_json(&value))).collect();
    if !chosen.is_empty() {
        data.entry("optie").or_insert(Json::Object(chosen));
    }
}

/// What a letter inside an `each` reads: `NAME.field`, and `NUMBER.` for the number of the item.
fn add_loop(data: &mut Map<String, Json>, name: &str, value: &Value) {
    match name.split_once('.') {
        Some((number, "")) => {
            data.insert(number.to_owned(), value_json(value));
        }
        Some((head, tail)) => {
            let group = data.entry(head.to_owned()).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(group) = group {
                group.insert(tail.to_owned(), value_json(value));
            }
        }
        None => {}
    }
}

/// Gives the users in a letter's data the names by which people know them: a letter says `Noor de
/// Wit`, not `n.dewit`.
pub fn name_users(process: &Process, data: &mut Json, name_of: &dyn Fn(&str) -> Option<String>) {
    let Json::Object(data) = data else { return };
    name_fields(&process.definition().data, data, name_of);
}

fn name_fields(
    fields: &Fields<Field>,
    data: &mut Map<String, Json>,
    name_of: &dyn Fn(&str) -> Option<String>,
) {
    for (id, field) in fields {
        match (&field.ty, data.get_mut(id.as_str())) {
            (Type::Person, Some(Json::String(user))) => {
                if let Some(name) = name_of(user) {
                    *user = name;
                }
            }
            (Type::List(_), Some(Json::Array(items))) => {
                for item in items.iter_mut().filter_map(Json::as_object_mut) {
                    name_fields(&field.fields, item, name_of);
                }
            }
            _ => {}
        }
    }
}

fn titled(value: &Value, field: &Field) -> Json {
    match value {
        Value::Text(option) => {
            field.options.get(&**option).map_or_else(|| value_json(value), |title| json!(title))
        }
        Value::List(items) => {
            Json::Array(items.iter().map(|item| titled_item(item, &field.fields)).collect())
        }
        // In written order, which a designer chose for the reader.
        Value::Set(chosen) => Json::Array(
            field
                .options
                .iter()
                .filter(|(id, _)| chosen.contains(*id))
                .map(|(_, title)| json!(title))
                .collect(),
        ),
        _ => value_json(value),
    }
}

fn titled_item(item: &Record, fields: &Fields<Field>) -> Json {
    let value = |(id, value): (&Id, &Value)| {
        let json = fields.get(id).map_or_else(|| value_json(value), |field| titled(value, field));
        (id.to_string(), json)
    };
    let mut data: Map<String, Json> = item.iter().map(value).collect();
    add_chosen(&mut data, |id| item.get(id).cloned().unwrap_or_default(), fields);
    Json::Object(data)
}

/// A record as JSON.
#[must_use]
pub fn values_json(record: &Record) -> Map<String, Json> {
    record
        .iter()
        .filter(|(_, value)| value.is_set())
        .map(|(id, value)| (id.to_string(), value_json(value)))
        .collect()
}

/// A value as JSON: dates as ISO texts.
#[must_use]
pub fn value_json(value: &Value) -> Json {
    match value {
        Value::Unset => Json::Null,
        Value::Boolean(flag) => json!(flag),
        Value::Integer(number) => json!(number),
        Value::Text(text) => json!(&**text),
        Value::Date(day) => json!(day.to_string()),
        Value::Datetime(moment) => json!(moment.format("%Y-%m-%dT%H:%M:%S").to_string()),
        Value::Duration(duration) => json!(duration.text().nl),
        Value::List(items) => Json::Array(items.iter().map(|item| Json::Object(values_json(item))).collect()),
        // As text: a JSON number would lose cents on its way through other programs.
        Value::Decimal(number) => json!(number.to_string()),
        Value::Money(amount) => json!(amount.to_string()),
        Value::Set(chosen) => json!(chosen),
    }
}
