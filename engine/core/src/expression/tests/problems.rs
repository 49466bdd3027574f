//! What is wrong with a text, and where.

use super::{checked, choice, list, names};
use crate::expression::parse;
use crate::text::Language;
use crate::value::Type;

/// Each row: the text, the type of the place, and code, marked text and replacement of each problem.
type Wrong = (&'static str, Option<Type>, &'static [(&'static str, &'static str, &'static str)]);

fn assert_problems(table: &[Wrong]) {
    for (source, want, expected) in table {
        let problems = checked(source, want.as_ref()).expect_err(source);
        let found: Vec<_> = problems
            .iter()
            .map(|p| (p.code, &source[p.range.clone()], p.replace.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(found, *expected, "{source}: {problems:#?}");
    }
}

#[test]
fn no_expression() {
    let table: Vec<Wrong> = [
        ("", "", ""),
        ("  ", "  ", ""),
        ("leeftijd <", "", ""),
        ("leeftijd = 27", "=", "=="),
        ("leeftijd => 27", "=>", ">="),
        ("leeftijd ≥ 27", "≥", ">="),
        ("leeftijd <> 27", "<>", "!="),
        ("leeftijd === 27", "===", "=="),
        ("ja && nee", "&&", "and"),
        ("ja || nee", "||", "or"),
        ("!ja", "!", "not "),
        ("ja en nee", "en", "and"),
        ("ja OR nee", "OR", "or"),
        ("leeftijd is 3", "is", ""),
        ("leeftijd 27", "27", ""),
        ("1 < leeftijd < 3", "1 < leeftijd <", ""),
        ("leeg == leeftijd == ja", "leeg == leeftijd ==", ""),
        ("leeftijd in [1] == ja", "leeftijd in [1] ==", ""),
        ("leeftijd in partijen", "partijen", ""),
        ("leeftijd in []", "[]", ""),
        ("[1, 2]", "[", ""),
        ("naam|upper", "|", ""),
        ("event.reden.upper()", "event.reden.upper", ""),
        ("'a'.upper()", ".", ""),
        ("partijen[0]", "partijen[", ""),
        ("(1 + 2", "(", ""),
        ("min(1, 2", "(", ""),
        ("min(1,", "(", ""),
        ("1 + 2)", ")", ""),
        ("min(1 2)", "2", ""),
        ("1 + * 2", "*", ""),
        ("ja == not nee", "not", ""),
        ("1 + not ja", "not", ""),
        ("1 if ja", "if ja", ""),
        ("ja ? 1 : 2", "?", ""),
        ("ja not nee", "nee", ""),
        ("7 ** 2", "**", ""),
        ("27jaar", "27j", ""),
        ("99999999999999999999", "99999999999999999999", ""),
        ("{{ leeftijd }}", "{", ""),
        ("'open", "'open", ""),
        ("'a\\q'", "\\q", ""),
        ("event.reden == “x”", "“", "\""),
        ("leeftijd – 1", "–", "-"),
    ]
    .into_iter()
    .map(|(source, range, replace)| -> Wrong { (source, None, vec![("NZ0301", range, replace)].leak()) })
    .collect();
    assert_problems(&table);
}

#[test]
fn wrong_types() {
    assert_problems(&[
        ("leeftijd < \"27\"", None, &[("NZ0302", "\"27\"", "27")]),
        ("leeftijd == 'x'", None, &[("NZ0302", "leeftijd == 'x'", "")]),
        ("leeftijd == ja", None, &[("NZ0302", "leeftijd == ja", "")]),
        ("zelfredzaamheid == route", None, &[("NZ0302", "zelfredzaamheid == route", "")]),
        ("zelfredzaamheid < 'genoeg'", None, &[("NZ0302", "zelfredzaamheid < 'genoeg'", "")]),
        ("event.reden < 'b'", None, &[("NZ0302", "event.reden < 'b'", "")]),
        ("overleg_op > '2026-10-14'", None, &[("NZ0302", "overleg_op > '2026-10-14'", "")]),
        ("regievoerder == zelfredzaamheid", None, &[("NZ0302", "regievoerder == zelfredzaamheid", "")]),
        ("binnen == binnen", None, &[("NZ0302", "binnen == binnen", "")]),
        ("partijen == 0", None, &[("NZ0302", "partijen == 0", "")]),
        ("leeftijd in [1, 'a', ja]", None, &[("NZ0302", "'a'", ""), ("NZ0302", "ja", "")]),
        ("leeftijd == none", None, &[("NZ0302", "leeftijd == none", "not is_set(leeftijd)")]),
        ("none != leeftijd", None, &[("NZ0302", "none != leeftijd", "is_set(leeftijd)")]),
        ("leeftijd < none", None, &[("NZ0302", "leeftijd < none", "")]),
        ("leeftijd in [1, none]", None, &[("NZ0302", "none", "")]),
        ("1 + none", None, &[("NZ0302", "none", "")]),
        ("none", None, &[("NZ0302", "none", "")]),
        ("leeftijd", Some(Type::Boolean), &[("NZ0302", "leeftijd", "")]),
        ("leeftijd and not 'x'", None, &[("NZ0302", "leeftijd", ""), ("NZ0302", "'x'", "")]),
        ("1 if leeftijd else 2", None, &[("NZ0302", "leeftijd", "")]),
        ("1 if ja else 'x'", None, &[("NZ0302", "'x'", "")]),
        ("first_set(leeftijd, today)", None, &[("NZ0302", "today", "")]),
        ("max(today, overleg_op)", None, &[("NZ0302", "overleg_op", "")]),
        ("leeftijd + '1'", None, &[("NZ0302", "'1'", "1")]),
        ("today + 1", None, &[("NZ0302", "today", "")]),
        ("-ja", None, &[("NZ0302", "ja", "")]),
        ("'a' ~ ja ~ regievoerder", None, &[("NZ0302", "ja", ""), ("NZ0302", "regievoerder", "")]),
        ("any(partijen, naam)", None, &[("NZ0302", "naam", "")]),
        // Places.
        ("overleg_op", Some(Type::Date), &[("NZ0302", "overleg_op", "")]),
        ("event.reden", Some(choice(&["a"])), &[("NZ0302", "event.reden", "")]),
        ("zelfredzaamheid", Some(choice(&["laag"])), &[("NZ0302", "zelfredzaamheid", "")]),
        ("'27'", Some(Type::Integer), &[("NZ0302", "'27'", "27")]),
        ("27", Some(Type::Text), &[("NZ0302", "27", "\"27\"")]),
        ("partijen", Some(list(&[("naam", Type::Text)])), &[("NZ0302", "partijen", "")]),
    ]);
}

#[test]
fn wrong_names() {
    assert_problems(&[
        ("zelfredzaamheid == \"laagg\"", None, &[("NZ0303", "\"laagg\"", "\"laag\"")]),
        ("zelfredzaamheid == laagg", None, &[("NZ0303", "laagg", "laag")]),
        ("zelfredzaamheid in [hoog, genoeg]", None, &[("NZ0303", "hoog", "")]),
        ("zelfredzaamheid == leeftjd", None, &[("NZ0201", "leeftjd", "leeftijd")]),
        ("middel", Some(choice(&["laag"])), &[("NZ0303", "middel", "")]),
        ("laag if ja else hoog", Some(choice(&["laag"])), &[("NZ0303", "hoog", "")]),
        ("zelfredzaamheid == wonen", None, &[("NZ0305", "wonen", "\"wonen\"")]),
        ("wonen", Some(choice(&["wonen"])), &[("NZ0305", "wonen", "\"wonen\"")]),
        ("any(partijen, leeftijd > 3)", None, &[("NZ0305", "leeftijd", "")]),
        ("leeftjid < 27", None, &[("NZ0201", "leeftjid", "leeftijd")]),
        ("person.geboortedatm", None, &[("NZ0201", "person.geboortedatm", "person.geboortedatum")]),
        ("is_set(detentie)", None, &[("NZ0201", "detentie", "")]),
        ("event.reden == verhuizing", None, &[("NZ0201", "verhuizing", "")]),
        ("gehuwd == vrijgezel", None, &[("NZ0201", "gehuwd", ""), ("NZ0201", "vrijgezel", "")]),
        ("True", None, &[("NZ0201", "True", "true")]),
        ("is_set == ja", None, &[("NZ0201", "is_set", "")]),
        ("naam == 'x'", None, &[("NZ0201", "naam", "")]),
        ("in_state(geplant)", None, &[("NZ0201", "geplant", "gepland")]),
        ("covers(afspraken, gebeid)", None, &[("NZ0201", "gebeid", "gebied")]),
        ("isset(leeftijd)", None, &[("NZ0304", "isset", "is_set")]),
        ("length(partijen)", None, &[("NZ0304", "length", "count")]),
        ("leeftijd(3)", None, &[("NZ0304", "leeftijd", "")]),
        ("today()", None, &[("NZ0304", "today()", "today")]),
        ("age(person.geboortedatum)", None, &[("NZ0304", "age(person.geboortedatum)", "")]),
        ("is_set()", None, &[("NZ0304", "is_set()", "")]),
        ("min(1)", None, &[("NZ0304", "min(1)", "")]),
        ("min(ja, nee)", None, &[("NZ0304", "ja", "")]),
        ("age(leeftijd, 'x')", None, &[("NZ0304", "leeftijd", ""), ("NZ0304", "'x'", "")]),
        ("count(leeftijd)", None, &[("NZ0304", "leeftijd", "")]),
        ("covers(afspraken, nr)", None, &[("NZ0304", "nr", "")]),
        ("covers(afspraken, 1)", None, &[("NZ0304", "1", "")]),
        ("in_state(1)", None, &[("NZ0304", "1", "")]),
    ]);
    let problems = parse("today < vrij_op").unwrap().check(&names().today(false), None).unwrap_err();
    assert_eq!((problems[0].code, problems[0].range.clone()), ("NZ0306", 0..5));
}

#[test]
fn messages_name_both_types() {
    let problems = checked("leeftijd < \"27\"", None).unwrap_err();
    assert_eq!(
        problems[0].message.get(Language::Nl),
        "`<` kan dit niet vergelijken: `leeftijd` is een heel getal en `\"27\"` is een tekst."
    );
    assert_eq!(problems[0].help.as_ref().unwrap().nl, "Schrijf `27` zonder aanhalingstekens.");
    // Several at once, in the order of the text.
    let problems = checked("foo > 1 and leeftijd < 'a' and bar", None).unwrap_err();
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["NZ0201", "NZ0302", "NZ0201"]);
}
