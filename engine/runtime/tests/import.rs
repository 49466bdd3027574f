//! Importing detention reports.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{Desk, bsn};
use nazorg_runtime::view::ImportReport;
use nazorg_runtime::{ImportFailed, Office};
use serde_json::json;

const HEADER: &str = "meldingsnummer;bsn;geslacht;voornamen;voorvoegsel;achternaam;geboortedatum;gemeente;pi;insluiting;vrij_verwacht;regime;kinderen";

fn row(key: &str, bsn: &str, expected: &str) -> String {
    format!(
        "{key};{bsn};M;Sam;van;Puffelen;1990-05-06;Haarlem;PI Haaglanden;2026-02-01;{expected};veroordeeld;ja"
    )
}

fn file(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn import(office: &Office, text: &str) -> ImportReport {
    match office.person_import(text.as_bytes(), false) {
        Ok(report) => report,
        Err(ImportFailed::Rows(report)) => panic!("{:?}", report.bad),
        Err(ImportFailed::Problem(problem)) => panic!("{problem:?}"),
    }
}

fn bad(office: &Office, text: &str) -> ImportReport {
    match office.person_import(text.as_bytes(), false) {
        Err(ImportFailed::Rows(report)) => report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_same_file_twice_changes_nothing_and_a_later_date_moves_the_cases() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    let first = file(&[row("M1", &bsn(1), "2026-08-03"), row("M2", &bsn(2), "")]);
    let report = import(&office, &first);
    assert_eq!((report.people_new, report.records_new, report.stored), (2, 2, true));
    let case = office.case_start("westland/driemaandentraject", 1, &json!({}), None).unwrap();
    let due = |office: &Office| {
        let view = office.case_show(case.case).unwrap();
        view.deadlines.iter().find(|d| d.id == "vrij_verwacht").and_then(|d| d.due.clone())
    };
    assert_eq!(due(&office).as_deref(), Some("2026-08-03"));
    let rows = office.verify().unwrap().rows;
    let again = import(&office, &first);
    assert_eq!((again.unchanged, again.stored), (2, false));
    assert_eq!(office.verify().unwrap().rows, rows);
    let moved = import(&office, &file(&[row("M1", &bsn(1), "2026-06-01"), row("M2", &bsn(2), "2026-09-01")]));
    assert_eq!((moved.records_moved, moved.cases.as_slice()), (2, [case.case].as_slice()));
    assert_eq!(due(&office).as_deref(), Some("2026-06-01"));
    // Another report about the same person is a second record, and a signal to the open cases.
    let second = import(&office, &file(&[row("M3", &bsn(1), "2027-01-01")]));
    assert_eq!((second.people_new, second.records_new), (0, 1));
    let history = office.case_history(case.case).unwrap();
    assert!(history.iter().any(|step| step.event == "weer_vast"));
    assert_eq!(due(&office).as_deref(), Some("2026-06-01"));
    assert_eq!(office.person_show(1).unwrap().records.len(), 2);
    assert!(office.fold_all().unwrap().different.is_empty());
    assert!(office.verify().unwrap().wrong.is_empty());
}

#[test]
fn every_bad_row_is_told_with_its_reason_and_nothing_is_stored() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    import(&office, &file(&[row("M1", &bsn(1), "2026-08-03")]));
    let good = row("M9", &bsn(9), "2026-08-03");
    let cases: Vec<(String, Option<&str>)> = vec![
        (row("M2", "999900001", "2026-08-03"), Some("bsn")),
        (row("M2", &bsn(2)[1..], "2026-08-03"), Some("bsn")),
        (row("", &bsn(2), "2026-08-03"), Some("meldingsnummer")),
        (row("M9", &bsn(2), "2026-08-03"), Some("meldingsnummer")),
        (row("M1", &bsn(2), "2026-08-03"), Some("meldingsnummer")),
        (row("M2", &bsn(2), "2026-01-03"), Some("vrij_verwacht")),
        (row("M2", &bsn(2), "3 augustus"), Some("vrij_verwacht")),
        (row("M2", &bsn(2), "2026-02-29"), Some("vrij_verwacht")),
        (row("M2", &bsn(2), "2526-02-20"), Some("vrij_verwacht")),
        (row("M2", &bsn(2), "2026-08-03").replace("veroordeeld", "los"), Some("regime")),
        (row("M2", &bsn(2), "2026-08-03").replace(";ja", ";misschien"), Some("kinderen")),
        (row("M2", &bsn(2), "2026-08-03").replace(";M;", ";man;"), Some("geslacht")),
        (row("M2", &bsn(2), "2026-08-03").replace("Puffelen", ""), Some("achternaam")),
        (row("M2", &bsn(2), "2026-08-03").replace("Puffelen", "Puf\u{202E}felen"), Some("achternaam")),
        (row("M2", &bsn(2), "2026-08-03").replace("1990-05-06", "1990-13-06"), Some("geboortedatum")),
        (row("M2", &bsn(1), "2026-08-03").replace("1990-05-06", "1991-05-06"), Some("geboortedatum")),
        (row("M2", &bsn(2), "2026-08-03") + ";nog iets", None),
        ("M2;te;kort".to_owned(), None),
    ];
    for (wrong, column) in &cases {
        let report = bad(&office, &file(&[good.clone(), wrong.clone()]));
        assert_eq!(report.bad.len(), 1, "{wrong}: {:?}", report.bad);
        assert_eq!((report.bad[0].line, report.bad[0].column.as_deref()), (3, *column), "{wrong}");
        let reason = &report.bad[0].reason;
        for secret in ["Puf", &bsn(2), "999900001"] {
            assert!(!reason.nl.contains(secret) && !reason.en.contains(secret), "{reason:?}");
        }
        assert_eq!(office.person_list().unwrap().len(), 1, "{wrong}");
    }
    // All at once, each with its own line; the good ones when asked.
    let mut rows = vec![good];
    rows.extend(cases.iter().map(|(row, _)| row.clone()));
    let text = file(&rows);
    assert_eq!(bad(&office, &text).bad.len(), cases.len());
    let report = office.person_import(text.as_bytes(), true).unwrap();
    assert_eq!((report.bad.len(), report.people_new, report.stored), (cases.len(), 1, true));
    assert!(office.verify().unwrap().wrong.is_empty());
    assert!(office.fold_all().unwrap().different.is_empty());
}

#[test]
fn a_person_without_a_bsn_is_known_by_the_report_and_gets_the_bsn_later() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    let first = import(&office, &file(&[row("M1", "", "2026-08-03")]));
    assert_eq!((first.people_new, first.remarks.len()), (1, 1));
    let again = import(&office, &file(&[row("M1", "", "2026-09-03")]));
    assert_eq!((again.people_new, again.records_moved), (0, 1));
    let told = import(&office, &file(&[row("M1", &bsn(1), "2026-09-03")]));
    assert_eq!((told.people_new, told.unchanged), (0, 1));
    // That the BSN came is told in the journal, once, with who told it.
    let store = rusqlite::Connection::open(desk.workspace.store_path()).unwrap();
    let changed = || {
        let sql = "SELECT count(*) FROM journal WHERE action = 'person_changed' AND actor = 'fatima'";
        store.query_row::<i64, _, _>(sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(changed(), 1);
    import(&office, &file(&[row("M1", &bsn(1), "2026-09-03")]));
    assert_eq!(changed(), 1);
    assert!(office.verify().unwrap().wrong.is_empty());
    let other = import(&office, &file(&[row("M2", &bsn(1), "2026-12-03")]));
    assert_eq!((other.people_new, other.records_new), (0, 1), "known by the BSN now");
    assert_eq!(office.person_list().unwrap().len(), 1);
}

#[test]
fn a_file_that_is_wrong_on_and_on_is_not_read_to_its_end() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    let rows = vec!["M2;te;kort".to_owned(); 3_000];
    match office.person_import(file(&rows).as_bytes(), true) {
        Err(ImportFailed::Rows(report)) => assert!(report.stopped && report.rows == 1_000, "{report:?}"),
        other => panic!("{other:?}"),
    }
    assert!(office.person_list().unwrap().is_empty());
}

#[test]
fn headers_separators_and_encodings() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    let problem = |bytes: &[u8]| match office.person_import(bytes, false) {
        Err(ImportFailed::Problem(problem)) => problem,
        other => panic!("{other:?}"),
    };
    for header in [
        "naam;bsn",
        "",
        "meldingsnummer;bsn",
        &HEADER.replace("achternaam", "achternaan"),
        &format!("{HEADER};bsn"),
    ] {
        let problem = problem(format!("{header}\nx;y\n").as_bytes());
        assert!(problem.help.unwrap().nl.contains(HEADER), "{header}");
    }
    problem(b"\xFF\xFEm\0e\0");
    // Commas, a byte-order mark, optional columns left out, capitals, quotes, CRLF.
    let text = format!(
        "\u{FEFF}Meldingsnummer,BSN,voornamen,achternaam,geboortedatum,insluiting\r\nM1,{},\"Sam, Jan\",=1+1,06-05-1990,01-02-2026\r\n",
        bsn(1)
    );
    let report = import(&office, &text);
    assert_eq!(report.records_new, 1);
    assert_eq!(office.person_show(1).unwrap().last_name, "=1+1");
    let mut latin = file(&[row("M2", &bsn(2), "2026-08-03")]).into_bytes();
    let at = latin.windows(3).position(|part| part == b"Sam").unwrap();
    latin[at] = 0xE9;
    match office.person_import(latin.as_slice(), false) {
        Err(ImportFailed::Rows(report)) => assert_eq!(report.bad[0].column.as_deref(), Some("voornamen")),
        other => panic!("{other:?}"),
    }
    // Somebody without the role, and a file without end.
    let refused = desk.office_as("joost").person_import(text.as_bytes(), false);
    assert!(matches!(refused, Err(ImportFailed::Problem(_))));
    let endless = std::io::Read::chain(std::io::Cursor::new(format!("{HEADER}\n")), std::io::repeat(b'x'));
    match office.person_import(endless, true) {
        Err(ImportFailed::Problem(problem)) => assert!(problem.text.nl.contains("50 MB"), "{problem:?}"),
        other => panic!("{other:?}"),
    }
}

/// A number that is somebody else's is refused in words, not by the database.
#[test]
fn a_report_recorded_by_hand_keeps_its_number() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    for number in 1..=2 {
        office.person_add(&common::person(number)).unwrap();
    }
    let form = json!({"insluiting": "2026-02-01", "meldingsnummer": "M1"});
    office.record_do(1, "landelijk/detentie", "gemeld", &form, None).unwrap();
    let refused = office.record_do(2, "landelijk/detentie", "gemeld", &form, None).unwrap_err();
    assert!(refused.text.nl.contains("P1"), "{refused:?}");
}

/// Good rows are undone beside a bad one, and come again alone: what they count and who they are stays true.
#[test]
fn bad_rows_among_many_take_nothing_with_them() {
    let desk = Desk::shipped("2026-03-02");
    let office = desk.office();
    let without_bsn = |nth: usize| row(&format!("M{nth}"), "", "2026-08-03");
    let mut rows: Vec<String> = (1..=450).map(without_bsn).collect();
    rows[2] = row("M3", "123456789", "");
    // The same number as in the first batch, and as in its own.
    rows[249] = without_bsn(7);
    rows[299] = without_bsn(298);
    let report = match office.person_import(file(&rows).as_bytes(), true) {
        Ok(report) => report,
        Err(_) => panic!("good rows are stored"),
    };
    let lines: Vec<u64> = report.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [4, 251, 301]);
    assert!(report.bad[1].reason.en.contains("line 8 "), "{:?}", report.bad[1]);
    assert!(report.bad[2].reason.en.contains("line 299 "), "{:?}", report.bad[2]);
    let counts = (report.rows, report.people_new, report.records_new, report.remarks.len());
    assert_eq!(counts, (450, 447, 447, 447));
    assert_eq!(office.person_list().unwrap().len(), 447);
    assert_eq!(office.person_show(447).unwrap().records.len(), 1);
    // Nor does anything of whoever was undone stay beside the store.
    assert!(office.person_import(file(&rows).as_bytes(), false).is_err());
    office.person_add(&common::person(1)).unwrap();
    let keys = rusqlite::Connection::open(desk.folder.path().join("nazorg.keys")).unwrap();
    let count: i64 = keys.query_row("SELECT count(*) FROM keys", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 448);
    assert!(office.verify().unwrap().wrong.is_empty());
}
