//! One transaction at work: what the rules about cases need of the store.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use nazorg_core::calendar::Calendar;
use nazorg_core::case::{Case, Effect, Event, Standing};
use nazorg_core::compile::Process;
use nazorg_core::dispatch::{CaseNumber, Loaded};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::step::{Outcome, Role};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::catalog::{Catalog, Document};
use super::journal::{Entry, Head, PayloadRef, append};
use super::keys::Keys;
use super::millis;
use super::number::Numbered;
use super::remembered::RememberedCase;
use super::task::desk_of;
use crate::person::Person;
use crate::{Problem, Workspace};

/// A case with where it stands: read before each step.
pub(super) const CASE: &str =
    "SELECT c.definition, d.hash, c.person, p.id, reveal(p.data), c.last_seq, c.key, p.kind, reveal(c.state) FROM cases c
     JOIN documents d ON d.number = c.definition JOIN people p ON p.number = c.person WHERE c.number = ?1";

/// How far a clock may have been put back before its own moment counts. Less is a clock that was put right, and
/// what is told then is told in order.
const AHEAD_MAX: TimeDelta = TimeDelta::hours(1);

/// A transaction with all that a step needs beside it.
pub(crate) struct Work<'a> {
    pub(crate) tx: &'a Transaction<'a>,
    pub(crate) catalog: &'a Catalog,
    pub(crate) workspace: &'a Workspace,
    pub(crate) calendar: &'a Calendar,
    pub(crate) keys: &'a Keys,
    /// The moment of recording: taken when the store was ours, and never before the last row.
    pub(crate) now: DateTime<Utc>,
    /// What the clock shows: what is due, what is today, and when what is told now happened. Once a clock was
    /// wrong, the moment of recording stays ahead of it.
    pub(crate) clock: DateTime<Utc>,
    pub(crate) head: Cell<Head>,
    /// In which role an event of a shared record is recorded.
    pub(crate) record_role: Option<Role>,
    pub(crate) places: HashMap<CaseNumber, Rc<Place>>,
    pub(crate) created: BTreeSet<CaseNumber>,
    /// The letters that were made.
    pub(crate) letters: RefCell<Vec<i64>>,
}

/// Where a case stands in the store.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) definition: i64,
    pub(crate) person: i64,
    pub(crate) person_id: [u8; 16],
    /// `person`, or another kind of subject.
    pub(crate) subject_kind: String,
    pub(crate) data: Rc<Person>,
    /// Which child of its group it is.
    pub(crate) key: String,
}

/// What the indexes know of a case.
#[derive(PartialEq, Eq)]
pub(super) struct Figures<'c> {
    pub(super) opened: i64,
    pub(super) closed: Option<i64>,
    pub(super) outcome: Option<&'c str>,
    pub(super) waits: bool,
}

impl<'c> Figures<'c> {
    pub(super) fn of(case: &'c Case) -> Self {
        let closed = case.closed.as_ref();
        let mut deadlines = case.deadlines.values();
        Self {
            opened: millis(case.opened),
            closed: closed.map(|closed| millis(closed.at)),
            outcome: closed.and_then(|closed| closed.outcome.as_deref()),
            waits: closed.is_none()
                && deadlines.any(|deadline| matches!(deadline.standing, Standing::Waiting(_))),
        }
    }
}

impl<'a> Work<'a> {
    /// Begins to work. `clock` is what the clock shows; the journal never goes back.
    pub(crate) fn new(
        tx: &'a Transaction<'a>,
        catalog: &'a Catalog,
        workspace: &'a Workspace,
        calendar: &'a Calendar,
        keys: &'a Keys,
        clock: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let head = catalog.remembered.borrow_mut().begin(tx)?;
        let now = clock.max(head.moment()?);
        let clock = if now - clock > AHEAD_MAX { clock } else { now };
        Ok(Self {
            tx,
            catalog,
            workspace,
            calendar,
            keys,
            now,
            clock,
            head: Cell::new(head),
            record_role: None,
            places: HashMap::new(),
            created: BTreeSet::new(),
            letters: RefCell::default(),
        })
    }

    /// When what is told now happens to a case: now, but not before what the case knows already.
    pub(crate) fn now_for(&self, case: CaseNumber) -> Result<DateTime<Utc>, Problem> {
        if self.clock == self.now {
            return Ok(self.clock);
        }
        Ok(self.latest_of(case)?.map_or(self.clock, |latest| latest.max(self.clock)))
    }

    /// Does something that is undone by itself when it fails, within the transaction.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) fn apart<T, E>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<Result<T, E>, Problem> {
        let (head, created, letters) = (self.head.get(), self.created.clone(), self.letters.borrow().len());
        let keys = self.keys.new_keys();
        self.tx.prepare_cached("SAVEPOINT apart")?.execute([])?;
        let done = act(self);
        if done.is_err() {
            self.tx.prepare_cached("ROLLBACK TO apart")?.execute([])?;
            self.head.set(head);
            self.created = created;
            self.letters.borrow_mut().truncate(letters);
            self.keys.drop_new(keys);
            self.forget();
        }
        self.tx.prepare_cached("RELEASE apart")?.execute([])?;
        Ok(done)
    }

    /// A case with its place in the store.
    pub(crate) fn load_case(&mut self, number: CaseNumber) -> Result<Loaded, Problem> {
        let kept = self.catalog.remembered.borrow().case(number);
        let found = match kept {
            Some(kept) => kept,
            None => {
                let read = self.read_case(number)?;
                self.catalog.remembered.borrow_mut().keep(number, read.clone());
                read
            }
        };
        let RememberedCase { process, case, person, place } = found;
        let records = self.records_of(number, &process)?;
        self.places.insert(number, place);
        Ok(Loaded { process, case, person, records })
    }

    fn read_case(&self, number: CaseNumber) -> Result<RememberedCase, Problem> {
        let mut statement = self.tx.prepare_cached(CASE)?;
        let mut rows = statement.query(params![number])?;
        let row = rows.next()?.ok_or_else(|| no_such_case(number))?;
        let document = Document { number: row.get(0)?, hash: row.get(1)? };
        let process = self.catalog.process(self.tx, &document)?;
        let data: Rc<Person> = Rc::new(serde_json::from_str(text(row, 4)?)?);
        let person = Arc::new(data.record());
        // Before its first row of the journal it has no state.
        let begun = row.get::<_, i64>(5)? > 0;
        let case = if begun { serde_json::from_str(text(row, 8)?)? } else { Case::default() };
        let place = Place {
            definition: document.number,
            person: row.get(2)?,
            person_id: row.get(3)?,
            subject_kind: row.get(7)?,
            data,
            key: row.get(6)?,
        };
        Ok(RememberedCase { process, case: Arc::new(case), person, place: Rc::new(place) })
    }

    /// Lets go of what is known of the cases: something was changed beside their steps, or undone.
    pub(crate) fn forget(&mut self) {
        self.places.clear();
        self.catalog.remembered.borrow_mut().forget();
    }

    pub(super) fn records_of(
        &self,
        case: CaseNumber,
        process: &Process,
    ) -> Result<BTreeMap<Id, nazorg_core::value::Record>, Problem> {
        let mut records = BTreeMap::new();
        if process.definition().records.is_empty() {
            return Ok(records);
        }
        let mut statement = self.tx.prepare_cached(
            "SELECT b.alias, reveal(r.fields) FROM case_records b JOIN records r ON r.number = b.record WHERE b.case_no = ?1",
        )?;
        let mut rows = statement.query(params![case])?;
        while let Some(row) = rows.next()? {
            let (alias, fields): (String, String) = (row.get(0)?, row.get(1)?);
            records.insert(Id::from(alias), serde_json::from_str(&fields)?);
        }
        Ok(records)
    }

    /// Stores a step: the journal, the case and all that hangs on it. Gives back its effects.
    pub(crate) fn save_step(
        &mut self,
        number: CaseNumber,
        before: &Loaded,
        event: &Event,
        outcome: Outcome,
    ) -> Result<Vec<Effect>, Problem> {
        let was = before;
        let other = self.gone_over(number, before, &outcome)?;
        let before = other.as_ref().unwrap_or(before);
        let place = self.places.get(&number).cloned().ok_or_else(|| no_such_case(number))?;
        let process = &before.process;
        let seq = append(
            self.tx,
            self.keys,
            &self.head,
            &Entry {
                recorded: event.recorded,
                occurred: event.occurred,
                actor: &event.actor.user,
                role: outcome.role.as_ref().map(|role| role.role.as_str()),
                on_behalf_of: on_behalf_of(event.actor.on_behalf_of.as_deref(), outcome.role.as_ref()),
                purpose: process.id(),
                action: &event.what.name(),
                person: place.person_id,
                case: Some(number),
                record: None,
                definition: (place.definition, process.hash()),
            },
            &PayloadRef::Step { event, facts: &outcome.facts },
        )?;
        let after = &outcome.case;
        self.tx.prepare_cached("UPDATE cases SET last_seq = ?2, state = ?3 WHERE number = ?1")?.execute(
            params![
                number,
                seq,
                self.keys.concealed(&place.person_id, |state| serde_json::to_writer(state, after))?
            ],
        )?;
        // Most steps leave this as it was; writing it all the same would write the pages of its indexes.
        let figures = Figures::of(after);
        if figures != Figures::of(&before.case) {
            self.tx
                .prepare_cached(
                    "UPDATE cases SET opened = ?2, closed = ?3, outcome = ?4, waits = ?5 WHERE number = ?1",
                )?
                .execute(params![number, figures.opened, figures.closed, figures.outcome, figures.waits])?;
        }
        self.save_timers(number, &before.case, after, event.recorded)?;
        self.save_tasks(number, (&was.process, &was.case), (process, after))?;
        for effect in &outcome.effects {
            match effect {
                Effect::DeliverLetter { number: nr, letter, item, approve } => {
                    let approve = approve.as_ref();
                    self.make_letter(number, *nr, letter, item.as_ref(), approve, before, &outcome, &place)?;
                }
                Effect::ReleaseLetter { number: nr } => self.release_letter(number, *nr)?,
                Effect::WithdrawLetter { number: nr } => self.withdraw_letter(number, *nr)?,
                Effect::Notify { role, say } => self.notify(number, process, after, role, say)?,
                _ => {}
            }
        }
        let (process, person) = (process.clone(), before.person.clone());
        let kept = RememberedCase { process, case: Arc::new(outcome.case), person, place };
        self.catalog.remembered.borrow_mut().keep(number, kept);
        Ok(outcome.effects)
    }

    /// What a case has become that went over to another version in this step: from then on it reads, and is
    /// read, by that one.
    fn gone_over(
        &mut self,
        number: CaseNumber,
        before: &Loaded,
        outcome: &Outcome,
    ) -> Result<Option<Loaded>, Problem> {
        let hash = &outcome.case.definition;
        if before.process.hash() == hash {
            return Ok(None);
        }
        let found = self.catalog.by_hash(self.tx, before.process.id(), hash)?;
        let (document, process) = found.ok_or_else(|| Problem::broken_store("a definition"))?;
        self.bring_back(Some(number))?;
        if let Some(place) = self.places.get_mut(&number) {
            Rc::make_mut(place).definition = document.number;
        }
        self.tx
            .prepare_cached("UPDATE cases SET definition = ?2 WHERE number = ?1")?
            .execute(params![number, document.number])?;
        Ok(Some(Loaded { process, ..before.clone() }))
    }

    /// Lets a case read the newest records of its person under the names that it has none for yet.
    pub(crate) fn bind_newest(&self, case: CaseNumber, process: &Process) -> Result<(), Problem> {
        let person = self.person_of(case)?;
        for (alias, record) in &process.definition().records {
            if let Some(found) = self.newest_record(person, &record.value.value)? {
                // Does nothing when the case reads a record under this name already.
                self.bind(case, alias, found)?;
            }
        }
        Ok(())
    }

    /// Tells a role something.
    pub(crate) fn notify(
        &self,
        number: CaseNumber,
        process: &Process,
        case: &Case,
        role: &Id,
        say: &str,
    ) -> Result<(), Problem> {
        let (desk, holder) = desk_of(process, case, role);
        self.tx
            .prepare_cached(
                "INSERT INTO notices (case_no, role, desk, holder, at, say) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![number, role.as_str(), desk.as_str(), holder, millis(self.clock), say])?;
        Ok(())
    }

    /// Makes an empty case of a person; its first event follows.
    pub(crate) fn create_case(
        &mut self,
        document: &Document,
        process: &Process,
        person: i64,
        key: &str,
        inherits_from: Option<CaseNumber>,
    ) -> Result<CaseNumber, Problem> {
        let number = self
            .tx
            .prepare_cached(
                "INSERT INTO cases (number, person, process, definition, key, opened, waits, last_seq, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, '')",
            )?
            .insert(params![
                Numbered::Case.next(self.tx)?,
                person,
                process.id().as_str(),
                document.number,
                key,
                millis(self.clock)
            ])?;
        for (alias, record) in &process.definition().records {
            let mut found = None;
            if let Some(parent) = inherits_from {
                found = self
                    .tx
                    .prepare_cached(
                        "SELECT r.number FROM case_records b JOIN records r ON r.number = b.record WHERE b.case_no = ?1 AND r.record = ?2",
                    )?
                    .query_row(params![parent, record.value.as_str()], |row| row.get(0))
                    .optional()?;
            }
            if found.is_none() {
                found = self.newest_record(person, &record.value.value)?;
            }
            if let Some(found) = found {
                self.bind(number, alias, found)?;
            }
        }
        self.created.insert(number);
        Ok(number)
    }

    pub(crate) fn open_cases_of(&self, person: i64) -> Result<Vec<CaseNumber>, Problem> {
        let mut statement = self.tx.prepare_cached(
            "SELECT number FROM cases WHERE person = ?1 AND closed IS NULL ORDER BY number",
        )?;
        let rows = statement.query_map(params![person], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A new case whose first step was refused never was. Its parent is told, so that nobody waits
    /// for it unknowing.
    pub(crate) fn sweep(&mut self) -> Result<(), Problem> {
        for number in std::mem::take(&mut self.created) {
            let begun: i64 = self
                .tx
                .prepare_cached("SELECT last_seq FROM cases WHERE number = ?1")?
                .query_row(params![number], |row| row.get(0))?;
            if begun > 0 {
                continue;
            }
            let parents: Vec<i64> = {
                let mut statement = self.tx.prepare_cached("SELECT parent FROM links WHERE child = ?1")?;
                let rows = statement.query_map(params![number], |row| row.get(0))?;
                rows.collect::<Result<_, _>>()?
            };
            for parent in parents {
                let loaded = self.load_case(parent)?;
                if let Some(role) = loaded.process.definition().roles.keys().next() {
                    let say = say!("Een deelzaak kon niet beginnen."; "A child case could not start.").nl;
                    self.notify(parent, &loaded.process, &loaded.case, role, &say)?;
                }
            }
            for sql in [
                "DELETE FROM links WHERE child = ?1",
                "DELETE FROM case_links WHERE from_case = ?1",
                "DELETE FROM case_records WHERE case_no = ?1",
                "DELETE FROM cases WHERE number = ?1",
            ] {
                self.tx.prepare_cached(sql)?.execute(params![number])?;
            }
            self.forget();
        }
        Ok(())
    }
}

/// A text of a row, where it stands.
fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, Problem> {
    Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)
}

pub(crate) fn no_such_case(case: i64) -> Problem {
    Problem::bad_input(say!("Zaak Z{case} bestaat niet."; "There is no case Z{case}."))
        .help(say!("Bekijk de zaken met `nazorg zaak lijst`."; "List the cases with `nazorg case list`."))
}

pub(super) fn on_behalf_of<'a>(user: Option<&'a str>, role: Option<&'a Role>) -> Option<&'a str> {
    user.or_else(|| role.and_then(|role| role.deputy_for.as_deref()))
}
