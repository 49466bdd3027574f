//! Who hears which conditions were judged, and how: so that scenarios can show what no story decides.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::expression::Expr;

/// The conditions that were judged, also in steps that were then refused. Its clones hear together.
///
/// A condition is known by its place in memory: two processes may have the same words, and those are two
/// conditions. So it is only good for as long as the processes that it heard about.
#[derive(Clone, Debug, Default)]
pub struct Witness(Rc<RefCell<BTreeSet<(usize, bool)>>>);

impl Witness {
    pub(super) fn hear(&self, condition: &Expr, held: bool) {
        self.0.borrow_mut().insert((place(condition), held));
    }

    /// Whether a condition was ever judged so.
    #[must_use]
    pub fn heard(&self, condition: &Expr, held: bool) -> bool {
        self.0.borrow().contains(&(place(condition), held))
    }
}

fn place(condition: &Expr) -> usize {
    std::ptr::from_ref(condition).addr()
}
