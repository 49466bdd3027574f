//! Shared records: making them, binding cases to them, and what happens to them.

use std::sync::Arc;

use nazorg_core::compile::Process;
use nazorg_core::dispatch::{CaseNumber, Stamp};
use nazorg_core::id::Id;
use nazorg_core::refold;
use rusqlite::{OptionalExtension, params};

use super::catalog::Document;
use super::journal::{Entry, PayloadRef, append};
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
                "INSERT INTO records (person, record, definition, key, last_seq, fields) VALUES (?1, ?2, ?3, ?4, 0, '{}')",
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
        let (kind, document, person_id, fields) = self
            .tx
            .prepare_cached(
                "SELECT r.record, d.number, d.hash, p.id, r.fields FROM records r
                 JOIN people p ON p.number = r.person JOIN documents d ON d.number = r.definition WHERE r.number = ?1",
            )?
            .query_row(params![number], |row| {
                let document = Document { number: row.get(1)?, hash: row.get(2)? };
                Ok((row.get::<_, String>(0)?, document, row.get(3)?, row.get::<_, String>(4)?))
            })?;
        let role = self.record_role.as_ref();
        let seq = append(
            self.tx,
            &self.head,
            &Entry {
                recorded: stamp.recorded,
                occurred: stamp.occurred,
                actor: &stamp.actor.user,
                role: role.map(|role| role.role.as_str()),
                on_behalf_of: on_behalf_of(stamp.actor.on_behalf_of.as_deref(), role),
                purpose: &kind,
                action: event,
                person: person_id,
                case: None,
                record: Some(number),
                definition: (document.number, &document.hash),
            },
            &PayloadRef::Record { record_event: event, form },
        )?;
        let fields = if stamp.occurred < stamp.recorded {
            // What is told late may have been overtaken already.
            refold::fields(&self.told_of(number)?)
        } else {
            let mut fields: nazorg_core::value::Record = serde_json::from_str(&fields)?;
            for (field, value) in form {
                if value.is_set() {
                    fields.insert(field.clone(), value.clone());
                } else {
                    fields.remove(field);
                }
            }
            fields
        };
        self.tx
            .prepare_cached("UPDATE records SET last_seq = ?2, fields = ?3 WHERE number = ?1")?
            .execute(params![number, seq, serde_json::to_string(&fields)?])?;
        Ok(())
    }
}
