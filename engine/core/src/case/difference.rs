//! What differs between two states of one case: small, readable, and enough to make the one from
//! the other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Approval, Case, Child, Closed, Deadline, Pause, Send, Task};
use crate::id::Id;
use crate::value::Value;

/// One entry of a map that came, went or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change<K, V> {
    /// Which.
    pub key: K,
    /// What it was; none when it was not there.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub from: Option<V>,
    /// What it is; none when it is gone.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub to: Option<V>,
}

/// One value that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap<T> {
    /// What it was.
    pub from: T,
    /// What it is.
    pub to: T,
}

fn none<T>() -> Option<T> {
    None
}

/// All differences. Each field of a case has its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named after the field of the case")]
pub struct Differences {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Swap<DateTime<Utc>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Swap<Option<Closed>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<Change<Id, DateTime<Utc>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Change<Id, Vec<Id>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Change<Id, Value>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<Change<Id, Deadline>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Change<Id, Task>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sends: Vec<Change<Id, Send>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Change<Id, BTreeMap<String, Child>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups_done: Option<Swap<BTreeSet<Id>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pauses: Option<Swap<Vec<Pause>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<Swap<u32>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Change<u32, Approval>>,
}

impl Differences {
    /// What must change in `before` to make it `after`. The process and the definition never do.
    #[must_use]
    pub fn between(before: &Case, after: &Case) -> Self {
        // Written out in full, so that a new field of a case cannot be forgotten here.
        let Case {
            process: _,
            definition: _,
            opened,
            closed,
            states,
            history,
            fields,
            deadlines,
            tasks,
            sends,
            children,
            groups_done,
            pauses,
            refolded: _,
            letters,
            approvals,
        } = before;
        Self {
            opened: swap(opened, &after.opened),
            closed: swap(closed, &after.closed),
            states: changes(states, &after.states),
            history: changes(history, &after.history),
            fields: changes(fields, &after.fields),
            deadlines: changes(deadlines, &after.deadlines),
            tasks: changes(tasks, &after.tasks),
            sends: changes(sends, &after.sends),
            children: changes(children, &after.children),
            groups_done: swap(groups_done, &after.groups_done),
            pauses: swap(pauses, &after.pauses),
            letters: swap(letters, &after.letters),
            approvals: changes(approvals, &after.approvals),
        }
    }

    /// Makes the changes.
    pub(super) fn make(&self, case: &mut Case) {
        put(&mut case.opened, self.opened.as_ref());
        put(&mut case.closed, self.closed.as_ref());
        make(&mut case.states, &self.states);
        make(&mut case.history, &self.history);
        make(&mut case.fields, &self.fields);
        make(&mut case.deadlines, &self.deadlines);
        make(&mut case.tasks, &self.tasks);
        make(&mut case.sends, &self.sends);
        make(&mut case.children, &self.children);
        put(&mut case.groups_done, self.groups_done.as_ref());
        put(&mut case.pauses, self.pauses.as_ref());
        put(&mut case.letters, self.letters.as_ref());
        make(&mut case.approvals, &self.approvals);
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn swap<T: Clone + PartialEq>(from: &T, to: &T) -> Option<Swap<T>> {
    (from != to).then(|| Swap { from: from.clone(), to: to.clone() })
}

fn put<T: Clone>(value: &mut T, swap: Option<&Swap<T>>) {
    if let Some(swap) = swap {
        value.clone_from(&swap.to);
    }
}

fn changes<K: Clone + Ord, V: Clone + PartialEq>(
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
) -> Vec<Change<K, V>> {
    let keys: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
    let differs = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    differs
        .map(|key| Change { key: key.clone(), from: before.get(key).cloned(), to: after.get(key).cloned() })
        .collect()
}

fn make<K: Clone + Ord, V: Clone>(map: &mut BTreeMap<K, V>, changes: &[Change<K, V>]) {
    for change in changes {
        match &change.to {
            Some(value) => map.insert(change.key.clone(), value.clone()),
            None => map.remove(&change.key),
        };
    }
}
