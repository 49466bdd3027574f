//! NZ0514: a letter that writes a field which can still be empty.

use std::collections::BTreeSet;

use super::certainly_set::CertainlySet;
use super::flow::Site;
use super::rule::Explanation;
use crate::finding::Finding;
use crate::graph::Draft;
use crate::id::Id;
use crate::letter::Templates;
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0514",
    nl: "Een brief schrijft een veld dat leeg kan zijn als de brief wordt gemaakt. De brief lukt dan niet. Zet de zin \
         tussen `{% if veld %}` en `{% endif %}`, of zorg dat het veld altijd is ingevuld.",
    en: "A letter writes a field that can be empty when the letter is made. The letter then fails. Put the sentence \
         between `{% if field %}` and `{% endif %}`, or make sure that the field is always filled in.",
    bad: "# bestand: processes/t/t.yaml\nprocess: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\ndata: {plaats: {type: text}}\n\
          events: {af: {title: Af, by: [c], form: {plaats: optional}}}\n\
          letters: {dag: {title: Dag, template: t/dag, to: person}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {do: {brief: {letter: dag}}, go: einde}}}\n  einde: {final: klaar}\n\
          # bestand: templates/t/dag.md\n# Tot ziens\n\nU komt naar {{ plaats }}.\n",
};

/// What a letter reads that is judged elsewhere, or that every letter has.
const OTHERS: [&str; 4] = ["case", "vandaag", "item", "deadline"];

pub(super) fn check(draft: &Draft, known: &CertainlySet<'_>, templates: &Templates) -> Vec<Finding> {
    let mut seen: BTreeSet<(Id, String)> = BTreeSet::new();
    let mut findings = Vec::new();
    known.visit(&mut |site| {
        let Site::Letter { span, letter, facts } = site else { return };
        let declared = draft.definition.letters.get(letter);
        let Some(template) = declared.and_then(|letter| letter.template.as_ref()) else { return };
        for (path, place) in templates.needed(template) {
            let root = path.split('.').next().unwrap_or_default();
            let name = Id::from(path.strip_prefix("optie.").unwrap_or(&path));
            let judged = draft.names.get(&name).is_some() && !OTHERS.contains(&root);
            if !judged || known.is_set(&name, facts) || !seen.insert((letter.clone(), path.clone())) {
                continue;
            }
            findings.push(
                Finding::warning(EXPLANATION.code, place, say!("`{path}` kan leeg zijn als de brief `{letter}` wordt gemaakt."; "`{path}` can be empty when the letter `{letter}` is made."))
                    .also(span.clone(), say!("hier wordt de brief gemaakt"; "the letter is made here"))
                    .help(say!("Zet de zin tussen `{{% if {path} %}}` en `{{% endif %}}`, of vraag het veld eerder."; "Put the sentence between `{{% if {path} %}}` and `{{% endif %}}`, or ask for the field earlier.")),
            );
        }
    });
    findings
}
