//! What a step of a scenario expects.

use super::Setting;
use super::compare::{Sight, list, same_names};
use super::file::Step;
use super::memory::{Entry, Memory};
use crate::definition::node::{Content, Node};
use crate::definition::reader::{Fields, Reader};
use crate::finding::{Finding, Span};
use crate::say;
use crate::step::Rejection;
use crate::text::Text;

/// Holds a step's expectations against what happened.
pub(super) fn check(
    step: &Step,
    found: Option<&Entry>,
    refused: Option<&Rejection>,
    world: &Memory<'_>,
    setting: &Setting<'_>,
) -> Vec<Finding> {
    let reader = Reader::default();
    let mut findings = Vec::new();
    let empty = Node { span: step.span.clone(), content: Content::Map(Vec::new()) };
    let fields = Fields::new(step.expect.as_ref().unwrap_or(&empty), &reader);
    match (fields.get("refused"), refused) {
        (None, Some(rejection)) => {
            let Text { nl, en } = rejection.text();
            findings.push(failure(&step.span, say!("Dit werd geweigerd. {nl}"; "This was refused. {en}")));
        }
        (Some(node), rejection) => findings.extend(check_refused(node, rejection)),
        (None, None) => {}
    }
    if let Some(entry) = found {
        let sight = Sight { entry, world, setting, now: step.recorded };
        for (key, check) in sight.checks() {
            if let Some(node) = fields.get(key)
                && let Some(message) = check(&sight, node)
            {
                findings.push(failure(&node.span, message));
            }
        }
        if let Some(node) = fields.get("forbid") {
            findings.extend(check_forbidden(&sight, node, &reader));
        }
    } else if let Some(node) = &step.expect
        && refused.is_none()
    {
        findings.push(failure(&node.span, say!("Deze zaak is er niet."; "There is no such case.")));
    }
    if found.is_some() {
        fields.finish();
    }
    findings.extend(reader.into_findings());
    findings
}

fn check_refused(node: &Node, rejection: Option<&Rejection>) -> Option<Finding> {
    let wanted = node.scalar().unwrap_or_default();
    match rejection {
        None => Some(failure(
            &node.span,
            say!("Dit had geweigerd moeten worden, maar het ging door."; "This should have been refused, but it went through."),
        )),
        Some(Rejection::Requirement { id, .. }) if wanted == "true" || *id == *wanted => None,
        Some(_) if wanted == "true" => None,
        Some(other) => {
            let Text { nl, en } = other.text();
            Some(failure(
                &node.span,
                say!("Dit werd om een andere reden geweigerd. {nl}"; "This was refused for another reason. {en}"),
            ))
        }
    }
}

fn check_forbidden(sight: &Sight<'_>, node: &Node, reader: &Reader) -> Vec<Finding> {
    let fields = Fields::new(node, reader);
    let mut findings = Vec::new();
    for key in ["state", "letters", "tasks", "fired", "escalations", "notices", "started"] {
        let Some(node) = fields.get(key) else { continue };
        let there = sight.names(key);
        for name in list(node) {
            if there.contains(&name) {
                findings.push(failure(&node.span, say!("`{name}` mag hier niet, maar het is er wel."; "`{name}` must not be here, but it is.")));
            }
        }
    }
    fields.finish();
    findings
}

/// A list that must be exactly this.
pub(super) fn exact(node: &Node, there: &[String]) -> Option<Text> {
    let wanted = list(node);
    if same_names(&wanted, there) {
        return None;
    }
    let shown = |names: &[String]| if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    let (wanted, there) = (shown(&wanted), shown(there));
    Some(say!("Verwacht: {wanted}. Gevonden: {there}."; "Expected: {wanted}. Found: {there}."))
}

pub(super) fn failure(span: &Span, message: Text) -> Finding {
    Finding::error("NZ0601", span.clone(), message)
}
