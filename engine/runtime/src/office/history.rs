//! The journal, in words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use nazorg_core::case::{Fact, What, correction_of, is_correction};
use nazorg_core::definition::event::Event as Declared;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::text::Text;
use nazorg_core::value::Value;
use rusqlite::{Row, params};

use super::{hand_over, show, words};
use crate::Office;
use crate::Problem;
use crate::store::catalog::{Document, Kind};
use crate::store::journal::Payload;
use crate::store::moment;
use crate::store::work::Work;
use crate::view::{FactView, HistoryRow};

const COLUMNS: &str = "j.seq, j.case_no, j.recorded, j.occurred, j.actor, j.role, j.on_behalf_of, j.action, j.purpose, d.number, d.hash, d.kind, said(p.payload)
     FROM journal j JOIN documents d ON d.number = j.definition LEFT JOIN journal_payload p ON p.seq = j.seq";

/// A row as it was read.
struct Raw {
    seq: i64,
    case: Option<i64>,
    recorded: i64,
    occurred: i64,
    actor: String,
    role: Option<String>,
    on_behalf_of: Option<String>,
    action: String,
    purpose: String,
    document: Document,
    kind: String,
    payload: Option<String>,
}

/// The rows of a case.
pub(super) fn of_case(work: &Work<'_>, case: i64) -> Result<Vec<HistoryRow>, Problem> {
    let sql = format!("SELECT {COLUMNS} WHERE j.case_no = ?1 ORDER BY j.seq");
    let mut statement = work.tx.prepare_cached(&sql)?;
    let raw: Vec<Raw> = statement.query_map(params![case], read)?.collect::<Result<_, _>>()?;
    let marks = Marks::of(&raw)?;
    raw.into_iter().map(|raw| view(work, raw, &marks)).collect()
}

impl Office {
    /// What happened in cases after a row of the journal: for who keeps figures.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn facts_since(&self, row: i64) -> Result<Vec<(i64, Vec<Fact>)>, Problem> {
        self.read(|work| {
            let mut statement = work.tx.prepare_cached(
                "SELECT j.seq, said(p.payload) FROM journal j JOIN journal_payload p ON p.seq = j.seq
                 WHERE j.seq > ?1 ORDER BY j.seq",
            )?;
            let rows: Vec<(i64, String)> = statement
                .query_map([row], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let mut found = Vec::new();
            for (seq, payload) in rows {
                if let Payload::Step { facts, .. } = serde_json::from_str(&payload)? {
                    found.push((seq, facts));
                }
            }
            Ok(found)
        })
    }
}

/// What later rows say of earlier ones.
#[derive(Default)]
struct Marks {
    /// The row that corrected a row last.
    corrected_by: BTreeMap<i64, i64>,
    /// Correction work that stands: `correct_ROW_FACT`.
    wrong: BTreeSet<Id>,
}

impl Marks {
    fn of(rows: &[Raw]) -> Result<Self, Problem> {
        let mut marks = Self::default();
        for raw in rows {
            let payload: Option<Payload> = raw.payload.as_deref().map(serde_json::from_str).transpose()?;
            let Some(Payload::Step { event, facts }) = payload else { continue };
            if let What::Corrected { row, .. } = event.what {
                marks.corrected_by.insert(row, raw.seq);
            }
            for fact in facts {
                match fact {
                    Fact::TaskOpened { id, .. } if is_correction(&id) => drop(marks.wrong.insert(id)),
                    Fact::TaskWithdrawn { id } => drop(marks.wrong.remove(&id)),
                    _ => {}
                }
            }
        }
        Ok(marks)
    }

    fn is_wrong(&self, row: i64, fact: usize) -> bool {
        self.wrong.contains(correction_of(row, fact).as_str())
    }
}

/// The rows of a stretch of the journal.
pub(super) fn between(work: &Work<'_>, rows: &RangeInclusive<i64>) -> Result<Vec<HistoryRow>, Problem> {
    let sql = format!("SELECT {COLUMNS} WHERE j.seq BETWEEN ?1 AND ?2 ORDER BY j.seq");
    let mut statement = work.tx.prepare_cached(&sql)?;
    let raw: Vec<Raw> =
        statement.query_map(params![rows.start(), rows.end()], read)?.collect::<Result<_, _>>()?;
    raw.into_iter().map(|raw| view(work, raw, &Marks::default())).collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        seq: row.get(0)?,
        case: row.get(1)?,
        recorded: row.get(2)?,
        occurred: row.get(3)?,
        actor: row.get(4)?,
        role: row.get(5)?,
        on_behalf_of: row.get(6)?,
        action: row.get(7)?,
        purpose: row.get(8)?,
        document: Document { number: row.get(9)?, hash: row.get(10)? },
        kind: row.get(11)?,
        payload: row.get(12)?,
    })
}

fn view(work: &Work<'_>, raw: Raw, marks: &Marks) -> Result<HistoryRow, Problem> {
    let payload: Option<Payload> = raw.payload.as_deref().map(serde_json::from_str).transpose()?;
    let (about, title, facts) = if raw.kind == Kind::Process.as_str() {
        let process = work.catalog.process(work.tx, &raw.document)?;
        let (title, facts) = match &payload {
            Some(Payload::Step { event, facts }) => (
                words::title(&process, &event.what),
                words::facts(&process, facts, &|at| marks.is_wrong(raw.seq, at)),
            ),
            Some(Payload::Received { received }) => hand_over::told::received(received),
            _ => (words::forgotten(), Vec::new()),
        };
        (process.definition().title.clone(), title, facts)
    } else {
        record_words(work, &raw, payload.as_ref())?
    };
    Ok(HistoryRow {
        seq: raw.seq,
        case: raw.case,
        about,
        occurred: moment(raw.occurred)?,
        recorded: moment(raw.recorded)?,
        actor: raw.actor,
        role: raw.role,
        on_behalf_of: raw.on_behalf_of,
        event: raw.action,
        title,
        facts,
        corrected_by: marks.corrected_by.get(&raw.seq).copied(),
    })
}

fn record_words(
    work: &Work<'_>,
    raw: &Raw,
    payload: Option<&Payload>,
) -> Result<(String, Text, Vec<FactView>), Problem> {
    let definition = work.catalog.record(work.tx, &raw.purpose)?.map(|(_, definition)| definition);
    let event: Option<&Declared> = definition
        .as_ref()
        .and_then(|d| d.events.get(&Id::from(raw.action.as_str())))
        .map(|event| &event.value);
    let title = event.map_or_else(|| raw.action.clone(), |event| event.title.clone());
    let (form, title) = match payload {
        Some(Payload::Record { form, .. }) => (form, Text::same(title)),
        Some(Payload::Retold { retold }) => (&retold.form, words::retold(retold.row, retold.withdrawn)),
        _ => return Ok((raw.purpose.clone(), words::forgotten(), Vec::new())),
    };
    let fact = |(id, value): (&Id, &Value)| {
        let field = definition.as_ref().and_then(|d| d.fields.get(id)).map(|field| &field.value);
        let name = field.and_then(|field| field.title.clone()).unwrap_or_else(|| id.spoken());
        let value = show::shown(value, field);
        FactView {
            kind: "field_set".to_owned(),
            text: say!("{name}: {value}"; "{name}: {value}"),
            detail: false,
            wrong: false,
        }
    };
    let about = definition.as_ref().map_or_else(|| raw.purpose.clone(), |d| d.title.clone());
    Ok((about, title, form.iter().map(fact).collect()))
}
