//! The shape of a statechart: what may stand where, and what may be active together.

use super::{Explanation, explain, process};

pub(super) const EXPLANATIONS: [Explanation; 7] = [
    explain(
        "NZ0231",
        "Een zaak kan niet in deze toestanden tegelijk zijn. Samen actief zijn alleen toestanden uit verschillende \
         delen van één `parallel`.",
        "A case cannot be in these states at once. Only states from different parts of one `parallel` are active together.",
        process!("", "{when: {af: {go: [tussen, einde]}}}\n  tussen: {when: {af: einde}}"),
    ),
    explain(
        "NZ0232",
        "De `default` van een `history` zegt waar een zaak begint die er nog niet was. Dat kan geen `history` van \
         dezelfde toestand zijn.",
        "The `default` of a `history` says where a case begins that was not there before. It cannot be a `history` of \
         the same state.",
        process!(
            "",
            "{when: {af: deel}}\n  deel: {initial: een, history: {terug: {default: terug}}, states: {een: {when: {af: einde}}}}"
        ),
    ),
    explain(
        "NZ0233",
        "`initial` hoort bij een toestand met `states`, en `with` bij een einde. Bij deze toestand doen ze niets.",
        "`initial` belongs to a state with `states`, and `with` to an end. In this state they do nothing.",
        process!("", "{initial: einde, when: {af: einde}}"),
    ),
    explain(
        "NZ0234",
        "Een deel van een `parallel` kan zelf geen einde zijn: dan was het al klaar voordat het begon.",
        "A part of a `parallel` cannot be an end itself: it would be over before it began.",
        process!("", "{parallel: {links: {final: true}, rechts: {when: {af: einde}}}}"),
    ),
    explain(
        "NZ0235",
        "Een einde heeft geen `when`, geen `always` en geen `history`. Wie verder wil, gaat verder vanuit de toestand \
         eromheen, met `done.TOESTAND`.",
        "An end has no `when`, no `always` and no `history`. What goes on, goes on from the state around it, with \
         `done.STATE`.",
        process!(
            "",
            "{initial: een, states: {een: {when: {af: twee}}, twee: {final: true, when: {af: einde}}}, when: {done.begin: einde}}"
        ),
    ),
    explain(
        "NZ0236",
        "Hier staat `states` of `parallel` zonder toestanden. Vul ze in, of laat het woord weg.",
        "Here is a `states` or `parallel` without states. Fill them in, or leave the word out.",
        process!("", "{parallel: {}, when: {af: einde}}"),
    ),
    explain(
        "NZ0237",
        "Een `history` onthoudt waar een zaak was toen zij een toestand verliet. Het proces zelf wordt nooit verlaten.",
        "A `history` remembers where a case was when it left a state. The process itself is never left.",
        process!("history: {terug: {default: begin}}\n", "{when: {af: einde}}"),
    ),
];
