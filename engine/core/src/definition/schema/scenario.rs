//! Scenario files.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::word::{Moment, Name, Named, Names, Text, Value};

/// Scenario's: verhalen met datums, waarmee u een proces test.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Scenario's")]
pub(super) struct File {
    /// Het proces dat u test.
    process: Name,
    /// De verhalen.
    scenarios: Named<Scenario>,
}

/// Een verhaal.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Scenario {
    /// Wat er in het verhaal gebeurt.
    title: Option<Text>,
    /// Over wie het gaat. Bedenk iemand die niet bestaat.
    person: Option<Person>,
    /// De records waarmee het verhaal begint: `detentie: {vrij_verwacht: 2026-10-14}`.
    records: Option<Named<Named<Value>>>,
    /// Wat er gebeurt, op volgorde van datum.
    steps: Vec<Step>,
}

/// Een verzonnen persoon.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Person {
    /// De voornamen.
    voornamen: Option<Text>,
    /// Het deel tussen voornaam en achternaam, zoals `van der`.
    voorvoegsel: Option<Text>,
    /// De achternaam.
    achternaam: Option<Text>,
    /// De geboortedatum.
    geboortedatum: Option<Moment>,
    /// M, V of X.
    geslacht: Option<Text>,
    /// De gemeente.
    gemeente: Option<Text>,
}

/// Eén stap. Zonder `event`, `done` en `approve` gaat alleen de tijd voorbij.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Step {
    /// Wanneer het gebeurt.
    at: Moment,
    /// Wanneer het ons is verteld. Zonder deze regel: meteen.
    recorded: Option<Moment>,
    /// De gebeurtenis, ook van een record: `detentie.datum_gewijzigd`.
    event: Option<Name>,
    /// Wat er wordt ingevuld.
    form: Option<Named<Value>>,
    /// De rol die het doet.
    by: Option<Name>,
    /// De taak die iemand afvinkt.
    done: Option<Name>,
    /// De brief die iemand goedkeurt.
    approve: Option<Name>,
    /// In welke zaak: `GROEP/SLEUTEL` van een kind, of het proces van een gestarte zaak. Zonder deze regel: de hoofdzaak.
    case: Option<Text>,
    /// Wat er daarna moet gelden.
    expect: Option<Expect>,
}

/// Wat er na de stap moet gelden. Wat u weglaat, wordt niet bekeken.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Expect {
    /// De zaak staat in deze toestanden.
    state: Option<Names>,
    /// De zaak is geëindigd met deze uitkomst.
    outcome: Option<Name>,
    /// Precies deze brieven zijn gemaakt sinds de vorige stap.
    letters: Option<Names>,
    /// Een lijst: precies deze taken staan open. Of per taak wat er moet gelden.
    tasks: Option<Tasks>,
    /// Per termijn de dag, of `waiting`, `running`, `suspended`, `met`, `missed` of `none`.
    deadlines: Option<Named<Option<Value>>>,
    /// Velden en hun waarde. Leeg betekent: niet ingevuld.
    fields: Option<Named<Option<Value>>>,
    /// Precies deze stappen van escalaties zijn gezet: `TAAK.STAP`.
    escalations: Option<WorkNames>,
    /// Precies deze termijnen gingen af.
    fired: Option<Names>,
    /// Precies deze rollen kregen een melding.
    notices: Option<Names>,
    /// Per groep en sleutel: `open` of de uitkomst.
    children: Option<Named<Group>>,
    /// Precies van deze processen begon een zaak.
    started: Option<Names>,
    /// Precies deze redenen om stil te staan gelden.
    suspended: Option<Names>,
    /// De stap wordt geweigerd: `true`, of de naam van de voorwaarde.
    refused: Option<Refused>,
    /// Wat er niet mag zijn.
    forbid: Option<Forbid>,
}

/// Geweigerd: om wat voor reden ook, of om deze voorwaarde.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Refused {
    /// Om wat voor reden ook.
    Anyhow(bool),
    /// Om deze voorwaarde.
    Because(Name),
}

/// De open taken.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Tasks {
    /// Precies deze.
    These(WorkNames),
    /// Deze, met rol en datum.
    So(BTreeMap<WorkName, Option<OpenTask>>),
}

/// De naam van een taak of van een stap in zijn escalatie. Een taak die er voor elke regel van een lijst is, heeft na `#` zijn regel.
#[derive(JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[schemars(extend("pattern" = "^[A-Za-z][A-Za-z0-9_./-]*(#[^#]+)?$"))]
#[schemars(extend("examples" = ["bel", "bel#2", "bel.herinnering"]))]
struct WorkName(String);

/// Een taak, of een lijst taken.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum WorkNames {
    /// Eén.
    One(WorkName),
    /// Meer.
    More(Vec<WorkName>),
}

/// Een open taak.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OpenTask {
    /// De rol.
    role: Option<Name>,
    /// De dag waarop hij klaar moet zijn.
    due: Option<Moment>,
}

/// Eén zaak, of een zaak per sleutel.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Group {
    /// `open` of de uitkomst.
    One(Name),
    /// Per sleutel: `open` of de uitkomst.
    Keys(BTreeMap<String, Name>),
}

/// Wat er niet mag zijn.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Forbid {
    /// Toestanden.
    state: Option<Names>,
    /// Brieven.
    letters: Option<Names>,
    /// Taken.
    tasks: Option<WorkNames>,
    /// Termijnen die afgingen.
    fired: Option<Names>,
    /// Stappen van escalaties.
    escalations: Option<WorkNames>,
    /// Meldingen.
    notices: Option<Names>,
    /// Zaken die begonnen.
    started: Option<Names>,
}
