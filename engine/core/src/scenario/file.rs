//! Scenario files as written.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::table_case::TableCase;
use crate::calendar::{instant, noon};
use crate::definition::field::{date, datetime, to_json};
use crate::definition::node::{self, Content, Key, Node};
use crate::definition::reader::{Fields, Reader, Spanned};
use crate::finding::{Finding, Source, Span};
use crate::graph::NO_TABLE;
use crate::id::Id;
use crate::say;

/// A story.
#[derive(Clone)]
pub(super) struct Scenario {
    pub(super) process: Spanned<Id>,
    pub(super) id: Id,
    pub(super) title: String,
    pub(super) span: Span,
    pub(super) person: Json,
    pub(super) records: Json,
    pub(super) steps: Vec<Step>,
}

/// One thing that happens, or only time that passes.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) span: Span,
    pub(super) at: DateTime<Utc>,
    pub(super) recorded: DateTime<Utc>,
    pub(super) event: Option<Spanned<Id>>,
    pub(super) approve: Option<Spanned<Id>>,
    pub(super) done: Option<Spanned<Id>>,
    pub(super) form: Json,
    pub(super) by: Option<Spanned<Id>>,
    pub(super) case: Option<Spanned<Id>>,
    pub(super) expect: Option<Node>,
}

/// The stories of a file about a process, or the cases of a file about a table.
#[derive(Default)]
pub(super) struct File {
    pub(super) scenarios: Vec<Scenario>,
    pub(super) cases: Vec<TableCase>,
}

pub(super) fn read(source: &Arc<Source>) -> (File, Vec<Finding>) {
    let root = match node::read(source) {
        Ok(root) => root,
        Err(findings) => return (File::default(), findings),
    };
    let reader = Reader::default();
    let fields = Fields::new(&root, &reader);
    let mut file = File::default();
    if fields.key("table").is_some() {
        let table = fields.must("table");
        let cases = fields.must("cases").map_or(&[][..], |node| reader.entries(node));
        if let Some(table) = table.and_then(|node| reader.name(node)) {
            file.cases =
                cases.iter().map(|(key, node)| TableCase::read(&table, key, node, &reader)).collect();
        }
    } else {
        let scenarios =
            fields.must("process").and_then(|node| reader.name(node)).zip(fields.must("scenarios"));
        if let Some((process, node)) = scenarios {
            let scenarios = reader.entries(node).iter();
            file.scenarios = scenarios.map(|(key, node)| scenario(&process, key, node, &reader)).collect();
        }
    }
    fields.finish();
    (file, reader.into_findings())
}

fn scenario(process: &Spanned<Id>, key: &Key, node: &Node, reader: &Reader) -> Scenario {
    let fields = Fields::new(node, reader);
    let scenario = Scenario {
        process: process.clone(),
        id: key.name.clone(),
        span: key.span.clone(),
        title: fields.text("title").unwrap_or_else(|| key.name.spoken()),
        person: fields.get("person").map_or(Json::Null, to_json),
        records: fields.get("records").map_or(Json::Null, to_json),
        steps: fields.must("steps").map_or_else(Vec::new, |node| steps(node, reader)),
    };
    fields.finish();
    scenario
}

impl Scenario {
    /// The same story for an overlay: where it names its own process, that is now the overlay.
    pub(super) fn told_of(&self, process: &Id) -> Self {
        let mut story = self.clone();
        let base = self.process.value.clone();
        for step in &mut story.steps {
            if let Some(case) = step.case.as_mut().filter(|case| case.value == base) {
                case.value = process.clone();
            }
            if let Some(expect) = &mut step.expect {
                rename(expect, &base, process);
            }
        }
        story
    }
}

fn rename(node: &mut Node, from: &Id, to: &Id) {
    match &mut node.content {
        Content::Scalar { text, .. } if *from == **text => *text = to.to_string(),
        Content::Scalar { .. } => {}
        Content::List(items) => items.iter_mut().for_each(|item| rename(item, from, to)),
        Content::Map(entries) => entries.iter_mut().for_each(|(_, value)| rename(value, from, to)),
    }
}

pub(super) fn no_table<'a>(name: &Spanned<Id>, known: impl Iterator<Item = &'a Id>) -> Finding {
    let id = name.as_str();
    Finding::error(
        NO_TABLE,
        name.span.clone(),
        say!("De tabel `{id}` bestaat niet."; "The table `{id}` does not exist."),
    )
    .did_you_mean(id, known.map(Id::as_str))
}

pub(super) fn no_process<'a>(name: &Spanned<Id>, known: impl Iterator<Item = &'a Id>) -> Finding {
    let id = name.as_str();
    Finding::error("NZ0211", name.span.clone(), say!("Het proces `{id}` bestaat niet of heeft fouten."; "The process `{id}` does not exist or has errors."))
        .did_you_mean(id, known.map(Id::as_str))
}

fn steps(node: &Node, reader: &Reader) -> Vec<Step> {
    let Content::List(items) = &node.content else {
        reader.wrong_shape(node, say!("een lijst stappen"; "a list of steps"));
        return Vec::new();
    };
    items.iter().filter_map(|item| step(item, reader)).collect()
}

fn step(node: &Node, reader: &Reader) -> Option<Step> {
    let fields = Fields::new(node, reader);
    let at = fields.must("at").and_then(|node| moment(node, reader));
    let recorded = fields.get("recorded").and_then(|node| moment(node, reader));
    let step = Step {
        span: node.span.part(0..1),
        at: at?,
        recorded: recorded.or(at)?,
        event: fields.name("event"),
        approve: fields.name("approve"),
        done: fields.name("done"),
        form: fields.get("form").map_or(Json::Null, to_json),
        by: fields.name("by"),
        case: fields.name("case"),
        expect: fields.get("expect").cloned(),
    };
    fields.finish();
    Some(step)
}

/// A day counts as its noon.
fn moment(node: &Node, reader: &Reader) -> Option<DateTime<Utc>> {
    let text = reader.text(node)?;
    let read = date(&text.value).map(noon).or_else(|_| datetime(&text.value).map(instant));
    read.map_err(|why| reader.report(Finding::error("NZ0310", text.span.clone(), why))).ok()
}
