//! The store as the world in which steps happen.

use chrono::{DateTime, Utc};
use nazorg_core::calendar::Calendar;
use nazorg_core::case::{Effect, Event, Timer};
use nazorg_core::compile::Process;
use nazorg_core::dispatch::{CaseNumber, Loaded, New, Other, RecordNumber, Stamp, World};
use nazorg_core::id::Id;
use nazorg_core::refold::{Past, Said};
use nazorg_core::step::Outcome;
use nazorg_core::value::Record;
use rusqlite::{OptionalExtension, params};
use std::sync::Arc;

use super::catalog::Document;
use super::work::Work;
use crate::Problem;

impl World for Work<'_> {
    type Error = Problem;

    fn calendar(&self) -> &Calendar {
        self.calendar
    }

    fn load(&mut self, case: CaseNumber) -> Result<Loaded, Problem> {
        self.load_case(case)
    }

    fn latest(&mut self, case: CaseNumber) -> Result<Option<DateTime<Utc>>, Problem> {
        self.latest_of(case)
    }

    fn is_aside(&mut self, case: CaseNumber, due: DateTime<Utc>, timer: &Timer) -> Result<bool, Problem> {
        self.stands_aside(case, due, timer)
    }

    fn past(&mut self, case: CaseNumber) -> Result<Past, Problem> {
        self.past_of(case)
    }

    fn says_otherwise(&mut self, case: CaseNumber, said: &Said<'_>) -> Result<bool, Problem> {
        self.letter_says_otherwise(case, said)
    }

    fn published(&mut self, process: &Id) -> Result<Option<Arc<Process>>, Problem> {
        Ok(self.catalog.published(self.tx, process)?.map(|(_, process)| process))
    }

    fn other_definition(&mut self, case: CaseNumber, hash: &str) -> Result<Option<Other>, Problem> {
        let id = self.process_of(case)?.id().clone();
        let Some((_, process)) = self.catalog.by_hash(self.tx, &id, hash)? else { return Ok(None) };
        self.bind_newest(case, &process)?;
        let records = self.records_of(case, &process)?;
        Ok(Some(Other { process, records }))
    }

    fn create(&mut self, new: New) -> Result<CaseNumber, Problem> {
        let person = self.person_of(new.subject_of)?;
        let number = self
            .tx
            .prepare_cached(
                "SELECT number FROM documents WHERE kind = 'process' AND name = ?1 AND hash = ?2",
            )?
            .query_row(params![new.process.id().as_str(), new.process.hash()], |row| row.get(0))?;
        let document = Document { number, hash: new.process.hash().to_owned() };
        let from = new.inherits.then_some(new.subject_of);
        let case = self.create_case(&document, &new.process, person, &new.key, from)?;
        if let Some((kind, to)) = new.link {
            self.tx
                .prepare_cached(
                    "INSERT OR IGNORE INTO case_links (from_case, kind, to_case) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![case, kind.as_str(), to])?;
        }
        Ok(case)
    }

    fn find_open(
        &mut self,
        like: CaseNumber,
        process: &Id,
        key: &str,
    ) -> Result<Option<CaseNumber>, Problem> {
        let person = self.person_of(like)?;
        Ok(self
            .tx
            .prepare_cached(
                "SELECT number FROM cases WHERE person = ?1 AND process = ?2 AND key = ?3 AND closed IS NULL AND number <> ?4 ORDER BY number LIMIT 1",
            )?
            .query_row(params![person, process.as_str(), key, like], |row| row.get(0))
            .optional()?)
    }

    fn adopt(&mut self, parent: CaseNumber, group: &Id, key: &str, child: CaseNumber) -> Result<(), Problem> {
        self.tx
            .prepare_cached("INSERT INTO links (parent, grp, key, child) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![parent, group.as_str(), key, child])?;
        Ok(())
    }

    fn child(&mut self, parent: CaseNumber, group: &Id, key: &str) -> Result<Option<CaseNumber>, Problem> {
        Ok(self
            .tx
            .prepare_cached(
                "SELECT child FROM links WHERE parent = ?1 AND grp = ?2 AND key = ?3 ORDER BY number DESC LIMIT 1",
            )?
            .query_row(params![parent, group.as_str(), key], |row| row.get(0))
            .optional()?)
    }

    fn parents(&mut self, child: CaseNumber) -> Result<Vec<(CaseNumber, Id, String)>, Problem> {
        let mut statement = self.tx.prepare_cached(
            "SELECT DISTINCT parent, grp, key FROM links WHERE child = ?1 ORDER BY parent, grp, key",
        )?;
        let rows = statement.query_map(params![child], |row| {
            Ok((row.get(0)?, Id::from(row.get::<_, String>(1)?), row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn siblings(&mut self, of: CaseNumber) -> Result<Vec<CaseNumber>, Problem> {
        let mut open = self.open_cases_of(self.person_of(of)?)?;
        open.retain(|case| *case != of);
        Ok(open)
    }

    fn save(
        &mut self,
        case: CaseNumber,
        before: &Loaded,
        event: &Event,
        outcome: Outcome,
    ) -> Result<Vec<Effect>, Problem> {
        self.save_step(case, before, event, outcome)
    }

    fn save_record(
        &mut self,
        record: RecordNumber,
        event: &Id,
        form: &Record,
        stamp: &Stamp,
    ) -> Result<(), Problem> {
        self.save_record_event(record, event, form, stamp)
    }

    fn readers(&mut self, record: RecordNumber) -> Result<Vec<(CaseNumber, Id)>, Problem> {
        let mut statement = self.tx.prepare_cached(
            "SELECT b.case_no, b.alias FROM case_records b JOIN cases c ON c.number = b.case_no
             WHERE b.record = ?1 AND c.closed IS NULL ORDER BY b.case_no, b.alias",
        )?;
        let rows = statement
            .query_map(params![record], |row| Ok((row.get(0)?, Id::from(row.get::<_, String>(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn open_cases(&mut self, record: RecordNumber) -> Result<Vec<CaseNumber>, Problem> {
        let mut statement = self.tx.prepare_cached(
            "SELECT c.number FROM records r JOIN cases c ON c.person = r.person
             WHERE r.number = ?1 AND c.closed IS NULL ORDER BY c.number",
        )?;
        let rows = statement.query_map(params![record], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Work<'_> {
    /// Whose case it is.
    pub(crate) fn person_of(&self, case: CaseNumber) -> Result<i64, Problem> {
        if let Some(place) = self.places.get(&case) {
            return Ok(place.person);
        }
        self.tx
            .prepare_cached("SELECT person FROM cases WHERE number = ?1")?
            .query_row(params![case], |row| row.get(0))
            .optional()?
            .ok_or_else(|| super::work::no_such_case(case))
    }
}
