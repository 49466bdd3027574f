//! Figures of the source documents: each stands in a process as the source has it, and a scenario goes
//! through it. `docs/bronnen.md` shows all of it side by side.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use nazorg_core::definition::field::{display, to_json};
use nazorg_core::definition::node::{self, Content, Node};
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::scenario::Played;
use nazorg_core::step::value_json;
use nazorg_tests::{files, lines, played, root, shipped};

const PAGE: &str = "docs/bronnen.md";
/// Scenarios that a row of the page names; the rest is counted.
const SCENARIOS_MAX: usize = 3;

/// A row of `processes/SOURCES.yaml`.
struct Figure {
    id: String,
    figure: String,
    source: String,
    process: Id,
    path: String,
    value: Node,
    line: usize,
}

fn read(source: &Arc<Source>) -> Node {
    node::read(source).unwrap_or_else(|findings| panic!("{:#?}", lines(&findings)))
}

fn entry<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    let Content::Map(entries) = &node.content else { return None };
    entries.iter().find(|(found, _)| *found.name == *key).map(|(_, node)| node)
}

fn figures() -> Vec<Figure> {
    let sources = files("processes", "yaml");
    let table =
        sources.iter().find(|source| source.path.ends_with("SOURCES.yaml")).expect("the table of figures");
    let root = read(table);
    let Some(Content::List(rows)) = entry(&root, "figures").map(|node| &node.content) else {
        panic!("figures is a list")
    };
    let read = |row: &Node| {
        let line = row.span.place().0;
        let text = |key: &str| {
            let text = entry(row, key).and_then(Node::scalar);
            text.unwrap_or_else(|| panic!("SOURCES.yaml:{line}: no `{key}`")).to_owned()
        };
        Figure {
            id: text("id"),
            figure: text("figure"),
            source: text("source"),
            process: Id::from(text("process")),
            path: text("path"),
            value: entry(row, "value").expect("a value").clone(),
            line,
        }
    };
    rows.iter().map(read).collect()
}

/// All definitions as trees, by id.
fn trees() -> BTreeMap<Id, Node> {
    let sources = files("processes", "yaml");
    let definitions =
        sources.iter().filter(|source| nazorg_core::definition::library::is_definition(&source.path));
    let id =
        |source: &Source| source.path.trim_start_matches("processes/").trim_end_matches(".yaml").to_owned();
    definitions.map(|source| (Id::from(id(source)), read(source))).collect()
}

/// What stands at a dotted path. A key may hold dots itself, such as an event of a record.
fn at<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    let Content::Map(entries) = &node.content else { return None };
    entries.iter().find_map(|(key, inner)| match path.strip_prefix(key.name.as_str())? {
        "" => Some(inner),
        rest => at(inner, rest.strip_prefix('.')?),
    })
}

/// What holds in a definition at a path: for an overlay what it changes or adds, and otherwise what its parent
/// says. An overlay names a state by its id alone, however deep it lies.
fn holds<'a>(trees: &'a BTreeMap<Id, Node>, process: &str, path: &str) -> Option<&'a Node> {
    let tree = trees.get(process)?;
    let Some(parent) = at(tree, "extends.process").and_then(Node::scalar) else { return at(tree, path) };
    let deep =
        [".states.", ".parallel."].iter().filter_map(|word| path.rfind(word).map(|at| at + word.len())).max();
    let short = deep.map(|at| format!("states.{}", &path[at..]));
    let own = ["change", "add"].iter().find_map(|part| {
        let part = entry(tree, part)?;
        at(part, path).or_else(|| at(part, short.as_deref()?))
    });
    own.or_else(|| holds(trees, parent, path))
}

/// What is wrong with the figures, a line each.
fn faults(figures: &[Figure], trees: &BTreeMap<Id, Node>) -> Vec<String> {
    let (library, compiled) = shipped();
    let mut faults = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for figure in figures {
        let Figure { id, process, path, .. } = figure;
        let mut wrong = |what: &str| faults.push(format!("SOURCES.yaml:{}: {id}: {what}", figure.line));
        if !ids.insert(id) {
            wrong("stands there twice");
        }
        let made = compiled.processes.get(process);
        if made.is_none() && !library.tables.contains_key(process) && !library.records.contains_key(process) {
            wrong(&format!("{process} is not there or has errors"));
            continue;
        }
        let Some(found) = holds(trees, process, path) else {
            wrong(&format!("nothing stands at {path}"));
            continue;
        };
        if to_json(found) != to_json(&figure.value) {
            wrong(&format!("{path} is now {}, the source says {}", to_json(found), to_json(&figure.value)));
        }
        let param = path.strip_prefix("params.").and_then(|rest| rest.strip_suffix(".value"));
        if let (Some(process), Some(param)) = (made, param) {
            let value = process.params().get(param);
            let text = value.map(display).unwrap_or_default();
            if figure.value.scalar() != Some(text.as_str())
                && value.map(value_json) != Some(to_json(&figure.value))
            {
                wrong(&format!("compiled, {param} is {text}"));
            }
        }
    }
    faults
}

#[test]
fn every_figure_of_the_sources_holds() {
    let (mut figures, trees) = (figures(), trees());
    let found = faults(&figures, &trees);
    assert!(found.is_empty(), "{} figures do not hold:\n{}", found.len(), found.join("\n"));
    assert!(figures.len() > 90, "{}", figures.len());
    // The check itself works: another value, and a place that is not there.
    let other = figures[1].value.clone();
    figures[0].value = other;
    figures[2].path.push_str(".nergens");
    assert_eq!(faults(&figures, &trees).len(), 2);
}

#[test]
fn an_overlay_holds_what_it_changes_and_what_its_parent_says() {
    let tree = |text: &str| {
        let source = Source { path: "t.yaml".to_owned(), text: text.to_owned() };
        read(&Arc::new(source))
    };
    let trees = BTreeMap::from([
        (
            Id::from("a"),
            tree(
                "process: a\nparams: {p: {value: 1}, q: {value: 2}}\nstates: {b: {states: {c: {tasks: {t: {role: x}}}}}}\n",
            ),
        ),
        (Id::from("b"), tree("overlay: b\nextends: {process: a}\nchange: {params: {p: {value: 3}}}\n")),
        (
            Id::from("c"),
            tree("overlay: c\nextends: {process: b}\nchange: {states: {c: {tasks: {t: {role: y}}}}}\n"),
        ),
    ]);
    let value = |process: &str, path: &str| holds(&trees, process, path).and_then(Node::scalar);
    assert_eq!(value("c", "params.p.value"), Some("3"));
    assert_eq!(value("c", "params.q.value"), Some("2"));
    assert_eq!(value("b", "states.b.states.c.tasks.t.role"), Some("x"));
    assert_eq!(value("c", "states.b.states.c.tasks.t.role"), Some("y"));
}

/// What a scenario says and what came of it, as one text.
fn story(played: &Played, next: usize) -> String {
    let text = &played.span.source.text;
    let end = next.max(played.span.range.start).min(text.len());
    let mut story = text[played.span.range.start..end].to_owned();
    for (_, facts) in &played.cases {
        story.push_str(&serde_json::to_string(facts).unwrap_or_default());
    }
    story
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

fn mentions(story: &str, name: &str) -> bool {
    story.match_indices(name).any(|(at, _)| {
        let before = story[..at].chars().next_back().is_some_and(is_word);
        let after = story[at + name.len()..].chars().next().is_some_and(is_word);
        !before && !after
    })
}

/// Words of the language itself in a path; what is left are names that a designer gave.
const WORDS: [&str; 24] = [
    "states",
    "parallel",
    "deadlines",
    "tasks",
    "events",
    "data",
    "params",
    "letters",
    "roles",
    "rows",
    "inputs",
    "outputs",
    "if",
    "then",
    "at",
    "role",
    "value",
    "min",
    "max",
    "default",
    "options",
    "require",
    "form",
    "fields",
];

/// The scenarios that go through a place: those that name the innermost thing of its path that any names. What
/// no scenario names, such as a param, holds in every scenario of its process.
fn scenarios<'a>(figure: &Figure, stories: &'a [(Id, String, String)]) -> Vec<&'a str> {
    let own = || stories.iter().filter(|(process, ..)| *process == figure.process);
    for name in figure.path.split('.').rev().filter(|name| !WORDS.contains(name)) {
        let found: Vec<&str> =
            own().filter(|(.., story)| mentions(story, name)).map(|(_, id, _)| id.as_str()).collect();
        if !found.is_empty() {
            return found;
        }
    }
    own().map(|(_, id, _)| id.as_str()).collect()
}

fn stories() -> Vec<(Id, String, String)> {
    let report = played();
    let starts: Vec<(String, usize)> = report
        .played
        .iter()
        .map(|played| (played.span.source.path.clone(), played.span.range.start))
        .collect();
    let story = |played: &Played| {
        let (path, start) = (&played.span.source.path, played.span.range.start);
        let next = starts.iter().filter(|(other, at)| other == path && *at > start).map(|(_, at)| *at).min();
        (played.process.clone(), played.id.to_string(), story(played, next.unwrap_or(usize::MAX)))
    };
    report.played.iter().map(story).collect()
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn page(figures: &[Figure], stories: &[(Id, String, String)]) -> String {
    let trees = trees();
    let mut page = String::from(
        "# Bronnen\n\nGemaakt uit `processes/SOURCES.yaml`; niet met de hand wijzigen \
         (`UPDATE=1 cargo test -p nazorg-tests --test sources`). Elk gegeven uit een bron, de plek waar het in een proces \
         staat, en de scenario's die erlangs komen. Bronnen: 000 Haarlem, 001 Samenwerkingsmodel Nazorg, 002 Raadsleden & \
         Veiligheid, 003 Westland, 004 Hollands Midden.\n\n| Bron | Gegeven | Plek | Scenario's |\n|---|---|---|---|\n",
    );
    let mut rows: Vec<&Figure> = figures.iter().collect();
    rows.sort_by_key(|figure| (figure.source.clone(), figure.line));
    for figure in rows {
        let place = holds(&trees, &figure.process, &figure.path).map(|node| &node.span);
        let place = place.map_or_else(String::new, |span| {
            let (path, line) = (&span.source.path, span.place().0);
            format!("[{}:{line}](../{path}#L{line})", figure.process)
        });
        let found = scenarios(figure, stories);
        let mut named = found.iter().take(SCENARIOS_MAX).copied().collect::<Vec<_>>().join(", ");
        if found.len() > SCENARIOS_MAX {
            let _ = write!(named, " en {} meer", found.len() - SCENARIOS_MAX);
        }
        let _ = writeln!(page, "| {} | {} | {place} | {named} |", cell(&figure.source), cell(&figure.figure));
    }
    page
}

#[test]
fn the_table_of_sources_is_up_to_date_and_complete() {
    let figures = figures();
    let stories = stories();
    let alone: Vec<&str> = figures
        .iter()
        .filter(|figure| scenarios(figure, &stories).is_empty())
        .map(|f| f.id.as_str())
        .collect();
    assert!(alone.is_empty(), "no scenario goes past: {alone:?}");
    let made = page(&figures, &stories);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join(PAGE), &made).expect("the page is written");
    }
    let stands = std::fs::read_to_string(root().join(PAGE)).unwrap_or_default();
    assert!(
        stands == made,
        "{PAGE} is old: run `UPDATE=1 cargo test -p nazorg-tests --test sources` and commit it"
    );
}
