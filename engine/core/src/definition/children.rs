//! Child cases that a state starts and waits for.

use super::node::Node;
use super::reader::{Fields, Map, Reader, Spanned, Written};
use crate::id::Id;
use crate::say;

/// A group of child cases: one, or one per item of a list.
#[derive(Clone, Debug)]
pub struct Children {
    /// The child's process.
    pub process: Option<Spanned<Id>>,
    /// The list, when there is one child per item.
    pub each: Option<Spanned<Id>>,
    /// Which items get a child.
    pub condition: Option<Written>,
    /// What the child gets, kept up to date.
    pub with: Map<Written>,
    /// When the group is done.
    pub done_if: DoneIf,
    /// What happens to open children when the state is left.
    pub cancel_on_leave: bool,
}

/// When a group of children is done.
#[derive(Clone, Debug)]
pub enum DoneIf {
    /// Every child has ended.
    All,
    /// At least so many have ended.
    AtLeast(usize),
    /// A condition over the group holds.
    Condition(Written),
}

impl Children {
    /// Reads a group.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        fields.lock();
        let done_if = fields.get("done_if").map_or(Some(DoneIf::All), |node| match node.scalar() {
            Some("all") => Some(DoneIf::All),
            Some("any") => Some(DoneIf::AtLeast(1)),
            Some(text) => match text.parse() {
                Ok(count) => Some(DoneIf::AtLeast(count)),
                Err(_) => reader.expression(node).map(DoneIf::Condition),
            },
            None => reader.expression(node).map(DoneIf::Condition),
        });
        let children = Self {
            process: fields.must("process").and_then(|node| reader.name(node)),
            each: fields.name("each"),
            condition: fields.expression("if"),
            with: fields.map("with", |_, node| reader.expression(node)),
            done_if: done_if.unwrap_or(DoneIf::All),
            cancel_on_leave: fields.get("on_leave").is_some_and(|node| match node.scalar() {
                Some("cancel") => true,
                Some("keep") => false,
                _ => {
                    reader.wrong_shape(node, say!("`keep` of `cancel`"; "`keep` or `cancel`"));
                    false
                }
            }),
        };
        fields.finish();
        Some(children)
    }
}
