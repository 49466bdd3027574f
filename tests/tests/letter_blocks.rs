//! Letters of a base have blocks, so that a region says one part otherwise and copies nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::case::{Actor, Case, Effect, Event, What};
use nazorg_core::compile::compile;
use nazorg_core::definition::field::record;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::letter::Templates;
use nazorg_core::step::{Context, letter_data, step};
use nazorg_core::value::Record;
use nazorg_tests::{files, source};

fn named(sources: Vec<Arc<Source>>) -> Vec<(String, Arc<Source>)> {
    let name = |source: &Arc<Source>| {
        source.path.trim_start_matches("templates/").trim_end_matches(".md").to_owned()
    };
    sources.into_iter().map(|source| (name(&source), source)).collect()
}

#[test]
fn every_letter_that_others_stand_on_has_blocks() {
    for folder in ["landelijk", "hollands-midden"] {
        for (name, source) in named(files(&format!("templates/{folder}"), "md")) {
            let has = |word: &str| source.text.contains(&format!("{{% {word} "));
            assert!(has("block") || has("extends"), "{name} has no blocks");
        }
    }
}

#[test]
fn a_region_says_one_part_of_a_national_letter_otherwise() {
    let mut letters = named(files("templates", "md"));
    let text = "{% extends \"landelijk/basis/id-aanvraag\" %}\n{% block doen %}\nKom naar de balie in Delft.\n{% endblock %}\n";
    let path = "templates/delft/id-aanvraag.md".to_owned();
    letters.push(("delft/id-aanvraag".to_owned(), Arc::new(Source { path, text: text.to_owned() })));
    let (templates, findings) = Templates::new(letters);
    assert!(findings.is_empty(), "{findings:?}");
    let data = serde_json::json!({"person": {"aanhef": "Beste mevrouw De Vries", "naam": "A. de Vries"}});
    let text = |name: &str| {
        let letter = templates.render(name, &data).expect("a letter");
        serde_json::to_string(&letter).expect("JSON")
    };
    let (base, own) = (text("landelijk/basis/id-aanvraag"), text("delft/id-aanvraag"));
    assert!(own.contains("Kom naar de balie in Delft.") && !base.contains("Delft"));
    assert!(own.contains("Wat gebeurt er?") && own.contains("Zo vraagt u uw bewijs aan"), "{own}");
    assert!(own.len() < base.len(), "the part of the base is gone");
}

/// A letter to each of a list, with an option in it.
const TO_EACH: &str = "process: t/vraag
title: Vraag
roles: {c: {title: Coördinator}}
data:
  partijen: {type: list, key: naam, fields: {naam: {type: text}, soort: {type: choice, options: {zorg: Zorg en welzijn, werk: Werk}}}}
outcomes: {klaar: Klaar}
events: {begin: {title: Begin, by: [c], starts: true, form: {partijen: required}}, af: {title: Af, by: [c]}}
letters: {vraag: {title: Vraag, template: t/vraag, to: each partijen}}
initial: vragen
states: {vragen: {entry: {brief: {letter: vraag}}, when: {af: einde}}, einde: {final: klaar}}
";

#[test]
fn a_letter_to_each_of_a_list_says_the_title_of_an_option() {
    let library = Library::read(&[source("processes/t/vraag.yaml", TO_EACH)]);
    let compiled = compile(&library, None);
    assert!(compiled.processes.len() == 1, "{:?}", compiled.findings);
    let process = &compiled.processes["t/vraag"];
    let (calendar, nothing) = (Calendar::netherlands(), Record::new());
    let context =
        Context { process, calendar: &calendar, person: &nothing, records: &BTreeMap::new(), witness: None };
    let written = serde_json::json!({"partijen": [{"naam": "GGD", "soort": "zorg"}]});
    let form = record(&process.definition().data, &written).expect("a form");
    let now = "2026-10-01T08:00:00Z".parse().expect("a moment");
    let what = What::Start { event: Some(Id::from("begin")), form };
    let actor = Actor { user: "eva".to_owned(), roles: vec![Id::from("c")], on_behalf_of: None };
    let event = Event { what, occurred: now, recorded: now, actor };
    let outcome = step(&context, &Case::default(), &event).expect("a step");
    let item = outcome.effects.iter().find_map(|effect| match effect {
        Effect::DeliverLetter { item, .. } => item.clone(),
        _ => None,
    });
    let data = letter_data(&context, &outcome.case, item.as_ref(), "Z1", now);
    assert_eq!(data["item"], serde_json::json!({"naam": "GGD", "soort": "Zorg en welzijn"}));
    assert_eq!(data["partijen"][0]["optie"]["soort"], "zorg", "the case itself keeps the option");
}
