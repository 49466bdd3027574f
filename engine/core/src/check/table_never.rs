//! NZ0803: a row of a decision table that can never hit.

use super::rule::Explanation;
use crate::definition::table::Hit;
use crate::finding::Finding;
use crate::say;
use crate::table::{Row, Space, Survey, Table};

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0803",
    nl: "Deze rij van de beslistabel geldt nooit. Een voorwaarde kan niet waar zijn, of eerdere rijen nemen alles \
         al. Haal de rij weg, of zet haar hoger.",
    en: "This row of the decision table never hits. A condition cannot hold, or earlier rows take everything. \
         Remove the row, or put it higher.",
    bad: "table: t/t\ntitle: T\nhit: first\ninputs: {score: {type: integer, min: 0, max: 9}}\noutputs: {hulp: {type: boolean}}\n\
          rows:\n  laag: {if: {score: 0..5}, then: {hulp: true}}\n  midden: {if: {score: 3..4}, then: {hulp: true}}\n  \
          rest: {otherwise: true, then: {hulp: false}}\n",
};

/// Rows that are named as the cause.
const SHOWN_MAX: usize = 3;

pub(super) fn check(table: &Table, space: &Space<'_>, survey: &Survey) -> Vec<Finding> {
    table.rows.iter().enumerate().filter_map(|(at, row)| never(table, space, survey, at, row)).collect()
}

fn never(table: &Table, space: &Space<'_>, survey: &Survey, at: usize, row: &Row) -> Option<Finding> {
    let id = &row.id;
    if let Some(input) = space.impossible(at) {
        let span = row.conditions.iter().find(|(of, ..)| *of == input).map(|(.., span)| span)?;
        let name = table.inputs.get_index(input)?.0;
        let finding = Finding::warning(
            EXPLANATION.code,
            span.clone(),
            say!("De rij `{id}` geldt nooit: `{name}` kan dit niet zijn."; "The row `{id}` never hits: `{name}` cannot be this."),
        );
        return Some(finding.help(say!(
            "Kijk naar `min` en `max` van de invoer. `unset` kan alleen bij `optional: true`.";
            "Look at `min` and `max` of the input. `unset` needs `optional: true`."
        )));
    }
    if table.hit != Hit::First || !survey.complete || survey.first.contains(at) {
        return None;
    }
    let mut finding = Finding::warning(
        EXPLANATION.code,
        row.span.clone(),
        say!("De rij `{id}` geldt nooit: eerdere rijen nemen alles."; "The row `{id}` never hits: earlier rows take everything."),
    );
    let earlier = (0..at).filter(|other| space.shared(*other, at).is_some()).take(SHOWN_MAX);
    for other in earlier.map(|other| &table.rows[other]) {
        let other_id = &other.id;
        finding = finding.also(other.span.clone(), say!("`{other_id}` gaat voor"; "`{other_id}` goes first"));
    }
    Some(finding.help(say!("Haal de rij weg, of zet haar hoger."; "Remove the row, or put it higher.")))
}
