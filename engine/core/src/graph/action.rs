//! Actions with their names and types resolved.

use super::chart::{Chart, Task};
use crate::calendar::Duration;
use crate::expression::Expr;
use crate::id::Id;
use crate::table::{Pick, Question};

/// One block of an entry or exit: if an action fails, the rest of its block is skipped.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its actions.
    pub actions: Vec<Named>,
}

/// An action with its name.
#[derive(Clone, Debug)]
pub struct Named {
    /// The id its designer gave it.
    pub id: Id,
    /// The action.
    pub action: Action,
}

/// An action.
#[derive(Clone, Debug)]
pub enum Action {
    /// Gives fields a value.
    Set(Vec<(Id, Expr)>),
    /// Asks a decision table.
    Decide {
        /// The table and what it is given.
        question: Question,
        /// The fields that get its answer.
        into: Vec<(Id, Pick)>,
    },
    /// Raises an internal event.
    Raise(Id),
    /// Sends an event to this case, later.
    Send {
        /// The event.
        event: Id,
        /// How long from now; none for as soon as this step is over.
        after: Option<Duration>,
        /// What it carries.
        with: Vec<(Id, Expr)>,
    },
    /// Stops a send.
    Cancel(Id),
    /// Opens a task.
    Task(Box<Task>),
    /// Makes a letter.
    Letter(Id),
    /// Tells a role.
    Notify {
        /// The role.
        role: Id,
        /// What; the process's title and the event when left out.
        say: Option<String>,
    },
    /// Writes into the history.
    Note(Expr),
    /// Starts another case.
    Start {
        /// Its process.
        process: Id,
        /// What it gets.
        with: Vec<(Id, Expr)>,
        /// How it relates.
        link: Option<Id>,
    },
    /// Tells the subject's other cases.
    Signal(Id),
    /// The first branch that holds; a missing guard always holds.
    Choose(Vec<(Option<Expr>, Vec<Named>)>),
    /// Several.
    Group(Vec<Named>),
}

/// Visits every action of a list, those inside choices and groups too.
pub fn walk<'a>(actions: &'a [Named], visit: &mut dyn FnMut(&'a Named)) {
    for named in actions {
        visit(named);
        match &named.action {
            Action::Group(inner) => walk(inner, visit),
            Action::Choose(branches) => branches.iter().for_each(|(_, inner)| walk(inner, visit)),
            _ => {}
        }
    }
}

/// Visits every action of a chart.
pub fn each_action<'a>(chart: &'a Chart, visit: &mut dyn FnMut(&'a Named)) {
    for state in &chart.states {
        for block in state.entry.iter().chain(&state.exit) {
            walk(&block.actions, visit);
        }
        if let Some(initial) = &state.initial {
            walk(&initial.actions, visit);
        }
    }
    for transition in &chart.transitions {
        walk(&transition.actions, visit);
    }
}
