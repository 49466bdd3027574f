//! Terms, letters, other cases, outcomes, and what a region may choose.

use std::fmt::Write;

use nazorg_core::definition::letter::Addressee;
use nazorg_core::graph::action::{Action, Named, each_action, walk};
use nazorg_core::graph::chart::{EscalationDeed, Task};
use nazorg_core::id::Id;
use nazorg_core::value::Value;

use super::markup::safe;
use super::steps::said;
use crate::Subject;
use crate::words::{Entry, capital, shown};

fn head(title: &str, intro: &str, columns: &[&str], page: &mut String) {
    let _ = write!(page, "\n## {title}\n\n{intro}\n\n| {} |\n|", columns.join(" | "));
    page.push_str(&"---|".repeat(columns.len()));
    page.push('\n');
}

fn row(cells: &[String], page: &mut String) {
    let cells: Vec<String> = cells.iter().map(|cell| safe(cell)).collect();
    let _ = writeln!(page, "| {} |", cells.join(" | "));
}

pub(super) fn terms(subject: Subject<'_>, page: &mut String) {
    let chart = subject.process.chart();
    if chart.deadlines().next().is_none() {
        return;
    }
    let intro = "Een termijn schuift mee als de datum verandert waar hij aan hangt.";
    head("Termijnen", intro, &["Termijn", "Wanneer", "Op tijd als", "Als de termijn voorbij is"], page);
    for (state, deadline) in chart.deadlines() {
        let name = format!("deadline.{}", deadline.id);
        let met: Vec<String> = deadline.met_by.iter().map(|event| subject.event(event)).collect();
        let mut then = Vec::new();
        for transition in chart.transitions.iter().filter(|transition| transition.takes(&name)) {
            then.extend(subject.deeds(&transition.actions).iter().map(said));
            then.extend(
                transition.targets.iter().map(|target| format!("verder naar {}", subject.place(*target))),
            );
        }
        then.dedup();
        let place =
            if state.parent.is_none() { String::new() } else { format!(" (stap ‘{}’)", state.title) };
        row(
            &[
                format!("{}{place}", capital(&deadline.title)),
                subject.term(&deadline.at, Entry::Said),
                met.join(" of "),
                then.join("; "),
            ],
            page,
        );
    }
}

/// What happens when a task stays undone.
pub(super) fn chains(subject: Subject<'_>, page: &mut String) {
    let mut seen: Vec<(Id, Vec<String>)> = Vec::new();
    let mut add = |task: &Task| {
        let Some(chain) = &task.chain else { return };
        if seen.iter().any(|(known, _)| known == chain) {
            return;
        }
        let step = |step: &nazorg_core::graph::chart::EscalationStep| {
            let deed = match &step.deed {
                EscalationDeed::RemindAssignee => "herinnering aan wie de taak heeft".to_owned(),
                EscalationDeed::Tell(role) => format!("bericht aan {}", subject.role(role)),
                EscalationDeed::Assign(role) => format!("de taak gaat naar {}", subject.role(role)),
            };
            format!("- {}: {}\n", safe(&capital(&subject.term(&step.at, Entry::Said))), safe(&deed))
        };
        seen.push((chain.clone(), task.escalation.iter().map(step).collect()));
    };
    let chart = subject.process.chart();
    chart.states.iter().flat_map(|state| &state.tasks).for_each(&mut add);
    each_action(chart, &mut |named| {
        if let Action::Task(task) = &named.action {
            add(task);
        }
    });
    if seen.is_empty() {
        return;
    }
    page.push_str("\n## Als een taak blijft liggen\n");
    for (chain, steps) in seen {
        let _ = write!(page, "\n{}:\n\n{}", safe(&capital(&chain.spoken())), steps.concat());
    }
}

pub(super) fn letters(subject: Subject<'_>, page: &mut String) {
    let definition = subject.process.definition();
    if definition.letters.is_empty() {
        return;
    }
    head(
        "Brieven",
        "Deze brieven maakt het systeem.",
        &["Brief", "Aan", "Eerst akkoord van", "Wanneer"],
        page,
    );
    for (id, letter) in &definition.letters {
        let to = match letter.to.as_ref().map(|to| &to.value) {
            Some(Addressee::Person) | None => "de persoon zelf".to_owned(),
            Some(Addressee::Each(list)) => format!("elk van: {}", subject.field(list)),
            Some(Addressee::Named(name)) if definition.roles.contains_key(name) => subject.role(name),
            Some(Addressee::Named(name)) => format!("wie staat bij ‘{}’", subject.field(name)),
        };
        let approve = letter.approve.as_ref().map_or_else(String::new, |role| subject.role(&role.value));
        row(&[letter.title.clone(), to, approve, when(subject, id).join("; ")], page);
    }
}

/// When a letter is made.
fn when(subject: Subject<'_>, letter: &Id) -> Vec<String> {
    let chart = subject.process.chart();
    let makes = |actions: &[Named]| {
        let mut found = false;
        walk(actions, &mut |named| found |= matches!(&named.action, Action::Letter(made) if made == letter));
        found
    };
    let mut when = Vec::new();
    for state in &chart.states {
        if state.entry.iter().any(|block| makes(&block.actions)) {
            when.push(format!("bij het begin van ‘{}’", state.title));
        }
        if state.exit.iter().any(|block| makes(&block.actions)) {
            when.push(format!("bij het einde van ‘{}’", state.title));
        }
        if state.initial.iter().any(|initial| makes(&initial.actions)) {
            when.push(format!("aan het begin van ‘{}’", state.title));
        }
    }
    for transition in chart.transitions.iter().filter(|transition| makes(&transition.actions)) {
        when.push(subject.trigger(transition));
    }
    let mut seen = std::collections::BTreeSet::new();
    when.retain(|text| seen.insert(text.clone()));
    when
}

/// Other cases that it starts.
pub(super) fn cases(subject: Subject<'_>, page: &mut String) {
    let chart = subject.process.chart();
    let mut lines: Vec<String> = Vec::new();
    for group in chart.states.iter().flat_map(|state| &state.groups) {
        let each =
            group.each.as_ref().map(|(list, _)| format!(", één voor elk van: {}", subject.field(list)));
        lines.push(format!("{}{}", subject.title_of(&group.process), each.unwrap_or_default()));
    }
    each_action(chart, &mut |named| {
        if let Action::Start { process, .. } = &named.action {
            lines.push(format!("{} (een zaak op zichzelf)", subject.title_of(process)));
        }
    });
    lines.sort();
    lines.dedup();
    if !lines.is_empty() {
        page.push_str("\n## Andere zaken die hieruit beginnen\n\n");
        lines.iter().for_each(|line| {
            let _ = writeln!(page, "- {}", safe(line));
        });
    }
}

pub(super) fn outcomes(subject: Subject<'_>, page: &mut String) {
    let outcomes = &subject.process.definition().outcomes;
    if outcomes.is_empty() {
        return;
    }
    page.push_str("\n## Hoe het kan aflopen\n\n");
    for title in outcomes.values() {
        let _ = writeln!(page, "- {}", safe(&title.value));
    }
}

/// The agreements that a region can set for itself.
pub(super) fn choices(subject: Subject<'_>, page: &mut String) {
    let definition = subject.process.definition();
    if definition.params.is_empty() {
        return;
    }
    let intro = "Een regio kan deze afspraken zelf kiezen, tussen de grenzen. Bij ‘aanname’ staat het niet in een bron.";
    head("Wat een regio kan kiezen", intro, &["Afspraak", "Nu", "Grenzen", "Bron"], page);
    for (id, param) in &definition.params {
        let title = param.field.title.clone().unwrap_or_else(|| id.spoken());
        let value = subject.process.params().get(id).unwrap_or(&Value::Unset);
        let limits = match (&param.field.min, &param.field.max) {
            (Some(min), Some(max)) => format!("{} tot en met {}", shown(min), shown(max)),
            (Some(min), None) => format!("ten minste {}", shown(min)),
            (None, Some(max)) => format!("ten hoogste {}", shown(max)),
            (None, None) => String::new(),
        };
        row(&[title, shown(value), limits, param.source.clone().unwrap_or_default()], page);
    }
}
