//! Decimals, amounts of money and sets.

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, choice, date};
use crate::calendar::{Duration, Unit};
use crate::expression::{Expr, Failure, Names, parse};
use crate::id::Id;
use crate::number::{Money, decimal};
use crate::value::{Type, Value};

fn names() -> Names {
    let Type::Choice(gebieden) = choice(&["wonen", "werk", "zorg"]) else { panic!("a choice") };
    Names::default()
        .field("aantal", Type::Integer)
        .field("deel", Type::Decimal)
        .field("prijs", Type::Money)
        .field("nul", Type::Decimal)
        .field("leeg", Type::Money)
        .field("gebieden", Type::Set(gebieden.clone()))
        .field("niets", Type::Set(gebieden))
        .field("gebied", choice(&["wonen", "anders"]))
        .field("dag", Type::Date)
        .field("binnen", Type::Duration)
        .today(true)
}

fn case() -> Case {
    let options = ["wonen", "zorg"].map(Id::from);
    Case(BTreeMap::from([
        ("aantal", Value::Integer(3)),
        ("deel", number("0.25")),
        ("prijs", money(1050)),
        ("nul", number("0")),
        ("gebieden", Value::Set(BTreeSet::from(options))),
        ("gebied", Value::text("wonen")),
        ("dag", Value::Date(date("2026-12-23"))),
        ("binnen", Value::Duration(Duration { amount: 5, unit: Unit::Workday })),
    ]))
}

fn number(text: &str) -> Value {
    Value::Decimal(decimal(text).unwrap())
}

fn money(cents: i64) -> Value {
    Value::Money(Money { cents })
}

fn ok(source: &str) -> Expr {
    parse(source).and_then(|syntax| syntax.check(&names(), None).map_err(|mut p| p.remove(0))).expect(source)
}

#[test]
fn sums_keep_cents_and_digits() {
    for (source, expected) in [
        ("aantal / 2", number("1.5")),
        ("7 / 2", number("3.5")),
        ("aantal + deel", number("3.25")),
        ("deel * 4", number("1")),
        ("-deel", number("-0.25")),
        ("prijs + 1.50", money(1200)),
        ("1 + prijs", money(1150)),
        ("prijs * aantal", money(3150)),
        ("deel * prijs", money(263)),
        ("prijs / 4", money(263)),
        ("prijs / prijs", number("1")),
        ("-prijs", money(-1050)),
        ("money(deel * 2)", money(50)),
        ("round(deel * 10)", Value::Integer(3)),
        ("round(-deel * 10)", Value::Integer(-3)),
        ("round(deel, 1)", number("0.3")),
        ("min(prijs, 5)", money(500)),
        ("max(aantal, deel)", number("3")),
        ("first_set(leeg, prijs)", money(1050)),
        ("count(gebieden)", Value::Integer(2)),
        ("date_plus(dag, binnen)", Value::Date(date("2026-12-31"))),
        ("date_minus(dag, \"3 weeks\")", Value::Date(date("2026-12-02"))),
        ("'' ~ prijs ~ deel", Value::text("€ 10,500,25")),
    ] {
        assert_eq!(ok(source).eval(&case()), Ok(expected), "{source}");
    }
    for source in [
        "prijs > 10 and prijs < 10.51",
        "deel < 1 and aantal > 2.5 and aantal == 3.0",
        "wonen in gebieden and werk not in gebieden and gebied in gebieden",
        "gebieden == [zorg, wonen] and gebieden != [zorg]",
        "wonen not in niets and not is_set(niets) and is_set(gebieden)",
        "prijs in [1, 10.50]",
    ] {
        assert_eq!(ok(source).eval(&case()), Ok(Value::Boolean(true)), "{source}");
    }
}

#[test]
fn what_has_no_answer_says_so() {
    for (source, expected) in [
        ("aantal / nul", Failure::DivisionByZero),
        ("prijs / nul", Failure::DivisionByZero),
        ("prijs + leeg", Failure::Unset("leeg".into())),
        ("count(niets)", Failure::Unset("niets".into())),
        ("prijs * 9000000000000000", Failure::Overflow),
        (
            "date_plus(dag, \"100 years\") > date_plus(date_plus(dag, \"100 years\"), \"100 years\")",
            Failure::BeyondHorizon,
        ),
    ] {
        assert_eq!(ok(source).eval(&case()), Err(expected), "{source}");
    }
}

#[test]
fn amounts_numbers_and_sets_are_not_mixed_up() {
    for (source, code) in [
        ("prijs + deel", "NZ0302"),
        ("prijs > deel", "NZ0302"),
        ("prijs * prijs", "NZ0302"),
        ("prijs // 2", "NZ0302"),
        ("deel % 2", "NZ0302"),
        ("prijs > 1.005", "NZ0302"),
        ("tuin in gebieden", "NZ0303"),
        ("aantal in gebieden", "NZ0302"),
        ("gebieden == [tuin]", "NZ0303"),
        ("round(prijs)", "NZ0304"),
        ("round(deel, aantal)", "NZ0304"),
        ("date_plus(dag, \"drie\")", "NZ0302"),
        ("date_plus(dag, aantal)", "NZ0304"),
        ("[wonen]", "NZ0301"),
    ] {
        let problems = parse(source).unwrap().check(&names(), None).expect_err(source);
        assert_eq!(problems[0].code, code, "{source}: {problems:#?}");
    }
}

/// What was stored before these kinds of values came still reads, and all are read back as they were.
#[test]
fn stored_values_keep_their_tags() {
    for stored in
        ["\"unset\"", "{\"integer\":3}", "{\"text\":\"a\"}", "{\"list\":[{\"nr\":{\"integer\":1}}]}"]
    {
        let value: Value = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), stored);
    }
    for (name, stored) in [
        ("deel", "{\"decimal\":\"0.25\"}"),
        ("prijs", "{\"money\":\"10.50\"}"),
        ("gebieden", "{\"set\":[\"wonen\",\"zorg\"]}"),
    ] {
        let value = case().0.remove(name).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), stored);
        assert_eq!(serde_json::from_str::<Value>(stored).unwrap(), value);
    }
}
