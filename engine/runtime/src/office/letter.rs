//! Letters: listing, showing, approving and delivering them.

use std::time::Duration;

use nazorg_core::case::What;
use nazorg_core::dispatch;
use nazorg_core::letter::{Envelope, HouseStyle, Letter, to_html, to_text};
use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::{OptionalExtension, Row, params};

use super::Office;
use crate::delivery;
use crate::person::Person;
use crate::store::journal::hex;
use crate::store::work::Work;
use crate::store::{BUSY, moment};
use crate::view::{DeliveryReport, Happened, LetterRow, LetterState, LetterView};
use crate::{Problem, Workspace};

/// How long who recorded something waits for another who delivers.
const SOON: Duration = Duration::from_secs(2);

const COLUMNS: &str = "l.number, l.case_no, p.number, revealed(p.data), l.id, l.title, revealed(l.envelope), l.state, l.approve, l.made, l.done, l.error, p.kind
     FROM letters l JOIN cases c ON c.number = l.case_no JOIN people p ON p.number = c.person";

impl Office {
    /// Letters, the newest first; of one case or of all.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn letter_list(&self, case: Option<i64>) -> Result<Vec<LetterRow>, Problem> {
        self.read(|work| {
            let mut rows = match case {
                Some(case) => of_case(work, case)?,
                None => query(work, &format!("SELECT {COLUMNS} WHERE l.number > ?1 ORDER BY l.number"), 0)?,
            };
            rows.reverse();
            Ok(rows)
        })
    }

    /// One letter with its words.
    ///
    /// # Errors
    /// It is not there.
    pub fn letter_show(&self, letter: i64) -> Result<LetterView, Problem> {
        self.read(|work| {
            let pages = pages(work, letter)?.unwrap_or_default();
            let row = one(work, letter)?;
            let (template, hash): (String, Option<Vec<u8>>) = work
                .tx
                .prepare_cached("SELECT template, template_hash FROM letters WHERE number = ?1")?
                .query_row(params![letter], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let template_hash = hex(&hash.unwrap_or_default());
            Ok(LetterView { row, template, template_hash, text: pages.text, html: pages.html })
        })
    }

    /// Approves a letter that waits; it can then go out.
    ///
    /// # Errors
    /// It is not there, does not wait, is not as it was fixed, or is not the user's to approve.
    pub fn letter_approve(&self, letter: i64) -> Result<Happened, Problem> {
        let written = self.write_as(|work, actor| {
            let found: Option<(i64, u32, String)> = work
                .tx
                .prepare_cached("SELECT case_no, nr, state FROM letters WHERE number = ?1")
                .and_then(|mut statement| {
                    statement
                        .query_row(params![letter], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                        .optional()
                })
                .map_err(Problem::from)?;
            let (case, nr, state) = found.ok_or_else(|| no_such_letter(letter))?;
            if state != "waiting" {
                return Err(Problem::refused(
                    say!("Brief B{letter} wacht niet op akkoord."; "Letter B{letter} does not wait for approval."),
                )
                .help(say!("Wat wacht, staat in `nazorg brief lijst`."; "What waits stands in `nazorg letter list`."))
                .into());
            }
            // Nobody approves other words than were fixed.
            pages(work, letter)?;
            let stamp = Self::stamp(work, Some(case), None, actor)?;
            dispatch::submit(work, case, stamp.event(What::LetterApproved(nr)))?;
            Ok(case)
        })?;
        self.happened(&written)
    }

    /// Brings all letters that are made into the outbox, each exactly once; see the
    /// [promise](crate::delivery).
    ///
    /// # Errors
    /// The outbox cannot be written. What was delivered before stays delivered.
    pub fn deliver(&self) -> Result<DeliveryReport, Problem> {
        self.deliver_within(BUSY)
    }

    /// The same for who recorded something and waits for the answer: when another is busy in the outbox for
    /// longer than a moment, the letters are left to who delivers next.
    ///
    /// # Errors
    /// As [`Office::deliver`]; or another is busy there.
    pub fn deliver_soon(&self) -> Result<DeliveryReport, Problem> {
        self.deliver_within(SOON)
    }

    fn deliver_within(&self, patience: Duration) -> Result<DeliveryReport, Problem> {
        delivery::deliver(self, patience, &mut |_| Ok(())).map_err(|problem| {
            let Text { nl, en } = &problem.text;
            let text = say!(
                "Niet alle brieven kwamen in het postvak. {nl}";
                "Not all letters came into the outbox. {en}"
            );
            // What is known no further is about files.
            let help = problem.help.unwrap_or_else(|| say!(
                "De brieven zijn bewaard. Kijk of u in de map `outbox` mag schrijven. Probeer het dan nog eens met `nazorg tik`.";
                "The letters are kept. See whether the folder `outbox` can be written. Then try again with `nazorg tick`."
            ));
            Problem { text, help: Some(help), ..problem }
        })
    }
}

/// A letter's pages.
#[derive(Default)]
pub(crate) struct Pages {
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The pages of a letter, from what was fixed when it was made; none when it failed.
///
/// # Errors
/// It is not there, or it is not what was fixed: then nobody may take it for a letter of ours.
pub(crate) fn pages(work: &Work<'_>, number: i64) -> Result<Option<Pages>, Problem> {
    type Found = (bool, bool, Option<String>, Option<String>, Option<i64>);
    let found: Option<Found> = work
        .tx
        .prepare_cached(
            "SELECT l.letter IS NULL, is_concealed(p.id, l.letter) AND is_concealed(p.id, l.envelope), revealed(l.letter), revealed(l.envelope), l.style
             FROM letters l LEFT JOIN cases c ON c.number = l.case_no LEFT JOIN people p ON p.number = c.person WHERE l.number = ?1",
        )?
        .query_row(params![number], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let (is_empty, is_concealed, letter, envelope, style) = found.ok_or_else(|| no_such_letter(number))?;
    if is_empty {
        return Ok(None);
    }
    let (true, Some(letter), Some(envelope)) = (is_concealed, letter, envelope) else {
        return Err(not_as_fixed(number));
    };
    let letter: Letter = serde_json::from_str(&letter)?;
    let envelope: Envelope = serde_json::from_str(&envelope)?;
    // The envelope of another letter to the same person.
    if envelope.number != format!("B{number}") {
        return Err(not_as_fixed(number));
    }
    let style = match style {
        Some(style) => (*work.catalog.style(work.tx, style)?).clone(),
        None => HouseStyle::default(),
    };
    let text = to_text(&letter, &style, &envelope);
    let html = to_html(&letter, &style, &envelope);
    Ok(Some(Pages { text, html }))
}

/// Words or an envelope that are not concealed under the key of the person, or cannot be read.
fn not_as_fixed(letter: i64) -> Problem {
    Problem::unreadable(say!(
        "Brief B{letter} is niet te lezen, of buiten nazorg om veranderd. De brief gaat niet weg.";
        "Letter B{letter} cannot be read, or was changed outside nazorg. The letter does not go out."
    ))
    .help(say!(
        "Kijk wat er mis is met `nazorg controle nakijken` en `nazorg dokter`. Zet dan een reservekopie terug: `nazorg terugzetten BESTAND`.";
        "See what is wrong with `nazorg audit verify` and `nazorg doctor`. Then put a backup back: `nazorg restore FILE`."
    ))
}

fn no_such_letter(letter: i64) -> Problem {
    Problem::bad_input(say!("Brief B{letter} bestaat niet."; "There is no letter B{letter}.")).help(
        say!("Bekijk de brieven met `nazorg brief lijst`."; "List the letters with `nazorg letter list`."),
    )
}

/// A letter in a list.
pub(super) fn one(work: &Work<'_>, letter: i64) -> Result<LetterRow, Problem> {
    let rows = query(work, &format!("SELECT {COLUMNS} WHERE l.number = ?1"), letter)?;
    rows.into_iter().next().ok_or_else(|| no_such_letter(letter))
}

/// The letters of a case, in order.
pub(super) fn of_case(work: &Work<'_>, case: i64) -> Result<Vec<LetterRow>, Problem> {
    query(work, &format!("SELECT {COLUMNS} WHERE l.case_no = ?1 ORDER BY l.number"), case)
}

/// Letters in one state.
pub(super) fn in_state(work: &Work<'_>, state: LetterState) -> Result<Vec<LetterRow>, Problem> {
    let sql = match state {
        LetterState::Waiting => format!(
            "SELECT {COLUMNS} WHERE l.state <> 'done' AND l.state = 'waiting' AND l.number > ?1 ORDER BY l.number"
        ),
        _ => format!(
            "SELECT {COLUMNS} WHERE l.state <> 'done' AND l.state = 'failed' AND l.number > ?1 ORDER BY l.number"
        ),
    };
    query(work, &sql, 0)
}

fn query(work: &Work<'_>, sql: &str, number: i64) -> Result<Vec<LetterRow>, Problem> {
    let mut statement = work.tx.prepare_cached(sql)?;
    let mut rows = statement.query(params![number])?;
    let mut letters = Vec::new();
    while let Some(row) = rows.next()? {
        letters.push(view(work.workspace, row)?);
    }
    Ok(letters)
}

fn view(workspace: &Workspace, row: &Row<'_>) -> Result<LetterRow, Problem> {
    let letter = row.get(0)?;
    let person = Person::listed(row.get::<_, Option<String>>(3)?.as_deref());
    // What cannot be read has nobody on its envelope.
    let envelope: Option<String> = row.get(6)?;
    let envelope = envelope.and_then(|envelope| serde_json::from_str::<Envelope>(&envelope).ok());
    let state = match row.get::<_, String>(7)?.as_str() {
        "waiting" => LetterState::Waiting,
        "made" => LetterState::Made,
        "staged" => LetterState::Staged,
        "done" => LetterState::Done,
        "withdrawn" => LetterState::Withdrawn,
        _ => LetterState::Failed,
    };
    let done: Option<i64> = row.get(10)?;
    let error: Option<String> = row.get(11)?;
    let error: Option<Text> = error.as_deref().map(serde_json::from_str).transpose()?;
    let folder = workspace.outbox.join(delivery::folder_name(letter));
    Ok(LetterRow {
        letter,
        case: row.get(1)?,
        person: row.get(2)?,
        person_name: person.name(),
        subject_kind: row.get(12)?,
        id: row.get(4)?,
        title: row.get(5)?,
        addressee: envelope.into_iter().flat_map(|envelope| envelope.addressee).next().unwrap_or_default(),
        state,
        approve: row.get::<_, Option<String>>(8)?.filter(|_| state == LetterState::Waiting),
        made: moment(row.get(9)?)?,
        delivered: done.map(moment).transpose()?,
        folder: (state == LetterState::Done).then(|| folder.display().to_string()),
        error: error.map(|text| text.nl),
    })
}
