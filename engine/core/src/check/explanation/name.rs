//! NZ02: names that refer to something.

use super::{explain, process};
use crate::check::rule::Explanation;

pub(super) const EXPLANATIONS: [Explanation; 17] = [
    explain(
        "NZ0201",
        "Hier staat de naam van een veld, instelling of datum die er niet is. Maak hem onder `data` of `params`, of \
         verbeter de schrijfwijze.",
        "Here is the name of a field, param or date that does not exist. Define it under `data` or `params`, or mend the \
         spelling.",
        process!("", "{when: {af: {if: leeftijd < 27, go: einde}}}"),
    ),
    explain(
        "NZ0202",
        "Eén naam voor twee dingen: dan is niet duidelijk welke u bedoelt. Geef een van de twee een andere naam.",
        "One name for two things: then it is not clear which you mean. Give one of them another name.",
        process!(
            "data: {af_op: {type: date}}\nparams: {af_op: {type: date, value: 2026-10-14}}\n",
            "{when: {af: einde}}"
        ),
    ),
    explain(
        "NZ0203",
        "Deze toestand bestaat niet. Maak hem onder `states`, of verbeter de schrijfwijze.",
        "This state does not exist. Define it under `states`, or mend the spelling.",
        process!("", "{when: {af: eind}}"),
    ),
    explain(
        "NZ0204",
        "Een veld met `derive` volgt uit andere velden. Niemand kan het invullen of een waarde geven.",
        "A field with `derive` follows from others. Nobody can fill it in or give it a value.",
        process!(
            "  meet: {title: Meet, by: [c], anytime: true, form: {samen: required}}\ndata: {een: {type: integer}, samen: {type: integer, derive: een + 1}}\n",
            "{when: {af: einde}}"
        ),
    ),
    explain(
        "NZ0205",
        "Deze rol bestaat niet. Maak haar onder `roles`, of verbeter de schrijfwijze.",
        "This role does not exist. Define it under `roles`, or mend the spelling.",
        process!("", "{tasks: {bel: {title: Bel, role: regie}}, when: {af: einde}}"),
    ),
    explain(
        "NZ0206",
        "Deze gebeurtenis bestaat niet. Maak haar onder `events`, of verbeter de schrijfwijze. Gebeurtenissen van het \
         proces zelf zijn `done.`, `child.`, `deadline.` en `error.` met een naam erachter.",
        "This event does not exist. Define it under `events`, or mend the spelling. Events of the process itself are \
         `done.`, `child.`, `deadline.` and `error.` with a name behind.",
        process!("", "{when: {af: einde, stop: einde}}"),
    ),
    explain(
        "NZ0207",
        "`due` is de dag waarop een taak klaar moet zijn. Dat woord kan alleen in een stap van een escalatie.",
        "`due` is the day on which a task must be done. The word only works in a step of an escalation.",
        process!("", "{deadlines: {laat: {at: 2 days after due}}, when: {af: einde}}"),
    ),
    explain(
        "NZ0208",
        "Dit record bestaat niet. Een record `landelijk/detentie` staat in `processes/landelijk/detentie.yaml`.",
        "This record does not exist. A record `landelijk/detentie` is in `processes/landelijk/detentie.yaml`.",
        process!("records: {detentie: landelijk/detentie}\n", "{when: {af: einde}}"),
    ),
    explain(
        "NZ0209",
        "Onder `holds` staan termijnen en taken die stilstaan. Deze bestaat niet. Schrijf `all` voor alles.",
        "Under `holds` stand the deadlines and tasks that stand still. This one does not exist. Write `all` for everything.",
        process!(
            "  weg: {title: Weg, by: [c]}\n  terug: {title: Terug, by: [c]}\nsuspensions: {pauze: {from: weg, until: terug, holds: [bellen]}}\n",
            "{when: {af: einde}}"
        ),
    ),
    explain(
        "NZ0210",
        "Deze brief bestaat niet. Maak hem onder `letters`, of verbeter de schrijfwijze.",
        "This letter does not exist. Define it under `letters`, or mend the spelling.",
        process!("", "{when: {af: {do: {brief: {letter: dag}}, go: einde}}}"),
    ),
    explain(
        "NZ0211",
        "Dit proces bestaat niet, of heeft zelf fouten. Een proces `t/kind` staat in `processes/t/kind.yaml`.",
        "This process does not exist, or has faults of its own. A process `t/kind` is in `processes/t/kind.yaml`.",
        process!("", "{children: {gesprek: {process: t/kind}}, when: {done.gesprek: einde, af: einde}}"),
    ),
    explain(
        "NZ0212",
        "Een escalatie telt vanaf de dag waarop de taak klaar moet zijn. Geef de taak een `due`.",
        "An escalation counts from the day on which the task must be done. Give the task a `due`.",
        process!(
            "escalations: {laat: {meld: {at: due, notify: c}}}\n",
            "{tasks: {bel: {title: Bel, role: c, escalation: laat}}, when: {af: einde}}"
        ),
    ),
    explain(
        "NZ0213",
        "Deze escalatie bestaat niet. Maak haar onder `escalations`, of verbeter de schrijfwijze.",
        "This escalation does not exist. Define it under `escalations`, or mend the spelling.",
        process!(
            "",
            "{tasks: {bel: {title: Bel, role: c, due: 2 days, escalation: laat}}, when: {af: einde}}"
        ),
    ),
    explain(
        "NZ0214",
        "`initial` noemt een toestand die hierbinnen ligt. Deze ligt ergens anders.",
        "`initial` names a state that lies inside. This one lies somewhere else.",
        process!("", "{initial: einde, states: {intake: {when: {af: einde}}}}"),
    ),
    explain(
        "NZ0215",
        "Deze uitkomst bestaat niet. Maak haar onder `outcomes`, of verbeter de schrijfwijze.",
        "This outcome does not exist. Define it under `outcomes`, or mend the spelling.",
        process!("", "{when: {af: gelukt}}\n  gelukt: {final: gehaald}"),
    ),
    explain(
        "NZ0216",
        "Met `each` krijgt elke regel van een lijst een zaak. Daarvoor moet de lijst zeggen welk veld een regel uniek \
         maakt: `key: VELD`.",
        "With `each`, every item of a list gets a case. So the list must say which field tells items apart: `key: FIELD`.",
        process!(
            "data: {partijen: {type: list, fields: {naam: {type: text}}}}\n",
            "{children: {kind: {process: t/t, each: partijen}}, when: {done.kind: einde, af: einde}}"
        ),
    ),
    explain(
        "NZ0217",
        "Twee bestanden hebben hetzelfde proces of record. Geef een van de twee een andere naam.",
        "Two files have the same process or record. Give one of them another name.",
        "# bestand: processes/t/t.yaml\nprocess: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
         events: {af: {title: Af, by: [c]}}\ninitial: begin\nstates:\n  begin: {when: {af: einde}}\n  einde: {final: klaar}\n\
         # bestand: processes/oud/t/t.yaml\nprocess: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
         events: {af: {title: Af, by: [c]}}\ninitial: begin\nstates:\n  begin: {when: {af: einde}}\n  einde: {final: klaar}\n",
    ),
];
