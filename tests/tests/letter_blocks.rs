//! Letters of a base have blocks, so that a region says one part otherwise and copies nothing.

use std::sync::Arc;

use nazorg_core::finding::Source;
use nazorg_core::letter::Templates;
use nazorg_tests::files;

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
