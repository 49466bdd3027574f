//! Files of cases that came from other offices.

use nazorg_core::case::Actor;
use nazorg_core::compile::Process;
use nazorg_core::dispatch::{CaseNumber, Stamp};
use rusqlite::{OptionalExtension, params};

use super::catalog::Document;
use super::journal::{Entry, Payload, PayloadRef, append, hex};
use super::moment;
use super::work::Work;
use crate::Problem;
use crate::case_file::CaseFile;

/// What the journal calls the row that holds such a file.
pub(crate) const RECEIVED: &str = "received";

/// The row by which a case was handed over.
pub(crate) struct HandedOver {
    pub(crate) row: i64,
    /// Known to nobody before it was written, and the same ever after.
    pub(crate) id: String,
    pub(crate) at: chrono::DateTime<chrono::Utc>,
    pub(crate) by: String,
    pub(crate) what: nazorg_core::case::What,
}

impl Work<'_> {
    /// The case that a file became, if it was received before.
    pub(crate) fn received_as(&self, file: &str) -> Result<Option<CaseNumber>, Problem> {
        Ok(self
            .tx
            .prepare_cached("SELECT case_no FROM received WHERE file = ?1")?
            .query_row(params![file], |row| row.get(0))
            .optional()?)
    }

    /// Keeps a file as the first thing in the history of the case that goes on from it.
    pub(crate) fn keep_received(
        &mut self,
        file: &CaseFile,
        case: CaseNumber,
        (document, process): (&Document, &Process),
        person: i64,
        stamp: &Stamp,
    ) -> Result<(), Problem> {
        let (id, _) = self.who(person)?.ok_or_else(|| Problem::broken_store("a person"))?;
        let Actor { user, on_behalf_of, .. } = &stamp.actor;
        let entry = Entry {
            recorded: stamp.recorded,
            occurred: stamp.occurred,
            actor: user,
            role: None,
            on_behalf_of: on_behalf_of.as_deref(),
            purpose: process.id(),
            action: RECEIVED,
            person: id,
            case: Some(case),
            record: None,
            definition: (document.number, process.hash()),
        };
        append(self.tx, self.keys, &self.head, &entry, &PayloadRef::Received { received: file })?;
        self.tx
            .prepare_cached("INSERT INTO received (file, case_no) VALUES (?1, ?2)")?
            .execute(params![file.id, case])?;
        Ok(())
    }

    /// How a case was handed over, if it was.
    pub(crate) fn handed_over(&self, case: CaseNumber) -> Result<Option<HandedOver>, Problem> {
        type Row = (i64, [u8; 32], i64, String, Option<String>);
        let found: Option<Row> = self
            .tx
            .prepare_cached(
                "SELECT j.seq, j.chain, j.recorded, j.actor, said(p.payload) FROM journal j LEFT JOIN journal_payload p ON p.seq = j.seq
                 WHERE j.case_no = ?1 AND j.action = 'handed_over' ORDER BY j.seq DESC LIMIT 1",
            )?
            .query_row(params![case], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .optional()?;
        let Some((row, chain, at, by, Some(payload))) = found else { return Ok(None) };
        let Payload::Step { event, .. } = serde_json::from_str(&payload)? else { return Ok(None) };
        let id = hex(&chain)[..32].to_owned();
        Ok(Some(HandedOver { row, id, at: moment(at)?, by, what: event.what }))
    }

    /// What the event of a row was called.
    pub(crate) fn action_of(&self, row: i64) -> Result<String, Problem> {
        Ok(self
            .tx
            .prepare_cached("SELECT action FROM journal WHERE seq = ?1")?
            .query_row(params![row], |row| row.get(0))?)
    }
}
