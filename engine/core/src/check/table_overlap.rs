//! NZ0802: two rows of a table with `hit: unique` that take the same input.

use super::rule::Explanation;
use crate::definition::table::Hit;
use crate::finding::Finding;
use crate::say;
use crate::table::{Space, Table};

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0802",
    nl: "Twee rijen van deze beslistabel gelden bij dezelfde invoer. Met `hit: unique` mag dat niet: het antwoord \
         moet vaststaan. Maak de voorwaarden kleiner, of kies `hit: first`: dan telt de bovenste rij.",
    en: "Two rows of this decision table take the same input. With `hit: unique` that is not allowed: there must \
         be one answer. Narrow the conditions, or choose `hit: first`: then the upper row counts.",
    bad: "table: t/t\ntitle: T\ninputs: {score: {type: integer, min: 0, max: 9}}\noutputs: {hulp: {type: boolean}}\n\
          rows:\n  laag: {if: {score: 0..5}, then: {hulp: true}}\n  hoog: {if: {score: 5..9}, then: {hulp: false}}\n",
};

/// Overlaps that are worth showing at once.
const SHOWN_MAX: usize = 10;

pub(super) fn check(table: &Table, space: &Space<'_>) -> Vec<Finding> {
    if table.hit != Hit::Unique {
        return Vec::new();
    }
    let pairs = (0..table.rows.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let overlap = |(a, b): (usize, usize)| {
        let example = space.shared(a, b)?.written();
        let (first, second) = (&table.rows[a], &table.rows[b]);
        let (one, other) = (&first.id, &second.id);
        Some(
            Finding::error(
                EXPLANATION.code,
                second.span.clone(),
                say!("De rijen `{one}` en `{other}` gelden allebei bij {example}."; "The rows `{one}` and `{other}` both take {example}."),
            )
            .also(first.span.clone(), say!("hier staat `{one}`"; "`{one}` is here"))
            .help(say!("Maak een van de twee kleiner, of kies `hit: first`."; "Narrow one of the two, or choose `hit: first`.")),
        )
    };
    pairs.filter_map(overlap).take(SHOWN_MAX).collect()
}
