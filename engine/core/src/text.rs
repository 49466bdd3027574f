//! Text for people, in the two languages of the program.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The languages that output can be in. Dutch unless asked otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Dutch, level B1.
    #[default]
    Nl,
    /// English.
    En,
}

/// One message in both languages. They stand side by side in the source, at the place of the
/// cause, so that neither can be forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text that is the same in both languages, such as a name.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { nl: text.clone(), en: text }
    }

    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Nl => &self.nl,
            Language::En => &self.en,
        }
    }
}

/// Makes a [`Text`](crate::text::Text) from a Dutch and an English format string.
///
/// `say!("Toestand {name} bestaat niet."; "State {name} does not exist.")`
#[macro_export]
macro_rules! say {
    ($nl:literal ; $en:literal) => {
        $crate::text::Text { nl: format!($nl), en: format!($en) }
    };
}
