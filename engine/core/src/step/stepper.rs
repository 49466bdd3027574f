//! The working state of one step, and the way through it.

use std::collections::{BTreeSet, VecDeque};

use chrono::NaiveDate;

use super::environment::{Context, Env};
use super::list::Loop;
use super::rejection::Rejection;
use super::rights::{Rights, Role};
use super::state_set::StateSet;
use crate::calendar::local;
use crate::case::{Case, Effect, Event, Fact, Timer, What, apply, is_correction};
use crate::definition::event::Event as Declared;
use crate::definition::profile::Profile;
use crate::expression::{Environment, Expr};
use crate::graph::{Chart, StateIx, TransitionIx, chart};
use crate::id::Id;
use crate::say;
use crate::value::{Record, Value};

/// What a step decided.
#[derive(Debug)]
pub struct Outcome {
    /// The case after all facts.
    pub case: Case,
    /// What was decided.
    pub facts: Vec<Fact>,
    /// What the world must do.
    pub effects: Vec<Effect>,
    /// The transitions that were walked, for coverage.
    pub walked: Vec<TransitionIx>,
    /// Transitions that were enabled, but gave way to another that leaves the same states.
    pub preempted: Vec<TransitionIx>,
    /// In which role it was recorded.
    pub role: Option<Role>,
}

/// An event inside the step.
pub(super) struct Happening {
    pub(super) name: Id,
    pub(super) data: Record,
}

pub(super) struct Stepper<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) chart: &'a Chart,
    pub(super) event: &'a Event,
    /// The day on which it happens.
    pub(super) today: NaiveDate,
    pub(super) case: Case,
    /// The active states; the same as `case.states`, as places in the chart.
    pub(super) active: StateSet,
    /// States whose deadlines, tasks and children begin when the macrostep ends.
    pub(super) fresh: StateSet,
    pub(super) internal: VecDeque<Happening>,
    /// The data of the event that is handled now.
    pub(super) data: Record,
    pub(super) facts: Vec<Fact>,
    pub(super) effects: Vec<Effect>,
    pub(super) walked: Vec<TransitionIx>,
    pub(super) preempted: Vec<TransitionIx>,
    /// The top-level final state, once reached.
    pub(super) ended_in: Option<StateIx>,
    pub(super) microsteps: usize,
    /// The item that an `each` is at.
    pub(super) item: Option<Loop>,
    /// Why the whole event must be refused after all.
    pub(super) refused: Option<Rejection>,
    /// Guards that failed in this step.
    pub(super) failed_guards: BTreeSet<Id>,
}

/// Decides what an event does to a case. The case itself is not touched.
///
/// # Errors
/// Why the event is refused; nothing has then changed.
pub fn step(context: &Context<'_>, case: &Case, event: &Event) -> Result<Outcome, Rejection> {
    let mut stepper = Stepper::new(context, case, event);
    let starts = matches!(event.what, What::Start { .. });
    // What outlives a case: its last letters, and correction work.
    let tidies = match &event.what {
        What::LetterApproved(_) | What::NotFolded { .. } => true,
        What::TaskDone(task) => is_correction(task),
        _ => false,
    };
    if !tidies && (starts == case.is_open() || case.closed.is_some()) {
        return Err(Rejection::Closed);
    }
    let role = stepper.handle()?;
    stepper.outcome(role)
}

/// Most steps decide no more than this.
const FACTS_USUAL: usize = 8;

impl<'a> Stepper<'a> {
    pub(super) fn new(context: &'a Context<'a>, case: &Case, event: &'a Event) -> Self {
        let mut stepper = Stepper {
            context,
            chart: context.process.chart(),
            event,
            today: local(event.occurred).date(),
            active: StateSet::default(),
            case: case.clone(),
            fresh: StateSet::default(),
            internal: VecDeque::new(),
            data: Record::new(),
            facts: Vec::with_capacity(FACTS_USUAL),
            effects: Vec::new(),
            walked: Vec::new(),
            preempted: Vec::new(),
            ended_in: None,
            microsteps: 0,
            item: None,
            refused: None,
            failed_guards: BTreeSet::new(),
        };
        stepper.find_active();
        stepper
    }
}

impl Stepper<'_> {
    /// Reads the active states from the case.
    pub(super) fn find_active(&mut self) {
        let mut active = Vec::with_capacity(self.case.states.len());
        active.extend(self.case.states.keys().filter_map(|id| self.chart.index.get(id)));
        self.active = StateSet::of(active);
    }

    /// What was decided, unless it is refused after all.
    pub(super) fn outcome(mut self, role: Option<Role>) -> Result<Outcome, Rejection> {
        if let Some(rejection) = self.refused.take() {
            return Err(rejection);
        }
        let Stepper { case, facts, effects, walked, preempted, .. } = self;
        Ok(Outcome { case, facts, effects, walked, preempted, role })
    }

    /// Records a fact and applies it: the step sees its own decisions.
    pub(super) fn emit(&mut self, fact: Fact) {
        apply(&mut self.case, &fact);
        self.facts.push(fact);
    }

    pub(super) fn env(&self) -> Env<'_> {
        Env {
            context: self.context,
            case: &self.case,
            event: Some(&self.data),
            item: self.item.as_ref().map(|item| &item.names),
            known: None,
            today: self.today,
        }
    }

    pub(super) fn holds(&self, guard: Option<&Expr>) -> bool {
        guard.is_none_or(|guard| self.context.judged(guard, guard.holds(&self.env())))
    }

    fn handle(&mut self) -> Result<Option<Role>, Rejection> {
        let event = self.event;
        let mut role = None;
        match &event.what {
            What::Start { event: name, form } => role = self.start(name.as_ref(), form)?,
            What::Recorded { event: name, form } => role = self.recorded(name, form)?,
            What::RecordChanged { event: name, form } => {
                self.data = form.clone();
                self.take(name, None);
            }
            What::Signal { event: name } => self.signal(name)?,
            What::Timer(timer) => self.timer(timer)?,
            What::TaskDone(task) if is_correction(task) => return self.task_done(task),
            What::TaskDone(task) => role = self.task_done(task)?,
            What::LetterApproved(number) => return self.letter_approved(*number),
            What::ChildEnded { group, key, outcome, result } => {
                self.child_ended(group, key, outcome.as_ref(), result)?;
            }
            What::Inputs(values) => self.inputs(values),
            What::Cancelled | What::HandedOver { .. } => {
                self.close(None, Record::new());
                return Ok(None);
            }
            What::NotFolded { event, occurred } => {
                self.set_aside(event, *occurred);
                return Ok(None);
            }
            // Only folding again, or going over, can do this.
            What::Corrected { .. } | What::Migrated(_) => return Err(Rejection::Stale),
        }
        self.run_to_completion()?;
        Ok(role)
    }

    fn start(&mut self, name: Option<&Id>, form: &Record) -> Result<Option<Role>, Rejection> {
        let process = self.context.process;
        let at = self.event.occurred;
        let (id, definition) = (process.id().clone(), process.hash().to_owned());
        self.emit(Fact::Opened { process: id, definition, at });
        for (field, declared) in &process.definition().data {
            if declared.default.is_set() {
                self.emit(Fact::FieldSet { field: field.clone(), value: declared.default.clone() });
            }
        }
        let mut role = None;
        if let Some(name) = name {
            let declared = process.event(name).filter(|event| event.starts);
            let declared = declared.ok_or_else(|| self.unknown(name))?;
            role = self.may_record(declared)?;
            self.take_form(declared, form)?;
            self.check_requirements(name, declared)?;
        } else {
            self.inputs(form);
        }
        self.enter_first();
        Ok(role)
    }

    fn recorded(&mut self, name: &Id, form: &Record) -> Result<Option<Role>, Rejection> {
        let Some(declared) = self.context.process.event(name) else {
            return self.recorded_undeclared(name, form);
        };
        let role = self.may_record(declared)?;
        self.take_form(declared, form)?;
        self.check_requirements(name, declared)?;
        if !self.take(name, Some(declared)) {
            return Err(self.not_taken(name, declared));
        }
        Ok(role)
    }

    /// A bare statechart takes events that it never declared.
    fn recorded_undeclared(&mut self, name: &Id, form: &Record) -> Result<Option<Role>, Rejection> {
        if self.context.process.profile() == Profile::Strict {
            return Err(self.unknown(name));
        }
        self.data = form.clone();
        if self.take(name, None) { Ok(None) } else { Err(self.unknown(name)) }
    }

    fn signal(&mut self, name: &Id) -> Result<(), Rejection> {
        let declared = self.context.process.event(name).ok_or_else(|| self.unknown(name))?;
        let listens = declared.by.iter().any(|by| by.as_str() == "signal");
        if listens && self.take(name, Some(declared)) { Ok(()) } else { Err(self.not_taken(name, declared)) }
    }

    /// Handles an external event. Whether anything took it: a transition, a task that it finishes,
    /// a deadline that it meets, a suspension, or its own `anytime`.
    fn take(&mut self, name: &Id, declared: Option<&Declared>) -> bool {
        let mut taken = declared.is_some_and(|event| event.anytime);
        taken |= self.hear(name);
        let enabled = self.select(Some(name));
        taken |= !enabled.is_empty();
        self.microstep(&enabled);
        taken
    }

    fn timer(&mut self, timer: &Timer) -> Result<(), Rejection> {
        let due = |at: Option<chrono::DateTime<chrono::Utc>>| at.is_some_and(|at| at <= self.event.recorded);
        match timer {
            Timer::Deadline(id) => {
                if !due(self.case.deadlines.get(id).and_then(|deadline| deadline.fires)) {
                    return Err(Rejection::Stale);
                }
                self.emit(Fact::DeadlineFired { deadline: id.clone() });
                self.handle_event(&Id::dotted("deadline", id));
            }
            Timer::Escalation(task, step) => {
                let fires = self.case.tasks.get(task).and_then(|task| task.steps.get(step)).copied();
                if !due(fires) {
                    return Err(Rejection::Stale);
                }
                self.escalate(task, step);
            }
            Timer::Send(id) => {
                let send = self
                    .case
                    .sends
                    .get(id)
                    .filter(|s| due(Some(s.fires)))
                    .cloned()
                    .ok_or(Rejection::Stale)?;
                self.emit(Fact::SendArrived { id: id.clone() });
                self.data = send.data;
                self.hear_own(&send.event);
                self.handle_event(&send.event);
            }
        }
        Ok(())
    }

    /// An event that need not be taken.
    pub(super) fn handle_event(&mut self, name: &Id) {
        let enabled = self.select(Some(name));
        self.microstep(&enabled);
    }

    fn task_done(&mut self, id: &Id) -> Result<Option<Role>, Rejection> {
        let no_such = || Rejection::NoSuch { id: id.to_string() };
        let task = self.case.tasks.get(id).ok_or_else(no_such)?;
        let (role, title) = (task.role.clone(), task.title.clone());
        let acting = self.holds_role(&role).ok_or_else(|| self.not_allowed(title, &[role]))?;
        let done_by = self.task_definition(id).map(|task| task.done_by.clone()).unwrap_or_default();
        if let Some(event) = done_by.first() {
            // Recording the event *is* doing the task; its form must be filled in.
            return Err(Rejection::NoSuch { id: event.to_string() });
        }
        if let Some(field) = self.asks_for(id).filter(|field| !self.env().value(field).is_set()) {
            return Err(Rejection::Missing { field });
        }
        self.emit(Fact::TaskDone { id: id.clone() });
        Ok(acting)
    }

    fn letter_approved(&mut self, number: u32) -> Result<Option<Role>, Rejection> {
        let no_such = || Rejection::NoSuch { id: number.to_string() };
        let approval = self.case.approvals.get(&number).ok_or_else(no_such)?;
        let role = approval.role.clone();
        let title = self
            .context
            .process
            .definition()
            .letters
            .get(&approval.letter)
            .map_or_else(String::new, |l| l.title.clone());
        let acting = self.holds_role(&role).ok_or_else(|| self.not_allowed(title, &[role]))?;
        self.emit(Fact::LetterApproved { number });
        self.effects.push(Effect::ReleaseLetter { number });
        Ok(acting)
    }

    /// Values that a parent hands over.
    fn inputs(&mut self, values: &Record) {
        for (field, value) in values {
            let declared = self.context.process.definition().data.contains_key(field);
            if declared && self.case.fields.get(field).unwrap_or(&Value::Unset) != value {
                self.emit(Fact::FieldSet { field: field.clone(), value: value.clone() });
            }
        }
    }

    fn take_form(&mut self, declared: &Declared, form: &Record) -> Result<(), Rejection> {
        for (field, required) in &declared.form {
            if required.value && !form.get(field).is_some_and(Value::is_set) {
                return Err(Rejection::Missing { field: field.clone() });
            }
        }
        for (field, carried) in &declared.carries {
            if !carried.optional && !form.get(field).is_some_and(Value::is_set) {
                return Err(Rejection::Missing { field: field.clone() });
            }
        }
        for (field, value) in form {
            if declared.form.contains_key(field) {
                self.emit(Fact::FieldSet { field: field.clone(), value: value.clone() });
            } else if !declared.carries.contains_key(field) {
                let why = say!("Dit veld hoort niet bij deze gebeurtenis."; "This field is not part of this event.");
                return Err(Rejection::BadField { field: field.clone(), why });
            }
        }
        self.data = form.clone();
        Ok(())
    }

    fn check_requirements(&self, event: &Id, declared: &Declared) -> Result<(), Rejection> {
        for (id, requirement) in &declared.require {
            if !self.holds(self.context.process.requirement(event, id)) {
                return Err(Rejection::Requirement { id: id.clone(), say: requirement.say.clone() });
            }
        }
        Ok(())
    }

    fn may_record(&self, declared: &Declared) -> Result<Option<Role>, Rejection> {
        self.rights().may_record(declared)
    }

    fn holds_role(&self, role: &Id) -> Option<Option<Role>> {
        self.rights().holds_role(role)
    }

    fn not_allowed(&self, title: String, roles: &[Id]) -> Rejection {
        self.rights().not_allowed(title, roles)
    }

    fn rights(&self) -> Rights<'_> {
        Rights { process: self.context.process, case: &self.case, actor: &self.event.actor }
    }

    fn unknown(&self, event: &Id) -> Rejection {
        let known = self.context.process.definition().events.keys().map(Id::as_str);
        let near = crate::finding::nearest(event, known).map(Id::from);
        Rejection::UnknownEvent { event: event.clone(), near }
    }

    fn not_taken(&self, name: &Id, declared: &Declared) -> Rejection {
        let innermost = self.active.iter().filter(|s| self.chart.states[**s].inside.is_empty());
        let states = innermost.map(|s| self.chart.states[*s].title.clone()).collect();
        let guarded = self.active.iter().flat_map(|s| &self.chart.states[*s].transitions).any(|t| {
            let transition = &self.chart.transitions[*t];
            transition.guard.is_some()
                && transition.events.iter().any(|pattern| chart::matches(pattern, name))
        });
        Rejection::NotTaken { title: declared.title.clone(), states, guarded }
    }

    /// Ends the case: nothing of it lives on but its history.
    pub(super) fn close(&mut self, outcome: Option<Id>, result: Record) {
        let chart = self.chart;
        for at in (0..self.active.len()).rev() {
            let state = self.active[at];
            if Some(state) == self.ended_in {
                // A case keeps showing where it ended.
                self.run_blocks(&chart.states[state].exit);
            } else {
                self.leave(state);
            }
        }
        self.tell_last_errors();
        let tasks: Vec<Id> = self.case.tasks.keys().filter(|id| !is_correction(id)).cloned().collect();
        tasks.into_iter().for_each(|id| self.emit(Fact::TaskWithdrawn { id }));
        let sends: Vec<Id> = self.case.sends.keys().cloned().collect();
        sends.into_iter().for_each(|id| self.emit(Fact::SendCancelled { id }));
        let at = self.event.occurred;
        self.emit(Fact::Closed { outcome: outcome.clone(), at, result: result.clone() });
        self.effects.push(Effect::TellParents { outcome, result });
    }
}
