//! What is told late, recorded wrongly, or taken back; and a clock that was away or jumps.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use std::sync::Arc;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use common::{Desk, day, person};
use nazorg_runtime::view::{Happened, LetterState, StandingView};
use nazorg_runtime::{Clock, Correction, Kind, Office};
use serde_json::{Value as Json, json};

const LATE: &[(&str, &str)] = &[
    (
        "processes/haarlem/overleg.yaml",
        r#"process: haarlem/overleg
title: Overleg
records: {detentie: haarlem/detentie}
roles: {coordinator: {title: Coördinator}, teamleider: {title: Teamleider}}
params:
  binnen: {type: duration, value: 8 weeks, source: "art. 4:13 Awb", title: Beslistermijn}
data: {op: {type: date, title: Dag van het overleg}, plaats: {type: text}}
outcomes: {klaar: Klaar, stil: Stil}
events:
  begonnen: {title: Begonnen, by: [coordinator], starts: true, form: {op: required}}
  verzet: {title: Verzet, by: [coordinator], anytime: true, form: {op: required, plaats: optional}}
  gehouden: {title: Gehouden, by: [coordinator]}
  besloten: {title: Besloten, by: [coordinator]}
  weg: {title: Weer vast, by: [coordinator]}
  terug: {title: Weer vrij, by: [coordinator]}
  verdaagd: {title: Verdaagd, by: [coordinator], carries: {reden: {type: text}}}
letters:
  oproep: {title: Oproep, template: haarlem/brief, to: person}
  dank: {title: Dank, template: haarlem/brief, to: person, approve: teamleider}
escalations: {standaard: {eerst: {at: due, remind: assignee}, dan: {at: 2 workdays after due, assign: teamleider}}}
suspensions: {detentie: {from: weg, until: terug, holds: [besluit]}}
initial: wacht
deadlines:
  besluit: {title: Besluit, at: binnen after start, roll: termijnenwet, met_by: [besloten]}
  vrij: {title: Vrij, at: 2 weeks before detentie.vrij_op, do: {meld: {notify: coordinator}}}
when:
  verdaagd: {do: {langer: {extend: {deadline: besluit, by: 6 weeks, ground: art. 4:14 Awb, reason: event.reden}}}}
  besloten: {}
states:
  wacht:
    tasks: {plan: {title: Plan het overleg, role: coordinator, due: 3 workdays, done_by: gehouden, escalation: standaard}}
    deadlines: {oproep: {title: Oproep, at: 2 days before op, do: {brief: {letter: oproep}}}}
    when: {gehouden: {do: {brief: {letter: dank}}, go: gesprek}}
  gesprek: {deadlines: {af: {at: 2 weeks, go: einde}}}
  einde: {final: klaar}
"#,
    ),
    (
        "processes/haarlem/detentie.yaml",
        r#"record: haarlem/detentie
title: Detentie
fields: {vrij_op: {type: date, title: Dag van vrijlating}}
events:
  gemeld: {title: Gemeld, by: [coordinator], starts: true, form: {vrij_op: required}}
  gewijzigd: {title: Gewijzigd, by: [coordinator], form: {vrij_op: required}}
"#,
    ),
    ("templates/haarlem/brief.md", "# Brief\n\n{{ person.aanhef }},\n\nTot op {{ op | dag }}.\n"),
    ("templates/haarlem/huisstijl.yaml", "organisation: Gemeente Haarlem\n"),
];

/// Started on Monday 1 March for a meeting on the 20th.
fn started() -> (Desk, Office, i64) {
    let desk = Desk::with("2027-03-01", LATE);
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("haarlem/overleg", person, &json!({"op": "2027-03-20"}), None).unwrap().case;
    (desk, office, case)
}

fn on(office: &Office, case: i64, event: &str, form: Json, at: &str) -> Happened {
    office.case_do(case, event, &form, Some(day(at))).unwrap()
}

fn due(office: &Office, case: i64, deadline: &str) -> Option<String> {
    let view = office.case_show(case).unwrap();
    view.deadlines.into_iter().find(|found| found.id == deadline).and_then(|found| found.due)
}

fn whole(office: &Office) {
    let report = office.verify().unwrap();
    assert!(report.wrong.is_empty(), "{:?}", report.wrong);
    assert!(office.fold_all().unwrap().different.is_empty());
}

fn row(office: &Office, case: i64, event: &str) -> i64 {
    office.case_history(case).unwrap().into_iter().find(|row| row.event == event).unwrap().seq
}

fn herstel(office: &Office, case: i64) -> Vec<String> {
    let tasks = office.case_show(case).unwrap().tasks;
    tasks.into_iter().map(|task| task.title).filter(|title| title.starts_with("Herstel")).collect()
}

#[test]
fn what_is_told_late_folds_the_case_and_a_sent_letter_becomes_work() {
    let (desk, office, case) = started();
    desk.at("2027-03-19");
    office.tick().unwrap();
    assert_eq!(office.case_show(case).unwrap().letters[0].state, LetterState::Done);
    // The meeting had been put off on the 5th already: the letter of the 18th should not have gone.
    let tried = office
        .case_do_rehearsed(case, "verzet", &json!({"op": "2027-04-10"}), Some(day("2027-03-05")))
        .unwrap();
    assert!(tried.rehearsed && tried.now.tasks.iter().any(|task| task.title.contains("brief ‘Oproep’")));
    assert_eq!(due(&office, case, "oproep").as_deref(), Some("2027-03-18"), "nothing was recorded");
    assert_eq!(office.case_history(case).unwrap().len(), 4);
    let done = on(&office, case, "verzet", json!({"op": "2027-04-10"}), "2027-03-05");
    let facts = &done.steps[0].facts;
    assert!(
        facts.iter().any(|fact| fact.kind == "refolded")
            && facts.iter().any(|fact| fact.kind == "difference")
    );
    assert!(
        facts.iter().any(|fact| fact.text.nl.contains("10 april") || fact.text.nl.contains("8 april")),
        "{facts:#?}"
    );
    assert_eq!(due(&office, case, "oproep").as_deref(), Some("2027-04-08"));
    let work = herstel(&office, case);
    assert_eq!(work.len(), 2, "the letter, and the deadline that went off: {work:?}");
    whole(&office);
    // The letter stays, and is marked; both dates stand in the history.
    let history = office.case_history(case).unwrap();
    let made = history.iter().flat_map(|row| &row.facts).find(|fact| fact.kind == "letter_made").unwrap();
    assert!(made.wrong);
    let late = history.last().unwrap();
    assert_eq!((late.occurred, late.recorded), (day("2027-03-05"), day("2027-03-19")));
    // The work can be done; it does not come back when the case is folded again.
    let task =
        office.case_show(case).unwrap().tasks.into_iter().find(|task| task.title.contains("brief")).unwrap();
    office.task_done(task.task, None).unwrap();
    on(&office, case, "verzet", json!({"op": "2027-04-12"}), "2027-03-06");
    assert!(!herstel(&office, case).iter().any(|title| title.contains("brief")));
    // It goes off on its new day, and a letter goes.
    desk.at("2027-04-11");
    office.tick().unwrap();
    assert_eq!(office.case_show(case).unwrap().letters.len(), 2);
    whole(&office);
}

#[test]
fn a_letter_that_waits_for_approval_is_taken_back_and_one_that_should_have_gone_goes() {
    let (desk, office, case) = started();
    desk.at("2027-03-10");
    office.case_do(case, "gehouden", &json!({}), None).unwrap();
    let view = office.case_show(case).unwrap();
    assert_eq!(view.letters[0].state, LetterState::Waiting);
    // It was not so: the event is taken back, and with it the letter that nobody approved yet.
    let undone = office.last_recorded(case).unwrap();
    assert_eq!(undone, row(&office, case, "gehouden"));
    let correction = Correction { withdrawn: true, ..Correction::default() };
    office.case_correct(undone, &correction).unwrap();
    let view = office.case_show(case).unwrap();
    assert_eq!(view.row.states, ["wacht".to_owned()].map(|_| view.row.states[0].clone()));
    assert_eq!(view.letters[0].state, LetterState::Withdrawn);
    assert!(herstel(&office, case).is_empty() && view.tasks.iter().any(|task| task.id == "plan"));
    assert!(office.letter_approve(view.letters[0].letter).is_err());
    assert_eq!(office.case_correct(undone, &correction).unwrap_err().kind, Kind::Refused);
    whole(&office);
    // Told again, later, on its true day: its letter goes now.
    desk.at("2027-03-29");
    office.tick().unwrap();
    let done = on(&office, case, "gehouden", json!({}), "2027-03-17");
    assert_eq!(done.letters.len(), 1);
    let work = herstel(&office, case);
    assert!(work.iter().any(|title| title.contains("brief ‘Oproep’")), "{work:?}");
    assert_eq!(office.case_show(case).unwrap().state[0].id, "gesprek");
    desk.at("2027-04-01");
    office.tick().unwrap();
    // Two weeks after it really happened.
    assert_eq!(
        office.case_show(case).unwrap().row.closed.map(|at| at.date_naive().to_string()).as_deref(),
        Some("2027-03-30")
    );
    assert!(!herstel(&office, case).is_empty(), "work to mend outlives the case");
    let task = office.case_show(case).unwrap().tasks[0].task;
    office.task_done(task, None).unwrap();
    whole(&office);
}

#[test]
fn wrong_dates_and_wrong_data_are_corrected_and_both_stay() {
    let (desk, office, case) = started();
    desk.at("2027-03-08");
    on(&office, case, "verzet", json!({"op": "2027-05-20"}), "2027-03-04");
    let event = row(&office, case, "verzet");
    let form = office.correct_form(event).unwrap();
    assert!(
        form.iter().all(|field| !field.required)
            && form.iter().any(|field| field.now == Some(json!("2027-05-20")))
    );
    let data = Correction { form: json!({"op": "2027-04-20"}), ..Correction::default() };
    let done = office.case_correct(event, &data).unwrap();
    assert_eq!(done.now.fields.iter().find(|field| field.id == "op").unwrap().value, json!("2027-04-20"));
    let start = row(&office, case, "begonnen");
    let date = Correction { occurred: Some(day("2027-02-22")), ..Correction::default() };
    office.case_correct(start, &date).unwrap();
    assert_eq!(due(&office, case, "besluit").as_deref(), Some("2027-04-19"));
    let history = office.case_history(case).unwrap();
    assert_eq!(history[0].occurred, day("2027-03-01"), "what was recorded stays as it was");
    let corrected: Vec<&str> =
        history.iter().filter(|row| row.corrected_by.is_some()).map(|row| row.event.as_str()).collect();
    assert_eq!(corrected, ["begonnen", "verzet"]);
    // What cannot be: before the start, in the future, what the program did, a stranger.
    let refused = |row: i64, correction: &Correction| office.case_correct(row, correction).unwrap_err();
    let early = Correction { occurred: Some(day("2027-01-01")), ..Correction::default() };
    assert!(refused(event, &early).text.nl.contains("begon pas"));
    let future = Correction { occurred: Some(day("2027-06-01")), ..Correction::default() };
    assert_eq!(refused(event, &future).kind, Kind::Refused);
    let gone = Correction { withdrawn: true, ..Correction::default() };
    assert!(refused(start, &gone).text.nl.contains("begin van een zaak"));
    assert_eq!(refused(9_999, &gone).kind, Kind::BadInput);
    assert_eq!(desk.office_as("joost").case_correct(event, &gone).unwrap_err().kind, Kind::Refused);
    assert!(
        office
            .case_do(case, "verzet", &json!({"op": "2027-05-20"}), Some(day("2027-01-01")))
            .unwrap_err()
            .text
            .nl
            .contains("begon pas")
    );
    whole(&office);
}

#[test]
fn a_record_that_is_told_late_moves_its_readers_and_never_overwrites_what_came_after() {
    let (desk, office, case) = started();
    let person = office.case_show(case).unwrap().row.person;
    let tell = |event: &str, vrij: &str, at: &str| {
        office.record_do(person, "haarlem/detentie", event, &json!({"vrij_op": vrij}), Some(day(at))).unwrap()
    };
    tell("gemeld", "2027-06-01", "2027-03-01");
    assert_eq!(due(&office, case, "vrij").as_deref(), Some("2027-05-18"));
    desk.at("2027-03-20");
    tell("gewijzigd", "2027-07-01", "2027-03-15");
    assert_eq!(due(&office, case, "vrij").as_deref(), Some("2027-06-17"));
    // Told last, but older than what is known.
    tell("gewijzigd", "2027-05-01", "2027-03-10");
    assert_eq!(due(&office, case, "vrij").as_deref(), Some("2027-06-17"));
    let record = &office.case_show(case).unwrap().records[0];
    assert_eq!(record.fields[0].value, json!("2027-07-01"));
    let moves = office.case_why(case, "vrij").unwrap();
    assert_eq!(moves.due.as_deref(), Some("2027-06-17"));
    whole(&office);
}

#[test]
fn what_was_told_about_a_record_is_corrected_and_taken_back_in_every_case_that_reads_it() {
    let (desk, office, case) = started();
    let person = office.case_show(case).unwrap().row.person;
    let other =
        office.case_start("haarlem/overleg", person, &json!({"op": "2027-03-20"}), None).unwrap().case;
    let tell = |event: &str, vrij: &str| {
        office.record_do(person, "haarlem/detentie", event, &json!({"vrij_op": vrij}), None).unwrap();
    };
    let dues = |cases: &[i64]| -> Vec<String> {
        cases.iter().map(|case| due(&office, *case, "vrij").unwrap_or_default()).collect()
    };
    tell("gemeld", "2027-06-01");
    desk.at("2027-03-03");
    tell("gewijzigd", "2027-07-01");
    desk.at("2027-03-05");
    let later =
        office.case_start("haarlem/overleg", person, &json!({"op": "2027-03-25"}), None).unwrap().case;
    let all = [case, other, later];
    assert_eq!(dues(&all), ["2027-06-17"; 3]);
    let row = office.last_recorded(case).unwrap();
    assert_eq!(office.correct_form(row).unwrap()[0].id, "vrij_op");
    let to = |vrij: &str| Correction { form: json!({"vrij_op": vrij}), ..Correction::default() };
    office.case_correct(row, &to("2027-08-02")).unwrap();
    assert_eq!(dues(&all), ["2027-07-19"; 3]);
    assert_eq!(office.person_show(person).unwrap().records[0].fields[0].value, json!("2027-08-02"));
    // What was told about it after the wrong thing counts; not before, and not by who may not tell.
    desk.at("2027-03-08");
    tell("gewijzigd", "2027-09-01");
    assert_eq!(dues(&all), ["2027-08-18"; 3]);
    office.case_correct(row, &to("2027-10-01")).unwrap();
    assert_eq!(dues(&all), ["2027-08-18"; 3]);
    let may_not = desk.office_as("joost").case_correct(row, &to("2027-11-01")).unwrap_err();
    assert_eq!(may_not.kind, Kind::Refused);
    let head = office.head().unwrap();
    office.case_correct_rehearsed(row, &to("2027-11-01")).unwrap();
    assert_eq!(office.head().unwrap(), head, "only tried");
    // Taken back, both of them.
    let undone = Correction { withdrawn: true, ..Correction::default() };
    office.case_correct(office.last_recorded(case).unwrap(), &undone).unwrap();
    assert_eq!(dues(&all), ["2027-09-17"; 3]);
    office.case_correct(row, &undone).unwrap();
    assert_eq!(dues(&all), ["2027-05-18"; 3]);
    assert_eq!(office.case_correct(row, &undone).unwrap_err().kind, Kind::Refused, "undone already");
    assert!(office.doctor().unwrap().healthy, "{:#?}", office.doctor().unwrap());
    whole(&office);
}

/// A term that was met in time counts so from when that is told.
#[test]
fn what_is_told_late_counts_as_it_truly_was() {
    let (desk, office, case) = started();
    desk.at("2027-05-10");
    office.tick().unwrap();
    let counted = || {
        let counts = office.counts().unwrap();
        (counts.total.deadlines_met, counts.total.deadlines_missed)
    };
    assert_eq!(counted(), (0, 1), "nobody decided");
    on(&office, case, "besloten", json!({}), "2027-04-20");
    assert_eq!(counted(), (1, 0), "it was decided in time, and told late");
    whole(&office);
}

#[test]
fn an_end_that_is_told_late_counts_with_its_outcome() {
    let (desk, office, case) = started();
    desk.at("2027-05-10");
    office.tick().unwrap();
    assert_eq!(office.counts().unwrap().total.closed, 0);
    // Held on the 22nd of March: two weeks later the case was over.
    on(&office, case, "gehouden", json!({}), "2027-03-22");
    let counts = office.counts().unwrap();
    let outcomes = &counts.processes[0].outcomes;
    let named: Vec<_> = outcomes.iter().map(|row| (row.outcome.as_str(), row.count, row.percent)).collect();
    assert_eq!((counts.total.closed, named), (1, vec![("klaar", 1, 100)]));
    whole(&office);
}

#[test]
fn why_a_deadline_stands_where_it_stands() {
    let (desk, office, case) = started();
    let why = office.case_why(case, "vrij").unwrap();
    assert_eq!((why.standing, why.waits_for.as_deref()), (StandingView::Waiting, Some("detentie.vrij_op")));
    let why = office.case_why(case, "besluit").unwrap();
    assert_eq!(why.due.as_deref(), Some("2027-04-26"), "{:#?}", why.steps);
    desk.at("2027-03-08");
    office.case_do(case, "weg", &json!({}), None).unwrap();
    desk.at("2027-03-22");
    office.case_do(case, "terug", &json!({}), None).unwrap();
    let why = office.case_why(case, "besluit").unwrap();
    let sum = why.sum.clone().unwrap().nl;
    assert_eq!(sum, "8 weken + 14 dagen opschorting");
    assert_eq!(why.due.as_deref(), Some("2027-05-10"));
    assert!(why.steps.iter().any(|step| step.text.nl.contains("art. 4:13 Awb")), "{:#?}", why.steps);
    assert!(why.moves.last().unwrap().because.as_ref().unwrap().nl.contains("stilstand"));
    office.case_do(case, "verdaagd", &json!({"reden": "nog stukken nodig"}), None).unwrap();
    let why = office.case_why(case, "besluit").unwrap();
    assert_eq!(why.sum.unwrap().nl, "8 weken + 14 dagen opschorting + 6 weken verlenging");
    assert_eq!(why.due.as_deref(), Some("2027-06-21"));
    assert!(
        why.steps
            .iter()
            .any(|step| step.text.nl.contains("art. 4:14 Awb") && step.text.nl.contains("nog stukken"))
    );
    let shown = office.case_show(case).unwrap().deadlines.into_iter().find(|d| d.id == "besluit").unwrap();
    assert_eq!(shown.moved_from.as_deref(), Some("2027-05-10"));
    assert!(shown.moved_because.unwrap().nl.contains("verlengd"));
    assert_eq!(office.case_why(case, "plan").unwrap().due.as_deref(), Some("2027-03-04"));
    assert_eq!(office.case_why(case, "af").unwrap_err().kind, Kind::BadInput);
    whole(&office);
}

/// A week off: each step once, in order, with its true date, and nobody is told twice.
#[test]
fn a_week_off_gives_no_storm() {
    let (desk, office, case) = started();
    desk.at("2027-04-26");
    let report = office.tick().unwrap();
    let steps: Vec<(String, String)> =
        report.steps.iter().map(|row| (row.occurred.date_naive().to_string(), row.event.clone())).collect();
    let expected = [
        ("2027-03-03", "task:plan:eerst"),
        ("2027-03-07", "task:plan:dan"),
        ("2027-03-17", "deadline:oproep"),
    ];
    assert_eq!(
        steps,
        expected.map(|(at, what)| (at.to_owned(), what.to_owned())),
        "00:00 there is the day before here"
    );
    assert_eq!(office.tick().unwrap().fired, 0);
    assert_eq!(office.case_show(case).unwrap().letters.len(), 1);
    // Work that is done stops its chain at once, also what would have come while nobody looked.
    let (desk, office, case) = started();
    desk.at("2027-04-26");
    on(&office, case, "gehouden", json!({}), "2027-03-02");
    let report = office.tick().unwrap();
    assert!(report.steps.iter().all(|row| !row.event.starts_with("task:")), "{:#?}", report.steps);
    assert!(office.case_show(case).unwrap().row.closed.is_some());
    whole(&office);
}

/// A clock that can be set anywhere.
#[derive(Debug)]
struct Jumping(Mutex<DateTime<Utc>>);

impl Clock for Jumping {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

#[test]
fn a_clock_that_jumps_fires_nothing_twice_and_loses_nothing() {
    let desk = Desk::with("2027-03-01", LATE);
    let clock = Arc::new(Jumping(Mutex::new(day("2027-03-01"))));
    let office = Office::open(desk.workspace.clone(), clock.clone(), "fatima").unwrap();
    let set = |at: DateTime<Utc>| *clock.0.lock().unwrap() = at;
    let person = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("haarlem/overleg", person, &json!({"op": "2027-03-20"}), None).unwrap().case;
    let mut fired = Vec::new();
    let mut noise = 5_u64;
    for step in 0..400_i64 {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Forth slowly, and up to twenty days back or ten forth at a time.
        let jump = i64::try_from(noise >> 33).unwrap() % 720 - 480;
        set(day("2027-03-01") + TimeDelta::hours((step * 4 + jump).max(0)));
        fired.extend(
            office.tick().unwrap().steps.into_iter().map(|row| (row.event, row.occurred, row.recorded)),
        );
    }
    set(day("2027-06-01"));
    fired.extend(office.tick().unwrap().steps.into_iter().map(|row| (row.event, row.occurred, row.recorded)));
    let names: Vec<&str> = fired.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["task:plan:eerst", "task:plan:dan", "deadline:oproep", "deadline:besluit"]);
    assert!(fired.windows(2).all(|two| two[0].1 <= two[1].1 && two[0].2 <= two[1].2));
    assert!(
        fired.iter().all(|(_, occurred, recorded)| occurred <= recorded),
        "nothing before its time: {fired:?}"
    );
    // Back in time, what is recorded keeps the order of the journal, and nothing is late by accident.
    set(day("2027-03-05"));
    let done = office.case_do(case, "verzet", &json!({"op": "2027-07-01"}), None).unwrap();
    assert!(done.steps[0].recorded >= fired.last().unwrap().2);
    assert!(done.steps[0].facts.iter().all(|fact| fact.kind != "refolded"));
    whole(&office);
}

/// For one moment the clock was ten years ahead, and one case began then.
#[test]
fn a_clock_that_was_ahead_once_makes_nothing_due_before_its_time() {
    let desk = Desk::with("2027-03-01", LATE);
    let clock = Arc::new(Jumping(Mutex::new(day("2027-03-01"))));
    let office = Office::open(desk.workspace.clone(), clock.clone(), "fatima").unwrap();
    let set = |at: DateTime<Utc>| *clock.0.lock().unwrap() = at;
    let person = office.person_add(&person(1)).unwrap().row.person;
    let first =
        office.case_start("haarlem/overleg", person, &json!({"op": "2027-03-20"}), None).unwrap().case;
    assert_eq!(office.clock_warning().unwrap(), None);
    set(day("2037-03-01"));
    let wrong =
        office.case_start("haarlem/overleg", person, &json!({"op": "2037-03-20"}), None).unwrap().case;

    set(day("2027-03-02"));
    assert_eq!(office.tick().unwrap().fired, 0, "nothing is due yet");
    let warning = office.clock_warning().unwrap().unwrap().nl;
    assert!(warning.contains("2 maart 2027") && warning.contains("1 maart 2037"), "{warning}");
    let report = office.doctor().unwrap();
    assert!(
        report.healthy && report.examined.iter().any(|part| part.part == "journal" && part.notes.len() == 1)
    );
    let today = office.today().unwrap();
    assert_eq!(today.day.to_string(), "2027-03-02");
    assert!(today.overdue.is_empty() && office.task_list(true).unwrap().iter().all(|task| !task.overdue));
    // What is told now happened now; the journal does not go back.
    let done = office.case_do(first, "gehouden", &json!({}), None).unwrap();
    assert_eq!(done.steps[0].occurred, day("2027-03-02"));
    assert_eq!(done.steps[0].recorded, day("2037-03-01"));
    assert!(done.steps[0].facts.iter().all(|fact| fact.kind != "refolded"));
    let letter = office.letter_show(done.letters[0].letter).unwrap();
    assert!(letter.text.contains("2 maart 2027"), "{}", letter.text);
    assert_eq!(letter.row.made, day("2027-03-02"));
    let ahead = office.case_do(first, "besloten", &json!({}), Some(day("2028-01-01")));
    assert!(ahead.unwrap_err().text.nl.contains("moet nog komen"));
    // In the case of the wrong moment what comes now comes after it.
    let done = office.case_do(wrong, "gehouden", &json!({}), None).unwrap();
    assert_eq!(done.steps[0].occurred, day("2037-03-01"));
    // What is due by the clock comes in time.
    set(day("2027-03-20"));
    let fired = office.tick().unwrap();
    assert!(fired.fired > 0 && fired.steps.iter().all(|step| step.case == Some(first)), "{fired:?}");
    // A clock that is put right by a second is no reason for anything.
    set(day("2037-03-01") - TimeDelta::seconds(5));
    assert_eq!(office.clock_warning().unwrap(), None);
    let done = office.case_do(wrong, "besloten", &json!({}), None).unwrap();
    assert_eq!(done.steps[0].occurred, day("2037-03-01"));
    whole(&office);
}
