//! What is filled in with an event: from arguments, from a file, or asked at the terminal.

mod ask;
mod file;
mod template;

use std::io::{self, IsTerminal};

use chrono::{DateTime, Utc};
use nazorg_core::calendar::noon;
use nazorg_core::definition::field::date;
use nazorg_core::finding::nearest;
use nazorg_core::say;
use nazorg_core::text::Language;
use nazorg_runtime::Workspace;
use nazorg_runtime::view::FieldView;
use serde_json::{Map, Value as Json};

pub(crate) use ask::{ask, pick};
pub(crate) use file::read as read_file;
pub(crate) use template::with_template;

use crate::args::Entry;
use crate::output::Stop;

/// The values that were given, in the shape that the runtime takes.
///
/// Text never stands in an argument: arguments end up in the history of the shell and in the list
/// of processes, where a name or a reason about a person must not be.
///
/// # Errors
/// A field is unknown, holds text, or is given twice; a form cannot be read.
pub(crate) fn values(
    fields: &[FieldView],
    entry: &Entry,
    workspace: &Workspace,
    language: Language,
) -> Result<Json, Stop> {
    let mut values = match &entry.form {
        Some(path) => file::read(path, language)?,
        None => Map::new(),
    };
    for pair in &entry.fields {
        let (name, value) = split(pair)?;
        let field = known(name, fields)?;
        if has_text(field) {
            return Err(no_text(field));
        }
        if values.insert(field.id.clone(), Json::String(value.to_owned())).is_some() {
            let id = &field.id;
            return Err(Stop::wrong_use(say!("`{id}` staat er twee keer."; "`{id}` is there twice."))
                .help(say!("Laat een van de twee weg."; "Leave one of the two out.")));
        }
    }
    let missing = fields.iter().any(|field| field.required && !values.contains_key(&field.id));
    if missing && entry.form.is_none() && io::stdin().is_terminal() && io::stderr().is_terminal() {
        ask(&mut values, fields, workspace, language)?;
    }
    Ok(Json::Object(values))
}

/// When it happened: noon on the day given, or none for now.
///
/// # Errors
/// Not a day.
pub(crate) fn occurred(entry: &Entry) -> Result<Option<DateTime<Utc>>, Stop> {
    let Some(on) = &entry.on else { return Ok(None) };
    let day = date(on.trim()).map_err(|why| {
        let (nl, en) = (why.nl, why.en);
        Stop::wrong_use(say!("--on: {nl}"; "--on: {en}"))
            .help(say!("Bijvoorbeeld `--on 2026-10-01`."; "Such as `--on 2026-10-01`."))
    })?;
    Ok(Some(noon(day)))
}

fn split(pair: &str) -> Result<(&str, &str), Stop> {
    pair.split_once('=').ok_or_else(|| {
        Stop::wrong_use(say!(
            "Schrijf elk veld als VELD=WAARDE, zonder spaties om de =.";
            "Write each field as FIELD=VALUE, without spaces around the =."
        ))
    })
}

fn known<'a>(name: &str, fields: &'a [FieldView]) -> Result<&'a FieldView, Stop> {
    if let Some(field) = fields.iter().find(|field| field.id == name) {
        return Ok(field);
    }
    let ids = fields.iter().map(|field| field.id.as_str());
    let stop = match nearest(name, ids.clone()) {
        Some(near) => Stop::wrong_use(say!("Dit veld bestaat hier niet."; "There is no such field here."))
            .help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None if fields.is_empty() => Stop::wrong_use(
            say!("Hier zijn geen velden in te vullen."; "There are no fields to fill in here."),
        )
        .help(say!("Laat de velden weg."; "Leave the fields out.")),
        None => {
            let list = ids.collect::<Vec<_>>().join(", ");
            Stop::wrong_use(say!("Dit veld bestaat hier niet."; "There is no such field here."))
                .help(say!("Hier kan: {list}."; "Possible: {list}."))
        }
    };
    Err(stop)
}

/// Whether a field can hold words about a person.
fn has_text(field: &FieldView) -> bool {
    matches!(&*field.kind, "text" | "list")
}

fn no_text(field: &FieldView) -> Stop {
    let id = &field.id;
    Stop::wrong_use(say!(
        "`{id}` is vrije tekst. Die kan over een persoon gaan en hoort niet in een opdracht: de computer onthoudt opdrachten.";
        "`{id}` is free text. It may be about a person and does not belong in a command: the computer remembers commands."
    ))
    .help(say!(
        "Zet het in een bestand en gebruik `--form BESTAND`. Of typ het met `--form -`:\n{id}: uw tekst";
        "Put it in a file and use `--form FILE`. Or type it with `--form -`:\n{id}: your text"
    ))
}

#[cfg(test)]
mod tests {
    use nazorg_runtime::view::FieldView;

    use super::{known, occurred, split};
    use crate::args::Entry;
    use crate::output::Stop;

    fn field(id: &str, kind: &str) -> FieldView {
        FieldView {
            id: id.into(),
            title: id.into(),
            kind: kind.into(),
            required: true,
            options: Vec::new(),
            fields: Vec::new(),
            key: None,
            now: None,
        }
    }

    fn status(stop: &Stop) -> u8 {
        match stop {
            Stop::Told { status, .. } => *status,
            _ => 0,
        }
    }

    #[test]
    fn fields_come_from_arguments_but_text_does_not() {
        let fields = [field("soort", "choice"), field("reden", "text"), field("partijen", "list")];
        assert_eq!(known("soort", &fields).expect("known").id, "soort");
        let stop = known("sort", &fields).expect_err("unknown");
        assert!(matches!(&stop, Stop::Told { help: Some(help), .. } if help.nl.contains("soort")));
        assert_eq!(split("a=b=c").expect("a pair"), ("a", "b=c"));
        assert_eq!(status(&split("a").expect_err("no pair")), 2);
        assert!(super::has_text(&fields[1]) && super::has_text(&fields[2]) && !super::has_text(&fields[0]));
        let stop = super::no_text(&fields[1]);
        assert_eq!(status(&stop), 2);
        let Stop::Told { help: Some(help), .. } = stop else { panic!("help") };
        assert!(help.nl.contains("--form -") && help.en.contains("--form FILE"));
    }

    #[test]
    fn a_day_is_noon_and_rubbish_is_wrong_use() {
        let entry = |on: &str| Entry { fields: Vec::new(), form: None, on: Some(on.into()) };
        let noon = occurred(&entry("15-01-2026")).expect("a day").expect("a moment");
        assert_eq!(noon.to_rfc3339(), "2026-01-15T11:00:00+00:00");
        assert_eq!(status(&occurred(&entry("morgen")).expect_err("no day")), 2);
    }
}
