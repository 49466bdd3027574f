//! The values that a field can have, as far as they can be told apart.

use crate::expression::{Perhaps, bound, natural_range};
use crate::value::{Type, Value};

/// More values than these are no longer followed one by one.
const FOLLOWED_MAX: usize = 16;

/// What a field can be at some moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    /// One of these; `Unset` when it may be empty.
    These(Vec<Value>),
    /// Any value of which this is known.
    Wide(Perhaps),
}

impl Values {
    /// One value.
    pub(super) fn one(value: Value) -> Self {
        Self::These(vec![value])
    }

    /// Every value of a type that people can fill in, without the empty one.
    pub(super) fn filled(ty: Option<&Type>, limits: (Option<&Value>, Option<&Value>)) -> Self {
        match ty {
            Some(Type::Boolean) => Self::These(vec![Value::Boolean(false), Value::Boolean(true)]),
            Some(Type::Choice(options)) if options.len() < FOLLOWED_MAX => {
                Self::These(options.iter().map(|option| Value::text(option)).collect())
            }
            Some(ty) => match natural_range(ty) {
                Some((low, high)) => {
                    let low = limits.0.and_then(bound).unwrap_or(low);
                    let high = limits.1.and_then(bound).unwrap_or(high);
                    Self::Wide(Perhaps::Between((low, high)))
                }
                None => Self::Wide(Perhaps::Some),
            },
            None => Self::Wide(Perhaps::Any),
        }
    }

    /// What is known of it, all its values together.
    pub(super) fn known(&self) -> Perhaps {
        match self {
            Self::Wide(perhaps) => perhaps.clone(),
            Self::These(values) => {
                let known = values.iter().cloned().map(Perhaps::Known);
                known.reduce(Perhaps::or).unwrap_or(Perhaps::Known(Value::Unset))
            }
        }
    }

    /// Whether it may have a value.
    pub(super) fn may_be_set(&self) -> bool {
        match self {
            Self::These(values) => values.iter().any(Value::is_set),
            Self::Wide(perhaps) => *perhaps != Perhaps::Known(Value::Unset),
        }
    }

    /// Also these. Whether that is more than before.
    pub(super) fn add(&mut self, other: &Self) -> bool {
        if let (Self::These(own), Self::These(more)) = (&mut *self, other) {
            let new: Vec<Value> = more.iter().filter(|value| !own.contains(value)).cloned().collect();
            let grown = !new.is_empty();
            own.extend(new);
            if own.len() > FOLLOWED_MAX {
                *self = Self::Wide(self.known());
            }
            return grown;
        }
        let before = self.known();
        let all = before.or(other.known());
        // A bound that moves may move on and on: it is then not followed further.
        let all = match (&*self, all) {
            (Self::Wide(Perhaps::Between(before)), Perhaps::Between(wider)) => {
                let (least, most) = natural_range(&Type::Integer).unwrap_or(wider);
                if wider.0 < least || wider.1 > most {
                    Perhaps::Some
                } else {
                    let low = if wider.0 < before.0 { least } else { wider.0 };
                    let high = if wider.1 > before.1 { most } else { wider.1 };
                    Perhaps::Between((low, high))
                }
            }
            (_, all) => all,
        };
        let grown = match self {
            Self::Wide(own) => *own != all,
            Self::These(_) => true,
        };
        if grown {
            *self = Self::Wide(all);
        }
        grown
    }
}
