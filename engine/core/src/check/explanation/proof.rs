//! What stories show: the module `proof` tells them.

use super::explain;
use crate::check::rule::Explanation;

pub(super) const EXPLANATIONS: &[Explanation] = &[
    explain(
        "NZ0422",
        "Bij deze gebeurtenis of termijn kan het gebeuren dat geen van de takken geldt. De gebeurtenis wordt dan \
         geweigerd, of de termijn doet niets. Het verhaal laat zien wanneer.",
        "At this event or deadline it can happen that none of the branches holds. The event is then refused, or \
         the deadline does nothing. The story shows when.",
        "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
         data: {soort: {type: choice, options: {kort: Kort, lang: Lang, anders: Anders}}}\n\
         events: {begonnen: {title: Begonnen, by: [c], starts: true}, af: {title: Af, by: [c], form: {soort: required}}}\n\
         initial: begin\nstates:\n  begin:\n    when:\n      af:\n        choose:\n          \
         kort: {if: soort == kort, go: einde}\n          lang: {if: soort == lang, go: einde}\n  \
         einde: {final: klaar}\n",
    ),
    explain(
        "NZ0424",
        "Een zaak kan in een situatie komen waaruit geen einde meer te bereiken is. Een voorwaarde die nooit meer \
         waar wordt, houdt elke weg dicht. Het verhaal laat zien hoe het zover komt.",
        "A case can get into a situation from which no end can be reached any more. A condition that will never \
         hold again bars every way. The story shows how it comes to that.",
        "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
         data: {akkoord: {type: boolean}}\n\
         events: {begonnen: {title: Begonnen, by: [c], starts: true}, gevraagd: {title: Gevraagd, by: [c], form: {akkoord: required}}, terug: {title: Terug, by: [c]}, af: {title: Af, by: [c]}}\n\
         initial: begin\nstates:\n  begin: {when: {gevraagd: wacht}}\n  \
         wacht: {when: {af: {if: akkoord, go: einde}, terug: elders}}\n  elders: {when: {af: wacht}}\n  einde: {final: klaar}\n",
    ),
    explain(
        "NZ0425",
        "Een zaak kan in een situatie komen waarin niemand iets kan doen en geen termijn meer loopt. Zij blijft dan \
         voor altijd staan. Het verhaal laat zien hoe.",
        "A case can get into a situation in which nobody can do anything and no deadline runs. It then stands \
         still for ever. The story shows how.",
        "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
         data: {akkoord: {type: boolean}}\n\
         events: {begonnen: {title: Begonnen, by: [c], starts: true}, gevraagd: {title: Gevraagd, by: [c], form: {akkoord: required}}, af: {title: Af, by: [c]}}\n\
         initial: begin\nstates:\n  begin: {when: {gevraagd: wacht}}\n  \
         wacht: {when: {af: {if: akkoord, go: einde}}}\n  einde: {final: klaar}\n",
    ),
    explain(
        "NZ0426",
        "Na deze gebeurtenis gaat de zaak vanzelf rond, zonder te wachten op een mens of de kalender. De voorwaarden \
         in de cirkel houden dat niet tegen.",
        "After this event the case goes round by itself and never waits for a person or the calendar. The \
         conditions in the circle do not stop it.",
        "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
         data: {spoed: {type: boolean, default: false}}\n\
         events: {begonnen: {title: Begonnen, by: [c], starts: true}, af: {title: Af, by: [c]}, haast: {title: Haast, by: [c], anytime: true, form: {spoed: required}}}\n\
         initial: een\nstates:\n  een: {always: {if: spoed, go: twee}, when: {af: einde}}\n  \
         twee: {always: {if: spoed, go: een}, when: {af: einde}}\n  einde: {final: klaar}\n",
    ),
    explain(
        "NZ0427",
        "Twee delen naast elkaar willen bij dezelfde gebeurtenis allebei weg. Alleen de stap die het eerst geschreven \
         is gaat door; wat de andere zou doen gebeurt niet.",
        "Two parallel parts both want to leave on the same event. Only the transition that is written first \
         happens; what the other would do does not.",
        "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar, anders: Anders}\n\
         events: {begonnen: {title: Begonnen, by: [c], starts: true}, af: {title: Af, by: [c]}}\n\
         initial: beide\nstates:\n  beide:\n    parallel:\n      \
         links: {initial: l, states: {l: {title: L, when: {af: einde}}}}\n      \
         rechts: {initial: r, states: {r: {title: R, when: {af: {do: {meld: {notify: c}}, go: ander}}}}}\n  \
         einde: {final: klaar}\n  ander: {final: anders}\n",
    ),
    explain(
        "NZ0428",
        "Dit proces kent zo veel situaties dat niet alles is nagekeken. Er kunnen dus nog fouten zijn die niemand \
         meldt. Verdeel het proces, bijvoorbeeld met kinderen.",
        "This process has so many situations that not all of them were checked. There may be faults that nobody \
         reports. Divide the process, for example with children.",
        "",
    ),
];
