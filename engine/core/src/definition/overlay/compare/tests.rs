use std::sync::Arc;

use super::{Comparison, compare};
use crate::definition::node;
use crate::definition::overlay::{Base, Document, Edit, File, kept, read_kept};
use crate::definition::reader::Reader;
use crate::finding::Source;

const BASE: &str = "\
process: l/p
title: Nazorg
roles: {coordinator: {title: Coördinator}, team: {title: Team}}
params:
  binnen: {type: duration, value: 5 workdays, min: 1 workday, max: 10 workdays, title: De termijn voor het gesprek}
  ander: {type: duration, value: 2 weeks, title: De andere termijn}
outcomes: {klaar: Klaar}
events: {aan: {title: Aan, by: [coordinator], starts: true}, gesproken: {title: Gesproken, by: [coordinator]}}
initial: intake
states:
  intake:
    title: Intake
    tasks: {gesprek: {title: Gesprek, role: coordinator, due: binnen}}
    when: {gesproken: plan}
  plan:
    title: Plan
    states: {eerste: {title: Eerste, when: {gesproken: laatste}}, laatste: {}}
    initial: eerste
    when: {aan: einde}
  einde: {final: klaar}
";

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { path: path.into(), text: text.into() })
}

fn document(path: &str, text: &str) -> Document {
    let root = node::read(&source(path, text)).expect("YAML");
    Document::written(Base::Process, root)
}

/// The region's words, compared with a base in which one text became another.
fn with(overlay: &str, from: &str, to: &str) -> Comparison {
    assert!(BASE.contains(from), "{from}");
    let text = format!("overlay: r/p\nextends: {{process: l/p, version: 1, hash: \"b3:oud\"}}\n{overlay}");
    let root = node::read(&source("r.yaml", &text)).unwrap_or_else(|found| panic!("{found:?}"));
    let reader = Reader::default();
    let file = File::read(&root, &reader).expect("an overlay");
    assert!(reader.into_findings().is_empty());
    compare(&document("oud.yaml", BASE), &document("nieuw.yaml", &BASE.replacen(from, to, 1)), &file)
}

fn ids(comparison: &Comparison) -> Vec<&str> {
    comparison.conflicts.iter().map(|conflict| conflict.id.as_str()).collect()
}

const OWN_TERM: &str = "change: {params: {binnen: {value: 3 workdays, reason: Afspraak}}}\n";

#[test]
fn what_the_region_does_not_speak_of_comes_along() {
    let other = with(OWN_TERM, "value: 2 weeks", "value: 3 weeks");
    assert_eq!(ids(&other), [""; 0]);
    assert_eq!(other.taken.len(), 1);
    assert_eq!(other.taken[0].text.nl, "De andere termijn gaat van 2 naar 3 weken.");
    // Another word about the same thing is another matter.
    let limits = with(OWN_TERM, "max: 10 workdays", "max: 8 workdays");
    assert_eq!((ids(&limits).len(), limits.taken.len()), (0, 1));
    let beside = with(
        "add: {states: {intake: {tasks: {bel: {title: Bel, role: team}}}}}\n",
        "role: coordinator, due",
        "role: team, due",
    );
    assert_eq!((ids(&beside).len(), beside.taken.len()), (0, 1));
}

#[test]
fn what_both_changed_is_told_with_both_sides() {
    let found = with(OWN_TERM, "value: 5 workdays", "value: 7 workdays");
    assert_eq!(ids(&found), ["binnen.value"]);
    assert!(found.taken.is_empty());
    let conflict = &found.conflicts[0];
    assert_eq!(conflict.base[0].text.nl, "De termijn voor het gesprek gaat van 5 naar 7 werkdagen.");
    assert_eq!(conflict.region.nl, "De termijn voor het gesprek gaat van 5 naar 3 werkdagen.");
    assert_eq!(conflict.reason.as_deref(), Some("Afspraak"));
    let place = |span: &Option<crate::finding::Span>| {
        span.as_ref().map(|span| (span.source.path.clone(), span.place().0))
    };
    assert_eq!(place(&conflict.base[0].old), Some(("oud.yaml".into(), 5)));
    assert_eq!(place(&conflict.base[0].new), Some(("nieuw.yaml".into(), 5)));
    assert_eq!((conflict.place.source.path.as_str(), conflict.place.place().0), ("r.yaml", 3));
    assert!(conflict.findings.is_empty());
}

#[test]
fn what_comes_to_the_same_is_no_conflict() {
    assert_eq!(ids(&with(OWN_TERM, "value: 5 workdays", "value: 3 workdays")), [""; 0]);
    // Who says in so many words what the base said, meant it.
    let held = "change: {params: {binnen: {value: 5 workdays, reason: Zo houden}}}\n";
    assert_eq!(ids(&with(held, "value: 5 workdays", "value: 7 workdays")), ["binnen.value"]);
}

#[test]
fn what_the_base_no_longer_has_cannot_be_changed() {
    let found = with(OWN_TERM, "  binnen: {type", "  korter: {type");
    assert_eq!(ids(&found), ["binnen.value"]);
    assert_eq!(found.conflicts[0].findings[0].code, "NZ0909");
    let role = "change: {states: {intake: {tasks: {gesprek: {role: team}}}}}\n";
    let gone = with(role, "    tasks: {gesprek: {title: Gesprek, role: coordinator, due: binnen}}\n", "");
    assert_eq!(ids(&gone), ["intake.gesprek.role"]);
    assert!(!gone.conflicts[0].base.is_empty());
}

#[test]
fn what_the_region_took_out_and_the_base_changed_is_a_choice() {
    let removal = "remove: {states: {plan: {instead: einde, reason: Geen plan}}}\n";
    let found = with(removal, "title: Plan\n", "title: Het plan\n");
    assert_eq!(ids(&found), ["plan"]);
    assert_eq!(found.conflicts[0].reason.as_deref(), Some("Geen plan"));
    // The states inside go with it, so what the base does to those counts too.
    assert_eq!(ids(&with(removal, "title: Eerste", "title: Begin")), ["plan"]);
    assert_eq!(ids(&with(removal, "title: Intake", "title: Begin")), [""; 0]);
}

#[test]
fn a_name_that_both_added_and_a_place_that_went_are_conflicts() {
    let added = "add: {events: {extra: {title: Extra, by: [team]}}}\n";
    let both = with(added, "gesproken: {title", "extra: {title: Iets, by: [team]}, gesproken: {title");
    assert_eq!(ids(&both), ["extra"]);
    assert_eq!(both.conflicts[0].findings[0].code, "NZ0910");
    let before = "add: {states: {bezoek: {insert_before: plan, when: {gesproken: plan}}}}\n";
    let moved = with(before, "  plan:\n    title: Plan", "  regie:\n    title: Plan");
    let codes: Vec<_> =
        moved.conflicts.iter().flat_map(|conflict| &conflict.findings).map(|finding| finding.code).collect();
    assert!(codes.contains(&"NZ0932"), "{codes:?}");
}

#[test]
fn the_bases_side_is_chosen_by_taking_out_the_regions_words() {
    let overlay = format!("# Van ons.\n{OWN_TERM}");
    let found = with(&overlay, "value: 5 workdays", "value: 7 workdays");
    let place = &found.conflicts[0].place;
    let root = node::read(&place.source).expect("YAML");
    let text = Edit::new(&place.source.text, &root).without(place);
    assert!(text.ends_with("# Van ons.\n"), "{text}");
}

#[test]
fn a_kept_base_is_the_base_it_was() {
    let base = document("p.yaml", BASE);
    let text = kept(&base).expect("a text");
    assert!(read_kept(&source("k.yaml", &text), base.hash()).is_some());
    let touched = text.replace("5 workdays", "6 workdays");
    assert!(read_kept(&source("k.yaml", &touched), base.hash()).is_none());
}
