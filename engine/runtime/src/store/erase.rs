//! Erasing a person: what was said goes, what happened stays as bare rows of the journal.

use nazorg_core::case::{Case, Closed};
use nazorg_core::dispatch::CaseNumber;
use nazorg_core::id::Id;
use nazorg_core::letter::Envelope;
use rusqlite::{OptionalExtension, params};

use super::journal::{Entry, PayloadRef, append};
use super::keys::PersonId;
use super::work::Work;
use super::{millis, moment};
use crate::Problem;
use crate::person::Person;

/// What the journal calls an erasure.
pub(crate) const ERASED: &str = "erased";

impl Work<'_> {
    /// The random id of a person, and whether it was erased.
    pub(crate) fn who(&self, person: i64) -> Result<Option<(PersonId, bool)>, Problem> {
        let found: Option<(PersonId, String)> = self
            .tx
            .prepare_cached("SELECT id, revealed(data) FROM people WHERE number = ?1")?
            .query_row(params![person], |row| {
                Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default()))
            })
            .optional()?;
        let erased = |data: &str| serde_json::from_str::<Person>(data).is_ok_and(|person| person.erased);
        Ok(found.map(|(id, data)| (id, erased(&data))))
    }

    /// Erases all that the store holds of a person, and records that; gives the letters that there were.
    pub(crate) fn erase_person(
        &mut self,
        person: i64,
        id: PersonId,
        by: &str,
        reason: &str,
    ) -> Result<Vec<i64>, Problem> {
        let letters = self.letters_of(person)?;
        for case in self.cases_of(person)? {
            self.erase_case(case)?;
        }
        let nobody = serde_json::to_string(&Person::erased())?;
        self.tx
            .prepare_cached("UPDATE people SET data = ?2, bsn = NULL WHERE number = ?1")?
            .execute(params![person, nobody])?;
        self.tx
            .prepare_cached("UPDATE records SET fields = '{}', key = NULL WHERE person = ?1")?
            .execute(params![person])?;
        self.tx.prepare_cached(ERASE_SAID)?.execute(params![id])?;
        self.append_row(id, by, reason, ERASED, &PayloadRef::Erased { erased_person: person })?;
        self.forget();
        Ok(letters)
    }

    /// Appends a row that is about a person and no case.
    ///
    /// # Errors
    /// The store cannot be written.
    pub(crate) fn append_about(
        &mut self,
        person: i64,
        by: &str,
        action: &str,
        payload: &PayloadRef<'_>,
    ) -> Result<(), Problem> {
        let Some((id, _)) = self.who(person)? else { return Ok(()) };
        self.append_row(id, by, "", action, payload)
    }

    fn append_row(
        &mut self,
        person: PersonId,
        by: &str,
        purpose: &str,
        action: &str,
        payload: &PayloadRef<'_>,
    ) -> Result<(), Problem> {
        let entry = Entry {
            recorded: self.now,
            occurred: self.now,
            actor: by,
            role: None,
            on_behalf_of: None,
            purpose,
            action,
            person,
            case: None,
            record: None,
            definition: (0, ""),
        };
        append(self.tx, self.keys, &self.head, &entry, payload)?;
        Ok(())
    }

    /// All cases of a person.
    pub(crate) fn cases_of(&self, person: i64) -> Result<Vec<CaseNumber>, Problem> {
        self.numbers("SELECT number FROM cases WHERE person = ?1", person)
    }

    /// All letters of a person.
    pub(crate) fn letters_of(&self, person: i64) -> Result<Vec<i64>, Problem> {
        self.numbers(
            "SELECT l.number FROM cases c JOIN letters l ON l.case_no = c.number WHERE c.person = ?1",
            person,
        )
    }

    fn numbers(&self, sql: &str, of: i64) -> Result<Vec<i64>, Problem> {
        let mut statement = self.tx.prepare_cached(sql)?;
        let rows = statement.query_map(params![of], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A case becomes a tombstone: which process, from when until when, and how it ended.
    fn erase_case(&mut self, case: CaseNumber) -> Result<(), Problem> {
        type Figures = (String, String, i64, Option<i64>, Option<String>);
        let (process, definition, opened, closed, outcome): Figures = self
            .tx
            .prepare_cached(
                "SELECT c.process, d.hash, c.opened, c.closed, c.outcome FROM cases c JOIN documents d ON d.number = c.definition WHERE c.number = ?1",
            )?
            .query_row(params![case], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?;
        let at = closed.map_or(Ok(self.now), moment)?;
        let outcome = outcome.map(Id::from);
        let tombstone = Case {
            process: Some(Id::from(process)),
            definition,
            opened: moment(opened)?,
            closed: Some(Closed { outcome, at, result: Default::default() }),
            ..Case::default()
        };
        self.tx
            .prepare_cached(
                "UPDATE cases SET closed = ?2, waits = 0, key = '', state = ?3 WHERE number = ?1",
            )?
            .execute(params![case, millis(at), serde_json::to_string(&tombstone)?])?;
        let envelope = Envelope {
            number: String::new(),
            reference: String::new(),
            date: at.date_naive(),
            addressee: Vec::new(),
        };
        self.tx
            .prepare_cached(
                "UPDATE letters SET letter = NULL, error = NULL, envelope = ?2, state = CASE state WHEN 'done' THEN 'done' ELSE 'withdrawn' END WHERE case_no = ?1",
            )?
            .execute(params![case, serde_json::to_string(&envelope)?])?;
        self.tx
            .prepare_cached("UPDATE links SET key = '' WHERE parent = ?1 OR child = ?1")?
            .execute(params![case])?;
        // Through all that waits: an index that serves nothing but erasures would cost every step.
        for sql in [
            "DELETE FROM deadlines WHERE due > 0 AND case_no = ?1",
            "DELETE FROM deadlines_aside WHERE due > 0 AND case_no = ?1",
            "DELETE FROM tasks WHERE case_no = ?1",
            "DELETE FROM notices WHERE number > 0 AND case_no = ?1",
        ] {
            self.tx.prepare_cached(sql)?.execute(params![case])?;
        }
        Ok(())
    }
}

/// Goes through the whole journal: an index that serves nothing but erasures would cost every step.
const ERASE_SAID: &str = "DELETE FROM journal_payload WHERE seq > 0 AND person = ?1";
