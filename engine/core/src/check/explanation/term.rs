//! NZ07: durations and deadline formulas.

use super::{explain, process};
use crate::check::rule::Explanation;

pub(super) const EXPLANATIONS: [Explanation; 3] = [
    explain(
        "NZ0701",
        "Een duur is een heel getal met een eenheid: `5 workdays`, `1 day`, `3 weeks`, `6 months`, `2 hours`.",
        "A duration is a whole number with a unit: `5 workdays`, `1 day`, `3 weeks`, `6 months`, `2 hours`.",
        process!(
            "  stil: {title: Stil, by: [process]}\n",
            "{entry: {bel: {send: {event: stil, after: 30}}}, when: {af: einde, stil: einde}}"
        ),
    ),
    explain(
        "NZ0702",
        "Een termijn is een duur, een datum, of een duur `after` of `before` een datum. Er kan `at 09:00` achter, en \
         `every` voor.",
        "A deadline is a duration, a date, or a duration `after` or `before` a date. `at 09:00` can follow, and `every` can \
         come first.",
        process!("", "{tasks: {bel: {title: Bel, role: c, due: 5 workdays later}}, when: {af: einde}}"),
    ),
    explain(
        "NZ0703",
        "`roll` zegt wat er gebeurt als een termijn eindigt op een dag waarop niet wordt gewerkt: `termijnenwet`, \
         `next_workday`, `previous_workday` of `none`.",
        "`roll` says what happens when a term ends on a day on which nobody works: `termijnenwet`, `next_workday`, \
         `previous_workday` or `none`.",
        process!("", "{tasks: {bel: {title: Bel, role: c, due: 6 weeks, roll: weekend}}, when: {af: einde}}"),
    ),
];
