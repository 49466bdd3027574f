//! NZ0515 and NZ0409: a process that is not about a person, and what only makes sense for one.

use super::rule::Explanation;
use crate::definition::letter::Addressee;
use crate::definition::library::Library;
use crate::finding::Finding;
use crate::graph::action::{Action, each_action};
use crate::graph::{Draft, PERSON};
use crate::id::Id;
use crate::say;

pub(super) const LETTER: Explanation = Explanation {
    code: "NZ0515",
    nl: "Dit proces gaat niet over een persoon. Er is dus geen persoon om een brief aan te sturen, en van het \
         onderwerp is alleen `person.naam` bekend. Stuur de brief aan een rol of aan wie in een tekstveld staat.",
    en: "This process is not about a person. So there is no person to send a letter to, and only `person.naam` is \
         known of the subject. Send the letter to a role, or to whom a text field names.",
    bad: "# bestand: processes/t/t.yaml\nprocess: t/t\ntitle: T\nsubject: gemeente\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {af: {title: Af, by: [c]}}\nletters: {dag: {title: Dag, template: t/dag, to: person}}\ninitial: begin\nstates:\n  \
          begin: {when: {af: {do: {brief: {letter: dag}}, go: einde}}}\n  einde: {final: klaar}\n\
          # bestand: templates/t/dag.md\n# Tot ziens\n\nWij sluiten dit af.\n",
};

pub(super) const OTHER: Explanation = Explanation {
    code: "NZ0409",
    nl: "Een deelzaak en een zaak die een proces begint gaan over hetzelfde onderwerp. Deze twee processen noemen een \
         ander `subject`, en een record dat het proces leest ook.",
    en: "A child case, and a case that a process starts, are about the same subject. These two processes name another \
         `subject`; a record that is read must have the same one too.",
    bad: "# bestand: processes/t/t.yaml\nprocess: t/t\ntitle: T\nsubject: gemeente\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {af: {title: Af, by: [c], starts: true}}\ninitial: begin\nstates:\n  \
          begin: {children: {deel: {process: t/deel}}, when: {done.deel: einde}}\n  einde: {final: klaar}\n\
          # bestand: processes/t/deel.yaml\nprocess: t/deel\ntitle: D\nroles: {c: {title: C}}\noutcomes: {klaar: Klaar}\n\
          events: {af: {title: Af, by: [c]}}\ninitial: begin\nstates:\n  begin: {when: {af: einde}}\n  einde: {final: klaar}\n",
};

pub(super) fn check(draft: &Draft, library: &Library) -> Vec<Finding> {
    let mut findings = Vec::new();
    letters(draft, &mut findings);
    let definition = &draft.definition;
    let own = &definition.subject;
    let mut compare = |span, name: &Id, other: Option<&Id>| {
        if let Some(other) = other.filter(|other| *other != own) {
            findings.push(Finding::warning(OTHER.code, span, say!("`{name}` gaat over `{other}`, dit proces over `{own}`."; "`{name}` is about `{other}`, this process about `{own}`.")));
        }
    };
    for record in definition.records.values() {
        let other = library.records.get(&record.value.value).map(|record| &record.subject);
        compare(record.value.span.clone(), &record.value.value, other);
    }
    let subject_of = |process: &Id| library.processes.get(process).map(|process| &process.subject);
    for state in &draft.chart.states {
        for group in &state.groups {
            compare(state.span.clone(), &group.process, subject_of(&group.process));
        }
    }
    each_action(&draft.chart, &mut |named| {
        if let Action::Start { process, .. } = &named.action {
            compare(named.span.clone(), process, subject_of(process));
        }
    });
    findings
}

fn letters(draft: &Draft, findings: &mut Vec<Finding>) {
    let definition = &draft.definition;
    if definition.subject.as_str() == PERSON {
        return;
    }
    let subject = &definition.subject;
    for letter in definition.letters.values() {
        if let Some(to) = letter.to.as_ref().filter(|to| to.value == Addressee::Person) {
            findings.push(
                Finding::error(LETTER.code, to.span.clone(), say!("Dit proces gaat over `{subject}`: er is geen persoon voor deze brief."; "This process is about `{subject}`: there is no person for this letter."))
                    .help(say!("Kies een rol of een tekstveld."; "Choose a role or a text field.")),
            );
        }
    }
}
