//! NZ0801: an input for which a decision table has no row.

use super::rule::Explanation;
use crate::finding::Finding;
use crate::say;
use crate::table::{Survey, Table};

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0801",
    nl: "Deze beslistabel heeft voor een deel van de invoer geen rij. Een zaak met die invoer zou vastlopen. \
         Voeg een rij toe. Bij `hit: first` kan dat een laatste rij `{otherwise: true, then: …}` zijn. Mag een \
         waarde niet voorkomen? Zet dan bij de invoer `min` en `max`.",
    en: "This decision table has no row for some input. A case with that input would get stuck. Add a row. With \
         `hit: first` it can be a last row `{otherwise: true, then: …}`. Can the value not occur? Then give the \
         input `min` and `max`.",
    bad: "table: t/t\ntitle: T\ninputs: {score: {type: integer, min: 0, max: 9}}\noutputs: {hulp: {type: boolean}}\n\
          rows:\n  laag: {if: {score: 0..3}, then: {hulp: true}}\n  hoog: {if: {score: 5..9}, then: {hulp: false}}\n",
};

pub(super) fn check(table: &Table, survey: &Survey) -> Option<Finding> {
    let (first, rest) = survey.gaps.split_first()?;
    let example = first.written();
    let finding = Finding::error(
        EXPLANATION.code,
        table.span.clone(),
        say!("Geen enkele rij geldt bij {example}."; "No row takes {example}."),
    );
    if rest.is_empty() {
        return Some(finding.help(say!("Voeg een rij toe voor deze invoer."; "Add a row for this input.")));
    }
    let more = rest.iter().map(|gap| format!("({})", gap.written())).collect::<Vec<_>>().join(" ");
    Some(finding.help(say!("Voeg rijen toe. Ook deze invoer mist een rij: {more}"; "Add rows. These have no row either: {more}")))
}
