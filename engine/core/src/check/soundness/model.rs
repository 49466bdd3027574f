//! A process, with what is looked up in it all the time.

use std::collections::{BTreeSet, HashMap};

use super::given::given;
use super::values::Values;
use crate::definition::event::Event;
use crate::definition::library::Library;
use crate::graph::action::Action;
use crate::graph::chart::{Deadline, Group, matches};
use crate::graph::{Chart, Draft, StateIx};
use crate::id::Id;

/// What hangs on the process alone.
pub(crate) struct Model<'a> {
    pub(super) draft: &'a Draft,
    pub(super) library: &'a Library,
    /// Fields that other processes hand over.
    pub(super) given: BTreeSet<Id>,
    /// Events that tasks of actions and suspensions wait for.
    pub(super) awaited: Vec<Id>,
    /// Some event has a dot in its name, so that a pattern may be the beginning of it.
    pub(super) dotted: bool,
    /// Deadlines and groups of children by their ids, with their states.
    pub(super) deadlines: HashMap<&'a Id, Vec<(StateIx, &'a Deadline)>>,
    pub(super) groups: HashMap<&'a Id, Vec<(StateIx, &'a Group)>>,
}

impl<'a> Model<'a> {
    pub(crate) fn of(draft: &'a Draft, library: &'a Library) -> Self {
        let mut awaited = Vec::new();
        crate::graph::action::each_action(&draft.chart, &mut |named| {
            if let Action::Task(task) = &named.action {
                awaited.extend(task.done_by.iter().cloned());
            }
        });
        for suspension in draft.definition.suspensions.values() {
            awaited.extend(suspension.from.iter().chain(&suspension.until).map(|name| name.value.clone()));
        }
        let anytime = draft.definition.events.iter().filter(|(_, event)| event.anytime);
        awaited.extend(anytime.map(|(id, _)| id.clone()));
        let dotted = draft.definition.events.keys().any(|id| id.contains('.'));
        let (mut deadlines, mut groups) = (HashMap::new(), HashMap::new());
        for (ix, state) in draft.chart.states.iter().enumerate() {
            for deadline in &state.deadlines {
                deadlines.entry(&deadline.id).or_insert_with(Vec::new).push((ix, deadline));
            }
            for group in &state.groups {
                groups.entry(&group.id).or_insert_with(Vec::new).push((ix, group));
            }
        }
        Self { draft, library, given: given(draft, library), awaited, dotted, deadlines, groups }
    }

    pub(super) fn chart(&self) -> &'a Chart {
        &self.draft.chart
    }

    /// Whether other cases start this process, or hand something over to it.
    pub(super) fn is_given(&self, field: &Id) -> bool {
        self.given.contains(field)
    }

    /// The declared events that a pattern takes; those of records under their alias.
    pub(super) fn events(&self, pattern: &str) -> Vec<(Id, &'a Event)> {
        let definition = &self.draft.definition;
        // A plain name is looked up: there may be as many events as transitions.
        let mut found: Vec<(Id, &Event)> = if self.dotted || pattern == "any" {
            let own = definition.events.iter().filter(|(id, _)| matches(pattern, id));
            own.map(|(id, event)| (id.clone(), &event.value)).collect()
        } else {
            let own = definition.events.get_key_value(pattern);
            own.into_iter().map(|(id, event)| (id.clone(), &event.value)).collect()
        };
        for (alias, record) in &definition.records {
            if pattern != "any" && pattern.split('.').next() != Some(alias.as_str()) {
                continue;
            }
            let Some(record) = self.library.records.get(&record.value.value) else { continue };
            for (id, event) in &record.events {
                let id = Id::from(format!("{alias}.{id}"));
                if matches(pattern, &id) {
                    found.push((id, &event.value));
                }
            }
        }
        found
    }

    /// Every value that can be filled in for a field.
    pub(super) fn filled(&self, field: &Id) -> Values {
        let declared = self.draft.definition.data.get(field);
        let limits = declared.map_or((None, None), |field| (field.min.as_ref(), field.max.as_ref()));
        Values::filled(self.draft.names.get(field), limits)
    }
}
