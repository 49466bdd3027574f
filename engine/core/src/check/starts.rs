//! Who starts a process besides a person, and which of its fields they certainly fill in.

use std::collections::{BTreeMap, BTreeSet};

use super::certainly_set::CertainlySet;
use super::flow::Site;
use crate::definition::library::Library;
use crate::expression::Expr;
use crate::graph::Draft;
use crate::graph::action::{Action, each_action};
use crate::id::Id;
use crate::value::Type;

/// What the starters of a process give it.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// For each way, the fields that certainly get a value.
    pub(super) with: Vec<BTreeSet<Id>>,
    /// Fields that a parent keeps up to date, and may empty again.
    pub(super) volatile: BTreeSet<Id>,
}

/// For each process, what those that start it give it.
#[derive(Default)]
pub struct Starters(BTreeMap<Id, Given>);

impl Starters {
    /// Looks at every process of a library once.
    pub fn of<'a>(drafts: impl IntoIterator<Item = &'a Draft>, library: &'a Library) -> Self {
        let mut given = BTreeMap::new();
        for parent in drafts {
            let started = started(parent);
            if started.is_empty() {
                continue;
            }
            let known = CertainlySet::of(parent, library, &Given::default());
            for id in started {
                from(parent, &known, &id, given.entry(id.clone()).or_default());
            }
        }
        Self(given)
    }

    pub(super) fn given(&self, id: &Id) -> Given {
        self.0.get(id).cloned().unwrap_or_default()
    }
}

/// The processes that one starts, as children or by an action.
fn started(parent: &Draft) -> BTreeSet<Id> {
    let groups = parent.chart.states.iter().flat_map(|state| &state.groups);
    let mut started: BTreeSet<Id> = groups.map(|group| group.process.clone()).collect();
    each_action(&parent.chart, &mut |named| {
        if let Action::Start { process, .. } = &named.action {
            started.insert(process.clone());
        }
    });
    started
}

fn from(parent: &Draft, known: &CertainlySet<'_>, id: &Id, given: &mut Given) {
    for (ix, state) in parent.chart.states.iter().enumerate() {
        for group in state.groups.iter().filter(|group| group.process == *id) {
            let list = group.each.as_ref().and_then(|(list, _)| parent.names.get(list));
            let items = if let Some(Type::List(fields)) = list {
                fields.keys().cloned().collect()
            } else {
                Vec::new()
            };
            let sure = known.sure_values(ix, &group.with, &items);
            let unsure = group.with.iter().map(|(field, _)| field).filter(|field| !sure.contains(*field));
            given.volatile.extend(unsure.cloned());
            given.with.push(sure);
        }
    }
    let mut starts: Vec<(*const Expr, Id)> = Vec::new();
    each_action(&parent.chart, &mut |named| {
        if let Action::Start { process, with, .. } = &named.action
            && process == id
        {
            starts.extend(with.iter().map(|(field, expr)| (std::ptr::from_ref(expr), field.clone())));
            given.with.push(with.iter().map(|(field, _)| field.clone()).collect());
        }
    });
    // What is not sure at the place of the action is not sure here either.
    let mut unsure = BTreeSet::new();
    known.visit(&mut |site| {
        if let Site::Read { expr, facts, .. } = site
            && let Some((_, field)) = starts.iter().find(|(start, _)| std::ptr::eq(*start, expr))
            && !known.flow.judge(expr, facts).sure
        {
            unsure.insert(field.clone());
        }
    });
    for with in &mut given.with {
        with.retain(|field| !unsure.contains(field));
    }
}
