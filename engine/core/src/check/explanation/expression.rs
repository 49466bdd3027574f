//! NZ03: expressions and values.

use super::{explain, process};
use crate::check::rule::Explanation;

pub(super) const EXPLANATIONS: [Explanation; 7] = [
    explain(
        "NZ0301",
        "Deze voorwaarde of berekening is niet af, of er staat een teken dat hier niet kan.",
        "This condition or calculation is not complete, or holds a sign that is not possible here.",
        process!("data: {leeftijd: {type: integer}}\n", "{when: {af: {if: leeftijd <, go: einde}}}"),
    ),
    explain(
        "NZ0302",
        "Twee soorten waarden passen niet bij elkaar, of op deze plek hoort een andere soort. Vergelijk een getal met een \
         getal en een datum met een datum.",
        "Two types do not go together, or this place needs another type. Compare a number with a number and a date with a \
         date.",
        process!("data: {leeftijd: {type: integer}}\n", "{when: {af: {if: leeftijd < 'oud', go: einde}}}"),
    ),
    explain(
        "NZ0303",
        "Deze keuze heeft die optie niet. Kijk bij `options` welke er zijn.",
        "This choice does not have that option. See `options` for those it has.",
        process!(
            "data: {route: {type: choice, options: {kort: Kort, lang: Lang}}}\n",
            "{when: {af: {if: route == hoog, go: einde}}}"
        ),
    ),
    explain(
        "NZ0304",
        "Deze functie bestaat niet, of krijgt andere gegevens dan zij nodig heeft.",
        "There is no such function, or it is not given what it needs.",
        process!("data: {leeftijd: {type: integer}}\n", "{when: {af: {if: isset(leeftijd), go: einde}}}"),
    ),
    explain(
        "NZ0305",
        "Dit woord kan twee dingen zijn: een veld en een optie, of een veld van de zaak en van de lijst. Zet een optie \
         tussen aanhalingstekens, of kies een andere naam.",
        "This word can be two things: a field and an option, or a field of the case and of the list. Put an option between \
         quotes, or choose another name.",
        process!(
            "data: {route: {type: choice, options: {kort: Kort, lang: Lang}}, kort: {type: text}}\n",
            "{when: {af: {if: route == kort, go: einde}}}"
        ),
    ),
    explain(
        "NZ0306",
        "`today` kan niet in `always`. Het zou dan afhangen van wanneer iemand kijkt. Gebruik een termijn.",
        "`today` is not possible in `always`. It would depend on when somebody looks. Use a deadline.",
        process!(
            "data: {klaar_op: {type: date}}\n",
            "{always: {if: klaar_op < today, go: einde}, when: {af: einde}}"
        ),
    ),
    explain(
        "NZ0310",
        "Deze waarde past niet bij het soort veld, of valt buiten `min` en `max`.",
        "This value does not fit the type of its field, or lies outside `min` and `max`.",
        process!("data: {verzet_keer: {type: integer, default: vaak}}\n", "{when: {af: einde}}"),
    ),
];
