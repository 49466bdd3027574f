//! What scenarios went through: so that a designer sees what no story tells.

use std::collections::BTreeMap;

use super::guards;
use crate::case::Fact;
use crate::compile::Process;
use crate::graph::action::each_task;
use crate::graph::chart::Task;
use crate::id::Id;
use crate::step::{Outcome, Witness};
use crate::table::Table;

/// What a process or a table has, and how often the scenarios saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// By kind and name, such as `overgang begin.af` or `brief nieuwe_datum`.
    pub seen: BTreeMap<String, u32>,
}

impl Coverage {
    /// All that a process has, nothing of it seen.
    #[must_use]
    pub fn of(process: &Process) -> Self {
        let chart = process.chart();
        let definition = process.definition();
        let mut names: Vec<String> =
            chart.transitions.iter().map(|t| format!("transition {}", t.id)).collect();
        for (_, deadline) in chart.deadlines() {
            names.push(format!("deadline {} fired", deadline.id));
            if !deadline.met_by.is_empty() {
                names.push(format!("deadline {} met", deadline.id));
            }
        }
        names.extend(definition.letters.keys().map(|id| format!("letter {id}")));
        names.extend(definition.outcomes.keys().map(|id| format!("outcome {id}")));
        each_task(process.chart(), &mut |task| {
            names.extend(task.escalation.iter().map(|step| step_name(task, &step.id)));
        });
        for guard in guards::of(process) {
            names.extend([true, false].map(|held| guard_name(&guard.name, held)));
        }
        Self { seen: names.into_iter().map(|name| (name, 0)).collect() }
    }

    /// The rows of a table, none of them seen.
    #[must_use]
    pub fn of_table(table: &Table) -> Self {
        Self { seen: table.rows.iter().map(|row| (row_name(&row.id), 0)).collect() }
    }

    /// Adds which conditions held, and which did not.
    pub(super) fn add_guards(&mut self, process: &Process, witness: &Witness) {
        for guard in guards::of(process) {
            for held in [true, false] {
                if witness.heard(guard.condition, held) {
                    self.saw(&guard_name(&guard.name, held));
                }
            }
        }
    }

    /// Adds the rows that hit.
    pub(super) fn add_rows(&mut self, rows: &[Id]) {
        rows.iter().for_each(|row| self.saw(&row_name(row)));
    }

    /// Adds what one step went through.
    pub fn add(&mut self, process: &Process, outcome: &Outcome) {
        for transition in &outcome.walked {
            self.saw(&format!("transition {}", process.chart().transitions[*transition].id));
        }
        for fact in &outcome.facts {
            match fact {
                Fact::DeadlineFired { deadline } => self.saw(&format!("deadline {deadline} fired")),
                Fact::DeadlineMet { deadline, .. } => self.saw(&format!("deadline {deadline} met")),
                Fact::LetterMade { letter, .. } => self.saw(&format!("letter {letter}")),
                Fact::Escalated { id, step, .. } => each_task(process.chart(), &mut |task| {
                    if task.id == *id {
                        self.saw(&step_name(task, step));
                    }
                }),
                Fact::Closed { outcome: Some(outcome), .. } => self.saw(&format!("outcome {outcome}")),
                _ => {}
            }
        }
    }

    fn saw(&mut self, name: &str) {
        if let Some(count) = self.seen.get_mut(name) {
            *count += 1;
        }
    }

    /// What no scenario went through.
    pub fn missed(&self) -> impl Iterator<Item = &str> {
        self.seen.iter().filter(|(_, count)| **count == 0).map(|(name, _)| name.as_str())
    }
}

fn guard_name(guard: &str, held: bool) -> String {
    format!("guard {guard} {}", if held { "holds" } else { "does not hold" })
}

fn row_name(row: &Id) -> String {
    format!("row {row}")
}

/// A chain is one thing, however many tasks it watches over.
fn step_name(task: &Task, step: &Id) -> String {
    format!("escalation {}.{step}", task.chain.as_ref().unwrap_or(&task.id))
}
