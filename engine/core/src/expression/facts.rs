//! What is known of the values that expressions read, at one place in a process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::id::Id;

/// The least and the greatest that a number can be.
pub type Range = (Decimal, Decimal);

/// What holds whenever a case gets to a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Names that have a value. Most places know what the one before knew, so they share it.
    pub set: Arc<BTreeSet<Id>>,
    /// Numbers that are not zero.
    pub nonzero: BTreeSet<Id>,
    /// Numbers within bounds that are tighter than those declared.
    pub ranges: BTreeMap<Id, Range>,
}

impl Facts {
    /// Only that a name has a value.
    #[must_use]
    pub fn of(name: &Id) -> Self {
        Self { set: Arc::new(BTreeSet::from([name.clone()])), ..Self::default() }
    }

    /// What both say together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        if self.set.is_empty() {
            self.set = Arc::clone(&other.set);
        } else {
            self.know(other.set.iter().cloned());
        }
        self.nonzero.extend(other.nonzero.iter().cloned());
        for (name, range) in &other.ranges {
            self.narrow(name, *range);
        }
        self
    }

    /// What both say each.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        if !self.set.is_subset(&other.set) {
            Arc::make_mut(&mut self.set).retain(|name| other.set.contains(name));
        }
        self.nonzero.retain(|name| other.nonzero.contains(name));
        let wider = |name: &Id, (low, high): Range| {
            other.ranges.get(name).map(|(a, b)| (name.clone(), (low.min(*a), high.max(*b))))
        };
        self.ranges = self.ranges.iter().filter_map(|(name, range)| wider(name, *range)).collect();
        self
    }

    /// Also that these have a value.
    pub fn know(&mut self, names: impl IntoIterator<Item = Id>) {
        for name in names {
            if !self.set.contains(&name) {
                Arc::make_mut(&mut self.set).insert(name);
            }
        }
    }

    /// Also that a number lies within these bounds.
    pub fn narrow(&mut self, name: &Id, range: Range) {
        let now = self.ranges.entry(name.clone()).or_insert(range);
        *now = (now.0.max(range.0), now.1.min(range.1));
    }

    /// No longer anything about a name: it got another value.
    pub fn forget(&mut self, name: &Id) {
        if self.set.contains(name) {
            Arc::make_mut(&mut self.set).remove(name);
        }
        self.nonzero.remove(name);
        self.ranges.remove(name);
    }
}
