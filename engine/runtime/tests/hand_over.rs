//! A case goes to another office, by a file.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]
#![allow(
    clippy::result_large_err,
    reason = "a problem is made once and then shown; its callers want its fields"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Desk, bsn, person};
use nazorg_core::id::Id;
use nazorg_runtime::view::ReceivedReport;
use nazorg_runtime::{Kind, Office, Problem, Receive, SendOver};
use rusqlite::Connection;
use serde_json::{Value as Json, json};

const RECORD: &str = "record: landelijk/detentie
title: Detentie
subject: person
fields: {vrij_op: {type: date, title: Vrij op}}
events:
  gemeld: {title: Gemeld, by: [coordinator], starts: true, form: {vrij_op: required}}
  gewijzigd: {title: Gewijzigd, by: [coordinator], form: {vrij_op: required}}
";

/// A process that asks how many and how long, and waits for the day of release.
fn process(id: &str, extra: &str) -> String {
    format!(
        "process: {id}
title: Vraag van {id}
subject: person
records: {{detentie: landelijk/detentie}}
roles: {{coordinator: {{title: Coördinator}}}}
data: {{aantal: {{type: integer, title: Aantal}}, duur: {{type: duration, title: Duur}}, antwoord: {{type: text, title: Antwoord}}{extra}}}
outcomes: {{klaar: Klaar}}
events:
  gevraagd: {{title: Gevraagd, by: [coordinator], starts: true, form: {{aantal: required, duur: optional}}}}
  verteld: {{title: Verteld, by: [coordinator], form: {{antwoord: required}}}}
  klaar: {{title: Klaar, by: [coordinator]}}
initial: wachten
states:
  wachten:
    deadlines: {{vrij: {{title: Vrij, at: 5 days before detentie.vrij_op}}}}
    tasks: {{bel: {{title: Bel de persoon, role: coordinator, due: 2 workdays}}}}
    when: {{verteld: {{}}, klaar: einde}}
  einde: {{final: klaar}}
"
    )
}

fn desk(region: &str, text: &str) -> Desk {
    let path = format!("processes/{region}/vraag.yaml");
    let mut desk = Desk::with("2027-03-01", &[(&path, text), ("processes/landelijk/detentie.yaml", RECORD)]);
    desk.workspace.region = Some(region.to_owned());
    desk
}

/// A person with a case in Haarlem, of whom is known when she comes free; told wrongly first.
fn haarlem() -> (Desk, Office, i64) {
    let desk = desk("haarlem", &process("haarlem/vraag", ", wens: {type: text, title: Wens}"));
    let office = desk.office();
    let mut form = person(1);
    form["bsn"] = json!(bsn(1));
    let person = office.person_add(&form).unwrap().row.person;
    office
        .record_do(person, "landelijk/detentie", "gemeld", &json!({"vrij_op": "2027-06-01"}), None)
        .unwrap();
    let start = json!({"aantal": 3, "duur": "2 weeks"});
    let case = office.case_start("haarlem/vraag", person, &start, None).unwrap().case;
    desk.at("2027-03-02");
    office
        .record_do(person, "landelijk/detentie", "gewijzigd", &json!({"vrij_op": "2027-05-01"}), None)
        .unwrap();
    office.case_do(case, "verteld", &json!({"antwoord": "Liever morgen"}), None).unwrap();
    (desk, office, case)
}

fn send(office: &Office, case: i64, out: &Path) -> Result<PathBuf, Problem> {
    let over = SendOver {
        to: "delft/vraag".to_owned(),
        reason: "Verhuisd".to_owned(),
        out: out.to_owned(),
        rehearse: false,
    };
    let report = office.case_send(case, &over)?;
    assert!(report.done);
    Ok(out.to_owned())
}

fn receive(office: &Office, file: &str) -> Result<ReceivedReport, Problem> {
    office.case_receive(file, &Receive::default())
}

fn sound(office: &Office) {
    assert!(office.verify().unwrap().wrong.is_empty());
    let report = office.doctor().unwrap();
    assert!(report.healthy, "{report:#?}");
}

#[test]
fn a_case_goes_to_another_office_with_its_file() {
    let (here, office, case) = haarlem();
    let out = here.folder.path().join("dossier-1");
    send(&office, case, &out).unwrap();
    let view = office.case_show(case).unwrap();
    assert!(view.row.closed.is_some() && view.tasks.is_empty());
    assert!(office.case_history(case).unwrap().last().unwrap().title.nl.contains("Verhuisd"));
    sound(&office);
    let there = desk("delft", &process("delft/vraag", ""));
    there.at("2027-03-03");
    let delft = there.office();
    let text = fs::read_to_string(&out).unwrap();
    let tried = Receive { rehearse: true, ..Receive::default() };
    assert!(!delft.case_receive(&text, &tried).unwrap().done);
    assert!(delft.person_list().unwrap().is_empty(), "it was only tried");
    let report = receive(&delft, &text).unwrap();
    assert_eq!((report.from.as_str(), report.from_case, report.new_person), ("haarlem", case, true));
    assert!(report.fields.iter().all(|field| field.carried), "{:?}", report.fields);
    assert!(report.records[0].taken, "{:?}", report.records);
    let view = delft.case_show(report.case).unwrap();
    let field = |id: &str| view.fields.iter().find(|field| field.id == id).map(|field| field.shown.clone());
    assert_eq!(field("aantal").as_deref(), Some("3"));
    assert_eq!(field("duur").as_deref(), Some("2 weken"));
    assert_eq!(field("antwoord").as_deref(), Some("Liever morgen"));
    assert_eq!(view.deadlines[0].due.as_deref(), Some("2027-04-26"), "the record came along");
    let history = delft.case_history(report.case).unwrap();
    assert!(history[0].title.nl.starts_with("Overgenomen van haarlem"), "{}", history[0].title.nl);
    let facts: Vec<&str> = history[0].facts.iter().map(|fact| fact.text.nl.as_str()).collect();
    for word in ["Verteld (fatima)", "Liever morgen", "open stond: Bel de persoon", "2 maart 2027"] {
        assert!(facts.iter().any(|fact| fact.contains(word)), "{word}: {facts:#?}");
    }
    assert_eq!(delft.person_show(report.person).unwrap().last_name, "Puffelen-1");
    delft.case_do(report.case, "klaar", &json!({}), None).unwrap();
    sound(&delft);
    // Erased is erased, and the file does not come back.
    delft.person_erase(report.person, "Verzoek", true).unwrap();
    assert!(delft.case_history(report.case).unwrap()[0].facts.is_empty());
    assert_eq!(receive(&delft, &text).unwrap_err().kind, Kind::Refused);
    sound(&delft);
}

#[test]
fn a_file_comes_in_once_and_only_whole() {
    let (here, office, case) = haarlem();
    let out = here.folder.path().join("dossier-1");
    let text = fs::read_to_string(send(&office, case, &out).unwrap()).unwrap();
    let there = desk("delft", &process("delft/vraag", ""));
    there.at("2027-03-03");
    let delft = there.office();
    for damaged in [
        text.replace("Liever morgen", "Liever nooit"),
        text[..text.len() - 9].to_owned(),
        format!("{text} "),
        text.replacen("nazorg-dossier 1 ", "nazorg-dossier 2 ", 1),
        "{}".to_owned(),
        String::new(),
    ] {
        assert_eq!(receive(&delft, &damaged).unwrap_err().kind, Kind::BadInput);
    }
    assert!(delft.person_list().unwrap().is_empty());
    let first = receive(&delft, &text).unwrap();
    let again = receive(&delft, &text).unwrap_err();
    assert_eq!(again.kind, Kind::Refused);
    assert!(again.text.nl.contains(&format!("Z{}", first.case)));
    // Written once more it is the same hand-over.
    let other = here.folder.path().join("dossier-2");
    let once_more = fs::read_to_string(send(&office, case, &other).unwrap()).unwrap();
    assert_eq!(once_more, text);
    assert_eq!(receive(&delft, &once_more).unwrap_err().kind, Kind::Refused);
    assert_eq!(delft.person_list().unwrap().len(), 1);
    sound(&delft);
}

#[test]
fn what_the_process_there_needs_is_asked_for() {
    let (here, office, case) = haarlem();
    let text = fs::read_to_string(send(&office, case, &here.folder.path().join("d")).unwrap()).unwrap();
    let asks = process("delft/vraag", ", wijk: {type: integer, title: Wijk}")
        .replace("{aantal: required,", "{wijk: required, aantal: required,")
        .replace("aantal: {type: integer,", "aantal: {type: integer, max: 2,");
    let there = desk("delft", &asks);
    there.at("2027-03-03");
    let delft = there.office();
    let missing = receive(&delft, &text).unwrap_err();
    assert_eq!(missing.kind, Kind::BadInput);
    assert!(missing.text.nl.contains("‘Wijk’, ‘Aantal’"), "{}", missing.text.nl);
    assert!(delft.person_list().unwrap().is_empty() && delft.head().unwrap().rows == 0, "nothing was kept");
    let asked: Vec<String> =
        delft.case_receive_form(&text, None).unwrap().into_iter().map(|field| field.id).collect();
    assert_eq!(asked, ["wijk", "aantal",]);
    let with = Receive { form: json!({"wijk": 4, "aantal": 2}), ..Receive::default() };
    let report = delft.case_receive(&text, &with).unwrap();
    let aantal = report.fields.iter().find(|field| field.id == "aantal").unwrap();
    assert!(!aantal.carried, "three is too many there");
    sound(&delft);
    let other = desk("gouda", &process("gouda/vraag", ""));
    other.at("2027-03-03");
    let gouda = other.office();
    let unknown = receive(&gouda, &text).unwrap_err();
    assert!(unknown.kind == Kind::BadInput && unknown.help.unwrap().nl.contains("--process"));
    let process = Some("gouda/vraag".to_owned());
    assert!(gouda.case_receive(&text, &Receive { process, ..Receive::default() }).unwrap().done);
}

#[test]
fn a_known_person_stays_as_known_here() {
    let (here, office, case) = haarlem();
    let text = fs::read_to_string(send(&office, case, &here.folder.path().join("d")).unwrap()).unwrap();
    let there = desk("delft", &process("delft/vraag", ""));
    there.at("2027-03-03");
    let delft = there.office();
    let mut form: Json = person(1);
    form["bsn"] = json!(bsn(1));
    form["gemeente"] = json!("Delft");
    let known = delft.person_add(&form).unwrap().row.person;
    let stranger = delft.person_add(&person(2)).unwrap().row.person;
    let told = json!({"vrij_op": "2027-09-01"});
    delft.record_do(known, "landelijk/detentie", "gemeld", &told, None).unwrap();
    let other = Receive { person: Some(stranger), ..Receive::default() };
    assert_eq!(delft.case_receive(&text, &other).unwrap_err().kind, Kind::BadInput);
    let report = receive(&delft, &text).unwrap();
    assert_eq!(
        (report.person, report.new_person, report.differs.as_slice()),
        (known, false, &["gemeente".to_owned()][..])
    );
    assert!(!report.records[0].taken);
    assert_eq!(delft.person_show(known).unwrap().row.municipality.as_deref(), Some("Delft"));
    assert_eq!(delft.case_show(report.case).unwrap().deadlines[0].due.as_deref(), Some("2027-08-27"));
    sound(&delft);
}

#[test]
fn the_file_is_private_and_the_case_never_ends_without_it() {
    let (here, office, case) = haarlem();
    let folder = here.folder.path();
    let wrong = |out: &str| send(&office, case, &folder.join(out)).unwrap_err();
    for named in ["puffelen-1.txt", "sam", &bsn(1), "x-2004-02-03", "03022004"] {
        assert!(["sam"].contains(&named) || wrong(named).kind == Kind::WrongUse, "{named}");
    }
    fs::write(folder.join("er-al"), "x").unwrap();
    assert_eq!(wrong("er-al").kind, Kind::BadInput);
    assert_eq!(fs::read_to_string(folder.join("er-al")).unwrap(), "x");
    assert_eq!(wrong("geen/map/d").kind, Kind::Trouble);
    assert!(office.case_show(case).unwrap().row.closed.is_none(), "it runs on");
    let out = send(&office, case, &folder.join("dossier-1")).unwrap();
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&out).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let left: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.') && name.contains("dossier"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let to = SendOver { to: "gouda/vraag".to_owned(), ..over(folder) };
    assert_eq!(office.case_send(case, &to).unwrap_err().kind, Kind::Refused);
    assert!(fs::read_to_string(out).unwrap().contains("Liever morgen"));
    // In the store of the other office nothing of it stands in the clear.
    let there = desk("delft", &process("delft/vraag", ""));
    there.at("2027-03-03");
    let text = fs::read_to_string(folder.join("dossier-1")).unwrap();
    receive(&there.office(), &text).unwrap();
    Connection::open(there.workspace.store_path())
        .unwrap()
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let raw = fs::read(there.workspace.store_path()).unwrap();
    assert!(!raw.windows(13).any(|bytes| bytes == b"Liever morgen"));
}

fn over(folder: &Path) -> SendOver {
    SendOver {
        to: "delft/vraag".to_owned(),
        reason: "Verhuisd".to_owned(),
        out: folder.join("nog-een"),
        rehearse: false,
    }
}

#[test]
fn who_may_is_said_by_the_workspace() {
    let (mut here, office, case) = haarlem();
    drop(office);
    let joost = here.office_as("joost");
    let folder = here.folder.path().to_owned();
    let refused = joost.case_send(case, &over(&folder)).unwrap_err();
    assert_eq!(refused.kind, Kind::Refused);
    assert!(refused.text.nl.contains("coordinator, beheer"), "{}", refused.text.nl);
    assert!(!folder.join("nog-een").exists());
    let which = nazorg_runtime::Which::Cases(vec![case]);
    let going = nazorg_runtime::Going { reason: "Besluit".to_owned(), ..nazorg_runtime::Going::default() };
    assert_eq!(joost.case_migrate(&which, &going).unwrap_err().kind, Kind::Refused);
    drop(joost);
    here.workspace.rights.hand_over = vec![Id::from("zorgregisseur")];
    assert_eq!(here.office().case_send(case, &over(&folder)).unwrap_err().kind, Kind::Refused);
    // Kim acts in the place of Joost.
    assert!(here.office_as("kim").case_send(case, &over(&folder)).unwrap().done);
    let text = fs::read_to_string(folder.join("nog-een")).unwrap();
    assert_eq!(receive(&here.office(), &text).unwrap_err().kind, Kind::Refused);
    let written = here.workspace.to_yaml().unwrap();
    assert!(written.contains("rights:\n  migrate:\n"), "{written}");
}
