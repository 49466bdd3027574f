//! Scenario files as written.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use crate::calendar::{instant, noon};
use crate::definition::field::{date, datetime, to_json};
use crate::definition::node::{self, Node};
use crate::definition::reader::{Fields, Reader, Spanned};
use crate::finding::{Finding, Source, Span};
use crate::id::Id;
use crate::say;

/// A story.
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

pub(super) fn read(source: &Arc<Source>) -> (Vec<Scenario>, Vec<Finding>) {
    let root = match node::read(source) {
        Ok(root) => root,
        Err(findings) => return (Vec::new(), findings),
    };
    let reader = Reader::default();
    let fields = Fields::new(&root, &reader);
    let process = fields.must("process").and_then(|node| reader.name(node));
    let mut scenarios = Vec::new();
    for (key, node) in fields.must("scenarios").map_or(&[][..], |node| reader.entries(node)) {
        let Some(process) = process.clone() else { continue };
        let fields = Fields::new(node, &reader);
        scenarios.push(Scenario {
            process,
            id: key.name.clone(),
            span: key.span.clone(),
            title: fields.text("title").unwrap_or_else(|| key.name.spoken()),
            person: fields.get("person").map_or(Json::Null, to_json),
            records: fields.get("records").map_or(Json::Null, to_json),
            steps: fields.must("steps").map_or_else(Vec::new, |node| steps(node, &reader)),
        });
        fields.finish();
    }
    fields.finish();
    (scenarios, reader.into_findings())
}

pub(super) fn no_process<'a>(name: &Spanned<Id>, known: impl Iterator<Item = &'a Id>) -> Finding {
    let id = name.as_str();
    Finding::error("NZ0211", name.span.clone(), say!("Het proces `{id}` bestaat niet of heeft fouten."; "The process `{id}` does not exist or has errors."))
        .did_you_mean(id, known.map(Id::as_str))
}

fn steps(node: &Node, reader: &Reader) -> Vec<Step> {
    let node::Content::List(items) = &node.content else {
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
