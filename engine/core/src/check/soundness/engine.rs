//! What the engine itself may raise: ends, deadlines, children.

use super::possible::Possible;
use super::values::Values;
use crate::calendar::{Amount, Anchor, Formula};
use crate::case::Standing;
use crate::graph::StateIx;
use crate::graph::chart::{Deadline, Group, Kind};
use crate::id::Id;

impl<'a> Possible<'_, 'a> {
    /// Whether the engine may raise what a pattern takes.
    pub(super) fn engine_may_raise(&self, pattern: &str) -> bool {
        let chart = self.model.chart();
        match pattern.split_once('.') {
            None => matches!(pattern, "any" | "done" | "deadline" | "child" | "error"),
            Some(("error", _)) => true,
            Some(("done", what)) => match chart.index.get(what) {
                Some(state) => self.active[*state] && self.may_finish(*state),
                None => self.groups(what).any(|(state, group)| self.may_be_done(state, group)),
            },
            Some(("child", what)) => self.groups(what).any(|(state, group)| self.may_get_child(state, group)),
            Some(("deadline", what)) => self.may_run(&Id::from(what)),
            Some(_) => false,
        }
    }

    fn may_finish(&self, state: StateIx) -> bool {
        let chart = self.model.chart();
        let inner = &chart.states[state];
        let ends = |of: StateIx| {
            chart.states[of].inside.iter().any(|s| self.active[*s] && chart.states[*s].kind == Kind::Final)
        };
        match inner.kind {
            Kind::Parallel => inner.inside.iter().all(|part| {
                if chart.states[*part].kind == Kind::Parallel { self.may_finish(*part) } else { ends(*part) }
            }),
            _ => ends(state),
        }
    }

    fn groups(&self, id: &str) -> impl Iterator<Item = (StateIx, &'a Group)> {
        let all = self.model.groups.get(&Id::from(id)).into_iter().flatten();
        all.copied().filter(|(state, _)| self.active[*state])
    }

    fn may_get_child(&self, state: StateIx, group: &Group) -> bool {
        let Some(case) = self.case.filter(|_| !self.entered[state]) else { return true };
        let open = case.children.get(&group.id).is_some_and(|all| all.values().any(|child| child.open));
        let list_changes = group.each.as_ref().is_some_and(
            |(list, _)| !matches!(self.fields.get(list), Some(Values::These(values)) if values.len() == 1),
        );
        open || list_changes || group.condition.is_some()
    }

    fn may_be_done(&self, state: StateIx, group: &Group) -> bool {
        let done = self.case.is_some_and(|case| case.groups_done.contains(&group.id));
        self.entered[state] || !done || self.may_get_child(state, group)
    }

    fn deadlines(&self, id: &Id) -> impl Iterator<Item = (StateIx, &'a Deadline)> {
        let all = self.model.deadlines.get(id).into_iter().flatten();
        all.copied().filter(|(state, _)| self.active[*state])
    }

    /// Whether a deadline of an active state can still come.
    fn may_run(&self, id: &Id) -> bool {
        let standing = self.case.and_then(|case| case.deadlines.get(id)).map(|deadline| &deadline.standing);
        self.deadlines(id).any(|(state, deadline)| {
            let is_over = match standing {
                Some(Standing::Met(_)) => true,
                Some(Standing::Fired) => !deadline.at.every,
                _ => false,
            };
            (self.entered[state] || !is_over) && self.may_be_known(&deadline.at)
        })
    }

    fn may_be_known(&self, formula: &Formula) -> bool {
        let amount = match &formula.amount {
            Amount::Named(name) => self.may_be_set(name),
            Amount::None | Amount::Fixed(_) => true,
        };
        let anchor = match &formula.anchor {
            // A deadline that has passed still has its day.
            Anchor::Named(name) => self.may_be_set(name) || self.deadlines(name).next().is_some(),
            Anchor::Entry | Anchor::Start | Anchor::Due => true,
        };
        amount && anchor
    }

    fn may_be_set(&self, name: &Id) -> bool {
        match self.fields.get(name) {
            Some(values) => values.may_be_set(),
            // Derived fields and what records hold may have any value; no other name has one.
            None => !self.model.deadlines.contains_key(name),
        }
    }
}
