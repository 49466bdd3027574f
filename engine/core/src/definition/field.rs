//! Fields and params: a name, a type and its limits; and the reading of values from forms.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use indexmap::IndexMap;
use serde_json::Value as Json;

use super::decide::Derive;
use super::node::{Content, Node};
use super::reader::{Fields, Map, Reader, Spanned};
use crate::calendar::Duration;
use crate::finding::Finding;
use crate::id::Id;
use crate::number::{self, Money};
use crate::say;
use crate::text::Text;
use crate::value::{Record, Type, Value};

/// A field of a case, a record, a form or a list's item.
#[derive(Clone, Debug)]
pub struct Field {
    /// What people call it.
    pub title: Option<String>,
    /// Its type.
    pub ty: Type,
    /// The titles of a choice's options, in written order.
    pub options: IndexMap<Id, String>,
    /// For a list: the item field that tells items apart.
    pub key: Option<Spanned<Id>>,
    /// For a list: the fields of an item.
    pub fields: Map<Field>,
    /// The value at the start.
    pub default: Value,
    /// The least value allowed.
    pub min: Option<Value>,
    /// The greatest value allowed.
    pub max: Option<Value>,
    /// How it follows from other fields; it is then never stored.
    pub derive: Option<Derive>,
    /// The states that a case cannot be in without it.
    pub required: Option<Required>,
    /// For a field that an event carries, and for the input of a table: may be left out.
    pub optional: bool,
}

/// Where a field of a case must be filled in.
#[derive(Clone, Debug)]
pub struct Required {
    /// The states.
    pub states: Vec<Spanned<Id>>,
    /// Who is asked when the clock brings a case there without it; the first role when left out.
    pub role: Option<Spanned<Id>>,
}

/// A named number, date or text that a region may set within limits.
#[derive(Clone, Debug)]
pub struct Param {
    /// Type, limits and title.
    pub field: Field,
    /// Its value.
    pub value: Value,
    /// Where the value comes from: a law, a note, or `aanname`.
    pub source: Option<String>,
    /// Why no region can choose another value: a law, a decision.
    pub fixed: Option<String>,
}

impl Field {
    /// Reads a field's declaration.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let derive = fields.get("derive").and_then(|node| Derive::read(node, reader));
        let (default, optional) = (fields.get("default"), fields.flag("optional"));
        let required = fields.get("required").map(|node| Required::read(node, reader));
        let field = Self::read_shared(&fields, reader);
        fields.finish();
        let mut field = Self { derive, required, optional, ..field? };
        // Limits were read first, so that the default is held against them.
        field.default = field.read_value(default, reader).unwrap_or_default();
        Some(field)
    }

    /// Reads what fields and params have in common.
    fn read_shared(fields: &Fields<'_, '_>, reader: &Reader) -> Option<Self> {
        let title = fields.text("title");
        let options: IndexMap<Id, String> = fields
            .map("options", |_, node| reader.text(node))
            .into_iter()
            .map(|(id, text)| (id, text.value.value))
            .collect();
        let key = fields.name("key");
        let items = fields.map("fields", |_, node| Self::read(node, reader));
        let (min, max) = (fields.get("min"), fields.get("max"));
        let kind = fields.must("type").and_then(|node| reader.name(node))?;
        let ty = type_named(&kind, &options, &items, reader)?;
        let mut field = Self {
            title,
            ty,
            options,
            key,
            fields: items,
            default: Value::Unset,
            min: None,
            max: None,
            derive: None,
            required: None,
            optional: false,
        };
        let lowest = min;
        let (min, max) = (field.read_value(min, reader), field.read_value(max, reader));
        if let (Some(node), Some(low), Some(high)) = (lowest, &min, &max)
            && before(high, low)
        {
            let message = say!("`min` is groter dan `max`: geen waarde past."; "`min` is more than `max`: no value fits.");
            reader.report(
                Finding::error("NZ0310", node.span.clone(), message)
                    .help(say!("Wissel de twee om."; "Swap the two.")),
            );
        }
        (field.min, field.max) = (min, max);
        Some(field)
    }

    fn read_value(&self, node: Option<&Node>, reader: &Reader) -> Option<Value> {
        let node = node?;
        let wrong = |message| reader.report(Finding::error("NZ0310", node.span.clone(), message));
        self.value(&to_json(node)).map_err(wrong).ok()
    }

    /// Reads a value from a form, in the shape that JSON has.
    ///
    /// # Errors
    /// What is wrong with it, without repeating a free text: that may be about a person.
    pub fn value(&self, json: &Json) -> Result<Value, Text> {
        let value = match &self.ty {
            Type::List(_) => self.list(json)?,
            Type::Set(_) => self.set(json)?,
            ty => scalar(json, ty, &self.options)?,
        };
        self.in_range(&value)?;
        Ok(value)
    }

    /// Holds a value against the limits.
    ///
    /// # Errors
    /// It lies outside.
    pub fn in_range(&self, value: &Value) -> Result<(), Text> {
        let whole = |number: i64| number.unsigned_abs() > number::NUMBER_MAX.unsigned_abs();
        let too_large = match value {
            Value::Integer(number) => whole(*number),
            Value::Money(amount) => whole(amount.cents / 100),
            Value::Decimal(number) => number.abs() > number::NUMBER_MAX.into(),
            _ => false,
        };
        if too_large {
            return Err(say!("Dit getal is te groot."; "This number is too large."));
        }
        for limit in [&self.min, &self.max].into_iter().flatten() {
            let (Value::Duration(value), Value::Duration(limit)) = (value, limit) else { continue };
            if value.compared(*limit).is_none() {
                let limit = display(&Value::Duration(*limit));
                return Err(
                    say!("Dit is niet te vergelijken met de grens {limit}. Gebruik dezelfde eenheid."; "This cannot be compared with the limit {limit}. Use the same unit."),
                );
            }
        }
        let below = self.min.as_ref().is_some_and(|min| before(value, min));
        let above = self.max.as_ref().is_some_and(|max| before(max, value));
        if !below && !above {
            return Ok(());
        }
        let shown = |limit: &Option<Value>| limit.as_ref().map_or_else(|| "…".to_owned(), display);
        let (min, max) = (shown(&self.min), shown(&self.max));
        Err(
            say!("De waarde moet tussen {min} en {max} liggen."; "The value must be between {min} and {max}."),
        )
    }
}

impl Required {
    /// Reads a state, a row of states, or `{in: states, role: ROLE}`.
    fn read(node: &Node, reader: &Reader) -> Self {
        if let Content::Map(_) = node.content {
            let fields = Fields::new(node, reader);
            let required = Self { states: fields.names("in"), role: fields.name("role") };
            fields.finish();
            return required;
        }
        Self { states: reader.names(node), role: None }
    }
}

impl Param {
    /// Reads a param's declaration.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let source = fields.text("source");
        let fixed = fields.text("fixed");
        fields.direction();
        let written = fields.must("value");
        let field = Field::read_shared(&fields, reader);
        fields.finish();
        let field = field?;
        let value = field.read_value(Some(written?), reader)?;
        Some(Self { field, value, source, fixed })
    }
}

fn type_named(
    kind: &Spanned<Id>,
    options: &IndexMap<Id, String>,
    items: &Map<Field>,
    reader: &Reader,
) -> Option<Type> {
    const KNOWN: [&str; 12] = [
        "text", "integer", "decimal", "money", "boolean", "choice", "set", "date", "datetime", "duration",
        "person", "list",
    ];
    if matches!(kind.as_str(), "choice" | "set") && options.is_empty() {
        reader.report(Finding::error(
            "NZ0116",
            kind.span.clone(),
            say!("Een keuze heeft `options` nodig."; "A choice needs `options`."),
        ));
    }
    if kind.as_str() == "list" && items.is_empty() {
        reader.report(Finding::error(
            "NZ0116",
            kind.span.clone(),
            say!("Een lijst heeft `fields` nodig."; "A list needs `fields`."),
        ));
    }
    let known = KNOWN.join(", ");
    Some(match kind.as_str() {
        "text" => Type::Text,
        "integer" => Type::Integer,
        "decimal" => Type::Decimal,
        "money" => Type::Money,
        "boolean" => Type::Boolean,
        "set" => Type::Set(options.keys().cloned().collect()),
        "choice" => Type::Choice(options.keys().cloned().collect()),
        "date" => Type::Date,
        "datetime" => Type::Datetime,
        "duration" => Type::Duration,
        "person" => Type::Person,
        "list" => Type::List(items.iter().map(|(id, field)| (id.clone(), field.ty.clone())).collect()),
        wrong => {
            reader.report(
                Finding::error(
                    "NZ0117",
                    kind.span.clone(),
                    say!("Het type `{wrong}` bestaat niet."; "There is no type `{wrong}`."),
                )
                .help(say!("Kies uit: {known}."; "Choose from: {known}."))
                .did_you_mean(wrong, KNOWN),
            );
            return None;
        }
    })
}

/// Reads one record of named fields.
///
/// # Errors
/// The field that is wrong, and why.
pub fn record(fields: &Map<Field>, json: &Json) -> Result<Record, (Id, Text)> {
    let Json::Object(entries) = json else {
        return Err((
            Id::from("-"),
            say!("Dit moet een groep velden zijn."; "This must be a group of fields."),
        ));
    };
    let mut record = BTreeMap::new();
    for (name, value) in entries {
        let id = Id::from(name.as_str());
        let Some(field) = fields.get(&id) else {
            let why = match crate::finding::nearest(name, fields.keys().map(Id::as_str)) {
                Some(near) => {
                    say!("Dit veld bestaat niet. Bedoelt u `{near}`?"; "There is no such field. Did you mean `{near}`?")
                }
                None => say!("Dit veld bestaat niet."; "There is no such field."),
            };
            return Err((id, why));
        };
        if value.is_null() {
            continue;
        }
        record.insert(id.clone(), field.value(value).map_err(|why| (id, why))?);
    }
    Ok(record)
}

pub(super) fn scalar(json: &Json, ty: &Type, options: &IndexMap<Id, String>) -> Result<Value, Text> {
    let text = match json {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Bool(flag) => flag.to_string(),
        Json::Null | Json::Array(_) | Json::Object(_) => {
            return Err(say!("Dit moet één waarde zijn."; "This must be a single value."));
        }
    };
    let text = text.trim();
    match ty {
        Type::Text | Type::Person => Ok(Value::text(text)),
        Type::Integer => text
            .parse()
            .map(Value::Integer)
            .map_err(|_| say!("Dit moet een heel getal zijn."; "This must be a whole number.")),
        Type::Boolean => match text.to_lowercase().as_str() {
            "true" | "ja" | "yes" => Ok(Value::Boolean(true)),
            "false" | "nee" | "no" => Ok(Value::Boolean(false)),
            _ => Err(say!("Dit moet `ja` of `nee` zijn."; "This must be `yes` or `no`.")),
        },
        Type::Choice(known) => {
            if known.iter().any(|option| *option == *text) {
                return Ok(Value::text(text));
            }
            let list = options.keys().map(Id::as_str).collect::<Vec<_>>().join(", ");
            Err(match crate::finding::nearest(text, known.iter().map(Id::as_str)) {
                Some(near) => {
                    say!("Kies uit: {list}. Bedoelt u `{near}`?"; "Choose from: {list}. Did you mean `{near}`?")
                }
                None => say!("Kies uit: {list}."; "Choose from: {list}."),
            })
        }
        Type::Date => date(text).map(Value::Date),
        Type::Datetime => datetime(text).map(Value::Datetime),
        Type::Duration => Duration::parse(text).map(Value::Duration),
        Type::Decimal => number::decimal(text).map(Value::Decimal),
        Type::Money => Money::parse(text).map(Value::Money),
        Type::List(_) | Type::Set(_) => Err(say!("Dit moet een lijst zijn."; "This must be a list.")),
    }
}

/// Reads a day, `2026-10-14` or `14-10-2026`.
///
/// # Errors
/// Not a day, or a year outside 1900-2200.
pub fn date(text: &str) -> Result<NaiveDate, Text> {
    let day =
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d-%m-%Y"));
    match day {
        Ok(day) if (1900..=2200).contains(&day.year()) => Ok(day),
        Ok(_) => {
            Err(say!("Het jaar moet tussen 1900 en 2200 liggen."; "The year must be between 1900 and 2200."))
        }
        Err(_) => Err(
            say!("Dit is geen datum. Schrijf een datum als 2026-10-14."; "This is not a date. Write a date as 2026-10-14."),
        ),
    }
}

/// Reads a moment, `2026-10-14T14:00` or with a space.
///
/// # Errors
/// Not a moment, or a year outside 1900-2200.
pub fn datetime(text: &str) -> Result<NaiveDateTime, Text> {
    let formats =
        ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M"];
    match formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()) {
        Some(moment) if (1900..=2200).contains(&moment.year()) => Ok(moment),
        Some(_) => {
            Err(say!("Het jaar moet tussen 1900 en 2200 liggen."; "The year must be between 1900 and 2200."))
        }
        None => Err(
            say!("Dit is geen datum met tijd. Schrijf het als 2026-10-14T14:00."; "This is not a date with a time. Write it as 2026-10-14T14:00."),
        ),
    }
}

/// Whether a value lies before another of its kind; false for kinds without an order.
pub(super) fn before(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a < b,
        (Value::Decimal(a), Value::Decimal(b)) => a < b,
        (Value::Money(a), Value::Money(b)) => a < b,
        (Value::Date(a), Value::Date(b)) => a < b,
        (Value::Datetime(a), Value::Datetime(b)) => a < b,
        (Value::Duration(a), Value::Duration(b)) => a.compared(*b).is_some_and(std::cmp::Ordering::is_lt),
        _ => false,
    }
}

/// A value as people write it.
#[must_use]
pub fn display(value: &Value) -> String {
    match value {
        Value::Unset => String::new(),
        Value::Boolean(true) => "ja".to_owned(),
        Value::Boolean(false) => "nee".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Datetime(moment) => moment.format("%Y-%m-%dT%H:%M").to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::List(items) => items.len().to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Money(amount) => amount.to_string(),
        Value::Set(chosen) => chosen.iter().map(Id::as_str).collect::<Vec<_>>().join(", "),
    }
}

/// A node in the shape that JSON has: bare `true` and numbers keep their type.
#[must_use]
pub fn to_json(node: &Node) -> Json {
    match &node.content {
        Content::Scalar { .. } if node.is_null() => Json::Null,
        Content::Scalar { text, plain: true } if text == "true" || text == "false" => {
            Json::Bool(text == "true")
        }
        Content::Scalar { text, plain } => match text.parse::<i64>() {
            Ok(number) if *plain && number.to_string() == *text => Json::Number(number.into()),
            _ => Json::String(text.clone()),
        },
        Content::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Content::Map(entries) => {
            Json::Object(entries.iter().map(|(key, value)| (key.name.to_string(), to_json(value))).collect())
        }
    }
}
