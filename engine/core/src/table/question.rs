//! A table that is asked in a case, and what it answers.

use std::sync::Arc;

use super::Table;
use crate::expression::{Environment, Expr};
use crate::id::Id;
use crate::text::Text;
use crate::value::{Record, Value};

/// A table with the values that it is given.
#[derive(Clone, Debug)]
pub struct Question {
    /// The table.
    pub table: Arc<Table>,
    /// The value of each input.
    pub inputs: Vec<(Id, Expr)>,
}

/// What a table answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The rows that hit; one, unless it collects.
    pub rows: Vec<Id>,
    /// What they give, each once.
    pub results: Vec<Record>,
}

/// Which part of an answer is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// One output.
    Output(Id),
    /// All that was collected, as a list.
    List,
}

/// How a field follows from others.
#[derive(Clone, Debug)]
pub enum Derived {
    /// By an expression.
    Formula(Expr),
    /// By a table.
    Table(Question, Pick),
}

impl Question {
    /// Asks, with the values of an environment.
    ///
    /// # Errors
    /// A value cannot be worked out, or the table has no answer.
    pub fn ask(&self, env: &dyn Environment) -> Result<Answer, Text> {
        let mut given = Record::new();
        for (input, expr) in &self.inputs {
            given.insert(input.clone(), expr.eval(env).map_err(|failure| failure.text())?);
        }
        self.table.decide(&given)
    }
}

impl Answer {
    /// A part of the answer.
    #[must_use]
    pub fn pick(&self, pick: &Pick) -> Value {
        match pick {
            Pick::Output(output) => {
                self.results.first().and_then(|result| result.get(output)).cloned().unwrap_or_default()
            }
            Pick::List => Value::List(self.results.clone()),
        }
    }
}

impl Derived {
    /// The value in an environment.
    ///
    /// # Errors
    /// A value that was needed is not there, or there is no answer.
    pub fn eval(&self, env: &dyn Environment) -> Result<Value, Text> {
        match self {
            Self::Formula(expr) => expr.eval(env).map_err(|failure| failure.text()),
            Self::Table(question, pick) => question.ask(env).map(|answer| answer.pick(pick)),
        }
    }

    /// The names it reads, sorted, each once.
    #[must_use]
    pub fn reads(&self) -> Vec<&Id> {
        let mut names: Vec<&Id> = self.exprs().into_iter().flat_map(Expr::reads).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether its value can change by time alone.
    #[must_use]
    pub fn uses_today(&self) -> bool {
        self.exprs().into_iter().any(Expr::uses_today)
    }

    /// The expression, if it follows by one.
    #[must_use]
    pub fn formula(&self) -> Option<&Expr> {
        match self {
            Self::Formula(expr) => Some(expr),
            Self::Table(..) => None,
        }
    }

    /// The table that it asks, if it does.
    #[must_use]
    pub fn table(&self) -> Option<&Table> {
        match self {
            Self::Formula(_) => None,
            Self::Table(question, _) => Some(&question.table),
        }
    }

    fn exprs(&self) -> Vec<&Expr> {
        match self {
            Self::Formula(expr) => vec![expr],
            Self::Table(question, _) => question.inputs.iter().map(|(_, expr)| expr).collect(),
        }
    }
}
