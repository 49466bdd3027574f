//! The space of all inputs, cut into finitely many parts: what `check` goes through.

use std::collections::HashSet;

use super::Table;
use super::domain::samples;
use super::rows::Rows;
use crate::definition::field::display;
use crate::definition::table::Hit;
use crate::id::Id;
use crate::value::Value;

/// How much the search may look at, in words of 64 rows. A table that a person can oversee takes a
/// few hundred.
const WORK_MAX: usize = 200_000;
/// Inputs that have conditions; each is one level of the search.
const INPUTS_MAX: usize = 64;
/// Gaps that are worth showing at once.
const GAPS_MAX: usize = 3;

/// All inputs of a table, cut into parts on which every row keeps its mind.
pub struct Space<'t> {
    table: &'t Table,
    parts: Vec<Vec<Part>>,
}

/// A part of one input's values.
struct Part {
    /// One of its values.
    value: Value,
    /// The rows that take it.
    rows: Rows,
}

/// An input, as an example: one value a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample(Vec<(Id, Value)>);

/// What the search found.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Inputs that no row takes; a few, each in another way.
    pub gaps: Vec<Sample>,
    /// The rows that are the first to take some input.
    pub first: Rows,
    /// Whether the search came to its end. If not, nothing follows from what it did not find.
    pub complete: bool,
}

impl<'t> Space<'t> {
    /// Cuts the space of a table.
    #[must_use]
    pub fn of(table: &'t Table) -> Self {
        let parts = (0..table.inputs.len()).map(|input| parts(table, input)).collect();
        Self { table, parts }
    }

    /// The place of the first condition of a row that nothing can meet.
    #[must_use]
    pub fn impossible(&self, row: usize) -> Option<usize> {
        self.parts.iter().position(|parts| !parts.iter().any(|part| part.rows.contains(row)))
    }

    /// An input that two rows both take.
    #[must_use]
    pub fn shared(&self, a: usize, b: usize) -> Option<Sample> {
        let both = |parts: &'_ Vec<Part>| {
            parts
                .iter()
                .find(|part| part.rows.contains(a) && part.rows.contains(b))
                .map(|part| part.value.clone())
        };
        let values: Option<Vec<Value>> = self.parts.iter().map(both).collect();
        Some(self.sample(values?))
    }

    /// Goes through all inputs: what no row takes, and which rows come first.
    #[must_use]
    pub fn survey(&self) -> Survey {
        let count = self.table.rows.len();
        let mut search = Search {
            space: self,
            levels: (0..self.parts.len()).filter(|input| self.parts[*input].len() > 1).collect(),
            seen: HashSet::new(),
            work: 0,
            survey: Survey { gaps: Vec::new(), first: Rows::none(count), complete: true },
        };
        // What an input with one part demands, it demands of everything.
        let fixed = self.parts.iter().filter(|parts| parts.len() == 1);
        let rows = fixed.fold(Rows::all(count), |rows, parts| rows.and(&parts[0].rows));
        if search.levels.len() > INPUTS_MAX {
            search.survey.complete = false;
        } else {
            search.go(0, &rows, &mut Vec::new());
        }
        search.survey
    }

    fn sample(&self, values: Vec<Value>) -> Sample {
        Sample(self.table.inputs.keys().cloned().zip(values).collect())
    }
}

fn parts(table: &Table, input: usize) -> Vec<Part> {
    let conditions: Vec<_> = table.rows.iter().map(|row| row.condition(input)).collect();
    let demands: Vec<_> = conditions.iter().flatten().copied().collect();
    let field = &table.inputs[input];
    let mut parts: Vec<Part> = Vec::new();
    let mut seen: HashSet<Rows> = HashSet::new();
    for value in samples(field, &demands) {
        let mut rows = Rows::none(table.rows.len());
        for (row, condition) in conditions.iter().enumerate() {
            if condition.is_none_or(|condition| condition.holds(&value)) {
                rows.add(row);
            }
        }
        if seen.insert(rows.clone()) {
            parts.push(Part { value, rows });
        }
    }
    parts
}

struct Search<'s> {
    space: &'s Space<'s>,
    /// The inputs that matter, one a level.
    levels: Vec<usize>,
    /// From the same level with the same rows the same follows: so the work does not multiply.
    seen: HashSet<(usize, Rows)>,
    work: usize,
    survey: Survey,
}

impl Search<'_> {
    fn go(&mut self, level: usize, rows: &Rows, chosen: &mut Vec<(usize, usize)>) {
        if rows.is_empty() {
            return self.gap(chosen);
        }
        let Some(&input) = self.levels.get(level) else {
            if let Some(first) = rows.first() {
                self.survey.first.add(first);
            }
            return;
        };
        if !self.seen.insert((level, rows.clone())) {
            return;
        }
        for (at, part) in self.space.parts[input].iter().enumerate() {
            self.work += rows.size();
            if self.work > WORK_MAX {
                self.survey.complete = false;
                return;
            }
            chosen.push((input, at));
            self.go(level + 1, &rows.and(&part.rows), chosen);
            chosen.pop();
        }
    }

    fn gap(&mut self, chosen: &[(usize, usize)]) {
        if self.space.table.hit == Hit::Collect || self.survey.gaps.len() >= GAPS_MAX {
            return;
        }
        let of = |input: usize| chosen.iter().find(|(at, _)| *at == input).map_or(0, |(_, part)| *part);
        let values = (0..self.space.parts.len())
            .map(|input| {
                self.space.parts[input].get(of(input)).map_or(Value::Unset, |part| part.value.clone())
            })
            .collect();
        self.survey.gaps.push(self.space.sample(values));
    }
}

impl Sample {
    /// The example as a designer would write it, ready for a table's case.
    #[must_use]
    pub fn written(&self) -> String {
        let column = |(id, value): &(Id, Value)| match value {
            Value::Unset => format!("{id}: unset"),
            Value::Boolean(flag) => format!("{id}: {flag}"),
            value => format!("{id}: {}", display(value)),
        };
        self.0.iter().map(column).collect::<Vec<_>>().join(", ")
    }
}
