//! NZ01: the shape of a file.

use super::{explain, process};
use crate::check::rule::Explanation;

pub(super) const EXPLANATIONS: [Explanation; 25] = [
    explain(
        "NZ0101",
        "Dit is geen goede YAML. Vaak ontbreekt een haakje of aanhalingsteken, of springt een regel verkeerd in.",
        "This is not valid YAML. Often a bracket or quote is missing, or a line is indented wrongly.",
        "process: t/t\ntitle: [T\n",
    ),
    explain(
        "NZ0102",
        "Er staat een tab. YAML springt alleen in met spaties. Stel uw editor zo in dat de tabtoets spaties geeft.",
        "There is a tab. YAML is indented with spaces only. Set your editor to insert spaces.",
        "process: t/t\nstates:\n\tbegin: {}\n",
    ),
    explain(
        "NZ0103",
        "Dezelfde naam staat twee keer in één groep. Een van de twee zou stil verdwijnen.",
        "The same name is in one group twice. One of the two would silently disappear.",
        "process: t/t\ntitle: Nazorg\ntitle: Overleg\n",
    ),
    explain(
        "NZ0104",
        "YAML kan met `&`, `*` en `<<` naar andere regels verwijzen. Dat kan hier niet: elke regel zegt zelf wat hij \
         betekent.",
        "YAML can refer to other lines with `&`, `*` and `<<`. Not here: each line says what it means.",
        "process: t/t\ntitle: &naam Nazorg\npurpose: *naam\n",
    ),
    explain(
        "NZ0105",
        "Een woord met een `!` ervoor is in YAML een tag. Die kennen we hier niet. Zet tekst met een `!` tussen \
         aanhalingstekens.",
        "A word with `!` before it is a tag in YAML. We have none here. Put a text with `!` between quotes.",
        "process: t/t\ntitle: !snel Nazorg\n",
    ),
    explain(
        "NZ0106",
        "In één bestand staat één proces. Een regel met `---` begint een tweede document. Maak daar een eigen bestand van.",
        "A file holds one process. A line with `---` starts a second document. Give it a file of its own.",
        "process: t/t\ntitle: Nazorg\n---\nprocess: t/tweede\ntitle: Overleg\n",
    ),
    explain(
        "NZ0107",
        "Het bestand is leeg, of er staat alleen uitleg in. Begin met `process: map/naam`.",
        "The file is empty, or holds only comments. Begin with `process: folder/name`.",
        "# Hier komt het proces.\n",
    ),
    explain(
        "NZ0108",
        "Een bestand mag tot 1 MB groot zijn, en één waarde tot 64 KB. Dit is groter dan een mens schrijft.",
        "A file can be up to 1 MB, and one value up to 64 KB. This is larger than a person writes.",
        "process: t/t\ntitle: ‹70000 × x›\n",
    ),
    explain(
        "NZ0109",
        "Een bestand heeft hoogstens 10.000 onderdelen en 64 lagen. Verdeel het proces over meer bestanden.",
        "A file has at most 10,000 nodes and 64 levels. Divide the process over several files.",
        "process: t/t\npurpose: [‹100001 × x, ›]\n",
    ),
    explain(
        "NZ0110",
        "Voor de dubbele punt hoort een woord, geen lijst en geen groep.",
        "Before the colon there must be a word, not a list or a map.",
        "process: t/t\n[een, twee]: T\n",
    ),
    explain(
        "NZ0111",
        "Er staat een teken dat niemand ziet. Zulke tekens kunnen een regel iets anders laten lijken dan hij is.",
        "There is a character that nobody sees. Such characters can make a line look like something else.",
        "process: t/t\ntitle: \"Nazorg\\u202e\"\n",
    ),
    explain(
        "NZ0112",
        "Woorden als `no`, `on` en `true`, en getallen, leest YAML niet als tekst. Zet ze tussen aanhalingstekens als u \
         tekst bedoelt.",
        "YAML does not read words such as `no`, `on` and `true`, and numbers, as a text. Put them between quotes if you mean \
         a text.",
        process!("  ga: {title: on, by: [c]}\n", "{when: {af: einde, ga: einde}}"),
    ),
    explain(
        "NZ0113",
        "Een naam begint met een letter. Daarna mogen letters, cijfers, `_`, `-`, `.` en `/`. Spaties horen in de titel.",
        "A name starts with a letter, followed by letters, digits, `_`, `-`, `.` and `/`. Spaces belong in the title.",
        process!("data: {eerste dag: {type: date}}\n", "{when: {af: einde}}"),
    ),
    explain(
        "NZ0114",
        "Dit woord kennen we op deze plek niet. Misschien is het verkeerd geschreven, of springt de regel verkeerd in.",
        "This word is not known in this place. It may be misspelled, or the line is indented wrongly.",
        process!("purpos: Begeleiden\n", "{when: {af: einde}}"),
    ),
    explain(
        "NZ0115",
        "Hier hoort iets anders: bijvoorbeeld een tekst, een lijst, een groep, of `true` of `false`.",
        "Something else belongs here: such as a text, a list, a map, or `true` or `false`.",
        process!("  ga: {title: Ga, by: [c], starts: ja}\n", "{when: {af: einde, ga: einde}}"),
    ),
    explain(
        "NZ0116",
        "Hier ontbreekt iets wat er moet staan. De melding noemt wat.",
        "Something is missing that must be here. The message says what.",
        process!("  ga: {by: [c]}\n", "{when: {af: einde, ga: einde}}"),
    ),
    explain(
        "NZ0117",
        "Dit soort veld bestaat niet. Kies uit: text, integer, decimal, money, boolean, choice, set, date, datetime, duration, person en list.",
        "There is no such type. Choose from: text, integer, boolean, choice, date, datetime, duration, person and list.",
        process!("data: {gesprek: {type: datum}}\n", "{when: {af: einde}}"),
    ),
    explain(
        "NZ0118",
        "Elke actie heeft een eigen naam en doet één ding. Hier staan er meer, of geen.",
        "Each action has a name of its own and does one thing. Here are several, or none.",
        process!("", "{when: {af: {do: {klaar: {notify: c, note: \"'Klaar'\"}}, go: einde}}}"),
    ),
    explain(
        "NZ0119",
        "Met `choose` zeggen de takken wat er gebeurt. Zet `if`, `do` en `go` daarom in de takken, niet ernaast.",
        "With `choose`, the branches say what happens. So put `if`, `do` and `go` into the branches, not beside them.",
        process!("", "{when: {af: {choose: {altijd: {otherwise: true, go: einde}}, go: begin}}}"),
    ),
    explain(
        "NZ0120",
        "Een tak heeft een voorwaarde (`if`), of geldt als de andere niet gelden (`otherwise: true`). Niet geen van beide, \
         en niet allebei.",
        "A branch has a condition (`if`), or holds when the others do not (`otherwise: true`). Not neither, and not both.",
        process!("", "{when: {af: {choose: {altijd: {go: einde}}}}}"),
    ),
    explain(
        "NZ0121",
        "Een toestand heeft toestanden (`states`), delen naast elkaar (`parallel`) of is een einde (`final`). Kies er één.",
        "A state has states (`states`), parallel parts (`parallel`) or is an end (`final`). Choose one.",
        process!("", "{final: klaar, initial: intake, states: {intake: {when: {af: einde}}}}"),
    ),
    explain(
        "NZ0122",
        "Een bestand in deze map begint met `process: map/naam`, `record: map/naam` of `table: map/naam`.",
        "A file in this folder begins with `process: folder/name`, `record: folder/name` or `table: folder/name`.",
        "proces: t/t\ntitle: Nazorg\n",
    ),
    explain(
        "NZ0123",
        "Het proces `t/t` staat in `processes/t/t.yaml`. Zo vindt iedereen het bestand bij een naam.",
        "The process `t/t` is in `processes/t/t.yaml`, so that everybody finds the file of a name.",
        "# bestand: processes/t/andere-naam.yaml\nprocess: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
         events: {af: {title: Af, by: [c]}}\ninitial: begin\nstates:\n  begin: {when: {af: einde}}\n  einde: {final: klaar}\n",
    ),
    explain(
        "NZ0132",
        "`required` zegt in welke toestanden een veld van de zaak ingevuld moet zijn. Bij een regel van een lijst, bij \
         gegevens van een gebeurtenis en bij een record kan dat niet.",
        "`required` says in which states a field of the case must be filled in. It is not for list items, for the data \
         of an event, or for a record.",
        process!(
            "data: {lijst: {type: list, fields: {wat: {type: text, required: begin}}}}\n",
            "{when: {af: einde}}"
        ),
    ),
    explain(
        "NZ0131",
        "Een tak binnen een actie kan de zaak niet verplaatsen. Zet `choose` met `go` bij de gebeurtenis zelf, naast `do`.",
        "A branch inside an action cannot move the case. Put a `choose` with `go` with the event itself, beside `do`.",
        process!(
            "",
            "{when: {af: {do: {kies: {choose: {altijd: {otherwise: true, go: begin}}}}, go: einde}}}"
        ),
    ),
];
