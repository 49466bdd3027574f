//! The words of the help: one line a command, one line an argument.

/// A command: where it stands, its Dutch name, what it does, and examples that work in both
/// languages.
pub(super) struct CommandWords {
    pub(super) path: &'static str,
    pub(super) alias: &'static str,
    pub(super) nl: &'static str,
    pub(super) en: &'static str,
    pub(super) examples: &'static [&'static str],
}

/// An argument. `path` is `*` for one that means the same in every command.
pub(super) struct ArgumentWords {
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    /// What stands for its value in the help, in Dutch and in English; empty for a flag.
    pub(super) value: [&'static str; 2],
    pub(super) nl: &'static str,
    pub(super) en: &'static str,
}

const fn command(
    path: &'static str,
    alias: &'static str,
    nl: &'static str,
    en: &'static str,
    examples: &'static [&'static str],
) -> CommandWords {
    CommandWords { path, alias, nl, en, examples }
}

pub(super) const fn argument(
    path: &'static str,
    id: &'static str,
    value: [&'static str; 2],
    nl: &'static str,
    en: &'static str,
) -> ArgumentWords {
    ArgumentWords { path, id, value, nl, en }
}

pub(super) const COMMANDS: &[CommandWords] = &[
    command(
        "",
        "",
        "Nazorg na detentie: processen, zaken, taken en brieven.",
        "Aftercare after detention: processes, cases, tasks and letters.",
        &["nazorg demo", "nazorg today"],
    ),
    command(
        "today",
        "vandaag",
        "Wat vandaag moet en wat te laat is",
        "What is due today, and what is late",
        &["nazorg today", "nazorg today --as fatima"],
    ),
    command("case", "zaak", "Zaken van mensen", "People's cases", &[]),
    command(
        "case start",
        "start",
        "Een zaak beginnen",
        "Start a case",
        &[
            "nazorg case start haarlem/01-legitimatiebewijs P1",
            "nazorg case start westland/driemaandentraject P1 --on 2026-10-01",
        ],
    ),
    command("case list", "lijst", "Open zaken", "Open cases", &["nazorg case list --person P1"]),
    command(
        "case show",
        "toon",
        "Hoe een zaak ervoor staat en wat u kunt doen",
        "How a case stands and what you can do",
        &["nazorg case show Z1"],
    ),
    command(
        "case options",
        "mogelijk",
        "Wat u nu in een zaak kunt doen",
        "What you can do in a case now",
        &["nazorg case options Z1"],
    ),
    command(
        "case do",
        "doe",
        "Iets vastleggen in een zaak",
        "Record something in a case",
        &[
            "nazorg case do Z1 gescreend bevinding=verlopen",
            "nazorg case do Z1 stop --form stop.yaml",
            "echo 'reden: anders' | nazorg case do Z1 onhaalbaar --form -",
        ],
    ),
    command(
        "case why",
        "waarom",
        "Hoe een termijn aan zijn dag komt",
        "How a deadline came to its day",
        &["nazorg case why Z1 antwoord"],
    ),
    command(
        "case correct",
        "verbeter",
        "Een verkeerde datum of een verkeerd gegeven verbeteren; de zaak wordt opnieuw gerekend",
        "Correct a wrong date or wrong data; the case is folded again",
        &["nazorg case correct G12 --on 2026-10-05", "nazorg case correct G12 vrij_op=2026-11-02 --dry-run"],
    ),
    command(
        "case history",
        "geschiedenis",
        "Alles wat in een zaak is gebeurd",
        "All that happened in a case",
        &["nazorg case history Z1"],
    ),
    command("task", "taak", "Taken", "Tasks", &[]),
    command(
        "task list",
        "lijst",
        "Open taken van u, of van allen met --all",
        "Your open tasks, or everybody's with --all",
        &["nazorg task list --all"],
    ),
    command("task done", "klaar", "Een taak is gedaan", "A task is done", &["nazorg task done T3"]),
    command("letter", "brief", "Brieven", "Letters", &[]),
    command(
        "letter list",
        "lijst",
        "Brieven die wachten of net zijn gemaakt, of alle met --all",
        "Letters that wait or were made lately, or all with --all",
        &["nazorg letter list"],
    ),
    command(
        "letter show",
        "toon",
        "Een brief lezen",
        "Read a letter",
        &["nazorg letter show B1", "nazorg letter show B1 --html > brief.html"],
    ),
    command(
        "letter approve",
        "akkoord",
        "Een brief goedkeuren, zodat hij weggaat",
        "Approve a letter, so that it goes out",
        &["nazorg letter approve B1"],
    ),
    command("person", "persoon", "Mensen", "People", &[]),
    command(
        "person add",
        "voegtoe",
        "Iemand toevoegen; vraagt de gegevens of leest een formulier",
        "Add somebody; asks for the data or reads a form",
        &["nazorg person add", "nazorg person add --form persoon.yaml"],
    ),
    command(
        "person import",
        "inlezen",
        "Meldingen van detentie inlezen uit een CSV-bestand",
        "Read reports of detention from a CSV file",
        &["nazorg person import meldingen.csv"],
    ),
    command("person list", "lijst", "Alle mensen", "Everybody", &["nazorg person list"]),
    command(
        "person show",
        "toon",
        "De gegevens en zaken van iemand",
        "Somebody's data and cases",
        &["nazorg person show P1"],
    ),
    command(
<<<<<<< HEAD
=======
        "undo",
        "ongedaan",
        "Iets wat u vastlegde ongedaan maken; de zaak wordt opnieuw gerekend",
        "Take back something that you recorded; the case is folded again",
        &["nazorg undo Z1", "nazorg undo G12 --dry-run"],
    ),
    command(
        "deadline",
        "termijn",
        "Een termijn uitrekenen, ook buiten een zaak, met elke stap erbij",
        "Work out a term, also outside a case, with each step",
        &[
            "nazorg deadline 10 werkdagen na 2026-12-24",
            "nazorg deadline 6 weken na 14-11-2026 --rule termijnenwet",
            "nazorg deadline 8 weken voor ontslagdatum ontslagdatum=2027-03-01",
        ],
    ),
    command(
>>>>>>> main
        "subject",
        "onderwerp",
        "Onderwerpen van zaken die geen persoon zijn, zoals een gemeente",
        "Subjects of cases that are no people, such as a municipality",
        &[],
    ),
    command(
        "subject add",
        "voegtoe",
        "Een onderwerp toevoegen",
        "Add a subject",
        &["nazorg subject add gemeente Westland"],
    ),
    command(
        "subject list",
        "lijst",
        "Alle onderwerpen die geen persoon zijn",
        "All subjects that are no people",
        &["nazorg subject list"],
    ),
    command("report", "rapport", "Wat alles bij elkaar is", "What everything comes to", &[]),
    command(
        "report counts",
        "telling",
        "Aantallen: mensen, uitkomsten, termijnen, brieven en bereik",
        "Counts: people, outcomes, terms, letters and reach",
        &["nazorg report counts"],
    ),
    command(
        "view",
        "beeld",
        "Een proces als plaatje (SVG): stappen, taken, termijnen en brieven",
        "A process as a picture (SVG): steps, tasks, terms and letters",
        &["nazorg view westland/driemaandentraject -o traject.svg"],
    ),
    command(
        "docs",
        "documentatie",
        "Van elk proces een bladzijde in gewoon Nederlands, met het plaatje",
        "A page about each process in plain Dutch, with its picture",
        &["nazorg docs --out bladzijden"],
<<<<<<< HEAD
    ),
    command(
        "undo",
        "ongedaan",
        "Iets wat u vastlegde ongedaan maken; de zaak wordt opnieuw gerekend",
        "Take back something that you recorded; the case is folded again",
        &["nazorg undo Z1", "nazorg undo G12 --dry-run"],
    ),
    command(
        "deadline",
        "termijn",
        "Een termijn uitrekenen, ook buiten een zaak, met elke stap erbij",
        "Work out a term, also outside a case, with each step",
        &[
            "nazorg deadline 10 werkdagen na 2026-12-24",
            "nazorg deadline 6 weken na 14-11-2026 --rule termijnenwet",
            "nazorg deadline 8 weken voor ontslagdatum ontslagdatum=2027-03-01",
        ],
=======
>>>>>>> main
    ),
    command(
        "check",
        "controleer",
        "Processen en brieven controleren",
        "Check processes and letters",
        &["nazorg check", "nazorg check processes --format github"],
    ),
    command(
        "test",
        "toets",
        "De scenario's van de processen spelen",
        "Play the scenarios of the processes",
        &["nazorg test", "nazorg test tests/scenarios/haarlem"],
    ),
    command(
        "simulate",
        "simuleer",
        "Een proces spelen met een lijst van gebeurtenissen, voor andere programma's",
        "Run a process from a list of events, for other programs",
        &[
            "nazorg simulate haarlem/01-legitimatiebewijs --events gebeurtenissen.json --json",
            "echo '[{\"event\": \"aan\"}, {\"after\": \"5 workdays\"}]' | nazorg simulate bel.yaml --events -",
        ],
    ),
    command(
        "explain",
        "uitleg",
        "Een code van check uitleggen",
        "Explain a code of check",
        &["nazorg explain NZ0401"],
    ),
    command(
        "publish",
        "publiceer",
        "Processen en brieven in gebruik nemen",
        "Put processes and letters into use",
        &["nazorg publish --note 'Termijn van het gesprek is nu 3 werkdagen'"],
    ),
    command(
        "tick",
        "tik",
        "Termijnen laten ingaan die nu verstreken zijn",
        "Let deadlines that have passed take effect",
        &["nazorg tick"],
    ),
    command(
        "run",
        "draai",
        "Termijnen bewaken tot u stopt (Ctrl-C)",
        "Watch over deadlines until you stop it (Ctrl-C)",
        &["nazorg run"],
    ),
    command(
        "init",
        "begin",
        "Een nieuwe werkruimte maken",
        "Make a new workspace",
        &["nazorg init nazorg-haarlem", "nazorg init nazorg-delft --extends landelijk --region delft"],
    ),
    command(
        "show",
        "toon",
        "Een proces zoals het werkt, met --origin: waar elke regel vandaan komt",
        "A process as it works; with --origin: where each line comes from",
        &["nazorg show westland/driemaandentraject", "nazorg show westland/nazorg --origin"],
    ),
    command(
        "params",
        "instellingen",
        "Wat in te stellen is, binnen welke grenzen, en wat vastligt",
        "What can be set, within which limits, and what is fixed",
        &["nazorg params", "nazorg params westland/driemaandentraject"],
    ),
    command(
        "set",
        "stel",
        "Een instelling veranderen in het bestand van de regio",
        "Change a param in the region's file",
        &["nazorg set gesprek_binnen '3 workdays' --reason 'Afspraak met het team'"],
    ),
    command(
        "diff",
        "verschil",
        "Wat een regio anders doet dan haar basis, in gewone woorden",
        "What a region does otherwise than its base, in plain words",
        &["nazorg diff westland/nazorg", "nazorg diff landelijk/nazorg hollands-midden/katwijk"],
    ),
    command("base", "basis", "De basis waar een regio op staat", "The base that a region stands on", &[]),
    command(
        "base update",
        "neemover",
        "De basis van nu overnemen, als alles nog past",
        "Take over the base as it is now, if everything still fits",
        &["nazorg base update", "nazorg base update westland/nazorg"],
    ),
    command(
        "demo",
        "",
        "Een werkruimte maken met verzonnen mensen: vijf maanden werk, of jaren van een regio",
        "Make a workspace with fictitious people: five months of work, or years of a region",
        &["nazorg demo", "nazorg demo --region westland --years 3"],
    ),
    command(
        "backup",
        "reservekopie",
        "Een reservekopie maken",
        "Make a backup",
        &["nazorg backup /veilig/nazorg-2026-11-22.db"],
    ),
    command(
        "restore",
        "terugzetten",
        "Een reservekopie terugzetten",
        "Put a backup back",
        &["nazorg restore /veilig/nazorg-2026-11-22.db"],
    ),
];
