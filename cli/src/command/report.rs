//! `report`: what everything together comes to.

use nazorg_core::say;
use nazorg_core::text::Language;
use nazorg_runtime::view::{CaseCounts, CountsView};

use crate::args::Report;
use crate::output::screen::plain;
use crate::output::table::table;
use crate::output::{Screen, Stop};
use crate::session::Session;

/// Does one of the commands that report.
pub(super) fn run(command: &Report, session: &mut Session) -> Result<(), Stop> {
    match command {
        Report::Counts => {
            let view = session.office()?.counts()?;
            counts(&view, &mut session.screen)
        }
    }
}

/// Shows counts.
///
/// # Errors
/// The reader has left.
pub(crate) fn counts(view: &CountsView, screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(view)?;
        return Ok(());
    }
    let CountsView { people, people_reported, people_reached, .. } = view;
    screen.say(&say!(
        "Mensen: {people}. Gemeld: {people_reported}. Daarvan met een zaak: {people_reached}.";
        "People: {people}. Reported: {people_reported}. Of those with a case: {people_reached}."
    ))?;
    if let Some(reach) = view.reach_percent {
        screen.say(&say!("Bereik: {reach} %."; "Reach: {reach} %."))?;
    }
    screen.heading(&say!("Per jaar"; "By year"))?;
    let headers = match screen.language {
        Language::Nl => ["Jaar", "Gemeld", "Begonnen", "Klaar", "Op tijd", "Te laat", "Brieven"],
        Language::En => ["Year", "Reported", "Started", "Ended", "In time", "Late", "Letters"],
    };
    let years = view.years.iter().map(|year| {
        let mut cells = vec![year.year.to_string(), year.reported.to_string()];
        cells.extend(numbers(&year.cases));
        cells
    });
    table(&headers, &years.collect::<Vec<_>>(), screen)?;
    screen.heading(&say!("Per proces"; "By process"))?;
    let headers = match screen.language {
        Language::Nl => ["Proces", "Begonnen", "Klaar", "Op tijd", "Te laat", "Brieven", "Uitkomsten"],
        Language::En => ["Process", "Started", "Ended", "In time", "Late", "Letters", "Outcomes"],
    };
    let processes = view.processes.iter().map(|process| {
        let outcomes = process
            .outcomes
            .iter()
            .map(|row| format!("{} {} ({} %)", plain(&row.title), row.count, row.percent));
        let mut cells = vec![plain(&process.title)];
        cells.extend(numbers(&process.cases));
        cells.push(outcomes.collect::<Vec<_>>().join(", "));
        cells
    });
    table(&headers, &processes.collect::<Vec<_>>(), screen)?;
    targets(view, screen)
}

/// What the processes are meant to reach.
fn targets(view: &CountsView, screen: &mut Screen) -> Result<(), Stop> {
    let mut rows = Vec::new();
    for process in &view.processes {
        for target in &process.targets {
            let share = match target.percent {
                Some(percent) => format!("{percent} % ({}/{})", target.counted, target.total),
                None => "-".to_owned(),
            };
            let reached = match target.reached {
                Some(true) => screen.words("gehaald", "reached"),
                Some(false) => screen.words("niet gehaald", "not reached"),
                None => "-",
            };
            let goal = format!("{} %", target.at_least);
            let source = plain(target.source.as_deref().unwrap_or_default());
            rows.push(vec![
                plain(&process.title),
                plain(&target.title),
                goal,
                share,
                reached.to_owned(),
                source,
            ]);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    screen.heading(&say!("Doelen"; "Goals"))?;
    let headers = match screen.language {
        Language::Nl => ["Proces", "Doel", "Ten minste", "Nu", "", "Bron"],
        Language::En => ["Process", "Goal", "At least", "Now", "", "Source"],
    };
    table(&headers, &rows, screen)
}

fn numbers(cases: &CaseCounts) -> [String; 5] {
    let CaseCounts { started, closed, deadlines_met, deadlines_missed, letters } = cases;
    [started, closed, deadlines_met, deadlines_missed, letters].map(ToString::to_string)
}
