//! Everything about the two languages of the command line.

mod arguments;
pub(crate) mod help;
pub(crate) mod usage;
mod words;

use std::ffi::OsString;

use nazorg_core::text::Language;

/// The language that the arguments ask for, before they are parsed: a fault in them must be told in
/// the right language too. Without `--lang`, `NAZORG_LANG` decides.
pub(crate) fn wanted(arguments: &[OsString]) -> Language {
    let mut wanted = std::env::var("NAZORG_LANG").ok();
    let mut words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        } else if word == "--lang" {
            wanted = words.next().map(str::to_owned);
        } else if let Some(value) = word.strip_prefix("--lang=") {
            wanted = Some(value.to_owned());
        }
    }
    if wanted.as_deref() == Some("en") { Language::En } else { Language::Nl }
}

#[cfg(test)]
mod tests {
    use super::{Language, wanted};

    #[test]
    fn the_language_is_known_before_parsing() {
        let of = |words: &[&str]| wanted(&words.iter().map(Into::into).collect::<Vec<_>>());
        assert_eq!(of(&["nazorg", "today"]), Language::Nl);
        assert_eq!(of(&["nazorg", "today", "--lang", "en"]), Language::En);
        assert_eq!(of(&["nazorg", "--lang=en", "nonsense"]), Language::En);
        assert_eq!(of(&["nazorg", "--lang=nl"]), Language::Nl);
        assert_eq!(of(&["nazorg", "--", "--lang=en"]), Language::Nl);
    }
}
