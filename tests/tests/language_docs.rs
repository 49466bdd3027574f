//! The page about the language: its examples work, and its lists are those of the engine.

use std::fmt::Write;
use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::check::explanations;
use nazorg_core::compile::compile;
use nazorg_core::definition::field::to_json;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::{node, schema};
use nazorg_core::expression::{functions, parse};
use nazorg_core::finding::{Finding, Source};
use nazorg_core::letter::Templates;
use nazorg_core::scenario::{Setting, run};
use nazorg_tests::{lines, root};
use serde_json::{Map, Value as Json, json};

const PAGE: &str = "docs/taal.md";

/// A fenced example: what stands behind the fence, its text, and the line it begins on.
struct Example {
    info: String,
    text: String,
    line: usize,
}

fn page() -> String {
    std::fs::read_to_string(root().join(PAGE)).expect("the page about the language")
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut is_open = false;
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), examples.last_mut()) {
            (Some(info), _) if !is_open => {
                is_open = true;
                examples.push(Example { info: info.to_owned(), text: String::new(), line: index + 1 });
            }
            (Some(_), _) => is_open = false,
            (None, Some(example)) if is_open => writeln!(example.text, "{line}").expect("memory"),
            _ => {}
        }
    }
    assert!(!is_open, "a fence that is never closed");
    examples
}

/// Checks all the complete examples of a page together, as one workspace, and plays its scenarios.
/// Gives the findings and how many processes and scenarios there were.
fn check(page: &str) -> (Vec<Finding>, [usize; 2]) {
    let (mut definitions, mut scenarios, mut letters) = (Vec::new(), Vec::new(), Vec::new());
    for Example { info, text, line } in examples(page) {
        if let Some(name) = info.strip_prefix("markdown compleet ") {
            letters.push((name.to_owned(), Arc::new(Source { path: format!("{PAGE}:{line}/{name}"), text })));
        } else if info == "yaml compleet" {
            let id = text.lines().find_map(|l| l.split_once(": ")).map_or("", |(_, id)| id).to_owned();
            let is_scenario = text.contains("\nscenarios:\n");
            let source = Arc::new(Source { path: format!("{PAGE}:{line}/{id}.yaml"), text });
            if is_scenario { scenarios.push(source) } else { definitions.push(source) }
        }
    }
    let (templates, mut findings) = Templates::new(letters);
    let library = Library::read(&definitions);
    let compiled = compile(&library, Some(&templates));
    findings.extend(compiled.findings);
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let report = run(&scenarios, &setting);
    let counts = [compiled.processes.len(), report.played.len()];
    findings.extend(report.findings);
    findings.extend(report.played.into_iter().flat_map(|played| played.failures));
    (findings, counts)
}

#[test]
fn complete_examples_are_clean_and_their_scenarios_hold() {
    let page = page();
    let (findings, counts) = check(&page);
    assert!(findings.is_empty(), "{}", lines(&findings).join("\n"));
    assert!(counts[0] >= 4 && counts[1] >= 7, "{counts:?} processes and scenarios");
    let (findings, _) = check(&page.replacen("due: 5 workdays,", "due: 6 workdays,", 1));
    assert!(findings.iter().any(|f| f.code == "NZ0601"), "the scenarios are really played");
}

/// The smallest process, with a fragment put in: what stands in a `do` is put below an event.
fn with_fragment(fragment: Map<String, Json>) -> Json {
    let mut process = json!({ "process": "a", "title": "A", "initial": "b", "states": { "b": {} } });
    for (key, value) in fragment {
        match key.as_str() {
            "do" => process["when"] = json!({ "af": { "do": value } }),
            _ => process[key] = value,
        }
    }
    process
}

/// A fragment cannot be compiled, but it has the shape that a process has.
#[test]
fn every_fragment_has_the_right_shape() {
    let validator = jsonschema::draft202012::new(&schema::process()).expect("a valid schema");
    let (mut seen, mut wrong) = (0, Vec::new());
    for example in examples(&page()).into_iter().filter(|example| example.info == "yaml") {
        let source = Arc::new(Source { path: format!("{PAGE}:{}", example.line), text: example.text });
        let tree = node::read(&source).unwrap_or_else(|findings| panic!("{:?}", lines(&findings)));
        let Json::Object(fragment) = to_json(&tree) else { panic!("{} is no map", source.path) };
        if let Some(expressions) = fragment.get("voorbeelden").and_then(Json::as_object) {
            for text in expressions.values().filter_map(Json::as_str) {
                assert!(parse(text).is_ok(), "{}: {text}", source.path);
            }
        } else {
            let document = with_fragment(fragment);
            let errors = validator.iter_errors(&document);
            wrong.extend(errors.map(|e| format!("{} {}: {e}", source.path, e.instance_path())));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 12, "{seen} fragments");
}

#[test]
fn generated_lists_are_up_to_date() {
    let old = page();
    let new = replaced(&replaced(&old, "functies", &table_of_functions()), "meldingen", &table_of_codes());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join(PAGE), &new).expect("the page is written");
    } else {
        assert!(
            old == new,
            "{PAGE} is old: run `UPDATE=1 cargo test -p nazorg-tests --test language_docs` and commit it"
        );
    }
}

fn table_of_functions() -> String {
    let mut table = "| functie | wat ze geeft |\n|---|---|\n".to_owned();
    for function in functions() {
        writeln!(table, "| `{}` | {} |", function.usage, function.explanation().nl).expect("memory");
    }
    table
}

fn table_of_codes() -> String {
    let mut table = "| code | wat ze betekent |\n|---|---|\n".to_owned();
    for explanation in explanations() {
        writeln!(table, "| {} | {} |", explanation.code, explanation.nl.replace('|', "\\|")).expect("memory");
    }
    table
}

/// The page with another text between the two marks of a generated part.
fn replaced(page: &str, part: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- begin: {part} -->\n"), format!("<!-- eind: {part} -->"));
    let (before, rest) = page.split_once(&begin).expect("a mark where the part begins");
    let (_, after) = rest.split_once(&end).expect("a mark where the part ends");
    format!("{before}{begin}\n{text}\n{end}{after}")
}
