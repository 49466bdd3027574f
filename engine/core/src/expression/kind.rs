//! Which types go together, and what they are called.

use crate::id::Id;
use crate::say;
use crate::text::Text;
use crate::value::Type;

use super::number::is_number;

/// The type as a designer would say it, with an article.
#[must_use]
pub fn spoken(ty: &Type) -> Text {
    match ty {
        Type::Boolean => say!("ja of nee"; "true or false"),
        Type::Integer => say!("een heel getal"; "a whole number"),
        Type::Text => say!("een tekst"; "a text"),
        Type::Choice(options) => {
            let options = listed(options.iter().map(|option| &**option));
            say!("een keuze ({options})"; "a choice ({options})")
        }
        Type::Date => say!("een datum"; "a date"),
        Type::Datetime => say!("een datum met tijd"; "a date with a time"),
        Type::Duration => say!("een duur"; "a duration"),
        Type::Person => say!("een gebruiker"; "a user"),
        Type::List(_) => say!("een lijst"; "a list"),
        Type::Decimal => say!("een getal"; "a number"),
        Type::Money => say!("een bedrag"; "an amount of money"),
        Type::Set(options) => {
            let options = listed(options.iter().map(|option| &**option));
            say!("een verzameling ({options})"; "a set ({options})")
        }
    }
}

/// The first few of a row, with commas.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN_MAX: usize = 8;
    let mut names: Vec<_> = names.take(SHOWN_MAX + 1).collect();
    if names.len() > SHOWN_MAX {
        names[SHOWN_MAX] = "…";
    }
    names.join(", ")
}

/// Whether a value of type `from` may stand where `to` is needed.
#[must_use]
pub fn fits(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Choice(_), Type::Text) => true,
        (Type::Choice(from), Type::Choice(to)) | (Type::Set(from), Type::Set(to)) => {
            from.iter().all(|option| to.contains(option))
        }
        (Type::List(from), Type::List(to)) => {
            from.len() == to.len()
                && from.iter().all(|(name, field)| to.get(name).is_some_and(|to| fits(field, to)))
        }
        _ => from == to,
    }
}

/// Whether `==` between two types can ever hold. Lengths of time are left out: `7 days` and
/// `1 week` are no more the same than a month and thirty days are.
pub(super) fn comparable(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Boolean, Type::Boolean) | (Type::Money, Type::Money) => true,
        (Type::Choice(a), Type::Choice(b)) | (Type::Set(a), Type::Set(b)) => {
            a.iter().any(|option| b.contains(option))
        }
        (Type::Text, Type::Text | Type::Choice(_) | Type::Person)
        | (Type::Choice(_) | Type::Person, Type::Text)
        | (Type::Person, Type::Person) => true,
        _ => (is_number(a) && is_number(b)) || (is_day(a) && is_day(b)),
    }
}

/// Whether `<` has a meaning between two types.
pub(super) fn ordered(a: &Type, b: &Type) -> bool {
    let amounts = *a == Type::Money && *b == Type::Money;
    amounts || (is_number(a) && is_number(b)) || (is_day(a) && is_day(b))
}

/// Whether a value of this type has a day.
pub(super) fn is_day(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::Datetime)
}

/// Whether `~` can write it. A user is left out: what would be written is a login name.
pub(super) fn printable(ty: &Type) -> bool {
    is_number(ty)
        || matches!(
            ty,
            Type::Text | Type::Choice(_) | Type::Set(_) | Type::Money | Type::Date | Type::Datetime
        )
}

/// The one type for values of two types, if there is one.
pub(super) fn common(a: &Type, b: &Type) -> Option<Type> {
    let joined = |one: &[Id], other: &[Id]| {
        let more = other.iter().filter(|option| !one.contains(option));
        one.iter().chain(more).cloned().collect()
    };
    match (a, b) {
        (Type::Choice(one), Type::Choice(other)) => return Some(Type::Choice(joined(one, other))),
        (Type::Set(one), Type::Set(other)) => return Some(Type::Set(joined(one, other))),
        // Whoever puts them together makes decimals of the whole numbers.
        (Type::Integer, Type::Decimal) | (Type::Decimal, Type::Integer) => return Some(Type::Decimal),
        _ => {}
    }
    if fits(a, b) {
        Some(b.clone())
    } else if fits(b, a) {
        Some(a.clone())
    } else {
        None
    }
}
