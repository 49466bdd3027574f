//! Executable content.

use chrono::{DateTime, Utc};

use super::environment::{Env, Known};
use super::stepper::Stepper;
use crate::calendar::{Amount, Direction, Due, Duration, local};
use crate::case::{Effect, Extension, Fact, Send, Task as OpenTask};
use crate::definition::letter::Addressee;
use crate::expression::{Environment, Expr, Failure};
use crate::graph::action::{Action, Named};
use crate::graph::chart::Task;
use crate::id::Id;
use crate::say;
use crate::table::{Pick, Question};
use crate::text::Text;
use crate::value::{Record, Value};

/// The action that failed, and why.
pub(super) type Failed = (Id, Text);

impl Stepper<'_> {
    /// Runs a block of actions. One that fails raises `error.execution` and ends its block, as
    /// SCXML says.
    pub(super) fn run(&mut self, actions: &[Named]) {
        if let Err((id, why)) = self.run_all(actions) {
            self.raise_failure(&id, &why);
        }
    }

    /// Also for the actions inside a choice or a group: they belong to the block around them.
    pub(super) fn run_all(&mut self, actions: &[Named]) -> Result<(), Failed> {
        actions.iter().try_for_each(|named| self.act(&named.id, &named.action))
    }

    fn act(&mut self, id: &Id, action: &Action) -> Result<(), Failed> {
        match action {
            Action::Choose(branches) => {
                for branch in branches {
                    if self.guard(id, branch.guard.as_ref(), None) {
                        return self.run_all(&branch.actions);
                    }
                }
                Ok(())
            }
            Action::Group(inner) => self.run_all(inner),
            Action::Each(each) => self.each(each),
            single => self.act_alone(id, single).map_err(|why| (id.clone(), why)),
        }
    }

    fn act_alone(&mut self, id: &Id, action: &Action) -> Result<(), Text> {
        match action {
            Action::Set(values) => self.set(values)?,
            Action::Decide { question, into } => self.decide(question, into)?,
            Action::Raise(event) => self.raise(event.clone(), Record::new()),
            Action::Send { event, after, with } => self.send(id, event, *after, with)?,
            Action::Cancel(send) => self.cancel(send),
            Action::Task(task) => self.open_task(task, None, id.clone()),
            Action::Letter(letter) => self.make_letter(letter),
            Action::Notify { role, say } => {
                let say = say.clone().unwrap_or_else(|| self.what_happened());
                self.notify(role, say);
            }
            Action::Note(text) => {
                if let Value::Text(text) = self.evaluate(text)? {
                    self.emit(Fact::Noted { text: text.to_string() });
                }
            }
            Action::Start { process, with, link } => {
                let with = self.evaluate_all(with)?;
                self.emit(Fact::CaseStarted { process: process.clone(), link: link.clone(), at: None });
                self.effects.push(Effect::StartCase { process: process.clone(), with, link: link.clone() });
            }
            Action::Signal(event) => {
                self.emit(Fact::Signalled { event: event.clone() });
                self.effects.push(Effect::Signal { event: event.clone() });
            }
            Action::Append { list, item } => self.append(list, item)?,
            Action::Choices { set, options, chosen } => self.choose_options(set, options, *chosen)?,
            Action::Remove { list, condition } => self.remove(list, condition)?,
            Action::Update { list, condition, set } => self.update(list, condition.as_ref(), set)?,
            Action::Escalate { task, to } => self.hand_up(id, task, to),
            Action::Extend { deadline, by, ground, reason } => {
                self.give_time(deadline, by, ground, reason)?
            }
            Action::Choose(_) | Action::Group(_) | Action::Each(_) => {}
        }
        Ok(())
    }

    /// Whether a guard holds. One that reads what is not filled in does not hold; one whose sum has
    /// no answer does not either, and says so.
    pub(super) fn guard(&mut self, id: &Id, guard: Option<&Expr>, known: Option<&Known>) -> bool {
        let Some(guard) = guard else { return true };
        let held = match guard.condition(&Env { known, ..self.env() }) {
            Ok(held) => held,
            Err(Failure::Unset(_)) => false,
            Err(failure) => {
                // A guard is judged again and again; one failure a step says it all.
                if self.failed_guards.insert(id.clone()) {
                    self.raise_failure(id, &failure.text());
                }
                false
            }
        };
        self.context.judged(guard, held)
    }

    pub(super) fn raise_failure(&mut self, id: &Id, why: &Text) {
        let mut data = Record::new();
        data.insert(Id::from("action"), Value::text(id));
        data.insert(Id::from("why"), Value::text(&why.nl));
        self.raise(Id::from("error.execution"), data);
    }

    pub(super) fn evaluate(&self, expr: &Expr) -> Result<Value, Text> {
        expr.eval(&self.env()).map_err(|failure: Failure| failure.text())
    }

    pub(super) fn evaluate_all(&self, with: &[(Id, Expr)]) -> Result<Record, Text> {
        with.iter().map(|(id, expr)| Ok((id.clone(), self.evaluate(expr)?))).collect()
    }

    /// All values are worked out before the first is stored, so that two fields can change places.
    fn set(&mut self, values: &[(Id, Expr)]) -> Result<(), Text> {
        let values = values.iter().map(|(field, expr)| Ok((field.clone(), self.evaluate(expr)?)));
        let values: Vec<_> = values.collect::<Result<_, Text>>()?;
        self.fit(&values)?;
        self.store(values);
        Ok(())
    }

    fn decide(&mut self, question: &Question, into: &[(Id, Pick)]) -> Result<(), Text> {
        let answer = question.ask(&self.env())?;
        let values: Vec<_> = into.iter().map(|(field, pick)| (field.clone(), answer.pick(pick))).collect();
        self.fit(&values)?;
        self.emit(Fact::Decided { table: question.table.id.clone(), rows: answer.rows });
        self.store(values);
        Ok(())
    }

    /// Whether all values may be in their fields.
    fn fit(&self, values: &[(Id, Value)]) -> Result<(), Text> {
        let data = &self.context.process.definition().data;
        for (field, value) in values.iter().filter(|(_, value)| value.is_set()) {
            if let Some(declared) = data.get(field) {
                declared.in_range(value)?;
                if let Value::List(items) = value {
                    declared.check_items(items)?;
                }
            }
        }
        Ok(())
    }

    fn store(&mut self, values: Vec<(Id, Value)>) {
        values.into_iter().for_each(|(field, value)| self.emit(Fact::FieldSet { field, value }));
    }

    /// Two sends under one id are two events, as in SCXML; a `cancel` stops both.
    fn send(
        &mut self,
        id: &Id,
        event: &Id,
        after: Option<Duration>,
        with: &[(Id, Expr)],
    ) -> Result<(), Text> {
        let data = self.evaluate_all(with)?;
        let fires = self.later(after).ok_or_else(|| super::Rejection::BeyondHorizon.text())?;
        let order = self.case.sends.values().map(|send| send.order + 1).max().unwrap_or(0);
        let mut key = id.clone();
        let mut copy = 1;
        while self.case.sends.contains_key(&key) {
            copy += 1;
            key = Id::from(format!("{id}#{copy}"));
        }
        self.emit(Fact::SendSet { id: key, send: Send { event: event.clone(), fires, data, order } });
        Ok(())
    }

    fn cancel(&mut self, id: &Id) {
        let is_copy = |key: &Id| key.strip_prefix(&**id).is_some_and(|rest| rest.starts_with('#'));
        let stopped: Vec<Id> =
            self.case.sends.keys().filter(|key| *key == id || is_copy(key)).cloned().collect();
        for id in stopped {
            self.emit(Fact::SendCancelled { id });
        }
    }

    fn give_time(&mut self, deadline: &Id, by: &Amount, ground: &str, reason: &Expr) -> Result<(), Text> {
        let by = match by {
            Amount::Fixed(by) => *by,
            Amount::Named(name) => match self.env().get(name) {
                Value::Duration(by) => by,
                _ => return Err(Failure::Unset(name.clone()).text()),
            },
            Amount::None => return Ok(()),
        };
        let reason = match self.evaluate(reason)? {
            Value::Text(text) => text.to_string(),
            _ => String::new(),
        };
        if self.extend(deadline, Extension { by, ground: ground.to_owned(), reason }) {
            return Ok(());
        }
        Err(
            say!("De termijn `{deadline}` loopt niet (meer)."; "The deadline `{deadline}` does not run (any more)."),
        )
    }

    /// So long from now; none beyond the calendar.
    fn later(&self, after: Option<Duration>) -> Option<DateTime<Utc>> {
        let now = self.event.occurred;
        let Some(after) = after else { return Some(now) };
        if let Some(time) = after.on_the_clock() {
            // Not by way of the wall clock: it shows some hours twice.
            return now.checked_add_signed(time);
        }
        let base = Due::Moment(local(now));
        let due = self.context.working_days().shift(base, after, Direction::After, None).ok()?;
        Some(due.starts())
    }

    /// Opens a task that lives with a state, or, without one, until it is done or the case ends.
    /// One that is open already is left alone: it is the same work.
    pub(super) fn open_task(&mut self, task: &Task, state: Option<Id>, origin: Id) {
        let id = if state.is_none() { self.of_item(&task.id) } else { task.id.clone() };
        if self.case.tasks.contains_key(&id) {
            return;
        }
        let recurring = task.due.as_ref().is_some_and(|due| due.every);
        let of_whom = self.item.as_ref().filter(|_| state.is_none());
        let open = OpenTask {
            title: of_whom
                .map_or_else(|| task.title.clone(), |item| format!("{} ({})", task.title, item.key)),
            role: task.role.clone(),
            due: None,
            state,
            origin,
            opened: self.event.occurred,
            steps: std::collections::BTreeMap::new(),
            taken: std::collections::BTreeSet::new(),
            round: u32::from(recurring),
        };
        self.emit_task(id, task, open);
    }

    pub(super) fn notify(&mut self, role: &Id, say: String) {
        self.emit(Fact::Notified { role: role.clone(), say: say.clone() });
        self.effects.push(Effect::Notify { role: role.clone(), say });
    }

    /// The title of what is being handled: what a notice says when the designer gave no words.
    fn what_happened(&self) -> String {
        let name = self.event.what.name();
        let process = self.context.process;
        if let Some(event) = process.event(&name) {
            return event.title.clone();
        }
        let deadline = name.strip_prefix("deadline:").and_then(|id| {
            self.chart.deadlines().find(|(_, deadline)| deadline.id == *id).map(|(_, d)| d.title.clone())
        });
        deadline.unwrap_or_else(|| process.definition().title.clone())
    }

    fn make_letter(&mut self, id: &Id) {
        let Some(letter) = self.context.process.definition().letters.get(id) else { return };
        let approve = letter.approve.as_ref().map(|role| role.value.clone());
        let to = letter.to.as_ref().map(|to| to.value.clone());
        let items = match to {
            Some(Addressee::Each(list)) => {
                let Some(field) = self.context.process.definition().data.get(&list) else { return };
                let key = field.key.clone();
                let Some(Value::List(items)) = self.case.fields.get(&list).cloned() else { return };
                let key_of = |item: &Record| {
                    key.as_ref().and_then(|key| item.get(&key.value)).map(crate::definition::field::display)
                };
                items.into_iter().map(|item| (key_of(&item), Some(field.titled_item(&item)))).collect()
            }
            _ => vec![(self.item.as_ref().map(|item| item.key.clone()), None)],
        };
        for (item_key, item) in items {
            let item = match (item, &self.item) {
                (item, None) => item,
                (item, Some(around)) => {
                    let mut item: Record = item.unwrap_or_default();
                    item.extend(around.letter.clone());
                    Some(item)
                }
            };
            let number = self.case.letters + 1;
            self.emit(Fact::LetterMade {
                number,
                letter: id.clone(),
                item: item_key,
                approve: approve.clone(),
                at: None,
            });
            self.effects.push(Effect::DeliverLetter {
                number,
                letter: id.clone(),
                item,
                approve: approve.clone(),
            });
        }
    }

    /// An internal event that no transition took. An error must not get lost: it becomes work.
    pub(super) fn unhandled(&mut self, name: &Id, data: &Record) {
        if !name.starts_with("error.") {
            return;
        }
        let (action, why) = self.fail(data);
        let Some(role) = self.context.process.definition().roles.keys().next().cloned() else { return };
        let id = Id::from(format!("error_{action}"));
        let task = Task {
            id: id.clone(),
            title: format!("Kijk dit na: ‘{action}’ lukte niet. {why}"),
            role,
            due: None,
            done_by: Vec::new(),
            chain: None,
            escalation: Vec::new(),
        };
        self.open_task(&task, None, id);
    }

    /// What goes wrong while a case ends can become no task of it. It is told instead.
    pub(super) fn tell_last_errors(&mut self) {
        for happening in std::mem::take(&mut self.internal) {
            if !happening.name.starts_with("error.") {
                continue;
            }
            let (action, why) = self.fail(&happening.data);
            if let Some(role) = self.context.process.definition().roles.keys().next().cloned() {
                self.notify(&role, format!("‘{action}’ lukte niet. {why}"));
            }
        }
    }

    fn fail(&mut self, data: &Record) -> (Id, String) {
        let text = |key: &str| data.get(key).map(crate::definition::field::display).unwrap_or_default();
        let (action, why) = (Id::from(text("action")), text("why"));
        self.emit(Fact::Failed { action: action.clone(), why: why.clone() });
        (action, why)
    }
}
