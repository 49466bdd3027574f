//! JSON Schema of the files that people write, for completion and help in their editor.
//!
//! These types only have the shape of the files; reading is done by the modules beside this one,
//! because a reader can report all mistakes at once, in the designer's words. A test holds the two
//! against each other. The doc comments are in Dutch: an editor shows them to designers.

#![expect(dead_code, reason = "only the shape of these types is used")]

mod action;
mod event;
mod field;
mod overlay;
mod process;
mod scenario;
mod state;
mod table;
mod word;
mod workspace;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value as Json};

/// The schema of a process file.
#[must_use]
pub fn process() -> Json {
    of::<process::Process>()
}

/// The schema of a record file.
#[must_use]
pub fn record() -> Json {
    of::<process::Record>()
}

/// The schema of a file with a decision table.
#[must_use]
pub fn table() -> Json {
    of::<table::Table>()
}

/// The schema of a file with cases of a decision table.
#[must_use]
pub fn cases() -> Json {
    of::<table::Cases>()
}

/// The schema of an overlay.
#[must_use]
pub fn overlay() -> Json {
    overlay::schema()
}

/// The schema of a scenario file.
#[must_use]
pub fn scenario() -> Json {
    of::<scenario::File>()
}

/// The schema of `nazorg.yaml`.
#[must_use]
pub fn workspace() -> Json {
    of::<workspace::Workspace>()
}

/// Every schema, with the name of its file.
#[must_use]
pub fn all() -> [(&'static str, Json); 7] {
    [
        ("process.schema.json", process()),
        ("record.schema.json", record()),
        ("overlay.schema.json", overlay()),
        ("table.schema.json", table()),
        ("scenario.schema.json", scenario()),
        ("cases.schema.json", cases()),
        ("workspace.schema.json", workspace()),
    ]
}

fn of<T: JsonSchema>() -> Json {
    SchemaSettings::draft2020_12()
        .with_transform(WithoutNull)
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// A key that may be left out is an `Option` here. But a key that is there must have a value: an
/// empty `title:` is a slip, and the readers refuse it. An empty named thing (`wacht:` among the
/// states) is not a property and stays as it is.
#[derive(Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if let Some(Json::Object(properties)) = schema.get_mut("properties") {
            for property in properties.values_mut().filter_map(Json::as_object_mut) {
                forbid_null(property);
            }
        }
    }
}

fn forbid_null(property: &mut Map<String, Json>) {
    if let Some(Json::Array(types)) = property.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            property.insert("type".to_owned(), only);
        }
    }
    if let Some(Json::Array(choices)) = property.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
        if let [Json::Object(only)] = choices.as_slice() {
            let only = only.clone();
            property.remove("anyOf");
            only.into_iter().for_each(|(key, value)| _ = property.entry(key).or_insert(value));
        }
    }
}
