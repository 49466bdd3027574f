//! Kinds of values, actions on lists, and fields that a state needs: a process of its own, played.

use nazorg_core::compile::{Compiled, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::letter::Templates;
use nazorg_tests::{lines, must_go_well, play, source};

const PROCESS: &str = r#"process: t/spullen
title: Spullen na de vrijlating
roles: {c: {title: Coördinator}, chef: {title: Chef}}
params:
  wacht: {type: duration, value: 5 workdays}
data:
  budget: {type: money, default: 100.00, min: 0.00, max: 500.00}
  deel: {type: decimal, default: 0.5, min: 0, max: 1}
  besteed: {type: money, default: 0}
  gebieden: {type: set, options: {wonen: Wonen, werk: Werk, zorg: Zorg}, default: [zorg]}
  terug_op: {type: date}
  reden: {type: text, required: {in: [klaar], role: chef}, title: Reden}
  spullen:
    type: list
    key: nr
    fields: {nr: {type: integer, min: 1, max: 5}, wat: {type: text}, prijs: {type: money, default: 12.50}, klaar: {type: boolean, default: false}}
outcomes: {klaar: Klaar}
events:
  begin: {title: Begin, by: [c], starts: true, form: {spullen: required}}
  erbij: {title: Erbij, by: [c], carries: {nummer: {type: integer}}}
  weg: {title: Weg, by: [c], carries: {nummer: {type: integer}}}
  gekocht: {title: Gekocht, by: [c], carries: {nummer: {type: integer}}}
  kies: {title: Kies, by: [c]}
  bel: {title: Bel, by: [c]}
  hoger: {title: Hoger, by: [c]}
  afgerond: {title: Afgerond, by: [c], form: {reden: optional}}
  stop: {title: Stop, by: [c]}
letters:
  bon: {title: Bon, template: t/bon, to: person}
initial: lopend
states:
  lopend:
    deadlines: {te_lang: {at: 20 workdays, go: klaar}}
    when:
      erbij: {do: {erbij: {append: {spullen: {nr: event.nummer, wat: '"stoel"'}}}}}
      weg: {do: {weg: {remove: {from: spullen, where: nr == event.nummer}}}}
      gekocht:
        do:
          klaar: {update: {in: spullen, where: nr == event.nummer, set: {klaar: "true"}}}
          som: {each: {in: spullen, as: ding, index: plek, do: {tel: {choose: {klaar: {if: ding.klaar and ding.nr == event.nummer, do: {tel: {set: {besteed: "besteed + ding.prijs * deel"}}, brief: {letter: bon}}}}}}}}
      kies: {do: {meer: {append: {gebieden: "[wonen, werk]"}}, minder: {remove: {from: gebieden, option: zorg}}, dag: {set: {terug_op: "date_plus(today, wacht)"}}}}
      bel: {do: {elk: {each: {in: spullen, as: ding, do: {bel: {task: {title: Bel over iets, role: c}}}}}}}
      hoger: {do: {hoger: {escalate: {task: bel, to: chef}}}}
      afgerond: klaar
  klaar:
    when: {stop: einde}
  einde: {final: klaar}
"#;

const LETTER: &str =
    "# Bon\n\nNummer {{ plek }}: {{ ding.wat }} kost {{ ding.prijs | bedrag }}. Gebieden: {{ gebieden }}.\n";

const SCENARIOS: &str = r#"process: t/spullen
scenarios:
  lijsten:
    title: Regels erbij, eraf en anders
    steps:
      - {at: 2026-10-14, event: begin, form: {spullen: [{nr: 1, wat: bed, prijs: 80.25}]}, expect: {fields: {budget: 100, gebieden: [zorg]}}}
      - {at: 2026-10-14, event: erbij, form: {nummer: 2}, expect: {fields: {spullen: [{nr: 1, wat: bed, prijs: 80.25}, {nr: 2, wat: stoel}]}, tasks: []}}
      - {at: 2026-10-14, event: erbij, form: {nummer: 2}, expect: {tasks: [error_erbij]}}
      - {at: 2026-10-14, event: erbij, form: {nummer: 6}, expect: {fields: {spullen: [{nr: 1, wat: bed, prijs: 80.25}, {nr: 2, wat: stoel}]}}}
      - {at: 2026-10-14, event: gekocht, form: {nummer: 1}, expect: {letters: [bon], fields: {besteed: 40.13, spullen: [{nr: 1, wat: bed, prijs: 80.25, klaar: true}, {nr: 2, wat: stoel}]}}}
      - {at: 2026-10-14, event: weg, form: {nummer: 1}, expect: {fields: {spullen: [{nr: 2, wat: stoel}]}}}
  verzameling:
    title: Opties erbij en eraf, en een dag verder
    steps:
      - {at: 2026-12-23, event: begin, form: {spullen: []}}
      - {at: 2026-12-23, event: kies, expect: {fields: {gebieden: [werk, wonen], terug_op: 2026-12-31}}}
  taken:
    title: Een taak voor elke regel, en hogerop
    steps:
      - {at: 2026-10-14, event: begin, form: {spullen: [{nr: 1}, {nr: 2}]}}
      - {at: 2026-10-14, event: bel, expect: {tasks: ["bel#1", "bel#2"]}}
      - {at: 2026-10-15, done: "bel#1", expect: {tasks: ["bel#2"]}}
      - {at: 2026-10-15, event: hoger, expect: {tasks: {"bel#2": {role: chef}}, escalations: ["bel#2.hoger"]}}
  nodig:
    title: Wie afrondt, vult de reden in
    steps:
      - {at: 2026-10-14, event: begin, form: {spullen: []}}
      - {at: 2026-10-15, event: afgerond, expect: {refused: true, state: lopend}}
      - {at: 2026-10-15, event: afgerond, form: {reden: Alles is er}, expect: {state: klaar, tasks: []}}
  nodig_door_de_kalender:
    title: De kalender wordt niet geweigerd, maar maakt werk
    steps:
      - {at: 2026-10-14, event: begin, form: {spullen: []}}
      - {at: 2026-11-20, expect: {state: klaar, tasks: {required_reden: {role: chef}}}}
      - {at: 2026-11-20, done: required_reden, by: chef, expect: {refused: true}}
      - {at: 2026-11-21, event: stop, expect: {outcome: klaar}}
"#;

fn compiled(process: &str) -> (Library, Compiled, Templates) {
    let library = Library::read(&[source("processes/t/spullen.yaml", process)]);
    let (templates, findings) = Templates::new([("t/bon".to_owned(), source("templates/t/bon.md", LETTER))]);
    assert!(findings.is_empty(), "{:#?}", lines(&findings));
    let compiled = compile(&library, Some(&templates));
    (library, compiled, templates)
}

/// The codes of what is found in a process with this instead of that.
fn found(from: &str, to: &str) -> Vec<&'static str> {
    assert!(PROCESS.contains(from), "{from}");
    let (_, compiled, _) = compiled(&PROCESS.replacen(from, to, 1));
    compiled.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn lists_sets_money_and_what_a_state_needs() {
    let (library, compiled, templates) = compiled(PROCESS);
    assert!(compiled.findings.is_empty(), "{:#?}", lines(&compiled.findings));
    let scenarios = [source("tests/scenarios/t/spullen.yaml", SCENARIOS)];
    must_go_well(&play(&library, &compiled, &templates, &scenarios), 5);
}

#[test]
fn what_can_fail_is_pointed_out_and_nothing_else() {
    assert_eq!(found("outcomes:", "outcomes:"), Vec::<&str>::new(), "clean as it is");
    for (from, to, code) in [
        ("stop: einde", "stop: {if: terug_op > today, go: einde}", "NZ0320"),
        ("stop: einde", "stop: {if: budget / deel > 3.00, go: einde}", "NZ0321"),
        ("stop: einde", "stop: {do: {meer: {set: {budget: budget + 1}}}, go: einde}", "NZ0322"),
        ("required: {in: [klaar], role: chef}", "required: [nergens]", "NZ0203"),
        ("required: {in: [klaar], role: chef}", "required: {in: [klaar], role: niemand}", "NZ0205"),
        ("nr: {type: integer, min: 1, max: 5}", "nr: {type: integer, required: klaar}", "NZ0132"),
        ("in: spullen, as: ding, do", "in: spul, as: ding, do", "NZ0201"),
        ("in: spullen, as: ding, do", "in: spullen, as: budget, do", "NZ0305"),
        ("task: bel, to", "task: fluit, to", "NZ0209"),
        ("option: zorg", "option: zorgen", "NZ0303"),
        ("where: nr == event.nummer}}}", "where: nummer == 1}}}", "NZ0201"),
        ("{set: {terug_op: \"date_plus(today, wacht)\"}}", "{note: \"'' ~ terug_op\"}", "NZ0320"),
        ("max: 500.00", "max: 500.001", "NZ0310"),
        ("default: [zorg]", "default: [zorgen]", "NZ0310"),
    ] {
        let found = found(from, to);
        assert!(found.contains(&code), "{to}: {found:?}");
    }
    for fine in [
        "stop: {if: is_set(terug_op) and terug_op > today, go: einde}",
        "stop: {if: \"deel > 0 and budget / deel > 3.00\", go: einde}",
        "stop: {if: \"deel != 0 and budget / deel > 3.00\", go: einde}",
        "stop: {do: {meer: {set: {budget: \"min(budget + 1, 500)\"}}}, go: einde}",
        "stop: {choose: {leeg: {if: not is_set(terug_op), go: klaar}, vol: {if: terug_op > today, go: einde}}}",
        "stop: {if: \"wonen in gebieden and count(gebieden) > 1\", go: einde}",
    ] {
        assert_eq!(found("stop: einde", fine), Vec::<&str>::new(), "{fine}");
    }
}

/// A letter that writes what may be empty is found; so is a letter that does not ask first.
#[test]
fn a_letter_that_may_fail_is_found() {
    let process = PROCESS
        .replacen("stop: einde", "stop: {do: {brief: {letter: los}}, go: einde}", 1)
        .replacen("letters:\n", "letters:\n  los: {title: Los, template: t/los, to: person}\n", 1);
    for (text, expected) in [
        ("U komt op {{ terug_op | dag }}.", vec!["NZ0514"]),
        ("{% if terug_op %}U komt op {{ terug_op | dag }}.{% endif %}", vec![]),
        ("Uw budget is {{ budget | bedrag }}.", vec![]),
        // Every way to `klaar` by a person fills it in, but the calendar gets there without.
        ("De reden is {{ reden }}.", vec!["NZ0514"]),
    ] {
        let library = Library::read(&[source("processes/t/spullen.yaml", &process)]);
        let sources = [("t/bon", LETTER.to_owned()), ("t/los", format!("# Los\n\n{text}\n"))];
        let sources = sources.map(|(name, text)| (name.to_owned(), source(name, &text)));
        let found = compile(&library, Some(&Templates::new(sources).0)).findings;
        let codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, expected, "{text}: {:#?}", lines(&found));
    }
    let by_people_only = process.replacen("go: klaar}}", "do: {meld: {notify: c}}}}", 1);
    let library = Library::read(&[source("processes/t/spullen.yaml", &by_people_only)]);
    let sources = [("t/bon", LETTER), ("t/los", "# Los\n\nDe reden is {{ reden }}.\n")];
    let sources = sources.map(|(name, text)| (name.to_owned(), source(name, text)));
    let found = compile(&library, Some(&Templates::new(sources).0)).findings;
    assert!(found.is_empty(), "{:#?}", lines(&found));
}

const SMALL: &str = "process: t/klein\ntitle: Klein\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
data: {keer: {type: integer, default: 0, min: 0, max: 99}, wonen: {type: text}, plek: {type: choice, options: {wonen: Wonen}}}\n\
events:\n  begin: {title: Begin, by: [c], starts: true}\n  tel: {title: Tel, by: [c], carries: {aantal: {type: integer, min: 0, max: 9}}}\n  \
af: {title: Af, by: [c], require: {rustig: {if: \"not any(deel, open)\", say: Wacht op de delen.}}}\n\
initial: een\nstates:\n  een:\n    children: {deel: {process: t/deel}}\n    when:\n      \
tel: {do: {meer: {set: {keer: \"min(keer + event.aantal, 99)\"}}}}\n      af: twee\n  twee: {final: klaar}\n";

const PART: &str = "process: t/deel\ntitle: Deel\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
events: {begin: {title: Begin, by: [c], starts: true}, af: {title: Af, by: [c]}}\ninitial: een\nstates: {een: {when: {af: twee}}, twee: {final: klaar}}\n";

fn small(from: &str, to: &str) -> Vec<nazorg_core::finding::Finding> {
    assert!(SMALL.contains(from), "{from}");
    let process = SMALL.replacen(from, to, 1);
    let sources = [source("processes/t/klein.yaml", &process), source("processes/t/deel.yaml", PART)];
    compile(&Library::read(&sources), None).findings
}

/// Once the limits of what an event carries were not looked at, nor that children have begun.
#[test]
fn what_an_event_carries_keeps_to_its_limits_and_children_have_begun() {
    assert!(small("process", "process").is_empty(), "{:#?}", lines(&small("process", "process")));
    let unlimited = small("{type: integer, min: 0, max: 9}", "{type: integer}");
    assert!(unlimited.iter().any(|finding| finding.code == "NZ0322"), "{:#?}", lines(&unlimited));
}

/// Once the offered fix put bare quotes into a text between quotes.
#[test]
fn a_fix_fits_the_quotes_around_it() {
    for (written, fix) in [
        ("\"plek == wonen\"", Some("\\\"wonen\\\"")),
        ("'plek == wonen'", Some("\"wonen\"")),
        ("plek == wonen", Some("\"wonen\"")),
        ("wonen == plek", None),
    ] {
        let found = small("af: twee", &format!("af: {{if: {written}, go: twee}}"));
        let found: Vec<_> = found.iter().filter(|finding| finding.code == "NZ0305").collect();
        let offered = found.first().and_then(|finding| finding.fix.as_ref());
        assert_eq!(offered.map(|fix| fix.with.as_str()), fix, "{written}: {}", found.len());
        if let Some(fix) = offered {
            let text = &fix.span.source.text;
            let (before, after) = (&text[..fix.span.range.start], &text[fix.span.range.end..]);
            let source = source("processes/t/klein.yaml", &format!("{before}{}{after}", fix.with));
            assert!(nazorg_core::definition::node::read(&source).is_ok(), "{written}");
        }
    }
}
