//! What the day asks of the acting user.

use chrono::Days;
use nazorg_core::calendar::{Due, local};
use nazorg_core::case::{Standing, Timer};
use nazorg_core::id::Id;
use rusqlite::params;

use super::{Office, letter, show, task, words};
use crate::Problem;
use crate::person::Person;
use crate::store::work::{Place, Work};
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
            Ok(TodayView {
                day,
                user: self.login.clone(),
                overdue,
                due_today,
                due_soon,
                later,
                deadlines: upcoming(work, &roles, Due::Day(soon).ends())?,
                waiting: waiting(work, &roles)?,
                to_approve: mine,
                failed_letters: letter::in_state(work, LetterState::Failed)?,
                notices: notices(work, &roles, &users)?,
                roles,
            })
        })
    }
}

/// Deadlines that end before a moment, in cases of processes that know one of the roles.
fn upcoming(
    work: &mut Work<'_>,
    roles: &[String],
    until: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<UpcomingRow>, Problem> {
    let timers: Vec<(i64, String)> = {
        let mut statement = work.tx.prepare_cached(
            "SELECT case_no, name FROM deadlines WHERE due <= ?1 AND name GLOB 'deadline:*' ORDER BY due, case_no, name",
        )?;
        statement
            .query_map(params![millis(until)], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?
    };
    let mut rows = Vec::new();
    for (case, name) in timers {
        if rows.len() == ROWS_MAX {
            break;
        }
        let Ok(Timer::Deadline(id)) = Timer::try_from(name) else { continue };
        rows.extend(row(work, roles, case, &id)?);
    }
    Ok(rows)
}

/// Deadlines that hang on a date which nobody knows yet.
fn waiting(work: &mut Work<'_>, roles: &[String]) -> Result<Vec<UpcomingRow>, Problem> {
    let cases: Vec<i64> = {
        let mut statement = work.tx.prepare_cached(
            "SELECT number FROM cases WHERE waits = 1 AND opened > 0 ORDER BY opened LIMIT ?1",
        )?;
        statement.query_map(params![ROWS_MAX as i64], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    let mut rows = Vec::new();
    for case in cases {
        let Some(loaded) = show::readable(work, case)? else { continue };
        let waits = loaded.case.deadlines.iter().filter(|(_, d)| matches!(d.standing, Standing::Waiting(_)));
        for id in waits.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            rows.extend(row(work, roles, case, &id)?);
        }
    }
    Ok(rows)
}

fn row(work: &mut Work<'_>, roles: &[String], case: i64, id: &Id) -> Result<Option<UpcomingRow>, Problem> {
    let process = work.process_of(case)?;
    let known = process.definition().roles.keys().any(|role| roles.iter().any(|own| *role == *own.as_str()));
    if !known {
        return Ok(None);
    }
    let loaded = show::readable(work, case)?;
    let deadline = loaded.as_ref().map(|loaded| loaded.case.deadlines.get(id));
    let deadline = match deadline {
        Some(None) => return Ok(None),
        Some(found) => found,
        None => None,
    };
    let About { person, person_name, subject_kind } = about(work, case)?;
    Ok(Some(UpcomingRow {
        case,
        process_title: process.definition().title.clone(),
        person,
        person_name,
        subject_kind,
        deadline: id.to_string(),
        title: words::deadline_title(&process, id),
        due: deadline.and_then(|deadline| deadline.due).map(|due| due.to_string()),
        day: deadline.and_then(|deadline| deadline.due).map(Due::day),
        waits_for: deadline.and_then(|deadline| match &deadline.standing {
            Standing::Waiting(on) => Some(on.to_string()),
            _ => None,
        }),
    }))
}

/// Whom a case is about, as a list shows it.
struct About {
    person: i64,
    person_name: String,
    subject_kind: String,
}

fn about(work: &mut Work<'_>, case: i64) -> Result<About, Problem> {
    if show::readable(work, case)?.is_some()
        && let Some(place) = work.places.get(&case)
    {
        let Place { person, data, subject_kind, .. } = &**place;
        return Ok(About { person: *person, person_name: data.name(), subject_kind: subject_kind.clone() });
    }
    let (person, subject_kind) = show::subject_of(work, case)?;
    Ok(About { person, person_name: Person::unreadable().name(), subject_kind })
}

fn notices(work: &mut Work<'_>, roles: &[String], users: &[String]) -> Result<Vec<NoticeRow>, Problem> {
    let since = millis(work.clock - chrono::TimeDelta::days(BACK));
    let mut found = Vec::new();
    {
        let mut statement = work.tx.prepare_cached(
            "SELECT number, case_no, role, desk, holder, at, say FROM notices WHERE at >= ?1 ORDER BY at DESC, number DESC",
        )?;
        let mut rows = statement.query(params![since])?;
        while let Some(row) = rows.next()? {
            let (desk, holder): (String, Option<String>) = (row.get(3)?, row.get(4)?);
            let mine = holder.map_or_else(|| roles.contains(&desk), |holder| users.contains(&holder));
            if mine && found.len() < ROWS_MAX {
                let parts: (i64, i64, String, i64, String) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(5)?, row.get(6)?);
                found.push(parts);
            }
        }
    }
    let mut notices = Vec::new();
    for (notice, case, role, at, say) in found {
        let process = work.process_of(case)?;
        let About { person, person_name, subject_kind } = about(work, case)?;
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
    Ok(notices)
}
