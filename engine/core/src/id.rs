//! The lasting name of a thing in a definition.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, SmolStrBuilder};

/// A name that a designer gave: of a state, an event, a field, a process. Cheap to clone, because
/// facts repeat the ids of their process all the time: one of up to 23 bytes is held in place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Id(#[schemars(with = "String")] SmolStr);

impl Id {
    /// `HEAD.TAIL`: the engine's own events, and the fields of a record, are named so.
    #[must_use]
    pub fn dotted(head: &str, tail: &str) -> Self {
        let mut joined = SmolStrBuilder::new();
        joined.push_str(head);
        joined.push('.');
        joined.push_str(tail);
        Self(joined.finish())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a person would say it: `plan_klaar` becomes `plan klaar`.
    #[must_use]
    pub fn spoken(&self) -> String {
        self.0.replace(['_', '-'], " ")
    }
}

impl Deref for Id {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, other: &str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<&str> for Id {
    fn eq(&self, other: &&str) -> bool {
        self.0 == **other
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}
