//! Whether a guard can hold, with any mix of the values that its fields can have.

use std::collections::BTreeSet;

use super::possible::Possible;
use super::values::Values;
use crate::expression::{Expr, Guess, Perhaps};
use crate::graph::StateIx;
use crate::id::Id;
use crate::table::Derived;
use crate::value::Value;

/// A guard is not asked with more mixes of values than this.
const MIXES_MAX: usize = 20_000;
/// Derived fields may build on each other, but not for ever.
const DEPTH_MAX: usize = 16;

impl Possible<'_, '_> {
    /// Whether some mix of values lets the guard and the requirements hold and none of `before`.
    pub(super) fn may_hold(
        &self,
        guard: &Expr,
        source: Option<StateIx>,
        form: &[(Id, bool)],
        requirements: &[&Expr],
        before: &[&Expr],
    ) -> bool {
        let mut names = BTreeSet::new();
        for expr in std::iter::once(guard).chain(requirements.iter().copied()).chain(before.iter().copied()) {
            self.base(expr, 0, &mut names);
        }
        let mut choices: Vec<(Id, Vec<Value>)> = Vec::new();
        let mut fixed: Vec<(Id, Perhaps)> = Vec::new();
        let mut mixes = 1_usize;
        for name in names {
            let mut values = self.fields.get(&name).cloned().unwrap_or(Values::Wide(Perhaps::Any));
            if let Some((_, required)) = form.iter().find(|(field, _)| *field == name) {
                let filled = self.model.filled(&name);
                if *required {
                    values = filled;
                } else {
                    values.add(&filled);
                }
            }
            match values {
                Values::These(values) if mixes * values.len() <= MIXES_MAX => {
                    mixes *= values.len();
                    choices.push((name, values));
                }
                values => fixed.push((name, values.known())),
            }
        }
        let mut at = vec![0; choices.len()];
        loop {
            let mut chosen: Vec<(Id, Perhaps)> = fixed.clone();
            chosen.extend(
                choices
                    .iter()
                    .zip(&at)
                    .map(|((name, values), at)| (name.clone(), Perhaps::Known(values[*at].clone()))),
            );
            let mix = Mix { possible: self, chosen: &chosen, source, depth: 0 };
            if guard.answers(&mix).yes
                && requirements.iter().all(|one| one.answers(&mix).yes)
                && before.iter().all(|one| one.answers(&mix).may_not_hold())
            {
                return true;
            }
            let Some(next) = (0..at.len()).find(|i| at[*i] + 1 < choices[*i].1.len()) else { return false };
            at[next] += 1;
            at[..next].fill(0);
        }
    }

    /// The stored fields behind an expression.
    fn base(&self, expr: &Expr, depth: usize, names: &mut BTreeSet<Id>) {
        for name in expr.reads() {
            match self.model.draft.derived.get(name) {
                Some(Derived::Formula(formula)) if depth < DEPTH_MAX && !name.contains('.') => {
                    self.base(formula, depth + 1, names);
                }
                Some(_) => {}
                None => drop(names.insert(name.clone())),
            }
        }
    }
}

/// One mix of values.
pub(super) struct Mix<'p, 'm, 'a> {
    pub(super) possible: &'p Possible<'m, 'a>,
    pub(super) chosen: &'p [(Id, Perhaps)],
    pub(super) source: Option<StateIx>,
    pub(super) depth: usize,
}

impl Guess for Mix<'_, '_, '_> {
    fn value(&self, name: &Id) -> Perhaps {
        if let Some((_, chosen)) = self.chosen.iter().find(|(chosen, _)| chosen == name) {
            return chosen.clone();
        }
        match self.possible.model.draft.derived.get(name) {
            // A record's own formulas name its fields without the alias; what a record holds is free.
            Some(Derived::Formula(formula)) if self.depth < DEPTH_MAX && !name.contains('.') => {
                formula.perhaps(&Self { depth: self.depth + 1, ..*self })
            }
            Some(_) => Perhaps::Any,
            None => self.possible.fields.get(name).map_or(Perhaps::Any, Values::known),
        }
    }

    fn in_state(&self, state: &Id) -> Option<bool> {
        let chart = self.possible.model.chart();
        let state = chart.index.get(state)?;
        let source = self.source?;
        if source == *state || chart.is_inside(source, *state) {
            return Some(true);
        }
        if !self.possible.active[*state] {
            return Some(false);
        }
        // Beside the source only what another part of a parallel state holds can be active.
        (!chart.fit_together(source, *state) && !chart.is_inside(*state, source)).then_some(false)
    }
}
