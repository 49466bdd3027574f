//! The journal: append-only, chained, and able to forget what was said.
//!
//! Each row commits to its payload (`commitment`, keyed with the row's own salt) and to the row before
//! it (`chain`). So a changed, removed or swapped row is seen, while a payload can be erased.

use std::cell::Cell;

use chrono::{DateTime, Utc};
use nazorg_core::case::{Event, Fact};
use nazorg_core::id::Id;
use nazorg_core::refold::Retold;
use nazorg_core::value::Record;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::keys::{Keys, random};
use super::{millis, moment};
use crate::Problem;
use crate::case_file::CaseFile;
use crate::person::Person;

/// What a row says, beside the row.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Payload {
    /// A step of a case.
    Step {
        /// What happened.
        event: Event,
        /// What was decided.
        facts: Vec<Fact>,
    },
    /// An event of a shared record.
    Record {
        /// The event.
        record_event: Id,
        /// Its form.
        form: Record,
    },
    /// Something that was told about a shared record was not so.
    Retold {
        /// How it was.
        retold: Retold,
    },
    /// What is known of a person became something else.
    Person {
        /// What was known before.
        person_before: Box<Person>,
    },
    /// The file of a case that came from another office.
    Received {
        /// The file.
        received: Box<CaseFile>,
    },
    /// A person was erased. This alone is never concealed.
    Erased {
        /// Who.
        erased_person: i64,
    },
}

/// The same, to be written without copying.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum PayloadRef<'a> {
    Step { event: &'a Event, facts: &'a [Fact] },
    Record { record_event: &'a Id, form: &'a Record },
    Retold { retold: &'a Retold },
    Person { person_before: &'a Person },
    Received { received: &'a CaseFile },
    Erased { erased_person: i64 },
}

/// A row to be written.
pub(crate) struct Entry<'a> {
    pub(crate) recorded: DateTime<Utc>,
    pub(crate) occurred: DateTime<Utc>,
    pub(crate) actor: &'a str,
    pub(crate) role: Option<&'a str>,
    pub(crate) on_behalf_of: Option<&'a str>,
    pub(crate) purpose: &'a str,
    pub(crate) action: &'a str,
    pub(crate) person: [u8; 16],
    pub(crate) case: Option<i64>,
    pub(crate) record: Option<i64>,
    /// The number of the definition's document, and its hash.
    pub(crate) definition: (i64, &'a str),
}

/// The end of the journal, as the running transaction knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) chain: [u8; 32],
    pub(crate) recorded: i64,
}

impl Head {
    pub(crate) fn read(connection: &Connection) -> Result<Self, Problem> {
        let mut statement = connection.prepare_cached(
            "SELECT seq, chain, recorded FROM journal WHERE seq > 0 ORDER BY seq DESC LIMIT 1",
        )?;
        let head = statement
            .query_row([], |row| Ok(Self { seq: row.get(0)?, chain: row.get(1)?, recorded: row.get(2)? }))
            .optional()?;
        Ok(head.unwrap_or_default())
    }

    /// The moment of the last row.
    pub(crate) fn moment(&self) -> Result<DateTime<Utc>, Problem> {
        moment(self.recorded)
    }
}

/// Appends a row and its payload; gives its number.
pub(crate) fn append(
    connection: &Connection,
    keys: &Keys,
    head: &Cell<Head>,
    entry: &Entry<'_>,
    payload: &PayloadRef<'_>,
) -> Result<i64, Problem> {
    let concealed = !matches!(payload, PayloadRef::Erased { .. });
    let payload = serde_json::to_string(payload)?;
    let salt: [u8; 16] = random();
    let commitment = commit(&salt, payload.as_bytes());
    let last = head.get();
    let seq = last.seq + 1;
    let (recorded, occurred) = (millis(entry.recorded), millis(entry.occurred));
    let chain = link(&last.chain, seq, recorded, occurred, entry, &commitment);
    connection
        .prepare_cached(
            "INSERT INTO journal (seq, recorded, occurred, actor, role, on_behalf_of, purpose, action, person, case_no, record, definition, commitment, chain)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            seq,
            recorded,
            occurred,
            entry.actor,
            entry.role,
            entry.on_behalf_of,
            entry.purpose,
            entry.action,
            entry.person,
            entry.case,
            entry.record,
            entry.definition.0,
            commitment,
            chain
        ])?;
    if concealed {
        // The salt is concealed too: beside the commitment it would let a short payload be guessed.
        let said = keys.concealed(&entry.person, |said| {
            said.extend_from_slice(hex(&salt).as_bytes());
            said.extend_from_slice(payload.as_bytes());
            Ok::<_, Problem>(())
        })?;
        connection
            .prepare_cached(
                "INSERT INTO journal_payload (seq, person, salt, nonce, payload) VALUES (?1, ?2, x'', NULL, ?3)",
            )?
            .execute(params![seq, entry.person, said])?;
    } else {
        connection
            .prepare_cached(
                "INSERT INTO journal_payload (seq, person, salt, nonce, payload) VALUES (?1, ?2, ?3, NULL, ?4)",
            )?
            .execute(params![seq, entry.person, salt, payload])?;
    }
    head.set(Head { seq, chain, recorded });
    Ok(seq)
}

/// Bytes as letters, two for each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What binds a row to its payload without telling anything about it.
pub(crate) fn commit(salt: &[u8; 16], payload: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    key[..16].copy_from_slice(salt);
    *blake3::keyed_hash(&key, payload).as_bytes()
}

/// What binds a row to all before it.
pub(crate) fn link(
    before: &[u8; 32],
    seq: i64,
    recorded: i64,
    occurred: i64,
    entry: &Entry<'_>,
    commitment: &[u8; 32],
) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("nazorg 2026 journal chain 1");
    hasher.update(before);
    for number in [seq, recorded, occurred, entry.case.unwrap_or(-1), entry.record.unwrap_or(-1)] {
        hasher.update(&number.to_le_bytes());
    }
    // With their lengths, so that no text can take over the end of another.
    let none = "\0";
    for text in [
        entry.actor,
        entry.role.unwrap_or(none),
        entry.on_behalf_of.unwrap_or(none),
        entry.purpose,
        entry.action,
        entry.definition.1,
    ] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(&entry.person);
    hasher.update(commitment);
    *hasher.finalize().as_bytes()
}
