//! `task`: what must be done.

use std::io::{self, IsTerminal};

use nazorg_core::calendar::local;
use nazorg_core::say;
use nazorg_core::text::Language;
use nazorg_runtime::Office;
use nazorg_runtime::view::TaskRow;

use super::case;
use super::deliver::delivered;
use crate::args::{Entry, Task};
use crate::form;
use crate::language::help::spoken;
use crate::number::{self, Kind, subject_shown};
use crate::output::table::table;
use crate::output::{Screen, Stop, date, lines, story};
use crate::session::Session;

/// Does one of the commands about tasks.
pub(super) fn run(command: Task, session: &mut Session) -> Result<(), Stop> {
    match command {
        Task::List { all } => list(all, session),
        Task::Done { task, entry } => done(&task, &entry, session),
    }
}

fn list(all: bool, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let rows = office.task_list(all)?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&rows)?;
        return Ok(());
    }
    if rows.is_empty() {
        screen.say(&say!("Er zijn geen open taken voor u."; "There are no open tasks for you."))?;
        if !all {
            let command = screen.command("task list --all");
            screen.say(&say!("Die van allen: {command}"; "Everybody's: {command}"))?;
        }
        return Ok(());
    }
    let today = local(office.now()).date();
    let headers = match screen.language {
        Language::Nl => ["Taak", "Wat", "Wie doet het", "Voor", "Over wie", "Zaak"],
        Language::En => ["Task", "What", "Role", "By", "About", "Case"],
    };
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let due = match (&row.due, row.day) {
                (Some(due), Some(day)) => {
                    let distance = date::distance(day, today);
                    format!("{} ({})", lines::moment(due, screen.language), screen.text(&distance))
                }
                _ => String::new(),
            };
            vec![
                format!("T{}", row.task),
                row.title.clone(),
                who(row, &office),
                due,
                format!("{} ({})", row.person_name, subject_shown(&row.subject_kind, row.person)),
                format!("Z{}", row.case),
            ]
        })
        .collect();
    table(&headers, &cells, screen)
}

/// Who does it: the user whom the case names for the role, or else the role.
fn who(row: &TaskRow, office: &Office) -> String {
    let named = row.holder.as_ref().and_then(|login| office.workspace().users.get(login));
    named.map_or_else(|| row.role_title.clone(), |user| user.name.clone())
}

/// A task is done. Most tasks are finished by an event, which is then what is recorded.
fn done(task: &str, entry: &Entry, session: &mut Session) -> Result<(), Stop> {
    let number = number::read(Kind::Task, task)?;
    let office = session.office()?;
    let screen = &mut session.screen;
    let tasks = office.task_list(true)?;
    let Some(row) = tasks.iter().find(|row| row.task == number) else {
        return Err(Stop::bad_input(say!("Taak T{number} staat niet open."; "Task T{number} is not open."))
            .help(say!("Open taken: `nazorg taak lijst`."; "Open tasks: `nazorg task list`.")));
    };
    if row.done_by.is_empty() {
        let mut happened = office.task_done(number, form::occurred(entry)?)?;
        delivered(&mut happened, &office, screen);
        return story::happened(&happened, screen);
    }
    let event = event_of(row, &office, screen)?;
    case::record(row.case, &event, entry, &office, screen)
}

/// Which event finishes the task: the only one that can, or the one that somebody picks.
fn event_of(row: &TaskRow, office: &Office, screen: &mut Screen) -> Result<String, Stop> {
    let choices = office.case_options(row.case)?;
    let fits = |event: &str| row.done_by.iter().any(|pattern| pattern == event);
    let mut able: Vec<_> = choices.iter().filter(|choice| choice.possible && fits(&choice.event)).collect();
    if able.is_empty() {
        able = choices.iter().filter(|choice| fits(&choice.event)).collect();
    }
    match (able.as_slice(), row.done_by.as_slice()) {
        ([only], _) => return Ok(only.event.clone()),
        ([], [only]) => return Ok(only.clone()),
        _ => {}
    }
    let number = row.task;
    if io::stdin().is_terminal() && io::stderr().is_terminal() && !able.is_empty() {
        let question = say!("Wat gebeurde er?"; "What happened?");
        let titles = able.iter().map(|choice| choice.title.clone()).collect();
        let at = form::pick(question.get(screen.language), titles, screen.language)?;
        return Ok(able[at].event.clone());
    }
    let case = row.case;
    let events: Vec<(String, String)> = if able.is_empty() {
        row.done_by.iter().map(|event| (event.clone(), String::new())).collect()
    } else {
        able.iter().map(|choice| (choice.event.clone(), choice.title.clone())).collect()
    };
    let command = |event: &str| spoken(&format!("case do Z{case} {event}"), screen.language);
    let list: String =
        events.iter().map(|(event, title)| format!("\nnazorg {}   {title}", command(event))).collect();
    Err(Stop::wrong_use(say!(
        "Taak T{number} kan op meer dan één manier klaar zijn.";
        "Task T{number} can be done in more than one way."
    ))
    .help(say!("Zeg wat er gebeurde:{list}"; "Say what happened:{list}")))
}
