//! States, and what lives with them.

use schemars::JsonSchema;

use super::action::{Actions, Always, Branch, Trigger};
use super::event::Task;
use super::word::{Expression, Formula, May, Name, Named, Names, Roll, Text};

/// Een toestand: waar de zaak nu staat.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct State {
    /// Hoe mensen de toestand noemen. Zonder titel telt de naam.
    title: Option<Text>,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// De eerste toestand hierbinnen.
    initial: Option<Initial>,
    /// Toestanden hierbinnen. De zaak staat in één ervan.
    states: Option<Named<Option<State>>>,
    /// Delen die naast elkaar lopen. De zaak staat in allemaal.
    parallel: Option<Named<Option<State>>>,
    /// Een einde: de uitkomst van de zaak, of `true` binnen een toestand.
    r#final: Option<Final>,
    /// Bij een einde: gegevens voor wie erop wacht.
    with: Option<Named<Expression>>,
    /// Wat er gebeurt als de zaak hier binnenkomt.
    entry: Option<Actions>,
    /// Wat er gebeurt als de zaak hier weggaat.
    exit: Option<Actions>,
    /// Wat er gebeurt bij een gebeurtenis: `GEBEURTENIS: toestand`.
    when: Option<Named<Trigger>>,
    /// Wat vanzelf gebeurt zodra het kan.
    always: Option<Always>,
    /// Termijnen zolang de zaak hier staat.
    deadlines: Option<Named<Deadline>>,
    /// Taken zolang de zaak hier staat.
    tasks: Option<Named<Task>>,
    /// Andere zaken die hierbij horen en die hier beginnen.
    children: Option<Named<Children>>,
    /// Een doel dat betekent: terug naar waar de zaak was.
    history: Option<Named<History>>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// De uitkomst, of `true`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Final {
    /// Het einde van de toestand hieromheen.
    Inner(bool),
    /// De uitkomst van de zaak.
    Outcome(Name),
}

/// Waar het begint.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Initial {
    /// Een toestand, of meer.
    Short(Names),
    /// Met acties onderweg.
    Long(LongInitial),
}

/// Waar het begint, met acties onderweg.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct LongInitial {
    /// Wat er onderweg gebeurt.
    r#do: Option<Actions>,
    /// De toestanden.
    go: Names,
}

/// Een termijn. Hij schuift mee met de datum waar hij van afhangt.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Deadline {
    /// Hoe mensen de termijn noemen.
    title: Option<Text>,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Wanneer.
    at: Formula,
    /// Wat er gebeurt als de termijn eindigt op een dag waarop niet wordt gewerkt.
    roll: Option<Roll>,
    /// De gebeurtenissen die de termijn halen. De dag telt dan helemaal mee.
    met_by: Option<Names>,
    /// Alleen als dit geldt.
    r#if: Option<Expression>,
    /// Wat er gebeurt als de termijn er is.
    r#do: Option<Actions>,
    /// Waar de zaak heen gaat.
    go: Option<Names>,
    /// Verlaat de eigen toestand niet.
    internal: Option<bool>,
    /// Takken. De eerste die geldt, telt.
    choose: Option<Named<Branch>>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
    /// In welke richting een regio toch mag: `stricter` is eerder.
    may: Option<May>,
}

/// Andere zaken die hierbij horen: één, of één voor elke regel van een lijst.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Children {
    /// Het proces van die zaken.
    process: Name,
    /// De lijst. Elke regel krijgt een zaak. Zonder `each` is er precies één zaak.
    each: Option<Name>,
    /// Welke regels een zaak krijgen.
    r#if: Option<Expression>,
    /// De velden die de zaak krijgt. Ze blijven gelijk lopen.
    with: Option<Named<Expression>>,
    /// Wanneer de groep klaar is: `all`, `any`, een aantal of een voorwaarde.
    #[schemars(extend("examples" = ["all", "any", 3, "all(uitnodiging, outcome == komt)"]))]
    done_if: Option<Expression>,
    /// Wat er met open zaken gebeurt als deze toestand stopt.
    on_leave: Option<OnLeave>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Wat er met open zaken gebeurt.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum OnLeave {
    /// Ze lopen door.
    Keep,
    /// Ze stoppen.
    Cancel,
}

/// Terug naar waar de zaak was.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct History {
    /// Ook de toestanden diep binnenin.
    deep: Option<bool>,
    /// Waarheen als er nog niets te onthouden was.
    default: Initial,
}
