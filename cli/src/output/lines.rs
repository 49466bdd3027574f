//! Tasks, deadlines and other things that a list shows on a line or two.

use chrono::{NaiveDate, NaiveDateTime};
use nazorg_core::say;
use nazorg_core::text::Language;
use nazorg_runtime::view::TaskRow;

use super::screen::{ALARM, DUE, FAINT, STRONG, paint, plain};
use super::{Screen, Stop, date};
use crate::number::subject_shown;

/// A task on two lines: what, for whom and by when; and the command that finishes it. With `today`
/// the line says how near or late its day is; without, the case is known and not named.
pub(crate) fn task(row: &TaskRow, today: Option<NaiveDate>, screen: &mut Screen) -> Result<(), Stop> {
    let number = format!("T{}", row.task);
    let title = paint(STRONG, plain(&row.title));
    let command = screen.command(format!("task done T{}", row.task));
    let due = match (&row.due, row.day) {
        (Some(due), Some(day)) => {
            let shown = moment(due, screen.language);
            let text = say!("voor {shown}"; "by {shown}");
            let text = text.get(screen.language).to_owned();
            match today {
                Some(today) => {
                    let distance = date::distance(day, today);
                    let style = if row.overdue {
                        ALARM
                    } else if day == today {
                        DUE
                    } else {
                        FAINT
                    };
                    format!("{shown}, {}", paint(style, screen.text(&distance)))
                }
                None => text,
            }
        }
        _ => screen.words("geen datum", "no date").to_owned(),
    };
    match today {
        Some(_) => {
            let person = subject_shown(&row.subject_kind, row.person);
            let (name, case) = (plain(&row.person_name), row.case);
            screen.line(format!("  {number:<5} {title}  {name} ({person}, Z{case})"))?;
            screen.line(format!("        {due}   {command}"))?;
        }
        None => {
            let role = plain(row.holder.as_ref().unwrap_or(&row.role_title));
            screen.line(format!("  {number:<5} {title}"))?;
            screen.line(format!("        {role}, {due}   {command}"))?;
        }
    }
    Ok(())
}

/// A day or a moment as the views hold it, for people.
#[must_use]
pub(crate) fn moment(due: &str, language: Language) -> String {
    if let Ok(day) = due.parse::<NaiveDate>() {
        return date::day(day, language);
    }
    match due.parse::<NaiveDateTime>() {
        Ok(moment) => date::moment(moment, language),
        Err(_) => due.to_owned(),
    }
}
