//! Between a case and its children: what goes in, what comes out; and a term that a late start misses.

use std::sync::Arc;

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;
use nazorg_core::letter::Templates;
use nazorg_core::scenario::{Setting, run};
use nazorg_tests::lines;

const PARENT: &str = r#"
process: t/ouder
title: Ouder
roles: {c: {title: C}}
outcomes: {klaar: Klaar}
data:
  plaats: {type: text}
  tijd: {type: text}
  kosten: {type: integer, default: 0, min: 0, max: 999}
  begonnen: {type: date}
events:
  begin: {title: Begin, by: [c], starts: true, form: {plaats: optional, begonnen: optional}}
  verhuisd: {title: Verhuisd, by: [c], form: {plaats: required}}
initial: bezig
states:
  bezig:
    deadlines: {gemeld: {title: Op tijd gemeld, at: 2 days after begonnen, met_by: [begin], do: {laat: {notify: c}}}}
    children: {deel: {process: t/deel, with: {plaats: plaats, tijd: tijd}}}
    when:
      verhuisd: {do: {zie: {note: plaats}}}
      child.deel: {do: {neem: {set: {kosten: "min(max(first_set(event.kosten, 0), 0), 999)"}}}}
      done.deel: einde
  einde: {final: klaar}
"#;

const CHILD: &str = r#"
process: t/deel
title: Deel
roles: {c: {title: C}}
outcomes: {klaar: Klaar}
data: {plaats: {type: text}, tijd: {type: text}, prijs: {type: integer, min: 0, max: 99}}
events:
  begin: {title: Begin, by: [c], starts: true}
  afgesproken: {title: Afgesproken, by: [c], form: {tijd: required}}
  af: {title: Af, by: [c], form: {prijs: required}}
initial: bezig
states:
  bezig: {when: {afgesproken: {do: {zie: {note: tijd}}}, af: einde}}
  einde: {final: klaar, with: {kosten: "first_set(prijs, 0)"}}
"#;

const SCENARIOS: &str = r#"
process: t/ouder
scenarios:
  geeft_door:
    title: Wat het kind zelf invult, blijft; wat het einde doorgeeft, komt aan
    steps:
      - {at: 2026-10-14, event: begin, form: {plaats: Haarlem}}
      - {at: 2026-10-15, case: deel, event: afgesproken, form: {tijd: Negen uur}}
      - {at: 2026-10-16, event: verhuisd, form: {plaats: Leiden}}
      - {at: 2026-10-16, case: deel, expect: {fields: {plaats: Leiden, tijd: Negen uur}}}
      - {at: 2026-10-17, case: deel, event: af, form: {prijs: 12}}
      - {at: 2026-10-17, expect: {fields: {kosten: 12}, outcome: klaar}}
  te_laat_begonnen:
    title: Wie te laat begint, heeft de termijn gemist
    steps:
      - {at: 2026-10-14, event: begin, form: {begonnen: 2026-10-01}}
      - {at: 2026-10-15, expect: {deadlines: {gemeld: missed}, notices: [c]}}
  op_tijd_begonnen:
    title: Wie op tijd begint, haalt de termijn
    steps:
      - {at: 2026-10-14, event: begin, form: {begonnen: 2026-10-12}, expect: {deadlines: {gemeld: met}, notices: []}}
"#;

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { path: path.to_owned(), text: text.to_owned() })
}

#[test]
fn values_go_in_and_out_and_a_late_start_misses_its_term() {
    let sources = [source("processes/t/ouder.yaml", PARENT), source("processes/t/deel.yaml", CHILD)];
    let library = Library::read(&sources);
    let (templates, _) = Templates::new(Vec::<(String, Arc<Source>)>::new());
    let compiled = compile(&library, Some(&templates));
    assert!(compiled.findings.is_empty(), "{}", lines(&compiled.findings).join("\n"));
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let report = run(&[source("tests/scenarios/t/ouder.yaml", SCENARIOS)], &setting);
    assert!(report.findings.is_empty(), "{}", lines(&report.findings).join("\n"));
    let failed: Vec<_> = report.played.iter().flat_map(|played| lines(&played.failures)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(report.played.len(), 3);
}
