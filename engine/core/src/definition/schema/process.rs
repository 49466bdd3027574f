//! Processes and records.

use schemars::JsonSchema;

use super::action::{Actions, Always, Trigger};
use super::event::{EscalationStep, Event, Letter, Task};
use super::field::{Field, Param};
use super::state::{Children, Deadline, History, Initial, State};
use super::word::{Name, Named, Names, Text};
use super::workspace::Equated;

/// Een proces van nazorg: wat er stap voor stap gebeurt, wie het doet en wanneer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Proces")]
pub(super) struct Process {
    /// De naam van het proces. Het bestand heet net zo: `processes/haarlem/afspraak.yaml`.
    process: Name,
    /// Hoe mensen het proces noemen.
    title: Text,
    /// Waar het proces voor is.
    purpose: Option<Text>,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Waar een zaak over gaat. Meestal `person`.
    subject: Option<Name>,
    /// Records die het proces leest: `detentie: landelijk/detentie`.
    records: Option<Named<Name>>,
    /// Wie eraan werken.
    roles: Option<Named<Role>>,
    /// Instellingen die een regio mag kiezen.
    params: Option<Named<Param>>,
    /// De velden van een zaak.
    data: Option<Named<Field>>,
    /// Hoe een zaak kan eindigen, elk met een titel.
    outcomes: Option<Named<Text>>,
    /// Wat er kan gebeuren.
    events: Option<Named<Event>>,
    /// De brieven.
    letters: Option<Named<Letter>>,
    /// Wat er gebeurt als een taak blijft liggen.
    escalations: Option<Named<Named<EscalationStep>>>,
    /// Wanneer termijnen stilstaan.
    suspensions: Option<Named<Suspension>>,
    /// Wat het proces moet halen. `nazorg report counts` laat zien of dat lukt.
    targets: Option<Named<Target>>,
    /// Eigen vrije dagen en werktijden van wie dit proces uitvoeren.
    calendar: Option<Named<WorkingDays>>,
    /// Waarschuwingen die u accepteert, elk met de reden: `NZ0406: Komt later.`
    accept: Option<Named<Text>>,
    /// De eerste toestand.
    initial: Initial,
    /// De toestanden.
    states: Named<Option<State>>,
    /// Wat er aan het begin van elke zaak gebeurt.
    entry: Option<Actions>,
    /// Wat er aan het einde van elke zaak gebeurt.
    exit: Option<Actions>,
    /// Wat er in elke toestand kan gebeuren bij een gebeurtenis.
    when: Option<Named<Trigger>>,
    /// Wat vanzelf gebeurt zodra het kan.
    always: Option<Always>,
    /// Termijnen van de hele zaak.
    deadlines: Option<Named<Deadline>>,
    /// Taken van de hele zaak.
    tasks: Option<Named<Task>>,
    /// Andere zaken die bij de hele zaak horen.
    children: Option<Named<Children>>,
    /// Een doel dat betekent: terug naar waar de zaak was.
    history: Option<Named<History>>,
    /// De versie. Verhoog haar als regio's moeten kijken wat er anders is. Zonder deze regel: 1.
    version: Option<u32>,
}

/// Een rol.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Role {
    /// Hoe mensen de rol noemen.
    title: Text,
    /// De rol die alles ook mag doen.
    deputy: Option<Name>,
    /// Het veld (soort `person`) waarin staat wie de rol heeft in deze zaak.
    held_by: Option<Name>,
}

/// Een tijd waarin termijnen stilstaan.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Suspension {
    /// De gebeurtenis waarmee het begint.
    from: Names,
    /// De gebeurtenis waarmee het eindigt.
    until: Names,
    /// Wat stilstaat: `all`, of een lijst termijnen en taken.
    holds: Option<Holds>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Een doel voor de cijfers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Target {
    /// Hoe mensen het doel noemen.
    title: Text,
    /// Wat er wordt geteld.
    measure: Measure,
    /// De termijnen (bij `in_time`; zonder deze regel: alle) of de uitkomsten (bij `outcome`).
    of: Option<Names>,
    /// Het doel in hele procenten.
    #[schemars(range(min = 0, max = 100))]
    at_least: u8,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Wanneer er niet wordt gewerkt. Eén van `closed`, `equated` en `closes`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WorkingDays {
    /// Hoe mensen de dag noemen.
    title: Option<Text>,
    /// De dag waarop niemand werkt, of een lijst van dagen.
    #[schemars(extend("examples" = ["2026-05-15"]))]
    closed: Option<Days>,
    /// Of er gewerkt wordt op dagen die bij besluit met een feestdag zijn gelijkgesteld: `open` of `closed`.
    equated: Option<Equated>,
    /// Hoe laat de werkdag voorbij is. Anders om 17:00.
    #[schemars(extend("examples" = ["16:30"]))]
    closes: Option<Text>,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Eén dag, of een lijst van dagen.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Days {
    /// Eén dag.
    One(Text),
    /// Een lijst van dagen.
    All(Vec<Text>),
}

/// Wat een doel telt.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Measure {
    /// Van de mensen die zijn gemeld: wie een zaak kreeg.
    Reach,
    /// Van de termijnen die voorbij zijn: die zijn gehaald.
    InTime,
    /// Van de zaken die klaar zijn: die zo eindigden.
    Outcome,
}

/// Wat stilstaat.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Holds {
    /// Alles.
    All(All),
    /// Deze termijnen en taken.
    These(Vec<Name>),
}

/// Alles.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum All {
    /// Alles.
    All,
}

/// Een record: feiten die veel zaken lezen en die één keer worden bewaard.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Record")]
pub(super) struct Record {
    /// De naam van het record. Het bestand heet net zo.
    record: Name,
    /// Hoe mensen het record noemen.
    title: Text,
    /// Waar het voor is.
    purpose: Option<Text>,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Waar het over gaat. Meestal `person`.
    subject: Option<Name>,
    /// De velden.
    fields: Option<Named<Field>>,
    /// Wat ermee kan gebeuren.
    events: Option<Named<Event>>,
    /// De versie. Verhoog haar als regio's moeten kijken wat er anders is. Zonder deze regel: 1.
    version: Option<u32>,
}
