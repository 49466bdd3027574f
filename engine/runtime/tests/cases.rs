//! Cases through the store: steps, folding, the clock, many at once, roles.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{Desk, SMALL, day, person};
use nazorg_runtime::view::{CaseFilter, LetterState};
use nazorg_runtime::{Kind, Office};
use serde_json::json;

fn whole(office: &Office) {
    let fold = office.fold_all().unwrap();
    assert!(fold.different.is_empty(), "{:?}", fold.different);
    let verify = office.verify().unwrap();
    assert!(verify.wrong.is_empty(), "{:?}", verify.wrong);
}

#[test]
fn a_small_case_from_start_to_letter_to_end() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    let happened = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    assert_eq!(happened.now.row.states, ["wachten"]);
    assert_eq!(happened.letters.len(), 1);
    assert_eq!(happened.now.deadlines[0].due.as_deref(), Some("2026-03-09"));
    let case = happened.case;
    assert_eq!(office.task_list(false).unwrap().len(), 1);
    assert_eq!(office.deliver().unwrap().delivered, [1]);
    let text = std::fs::read_to_string(desk.folder.path().join("outbox/B000001/brief.txt")).unwrap();
    assert!(text.contains("Beste meneer Van Puffelen-1") && text.contains("Voorbeeldstraat 1"), "{text}");
    assert!(text.contains("Z1 / B1"), "{text}");

    // A wrong type is bad input; a missing field and an unknown moment are refused by rules.
    let problem = |event: &str, form| office.case_do(case, event, &form, None).unwrap_err().kind;
    assert_eq!(problem("geantwoord", json!({"antwoord": []})), Kind::BadInput);
    assert_eq!(problem("geantwoord", json!({})), Kind::Refused);
    assert_eq!(problem("geantword", json!({})), Kind::BadInput);
    assert_eq!(problem("gevraagd", json!({})), Kind::Refused);
    let future = office.case_do(case, "gebeld", &json!({}), Some(day("2026-03-03"))).unwrap_err();
    assert_eq!(future.kind, Kind::BadInput);

    office.task_done(1, None).unwrap();
    assert!(office.task_list(true).unwrap().is_empty());
    let done = office.case_do(case, "geantwoord", &json!({"antwoord": "ja"}), None).unwrap();
    assert_eq!(done.now.row.outcome.as_deref(), Some("klaar"));
    assert_eq!(done.letters[0].state, LetterState::Waiting);
    assert_eq!(office.deliver().unwrap().delivered, [0; 0]);
    office.letter_approve(2).unwrap();
    assert_eq!(office.letter_approve(2).unwrap_err().kind, Kind::Refused);
    assert_eq!(office.deliver().unwrap().delivered, [2]);
    assert_eq!(office.next_due().unwrap(), None);
    assert!(office.case_list(&CaseFilter::default()).unwrap().is_empty());
    assert_eq!(office.case_list(&CaseFilter { all: true, ..CaseFilter::default() }).unwrap().len(), 1);
    let history = office.case_history(case).unwrap();
    assert_eq!(history.len(), 4);
    assert_eq!(history[0].role.as_deref(), Some("coordinator"));
    whole(&office);
}

#[test]
fn timers_fire_once_in_order_and_a_late_tick_keeps_true_dates() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    for number in 1..=3 {
        let person = office.person_add(&person(number)).unwrap().row.person;
        desk.clock.set(day("2026-03-02") + chrono::TimeDelta::days(number as i64 - 1));
        office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    }
    assert_eq!(office.tick().unwrap().fired, 0);
    desk.at("2026-04-20");
    let report = office.tick().unwrap();
    assert_eq!((report.fired, report.set_aside), (3, 0));
    let occurred: Vec<_> = report.steps.iter().map(|step| (step.case, step.occurred.to_rfc3339())).collect();
    assert_eq!(
        occurred,
        [
            (Some(1), "2026-03-09T23:00:00+00:00".to_owned()),
            (Some(2), "2026-03-10T23:00:00+00:00".to_owned()),
            (Some(3), "2026-03-11T23:00:00+00:00".to_owned())
        ]
    );
    assert!(report.steps.iter().all(|step| step.recorded == day("2026-04-20")));
    assert_eq!(office.tick().unwrap().fired, 0);
    assert_eq!(office.case_show(1).unwrap().row.outcome.as_deref(), Some("stil"));
    whole(&office);
}

#[test]
fn ten_at_once_on_ten_cases_in_one_file_are_all_there() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    for number in 1..=10 {
        let person = office.person_add(&person(number)).unwrap().row.person;
        office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    }
    std::thread::scope(|scope| {
        for case in 1..=10 {
            let desk = &desk;
            scope.spawn(move || {
                let office = desk.office();
                for _ in 0..10 {
                    office.case_do(case, "gebeld", &json!({}), None).unwrap();
                }
            });
        }
    });
    for case in 1..=10 {
        assert_eq!(office.case_history(case).unwrap().len(), 11);
    }
    whole(&office);
}

#[test]
fn a_deputy_acts_in_somebodys_place_and_the_journal_says_so() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap().case;
    assert_eq!(
        desk.office_as("joost").case_do(case, "gebeld", &json!({}), None).unwrap_err().kind,
        Kind::Refused
    );
    let kim = desk.office_as("kim");
    kim.case_do(case, "gebeld", &json!({}), None).unwrap();
    let row = office.case_history(case).unwrap().pop().unwrap();
    assert_eq!((row.actor.as_str(), row.on_behalf_of.as_deref()), ("kim", Some("fatima")));
    assert_eq!(kim.task_list(false).unwrap().len(), 1);
    let unknown = Office::open(desk.workspace.clone(), desk.clock.clone(), "niemand").err().unwrap();
    assert_eq!(unknown.kind, Kind::WrongUse);
    assert!(unknown.help.unwrap().nl.contains("fatima"));
}

#[test]
fn a_letter_that_cannot_be_made_never_loses_the_step() {
    let mut files = SMALL.to_vec();
    files[1] = ("templates/haarlem/vraag.md", "# Vraag\n\n{{ antwoord }}\n");
    let desk = Desk::with("2026-03-02", &files);
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    let happened = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap();
    assert_eq!(happened.letters[0].state, LetterState::Failed);
    assert!(happened.letters[0].error.as_deref().unwrap().contains("antwoord"));
    let today = office.today().unwrap();
    assert_eq!((today.failed_letters.len(), today.notices.len()), (1, 1));
    assert_eq!(office.deliver().unwrap().delivered, [0; 0]);
    whole(&office);
}

#[test]
fn a_case_stays_on_the_definition_it_started_on() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    let person = office.person_add(&person(1)).unwrap().row.person;
    let case = office.case_start("haarlem/vraag", person, &json!({}), None).unwrap().case;
    let path = desk.folder.path().join("processes/haarlem/vraag.yaml");
    let changed = std::fs::read_to_string(&path).unwrap().replace("title: Gebeld", "title: Opgebeld");
    std::fs::write(&path, changed).unwrap();
    let published = office.publish(Some("andere naam")).unwrap();
    assert_eq!(published.changed[0].version, Some(2));
    assert!(office.publish(None).unwrap().changed.is_empty());
    let done = office.case_do(case, "gebeld", &json!({}), None).unwrap();
    assert_eq!(done.steps[0].title.nl, "Gebeld");
    assert_eq!(done.now.version, 1);
    // Another office sees the publication too.
    assert_eq!(desk.office().processes().unwrap()[0].version, 2);
    whole(&office);
}

#[test]
fn a_mixed_history_of_the_shipped_processes_folds_to_what_is_stored() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    let sam = office.person_add(&person(1)).unwrap().row.person;
    let record = json!({"insluiting": "2026-02-01", "vrij_verwacht": "2026-07-01"});
    office.record_do(sam, "landelijk/detentie", "gemeld", &record, None).unwrap();
    let overleg = office.case_start("haarlem/11-jongvolwassen-nazorgoverleg", sam, &json!({}), None).unwrap();
    let traject = office.case_start("westland/driemaandentraject", sam, &json!({}), None).unwrap().case;
    let id = office.case_start("haarlem/01-legitimatiebewijs", sam, &json!({}), None).unwrap().case;
    desk.at("2026-03-04");
    let case = overleg.case;
    office.case_do(case, "stemt_in", &json!({}), Some(day("2026-03-03"))).unwrap();
    let form = json!({
        "partijen": [{"naam": "Jeugdreclassering Noord", "soort": "jeugdreclassering"}, {"naam": "CJG Haarlem", "soort": "cjg"}],
        "overleg_op": "2026-03-24T14:00", "plaats": "Voorbeeldplein 1",
    });
    let chosen = office.case_do(case, "partijen_gekozen", &form, None).unwrap();
    assert_eq!(chosen.now.children.len(), 3);
    assert_eq!(chosen.letters.len(), 3);
    desk.at("2026-03-12");
    assert!(office.tick().unwrap().fired > 0);
    let children: Vec<i64> = chosen.now.children.iter().filter_map(|child| child.case).collect();
    for child in &children {
        office.case_do(*child, "zegt_ja", &json!({}), None).unwrap();
    }
    assert_eq!(office.case_show(case).unwrap().row.states, ["Overleg gepland"]);
    // A moved date reaches every case that reads the record.
    let moved = office
        .case_do(traject, "detentie.datum_gewijzigd", &json!({"vrij_verwacht": "2026-04-01"}), None)
        .unwrap();
    assert!(moved.steps.iter().any(|step| step.case == Some(id)));
    assert!(
        moved.now.deadlines.iter().any(|deadline| deadline.due.as_deref() == Some("2026-04-01")),
        "{:?}",
        moved.now.deadlines
    );
    // Released, detained again under another record, and on.
    desk.at("2026-04-01");
    office.tick_in_batches(10).unwrap();
    office.case_do(traject, "detentie.vrijgelaten", &json!({"vrij_op": "2026-04-01"}), None).unwrap();
    desk.at("2026-05-01");
    office.tick().unwrap();
    let again = json!({"insluiting": "2026-04-30"});
    let steps = office.record_do(sam, "landelijk/detentie", "gemeld", &again, None).unwrap();
    assert!(steps.iter().any(|step| step.case == Some(traject) && step.event == "weer_vast"), "{steps:#?}");
    desk.at("2026-12-01");
    office.tick_in_batches(50).unwrap();
    let today = office.today().unwrap();
    assert!(!today.overdue.is_empty());
    assert!(!office.case_options(traject).unwrap().is_empty());
    whole(&office);
    let letters = office.letter_list(None).unwrap();
    assert!(letters.len() > 5);
    for letter in letters {
        assert!(letter.error.is_none(), "{letter:?}");
        assert!(office.letter_show(letter.letter).unwrap().html.contains("<html"));
    }
}

#[test]
fn a_deputy_stands_in_for_the_one_whom_a_field_names() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    let sam = office.person_add(&person(1)).unwrap().row.person;
    let record = json!({"insluiting": "2026-02-01", "vrij_verwacht": "2026-07-01"});
    office.record_do(sam, "landelijk/detentie", "gemeld", &record, None).unwrap();
    let case = office.case_start("westland/driemaandentraject", sam, &json!({}), None).unwrap().case;
    office
        .case_do(case, "regie_afgesproken", &json!({"regie_door": "skt", "regisseur": "joost"}), None)
        .unwrap();
    office.case_do(case, "detentie.vrijgelaten", &json!({"vrij_op": "2026-03-02"}), None).unwrap();
    let joost = desk.office_as("joost");
    // The task is on the desk of whom the field names, and of nobody else.
    assert!(joost.task_list(false).unwrap().iter().any(|task| task.id == "contact_week"));
    assert!(!office.task_list(false).unwrap().iter().any(|task| task.id == "contact_week"));
    joost.case_do(case, "contact_gehad", &json!({}), None).unwrap();
    let kim = desk.office_as("kim");
    assert!(kim.task_list(false).unwrap().iter().any(|task| task.id == "contact_week"));
    assert!(
        kim.case_options(case)
            .unwrap()
            .iter()
            .any(|choice| choice.event == "contact_gehad" && choice.allowed)
    );
    kim.case_do(case, "contact_gehad", &json!({}), None).unwrap();
    let row = office.case_history(case).unwrap().pop().unwrap();
    assert_eq!((row.actor.as_str(), row.on_behalf_of.as_deref()), ("kim", Some("joost")));
    whole(&office);
}

#[test]
fn a_letter_names_a_user_by_the_name_that_people_know() {
    let files = &[
        (
            "processes/haarlem/naam.yaml",
            "process: haarlem/naam\ntitle: Naam\nroles: {coordinator: {title: Coördinator}}\noutcomes: {klaar: Klaar}\n\
             data: {begeleider: {type: person}}\n\
             events: {begonnen: {title: Begonnen, by: [coordinator], starts: true, form: {begeleider: required}}, af: {title: Af, by: [coordinator]}}\n\
             letters: {wie: {title: Wie, template: haarlem/naam, to: person}}\n\
             initial: open\nstates:\n  open: {entry: {brief: {letter: wie}}, when: {af: einde}}\n  einde: {final: klaar}\n",
        ),
        ("templates/haarlem/naam.md", "# Wie\n\nUw begeleider is {{ begeleider }}.\n"),
    ];
    let desk = Desk::with("2026-09-07", files);
    let office = desk.office();
    office.person_add(&person(1)).unwrap();
    office.case_start("haarlem/naam", 1, &json!({"begeleider": "joost"}), None).unwrap();
    let text = office.letter_show(1).unwrap().text;
    assert!(text.contains("Uw begeleider is Joost Brand."));
}

/// A timer that nobody knows stands between others in one batch: it alone is set aside, with a word to who must look.
#[test]
fn a_timer_that_cannot_fire_is_set_aside_and_holds_up_nobody() {
    let desk = Desk::with("2027-03-01", SMALL);
    let office = desk.office();
    for number in 1..=5 {
        let sam = office.person_add(&person(number)).unwrap().row.person;
        office.case_start("haarlem/vraag", sam, &json!({}), None).unwrap();
    }
    let store = rusqlite::Connection::open(desk.folder.path().join("nazorg.db")).unwrap();
    let sql = "INSERT INTO deadlines (due, case_no, name) SELECT due, 3, 'wat:is:dit:nu' FROM deadlines WHERE case_no = 3";
    store.execute(sql, []).unwrap();
    desk.at("2027-03-20");
    let report = office.tick_in_batches(4).unwrap();
    assert_eq!((report.fired, report.set_aside), (5, 1));
    let closed = |case| office.case_show(case).unwrap().row.closed.is_some();
    assert!((1..=5).all(closed));
    let count = |sql| store.query_row::<i64, _, _>(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM deadlines"), 0);
    assert_eq!(count("SELECT count(*) FROM deadlines_aside WHERE case_no = 3 AND name = 'wat:is:dit:nu'"), 1);
    assert_eq!(
        count("SELECT count(*) FROM notices WHERE case_no = 3 AND say LIKE 'Een termijn kon niet%'"),
        1
    );
    assert_eq!(office.verify().unwrap().wrong, Vec::new());
    assert_eq!(office.tick().unwrap().fired, 0);
}

/// A term that begins a case of another process, and one after it.
const BEGINS: &[(&str, &str)] = &[
    (
        "processes/t/hoofd.yaml",
        r#"process: t/hoofd
title: Hoofd
roles: {coordinator: {title: Coördinator}}
outcomes: {klaar: Klaar}
events:
  begonnen: {title: Begonnen, by: [coordinator], starts: true}
  gebeld: {title: Gebeld, by: [coordinator], anytime: true}
  gedaan: {title: Gedaan, by: [coordinator], anytime: true}
initial: wacht
deadlines: {later: {title: Later, at: 3 weeks, do: {meld: {notify: coordinator}}}}
when: {gebeld: {do: {noot: {note: "'gebeld'"}}}, gedaan: einde}
states:
  wacht: {deadlines: {deel: {title: Deel, at: 1 week, go: samen}}}
  samen: {children: {deel: {process: t/deel}}}
  einde: {final: klaar}
"#,
    ),
    (
        "processes/t/deel.yaml",
        r#"process: t/deel
title: Deel
roles: {coordinator: {title: Coördinator}}
outcomes: {klaar: Klaar}
events:
  begonnen: {title: Begonnen, by: [coordinator], starts: true}
  gedaan: {title: Gedaan, by: [coordinator]}
initial: loopt
states:
  loopt: {when: {gedaan: einde}}
  einde: {final: klaar}
"#,
    ),
];

/// What was set aside is passed by what comes after it, and tried again when something is published.
#[test]
fn a_timer_that_was_set_aside_blocks_nothing_and_comes_again() {
    let desk = Desk::with("2027-03-01", &[BEGINS, SMALL].concat());
    let office = desk.office();
    let sam = office.person_add(&person(1)).unwrap().row.person;
    for _ in 0..2 {
        office.case_start("t/hoofd", sam, &json!({}), None).unwrap();
    }
    drop(office);
    let store = rusqlite::Connection::open(desk.folder.path().join("nazorg.db")).unwrap();
    // As a plan withdraws it.
    store.execute("DELETE FROM current WHERE name = 't/deel'", []).unwrap();
    let office = desk.office();
    desk.at("2027-03-30");
    let report = office.tick().unwrap();
    assert_eq!((report.fired, report.set_aside), (2, 2), "the later terms are not held up");
    let aside = || {
        store.query_row::<i64, _, _>("SELECT count(*) FROM deadlines_aside", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(aside(), 2);
    for case in [1, 1, 2] {
        office.case_do(case, "gebeld", &json!({}), None).unwrap();
    }
    assert_eq!(office.tick().unwrap().set_aside, 0, "it is not tried again in vain");
    // A case that ends is owed nothing, and leaves nothing behind.
    office.case_do(2, "gedaan", &json!({}), None).unwrap();
    assert_eq!(aside(), 1);
    assert!(office.doctor().unwrap().healthy);

    office.publish(None).unwrap();
    assert_eq!(aside(), 0);
    let report = office.tick().unwrap();
    assert_eq!((report.fired, report.set_aside), (1, 0));
    assert_eq!(office.case_show(1).unwrap().children.len(), 1);
    whole(&office);
    assert!(office.doctor().unwrap().healthy);
}

/// Two processes, of which only one reads the record; both know what the record signals.
const BESIDE: &[(&str, &str)] = &[
    (
        "processes/t/verblijf.yaml",
        r#"record: t/verblijf
title: Verblijf
fields: {tot: {type: date, title: Tot}}
events:
  gemeld: {title: Gemeld, by: [coordinator], starts: true, signal: weer_vast, form: {tot: required}}
"#,
    ),
    (
        "processes/t/leest.yaml",
        r#"process: t/leest
title: Leest
records: {verblijf: t/verblijf}
roles: {coordinator: {title: Coördinator}}
data: {gehoord: {type: text, default: niets, title: Gehoord}}
outcomes: {klaar: Klaar}
events:
  begonnen: {title: Begonnen, by: [coordinator], starts: true}
  weer_vast: {title: Weer vast, by: [coordinator, signal]}
  gedaan: {title: Gedaan, by: [coordinator]}
initial: loopt
when:
  weer_vast: {do: {hoor: {set: {gehoord: "'een seintje'"}}}}
  verblijf.gemeld: {do: {hoor: {set: {gehoord: "'de melding'"}}}}
states:
  loopt: {when: {gedaan: einde}}
  einde: {final: klaar}
"#,
    ),
    (
        "processes/t/leest_niet.yaml",
        r#"process: t/leest_niet
title: Leest niet
roles: {coordinator: {title: Coördinator}}
data: {gehoord: {type: text, default: niets, title: Gehoord}}
outcomes: {klaar: Klaar}
events:
  begonnen: {title: Begonnen, by: [coordinator], starts: true}
  weer_vast: {title: Weer vast, by: [coordinator, signal]}
  gedaan: {title: Gedaan, by: [coordinator]}
initial: loopt
when: {weer_vast: {do: {hoor: {set: {gehoord: "'een seintje'"}}}}}
states:
  loopt: {when: {gedaan: einde}}
  einde: {final: klaar}
"#,
    ),
];

#[test]
fn what_a_record_signals_goes_to_the_cases_that_do_not_read_it() {
    let files: Vec<_> = SMALL.iter().chain(BESIDE).copied().collect();
    let desk = Desk::with("2026-10-14", &files);
    let office = desk.office();
    office.person_add(&person(1)).unwrap();
    for process in ["t/leest", "t/leest_niet", "t/leest_niet"] {
        office.case_start(process, 1, &json!({}), None).unwrap();
    }
    office.case_do(3, "gedaan", &json!({}), None).unwrap();
    let steps = office.record_do(1, "t/verblijf", "gemeld", &json!({"tot": "2027-01-04"}), None).unwrap();
    let cases: Vec<_> = steps.iter().map(|step| step.case).collect();
    assert_eq!(cases, [None, Some(1), Some(2)], "the record, and one step in each open case");
    let heard = |case: i64| office.case_show(case).unwrap().fields[0].shown.clone();
    assert_eq!([1, 2, 3].map(heard), ["de melding", "een seintje", "niets"]);
}

/// A process of one role, with a deadline that waits for a date.
fn waits(id: &str, role: &str) -> String {
    format!(
        r#"process: t/{id}
title: Wacht
roles: {{{role}: {{title: Rol}}}}
data: {{op: {{type: date, title: Dag}}}}
outcomes: {{klaar: Klaar}}
events:
  begonnen: {{title: Begonnen, by: [{role}], starts: true, form: {{op: optional}}}}
  gedaan: {{title: Gedaan, by: [{role}]}}
initial: loopt
deadlines: {{oproep: {{title: Oproep, at: 2 days before op, do: {{meld: {{notify: {role}}}}}}}}}
states:
  loopt: {{when: {{gedaan: einde}}}}
  einde: {{final: klaar}}
"#
    )
}

/// What waits for others never hides what waits for you, and what was cut off is told.
#[test]
fn a_full_list_of_others_hides_nothing_of_the_day() {
    let (theirs, mine) = (waits("hunne", "zorgregisseur"), waits("mijne", "coordinator"));
    let desk = Desk::with(
        "2027-03-01",
        &[("processes/t/hunne.yaml", theirs.as_str()), ("processes/t/mijne.yaml", mine.as_str())],
    );
    let (fatima, joost) = (desk.office(), desk.office_as("joost"));
    let sam = fatima.person_add(&person(1)).unwrap().row.person;
    joost.haste(true).unwrap();
    for day in [json!({}), json!({"op": "2027-03-07"})] {
        for _ in 0..205 {
            joost.case_start("t/hunne", sam, &day, None).unwrap();
        }
        fatima.case_start("t/mijne", sam, &day, None).unwrap();
    }
    let today = fatima.today().unwrap();
    assert_eq!((today.waiting.len(), today.deadlines.len(), today.cut.len()), (1, 1, 0));
    let today = joost.today().unwrap();
    assert_eq!((today.waiting.len(), today.deadlines.len()), (200, 200));
    assert_eq!(today.cut, ["deadlines", "waiting"]);
}
