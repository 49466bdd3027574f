//! Actions and tasks: names looked up.

use super::action::{self, Action, Named};
use super::chart::{EscalationDeed, EscalationStep, Task};
use super::resolve::Resolver;
use crate::calendar::{Amount, Anchor, Formula};
use crate::definition::action::Action as Written;
use crate::definition::reader::{Map, Spanned};
use crate::definition::task::Task as WrittenTask;
use crate::definition::trigger::Branch;
use crate::expression::Names;
use crate::finding::Finding;
use crate::id::Id;
use crate::say;
use crate::value::Type;

impl Resolver<'_> {
    pub(super) fn actions(&mut self, written: &Map<Written>, names: &Names) -> Vec<Named> {
        written
            .iter()
            .filter_map(|(id, action)| {
                let span = action.span.clone();
                Some(Named { id: id.clone(), span, action: self.action(id, &action.value, names)? })
            })
            .collect()
    }

    fn action(&mut self, id: &Id, written: &Written, names: &Names) -> Option<Action> {
        let definition = self.definition;
        Some(match written {
            Written::Set(values) => Action::Set(self.values(values, names, &definition.data)),
            Written::Decide(decide, into) => self.decide(decide, into, names)?,
            Written::Raise(event) => Action::Raise(self.event(event)),
            Written::Send { event, after, with } => {
                let event = self.event(event.as_ref()?);
                let with = self.event_values(&event, with, names);
                Action::Send { event, after: after.as_ref().map(|after| after.value), with }
            }
            Written::Cancel(send) => Action::Cancel(send.value.clone()),
            Written::Task(task) => Action::Task(Box::new(self.task(id, task)?)),
            Written::Letter(letter) => {
                if !definition.letters.contains_key(&letter.value) {
                    self.unknown(
                        "NZ0210",
                        &letter.span,
                        letter,
                        &say!("De brief"; "The letter"),
                        definition.letters.keys(),
                    );
                }
                Action::Letter(letter.value.clone())
            }
            Written::Notify { role, say } => {
                Action::Notify { role: self.role(role.as_ref()?, &[]), say: say.clone() }
            }
            Written::Note(text) => Action::Note(self.expression(text, names, Some(&Type::Text))?),
            Written::Start { process, with, link } => {
                let process = process.as_ref()?;
                let with = self.handed_over(process, with, names);
                Action::Start {
                    process: process.value.clone(),
                    with,
                    link: link.as_ref().map(|l| l.value.clone()),
                }
            }
            Written::Signal(event) => Action::Signal(event.value.clone()),
            Written::Choose(branches) => Action::Choose(self.choose(branches, names)),
            Written::Group(inner) => Action::Group(self.actions(inner, names)),
            Written::Each(each) => Action::Each(self.each(each, names)?),
            Written::Append(appended) => self.append(id, appended, names),
            Written::Remove { from, condition, option } => {
                self.remove(from.as_ref()?, condition.as_ref(), option.as_ref(), names)?
            }
            Written::Update { list, condition, set } => {
                self.update(list.as_ref()?, condition.as_ref(), set, names)?
            }
            Written::Extend { deadline, by, ground, reason } => {
                let deadline = self.deadline(deadline.as_ref()?);
                let by = self.length(by.as_ref()?)?;
                let reason = self.expression(reason.as_ref()?, names, Some(&Type::Text))?;
                Action::Extend { deadline, by, ground: ground.clone(), reason }
            }
            Written::Escalate { task, to } => self.escalate(task.as_ref()?, to.as_ref()?),
        })
    }

    fn deadline(&mut self, name: &Spanned<Id>) -> Id {
        if !self.known.deadlines.contains(&name.value) {
            let known: Vec<Id> = self.known.deadlines.iter().cloned().collect();
            self.unknown("NZ0201", &name.span, name, &say!("De termijn"; "The deadline"), &known);
        }
        name.value.clone()
    }

    /// A length of time, or the name of one; it is written as a formula is, and is no more than that.
    fn length(&mut self, written: &Spanned<Formula>) -> Option<Amount> {
        let formula = self.formula(written, false);
        let plain = formula.anchor == Anchor::Entry && formula.time.is_none() && !formula.every;
        if plain && formula.amount != Amount::None {
            return Some(formula.amount);
        }
        self.report(Finding::error("NZ0701", written.span.clone(), say!("Hier hoort een duur, zoals `6 weeks`."; "There must be a duration here, such as `6 weeks`.")));
        None
    }

    fn choose(&mut self, branches: &[Branch], names: &Names) -> Vec<action::Branch> {
        let mut chosen = Vec::new();
        for branch in branches {
            if let Some(target) = branch.targets.first() {
                self.report(Finding::error("NZ0131", target.span.clone(), say!("`go` kan hier niet: dit is een actie."; "`go` is not possible here: this is an action.")));
            }
            let guard = self.condition(branch.guard.as_ref(), names);
            // A guard that has an error must not turn into "always".
            if branch.guard.is_none() || guard.is_some() {
                let id = branch.id.clone().unwrap_or_else(|| Id::from(""));
                chosen.push(action::Branch { id, guard, actions: self.actions(&branch.actions, names) });
            }
        }
        chosen
    }

    /// Data for an event: what it carries, or the fields of its form.
    fn event_values(
        &mut self,
        event: &Id,
        with: &Map<crate::definition::reader::Written>,
        names: &Names,
    ) -> Vec<(Id, crate::expression::Expr)> {
        let brings = self.known.events.get(event).cloned().unwrap_or_default();
        let mut values = Vec::new();
        for (id, written) in with {
            match brings.get(id) {
                Some(ty) => values
                    .extend(self.expression(&written.value, names, Some(ty)).map(|expr| (id.clone(), expr))),
                None => {
                    self.unknown("NZ0201", &written.span, id, &say!("Het veld"; "The field"), brings.keys())
                }
            }
        }
        values
    }

    /// Values for the fields of another process.
    pub(super) fn handed_over(
        &mut self,
        process: &Spanned<Id>,
        with: &Map<crate::definition::reader::Written>,
        names: &Names,
    ) -> Vec<(Id, crate::expression::Expr)> {
        let library = self.library;
        let Some(other) = library.processes.get(&process.value) else {
            self.unknown(
                "NZ0211",
                &process.span,
                process,
                &say!("Het proces"; "The process"),
                library.processes.keys(),
            );
            return Vec::new();
        };
        self.values(with, names, &other.data)
    }

    pub(super) fn task(&mut self, id: &Id, task: &WrittenTask) -> Option<Task> {
        let role = self.role(task.role.as_ref()?, &[]);
        let due = task.due.as_ref().map(|due| self.formula(due, false));
        let done_by = self.events(&task.done_by);
        let escalation = task.escalation.as_ref().map_or_else(Vec::new, |name| self.escalation(name));
        if let (false, None, Some(name)) = (escalation.is_empty(), &due, &task.escalation) {
            self.report(
                Finding::error(
                    "NZ0212",
                    name.span.clone(),
                    say!("Een escalatie heeft een `due` nodig."; "An escalation needs a `due`."),
                )
                .help(say!("Voeg bij de taak `due: 5 workdays` toe."; "Add `due: 5 workdays` to the task.")),
            );
        }
        let chain = task.escalation.as_ref().map(|name| name.value.clone());
        Some(Task { id: id.clone(), title: task.title.clone(), role, due, done_by, chain, escalation })
    }

    fn escalation(&mut self, name: &Spanned<Id>) -> Vec<EscalationStep> {
        let definition = self.definition;
        let Some(chain) = definition.escalations.get(&name.value) else {
            self.unknown(
                "NZ0213",
                &name.span,
                name,
                &say!("De escalatie"; "The escalation"),
                definition.escalations.keys(),
            );
            return Vec::new();
        };
        let mut steps = Vec::new();
        for (id, step) in &chain.steps {
            let Some(at) = &step.at else { continue };
            let deed = match (&step.remind, &step.assign, &step.notify) {
                (Some(who), _, _) if who.as_str() == "assignee" => EscalationDeed::RemindAssignee,
                (_, Some(role), _) => EscalationDeed::Assign(self.role(role, &[])),
                (Some(role), _, _) | (_, _, Some(role)) => EscalationDeed::Tell(self.role(role, &[])),
                _ => continue,
            };
            steps.push(EscalationStep { id: id.clone(), at: self.formula(at, true), deed });
        }
        steps
    }
}
