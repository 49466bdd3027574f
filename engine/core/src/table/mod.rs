//! Decision tables with their types known: which rows hit, and what they give.

mod condition;
mod domain;
mod order;
mod question;
mod resolve;
mod rows;
mod space;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use chrono::NaiveDate;
use indexmap::IndexMap;

pub use condition::Condition;
pub use question::{Answer, Derived, Pick, Question};
pub use resolve::{NO_ANSWER, OTHERWISE_PLACE, UNKNOWN_COLUMN, WRONG_CONDITION, resolve};
pub use space::{Sample, Space, Survey};

use crate::definition::field::Field;
use crate::definition::table::Hit;
use crate::expression::{Environment, Expr};
use crate::finding::Span;
use crate::id::Id;
use crate::say;
use crate::text::Text;
use crate::value::{Record, Type, Value};

/// A decision table that can answer.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its id.
    pub id: Id,
    /// Where its name stands.
    pub span: Span,
    /// What it looks at.
    pub inputs: IndexMap<Id, Field>,
    /// What it gives.
    pub outputs: IndexMap<Id, Field>,
    /// What happens when several rows hit.
    pub hit: Hit,
    /// Its rows, in written order.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: Id,
    /// Where its name stands.
    pub span: Span,
    /// What must hold: the place of the input, the condition, and where that stands. An input that
    /// is not here may be anything.
    pub conditions: Vec<(usize, Condition, Span)>,
    /// What it gives, by output.
    pub values: Vec<(Id, Expr)>,
}

impl Row {
    /// What it demands of an input, if anything.
    #[must_use]
    pub fn condition(&self, input: usize) -> Option<&Condition> {
        self.conditions.iter().find(|(at, ..)| *at == input).map(|(_, condition, _)| condition)
    }
}

impl Table {
    /// The type of all its outputs together: what `collect` gives.
    #[must_use]
    pub fn list_type(&self) -> Type {
        Type::List(self.outputs.iter().map(|(id, field)| (id.clone(), field.ty.clone())).collect())
    }

    /// Its answer for these inputs.
    ///
    /// # Errors
    /// An input is missing or out of range, the rows give no answer, or a row cannot be worked out.
    /// The text holds no values: those may be about a person.
    pub fn decide(&self, given: &Record) -> Result<Answer, Text> {
        let id = &self.id;
        let values = self.read(given)?;
        let mut rows: Vec<&Row> = self.rows.iter().filter(|row| row.takes(&values)).collect();
        match (self.hit, rows.len()) {
            (Hit::Unique | Hit::First, 0) => {
                return Err(
                    say!("De tabel `{id}` heeft geen rij voor deze invoer."; "The table `{id}` has no row for this input."),
                );
            }
            (Hit::Unique, 2..) => {
                let names = rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>().join(", ");
                return Err(
                    say!("In de tabel `{id}` gelden meer rijen tegelijk: {names}."; "Several rows of the table `{id}` hit at once: {names}."),
                );
            }
            (Hit::First, _) => rows.truncate(1),
            _ => {}
        }
        let env = Given(given);
        let mut answer = Answer { rows: Vec::new(), results: Vec::new() };
        for row in rows {
            let mut result = Record::new();
            for (output, expr) in &row.values {
                let value = expr.eval(&env).map_err(|failure| failure.text())?;
                if let (Some(field), true) = (self.outputs.get(output), value.is_set()) {
                    field.in_range(&value)?;
                }
                result.insert(output.clone(), value);
            }
            answer.rows.push(row.id.clone());
            // Two rows that say the same say it once.
            if !answer.results.contains(&result) {
                answer.results.push(result);
            }
        }
        Ok(answer)
    }

    fn read<'g>(&self, given: &'g Record) -> Result<Vec<&'g Value>, Text> {
        let mut values = Vec::new();
        for (id, field) in &self.inputs {
            let value = given.get(id).unwrap_or(&Value::Unset);
            if value.is_set() {
                field.in_range(value)?;
            } else if !field.optional {
                return Err(say!("`{id}` is nog niet ingevuld."; "`{id}` is not filled in yet."));
            }
            values.push(value);
        }
        Ok(values)
    }
}

impl Row {
    fn takes(&self, values: &[&Value]) -> bool {
        self.conditions
            .iter()
            .all(|(input, condition, _)| values.get(*input).is_some_and(|value| condition.holds(value)))
    }
}

/// What a row's values can read: the inputs, and nothing that changes by itself.
struct Given<'a>(&'a Record);

impl Environment for Given<'_> {
    fn value(&self, name: &Id) -> Cow<'_, Value> {
        self.0.get(name).map_or(Cow::Owned(Value::Unset), Cow::Borrowed)
    }

    fn in_state(&self, _: &Id) -> bool {
        false
    }

    fn today(&self) -> NaiveDate {
        // No expression in a table may name `today`.
        NaiveDate::default()
    }
}
