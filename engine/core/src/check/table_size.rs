//! NZ0805: a decision table with too many different inputs to go through.

use super::rule::Explanation;
use crate::definition::table::Hit;
use crate::finding::Finding;
use crate::say;
use crate::table::{Survey, Table};

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0805",
    nl: "Deze beslistabel heeft zo veel verschillende invoer dat niet alles is nagekeken. Er kan dus nog invoer zijn \
         zonder rij, of een rij die nooit geldt. Splits de tabel in twee kleinere.",
    en: "This decision table has so many different inputs that not all were looked at. So there may be input without \
         a row, or a row that never hits. Split the table into two smaller ones.",
    bad: include_str!("table_size.yaml"),
};

pub(super) fn check(table: &Table, survey: &Survey) -> Option<Finding> {
    if survey.complete || table.hit == Hit::Collect {
        return None;
    }
    Some(
        Finding::warning(
            EXPLANATION.code,
            table.span.clone(),
            say!("Deze tabel is te groot om helemaal na te kijken."; "This table is too large to look at completely."),
        )
        .help(say!("Splits de tabel in twee kleinere."; "Split the table into two smaller ones.")),
    )
}
