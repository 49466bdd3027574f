//! NZ06: scenarios.

use super::{explain, process};
use crate::check::rule::Explanation;

pub(super) const EXPLANATIONS: [Explanation; 2] = [
    explain(
        "NZ0601",
        "Het verhaal gaat anders dan het scenario verwacht. Verander het proces, of de verwachting als die niet klopt.",
        "The story goes differently than the scenario expects. Change the process, or the expectation if that is wrong.",
        concat!(
            "# bestand: processes/t/t.yaml\n",
            process!("", "{when: {af: einde}}"),
            "# bestand: tests/scenarios/t/t.yaml\nprocess: t/t\nscenarios:\n  dag:\n    steps:\n      - {at: 2026-10-14}\n      \
             - {at: 2026-10-15, event: af, expect: {state: begin}}\n"
        ),
    ),
    explain(
        "NZ0602",
        "Het scenario kan zo niet worden gespeeld: het noemt een zaak, record of veld dat er niet is, of een brief of \
         termijn lukt niet.",
        "The scenario cannot be played like this: it names a case, record or field that does not exist, or a letter or \
         deadline fails.",
        concat!(
            "# bestand: processes/t/t.yaml\n",
            process!("", "{when: {af: einde}}"),
            "# bestand: tests/scenarios/t/t.yaml\nprocess: t/t\nscenarios:\n  dag:\n    steps:\n      - {at: 2026-10-14}\n      \
             - {at: 2026-10-15, event: af, form: {reden: klaar}}\n"
        ),
    ),
];
