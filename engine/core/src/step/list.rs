//! Actions on lists and sets, and the same actions for each item of a list.

use super::action::Failed;
use super::environment::Env;
use super::stepper::Stepper;
use crate::case::{Effect, Fact};
use crate::definition::field::{Field, display};
use crate::expression::{Environment, Expr};
use crate::graph::action::Each;
use crate::id::Id;
use crate::text::Text;
use crate::value::{Record, Value};

/// The item that an `each` is at.
#[derive(Clone, Debug, Default)]
pub(super) struct Loop {
    /// What expressions read of it: `NAME.field`, and its number.
    pub(super) names: Record,
    /// The same for letters, with titles for options. A name that ends in a dot stands by itself.
    pub(super) letter: Record,
    /// What tells the item from the others.
    pub(super) key: String,
}

impl Stepper<'_> {
    /// Does the same for each item. The list is read once: actions that change it do not change
    /// the round, as in SCXML.
    pub(super) fn each(&mut self, each: &Each) -> Result<(), Failed> {
        let Value::List(items) = self.env().get(&each.list) else { return Ok(()) };
        let around = self.item.clone();
        let mut done = Ok(());
        for (index, item) in items.iter().enumerate() {
            self.item = self.inside(around.as_ref(), each, index, item);
            done = self.run_all(&each.actions);
            if done.is_err() {
                break;
            }
        }
        self.item = around;
        done
    }

    fn inside(&self, around: Option<&Loop>, each: &Each, index: usize, item: &Record) -> Option<Loop> {
        let field = self.context.process.definition().data.get(&each.list).map(|field| &field.value);
        let mut now = around.cloned().unwrap_or_default();
        let key = field.and_then(|field| item.get(&field.key.as_ref()?.value));
        let key = key.map_or_else(|| index.to_string(), display);
        // Timers have a colon between their parts.
        let key = key.replace(':', "_");
        now.key = if now.key.is_empty() { key } else { format!("{}/{key}", now.key) };
        let name = |id: &Id| Id::dotted(&each.name, id);
        let titled = field.map_or_else(|| item.clone(), |field| field.titled_item(item));
        now.names.extend(item.iter().map(|(id, value)| (name(id), value.clone())));
        now.letter.extend(titled.into_iter().map(|(id, value)| (name(&id), value)));
        if let Some(name) = &each.index {
            let index = Value::Integer(i64::try_from(index).unwrap_or(i64::MAX));
            now.letter.insert(Id::from(format!("{name}.")), index.clone());
            now.names.insert(name.clone(), index);
        }
        Some(now)
    }

    /// The id of what is made for the item that an `each` is at: one for each of them.
    pub(super) fn of_item(&self, id: &Id) -> Id {
        self.item.as_ref().map_or_else(|| id.clone(), |item| Id::from(format!("{id}#{}", item.key)))
    }

    pub(super) fn append(&mut self, list: &Id, item: &[(Id, Expr)]) -> Result<(), Text> {
        let mut item = self.evaluate_all(item)?;
        item.retain(|_, value| value.is_set());
        let mut items = self.items_of(list);
        if let Some(field) = self.list_field(list) {
            field.fill_in(&mut item);
        }
        items.push(item);
        self.store_items(list, items)
    }

    pub(super) fn remove(&mut self, list: &Id, condition: &Expr) -> Result<(), Text> {
        let mut items = self.items_of(list);
        let before = items.len();
        items.retain(|item| !condition.holds(&self.with_item(&self.scope(item))));
        if items.len() == before { Ok(()) } else { self.store_items(list, items) }
    }

    /// Every value is worked out on the item as it was, so that two fields can change places.
    pub(super) fn update(
        &mut self,
        list: &Id,
        condition: Option<&Expr>,
        set: &[(Id, Expr)],
    ) -> Result<(), Text> {
        let mut items = self.items_of(list);
        for item in &mut items {
            let scope = self.scope(item);
            let env = self.with_item(&scope);
            if condition.is_some_and(|condition| !condition.holds(&env)) {
                continue;
            }
            for (field, expr) in set {
                match expr.eval(&env).map_err(|failure| failure.text())? {
                    Value::Unset => item.remove(field),
                    value => item.insert(field.clone(), value),
                };
            }
        }
        self.store_items(list, items)
    }

    /// Puts options into a set, or takes them out.
    pub(super) fn choose_options(&mut self, set: &Id, options: &Expr, chosen: bool) -> Result<(), Text> {
        let options: Vec<Id> = match self.evaluate(options)? {
            Value::Text(option) => vec![Id::from(&*option)],
            Value::Set(options) => options.into_iter().collect(),
            _ => return Ok(()),
        };
        let now = self.case.fields.get(set);
        let mut all = if let Some(Value::Set(now)) = now { now.clone() } else { Default::default() };
        for option in options {
            if chosen {
                all.insert(option);
            } else {
                all.remove(&option);
            }
        }
        let value = Value::Set(all);
        if self.case.fields.get(set) != Some(&value) {
            self.emit(Fact::FieldSet { field: set.clone(), value });
        }
        Ok(())
    }

    /// Gives an open task to another role, outside of its chain.
    pub(super) fn hand_up(&mut self, action: &Id, task: &Id, to: &Id) {
        let is_it =
            |id: &Id| id.strip_prefix(&**task).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'));
        let open: Vec<(Id, String)> = self
            .case
            .tasks
            .iter()
            .filter(|(id, _)| is_it(id))
            .map(|(id, task)| (id.clone(), task.title.clone()))
            .collect();
        for (id, say) in open {
            self.emit(Fact::Escalated { id, step: action.clone(), role: Some(to.clone()), assigned: true });
            self.effects.push(Effect::Notify { role: to.clone(), say });
        }
    }

    fn items_of(&self, list: &Id) -> Vec<Record> {
        match self.case.fields.get(list) {
            Some(Value::List(items)) => items.clone(),
            _ => Vec::new(),
        }
    }

    fn list_field(&self, list: &Id) -> Option<&Field> {
        self.context.process.definition().data.get(list).map(|field| &field.value)
    }

    /// The item's fields by their bare names, with those of an `each` around it.
    fn scope(&self, item: &Record) -> Record {
        let mut scope = item.clone();
        scope.extend(self.item.iter().flat_map(|item| item.names.clone()));
        scope
    }

    /// The values of the case beside those of an item.
    pub(super) fn with_item<'e>(&'e self, item: &'e Record) -> Env<'e> {
        Env {
            context: self.context,
            case: &self.case,
            event: Some(&self.data),
            item: Some(item),
            known: None,
            today: self.today,
        }
    }

    fn store_items(&mut self, list: &Id, items: Vec<Record>) -> Result<(), Text> {
        if let Some(field) = self.list_field(list) {
            field.check_items(&items)?;
        }
        self.emit(Fact::FieldSet { field: list.clone(), value: Value::List(items) });
        Ok(())
    }
}
