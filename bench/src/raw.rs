//! The bound: the same rows, written by bare rusqlite in the same way, with no engine.
//!
//! What a round of the engine wrote is read back from its journal: which rows each transaction changed,
//! byte for byte as they stand there, concealed. The same transactions are then written into a file of their
//! own: concealing is work of the engine, writing what is concealed is the bound.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use nazorg_core::case::{Case, Fact, apply};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params_from_iter};

use crate::story::{Deed, deeds};

/// What happened, by the number of its row in the journal.
pub(crate) type Facts = BTreeMap<i64, Vec<Fact>>;

/// What concealing adds: a form, whose it is, a nonce and a seal.
const CONCEALING: usize = 1 + 16 + 24 + 16;

/// One statement with its values.
type Statement = (&'static str, Vec<Value>);

const CASE: &str = "INSERT INTO cases (number, person, process, definition, key, opened, waits, last_seq, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, '')";
const STATE: &str = "UPDATE cases SET last_seq = ?2, state = ?3 WHERE number = ?1";
const FIGURES: &str = "UPDATE cases SET opened = ?2, closed = ?3, outcome = ?4, waits = ?5 WHERE number = ?1";
const JOURNAL: &str = "INSERT INTO journal (seq, recorded, occurred, actor, role, on_behalf_of, purpose, action, person, case_no, record, definition, commitment, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
const PAYLOAD: &str =
    "INSERT INTO journal_payload (seq, person, salt, nonce, payload) VALUES (?1, ?2, ?3, ?4, ?5)";
const SET_TIMER: &str = "INSERT INTO deadlines (due, case_no, name) VALUES (?1, ?2, ?3)";
const DROP_TIMER: &str = "DELETE FROM deadlines WHERE due = ?1 AND case_no = ?2 AND name = ?3";

/// The bare database.
pub(crate) struct Raw {
    target: Connection,
    source: Connection,
    done: i64,
    cases: BTreeMap<i64, Case>,
    letter: Statement,
}

impl Raw {
    /// A file with the schema of the engine's, and all that stood in it before the first round.
    pub(crate) fn new(engine: &Path, path: &Path) -> Self {
        let target = copy(engine, path);
        let source = Connection::open_with_flags(engine, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .unwrap_or_else(|e| panic!("{e}"));
        let done = one(&source, "SELECT coalesce(max(seq), 0) FROM journal");
        let letter = ("INSERT INTO letters SELECT * FROM (SELECT 1) WHERE 0", Vec::new());
        Self { target, source, done, cases: BTreeMap::new(), letter }
    }

    /// Writes what the engine wrote since the last time: for each deed as many steps as there are
    /// cases, those of the clock so many to a transaction. How long each deed took.
    pub(crate) fn round(&mut self, cases: u32, batch: usize, facts: Facts) -> Vec<Duration> {
        let steps = self.plan(facts);
        let cases = usize::try_from(cases).unwrap_or(1);
        let deeds = deeds();
        assert_eq!(steps.len(), cases * deeds.len(), "as many steps");
        let each = steps.chunks(cases).zip(deeds);
        each.map(|(steps, (_, deed))| {
            let batch = if matches!(deed, Deed::Fire) { batch } else { 1 };
            let start = Instant::now();
            steps.chunks(batch).for_each(|steps| self.write(steps));
            start.elapsed()
        })
        .collect()
    }

    /// The same by so many clients, who each wait until a writer has their step on disk; it takes all that wait
    /// in one transaction. How long the events took.
    pub(crate) fn round_of_clients(&mut self, cases: u32, clients: u32, facts: Facts) -> Duration {
        let steps = self.plan(facts);
        let cases = usize::try_from(cases).unwrap_or(1);
        let share = cases.div_ceil(usize::try_from(clients).unwrap_or(1));
        let mut spent = Duration::ZERO;
        for (steps, (_, deed)) in steps.chunks(cases).zip(deeds()) {
            if matches!(deed, Deed::Fire) {
                steps.chunks(1).for_each(|step| self.write(step));
                continue;
            }
            let start = Instant::now();
            std::thread::scope(|scope| {
                let (slips, waiting) = mpsc::channel::<(&Vec<Statement>, mpsc::Sender<()>)>();
                for steps in steps.chunks(share) {
                    let slips = slips.clone();
                    scope.spawn(move || {
                        for step in steps {
                            let (done, told) = mpsc::channel();
                            slips.send((step, done)).unwrap_or_else(|e| panic!("{e}"));
                            told.recv().unwrap_or_else(|e| panic!("{e}"));
                        }
                    });
                }
                drop(slips);
                while let Ok(first) = waiting.recv() {
                    let group: Vec<_> = std::iter::once(first).chain(waiting.try_iter()).collect();
                    self.write(group.iter().map(|(step, _)| *step));
                    group.iter().for_each(|(_, done)| done.send(()).unwrap_or_else(|e| panic!("{e}")));
                }
            });
            spent += start.elapsed();
        }
        spent
    }

    fn write<'s>(&self, steps: impl IntoIterator<Item = &'s Vec<Statement>>) {
        let tx = rusqlite::Transaction::new_unchecked(&self.target, TransactionBehavior::Immediate)
            .unwrap_or_else(|e| panic!("{e}"));
        for (sql, values) in steps.into_iter().flatten() {
            let mut statement = tx.prepare_cached(sql).unwrap_or_else(|e| panic!("{e}"));
            statement.execute(params_from_iter(values)).unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
        tx.commit().unwrap_or_else(|e| panic!("{e}"));
    }

    /// Checks that both files hold the same rows now.
    pub(crate) fn assert_same(&self) {
        for table in ["journal", "journal_payload", "cases", "deadlines", "letters"] {
            let sql = format!("SELECT count(*) FROM {table}");
            assert_eq!(one(&self.target, &sql), one(&self.source, &sql), "rows of {table}");
        }
        let bytes = "SELECT sum(length(state)) FROM cases";
        assert_eq!(one(&self.target, bytes), one(&self.source, bytes), "bytes of cases");
    }

    /// The statements of each transaction since the last time.
    fn plan(&mut self, mut facts: Facts) -> Vec<Vec<Statement>> {
        let rows = all(
            &self.source,
            "SELECT seq, recorded, occurred, actor, role, on_behalf_of, purpose, action, person, case_no, record, definition, commitment, chain FROM journal WHERE seq > ?1 ORDER BY seq",
            self.done,
        );
        let payloads = all(
            &self.source,
            "SELECT seq, person, salt, nonce, payload FROM journal_payload WHERE seq > ?1 ORDER BY seq",
            self.done,
        );
        let mut transactions = Vec::new();
        for (journal, payload) in rows.into_iter().zip(payloads) {
            let Value::Integer(number) = journal[9] else { continue };
            let Value::Integer(seq) = journal[0] else { continue };
            self.done = seq;
            let facts = facts.remove(&seq).unwrap_or_default();
            transactions.push(self.transaction(number, seq, journal, payload, &facts));
        }
        transactions
    }

    fn transaction(
        &mut self,
        number: i64,
        seq: i64,
        journal: Vec<Value>,
        payload: Vec<Value>,
        facts: &[Fact],
    ) -> Vec<Statement> {
        let mut statements: Vec<Statement> = Vec::new();
        if !self.cases.contains_key(&number) {
            let row = &all(
                &self.source,
                "SELECT number, person, process, definition, key, opened FROM cases WHERE number = ?1",
                number,
            )[0];
            statements.push((CASE, row.clone()));
        }
        let case = self.cases.entry(number).or_default();
        let before = if case.is_open() { case.timers() } else { BTreeSet::new() };
        let was_open = case.is_open();
        facts.iter().for_each(|fact| apply(case, fact));
        let after = if case.is_open() { case.timers() } else { BTreeSet::new() };
        statements.push((JOURNAL, journal));
        statements.push((PAYLOAD, payload));
        statements.push((STATE, vec![number.into(), seq.into(), concealed(case).into()]));
        if was_open != case.is_open() {
            let closed = case.closed.as_ref();
            let figures = vec![
                number.into(),
                case.opened.timestamp_millis().into(),
                closed.map(|closed| closed.at.timestamp_millis()).into(),
                closed.and_then(|closed| closed.outcome.as_ref().map(ToString::to_string)).into(),
                0.into(),
            ];
            statements.push((FIGURES, figures));
        }
        for (sql, timers) in [(DROP_TIMER, before.difference(&after)), (SET_TIMER, after.difference(&before))]
        {
            statements.extend(timers.map(|(due, timer)| {
                (sql, vec![due.timestamp_millis().into(), number.into(), String::from(timer.clone()).into()])
            }));
        }
        for fact in facts {
            if let Fact::LetterMade { number: nr, .. } = fact {
                statements.push(self.letter(number, *nr));
            }
        }
        statements
    }

    fn letter(&mut self, case: i64, nr: u32) -> Statement {
        if self.letter.1.is_empty() {
            let columns = self
                .source
                .prepare("SELECT * FROM letters LIMIT 1")
                .map(|s| s.column_count())
                .unwrap_or_else(|e| panic!("{e}"));
            let marks = vec!["?"; columns].join(", ");
            self.letter.0 = Box::leak(format!("INSERT INTO letters VALUES ({marks})").into_boxed_str());
            self.letter.1 = vec![Value::Null];
        }
        let sql = format!("SELECT * FROM letters WHERE case_no = ?1 AND nr = {nr}");
        (self.letter.0, all(&self.source, &sql, case).remove(0))
    }
}

/// As many bytes as the state of a case has when it is concealed.
fn concealed(case: &Case) -> Vec<u8> {
    let plain = serde_json::to_vec(case).unwrap_or_else(|e| panic!("{e}"));
    vec![0; plain.len() + CONCEALING]
}

/// A copy of a store, to be written as the engine writes.
pub(crate) fn copy(engine: &Path, path: &Path) -> Connection {
    let source = Connection::open_with_flags(engine, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .unwrap_or_else(|e| panic!("{e}"));
    source.execute("VACUUM INTO ?1", [path.to_string_lossy()]).unwrap_or_else(|e| panic!("{e}"));
    let target = Connection::open(path).unwrap_or_else(|e| panic!("{e}"));
    target.set_prepared_statement_cache_capacity(128);
    for (pragma, value) in
        [("journal_mode", "WAL"), ("synchronous", "EXTRA"), ("foreign_keys", "ON"), ("secure_delete", "ON")]
    {
        target.pragma_update(None, pragma, value).unwrap_or_else(|e| panic!("{e}"));
    }
    target
}

fn one(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
}

pub(crate) fn all(connection: &Connection, sql: &str, key: i64) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare_cached(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let columns = statement.column_count();
    let rows = statement.query_map([key], |row| (0..columns).map(|at| row.get(at)).collect());
    rows.and_then(Iterator::collect).unwrap_or_else(|e| panic!("{sql}: {e}"))
}
