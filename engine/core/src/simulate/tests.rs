use std::sync::Arc;

use super::{After, Script, Simulation, default_start, simulate};
use crate::calendar::Calendar;
use crate::case::{Effect, Fact};
use crate::compile::compile;
use crate::definition::library::Library;
use crate::definition::profile::Profile;
use crate::finding::{Severity, Source};
use crate::letter::Templates;
use crate::scenario::Setting;
use crate::step::Rejection;

/// Runs the first of these processes; each begins with `process: ID`.
fn play(profile: Profile, texts: &[&str], from: &str, script: &str) -> Result<Simulation, Rejection> {
    let id = |text: &str| text.lines().next().and_then(|l| l.strip_prefix("process: ")).map(str::to_owned);
    let sources: Vec<Arc<Source>> = texts
        .iter()
        .map(|text| {
            let path = format!("{}.yaml", id(text).expect("an id"));
            Arc::new(Source { path, text: (*text).to_owned() })
        })
        .collect();
    let library = Library::read_as(&sources, profile);
    let compiled = compile(&library, None);
    let errors: Vec<_> = compiled.findings.iter().filter(|f| f.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let (templates, _) = Templates::new(Vec::<(String, Arc<Source>)>::new());
    let calendar = Calendar::netherlands();
    let setting = Setting {
        processes: &compiled.processes,
        library: &library,
        templates: &templates,
        calendar: &calendar,
    };
    let process = &compiled.processes[id(texts[0]).expect("an id").as_str()];
    let from = if from.is_empty() { default_start() } else { from.parse().expect(from) };
    simulate(&setting, process, &Script::read(script).expect("a script"), from)
}

fn chart(text: &str, script: &str) -> Simulation {
    play(Profile::Statechart, &[text], "", script).expect("it begins")
}

/// For each moment the innermost states.
fn states(simulation: &Simulation) -> Vec<String> {
    let joined =
        |states: &[crate::id::Id]| states.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    simulation.moments.iter().map(|moment| joined(&moment.atomic)).collect()
}

const STRICT: &str = "process: t/bel\ntitle: Bel\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar, stil: Stil}\n\
    data: {naam: {type: text}, keer: {type: integer, default: 0}, dubbel: {type: integer, derive: keer * 2}}\n\
    events:\n  aan: {title: Aan, by: [c], starts: true, form: {naam: required}}\n  \
    gebeld: {title: Gebeld, by: [c]}\n  poging: {title: Poging, by: [c]}\ninitial: bellen\nstates:\n  \
    bellen:\n    tasks: {bel: {title: Bel, role: c, due: 2 workdays}}\n    deadlines: {stil: {at: 5 workdays, go: stil}}\n    \
    when: {gebeld: einde, poging: {do: {tel: {set: {keer: keer + 1}}}}}\n  einde: {final: klaar}\n  stil: {final: stil}\n";

#[test]
fn a_script_is_a_list_with_or_without_something_around_it() {
    let list = r#"[{"event": "a"}, {"after": 10, "event": {"name": "b", "data": {"x": 1}}}, {"after": "5 workdays"}]"#;
    let script = Script::read(list).expect("reads");
    assert_eq!(script.items.len(), 3);
    assert_eq!(script.items[1].after, After::Milliseconds(10));
    assert_eq!(script.items[1].event.as_deref(), Some("b"));
    assert_eq!(script.items[1].data["x"], 1);
    assert_eq!(script.items[2].event, None);
    let around = format!(r#"{{"initialConfiguration": ["s"], "events": {list}}}"#);
    assert_eq!(Script::read(&around), Ok(script));
    for (wrong, says) in [
        ("{", "not JSON"),
        ("3", "list of events"),
        (r#"[{"event": 3}]"#, "Event 1: `event` is"),
        (r#"[{}, {"event": {}}]"#, "Event 2: `event` is"),
        (r#"[{"after": -1}]"#, "`after` is a number"),
        (r#"[{"after": "5 dogs"}]"#, "no unit `dogs`"),
        (r#"[{"data": [1]}]"#, "`data` is an object"),
    ] {
        let error = Script::read(wrong).expect_err(wrong);
        assert!(error.en.contains(says), "{wrong}: {}", error.en);
    }
}

#[test]
fn a_process_begins_with_its_starting_event_and_needs_no_role() {
    let script = r#"[{"event": "aan", "data": {"naam": "Noa"}}, {"event": "poging"}, {"event": "aan"}, {"event": "gebeld"}]"#;
    let run = play(Profile::Strict, &[STRICT], "", script).expect("it begins");
    assert_eq!(states(&run), ["bellen", "bellen", "bellen", "einde"]);
    let [start, poging, aan, gebeld] = run.moments.as_slice() else { panic!("four moments") };
    assert_eq!(start.at, "2026-01-05T09:00:00.000");
    assert_eq!(start.fields["naam"], "Noa");
    assert_eq!((&poging.fields["keer"], &poging.fields["dubbel"]), (&1.into(), &2.into()));
    assert!(poging.facts.len() == 1 && poging.taken, "only what is new: {:?}", poging.facts);
    assert!(!aan.taken && aan.refused.is_some() && aan.facts.is_empty());
    assert!(gebeld.ended && gebeld.outcome.as_deref() == Some("klaar"));
    assert!(gebeld.effects.iter().any(|effect| matches!(effect, Effect::TellParents { .. })));
    let json = serde_json::to_value(&run).expect("JSON");
    assert_eq!(json["moments"][3]["outcome"], "klaar");
    assert_eq!(json["profile"], "strict");
}

#[test]
fn what_comes_due_in_between_fires() {
    let run = play(Profile::Strict, &[STRICT], "", r#"[{"after": "4 workdays"}, {"after": "1 workday"}]"#);
    let run = run.expect("it begins");
    assert_eq!(states(&run), ["bellen", "bellen", "stil"]);
    assert_eq!(run.moments[2].at, "2026-01-12T09:00:00.000");
    assert!(run.moments[2].facts.iter().any(|fact| matches!(fact, Fact::DeadlineFired { .. })));
}

/// The calendar brings these three together, on the Tuesday after Easter; by their names they would come
/// in the opposite order.
#[test]
fn reminders_that_come_together_keep_their_order() {
    let text = STRICT.replace("due: 2 workdays}", "due: 7 days, escalation: keten}").replace(
        "initial: bellen",
        "escalations: {keten: {zeg: {at: due, remind: assignee}, hoger: {at: 1 day after due, notify: c}, avond: {at: 1 day after due at 20:00, notify: c}}}\ninitial: bellen",
    );
    let text = text.replace("at: 5 workdays", "at: 20 workdays");
    let script = r#"[{"after": "9 days"}, {"after": "1 day"}]"#;
    let run = play(Profile::Strict, &[&text], "2027-03-20T12:00:00", script).expect("it begins");
    let steps = |moment: usize| -> Vec<String> {
        let step = |fact: &Fact| match fact {
            Fact::Escalated { step, .. } => Some(step.to_string()),
            _ => None,
        };
        run.moments[moment].facts.iter().filter_map(step).collect()
    };
    assert_eq!((steps(1), steps(2)), (vec![], vec!["zeg".into(), "hoger".into(), "avond".into()]));
}

#[test]
fn what_a_process_refuses_a_statechart_ignores() {
    let text = "process: kaal\nstates: {Een: {when: {t: Twee}}, Twee: {}}\n";
    let run = chart(text, r#"[{"event": "nooit.gehoord", "data": {"x": [1]}}, {"event": "t"}]"#);
    assert_eq!(states(&run), ["Een", "Een", "Twee"]);
    assert!(!run.moments[1].taken && run.moments[1].refused.is_none());
}

#[test]
fn the_strict_profile_refuses_a_bare_statechart() {
    let text = "process: kaal\nstates: {een: {when: {t: twee}}, twee: {}}\n";
    let source = Arc::new(Source { path: "kaal.yaml".into(), text: text.into() });
    let codes = |profile| {
        let compiled = compile(&Library::read_as(std::slice::from_ref(&source), profile), None);
        let errors = compiled.findings.iter().filter(|f| f.severity == Severity::Error).count();
        (errors, compiled.findings.len(), compiled.processes.len())
    };
    let (errors, all, processes) = codes(Profile::Strict);
    assert!(errors == all && all > 0 && processes == 0, "{errors} of {all}");
    let (errors, warnings, processes) = codes(Profile::Statechart);
    assert!(errors == 0 && warnings > 0 && processes == 1, "{errors} of {warnings}");
}

#[test]
fn what_fails_while_a_case_ends_is_told() {
    let text = "process: eind\nroles: {baas: {title: Baas}}\ndata: {x: {type: integer, default: 0}}\nstates:\n  \
        a: {exit: {som: {set: {x: 1 // x}}}, when: {t: klaar}}\n  klaar: {final: true, with: {uit: 1 // x}}\n";
    let run = chart(text, r#"[{"event": "t"}]"#);
    let failed: Vec<_> =
        run.moments[1].facts.iter().filter(|fact| matches!(fact, Fact::Failed { .. })).collect();
    assert_eq!(failed.len(), 2, "{:?}", run.moments[1].facts);
    let told = run.moments[1].effects.iter().filter(|effect| matches!(effect, Effect::Notify { .. })).count();
    assert_eq!(told, 2);
    assert!(matches!(run.moments[1].facts.last(), Some(Fact::Closed { .. })));
}

#[test]
fn ten_minutes_are_ten_minutes_in_the_hour_that_the_clock_shows_twice() {
    let text = "process: nacht\nstates:\n  a: {when: {t: {do: {s: {send: {event: e, after: 10 minutes}}}}, e: b}}\n  b: {}\n";
    let script = r#"[{"after": "90 minutes", "event": "t"}, {"after": "9 minutes"}, {"after": "1 minute"}]"#;
    let run = play(Profile::Statechart, &[text], "2026-10-25T01:30:00", script).expect("it begins");
    assert_eq!(run.moments[1].at, "2026-10-25T02:00:00.000");
    assert_eq!(states(&run), ["a", "a", "a", "b"]);
}

const CHILD: &str = "process: kind\nstates: {k: {when: {t: klaar}}, klaar: {final: true}}\n";

#[test]
fn a_transition_can_wait_for_the_children_of_its_own_state() {
    let text = "process: ouder\nstates:\n  a: {children: {kind: {process: kind}}, always: {if: count(kind) > 0, go: b}}\n  b: {}\n";
    let run = play(Profile::Statechart, &[text, CHILD], "", "[]").expect("it begins");
    assert_eq!(states(&run), ["b"]);
    assert_eq!(run.moments[0].others.len(), 1);
    assert_eq!(run.moments[0].others[0].atomic[0].as_str(), "k");
}

#[test]
fn a_child_that_goes_round_for_ever_is_not_passed_over() {
    let text = "process: ouder\nstates: {a: {children: {kind: {process: kind}}}}\n";
    let child = "process: kind\ndata: {x: {type: integer, default: 0}}\n\
        states: {k: {always: {if: x == 0, go: l}}, l: {always: {if: x == 0, go: k}}}\n";
    let begun = play(Profile::Statechart, &[text, child], "", "[]").map(|run| run.moments.len());
    assert_eq!(begun, Err(Rejection::Runaway));
}
