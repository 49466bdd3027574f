//! Working out a term of a case: from where, how long, how long it stood still, who gave it more
//! time, and what moves its end.

use chrono::{DateTime, NaiveDate, Utc};

use super::environment::{Context, Env};
use super::rejection::Rejection;
use crate::calendar::{
    Amount, Anchor, Clause, ClauseKind, Derivation, Direction, Due, Duration, Formula, Term, Unit, local,
};
use crate::case::Case;
use crate::compile::Process;
use crate::expression::Environment;
use crate::graph::StateIx;
use crate::graph::chart::Deadline;
use crate::id::Id;
use crate::say;
use crate::text::Text;
use crate::value::Value;

/// What a formula gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worked {
    /// A day or moment.
    Out(Due),
    /// It waits for this.
    Waits(Id),
}

/// Deadlines may hang on each other, but not for ever; `check` refuses circles.
const ANCHOR_DEPTH_MAX: usize = 16;

/// The terms of one case at one moment.
pub(super) struct Terms<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) case: &'a Case,
    /// What derived fields read.
    pub(super) env: Env<'a>,
}

/// The term that is worked out.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) formula: &'a Formula,
    /// From when its state, or its task, is there.
    pub(super) entered: DateTime<Utc>,
    /// Its deadline or task.
    pub(super) item: &'a Id,
    /// For one that comes back: which time, from 1.
    pub(super) round: u32,
    /// It is a deadline of the case, to which extensions belong.
    pub(super) is_deadline: bool,
}

impl Terms<'_> {
    /// A deadline of an active state, its next time.
    pub(super) fn deadline(
        &self,
        deadline: &Deadline,
        state: &Id,
        round: u32,
        how: &mut Derivation,
    ) -> Result<Worked, Rejection> {
        self.deadline_at(deadline, state, round, 0, how)
    }

    fn deadline_at(
        &self,
        deadline: &Deadline,
        state: &Id,
        round: u32,
        depth: usize,
        how: &mut Derivation,
    ) -> Result<Worked, Rejection> {
        let entered = self.case.states.get(state).copied().unwrap_or(self.case.opened);
        let asked = Asked { formula: &deadline.at, entered, item: &deadline.id, round, is_deadline: true };
        self.work_out(asked, depth, how)
    }

    /// Any term.
    pub(super) fn work_out(
        &self,
        asked: Asked<'_>,
        depth: usize,
        how: &mut Derivation,
    ) -> Result<Worked, Rejection> {
        let formula = asked.formula;
        let base = match &formula.anchor {
            Anchor::Entry | Anchor::Due => Due::Moment(local(asked.entered)),
            Anchor::Start => Due::Moment(local(self.case.opened)),
            Anchor::Named(name) => match self.anchor(name, depth, how)? {
                Worked::Out(due) => due,
                waits @ Worked::Waits(_) => return Ok(waits),
            },
        };
        how.add(|| self.base(&formula.anchor, base));
        let amount = match self.amount(formula) {
            Ok(amount) => amount,
            Err(name) => return Ok(Worked::Waits(name)),
        };
        if let Amount::Named(name) = &formula.amount {
            how.add(|| Clause::source(self.source(name)));
        }
        let mut due = base;
        if let Some(amount) = amount {
            due = self.shift(base, amount, if formula.every { asked.round } else { 1 }, formula, how)?;
        } else if let Some(time) = formula.time {
            due = due.at(time);
        }
        if let Some(time) = formula.time {
            let Text { nl, en } = crate::calendar::clock_text(time);
            how.add(|| Clause::new(ClauseKind::Time, say!("Om {nl}"; "At {en}"), due));
        }
        // A term that counts from its base runs from there. One that ends at or before a date runs
        // from the moment it was set; if that date is a deadline, it was lengthened already.
        let counts_from_base = amount.is_some() && formula.direction == Direction::After;
        let hangs_on_deadline =
            matches!(&formula.anchor, Anchor::Named(name) if self.case.deadlines.contains_key(name));
        let runs_from =
            if counts_from_base || hangs_on_deadline { base } else { Due::Moment(local(asked.entered)) };
        let unit = amount.map_or(Unit::Day, |amount| amount.unit);
        let due = self.lengthen(due, runs_from, unit, asked.item, how)?;
        let due = if asked.is_deadline { self.extend(due, asked.item, how)? } else { due };
        let counted = amount.map(|amount| (amount, formula.direction));
        let rolled = self.context.working_days().roll(Term { from: base, counted, due }, formula.roll, how);
        rolled.map(Worked::Out).map_err(|_| Rejection::BeyondHorizon)
    }

    pub(super) fn shift(
        &self,
        base: Due,
        amount: Duration,
        times: u32,
        formula: &Formula,
        how: &mut Derivation,
    ) -> Result<Due, Rejection> {
        let calendar = self.context.working_days();
        let due = calendar
            .nth(base, amount, times, formula.direction, formula.time)
            .map_err(|_| Rejection::BeyondHorizon)?;
        let all = Duration { amount: amount.amount.saturating_mul(times), ..amount };
        how.add(|| calendar.counted(base, all, formula.direction, due));
        Ok(due)
    }

    /// The time in which a term stood still is added to it, in the unit of the term. Suspensions that
    /// overlap count once: a term cannot stand still twice.
    fn lengthen(
        &self,
        mut due: Due,
        runs_from: Due,
        unit: Unit,
        item: &Id,
        how: &mut Derivation,
    ) -> Result<Due, Rejection> {
        if self.case.pauses.is_empty() {
            return Ok(due);
        }
        let calendar = self.context.working_days();
        for (from, until) in self.pauses(item, runs_from.day()) {
            if from > due.day() {
                continue;
            }
            let longer = calendar.extend(due, from, until, unit).map_err(|_| Rejection::BeyondHorizon)?;
            how.add(|| suspended(&calendar, from, until, unit, longer));
            due = longer;
        }
        Ok(due)
    }

    /// The times in which an item stood still after a day, from one day through another, apart from
    /// each other and in order.
    fn pauses(&self, item: &Id, runs_from: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
        let held = self.case.pauses.iter().filter(|pause| holds(self.context, &pause.suspension, item));
        let mut all: Vec<(NaiveDate, NaiveDate)> = held
            .filter_map(|pause| Some((local(pause.from).date().max(runs_from), local(pause.until?).date())))
            .filter(|(from, until)| from < until)
            .collect();
        all.sort_unstable();
        let mut apart: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for (from, until) in all {
            match apart.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => apart.push((from, until)),
            }
        }
        apart
    }

    /// The time that people gave it.
    fn extend(&self, mut due: Due, item: &Id, how: &mut Derivation) -> Result<Due, Rejection> {
        let extensions = self.case.deadlines.get(item).map_or(&[][..], |deadline| &deadline.extensions);
        for extension in extensions {
            let time = match due {
                Due::Day(_) => None,
                Due::Moment(moment) => Some(moment.time()).filter(|_| extension.by.unit.is_calendar()),
            };
            due = self
                .context
                .working_days()
                .shift(due, extension.by, Direction::After, time)
                .map_err(|_| Rejection::BeyondHorizon)?;
            let (length, end) = (extension.by.text(), due.text());
            how.add(|| {
                let (ground, reason) = (&extension.ground, &extension.reason);
                let text = Text {
                    nl: format!("{} verlengd: {}. Grond: {ground}. Reden: {reason}", length.nl, end.nl),
                    en: format!("{} extended: {}. Ground: {ground}. Reason: {reason}", length.en, end.en),
                };
                let adds =
                    Text { nl: format!("{} verlenging", length.nl), en: format!("{} extension", length.en) };
                Clause { adds: Some(adds), ..Clause::new(ClauseKind::Extended, text, due) }
            });
        }
        Ok(due)
    }

    fn anchor(&self, name: &Id, depth: usize, how: &mut Derivation) -> Result<Worked, Rejection> {
        let chart = self.context.process.chart();
        let active = self.case.states.keys().filter_map(|id| chart.index.get(id));
        let own = |ix: &StateIx| {
            let mut deadlines = chart.states[*ix].deadlines.iter();
            deadlines.find(|deadline| deadline.id == *name).map(|deadline| (*ix, deadline))
        };
        // Of two by one name the first in the document.
        if let Some((ix, deadline)) = active.filter_map(own).min_by_key(|(ix, _)| *ix) {
            let state = &chart.states[ix];
            if depth >= ANCHOR_DEPTH_MAX {
                return Ok(Worked::Waits(name.clone()));
            }
            let round = self.case.deadlines.get(name).map_or(0, |d| d.round);
            return self.deadline_at(deadline, &state.id, round + 1, depth + 1, how);
        }
        Ok(match &*self.env.value(name) {
            Value::Date(day) => Worked::Out(Due::Day(*day)),
            Value::Datetime(moment) => Worked::Out(Due::Moment(*moment)),
            _ => Worked::Waits(name.clone()),
        })
    }

    /// The duration of a formula: none, or the name it waits for.
    pub(super) fn amount(&self, formula: &Formula) -> Result<Option<Duration>, Id> {
        match &formula.amount {
            Amount::None => Ok(None),
            Amount::Fixed(duration) => Ok(Some(*duration)),
            Amount::Named(name) => match &*self.env.value(name) {
                Value::Duration(duration) => Ok(Some(*duration)),
                _ => Err(name.clone()),
            },
        }
    }

    fn base(&self, anchor: &Anchor, base: Due) -> Clause {
        let Text { nl, en } = base.text();
        let text = match anchor {
            Anchor::Entry => {
                say!("Vanaf het begin van deze stap: {nl}"; "From the start of this stage: {en}")
            }
            Anchor::Due => say!("Vanaf de dag van de taak: {nl}"; "From the day of the task: {en}"),
            Anchor::Start => say!("Vanaf het begin van de zaak: {nl}"; "From the start of the case: {en}"),
            Anchor::Named(name) => {
                let title = title_of(self.context.process, name);
                say!("Vanaf {title}: {nl}"; "From {title}: {en}")
            }
        };
        Clause::new(ClauseKind::Base, text, base)
    }

    /// What a name holds, and where its value comes from.
    fn source(&self, name: &Id) -> Text {
        let definition = self.context.process.definition();
        let title = title_of(self.context.process, name);
        let Text { nl, en } = match self.env.get(name) {
            Value::Duration(duration) => duration.text(),
            _ => Text::default(),
        };
        match definition.params.get(name) {
            Some(param) => {
                let source = param.value.source.clone().unwrap_or_else(|| "-".to_owned());
                say!("{title} is {nl} (instelling `{name}`, bron: {source})"; "{title} is {en} (param `{name}`, source: {source})")
            }
            None => say!("{title} is {nl} (veld `{name}`)"; "{title} is {en} (field `{name}`)"),
        }
    }
}

/// Whether a suspension holds a deadline or task.
pub(super) fn holds(context: &Context<'_>, suspension: &Id, item: &Id) -> bool {
    context.process.definition().suspensions.get(suspension).is_some_and(|suspension| {
        suspension.holds.as_ref().is_none_or(|held| held.iter().any(|name| name.value == *item))
    })
}

/// What people call a field, a param, a field of a record or a deadline.
pub(super) fn title_of(process: &Process, name: &Id) -> String {
    let definition = process.definition();
    if let Some((_, deadline)) = process.chart().deadlines().find(|(_, deadline)| deadline.id == *name) {
        return format!("‘{}’", deadline.title);
    }
    let field = definition.data.get(name).and_then(|field| field.title.clone());
    let param = definition.params.get(name).and_then(|param| param.field.title.clone());
    field.or(param).map_or_else(|| name.spoken(), |title| format!("‘{title}’"))
}

fn suspended(
    calendar: &crate::calendar::Calendar,
    from: NaiveDate,
    until: NaiveDate,
    unit: Unit,
    due: Due,
) -> Clause {
    let days = match unit {
        Unit::Workday => calendar.working_days_between(from, until),
        _ => u32::try_from((until - from).num_days()).unwrap_or(0),
    };
    let unit = if unit == Unit::Workday { Unit::Workday } else { Unit::Day };
    let length = Duration { amount: days, unit }.text();
    let [first, last] = [from, until].map(|day| Due::Day(day).text());
    let end = due.text();
    let text = Text {
        nl: format!("{} stilgestaan, van {} tot en met {}: {}", length.nl, first.nl, last.nl, end.nl),
        en: format!("{} of standing still, from {} through {}: {}", length.en, first.en, last.en, end.en),
    };
    let adds = Text { nl: format!("{} opschorting", length.nl), en: format!("{} suspension", length.en) };
    Clause { adds: Some(adds), ..Clause::new(ClauseKind::Suspended, text, due) }
}
