//! Requests as regions make them, each done in YAML alone: the request in a sentence, the overlay, and
//! a story before and after.

use std::path::Path;
use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::differences;
use nazorg_core::finding::{Finding, Source};
use nazorg_core::letter::Templates;
use nazorg_core::scenario::{Setting, run};
use nazorg_tests::{files, lines, root};

const FOLDER: &str = "tests/overlays";

/// What a story cannot show: another text, other names.
const OTHER_WORDS: [&str; 2] = ["07-andere-brieftekst", "19-andere-naam"];

/// A base, with or without what a region asks.
struct Place {
    definitions: Vec<Arc<Source>>,
    letters: Vec<(String, Arc<Source>)>,
    calendar: Calendar,
}

impl Place {
    fn of(folders: &[&str]) -> Self {
        let (mut definitions, mut letters) = (Vec::new(), Vec::new());
        for folder in folders {
            definitions.extend(files(&format!("{folder}/processes"), "yaml"));
            let below = format!("{folder}/templates/");
            for source in files(&below, "md") {
                let name = source.path.trim_start_matches(&below).trim_end_matches(".md").to_owned();
                letters.push((name, source));
            }
        }
        Self { definitions, letters, calendar: Calendar::netherlands() }
    }

    /// All that is wrong, and all that goes otherwise than the stories say.
    fn play(&self, stories: &[Arc<Source>]) -> Vec<Finding> {
        let (templates, mut findings) = Templates::new(self.letters.iter().cloned());
        let library = Library::read(&self.definitions);
        let compiled = compile(&library, Some(&templates));
        findings.extend(compiled.findings);
        let setting = Setting {
            processes: &compiled.processes,
            library: &library,
            templates: &templates,
            calendar: &self.calendar,
        };
        let report = run(stories, &setting);
        assert!(!report.played.is_empty(), "{:?}: nothing was played", stories.first().map(|s| &s.path));
        findings.extend(report.findings);
        findings.extend(report.played.into_iter().flat_map(|played| played.failures));
        findings
    }
}

fn requests() -> Vec<String> {
    let folder = root().join(FOLDER);
    let entries = std::fs::read_dir(folder).expect("requests").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        names.filter(|name| name.starts_with(|c: char| c.is_ascii_digit())).collect();
    names.sort();
    names
}

fn stories(folder: &str, names: impl Fn(&str) -> bool) -> Vec<Arc<Source>> {
    let direct = |source: &Arc<Source>| Path::new(&source.path).parent() == Some(Path::new(folder));
    let name = |source: &Arc<Source>| source.path.rsplit('/').next().unwrap_or_default().to_owned();
    files(folder, "yaml").into_iter().filter(|source| direct(source) && names(&name(source))).collect()
}

#[test]
fn each_request_is_done_in_yaml_alone() {
    let base = format!("{FOLDER}/basis");
    let of_base = files(&format!("{base}/tests"), "yaml");
    let names = requests();
    assert_eq!(names.len(), 20, "{names:?}");
    for name in names {
        let folder = format!("{FOLDER}/{name}");
        let request = std::fs::read_to_string(root().join(&folder).join("verzoek.md")).expect("a request");
        assert!(request.trim().ends_with('.') && request.lines().count() == 1, "{name}: {request}");
        let before = Place::of(&[&base]);
        let found = before.play(&stories(&folder, |name| name == "voor.yaml"));
        assert!(found.is_empty(), "{name}, before:\n{}", lines(&found).join("\n"));
        let after = Place::of(&[&base, &folder]);
        let own = stories(&folder, |name| name != "voor.yaml");
        // The stories of the base are played on the overlay as well.
        let all: Vec<_> = own.iter().chain(&of_base).cloned().collect();
        let found = after.play(&all);
        assert!(found.is_empty(), "{name}, after:\n{}", lines(&found).join("\n"));
        let on_base = own.iter().map(|source| {
            let text = source
                .text
                .replace("process: regio/", "process: proef/")
                .replace("process: west/", "process: proef/");
            Arc::new(Source { path: source.path.clone(), text })
        });
        let is_told = OTHER_WORDS.contains(&name.as_str());
        let found = before.play(&on_base.collect::<Vec<_>>());
        assert!(is_told || !found.is_empty(), "{name}: the base does the same already");
    }
}

/// What a region does otherwise is told in sentences, without the words of the language.
#[test]
fn each_request_can_be_read_by_somebody_who_never_saw_yaml() {
    let mut page = String::new();
    for name in requests() {
        let place = Place::of(&[&format!("{FOLDER}/basis"), &format!("{FOLDER}/{name}")]);
        let library = Library::read(&place.definitions);
        for document in library.family.values() {
            let Some(overlay) = &document.overlay else { continue };
            let base = &library.family[&overlay.parent.value];
            let found = differences(&base.tree, &document.tree, base.base, &[overlay]);
            assert!(!found.is_empty(), "{name}: no difference");
            page.push_str(&format!("{name}\n"));
            for difference in found {
                page.push_str(&format!("  {}\n", difference.text.nl));
            }
        }
    }
    for sentence in [
        "De termijn voor het eerste contact gaat van 5 naar 10 werkdagen.",
        "De taak “Voer het eerste gesprek” bij “Kennismaken” is voor Wijkteam. Dat was Nazorgcoördinator.",
        "Nieuw: de stap “Huisbezoek”, voor “Plan maken” (één weg gaat er nu langs).",
        "De stap “Wachten op vrijlating” vervalt. In de plaats komt “Na de vrijlating”.",
        "Na “Plan klaar” bij “Plan maken” gaat de zaak naar “Wachten op vrijlating”. Dat was “De basis op orde”.",
        "Nieuw: de vrije dag of werktijd “Leids Ontzet” (2026-10-03, 2026-10-05).",
        "Het proces heet voortaan “Terugkeer”. Dat was “Nazorg”.",
        "De rol “Casusregisseur” heette “Nazorgcoördinator”.",
        "De instelling “De termijn voor het plan” vervalt.",
    ] {
        assert!(page.contains(sentence), "{sentence}\nin\n{page}");
    }
}
