//! What a text gives.

use super::{case, checked, choice, date, ok};
use crate::calendar::{Duration, Unit};
use crate::expression::{Failure, functions, names_of_functions};
use crate::id::Id;
use crate::value::{Type, Value};

#[test]
fn conditions() {
    let table = [
        ("true", true),
        ("leeftijd < leeftijd_tot", true),
        ("leeftijd >= 24 and leeftijd <= 24", true),
        ("leeftijd > 24 or leeftijd < 24", false),
        ("not leeftijd == 24", false),
        ("not nee", true),
        ("zelfredzaamheid == laag", true),
        ("laag == zelfredzaamheid", true),
        ("zelfredzaamheid == 'laag'", true),
        ("zelfredzaamheid != genoeg", true),
        ("zelfredzaamheid == \"wonen\"", false),
        ("zelfredzaamheid == vorige", true),
        ("zelfredzaamheid in [genoeg, laag]", true),
        ("zelfredzaamheid not in [genoeg, laag,]", false),
        ("laag in [vorige, zelfredzaamheid]", true),
        ("leeftijd in [1, 20 + 4]", true),
        ("(laag if ja else zelfredzaamheid) == genoeg", false),
        ("first_set(zelfredzaamheid, genoeg) == laag", true),
        ("regievoerder == \"anna\"", true),
        ("event.reden == 'verhuisd'", true),
        // Nothing equals nothing, and the negation of that is true.
        ("leeg == 3", false),
        ("leeg != 3", true),
        ("leeg == leeg", false),
        ("leeg in [1, 2]", false),
        ("leeg not in [1, 2]", true),
        ("route == zelf", false),
        // The second half is not looked at.
        ("ja or onbekend", true),
        ("nee and onbekend", false),
        ("is_set(leeg)", false),
        ("is_set(leeg + 1)", false),
        ("is_set(leeftijd)", true),
        ("in_state(gepland) and not in_state('plan')", true),
        // Days.
        ("detentie.vrijlating > today", true),
        ("overleg_op == today", true),
        ("overleg_op <= today and overleg_op >= today", true),
        ("overleg_op < overleg_op", false),
        ("overleg_op < detentie.vrijlating", true),
        ("first_set(vrij_op, detentie.vrijlating) == detentie.vrijlating", true),
        // Lists.
        ("all(partijen, not verplicht or uitkomst == komt)", true),
        ("all(partijen, uitkomst == komt)", false),
        ("any(partijen, uitkomst == komt and naam == \"gemeente\")", true),
        ("any(partijen, naam == \"politie\")", false),
        ("all(niets, gebied == zorg)", true),
        ("any(niets, gebied == zorg)", false),
        ("any(partijen, verplicht and all(stappen, klaar))", true),
        ("any(partijen, not verplicht and any(stappen, not klaar))", true),
        ("any(partijen, any(stappen, verplicht and uren > 3))", false),
        ("any(partijen, any(stappen, naam == 'zorg' and uren > 3))", true),
        ("covers(afspraken, gebied)", true),
        ("covers(half, gebied)", false),
        ("covers(niets, gebied)", false),
    ];
    for (source, expected) in table {
        let value = ok(source, Some(&Type::Boolean)).eval(&case());
        assert_eq!(value, Ok(Value::Boolean(expected)), "{source}");
    }
}

#[test]
fn values() {
    let whole = Value::Integer;
    let day = |text| Value::Date(date(text));
    let table = [
        ("1 + 2 * 3", whole(7)),
        ("(1 + 2) * 3", whole(9)),
        ("10 - 3 - 2", whole(5)),
        ("7 // 2", whole(3)),
        ("-7 // 2", whole(-4)),
        ("7 // -2", whole(-4)),
        ("-7 % 3", whole(2)),
        ("7 % -3", whole(-2)),
        ("- -leeftijd", whole(24)),
        ("1 if nee else 2 if nee else 3", whole(3)),
        ("1 if ja else leeg", whole(1)),
        ("leeg", Value::Unset),
        ("first_set(leeg)", Value::Unset),
        ("first_set(leeg, leeg + 1, 4, 5)", whole(4)),
        ("none if ja else 3", Value::Unset),
        ("age(person.geboortedatum, today)", whole(22)),
        ("age(today, person.geboortedatum)", whole(-23)),
        ("days_between(today, detentie.vrijlating)", whole(6)),
        ("days_between(detentie.vrijlating, overleg_op)", whole(-6)),
        ("min(3, 1, 2)", whole(1)),
        ("max(3, leeftijd)", whole(24)),
        ("min(today, detentie.vrijlating)", day("2026-10-14")),
        ("max(today, detentie.vrijlating)", day("2026-10-20")),
        ("count(partijen)", whole(2)),
        ("count(niets)", whole(0)),
        ("count(afspraken, gebied == zorg)", whole(2)),
        ("'a' ~ 1 ~ zelfredzaamheid", Value::text("a1laag")),
        ("\"Op \" ~ today ~ '.'", Value::text("Op 14 oktober 2026.")),
        ("'' ~ overleg_op", Value::text("14 oktober 2026 om 14.05 uur")),
        (r#"'it\'s "x"\n\\'"#, Value::text("it's \"x\"\n\\")),
        ("binnen", Value::Duration(Duration { amount: 5, unit: Unit::Workday })),
    ];
    for (source, expected) in table {
        assert_eq!(ok(source, None).eval(&case()), Ok(expected), "{source}");
    }
}

#[test]
fn failures() {
    let unset = |name: &str| Failure::Unset(name.into());
    let table = [
        ("leeg < 3", unset("leeg")),
        ("3 > leeg", unset("leeg")),
        ("leeg + 1", unset("leeg")),
        ("-leeg", unset("leeg")),
        ("'a' ~ leeg", unset("leeg")),
        ("not onbekend", unset("onbekend")),
        ("onbekend or ja", unset("onbekend")),
        ("ja and onbekend", unset("onbekend")),
        ("1 if onbekend else 2", unset("onbekend")),
        ("min(1, leeg)", unset("leeg")),
        ("age(vrij_op, today)", unset("vrij_op")),
        ("days_between(today, (vrij_op if ja else today))", unset("vrij_op")),
        ("first_set(leeg) + 1", unset("leeg")),
        ("any(partijen, count(stappen) > leeg)", unset("leeg")),
        ("any(afspraken, nr > 3)", unset("nr")),
        ("1 // nul", Failure::DivisionByZero),
        ("1 % nul", Failure::DivisionByZero),
        ("is_set(1 // nul)", Failure::DivisionByZero),
        ("9223372036854775807 + 1", Failure::Overflow),
        ("-9223372036854775807 - 2", Failure::Overflow),
        ("9223372036854775807 * 2", Failure::Overflow),
        ("(-9223372036854775807 - 1) // -1", Failure::Overflow),
        ("-(-9223372036854775807 - 1)", Failure::Overflow),
    ];
    for (source, expected) in table {
        let expr = ok(source, None);
        assert_eq!(expr.eval(&case()), Err(expected.clone()), "{source}");
        assert!(!expr.holds(&case()), "{source}");
        assert!(!expected.text().nl.is_empty());
    }
    assert_eq!(ok("(-9223372036854775807 - 1) % -1", None).eval(&case()), Ok(Value::Integer(0)));
}

#[test]
fn values_of_another_type_count_as_none() {
    let mut case = case();
    case.0.insert("leeftijd", Value::text("27"));
    for source in ["leeftijd < 3", "leeftijd + 1 == 3", "-leeftijd == 1"] {
        assert_eq!(ok(source, None).eval(&case), Err(Failure::Unset("leeftijd".into())), "{source}");
    }
}

#[test]
fn places() {
    let table = [
        ("zelfredzaamheid", Type::Text),
        ("zelfredzaamheid", choice(&["laag", "genoeg", "wonen", "meer"])),
        ("laag if ja else none", choice(&["laag", "hoog"])),
        ("\"onbekend\" if ja else zelfredzaamheid", Type::Text),
        ("none", Type::Date),
        ("first_set(laag, zelfredzaamheid)", choice(&["laag", "genoeg", "wonen"])),
        ("overleg_op", Type::Datetime),
        ("regievoerder", Type::Person),
    ];
    for (source, want) in table {
        assert_eq!(*ok(source, Some(&want)).ty(), want, "{source}");
    }
    assert_eq!(
        *ok("zelfredzaamheid if ja else vorige", None).ty(),
        choice(&["laag", "genoeg", "wonen", "anders"])
    );
}

#[test]
fn what_it_reads() {
    let expr = ok(
        "leeftijd < leeftijd_tot and (any(partijen, naam == wonen) or leeftijd > 3) and in_state(plan)",
        None,
    );
    let reads: Vec<_> = expr.reads().into_iter().map(Id::as_str).collect();
    assert_eq!(reads, ["leeftijd", "leeftijd_tot", "partijen", "wonen"]);
    assert_eq!(expr.states(), [&Id::from("plan")]);
    assert!(!expr.uses_today());
    assert!(ok("max(1, age(person.geboortedatum, today)) > 3", None).uses_today());
}

#[test]
fn functions_are_sorted_and_explained() {
    assert!(names_of_functions().is_sorted());
    for signature in functions() {
        assert!(signature.usage.starts_with(&format!("{}(", signature.name)));
        assert!(!signature.explanation().nl.is_empty());
    }
}

/// Values that minijinja and we both have; so the answers must be the same.
#[test]
fn precedence_is_that_of_minijinja() {
    let table = [
        "1 + 2 * 3 - 4",
        "2 * 3 % 4 // 2",
        "7 // 2 * 2",
        "10 - 2 - 3",
        "-2 * -3 - -4",
        "-7 // 2 + -7 % 2",
        "7 // -2 * 10 + 7 % -2",
        "1 + 2 < 4 and not 3 > 4 or false",
        "not true or true",
        "not true and false",
        "not (true and false)",
        "not 1 == 2",
        "not not true",
        "true or true and false",
        "(true or true) and false",
        "false and true or true",
        "1 if false else 2 if true else 3",
        "1 + 1 if true else 5",
        "1 if 1 < 2 and false else 3 + 4",
        "(1 if true else 2) + 5",
        "2 if true or false else 1",
        "1 in [1, 2] and 3 not in [1, 2]",
        "1 + 1 in [2]",
        "not 1 in [1]",
        "'a' ~ 1 * 2 ~ 'b'",
        "'x' ~ -1 ~ 2 // 2",
        "'a' ~ 'b' == 'ab'",
        "'a' ~ 'b' in ['ab']",
        "('a' if true else 'b') ~ 'c'",
        "'a' if true else 'b' ~ 'c'",
        "1 - 2 + 3",
        "true == false or true",
        "1 != 2 and 2 >= 2",
        "- 3 + 5",
        "-(3 + 5)",
    ];
    let env = minijinja::Environment::new();
    for source in table {
        let theirs = env.compile_expression(source).unwrap().eval(()).unwrap();
        let ours = match ok(source, None).eval(&case()).unwrap() {
            Value::Boolean(value) => minijinja::Value::from(value),
            Value::Integer(value) => minijinja::Value::from(value),
            Value::Text(value) => minijinja::Value::from(&*value),
            other => panic!("{source}: {other:?}"),
        };
        assert_eq!((ours.kind(), &ours), (theirs.kind(), &theirs), "{source}");
    }
    // `~` binds tighter than `+` there, so this is a sum with a text for both.
    assert!(env.compile_expression("1 ~ 2 + 3").unwrap().eval(()).is_err());
    assert!(checked("1 ~ 2 + 3", None).is_err());
}
