//! Tests of a decision table: what it is given, and what it must answer.

use super::Played;
use super::compare::{list, same_names};
use super::coverage::Coverage;
use super::expect::failure;
use crate::definition::field::{Field, display, to_json};
use crate::definition::node::{Content, Key, Node};
use crate::definition::reader::{Fields, Reader, Spanned};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::table::{Answer, Table};
use crate::text::Text;
use crate::value::{Record, Value};

/// A case of a table, as written.
pub(super) struct TableCase {
    pub(super) table: Spanned<Id>,
    pub(super) id: Id,
    title: String,
    span: Span,
    given: Option<Node>,
    expect: Option<Node>,
    rows: Option<Node>,
}

impl TableCase {
    pub(super) fn read(table: &Spanned<Id>, key: &Key, node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let case = Self {
            table: table.clone(),
            id: key.name.clone(),
            title: fields.text("title").unwrap_or_else(|| key.name.spoken()),
            span: key.span.clone(),
            given: fields.must("given").cloned(),
            expect: fields.get("expect").cloned(),
            rows: fields.get("rows").cloned(),
        };
        if case.expect.is_none() && case.rows.is_none() {
            let _ = fields.must("expect");
        }
        fields.finish();
        case
    }

    /// Asks the table and holds its answer against what was expected.
    pub(super) fn play(&self, table: &Table, coverage: &mut Coverage) -> Played {
        let mut failures = Vec::new();
        let given = self.given(table, &mut failures);
        if failures.is_empty() {
            match table.decide(&given) {
                Ok(answer) => {
                    coverage.add_rows(&answer.rows);
                    self.compare(table, &answer, &mut failures);
                }
                Err(Text { nl, en }) => failures.push(failure(
                    &self.span,
                    say!("De tabel geeft geen antwoord. {nl}"; "The table gives no answer. {en}"),
                )),
            }
        }
        Played {
            process: table.id.clone(),
            id: self.id.clone(),
            title: self.title.clone(),
            span: self.span.clone(),
            failures,
            cases: Vec::new(),
        }
    }

    fn given(&self, table: &Table, failures: &mut Vec<Finding>) -> Record {
        let reader = Reader::default();
        let mut given = Record::new();
        for (key, node) in self.given.as_ref().map_or(&[][..], |node| reader.entries(node)) {
            let Some(field) = table.inputs.get(&key.name) else {
                failures.push(unknown(key, table.inputs.keys()));
                continue;
            };
            match read(node, field) {
                Ok(value) => {
                    given.insert(key.name.clone(), value);
                }
                Err(why) => failures.push(failure(&node.span, why)),
            }
        }
        failures.extend(reader.into_findings());
        given
    }

    fn compare(&self, table: &Table, answer: &Answer, failures: &mut Vec<Finding>) {
        if let Some(node) = &self.rows {
            let mut there: Vec<String> = answer.rows.iter().map(Id::to_string).collect();
            there.sort();
            if !same_names(&list(node), &there) {
                let (wanted, there) = (list(node).join(", "), there.join(", "));
                failures.push(failure(&node.span, say!("Verwachte rijen: {wanted}. Gevonden: {there}."; "Expected rows: {wanted}. Found: {there}.")));
            }
        }
        match self.expect.as_ref().map(|node| (node, &node.content)) {
            None => {}
            // A table that collects answers with a list, any other with its one row.
            Some((node, Content::List(items))) => {
                if items.len() != answer.results.len() {
                    let (wanted, there) = (items.len(), answer.results.len());
                    failures.push(failure(&node.span, say!("Verwacht: {wanted} antwoorden. Gevonden: {there}."; "Expected: {wanted} answers. Found: {there}.")));
                }
                for (item, result) in items.iter().zip(&answer.results) {
                    compare_one(table, item, result, failures);
                }
            }
            Some((node, _)) => match &answer.results[..] {
                [result] => compare_one(table, node, result, failures),
                results => {
                    let there = results.len();
                    failures.push(failure(&node.span, say!("Verwacht: één antwoord. Gevonden: {there}."; "Expected: one answer. Found: {there}.")));
                }
            },
        }
    }
}

fn compare_one(table: &Table, expect: &Node, result: &Record, failures: &mut Vec<Finding>) {
    let reader = Reader::default();
    for (key, node) in reader.entries(expect) {
        let id = &key.name;
        let Some(field) = table.outputs.get(id) else {
            failures.push(unknown(key, table.outputs.keys()));
            continue;
        };
        let there = result.get(id).unwrap_or(&Value::Unset);
        match read(node, field) {
            Ok(wanted) if wanted == *there => {}
            Ok(wanted) => {
                let (wanted, there) = (shown(&wanted), shown(there));
                failures.push(failure(&node.span, say!("`{id}`: verwacht {wanted}, gevonden {there}."; "`{id}`: expected {wanted}, found {there}.")));
            }
            Err(why) => failures.push(failure(&node.span, why)),
        }
    }
    failures.extend(reader.into_findings());
}

/// A value; `unset` or nothing for one that is not filled in.
fn read(node: &Node, field: &Field) -> Result<Value, Text> {
    if node.is_null() || (node.is_plain() && node.scalar() == Some("unset")) {
        return Ok(Value::Unset);
    }
    field.value(&to_json(node))
}

fn shown(value: &Value) -> String {
    if value.is_set() { display(value) } else { "unset".to_owned() }
}

fn unknown<'k>(key: &Key, known: impl Iterator<Item = &'k Id>) -> Finding {
    let name = &key.name;
    failure(&key.span, say!("Deze tabel heeft geen `{name}`."; "This table has no `{name}`."))
        .did_you_mean(name, known.map(Id::as_str))
}
