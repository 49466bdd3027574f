//! What a row demands of one input.

use std::cmp::Ordering;

use super::order::{compare, is_ordered};
use super::resolve::WRONG_CONDITION;
use crate::definition::field::{Field, to_json};
use crate::definition::node::{Content, Node};
use crate::definition::reader::Reader;
use crate::expression::spoken;
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::text::Text;
use crate::value::{Type, Value};

/// What a row demands of one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Nothing.
    Any,
    /// That it is filled in.
    Set,
    /// That it is not filled in.
    Unset,
    /// This value.
    Is(Value),
    /// A value between two borders; without a border there is no end on that side.
    Range(Option<Border>, Option<Border>),
    /// One of several.
    OneOf(Vec<Condition>),
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Border {
    /// The value at the end.
    pub value: Value,
    /// Whether that value itself lies in the range.
    pub inside: bool,
}

impl Condition {
    /// Whether a value does what is demanded. One that is not filled in lies in no range.
    #[must_use]
    pub fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Set => value.is_set(),
            Self::Unset => !value.is_set(),
            Self::Is(wanted) => value == wanted,
            Self::Range(from, to) => {
                let within = |border: &Option<Border>, outside: Ordering| {
                    border.as_ref().is_none_or(|border| match compare(value, &border.value) {
                        Some(Ordering::Equal) => border.inside,
                        Some(side) => side != outside,
                        None => false,
                    })
                };
                value.is_set() && within(from, Ordering::Less) && within(to, Ordering::Greater)
            }
            Self::OneOf(several) => several.iter().any(|one| one.holds(value)),
        }
    }

    /// Every value that it names.
    pub(super) fn values(&self) -> Vec<&Value> {
        match self {
            Self::Any | Self::Set | Self::Unset => Vec::new(),
            Self::Is(value) => vec![value],
            Self::Range(from, to) => from.iter().chain(to).map(|border| &border.value).collect(),
            Self::OneOf(several) => several.iter().flat_map(Self::values).collect(),
        }
    }

    /// Reads what a designer demands of an input; what is wrong was reported.
    pub(super) fn read(node: &Node, input: &Field, reader: &Reader) -> Option<Self> {
        match &node.content {
            Content::List(items) => {
                let read: Vec<Self> =
                    items.iter().filter_map(|item| Self::read(item, input, reader)).collect();
                if items.is_empty() {
                    reader.wrong_shape(node, say!("minstens één waarde"; "at least one value"));
                }
                (read.len() == items.len() && !items.is_empty()).then_some(Self::OneOf(read))
            }
            Content::Scalar { text, .. } => Reading { node, text, input, reader }.one(),
            Content::Map(_) => {
                reader.wrong_shape(
                    node,
                    say!("een waarde, een lijst of een bereik"; "a value, a list or a range"),
                );
                None
            }
        }
    }
}

/// One scalar that is being read.
struct Reading<'a> {
    node: &'a Node,
    text: &'a str,
    input: &'a Field,
    reader: &'a Reader,
}

impl Reading<'_> {
    fn one(&self) -> Option<Condition> {
        // Words stand without quotes; between quotes they are a value like any other.
        let word = match self.text {
            "any" => Some(Condition::Any),
            "set" => Some(Condition::Set),
            "unset" => Some(Condition::Unset),
            _ => None,
        };
        if let (Some(word), true) = (word, self.node.is_plain()) {
            return self.word(word);
        }
        match &self.input.ty {
            ty if is_ordered(ty) => self.range(),
            Type::Choice(options) => self.option(options),
            Type::Boolean | Type::Text | Type::Person => self
                .reported(self.node.span.clone(), self.input.value(&to_json(self.node)))
                .map(Condition::Is),
            ty => {
                let Text { nl, en } = spoken(ty);
                self.refuse(
                    say!("Een tabel kan niet in {nl} kijken."; "A table cannot look into {en}."),
                    Some(say!("Hier kan alleen `set`, `unset` of `any`."; "Only `set`, `unset` or `any` is possible here.")),
                )
            }
        }
    }

    fn word(&self, word: Condition) -> Option<Condition> {
        let text = self.text;
        if matches!(&self.input.ty, Type::Choice(options) if options.iter().any(|option| *option == *text)) {
            return self.refuse(
                say!("`{text}` is hier een woord van de tabel en ook een optie."; "`{text}` is a word of the table and also an option here."),
                Some(say!("Bedoelt u de optie? Schrijf \"{text}\"."; "Do you mean the option? Write \"{text}\".")),
            );
        }
        Some(word)
    }

    fn option(&self, options: &[Id]) -> Option<Condition> {
        let text = self.text;
        if options.iter().any(|option| *option == *text) {
            return Some(Condition::Is(Value::text(text)));
        }
        let known = options.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
        let finding = Finding::error(
            WRONG_CONDITION,
            self.node.inner(),
            say!("`{text}` is geen optie van deze keuze."; "`{text}` is no option of this choice."),
        )
        .help(say!("Kies uit: {known}."; "Choose from: {known}."))
        .did_you_mean(text, options.iter().map(Id::as_str));
        self.reader.report(finding);
        None
    }

    /// `18`, `18..26`, `18..`, `..26`, `>= 18`, `< 27`.
    fn range(&self) -> Option<Condition> {
        let text = self.text.trim();
        let start = self.text.len() - self.text.trim_start().len();
        for (sign, upper, inside) in
            [(">=", false, true), ("<=", true, true), (">", false, false), ("<", true, false)]
        {
            if let Some(rest) = text.strip_prefix(sign) {
                let value = self.border(rest, start + sign.len())?;
                let border = Some(Border { value, inside });
                return Some(if upper {
                    Condition::Range(None, border)
                } else {
                    Condition::Range(border, None)
                });
            }
        }
        let Some((from, to)) = text.split_once("..") else {
            return self.border(text, start).map(Condition::Is);
        };
        let end = |text: &str, at: usize| -> Option<Option<Border>> {
            if text.trim().is_empty() {
                return Some(None);
            }
            Some(Some(Border { value: self.border(text, at)?, inside: true }))
        };
        let (low, high) = (end(from, start), end(to, start + from.len() + 2));
        let (low, high) = (low?, high?);
        if low.is_none() && high.is_none() {
            return self.refuse(say!("Dit bereik heeft geen grens."; "This range has no border."), None);
        }
        if let (Some(low), Some(high)) = (&low, &high)
            && compare(&low.value, &high.value) == Some(Ordering::Greater)
        {
            return self.refuse(
                say!("Dit bereik is leeg: het begin ligt na het einde."; "This range is empty: its start lies after its end."),
                None,
            );
        }
        Some(Condition::Range(low, high))
    }

    /// A border that starts so many bytes into the text.
    fn border(&self, text: &str, at: usize) -> Option<Value> {
        let at = at + text.len() - text.trim_start().len();
        let text = text.trim();
        let span = self.node.inner().part(at..at + text.len());
        self.reported(span, self.input.value(&serde_json::Value::String(text.to_owned())))
    }

    fn reported(&self, span: Span, value: Result<Value, Text>) -> Option<Value> {
        value.map_err(|why| self.reader.report(Finding::error(WRONG_CONDITION, span, why))).ok()
    }

    fn refuse(&self, message: Text, help: Option<Text>) -> Option<Condition> {
        let finding = Finding::error(WRONG_CONDITION, self.node.inner(), message);
        self.reader.report(Finding { help, ..finding });
        None
    }
}
