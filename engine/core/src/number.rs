//! Numbers that are not whole: decimals, and amounts of money in exact cents.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::say;
use crate::text::Text;

/// The most digits that people may write behind the point of a decimal.
pub const PLACES_MAX: u32 = 10;
/// The largest number or amount that can be filled in, in units or euros. Beyond it is a slip of
/// the hand; below it no sum of a few fields overflows.
pub const NUMBER_MAX: i64 = 1_000_000_000_000;

/// An amount in euros, in exact cents. Stored as its text, `12.50`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money {
    /// All of it, in cents.
    pub cents: i64,
}

impl Money {
    /// Reads `12.50`, `12,50`, `€ 12,50` or `12`.
    ///
    /// # Errors
    /// It is no amount, has more than two digits behind the point, or is too large.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let number = decimal(text.trim().trim_start_matches('€'))?;
        Self::exact(number).ok_or_else(|| {
            say!("Een bedrag heeft hoogstens twee cijfers achter de komma."; "An amount has at most two digits behind the point.")
        })
    }

    /// The amount, if it is a whole number of cents.
    #[must_use]
    pub fn exact(euros: Decimal) -> Option<Self> {
        let amount = Self::rounded(euros)?;
        (amount.euros() == euros).then_some(amount)
    }

    /// The amount rounded to whole cents, half a cent away from zero, as a till does.
    #[must_use]
    pub fn rounded(euros: Decimal) -> Option<Self> {
        let cents = euros.checked_mul(Decimal::ONE_HUNDRED)?;
        let cents = cents.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        i64::try_from(cents).ok().map(|cents| Self { cents })
    }

    /// The amount as a number of euros.
    #[must_use]
    pub fn euros(self) -> Decimal {
        Decimal::new(self.cents, 2)
    }

    /// As people write it: `€ 1.234,50`.
    #[must_use]
    pub fn spoken(self) -> String {
        let sign = if self.cents < 0 { "-" } else { "" };
        let (euros, cents) = (self.cents.unsigned_abs() / 100, self.cents.unsigned_abs() % 100);
        format!("€ {sign}{},{cents:02}", grouped(&euros.to_string()))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.euros())
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

impl TryFrom<String> for Money {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse::<Decimal>().ok().and_then(Self::exact).ok_or_else(|| format!("no amount: {text}"))
    }
}

/// Reads a number with a point or a comma. A point between thousands is refused: `1.234` could be
/// two numbers.
///
/// # Errors
/// It is no number, is too large, or has too many digits behind the point.
pub fn decimal(text: &str) -> Result<Decimal, Text> {
    let text = text.trim();
    let plain = match (text.contains('.'), text.matches(',').count()) {
        (false, 1) => text.replace(',', "."),
        _ => text.to_owned(),
    };
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let well_formed = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let number = plain.parse::<Decimal>().ok().filter(|_| well_formed).ok_or_else(|| {
        say!("Dit moet een getal zijn, zoals 12,50. Laat punten tussen duizendtallen weg."; "This must be a number, such as 12.50. Leave out separators of thousands.")
    })?;
    if number.abs() > Decimal::from(NUMBER_MAX) {
        return Err(say!("Dit getal is te groot."; "This number is too large."));
    }
    let number = number.normalize();
    if number.scale() > PLACES_MAX {
        return Err(
            say!("Dit getal heeft meer dan {PLACES_MAX} cijfers achter de komma."; "This number has more than {PLACES_MAX} digits behind the point."),
        );
    }
    Ok(number)
}

/// A number as Dutch readers write it: `1.234,5`.
#[must_use]
pub fn spoken(number: Decimal) -> String {
    let text = number.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |digits| ("-", digits));
    match digits.split_once('.') {
        Some((whole, part)) => format!("{sign}{},{part}", grouped(whole)),
        None => format!("{sign}{}", grouped(digits)),
    }
}

/// Digits with a point between thousands.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{Money, decimal, spoken};

    #[test]
    fn amounts_are_read_exactly_and_written_for_people() {
        for (text, cents, shown) in [
            ("12.50", 1250, "€ 12,50"),
            ("12,5", 1250, "€ 12,50"),
            ("€ 1234,05", 123_405, "€ 1.234,05"),
            ("0", 0, "€ 0,00"),
            ("-3", -300, "€ -3,00"),
            ("1000000", 100_000_000, "€ 1.000.000,00"),
        ] {
            let amount = Money::parse(text).expect(text);
            assert_eq!((amount.cents, amount.spoken().as_str()), (cents, shown));
            let stored = serde_json::to_string(&amount).expect("a text");
            assert_eq!(serde_json::from_str::<Money>(&stored).expect("the same"), amount);
        }
        for wrong in
            ["12.505", "1.234,50", "1,234,567", "twaalf", "", "1e3", ".5", "5.", "99999999999999", "1_000"]
        {
            assert!(Money::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_decimal_is_kept_without_idle_zeros() {
        assert_eq!(decimal("1.50").expect("a number").to_string(), "1.5");
        assert_eq!(spoken(decimal("-1234567,25").expect("a number")), "-1.234.567,25");
        assert!(decimal("0.12345678901").is_err());
        assert!(decimal("1000000000000").is_ok() && decimal("1000000000001").is_err());
    }
}
