//! What is known of the names of a process without looking at a place in it.

use crate::definition::event::Event;
use crate::definition::field::Field;
use crate::definition::library::Library;
use crate::expression::{Expr, Knowledge, Range, bound, natural_range};
use crate::graph::Draft;
use crate::id::Id;
use crate::table::Derived;
use crate::value::Type;

/// What every person has, whatever was not asked of them.
const OF_EVERYONE: [&str; 3] = ["person.naam", "person.achternaam", "person.aanhef"];

/// The declarations of a process, as an expression sees them.
#[derive(Clone, Copy)]
pub(super) struct Declared<'a> {
    pub(super) draft: &'a Draft,
    pub(super) library: &'a Library,
}

impl<'a> Declared<'a> {
    /// The field behind a name, of the case or of a record.
    fn field(self, name: &Id) -> Option<&'a Field> {
        let definition = &self.draft.definition;
        if let Some(field) = definition.data.get(name) {
            return Some(&field.value);
        }
        let (alias, field) = name.split_once('.')?;
        let record = self.library.records.get(&definition.records.get(alias)?.value.value)?;
        record.fields.get(field).map(|field| &field.value)
    }
}

impl Declared<'_> {
    /// The bounds of what any event carries, or fills in, under this name.
    fn carried(self, field: &str) -> Option<Range> {
        let definition = &self.draft.definition;
        let of_event = |event: &Event| {
            let stored = || event.form.contains_key(field).then(|| definition.data.get(field)).flatten();
            event.carries.get(field).or_else(stored).and_then(|field| bounds(&field.value))
        };
        let found = definition.events.values().filter_map(|event| of_event(&event.value));
        let widest = |a: Range, b: Range| (a.0.min(b.0), a.1.max(b.1));
        // What a child gives is declared elsewhere: it can be any number.
        found.reduce(widest).or_else(|| natural_range(&Type::Decimal))
    }
}

/// The bounds that a field declares; open ends are those of its type.
pub(super) fn bounds(field: &Field) -> Option<Range> {
    let (low, high) = natural_range(&field.ty)?;
    let limit =
        |limit: &Option<crate::value::Value>, natural| limit.as_ref().and_then(bound).unwrap_or(natural);
    Some((limit(&field.min, low), limit(&field.max, high)))
}

impl Knowledge for Declared<'_> {
    fn is_set(&self, name: &Id) -> bool {
        self.draft.definition.params.contains_key(name) || OF_EVERYONE.contains(&name.as_str())
    }

    fn derived(&self, name: &Id) -> Option<(&Expr, Option<&Id>)> {
        // A table always has a row for its inputs, or `check` says so: nothing to judge here.
        let Derived::Formula(expr) = self.draft.derived.get(name)? else { return None };
        let alias = name.split_once('.').and_then(|(alias, _)| {
            self.draft.definition.records.get_key_value(alias).map(|(alias, _)| alias)
        });
        Some((expr, alias))
    }

    fn range(&self, name: &Id) -> Option<Range> {
        if let Some(param) = self.draft.definition.params.get(name) {
            return bound(&param.value.value).map(|value| (value, value));
        }
        if let Some(carried) = name.strip_prefix("event.") {
            return self.carried(carried);
        }
        self.field(name).map_or_else(|| natural_range(self.draft.names.get(name)?), bounds)
    }

    fn is_whole(&self, name: &Id) -> bool {
        self.draft.names.get(name) == Some(&Type::Integer)
    }
}
