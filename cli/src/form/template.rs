//! A form to fill in, for who left out something that is needed.

use nazorg_core::say;
use nazorg_runtime::view::FieldView;
use nazorg_runtime::{Kind, Problem};
use serde_json::Value as Json;

use crate::output::Stop;

/// A refusal because something is missing, with the form that asks for it.
pub(crate) fn with_template(problem: Problem, fields: &[FieldView], values: &Json) -> Stop {
    let missing = fields.iter().any(|field| field.required && values.get(&field.id).is_none());
    if problem.kind != Kind::Refused || !missing || problem.help.is_some() {
        return problem.into();
    }
    let form = form(fields);
    Stop::from(problem).help(say!(
        "Zet dit in een bestand en gebruik `--form BESTAND`:\n{form}";
        "Put this in a file and use `--form FILE`:\n{form}"
    ))
}

/// All fields with what they can hold; those that may be left out stand behind a `#`.
fn form(fields: &[FieldView]) -> String {
    let mut lines = String::new();
    for field in fields {
        let mark = if field.required { "" } else { "# " };
        if field.kind == "list" {
            lines.push_str(&format!("{mark}{}:\n", field.id));
            for (at, item) in field.fields.iter().enumerate() {
                let dash = if at == 0 { "- " } else { "  " };
                lines.push_str(&format!("{mark}  {dash}{}: {}\n", item.id, example(item)));
            }
        } else {
            lines.push_str(&format!("{mark}{}: {}\n", field.id, example(field)));
        }
    }
    lines.trim_end().to_owned()
}

/// A value of the right kind, or the ones to choose from.
fn example(field: &FieldView) -> String {
    match &*field.kind {
        "choice" => field.options.iter().map(|option| option.id.as_str()).collect::<Vec<_>>().join("|"),
        "boolean" => "ja|nee".to_owned(),
        "date" => "2026-10-14".to_owned(),
        "datetime" => "2026-10-14T14:00".to_owned(),
        "duration" => "3 workdays".to_owned(),
        "integer" => "1".to_owned(),
        "decimal" => "1.5".to_owned(),
        "money" => "12.50".to_owned(),
        "set" => {
            let options: Vec<_> = field.options.iter().map(|option| option.id.as_str()).collect();
            format!("[{}]", options.join(", "))
        }
        _ => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use nazorg_runtime::view::{FieldView, OptionView};

    use super::form;

    #[test]
    fn a_form_names_every_field() {
        let field = |id: &str, kind: &str, required| FieldView {
            id: id.into(),
            title: id.into(),
            kind: kind.into(),
            required,
            options: Vec::new(),
            fields: Vec::new(),
            key: None,
            now: None,
        };
        let mut soort = field("soort", "choice", true);
        soort.options = ["cjg", "school"].map(|id| OptionView { id: id.into(), title: id.into() }).into();
        let mut list = field("partijen", "list", true);
        list.fields = vec![field("naam", "text", true), soort];
        let form = form(&[list, field("op", "date", true), field("plaats", "text", false)]);
        assert_eq!(form, "partijen:\n  - naam: …\n    soort: cjg|school\nop: 2026-10-14\n# plaats: …");
    }
}
