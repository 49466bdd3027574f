//! What the day asks of the acting user.

use std::sync::Arc;

use chrono::Days;
use nazorg_core::calendar::{Due, local};
use nazorg_core::case::{Case, Deadline, Standing, Timer};
use nazorg_core::compile::Process;
use nazorg_core::id::Id;
use rusqlite::params;

use super::{Office, letter, show, task, words};
use crate::Problem;
use crate::person::Person;
use crate::store::catalog::Document;
use crate::store::work::Work;
use crate::store::{millis, moment};
use crate::view::{LetterState, NoticeRow, TodayView, UpcomingRow};

/// Days ahead.
const AHEAD: u64 = 7;
/// Days back.
const BACK: i64 = 14;
/// Rows of a list that nobody reads to the end.
const ROWS_MAX: usize = 200;

impl Office {
    /// What the day asks: tasks, deadlines, letters to approve, notices.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn today(&self) -> Result<TodayView, Problem> {
        let (roles, users) = self.desks();
        let actors = self.actors();
        self.read(|work| {
            let day = local(work.clock).date();
            let soon = day.checked_add_days(Days::new(AHEAD)).unwrap_or(day);
            let (mut overdue, mut due_today, mut due_soon, mut later) = (vec![], vec![], vec![], vec![]);
            for task in task::of_desks(work, &roles, &users)? {
                match task.day {
                    Some(due) if due < day => overdue.push(task),
                    Some(due) if due == day => due_today.push(task),
                    Some(due) if due <= soon => due_soon.push(task),
                    _ => later.push(task),
                }
            }
            let mut to_approve = letter::in_state(work, LetterState::Waiting)?;
            let mut mine = Vec::new();
            for letter in to_approve.drain(..) {
                let Some(role) = letter.approve.as_deref().map(Id::from) else { continue };
                let may = match show::readable(work, letter.case)? {
                    Some(loaded) => show::may(&loaded.process, &loaded.case, &actors, &role),
                    // Nobody knows whom its fields name.
                    None => actors.iter().any(|actor| actor.roles.contains(&role)),
                };
                if may {
                    mine.push(letter);
                }
            }
            let deadlines = upcoming(work, &roles, Due::Day(soon).ends())?;
            let (waiting, notices) = (waiting(work, &roles)?, notices(work, &roles, &users)?);
            let lists =
                [("deadlines", deadlines.is_cut), ("waiting", waiting.is_cut), ("notices", notices.is_cut)];
            Ok(TodayView {
                cut: lists.iter().filter(|(_, is_cut)| *is_cut).map(|(list, _)| (*list).to_owned()).collect(),
                day,
                user: self.login.clone(),
                overdue,
                due_today,
                due_soon,
                later,
                deadlines: deadlines.rows,
                waiting: waiting.rows,
                to_approve: mine,
                failed_letters: letter::in_state(work, LetterState::Failed)?,
                notices: notices.rows,
                roles,
            })
        })
    }
}

/// A list that nobody reads to the end, and whether it has more than this.
struct Cut<T> {
    rows: Vec<T>,
    is_cut: bool,
}

impl<T> Cut<T> {
    fn new() -> Self {
        Self { rows: Vec::new(), is_cut: false }
    }

    /// Whether there is room for one more. Asked when there is one more.
    fn has_room(&mut self) -> bool {
        self.is_cut = self.rows.len() >= ROWS_MAX;
        !self.is_cut
    }
}

/// The process of a row, when one of the roles is of it. The case is not opened for that.
fn process_of_roles(
    work: &Work<'_>,
    roles: &[String],
    document: &Document,
) -> Result<Option<Arc<Process>>, Problem> {
    let process = work.catalog.process(work.tx, document)?;
    let known = process.definition().roles.keys().any(|role| roles.iter().any(|own| *role == *own.as_str()));
    Ok(known.then_some(process))
}

/// Deadlines that end before a moment, in cases of processes that know one of the roles.
fn upcoming(
    work: &mut Work<'_>,
    roles: &[String],
    until: chrono::DateTime<chrono::Utc>,
) -> Result<Cut<UpcomingRow>, Problem> {
    let tx = work.tx;
    let mut statement = tx.prepare_cached(
        "SELECT t.case_no, t.name, d.number, d.hash FROM deadlines t CROSS JOIN cases c ON c.number = t.case_no
         CROSS JOIN documents d ON d.number = c.definition
         WHERE t.due <= ?1 AND t.name GLOB 'deadline:*' ORDER BY t.due, t.case_no, t.name",
    )?;
    let mut timers = statement.query(params![millis(until)])?;
    let mut found = Cut::new();
    while let Some(timer) = timers.next()? {
        let document = Document { number: timer.get(2)?, hash: timer.get(3)? };
        let Some(process) = process_of_roles(work, roles, &document)? else { continue };
        let Ok(Timer::Deadline(id)) = Timer::try_from(timer.get::<_, String>(1)?) else { continue };
        if !found.has_room() {
            break;
        }
        let case = timer.get(0)?;
        let about = about(work, case)?;
        let deadline = about.case.as_ref().and_then(|case| case.deadlines.get(&id).cloned());
        if about.case.is_none() || deadline.is_some() {
            found.rows.push(row(&process, case, about, &id, deadline.as_ref()));
        }
    }
    // They were found by when something is next to be done about them, such as a reminder.
    found.rows.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| a.due.cmp(&b.due)));
    Ok(found)
}

/// Deadlines that hang on a date which nobody knows yet.
fn waiting(work: &mut Work<'_>, roles: &[String]) -> Result<Cut<UpcomingRow>, Problem> {
    let tx = work.tx;
    let mut statement = tx.prepare_cached(
        "SELECT c.number, d.number, d.hash FROM cases c CROSS JOIN documents d ON d.number = c.definition
         WHERE c.waits = 1 AND c.opened > 0 ORDER BY c.opened",
    )?;
    let mut cases = statement.query([])?;
    let mut found = Cut::new();
    while let Some(waits) = cases.next()?
        && !found.is_cut
    {
        let document = Document { number: waits.get(1)?, hash: waits.get(2)? };
        let Some(process) = process_of_roles(work, roles, &document)? else { continue };
        let number = waits.get(0)?;
        let Some(loaded) = show::readable(work, number)? else { continue };
        for (id, deadline) in &loaded.case.deadlines {
            if matches!(deadline.standing, Standing::Waiting(_)) && found.has_room() {
                let about = about(work, number)?;
                found.rows.push(row(&process, number, about, id, Some(deadline)));
            }
        }
    }
    Ok(found)
}

fn row(process: &Process, case: i64, about: About, id: &Id, deadline: Option<&Deadline>) -> UpcomingRow {
    let due = deadline.and_then(|deadline| deadline.due);
    UpcomingRow {
        case,
        process_title: process.definition().title.clone(),
        person: about.person,
        person_name: about.person_name,
        subject_kind: about.subject_kind,
        deadline: id.to_string(),
        title: words::deadline_title(process, id),
        due: due.map(|due| due.to_string()),
        day: due.map(Due::day),
        waits_for: deadline.and_then(|deadline| match &deadline.standing {
            Standing::Waiting(on) => Some(on.to_string()),
            _ => None,
        }),
    }
}

/// Whom a case is about, as a list shows it.
struct About {
    person: i64,
    person_name: String,
    subject_kind: String,
    /// The case, if it can be read.
    case: Option<Arc<Case>>,
}

fn about(work: &mut Work<'_>, case: i64) -> Result<About, Problem> {
    let loaded = show::readable(work, case)?;
    if let (Some(loaded), Some(place)) = (loaded, work.places.get(&case)) {
        return Ok(About {
            person: place.person,
            person_name: place.data.name(),
            subject_kind: place.subject_kind.clone(),
            case: Some(loaded.case),
        });
    }
    let (person, subject_kind) = show::subject_of(work, case)?;
    Ok(About { person, person_name: Person::unreadable().name(), subject_kind, case: None })
}

fn notices(work: &mut Work<'_>, roles: &[String], users: &[String]) -> Result<Cut<NoticeRow>, Problem> {
    let since = millis(work.clock - chrono::TimeDelta::days(BACK));
    let mut found = Cut::new();
    {
        let mut statement = work.tx.prepare_cached(
            "SELECT number, case_no, role, desk, holder, at, say FROM notices WHERE at >= ?1 ORDER BY at DESC, number DESC",
        )?;
        let mut rows = statement.query(params![since])?;
        while let Some(row) = rows.next()? {
            let (desk, holder): (String, Option<String>) = (row.get(3)?, row.get(4)?);
            let mine = holder.map_or_else(|| roles.contains(&desk), |holder| users.contains(&holder));
            if mine {
                if !found.has_room() {
                    break;
                }
                let parts: (i64, i64, String, i64, String) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(5)?, row.get(6)?);
                found.rows.push(parts);
            }
        }
    }
    let mut notices = Vec::new();
    for (notice, case, role, at, say) in found.rows {
        let process = work.process_of(case)?;
        let About { person, person_name, subject_kind, .. } = about(work, case)?;
        notices.push(NoticeRow {
            notice,
            case,
            process_title: process.definition().title.clone(),
            person,
            person_name,
            subject_kind,
            role: words::role_title(&process, &Id::from(role)),
            say,
            at: moment(at)?,
        });
    }
    Ok(Cut { rows: notices, is_cut: found.is_cut })
}
