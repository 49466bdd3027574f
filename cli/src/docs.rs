//! The reference pages `docs/cli.md` and `docs/json.md`, made from the program itself. The tests
//! compare them; `UPDATE_DOCS=1 cargo test -p nazorg docs` writes them anew.

use std::fmt::Write;
use std::path::Path;

use clap::Command;
use nazorg_core::text::Language;
use nazorg_runtime::view;
use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::Value as Json;

use crate::command::deadline::AnswerView;
use crate::command::definition::{DiffView, LineView, ParamView, SetView, UpdatesView};
use crate::command::{explain::ExplainView, show::ShowView, test::TestView};
use crate::language::help::{all, tree};
use crate::output::findings::CheckView;

fn compare(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, made).expect("the page is written");
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == made,
        "docs/{name} is not what the program says; run: UPDATE_DOCS=1 cargo test -p nazorg docs"
    );
}

#[test]
fn the_page_about_commands_is_right() {
    compare("cli.md", &commands());
}

#[test]
fn the_page_about_json_is_right() {
    compare("json.md", &json());
}

fn commands() -> String {
    let (mut dutch, mut english) = (tree(Language::Nl), tree(Language::En));
    dutch.build();
    english.build();
    let mut page = String::from(
        "# The command line\n\nMade from the program; do not edit. English commands and their Dutch aliases both always work, \
         whatever the language of the output.\n\nExit status: 0 done, 1 bad input or trouble, 2 wrong use, 3 a rule of the process says no.\n",
    );
    for ((dutch, nl), (path, en)) in all(&dutch).into_iter().zip(all(&english)) {
        let also = if dutch == path { String::new() } else { format!(" · `nazorg {dutch}`") };
        let name = format!("nazorg {path}");
        let _ = write!(page, "\n## `{}`{also}\n\n{} — {}\n", name.trim(), about(nl), about(en));
        let _ = write!(page, "\n```text\n{}\n```\n", usage(nl));
        let own = |command: &Command| -> Vec<(String, String)> {
            let own = command.get_arguments().filter(|arg| path.is_empty() || !arg.is_global_set());
            let named = |arg: &clap::Arg| match (arg.get_short(), arg.get_long()) {
                (Some(short), Some(_)) => format!("-{short}, {arg}"),
                _ => arg.to_string(),
            };
            own.map(|arg| (named(arg), arg.get_help().map(ToString::to_string).unwrap_or_default())).collect()
        };
        let rows: Vec<_> = own(nl).into_iter().zip(own(en)).collect();
        if !rows.is_empty() {
            page.push_str("\n| | Nederlands | English |\n|---|---|---|\n");
        }
        for ((arg, nl), (_, en)) in rows {
            let _ = writeln!(page, "| `{}` | {nl} | {en} |", arg.replace('|', "\\|"));
        }
        if let Some(examples) = en.get_after_help() {
            let examples = examples.to_string();
            let lines: Vec<&str> = examples.lines().skip(1).map(str::trim).collect();
            let _ = write!(page, "\n```sh\n{}\n```\n", lines.join("\n"));
        }
    }
    page
}

fn about(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let words = command.get_all_aliases().next().map(|alias| format!(" ({alias})")).unwrap_or_default();
    about.strip_suffix(&words).unwrap_or(&about).trim_end_matches('.').to_owned()
}

fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    usage.trim_start_matches("Usage: ").trim().to_owned()
}

fn json() -> String {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let commands = [
        ("today", name_of::<view::TodayView>(&mut generator)),
        ("case list", list_of::<view::CaseRow>(&mut generator)),
        ("case show", name_of::<ShowView>(&mut generator)),
        ("case options", list_of::<view::ChoiceView>(&mut generator)),
        ("case why", name_of::<view::WhyView>(&mut generator)),
        ("case history", list_of::<view::HistoryRow>(&mut generator)),
        (
            "case start, case do, case correct, undo, task done, letter approve",
            name_of::<view::Happened>(&mut generator),
        ),
        ("task list", list_of::<view::TaskRow>(&mut generator)),
        ("letter list", list_of::<view::LetterRow>(&mut generator)),
        ("letter show", name_of::<view::LetterView>(&mut generator)),
        ("person list", list_of::<view::PersonRow>(&mut generator)),
        ("person show, person add, person change", name_of::<view::PersonView>(&mut generator)),
        ("person erase", name_of::<view::ErasureReport>(&mut generator)),
        ("report counts", name_of::<view::CountsView>(&mut generator)),
        ("view, docs", name_of::<crate::command::paper::WrittenView>(&mut generator)),
        ("subject add", name_of::<view::SubjectRow>(&mut generator)),
        ("subject list", list_of::<view::SubjectRow>(&mut generator)),
        ("person import", name_of::<view::ImportReport>(&mut generator)),
        ("deadline", name_of::<AnswerView>(&mut generator)),
        ("check", name_of::<CheckView>(&mut generator)),
        ("test", name_of::<TestView>(&mut generator)),
        ("simulate", name_of::<nazorg_core::simulate::Simulation>(&mut generator)),
        ("explain", name_of::<ExplainView>(&mut generator)),
        ("show", list_of::<LineView>(&mut generator)),
        ("params", list_of::<ParamView>(&mut generator)),
        ("set", name_of::<SetView>(&mut generator)),
        ("diff", name_of::<DiffView>(&mut generator)),
        ("base update", name_of::<UpdatesView>(&mut generator)),
        ("plan", name_of::<view::Plan>(&mut generator)),
        ("publish", name_of::<view::Published>(&mut generator)),
        ("publications", list_of::<view::PublicationRow>(&mut generator)),
        ("case migrate", name_of::<view::MigrationReport>(&mut generator)),
        ("case hand-over", name_of::<view::HandOverReport>(&mut generator)),
        ("case hand-over --out", name_of::<view::SentReport>(&mut generator)),
        ("case receive", name_of::<view::ReceivedReport>(&mut generator)),
        ("tick", name_of::<view::TickReport>(&mut generator)),
        ("backup, restore", name_of::<view::RestoreReport>(&mut generator)),
        ("audit verify", name_of::<view::VerifyReport>(&mut generator)),
        ("audit head", name_of::<view::HeadView>(&mut generator)),
        ("doctor", name_of::<view::DoctorReport>(&mut generator)),
    ];
    let mut page = String::from(
        "# JSON\n\nMade from the program; do not edit. `--json` prints these shapes on the standard output. Keys are stable: new ones \
         may come, old ones stay. Keys, codes and exit statuses are the same in every language. Numbers are plain: `3` is \
         what people call `Z3`, `P3`, `S3`, `T3` or `B3`.\n\nA command that fails prints `{\"error\": {\"status\", \"text\", \"help\", \
         \"findings\"}}` on the standard error.\n\n| command | shape |\n|---|---|\n",
    );
    for (command, shape) in commands {
        let _ = writeln!(page, "| `{command}` | {shape} |");
    }
    let mut names: Vec<_> = generator.definitions().iter().collect();
    names.sort_by_key(|(name, _)| name.as_str());
    for (name, schema) in names {
        shape(&mut page, name, schema);
    }
    page
}

fn name_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> String {
    generator.subschema_for::<T>();
    link(&T::schema_name())
}

fn list_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> String {
    format!("list of {}", name_of::<T>(generator))
}

fn link(name: &str) -> String {
    format!("[{name}](#{})", name.to_lowercase())
}

fn shape(page: &mut String, name: &str, schema: &Json) {
    let text = |value: &Json| value["description"].as_str().unwrap_or_default().replace('\n', " ");
    let _ = write!(page, "\n## {name}\n\n{}\n", text(schema));
    if let Some(properties) = schema["properties"].as_object() {
        page.push_str("\n| key | type | |\n|---|---|---|\n");
        for (key, value) in properties {
            let _ = writeln!(page, "| `{key}` | {} | {} |", kind(value), text(value));
        }
    }
    if let Some(options) = schema["oneOf"].as_array() {
        page.push_str("\n| value | |\n|---|---|\n");
        for option in options {
            let _ =
                writeln!(page, "| `{}` | {} |", option["const"].as_str().unwrap_or_default(), text(option));
        }
    }
}

/// A type in a few words.
fn kind(value: &Json) -> String {
    if let Some(reference) = value["$ref"].as_str() {
        return link(reference.rsplit('/').next().unwrap_or_default());
    }
    if let Some(options) = value["anyOf"].as_array() {
        return options.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let named = |kind: &str| match kind {
        "array" => format!("list of {}", self::kind(&value["items"])),
        "object" if value["additionalProperties"].is_object() => {
            format!("map to {}", self::kind(&value["additionalProperties"]))
        }
        "string" => match value["format"].as_str() {
            Some("date") => "date".to_owned(),
            Some("date-time") => "moment (UTC)".to_owned(),
            _ => "text".to_owned(),
        },
        "integer" => "number".to_owned(),
        "boolean" => "true or false".to_owned(),
        other => other.to_owned(),
    };
    match &value["type"] {
        Json::String(name) => named(name),
        Json::Array(names) => {
            names.iter().filter_map(Json::as_str).map(named).collect::<Vec<_>>().join(" or ")
        }
        _ => "any value".to_owned(),
    }
}
