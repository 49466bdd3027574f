//! Actions on lists and sets: names looked up.

use std::collections::BTreeMap;

use super::action::{Action, Each, Named};
use super::resolve::{Resolver, collect_tasks};
use crate::definition::action::{Appended, Each as WrittenEach};
use crate::definition::field::Field;
use crate::definition::reader::{Map, Spanned, Written};
use crate::expression::Names;
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::value::Type;

impl Resolver<'_> {
    pub(super) fn each(&mut self, written: &WrittenEach, names: &Names) -> Option<Each> {
        let (list, name) = (written.list.as_ref()?, written.name.as_ref()?);
        let Some(items) = self.known.items(&list.value).cloned() else {
            self.no_list(list);
            return None;
        };
        let mut inside = names.clone();
        for new in std::iter::once(name).chain(&written.index) {
            let begins = |known: &Id| {
                known.strip_prefix(new.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            if inside.names().any(begins) {
                self.taken(&new.span, &new.value);
            }
        }
        for (field, ty) in items {
            inside = inside.field(format!("{}.{field}", name.value), ty);
        }
        if let Some(index) = &written.index {
            inside = inside.field(index.value.clone(), Type::Integer);
        }
        let actions = self.actions(&written.actions, &inside);
        let index = written.index.as_ref().map(|index| index.value.clone());
        Some(Each { list: list.value.clone(), name: name.value.clone(), index, actions })
    }

    pub(super) fn append(&mut self, id: &Id, appended: &Map<Appended>, names: &Names) -> Action {
        let definition = self.definition;
        let mut actions = Vec::new();
        for (target, written) in appended {
            let name = Spanned { value: target.clone(), span: written.span.clone() };
            let field = definition.data.get(target).map(|field| &field.value);
            let action = match (&written.value, field.map(|field| &field.ty)) {
                (Appended::Item(item), Some(Type::List(_))) => {
                    let fields = field.map(|field| &field.fields);
                    fields.map(|fields| Action::Append {
                        list: target.clone(),
                        item: self.values(item, names, fields),
                    })
                }
                (Appended::Options(options), Some(Type::Set(_))) => self.choices(&name, options, true, names),
                _ => {
                    self.no_list(&name);
                    None
                }
            };
            self.not_derived(&name, field);
            actions.extend(action.map(|action| Named { id: id.clone(), span: written.span.clone(), action }));
        }
        Action::Group(actions)
    }

    pub(super) fn remove(
        &mut self,
        from: &Spanned<Id>,
        condition: Option<&Written>,
        option: Option<&Written>,
        names: &Names,
    ) -> Option<Action> {
        let field = self.definition.data.get(&from.value).map(|field| &field.value);
        self.not_derived(from, field);
        match (field.map(|field| &field.ty), condition, option) {
            (Some(Type::Set(_)), None, Some(options)) => self.choices(from, options, false, names),
            (Some(Type::List(items)), Some(condition), None) => {
                let inside = self.with_items(items, &from.span, names);
                let condition = self.condition(Some(condition), &inside)?;
                Some(Action::Remove { list: from.value.clone(), condition })
            }
            (Some(Type::Set(_) | Type::List(_)), ..) => {
                self.report(Finding::error(
                    "NZ0118",
                    from.span.clone(),
                    say!("Bij een lijst hoort `where`, bij een verzameling `option`."; "A list needs `where`, a set needs `option`."),
                ));
                None
            }
            _ => {
                self.no_list(from);
                None
            }
        }
    }

    pub(super) fn update(
        &mut self,
        list: &Spanned<Id>,
        condition: Option<&Written>,
        set: &Map<Written>,
        names: &Names,
    ) -> Option<Action> {
        let field = self.definition.data.get(&list.value).map(|field| &field.value);
        self.not_derived(list, field);
        let (Some(field), Some(Type::List(items))) = (field, field.map(|field| &field.ty)) else {
            self.no_list(list);
            return None;
        };
        let inside = self.with_items(items, &list.span, names);
        let checked = self.condition(condition, &inside);
        // A condition that has an error must not turn into "all of them".
        if condition.is_some() && checked.is_none() {
            return None;
        }
        let set = self.values(set, &inside, &field.fields);
        Some(Action::Update { list: list.value.clone(), condition: checked, set })
    }

    pub(super) fn escalate(&mut self, task: &Spanned<Id>, to: &Spanned<Id>) -> Action {
        let mut tasks = Vec::new();
        collect_tasks(&self.definition.root, &mut tasks);
        if !tasks.contains(&task.value) {
            self.unknown("NZ0209", &task.span, &task.value, &say!("De taak"; "The task"), &tasks);
        }
        Action::Escalate { task: task.value.clone(), to: self.role(to, &[]) }
    }

    fn choices(
        &mut self,
        set: &Spanned<Id>,
        options: &Written,
        chosen: bool,
        names: &Names,
    ) -> Option<Action> {
        let Some(Type::Set(known)) = self.known.names.get(&set.value).cloned() else { return None };
        // One option as well as a row of them: what is written shows which.
        let several = options.syntax.as_ref().is_some_and(|syntax| syntax.is_several(names));
        let want = if several { Type::Set(known) } else { Type::Choice(known) };
        let options = self.expression(options, names, Some(&want))?;
        Some(Action::Choices { set: set.value.clone(), options, chosen })
    }

    /// The names, with the fields of a list's items by their bare names.
    pub(super) fn with_items(&mut self, items: &BTreeMap<Id, Type>, span: &Span, names: &Names) -> Names {
        let mut inside = names.clone();
        for (field, ty) in items {
            if inside.get(field).is_some() {
                self.report(Finding::error(
                    "NZ0305",
                    span.clone(),
                    say!("`{field}` is een veld van de zaak én van de lijst."; "`{field}` is a field of the case and of the list."),
                ));
            }
            inside = inside.field(field.clone(), ty.clone());
        }
        inside
    }

    fn not_derived(&mut self, name: &Spanned<Id>, field: Option<&Field>) {
        if field.is_some_and(|field| field.derive.is_some()) {
            let id = &name.value;
            self.report(Finding::error(
                "NZ0204",
                name.span.clone(),
                say!("`{id}` wordt afgeleid en kan niet worden veranderd."; "`{id}` is derived and cannot be changed."),
            ));
        }
    }

    fn taken(&mut self, span: &Span, name: &Id) {
        self.report(
            Finding::error(
                "NZ0305",
                span.clone(),
                say!("`{name}` is al een naam in dit proces."; "`{name}` is a name in this process already."),
            )
            .help(say!("Kies een andere naam."; "Choose another name.")),
        );
    }

    fn no_list(&mut self, name: &Spanned<Id>) {
        let lists: Vec<Id> = self
            .definition
            .data
            .iter()
            .filter(|(_, field)| matches!(field.ty, Type::List(_) | Type::Set(_)))
            .map(|(id, _)| id.clone())
            .collect();
        self.unknown("NZ0201", &name.span, &name.value, &say!("De lijst"; "The list"), &lists);
    }
}
