//! The small pieces that every file is made of.

use std::collections::BTreeMap;

use schemars::JsonSchema;

/// Dingen met een naam. De naam blijft altijd dezelfde, ook als de titel verandert.
pub(super) type Named<T> = BTreeMap<Name, T>;

/// Een naam: begint met een letter, daarna letters, cijfers, `_`, `-`, `.` en `/`.
#[derive(JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[schemars(extend("pattern" = "^[A-Za-z][A-Za-z0-9_./-]*$"))]
pub(super) struct Name(String);

/// Tekst voor mensen. Zet woorden als `ja`, `no` en `true` tussen aanhalingstekens.
#[derive(JsonSchema)]
#[schemars(extend("type" = ["string", "number"]))]
pub(super) struct Text(String);

/// Een waarde: tekst, getal, `true` of `false`, of een lijst.
#[derive(JsonSchema)]
#[schemars(extend("type" = ["string", "number", "boolean", "array"]))]
pub(super) struct Value(String);

/// Een voorwaarde of berekening. Zet hem tussen aanhalingstekens als er een komma, dubbele punt of aanhalingsteken in staat.
#[derive(JsonSchema)]
#[schemars(extend("type" = ["string", "number", "boolean"]))]
#[schemars(extend("examples" = ["leeftijd < 27", "is_set(regievoerder)", "verzet_keer + 1"]))]
pub(super) struct Expression(String);

/// Een duur: een getal en een eenheid.
#[derive(JsonSchema)]
#[schemars(extend("examples" = ["5 workdays", "1 day", "3 weeks", "6 months", "2 hours"]))]
pub(super) struct Duration(String);

/// Wanneer iets moet of gebeurt: een duur na binnenkomst, of een duur voor of na een datum.
#[derive(JsonSchema)]
#[schemars(extend("examples" = [
    "5 workdays", "overleg_op", "1 workday before overleg_op", "8 weeks before detentie.vrijlating",
    "2 days after start at 09:00", "every 1 week"
]))]
pub(super) struct Formula(String);

/// Hoe het einde van een termijn schuift: volgens de Algemene termijnenwet, naar de volgende werkdag of naar de vorige.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[allow(dead_code, reason = "only its schema is used")]
pub(super) enum Roll {
    /// De Algemene termijnenwet. Voor termijnen die in een wet staan.
    Termijnenwet,
    /// De volgende werkdag.
    NextWorkday,
    /// De werkdag ervoor.
    PreviousWorkday,
    /// Niets: de termijn eindigt waar hij eindigt.
    None,
}

/// Een stap in een escalatie, gerekend vanaf de dag waarop de taak klaar moet zijn.
#[derive(JsonSchema)]
#[schemars(extend("examples" = ["due", "2 workdays after due", "1 workday before due"]))]
pub(super) struct StepFormula(String);

/// Een dag, of een dag met een tijd. Een dag alleen telt als 12 uur 's middags.
#[derive(JsonSchema)]
#[schemars(extend("examples" = ["2026-10-14", "2026-10-14T14:00"]))]
pub(super) struct Moment(String);

/// De richting waarin een regio mag veranderen wat vastligt.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(super) enum May {
    /// Eerder, korter.
    Stricter,
    /// Lager.
    Lower,
    /// Hoger.
    Higher,
}

/// Een naam, of een lijst namen.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Names {
    /// Eén naam.
    One(Name),
    /// Meer namen.
    More(Vec<Name>),
}
