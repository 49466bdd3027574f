//! Groups of child cases: starting them, keeping them informed, waiting for them.

use std::collections::BTreeMap;

use super::rejection::Rejection;
use super::stepper::Stepper;
use crate::case::{Child, Effect, Fact};
use crate::definition::field::display;
use crate::expression::Expr;
use crate::graph::StateIx;
use crate::graph::chart::{DoneIf, Group};
use crate::id::Id;
use crate::value::{Record, Value};

impl Stepper<'_> {
    /// A child has ended. One that the case no longer waits for is only noted.
    pub(super) fn child_ended(
        &mut self,
        group: &Id,
        key: &str,
        outcome: Option<&Id>,
        result: &Record,
    ) -> Result<(), Rejection> {
        let known = self.case.children.get(group).and_then(|children| children.get(key));
        if !known.is_some_and(|child| child.open) {
            return Err(Rejection::Stale);
        }
        self.emit(Fact::ChildEnded { group: group.clone(), key: key.to_owned(), outcome: outcome.cloned() });
        self.data = result.clone();
        if let Some(outcome) = outcome {
            self.data.insert(Id::from("outcome"), Value::text(outcome));
        }
        self.data.insert(Id::from("key"), Value::text(key));
        self.handle_event(&Id::dotted("child", group));
        Ok(())
    }

    /// Starts the children of a state that was entered.
    pub(super) fn begin_groups(&mut self, state: StateIx) {
        let chart = self.chart;
        for group in &chart.states[state].groups {
            self.emit(Fact::GroupStarted { group: group.id.clone() });
            self.effects
                .retain(|effect| !matches!(effect, Effect::StartChild { group: g, .. } if *g == group.id));
        }
    }

    /// Brings every group of the active states up to date: new items get a child, changed values
    /// reach the children, and a group that is done says so once.
    pub(super) fn settle_groups(&mut self) {
        let chart = self.chart;
        for at in 0..self.active.len() {
            for group in &chart.states[self.active[at]].groups {
                self.settle_group(group);
            }
        }
    }

    fn settle_group(&mut self, group: &Group) {
        for (key, item) in self.wanted(group) {
            self.start_or_inform(group, key, item);
        }
        if !self.case.groups_done.contains(&group.id) && self.is_group_done(group) {
            self.emit(Fact::GroupDone { group: group.id.clone() });
            self.raise(Id::dotted("done", &group.id), Record::new());
        }
    }

    fn start_or_inform(&mut self, group: &Group, key: String, item: Record) {
        let with = self.values_for(&group.with, &item);
        let id = group.id.clone();
        match self.case.children.get(&id).and_then(|children| children.get(&key)) {
            None => {
                let child = Child { item, with: with.clone(), open: true, outcome: None };
                self.emit(Fact::ChildStarted { group: id.clone(), key: key.clone(), child, at: None });
                let process = group.process.clone();
                self.effects.push(Effect::StartChild { group: id, key, process, with });
            }
            Some(child) if child.open && (child.with != with || child.item != item) => {
                // Only what changed: the child may have filled in the rest itself.
                let is_new = |(id, value): &(&Id, &Value)| child.with.get(*id) != Some(value);
                let changed: Record =
                    with.iter().filter(is_new).map(|(id, value)| (id.clone(), value.clone())).collect();
                self.emit(Fact::ChildInformed { group: id.clone(), key: key.clone(), item, with });
                if !changed.is_empty() {
                    self.effects.push(Effect::InformChild { group: id, key, with: changed });
                }
            }
            Some(_) => {}
        }
    }

    /// The items that get a child, by key; one without a list.
    fn wanted(&self, group: &Group) -> Vec<(String, Record)> {
        let mut wanted = match &group.each {
            None => vec![(String::new(), Record::new())],
            Some((list, key)) => match self.case.fields.get(list) {
                Some(Value::List(items)) => items
                    .iter()
                    .map(|item| (item.get(key).map(display).unwrap_or_default(), item.clone()))
                    .collect(),
                _ => Vec::new(),
            },
        };
        if let Some(condition) = &group.condition {
            wanted.retain(|(_, item)| self.context.judged(condition, condition.holds(&self.with_item(item))));
        }
        wanted
    }

    /// What a child gets. A value that cannot be worked out is left unset.
    fn values_for(&self, with: &[(Id, Expr)], item: &Record) -> Record {
        let env = self.with_item(item);
        with.iter().map(|(id, expr)| (id.clone(), expr.eval(&env).unwrap_or_default())).collect()
    }

    fn is_group_done(&self, group: &Group) -> bool {
        let none = BTreeMap::new();
        let children = self.case.children.get(&group.id).unwrap_or(&none);
        let ended = children.values().filter(|child| !child.open).count();
        match &group.done_if {
            DoneIf::All => ended == children.len(),
            // Fewer children than asked for can never be more: then all of them count.
            DoneIf::AtLeast(count) => ended >= (*count).min(children.len()),
            DoneIf::Condition(expr) => self.context.judged(expr, expr.holds(&self.env())),
        }
    }
}
