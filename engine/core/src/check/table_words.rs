//! NZ0804, NZ0806, NZ0807 and NZ0809: words in a decision table that mean nothing there. They are found
//! where a table is resolved; what they mean is explained here.

use super::rule::Explanation;
use crate::table;

pub(super) const NO_ANSWER: Explanation = Explanation {
    code: table::NO_ANSWER,
    nl: "Een rij van een beslistabel geeft altijd alle uitkomsten. Is er geen uitkomst? Schrijf dan `none`.",
    en: "A row of a decision table always gives all outputs. Is there none? Then write `none`.",
    bad: "table: t/t\ntitle: T\ninputs: {hulp: {type: boolean}}\noutputs: {wie: {type: text}, dag: {type: date}}\n\
          rows: {altijd: {then: {dag: 2026-10-14}}}\n",
};

pub(super) const WRONG_CONDITION: Explanation = Explanation {
    code: table::WRONG_CONDITION,
    nl: "Deze voorwaarde past niet bij de invoer. Zo kan het: een waarde of optie, een lijst daarvan, `unset`, `set`, \
         `any`. Bij getallen en dagen ook een bereik: `18..26` (met beide grenzen), `18..`, `..26`, `\">= 18\"`, `< 27`.",
    en: "This condition does not fit the input. Possible are: a value or option, a list of these, `unset`, `set`, `any`. \
         For numbers and days also a range: `18..26` (both ends included), `18..`, `..26`, `\">= 18\"`, `< 27`.",
    bad: "table: t/t\ntitle: T\ninputs: {nood: {type: choice, options: {laag: Laag, hoog: Hoog}}}\noutputs: {hulp: {type: boolean}}\n\
          rows: {a: {if: {nood: hooog}, then: {hulp: true}}, b: {if: {nood: laag}, then: {hulp: false}}}\n",
};

pub(super) const OTHERWISE_PLACE: Explanation = Explanation {
    code: table::OTHERWISE_PLACE,
    nl: "`otherwise: true` neemt alles wat geen eerdere rij neemt. Dat heeft alleen betekenis als laatste rij van een \
         tabel met `hit: first`, en zonder `if`.",
    en: "`otherwise: true` takes all that no earlier row takes. It has a meaning only as the last row of a table with \
         `hit: first`, and without `if`.",
    bad: "table: t/t\ntitle: T\ninputs: {nood: {type: boolean}}\noutputs: {hulp: {type: boolean}}\n\
          rows: {a: {otherwise: true, then: {hulp: true}}}\n",
};

pub(super) const UNKNOWN_COLUMN: Explanation = Explanation {
    code: table::UNKNOWN_COLUMN,
    nl: "Deze naam staat niet bij `inputs` of `outputs` van de beslistabel. Let op de schrijfwijze.",
    en: "This name is not among the `inputs` or `outputs` of the decision table. Mind the spelling.",
    bad: "table: t/t\ntitle: T\ninputs: {nood: {type: boolean}}\noutputs: {hulp: {type: boolean}}\n\
          rows: {a: {if: {noot: true}, then: {hulp: true}}, b: {if: {nood: false}, then: {hulp: false}}}\n",
};
