//! Overlays: the shape of what they extend, in which everything may be left out. Made from the tables
//! that merging uses, so that the two cannot differ.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::super::overlay::Base;
use super::super::overlay::shape::{Named, Shape, Thing};

/// The schema of an overlay.
pub(super) fn schema() -> Json {
    let mut makes = Makes { definitions: BTreeMap::new(), names: Vec::new() };
    let bases = [Base::Process, Base::Record, Base::Table];
    // Which base it is stands in `extends`; an editor offers the words of all three.
    let mut part = |mode: Mode| {
        let mut properties = Map::new();
        for base in bases {
            for (key, shape) in base.thing().keys.iter().filter(|(_, shape)| !matches!(shape, Shape::Own)) {
                properties.entry(*key).or_insert(makes.shape(shape, mode));
            }
        }
        if mode == Mode::Remove {
            properties.insert("scenarios".to_owned(), named(reason()));
        }
        object(properties)
    };
    let (change, add, remove) = (part(Mode::Change), part(Mode::Add), part(Mode::Remove));
    let name = json!({"type": "string", "pattern": NAME});
    let extends = |base: Base| {
        object_of(&[
            (base.key(), described(name.clone(), "De basis.")),
            (
                "version",
                described(
                    json!({"type": "integer", "minimum": 1}),
                    "De versie van de basis waar u naar keek.",
                ),
            ),
            (
                "hash",
                described(
                    json!({"type": "string"}),
                    "De inhoud van die versie. `nazorg basis neemover` vult hem in.",
                ),
            ),
        ])
    };
    let mut schema = object_of(&[
        (
            "overlay",
            described(
                name.clone(),
                "De naam van de aanpassing. Het bestand heet net zo: `processes/westland/nazorg.yaml`.",
            ),
        ),
        ("extends", described(json!({"anyOf": bases.map(extends)}), "Wat u aanpast.")),
        (
            "version",
            described(
                json!({"type": "integer", "minimum": 1}),
                "De versie van deze aanpassing, voor wie haar weer aanpast.",
            ),
        ),
        ("change", described(change, "Wat anders is dan in de basis. Het moet daar bestaan.")),
        ("add", described(add, "Wat de basis niet heeft.")),
        ("remove", described(remove, "Wat de basis heeft en u niet. Met de reden.")),
    ]);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        schema.insert("title".to_owned(), json!("Aanpassing"));
        schema
            .insert("description".to_owned(), json!("Wat een regio of gemeente anders doet dan haar basis."));
        schema.insert("required".to_owned(), json!(["overlay", "extends"]));
        schema.insert("$defs".to_owned(), makes.definitions.into_iter().collect::<Map<_, _>>().into());
    }
    schema
}

const NAME: &str = "^[A-Za-z][A-Za-z0-9_./-]*$";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Change,
    Add,
    Remove,
}

/// The definitions made so far: a state lies in a state, so they refer to each other.
struct Makes {
    definitions: BTreeMap<String, Json>,
    names: Vec<(*const Thing, Mode)>,
}

impl Makes {
    fn shape(&mut self, shape: &'static Shape, mode: Mode) -> Json {
        match shape {
            Shape::Own => json!(false),
            Shape::Thing(thing) => self.thing(thing, mode),
            Shape::Named(of) => self.named(of, mode),
            Shape::Short(short, _, long) => {
                let long = self.shape(long, mode);
                if mode == Mode::Remove { long } else { json!({"anyOf": [self.shape(short, mode), long]}) }
            }
            Shape::Value | Shape::Ref(_) | Shape::Edge | Shape::Process | Shape::Words
                if mode == Mode::Remove =>
            {
                reason()
            }
            Shape::Value | Shape::Ref(_) | Shape::Edge | Shape::Process | Shape::Words => {
                json!({"type": ["string", "number", "boolean", "array"]})
            }
        }
    }

    fn named(&mut self, of: &'static Named, mode: Mode) -> Json {
        let inner = self.shape(&of.of, mode);
        let is_end =
            matches!(of.of, Shape::Value | Shape::Ref(_) | Shape::Edge | Shape::Process | Shape::Words);
        named(if mode == Mode::Remove && !is_end { json!({"anyOf": [reason(), inner]}) } else { inner })
    }

    fn thing(&mut self, thing: &'static Thing, mode: Mode) -> Json {
        let known = self.names.iter().position(|(other, of)| std::ptr::eq(*other, thing) && *of == mode);
        let number = known.unwrap_or(self.names.len());
        let name = format!("deel{number}");
        if known.is_none() {
            self.names.push((thing, mode));
            let mut properties = Map::new();
            for (key, shape) in thing.keys {
                properties.insert((*key).to_owned(), self.shape(shape, mode));
            }
            let text = |text: &str| described(json!({"type": "string"}), text);
            if mode != Mode::Remove {
                properties.insert("reason".to_owned(), text("Waarom."));
            }
            if mode == Mode::Add {
                properties.insert(
                    "insert_before".to_owned(),
                    text("Komt hiervoor. Bij een toestand gaan alle wegen daarheen nu hierlangs."),
                );
                properties.insert("insert_after".to_owned(), text("Komt hierna."));
            }
            self.definitions.insert(name.clone(), object(properties));
        }
        json!({"$ref": format!("#/$defs/{name}")})
    }
}

fn reason() -> Json {
    let mut object = object_of(&[
        ("reason", described(json!({"type": "string"}), "Waarom het weg gaat.")),
        ("instead", described(json!({"type": "string", "pattern": NAME}), "Wat ervoor in de plaats komt.")),
    ]);
    object["required"] = json!(["reason"]);
    object
}

fn named(inner: Json) -> Json {
    json!({"type": "object", "patternProperties": {NAME: inner}, "additionalProperties": false})
}

fn object_of(properties: &[(&str, Json)]) -> Json {
    object(properties.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

fn object(properties: Map<String, Json>) -> Json {
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn described(mut schema: Json, text: &str) -> Json {
    schema["description"] = json!(text);
    schema
}
