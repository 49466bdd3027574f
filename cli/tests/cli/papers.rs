//! Other subjects than people, pictures, pages and counts, as people type them.

use crate::common::{nazorg, workspace};

#[test]
fn a_municipality_has_a_case_and_a_person_does_not_get_it() {
    let dir = workspace();
    let out = nazorg(dir.path(), "onderwerp voegtoe gemeente Westland").ok();
    assert!(out.contains("Toegevoegd als S2.") && out.contains("S2"), "{out}");
    let rows = nazorg(dir.path(), "subject list --json").json();
    assert_eq!((&rows[0]["kind"], &rows[0]["subject"]), (&"gemeente".into(), &2.into()));
    nazorg(dir.path(), "case start westland/registratie S2").ok();
    let list = nazorg(dir.path(), "case list --person S2").ok();
    assert!(list.contains("Westland (S2)"), "{list}");
    assert!(nazorg(dir.path(), "case show Z2").ok().contains("Westland (S2)"));
    for (line, said) in [
        ("case start westland/registratie P1", "gaat over: gemeente. P1 is: een persoon."),
        ("case start haarlem/01-legitimatiebewijs S2", "gaat over: een persoon. S2 is: gemeente."),
        ("case start haarlem/01-legitimatiebewijs P2", "P2 bestaat niet."),
        ("case start westland/registratie S9", "nummer 9"),
        ("subject add gemente Haarlem", "Bedoelt u `gemeente`?"),
        ("subject add gemeente Westland", "S2"),
    ] {
        let err = nazorg(dir.path(), line).fails(1);
        assert!(err.contains(said), "{line}: {err}");
    }
    nazorg(dir.path(), "case start westland/registratie Westland").fails(2);
}

#[test]
fn a_process_is_drawn_and_every_process_has_a_page() {
    let dir = workspace();
    nazorg(dir.path(), "beeld driemaandentraject -o beelden/traject.svg").ok();
    let picture = std::fs::read_to_string(dir.path().join("beelden/traject.svg")).expect("a picture");
    assert!(picture.starts_with("<svg") && picture.ends_with("</svg>\n"), "{picture}");
    assert_eq!(
        nazorg(dir.path(), "view westland/driemaandentraject").ok(),
        picture,
        "without -o on the screen"
    );
    assert!(nazorg(dir.path(), "view westland/driemandentraject").fails(1).contains("driemaandentraject"));
    let made = nazorg(dir.path(), "documentatie --out pagina --json").json();
    let files = made["files"].as_array().expect("a list");
    assert!(files.len() > 20, "{made}");
    for file in files {
        assert!(dir.path().join(file.as_str().expect("a path")).is_file(), "{file}");
    }
    let page =
        std::fs::read_to_string(dir.path().join("pagina/westland/driemaandentraject.md")).expect("a page");
    assert!(page.contains("](driemaandentraject.svg)") && page.contains("## Hoe het kan aflopen"), "{page}");
    nazorg(dir.path(), "docs").fails(2);
}

#[test]
fn what_happened_is_counted() {
    let dir = workspace();
    let counts = nazorg(dir.path(), "rapport telling --json").json();
    assert_eq!(
        (&counts["people"], &counts["people_reported"], &counts["reach_percent"]),
        (&1.into(), &0.into(), &().into())
    );
    let process = &counts["processes"][0];
    assert_eq!(
        (&process["process"], &process["started"], &process["closed"]),
        (&"landelijk/basis/identiteitsbewijs".into(), &1.into(), &0.into())
    );
    assert!(nazorg(dir.path(), "report counts --lang en").ok().contains("Reported: 0"));
    nazorg(dir.path(), "demo --years 2 x").fails(2);
    nazorg(dir.path(), "demo --region delft x").fails(2);
}
