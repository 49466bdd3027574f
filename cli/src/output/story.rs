//! What happened, in words.

use nazorg_core::calendar::local;
use nazorg_core::say;
use nazorg_runtime::view::{FactView, Happened, HistoryRow, LetterRow, LetterState};

use super::screen::{ALARM, DUE, FAINT, GOOD, STRONG, paint, plain};
use super::{Screen, Stop, date};

/// Steps in the order in which they were made. The case that the reader asked about is not named
/// at every step; others are.
pub(crate) fn rows(rows: &[HistoryRow], case: Option<i64>, screen: &mut Screen) -> Result<(), Stop> {
    for row in rows {
        let title = paint(STRONG, plain(screen.text(&row.title)));
        let about = match row.case {
            Some(number) if Some(number) == case => String::new(),
            Some(number) => format!("  {}", paint(FAINT, plain(&format!("Z{number} {}", row.about)))),
            None => format!("  {}", paint(FAINT, plain(&row.about))),
        };
        screen.line(format!("{title}{about}"))?;
        facts(row, screen)?;
    }
    Ok(())
}

/// What a step decided, without the details that most readers will not miss.
pub(crate) fn facts(row: &HistoryRow, screen: &mut Screen) -> Result<(), Stop> {
    for fact in row.facts.iter().filter(|fact| !fact.detail && !is_passing(fact, row)) {
        let mut text = plain(screen.text(&fact.text));
        if fact.wrong {
            text.push_str(screen.words(" (had niet gemoeten)", " (should not have been)"));
        }
        let style = match fact.kind.as_str() {
            "escalated" | "failed" => ALARM,
            "letter_made" | "closed" => GOOD,
            "deadline_fired" | "notified" => DUE,
            _ => anstyle::Style::new(),
        };
        screen.line(format!("  - {}", paint(style, text)))?;
    }
    Ok(())
}

/// Values that a case begins with, and states that were left in the same step, are no news.
fn is_passing(fact: &FactView, row: &HistoryRow) -> bool {
    let name = |fact: &FactView| fact.text.en.split_once(": ").map(|(_, name)| name.to_owned());
    match fact.kind.as_str() {
        "field_set" => row.facts.iter().any(|fact| fact.kind == "opened"),
        "entered" => row.facts.iter().any(|left| left.kind == "left" && name(left) == name(fact)),
        _ => false,
    }
}

/// What came of something that was recorded, and what to do next.
pub(crate) fn happened(happened: &Happened, screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(happened)?;
        return Ok(());
    }
    rows(&happened.steps, Some(happened.case), screen)?;
    for remark in &happened.remarks {
        let remark = paint(DUE, screen.text(remark));
        screen.line(remark)?;
    }
    if !happened.letters.is_empty() {
        screen.heading(&say!("Brieven"; "Letters"))?;
        for row in &happened.letters {
            letter(row, screen)?;
        }
    }
    next(happened, screen)
}

fn next(happened: &Happened, screen: &mut Screen) -> Result<(), Stop> {
    let (case, now) = (happened.case, &happened.now);
    if let Some(outcome) = &now.row.outcome_title {
        let outcome = plain(outcome);
        let line = say!("Zaak Z{case} is klaar: {outcome}."; "Case Z{case} is done: {outcome}.");
        screen.line("")?;
        screen.line(paint(GOOD, line.get(screen.language)))?;
        return Ok(());
    }
    screen.heading(&say!("Wat nu in Z{case}"; "What next in Z{case}"))?;
    for row in &now.tasks {
        super::lines::task(row, None, screen)?;
    }
    let command = screen.command(format!("case show Z{case}"));
    screen.say(
        &say!("  Alles zien en alle mogelijkheden: {command}"; "  See everything and all options: {command}"),
    )?;
    Ok(())
}

/// A letter with how far it is, and the command to go on.
pub(crate) fn letter(row: &LetterRow, screen: &mut Screen) -> Result<(), Stop> {
    let number = row.letter;
    let title = plain(&row.title);
    let to = plain(&row.addressee);
    let state = match (row.state, &row.folder) {
        (LetterState::Waiting, _) => {
            let command = screen.command(format!("letter approve B{number}"));
            let line = say!("wacht op akkoord: {command}"; "waits for approval: {command}");
            paint(DUE, line.get(screen.language))
        }
        (LetterState::Done, Some(folder)) => paint(FAINT, folder),
        (LetterState::Failed, _) => {
            let why = row.error.clone().unwrap_or_default();
            let line = say!("niet gemaakt: {why}"; "not made: {why}");
            paint(ALARM, plain(line.get(screen.language)))
        }
        (LetterState::Withdrawn, _) => screen.words("ingetrokken", "withdrawn").to_owned(),
        _ => screen.words("wordt klaargezet", "is being delivered").to_owned(),
    };
    screen.say(&say!("  B{number}  {title}, aan {to}"; "  B{number}  {title}, to {to}"))?;
    screen.line(format!("      {state}"))?;
    Ok(())
}

/// The history of a case, a day at a time.
pub(crate) fn history(history: &[HistoryRow], case: i64, screen: &mut Screen) -> Result<(), Stop> {
    let mut shown = None;
    for row in history {
        let day = local(row.occurred).date();
        if shown != Some(day) {
            shown = Some(day);
            let heading = date::day(day, screen.language);
            screen.line("")?;
            screen.line(paint(STRONG, heading))?;
        }
        let who = who(row, screen);
        let told = local(row.recorded).date();
        let late = if told == day {
            String::new()
        } else {
            let told = date::day(told, screen.language);
            let text = say!(", vastgelegd op {told}"; ", recorded on {told}");
            text.get(screen.language).to_owned()
        };
        let elsewhere = match row.case {
            Some(number) if number != case => format!(" Z{number}"),
            _ => String::new(),
        };
        let title = plain(screen.text(&row.title));
        // Only what people recorded can be corrected.
        let number = if row.actor.is_empty() { String::new() } else { format!("G{}  ", row.seq) };
        let wrong = match row.corrected_by {
            Some(by) => {
                let text = say!(" (verbeterd: G{by})"; " (corrected: G{by})");
                paint(DUE, screen.text(&text))
            }
            None => String::new(),
        };
        let aside = paint(FAINT, plain(&format!("{number}{who}{late}")));
        screen.line(format!("{title}{elsewhere}{wrong}  {aside}"))?;
        facts(row, screen)?;
    }
    Ok(())
}

/// Who recorded a row: "fatima als coordinator, voor joost".
fn who(row: &HistoryRow, screen: &Screen) -> String {
    if row.actor.is_empty() {
        return screen.words("vanzelf", "by itself").to_owned();
    }
    let mut who = row.actor.clone();
    if let Some(role) = &row.role {
        let text = say!(" als {role}"; " as {role}");
        who.push_str(text.get(screen.language));
    }
    if let Some(other) = &row.on_behalf_of {
        let text = say!(", in plaats van {other}"; ", in place of {other}");
        who.push_str(text.get(screen.language));
    }
    who
}
