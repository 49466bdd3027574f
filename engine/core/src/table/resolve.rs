//! A table as written becomes a table that can answer: every name looked up, every value typed.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::condition::Condition;
use super::{Row, Table};
use crate::definition::field::{Field, to_json};
use crate::definition::node::Node;
use crate::definition::reader::{Map, Reader, Spanned};
use crate::definition::table::{Hit, Row as WrittenRow, Table as Written};
use crate::expression::{Environment, Expr, Names};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::value::{Type, Value};

/// A row does not give every output.
pub const NO_ANSWER: &str = "NZ0804";
/// A condition does not fit its input.
pub const WRONG_CONDITION: &str = "NZ0806";
/// `otherwise` where it has no meaning.
pub const OTHERWISE_PLACE: &str = "NZ0807";
/// A row names an input or output that the table does not have.
pub const UNKNOWN_COLUMN: &str = "NZ0809";

/// Resolves a table. With errors among the findings it must not be asked.
#[must_use]
pub fn resolve(written: &Written) -> (Table, Vec<Finding>) {
    let reader = Reader::default();
    let names = written
        .inputs
        .iter()
        .fold(Names::default(), |names, (id, input)| names.field(id.clone(), input.ty.clone()));
    let resolver = Resolver { written, names, reader: &reader };
    let rows = written.rows.iter().map(|(id, row)| resolver.row(id, row)).collect();
    resolver.check_otherwise();
    let table = Table {
        id: written.id.value.clone(),
        span: written.id.span.clone(),
        inputs: columns(&written.inputs),
        outputs: columns(&written.outputs),
        hit: written.hit,
        rows,
    };
    (table, reader.into_findings())
}

fn columns(written: &Map<Field>) -> IndexMap<Id, Field> {
    written.iter().map(|(id, field)| (id.clone(), field.value.clone())).collect()
}

struct Resolver<'a> {
    written: &'a Written,
    names: Names,
    reader: &'a Reader,
}

impl Resolver<'_> {
    fn row(&self, id: &Id, row: &Spanned<WrittenRow>) -> Row {
        let conditions = row
            .conditions
            .iter()
            .filter_map(|(input, node)| {
                let Some((at, _, field)) = self.written.inputs.get_full(input) else {
                    self.unknown(input, &node.span, true);
                    return None;
                };
                Some((at, Condition::read(&node.value, field, self.reader)?, node.value.span.clone()))
            })
            .filter(|(_, condition, _)| *condition != Condition::Any)
            .collect();
        Row { id: id.clone(), span: row.span.clone(), conditions, values: self.values(id, row) }
    }

    fn values(&self, id: &Id, row: &Spanned<WrittenRow>) -> Vec<(Id, Expr)> {
        for (output, node) in &row.then {
            if !self.written.outputs.contains_key(output) {
                self.unknown(output, &node.span, false);
            }
        }
        let mut values = Vec::new();
        for (output, field) in &self.written.outputs {
            match row.then.get(output) {
                Some(node) => values.extend(self.value(&node.value, field).map(|value| (output.clone(), value))),
                None => self.reader.report(
                    Finding::error(NO_ANSWER, row.span.clone(), say!("De rij `{id}` geeft geen `{output}`."; "The row `{id}` gives no `{output}`."))
                        .help(say!("Voeg bij `then` toe: `{output}: …`, of `{output}: none`."; "Add to `then`: `{output}: …`, or `{output}: none`.")),
                ),
            }
        }
        values
    }

    /// Days and lengths of time are written as such, because no expression can name one; all other
    /// values are expressions over the inputs.
    fn value(&self, node: &Node, output: &Field) -> Option<Expr> {
        if matches!(output.ty, Type::Date | Type::Datetime | Type::Duration)
            && let Ok(value) = output.value(&to_json(node))
        {
            return Some(Expr::constant(value, output.ty.clone()));
        }
        let written = self.reader.expression(node)?;
        let checked = written.syntax.as_ref()?.check(&self.names, Some(&output.ty));
        let expr = match checked {
            Ok(expr) => expr,
            Err(problems) => {
                for problem in problems {
                    self.reader.report(problem.into_finding(&written.span));
                }
                return None;
            }
        };
        if expr.reads().is_empty()
            && let Ok(value) = expr.eval(&Nothing)
            && value.is_set()
            && let Err(why) = output.in_range(&value)
        {
            self.reader.report(Finding::error("NZ0310", node.span.clone(), why));
        }
        Some(expr)
    }

    fn unknown(&self, name: &Id, span: &Span, input: bool) {
        let columns = if input { &self.written.inputs } else { &self.written.outputs };
        let message = if input {
            say!("Deze tabel heeft geen invoer `{name}`."; "This table has no input `{name}`.")
        } else {
            say!("Deze tabel heeft geen uitkomst `{name}`."; "This table has no output `{name}`.")
        };
        let known = columns.keys().map(Id::as_str).collect::<Vec<_>>().join(", ");
        self.reader.report(
            Finding::error(UNKNOWN_COLUMN, span.clone(), message)
                .help(say!("Kies uit: {known}."; "Choose from: {known}."))
                .did_you_mean(name, columns.keys().map(Id::as_str)),
        );
    }

    /// `otherwise` takes what is left, so it has a meaning only as the last row of a table that is read
    /// from top to bottom.
    fn check_otherwise(&self) {
        let last = self.written.rows.len().saturating_sub(1);
        for (at, row) in self.written.rows.values().enumerate().filter(|(_, row)| row.otherwise) {
            let message = if self.written.hit != Hit::First {
                say!("`otherwise` kan alleen bij `hit: first`."; "`otherwise` is possible only with `hit: first`.")
            } else if !row.conditions.is_empty() {
                say!("Een rij heeft óf `if` óf `otherwise: true`."; "A row has either `if` or `otherwise: true`.")
            } else if at != last {
                say!("De rij met `otherwise` moet de laatste zijn."; "The row with `otherwise` must be the last.")
            } else {
                continue;
            };
            self.reader.report(Finding::error(OTHERWISE_PLACE, row.span.clone(), message));
        }
    }
}

/// Where a value that reads nothing is worked out.
struct Nothing;

impl Environment for Nothing {
    fn value(&self, _: &Id) -> Cow<'_, Value> {
        Cow::Owned(Value::Unset)
    }

    fn in_state(&self, _: &Id) -> bool {
        false
    }

    fn today(&self) -> chrono::NaiveDate {
        chrono::NaiveDate::default()
    }
}
