//! What the clock owes the cases, and what was set aside because it could not fire.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use nazorg_core::case::{Case, Timer};
use nazorg_core::dispatch::CaseNumber;
use rusqlite::{OptionalExtension, params};

use super::millis;
use super::work::Work;
use crate::Problem;

impl Work<'_> {
    /// Brings the clock up to date with a case, in a step that is recorded now.
    pub(super) fn save_timers(
        &self,
        number: CaseNumber,
        before: &Case,
        after: &Case,
        recorded: DateTime<Utc>,
    ) -> Result<(), Problem> {
        if before.is_open() == after.is_open()
            && (&before.deadlines, &before.tasks, &before.sends)
                == (&after.deadlines, &after.tasks, &after.sends)
        {
            return Ok(());
        }
        // A closed case is owed nothing, whatever still stands in it.
        let owed = |case: &Case| if case.is_open() { case.timers() } else { BTreeSet::new() };
        let (old, new) = (owed(before), owed(after));
        let mut aside = BTreeMap::new();
        for (due, timer) in old.difference(&new) {
            if let Some(why) = self.drop_timer(millis(*due), number, timer)? {
                aside.insert(timer, why);
            }
        }
        let mut insert = self
            .tx
            .prepare_cached("INSERT OR IGNORE INTO deadlines (due, case_no, name) VALUES (?1, ?2, ?3)")?;
        for (due, timer) in new.difference(&old) {
            match aside.get(timer) {
                // A term that is over comes due anew in each step; that alone is no reason to try it again.
                Some(why) if *due <= recorded => {
                    self.put_aside(millis(*due), number, &String::from(timer.clone()), why)?;
                }
                _ => drop(insert.execute(params![millis(*due), number, String::from(timer.clone())])?),
            }
        }
        Ok(())
    }

    /// Takes a timer off the clock, or away from those that were set aside: then it gives why it was.
    pub(crate) fn drop_timer(
        &self,
        due: i64,
        number: CaseNumber,
        timer: &Timer,
    ) -> Result<Option<String>, Problem> {
        let name = String::from(timer.clone());
        let dropped = self
            .tx
            .prepare_cached("DELETE FROM deadlines WHERE due = ?1 AND case_no = ?2 AND name = ?3")?
            .execute(params![due, number, name])?;
        // Asked of every timer it would cost every step.
        if dropped > 0 {
            return Ok(None);
        }
        Ok(self
            .tx
            .prepare_cached(
                "DELETE FROM deadlines_aside WHERE due = ?1 AND case_no = ?2 AND name = ?3 RETURNING why",
            )?
            .query_row(params![due, number, name], |row| row.get(0))
            .optional()?)
    }

    /// Sets a timer aside that cannot fire.
    pub(crate) fn put_aside(&self, due: i64, case: CaseNumber, name: &str, why: &str) -> Result<(), Problem> {
        self.tx
            .prepare_cached(
                "INSERT OR REPLACE INTO deadlines_aside (due, case_no, name, why) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![due, case, name, why])?;
        self.tx
            .prepare_cached("DELETE FROM deadlines WHERE due = ?1 AND case_no = ?2 AND name = ?3")?
            .execute(params![due, case, name])?;
        Ok(())
    }

    pub(super) fn stands_aside(
        &self,
        case: CaseNumber,
        due: DateTime<Utc>,
        timer: &Timer,
    ) -> Result<bool, Problem> {
        Ok(self
            .tx
            .prepare_cached("SELECT 1 FROM deadlines_aside WHERE due = ?1 AND case_no = ?2 AND name = ?3")?
            .exists(params![millis(due), case, String::from(timer.clone())])?)
    }

    /// Lets the clock try again what was set aside, of one case or of all: the cause may have been mended.
    pub(crate) fn bring_back(&self, case: Option<CaseNumber>) -> Result<(), Problem> {
        for sql in [
            "INSERT OR IGNORE INTO deadlines (due, case_no, name)
             SELECT due, case_no, name FROM deadlines_aside WHERE due >= ?1 AND (?2 IS NULL OR case_no = ?2)",
            "DELETE FROM deadlines_aside WHERE due >= ?1 AND (?2 IS NULL OR case_no = ?2)",
        ] {
            self.tx.prepare_cached(sql)?.execute(params![i64::MIN, case])?;
        }
        Ok(())
    }
}
