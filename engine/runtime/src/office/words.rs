//! Events and facts in words.

use nazorg_core::calendar::Due;
use nazorg_core::case::{Fact, Standing, Timer, What};
use nazorg_core::compile::Process;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::step::name_title;
use nazorg_core::text::Text;

use super::why::because_words;
use super::{refolded, show};
use crate::view::FactView;

/// What is said of a row whose contents were erased.
pub(super) fn forgotten() -> Text {
    say!("De inhoud is gewist."; "The contents were erased.")
}

/// What happened.
pub(super) fn title(process: &Process, what: &What) -> Text {
    let event = |id: &Id| process.event(id).map_or_else(|| id.spoken(), |event| event.title.clone());
    match what {
        What::Start { event: Some(id), .. }
        | What::Recorded { event: id, .. }
        | What::RecordChanged { event: id, .. } => Text::same(event(id)),
        What::Start { event: None, .. } => say!("Begonnen door een andere zaak"; "Started by another case"),
        What::Signal { event: id } => {
            let title = event(id);
            say!("Signaal: {title}"; "Signal: {title}")
        }
        What::Timer(Timer::Deadline(id)) => {
            let title = deadline_title(process, id);
            say!("De termijn ‘{title}’ is bereikt"; "The deadline ‘{title}’ was reached")
        }
        What::Timer(Timer::Escalation(task, _)) => {
            let title = task_title(process, task);
            say!("De taak ‘{title}’ vraagt aandacht"; "The task ‘{title}’ asks for attention")
        }
        What::Timer(Timer::Send(id)) => {
            let name = id.spoken();
            say!("Het moment voor ‘{name}’ is gekomen"; "The moment for ‘{name}’ has come")
        }
        What::TaskDone(id) => {
            let title = task_title(process, id);
            say!("Taak gedaan: {title}"; "Task done: {title}")
        }
        What::LetterApproved(_) => say!("Brief goedgekeurd"; "Letter approved"),
        What::ChildEnded { key, .. } if key.is_empty() => {
            say!("Een deelzaak is klaar"; "A child case has ended")
        }
        What::ChildEnded { key, .. } => say!("De deelzaak {key} is klaar"; "The child case {key} has ended"),
        What::Inputs(_) => say!("Nieuwe gegevens van een andere zaak"; "New values from another case"),
        What::Corrected { row, withdrawn, .. } => retold(*row, *withdrawn),
        What::Migrated(migration) => {
            let reason = &migration.reason;
            say!("Naar een andere versie van het proces. Reden: {reason}"; "To another version of the process. Reason: {reason}")
        }
        What::HandedOver { to, reason } => {
            say!("Overgedragen aan `{to}`. Reden: {reason}"; "Handed over to `{to}`. Reason: {reason}")
        }
        What::NotFolded { .. } => {
            say!("Te laat verteld: iemand moet dit zelf verwerken"; "Told too late: somebody must see to it")
        }
        What::Cancelled => say!("Niet meer nodig voor een andere zaak"; "No longer needed by another case"),
    }
}

/// What puts right a row of the journal.
pub(super) fn retold(row: i64, withdrawn: bool) -> Text {
    if withdrawn {
        return say!("Ongedaan gemaakt: G{row}"; "Undone: G{row}");
    }
    say!("Verbeterd: G{row}"; "Corrected: G{row}")
}

/// What was decided, in words.
pub(super) fn facts(process: &Process, facts: &[Fact], wrong: &dyn Fn(usize) -> bool) -> Vec<FactView> {
    let mut views = Vec::new();
    for (at, fact) in facts.iter().enumerate() {
        views.push(FactView { wrong: wrong(at), ..view(process, fact) });
        match fact {
            Fact::Refolded { differences, .. } => {
                views.extend(refolded::differences(process, differences, false));
            }
            Fact::Migrated { differences, .. } => {
                views.extend(refolded::differences(process, differences, true));
            }
            _ => {}
        }
    }
    views
}

fn view(process: &Process, fact: &Fact) -> FactView {
    let kind = match serde_json::to_value(fact) {
        Ok(serde_json::Value::Object(map)) => map.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    };
    let inner = |state: &Id| {
        let chart = process.chart();
        chart.find(state).is_some_and(|state| state.parent.is_some() && state.inside.is_empty())
    };
    let detail = match fact {
        Fact::Entered { state, .. } | Fact::Left { state } => {
            !inner(state) || matches!(fact, Fact::Left { .. })
        }
        Fact::Remembered { .. } | Fact::DeadlineDropped { .. } | Fact::TaskWithdrawn { .. } => true,
        Fact::ChildInformed { .. }
        | Fact::GroupStarted { .. }
        | Fact::SendCancelled { .. }
        | Fact::SendArrived { .. } => true,
        Fact::Opened { .. } | Fact::DeadlineFired { .. } => true,
        _ => false,
    };
    FactView { kind, text: text(process, fact), detail, wrong: false }
}

#[allow(clippy::too_many_lines, reason = "one arm a fact, each a line or two")]
fn text(process: &Process, fact: &Fact) -> Text {
    let state_title =
        |id: &Id| process.chart().find(id).map_or_else(|| id.spoken(), |state| state.title.clone());
    match fact {
        Fact::Opened { .. } => say!("De zaak begon"; "The case began"),
        Fact::Entered { state, .. } => {
            let title = state_title(state);
            say!("Nu: {title}"; "Now: {title}")
        }
        Fact::Left { state } => {
            let title = state_title(state);
            say!("Klaar met: {title}"; "Left: {title}")
        }
        Fact::Remembered { .. } => say!("De plek is onthouden"; "The place was remembered"),
        Fact::FieldSet { field, value } => field_set(process, field, value),
        Fact::Decided { table, rows } => {
            let rows = rows.iter().map(|row| row.spoken()).collect::<Vec<_>>().join(", ");
            say!("Beslist met de tabel {table}: {rows}"; "Decided by the table {table}: {rows}")
        }
        Fact::DeadlineSet { deadline, from, due, standing, because, .. } => {
            let mut text = deadline_set(process, &deadline_title(process, deadline), *from, *due, standing);
            if let (Some(why), true) = (because_words(process, because), from.is_some()) {
                text.nl.push_str(&format!(": {}", why.nl));
                text.en.push_str(&format!(": {}", why.en));
            }
            text
        }
        Fact::DeadlineExtended { deadline, extension } => {
            let title = deadline_title(process, deadline);
            let (ground, reason, by) = (&extension.ground, &extension.reason, extension.by.text());
            let (nl, en) = (by.nl, by.en);
            say!("Termijn verlengd met {nl}: {title}. Grond: {ground}. Reden: {reason}"; "Deadline extended by {en}: {title}. Ground: {ground}. Reason: {reason}")
        }
        Fact::DeadlineMet { deadline, .. } => {
            let title = deadline_title(process, deadline);
            say!("Gehaald: {title}"; "Met: {title}")
        }
        Fact::DeadlineFired { deadline } => {
            let title = deadline_title(process, deadline);
            say!("Bereikt: {title}"; "Reached: {title}")
        }
        Fact::DeadlineDropped { deadline } => {
            let title = deadline_title(process, deadline);
            say!("Vervallen: {title}"; "Dropped: {title}")
        }
        Fact::TaskOpened { task, .. } => {
            let (title, role, by) = (&task.title, role_title(process, &task.role), until(task.due));
            let (nl, en) = (by.nl, by.en);
            say!("Taak voor {role}: {title}{nl}"; "Task for {role}: {title}{en}")
        }
        Fact::TaskMoved { id, due, .. } => {
            let (title, by) = (task_title(process, id), until(*due));
            let (nl, en) = (by.nl, by.en);
            say!("Taak verzet: {title}{nl}"; "Task moved: {title}{en}")
        }
        Fact::TaskRoundDone { id, .. } => {
            let title = task_title(process, id);
            say!("Gedaan, en later weer: {title}"; "Done, and later again: {title}")
        }
        Fact::TaskDone { id } => {
            let title = task_title(process, id);
            say!("Taak gedaan: {title}"; "Task done: {title}")
        }
        Fact::TaskWithdrawn { id } => {
            let title = task_title(process, id);
            say!("Taak vervallen: {title}"; "Task dropped: {title}")
        }
        Fact::Escalated { id, role, assigned, .. } => {
            let title = task_title(process, id);
            let role = role.as_ref().map_or_else(String::new, |role| role_title(process, role));
            if *assigned {
                say!("Taak gaat naar {role}: {title}"; "Task goes to {role}: {title}")
            } else {
                say!("Herinnering voor {role}: {title}"; "Reminder for {role}: {title}")
            }
        }
        Fact::LetterMade { letter, item, approve, .. } => {
            let title = letter_title(process, letter);
            let item = item.as_ref().map_or_else(String::new, |item| format!(" ({item})"));
            match approve {
                Some(role) => {
                    let role = role_title(process, role);
                    say!("Brief gemaakt, wacht op akkoord van {role}: {title}{item}"; "Letter made, waits for approval by {role}: {title}{item}")
                }
                None => say!("Brief gemaakt: {title}{item}"; "Letter made: {title}{item}"),
            }
        }
        Fact::LetterWithdrawn { .. } => say!("De brief gaat niet uit"; "The letter will not go out"),
        Fact::Refolded { differences, .. } if differences.is_empty() => {
            say!("Opnieuw gerekend: er verandert niets"; "Folded again: nothing changes")
        }
        Fact::Refolded { .. } => {
            say!("Opnieuw gerekend, in de volgorde waarin het gebeurde"; "Folded again, in the order in which it happened")
        }
        Fact::Migrated { differences, .. } if differences.is_empty() => {
            say!("De zaak staat nu op een andere versie"; "The case is on another version now")
        }
        Fact::Migrated { .. } => {
            say!("De zaak staat nu op een andere versie. Dit is daardoor anders:"; "The case is on another version now. Because of that this differs:")
        }
        Fact::LetterApproved { .. } => say!("De brief mag uit"; "The letter may go out"),
        Fact::Notified { role, say } => {
            let role = role_title(process, role);
            say!("Bericht aan {role}: {say}"; "Notice to {role}: {say}")
        }
        Fact::Noted { text } => say!("Genoteerd: {text}"; "Noted: {text}"),
        Fact::SendSet { send, .. } => {
            let name = send.event.spoken();
            say!("Later: {name}"; "Later: {name}")
        }
        Fact::SendCancelled { id } | Fact::SendArrived { id } => {
            let name = id.spoken();
            say!("Niet meer later: {name}"; "No longer later: {name}")
        }
        Fact::ChildStarted { group, key, .. } => {
            let name = if key.is_empty() { group.spoken() } else { key.clone() };
            say!("Deelzaak gestart: {name}"; "Child case started: {name}")
        }
        Fact::ChildInformed { key, .. } => say!("Deelzaak bijgewerkt: {key}"; "Child case updated: {key}"),
        Fact::ChildEnded { group, key, .. } => {
            let name = if key.is_empty() { group.spoken() } else { key.clone() };
            say!("Deelzaak klaar: {name}"; "Child case ended: {name}")
        }
        Fact::GroupDone { group } => {
            let name = group.spoken();
            say!("Alle deelzaken klaar: {name}"; "All child cases ended: {name}")
        }
        Fact::GroupStarted { group } => {
            let name = group.spoken();
            say!("Deelzaken: {name}"; "Child cases: {name}")
        }
        Fact::CaseStarted { process, .. } => {
            say!("Andere zaak gestart: {process}"; "Other case started: {process}")
        }
        Fact::Signalled { event } => {
            let name = event.spoken();
            say!("Andere zaken kregen een seintje: {name}"; "Other cases were told: {name}")
        }
        Fact::Suspended { .. } => say!("Termijnen staan stil"; "Terms stand still"),
        Fact::Resumed { .. } => say!("Termijnen lopen weer"; "Terms run again"),
        Fact::Failed { action, why } => {
            say!("Iets lukte niet ({action}): {why}"; "Something failed ({action}): {why}")
        }
        Fact::Closed { outcome: Some(outcome), .. } => {
            let title = show::outcome_title(process, outcome);
            say!("De zaak is afgesloten: {title}"; "The case has ended: {title}")
        }
        Fact::Closed { outcome: None, .. } => say!("De zaak is afgesloten"; "The case has ended"),
    }
}

fn field_set(process: &Process, id: &Id, value: &nazorg_core::value::Value) -> Text {
    let field = process.definition().data.get(id).map(|field| &field.value);
    let name = field.and_then(|field| field.title.clone()).unwrap_or_else(|| id.spoken());
    if value.is_set() {
        let value = show::shown(value, field);
        say!("{name}: {value}"; "{name}: {value}")
    } else {
        say!("{name}: leeg"; "{name}: empty")
    }
}

fn deadline_set(
    process: &Process,
    title: &str,
    from: Option<Due>,
    due: Option<Due>,
    standing: &Standing,
) -> Text {
    let by = until(due);
    match (standing, from) {
        (Standing::Waiting(on), _) => {
            let on = name_title(process, on);
            say!("Termijn wacht op {on}: {title}"; "Deadline waits for {on}: {title}")
        }
        (Standing::Suspended, _) => say!("Termijn staat stil: {title}"; "Deadline stands still: {title}"),
        (_, Some(from)) if due.is_some() => {
            let from = from.text();
            Text {
                nl: format!("Termijn verschoven: {title}{} (was {})", by.nl, from.nl),
                en: format!("Deadline moved: {title}{} (was {})", by.en, from.en),
            }
        }
        _ => Text { nl: format!("Termijn: {title}{}", by.nl), en: format!("Deadline: {title}{}", by.en) },
    }
}

/// ", uiterlijk woensdag 14 oktober 2026", or nothing.
fn until(due: Option<Due>) -> Text {
    due.map(Due::text).map_or_else(Text::default, |due| Text {
        nl: format!(", uiterlijk {}", due.nl),
        en: format!(", by {}", due.en),
    })
}

pub(super) fn role_title(process: &Process, role: &Id) -> String {
    process.definition().roles.get(role).map_or_else(|| role.spoken(), |role| role.title.clone())
}

pub(super) fn deadline_title(process: &Process, id: &Id) -> String {
    let mut all = process.chart().deadlines();
    all.find(|(_, deadline)| deadline.id == *id)
        .map_or_else(|| id.spoken(), |(_, deadline)| deadline.title.clone())
}

pub(super) fn task_title(process: &Process, id: &Id) -> String {
    super::task::definition(process, id).map_or_else(|| id.spoken(), |task| task.title.clone())
}

fn letter_title(process: &Process, id: &Id) -> String {
    process.definition().letters.get(id).map_or_else(|| id.spoken(), |letter| letter.title.clone())
}
