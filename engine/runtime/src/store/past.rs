//! All that ever happened to a case, as folding it again needs it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use nazorg_core::case::What;
use nazorg_core::dispatch::CaseNumber;
use nazorg_core::id::Id;
use nazorg_core::refold::{Past, Row, Told};
use nazorg_core::say;
use rusqlite::params;

use super::journal::Payload;
use super::moment;
use super::work::Work;
use crate::Problem;

impl Work<'_> {
    /// When the last thing happened that a case knows of.
    pub(super) fn latest_of(&self, case: CaseNumber) -> Result<Option<DateTime<Utc>>, Problem> {
        let latest: Option<i64> = self
            .tx
            .prepare_cached("SELECT max(occurred) FROM journal WHERE case_no = ?1")?
            .query_row(params![case], |row| row.get(0))?;
        latest.map(moment).transpose()
    }

    /// The rows of a case, and those of the records that it reads.
    pub(super) fn past_of(&self, case: CaseNumber) -> Result<Past, Problem> {
        let mut past = Past::default();
        let mut statement = self.tx.prepare_cached(
            "SELECT j.seq, said(p.payload) FROM journal j LEFT JOIN journal_payload p ON p.seq = j.seq WHERE j.case_no = ?1 ORDER BY j.seq",
        )?;
        let mut rows = statement.query(params![case])?;
        while let Some(row) = rows.next()? {
            let payload: Option<String> = row.get(1)?;
            if let Payload::Step { event, facts } = read(payload.as_deref())? {
                past.rows.push(Row { number: row.get(0)?, event, facts });
            }
        }
        self.definitions_of(case, &mut past)?;
        let mut statement =
            self.tx.prepare_cached("SELECT alias, record FROM case_records WHERE case_no = ?1")?;
        let bound: BTreeMap<String, i64> = statement
            .query_map(params![case], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (alias, record) in bound {
            past.records.insert(Id::from(alias), self.told_of(record)?);
        }
        Ok(past)
    }

    /// The versions that a case was on, if it ever went over to another.
    fn definitions_of(&self, case: CaseNumber, past: &mut Past) -> Result<(), Problem> {
        let mut hashes = BTreeSet::new();
        for row in &past.rows {
            if let What::Migrated(migration) = &row.event.what {
                hashes.extend([migration.from.clone(), migration.to.clone()]);
            }
        }
        if hashes.is_empty() {
            return Ok(());
        }
        let id = self.process_of(case)?.id().clone();
        for hash in hashes {
            let found = self.catalog.by_hash(self.tx, &id, &hash)?;
            let (_, process) = found.ok_or_else(|| Problem::broken_store("a definition"))?;
            past.definitions.insert(hash, process);
        }
        Ok(())
    }

    /// What was told about a record, in the order of the journal.
    pub(crate) fn told_of(&self, record: i64) -> Result<Vec<Told>, Problem> {
        let mut told = Vec::new();
        let mut statement = self.tx.prepare_cached(
            "SELECT j.seq, j.occurred, said(p.payload) FROM journal j LEFT JOIN journal_payload p ON p.seq = j.seq
             WHERE j.record = ?1 ORDER BY j.seq",
        )?;
        let mut rows = statement.query(params![record])?;
        while let Some(row) = rows.next()? {
            let payload: Option<String> = row.get(2)?;
            tell(&mut told, row.get(0)?, moment(row.get(1)?)?, read(payload.as_deref())?);
        }
        Ok(told)
    }
}

/// Adds what a row tells about a record, or puts right what was told before.
pub(super) fn tell(told: &mut Vec<Told>, number: i64, occurred: DateTime<Utc>, payload: Payload) {
    match payload {
        Payload::Record { form, .. } => told.push(Told { number, occurred, form }),
        Payload::Retold { retold } => drop(retold.put_right(told)),
        _ => {}
    }
}

/// What was erased cannot be decided anew.
fn read(payload: Option<&str>) -> Result<Payload, Problem> {
    let Some(payload) = payload else {
        return Err(Problem::refused(
            say!("Een deel van deze zaak is gewist. Zij kan niet opnieuw worden gerekend."; "Part of this case was erased. It cannot be folded again."),
        )
        .help(say!("Leg vast wat er nu geldt, met de dag van vandaag."; "Record what holds now, with the day of today.")));
    };
    Ok(serde_json::from_str(payload)?)
}
