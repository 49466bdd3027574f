//! What can be said about templates before any letter is made.

use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::scan::{self, Kind, Token};
use super::template::{Entry, family};
use super::{filter, scan::Tag as TemplateTag};
use crate::finding::{Finding, Fix, Source, Span};
use crate::say;
use crate::text::Text;

/// Whether a name stays inside the templates: parts divided by `/`, none of them `.` or `..`.
pub(super) fn is_name(name: &str) -> bool {
    name.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
            && !part.contains("..")
    })
}

pub(super) fn bad_name(name: &str, source: &Arc<Source>) -> Finding {
    Finding::error(
        "NZ0501",
        first_line(source),
        say!("De naam {name:?} kan niet voor een sjabloon."; "The name {name:?} cannot be used for a template."),
    )
    .help(say!("Gebruik letters, cijfers, `_` en `-`, met `/` tussen map en naam."; "Use letters, digits, `_` and `-`, with `/` between folder and name."))
}

/// The template language's own complaint. Only template text is in it: there is no data yet.
pub(super) fn syntax(error: &minijinja::Error, source: &Arc<Source>) -> Finding {
    let line_range = || {
        let line = error.line().unwrap_or(1).saturating_sub(1);
        let start: usize = source.text.split_inclusive('\n').take(line).map(str::len).sum();
        let length = source.text[start..].lines().next().map_or(0, str::len);
        start..start + length
    };
    let range =
        error.range().filter(|range| source.text.get(range.clone()).is_some()).unwrap_or_else(line_range);
    Finding::error(
        "NZ0502",
        Span { source: source.clone(), range },
        say!("Deze sjabloon is niet te lezen."; "This template cannot be read."),
    )
    .label(Text::same(error.detail().unwrap_or("syntax error")))
}

/// Everything that needs no syntax tree. Marks what is unusable as broken.
pub(super) fn all(entries: &mut IndexMap<String, Entry>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut broken = Vec::new();
    for (name, entry) in &*entries {
        let before = findings.len();
        links(entries, name, entry, &mut findings);
        if let Some(finding) = findings.get(before) {
            broken.push((name.clone(), finding.span.place().0));
        }
        for tag in scan::tags(&entry.source.text) {
            words(&entry.source, &tag, &mut findings);
            dash(&entry.source, &tag, &mut findings);
        }
        markup(&entry.source, &mut findings);
        if !has_title(entries, name) {
            findings.push(
                Finding::error("NZ0506", first_line(&entry.source), say!("Deze brief heeft geen onderwerp."; "This letter has no subject."))
                    .help(say!("Begin de sjabloon met een regel `# Onderwerp`."; "Start the template with a line `# Subject`.")),
            );
        }
    }
    for (name, line) in broken {
        if let Some(entry) = entries.get_mut(&name) {
            entry.broken.get_or_insert(line);
        }
    }
    findings
}

fn links(entries: &IndexMap<String, Entry>, name: &str, entry: &Entry, findings: &mut Vec<Finding>) {
    for link in &entry.links {
        let span = Span { source: entry.source.clone(), range: link.range.clone() };
        let Some(other) = &link.name else {
            findings.push(Finding::error(
                "NZ0504",
                span,
                say!("Schrijf de naam van de sjabloon voluit, tussen aanhalingstekens."; "Write the name of the template in full, between quotes."),
            ));
            continue;
        };
        if !entries.contains_key(other) {
            let inside = span.part(1..link.range.len().saturating_sub(1));
            findings.push(
                Finding::error(
                    "NZ0503",
                    inside,
                    say!("Sjabloon {other:?} bestaat niet."; "Template {other:?} does not exist."),
                )
                .did_you_mean(other, entries.keys().map(String::as_str)),
            );
        } else if family(entries, other).contains(&name) {
            findings.push(Finding::error(
                "NZ0505",
                span,
                say!("Sjabloon {name} komt via {other} weer bij zichzelf uit."; "Template {name} leads back to itself through {other}."),
            ));
        }
    }
}

/// A `-` that takes the end of a line away, and so writes the items of a list behind each other. It is
/// never needed: a tag with a line to itself leaves no line.
fn dash(source: &Arc<Source>, tag: &TemplateTag, findings: &mut Vec<Finding>) {
    let inside = &source.text[tag.range.start + 2..tag.range.end - 2];
    if tag.kind == Kind::Comment || !(inside.starts_with('-') || inside.ends_with('-')) {
        return;
    }
    let bare = inside.trim_matches('-');
    let text = &source.text[tag.range.clone()];
    let with = format!("{}{bare}{}", &text[..2], &text[text.len() - 2..]);
    let span = Span { source: source.clone(), range: tag.range.clone() };
    let mut finding = Finding::warning(
        "NZ0516",
        span.clone(),
        say!("Het streepje in deze aanwijzing plakt regels aan elkaar."; "The dash in this tag glues lines together."),
    )
    .help(say!("Laat het streepje weg."; "Leave the dash out."));
    finding.fix = Some(Fix { span, with });
    findings.push(finding);
}

/// Filters, tests and hand-made numbering in one tag.
fn words(source: &Arc<Source>, tag: &TemplateTag, findings: &mut Vec<Finding>) {
    if tag.kind == Kind::Comment {
        return;
    }
    let span = |range: Range<usize>| Span { source: source.clone(), range };
    let tokens = scan::tokens(&source.text, tag);
    for (index, (token, range)) in tokens.iter().enumerate() {
        let Token::Path(word) = token else { continue };
        let before = |back: usize| index.checked_sub(back).map(|at| tokens[at].0);
        let filter_block = before(1) == Some(Token::Path("filter")) && tag.kind == Kind::Statement;
        if (before(1) == Some(Token::Sign('|')) || filter_block) && !filter::FILTERS.contains(word) {
            let finding = Finding::error(
                "NZ0509",
                span(range.clone()),
                say!("Filter `{word}` bestaat niet."; "Filter `{word}` does not exist."),
            );
            findings.push(finding.did_you_mean(word, filter::FILTERS));
        }
        let tested = before(1) == Some(Token::Path("is"))
            || (before(1) == Some(Token::Path("not")) && before(2) == Some(Token::Path("is")));
        if tested && *word != "not" && !filter::TESTS.contains(word) {
            let finding = Finding::error(
                "NZ0509",
                span(range.clone()),
                say!("Test `is {word}` bestaat niet."; "Test `is {word}` does not exist."),
            );
            findings.push(finding.did_you_mean(word, filter::TESTS));
        }
        let starts_line =
            source.text[..tag.range.start].rsplit('\n').next().is_some_and(|lead| lead.trim().is_empty());
        if *word == "loop.index" && starts_line && source.text[tag.range.end..].starts_with(['.', ')']) {
            findings.push(
                Finding::warning("NZ0510", span(tag.range.clone()), say!("Dit wordt geen genummerde lijst."; "This does not become a numbered list."))
                    .help(say!("Schrijf `1. ` voor elke regel; de brief telt zelf door."; "Write `1. ` before each line; the letter counts by itself.")),
            );
        }
    }
}

/// HTML and other markup that a letter does not have.
fn markup(source: &Arc<Source>, findings: &mut Vec<Finding>) {
    let markdown = scan::without_tags(&source.text);
    let mut depth = 0;
    for (event, range) in Parser::new_ext(&markdown, Options::ENABLE_TABLES).into_offset_iter() {
        let what = match event {
            Event::Html(_) | Event::InlineHtml(_) => {
                let end = range.start + markdown[range.clone()].trim_end().len();
                let span = Span { source: source.clone(), range: range.start..end };
                findings.push(
                    Finding::warning("NZ0507", span, say!("HTML komt als gewone tekst in de brief."; "HTML appears in the letter as plain text."))
                        .help(say!("Gebruik Markdown, zoals `**vet**`."; "Use Markdown, such as `**bold**`.")),
                );
                continue;
            }
            Event::Start(Tag::List(_)) => {
                depth += 1;
                if depth == 1 {
                    continue;
                }
                say!("een lijst in een lijst"; "a list in a list")
            }
            Event::End(pulldown_cmark::TagEnd::List(_)) => {
                depth -= 1;
                continue;
            }
            Event::Start(Tag::Image { .. }) => say!("een plaatje"; "a picture"),
            Event::Start(Tag::CodeBlock(_)) => {
                say!("ingesprongen of omheinde code"; "indented or fenced code")
            }
            Event::Start(Tag::BlockQuote(_)) => say!("een citaat"; "a quotation"),
            Event::Start(Tag::Emphasis) => say!("schuine tekst"; "italic text"),
            Event::Rule => say!("een streep"; "a rule"),
            _ => continue,
        };
        let message = Text {
            nl: format!("Een brief heeft geen opmaak voor {}. Het wordt gewone tekst of valt weg.", what.nl),
            en: format!("A letter has no layout for {}. It becomes plain text or is left out.", what.en),
        };
        let end = range.start + markdown[range.clone()].trim_end().len();
        findings.push(Finding::warning(
            "NZ0508",
            Span { source: source.clone(), range: range.start..end },
            message,
        ));
    }
}

/// Whether a title line is in a template or in what it uses. A part of other templates needs none.
fn has_title(entries: &IndexMap<String, Entry>, name: &str) -> bool {
    let is_part = entries
        .values()
        .flat_map(|entry| &entry.links)
        .any(|link| link.part && link.name.as_deref() == Some(name));
    let titled = |name: &&str| {
        entries.get(*name).is_some_and(|entry| {
            let has_line = |line: &str| line.strip_prefix("# ").is_some_and(|title| !title.trim().is_empty());
            // `{% block title %}# Title` counts as well.
            entry
                .source
                .text
                .lines()
                .any(|line| has_line(line.rsplit("%}").next().unwrap_or(line)) || has_line(line))
                || entry.source.text.contains("%}# ")
        })
    };
    is_part || family(entries, name).iter().any(titled)
}

fn first_line(source: &Arc<Source>) -> Span {
    let end = source.text.lines().next().map_or(0, str::len);
    Span { source: source.clone(), range: 0..end }
}
