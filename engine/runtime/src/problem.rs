//! Why something could not be done.

mod file;
mod sqlite;

use std::fmt;
use std::path::Path;

use nazorg_core::dispatch::Refused;
use nazorg_core::finding::Finding;
use nazorg_core::say;
use nazorg_core::step::Rejection;
use nazorg_core::text::Text;

/// What kind of problem it is; each kind has an exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was given is not right: exit status 1.
    BadInput,
    /// It was asked in the wrong way: exit status 2.
    WrongUse,
    /// A rule of the process says no: exit status 3.
    Refused,
    /// The disk, the database, or something else outside: exit status 1.
    Trouble,
}

/// Why something could not be done. Never holds data of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub kind: Kind,
    /// What is wrong.
    pub text: Text,
    /// What to do about it.
    pub help: Option<Text>,
    /// Places in files, when the cause stands in a file.
    pub findings: Vec<Finding>,
    /// It was told too late: the case has gone over to another version since.
    pub(crate) is_late: bool,
    /// A file is gone or damaged: only a copy of it helps.
    pub(crate) is_damage: bool,
    /// What is kept of one person or case cannot be read: others need not wait for it.
    pub(crate) is_unreadable: bool,
}

impl Problem {
    /// What was given is not right.
    #[must_use]
    pub fn bad_input(text: Text) -> Self {
        Self::new(Kind::BadInput, text)
    }

    /// It was asked in the wrong way.
    #[must_use]
    pub fn wrong_use(text: Text) -> Self {
        Self::new(Kind::WrongUse, text)
    }

    /// A rule says no.
    #[must_use]
    pub fn refused(text: Text) -> Self {
        Self::new(Kind::Refused, text)
    }

    /// The outside world failed.
    #[must_use]
    pub fn trouble(text: Text) -> Self {
        Self::new(Kind::Trouble, text)
    }

    fn new(kind: Kind, text: Text) -> Self {
        Self {
            kind,
            text,
            help: None,
            findings: Vec::new(),
            is_late: false,
            is_damage: false,
            is_unreadable: false,
        }
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// With the file that it is about, where that is not said.
    pub(crate) fn at(mut self, path: &Path) -> Self {
        let path = path.display().to_string();
        if !self.text.nl.contains(&path) {
            let Text { nl, en } = self.text;
            self.text = say!("`{path}`: {nl}"; "`{path}`: {en}");
        }
        self
    }

    /// With places in files.
    #[must_use]
    pub fn findings(mut self, findings: Vec<Finding>) -> Self {
        self.findings = findings;
        self
    }

    /// A file is gone or damaged.
    pub(crate) fn damage(text: Text) -> Self {
        Self { is_damage: true, ..Self::trouble(text) }
    }

    /// What is kept of one person or case cannot be read.
    pub(crate) fn unreadable(text: Text) -> Self {
        Self { is_unreadable: true, ..Self::trouble(text) }
    }

    /// Somebody else was waited for in vain.
    pub(crate) fn busy() -> Self {
        Self::trouble(
            say!("Een ander programma houdt de opslag te lang vast."; "Another program holds the store for too long."),
        )
        .help(say!("Probeer het zo nog eens."; "Try again in a moment."))
    }

    /// The file of the store is damaged.
    pub(crate) fn damaged() -> Self {
        Self::damage(say!("De opslag is beschadigd. Er is niets veranderd."; "The store is damaged. Nothing was changed."))
            .help(say!(
                "Maak eerst een kopie van het bestand. Bekijk het met `nazorg dokter`. Zet dan een reservekopie terug met `nazorg terugzetten`.";
                "First copy the file. Look at it with `nazorg doctor`. Then put a backup back with `nazorg restore`."
            ))
    }

    /// Something in the store that cannot be: it was changed by another hand, or we have a fault.
    pub(crate) fn broken_store(what: &str) -> Self {
        Self::trouble(
            say!("De gegevens in de opslag kloppen niet: {what}."; "The data in the store is not right: {what}."),
        )
        .help(say!("Zet een reservekopie terug."; "Restore a backup."))
    }
}

fn look_then_restore() -> Text {
    say!(
        "Kijk met `nazorg dokter` wat er is. Zet dan een reservekopie terug met `nazorg terugzetten`.";
        "See with `nazorg doctor` what it is. Then put a backup back with `nazorg restore`."
    )
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text.en)
    }
}

impl std::error::Error for Problem {}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let problem = Self::broken_store(&format!("JSON {line}:{column}"));
        Self { is_unreadable: true, ..problem.help(look_then_restore()) }
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let (text, help) = (rejection.text(), advice(&rejection));
        let problem = match rejection {
            Rejection::BeforeMigration { .. } => Self { is_late: true, ..Self::refused(text) },
            Rejection::BadField { .. } | Rejection::UnknownEvent { .. } | Rejection::NoSuch { .. } => {
                Self::bad_input(text)
            }
            _ => Self::refused(text),
        };
        Self { help, ..problem }
    }
}

/// What to do after a refusal that does not say so itself.
fn advice(rejection: &Rejection) -> Option<Text> {
    let advice = match rejection {
        Rejection::Closed => {
            say!("Bekijk met `nazorg zaak toon ZAAK` hoe zij afliep, en of zij elders verdergaat."; "See with `nazorg case show CASE` how it ended, and whether it goes on elsewhere.")
        }
        Rejection::NotAllowed { roles, .. } if !roles.is_empty() => {
            say!("Vraag het iemand met die rol."; "Ask somebody with that role.")
        }
        Rejection::UnknownEvent { .. } | Rejection::NotTaken { .. } | Rejection::NotAllowed { .. } => {
            say!("Bekijk wat nu kan met `nazorg zaak mogelijk ZAAK`."; "See what is possible now with `nazorg case options CASE`.")
        }
        Rejection::NoSuch { .. } | Rejection::Stale => {
            say!("Bekijk wat loopt met `nazorg zaak toon ZAAK`."; "See what runs with `nazorg case show CASE`.")
        }
        Rejection::BeforeStart { .. } => {
            say!(
                "Zoek het begin op met `nazorg zaak geschiedenis ZAAK`. Verbeter de dag met `nazorg zaak verbeter GEBEURTENIS --on DAG`.";
                "Find the start with `nazorg case history CASE`. Correct the day with `nazorg case correct EVENT --on DAY`."
            )
        }
        Rejection::BadField { .. } => {
            say!("Verbeter dit veld en geef de opdracht nog eens."; "Put this field right and give the command again.")
        }
        Rejection::BeyondHorizon => {
            say!(
                "Kijk of de datum klopt die u opgaf. Klopt die, vertel het dan wie het proces schrijft.";
                "See whether the date that you gave is right. If it is, tell whoever writes the process."
            )
        }
        Rejection::Runaway => {
            say!("Dit is een fout in het proces. Vertel het wie het proces schrijft."; "This is a fault in the process. Tell whoever writes the process.")
        }
        Rejection::NotPublished { .. } => {
            say!("Bekijk wat gepubliceerd is met `nazorg publicaties`."; "See what is published with `nazorg publications`.")
        }
        _ => return None,
    };
    Some(advice)
}

impl From<Refused<Problem>> for Problem {
    fn from(refused: Refused<Problem>) -> Self {
        match refused {
            Refused::Rejected(rejection) => rejection.into(),
            Refused::World(problem) => problem,
        }
    }
}
