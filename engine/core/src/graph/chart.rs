//! A chart: the states of a process in document order, as SCXML's algorithm wants them.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use foldhash::fast::RandomState;

use super::action::{Block, Named};
use crate::calendar::Formula;
use crate::expression::Expr;
use crate::finding::Span;
use crate::id::Id;

/// Place of a state in [`Chart::states`]; a smaller one comes first in the document.
pub type StateIx = usize;
/// Place of a transition in [`Chart::transitions`].
pub type TransitionIx = usize;

/// All states and transitions of a process. State 0 is the process itself.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// In document order, parents before children.
    pub states: Vec<State>,
    /// In document order.
    pub transitions: Vec<Transition>,
    /// Where each id stands.
    pub index: HashMap<Id, StateIx, RandomState>,
}

/// A state.
#[derive(Clone, Debug)]
pub struct State {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Where its name stands.
    pub span: Span,
    /// What kind.
    pub kind: Kind,
    /// The state around it; none for the process itself.
    pub parent: Option<StateIx>,
    /// The last state inside it in the document; itself when there is none.
    pub last: StateIx,
    /// The states directly inside, without history states.
    pub inside: Vec<StateIx>,
    /// The history states directly inside.
    pub histories: Vec<StateIx>,
    /// Where a compound state begins, or where a history goes without memory.
    pub initial: Option<Initial>,
    /// Blocks done on entering.
    pub entry: Vec<Block>,
    /// Blocks done on leaving.
    pub exit: Vec<Block>,
    /// Its transitions, in document order.
    pub transitions: Vec<TransitionIx>,
    /// Whether it, or a state around it, has a transition without an event.
    pub eventless: bool,
    /// Deadlines that live with it.
    pub deadlines: Vec<Deadline>,
    /// Tasks that live with it.
    pub tasks: Vec<Task>,
    /// Groups of child cases.
    pub groups: Vec<Group>,
    /// For a final state: the outcome and what it gives.
    pub end: Option<End>,
}

/// The kind of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing inside.
    Atomic,
    /// One inside is active.
    Compound,
    /// All inside are active.
    Parallel,
    /// An end.
    Final,
    /// A memory.
    History {
        /// Of the innermost states.
        deep: bool,
    },
}

/// Where a compound state begins.
#[derive(Clone, Debug)]
pub struct Initial {
    /// Done on the way.
    pub actions: Vec<Named>,
    /// The states.
    pub targets: Vec<StateIx>,
}

/// What a final state means.
#[derive(Clone, Debug, Default)]
pub struct End {
    /// The outcome, for the end of the process.
    pub outcome: Option<Id>,
    /// What is given to whom waits.
    pub with: Vec<(Id, Expr)>,
}

/// A transition.
#[derive(Clone, Debug)]
pub struct Transition {
    /// Its name in coverage and messages: `state.trigger` or `state.trigger.branch`.
    pub id: Id,
    /// Where it stands.
    pub span: Span,
    /// The state it belongs to.
    pub source: StateIx,
    /// Event patterns; none for an eventless one.
    pub events: Vec<Id>,
    /// What must hold.
    pub guard: Option<Expr>,
    /// What is done.
    pub actions: Vec<Named>,
    /// Where it goes.
    pub targets: Vec<StateIx>,
    /// Does not leave its own state.
    pub internal: bool,
}

/// A deadline.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// How it is worked out.
    pub at: Formula,
    /// Events that meet it; it is then a term, missed when its day is over.
    pub met_by: Vec<Id>,
    /// Where it stands.
    pub span: Span,
}

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its id.
    pub id: Id,
    /// What must be done.
    pub title: String,
    /// Who does it.
    pub role: Id,
    /// By when.
    pub due: Option<Formula>,
    /// What finishes it.
    pub done_by: Vec<Id>,
    /// The name of its chain.
    pub chain: Option<Id>,
    /// The steps of its chain.
    pub escalation: Vec<EscalationStep>,
}

/// A step of an escalation chain.
#[derive(Clone, Debug)]
pub struct EscalationStep {
    /// Its id.
    pub id: Id,
    /// When, from the task's due day.
    pub at: Formula,
    /// What it does.
    pub deed: EscalationDeed,
}

/// What an escalation step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EscalationDeed {
    /// Reminds who has the task.
    RemindAssignee,
    /// Reminds or tells a role.
    Tell(Id),
    /// Gives the task to a role.
    Assign(Id),
}

/// A group of child cases.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: Id,
    /// The child's process.
    pub process: Id,
    /// The list and its key field, when there is one child per item.
    pub each: Option<(Id, Id)>,
    /// Which items get a child.
    pub condition: Option<Expr>,
    /// What a child gets.
    pub with: Vec<(Id, Expr)>,
    /// When the group is done.
    pub done_if: DoneIf,
    /// Open children end with the state.
    pub cancel_on_leave: bool,
}

/// When a group is done.
#[derive(Clone, Debug)]
pub enum DoneIf {
    /// Every child has ended.
    All,
    /// So many have.
    AtLeast(usize),
    /// This holds.
    Condition(Expr),
}

impl Chart {
    /// A state by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&State> {
        self.index.get(id).map(|ix| &self.states[*ix])
    }

    /// Finds the states that have eventless transitions, once all transitions are known.
    pub(super) fn mark_eventless(&mut self) {
        for ix in 0..self.states.len() {
            let state = &self.states[ix];
            let around = state.parent.is_some_and(|parent| self.states[parent].eventless);
            let own = state.transitions.iter().any(|t| self.transitions[*t].events.is_empty());
            self.states[ix].eventless = around || own;
        }
    }

    /// The states around a state, innermost first, up to but without `until`.
    pub fn ancestors(&self, of: StateIx, until: Option<StateIx>) -> impl Iterator<Item = StateIx> {
        std::iter::successors(self.states[of].parent, |ix| self.states[*ix].parent)
            .take_while(move |ix| Some(*ix) != until)
    }

    /// All states inside a state, at any depth: they follow it in the document.
    #[must_use]
    pub fn inside(&self, outer: StateIx) -> RangeInclusive<StateIx> {
        outer + 1..=self.states[outer].last
    }

    /// Whether a state lies inside another.
    #[must_use]
    pub fn is_inside(&self, inner: StateIx, outer: StateIx) -> bool {
        self.inside(outer).contains(&inner)
    }

    /// Whether two states can be active together without one lying inside the other: the state
    /// that both lie in is parallel.
    #[must_use]
    pub fn fit_together(&self, one: StateIx, other: StateIx) -> bool {
        if one == other || self.is_inside(one, other) || self.is_inside(other, one) {
            return false;
        }
        let shared = self.ancestors(one, None).find(|outer| self.is_inside(other, *outer));
        shared.is_some_and(|outer| self.states[outer].kind == Kind::Parallel)
    }

    /// All deadlines with the state they live with.
    pub fn deadlines(&self) -> impl Iterator<Item = (&State, &Deadline)> {
        self.states.iter().flat_map(|state| state.deadlines.iter().map(move |deadline| (state, deadline)))
    }
}

impl Transition {
    /// Whether one of its patterns takes this event: exactly, as a dotted prefix, or `any`.
    #[must_use]
    pub fn takes(&self, event: &str) -> bool {
        self.events.iter().any(|pattern| matches(pattern, event))
    }
}

/// Whether a pattern takes an event.
#[must_use]
pub fn matches(pattern: &str, event: &str) -> bool {
    pattern == "any"
        || event.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
