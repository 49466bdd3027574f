//! `case why`: how a deadline came about.

use nazorg_core::say;
use nazorg_runtime::Office;
use nazorg_runtime::view::{MoveView, StandingView, WhyView};

use crate::command::deadline::steps;
use crate::output::screen::{FAINT, STRONG, paint, plain};
use crate::output::{Screen, Stop, date, lines};

/// Tells why a deadline stands where it stands.
pub(super) fn why(case: i64, deadline: &str, office: &Office, screen: &mut Screen) -> Result<(), Stop> {
    let view = office.case_why(case, deadline)?;
    if screen.json {
        screen.json(&view)?;
        return Ok(());
    }
    screen.line(paint(STRONG, plain(&view.title)))?;
    screen.line(format!("  {}", stands(&view, screen)))?;
    if let Some(sum) = &view.sum {
        let formula = &view.formula;
        let sum = screen.text(sum).to_owned();
        screen.line(format!("  {sum}   {}", paint(FAINT, format!("({formula})"))))?;
    }
    screen.heading(&say!("Zo is het gerekend"; "How it was worked out"))?;
    steps(&view.steps, screen)?;
    if !view.moves.is_empty() {
        screen.heading(&say!("Zo is het gegaan"; "How it went"))?;
    }
    for moved in &view.moves {
        moved_line(moved, screen)?;
    }
    Ok(())
}

fn stands(view: &WhyView, screen: &Screen) -> String {
    let due = view.due.as_ref().map(|due| lines::moment(due, screen.language)).unwrap_or_default();
    let text = match view.standing {
        StandingView::Waiting => {
            let what = plain(view.waits_title.as_deref().unwrap_or("?"));
            say!("wacht op {what}"; "waits for {what}")
        }
        StandingView::Suspended => say!("{due} (staat stil)"; "{due} (stands still)"),
        StandingView::Met => say!("{due} (gehaald)"; "{due} (met)"),
        StandingView::Fired => say!("{due} (bereikt)"; "{due} (reached)"),
        StandingView::Running => say!("{due}"; "{due}"),
    };
    screen.text(&text).to_owned()
}

fn moved_line(moved: &MoveView, screen: &mut Screen) -> Result<(), Stop> {
    let day = date::day_of(moved.occurred, screen.language);
    let shown = |due: &Option<String>| {
        due.as_ref().map_or_else(|| "…".to_owned(), |due| lines::moment(due, screen.language))
    };
    let (event, to) = (plain(screen.text(&moved.event)), shown(&moved.to));
    let how = match &moved.from {
        Some(_) => {
            let from = shown(&moved.from);
            format!("{from} → {to}")
        }
        None => to,
    };
    let why =
        moved.because.as_ref().map_or_else(String::new, |why| format!(" ({})", plain(screen.text(why))));
    screen.line(format!("  {day}  {how}  {}", paint(FAINT, format!("{event}{why}"))))?;
    Ok(())
}
