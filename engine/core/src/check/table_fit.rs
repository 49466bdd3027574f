//! NZ0808 and NZ0810: a process that asks a decision table in a way that does not fit. They are found
//! where names are resolved; what they mean is explained here.

use super::rule::Explanation;
use crate::graph;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: graph::MISFIT,
    nl: "De beslistabel en het proces passen niet bij elkaar. Elke invoer van de tabel is een veld met dezelfde naam en \
         hetzelfde type, of staat bij `with`. Elke uitkomst gaat naar een veld met dezelfde naam, of staat bij `into`. \
         Een tabel met `hit: collect` geeft een lijst.",
    en: "The decision table and the process do not fit. Each input of the table is a field of the same name and type, or \
         stands in `with`. Each output goes to a field of the same name, or stands in `into`. A table with `hit: collect` \
         gives a list.",
    bad: "# bestand: processes/t/tabel.yaml\ntable: t/tabel\ntitle: T\ninputs: {nood: {type: boolean}}\noutputs: {hulp: {type: boolean}}\n\
          rows: {a: {then: {hulp: nood}}}\n\
          # bestand: processes/t/t.yaml\n\
          process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\ndata: {hulp: {type: boolean}}\n\
          events: {af: {title: Af, by: [c]}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {do: {kies: {decide: t/tabel}}, go: einde}}}\n  einde: {final: klaar}\n",
};

pub(super) const NO_TABLE: Explanation = Explanation {
    code: graph::NO_TABLE,
    nl: "Deze beslistabel bestaat niet. De tabel `map/naam` staat in `processes/map/naam.yaml` en begint met \
         `table: map/naam`.",
    en: "There is no such decision table. The table `folder/name` is the file `processes/folder/name.yaml` and starts \
         with `table: folder/name`.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {af: {title: Af, by: [c]}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {do: {kies: {decide: t/tabel}}, go: einde}}}\n  einde: {final: klaar}\n",
};
