//! Plans, publishing by a plan, taking running cases over to another version, and handing them over.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]
#![allow(
    clippy::result_large_err,
    reason = "a problem is made once and then shown; its callers want its fields"
)]

mod common;

use std::sync::Arc;

use common::{Desk, day, person};
use nazorg_core::case::Mapping;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_runtime::view::{DeadlineFate, MigrationReport, Plan, PublicationChange};
use nazorg_runtime::{Correction, Going, HandOver, Kind, Office, Problem, PublishFailed, Which, read_plan};
use serde_json::{Value as Json, json};

const FIRST: &str = r#"process: haarlem/vraag
title: Vraag
subject: person
roles: {coordinator: {title: Coördinator}, teamleider: {title: Teamleider}}
params: {binnen: {type: duration, value: 5 workdays, title: Antwoordtermijn, source: aanname}}
data: {antwoord: {type: text, title: Antwoord}, aantal: {type: integer, title: Aantal}}
outcomes: {klaar: Klaar, stil: Stil}
events:
  gevraagd: {title: Gevraagd, by: [coordinator], starts: true, form: {aantal: optional}}
  gebeld: {title: Gebeld, by: [coordinator]}
  geantwoord: {title: Geantwoord, by: [coordinator], form: {antwoord: required}}
  afgerond: {title: Afgerond, by: [coordinator]}
letters: {vraag: {title: Onze vraag, template: haarlem/vraag, to: person}}
initial: wachten
states:
  wachten:
    entry: {brief: {letter: vraag}}
    tasks: {bel: {title: Bel de persoon, role: coordinator, due: 2 workdays, done_by: gebeld}}
    deadlines: {antwoord: {title: Antwoord, at: binnen after entry, met_by: [geantwoord], go: einde_stil}}
    when: {gebeld: {}, geantwoord: nakijken}
  nakijken:
    tasks: {kijk: {title: Kijk het na, role: coordinator, due: 1 week, done_by: afgerond}}
    when: {afgerond: einde_klaar}
  einde_klaar: {final: klaar}
  einde_stil: {final: stil}
"#;

/// Another term, another role, an extra task, a state with another id.
fn second() -> String {
    FIRST
        .replace("value: 5 workdays", "value: 10 workdays")
        .replace(
            "tasks: {bel: {title: Bel de persoon, role: coordinator, due: 2 workdays, done_by: gebeld}}",
            "tasks: {bel: {title: Bel op, role: teamleider, due: 3 workdays, done_by: gebeld}, lees: {title: Lees mee, role: coordinator, due: 1 week}}",
        )
        .replace("geantwoord: nakijken", "geantwoord: beoordelen")
        .replace("  nakijken:", "  beoordelen:")
        .replace("tasks: {kijk:", "tasks: {beoordeel:")
}

const PROCESS: &str = "processes/haarlem/vraag.yaml";
const TEMPLATE: (&str, &str) =
    ("templates/haarlem/vraag.md", "# Onze vraag\n\n{{ person.aanhef }},\n\nBelt u ons?\n");
const STYLE: (&str, &str) = ("templates/haarlem/huisstijl.yaml", "organisation: Gemeente Haarlem\n");

/// Three people with a case each on Monday 1 March: two wait, the third is looked at.
fn started() -> (Desk, Office, Vec<i64>) {
    let desk = Desk::with("2027-03-01", &[(PROCESS, FIRST), TEMPLATE, STYLE]);
    let office = desk.office();
    let mut cases = Vec::new();
    for number in 1..=3 {
        let person = office.person_add(&person(number)).unwrap().row.person;
        cases.push(office.case_start("haarlem/vraag", person, &json!({}), None).unwrap().case);
    }
    office.case_do(cases[2], "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    (desk, office, cases)
}

fn write(desk: &Desk, text: &str) {
    std::fs::write(desk.folder.path().join(PROCESS), text).unwrap();
}

fn publish(desk: &Desk, office: &Office, text: &str) {
    write(desk, text);
    office.publish(Some("Besluit")).unwrap();
}

fn mapping(json: Json) -> Mapping {
    serde_json::from_value(json).unwrap()
}

fn over(office: &Office, which: &Which, mapping: Mapping) -> Result<MigrationReport, Problem> {
    office.case_migrate(which, &Going { mapping, reason: "Besluit".to_owned(), rehearse: false })
}

fn renamed() -> Mapping {
    mapping(json!({"states": {"nakijken": "beoordelen"}, "tasks": {"kijk": "beoordeel"}}))
}

fn sound(office: &Office) {
    assert!(office.verify().unwrap().wrong.is_empty());
    assert!(office.fold_all().unwrap().different.is_empty(), "folding gives the stored cases");
}

#[test]
fn a_plan_counts_people_and_changes_nothing() {
    let (desk, office, cases) = started();
    write(&desk, &second());
    let planned = office.plan().unwrap().plan;
    assert_eq!(planned.items.len(), 1);
    assert_eq!((planned.items[0].from_version, planned.items[0].to_version), (Some(1), Some(2)));
    let process = &planned.processes[0];
    assert_eq!((process.people, process.cases.len()), (3, 3));
    let terms: Vec<&str> =
        process.differences.iter().filter(|one| one.term).map(|one| one.text.nl.as_str()).collect();
    assert!(terms.contains(&"Antwoordtermijn gaat van 5 naar 10 werkdagen."), "{terms:?}");
    let running = &process.running[0];
    assert_eq!((running.version, running.cases, running.could_move), (1, 3, 2));
    let moved = running.deadlines.iter().find(|moved| moved.deadline == "antwoord").unwrap();
    assert_eq!((moved.cases, moved.example), (2, cases[0]));
    assert_eq!((moved.from.as_deref(), moved.to.as_deref()), (Some("2027-03-08"), Some("2027-03-15")));
    let stuck: Vec<(&str, &str, usize)> =
        process.stuck.iter().map(|one| (one.section.as_str(), one.id.as_str(), one.cases)).collect();
    assert_eq!(stuck, [("states", "nakijken", 1), ("tasks", "kijk", 1)]);
    assert_eq!(office.processes().unwrap()[0].version, 1);
}

#[test]
fn a_plan_is_done_exactly_or_not_at_all() {
    let (desk, office, cases) = started();
    write(&desk, &second());
    let kept = |plan: &Plan| read_plan(&serde_json::to_string(plan).unwrap()).unwrap();
    let plan = kept(&office.plan().unwrap().plan);
    let refused = |office: &Office, plan: &Plan, word: &str| {
        let Err(PublishFailed::Problem(problem)) = office.publish_plan(plan, None) else {
            unreachable!("it was published")
        };
        assert_eq!(problem.kind, Kind::Refused);
        assert!(problem.text.nl.contains(word), "{}", problem.text.nl);
        assert_eq!(office.processes().unwrap()[0].version, 1);
    };
    // A running case moved on.
    office.case_do(cases[0], "gebeld", &json!({}), None).unwrap();
    refused(&office, &plan, &format!("Z{} (`haarlem/vraag`): er is iets vastgelegd", cases[0]));
    let plan = kept(&office.plan().unwrap().plan);
    // A file changed.
    write(&desk, &second().replace("10 workdays", "8 workdays"));
    refused(&office, &plan, "het bestand is veranderd");
    // A file came.
    write(&desk, &second());
    let extra = desk.folder.path().join("templates/haarlem/extra.md");
    std::fs::write(&extra, "# Extra\n\nHallo.\n").unwrap();
    refused(&office, &plan, "dit staat niet in het plan");
    std::fs::remove_file(extra).unwrap();
    let published = office.publish_plan(&plan, Some("Volgens plan")).unwrap();
    assert_eq!(published.changed.len(), 1);
    // Done once, it is not done again.
    let Err(PublishFailed::Problem(problem)) = office.publish_plan(&plan, None) else {
        unreachable!("it was published twice")
    };
    assert!(problem.text.nl.contains("hier verandert niets meer aan"), "{}", problem.text.nl);
    let publications = office.publications().unwrap();
    assert_eq!(publications.len(), 2);
    assert_eq!(publications[0].reason.as_deref(), Some("Volgens plan"));
    assert_eq!((publications[0].items[0].version, publications[0].items[0].current), (2, true));
    let old = publications[1].items.iter().find(|item| item.kind == "process").unwrap();
    assert_eq!((old.version, old.current, old.open_cases), (1, false, 3));
    assert!(read_plan("{}").is_err());
}

/// Somebody whose case starts another process hears what changes there.
#[test]
fn a_plan_tells_what_changes_in_child_processes() {
    let main = "process: haarlem/hoofd
title: Hoofdzaak
subject: person
roles: {coordinator: {title: Coördinator}}
outcomes: {klaar: Klaar}
events: {aangemeld: {title: Aangemeld, by: [coordinator], starts: true}}
initial: lopen
states:
  lopen:
    children: {vraag: {process: haarlem/vraag, done_if: all, on_leave: keep}}
    when: {done.vraag: einde}
  einde: {final: klaar}
";
    let desk = Desk::with(
        "2027-03-01",
        &[(PROCESS, FIRST), ("processes/haarlem/hoofd.yaml", main), TEMPLATE, STYLE],
    );
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    office.case_start("haarlem/hoofd", person, &json!({}), None).unwrap();
    write(&desk, &FIRST.replace("value: 5 workdays", "value: 10 workdays"));
    let plan = office.plan().unwrap().plan;
    let process = plan.processes.iter().find(|one| one.process == "haarlem/hoofd").unwrap();
    assert!(process.differences.is_empty());
    let child = &process.children[0];
    assert_eq!((child.process.as_str(), child.title.as_str(), child.people), ("haarlem/vraag", "Vraag", 1));
    assert_eq!(child.differences[0].text.nl, "Antwoordtermijn gaat van 5 naar 10 werkdagen.");
    let own = plan.processes.iter().find(|one| one.process == "haarlem/vraag").unwrap();
    assert!(own.children.is_empty() && own.differences.len() == 1);
    let kept = read_plan(&serde_json::to_string(&plan).unwrap()).unwrap();
    assert!(office.publish_plan(&kept, None).is_ok());
}

/// Going back to an older version and taking away are publications too: who, when, why.
#[test]
fn publications_show_what_came_back_and_what_went() {
    let (desk, office, _) = started();
    publish(&desk, &office, &second());
    desk.at("2027-03-02");
    write(&desk, FIRST);
    office.publish(Some("Toch de oude termijn")).unwrap();
    std::fs::remove_file(desk.folder.path().join(PROCESS)).unwrap();
    let other = FIRST.replace("haarlem/vraag\ntitle", "haarlem/ander\ntitle");
    std::fs::write(desk.folder.path().join("processes/haarlem/ander.yaml"), other).unwrap();
    // Not by accident: its cases run.
    let Err(PublishFailed::Problem(problem)) = office.publish(Some("Afgeschaft")) else {
        unreachable!("it was withdrawn")
    };
    assert_eq!(problem.kind, Kind::Refused);
    assert!(problem.text.nl.contains("`haarlem/vraag` (3)"), "{}", problem.text.nl);
    let plan = office.plan().unwrap().plan;
    let published = office.publish_plan(&plan, Some("Afgeschaft")).unwrap();
    let versions: Vec<_> = published.changed.iter().map(|item| (item.name.as_str(), item.version)).collect();
    assert!(versions.contains(&("haarlem/vraag", None)), "{versions:?}");
    let rows = office.publications().unwrap();
    let of = |nth: usize| -> Vec<(&str, PublicationChange, i64, bool)> {
        let rows = rows[nth].items.iter().filter(|item| item.kind == "process");
        rows.map(|item| (item.name.as_str(), item.change, item.version, item.current)).collect()
    };
    use PublicationChange::{New, Removed, Returned};
    assert_eq!(rows.len(), 4);
    assert_eq!(of(0), [("haarlem/ander", New, 1, true), ("haarlem/vraag", Removed, 1, false)]);
    assert_eq!((rows[0].by.as_str(), rows[0].reason.as_deref()), ("fatima", Some("Afgeschaft")));
    assert_eq!(of(1), [("haarlem/vraag", Returned, 1, false)]);
    assert_eq!(rows[1].at, day("2027-03-02"));
    assert_eq!(of(2), [("haarlem/vraag", New, 2, false)]);
    let gone = rows[0].items.iter().find(|item| item.change == Removed).unwrap();
    assert_eq!(gone.open_cases, 3, "its cases run on");
    assert!(office.doctor().unwrap().healthy);
}

#[test]
fn a_case_goes_over_and_its_history_stays_readable() {
    let (desk, office, cases) = started();
    publish(&desk, &office, &second());
    desk.at("2027-03-02");
    assert_eq!(office.case_show(cases[0]).unwrap().version, 1, "it never goes by itself");
    let report = over(&office, &Which::Cases(vec![cases[0]]), Mapping::default()).unwrap();
    assert!(report.done);
    let moved = &report.cases[0].deadlines[0];
    assert_eq!(moved.fate, DeadlineFate::Recalculated);
    assert_eq!((moved.from.as_deref(), moved.to.as_deref()), (Some("2027-03-08"), Some("2027-03-15")));
    let view = office.case_show(cases[0]).unwrap();
    assert_eq!(view.version, 2);
    let tasks: Vec<(&str, &str, Option<&str>)> =
        view.tasks.iter().map(|t| (t.title.as_str(), t.role.as_str(), t.due.as_deref())).collect();
    assert!(tasks.contains(&("Bel op", "teamleider", Some("2027-03-04"))), "{tasks:?}");
    assert!(tasks.contains(&("Lees mee", "coordinator", Some("2027-03-09"))), "{tasks:?}");
    assert_eq!(view.letters.len(), 1, "its entry actions are not done again");
    let history = office.case_history(cases[0]).unwrap();
    assert!(history.last().unwrap().title.nl.contains("Besluit"));
    sound(&office);
    // Once more is nothing.
    let again = over(&office, &Which::Cases(vec![cases[0]]), Mapping::default()).unwrap();
    assert!(again.done && again.cases[0].already);
    assert_eq!(office.case_history(cases[0]).unwrap().len(), history.len());
    // What waits for its clock fires on the day of the new version.
    desk.at("2027-03-10");
    office.tick().unwrap();
    assert!(office.case_show(cases[0]).unwrap().row.closed.is_none());
    assert!(office.case_show(cases[1]).unwrap().row.closed.is_some(), "this one stayed on its version");
    sound(&office);
}

#[test]
fn all_go_over_or_none() {
    let (desk, office, cases) = started();
    publish(&desk, &office, &second());
    let all = Which::Process("haarlem/vraag".to_owned(), Some(1));
    let report = over(&office, &all, Mapping::default()).unwrap();
    assert!(!report.done);
    let stuck: Vec<&str> = report.cases[2].obstacles.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(stuck, ["nakijken", "kijk"]);
    for case in &cases {
        assert_eq!(office.case_show(*case).unwrap().version, 1);
    }
    let slip = mapping(json!({"states": {"nakijken": "beoordeling"}}));
    let problem = over(&office, &all, slip).unwrap_err();
    assert_eq!(problem.kind, Kind::BadInput);
    assert!(problem.help.unwrap().nl.contains("beoordelen"));
    let tried = Going { mapping: renamed(), reason: "Besluit".to_owned(), rehearse: true };
    assert!(!office.case_migrate(&all, &tried).unwrap().done);
    assert_eq!(office.case_show(cases[2]).unwrap().version, 1, "it was only tried");
    assert!(over(&office, &all, renamed()).unwrap().done);
    // Where no case is left, a mapping has nothing to do.
    assert!(over(&office, &all, renamed()).unwrap().cases.is_empty());
    let view = office.case_show(cases[2]).unwrap();
    assert_eq!((view.version, view.row.states.as_slice()), (2, &["beoordelen".to_owned()][..]));
    assert_eq!(view.tasks[0].id, "beoordeel");
    let last = office.case_history(cases[2]).unwrap().pop().unwrap();
    let said: Vec<&str> = last.facts.iter().map(|fact| fact.text.nl.as_str()).collect();
    for sentence in [
        "De zaak is niet meer in de stap ‘nakijken’.",
        "De zaak is nu in de stap ‘beoordelen’.",
        "De taak ‘Kijk het na’ vervalt.",
    ] {
        assert!(said.contains(&sentence), "{sentence}: {said:#?}");
    }
    assert!(view.fields.iter().any(|field| field.id == "antwoord"), "its fields went along");
    sound(&office);
    office.case_do(cases[2], "afgerond", &json!({}), None).unwrap();
    sound(&office);
    assert!(over(&office, &Which::All, Mapping::default()).unwrap().cases.is_empty());
    let closed = over(&office, &Which::Cases(vec![cases[2]]), Mapping::default()).unwrap_err();
    assert_eq!(closed.kind, Kind::Refused);
}

#[test]
fn a_field_goes_along_when_its_type_fits() {
    let (desk, office, cases) = started();
    let person = office.person_add(&person(9)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", person, &json!({"aantal": 3}), None).unwrap().case;
    let other = FIRST.replace("aantal: {type: integer,", "aantal: {type: integer, max: 2,");
    publish(&desk, &office, &other);
    let report = over(&office, &Which::Cases(vec![case]), Mapping::default()).unwrap();
    assert_eq!(report.cases[0].obstacles[0].section, "fields");
    let drop = mapping(json!({"drop": {"fields": ["aantal"]}}));
    assert!(over(&office, &Which::Cases(vec![case]), drop).unwrap().done);
    assert!(office.case_show(case).unwrap().fields.is_empty());
    assert!(over(&office, &Which::Cases(cases), Mapping::default()).unwrap().done);
    sound(&office);
}

#[test]
fn going_over_can_be_undone_until_something_happens() {
    let (desk, office, cases) = started();
    publish(&desk, &office, &second());
    let before = office.fold(cases[0]).unwrap();
    assert!(over(&office, &Which::Cases(vec![cases[0], cases[1]]), Mapping::default()).unwrap().done);
    let taken_back = Correction { withdrawn: true, ..Correction::default() };
    let row = office.last_recorded(cases[0]).unwrap();
    office.case_correct(row, &taken_back).unwrap();
    assert_eq!(office.fold(cases[0]).unwrap(), before);
    assert_eq!(office.case_show(cases[0]).unwrap().version, 1);
    sound(&office);
    // It can go over again, and be told of something late on the version that it was on.
    let row = office.last_recorded(cases[1]).unwrap();
    office.case_do(cases[1], "gebeld", &json!({}), None).unwrap();
    let problem = office.case_correct(row, &taken_back).unwrap_err();
    assert_eq!(problem.kind, Kind::Refused);
    assert!(problem.text.nl.contains("Gebeld"), "{}", problem.text.nl);
    assert_eq!(office.case_show(cases[1]).unwrap().version, 2);
    assert!(over(&office, &Which::Cases(vec![cases[0]]), Mapping::default()).unwrap().done);
    sound(&office);
}

#[test]
fn what_is_told_late_is_folded_in_before_going_over() {
    let (desk, office, cases) = started();
    publish(&desk, &office, &second());
    desk.at("2027-03-04");
    assert!(over(&office, &Which::Cases(vec![cases[0], cases[1]]), Mapping::default()).unwrap().done);
    desk.at("2027-03-05");
    // Called on the 3rd: on the old version that was the coordinator's work, and done.
    office.case_do(cases[0], "gebeld", &json!({}), Some(day("2027-03-03"))).unwrap();
    let view = office.case_show(cases[0]).unwrap();
    assert_eq!(view.version, 2);
    assert!(view.tasks.iter().all(|task| task.id != "bel"), "{:?}", view.tasks);
    sound(&office);
    // Answered on the 3rd: then it was being looked at when it went over, and that had no place.
    let problem = office
        .case_do(cases[1], "geantwoord", &json!({"antwoord": "ja"}), Some(day("2027-03-03")))
        .unwrap_err();
    assert_eq!(problem.kind, Kind::Refused);
    let view = office.case_show(cases[1]).unwrap();
    assert_eq!(view.row.states, ["wachten"]);
    let work = view.tasks.iter().find(|task| task.title.starts_with("Herstel: ‘Geantwoord’")).unwrap();
    office.task_done(work.task, None).unwrap();
    sound(&office);
    // The same told after it went over is folded in as always.
    desk.at("2027-03-08");
    office.case_do(cases[1], "gebeld", &json!({}), None).unwrap();
    office.case_do(cases[1], "geantwoord", &json!({"antwoord": "ja"}), Some(day("2027-03-05"))).unwrap();
    assert_eq!(office.case_show(cases[1]).unwrap().row.states, ["beoordelen"]);
    sound(&office);
}

#[test]
fn a_mapping_carries_late_facts_too() {
    let (desk, office, cases) = started();
    publish(&desk, &office, &second());
    desk.at("2027-03-04");
    assert!(over(&office, &Which::Cases(vec![cases[1]]), renamed()).unwrap().done);
    desk.at("2027-03-05");
    office.case_do(cases[1], "geantwoord", &json!({"antwoord": "ja"}), Some(day("2027-03-03"))).unwrap();
    let view = office.case_show(cases[1]).unwrap();
    assert_eq!((view.version, view.row.states.as_slice()), (2, &["beoordelen".to_owned()][..]));
    sound(&office);
}

#[test]
fn a_case_is_handed_over_with_its_file() {
    let other = FIRST
        .replace("haarlem/vraag\ntitle: Vraag", "delft/vraag\ntitle: Vraag in Delft")
        .replace("aantal: {type: integer,", "aantal: {type: text,");
    let files = [(PROCESS, FIRST), ("processes/delft/vraag.yaml", &other), TEMPLATE, STYLE];
    let desk = Desk::with("2027-03-01", &files);
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", person, &json!({"aantal": 2}), None).unwrap().case;
    let mut to = HandOver { to: "delft/vraag".to_owned(), reason: "Verhuisd".to_owned(), rehearse: true };
    assert!(!office.case_hand_over(case, &to).unwrap().done);
    assert!(office.case_show(case).unwrap().row.closed.is_none(), "it was only tried");
    to.rehearse = false;
    let report = office.case_hand_over(case, &to).unwrap();
    assert!(report.fields.iter().any(|field| field.id == "aantal" && !field.carried));
    assert!(report.tasks.iter().any(|task| task.id == "bel" && task.open));
    assert!(office.case_show(case).unwrap().row.closed.is_some());
    let view = office.case_show(report.new_case).unwrap();
    assert_eq!(view.row.process, "delft/vraag");
    assert!(view.links.iter().any(|link| link.kind == "follows" && link.case == case));
    let last = office.case_history(case).unwrap().pop().unwrap();
    assert!(last.title.nl.contains("Verhuisd"), "{}", last.title.nl);
    let closed = office.case_hand_over(case, &to).unwrap_err();
    assert_eq!(closed.kind, Kind::Refused);
    sound(&office);
}

/// An overlay that takes away a state in which people are, shows both places.
#[test]
fn an_overlay_is_held_against_running_cases() {
    let source = Arc::new(Source { path: PROCESS.to_owned(), text: FIRST.to_owned() });
    let library = Library::read(&[source]);
    let hash = library.family[&Id::from("haarlem/vraag")].hash().to_owned();
    let overlay = |says: &str| {
        format!(
            "overlay: delft/vraag\nextends: {{process: haarlem/vraag, version: 1, hash: \"{hash}\"}}\n{says}"
        )
    };
    let plain = overlay("change: {params: {binnen: {value: 6 workdays, reason: Druk.}}}\n");
    let path = "processes/delft/vraag.yaml";
    let desk = Desk::with("2027-03-01", &[(PROCESS, FIRST), (path, &plain), TEMPLATE, STYLE]);
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("delft/vraag", person, &json!({}), None).unwrap().case;
    office.case_do(case, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    let less = overlay(
        "remove: {states: {nakijken: {instead: einde_klaar, reason: Niet nodig.}}, events: {afgerond: {reason: Niet nodig.}}}\n",
    );
    std::fs::write(desk.folder.path().join(path), less).unwrap();
    let planned = office.plan().unwrap();
    let finding = planned.findings.iter().find(|finding| finding.code == "NZ0947").unwrap();
    assert_eq!(finding.span.source.path, path);
    assert_eq!(finding.also[0].0.source.path, PROCESS);
    let stuck = &planned.plan.processes.iter().find(|one| one.process == "delft/vraag").unwrap().stuck[0];
    assert_eq!((stuck.id.as_str(), stuck.people, stuck.places.len()), ("nakijken", 1, 2));
    assert_eq!(stuck.instead.as_deref(), Some("einde_klaar"));
}

/// A letter of a region's form of a process bears that region's house style, and the base's where it has none.
#[test]
fn a_region_has_its_own_house_style() {
    let source = Arc::new(Source { path: PROCESS.to_owned(), text: FIRST.to_owned() });
    let hash = Library::read(&[source]).family[&Id::from("haarlem/vraag")].hash().to_owned();
    let overlay = |region: &str| {
        format!(
            "overlay: {region}/vraag\nextends: {{process: haarlem/vraag, version: 1, hash: \"{hash}\"}}\nchange: {{title: Vraag}}\n"
        )
    };
    let (delft, gouda) = (overlay("delft"), overlay("gouda"));
    let desk = Desk::with(
        "2027-03-01",
        &[
            (PROCESS, FIRST),
            ("processes/delft/vraag.yaml", &delft),
            ("processes/gouda/vraag.yaml", &gouda),
            TEMPLATE,
            STYLE,
            ("templates/delft/huisstijl.yaml", "organisation: Gemeente Delft\n"),
        ],
    );
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    for (process, sender) in [("delft/vraag", "Gemeente Delft"), ("gouda/vraag", "Gemeente Haarlem")] {
        let letters = office.case_start(process, person, &json!({}), None).unwrap().letters;
        let text = office.letter_show(letters[0].letter).unwrap().text;
        assert!(text.contains(sender), "{process}: {text}");
    }
}
