//! Every fault has a story that plays, and nothing is found where nothing is wrong.

use std::sync::Arc;

use super::{Proof, WHOLE_MAX, prove_within};
use crate::calendar::Calendar;
use crate::compile::compile;
use crate::definition::library::Library;
use crate::finding::Source;
use crate::letter::Templates;
use crate::scenario::{Setting, run};

const TOP: &str = "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n";

/// Searches the first of these files, and plays each story again.
fn proof(texts: &[&str], steps_max: usize) -> Proof {
    proof_within(texts, WHOLE_MAX, steps_max)
}

fn proof_within(texts: &[&str], whole_max: usize, steps_max: usize) -> Proof {
    let source = |text: &&str| {
        let id = text.lines().find_map(|line| line.split_once(": ")).expect("an id").1.trim();
        Arc::new(Source { path: format!("processes/{id}.yaml"), text: (*text).to_owned() })
    };
    let library = Library::read(&texts.iter().map(source).collect::<Vec<_>>());
    let compiled = compile(&library, None);
    assert!(compiled.findings.is_empty(), "{:?}", compiled.findings);
    let (templates, calendar) = (Templates::new([]).0, Calendar::netherlands());
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let proof = prove_within(&compiled.processes["t/t"], &setting, whole_max, steps_max);
    for story in proof.findings.iter().filter_map(|finding| finding.story.clone()) {
        let report = run(&[Arc::new(Source { path: "verhaal.yaml".into(), text: story.clone() })], &setting);
        assert!(report.is_ok() && report.played.len() == 1, "{story}");
    }
    proof
}

fn found(rest: &str) -> Vec<(&'static str, String)> {
    let proof = proof(&[&format!("{TOP}{rest}")], 100_000);
    assert!(proof.is_complete);
    proof.findings.into_iter().map(|finding| (finding.code, finding.story.unwrap_or_default())).collect()
}

#[test]
fn a_story_is_the_shortest_and_can_be_pasted() {
    let found = found(
        "data: {akkoord: {type: boolean}}\n\
         events: {begonnen: {title: B, by: [c], starts: true}, om: {title: O, by: [c]}, gevraagd: {title: G, by: [c], form: {akkoord: required}}, af: {title: A, by: [c]}}\n\
         initial: begin\nstates:\n  begin: {when: {om: omweg, gevraagd: wacht}}\n  omweg: {when: {gevraagd: wacht}}\n  \
         wacht: {when: {af: {if: akkoord, go: einde}}}\n  einde: {final: klaar}\n",
    );
    let story = "process: t/t\nscenarios:\n  verhaal:\n    steps:\n      \
                 - {at: 2026-01-05T09:00:00, event: begonnen}\n      \
                 - {at: 2026-01-05T09:00:00, event: gevraagd, form: {akkoord: false}, expect: {state: [wacht]}}\n";
    assert_eq!(found, [("NZ0425", story.to_owned())]);
}

#[test]
fn time_is_part_of_a_story() {
    // The deadline closes the door that the person was to go through.
    let found = found(
        "data: {te_laat: {type: boolean, default: false}}\n\
         events: {begonnen: {title: B, by: [c], starts: true}, af: {title: A, by: [c]}}\n\
         initial: begin\nstates:\n  begin:\n    deadlines: {grens: {at: 3 days, do: {laat: {set: {te_laat: \"true\"}}}}}\n    \
         when: {af: {if: not te_laat, go: einde}}\n  einde: {final: klaar}\n",
    );
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["NZ0425"]);
    assert!(found[0].1.contains("- {at: 2026-01-08T"), "{}", found[0].1);
}

#[test]
fn a_deadline_whose_branches_all_fail_is_a_hole() {
    let found = found(
        "data: {soort: {type: choice, options: {kort: Kort, lang: Lang, anders: Anders}}}\n\
         events: {begonnen: {title: B, by: [c], starts: true, form: {soort: required}}, af: {title: A, by: [c]}}\n\
         initial: begin\nstates:\n  begin:\n    deadlines:\n      grens:\n        at: 3 days\n        choose:\n          \
         kort: {if: soort == kort, go: einde}\n          lang: {if: soort == lang, go: einde}\n    \
         when: {af: einde}\n  einde: {final: klaar}\n",
    );
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["NZ0422"]);
}

#[test]
fn what_can_still_be_mended_is_no_fault() {
    let mended = "data: {akkoord: {type: boolean}, gevraagd_op: {type: date}}\n\
         events: {begonnen: {title: B, by: [c], starts: true}, gevraagd: {title: G, by: [c], anytime: true, form: {akkoord: required, gevraagd_op: required}, require: {later: {if: gevraagd_op > today, say: Later.}}}, af: {title: A, by: [c]}}\n\
         initial: begin\nstates:\n  begin: {when: {gevraagd: wacht}}\n  \
         wacht: {when: {af: {if: akkoord and today > gevraagd_op, go: einde}}}\n  einde: {final: klaar}\n";
    assert_eq!(found(mended), []);
}

#[test]
fn a_counter_that_must_be_reached_is_reached() {
    let counts = "data: {keer: {type: integer, default: 0, min: 0, max: 99}}\n\
         events: {begonnen: {title: B, by: [c], starts: true}, nog: {title: N, by: [c]}, af: {title: A, by: [c]}}\n\
         initial: begin\nstates:\n  begin:\n    when:\n      nog: {do: {tel: {set: {keer: \"min(keer + 1, 99)\"}}}}\n      \
         af: {if: keer >= 5, go: vast}\n      \n  vast: {when: {af: {if: keer < 5, go: einde}, nog: begin}}\n  einde: {final: klaar}\n";
    let codes: Vec<&str> = found(counts).iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["NZ0424"], "from `vast` the counter never comes below five again");
}

#[test]
fn parts_beside_each_other_do_not_multiply() {
    let part = |n: usize| {
        format!(
            "      deel{n}: {{initial: a{n}, states: {{a{n}: {{when: {{door{n}: b{n}}}}}, b{n}: {{when: {{door{n}: c{n}}}}}, c{n}: {{when: {{terug{n}: a{n}}}}}}}}}\n"
        )
    };
    let events = |n: usize| format!("  door{n}: {{title: D, by: [c]}}\n  terug{n}: {{title: T, by: [c]}}\n");
    let text = format!(
        "{TOP}events:\n  begonnen: {{title: B, by: [c], starts: true}}\n  af: {{title: A, by: [c]}}\n{}initial: samen\nwhen: {{af: einde}}\nstates:\n  samen:\n    parallel:\n{}  einde: {{final: klaar}}\n",
        (0..12).map(events).collect::<String>(),
        (0..12).map(part).collect::<String>(),
    );
    let proof = proof(&[&text], 100_000);
    assert!(proof.is_complete && proof.findings.is_empty());
    assert!(proof.places < 100, "{} places instead of half a million", proof.places);
}

#[test]
fn a_search_that_stops_says_so() {
    let text = format!(
        "{TOP}events: {{begonnen: {{title: B, by: [c], starts: true}}, af: {{title: A, by: [c]}}, om: {{title: O, by: [c]}}}}\n\
         initial: een\nstates:\n  een: {{when: {{om: twee}}}}\n  twee: {{when: {{om: een, af: einde}}}}\n  einde: {{final: klaar}}\n"
    );
    let stopped = proof(&[&text], 1);
    assert_eq!(stopped.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["NZ0428"]);
    assert!(!stopped.is_complete);
    assert_eq!(proof(&[&text], 1_000).findings, []);
}

#[test]
fn what_a_signal_or_a_record_can_bring_is_no_dead_end() {
    let record = "record: t/r\ntitle: R\nfields: {dag: {type: date}}\nevents: {gemeld: {title: G, by: [c], starts: true, form: {dag: optional}}, gezet: {title: Z, by: [c], form: {dag: required}}}\n";
    let text = format!(
        "{TOP}records: {{r: t/r}}\nevents: {{begonnen: {{title: B, by: [c], starts: true}}, sein: {{title: S, by: [signal]}}}}\n\
         initial: begin\nstates:\n  begin: {{always: {{if: is_set(r.dag), go: verder}}}}\n  verder: {{when: {{sein: einde}}}}\n  einde: {{final: klaar}}\n"
    );
    let proof = proof(&[&text, record], 10_000);
    assert_eq!(proof.findings, []);
}

#[test]
fn the_end_of_a_child_is_told_as_what_happens_in_it() {
    let child = "process: t/kind\ntitle: Kind\nroles: {c: {title: C}}\noutcomes: {goed: Goed, slecht: Slecht, anders: Anders}\n\
         events: {bekeken: {title: B, by: [c]}, gelukt: {title: G, by: [c]}, mislukt: {title: M, by: [c]}, anders_gegaan: {title: A, by: [c]}}\n\
         initial: begin\nstates:\n  begin: {when: {bekeken: verder, anders_gegaan: einde_anders}}\n  \
         verder: {when: {gelukt: einde_goed, mislukt: einde_slecht}}\n  \
         einde_goed: {final: goed}\n  einde_slecht: {final: slecht}\n  einde_anders: {final: anders}\n";
    let text = format!(
        "{TOP}data: {{fout: {{type: boolean, default: false}}}}\nevents: {{begonnen: {{title: B, by: [c], starts: true}}, af: {{title: A, by: [c]}}}}\n\
         initial: wacht\nstates:\n  wacht:\n    children: {{kind: {{process: t/kind}}}}\n    when:\n      \
         child.kind: {{if: event.outcome == slecht, do: {{s: {{set: {{fout: \"true\"}}}}}}}}\n      done.kind: klaar_ermee\n  \
         klaar_ermee: {{when: {{af: {{if: not fout, go: einde}}}}}}\n  einde: {{final: klaar}}\n"
    );
    let proof = proof(&[&text, child], 10_000);
    let found: Vec<_> =
        proof.findings.iter().map(|f| (f.code, f.story.clone().unwrap_or_default())).collect();
    let story = "process: t/t\nscenarios:\n  verhaal:\n    steps:\n      \
                 - {at: 2026-01-05T09:00:00, event: begonnen}\n      \
                 - {at: 2026-01-05T09:00:00, case: kind, event: bekeken}\n      \
                 - {at: 2026-01-05T09:00:00, case: kind, event: mislukt}\n      \
                 - {at: 2026-01-05T09:00:00, expect: {state: [klaar_ermee]}}\n";
    assert_eq!(found, [("NZ0425", story.to_owned())]);
}

#[test]
fn parts_that_wait_for_each_other_come_to_what_lies_behind() {
    // Behind five parts that must all be done lies a dead end for one value.
    let part = |n: usize| {
        format!(
            "      deel{n}: {{initial: a{n}, states: {{a{n}: {{when: {{door{n}: b{n}}}}}, b{n}: {{final: true}}}}}}\n"
        )
    };
    let events = |n: usize| format!("  door{n}: {{title: D, by: [c]}}\n");
    let text = format!(
        "{TOP}data: {{goed: {{type: boolean}}}}\nevents:\n  begonnen: {{title: B, by: [c], starts: true}}\n  gevraagd: {{title: G, by: [c], form: {{goed: required}}}}\n  af: {{title: A, by: [c]}}\n{}initial: samen\nstates:\n  samen:\n    when: {{done.samen: achter}}\n    parallel:\n{}  achter: {{when: {{gevraagd: laatst}}}}\n  laatst: {{when: {{af: {{if: goed, go: einde}}}}}}\n  einde: {{final: klaar}}\n",
        (0..5).map(events).collect::<String>(),
        (0..5).map(part).collect::<String>(),
    );
    for whole_max in [WHOLE_MAX, 0] {
        let proof = proof_within(&[&text], whole_max, 100_000);
        assert_eq!(proof.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["NZ0425"], "{whole_max}");
    }
}

#[test]
fn going_round_is_found_only_where_nothing_stops_it() {
    let round = |again: &str| {
        found(&format!(
            "data: {{spoed: {{type: boolean, default: false}}}}\n\
             events: {{begonnen: {{title: B, by: [c], starts: true}}, af: {{title: A, by: [c]}}, haast: {{title: H, by: [c], anytime: true, form: {{spoed: required}}}}}}\n\
             initial: een\nstates:\n  een: {{always: {{if: spoed, go: twee}}, when: {{af: einde}}}}\n  \
             twee: {{always: {{if: {again}, go: een}}, when: {{af: einde}}}}\n  einde: {{final: klaar}}\n"
        ))
    };
    let circle = round("spoed");
    assert_eq!(circle.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["NZ0426"]);
    assert!(circle[0].1.contains("event: haast, form: {spoed: true}"), "{}", circle[0].1);
    assert_eq!(round("not spoed"), []);
}

#[test]
fn two_parts_that_leave_on_one_event_are_found_only_when_both_can() {
    let both = |only: &str| {
        found(&format!(
            "data: {{druk: {{type: boolean, default: false}}}}\n\
             events: {{begonnen: {{title: B, by: [c], starts: true, form: {{druk: required}}}}, af: {{title: A, by: [c]}}}}\n\
             initial: beide\nstates:\n  beide:\n    parallel:\n      \
             links: {{initial: l, states: {{l: {{when: {{af: {{if: druk, go: einde}}}}}}}}}}\n      \
             rechts: {{initial: r, states: {{r: {{when: {{af: {{if: {only}, do: {{meld: {{notify: c}}}}, go: einde}}}}}}}}}}\n  \
             einde: {{final: klaar}}\n"
        ))
    };
    assert_eq!(both("druk or not druk").iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["NZ0427"]);
    assert_eq!(both("not druk"), []);
}

#[test]
fn an_event_that_was_tried_is_tried_again_when_what_it_meets_is_new() {
    // Only both answers together shut the only door, and they are given in parts that go by themselves.
    let found = found(
        "data: {nodig: {type: boolean, default: false}, er: {type: boolean, default: true}}\n\
         events: {begonnen: {title: B, by: [c], starts: true}, hoog: {title: H, by: [c], form: {nodig: required}}, geteld: {title: G, by: [c], form: {er: required}}, af: {title: A, by: [c]}}\n\
         initial: beide\nstates:\n  beide:\n    parallel:\n      \
         vragen: {initial: vraag, states: {vraag: {when: {hoog: gevraagd}}, gevraagd: {}}}\n      \
         tellen: {initial: tel, states: {tel: {when: {geteld: wacht}}, wacht: {when: {af: {if: not nodig or er, go: einde}}}}}\n  \
         einde: {final: klaar}\n",
    );
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["NZ0425"]);
}
