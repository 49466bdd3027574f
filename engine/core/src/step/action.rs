//! Executable content.

use super::stepper::Stepper;
use crate::calendar::{Calendar, Direction, Due, Duration, instant, local};
use crate::case::{Effect, Fact, Send, Task as OpenTask};
use crate::definition::letter::Addressee;
use crate::expression::{Expr, Failure};
use crate::graph::action::{Action, Named};
use crate::graph::chart::Task;
use crate::id::Id;
use crate::text::Text;
use crate::value::{Record, Value};

/// The action that failed, and why.
pub(super) type Failed = (Id, Text);

impl Stepper<'_> {
    /// Runs a block of actions. One that fails raises `error.execution` and ends its block, as
    /// SCXML says.
    pub(super) fn run(&mut self, actions: &[Named]) {
        if let Err((id, why)) = self.run_all(actions) {
            let mut data = Record::new();
            data.insert(Id::from("action"), Value::text(&id));
            data.insert(Id::from("why"), Value::text(&why.nl));
            self.raise(Id::from("error.execution"), data);
        }
    }

    /// Also for the actions inside a choice or a group: they belong to the block around them.
    pub(super) fn run_all(&mut self, actions: &[Named]) -> Result<(), Failed> {
        actions.iter().try_for_each(|named| self.act(&named.id, &named.action))
    }

    fn act(&mut self, id: &Id, action: &Action) -> Result<(), Failed> {
        match action {
            Action::Choose(branches) => {
                for (guard, chosen) in branches {
                    if self.holds(guard.as_ref()) {
                        return self.run_all(chosen);
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
            Action::Raise(event) => self.raise(event.clone(), Record::new()),
            Action::Send { event, after, with } => self.send(id, event, *after, with)?,
            Action::Cancel(send) => {
                if self.case.sends.contains_key(send) {
                    self.emit(Fact::SendCancelled { id: send.clone() });
                }
            }
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
                self.emit(Fact::CaseStarted { process: process.clone(), link: link.clone() });
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
            Action::Choose(_) | Action::Group(_) | Action::Each(_) => {}
        }
        Ok(())
    }

    pub(super) fn evaluate(&self, expr: &Expr) -> Result<Value, Text> {
        expr.eval(&self.env()).map_err(|failure: Failure| failure.text())
    }

    pub(super) fn evaluate_all(&self, with: &[(Id, Expr)]) -> Result<Record, Text> {
        with.iter().map(|(id, expr)| Ok((id.clone(), self.evaluate(expr)?))).collect()
    }

    /// All values are worked out before the first is stored, so that two fields can change places.
    fn set(&mut self, values: &[(Id, Expr)]) -> Result<(), Text> {
        for (field, value) in self.evaluate_all(values)? {
            let declared = self.context.process.definition().data.get(&field);
            if let (Some(declared), true) = (declared, value.is_set()) {
                declared.in_range(&value)?;
            }
            self.emit(Fact::FieldSet { field, value });
        }
        Ok(())
    }

    fn send(&mut self, id: &Id, event: &Id, after: Duration, with: &[(Id, Expr)]) -> Result<(), Text> {
        let data = self.evaluate_all(with)?;
        let now = Due::Moment(local(self.event.occurred));
        let due =
            shift(self.context.calendar, now, after).ok_or_else(|| super::Rejection::BeyondHorizon.text())?;
        let fires = match due {
            // So many minutes later is exactly that, also in the hour that the clock repeats.
            Due::Moment(moment) => instant(moment).max(self.event.occurred),
            Due::Day(_) => due.starts(),
        };
        self.emit(Fact::SendSet { id: id.clone(), send: Send { event: event.clone(), fires, data } });
        Ok(())
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
                let key = self.context.process.definition().data.get(&list).and_then(|f| f.key.clone());
                let Some(Value::List(items)) = self.case.fields.get(&list).cloned() else { return };
                let key_of = |item: &Record| {
                    key.as_ref().and_then(|key| item.get(&key.value)).map(crate::definition::field::display)
                };
                items.into_iter().map(|item| (key_of(&item), Some(item))).collect()
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
    pub(super) fn unhandled(&mut self, name: &Id) {
        if !name.starts_with("error.") {
            return;
        }
        let text = |key: &str| self.data.get(key).map(crate::definition::field::display).unwrap_or_default();
        let (action, why) = (text("action"), text("why"));
        self.emit(Fact::Failed { action: Id::from(action.as_str()), why: why.clone() });
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
}

fn shift(calendar: &Calendar, base: Due, duration: Duration) -> Option<Due> {
    calendar.shift(base, duration, Direction::After, None).ok()
}
