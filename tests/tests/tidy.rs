//! The house rules that a compiler does not know.

use std::collections::{BTreeMap, BTreeSet};

use nazorg_tests::{files, root};
use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graphmap::DiGraphMap;

/// What would let the outside world into core.
const IMPURE: [&str; 11] = [
    "std::fs",
    "std::env",
    "std::thread",
    "std::net",
    "std::process",
    "std::time::SystemTime",
    "std::time::Instant",
    "Utc::now",
    "Local::now",
    "getrandom",
    "rusqlite",
];

fn impure(path: &str, text: &str) -> Vec<String> {
    // A test may read files; what is shipped may not.
    let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
    let is_test = path.contains("/tests/") || path.ends_with("/tests.rs");
    let found = IMPURE.iter().filter(|word| !is_test && shipped.contains(**word));
    found.map(|word| format!("{path}: {word}")).collect()
}

#[test]
fn core_has_no_clock_no_files_and_no_randomness() {
    let sources = ["core", "pages", "seal"].map(|part| files(&format!("engine/{part}/src"), "rs")).concat();
    let found: Vec<String> = sources.iter().flat_map(|source| impure(&source.path, &source.text)).collect();
    assert!(found.is_empty(), "{found:#?}");
    let planted = impure("engine/core/src/step/x.rs", "let now = chrono::Utc::now();");
    assert_eq!(planted.len(), 1, "the check itself works");
    let manifest = std::fs::read_to_string(root().join("engine/core/Cargo.toml")).expect("a manifest");
    for forbidden in ["rusqlite", "tokio", "getrandom", "rand", "reqwest"] {
        assert!(!manifest.contains(forbidden), "core depends on {forbidden}");
    }
}

/// `crate::module` mentioned in another module of core: an arrow.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in files("engine/core/src", "rs") {
        let inside = source.path.trim_start_matches("engine/core/src/");
        if inside == "lib.rs" || inside.contains("tests") {
            continue;
        }
        let from = inside.split(['/', '.']).next().unwrap_or_default().to_owned();
        let shipped = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for part in shipped.split("crate::").skip(1) {
            let to: String = part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if to != from
                && !to.is_empty()
                && root().join("engine/core/src").join(format!("{to}.rs")).exists()
                || root().join("engine/core/src").join(&to).is_dir() && to != from && !to.is_empty()
            {
                arrows.entry(from.clone()).or_default().insert(to);
            }
        }
    }
    arrows
}

#[test]
fn inside_core_every_arrow_points_one_way() {
    let arrows = arrows();
    assert!(arrows["step"].contains("case"), "the arrows were found");
    let graph: DiGraphMap<&str, ()> = arrows
        .iter()
        .flat_map(|(from, tos)| tos.iter().map(move |to| (from.as_str(), to.as_str())))
        .collect();
    let circles: Vec<_> = tarjan_scc(&graph).into_iter().filter(|part| part.len() > 1).collect();
    assert!(toposort(&graph, None).is_ok(), "modules that depend on each other: {circles:?}");
}

#[test]
fn only_the_command_line_prints() {
    for folder in ["engine/core/src", "engine/pages/src", "engine/runtime/src"] {
        for source in files(folder, "rs") {
            let shipped = source.text.split("#[cfg(test)]").next().unwrap_or_default();
            for word in ["println!", "eprintln!", "print!("] {
                assert!(!shipped.contains(word), "{}: {word}", source.path);
            }
        }
    }
}

/// One noun a file: a file that grows past this holds several.
#[test]
fn files_stay_short() {
    let mut long = Vec::new();
    for folder in ["engine", "cli", "tests", "bench"] {
        for source in files(folder, "rs") {
            let lines = source.text.lines().count();
            if lines > 600 {
                long.push(format!("{}: {lines} lines", source.path));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn nothing_is_left_open_in_the_code() {
    // Written apart, so that this test does not find itself.
    let words = [["to", "do!("], ["unimple", "mented!("], ["FIX", "ME"], ["#[ig", "nore"]]
        .map(|parts| parts.concat());
    for folder in ["engine", "cli", "tests", "bench"] {
        for source in files(folder, "rs") {
            for word in &words {
                assert!(!source.text.contains(word.as_str()), "{}: {word}", source.path);
            }
        }
    }
}

/// Each command in English and in Dutch, as the reference has them.
fn command_names() -> Vec<(String, String)> {
    let reference = std::fs::read_to_string(root().join("docs/cli.md")).expect("the reference");
    let heads = reference.lines().filter_map(|line| line.strip_prefix("## `nazorg ")?.strip_suffix('`'));
    let names = heads.map(|head| head.split_once("` · `nazorg ").unwrap_or((head, head)));
    names.map(|(english, dutch)| (english.to_owned(), dutch.to_owned())).collect()
}

/// The two texts of each `say!`.
fn said(source: &str) -> Vec<[&str; 2]> {
    let literal = |text: &str| {
        let start = text.find('"')? + 1;
        let mut escaped = false;
        let end = text[start..].find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        Some((start, start + end))
    };
    let mut found = Vec::new();
    for said in source.split("say!(").skip(1) {
        let Some((start, end)) = literal(said) else { continue };
        let rest = &said[end + 1..];
        let Some((from, to)) = literal(rest) else { continue };
        if rest[..from].trim_start().starts_with(';') {
            found.push([&said[start..end], &rest[from..to]]);
        }
    }
    found
}

/// The commands in a text that are not there, or have another name in its language: 0 is Dutch, 1 English.
fn strange_commands(text: &str, language: usize, names: &[(String, String)]) -> Vec<String> {
    let typed = text.split("`nazorg ").skip(1).map(|rest| rest.split('`').next().unwrap_or_default());
    let is_named = |typed: &&str| {
        typed.starts_with(['{', '-'])
            || names.iter().any(|(english, dutch)| {
                let name = [dutch, english][language];
                // A group alone is no command.
                typed.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                    && !names.iter().any(|(longer, _)| longer.starts_with(&format!("{english} ")))
            })
    };
    typed.filter(|typed| !is_named(typed)).map(str::to_owned).collect()
}

#[test]
fn a_command_in_a_text_has_its_name_in_the_language_of_the_text() {
    let names = command_names();
    let (mut texts, mut strange) = (0, Vec::new());
    for folder in ["engine", "cli/src"] {
        for source in files(folder, "rs") {
            for pair in said(&source.text) {
                for (language, text) in pair.into_iter().enumerate() {
                    texts += text.matches("`nazorg ").count();
                    let found = strange_commands(text, language, &names);
                    strange.extend(found.into_iter().map(|typed| format!("{}: {typed}", source.path)));
                }
            }
        }
    }
    assert!(texts > 100, "only {texts} commands were found");
    assert!(strange.is_empty(), "{strange:#?}");
    let planted = "Kijk met `nazorg case list` of `nazorg zaak toon Z1`.";
    assert_eq!(strange_commands(planted, 0, &names), ["case list"], "the check itself works");
    assert_eq!(strange_commands(planted, 1, &names), ["zaak toon Z1"]);
}
