//! Actions with their names and types resolved.

use super::chart::{Chart, Task};
use crate::calendar::{Amount, Duration};
use crate::expression::Expr;
use crate::finding::Span;
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
    /// Where it stands.
    pub span: Span,
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
    Choose(Vec<Branch>),
    /// Several.
    Group(Vec<Named>),
    /// The same for each item of a list.
    Each(Each),
    /// A new item for a list.
    Append {
        /// The list.
        list: Id,
        /// The item's fields.
        item: Vec<(Id, Expr)>,
    },
    /// Options into a set, or out of it.
    Choices {
        /// The set.
        set: Id,
        /// An option, or a set of them.
        options: Expr,
        /// Put in, rather than taken out.
        chosen: bool,
    },
    /// Takes items from a list.
    Remove {
        /// The list.
        list: Id,
        /// Which items.
        condition: Expr,
    },
    /// Gives fields of items another value.
    Update {
        /// The list.
        list: Id,
        /// Which items; all without it.
        condition: Option<Expr>,
        /// The values.
        set: Vec<(Id, Expr)>,
    },
    /// Gives a deadline more time.
    Extend {
        /// The deadline.
        deadline: Id,
        /// How much.
        by: Amount,
        /// On what ground.
        ground: String,
        /// Why.
        reason: Expr,
    },
    /// Gives an open task to another role.
    Escalate {
        /// The task.
        task: Id,
        /// The role.
        to: Id,
    },
}

/// One way to go on, among several.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The id its designer gave it; empty where there is only one.
    pub id: Id,
    /// What must hold; none for always.
    pub guard: Option<Expr>,
    /// What is then done.
    pub actions: Vec<Named>,
}

/// Actions for each item of a list.
#[derive(Clone, Debug)]
pub struct Each {
    /// The list.
    pub list: Id,
    /// What the item is called inside: its fields are `NAME.field`.
    pub name: Id,
    /// What its number is called inside, from 0.
    pub index: Option<Id>,
    /// What is done.
    pub actions: Vec<Named>,
}

/// Visits every action of a list, those inside choices and groups too.
pub fn walk<'a>(actions: &'a [Named], visit: &mut dyn FnMut(&'a Named)) {
    for named in actions {
        visit(named);
        match &named.action {
            Action::Group(inner) => walk(inner, visit),
            Action::Each(each) => walk(&each.actions, visit),
            Action::Choose(branches) => branches.iter().for_each(|branch| walk(&branch.actions, visit)),
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

/// Visits every task of a chart: of states, and of actions.
pub fn each_task<'a>(chart: &'a Chart, visit: &mut dyn FnMut(&'a Task)) {
    chart.states.iter().flat_map(|state| &state.tasks).for_each(&mut *visit);
    each_action(chart, &mut |named| {
        if let Action::Task(task) = &named.action {
            visit(task);
        }
    });
}
