//! What an expression may read at its place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::id::Id;
use crate::value::Type;

/// The names that can be read at one place in a definition. Starts empty.
///
/// Every place of a process begins with the same names, so a copy shares them until it gets one of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub(super) fields: Arc<BTreeMap<Id, Type>>,
    pub(super) states: Arc<BTreeSet<Id>>,
    pub(super) today: bool,
}

impl Names {
    /// With a field, param or other value. The name may have dots: `person.geboortedatum`.
    #[must_use]
    pub fn field(mut self, name: impl Into<Id>, ty: Type) -> Self {
        Arc::make_mut(&mut self.fields).insert(name.into(), ty);
        self
    }

    /// With a state, for `in_state`.
    #[must_use]
    pub fn state(mut self, id: impl Into<Id>) -> Self {
        Arc::make_mut(&mut self.states).insert(id.into());
        self
    }

    /// Whether `today` may be read; it may not unless told.
    #[must_use]
    pub fn today(mut self, allowed: bool) -> Self {
        self.today = allowed;
        self
    }

    /// The type of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.fields.get(name)
    }

    /// All names that can be read, in order.
    pub fn names(&self) -> impl Iterator<Item = &Id> {
        self.fields.keys()
    }
}
