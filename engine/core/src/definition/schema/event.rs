//! Events, letters, tasks and what watches over them.

use schemars::JsonSchema;

use super::field::Field;
use super::word::{Expression, Formula, May, Name, Named, Names, Roll, StepFormula, Text};

/// Iets wat kan gebeuren en wat iemand vastlegt.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Event {
    /// Hoe mensen het noemen.
    title: Text,
    /// Wie het mag vastleggen: rollen, `signal` (een andere zaak van deze persoon) of `process` (alleen het proces zelf).
    by: Option<Names>,
    /// Met deze gebeurtenis begint een zaak.
    starts: Option<bool>,
    /// Mag in elke toestand.
    anytime: Option<bool>,
    /// De velden die je invult. Ze worden in de zaak bewaard.
    form: Option<Named<Form>>,
    /// Gegevens die niet worden bewaard. Je leest ze als `event.NAAM`.
    carries: Option<Named<Field>>,
    /// Voorwaarden. Geldt er een niet, dan wordt de gebeurtenis geweigerd.
    require: Option<Named<Requirement>>,
    /// Bij een record: de gebeurtenis die andere open zaken van de persoon dan krijgen.
    signal: Option<Name>,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Moet het veld worden ingevuld?
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Form {
    /// Moet.
    Required,
    /// Mag.
    Optional,
}

/// Een voorwaarde bij een gebeurtenis.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Requirement {
    /// Wat moet gelden. De ingevulde velden tellen al mee.
    r#if: Expression,
    /// Wat de gebruiker leest als het niet geldt.
    say: Text,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Een brief.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Letter {
    /// Hoe mensen de brief noemen.
    title: Text,
    /// De tekst: `haarlem/gemist` staat in `templates/haarlem/gemist.md`.
    template: Name,
    /// Naar wie: `person`, `each LIJST`, een rol, of een tekstveld.
    #[schemars(extend("examples" = ["person", "each partijen"]))]
    to: Text,
    /// De rol die de brief eerst goedkeurt.
    approve: Option<Name>,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Een taak: werk voor een rol.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Task {
    /// Wat er moet gebeuren.
    title: Text,
    /// Wie het doet.
    role: Name,
    /// Wanneer het klaar moet zijn. Die dag telt helemaal mee.
    due: Option<Formula>,
    /// Wat er gebeurt als `due` een dag is waarop niet wordt gewerkt.
    roll: Option<Roll>,
    /// De gebeurtenissen die de taak afronden. Zonder deze regel vinkt iemand de taak zelf af.
    done_by: Option<Names>,
    /// Wat er gebeurt als de taak blijft liggen.
    escalation: Option<Name>,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
    /// In welke richting een regio toch mag: `stricter` is eerder.
    may: Option<May>,
}

/// Een stap als een taak blijft liggen: herinner, geef door of meld.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{"required": ["remind"]}, {"required": ["assign"]}, {"required": ["notify"]}]))]
pub(super) struct EscalationStep {
    /// Wanneer, gerekend vanaf de dag waarop de taak klaar moet zijn.
    at: StepFormula,
    /// Herinner deze rol. `assignee` is degene die de taak heeft.
    remind: Option<Name>,
    /// Geef de taak aan deze rol.
    assign: Option<Name>,
    /// Meld het aan deze rol.
    notify: Option<Name>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}
