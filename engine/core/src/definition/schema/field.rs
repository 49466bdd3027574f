//! Fields and params.

use schemars::JsonSchema;

use super::table::Derive;
use super::word::{May, Name, Named, Names, Text, Value};

/// Een veld van de zaak.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[schemars(extend("allOf" = [
    {"if": {"properties": {"type": {"const": "choice"}}, "required": ["type"]}, "then": {"required": ["options"]}},
    {"if": {"properties": {"type": {"const": "set"}}, "required": ["type"]}, "then": {"required": ["options"]}},
    {"if": {"properties": {"type": {"const": "list"}}, "required": ["type"]}, "then": {"required": ["fields"]}}
]))]
pub(super) struct Field {
    /// Wat voor waarde het is.
    r#type: Type,
    /// Hoe mensen het veld noemen.
    title: Option<Text>,
    /// Bij een keuze: de opties, elk met een titel.
    options: Option<Named<Text>>,
    /// Bij een lijst: het veld dat elke regel uniek maakt.
    key: Option<Name>,
    /// Bij een lijst: de velden van één regel.
    fields: Option<Named<Field>>,
    /// De waarde aan het begin.
    default: Option<Value>,
    /// De kleinste waarde die mag.
    min: Option<Value>,
    /// De grootste waarde die mag.
    max: Option<Value>,
    /// Hoe de waarde volgt uit andere velden. Niemand vult het veld dan in.
    derive: Option<Derive>,
    /// De toestanden waarin het veld ingevuld moet zijn.
    required: Option<Required>,
    /// Bij gegevens van een gebeurtenis en bij invoer van een tabel: mag leeg zijn.
    optional: Option<bool>,
}

/// Een instelling die een regio binnen grenzen mag kiezen.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Param {
    /// Wat voor waarde het is.
    r#type: Type,
    /// De waarde.
    value: Value,
    /// Waar de waarde vandaan komt: een wet, een afspraak, of `aanname`.
    source: Option<Text>,
    /// Hoe mensen de instelling noemen.
    title: Option<Text>,
    /// De kleinste waarde die mag.
    min: Option<Value>,
    /// De grootste waarde die mag.
    max: Option<Value>,
    /// Bij een keuze: de opties, elk met een titel.
    options: Option<Named<Text>>,
    /// Bij een lijst: het veld dat elke regel uniek maakt.
    key: Option<Name>,
    /// Bij een lijst: de velden van één regel.
    fields: Option<Named<Field>>,
    /// Waarom geen regio een andere waarde mag kiezen: een wet, een besluit.
    fixed: Option<Text>,
    /// In welke richting een regio toch mag.
    may: Option<May>,
}

/// Waar een veld ingevuld moet zijn: toestanden, of toestanden met wie het anders invult.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Required {
    /// De toestanden.
    States(Names),
    /// De toestanden, en de rol die een taak krijgt als de kalender de zaak daar brengt.
    By(RequiredBy),
}

/// Waar een veld ingevuld moet zijn, en wie het anders invult.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RequiredBy {
    /// De toestanden.
    r#in: Option<Names>,
    /// De rol die een taak krijgt als de kalender de zaak daar brengt.
    role: Option<Name>,
}

/// Het soort waarde.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Type {
    /// Tekst.
    Text,
    /// Een heel getal.
    Integer,
    /// Een getal met cijfers achter de punt, zoals 1.5.
    Decimal,
    /// Een bedrag in euro's, zoals 12.50.
    Money,
    /// Ja of nee: `true` of `false`.
    Boolean,
    /// Eén van een paar opties. Zet die in `options`.
    Choice,
    /// Een paar van de opties tegelijk. Zet de opties in `options`.
    Set,
    /// Een dag, zoals 2026-10-14.
    Date,
    /// Een dag met een tijd, zoals 2026-10-14T14:00.
    Datetime,
    /// Een duur, zoals `5 workdays`.
    Duration,
    /// Iemand die met nazorg werkt.
    Person,
    /// Een lijst. Zet de velden van een regel in `fields`.
    List,
}
