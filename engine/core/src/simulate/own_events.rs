//! What a process raises or sends itself counts as what people record.

use super::tests::{play, states};
use crate::case::Fact;
use crate::definition::profile::Profile;

/// `gemeld` is only ever raised or sent; a term, a task and two suspensions wait for it.
const OWN: &str = "process: t/eigen\ntitle: Eigen\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar, laat: Te laat}\n\
    events:\n  aan: {title: Aan, by: [c], starts: true}\n  door: {title: Door, by: [c]}\n  later: {title: Later, by: [c]}\n  \
    pauze: {title: Pauze, by: [process]}\n  verder: {title: Verder, by: [process]}\n  gemeld: {title: Gemeld, by: [process]}\n  \
    stil: {title: Stil, by: [c]}\n  los: {title: Los, by: [c]}\n  af: {title: Af, by: [c]}\n\
    suspensions: {rust: {from: pauze, until: verder, holds: all}}\ninitial: een\nstates:\n  een:\n    \
    tasks: {melden: {title: Meld het, role: c, done_by: gemeld}}\n    \
    deadlines: {op_tijd: {at: 5 workdays, met_by: [gemeld], go: te_laat}}\n    when:\n      \
    door: {do: {meld: {raise: gemeld}}}\n      later: {do: {meld: {send: {event: gemeld, after: 2 days}}}}\n      \
    stil: {do: {rust: {raise: pauze}}}\n      los: {do: {los: {raise: verder}}}\n      af: klaar\n  \
    klaar: {final: klaar}\n  te_laat: {final: laat}\n";

#[test]
fn it_meets_terms_and_finishes_tasks() {
    let ended = |event: &str| {
        let script = format!(r#"[{{"event": "{event}"}}, {{"after": "60 days"}}]"#);
        let run = play(Profile::Strict, &[OWN], "", &script).expect("it begins");
        let facts: Vec<Fact> = run.moments.iter().flat_map(|moment| moment.facts.clone()).collect();
        assert!(facts.iter().any(|fact| matches!(fact, Fact::DeadlineMet { .. })), "{event}: {facts:?}");
        assert!(facts.iter().any(|fact| matches!(fact, Fact::TaskDone { .. })), "{event}: {facts:?}");
        states(&run).pop().expect("moments")
    };
    assert_eq!(ended("door"), "een", "raised: the term is met, so it is never missed");
    assert_eq!(ended("later"), "een", "sent: the same, two days later");
}

#[test]
fn it_begins_and_ends_suspensions() {
    let script = r#"[{"event": "stil"}, {"after": "20 days"}, {"event": "los"}, {"after": "1 day"}, {"after": "10 days"}]"#;
    let run = play(Profile::Strict, &[OWN], "", script).expect("it begins");
    assert_eq!(states(&run), ["een", "een", "een", "een", "een", "te_laat"]);
}

#[test]
fn the_engine_s_own_events_are_no_deeds() {
    // An appointment that comes does not meet itself, nor what any event meets.
    let text = OWN.replace("met_by: [gemeld], go: te_laat", "go: te_laat");
    let run = play(Profile::Strict, &[&text], "", r#"[{"after": "10 days"}]"#).expect("it begins");
    assert_eq!(states(&run), ["een", "te_laat"]);
}
