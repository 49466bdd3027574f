use std::sync::Arc;

use crate::compile::{Compiled, compile};
use crate::definition::library::Library;
use crate::definition::state::State;
use crate::finding::Source;

const BASE: &str = "\
process: l/p
title: P
roles: {c: {title: C}, baas: {title: Baas}}
params: {binnen: {type: duration, value: 5 workdays, min: 1 workday, max: 10 workdays}}
outcomes: {klaar: Klaar}
events: {aan: {title: Aan, by: [c], starts: true}, af: {title: Af, by: [c]}, terug: {title: Terug, by: [c]}}
escalations: {gewoon: {eerst: {at: due, remind: assignee}}}
initial: begin
states:
  begin:
    tasks: {bel: {title: Bel, role: c, due: binnen, done_by: af, escalation: gewoon}}
    when: {af: plan}
  plan:
    when: {af: doen, terug: plan}
  doen:
    initial: d1
    states: {d1: {when: {af: d2}}, d2: {final: true}}
    when: {terug: {go: [plan]}, done.doen: einde}
  einde: {final: klaar}
";

fn library(files: &[(&str, String)]) -> Library {
    let source = |(path, text): &(&str, String)| {
        Arc::new(Source { path: format!("processes/{path}.yaml"), text: text.clone() })
    };
    Library::read(&files.iter().map(source).collect::<Vec<_>>())
}

/// An overlay of another definition, pinned to what that says now.
fn overlay(id: &str, parent: &str, files: &[(&str, String)], says: &str) -> String {
    let library = library(files);
    let hash = library.family.iter().find(|(id, _)| **id == *parent).map(|(_, d)| d.hash().to_owned());
    let hash = hash.unwrap_or_else(|| panic!("{parent}: {:?}", library.findings));
    format!("overlay: {id}\nextends: {{process: {parent}, version: 1, hash: \"{hash}\"}}\n{says}")
}

/// The base and overlays, each of the one before.
fn line(base: &str, overlays: &[&str]) -> (Library, Compiled) {
    let mut files = vec![("l/p", base.to_owned())];
    for (id, says) in ["r/p", "g/p"].into_iter().zip(overlays) {
        let parent = files[files.len() - 1].0;
        files.push((id, overlay(id, parent, &files, says)));
    }
    let library = library(&files);
    let compiled = compile(&library, None);
    (library, compiled)
}

fn codes(compiled: &Compiled) -> Vec<&str> {
    compiled.findings.iter().map(|finding| finding.code).collect()
}

#[track_caller]
fn clean(base: &str, overlays: &[&str]) -> Library {
    let (library, compiled) = line(base, overlays);
    assert!(compiled.findings.is_empty(), "{:#?}", compiled.findings);
    assert_eq!(compiled.processes.len(), overlays.len() + 1);
    library
}

fn find<'s>(state: &'s State, id: &str) -> Option<&'s State> {
    if state.id == *id {
        return Some(state);
    }
    state.inside().iter().find_map(|inner| find(inner, id))
}

/// Where a state goes: every target of every reaction, in order.
fn ways(library: &Library, process: &str, state: &str) -> Vec<String> {
    let root = &library.processes[process].root;
    let state = find(root, state).unwrap_or_else(|| panic!("{state}"));
    let branches = state.when.iter().flat_map(|trigger| &trigger.branches);
    branches.flat_map(|branch| &branch.targets).map(|target| target.value.to_string()).collect()
}

#[test]
fn changes_of_three_levels_add_up_and_keep_their_places() {
    let library = clean(
        BASE,
        &[
            "change: {params: {binnen: {value: 3 workdays, reason: Afspraak.}}}\n",
            "change: {states: {begin: {tasks: {bel: {role: baas}}}}}\n",
        ],
    );
    let [base, region, town] = ["l/p", "r/p", "g/p"].map(|id| &library.processes[id]);
    let value = |process: &crate::definition::process::Process| {
        crate::definition::field::display(&process.params["binnen"].value.value)
    };
    assert_eq!([value(base), value(region), value(town)], ["5 workdays", "3 workdays", "3 workdays"]);
    let role = |process: &crate::definition::process::Process| {
        let task = find(&process.root, "begin").expect("a state").tasks["bel"].clone();
        task.value.role.expect("a role")
    };
    assert_eq!([role(base), role(region), role(town)].map(|role| role.value.to_string()), ["c", "c", "baas"]);
    assert_eq!(role(region).span.source.path, "processes/l/p.yaml");
    assert_eq!(role(town).span.source.path, "processes/g/p.yaml");
    assert_eq!(role(town).span.place(), (3, 47));
}

#[test]
fn an_inserted_state_catches_every_way_into_its_successor() {
    let says = "add:\n  events: {bezocht: {title: Bezocht, by: [c]}}\n  states: {bezoek: {insert_before: plan, when: {bezocht: plan}}}\n";
    let library = clean(BASE, &[says]);
    assert_eq!(ways(&library, "r/p", "begin"), ["bezoek"]);
    assert_eq!(ways(&library, "r/p", "doen"), ["bezoek", "einde"]);
    assert_eq!(ways(&library, "r/p", "bezoek"), ["plan"]);
    // Somebody who is in the plan already is not sent back.
    assert_eq!(ways(&library, "r/p", "plan"), ["doen", "plan"]);
    // Ways that the base gets later are caught too.
    let later = BASE
        .replace("  einde: {final", "  nieuw: {when: {af: plan}}\n  einde: {final")
        .replace("when: {af: doen,", "when: {af: nieuw,");
    let later = later.replace("terug: plan}", "terug: doen}");
    let library = clean(&later, &[says]);
    assert_eq!(ways(&library, "r/p", "nieuw"), ["bezoek"]);
}

#[test]
fn inserted_states_line_up_in_the_order_in_which_they_are_written() {
    let two = "add: {states: {een: {insert_before: plan, when: {af: plan}}, twee: {insert_before: plan, when: {af: plan}}}}\n";
    let library = clean(BASE, &[two]);
    let chain = ["begin", "een", "twee"].map(|state| ways(&library, "r/p", state).remove(0));
    assert_eq!(chain, ["een", "twee", "plan"]);
    let before_new = "add: {states: {een: {insert_before: plan, when: {af: plan}}, twee: {insert_before: een, when: {af: een}}}}\n";
    let library = clean(BASE, &[before_new]);
    let chain = ["begin", "twee", "een"].map(|state| ways(&library, "r/p", state).remove(0));
    assert_eq!(chain, ["twee", "een", "plan"]);
}

#[test]
fn a_municipality_inserts_after_what_its_region_inserted() {
    let one = "add: {states: {een: {insert_before: plan, when: {af: plan}}}}\n";
    let two = "add: {states: {twee: {insert_before: plan, when: {af: plan}}}}\n";
    let library = clean(BASE, &[one, two]);
    let chain = ["begin", "een", "twee"].map(|state| ways(&library, "g/p", state).remove(0));
    assert_eq!(chain, ["een", "twee", "plan"]);
}

#[test]
fn the_first_state_is_a_way_in_too() {
    let library = clean(BASE, &["add: {states: {voor: {insert_before: begin, when: {af: begin}}}}\n"]);
    let crate::definition::state::Kind::Compound { initial, .. } = &library.processes["r/p"].root.kind else {
        panic!("a process is compound")
    };
    let targets = &initial.as_ref().expect("an initial").targets;
    assert_eq!(targets[0].value.as_str(), "voor");
}

#[test]
fn a_removed_state_leaves_its_ways_to_what_comes_instead() {
    let library = clean(BASE, &["remove: {states: {plan: {instead: doen, reason: Zelfde tafel.}}}\n"]);
    assert_eq!(ways(&library, "r/p", "begin"), ["doen"]);
    assert!(find(&library.processes["r/p"].root, "plan").is_none());
}

#[test]
fn a_short_reaction_gets_actions_and_keeps_its_way() {
    let library = clean(BASE, &["add: {states: {begin: {when: {af: {do: {meld: {notify: baas}}}}}}}\n"]);
    let begin = find(&library.processes["r/p"].root, "begin").expect("a state");
    assert_eq!(begin.when[0].branches[0].actions.len(), 1);
    assert_eq!(ways(&library, "r/p", "begin"), ["plan"]);
}

#[test]
fn another_form_replaces_the_whole() {
    let says = "change: {states: {begin: {when: {af: {choose: {een: {otherwise: true, go: doen}}}}}}}\n";
    let (library, compiled) = line(BASE, &[says]);
    // Nothing goes to the plan but from the doing; both are still there.
    assert!(codes(&compiled).is_empty(), "{:#?}", compiled.findings);
    assert_eq!(ways(&library, "r/p", "begin"), ["doen"]);
}

#[test]
fn a_base_that_starts_itself_anew_starts_the_regions_own_process() {
    let again = BASE.replace(
        "when: {af: doen, terug: plan}",
        "when: {af: doen, terug: {do: {weer: {start: {process: l/p}}}}}",
    );
    let again = again.replace("terug: {go: [plan]}, ", "");
    let library = clean(&again, &["", ""]);
    for id in ["l/p", "r/p", "g/p"] {
        let plan = find(&library.processes[id].root, "plan").expect("a state");
        let actions: Vec<_> =
            plan.when.iter().flat_map(|t| &t.branches).flat_map(|b| b.actions.values()).collect();
        let crate::definition::action::Action::Start { process, .. } = &actions[0].value else {
            panic!("a start")
        };
        assert_eq!(process.as_ref().expect("a process").as_str(), id);
    }
}

#[test]
fn layout_and_comments_of_the_base_move_no_region() {
    let says = overlay("r/p", "l/p", &[("l/p", BASE.to_owned())], "");
    let other = BASE.replace("title: P\n", "# Uitleg.\ntitle: \"P\"\n\n");
    assert!(library(&[("l/p", other), ("r/p", says.clone())]).findings.is_empty());
    let other = BASE.replace("title: P\n", "title: Q\n");
    let findings = library(&[("l/p", other), ("r/p", says)]).findings;
    assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["NZ0904"]);
}

#[test]
fn a_locked_term_may_become_stricter_and_nothing_else() {
    let locked = BASE
        .replace("    tasks: {bel: {", "    tasks: {bel: {locked: Wet, may: stricter, ")
        .replace("due: binnen", "due: 5 workdays");
    clean(&locked, &["change: {states: {begin: {tasks: {bel: {due: 4 workdays}}}}}\n"]);
    let found = |says| codes(&line(&locked, &[says]).1).join(" ");
    assert_eq!(found("change: {states: {begin: {tasks: {bel: {due: 6 workdays}}}}}\n"), "NZ0918");
    assert_eq!(found("change: {states: {begin: {tasks: {bel: {role: baas}}}}}\n"), "NZ0917");
    assert_eq!(found("remove: {states: {begin: {tasks: {bel: {reason: Nee.}}}}}\n"), "NZ0917");
    assert_eq!(found("remove: {states: {begin: {instead: plan, reason: Nee.}}}\n"), "NZ0917");
}

#[test]
fn a_fault_of_the_base_is_told_once_and_a_fault_of_the_region_at_both_places() {
    let (_, compiled) = line(&BASE.replace("role: c,", "role: cc,"), &[""]);
    assert_eq!(codes(&compiled), ["NZ0205"]);
    let (_, compiled) = line(BASE, &["change: {states: {begin: {tasks: {bel: {role: bas}}}}}\n"]);
    assert_eq!(codes(&compiled), ["NZ0205"]);
    let finding = &compiled.findings[0];
    assert_eq!(finding.span.source.path, "processes/r/p.yaml");
    assert_eq!(finding.also[0].0.source.path, "processes/l/p.yaml");
    assert_eq!(finding.also[0].0.place().0, 11);
}

#[test]
fn the_bundle_of_an_overlay_makes_the_same_process_again() {
    let (_, compiled) = line(BASE, &["change: {title: Anders}\n", "change: {title: Nog anders}\n"]);
    let process = &compiled.processes["g/p"];
    assert_eq!(process.sources().len(), 3);
    let again = compile(&Library::read(process.sources()), None);
    assert_eq!(again.processes["g/p"].hash(), process.hash());
    assert_ne!(compiled.processes["r/p"].hash(), process.hash());
}

/// Whatever is written, something is said about it and nothing falls over.
#[test]
fn what_makes_no_sense_is_reported() {
    for says in [
        "change: 3\n",
        "change: [a]\n",
        "change:\n  states: begin\n",
        "change: {states: {begin: [a]}}\n",
        "change: {states: {begin: {tasks: {bel: {role: {a: b}}}}}}\n",
        "change: {states: {begin: {when: {af: {go: {a: b}}}}}}\n",
        "change: {states: {begin: {when: 3}}}\n",
        "change: {params: {binnen: {value: {a: b}, reason: R}}}\n",
        "change: {params: {binnen: {value: [1, 2], reason: R}}}\n",
        "change: {initial: {go: nergens}}\n",
        "change: {title: }\n",
        "add: 3\n",
        "add: {states: 3}\n",
        "add: {states: {nieuw: 3}}\n",
        "add: {states: {nieuw: {insert_before: }}}\n",
        "add: {states: {nieuw: {insert_before: nieuw, when: {af: nieuw}}}}\n",
        "add: {states: {nieuw: {insert_before: d1, when: {af: doen}}}}\n",
        "add: {states: {begin: {insert_before: plan}}}\n",
        "add: {roles: {baas: 3}}\n",
        "add: {title: T}\n",
        "add: {onzin: 3}\n",
        "remove: 3\n",
        "remove: {states: 3}\n",
        "remove: {states: {begin: 3}}\n",
        "remove: {states: {begin: {instead: begin, reason: R}}}\n",
        "remove: {states: {doen: {instead: d1, reason: R}}}\n",
        "remove: {states: {begin: {reason: R}, plan: {reason: R}, doen: {reason: R}, einde: {reason: R}}}\n",
        "remove: {initial: {reason: R}}\n",
        "remove: {outcomes: {klaar: {reason: R}}}\n",
        "remove: {roles: {c: {instead: c, reason: R}}}\n",
        "remove: {process: {reason: R}}\n",
        "remove: {scenarios: 3}\n",
        "remove: {states: {begin: {tasks: {reason: R}}}}\n",
        "remove: {states: {begin: {tasks: {bel: {title: {reason: R}}}}}}\n",
        "version: nul\n",
        "onzin: 3\n",
    ] {
        let (_, compiled) = line(BASE, &[says]);
        assert!(!compiled.findings.is_empty(), "{says}");
        assert!(!compiled.processes.contains_key("r/p"), "{says}: {:?}", codes(&compiled));
    }
}
