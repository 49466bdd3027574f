//! `tick` and `run`: the clock.

use nazorg_core::say;
use nazorg_core::text::Language;
use nazorg_runtime::RunEvent;
use nazorg_runtime::view::TickReport;

use crate::output::screen::{ALARM, FAINT, GOOD, paint};
use crate::output::{Screen, Stop, story};
use crate::session::Session;

/// Fires what is due, once.
pub(super) fn tick(session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let report = office.tick()?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&report)?;
    } else {
        let delivery = &report.delivery;
        let did = report.fired + report.set_aside + delivery.delivered.len() + delivery.recovered.len();
        if did == 0 && report.trouble.is_none() {
            screen.say(&say!("Er is nu niets verstreken."; "Nothing is due now."))?;
        }
        ticked(&report, screen)?;
    }
    report.whole()?;
    Ok(())
}

/// Keeps watch until it is asked to stop.
pub(super) fn run(session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let screen = &mut session.screen;
    let mut broken = None;
    office.run(&mut |event| {
        if let Err(stop) = tell(&event, screen) {
            broken.get_or_insert(stop);
        }
    })?;
    broken.map_or(Ok(()), Err)
}

fn tell(event: &RunEvent<'_>, screen: &mut Screen) -> Result<(), Stop> {
    match event {
        RunEvent::Waiting => {
            screen.say(&say!("Een andere `nazorg draai` bewaakt deze werkruimte al. Ik wacht."; "Another `nazorg run` watches this workspace already. Waiting."))?;
        }
        RunEvent::Started => {
            let line = screen.words(
                "Ik bewaak de termijnen. Stop met Ctrl-C.",
                "Watching the deadlines. Stop with Ctrl-C.",
            );
            screen.line(paint(GOOD, line))?;
        }
        RunEvent::Ticked(report) => ticked(report, screen)?,
        RunEvent::Failed(problem) => {
            let text = paint(ALARM, screen.text(&problem.text));
            screen.line(text)?;
            if let Some(help) = &problem.help {
                let help = format!("  {}", screen.text(help));
                screen.line(help)?;
            }
        }
        RunEvent::Stopped => screen.say(&say!("Gestopt."; "Stopped."))?,
    }
    screen.flush()?;
    Ok(())
}

fn ticked(report: &TickReport, screen: &mut Screen) -> Result<(), Stop> {
    story::rows(&report.steps, None, screen)?;
    if report.set_aside > 0 {
        let count = report.set_aside;
        let line = say!(
            "{count} termijn(en) konden niet ingaan. U ziet ze bij uw berichten: nazorg vandaag.";
            "{count} deadline(s) could not take effect. They are among your notices: nazorg today."
        );
        screen.line(paint(ALARM, line.get(screen.language)))?;
    }
    let count = report.delivery.delivered.len();
    if count > 0 {
        let line = match screen.language {
            Language::Nl if count == 1 => "1 brief staat klaar: nazorg brief lijst".to_owned(),
            Language::Nl => format!("{count} brieven staan klaar: nazorg brief lijst"),
            Language::En if count == 1 => "1 letter is ready: nazorg letter list".to_owned(),
            Language::En => format!("{count} letters are ready: nazorg letter list"),
        };
        screen.line(paint(FAINT, line))?;
    }
    Ok(())
}
