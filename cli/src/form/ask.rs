//! Asking for fields at the terminal.

use inquire::validator::Validation;
use inquire::{InquireError, Select, Text};
use nazorg_core::calendar::Duration;
use nazorg_core::definition::field::{date, datetime};
use nazorg_core::number::{Money, decimal};
use nazorg_core::say;
use nazorg_core::text::{Language, Text as Words};
use nazorg_runtime::Workspace;
use nazorg_runtime::view::FieldView;
use serde_json::{Map, Value as Json};

use crate::output::Stop;

/// What was asked: an answer, or nothing because it may be left out.
type Asked<T> = Result<Option<T>, Stop>;

/// Asks for every field that has no value yet. Optional ones can be skipped.
///
/// # Errors
/// The person at the terminal stopped.
pub(crate) fn ask(
    values: &mut Map<String, Json>,
    fields: &[FieldView],
    workspace: &Workspace,
    language: Language,
) -> Result<(), Stop> {
    for field in fields {
        if values.contains_key(&field.id) {
            continue;
        }
        if let Some(value) = one(field, workspace, language)? {
            values.insert(field.id.clone(), value);
        }
    }
    Ok(())
}

fn one(field: &FieldView, workspace: &Workspace, language: Language) -> Asked<Json> {
    let title = title(field, language);
    match &*field.kind {
        "boolean" => {
            let (yes, no) = (say!("ja"; "yes"), say!("nee"; "no"));
            let answers = vec![yes.get(language).to_owned(), no.get(language).to_owned()];
            Ok(choose(&title, answers, field.required, language)?.map(|at| Json::Bool(at == 0)))
        }
        "choice" => {
            let titles = field.options.iter().map(|option| option.title.clone()).collect();
            let chosen = choose(&title, titles, field.required, language)?;
            Ok(chosen.map(|at| Json::String(field.options[at].id.clone())))
        }
        "person" => {
            let users: Vec<&String> = workspace.users.keys().collect();
            let names = workspace.users.iter().map(|(id, user)| format!("{} ({id})", user.name)).collect();
            let chosen = choose(&title, names, field.required, language)?;
            Ok(chosen.map(|at| Json::String(users[at].clone())))
        }
        "list" => list(field, workspace, language),
        kind => Ok(written(&title, kind.to_owned(), field.required, language)?.map(Json::String)),
    }
}

/// Asks for items until there are no more.
fn list(field: &FieldView, workspace: &Workspace, language: Language) -> Asked<Json> {
    let mut items = Vec::new();
    loop {
        let title = &field.title;
        let count = items.len() + 1;
        let more = say!("{title}: nog een ({count})?"; "{title}: another one ({count})?");
        let (yes, no) = (say!("ja"; "yes"), say!("nee"; "no"));
        let answers = vec![yes.get(language).to_owned(), no.get(language).to_owned()];
        let first_of_required = field.required && items.is_empty();
        if !first_of_required && choose(more.get(language), answers, true, language)? != Some(0) {
            break;
        }
        let mut item = Map::new();
        ask(&mut item, &field.fields, workspace, language)?;
        items.push(Json::Object(item));
    }
    Ok(if items.is_empty() { None } else { Some(Json::Array(items)) })
}

/// Lets somebody pick one of a few; the answer is its place.
///
/// # Errors
/// The person at the terminal stopped.
pub(crate) fn pick(title: &str, answers: Vec<String>, language: Language) -> Result<usize, Stop> {
    choose(title, answers, true, language)?.ok_or(Stop::Status(crate::output::stop::WRONG_USE))
}

fn choose(title: &str, mut answers: Vec<String>, required: bool, language: Language) -> Asked<usize> {
    let count = answers.len();
    if !required {
        answers.push(say!("(overslaan)"; "(skip)").get(language).to_owned());
    }
    let help = say!("pijltjes om te kiezen, typ om te zoeken"; "arrows to choose, type to search");
    let chosen = Select::new(title, answers).with_help_message(help.get(language)).raw_prompt();
    Ok(Some(chosen.map_err(|error| stopped(&error))?.index).filter(|at| *at < count))
}

fn written(title: &str, kind: String, required: bool, language: Language) -> Asked<String> {
    let example = match &*kind {
        "date" => "2026-10-14",
        "datetime" => "2026-10-14 14:00",
        "duration" => "5 workdays",
        "money" => "12,50",
        "decimal" => "1,5",
        _ => "",
    };
    let prompt = Text::new(title).with_validator(move |answer: &str| {
        let answer = answer.trim();
        Ok(match wrong(&kind, answer, required) {
            Some(why) => Validation::Invalid(why.get(language).into()),
            None => Validation::Valid,
        })
    });
    let prompt = if example.is_empty() { prompt } else { prompt.with_help_message(example) };
    let answer = prompt.prompt().map_err(|error| stopped(&error))?;
    Ok(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
}

fn wrong(kind: &str, answer: &str, required: bool) -> Option<Words> {
    if answer.is_empty() {
        return required.then(|| say!("Vul dit in."; "Please fill this in."));
    }
    match kind {
        "date" => date(answer).err(),
        "datetime" => datetime(answer).err(),
        "duration" => Duration::parse(answer).err(),
        "decimal" => decimal(answer).err(),
        "money" => Money::parse(answer).err(),
        "integer" => answer
            .parse::<i64>()
            .err()
            .map(|_| say!("Dit moet een heel getal zijn."; "This must be a whole number.")),
        _ => None,
    }
}

fn title(field: &FieldView, language: Language) -> String {
    let title = if field.title.is_empty() { &field.id } else { &field.title };
    if field.required {
        format!("{title}:")
    } else {
        let skip = say!("mag leeg"; "may be empty");
        format!("{title} ({}):", skip.get(language))
    }
}

fn stopped(error: &InquireError) -> Stop {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Stop::bad_input(say!(
            "Gestopt. Er is niets vastgelegd.";
            "Stopped. Nothing was recorded."
        )),
        _ => Stop::bad_input(
            say!("Vragen stellen lukt hier niet: {error}."; "Asking does not work here: {error}."),
        )
        .help(say!("Gebruik `--form BESTAND`."; "Use `--form FILE`.")),
    }
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn answers_are_checked_while_typing() {
        for (kind, answer, fine) in [
            ("date", "2026-10-14", true),
            ("date", "14 oktober", false),
            ("datetime", "2026-10-14 14:00", true),
            ("duration", "5 workdays", true),
            ("duration", "soon", false),
            ("integer", "3", true),
            ("integer", "drie", false),
            ("text", "drie", true),
        ] {
            assert_eq!(wrong(kind, answer, true).is_none(), fine, "{kind} {answer}");
        }
        assert!(wrong("text", "", true).is_some() && wrong("date", "", false).is_none());
    }
}
