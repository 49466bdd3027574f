//! NZ0517: a letter that holds a choice against what it can never be.

use super::rule::Explanation;
use crate::definition::field::Field;
use crate::finding::Finding;
use crate::graph::Draft;
use crate::letter::Templates;
use crate::say;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0517",
    nl: "In een brief is een keuze haar titel: `{% if route == \"Naar school\" %}`. Wilt u de naam van de optie \
         gebruiken, zoals in een voorwaarde? Schrijf dan `optie.route == \"school\"`. Wat hier staat, is geen van beide: \
         de zin komt nooit in de brief.",
    en: "In a letter a choice is its title: `{% if route == \"To school\" %}`. To use the id of the option, as in a \
         guard, write `optie.route == \"school\"`. What stands here is neither: the sentence never gets into the letter.",
    bad: "# bestand: processes/t/t.yaml\nprocess: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          data: {route: {type: choice, options: {school: Naar school, werk: Naar werk}, default: werk}}\n\
          events: {af: {title: Af, by: [c]}}\nletters: {dag: {title: Dag, template: t/dag, to: person}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {do: {brief: {letter: dag}}, go: einde}}}\n  einde: {final: klaar}\n\
          # bestand: templates/t/dag.md\n# Tot ziens\n\n{% if route == \"Scholing\" %}U gaat naar school.{% endif %}\n",
};

pub(super) fn check(draft: &Draft, templates: &Templates) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for letter in draft.definition.letters.values() {
        let Some(template) = &letter.template else { continue };
        for (path, literal, place) in templates.comparisons(template) {
            let by_id = path.starts_with("optie.");
            let plain = path.replacen("optie.", "", 1);
            let Some(field) = choice(draft, &plain) else { continue };
            let can_be = |text: &str| {
                field
                    .options
                    .iter()
                    .any(|(id, title)| if by_id { id.as_str() == text } else { title == text })
            };
            if can_be(&literal) || findings.iter().any(|finding| finding.span == place) {
                continue;
            }
            let finding = Finding::warning(
                EXPLANATION.code,
                place,
                say!("`{path}` is nooit `{literal}`."; "`{path}` is never `{literal}`."),
            );
            let is_id = field.options.get(literal.as_str()).is_some();
            findings.push(match (is_id, by_id) {
                (true, false) => finding.help(say!("Schrijf `optie.{plain}`, of gebruik de titel van de optie."; "Write `optie.{plain}`, or use the title of the option.")),
                (_, true) => finding.did_you_mean(&literal, field.options.keys().map(|id| id.as_str())),
                _ => finding.did_you_mean(&literal, field.options.values().map(String::as_str)),
            });
        }
    }
    findings
}

/// The field of choices that a path in a letter means.
fn choice<'a>(draft: &'a Draft, path: &str) -> Option<&'a Field> {
    draft.definition.data.get(path).map(|field| &field.value).filter(|field| !field.options.is_empty())
}
