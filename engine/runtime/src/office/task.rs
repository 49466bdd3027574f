//! Open tasks.

use chrono::{DateTime, Utc};
use nazorg_core::calendar::{Due, local};
use nazorg_core::case::What;
use nazorg_core::compile::Process;
use nazorg_core::dispatch;
use nazorg_core::graph::action::Action;
use nazorg_core::graph::action::each_action;
use nazorg_core::graph::chart::Task;
use nazorg_core::id::Id;
use nazorg_core::say;
use rusqlite::{OptionalExtension, Row, params};

use super::{Office, words};
use crate::Problem;
use crate::person::Person;
use crate::store::catalog::Document;
use crate::store::work::Work;
use crate::view::{Happened, TaskRow};

const COLUMNS: &str =
    "t.number, t.id, t.title, t.role, t.holder, t.due, t.case_no, d.number, d.hash, p.number, revealed(p.data), p.kind
     FROM tasks t JOIN cases c ON c.number = t.case_no JOIN documents d ON d.number = c.definition
     JOIN people p ON p.number = c.person";

struct Raw {
    number: i64,
    id: String,
    title: String,
    role: String,
    holder: Option<String>,
    due: Option<String>,
    case: i64,
    document: Document,
    person: i64,
    data: Option<String>,
    subject_kind: String,
}

impl Office {
    /// Open tasks, those with the nearest day first: the acting user's, or all.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn task_list(&self, all: bool) -> Result<Vec<TaskRow>, Problem> {
        let (roles, users) = self.desks();
        self.read(|work| if all { every(work) } else { of_desks(work, &roles, &users) })
    }

    /// Ticks off a task that no event finishes.
    ///
    /// # Errors
    /// There is no such task, an event finishes it (the help names it), or it is not the user's.
    pub fn task_done(&self, task: i64, occurred: Option<DateTime<Utc>>) -> Result<Happened, Problem> {
        let written = self.write_as(|work, actor| {
            let (case, id) = find(work, task)?;
            let loaded = work.load_case(case)?;
            let done_by = definition(&loaded.process, &id).map(|task| task.done_by.as_slice()).unwrap_or_default();
            if let Some(event) = done_by.first() {
                let title = loaded.process.event(event).map_or_else(|| event.spoken(), |event| event.title.clone());
                let names = done_by.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(", ");
                return Err(Problem::refused(
                    say!("Deze taak is klaar als u vastlegt wat er gebeurde: ‘{title}’."; "This task is done when you record what happened: ‘{title}’."),
                )
                .help(say!("Typ `nazorg zaak doe Z{case} {event}`. Dit kan: {names}."; "Type `nazorg case do Z{case} {event}`. Possible: {names}."))
                .into());
            }
            let stamp = Self::stamp(work, Some(case), occurred, actor)?;
            dispatch::submit(work, case, stamp.event(What::TaskDone(id)))?;
            Ok(case)
        })?;
        self.happened(&written)
    }
}

fn find(work: &Work<'_>, task: i64) -> Result<(i64, Id), Problem> {
    work.tx
        .prepare_cached("SELECT case_no, id FROM tasks WHERE number = ?1")?
        .query_row(params![task], |row| Ok((row.get(0)?, Id::from(row.get::<_, String>(1)?))))
        .optional()?
        .ok_or_else(|| Problem::bad_input(say!("Taak T{task} staat niet open."; "Task T{task} is not open.")).help(say!("Bekijk de open taken met `nazorg taak lijst`."; "List the open tasks with `nazorg task list`.")))
}

/// The open tasks of a case.
pub(super) fn of_case(work: &Work<'_>, case: i64) -> Result<Vec<TaskRow>, Problem> {
    let sql = format!("SELECT {COLUMNS} WHERE t.case_no = ?1");
    let mut statement = work.tx.prepare_cached(&sql)?;
    let raw: Vec<Raw> = statement.query_map(params![case], read)?.collect::<Result<_, _>>()?;
    rows(work, raw)
}

/// The open tasks on some desks: of roles, and of users.
pub(super) fn of_desks(work: &Work<'_>, roles: &[String], users: &[String]) -> Result<Vec<TaskRow>, Problem> {
    let mut raw = Vec::new();
    for (sql, names) in [
        (format!("SELECT {COLUMNS} WHERE t.desk = ?1 AND t.holder IS NULL"), roles),
        (format!("SELECT {COLUMNS} WHERE t.holder = ?1"), users),
    ] {
        let mut statement = work.tx.prepare_cached(&sql)?;
        for name in names {
            for row in statement.query_map(params![name], read)? {
                raw.push(row?);
            }
        }
    }
    rows(work, raw)
}

fn every(work: &Work<'_>) -> Result<Vec<TaskRow>, Problem> {
    let sql = format!("SELECT {COLUMNS} WHERE t.number > 0");
    let mut statement = work.tx.prepare_cached(&sql)?;
    let raw: Vec<Raw> = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    rows(work, raw)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        number: row.get(0)?,
        id: row.get(1)?,
        title: row.get(2)?,
        role: row.get(3)?,
        holder: row.get(4)?,
        due: row.get(5)?,
        case: row.get(6)?,
        document: Document { number: row.get(7)?, hash: row.get(8)? },
        person: row.get(9)?,
        data: row.get(10)?,
        subject_kind: row.get(11)?,
    })
}

fn rows(work: &Work<'_>, raw: Vec<Raw>) -> Result<Vec<TaskRow>, Problem> {
    let mut rows: Vec<TaskRow> = raw.into_iter().map(|raw| view(work, raw)).collect::<Result<_, _>>()?;
    rows.sort_by(|a, b| {
        (a.day.is_none(), a.day, &a.due, a.task).cmp(&(b.day.is_none(), b.day, &b.due, b.task))
    });
    Ok(rows)
}

fn view(work: &Work<'_>, raw: Raw) -> Result<TaskRow, Problem> {
    let process = work.catalog.process(work.tx, &raw.document)?;
    let person = Person::listed(raw.data.as_deref());
    let due: Option<Due> = raw.due.as_deref().and_then(|due| due.parse().ok());
    let done_by = definition(&process, &raw.id).map(|task| task.done_by.iter().map(Id::to_string).collect());
    Ok(TaskRow {
        task: raw.number,
        role_title: words::role_title(&process, &Id::from(raw.role.as_str())),
        id: raw.id,
        title: raw.title,
        role: raw.role,
        holder: raw.holder,
        due: raw.due,
        day: due.map(Due::day),
        overdue: due.is_some_and(|due| due.day() < local(work.clock).date()),
        case: raw.case,
        process_title: process.definition().title.clone(),
        person: raw.person,
        person_name: person.name(),
        subject_kind: raw.subject_kind,
        done_by: done_by.unwrap_or_default(),
    })
}

/// A task as its designer wrote it: of a state, or of an action.
pub(super) fn definition<'p>(process: &'p Process, id: &str) -> Option<&'p Task> {
    let chart = process.chart();
    let of_state = chart.states.iter().flat_map(|state| &state.tasks).find(|task| task.id == *id);
    of_state.or_else(|| {
        let mut found: Option<&Task> = None;
        each_action(chart, &mut |named| match &named.action {
            Action::Task(task) if task.id == *id => found = found.or(Some(task)),
            _ => {}
        });
        found
    })
}
