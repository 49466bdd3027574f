//! How strictly a definition is judged.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a definition is held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// A process that people work with: everything is declared, has a title and comes to an end.
    #[default]
    Strict,
    /// A bare statechart, as SCXML knows it: what SCXML does not ask for is at most warned of, and
    /// an event that nothing takes is ignored.
    Statechart,
}

impl Profile {
    /// The profile with this name, as in `--profile statechart`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "strict" => Some(Self::Strict),
            "statechart" => Some(Self::Statechart),
            _ => None,
        }
    }

    /// How bad it is when a process lacks what a bare statechart does without.
    #[must_use]
    pub fn severity(self) -> crate::finding::Severity {
        match self {
            Self::Strict => crate::finding::Severity::Error,
            Self::Statechart => crate::finding::Severity::Warning,
        }
    }
}
