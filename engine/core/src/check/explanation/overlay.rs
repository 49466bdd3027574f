//! NZ09: overlays. The examples share one base, so that each shows one fault and nothing else.

use super::explain;
use crate::check::rule::Explanation;

/// The hash of the base below: a test says so when it changes.
macro_rules! hash {
    () => {
        "b3:e1570b67632641827f8340aa6eea513e"
    };
}

/// The base that all examples adapt.
macro_rules! base {
    () => {
        concat!(
            "# bestand: templates/t/brief.md\n# Brief\n\nBeste lezer.\n",
            "# bestand: processes/t/t.yaml\n",
            "process: t/t\ntitle: T\nroles: {c: {title: C}, baas: {title: Baas}, hulp: {title: Hulp}}\n",
            "params:\n",
            "  binnen: {type: duration, value: 5 workdays, min: 2 workdays, max: 10 workdays}\n",
            "  duur: {type: duration, value: 3 months, fixed: Wet artikel 1, may: stricter}\n",
            "  vanaf: {type: integer, value: 18, fixed: Wet artikel 2}\n",
            "data:\n",
            "  aantal: {type: integer, default: 0, min: 0, max: 99}\n",
            "  reden: {type: text}\n",
            "outcomes: {klaar: Klaar, gestopt: Gestopt}\n",
            "events:\n",
            "  aan: {title: Aan, by: [c], starts: true}\n",
            "  af: {title: Af, by: [c], require: {genoeg: {if: aantal < vanaf, say: Te veel.}}}\n",
            "  verder: {title: Verder, by: [hulp], form: {reden: optional}}\n",
            "  stop: {title: Stop, by: [c], locked: Wet artikel 3}\n",
            "letters: {brief: {title: Brief, template: t/brief, to: person}}\n",
            "escalations: {standaard: {eerst: {at: due, remind: assignee}}}\n",
            "initial: begin\n",
            "when: {stop: einde_gestopt}\n",
            "states:\n",
            "  begin:\n",
            "    tasks: {bel: {title: Bel, role: c, due: binnen, done_by: af, escalation: standaard}}\n",
            "    deadlines:\n",
            "      laat: {at: 10 workdays after start, met_by: [af], locked: Wet artikel 4, may: stricter, do: {meld: {notify: baas}}}\n",
            "      eind: {at: duur after start, do: {meld: {notify: baas}}}\n",
            "    when: {af: {do: {een: {letter: brief}, twee: {set: {aantal: aantal + 0}}}, go: midden}}\n",
            "  midden:\n",
            "    initial: m1\n",
            "    states: {m1: {when: {verder: m2}}, m2: {final: true}}\n",
            "    when: {done.midden: naast}\n",
            "  naast:\n",
            "    parallel:\n",
            "      links: {initial: l1, states: {l1: {when: {af: l2}}, l2: {final: true}}}\n",
            "      rechts: {initial: r1, states: {r1: {when: {verder: r2}}, r2: {final: true}}}\n",
            "    when: {done.naast: einde}\n",
            "  einde: {final: klaar}\n",
            "  einde_gestopt: {final: gestopt}\n",
        )
    };
}

/// The base, and an overlay that says this.
macro_rules! overlay {
    ($says:literal) => {
        concat!(
            base!(),
            "# bestand: processes/r/p.yaml\noverlay: r/p\nextends: {process: t/t, version: 1, hash: \"",
            hash!(),
            "\"}\n",
            $says
        )
    };
}

/// The base, and an overlay of which this is the whole.
macro_rules! whole {
    ($text:expr) => {
        concat!(base!(), $text)
    };
}

pub(super) const EXPLANATIONS: [Explanation; 44] = [
    explain(
        "NZ0901",
        "Een aanpassing hoort bij één proces, record of tabel. Schrijf `extends: {process: map/naam, version: 1, hash: …}`.",
        "An overlay belongs to one process, record or table. Write `extends: {process: folder/name, version: 1, hash: …}`.",
        whole!(concat!(
            "# bestand: processes/r/p.yaml\noverlay: r/p\nextends: {version: 1, hash: \"",
            hash!(),
            "\"}\n"
        )),
    ),
    explain(
        "NZ0902",
        "De basis van deze aanpassing is er niet. Kijk naar de schrijfwijze, of haal de basis op.",
        "The base of this overlay is not there. Look at the spelling, or get the base.",
        whole!(concat!(
            "# bestand: processes/r/p.yaml\noverlay: r/p\nextends: {process: t/tt, version: 1, hash: \"",
            hash!(),
            "\"}\n"
        )),
    ),
    explain(
        "NZ0903",
        "De basis heeft een andere versie dan die waar u naar keek. Kijk eerst wat er anders is. Neem de nieuwe versie dan over met `nazorg basis neemover`.",
        "The base has another version than the one you looked at. First see what is different. Then take over the new version with `nazorg base update`.",
        whole!(concat!(
            "# bestand: processes/r/p.yaml\noverlay: r/p\nextends: {process: t/t, version: 2, hash: \"",
            hash!(),
            "\"}\n"
        )),
    ),
    explain(
        "NZ0904",
        "De inhoud van de basis is anders dan toen u keek, met dezelfde versie. Kijk wat er anders is. Neem het dan over met `nazorg basis neemover`.",
        "The content of the base is other than when you looked, with the same version. See what is different. Then take it over with `nazorg base update`.",
        whole!(
            "# bestand: processes/r/p.yaml\noverlay: r/p\nextends: {process: t/t, version: 1, hash: \"b3:0123456789abcdef0123456789abcdef\"}\n"
        ),
    ),
    explain(
        "NZ0905",
        "Aanpassingen die elkaar aanpassen, beginnen nergens. De eerste van een rij hoort bij een gewoon proces.",
        "Overlays that extend each other begin nowhere. The first of a row belongs to an ordinary process.",
        "# bestand: processes/r/p.yaml\noverlay: r/p\nextends: {process: r/q, version: 1, hash: \"b3:0\"}\n# bestand: processes/r/q.yaml\noverlay: r/q\nextends: {process: r/p, version: 1, hash: \"b3:0\"}\n",
    ),
    explain(
        "NZ0906",
        "Er zijn drie lagen: landelijk, regio en gemeente. Een gemeente kan niet nog eens worden aangepast.",
        "There are three levels: national, region and municipality. A municipality cannot be extended once more.",
        concat!(
            "# bestand: processes/a/p.yaml\nprocess: a/p\ntitle: P\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n",
            "events: {af: {title: Af, by: [c]}}\ninitial: begin\nstates: {begin: {when: {af: einde}}, einde: {final: klaar}}\n",
            "# bestand: processes/b/p.yaml\noverlay: b/p\nextends: {process: a/p, version: 1, hash: \"b3:7de068c7e5a05f7bed6bce6f1ef2175b\"}\n",
            "# bestand: processes/c/p.yaml\noverlay: c/p\nextends: {process: b/p, version: 1, hash: \"b3:ecdefcd2466603c83807e16519318cf0\"}\n",
            "# bestand: processes/d/p.yaml\noverlay: d/p\nextends: {process: c/p, version: 1, hash: \"b3:3\"}\n",
        ),
    ),
    explain(
        "NZ0907",
        "In een aanpassing zegt u wat u doet: `change` verandert, `add` voegt toe, `remove` haalt weg. Zet dit deel onder een van die drie.",
        "In an overlay you say what you do: `change`, `add` or `remove`. Put this part under one of those three.",
        overlay!("letters: {tweede: {title: Tweede, template: t/brief, to: person}}\n"),
    ),
    explain(
        "NZ0908",
        "Dit woord kent de taal niet op deze plek. Misschien is het verkeerd geschreven, of springt de regel verkeerd in.",
        "The language does not know this word here. Perhaps it is misspelt, or the line is indented wrongly.",
        overlay!("change: {states: {begin: {tasks: {bel: {rol: baas}}}}}\n"),
    ),
    explain(
        "NZ0909",
        "U verandert iets wat de basis niet heeft. Misschien heet het anders, of heeft de basis het niet meer. Iets nieuws hoort onder `add`.",
        "You change something that the base does not have. Perhaps its name is other, or the base has it no more. New things belong under `add`.",
        overlay!("change: {states: {begin: {tasks: {bell: {role: baas}}}}}\n"),
    ),
    explain(
        "NZ0910",
        "U voegt iets toe wat de basis al heeft. Moet het anders? Zet het dan onder `change`. Is het iets anders? Kies een andere naam.",
        "You add something that the base has already. Must it be other? Then put it under `change`. Is it something else? Choose another name.",
        overlay!("add: {roles: {baas: {title: Teamleider}}}\n"),
    ),
    explain(
        "NZ0911",
        "U haalt iets weg wat de basis niet heeft. Misschien heet het anders, of is het al weg. Dan kan deze regel ook weg.",
        "You remove something that the base does not have. Perhaps its name is other, or it is gone already. Then this line can go too.",
        overlay!("remove: {letters: {briefje: {reason: Wij bellen.}}}\n"),
    ),
    explain(
        "NZ0912",
        "Wie iets weghaalt, zegt waarom: `{reason: …}`. Dan weet over een jaar nog iemand of dat nog geldt.",
        "Who removes something says why: `{reason: …}`. Then somebody will know in a year whether that still holds.",
        overlay!("remove: {states: {begin: {deadlines: {eind: {}}}}}\n"),
    ),
    explain(
        "NZ0913",
        "Een instelling die anders is dan landelijk, heeft een reden. Zet die erbij: `reason: …`.",
        "A param that differs from the base has a reason. Add it: `reason: …`.",
        overlay!("change: {params: {binnen: {value: 3 workdays}}}\n"),
    ),
    explain(
        "NZ0914",
        "De basis zegt tussen welke grenzen een regio mag kiezen. Deze waarde ligt erbuiten.",
        "The base says between which limits a region may choose. This value lies outside.",
        overlay!("change: {params: {binnen: {value: 15 workdays, reason: Drukte.}}}\n"),
    ),
    explain(
        "NZ0915",
        "De grenzen zijn van de basis. Een regio mag ze nauwer maken voor haar gemeenten, niet ruimer.",
        "The limits belong to the base. A region may narrow them for its municipalities, not widen them.",
        overlay!("change: {params: {binnen: {max: 20 workdays}}}\n"),
    ),
    explain(
        "NZ0916",
        "Deze waarde ligt vast in een wet of een besluit. Bij `fixed` staat welke. Een regio kan haar niet veranderen.",
        "This value is fixed by a law or a decision. `fixed` says which. A region cannot change it.",
        overlay!("change: {params: {vanaf: {value: 21, reason: Jongeren.}}}\n"),
    ),
    explain(
        "NZ0917",
        "Dit ligt vast in een wet of een besluit. Bij `locked` staat welke. Een regio kan er niets in veranderen, bij zetten of weghalen.",
        "This is locked by a law or a decision. `locked` says which. A region cannot change, add or remove anything in it.",
        overlay!("change: {events: {stop: {by: [baas]}}}\n"),
    ),
    explain(
        "NZ0918",
        "Dit mag alleen strenger worden dan de basis: een termijn eerder of korter. Dit is de andere kant op.",
        "This may only become stricter than the base: a term earlier or shorter. This goes the other way.",
        overlay!("change: {states: {begin: {deadlines: {laat: {at: 12 workdays after start}}}}}\n"),
    ),
    explain(
        "NZ0919",
        "Of dit binnen de grens blijft, is niet te zien: de eenheid of de begindatum is een andere. Gebruik dezelfde als de basis.",
        "Whether this stays within the limit cannot be seen: the unit or the anchor is another. Use the same as the base.",
        overlay!("change: {states: {begin: {deadlines: {laat: {at: 1 month after start}}}}}\n"),
    ),
    explain(
        "NZ0920",
        "Wat de basis vastlegt, maakt een regio niet los. `locked`, `fixed` en `may` kan alleen de basis veranderen.",
        "What the base fixes, no region loosens. Only the base can change `locked`, `fixed` and `may`.",
        overlay!("remove: {events: {stop: {locked: {reason: Te streng.}}}}\n"),
    ),
    explain(
        "NZ0921",
        "Er gaan nog wegen naar de toestand die u weghaalt. Zeg met `instead` waar die heen gaan, of verander ze.",
        "Ways still lead to the state that you remove. Say with `instead` where they go, or change them.",
        overlay!("remove: {states: {midden: {reason: Te veel werk.}}}\n"),
    ),
    explain(
        "NZ0922",
        "Wat in de plaats moet komen, is er niet. Kijk naar de schrijfwijze.",
        "What should take the place is not there. Look at the spelling.",
        overlay!("remove: {letters: {brief: {instead: briefje, reason: Andere tekst.}}}\n"),
    ),
    explain(
        "NZ0923",
        "Dit verwijst in een kring naar zichzelf. Een zaak zou nooit ergens aankomen.",
        "This refers to itself in a circle. A case would never arrive anywhere.",
        overlay!(
            "add:\n  states:\n    eerst: {insert_before: dan, when: {af: dan}}\n    dan: {insert_before: eerst, when: {af: eerst}}\n"
        ),
    ),
    explain(
        "NZ0924",
        "Voor dit soort kan niets anders in de plaats komen. Een veld of instelling staat in berekeningen, en die passen niet vanzelf. Verander zelf wat ernaar verwijst.",
        "Nothing can take the place of this kind. A field or param stands in expressions, and those do not fit by themselves. Change what refers to it.",
        overlay!("remove: {states: {begin: {deadlines: {eind: {instead: laat, reason: Dubbel.}}}}}\n"),
    ),
    explain(
        "NZ0925",
        "U haalt een toestand weg, maar iets wacht nog tot zij klaar is, of vraagt of de zaak erin staat. Verander die plekken ook.",
        "You remove a state, but something still waits for it to be done, or asks whether the case is in it. Change those places too.",
        overlay!(
            "remove: {states: {naast: {instead: einde, reason: Doen wij niet.}}}\nadd: {when: {done.naast: einde}}\n"
        ),
    ),
    explain(
        "NZ0926",
        "U haalt een brief weg die het proces nog maakt. Zeg met `instead` welke brief ervoor in de plaats komt, of haal de actie ook weg.",
        "You remove a letter that the process still makes. Say with `instead` which letter takes its place, or remove the action too.",
        overlay!("remove: {letters: {brief: {reason: Wij bellen.}}}\n"),
    ),
    explain(
        "NZ0927",
        "U haalt een rol weg die nog werk heeft. Zeg met `instead` welke rol het doet.",
        "You remove a role that still has work. Say with `instead` which role does it.",
        overlay!("remove: {roles: {hulp: {reason: Hebben wij niet.}}}\n"),
    ),
    explain(
        "NZ0928",
        "U haalt een gebeurtenis weg waar het proces nog op wacht. Zeg met `instead` welke ervoor in de plaats komt, of haal de reacties ook weg.",
        "You remove an event that the process still waits for. Say with `instead` which takes its place, or remove the reactions too.",
        overlay!("remove: {events: {verder: {reason: Hebben wij niet.}}}\n"),
    ),
    explain(
        "NZ0929",
        "U haalt een veld of instelling weg die nog wordt gelezen of gevraagd. Verander die plekken ook.",
        "You remove a field or param that is still read or asked for. Change those places too.",
        overlay!("remove: {params: {binnen: {reason: Hebben wij niet.}}}\n"),
    ),
    explain(
        "NZ0930",
        "U haalt iets weg wat nog nodig is: een escalatie, een uitkomst, een termijn of een taak. Verander die plekken ook.",
        "You remove something that is still needed: an escalation, an outcome, a deadline or a task. Change those places too.",
        overlay!("remove: {escalations: {standaard: {reason: Hebben wij niet.}}}\n"),
    ),
    explain(
        "NZ0932",
        "Wat u noemt bij `insert_before` of `insert_after`, staat hier niet. Kijk naar de schrijfwijze, of naar de plek.",
        "What you name at `insert_before` or `insert_after` is not here. Look at the spelling, or at the place.",
        overlay!("add: {states: {bezoek: {insert_before: midde, when: {af: midden}}}}\n"),
    ),
    explain(
        "NZ0933",
        "Hier telt de volgorde. Zeg waar het nieuwe komt: `insert_before: NAAM` of `insert_after: NAAM`.",
        "The order matters here. Say where the new one goes: `insert_before: NAME` or `insert_after: NAME`.",
        overlay!("add: {states: {begin: {when: {af: {do: {drie: {notify: baas}}}}}}}\n"),
    ),
    explain(
        "NZ0934",
        "De delen van een `parallel` beginnen tegelijk. Er gaat geen weg naar één deel, dus er kan niets tussen. Zet de toestand in het deel zelf.",
        "The parts of a `parallel` begin together. No way leads to one part, so nothing can come between. Put the state inside the part.",
        overlay!(
            "add: {states: {bezoek: {insert_before: links, initial: b1, states: {b1: {when: {af: b2}}, b2: {final: true}}}}}\n"
        ),
    ),
    explain(
        "NZ0935",
        "`insert_before` en `insert_after` zeggen waar iets nieuws komt: één van de twee. Bij een toestand kan alleen `insert_before`. Wat er al is, heeft zijn plek.",
        "`insert_before` and `insert_after` say where something new goes: one of the two. A state only takes `insert_before`. What is there already has its place.",
        overlay!("change: {states: {begin: {tasks: {bel: {insert_before: bel, role: baas}}}}}\n"),
    ),
    explain(
        "NZ0936",
        "Alle wegen naar een toestand gaan nu langs de nieuwe, maar van daar gaat geen weg verder. Geef de nieuwe toestand een overgang.",
        "All ways to a state now pass the new one, but no way leads on from there. Give the new state a transition.",
        overlay!(
            "add:\n  states: {bezoek: {insert_before: midden, when: {af: einde}}}\n  when: {verder: midden}\n"
        ),
    ),
    explain(
        "NZ0937",
        "Een weg gaat meteen naar een toestand die binnen ligt. Die weg komt niet langs de nieuwe toestand.",
        "A way goes straight to a state that lies inside. That way does not pass the new state.",
        overlay!(
            "add:\n  states: {bezoek: {insert_before: midden, when: {af: midden}}}\n  when: {verder: m2}\n"
        ),
    ),
    explain(
        "NZ0938",
        "Voorwaarden en brieven rekenen op de soort van een veld. Die kan een regio niet veranderen. Maak een nieuw veld.",
        "Guards and letters count on the type of a field. A region cannot change it. Make a new field.",
        overlay!("change: {data: {aantal: {type: text}}}\n"),
    ),
    explain(
        "NZ0939",
        "Hetzelfde staat onder twee woorden: het verandert en gaat weg, of het gaat weg en komt erbij. Kies er één.",
        "The same stands under two words: it changes and is removed, or it is removed and added. Choose one.",
        overlay!(
            "change: {states: {begin: {deadlines: {eind: {at: 5 workdays}}}}}\nremove: {states: {begin: {deadlines: {eind: {reason: Dubbel.}}}}}\n"
        ),
    ),
    explain(
        "NZ0940",
        "De basis heeft hier een andere vorm: een groep met namen, of juist één waarde. Schrijf het zoals de basis.",
        "The base has another form here: a group of names, or a single value. Write it as the base does.",
        overlay!("change: {roles: {baas: Teamleider}}\n"),
    ),
    explain(
        "NZ0941",
        "Hier staat een woord zonder waarde. Moet het weg? Zet het onder `remove`, met de reden.",
        "Here is a word without a value. Must it go? Put it under `remove`, with the reason.",
        overlay!("change: {states: {begin: {tasks: {bel: {due: }}}}}\n"),
    ),
    explain(
        "NZ0942",
        "De basis is al zo. Deze regel verandert niets en kan weg.",
        "The base is so already. This line changes nothing and can go.",
        overlay!("change: {states: {begin: {tasks: {bel: {role: c}}}}}\n"),
    ),
    explain(
        "NZ0943",
        "Hoe een bestand heet en waar het over gaat, ligt vast. Een aanpassing heeft zelf een naam en een versie.",
        "What a file is called and what it is about cannot change. An overlay has a name and a version of its own.",
        overlay!("change: {subject: gemeente}\n"),
    ),
    explain(
        "NZ0944",
        "`extends` noemt een ander soort bestand dan de basis is: een proces, een record of een tabel.",
        "`extends` names another kind of file than the base is: a process, a record or a table.",
        whole!(concat!(
            "# bestand: processes/r/p.yaml\noverlay: r/p\nextends: {table: t/t, version: 1, hash: \"",
            hash!(),
            "\"}\n"
        )),
    ),
    explain(
        "NZ0946",
        "U zegt dat een scenario van de basis hier niet meer geldt, maar de basis heeft dat scenario niet.",
        "You say that a scenario of the base no longer holds here, but the base has no such scenario.",
        concat!(
            overlay!("remove: {scenarios: {oud: {reason: Andere termijn.}}}\n"),
            "# bestand: tests/scenarios/t/t.yaml\nprocess: t/t\nscenarios:\n  begin:\n    steps:\n      - {at: 2026-10-01, event: aan}\n"
        ),
    ),
];
