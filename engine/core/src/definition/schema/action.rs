//! Actions and transitions.

use schemars::JsonSchema;

use super::event::Task;
use super::table::Decide;
use super::word::{Duration, Expression, Name, Named, Names, Text};

/// Acties met een naam. Ze gaan in de volgorde waarin ze er staan.
pub(super) type Actions = Named<Action>;

/// Precies één actie.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct Action {
    /// Geef velden een waarde.
    set: Option<Named<Expression>>,
    /// Laat een beslistabel velden een waarde geven.
    decide: Option<Decide>,
    /// Laat meteen een gebeurtenis van het proces zelf gebeuren.
    raise: Option<Name>,
    /// Laat later een gebeurtenis gebeuren.
    send: Option<Send>,
    /// Stop een `send` die nog wacht. Noem de naam van die actie.
    cancel: Option<Name>,
    /// Open een taak. Hij blijft tot hij klaar is of de zaak eindigt.
    task: Option<Task>,
    /// Maak een brief.
    letter: Option<Name>,
    /// Meld iets aan een rol.
    notify: Option<Notify>,
    /// Zet een tekst in de geschiedenis van de zaak.
    note: Option<Expression>,
    /// Begin een zaak van een ander proces, voor dezelfde persoon.
    start: Option<Start>,
    /// Geef een seintje aan de andere open zaken van deze persoon.
    signal: Option<Name>,
    /// Doe de acties van de eerste tak die geldt.
    choose: Option<Named<ActionBranch>>,
    /// Doe meer acties.
    r#do: Option<Actions>,
    /// Doe acties voor elke regel van een lijst.
    each: Option<Each>,
    /// Voeg een regel toe aan een lijst, of opties aan een verzameling.
    append: Option<Named<Appended>>,
    /// Haal regels uit een lijst, of opties uit een verzameling.
    remove: Option<Remove>,
    /// Geef velden van regels een andere waarde.
    update: Option<Update>,
    /// Geef een open taak aan een andere rol.
    escalate: Option<Escalate>,
    /// Geef een termijn meer tijd.
    extend: Option<Extend>,
}

/// Acties voor elke regel van een lijst.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Each {
    /// De lijst.
    r#in: Name,
    /// Hoe de regel binnen de acties heet. U leest zijn velden als `NAAM.veld`.
    r#as: Name,
    /// Hoe het nummer van de regel heet. De eerste regel heeft nummer 0.
    index: Option<Name>,
    /// Wat er voor elke regel gebeurt.
    r#do: Actions,
}

/// Wat erbij komt: de velden van een regel, of opties.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Appended {
    /// De velden van een nieuwe regel.
    Item(Named<Expression>),
    /// Een optie, of een rij opties.
    Options(Expression),
}

/// Wat er weg gaat.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Remove {
    /// De lijst of verzameling.
    from: Name,
    /// Bij een lijst: welke regels.
    r#where: Option<Expression>,
    /// Bij een verzameling: welke optie.
    option: Option<Expression>,
}

/// Een verandering in regels van een lijst.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Update {
    /// De lijst.
    r#in: Name,
    /// Welke regels. Zonder `where` zijn het alle regels.
    r#where: Option<Expression>,
    /// De nieuwe waarden.
    set: Named<Expression>,
}

/// Meer tijd voor een termijn, met de grond en de reden.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Extend {
    /// De termijn.
    deadline: Name,
    /// Hoeveel erbij komt: een duur, of de naam van een duur.
    by: Duration,
    /// De grond, zoals een artikel van een wet.
    ground: Text,
    /// De reden, als tekst.
    reason: Expression,
}

/// Een taak die naar een andere rol gaat.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Escalate {
    /// De taak.
    task: Name,
    /// De rol.
    to: Name,
}

/// Een gebeurtenis voor later.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Send {
    /// De gebeurtenis.
    event: Name,
    /// Hoe lang het wacht.
    after: Option<Duration>,
    /// De gegevens die meegaan.
    with: Option<Named<Expression>>,
}

/// Een melding: alleen een rol, of een rol met een tekst.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Notify {
    /// De rol.
    Role(Name),
    /// De rol en de tekst.
    Say(NotifySay),
}

/// Een melding met een eigen tekst.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NotifySay {
    /// Aan welke rol.
    role: Name,
    /// Wat de melding zegt.
    say: Option<Text>,
}

/// Een nieuwe zaak.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Start {
    /// Het proces.
    process: Name,
    /// De velden die de nieuwe zaak krijgt.
    with: Option<Named<Expression>>,
    /// Hoe de nieuwe zaak bij deze hoort, zoals `follows`.
    link: Option<Name>,
}

/// Een tak met acties.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ActionBranch {
    /// Wanneer deze tak geldt.
    r#if: Option<Expression>,
    /// Geldt als geen tak hierboven geldt.
    otherwise: Option<bool>,
    /// Wat er gebeurt.
    r#do: Option<Actions>,
}

/// Wat er gebeurt bij een gebeurtenis.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Trigger {
    /// De toestand waar de zaak heen gaat.
    Short(Name),
    /// Met voorwaarde, acties of takken.
    Long(LongTrigger),
}

/// Wat er gebeurt bij een gebeurtenis, met voorwaarde, acties of takken.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct LongTrigger {
    /// De gebeurtenissen, als de naam hierboven zelf geen gebeurtenis is.
    event: Option<Names>,
    /// Alleen als dit geldt.
    r#if: Option<Expression>,
    /// Wat er gebeurt.
    r#do: Option<Actions>,
    /// Waar de zaak heen gaat. Zonder `go` blijft de zaak waar hij is.
    go: Option<Names>,
    /// Verlaat de eigen toestand niet.
    internal: Option<bool>,
    /// Takken. De eerste die geldt, telt.
    choose: Option<Named<Branch>>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Wat vanzelf gebeurt zodra het kan, zonder gebeurtenis.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Always {
    /// De toestand waar de zaak heen gaat.
    Short(Name),
    /// Met voorwaarde, acties of takken.
    Long(LongAlways),
}

/// Wat vanzelf gebeurt, met voorwaarde, acties of takken.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct LongAlways {
    /// Alleen als dit geldt.
    r#if: Option<Expression>,
    /// Wat er gebeurt.
    r#do: Option<Actions>,
    /// Waar de zaak heen gaat.
    go: Option<Names>,
    /// Verlaat de eigen toestand niet.
    internal: Option<bool>,
    /// Takken. De eerste die geldt, telt.
    choose: Option<Named<Branch>>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Een tak: een voorwaarde (of `otherwise: true`) en wat er dan gebeurt.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Branch {
    /// Wanneer deze tak geldt.
    r#if: Option<Expression>,
    /// Geldt als geen tak hierboven geldt.
    otherwise: Option<bool>,
    /// Wat er gebeurt.
    r#do: Option<Actions>,
    /// Waar de zaak heen gaat.
    go: Option<Names>,
    /// Verlaat de eigen toestand niet.
    internal: Option<bool>,
}
