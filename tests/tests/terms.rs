//! Terms in a process: rules for their end, suspensions that overlap, and more time.

use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_tests::{all_go_well, lines, source};

const PROCESS: &str = r#"process: t/proef
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

const SCENARIOS: &str = r#"process: t/proef
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

#[test]
fn terms_roll_stand_still_and_are_extended() {
    all_go_well(PROCESS, SCENARIOS, 4);
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
        let library = Library::read(&[source("processes/t/proef.yaml", &PROCESS.replacen(from, to, 1))]);
        let found = compile(&library, None).findings;
        assert!(found.iter().any(|finding| finding.code == code), "{to}: {:#?}", lines(&found));
    }
}

const CHAIN: &str = r#"process: t/proef
title: Keten
roles: {c: {title: C, deputy: d}, d: {title: D}}
outcomes: {klaar: Klaar}
events:
  begin: {title: Begin, by: [c], starts: true}
  gedaan: {title: Gedaan, by: [c]}
escalations:
  keten:
    zeg: {at: due, remind: assignee}
    hoger: {at: 1 day after due, assign: d}
    avond: {at: 1 day after due at 20:00, notify: c}
initial: loopt
states:
  loopt:
    tasks: {werk: {title: Werk, role: c, due: 7 days, done_by: gedaan, escalation: keten}}
    when: {gedaan: einde}
  einde: {final: klaar}
"#;

/// 27 March 2027 is a Saturday, the Monday after it Easter Monday.
const CHAINS: &str = r#"process: t/proef
scenarios:
  weekend:
    title: In het weekend herinnert niemand
    steps:
      - {at: 2027-03-20, event: begin, expect: {tasks: {werk: {due: 2027-03-27}}}}
      - {at: 2027-03-29T23:59, expect: {escalations: []}}
      - {at: 2027-03-30T00:01, expect: {escalations: [werk.zeg, werk.hoger, werk.avond]}}
  week:
    title: Door de week op de dag zelf, en na kantoortijd de dag erna
    steps:
      - {at: 2027-03-30, event: begin, expect: {tasks: {werk: {due: 2027-04-06}}}}
      - {at: 2027-04-06T00:00, expect: {escalations: [werk.zeg]}}
      - {at: 2027-04-07T23:59, expect: {escalations: [werk.hoger]}}
      - {at: 2027-04-08T00:00, expect: {escalations: [werk.avond]}}
  klaar:
    title: Wat klaar is, herinnert niet meer
    steps:
      - {at: 2027-03-20, event: begin}
      - {at: 2027-03-28, event: gedaan, expect: {outcome: klaar}}
      - {at: 2027-04-28, expect: {escalations: []}}
"#;

#[test]
fn reminders_come_when_people_work() {
    all_go_well(CHAIN, CHAINS, 3);
}

const AGAIN: &str = r#"process: t/proef
title: Steeds opnieuw
roles: {c: {title: C}}
data: {sinds: {type: date}, ronde: {type: integer, default: 0, min: 0, max: 9}}
outcomes: {klaar: Klaar}
events:
  begin: {title: Begin, by: [c], starts: true}
  bekend: {title: Bekend, by: [c], anytime: true, form: {sinds: required}}
  weg: {title: Weg, by: [c]}
  terug: {title: Terug, by: [c]}
  einde: {title: Einde, by: [c]}
initial: loopt
when: {einde: klaar}
states:
  loopt:
    deadlines:
      kijk: {title: Kijk, at: every 2 weeks after sinds, do: {tel: {set: {ronde: "min(ronde + 1, 9)"}}}}
      uur: {title: Uur, at: every 1 hour after sinds, do: {zeg: {note: "'uur'"}}}
    when: {weg: elders}
  elders:
    when: {terug: loopt}
  klaar: {final: klaar}
"#;

/// `sinds` lies so far back that its hours cannot be gone through one by one.
const AGAINS: &str = r#"process: t/proef
scenarios:
  voorbij:
    title: Wat voorbij was, komt niet nog eens
    steps:
      - {at: 2027-03-01, event: begin, expect: {deadlines: {kijk: waiting}}}
      - {at: 2027-03-01T10:20, event: bekend, form: {sinds: 1990-01-08}, expect: {fired: [], deadlines: {kijk: 2027-03-15, uur: 2027-03-01T11:00}}}
      - {at: 2027-03-01T10:30, event: weg, expect: {fired: []}}
      - {at: 2027-03-15, expect: {fired: []}}
      - {at: 2027-03-15T00:00, event: terug, expect: {fired: [], fields: {ronde: 0}, deadlines: {kijk: 2027-03-29}}}
      - {at: 2027-03-15T00:30, event: weg}
      - {at: 2027-05-24T12:30, event: terug, expect: {fired: [], deadlines: {kijk: 2027-06-07, uur: 2027-05-24T13:00}}}
      - {at: 2027-05-24T13:10, expect: {fired: [uur], fields: {ronde: 0}}}
      - {at: 2027-05-24T13:20, event: einde}
  terug_verzet:
    title: Wat door een andere datum voorbij is, komt één keer
    steps:
      - {at: 2027-03-01T10:20, event: begin}
      - {at: 2027-03-01T10:20, event: bekend, form: {sinds: 2027-03-01}, expect: {deadlines: {kijk: 2027-03-15}}}
      - {at: 2027-03-01T10:30, event: bekend, form: {sinds: 2026-01-05}}
      - {at: 2027-03-01T10:35, expect: {fired: [kijk, uur], fields: {ronde: 1}, deadlines: {kijk: 2027-03-15, uur: 2027-03-01T11:00}}}
      - {at: 2027-03-01T10:40, event: einde}
"#;

#[test]
fn what_comes_back_skips_what_went_by() {
    all_go_well(AGAIN, AGAINS, 2);
}
