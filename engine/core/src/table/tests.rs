use std::sync::Arc;

use super::condition::Condition;
use super::{Answer, Space, Table, resolve};
use crate::definition::library::Library;
use crate::finding::{Finding, Source};
use crate::id::Id;
use crate::value::{Record, Value};

fn read(text: &str) -> (Table, Vec<Finding>) {
    let library = Library::read(&[Arc::new(Source { path: "t/t.yaml".into(), text: text.into() })]);
    assert!(library.findings.is_empty(), "{:?}", library.findings);
    resolve(library.tables.values().next().expect("a table"))
}

fn table(text: &str) -> Table {
    let (table, findings) = read(text);
    assert!(findings.is_empty(), "{findings:?}");
    table
}

fn ask(table: &Table, given: &[(&str, Value)]) -> Result<Answer, String> {
    let given: Record = given.iter().map(|(id, value)| (Id::from(*id), value.clone())).collect();
    table.decide(&given).map_err(|why| why.nl)
}

fn rows(answer: &Answer) -> Vec<&str> {
    answer.rows.iter().map(Id::as_str).collect()
}

/// The condition, for an integer input from 0 to 99 that may be unset.
fn condition(written: &str) -> Result<Condition, Vec<Finding>> {
    let (table, findings) = read(&format!(
        "table: t/t\ntitle: T\ninputs: {{getal: {{type: integer, min: 0, max: 99, optional: true}}}}\n\
         outputs: {{o: {{type: integer}}}}\nrows: {{a: {{if: {{getal: {written}}}, then: {{o: 1}}}}}}\n"
    ));
    let found = table.rows[0].condition(0).cloned();
    if findings.is_empty() { Ok(found.unwrap_or(Condition::Any)) } else { Err(findings) }
}

#[test]
fn a_range_says_which_ends_lie_in_it() {
    let holds =
        |written: &str, number: i64| condition(written).expect(written).holds(&Value::Integer(number));
    for (written, inside, outside) in [
        ("18..26", vec![18, 20, 26], vec![17, 27]),
        ("18..", vec![18, 99], vec![17]),
        ("..26", vec![0, 26], vec![27]),
        ("\">= 18\"", vec![18, 19], vec![17]),
        ("\"> 18\"", vec![19], vec![18]),
        ("<= 18", vec![18, 17], vec![19]),
        ("<18", vec![17], vec![18]),
        ("18", vec![18], vec![17, 19]),
        ("[3, 5..7, \">90\"]", vec![3, 5, 7, 91], vec![4, 8, 90]),
        ("any", vec![0, 99], vec![]),
        ("set", vec![0, 99], vec![]),
        ("unset", vec![], vec![0, 99]),
    ] {
        assert!(inside.iter().all(|number| holds(written, *number)), "{written}");
        assert!(!outside.iter().any(|number| holds(written, *number)), "{written}");
    }
    let unset = |written: &str| condition(written).expect(written).holds(&Value::Unset);
    assert!(unset("unset") && unset("any") && unset("[3, unset]"));
    assert!(!unset("set") && !unset("0..") && !unset("3"));
}

#[test]
fn a_wrong_condition_is_shown_at_its_place() {
    for (written, part) in [
        ("oud", "oud"),
        ("18..oud", "oud"),
        ("\"18 .. 2x\"", "2x"),
        ("..", ".."),
        ("26..18", "26..18"),
        ("200", "200"),
        ("\"any\"", "any"),
        ("[]", "[]"),
        ("{a: 1}", "{a: 1}"),
    ] {
        let findings = condition(written).expect_err(written);
        let span = &findings[0].span;
        assert_eq!(&span.source.text[span.range.clone()], part, "{written}: {:?}", findings[0].message);
    }
}

#[test]
fn a_word_of_the_table_is_not_taken_for_an_option() {
    let text = |written: &str| {
        format!(
            "table: t/t\ntitle: T\ninputs: {{keuze: {{type: choice, options: {{any: A, b: B}}}}}}\n\
             outputs: {{o: {{type: integer}}}}\nrows: {{a: {{if: {{keuze: {written}}}, then: {{o: 1}}}}}}\n"
        )
    };
    assert_eq!(read(&text("any")).1[0].code, "NZ0806");
    let (table, findings) = read(&text("\"any\""));
    assert!(findings.is_empty());
    assert_eq!(table.rows[0].condition(0), Some(&Condition::Is(Value::text("any"))));
}

const AGES: &str = "table: t/t\ntitle: T\ninputs: {leeftijd: {type: integer, min: 0, max: 120}, hulp: {type: boolean, optional: true}}\n\
    outputs: {wie: {type: choice, options: {jeugd: Jeugd, jong: Jong, oud: Oud}}, nog: {type: integer}}\n";

#[test]
fn unique_gives_the_one_row_that_hits() {
    let table = table(&format!(
        "{AGES}rows:\n  a: {{if: {{leeftijd: ..17}}, then: {{wie: jeugd, nog: 18 - leeftijd}}}}\n  \
         b: {{if: {{leeftijd: 18..26}}, then: {{wie: jong, nog: none}}}}\n  c: {{if: {{leeftijd: 27..}}, then: {{wie: oud, nog: 0}}}}\n"
    ));
    let answer = ask(&table, &[("leeftijd", Value::Integer(17))]).expect("an answer");
    assert_eq!(rows(&answer), ["a"]);
    assert_eq!(answer.results[0][&Id::from("nog")], Value::Integer(1));
    let answer = ask(&table, &[("leeftijd", Value::Integer(26))]).expect("an answer");
    assert_eq!(rows(&answer), ["b"]);
    assert_eq!(answer.results[0][&Id::from("nog")], Value::Unset);
    // What must be filled in is not guessed, and what the checks did not look at is refused.
    assert_eq!(ask(&table, &[]), Err("`leeftijd` is nog niet ingevuld.".into()));
    assert!(ask(&table, &[("leeftijd", Value::Integer(121))]).is_err());
}

#[test]
fn first_takes_the_upper_row_and_collect_takes_all() {
    let rows_text = "rows:\n  a: {if: {leeftijd: ..26}, then: {wie: jong, nog: 1}}\n  b: {if: {hulp: true}, then: {wie: oud, nog: 2}}\n  \
        c: {if: {leeftijd: 20..30}, then: {wie: jong, nog: 1}}\n";
    let given = [("leeftijd", Value::Integer(22)), ("hulp", Value::Boolean(true))];
    let first = table(&format!("{AGES}hit: first\n{rows_text}"));
    assert_eq!(rows(&ask(&first, &given).expect("an answer")), ["a"]);
    assert_eq!(rows(&ask(&first, &[("leeftijd", Value::Integer(30))]).expect("an answer")), ["c"]);
    assert!(ask(&first, &[("leeftijd", Value::Integer(31))]).is_err(), "no row is no answer");

    let collect = table(&format!("{AGES}hit: collect\n{rows_text}"));
    let answer = ask(&collect, &given).expect("an answer");
    assert_eq!(rows(&answer), ["a", "b", "c"]);
    assert_eq!(answer.results.len(), 2, "two rows that say the same say it once");
    let none = ask(&collect, &[("leeftijd", Value::Integer(31))]).expect("an answer");
    assert!(none.rows.is_empty() && none.results.is_empty(), "no row is an answer too");

    let unique = table(&format!("{AGES}{rows_text}"));
    let why = ask(&unique, &given).expect_err("several rows hit");
    assert!(why.contains("a, b, c"), "{why}");
}

#[test]
fn outputs_are_held_to_their_limits() {
    let text = |value: &str| {
        format!(
            "table: t/t\ntitle: T\ninputs: {{getal: {{type: integer}}}}\noutputs: {{o: {{type: integer, max: 9}}, d: {{type: date}}, t: {{type: duration}}}}\n\
             rows: {{a: {{then: {{o: {value}, d: 2026-10-14, t: 5 workdays}}}}}}\n"
        )
    };
    assert_eq!(read(&text("10")).1[0].code, "NZ0310");
    let table = table(&text("getal + 1"));
    let answer = ask(&table, &[("getal", Value::Integer(8))]).expect("an answer");
    let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 14).expect("a day");
    assert_eq!(answer.results[0][&Id::from("d")], Value::Date(day));
    assert!(ask(&table, &[("getal", Value::Integer(9))]).is_err());
    assert!(ask(&table, &[("getal", Value::Integer(i64::MAX))]).is_err(), "too large a number is no panic");
}

/// The search against every single input, for tables made by chance.
#[test]
fn the_search_finds_what_trying_everything_finds() {
    let mut seed = 7_u64;
    let mut chance = move |of: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % of
    };
    let (mut gaps, mut hidden) = (0, 0);
    for _ in 0..300 {
        let mut text = String::from(
            "table: t/t\ntitle: T\nhit: first\ninputs: {a: {type: integer, min: 0, max: 6}, b: {type: choice, options: {p: P, q: Q, r: R}}, c: {type: boolean, optional: true}}\n\
             outputs: {o: {type: integer}}\nrows:\n",
        );
        for row in 0..=chance(5) {
            let low = chance(5);
            let high = low + chance(4);
            let a = [
                format!("{low}..{}", high.min(6)),
                format!("\"> {low}\""),
                format!("[{low}, 6]"),
                "any".into(),
            ];
            let b = ["p", "[q, r]", "any", "[p, q]"];
            let c = ["true", "unset", "any", "[false, unset]"];
            let (a, b, c) = (&a[chance(4) as usize], b[chance(4) as usize], c[chance(4) as usize]);
            text.push_str(&format!("  r{row}: {{if: {{a: {a}, b: {b}, c: {c}}}, then: {{o: {row}}}}}\n"));
        }
        let table = table(&text);
        let space = Space::of(&table);
        let survey = space.survey();
        assert!(survey.complete);
        let (mut missed, mut first) = (false, vec![false; table.rows.len()]);
        for a in 0..=6 {
            for b in ["p", "q", "r"] {
                for c in [Value::Boolean(true), Value::Boolean(false), Value::Unset] {
                    match ask(&table, &[("a", Value::Integer(a)), ("b", Value::text(b)), ("c", c)]) {
                        Ok(answer) => {
                            let at =
                                table.rows.iter().position(|row| row.id == answer.rows[0]).expect("a row");
                            first[at] = true;
                        }
                        Err(_) => missed = true,
                    }
                }
            }
        }
        assert_eq!(!survey.gaps.is_empty(), missed, "{text}");
        for (row, reached) in first.iter().enumerate() {
            assert_eq!(survey.first.contains(row), *reached, "row {row} of {text}");
        }
        gaps += usize::from(missed);
        hidden += usize::from(first.contains(&false));
    }
    assert!(gaps > 20 && gaps < 300 && hidden > 20, "{gaps} tables with gaps, {hidden} with hidden rows");
}

#[test]
fn a_gap_is_a_real_input() {
    let text = "table: t/t\ntitle: T\ninputs: {d: {type: date}, m: {type: datetime, min: 2026-01-01T00:00}}\noutputs: {o: {type: integer}}\n\
        rows:\n  a: {if: {d: ..2026-10-13}, then: {o: 1}}\n  b: {if: {d: 2026-10-15.., m: \"> 2026-05-01T12:00\"}, then: {o: 2}}\n";
    let survey = Space::of(&table(text)).survey();
    let gaps: Vec<String> = survey.gaps.iter().map(super::Sample::written).collect();
    assert_eq!(gaps, ["d: 2026-10-14, m: 2026-01-01T00:00", "d: 2026-10-15, m: 2026-01-01T00:00"]);
}
