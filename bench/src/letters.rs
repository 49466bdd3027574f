//! Letters of 1 KB through the engine's templates, against bare minijinja rendering the same template: its text
//! alone, and with the Markdown in it read, as every letter needs.

use std::sync::Arc;
use std::time::Instant;

use minijinja::Environment;
use nazorg_core::finding::Source;
use nazorg_core::letter::{Block, Inline, Letter, Templates};
use pulldown_cmark::Parser;
use serde_json::{Value as Json, json};

use crate::median;

const ROUNDS: usize = 20;
const NAME: &str = "bench/brief";
const TEMPLATE: &str = include_str!("../process/templates/bench/brief.md");

/// So many letters of each, in turns of a twentieth.
pub(crate) fn bench(letters: u32) {
    let source = Arc::new(Source { path: format!("templates/{NAME}.md"), text: TEMPLATE.to_owned() });
    let (templates, findings) = Templates::new([(NAME.to_owned(), source)]);
    assert!(findings.is_empty(), "the template of the bench has findings");
    let mut bare = Environment::new();
    bare.add_template(NAME, TEMPLATE).unwrap_or_else(|e| panic!("{e}"));
    same(&ours(&templates, &data(0)), &theirs(&bare, &data(0)));
    let before = resident();
    let a_round = letters / u32::try_from(ROUNDS).unwrap_or(1);
    let (mut engine, mut to_text, mut to_read) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let by_engine = a_second(a_round, |data| ours(&templates, data).blocks.len());
        to_text.push(by_engine / a_second(a_round, |data| theirs(&bare, data).len()));
        to_read.push(by_engine / a_second(a_round, |data| Parser::new(&theirs(&bare, data)).count()));
        engine.push(by_engine);
    }
    println!("engine {:.0} letters a second", median(engine));
    println!("median ratio to bare minijinja {:.2} (goal: at least 0.9)", median(to_text));
    println!("median ratio to bare minijinja and bare pulldown-cmark {:.2}", median(to_read));
    println!(
        "memory before {before:.1} MB, after {letters} letters of each {:.1} MB (goal: at most 64)",
        resident()
    );
}

fn data(nr: u32) -> Json {
    json!({"person": {"aanhef": format!("Geachte heer Persoon{nr}")}, "afgerond": nr % 6})
}

fn ours(templates: &Templates, data: &Json) -> Letter {
    templates.render(NAME, data).unwrap_or_else(|e| panic!("{e:?}"))
}

fn theirs(bare: &Environment<'_>, data: &Json) -> String {
    let rendered =
        bare.get_template(NAME).and_then(|template| template.render(minijinja::value::Serde(data)));
    rendered.unwrap_or_else(|e| panic!("{e}"))
}

fn a_second(letters: u32, mut make: impl FnMut(&Json) -> usize) -> f64 {
    let all: Vec<Json> = (0..letters).map(data).collect();
    let start = Instant::now();
    let made: usize = all.iter().map(&mut make).sum();
    assert!(made > 0, "letters with words");
    f64::from(letters) / start.elapsed().as_secs_f64()
}

/// Both say the same words.
fn same(letter: &Letter, text: &str) {
    let mut words = format!("# {}", letter.title);
    for block in &letter.blocks {
        let Block::Paragraph { text } = block else {
            panic!("the template of the bench has paragraphs only")
        };
        words.extend(text.iter().map(|piece| match piece {
            Inline::Text(text) | Inline::Strong(text) => format!(" {text}"),
            Inline::Break => String::new(),
        }));
    }
    assert!(words.split_whitespace().eq(text.split_whitespace()), "other words");
}

/// What this program holds now, in megabytes.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
