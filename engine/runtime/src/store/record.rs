//! Shared records: making them, binding cases to them, and what happens to them.

use std::sync::Arc;

use nazorg_core::compile::Process;
use nazorg_core::definition::record::Record as RecordDefinition;
use nazorg_core::dispatch::{CaseNumber, Stamp};
use nazorg_core::id::Id;
use nazorg_core::refold;
use nazorg_core::say;
use rusqlite::{OptionalExtension, params};

use super::catalog::Document;
use super::journal::{Entry, PayloadRef, append};
use super::keys::PersonId;
use super::work::{Work, no_such_case, on_behalf_of};
use crate::Problem;

impl Work<'_> {
    /// The newest record of a person of one kind.
    pub(crate) fn newest_record(&self, person: i64, record: &str) -> Result<Option<i64>, Problem> {
        Ok(self
            .tx
            .prepare_cached(
                "SELECT number FROM records WHERE person = ?1 AND record = ?2 ORDER BY number DESC LIMIT 1",
            )?
            .query_row(params![person, record], |row| row.get(0))
            .optional()?)
    }

    /// Whose record has this key, if any has.
    pub(crate) fn record_owner(&self, record: &str, key: &str) -> Result<Option<i64>, Problem> {
        Ok(self
            .tx
            .prepare_cached("SELECT person FROM records WHERE record = ?1 AND key = blind(?1 || ' ' || ?2)")?
            .query_row(params![record, key], |row| row.get(0))
            .optional()?)
    }

    pub(super) fn bind(&self, case: CaseNumber, alias: &Id, record: i64) -> Result<(), Problem> {
        self.tx
            .prepare_cached(
                "INSERT OR IGNORE INTO case_records (case_no, alias, record) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![case, alias.as_str(), record])?;
        Ok(())
    }

    /// Makes an empty record. Open cases of the person that were waiting for one of its kind read it
    /// from now on, and so see its first event.
    pub(crate) fn create_record(
        &mut self,
        document: &Document,
        kind: &str,
        person: i64,
        key: Option<&str>,
    ) -> Result<i64, Problem> {
        let number = self
            .tx
            .prepare_cached(
                "INSERT INTO records (person, record, definition, key, last_seq, fields) VALUES (?1, ?2, ?3, blind(?2 || ' ' || ?4), 0, '{}')",
            )?
            .insert(params![person, kind, document.number, key])?;
        for case in self.open_cases_of(person)? {
            let process = self.process_of(case)?;
            for (alias, record) in &process.definition().records {
                if record.value.as_str() == kind {
                    // Does nothing when the case reads another record under this name.
                    self.bind(case, alias, number)?;
                }
            }
        }
        Ok(number)
    }

    /// The process of a case, without the case.
    pub(crate) fn process_of(&self, case: CaseNumber) -> Result<Arc<Process>, Problem> {
        if let Some(kept) = self.catalog.remembered.borrow().case(case) {
            return Ok(kept.process);
        }
        let document = self
            .tx
            .prepare_cached("SELECT d.number, d.hash FROM cases c JOIN documents d ON d.number = c.definition WHERE c.number = ?1")?
            .query_row(params![case], |row| Ok(Document { number: row.get(0)?, hash: row.get(1)? }))
            .optional()?
            .ok_or_else(|| no_such_case(case))?;
        self.catalog.process(self.tx, &document)
    }

    /// Writes an event of a shared record.
    pub(crate) fn save_record_event(
        &mut self,
        number: i64,
        event: &Id,
        form: &nazorg_core::value::Record,
        stamp: &Stamp,
    ) -> Result<(), Problem> {
        let (seq, person) =
            self.append_told(number, event, stamp, &PayloadRef::Record { record_event: event, form })?;
        // What is told late may have been overtaken already.
        let fields = if stamp.occurred < stamp.recorded {
            refold::fields(&self.told_of(number)?)
        } else {
            let mut fields = self.record_fields(number)?;
            take_over(&mut fields, form);
            fields
        };
        self.save_fields(number, seq, person, &fields)
    }

    /// Puts right what was told about a shared record; the row of then stays as it is.
    pub(crate) fn save_retold(
        &mut self,
        number: i64,
        retold: &refold::Retold,
        stamp: &Stamp,
    ) -> Result<(), Problem> {
        let action = if retold.withdrawn { "undone" } else { "corrected" };
        let (seq, person) = self.append_told(number, action, stamp, &PayloadRef::Retold { retold })?;
        self.save_fields(number, seq, person, &refold::fields(&self.told_of(number)?))
    }

    /// Gives the row and whose record it is.
    fn append_told(
        &mut self,
        number: i64,
        action: &str,
        stamp: &Stamp,
        payload: &PayloadRef<'_>,
    ) -> Result<(i64, PersonId), Problem> {
        let (kind, document, person) = self
            .tx
            .prepare_cached(
                "SELECT r.record, d.number, d.hash, p.id FROM records r
                 JOIN people p ON p.number = r.person JOIN documents d ON d.number = r.definition WHERE r.number = ?1",
            )?
            .query_row(params![number], |row| {
                let document = Document { number: row.get(1)?, hash: row.get(2)? };
                Ok((row.get::<_, String>(0)?, document, row.get(3)?))
            })?;
        let role = self.record_role.as_ref();
        let entry = Entry {
            recorded: stamp.recorded,
            occurred: stamp.occurred,
            actor: &stamp.actor.user,
            role: role.map(|role| role.role.as_str()),
            on_behalf_of: on_behalf_of(stamp.actor.on_behalf_of.as_deref(), role),
            purpose: &kind,
            action,
            person,
            case: None,
            record: Some(number),
            definition: (document.number, &document.hash),
        };
        Ok((append(self.tx, self.keys, &self.head, &entry, payload)?, person))
    }

    fn record_fields(&self, number: i64) -> Result<nazorg_core::value::Record, Problem> {
        let fields: String = self
            .tx
            .prepare_cached("SELECT reveal(fields) FROM records WHERE number = ?1")?
            .query_row(params![number], |row| row.get(0))?;
        Ok(serde_json::from_str(&fields)?)
    }

    /// Stores what a record says after a row of the journal.
    fn save_fields(
        &self,
        number: i64,
        seq: i64,
        person: PersonId,
        fields: &nazorg_core::value::Record,
    ) -> Result<(), Problem> {
        let fields = self.keys.concealed(&person, |text| serde_json::to_writer(text, fields))?;
        self.tx
            .prepare_cached("UPDATE records SET last_seq = ?2, fields = ?3 WHERE number = ?1")?
            .execute(params![number, seq, fields])?;
        Ok(())
    }

    /// The definition of a record and the event that a row of it tells.
    pub(crate) fn told_as(&self, row: i64) -> Result<(Arc<RecordDefinition>, Id), Problem> {
        let (kind, event): (String, String) = self
            .tx
            .prepare_cached("SELECT purpose, action FROM journal WHERE seq = ?1")?
            .query_row(params![row], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (_, definition) = self.catalog.record(self.tx, &kind)?.ok_or_else(|| {
            Problem::bad_input(say!("`{kind}` is niet gepubliceerd."; "`{kind}` is not published."))
                .help(say!("Publiceer eerst met `nazorg publiceer`."; "Publish first with `nazorg publish`."))
        })?;
        Ok((definition, Id::from(event)))
    }

    /// The row of a case that came of a row of a record.
    pub(crate) fn row_of_told(
        &self,
        case: CaseNumber,
        row: i64,
        event: &str,
    ) -> Result<Option<i64>, Problem> {
        Ok(self
            .tx
            .prepare_cached(
                "SELECT c.seq FROM journal r JOIN journal c ON c.case_no = ?1 AND c.seq > r.seq AND c.recorded = r.recorded AND c.occurred = r.occurred AND c.action = ?3
                 WHERE r.seq = ?2 ORDER BY c.seq LIMIT 1",
            )?
            .query_row(params![case, row, event], |row| row.get(0))
            .optional()?)
    }

    /// The row of a record that a row of a case came of, and the record.
    pub(crate) fn told_behind(
        &self,
        case: CaseNumber,
        row: i64,
        alias: &str,
    ) -> Result<Option<(i64, i64)>, Problem> {
        Ok(self
            .tx
            .prepare_cached(
                "SELECT r.seq, b.record FROM case_records b JOIN journal r ON r.record = b.record AND r.seq < ?2
                 WHERE b.case_no = ?1 AND b.alias = ?3 ORDER BY r.seq DESC LIMIT 1",
            )?
            .query_row(params![case, row, alias], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }
}

/// What an event of a record leaves in its fields.
pub(super) fn take_over(fields: &mut nazorg_core::value::Record, form: &nazorg_core::value::Record) {
    for (field, value) in form {
        if value.is_set() {
            fields.insert(field.clone(), value.clone());
        } else {
            fields.remove(field);
        }
    }
}
