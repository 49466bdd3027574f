//! Terms in a process: rules for their end, suspensions that overlap, and more time.

use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;
use nazorg_core::letter::Templates;
use nazorg_core::scenario::{Setting, run};
use nazorg_tests::lines;

const PROCESS: &str = r#"process: t/termijn
title: Termijnen
roles: {c: {title: C}}
params: {erbij: {type: duration, value: 2 weeks, source: aanname}}
data: {}
outcomes: {klaar: Klaar, te_laat: Te laat}
events:
  begin: {title: Begin, by: [c], starts: true}
  weg: {title: Weg, by: [c]}
  terug: {title: Terug, by: [c]}
  ziek: {title: Ziek, by: [c]}
  beter: {title: Beter, by: [c]}
  verdaagd: {title: Verdaagd, by: [c], carries: {reden: {type: text}}}
  besloten: {title: Besloten, by: [c]}
suspensions:
  detentie: {from: weg, until: terug, holds: all}
  ziekte: {from: ziek, until: beter, holds: [besluit, melden]}
initial: loopt
states:
  loopt:
    deadlines:
      besluit: {at: 8 weeks after entry, roll: termijnenwet, met_by: [besloten], go: einde_te_laat}
      bericht: {at: 3 weeks after entry, roll: next_workday, do: {zeg: {note: "'bericht'"}}}
      gewoon: {at: 3 weeks after entry, do: {zeg: {note: "'gewoon'"}}}
    tasks: {melden: {title: Meld, role: c, due: 10 workdays, roll: previous_workday, done_by: besloten}}
    when:
      besloten: einde
      verdaagd: {do: {langer: {extend: {deadline: besluit, by: erbij, ground: art. 4:14 Awb, reason: event.reden}}}}
  einde: {final: klaar}
  einde_te_laat: {final: te_laat}
"#;

const SCENARIOS: &str = r#"process: t/termijn
scenarios:
  einde-schuift:
    title: Een termijn die op zaterdag eindigt
    steps:
      - {at: 2027-03-06, event: begin, expect: {deadlines: {besluit: 2027-05-03, gewoon: 2027-03-27, bericht: 2027-03-30}, tasks: {melden: {due: 2027-03-19}}}}
      - {at: 2027-05-03T23:59, expect: {fired: [gewoon, bericht], state: loopt}}
      - {at: 2027-05-04T00:00, expect: {fired: [besluit], outcome: te_laat}}
  in-elkaar:
    title: Stilstaan binnen stilstaan telt één keer
    steps:
      - {at: 2027-03-01, event: begin, expect: {deadlines: {besluit: 2027-04-26, gewoon: 2027-03-22}}}
      - {at: 2027-03-08, event: weg, expect: {suspended: [detentie], deadlines: {besluit: suspended}}}
      - {at: 2027-03-10, event: ziek, expect: {suspended: [detentie, ziekte]}}
      - {at: 2027-03-12, event: beter, expect: {deadlines: {besluit: suspended}}}
      - {at: 2027-03-15, event: terug, expect: {suspended: [], deadlines: {besluit: 2027-05-03, gewoon: 2027-03-29}, tasks: {melden: {due: 2027-03-22}}}}
  over-elkaar:
    title: Twee redenen die elkaar overlappen
    steps:
      - {at: 2027-03-01, event: begin}
      - {at: 2027-03-08, event: weg}
      - {at: 2027-03-12, event: ziek}
      - {at: 2027-03-15, event: terug, expect: {deadlines: {besluit: suspended, gewoon: 2027-03-29}}}
      - {at: 2027-03-22, event: beter, expect: {deadlines: {besluit: 2027-05-10}, tasks: {melden: {due: 2027-03-31}}}}
  meer-tijd:
    title: Meer tijd, met grond en reden
    steps:
      - {at: 2027-03-01, event: begin}
      - {at: 2027-03-08, event: verdaagd, form: {reden: Stukken ontbreken}, expect: {deadlines: {besluit: 2027-05-10}}}
      - {at: 2027-03-09, event: weg}
      - {at: 2027-03-16, event: terug, expect: {deadlines: {besluit: 2027-05-18}}}
      - {at: 2027-05-18, event: besloten, expect: {outcome: klaar}}
"#;

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { path: path.to_owned(), text: text.to_owned() })
}

#[test]
fn terms_roll_stand_still_and_are_extended() {
    let library = Library::read(&[source("processes/t/termijn.yaml", PROCESS)]);
    let (templates, _) = Templates::new([]);
    let compiled = compile(&library, Some(&templates));
    assert!(compiled.findings.is_empty(), "{:#?}", lines(&compiled.findings));
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let report = run(&[source("tests/scenarios/t/termijn.yaml", SCENARIOS)], &setting);
    assert!(report.findings.is_empty(), "{:#?}", lines(&report.findings));
    let failed: Vec<_> = report.played.iter().flat_map(|played| lines(&played.failures)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(report.played.len(), 4);
}

#[test]
fn what_is_written_wrongly_is_pointed_out() {
    for (from, to, code) in [
        ("roll: termijnenwet", "roll: termijnwet", "NZ0703"),
        ("due: 10 workdays, roll", "roll", "NZ0703"),
        ("deadline: besluit", "deadline: besluiten", "NZ0201"),
        ("by: erbij", "by: besluit", "NZ0701"),
        ("by: erbij", "by: 2 weeks after start", "NZ0701"),
        ("by: erbij", "by: 2 wekn", "NZ0702"),
        ("reason: event.reden", "reason: 3", "NZ0302"),
        (", ground: art. 4:14 Awb", "", "NZ0116"),
    ] {
        assert!(PROCESS.contains(from), "{from}");
        let library = Library::read(&[source("processes/t/termijn.yaml", &PROCESS.replacen(from, to, 1))]);
        let found = compile(&library, None).findings;
        assert!(found.iter().any(|finding| finding.code == code), "{to}: {:#?}", lines(&found));
    }
}
