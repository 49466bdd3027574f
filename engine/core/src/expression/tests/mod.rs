//! The names and the case that the tests share.

#![allow(clippy::unwrap_used)]

mod limits;
mod numbers;
mod problems;
mod values;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Environment, Expr, Names, Problem, parse};
use crate::calendar::{Duration, Unit};
use crate::id::Id;
use crate::value::{Record, Type, Value};

fn choice(options: &[&str]) -> Type {
    Type::Choice(options.iter().map(|option| Id::from(*option)).collect())
}

fn list(fields: &[(&str, Type)]) -> Type {
    Type::List(fields.iter().map(|(name, ty)| (Id::from(*name), ty.clone())).collect())
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn names() -> Names {
    let partijen = [
        ("naam", Type::Text),
        ("verplicht", Type::Boolean),
        ("uitkomst", choice(&["komt", "afgezegd"])),
        ("stappen", list(&[("klaar", Type::Boolean), ("uren", Type::Integer)])),
        ("leeftijd", Type::Integer),
    ];
    Names::default()
        .field("leeftijd", Type::Integer)
        .field("leeftijd_tot", Type::Integer)
        .field("leeg", Type::Integer)
        .field("nul", Type::Integer)
        .field("ja", Type::Boolean)
        .field("nee", Type::Boolean)
        .field("onbekend", Type::Boolean)
        .field("zelfredzaamheid", choice(&["laag", "genoeg", "wonen"]))
        .field("vorige", choice(&["laag", "anders"]))
        .field("route", choice(&["zelf", "skt"]))
        .field("wonen", Type::Text)
        .field("regievoerder", Type::Person)
        .field("event.reden", Type::Text)
        .field("person.geboortedatum", Type::Date)
        .field("detentie.vrijlating", Type::Date)
        .field("vrij_op", Type::Date)
        .field("overleg_op", Type::Datetime)
        .field("binnen", Type::Duration)
        .field("partijen", list(&partijen))
        .field("afspraken", list(&[("gebied", choice(&["id", "zorg"])), ("nr", Type::Integer)]))
        .field("half", list(&[("gebied", choice(&["id", "zorg"]))]))
        .field("niets", list(&[("gebied", choice(&["id", "zorg"]))]))
        .state("gepland")
        .state("plan")
        .today(true)
}

struct Case(BTreeMap<&'static str, Value>);

impl Environment for Case {
    fn value(&self, name: &Id) -> Cow<'_, Value> {
        self.0.get(name.as_str()).map_or(Cow::Owned(Value::Unset), Cow::Borrowed)
    }
    fn in_state(&self, state: &Id) -> bool {
        *state == "gepland"
    }
    fn today(&self) -> NaiveDate {
        date("2026-10-14")
    }
}

fn record(fields: &[(&str, Value)]) -> Record {
    fields.iter().map(|(name, value)| (Id::from(*name), value.clone())).collect()
}

fn case() -> Case {
    let (text, whole, yes) = (Value::text, Value::Integer, Value::Boolean);
    let stap = |klaar, uren| record(&[("klaar", yes(klaar)), ("uren", whole(uren))]);
    let partij = |naam, verplicht, uitkomst, stappen| {
        let stappen = Value::List(stappen);
        record(&[
            ("naam", text(naam)),
            ("verplicht", yes(verplicht)),
            ("uitkomst", uitkomst),
            ("stappen", stappen),
        ])
    };
    let gebied = |gebied| record(&[("gebied", text(gebied))]);
    Case(BTreeMap::from([
        ("leeftijd", whole(24)),
        ("leeftijd_tot", whole(27)),
        ("nul", whole(0)),
        ("ja", yes(true)),
        ("nee", yes(false)),
        ("zelfredzaamheid", text("laag")),
        ("vorige", text("laag")),
        ("wonen", text("Sloterweg")),
        ("regievoerder", text("anna")),
        ("event.reden", text("verhuisd")),
        ("person.geboortedatum", Value::Date(date("2004-02-29"))),
        ("detentie.vrijlating", Value::Date(date("2026-10-20"))),
        ("overleg_op", Value::Datetime(date("2026-10-14").and_hms_opt(14, 5, 0).unwrap())),
        ("binnen", Value::Duration(Duration { amount: 5, unit: Unit::Workday })),
        (
            "partijen",
            Value::List(vec![
                partij("gemeente", true, text("komt"), vec![stap(true, 2), stap(true, 3)]),
                partij("zorg", false, Value::Unset, vec![stap(true, 24), stap(false, 40)]),
            ]),
        ),
        ("afspraken", Value::List(vec![gebied("zorg"), gebied("id"), gebied("zorg")])),
        ("half", Value::List(vec![gebied("zorg")])),
        ("niets", Value::List(Vec::new())),
    ]))
}

fn checked(source: &str, want: Option<&Type>) -> Result<Expr, Vec<Problem>> {
    parse(source).map_err(|problem| vec![problem])?.check(&names(), want)
}

fn ok(source: &str, want: Option<&Type>) -> Expr {
    checked(source, want).unwrap_or_else(|problems| panic!("{source}: {problems:#?}"))
}
