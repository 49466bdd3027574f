//! Wrong use of the command line, told in both languages. clap says it in English only.

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use nazorg_core::finding::nearest;
use nazorg_core::say;
use nazorg_core::text::Text;

/// What is wrong with the arguments, and what to do.
#[derive(Debug)]
pub(crate) struct Misuse {
    pub(crate) text: Text,
    pub(crate) help: Text,
}

impl Misuse {
    /// Reads a clap error.
    #[must_use]
    pub(crate) fn of(error: &Error, tree: &Command, words: &[String]) -> Self {
        let (path, command) = reached(tree, words);
        let more = if path.is_empty() { "nazorg --help".to_owned() } else { format!("nazorg {path} --help") };
        let see = say!("Zie `{more}`."; "See `{more}`.");
        let (text, near) = match error.kind() {
            ErrorKind::InvalidSubcommand => {
                let wrong = context(error, ContextKind::InvalidSubcommand);
                let known = names(command);
                let near = nearest(&wrong, known.iter().map(String::as_str)).map(str::to_owned);
                (say!("De opdracht `{wrong}` bestaat niet."; "There is no command `{wrong}`."), near)
            }
            ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                let list = command.get_subcommands().map(Command::get_name).collect::<Vec<_>>().join(", ");
                (say!("Zeg erbij wat u wilt doen: {list}."; "Say what you want to do: {list}."), None)
            }
            ErrorKind::UnknownArgument => unknown_argument(error),
            ErrorKind::MissingRequiredArgument => {
                let missing = context(error, ContextKind::InvalidArg);
                (say!("Hier ontbreekt: {missing}."; "Missing: {missing}."), None)
            }
            ErrorKind::InvalidValue if context(error, ContextKind::InvalidValue).is_empty() => {
                let arg = context(error, ContextKind::InvalidArg);
                (say!("Bij {arg} hoort een waarde."; "{arg} needs a value."), None)
            }
            ErrorKind::InvalidValue => {
                let (arg, wrong) =
                    (context(error, ContextKind::InvalidArg), context(error, ContextKind::InvalidValue));
                let known = context(error, ContextKind::ValidValue);
                let text = say!(
                    "`{wrong}` kan niet bij {arg}. Kies uit: {known}.";
                    "`{wrong}` is not possible for {arg}. Choose from: {known}."
                );
                (text, nearest(&wrong, known.split(", ")).map(str::to_owned))
            }
            ErrorKind::ArgumentConflict => {
                let (arg, other) =
                    (context(error, ContextKind::InvalidArg), context(error, ContextKind::PriorArg));
                let text = if other.is_empty() || other == arg {
                    say!("{arg} staat er twee keer."; "{arg} is there twice.")
                } else {
                    say!("{arg} kan niet samen met {other}."; "{arg} does not go together with {other}.")
                };
                (text, None)
            }
            ErrorKind::InvalidUtf8 => (
                say!("Een argument is geen leesbare tekst (UTF-8)."; "An argument is not readable text (UTF-8)."),
                None,
            ),
            _ => {
                let arg = context(error, ContextKind::InvalidArg);
                (say!("Er klopt iets niet bij {arg}."; "Something is wrong with {arg}."), None)
            }
        };
        let help = match near {
            Some(near) => {
                let (nl, en) = (see.nl, see.en);
                say!("Bedoelt u `{near}`? {nl}"; "Did you mean `{near}`? {en}")
            }
            None => see,
        };
        Self { text, help }
    }
}

/// An unknown option is named; another word is not, since it may be about a person.
fn unknown_argument(error: &Error) -> (Text, Option<String>) {
    let wrong = context(error, ContextKind::InvalidArg);
    if wrong.starts_with('-') {
        let near = context(error, ContextKind::SuggestedArg);
        let text = say!("De optie `{wrong}` bestaat hier niet."; "There is no option `{wrong}` here.");
        (text, Some(near).filter(|near| !near.is_empty()))
    } else {
        (say!("Hier staat een woord te veel."; "There is a word too many here."), None)
    }
}

fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn names(command: &Command) -> Vec<String> {
    let subcommands = command.get_subcommands();
    subcommands
        .flat_map(|sub| std::iter::once(sub.get_name()).chain(sub.get_all_aliases()))
        .map(str::to_owned)
        .collect()
}

/// How far the words led into the tree.
fn reached<'a>(tree: &'a Command, words: &[String]) -> (String, &'a Command) {
    let (mut path, mut at) = (String::new(), tree);
    for word in words {
        if let Some(next) = at.find_subcommand(word) {
            path = format!("{path} {}", next.get_name()).trim().to_owned();
            at = next;
        }
    }
    (path, at)
}

#[cfg(test)]
mod tests {
    use nazorg_core::text::Language;

    use super::Misuse;
    use crate::language::help::tree;

    fn misuse(line: &str) -> (String, String) {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let tree = tree(Language::Nl);
        let error = tree.clone().try_get_matches_from(&words).expect_err("wrong use");
        let misuse = Misuse::of(&error, &tree, &words[1..]);
        (misuse.text.nl, misuse.help.nl)
    }

    #[test]
    fn says_what_is_wrong_and_what_was_meant() {
        let (text, help) = misuse("nazorg zaka");
        assert_eq!(text, "De opdracht `zaka` bestaat niet.");
        assert_eq!(help, "Bedoelt u `zaak`? Zie `nazorg --help`.");
        let (text, help) = misuse("nazorg zaak lits");
        assert_eq!(text, "De opdracht `lits` bestaat niet.");
        assert_eq!(help, "Bedoelt u `list`? Zie `nazorg zaak --help`.");
        let (text, _) = misuse("nazorg zaak");
        assert!(text.starts_with("Zeg erbij wat u wilt doen: start, lijst"), "{text}");
        let (text, help) = misuse("nazorg zaak lijst --al");
        assert_eq!(text, "De optie `--al` bestaat hier niet.");
        assert_eq!(help, "Bedoelt u `--all`? Zie `nazorg zaak lijst --help`.");
        let (text, _) = misuse("nazorg case show");
        assert_eq!(text, "Hier ontbreekt: <ZAAK>.");
        let (text, help) = misuse("nazorg check --format githib");
        assert_eq!(text, "`githib` kan niet bij --format <VORM>. Kies uit: text, json, github.");
        assert!(help.starts_with("Bedoelt u `github`?"));
        let (text, _) = misuse("nazorg check --format");
        assert_eq!(text, "Bij --format <VORM> hoort een waarde.");
        let (text, _) = misuse("nazorg tick Jansen");
        assert!(!text.contains("Jansen"), "{text}");
        let (text, _) = misuse("nazorg tick --json --json");
        assert_eq!(text, "--json staat er twee keer.");
    }
}
