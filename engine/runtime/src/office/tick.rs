//! The clock: firing what is due, in order.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use nazorg_core::case::Timer;
use nazorg_core::dispatch::{self, Refused};
use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::params;

use super::Office;
use crate::Problem;
use crate::store::work::Work;
use crate::store::{millis, moment};
use crate::view::TickReport;

/// Steps that a report shows.
const SHOWN_MAX: usize = 1_000;

/// Cases that are named in one line.
const NAMED_MAX: usize = 10;

/// A due timer.
struct DueTimer {
    due: i64,
    case: i64,
    name: String,
}

/// Why a batch was undone: a problem, a timer whose step is refused, or a case that cannot be read.
enum Stuck {
    Problem(Problem),
    Refused(DueTimer, Text),
    Unreadable(i64, Problem),
}

/// What firing came to.
#[derive(Default)]
struct Fired {
    fired: usize,
    set_aside: usize,
    /// Cases that could not be read. Their timers wait for a later tick, and keep nobody waiting.
    unread: BTreeMap<i64, Problem>,
}

impl Fired {
    /// What is to be told of the cases that could not be read.
    fn trouble(&self) -> Option<Problem> {
        let (_, problem) = self.unread.first_key_value()?;
        let more = if self.unread.len() > NAMED_MAX { ", …" } else { "" };
        let cases = self.unread.keys().take(NAMED_MAX).map(|case| format!("Z{case}"));
        let list = cases.collect::<Vec<_>>().join(", ") + more;
        let Text { nl, en } = &problem.text;
        let text = say!(
            "Termijnen konden niet ingaan in: {list}. {nl}";
            "Deadlines could not take effect in: {list}. {en}"
        );
        Some(Problem { text, ..problem.clone() })
    }
}

impl From<Problem> for Stuck {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<rusqlite::Error> for Stuck {
    fn from(error: rusqlite::Error) -> Self {
        Self::Problem(error.into())
    }
}

impl Office {
    /// Fires all timers that are due, in order of moment, case and name, each in its own transaction;
    /// then delivers letters. A late tick keeps the true dates: what was due on Monday occurred on Monday.
    ///
    /// # Errors
    /// The store fails. What fired before stays. A case that cannot be read and an outbox that fails are told in
    /// the report.
    pub fn tick(&self) -> Result<TickReport, Problem> {
        self.tick_in_batches(1)
    }

    /// The same with so many timers to a transaction: faster when thousands are due, and no less safe,
    /// because nobody waits for the answer to one of them.
    ///
    /// # Errors
    /// As [`Office::tick`].
    pub fn tick_in_batches(&self, batch: usize) -> Result<TickReport, Problem> {
        let mut report = TickReport::default();
        let mut rows = Vec::new();
        let done = self.fire_due(batch, &mut |written| {
            // A million timers may be due, and a report shows the first only.
            if rows.len() < SHOWN_MAX {
                rows.push(written);
            }
        })?;
        (report.fired, report.set_aside) = (done.fired, done.set_aside);
        for written in rows {
            if report.steps.len() >= SHOWN_MAX {
                break;
            }
            report.steps.append(&mut self.rows(&written)?);
        }
        report.steps.truncate(SHOWN_MAX);
        match self.deliver() {
            Ok(delivery) => report.delivery = delivery,
            Err(problem) => report.trouble = Some(problem),
        }
        report.trouble = done.trouble().or(report.trouble);
        Ok(report)
    }

    /// Fires all timers that are due, so many to a transaction, and nothing more: for whoever fires much
    /// and shows little. Gives how many fired.
    ///
    /// # Errors
    /// The store fails, or a case cannot be read. What fired before stays.
    pub fn fire(&self, batch: usize) -> Result<usize, Problem> {
        let done = self.fire_due(batch, &mut drop)?;
        done.trouble().map_or(Ok(done.fired), Err)
    }

    /// A step that is refused takes back its whole transaction: then the timers of that batch come again one
    /// by one, and the one that is refused alone is set aside. A savepoint for each would cost all of them.
    fn fire_due(&self, batch: usize, wrote: &mut dyn FnMut(RangeInclusive<i64>)) -> Result<Fired, Problem> {
        let (mut done, mut alone) = (Fired::default(), 0);
        loop {
            let size = if alone > 0 { 1 } else { batch.max(1) };
            alone = usize::saturating_sub(alone, 1);
            match self.write(|work| fire_batch(work, size, &done.unread)) {
                Ok(written) => {
                    done.fired += written.value;
                    if !written.rows.is_empty() {
                        wrote(written.rows);
                    }
                    if written.value < size {
                        return Ok(done);
                    }
                }
                Err(Stuck::Problem(problem)) => return Err(problem),
                Err(Stuck::Unreadable(case, problem)) => drop(done.unread.insert(case, problem)),
                Err(Stuck::Refused(..)) if size > 1 => alone = size,
                Err(Stuck::Refused(timer, why)) => match self.write(|work| set_aside(work, &timer, &why)) {
                    Ok(_) => done.set_aside += 1,
                    Err(problem) if problem.is_unreadable => {
                        done.unread.insert(timer.case, problem);
                    }
                    Err(problem) => return Err(problem),
                },
            }
        }
    }

    /// The next moment at which a timer is due.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn next_due(&self) -> Result<Option<chrono::DateTime<chrono::Utc>>, Problem> {
        self.read(|work| first(work, i64::MAX, &BTreeMap::new())?.map(|timer| moment(timer.due)).transpose())
    }
}

/// Fires so many timers that are due, or as many as there are. Gives how many.
fn fire_batch(work: &mut Work<'_>, batch: usize, but: &BTreeMap<i64, Problem>) -> Result<usize, Stuck> {
    for fired in 0..batch {
        if !fire_first(work, but)? {
            return Ok(fired);
        }
    }
    Ok(batch)
}

/// The first due timer, but not of these cases.
fn first(work: &Work<'_>, until: i64, but: &BTreeMap<i64, Problem>) -> Result<Option<DueTimer>, Problem> {
    let mut statement = work.tx.prepare_cached(
        "SELECT due, case_no, name FROM deadlines WHERE due <= ?1 ORDER BY due, case_no, name",
    )?;
    let mut rows = statement.query(params![until])?;
    while let Some(row) = rows.next()? {
        let case = row.get(1)?;
        if !but.contains_key(&case) {
            return Ok(Some(DueTimer { due: row.get(0)?, case, name: row.get(2)? }));
        }
    }
    Ok(None)
}

/// Fires the first due timer, if there is one.
fn fire_first(work: &mut Work<'_>, but: &BTreeMap<i64, Problem>) -> Result<bool, Stuck> {
    let Some(timer) = first(work, millis(work.clock), but)? else { return Ok(false) };
    let Ok(name) = Timer::try_from(timer.name.clone()) else {
        return Err(Stuck::Refused(timer, say!("Onbekende naam."; "Unknown name.")));
    };
    match dispatch::fire(work, timer.case, name.clone(), moment(timer.due)?, work.now) {
        Ok(true) => Ok(true),
        Ok(false) => {
            // One that no longer runs leaves its row behind.
            work.drop_timer(timer.due, timer.case, &name)?;
            Ok(true)
        }
        Err(Refused::Rejected(rejection)) => Err(Stuck::Refused(timer, rejection.text())),
        Err(Refused::World(problem)) if problem.is_unreadable => Err(Stuck::Unreadable(timer.case, problem)),
        Err(Refused::World(problem)) => Err(problem.into()),
    }
}

/// Keeps a timer whose step is refused, with a notice, so that it blocks neither the others nor itself for ever.
fn set_aside(work: &mut Work<'_>, timer: &DueTimer, why: &Text) -> Result<(), Problem> {
    work.put_aside(timer.due, timer.case, &timer.name, &why.en)?;
    let loaded = work.load_case(timer.case)?;
    if let Some(role) = loaded.process.definition().roles.keys().next() {
        let (nl, en) = (&why.nl, &why.en);
        let text =
            say!("Een termijn kon niet worden verwerkt: {nl}"; "A deadline could not be handled: {en}");
        work.notify(timer.case, &loaded.process, &loaded.case, role, &text.nl)?;
    }
    Ok(())
}
