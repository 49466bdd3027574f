use std::sync::Arc;

use super::{Explanation, explanations};
use crate::compile::compile;
use crate::definition::library::Library;
use crate::finding::{Finding, Source};

/// Files of which each begins with its own kind and id.
fn check(text: &str) -> Vec<Finding> {
    let source = |text: &str| {
        let id = text.lines().next().and_then(|line| line.split_once(": ")).map_or("", |(_, id)| id);
        Arc::new(Source { path: format!("{id}.yaml"), text: text.into() })
    };
    let sources: Vec<_> = text.split("---\n").map(source).collect();
    compile(&Library::read(&sources), None).findings
}

fn codes(text: &str) -> Vec<&'static str> {
    check(text).iter().map(|finding| finding.code).collect()
}

#[test]
fn each_example_has_its_own_fault_and_no_other() {
    let tables: Vec<Explanation> =
        explanations().into_iter().filter(|explanation| explanation.code.starts_with("NZ08")).collect();
    assert_eq!(tables.len(), 10);
    for explanation in tables {
        let sources: Vec<_> =
            explanation.files().into_iter().map(|(path, text)| Arc::new(Source { path, text })).collect();
        let findings = compile(&Library::read(&sources), None).findings;
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [explanation.code], "{findings:#?}");
    }
}

const TRIAGE: &str = "table: t/t\ntitle: T\ninputs:\n  redzaam: {type: choice, options: {laag: Laag, matig: Matig, genoeg: Genoeg}}\n  \
    kinderen: {type: integer, min: 0, max: 20}\noutputs: {route: {type: choice, options: {zelf: Zelf, skt: SKT}}}\n";

#[test]
fn a_gap_shows_an_input_in_the_words_of_the_table() {
    let whole = format!(
        "{TRIAGE}rows:\n  a: {{if: {{redzaam: genoeg}}, then: {{route: zelf}}}}\n  b: {{if: {{redzaam: [laag, matig], kinderen: 0..2}}, then: {{route: skt}}}}\n  \
         c: {{if: {{redzaam: [laag, matig], kinderen: 3..}}, then: {{route: skt}}}}\n"
    );
    assert!(check(&whole).is_empty(), "{:#?}", check(&whole));
    let findings = check(&whole.replace("3..", "\"> 3\""));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, "NZ0801");
    assert!(findings[0].message.nl.contains("redzaam: laag, kinderen: 3"), "{}", findings[0].message.nl);
}

#[test]
fn an_overlap_shows_both_rows_and_an_input() {
    let findings = check(&format!(
        "{TRIAGE}rows:\n  a: {{if: {{redzaam: [genoeg, matig]}}, then: {{route: zelf}}}}\n  b: {{if: {{redzaam: [laag, matig], kinderen: 0..2}}, then: {{route: skt}}}}\n  \
         c: {{if: {{redzaam: laag, kinderen: 3..}}, then: {{route: skt}}}}\n"
    ));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].code, "NZ0802");
    assert_eq!(findings[0].span.place().0, 9);
    assert_eq!(findings[0].also[0].0.place().0, 8);
    assert!(findings[0].message.nl.contains("redzaam: matig, kinderen: 0"), "{}", findings[0].message.nl);
}

#[test]
fn a_row_never_hits_by_a_condition_or_by_earlier_rows() {
    let rows = |rows: &str| {
        format!("{TRIAGE}hit: first\nrows:\n{rows}  rest: {{otherwise: true, then: {{route: zelf}}}}\n")
    };
    // Together the first two leave nothing for the third, though neither does alone.
    let together = rows(
        "  a: {if: {kinderen: ..5}, then: {route: zelf}}\n  b: {if: {kinderen: 4..}, then: {route: skt}}\n  c: {if: {redzaam: laag, kinderen: 3..6}, then: {route: skt}}\n",
    );
    let findings = check(&together);
    let messages: Vec<_> = findings.iter().map(|finding| finding.message.en.as_str()).collect();
    assert_eq!(findings.len(), 2, "the third row and `otherwise`: {messages:?}");
    assert!(findings.iter().all(|finding| finding.code == "NZ0803"));
    assert_eq!(findings[0].also.len(), 2);

    let unset = rows("  a: {if: {kinderen: unset}, then: {route: zelf}}\n");
    assert_eq!(codes(&unset), ["NZ0803"]);
    let optional = unset.replace("max: 20}", "max: 20, optional: true}");
    assert!(check(&optional).is_empty());
    let accepted = format!("{unset}accept: {{NZ0803: komt later}}\n");
    assert!(check(&accepted).is_empty());
}

#[test]
fn rows_are_typed() {
    let table = |row: &str| {
        format!(
            "{TRIAGE}rows:\n  a: {{{row}}}\n  b: {{if: {{redzaam: [laag, matig]}}, then: {{route: skt}}}}\n"
        )
    };
    assert!(check(&table("if: {redzaam: genoeg}, then: {route: zelf}")).is_empty());
    for (row, code, help) in [
        ("if: {redzaam: genoog}, then: {route: zelf}", "NZ0806", "`genoeg`"),
        ("if: {redzaam: 3}, then: {route: zelf}", "NZ0806", "laag, matig"),
        ("if: {kinderen: veel}, then: {route: zelf}", "NZ0806", ""),
        ("if: {redzam: genoeg}, then: {route: zelf}", "NZ0809", "`redzaam`"),
        ("if: {redzaam: genoeg}, then: {rout: zelf, route: zelf}", "NZ0809", "`route`"),
        ("if: {redzaam: genoeg}, then: {route: zelff}", "NZ0303", "`zelf`"),
        ("if: {redzaam: genoeg}, then: {route: kinderen}", "NZ0302", ""),
        ("if: {redzaam: genoeg}, then: {route: 3}", "NZ0302", ""),
        ("if: {redzaam: genoeg}, then: {}", "NZ0804", "none"),
        ("if: {redzaam: genoeg}, otherwise: true, then: {route: zelf}", "NZ0807", ""),
    ] {
        let findings = check(&table(row));
        assert_eq!(findings.len(), 1, "{row}: {findings:#?}");
        assert_eq!(findings[0].code, code, "{row}");
        let said = findings[0].help.as_ref().map_or("", |help| help.nl.as_str());
        assert!(said.contains(help), "{row}: {said}");
    }
}

const PROCESS: &str = "process: t/p\ntitle: P\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
    data:\n  redzaam: {type: choice, options: {laag: Laag, genoeg: Genoeg}}\n  kinderen: {type: integer, min: 0, max: 20}\n  \
    route: {type: choice, options: {zelf: Zelf, skt: SKT, exodus: Exodus}}\nevents: {af: {title: Af, by: [c]}}\ninitial: begin\n\
    states:\n  begin: {when: {af: {do: {kies: {decide: t/t}}, go: einde}}}\n  einde: {final: klaar}\n";
const ROWS: &str = "rows:\n  a: {if: {redzaam: genoeg}, then: {route: zelf}}\n  b: {if: {redzaam: [laag, matig]}, then: {route: skt}}\n";

#[test]
fn a_process_that_asks_must_fit() {
    let with = |from: &str, to: &str| format!("{TRIAGE}{ROWS}---\n{}", PROCESS.replace(from, to));
    assert!(check(&with("", "")).is_empty(), "{:#?}", check(&with("", "")));
    for (from, to, code) in [
        ("{decide: t/t}", "{decide: t/tt}", "NZ0810"),
        ("redzaam: {type: choice, options: {laag: Laag, genoeg: Genoeg}}", "redzaam: {type: text}", "NZ0808"),
        ("kinderen: {type: integer, min: 0, max: 20}", "kind: {type: integer}", "NZ0808"),
        (
            "route: {type: choice, options: {zelf: Zelf, skt: SKT, exodus: Exodus}}",
            "route: {type: choice, options: {zelf: Zelf}}",
            "NZ0808",
        ),
        ("{decide: t/t}", "{decide: {table: t/t, with: {kinder: 3}}}", "NZ0809"),
        ("{decide: t/t}", "{decide: {table: t/t, with: {kinderen: '\"3\"'}}}", "NZ0302"),
        ("{decide: t/t}", "{decide: {table: t/t, into: {rout: route}}}", "NZ0201"),
        ("{decide: t/t}", "{decide: {table: t/t, into: {route: rout}}}", "NZ0809"),
        ("{decide: t/t}", "{decide: {table: t/t, into: route}}", "NZ0808"),
        ("route: {type: choice,", "route: {derive: {table: t/t, output: route}, type: choice,", "NZ0204"),
        (
            "route: {type: choice,",
            "ander: {type: integer, derive: {table: t/t, output: route}}\n  route: {type: choice,",
            "NZ0808",
        ),
        (
            "kinderen: {type: integer, min: 0, max: 20}",
            "kinderen: {type: integer, derive: {table: t/t, output: route, with: {kinderen: kinderen}}}",
            "NZ0808",
        ),
    ] {
        let findings = check(&with(from, to));
        assert_eq!(findings.len(), 1, "{to}: {findings:#?}");
        assert_eq!(findings[0].code, code, "{to}: {:?}", findings[0]);
    }
}

#[test]
fn a_process_is_no_better_than_its_tables() {
    let sources = |rows: &str| {
        let table = Arc::new(Source { path: "t/t.yaml".into(), text: format!("{TRIAGE}{rows}") });
        [table, Arc::new(Source { path: "t/p.yaml".into(), text: PROCESS.into() })]
    };
    let compiled = compile(&Library::read(&sources(ROWS)), None);
    let process = compiled.processes.get("t/p").expect("no errors");
    assert!(process.sources().iter().any(|source| source.path == "t/t.yaml"), "the table is in its bundle");
    let again = compile(&Library::read(process.sources()), None);
    assert_eq!(again.processes.get("t/p").expect("compiles from its bundle").hash(), process.hash());

    let other = compile(&Library::read(&sources(&ROWS.replace("route: skt", "route: zelf"))), None);
    assert_ne!(other.processes.get("t/p").expect("no errors").hash(), process.hash(), "its meaning changed");

    let gap = compile(&Library::read(&sources(&ROWS.replace("[laag, matig]", "laag"))), None);
    assert!(gap.processes.is_empty(), "a table with a gap is asked by nobody");
}

#[test]
fn derived_fields_that_ask_each_other_are_a_circle() {
    let circle = PROCESS
        .replace(
            "kinderen: {type: integer, min: 0, max: 20}",
            "kinderen: {type: integer, derive: \"1 if route == zelf else 2\"}",
        )
        .replace("route: {type: choice,", "route: {derive: {table: t/t, output: route}, type: choice,")
        .replace("{decide: t/t}", "{note: '\"x\"'}");
    assert_eq!(codes(&format!("{TRIAGE}{ROWS}---\n{circle}")), ["NZ0405"]);
}
