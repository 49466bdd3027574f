//! The filters and tests that a template may use. Nothing else of minijinja's is there: no
//! functions, and no filter that marks data as markup.

use chrono::{NaiveDate, NaiveDateTime};
use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, filters, tests};

use crate::calendar::{day_date, long_date};
use crate::number::{self, Money};
use crate::text::Language;

/// The detail of the error for a value that is no date or moment.
pub(super) const NOT_A_DATE: &str = "not a date";

/// The detail of the error for a value that is no number or amount.
pub(super) const NOT_A_NUMBER: &str = "not a number";

/// The filters a template may use.
pub(super) const FILTERS: [&str; 19] = [
    "datum",
    "dag",
    "tijd",
    "datumtijd",
    "bedrag",
    "getal",
    "upper",
    "lower",
    "capitalize",
    "trim",
    "join",
    "default",
    "length",
    "count",
    "first",
    "last",
    "sort",
    "reverse",
    "replace",
];

/// The tests (`x is …`) a template may use.
pub(super) const TESTS: [&str; 5] = ["defined", "undefined", "none", "odd", "even"];

/// Gives the environment its filters and tests.
pub(super) fn register(env: &mut Environment<'_>) {
    env.add_filter("datum", |value: &Value| Ok::<_, Error>(long_date(moment(value)?.0, Language::Nl)));
    env.add_filter("dag", |value: &Value| Ok::<_, Error>(day_date(moment(value)?.0, Language::Nl)));
    env.add_filter("tijd", |value: &Value| time(value));
    env.add_filter("datumtijd", |value: &Value| {
        Ok::<_, Error>(format!("{} om {}", long_date(moment(value)?.0, Language::Nl), time(value)?))
    });
    env.add_filter("bedrag", |value: &Value| {
        Money::parse(&numeric(value)?).map(Money::spoken).map_err(|_| not_a_number())
    });
    env.add_filter("getal", |value: &Value| {
        number::decimal(&numeric(value)?).map(number::spoken).map_err(|_| not_a_number())
    });
    env.add_filter("upper", filters::upper);
    env.add_filter("lower", filters::lower);
    env.add_filter("capitalize", capitalize);
    env.add_filter("trim", filters::trim);
    env.add_filter("join", filters::join);
    env.add_filter("default", filters::default);
    env.add_filter("length", filters::length);
    env.add_filter("count", filters::length);
    env.add_filter("first", filters::first);
    env.add_filter("last", filters::last);
    env.add_filter("sort", filters::sort);
    env.add_filter("reverse", filters::reverse);
    env.add_filter("replace", filters::replace);
    env.add_test("defined", tests::is_defined);
    env.add_test("undefined", tests::is_undefined);
    env.add_test("none", tests::is_none);
    env.add_test("odd", tests::is_odd);
    env.add_test("even", tests::is_even);
}

/// "14 oktober 2026".
pub(super) fn time(value: &Value) -> Result<String, Error> {
    let (_, time) = moment(value)?;
    time.map(|time| time.format("%H.%M uur").to_string())
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, NOT_A_DATE))
}

/// What a number or amount says, as text.
fn numeric(value: &Value) -> Result<String, Error> {
    if value.is_undefined() || value.is_none() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None if value.is_number() => Ok(value.to_string()),
        None => Err(not_a_number()),
    }
}

fn not_a_number() -> Error {
    Error::new(ErrorKind::InvalidOperation, NOT_A_NUMBER)
}

/// The first letter as a capital, and the rest as it was: "Mevrouw De Wit" keeps its name.
fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A date, with a time if the value has one. Local time: an offset is refused, because the reader
/// would otherwise be told the hour of another time zone.
fn moment(value: &Value) -> Result<(NaiveDate, Option<chrono::NaiveTime>), Error> {
    if value.is_undefined() || value.is_none() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let not_a_date = || Error::new(ErrorKind::InvalidOperation, NOT_A_DATE);
    let text = value.as_str().ok_or_else(not_a_date)?;
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok((date, None));
    }
    let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .map_err(|_| not_a_date())?;
    Ok((moment.date(), Some(moment.time())))
}
