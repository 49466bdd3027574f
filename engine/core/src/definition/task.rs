//! Tasks, and the escalation chains that watch over them.

use super::node::Node;
use super::reader::{Fields, Map, Reader, Spanned};
use crate::calendar::Formula;
use crate::id::Id;
use crate::say;

/// Work for a role.
#[derive(Clone, Debug)]
pub struct Task {
    /// What must be done.
    pub title: String,
    /// Who does it.
    pub role: Option<Spanned<Id>>,
    /// By when.
    pub due: Option<Spanned<Formula>>,
    /// Recording one of these events finishes it; without any it is just done.
    pub done_by: Vec<Spanned<Id>>,
    /// The chain that starts when it is not done.
    pub escalation: Option<Spanned<Id>>,
}

/// What happens, step by step, when a task is not done.
#[derive(Clone, Debug)]
pub struct Escalation {
    /// The steps, in written order.
    pub steps: Map<EscalationStep>,
}

/// One step of a chain.
#[derive(Clone, Debug)]
pub struct EscalationStep {
    /// When, relative to the task's due day.
    pub at: Option<Spanned<Formula>>,
    /// Whom to remind: a role, or `assignee`.
    pub remind: Option<Spanned<Id>>,
    /// Which role gets the task.
    pub assign: Option<Spanned<Id>>,
    /// Which role is told.
    pub notify: Option<Spanned<Id>>,
}

impl Task {
    /// Reads a task.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let _ = fields.text("source");
        fields.lock();
        fields.direction();
        let task = Self {
            title: fields.title(),
            role: fields.must("role").and_then(|node| reader.name(node)),
            due: fields.term("due"),
            done_by: fields.names("done_by"),
            escalation: fields.name("escalation"),
        };
        fields.finish();
        Some(task)
    }
}

impl Escalation {
    /// Reads a chain.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let steps = reader.map(node, |_, node| {
            let fields = Fields::new(node, reader);
            fields.lock();
            let step = EscalationStep {
                at: fields.must("at").and_then(|node| reader.formula(node)),
                remind: fields.name("remind"),
                assign: fields.name("assign"),
                notify: fields.name("notify"),
            };
            if step.remind.is_none() && step.assign.is_none() && step.notify.is_none() {
                reader.wrong_shape(
                    node,
                    say!("ook `remind`, `assign` of `notify`"; "a step with `remind`, `assign` or `notify`"),
                );
            }
            fields.finish();
            Some(step)
        });
        Some(Self { steps })
    }
}
