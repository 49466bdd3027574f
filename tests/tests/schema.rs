//! The schemas that editors use, held against the readers that decide.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::compile;
use nazorg_core::definition::field::to_json;
use nazorg_core::definition::library::{Library, is_definition};
use nazorg_core::definition::overlay::Base;
use nazorg_core::definition::overlay::shape::Shape;
use nazorg_core::definition::{node, schema};
use nazorg_core::finding::{Finding, Source};
use nazorg_core::letter::Templates;
use nazorg_core::scenario::{Setting, run};
use nazorg_tests::{files, lines, root};
use serde_json::{Map, Value as Json, json};

/// A key that nothing knows, and that looks like none.
const UNKNOWN: &str = "qqqqqqqq";

/// Keys that a reader asks for and then refuses for a better reason than "not known here".
const REFUSED_OTHERWISE: [(&str, &[&str]); 2] =
    [("Proces", &["final", "parallel", "with"]), ("ActionBranch", &["go", "internal"])];

/// A process in which a scenario can look at everything once.
const STAGE: &str = "process: a1
title: A
roles: {c: {title: C}}
outcomes: {klaar: Klaar}
events: {af: {title: Af, by: [c]}}
initial: begin
states:
  begin: {tasks: {a1: {title: T, role: c}}, when: {af: einde}}
  einde: {final: klaar}
";

/// A table that a case can ask.
const TABLE: &str = "table: a1
title: A
inputs: {a1: {type: text, optional: true}}
outputs: {a1: {type: text}}
rows: {a1: {then: {a1: a1}}}
";

fn source(path: &str, text: impl Into<String>) -> Arc<Source> {
    Arc::new(Source { path: path.to_owned(), text: text.into() })
}

fn as_json(source: &Arc<Source>) -> Json {
    to_json(&node::read(source).unwrap_or_else(|findings| panic!("{:#?}", lines(&findings))))
}

/// What the reader of definitions says about a document.
fn read_definition(document: &Json) -> Vec<Finding> {
    Library::read(&[source("a1.yaml", document.to_string())]).findings
}

/// What the reader of scenarios says about a document, and playing it.
fn read_scenario(document: &Json) -> Vec<Finding> {
    play(STAGE, document)
}

/// The same for cases of a table.
fn read_cases(document: &Json) -> Vec<Finding> {
    play(TABLE, document)
}

fn play(stage: &str, document: &Json) -> Vec<Finding> {
    let library = Library::read(&[source("a1.yaml", stage)]);
    let compiled = compile(&library, None);
    assert!(compiled.findings.is_empty(), "{:#?}", lines(&compiled.findings));
    let (templates, calendar) = (Templates::new([]).0, Calendar::netherlands());
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let report = run(&[source("tests/scenarios/a1.yaml", document.to_string())], &setting);
    report.findings.into_iter().chain(report.played.into_iter().flat_map(|p| p.failures)).collect()
}

#[test]
fn the_committed_schemas_are_the_generated_ones() {
    for (name, schema) in schema::all() {
        let path = root().join("docs/schema").join(name);
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).expect("JSON"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(root().join("docs/schema")).expect("a folder");
            std::fs::write(&path, &text).expect("a file");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "docs/schema/{name} is old: run `UPDATE=1 cargo test -p nazorg-tests --test schema` and commit it"
        );
    }
}

#[test]
fn every_shipped_file_fits_its_schema() {
    let validator = |schema: &Json| jsonschema::draft202012::new(schema).expect("a valid schema");
    let (process, record, scenario) =
        (validator(&schema::process()), validator(&schema::record()), validator(&schema::scenario()));
    let overlay = validator(&schema::overlay());
    let (table, cases) = (validator(&schema::table()), validator(&schema::cases()));
    let mut seen = 0;
    let mut wrong = Vec::new();
    let mut shipped = files("processes", "yaml");
    shipped.retain(|file| is_definition(&file.path));
    for file in shipped.iter().chain(&files("tests/scenarios", "yaml")) {
        let document = as_json(file);
        let validator = match () {
            () if document.get("scenarios").is_some() => &scenario,
            () if document.get("overlay").is_some() => &overlay,
            () if document.get("record").is_some() => &record,
            () if document.get("cases").is_some() => &cases,
            () if document.get("table").is_some() => &table,
            () => &process,
        };
        let errors = validator.iter_errors(&document);
        wrong.extend(errors.map(|error| format!("{} {}: {error}", file.path, error.instance_path())));
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 10, "{seen} files");
}

#[test]
fn schema_and_reader_both_refuse_a_planted_key() {
    let file = files("processes", "yaml").into_iter().find(|f| f.path.ends_with("11-afspraak.yaml"));
    let mut document = as_json(&file.expect("a shipped process"));
    let validator = jsonschema::draft202012::new(&schema::process()).expect("a valid schema");
    let read = |document: &Json| {
        Library::read(&[source("processes/haarlem/11-afspraak.yaml", document.to_string())]).findings
    };
    assert!(validator.is_valid(&document), "the file itself is right");
    assert!(read(&document).is_empty());
    for place in ["", "/events/gelukt", "/states/loopt/tasks/volg", "/data/nr", "/when/mislukt/do/waarom"] {
        let object = document.pointer_mut(place).and_then(Json::as_object_mut).expect("an object");
        object.insert("titel".to_owned(), json!("T"));
        assert!(!validator.is_valid(&document), "the schema accepts `titel` in {place}");
        assert!(read(&document).iter().any(|f| f.code == "NZ0114"), "the reader accepts `titel` in {place}");
        document.pointer_mut(place).and_then(Json::as_object_mut).expect("an object").remove("titel");
    }
}

#[test]
fn schema_and_reader_know_the_same_keys() {
    type Read = fn(&Json) -> Vec<Finding>;
    let kinds: [(Json, Read); 5] = [
        (schema::process(), read_definition),
        (schema::record(), read_definition),
        (schema::scenario(), read_scenario),
        (schema::table(), read_definition),
        (schema::cases(), read_cases),
    ];
    let mut wrong = Vec::new();
    for (schema, read) in kinds {
        let mut places = Vec::new();
        let mut walk = Walk { schema: &schema, seen: BTreeSet::new(), places: &mut places };
        let title = schema["title"].as_str().expect("a title");
        walk.visit(title, &schema, &|inner| inner);
        let definitions = schema["$defs"].as_object().expect("definitions").values();
        let objects = 1 + definitions.filter(|inner| inner["properties"].is_object()).count();
        assert_eq!(places.len(), objects, "{title}: objects that were not compared");
        places.iter().for_each(|place| compare(place, read, &mut wrong));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Merging knows which keys are words and which are names: the same as the schema says.
#[test]
fn overlays_know_the_shape_of_every_file() {
    let mut wrong = Vec::new();
    for (base, schema) in
        [(Base::Process, schema::process()), (Base::Record, schema::record()), (Base::Table, schema::table())]
    {
        let mut seen = BTreeSet::new();
        compare_shape(base.key(), base.shape(), &schema, &schema, &mut seen, &mut wrong);
        assert!(seen.len() >= 2, "{}: only {} objects were compared", base.key(), seen.len());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn compare_shape(
    at: &str,
    shape: &'static Shape,
    root: &Json,
    schema: &Json,
    seen: &mut BTreeSet<(usize, String)>,
    wrong: &mut Vec<String>,
) {
    // A thing that may be left empty is still that thing.
    let choices: Vec<&Json> = match schema["anyOf"].as_array() {
        Some(choices) => choices.iter().map(|choice| resolve(root, choice)).collect(),
        None => vec![resolve(root, schema)],
    };
    let choices = choices.into_iter().flat_map(|choice| match choice["anyOf"].as_array() {
        Some(inner) if choice["properties"].is_null() => {
            inner.iter().map(|choice| resolve(root, choice)).collect::<Vec<_>>()
        }
        _ => vec![choice],
    });
    let choices: Vec<&Json> = choices.collect();
    let object = choices.iter().find(|choice| choice["properties"].is_object());
    let map = choices.iter().find(|choice| choice["patternProperties"].is_object());
    match shape {
        Shape::Thing(thing) => {
            let Some(object) = object else { return wrong.push(format!("{at}: no object in the schema")) };
            let keys: BTreeSet<&str> = thing.keys.iter().map(|(key, _)| *key).collect();
            let properties = object["properties"].as_object().expect("properties");
            let known: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
            if keys != known {
                let difference: Vec<_> = keys.symmetric_difference(&known).collect();
                wrong.push(format!("{at}: {difference:?}"));
            }
            if seen.insert((std::ptr::from_ref(*thing) as usize, object.to_string())) {
                for (key, inner) in thing.keys.iter().filter(|(key, _)| known.contains(key)) {
                    compare_shape(&format!("{at}.{key}"), inner, root, &properties[*key], seen, wrong);
                }
            }
        }
        Shape::Named(named) => match map {
            Some(map) => {
                let inner = map["patternProperties"].as_object().and_then(|inner| inner.values().next());
                compare_shape(&format!("{at}.*"), &named.of, root, inner.expect("a pattern"), seen, wrong);
            }
            None => wrong.push(format!("{at}: no names in the schema")),
        },
        Shape::Short(_, _, long) => compare_shape(at, long, root, schema, seen, wrong),
        Shape::Own | Shape::Value | Shape::Ref(_) | Shape::Edge | Shape::Process | Shape::Words => {
            if object.is_some() || map.is_some() {
                wrong.push(format!("{at}: the schema has more than a value"));
            }
        }
    }
}

/// One kind of object in a schema, in a document that is as small as can be.
struct Place {
    name: String,
    keys: BTreeSet<String>,
    closed: bool,
    with_unknown: Json,
    with_each: BTreeMap<String, Json>,
}

fn compare(place: &Place, read: fn(&Json) -> Vec<Finding>, wrong: &mut Vec<String>) {
    let name = &place.name;
    if !place.closed {
        wrong.push(format!("{name}: the schema allows unknown keys"));
    }
    let findings = read(&place.with_unknown);
    let Some(refusal) = findings.iter().find(|finding| finding.message.nl.contains(UNKNOWN)) else {
        wrong.push(format!("{name}: the reader accepts `{UNKNOWN}`: {:?}", lines(&findings)));
        return;
    };
    let help = refusal.help.as_ref().map_or("", |help| &help.nl);
    let Some(list) = help.strip_prefix("Hier kan: ") else {
        // This reader keeps no list: it must accept the keys one by one.
        for (key, document) in &place.with_each {
            let unknown = |f: &Finding| f.code == "NZ0114" || f.message.nl.contains(&format!("`{key}`?"));
            if read(document).iter().any(unknown) {
                wrong.push(format!("{name}: the reader does not know `{key}`"));
            }
        }
        return;
    };
    let mut known: BTreeSet<String> = list.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    for (_, keys) in REFUSED_OTHERWISE.iter().filter(|(other, _)| other == name) {
        keys.iter().for_each(|key| _ = known.remove(*key));
    }
    if known != place.keys {
        let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
        let (schema, reader) = (only(&place.keys, &known), only(&known, &place.keys));
        wrong.push(format!("{name}: only in the schema {schema:?}, only in the reader {reader:?}"));
    }
}

/// Goes through a schema, and makes a document for every kind of object in it.
struct Walk<'a> {
    schema: &'a Json,
    seen: BTreeSet<String>,
    places: &'a mut Vec<Place>,
}

impl Walk<'_> {
    fn visit(&mut self, name: &str, schema: &Json, wrap: &dyn Fn(Json) -> Json) {
        if let Some(target) = schema["$ref"].as_str() {
            if self.seen.insert(target.to_owned()) {
                let schema = resolve(self.schema, schema).clone();
                self.visit(target.trim_start_matches("#/$defs/"), &schema, wrap);
            }
            return;
        }
        for choice in schema["anyOf"].as_array().into_iter().flatten() {
            self.visit(name, choice, wrap);
        }
        if schema["items"].is_object() {
            self.visit(name, &schema["items"], &|inner| wrap(json!([inner])));
        }
        for (_, inner) in schema["patternProperties"].as_object().into_iter().flatten() {
            self.visit(name, inner, &|inner| wrap(json!({ "a1": inner })));
        }
        let Some(properties) = schema["properties"].as_object() else { return };
        let least = sample(self.schema, schema).as_object().cloned().unwrap_or_default();
        let with = |key: &str, value: Json| {
            let mut object: Map<String, Json> = least.clone();
            object.insert(key.to_owned(), value);
            wrap(Json::Object(object))
        };
        let each = properties.iter().map(|(key, inner)| (key.clone(), with(key, sample(self.schema, inner))));
        self.places.push(Place {
            name: name.to_owned(),
            keys: properties.keys().cloned().collect(),
            closed: schema["additionalProperties"] == json!(false),
            with_unknown: with(UNKNOWN, json!(1)),
            with_each: each.collect(),
        });
        for (key, inner) in properties {
            self.visit(key, inner, &|inner| with(key, inner));
        }
    }
}

fn resolve<'a>(root: &'a Json, schema: &'a Json) -> &'a Json {
    match schema["$ref"].as_str() {
        Some(target) => root.pointer(target.trim_start_matches('#')).expect("a definition"),
        None => schema,
    }
}

/// The least that fits a schema.
fn sample(root: &Json, schema: &Json) -> Json {
    let schema = resolve(root, schema);
    for choices in ["anyOf", "oneOf"] {
        if let Some(first) = schema[choices].get(0).filter(|first| first["required"].is_null()) {
            return sample(root, first);
        }
    }
    if let Some(example) = [&schema["const"], &schema["enum"][0], &schema["examples"][0]]
        .into_iter()
        .find(|example| !example.is_null())
    {
        return example.clone();
    }
    match schema["type"].as_str() {
        Some("boolean") => json!(true),
        Some("array") => json!([sample(root, &schema["items"])]),
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
            let value = |key: &str| sample(root, &schema["properties"][key]);
            Json::Object(required.map(|key| (key.to_owned(), value(key))).collect())
        }
        _ => json!("a1"),
    }
}
