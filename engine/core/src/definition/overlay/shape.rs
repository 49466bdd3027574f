//! The shape of the files: where names stand, and what refers to them. Merging needs to know which
//! keys are words of the language and which are names that a designer gave. A test holds these tables
//! against the schema.

mod words;

pub use words::{DEADLINE, FIELD, PARAM, PROCESS, RECORD, ROW, STATE, STATES, TABLE, TASK};

use super::kind::Kind;

/// What can stand at a place.
#[derive(Debug)]
pub enum Shape {
    /// A text, a number, a list: replaced as a whole.
    Value,
    /// What a file says about itself, such as its id: no overlay can change it.
    Own,
    /// The name of a thing, or a list of names.
    Ref(Kind),
    /// The state, or the states, that a case goes to.
    Edge,
    /// A process that is started. When that is the process itself, an overlay starts itself.
    Process,
    /// An expression or a formula: names stand in it as words.
    Words,
    /// Words of the language.
    Thing(&'static Thing),
    /// Things under names.
    Named(&'static Named),
    /// A short form, and the long form that it is the value of a key of.
    Short(&'static Shape, Option<&'static str>, &'static Shape),
}

/// A mapping whose keys are words of the language.
#[derive(Debug)]
pub struct Thing {
    /// The keys.
    pub keys: &'static [(&'static str, Shape)],
    /// Which of its forms exclude each other.
    pub forms: Forms,
}

/// Forms that exclude each other: who takes another form replaces the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forms {
    /// There is one form.
    One,
    /// With `choose`, or without.
    Choose,
    /// The only key is the form: an action does one thing.
    Verb,
}

/// A mapping whose keys are names.
#[derive(Debug)]
pub struct Named {
    /// What stands under the names.
    pub kind: Kind,
    /// What the names themselves refer to.
    pub refers: Option<Kind>,
    /// The shape of each.
    pub of: Shape,
    /// Whether the written order means something.
    pub order: Order,
}

/// What the written order means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing.
    Free,
    /// The first comes first.
    Written,
    /// It decides between reactions to the same event.
    Events,
    /// It decides unless the table's `hit` is `unique`.
    Rows,
}

impl Thing {
    /// The shape under a key.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<(&'static str, &'static Shape)> {
        self.keys.iter().find(|(key, _)| *key == name).map(|(key, shape)| (*key, shape))
    }
}

const fn free(kind: Kind, of: Shape) -> Named {
    Named { kind, refers: None, of, order: Order::Free }
}

const fn ordered(kind: Kind, of: Shape) -> Named {
    Named { kind, refers: None, of, order: Order::Written }
}

const fn values(refers: Option<Kind>) -> Named {
    Named { kind: Kind::Value, refers, of: Shape::Words, order: Order::Free }
}

const fn one(keys: &'static [(&'static str, Shape)]) -> Thing {
    Thing { keys, forms: Forms::One }
}
