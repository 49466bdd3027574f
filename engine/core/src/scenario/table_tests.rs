use std::sync::Arc;

use super::{Report, Setting, run};
use crate::calendar::Calendar;
use crate::case::Fact;
use crate::compile::compile;
use crate::definition::library::Library;
use crate::finding::{Severity, Source};
use crate::id::Id;
use crate::letter::Templates;
use crate::value::Value;

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { path: path.into(), text: text.into() })
}

const TABLE: &str = "table: t/route\ntitle: T\ninputs: {score: {type: integer, min: 0, max: 9}}\n\
    outputs: {route: {type: choice, options: {zelf: Zelf, skt: SKT}}, over: {type: integer, max: 5}}\n\
    rows:\n  laag: {if: {score: ..3}, then: {route: skt, over: 3 - score}}\n  hoog: {if: {score: 4..}, then: {route: zelf, over: score - 4}}\n";

const COLLECT: &str = "table: t/hulp\ntitle: T\nhit: collect\ninputs: {score: {type: integer}, schuld: {type: boolean}}\n\
    outputs: {soort: {type: choice, options: {geld: Geld, zorg: Zorg}}}\n\
    rows:\n  a: {if: {schuld: true}, then: {soort: geld}}\n  b: {if: {score: ..3}, then: {soort: zorg}}\n";

const PROCESS: &str = "process: t/p\ntitle: P\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
    data:\n  score: {type: integer}\n  schuld: {type: boolean, default: false}\n  route: {type: choice, options: {zelf: Zelf, skt: SKT}}\n  over: {type: integer}\n  \
    nu: {type: choice, options: {zelf: Zelf, skt: SKT}, derive: {table: t/route, output: route}}\n  \
    anders: {type: choice, options: {zelf: Zelf, skt: SKT}}\n  \
    hulp: {type: list, key: soort, fields: {soort: {type: choice, options: {geld: Geld, zorg: Zorg}}}}\n  \
    hulp_nu: {type: list, fields: {soort: {type: choice, options: {geld: Geld, zorg: Zorg}}}, derive: {table: t/hulp}}\n\
    events:\n  begin: {title: Begin, by: [c], starts: true, form: {score: optional, schuld: optional}}\n  \
    scoort: {title: Scoort, by: [c], anytime: true, form: {score: required}}\n  kies: {title: Kies, by: [c]}\n  af: {title: Af, by: [c]}\n\
    initial: open\nstates:\n  open:\n    when:\n      kies: {do: {route: {decide: t/route}, ander: {decide: {table: t/route, with: {score: 9 - score}, into: {anders: route}}}, hulp: {decide: {table: t/hulp, into: hulp}}}}\n      \
    af: {if: nu == zelf and count(hulp_nu) == 0, go: einde}\n  einde: {final: klaar}\n";

fn play(scenarios: &str) -> Report {
    let sources =
        [source("t/route.yaml", TABLE), source("t/hulp.yaml", COLLECT), source("t/p.yaml", PROCESS)];
    let library = Library::read(&sources);
    let compiled = compile(&library, None);
    // Warnings are part of the story: what may fail is what these cases let fail.
    let errors: Vec<_> = compiled.findings.iter().filter(|f| f.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let (templates, _) = Templates::new(std::iter::empty());
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    run(&[source("s.yaml", scenarios)], &setting)
}

fn failures(report: &Report) -> Vec<&str> {
    let played = report.played.iter().flat_map(|played| &played.failures);
    report.findings.iter().chain(played).map(|finding| finding.message.en.as_str()).collect()
}

#[test]
fn a_decision_is_stored_and_a_derived_field_follows() {
    let report = play(
        "process: t/p\nscenarios:\n  een:\n    steps:\n      \
         - {at: 2026-10-01, event: begin, form: {score: 2, schuld: true}, expect: {fields: {nu: skt, route: null}}}\n      \
         - {at: 2026-10-02, event: kies, expect: {fields: {route: skt, over: 1, anders: zelf, hulp: [{soort: geld}, {soort: zorg}], hulp_nu: [{soort: geld}, {soort: zorg}]}}}\n      \
         - {at: 2026-10-02, event: af, expect: {refused: true}}\n      \
         - {at: 2026-10-03, event: scoort, form: {score: 7}, expect: {fields: {nu: zelf, route: skt, hulp_nu: [{soort: geld}]}}}\n",
    );
    assert!(failures(&report).is_empty(), "{:?}", failures(&report));
    let facts = &report.played[0].cases[0].1;
    let rows = [Id::from("laag")];
    assert!(facts.iter().any(
        |fact| matches!(fact, Fact::Decided { table, rows: hit } if *table == "t/route" && hit[..] == rows)
    ));
}

#[test]
fn a_table_without_an_answer_becomes_work_and_stores_nothing() {
    let report = play(
        "process: t/p\nscenarios:\n  leeg:\n    steps:\n      - {at: 2026-10-01, event: begin, expect: {fields: {nu: null}}}\n      \
         - {at: 2026-10-02, event: kies, expect: {tasks: [error_route], fields: {route: null}}}\n  \
         buiten:\n    steps:\n      - {at: 2026-10-01, event: begin, form: {score: 12}}\n      \
         - {at: 2026-10-02, event: kies, expect: {tasks: [error_route], fields: {route: null, hulp: null}}}\n",
    );
    assert!(failures(&report).is_empty(), "{:?}", failures(&report));
    for played in &report.played {
        let (case, facts) = &played.cases[0];
        assert!(!facts.iter().any(|fact| matches!(fact, Fact::Decided { .. })));
        assert!(!case.fields.contains_key("route"));
        assert!(!facts.iter().any(|fact| matches!(fact, Fact::FieldSet { value: Value::List(_), .. })));
    }
}

#[test]
fn cases_of_a_table_are_played_and_cover_its_rows() {
    let report = play(
        "table: t/route\ncases:\n  drie: {title: Drie, given: {score: 3}, expect: {route: skt, over: 0}, rows: laag}\n  negen: {given: {score: 9}, rows: [hoog]}\n",
    );
    assert!(report.is_ok(), "{:?}", failures(&report));
    assert_eq!(report.played[0].process, "t/route");
    assert_eq!(report.coverage["t/route"].missed().count(), 0);
    assert_eq!(report.coverage["t/hulp"].missed().collect::<Vec<_>>(), ["row a", "row b"]);
    let report = play(
        "table: t/hulp\ncases:\n  x: {given: {score: 1, schuld: true}, expect: [{soort: geld}, {soort: zorg}]}\n  z: {given: {score: 5, schuld: false}, expect: []}\n",
    );
    assert!(report.is_ok(), "{:?}", failures(&report));
}

#[test]
fn a_case_that_goes_otherwise_fails() {
    for (case, said) in [
        ("{given: {score: 3}, expect: {route: zelf}}", "expected zelf, found skt"),
        ("{given: {score: 3}, rows: hoog}", "Expected rows: hoog. Found: laag."),
        ("{given: {score: 30}, expect: {route: zelf}}", "between"),
        ("{given: {}, expect: {route: zelf}}", "no answer"),
        ("{given: {skore: 3}, expect: {route: skt}}", "no `skore`"),
        ("{given: {score: 3}, expect: {rout: skt}}", "no `rout`"),
        ("{given: {score: 3}, expect: {route: skd}}", "Choose from"),
        ("{given: {score: 3}, expect: []}", "0 answers"),
        ("{given: {score: 3}}", "`expect` is missing"),
        ("{expect: {route: skt}}", "`given` is missing"),
    ] {
        let report = play(&format!("table: t/route\ncases:\n  x: {case}\n"));
        assert!(
            failures(&report).iter().any(|failure| failure.contains(said)),
            "{case}: {:?}",
            failures(&report)
        );
    }
    let report = play("table: t/rout\ncases: {x: {given: {}, expect: {}}}\n");
    assert_eq!(report.findings[0].code, "NZ0810");
    assert!(report.findings[0].fix.as_ref().is_some_and(|fix| fix.with == "t/route"));
}
