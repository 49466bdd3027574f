//! What actions do to what is known, and what is known at each of them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::knowledge::{Declared, bounds};
use crate::expression::{Expr, Facts, Judged, within};
use crate::finding::Span;
use crate::graph::action::{Action, Branch, Each, Named};
use crate::id::Id;
use crate::value::Type;

/// What an expression is for, which says what happens when it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It then does not hold.
    Guard,
    /// The event is then refused.
    Requirement,
    /// The action then fails.
    Action,
}

/// A place where something is read.
pub(super) enum Site<'a> {
    /// An expression.
    Read { span: &'a Span, expr: &'a Expr, usage: Use, facts: &'a Facts },
    /// A value for a field with limits.
    Set { span: &'a Span, field: &'a Id, expr: &'a Expr, facts: &'a Facts },
    /// A letter.
    Letter { span: &'a Span, letter: &'a Id, facts: &'a Facts },
}

pub(super) type Visit<'v> = dyn FnMut(Site<'_>) + 'v;

/// Walks actions in order. Remembers the fields that some action may empty.
pub(super) struct Flow<'a> {
    pub(super) declared: Declared<'a>,
    pub(super) emptied: RefCell<BTreeSet<Id>>,
}

impl Flow<'_> {
    pub(super) fn judge(&self, expr: &Expr, facts: &Facts) -> Judged {
        expr.judge(facts, &self.declared)
    }

    fn read(&self, span: &Span, expr: &Expr, usage: Use, facts: &Facts, visit: &mut Visit<'_>) -> Judged {
        visit(Site::Read { span, expr, usage, facts });
        self.judge(expr, facts)
    }

    /// A guard: what is known when it holds, and when it does not.
    pub(super) fn guard(
        &self,
        span: &Span,
        guard: Option<&Expr>,
        facts: &Facts,
        visit: &mut Visit<'_>,
    ) -> (Facts, Option<Facts>) {
        let Some(guard) = guard else { return (facts.clone(), None) };
        let judged = self.read(span, guard, Use::Guard, facts, visit);
        (facts.clone().and(&judged.then), Some(facts.clone().and(&judged.refuted())))
    }

    /// What is known after a block. An action that can fail ends it: what comes after it in the
    /// block may then not have happened.
    pub(super) fn block(&self, actions: &[Named], facts: &Facts, visit: &mut Visit<'_>) -> Facts {
        let mut now = facts.clone();
        match self.run(actions, &mut now, visit) {
            None => now,
            Some(at_failure) => at_failure.or(&now),
        }
    }

    /// Changes the facts as the actions do. What was known where it can first fail, if it can.
    fn run(&self, actions: &[Named], facts: &mut Facts, visit: &mut Visit<'_>) -> Option<Facts> {
        let mut failed: Option<Facts> = None;
        for named in actions {
            let before = facts.clone();
            let fails = self.act(named, facts, visit);
            if let Some(inner) = fails {
                failed.get_or_insert(before.or(&inner));
            }
        }
        failed
    }

    fn act(&self, named: &Named, facts: &mut Facts, visit: &mut Visit<'_>) -> Option<Facts> {
        let span = &named.span;
        match &named.action {
            Action::Set(values) => self.set(span, values, facts, visit),
            Action::Note(expr) | Action::Extend { reason: expr, .. } => {
                self.reads(span, [expr].into_iter(), facts, visit)
            }
            Action::Send { with, .. } | Action::Start { with, .. } => {
                self.reads(span, with.iter().map(|(_, expr)| expr), facts, visit)
            }
            Action::Letter(letter) => {
                visit(Site::Letter { span, letter, facts });
                None
            }
            Action::Choose(branches) => self.choose(span, branches, facts, visit),
            Action::Group(inner) => self.run(inner, facts, visit),
            Action::Each(each) => self.each(each, facts, visit),
            Action::Append { list, item } => {
                let failed = self.reads(span, item.iter().map(|(_, expr)| expr), facts, visit);
                facts.know([list.clone()]);
                failed
            }
            Action::Choices { set, options, .. } => {
                let failed = self.reads(span, [options].into_iter(), facts, visit);
                facts.know([set.clone()]);
                failed
            }
            Action::Remove { list, condition } => {
                let inside = self.with_items(list, None, facts);
                self.guard(span, Some(condition), &inside, visit);
                None
            }
            Action::Update { list, condition, set } => {
                let inside = self.with_items(list, None, facts);
                let (inside, _) = self.guard(span, condition.as_ref(), &inside, visit);
                self.reads(span, set.iter().map(|(_, expr)| expr), &inside, visit)
            }
            _ => None,
        }
    }

    fn reads<'e>(
        &self,
        span: &Span,
        exprs: impl Iterator<Item = &'e Expr>,
        facts: &Facts,
        visit: &mut Visit<'_>,
    ) -> Option<Facts> {
        let mut failed = None;
        for expr in exprs {
            if !self.read(span, expr, Use::Action, facts, visit).risks.is_empty() {
                failed = Some(facts.clone());
            }
        }
        failed
    }

    fn set(
        &self,
        span: &Span,
        values: &[(Id, Expr)],
        facts: &mut Facts,
        visit: &mut Visit<'_>,
    ) -> Option<Facts> {
        let before = facts.clone();
        let mut failed = None;
        for (field, expr) in values {
            let judged = self.read(span, expr, Use::Action, &before, visit);
            visit(Site::Set { span, field, expr, facts: &before });
            if !judged.risks.is_empty() || self.leaves_bounds(field, expr, &before) {
                failed = Some(before.clone());
            }
            facts.forget(field);
            if judged.sure {
                facts.know([field.clone()]);
            } else {
                self.emptied.borrow_mut().insert(field.clone());
            }
            if let Some(range) = expr.range(&before, &self.declared) {
                facts.narrow(field, range);
            }
        }
        failed
    }

    /// Whether a value may lie outside the limits of its field.
    pub(super) fn leaves_bounds(&self, field: &Id, expr: &Expr, facts: &Facts) -> bool {
        let Some(field) = self.declared.draft.definition.data.get(field) else { return false };
        if field.min.is_none() && field.max.is_none() {
            return false;
        }
        let bounds = bounds(field);
        bounds.is_some_and(|bounds| {
            expr.range(facts, &self.declared).is_none_or(|range| !within(range, bounds))
        })
    }

    fn choose(
        &self,
        span: &Span,
        branches: &[Branch],
        facts: &mut Facts,
        visit: &mut Visit<'_>,
    ) -> Option<Facts> {
        let mut rest = Some(facts.clone());
        let (mut ends, mut failed): (Vec<Facts>, Option<Facts>) = (Vec::new(), None);
        for branch in branches {
            let Some(here) = rest.take() else { break };
            let (mut taken, refuted) = self.guard(span, branch.guard.as_ref(), &here, visit);
            rest = refuted;
            if let Some(inner) = self.run(&branch.actions, &mut taken, visit) {
                failed = Some(failed.map_or(inner.clone(), |before| before.or(&inner)));
            }
            ends.push(taken);
        }
        ends.extend(rest);
        if let Some(end) = ends.into_iter().reduce(|a, b| a.or(&b)) {
            *facts = end;
        }
        failed
    }

    /// A list may be empty: then nothing in it happened.
    fn each(&self, each: &Each, facts: &mut Facts, visit: &mut Visit<'_>) -> Option<Facts> {
        let mut inside = self.with_items(&each.list, Some(&each.name), facts);
        inside.know(each.index.iter().cloned());
        let failed = self.run(&each.actions, &mut inside, visit);
        *facts = facts.clone().or(&inside);
        failed
    }

    /// Fields of items are not judged: they count as filled in.
    fn with_items(&self, list: &Id, name: Option<&Id>, facts: &Facts) -> Facts {
        let mut inside = facts.clone();
        if let Some(Type::List(fields)) = self.declared.draft.names.get(list) {
            let named =
                |field: &Id| name.map_or_else(|| field.clone(), |name| Id::from(format!("{name}.{field}")));
            inside.know(fields.keys().map(named));
        }
        inside
    }
}
