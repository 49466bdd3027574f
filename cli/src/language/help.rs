//! The tree of commands with its words in one language.

use clap::{Command, CommandFactory};
use nazorg_core::text::Language;

use super::arguments::ARGUMENTS;
use super::words::{ArgumentWords, COMMANDS, CommandWords};
use crate::args::Args;

/// The tree with the names and words of this language, to show help and to tell wrong use.
#[must_use]
pub(crate) fn tree(language: Language) -> Command {
    dress(Args::command(), "", language)
}

/// The tree with both names of each command and no other words: it parses as the whole one does.
#[must_use]
pub(crate) fn bare() -> Command {
    named(Args::command(), "")
}

fn named(command: Command, path: &str) -> Command {
    let command = command.mut_subcommands(|sub| {
        let name = sub.get_name();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path} {name}") };
        named(sub, &path)
    });
    match words(path) {
        Some(words) if !words.alias.is_empty() && words.alias != command.get_name() => {
            command.alias(words.alias)
        }
        _ => command,
    }
}

/// The words of a command by its path, such as `case do`.
pub(super) fn words(path: &str) -> Option<&'static CommandWords> {
    COMMANDS.iter().find(|words| words.path == path)
}

/// A command, such as `case show Z1`, with its names in this language. What follows the names stays as it is.
#[must_use]
pub(crate) fn spoken(typed: &str, language: Language) -> String {
    let (mut path, mut said) = (String::new(), Vec::new());
    for word in typed.split(' ') {
        path = format!("{path} {word}").trim_start().to_owned();
        match words(&path) {
            Some(words) if language == Language::Nl && !words.alias.is_empty() => said.push(words.alias),
            _ => said.push(word),
        }
    }
    said.join(" ")
}

/// The words of an argument: those of the command itself, of its group, or of all commands.
fn argument(path: &str, id: &str) -> Option<&'static ArgumentWords> {
    let group = path.split(' ').next().unwrap_or_default();
    [path, group, "*"]
        .iter()
        .find_map(|at| ARGUMENTS.iter().find(|words| words.path == *at && words.id == id))
}

fn dress(mut command: Command, path: &str, language: Language) -> Command {
    let pick = |nl: &'static str, en: &'static str| if language == Language::Nl { nl } else { en };
    let headings = Headings::of(language);
    if let Some(words) = words(path) {
        let about = pick(words.nl, words.en).to_owned();
        let english = command.get_name().to_owned();
        command = match (words.alias, language) {
            (alias, _) if alias.is_empty() || alias == english => command.about(about),
            (alias, Language::En) => command.alias(alias).about(format!("{about} ({alias})")),
            (alias, Language::Nl) => {
                let about = format!("{about} ({english})");
                command.name(alias).alias(english).about(about)
            }
        };
        if !words.examples.is_empty() {
            let line = |line: &&str| match line.split_once("nazorg ") {
                Some((before, typed)) => format!("\n  {before}nazorg {}", spoken(typed, language)),
                None => format!("\n  {line}"),
            };
            let examples: String = words.examples.iter().map(line).collect();
            command = command.after_help(format!("{}:{examples}", headings.examples));
        }
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in &names {
        let inner = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(name, |sub| dress(sub, &inner, language));
    }
    command = command
        .mut_args(|arg| {
            let heading = match (arg.is_positional(), arg.is_global_set()) {
                (true, _) => headings.arguments,
                (_, true) => headings.everywhere,
                _ => headings.options,
            };
            let takes_value = arg.get_action().takes_values();
            let arg =
                arg.help_heading(heading).hide_possible_values(takes_value).hide_default_value(takes_value);
            let Some(words) = argument(path, arg.get_id().as_str()) else { return arg };
            let value = pick(words.value[0], words.value[1]);
            let arg = arg.help(pick(words.nl, words.en));
            if value.is_empty() { arg } else { arg.value_name(value) }
        })
        .subcommand_help_heading(headings.commands)
        .subcommand_value_name(headings.command)
        .help_template(format!(
            "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
            headings.usage
        ));
    let bin = format!("nazorg {}", spoken(path, language));
    let usage = usage(&mut command.clone().bin_name(bin.trim_end()), &headings);
    command.override_usage(usage)
}

/// clap writes `[OPTIONS]` in English whatever the language.
fn usage(command: &mut Command, headings: &Headings) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    usage.replace("[OPTIONS]", headings.option)
}

struct Headings {
    usage: &'static str,
    commands: &'static str,
    command: &'static str,
    arguments: &'static str,
    options: &'static str,
    everywhere: &'static str,
    option: &'static str,
    examples: &'static str,
}

impl Headings {
    fn of(language: Language) -> Self {
        match language {
            Language::Nl => Self {
                usage: "Gebruik",
                commands: "Opdrachten",
                command: "OPDRACHT",
                arguments: "Argumenten",
                options: "Opties",
                everywhere: "Bij elke opdracht",
                option: "[OPTIES]",
                examples: "Voorbeelden",
            },
            Language::En => Self {
                usage: "Usage",
                commands: "Commands",
                command: "COMMAND",
                arguments: "Arguments",
                options: "Options",
                everywhere: "With every command",
                option: "[OPTIONS]",
                examples: "Examples",
            },
        }
    }
}

/// Every command of the tree with its path, the root first.
#[cfg(test)]
pub(crate) fn all(command: &Command) -> Vec<(String, &Command)> {
    let mut found = vec![(String::new(), command)];
    for sub in command.get_subcommands() {
        for (path, inner) in all(sub) {
            found.push((format!("{} {path}", sub.get_name()).trim().to_owned(), inner));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;
    use nazorg_core::text::Language;

    use super::{all, argument, bare, spoken, tree, words};
    use crate::args::Args;
    use crate::language::arguments::ARGUMENTS;
    use crate::language::words::COMMANDS;

    #[test]
    fn every_command_and_argument_has_words() {
        let mut command = Args::command();
        command.build();
        for (path, command) in all(&command) {
            assert!(words(&path).is_some(), "no words for `{path}`");
            for arg in command.get_arguments() {
                assert!(argument(&path, arg.get_id().as_str()).is_some(), "{path}: {}", arg.get_id());
            }
        }
    }

    /// What is read with the bare tree must be what the help promises.
    #[test]
    fn both_trees_read_the_same() {
        let mut bare = bare();
        bare.build();
        for language in [Language::Nl, Language::En] {
            let mut tree = tree(language);
            tree.build();
            let shape = |tree: &clap::Command| -> Vec<(BTreeSet<String>, Vec<String>)> {
                let of = |command: &clap::Command| {
                    let names = std::iter::once(command.get_name()).chain(command.get_all_aliases());
                    let arguments = command.get_arguments().map(|arg| arg.get_id().to_string());
                    (names.map(str::to_owned).collect(), arguments.collect())
                };
                all(tree).into_iter().map(|(_, command)| of(command)).collect()
            };
            assert_eq!(shape(&bare), shape(&tree));
        }
    }

    #[test]
    fn a_command_has_its_name_in_each_language() {
        assert_eq!(spoken("case show Z1 --json", Language::Nl), "zaak toon Z1 --json");
        assert_eq!(spoken("case show Z1 --json", Language::En), "case show Z1 --json");
        assert_eq!(spoken("case do Z1 case show", Language::Nl), "zaak doe Z1 case show");
        let mut tree = tree(Language::Nl);
        let help = tree.find_subcommand_mut("case").and_then(|case| case.find_subcommand_mut("do"));
        let help = help.expect("the command").render_help().to_string();
        assert!(help.contains("Gebruik: nazorg zaak doe [OPTIES] <ZAAK>"), "{help}");
        assert!(help.contains("  echo 'reden: anders' | nazorg zaak doe Z1"), "{help}");
    }

    #[test]
    fn no_words_are_left_over() {
        let mut command = Args::command();
        command.build();
        let known = all(&command);
        for words in COMMANDS {
            assert!(known.iter().any(|(path, _)| path == words.path), "{}", words.path);
            assert!(words.alias.chars().all(|c| c.is_ascii_lowercase()));
        }
        for words in ARGUMENTS {
            let used = known.iter().any(|(path, command)| {
                (words.path == "*" || path.starts_with(words.path))
                    && command.get_arguments().any(|arg| arg.get_id() == words.id)
            });
            assert!(used, "{} {}", words.path, words.id);
        }
    }

    #[test]
    fn help_is_in_one_language() {
        for (language, theirs) in [
            (Language::Nl, ["Usage", "Options", "Commands", "OPTIONS", "possible values", "default:"]),
            (Language::En, ["Gebruik", "Opties", "Opdrachten", "OPTIES", "Voorbeelden", "MAP"]),
        ] {
            let mut tree = tree(language);
            tree.build();
            for (path, command) in all(&tree) {
                let help = command.clone().render_long_help().to_string();
                for foreign in theirs {
                    assert!(!help.contains(foreign), "{path}: {foreign} in\n{help}");
                }
            }
        }
    }
}
