//! `today`: what the day asks, readable at nine o'clock with the telephone ringing.

use chrono::NaiveDate;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_runtime::view::{LetterRow, NoticeRow, TaskRow, TodayView, UpcomingRow};

use crate::number::subject_shown;
use crate::output::screen::{ALARM, DUE, FAINT, GOOD, STRONG, paint, plain};
use crate::output::{Screen, Stop, date, lines, story};
use crate::session::Session;

/// What matters less is cut off after this many lines; a command shows the rest.
const LESS_MAX: usize = 8;

/// Shows the day of the acting user.
pub(super) fn run(session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let view = office.today()?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&view)?;
        return Ok(());
    }
    let name = plain(&office.user().1.name);
    let day = paint(STRONG, date::day(view.day, screen.language));
    screen.say(&say!("{day} voor {name}"; "{day} for {name}"))?;
    work(&view, screen)?;
    letters(&view, screen)?;
    upcoming(&view, screen)?;
    notices(&view, screen)?;
    later(&view, screen)
}

/// Overdue first, then today, then this week.
fn work(view: &TodayView, screen: &mut Screen) -> Result<(), Stop> {
    tasks(&say!("Te laat"; "Late"), ALARM, &view.overdue, view.day, screen)?;
    tasks(&say!("Vandaag"; "Today"), DUE, &view.due_today, view.day, screen)?;
    tasks(&say!("Deze week"; "This week"), STRONG, &view.due_soon, view.day, screen)?;
    if view.overdue.is_empty() && view.due_today.is_empty() {
        let line = screen.words("Er is niets dat vandaag af moet.", "Nothing has to be finished today.");
        screen.line("")?;
        screen.line(paint(GOOD, line))?;
    }
    Ok(())
}

fn tasks(
    title: &Text,
    style: anstyle::Style,
    rows: &[TaskRow],
    today: NaiveDate,
    screen: &mut Screen,
) -> Result<(), Stop> {
    if rows.is_empty() {
        return Ok(());
    }
    let heading = format!("{} ({})", screen.text(title), rows.len());
    screen.line("")?;
    screen.line(paint(style, heading))?;
    for row in rows {
        lines::task(row, Some(today), screen)?;
    }
    Ok(())
}

fn letters(view: &TodayView, screen: &mut Screen) -> Result<(), Stop> {
    let sections: [(Text, &[LetterRow]); 2] = [
        (say!("Brieven die op u wachten"; "Letters that wait for you"), &view.to_approve),
        (say!("Brieven die niet gemaakt zijn"; "Letters that were not made"), &view.failed_letters),
    ];
    for (title, rows) in sections {
        if rows.is_empty() {
            continue;
        }
        screen.heading(&title)?;
        for row in rows {
            story::letter(row, screen)?;
        }
    }
    Ok(())
}

fn upcoming(view: &TodayView, screen: &mut Screen) -> Result<(), Stop> {
    if !view.deadlines.is_empty() {
        screen.heading(&say!("Termijnen van deze week"; "Deadlines of this week"))?;
        for row in view.deadlines.iter().take(LESS_MAX) {
            let when = row.due.as_ref().map_or_else(String::new, |due| lines::moment(due, screen.language));
            screen.line(format!("  {when}  {}", about(row)))?;
        }
        more(view.deadlines.len(), is_cut(view, "deadlines"), "case list", screen)?;
    }
    if !view.waiting.is_empty() {
        screen.heading(&say!("Wacht op een datum"; "Waits for a date"))?;
        let mut waiting: Vec<(i64, &str, &UpcomingRow)> =
            view.waiting.iter().map(|row| (row.case, row.waits_for.as_deref().unwrap_or("?"), row)).collect();
        // One date may hold up many deadlines of a case; it is asked for once.
        waiting.dedup_by_key(|(case, what, _)| (*case, *what));
        for (case, what, row) in waiting.iter().take(LESS_MAX) {
            let (name, what) = (plain(&row.person_name), paint(FAINT, plain(what)));
            let person = subject_shown(&row.subject_kind, row.person);
            screen.say(&say!(
                "  {name} ({person}, Z{case}) wacht op {what}";
                "  {name} ({person}, Z{case}) waits for {what}"
            ))?;
        }
        more(waiting.len(), is_cut(view, "waiting"), "case list", screen)?;
    }
    Ok(())
}

fn about(row: &UpcomingRow) -> String {
    let person = subject_shown(&row.subject_kind, row.person);
    format!("{}: {} ({person}, Z{})", plain(&row.title), plain(&row.person_name), row.case)
}

fn notices(view: &TodayView, screen: &mut Screen) -> Result<(), Stop> {
    let rows: &[NoticeRow] = &view.notices;
    if rows.is_empty() {
        return Ok(());
    }
    screen.heading(&say!("Berichten"; "Notices"))?;
    for row in rows.iter().take(LESS_MAX) {
        let day = paint(FAINT, date::day_of(row.at, screen.language));
        let (what, who, case) = (plain(&row.say), plain(&row.person_name), row.case);
        screen.line(format!("  {day}  {what}  {}", paint(FAINT, format!("{who} (Z{case})"))))?;
    }
    more(rows.len(), is_cut(view, "notices"), "today --json", screen)
}

/// Whether a list has more than was asked of the store.
fn is_cut(view: &TodayView, list: &str) -> bool {
    view.cut.iter().any(|cut| cut == list)
}

/// What is not shown here, and where it is. Of a list that was cut nobody knows how much that is.
fn more(count: usize, is_cut: bool, command: &str, screen: &mut Screen) -> Result<(), Stop> {
    let command = screen.command(command);
    if is_cut {
        screen.say(&say!("  en nog veel meer: {command}"; "  and many more: {command}"))?;
    } else if count > LESS_MAX {
        let rest = count - LESS_MAX;
        screen.say(&say!("  en nog {rest}: {command}"; "  and {rest} more: {command}"))?;
    }
    Ok(())
}

fn later(view: &TodayView, screen: &mut Screen) -> Result<(), Stop> {
    let count = view.later.len();
    if count > 0 {
        let command = screen.command("task list");
        screen.line("")?;
        screen.say(&say!("Voor later: {count}. {command}"; "For later: {count}. {command}"))?;
    }
    Ok(())
}
