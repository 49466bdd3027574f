//! Going over to another version of a definition: from which to which, and what is called otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::Id;

/// From which version to which, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migration {
    /// The hash of the definition that the case was on.
    pub from: String,
    /// The hash of the definition that it goes over to.
    pub to: String,
    /// Why.
    pub reason: String,
    /// What has no counterpart under its own id.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub mapping: Mapping,
}

/// Old ids with their new ones, and what is given up. What has the same id needs no word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// Old state, new state; several when parallel parts have come.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<Id, Targets>,
    /// Old task, new task.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tasks: BTreeMap<Id, Id>,
    /// Old deadline, new deadline.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub deadlines: BTreeMap<Id, Id>,
    /// Old field, new field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Id, Id>,
    /// Old group of child cases, new group.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<Id, Id>,
    /// Old suspension, new suspension.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub suspensions: BTreeMap<Id, Id>,
    /// What is given up.
    #[serde(skip_serializing_if = "Dropped::is_empty")]
    pub drop: Dropped,
}

/// What is given up, because the other version has nothing like it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each is named after the part of the mapping")]
pub struct Dropped {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub tasks: BTreeSet<Id>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub deadlines: BTreeSet<Id>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub fields: BTreeSet<Id>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub sends: BTreeSet<Id>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<Id>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub suspensions: BTreeSet<Id>,
}

/// Where a state goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Targets {
    /// To one state.
    One(Id),
    /// To several, in parallel parts.
    Many(Vec<Id>),
}

impl Targets {
    /// The states.
    #[must_use]
    pub fn ids(&self) -> &[Id] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Many(ids) => ids,
        }
    }
}

impl Dropped {
    /// Nothing is given up.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Mapping {
    /// Nothing is mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Where a state goes; to its own id when nothing is said.
    #[must_use]
    pub fn state<'a>(&'a self, id: &'a Id) -> &'a [Id] {
        self.states.get(id).map_or(std::slice::from_ref(id), Targets::ids)
    }

    /// What a task is called in the other version.
    #[must_use]
    pub fn task<'a>(&'a self, id: &'a Id) -> &'a Id {
        self.tasks.get(id).unwrap_or(id)
    }
}
