//! A workspace in a temporary folder, on a clock of its own.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub, reason = "every test uses its own part")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use nazorg_core::calendar::noon;
use nazorg_core::id::Id;
use nazorg_runtime::{Office, User, VirtualClock, Workspace};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

pub struct Desk {
    pub folder: TempDir,
    pub clock: Arc<VirtualClock>,
    pub workspace: Workspace,
}

pub fn day(text: &str) -> DateTime<Utc> {
    noon(text.parse::<NaiveDate>().unwrap())
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn user(name: &str, roles: &[&str], deputy_for: &[&str]) -> User {
    User {
        name: name.to_owned(),
        roles: roles.iter().map(|role| Id::from(*role)).collect(),
        deputy_for: deputy_for.iter().map(|other| (*other).to_owned()).collect(),
    }
}

impl Desk {
    /// A workspace with the shipped processes and templates.
    pub fn shipped(now: &str) -> Self {
        let desk = Self::empty(now);
        for folder in ["processes", "templates"] {
            copy(&repository().join(folder), &desk.folder.path().join(folder));
        }
        desk.office().publish(None).unwrap();
        desk
    }

    /// A workspace with one process in ten lines or so, and its letters.
    pub fn with(now: &str, files: &[(&str, &str)]) -> Self {
        let desk = Self::empty(now);
        for (path, text) in files {
            let path = desk.folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        desk.office().publish(None).unwrap();
        desk
    }

    fn empty(now: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let mut workspace = Workspace::usual(folder.path());
        workspace.has_file = true;
        workspace.region = Some("haarlem".to_owned());
        let all = ["coordinator", "teamleider", "pi", "burgerzaken", "beleidsadviseur"];
        workspace.users.insert("fatima".to_owned(), user("Fatima El Amrani", &all, &[]));
        workspace.users.insert("joost".to_owned(), user("Joost Brand", &["zorgregisseur"], &[]));
        workspace.users.insert("kim".to_owned(), user("Kim de Groot", &["stagiair"], &["joost", "fatima"]));
        let clock = Arc::new(VirtualClock::new(day(now)));
        Self { folder, clock, workspace }
    }

    pub fn office(&self) -> Office {
        self.office_as("fatima")
    }

    pub fn office_as(&self, login: &str) -> Office {
        Office::open(self.workspace.clone(), self.clock.clone(), login).unwrap()
    }

    pub fn at(&self, now: &str) {
        self.clock.set(day(now));
    }
}

pub fn person(number: usize) -> Json {
    json!({
        "voornamen": "Sam", "voorvoegsel": "van", "achternaam": format!("Puffelen-{number}"),
        "geboortedatum": "2004-02-03", "geslacht": "M", "gemeente": "Haarlem",
        "adres": ["Voorbeeldstraat 1", "2011 AA Haarlem"],
    })
}

/// A fictitious BSN: 9999xxxxx that passes the eleven-test.
pub fn bsn(nth: usize) -> String {
    (0..100_000)
        .map(|tail| format!("9999{tail:05}"))
        .filter(|digits| {
            let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
            let sum: i32 = digits.bytes().zip(weights).map(|(d, w)| i32::from(d - b'0') * w).sum();
            sum % 11 == 0
        })
        .nth(nth)
        .unwrap()
}

/// A process with a deadline, a letter and a task.
pub const SMALL: &[(&str, &str)] = &[
    (
        "processes/haarlem/vraag.yaml",
        r#"process: haarlem/vraag
title: Vraag
subject: person
roles: {coordinator: {title: Coördinator}}
data: {antwoord: {type: text, title: Antwoord}}
outcomes: {klaar: Klaar, stil: Stil}
events:
  gevraagd: {title: Gevraagd, by: [coordinator], starts: true}
  geantwoord: {title: Geantwoord, by: [coordinator], form: {antwoord: required}}
  gebeld: {title: Gebeld, by: [coordinator]}
letters:
  vraag: {title: Onze vraag, template: haarlem/vraag, to: person}
  dank: {title: Dank, template: haarlem/vraag, to: person, approve: coordinator}
initial: wachten
states:
  wachten:
    entry: {brief: {letter: vraag}}
    tasks: {bel: {title: Bel de persoon, role: coordinator, due: 2 workdays}}
    deadlines:
      antwoord: {title: Antwoord, at: 5 workdays, met_by: [geantwoord], go: einde_stil}
    when:
      gebeld: {do: {noot: {note: '"gebeld"'}}}
      geantwoord: {do: {brief: {letter: dank}}, go: einde_klaar}
  einde_klaar: {final: klaar}
  einde_stil: {final: stil}
"#,
    ),
    ("templates/haarlem/vraag.md", "# Onze vraag\n\n{{ person.aanhef }},\n\nBelt u ons?\n"),
    ("templates/haarlem/huisstijl.yaml", "organisation: Gemeente Haarlem\n"),
];
