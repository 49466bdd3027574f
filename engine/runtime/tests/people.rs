//! What is known of a person changes; what was known stays known.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{Desk, SMALL, bsn, person};
use nazorg_runtime::Kind;
use serde_json::json;

#[test]
fn what_a_form_leaves_out_stays_and_what_it_empties_goes() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    let form = json!({"voornamen": "Sam", "voorvoegsel": "van", "achternaam": "Puffelen", "gemeente": "Haarlem", "adres": ["Straat 1", "2011 AA Haarlem"]});
    office.person_add(&form).unwrap();
    let moved = json!({"adres": ["Laan 2", "1011 AA Proefdam"], "voorvoegsel": "", "bsn": bsn(1)});
    let view = office.person_change(1, &moved).unwrap().unwrap();
    assert_eq!(view.row.name, "Sam Puffelen");
    assert_eq!(view.address, ["Laan 2", "1011 AA Proefdam"]);
    assert_eq!(view.row.municipality.as_deref(), Some("Haarlem"));
    assert!(view.bsn_end.is_some());
    let head = office.head().unwrap();
    assert!(office.person_change(1, &moved).unwrap().is_none(), "it was so already");
    assert_eq!(office.head().unwrap(), head);
    assert!(office.verify().unwrap().wrong.is_empty());
}

#[test]
fn a_wrong_change_changes_nothing() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    let mut other = person(1);
    other["bsn"] = json!(bsn(1));
    office.person_add(&other).unwrap();
    office.person_add(&person(2)).unwrap();
    let before = (office.person_show(2).unwrap(), office.head().unwrap());
    for form in [
        json!({"bsn": bsn(1)}),
        json!({"achternaam": ""}),
        json!({"geboortedatum": "2026-02-30"}),
        json!({"schoenmaat": 43}),
        json!([]),
    ] {
        let problem = office.person_change(2, &form).unwrap_err();
        assert_eq!(problem.kind, Kind::BadInput, "{form}");
        assert!(!problem.text.nl.contains(&bsn(1)), "{}", problem.text.nl);
    }
    assert_eq!((office.person_show(2).unwrap(), office.head().unwrap()), before);
    assert_eq!(office.person_change(9, &json!({})).unwrap_err().kind, Kind::BadInput);
    office.person_erase(2, "proef", false).unwrap();
    assert_eq!(office.person_change(2, &json!({"gemeente": "Delft"})).unwrap_err().kind, Kind::Refused);
}

/// Once somebody could be born in ten years, and every age was counted from that day.
#[test]
fn who_is_yet_to_be_born_is_a_slip() {
    let desk = Desk::with("2026-03-02", SMALL);
    let office = desk.office();
    let mut form = person(1);
    form["geboortedatum"] = json!("2026-03-03");
    let problem = office.person_add(&form).unwrap_err();
    assert!(problem.text.nl.contains("geboortedatum") && problem.help.is_some(), "{problem:?}");
    form["geboortedatum"] = json!("2026-03-02");
    office.person_add(&form).unwrap();
    office.person_change(1, &json!({"geboortedatum": "2030-01-01"})).unwrap_err();
}
