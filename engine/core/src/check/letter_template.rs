//! NZ0511 to NZ0513: a letter without its template, a template that reads what the process has not,
//! and a letter to nobody.

use super::rule::Explanation;
use crate::definition::letter::Addressee;
use crate::finding::Finding;
use crate::graph::action::{Action, each_action, walk};
use crate::graph::{Draft, PERSON, person_names};
use crate::id::Id;
use crate::letter::Templates;
use crate::say;
use crate::value::Type;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "NZ0511",
    nl: "Deze brief noemt een sjabloon dat er niet is. Het sjabloon `map/naam` staat in \
         `templates/map/naam.md`.",
    en: "This letter names a template that does not exist. The template `folder/name` is the file \
         `templates/folder/name.md`.",
    bad: "process: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\nevents: {af: {title: Af, by: [c]}}\n\
          letters: {dag: {title: Dag, template: t/bestaat-niet, to: person}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {do: {brief: {letter: dag}}, go: einde}}}\n  einde: {final: klaar}\n",
};

pub(super) const UNKNOWN_FIELD: Explanation = Explanation {
    code: "NZ0512",
    nl: "Een brief gebruikt een veld dat dit proces niet heeft. Let op de schrijfwijze, of voeg het veld \
         toe aan `data`.",
    en: "A letter uses a field that this process does not have. Mind the spelling, or add the field to \
         `data`.",
    bad: "# bestand: processes/t/t.yaml\nprocess: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {af: {title: Af, by: [c]}}\nletters: {dag: {title: Dag, template: t/dag, to: person}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {do: {brief: {letter: dag}}, go: einde}}}\n  einde: {final: klaar}\n\
          # bestand: templates/t/dag.md\n# Tot ziens\n\nHet gaat om {{ leefgebied }}.\n",
};

pub(super) const ADDRESSEE: Explanation = Explanation {
    code: "NZ0513",
    nl: "Een brief gaat naar `person`, naar elke regel van een lijst (`each LIJST`), naar een rol, of naar \
         wie in een tekstveld staat.",
    en: "A letter goes to `person`, to each item of a list (`each LIST`), to a role, or to whom a text field \
         names.",
    bad: "# bestand: processes/t/t.yaml\nprocess: t/t\ntitle: T\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {af: {title: Af, by: [c]}}\nletters: {dag: {title: Dag, template: t/dag, to: jongere}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {do: {brief: {letter: dag}}, go: einde}}}\n  einde: {final: klaar}\n\
          # bestand: templates/t/dag.md\n# Tot ziens\n\nWij sluiten dit af.\n",
};

pub(super) fn check(draft: &Draft, templates: &Templates) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, letter) in &draft.definition.letters {
        let Some(template) = &letter.template else { continue };
        if !templates.contains(template) {
            let name = template.as_str();
            findings.push(
                Finding::error(
                    EXPLANATION.code,
                    template.span.clone(),
                    say!("Het sjabloon `{name}` bestaat niet."; "The template `{name}` does not exist."),
                )
                .help(say!("Maak het bestand `templates/{name}.md`."; "Make the file `templates/{name}.md`."))
                .did_you_mean(name, templates.names()),
            );
            continue;
        }
        let mut known = known_names(draft, letter.to.as_ref().map(|to| &to.value));
        known.extend(loop_names(draft, id));
        for (path, span) in templates.variables(template) {
            if !known.iter().any(|name| *name == path || name.starts_with(&format!("{path}."))) {
                findings.push(
                    Finding::error(UNKNOWN_FIELD.code, span, say!("Het veld `{path}` bestaat niet in dit proces."; "The field `{path}` does not exist in this process."))
                        .also(letter.span.clone(), say!("de brief `{id}` gebruikt dit sjabloon"; "the letter `{id}` uses this template"))
                        .did_you_mean(&path, known.iter().map(String::as_str)),
                );
            }
        }
    }
    findings.extend(check_addressees(draft));
    findings
}

fn check_addressees(draft: &Draft) -> Vec<Finding> {
    let definition = &draft.definition;
    let mut findings = Vec::new();
    for letter in definition.letters.values() {
        let Some(to) = &letter.to else { continue };
        let (name, fits) = match &to.value {
            Addressee::Person => continue,
            Addressee::Each(list) => (list, matches!(draft.names.get(list), Some(Type::List(_)))),
            Addressee::Named(name) => {
                (name, definition.roles.contains_key(name) || draft.names.get(name) == Some(&Type::Text))
            }
        };
        if !fits {
            let known: Vec<&Id> = definition.roles.keys().chain(definition.data.keys()).collect();
            findings.push(
                Finding::error(ADDRESSEE.code, to.span.clone(), say!("Aan `{name}` kan geen brief gaan."; "No letter can go to `{name}`."))
                    .help(say!("Kies `person`, `each LIJST`, een rol of een tekstveld."; "Choose `person`, `each LIST`, a role or a text field."))
                    .did_you_mean(name, known.into_iter().map(Id::as_str)),
            );
        }
    }
    findings
}

/// What the loops around a letter's actions add to what it can read.
fn loop_names(draft: &Draft, letter: &Id) -> Vec<String> {
    let mut known = Vec::new();
    each_action(&draft.chart, &mut |named| {
        let Action::Each(each) = &named.action else { return };
        let mut makes_it = false;
        walk(&each.actions, &mut |inner| {
            makes_it |= matches!(&inner.action, Action::Letter(made) if made == letter);
        });
        if let (true, Some(Type::List(fields))) = (makes_it, draft.names.get(&each.list)) {
            known.extend(fields.keys().map(|field| format!("{}.{field}", each.name)));
            known.extend(each.index.iter().map(Id::to_string));
        }
    });
    known
}

/// The dotted names that a template of this process can read.
fn known_names(draft: &Draft, to: Option<&Addressee>) -> Vec<String> {
    let definition = &draft.definition;
    let mut known: Vec<String> = ["case.nummer", "vandaag"].map(str::to_owned).to_vec();
    if definition.subject.as_str() == PERSON {
        known.push("person.aanhef".to_owned());
    }
    known.extend(person_names(&definition.subject).into_iter().map(|(name, _)| format!("person.{name}")));
    known.extend(definition.data.keys().chain(definition.params.keys()).map(Id::to_string));
    let chosen = definition.data.iter().filter(|(_, field)| !field.options.is_empty());
    known.extend(chosen.map(|(id, _)| format!("optie.{id}")));
    known.extend(draft.chart.deadlines().map(|(_, deadline)| format!("deadline.{}", deadline.id)));
    known.extend(draft.names.names().filter(|name| name.contains('.')).map(Id::to_string));
    if let Some(Addressee::Each(list)) = to
        && let Some(Type::List(fields)) = draft.names.get(list)
    {
        known.extend(fields.keys().map(|field| format!("item.{field}")));
    }
    known
}
