//! Decision tables, their cases, and how they are asked.

use schemars::JsonSchema;

use super::field::Field;
use super::word::{Expression, Name, Named, Names, Text, Value};

/// Een beslistabel: uit invoer volgt een uitkomst, volgens rijen.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Beslistabel")]
pub(super) struct Table {
    /// De naam van de tabel. Het bestand heet net zo: `processes/westland/triage.yaml`.
    table: Name,
    /// Hoe mensen de tabel noemen.
    title: Text,
    /// Het document waar dit uit komt.
    source: Option<Text>,
    /// Waar de tabel naar kijkt. Met `optional: true` mag het leeg zijn.
    inputs: Named<Field>,
    /// Wat de tabel geeft.
    outputs: Named<Field>,
    /// Wat het betekent dat rijen gelden. Zonder deze regel: `unique`.
    hit: Option<Hit>,
    /// De rijen.
    rows: Named<Row>,
    /// Waarschuwingen die u accepteert, elk met de reden.
    accept: Option<Named<Text>>,
    /// De versie. Verhoog haar als regio's moeten kijken wat er anders is. Zonder deze regel: 1.
    version: Option<u32>,
}

/// Wat het betekent dat rijen gelden.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Hit {
    /// Altijd precies één rij.
    Unique,
    /// De bovenste rij die geldt.
    First,
    /// Alle rijen die gelden, als lijst.
    Collect,
}

/// Een rij.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Row {
    /// Het document waar deze rij uit komt, of `aanname`.
    source: Option<Text>,
    /// Per invoer wat moet gelden: een waarde, een lijst, een bereik als `18..26`, `set`, `unset` of `any`.
    r#if: Option<Named<Value>>,
    /// Geldt als geen rij hierboven geldt. Alleen bij `hit: first`.
    otherwise: Option<bool>,
    /// Per uitkomst de waarde: een optie, een dag of een berekening met de invoer. Geen uitkomst is `none`.
    then: Named<Value>,
    /// Waarom een regio dit niet mag veranderen: een wet, een besluit.
    locked: Option<Text>,
}

/// Tests van een beslistabel.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Tests van een tabel")]
pub(super) struct Cases {
    /// De tabel die u test.
    table: Name,
    /// De tests.
    cases: Named<Case>,
}

/// Een test: wat de tabel krijgt en wat zij moet geven.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Case {
    /// Waar de test over gaat.
    title: Option<Text>,
    /// De invoer. Wat u weglaat of `unset` noemt, is leeg.
    given: Named<Option<Value>>,
    /// De uitkomsten. Bij `hit: collect` een lijst.
    expect: Option<Expect>,
    /// Precies deze rijen gelden.
    rows: Option<Names>,
}

/// Wat de tabel moet geven.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Expect {
    /// De uitkomsten van één rij.
    One(Named<Option<Value>>),
    /// De uitkomsten van alle rijen die gelden.
    All(Vec<Named<Option<Value>>>),
}

/// Een tabel die velden hun waarde geeft.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Decide {
    /// De tabel. Invoer en uitkomsten zijn velden met dezelfde naam.
    Short(Name),
    /// Met andere invoer, of naar andere velden.
    Long(LongDecide),
}

/// Een tabel, met waar de invoer vandaan komt en waar de uitkomsten heen gaan.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct LongDecide {
    /// De tabel.
    table: Name,
    /// De invoer. Wat u weglaat, is het veld met dezelfde naam.
    with: Option<Named<Expression>>,
    /// Welk veld welke uitkomst krijgt: `veld: uitkomst`. Bij `hit: collect` één lijst.
    into: Option<Into>,
}

/// Waar de uitkomsten heen gaan.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Into {
    /// Een lijst, bij `hit: collect`.
    List(Name),
    /// Per veld de uitkomst.
    Fields(Named<Name>),
}

/// Hoe een veld volgt uit andere velden.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Derive {
    /// Met een berekening.
    Formula(Expression),
    /// Met een beslistabel.
    Table(DeriveTable),
}

/// Een tabel waaruit een veld volgt.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DeriveTable {
    /// De tabel.
    table: Name,
    /// De invoer. Wat u weglaat, is het veld met dezelfde naam.
    with: Option<Named<Expression>>,
    /// De uitkomst. Bij `hit: collect` laat u dit weg: het veld wordt de lijst.
    output: Option<Name>,
}
