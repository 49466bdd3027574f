//! Forms: from JSON to typed values, and from fields to what a screen must ask.

use indexmap::IndexMap;
use nazorg_core::compile::Process;
use nazorg_core::definition::event::Event;
use nazorg_core::definition::field::Field;
use nazorg_core::definition::record::Record as RecordDefinition;
use nazorg_core::finding::nearest;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::step::value_json;
use nazorg_core::value::{Record, Type, Value};
use serde_json::Value as Json;

use crate::view::{FieldView, OptionView};
use crate::{Problem, Workspace};

/// The fields of an event: those it fills, then those it carries; `true` when required.
pub(super) type Form<'p> = IndexMap<&'p Id, (&'p Field, bool)>;

/// What an event of a process asks for.
pub(super) fn of_event<'p>(process: &'p Process, event: &'p Event) -> Form<'p> {
    let data = &process.definition().data;
    let own = event
        .form
        .iter()
        .filter_map(|(id, required)| data.get(id).map(|field| (id, (&field.value, required.value))));
    own.chain(carried(event)).collect()
}

/// What an event of a shared record asks for.
pub(super) fn of_record<'p>(record: &'p RecordDefinition, event: &'p Event) -> Form<'p> {
    let own = event
        .form
        .iter()
        .filter_map(|(id, required)| record.fields.get(id).map(|field| (id, (&field.value, required.value))));
    own.chain(carried(event)).collect()
}

fn carried(event: &Event) -> impl Iterator<Item = (&Id, (&Field, bool))> {
    event.carries.iter().map(|(id, field)| (id, (&field.value, !field.value.optional)))
}

/// Reads a form. Fields that are null are left out.
///
/// # Errors
/// A field that is not asked for, or a value that is not of its type. Free text is not repeated.
pub(super) fn read(form: &Form<'_>, json: &Json, workspace: &Workspace) -> Result<Record, Problem> {
    let empty = serde_json::Map::new();
    let entries = match json {
        Json::Object(entries) => entries,
        Json::Null => &empty,
        _ => {
            return Err(Problem::bad_input(
                say!("Het formulier moet een groep velden zijn."; "The form must be a group of fields."),
            )
            .help(say!("Schrijf een regel voor elk veld: `veld: waarde`."; "Write a line for each field: `field: value`.")));
        }
    };
    let mut record = Record::new();
    for (name, value) in entries {
        let Some((field, _)) = form.get(&Id::from(name.as_str())) else {
            let known = form.keys().map(|id| id.as_str()).collect::<Vec<_>>();
            let problem = Problem::bad_input(
                say!("`{name}` wordt hier niet gevraagd."; "`{name}` is not asked for here."),
            );
            let list = known.join(", ");
            return Err(match nearest(name, known) {
                Some(near) => problem.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
                None if list.is_empty() => {
                    problem.help(say!("Er wordt niets gevraagd."; "Nothing is asked for."))
                }
                None => problem.help(say!("Gevraagd wordt: {list}."; "Asked for are: {list}.")),
            });
        };
        if value.is_null() {
            continue;
        }
        let value = field.value(value).map_err(|why| {
            let (nl, en) = (why.nl, why.en);
            Problem::bad_input(say!("`{name}`: {nl}"; "`{name}`: {en}")).help(say!("Verbeter dit veld en geef de opdracht nog eens."; "Put this field right and give the command again."))
        })?;
        if field.ty == Type::Person {
            must_be_known(name, &value, workspace)?;
        }
        record.insert(Id::from(name.as_str()), value);
    }
    Ok(record)
}

/// Who works here stands in the workspace: a task of anybody else would be nobody's.
fn must_be_known(name: &str, value: &Value, workspace: &Workspace) -> Result<(), Problem> {
    if matches!(value, Value::Text(login) if !workspace.users.contains_key(&**login)) {
        let list = workspace.users.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(Problem::bad_input(say!("`{name}`: deze gebruiker is hier niet bekend."; "`{name}`: this user is not known here."))
            .help(say!("Kies uit: {list}. Gebruikers staan in `nazorg.yaml`."; "Choose from: {list}. Users stand in `nazorg.yaml`.")));
    }
    Ok(())
}

/// A form as a screen asks for it.
pub(super) fn view(form: &Form<'_>, now: &Record) -> Vec<FieldView> {
    form.iter()
        .map(|(id, (field, required))| {
            let held = now.get(*id).filter(|value| value.is_set()).map(value_json);
            field_view(id, field, *required, held)
        })
        .collect()
}

fn field_view(id: &Id, field: &Field, required: bool, now: Option<Json>) -> FieldView {
    let options = field.options.iter();
    FieldView {
        id: id.to_string(),
        title: title_of(id, field),
        kind: field.ty.word().to_owned(),
        required,
        options: options.map(|(id, title)| OptionView { id: id.to_string(), title: title.clone() }).collect(),
        fields: field
            .fields
            .iter()
            .map(|(id, item)| {
                let is_key = field.key.as_ref().is_some_and(|key| key.value == *id);
                field_view(id, &item.value, is_key, None)
            })
            .collect(),
        key: field.key.as_ref().map(|key| key.value.to_string()),
        now,
    }
}

/// What people call a field.
pub(super) fn title_of(id: &Id, field: &Field) -> String {
    field.title.clone().unwrap_or_else(|| id.spoken())
}
