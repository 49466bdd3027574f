//! Hostile and broken input, each with its number in the list that this project keeps: refused with a
//! place and a reason while nothing is written, or accepted and harmless everywhere.
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use nazorg_core::finding::{Finding, Severity};
use nazorg_runtime::view::ImportReport;
use nazorg_runtime::{ImportFailed, Kind, Office, PublishFailed};
use nazorg_tests::program;
use nazorg_tests::reference::{make, open};
use serde_json::json;
use tempfile::TempDir;

const DAY: &str = "2026-03-02";
const FILE: &str = "processes/proef/kwaad.yaml";
const GOOD: &str = "process: proef/kwaad
title: Kwaad
roles: {coordinator: {title: Coördinator}}
outcomes: {klaar: Klaar}
params: {termijn: {type: duration, value: 3 workdays, min: 1 workday, max: 9 workdays, source: aanname}}
data: {dag: {type: date, default: 2026-01-31}, nummer: {type: integer, default: 1}}
letters: {brief: {title: Brief, template: proef/kwaad, to: person}}
events:
  begonnen: {title: Begonnen, by: [coordinator], starts: true}
  verder: {title: Verder, by: [coordinator]}
initial: bezig
states:
  bezig:
    entry: {brief: {letter: brief}}
    deadlines: {laat: {title: Laat, at: termijn, go: einde}}
    when: {verder: wacht}
  wacht: {when: {verder: einde}}
  einde: {final: klaar}
";

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path());
    write(folder.path(), FILE, GOOD.as_bytes());
    write(folder.path(), "templates/proef/kwaad.md", "# Brief\n\n{{ person.aanhef }},\n".as_bytes());
    folder
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    fs::write(folder.join(path), bytes).expect("written");
}

fn desk(folder: &TempDir) -> Office {
    open(folder.path(), DAY).expect("opens")
}

/// Publishing is refused with findings in this file, and nothing was published.
#[track_caller]
fn refused_at(folder: &TempDir, path: &str, what: &str) -> Vec<Finding> {
    let office = desk(folder);
    let findings = match office.publish(None) {
        Err(PublishFailed::Findings(findings)) => findings,
        other => panic!("{what}: {other:?}"),
    };
    let place = |finding: &&Finding| finding.severity == Severity::Error && finding.span.source.path == path;
    let found: Vec<_> = findings.iter().filter(place).cloned().collect();
    assert!(!found.is_empty(), "{what}: nothing in {path}: {findings:?}");
    assert!(office.processes().expect("read").is_empty(), "{what}: something was published");
    found
}

/// The same for a definition; gives the codes.
#[track_caller]
fn refused(bytes: &[u8], what: &str) -> Vec<&'static str> {
    let folder = workspace();
    write(folder.path(), FILE, bytes);
    refused_at(&folder, FILE, what).iter().map(|finding| finding.code).collect()
}

#[track_caller]
fn changed(from: &str, to: &str) -> Vec<&'static str> {
    assert!(GOOD.contains(from), "{from}");
    refused(GOOD.replacen(from, to, 1).as_bytes(), to)
}

#[test]
fn the_good_one_is_good() {
    let folder = workspace();
    desk(&folder).publish(None).expect("published");
}

#[test]
fn numbers_1_to_6_what_would_grow_without_end() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n";
    assert_eq!(refused(bomb.as_bytes(), "1 alias bomb"), ["NZ0104"]);
    assert_eq!(refused(b"a: &a [*a]\n", "2 recursive alias"), ["NZ0104"]);
    for nested in
        ["[".repeat(100_000), format!("a: {}1{}", "[".repeat(65), "]".repeat(65)), "- ".repeat(50_000)]
    {
        refused(nested.as_bytes(), "3 nesting");
    }
    let large = format!("{GOOD}{}", "# commentaar\n".repeat(90_000));
    refused(large.as_bytes(), "4 a file over 1 MB");
    assert_eq!(changed("title: Kwaad", &format!("title: {}", "x".repeat(70_000))), ["NZ0108"]);
    let many = format!("a: [{}]\n", "x, ".repeat(10_001));
    assert_eq!(refused(many.as_bytes(), "6 nodes"), ["NZ0109"]);
}

#[test]
fn numbers_7_to_18_what_is_no_plain_yaml() {
    assert_eq!(changed("title: Kwaad", "title: Kwaad\ntitle: Erger"), ["NZ0103"], "7");
    assert!(!changed("title: Kwaad", "titel: Kwaad\ntitle: Kwaad").is_empty(), "8");
    for tag in ["!include andere.yaml", "!!python/object/apply:os.system [ls]", "!!str Kwaad", "!x Kwaad"] {
        assert_eq!(changed("title: Kwaad", &format!("title: {tag}")), ["NZ0105"], "9 {tag}");
    }
    assert_eq!(changed("title: Kwaad", "<<: {title: Kwaad}"), ["NZ0104"], "10");
    assert_eq!(refused(format!("{GOOD}---\n{GOOD}").as_bytes(), "11 two documents"), ["NZ0106"]);
    for empty in ["", "\n\n", "# niets\n", "---\n"] {
        refused(empty.as_bytes(), "12 empty");
    }
    assert_eq!(refused(GOOD.replacen("  begonnen:", "\tbegonnen:", 1).as_bytes(), "13 tab"), ["NZ0102"]);
    assert_eq!(changed("title: Kwaad", "title: \"Kw\\0aad\""), ["NZ0111"], "14 escaped");
    refused(GOOD.replacen("Kwaad", "Kw\0aad", 1).as_bytes(), "14 raw");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(GOOD.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    refused(&utf16, "15 UTF-16");
    let mut latin = GOOD.as_bytes().to_vec();
    latin.extend_from_slice(b"# caf\xe9\n");
    refused(&latin, "16 invalid UTF-8");
    for hidden in ["\\u202e", "\\u0007", "\\u2066", "\\u001b[31m", "\\u200f"] {
        assert_eq!(changed("title: Kwaad", &format!("title: \"Kw{hidden}aad\"")), ["NZ0111"], "17 {hidden}");
    }
    refused(GOOD.replacen("title: Kwaad", "title: Kw\u{202e}aad", 1).as_bytes(), "17 raw");
    for id in ["null", "~", "no", "true", "12", "1.5", "0x1f"] {
        assert!(!changed("  verder: {title", &format!("  {id}: {{title")).is_empty(), "18 {id}");
    }
}

#[test]
fn numbers_19_to_22_what_would_never_go_right() {
    assert!(!changed("verder: wacht", "verder: nergens").is_empty(), "19");
    assert!(!changed("  einde: {final", "  los: {when: {verder: einde}}\n  einde: {final").is_empty(), "20");
    assert!(!changed("wacht: {when: {verder: einde}}", "wacht: {}").is_empty(), "20 nobody acts");
    assert!(!changed("wacht: {when", "wacht: {always: {go: wacht}, when").is_empty(), "21");
    for time in ["-3 workdays", "0 workdays", "99999999999999999999 days", "9000000000 years", "3 weken"] {
        assert!(!changed("value: 3 workdays", &format!("value: {time}")).is_empty(), "22 {time}");
    }
}

#[test]
fn numbers_23_to_26_days_and_times() {
    let folder = workspace();
    let about = fs::read_to_string(folder.path().join("nazorg.yaml")).expect("read");
    write(folder.path(), "nazorg.yaml", format!("{about}timezone: Europe/Nergens\n").as_bytes());
    assert_eq!(open(folder.path(), DAY).err().expect("refused").kind, Kind::BadInput, "23");
    for day in [
        "2026-02-29",
        "2100-02-29",
        "2026-02-30",
        "2026-13-01",
        "1899-12-31",
        "2201-01-01",
        "9999-01-01",
        "gisteren",
    ] {
        assert!(!changed("default: 2026-01-31", &format!("default: {day}")).is_empty(), "24, 26 {day}");
        let office = desk(&workspace());
        let form = json!({"voornamen": "A", "achternaam": "B", "geboortedatum": day});
        assert_eq!(office.person_add(&form).expect_err(day).kind, Kind::BadInput);
    }
    assert!(!changed("min: 1 workday, max: 9 workdays", "min: 9 workdays, max: 1 workday").is_empty(), "25");
}

const HEADER: &str = "meldingsnummer;bsn;geslacht;voornamen;voorvoegsel;achternaam;geboortedatum;gemeente;pi;insluiting;vrij_verwacht;regime;kinderen\n";

fn line(key: &str, bsn: &str, name: &str, from: &str, until: &str) -> String {
    format!("{key};{bsn};M;{name};;Proef;1990-05-06;Haarlem;PI;{from};{until};veroordeeld;ja\n")
}

/// An import is refused whole; gives its bad rows.
#[track_caller]
fn refused_rows(rows: &str, what: &str) -> ImportReport {
    let folder = workspace();
    let office = desk(&folder);
    office.publish(None).expect("published");
    let head = office.head().expect("read");
    let report = match office.person_import(format!("{HEADER}{rows}").as_bytes(), false) {
        Err(ImportFailed::Rows(report)) => report,
        other => panic!("{what}: {other:?}"),
    };
    assert_eq!(office.head().expect("read"), head, "{what}");
    assert!(office.person_list().expect("read").is_empty(), "{what}: somebody was stored");
    assert!(report.bad.iter().all(|row| row.line > 1), "{what}: with its line");
    report
}

#[test]
fn numbers_25_to_31_reports() {
    let good = line("M1", "999990019", "Sam", "2026-02-01", "2026-08-01");
    let reasons = |report: &ImportReport| format!("{:?}", report.bad);
    let wrong = refused_rows(&(good.clone() + &line("M2", "999990018", "Kim", "2026-02-01", "")), "27 BSN");
    assert_eq!((wrong.bad.len(), wrong.bad[0].line, wrong.bad[0].column.as_deref()), (1, 3, Some("bsn")));
    assert!(!reasons(&wrong).contains("999990018"), "27: never repeated");
    let eight = refused_rows(&line("M2", "99999001", "Kim", "2026-02-01", ""), "28 eight digits");
    assert!(reasons(&eight).contains("acht") && !reasons(&eight).contains("99999001"));
    let other = good.replace("M1;", "M2;").replace("1990-05-06", "1991-01-01");
    let twice = refused_rows(&(good.clone() + &other), "29 the same BSN twice");
    assert!(reasons(&twice).contains("P1") && twice.bad[0].line == 3, "29: both are named: {twice:?}");
    refused_rows(&line("M1", "999990019", "Sam", "2026-08-01", "2026-02-01"), "25 end before start");
    refused_rows(&line("M1", "999990019", "Sam", "1801-08-01", ""), "26 year");
    refused_rows(&(good.clone() + "M2;999990020;M\n"), "30 ragged");
    let folder = workspace();
    let office = desk(&folder);
    office.publish(None).expect("published");
    for (text, what) in
        [("meldingsnummer;voornamen\nM1;Sam\n", "30 column missing"), ("", "empty"), ("{\"a\": 1}", "JSON")]
    {
        let refused = office.person_import(text.as_bytes(), false);
        assert!(
            matches!(refused, Err(ImportFailed::Problem(ref problem)) if problem.kind == Kind::BadInput),
            "{what}: {refused:?}"
        );
    }
    // 29, by hand.
    office.person_add(&json!({"voornamen": "A", "achternaam": "B", "bsn": "999990019"})).expect("added");
    let twice = office
        .person_add(&json!({"voornamen": "C", "achternaam": "D", "bsn": "999990019"}))
        .expect_err("twice");
    assert!(
        twice.text.nl.contains("P1") && twice.text.nl.contains("P2") && !twice.text.nl.contains("999990019")
    );
    // 31: neither a long line nor many lines are read to their end.
    for endless in [vec![b'x'; 1 << 16], "M1;te kort\n".repeat(5_000).into_bytes()] {
        let mut given = 0;
        let header = HEADER.as_bytes();
        let file = header.chain(Endless { of: endless, at: 0, given: &mut given, most: 100 << 20 });
        assert!(office.person_import(file, false).is_err(), "31");
        assert!(given <= 60 << 20, "31: {given} bytes were read");
    }
    assert_eq!(office.person_list().expect("read").len(), 1);
}

/// The same bytes again and again.
struct Endless<'g> {
    of: Vec<u8>,
    at: usize,
    given: &'g mut usize,
    most: usize,
}

impl Read for Endless<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let rest = &self.of[self.at..];
        let length = rest.len().min(into.len()).min(self.most - *self.given);
        into[..length].copy_from_slice(&rest[..length]);
        self.at = (self.at + length) % self.of.len();
        *self.given += length;
        Ok(length)
    }
}

#[test]
fn numbers_32_to_34_files_and_templates() {
    for name in [
        "../../etc/passwd",
        "/etc/passwd",
        "proef/../../geheim",
        "proef/niets",
        "..\\\\geheim",
        "proef/kwaad.md",
    ] {
        assert!(!changed("template: proef/kwaad", &format!("template: \"{name}\"")).is_empty(), "32 {name}");
    }
    let folder = workspace();
    let path = |name: &str| folder.path().join(name);
    let special = [
        ("processes/proef/link.yaml", "/etc/hosts"),
        ("processes/proef/dev.yaml", "/dev/zero"),
        ("templates/proef/link.md", "/etc/hosts"),
    ];
    for (name, to) in special {
        symlink(to, path(name)).expect("a link");
        refused_at(&folder, name, "33 link");
        fs::remove_file(path(name)).expect("removed");
    }
    for pipe in ["processes/proef/pijp.yaml", "templates/proef/pijp.md"] {
        assert!(Command::new("mkfifo").arg(path(pipe)).status().expect("mkfifo").success());
        refused_at(&folder, pipe, "33 pipe");
        fs::remove_file(path(pipe)).expect("removed");
    }
    for text in [
        "# Brief\n\n{{ bestaat_niet }}\n",
        "# Brief\n\n{{ person.schoenmaat }}\n",
        "# Brief\n\n{% include '/etc/passwd' %}\n",
        "# Brief\n\n{{ person.aanhef",
    ] {
        write(folder.path(), "templates/proef/kwaad.md", text.as_bytes());
        refused_at(&folder, "templates/proef/kwaad.md", "34 template");
    }
}

/// 35 stands in the runtime's own tests, byte for byte; here the program itself.
#[test]
fn number_35_a_newer_store() {
    let folder = workspace();
    desk(&folder).publish(None).expect("published");
    let store = folder.path().join("nazorg.db");
    let connection = rusqlite::Connection::open(&store).expect("opens");
    connection.execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)").expect("done");
    drop(connection);
    let bytes = fs::read(&store).expect("read");
    let ran = Command::new(program())
        .args(["--as", "noor", "case", "list"])
        .current_dir(&folder)
        .output()
        .expect("runs");
    assert_eq!(ran.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("99"));
    assert_eq!(fs::read(&store).expect("read"), bytes);
}

#[test]
fn numbers_36_and_37_a_mark_and_accents() {
    let folder = workspace();
    write(folder.path(), FILE, format!("\u{feff}{GOOD}").as_bytes());
    let office = desk(&folder);
    office.publish(None).expect("36: a byte-order mark is accepted");
    let rows = format!("\u{feff}{HEADER}{}", line("M1", "999990019", "Rene\u{301}", "2026-02-01", ""));
    office.person_import(rows.as_bytes(), false).expect("36 in a report");
    let person = office.person_show(1).expect("shown");
    assert_eq!(person.first_names, "Ren\u{e9}", "37");
    let store = rusqlite::Connection::open(folder.path().join("nazorg.db")).expect("opens");
    let clear: i64 = store
        .query_row("SELECT count(*) FROM people WHERE data LIKE '%Ren%'", [], |row| row.get(0))
        .expect("read");
    assert_eq!(clear, 0, "and concealed");
}

/// Names that mean something to some program. They are names.
const NAMES: [&str; 15] = [
    "{{ 7*7 }}",
    "{% for x in range(9999999) %}",
    "#import \"x\"",
    "*_[vet](http://x)_*",
    "<script>alert(1)</script>",
    "&lt;b&gt; & \"x\"",
    "=cmd|' /C calc'!A0",
    "+31 6",
    "-1",
    "@SUM(1)",
    "--help",
    "; rm -rf ~",
    "$(reboot) `reboot`",
    "'; DROP TABLE people; --",
    "Jan\\nPiet",
];

#[test]
fn numbers_38_to_40_names_stay_names() {
    let folder = workspace();
    let office = desk(&folder);
    office.publish(None).expect("published");
    for (nth, name) in (1..).zip(NAMES) {
        let form = json!({"voornamen": "A", "achternaam": name, "adres": [name, "2011 AA Haarlem"], "geslacht": "X"});
        let person = office.person_add(&form).expect(name);
        assert_eq!((person.row.person, person.last_name.as_str()), (nth, name), "39: stored as it is");
        let case = office.case_start("proef/vraag", nth, &json!({}), None).expect(name);
        let letter = office.letter_show(case.letters[0].letter).expect(name);
        assert!(letter.text.contains(name), "38, text: {name}\n{}", letter.text);
        for markup in ["<script", "<b>", "<a ", "<em>", "<strong>", "49,"] {
            assert!(!letter.html.contains(markup), "38, HTML: {name}: {markup}");
        }
        let escaped = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let shown = letter
            .html
            .replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#x27;", "'")
            .replace("&#x2f;", "/");
        assert!(shown.contains(&escaped), "38, HTML: {name}\n{}", letter.html);
        let answer = json!({"antwoord": name});
        office.case_do(case.case, "geantwoord", &answer, None).expect(name);
    }
    let hidden = json!({"voornamen": "A\u{1b}[31m", "achternaam": "B"});
    assert_eq!(office.person_add(&hidden).expect_err("38: codes for a terminal").kind, Kind::BadInput);
    office.deliver().expect("delivered");
    assert!(office.doctor().expect("looked").healthy);
    // 40: on the command line data stays data.
    let ran = |arguments: &[&str]| {
        let ran = Command::new(program())
            .args(arguments)
            .args(["--as", "noor"])
            .current_dir(&folder)
            .output()
            .expect("runs");
        (
            ran.status.code(),
            String::from_utf8_lossy(&ran.stdout).into_owned(),
            String::from_utf8_lossy(&ran.stderr).into_owned(),
        )
    };
    let (status, out, _) = ran(&["person", "list"]);
    assert_eq!(status, Some(0));
    assert!(NAMES.iter().all(|name| out.contains(name)), "{out}");
    assert!(!out.contains('\u{1b}'));
    for name in NAMES {
        let (status, _, err) = ran(&["person", "show", "--", name]);
        assert!(matches!(status, Some(1 | 2)), "{name}: {status:?} {err}");
        assert!(!err.contains("panicked"), "{err}");
    }
}
