//! Expressions over the data of a case: evaluations a second.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use nazorg_core::calendar::Calendar;
use nazorg_core::case::Case;
use nazorg_core::compile::{Process, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::expression::Environment;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::step::{Context, Env};
use nazorg_core::value::{Record, Value};

use crate::story::moment;

/// A guard as in W, a larger one, lists, and a decision table: each the condition of an event.
const PROCESS: &str = r#"
process: bench/g
title: Voorwaarden
roles: {c: {title: C}}
outcomes: {klaar: Klaar}
data:
  route: {type: choice, options: {licht: Licht, zwaar: Zwaar}}
  afgerond: {type: integer}
  bedrag: {type: money}
  begonnen_op: {type: date}
  akkoord: {type: boolean}
  stappen:
    type: list
    key: naam
    fields: {naam: {type: text}, klaar: {type: boolean}, uren: {type: integer}}
  zwaarte: {type: choice, options: {laag: Laag, hoog: Hoog}, derive: {table: bench/zwaarte, output: zwaarte}}
events:
  start: {title: S, by: [c], starts: true}
  een:
    title: E
    by: [c]
    require:
      w_keuze: {if: route == licht or route == zwaar, say: Kies}
      w_aantal: {if: afgerond == 5, say: Vijf}
      groot: {if: "(route == zwaar and afgerond >= 3 or akkoord) and days_between(begonnen_op, today) > 10 and not (afgerond in [7, 8, 9]) and is_set(bedrag)", say: Groot}
      lijst: {if: "any(stappen, klaar and uren > 3) and count(stappen, not klaar) < 8", say: Lijst}
      tabel: {if: zwaarte == hoog, say: Hoog}
initial: hier
states:
  hier: {when: {een: einde}}
  einde: {final: klaar}
"#;

const TABLE: &str = r#"
table: bench/zwaarte
title: Zwaarte
inputs:
  route: {type: choice, options: {licht: Licht, zwaar: Zwaar}}
  afgerond: {type: integer}
outputs:
  zwaarte: {type: choice, options: {laag: Laag, hoog: Hoog}}
hit: first
rows:
  licht: {if: {route: licht}, then: {zwaarte: laag}}
  weinig: {if: {afgerond: "..2"}, then: {zwaarte: laag}}
  anders: {otherwise: true, then: {zwaarte: hoog}}
"#;

/// Prints how often a second each condition is judged.
pub(crate) fn bench() {
    let process = process();
    let case = Case { fields: fields().into(), ..Case::default() };
    let (person, records) = (Record::new(), BTreeMap::new());
    let calendar = Calendar::netherlands();
    let context =
        Context { process: &process, calendar: &calendar, person: &person, records: &records, witness: None };
    let today = moment(60).date_naive();
    let env = Env { context: &context, case: &case, event: None, item: None, known: None, today };
    for name in ["w_keuze", "w_aantal", "groot", "lijst", "tabel"] {
        a_second(&process, name, &env);
        println!("{name}: {:.1} million a second", a_second(&process, name, &env) / 1e6);
    }
}

fn a_second(process: &Process, name: &str, env: &dyn Environment) -> f64 {
    let condition = process.requirement("een", name).unwrap_or_else(|| panic!("{name}"));
    let (start, times) = (Instant::now(), 1_000_000);
    let held = (0..times).filter(|_| std::hint::black_box(condition).holds(env)).count();
    assert_eq!(held, times, "{name} holds");
    start.elapsed().as_secs_f64().recip() * f64::from(1_000_000)
}

fn process() -> Arc<Process> {
    let source = |path: &str, text: &str| Arc::new(Source { path: path.to_owned(), text: text.to_owned() });
    let sources = [source("bench/g.yaml", PROCESS), source("bench/zwaarte.yaml", TABLE)];
    let compiled = compile(&Library::read(&sources), None);
    let found = compiled.processes.into_values().next();
    found.unwrap_or_else(|| panic!("the conditions have findings: {:#?}", compiled.findings))
}

fn fields() -> Record {
    let text = Value::text;
    let step = |number: i64| {
        let fields = [
            ("naam", text(&number.to_string())),
            ("klaar", Value::Boolean(number % 2 == 1)),
            ("uren", Value::Integer(number)),
        ];
        fields.into_iter().map(|(id, value)| (Id::from(id), value)).collect::<Record>()
    };
    let fields = [
        ("route", text("zwaar")),
        ("afgerond", Value::Integer(5)),
        ("bedrag", Value::Money(nazorg_core::number::Money { cents: 125_000 })),
        ("begonnen_op", Value::Date(moment(0).date_naive())),
        ("akkoord", Value::Boolean(false)),
        ("stappen", Value::List((0..10).map(step).collect())),
    ];
    fields.into_iter().map(|(id, value)| (Id::from(id), value)).collect()
}
