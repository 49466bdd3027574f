//! `letter`: letters that were made.

use nazorg_core::calendar::local;
use nazorg_core::say;
use nazorg_core::text::Language;
use nazorg_runtime::view::{LetterRow, LetterState};

use super::deliver::delivered;
use crate::args::Letter;
use crate::number::{self, Kind};
use crate::output::screen::plain;
use crate::output::table::table;
use crate::output::{Screen, Stop, date, story};
use crate::session::Session;

/// Letters older than this are only listed with `--all`.
const RECENT_DAYS: i64 = 14;

/// Does one of the commands about letters.
pub(super) fn run(command: Letter, session: &mut Session) -> Result<(), Stop> {
    match command {
        Letter::List { all } => list(all, session),
        Letter::Show { letter, html } => show(&letter, html, session),
        Letter::Approve { letter } => {
            let letter = number::read(Kind::Letter, &letter)?;
            let office = session.office()?;
            let mut happened = office.letter_approve(letter)?;
            delivered(&mut happened, &office, &mut session.screen);
            story::happened(&happened, &mut session.screen)
        }
    }
}

fn list(all: bool, session: &mut Session) -> Result<(), Stop> {
    let office = session.office()?;
    let mut rows = office.letter_list(None)?;
    let today = local(office.now()).date();
    let waits = |row: &LetterRow| matches!(row.state, LetterState::Waiting | LetterState::Failed);
    let hidden = rows.len();
    rows.retain(|row| all || waits(row) || (today - local(row.made).date()).num_days() <= RECENT_DAYS);
    let hidden = hidden - rows.len();
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&rows)?;
        return Ok(());
    }
    if rows.is_empty() {
        screen.say(&say!("Er zijn geen nieuwe brieven."; "There are no new letters."))?;
    } else {
        let headers = match screen.language {
            Language::Nl => ["Brief", "Wat", "Aan", "Zaak", "Gemaakt", "Hoe staat het"],
            Language::En => ["Letter", "What", "To", "Case", "Made", "Standing"],
        };
        let cells: Vec<Vec<String>> = rows.iter().map(|row| cells(row, screen)).collect();
        table(&headers, &cells, screen)?;
    }
    if hidden > 0 && screen.terminal {
        screen.say(&say!(
            "{hidden} oudere brieven: nazorg brief lijst --all";
            "{hidden} older letters: nazorg letter list --all"
        ))?;
    }
    Ok(())
}

fn cells(row: &LetterRow, screen: &Screen) -> Vec<String> {
    let state = match row.state {
        LetterState::Waiting => screen.words("wacht op akkoord", "waits for approval").to_owned(),
        LetterState::Made | LetterState::Staged => {
            screen.words("wordt klaargezet", "is being delivered").to_owned()
        }
        LetterState::Done => row.folder.clone().unwrap_or_default(),
        LetterState::Failed => screen.words("niet gemaakt", "not made").to_owned(),
        LetterState::Withdrawn => screen.words("ingetrokken", "withdrawn").to_owned(),
    };
    vec![
        format!("B{}", row.letter),
        row.title.clone(),
        row.addressee.clone(),
        format!("Z{}", row.case),
        date::day_of(row.made, screen.language),
        state,
    ]
}

fn show(letter: &str, html: bool, session: &mut Session) -> Result<(), Stop> {
    let letter = number::read(Kind::Letter, letter)?;
    let view = session.office()?.letter_show(letter)?;
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&view)?;
    } else if view.text.is_empty() && view.html.is_empty() {
        screen.say(&say!("Van B{letter} is geen tekst: zij is gewist, of kon niet worden gemaakt."; "There is no text of B{letter}: it was erased, or could not be made."))?;
    } else if html {
        screen.line(view.html.trim_end())?;
    } else {
        screen.line(plain(view.text.trim_end()))?;
    }
    Ok(())
}
