//! Whether the journal is whole, and whether it gives what is stored.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};
use nazorg_core::case::{Case, Fact, apply};
use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::types::FromSql;
use rusqlite::{Connection, Row, params};
use serde::Deserialize;

use super::catalog::{BundleFile, hash_of};
use super::erase::ERASED;
use super::exposed::exposed;
use super::journal::{Entry, commit, hex, link};
use super::keys::{PersonId, SALT_TEXT};
use super::work::Figures;
use super::{millis, moment};
use crate::Problem;
use crate::view::{Flaw, FoldReport, VerifyReport};

/// Things that are wrong and still worth telling one by one.
pub(crate) const WRONG_MAX: usize = 100;

/// What binds a row of the journal to all before it.
type Chain = [u8; 32];
/// The links that must stand where they stood when they were kept outside: row and link.
pub(crate) type Kept = BTreeSet<(i64, Chain)>;

/// What [`Found::read`] asks of a row of the journal and its definition; its payload comes after it.
const ROW: &str =
    "j.seq, j.recorded, j.occurred, j.actor, j.role, j.on_behalf_of, j.purpose, j.action, j.person,
    j.case_no, j.record, d.number, d.hash, j.commitment, j.chain";

/// A row of the journal with its payload, as it was found.
struct Found {
    recorded: i64,
    occurred: i64,
    actor: String,
    role: Option<String>,
    on_behalf_of: Option<String>,
    purpose: String,
    action: String,
    person: [u8; 16],
    case: Option<i64>,
    record: Option<i64>,
    document: Option<i64>,
    hash: Option<String>,
    commitment: [u8; 32],
    chain: Chain,
    salt: Option<Vec<u8>>,
    payload: Option<String>,
    payload_person: Option<[u8; 16]>,
}

impl Found {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            recorded: row.get(1)?,
            occurred: row.get(2)?,
            actor: row.get(3)?,
            role: row.get(4)?,
            on_behalf_of: row.get(5)?,
            purpose: row.get(6)?,
            action: row.get(7)?,
            person: row.get(8)?,
            case: row.get(9)?,
            record: row.get(10)?,
            document: row.get(11)?,
            hash: row.get(12)?,
            commitment: row.get(13)?,
            chain: row.get(14)?,
            salt: row.get(15)?,
            payload: row.get(16)?,
            payload_person: row.get(17)?,
        })
    }

    /// The link that this row ought to have.
    fn link(&self, before: &Chain, seq: i64) -> Result<Chain, Problem> {
        let entry = Entry {
            recorded: moment(self.recorded)?,
            occurred: moment(self.occurred)?,
            actor: &self.actor,
            role: self.role.as_deref(),
            on_behalf_of: self.on_behalf_of.as_deref(),
            purpose: &self.purpose,
            action: &self.action,
            person: self.person,
            case: self.case,
            record: self.record,
            definition: (self.document.unwrap_or(0), self.hash.as_deref().unwrap_or_default()),
        };
        Ok(link(before, seq, self.recorded, self.occurred, &entry, &self.commitment))
    }

    /// What is wrong with what the row says.
    fn contents(&self) -> Option<Text> {
        let (salt, payload) = match (&self.salt, &self.payload) {
            (None, _) => return Some(say!("de inhoud ontbreekt"; "its contents are missing")),
            (Some(_), None) => {
                return Some(
                    say!("de inhoud is veranderd, of de sleutel ontbreekt"; "its contents were changed, or the key is missing"),
                );
            }
            // Concealed, the salt stands before what was said.
            (Some(salt), Some(said))
                if salt.is_empty() && said.is_char_boundary(SALT_TEXT.min(said.len())) =>
            {
                let (salt, said) = said.split_at(SALT_TEXT.min(said.len()));
                (unhex(salt).unwrap_or_default(), said)
            }
            (Some(salt), Some(payload)) => (salt.clone(), payload.as_str()),
        };
        let right =
            <[u8; 16]>::try_from(salt).is_ok_and(|salt| commit(&salt, payload.as_bytes()) == self.commitment);
        if !right {
            return Some(say!("de inhoud is veranderd"; "its contents were changed"));
        }
        (self.payload_person != Some(self.person))
            .then(|| say!("de inhoud hoort bij iemand anders"; "its contents are of another person"))
    }
}

/// Verifies every row of the journal, its payload, the newest row of each case and record, the texts
/// by which cases and letters have their meaning, and the links that were kept outside.
pub(crate) fn chain(connection: &Connection, kept: &Kept) -> Result<VerifyReport, Problem> {
    chain_but(connection, kept, &|_| Ok(false))
}

/// The same of a backup, in which people may still stand who were erased since: their keys are gone.
pub(crate) fn chain_but(
    connection: &Connection,
    kept: &Kept,
    gone: &dyn Fn(&[u8; 16]) -> Result<bool, Problem>,
) -> Result<VerifyReport, Problem> {
    let mut report = VerifyReport::default();
    let mut before = [0; 32];
    let erased = erased(connection)?;
    before_the_first(connection, &mut report)?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {ROW}, p.salt, revealed(p.payload), p.person
         FROM journal j LEFT JOIN documents d ON d.number = j.definition LEFT JOIN journal_payload p ON p.seq = j.seq
         WHERE j.seq > 0 ORDER BY j.seq",
    ))?;
    let mut rows = statement.query([])?;
    let mut recorded_before = 0;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let mut wrong = |what: Text| {
            report.first_broken.get_or_insert(seq);
            tell(&mut report.wrong, format!("journal {seq}"), what);
        };
        if seq != report.rows + 1 {
            wrong(say!("een regel hiervoor ontbreekt"; "a row before it is missing"));
        }
        // The number goes on from what stands there, so that one missing row is told once.
        report.rows = seq;
        let Ok(found) = Found::read(row) else {
            wrong(say!("deze regel is niet te lezen"; "this row cannot be read"));
            before = row.get(14).unwrap_or_default();
            continue;
        };
        if found.recorded < recorded_before {
            wrong(say!("vastgelegd voor de regel hiervoor"; "recorded before the row before it"));
        }
        if found.link(&before, seq).is_ok_and(|link| link == found.chain) {
            let erased = found.salt.is_none() && erased.contains(&found.person);
            if let Some(what) = found.contents().filter(|_| !erased)
                && !(found.payload.is_none() && gone(&found.person)?)
            {
                wrong(what);
            }
        } else {
            wrong(say!("deze regel of die ervoor is veranderd"; "this row or the one before it was changed"));
        }
        if kept.range((seq, [0; 32])..=(seq, [255; 32])).any(|(_, link)| *link != found.chain) {
            wrong(
                say!("de keten is hier anders dan toen hij bewaard werd"; "the chain is not what it was when it was kept"),
            );
        }
        before = found.chain;
        recorded_before = found.recorded;
    }
    if let Some((last, _)) = kept.last().filter(|(last, _)| *last > report.rows) {
        let now = report.rows;
        report.first_broken.get_or_insert(now + 1);
        tell(
            &mut report.wrong,
            format!("journal {}", now + 1),
            say!("het einde ontbreekt: er waren {last} regels, nu {now}"; "the end is missing: there were {last} rows, now {now}"),
        );
    }
    let extra: i64 = connection.query_row(
        "SELECT count(*) FROM journal_payload p LEFT JOIN journal j ON j.seq = p.seq WHERE p.seq > 0 AND j.seq IS NULL",
        [],
        |row| row.get(0),
    )?;
    if extra > 0 {
        let what =
            say!("inhoud van {extra} regels die er niet zijn"; "contents of {extra} rows that are not there");
        tell(&mut report.wrong, "journal".to_owned(), what);
    }
    report.head = hex(&before);
    heads(connection, &mut report.wrong)?;
    exposed(connection, &erased, &mut report.wrong)?;
    documents(connection, &mut report.wrong)?;
    Ok(report)
}

/// Rows with a number below 1, which nobody gives: they stand outside the chain, and yet in a history.
fn before_the_first(connection: &Connection, report: &mut VerifyReport) -> Result<(), Problem> {
    let mut statement = connection.prepare_cached(
        "SELECT seq FROM journal WHERE seq <= 0 UNION SELECT seq FROM journal_payload WHERE seq <= 0 ORDER BY 1",
    )?;
    for seq in statement.query_map([], |row| row.get::<_, i64>(0))? {
        let seq = seq?;
        report.first_broken.get_or_insert(seq);
        tell(&mut report.wrong, format!("journal {seq}"), misnumbered());
    }
    Ok(())
}

/// What is said of a row with a number that is never given.
pub(crate) fn misnumbered() -> Text {
    say!("nazorg geeft dit nummer nooit: iemand anders schreef dit in het bestand"; "nazorg never gives this number: somebody else wrote this into the file")
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len() / 2).map(|nth| u8::from_str_radix(text.get(nth * 2..nth * 2 + 2)?, 16).ok()).collect()
}

/// The people who were erased, by what the journal says of it.
pub(crate) fn erased(connection: &Connection) -> Result<BTreeSet<[u8; 16]>, Problem> {
    let mut statement =
        connection.prepare_cached("SELECT person FROM journal WHERE action = ?1 AND definition = 0")?;
    let mut rows = statement.query(params![ERASED])?;
    let mut erased = BTreeSet::new();
    while let Some(row) = rows.next()? {
        // One that cannot be read is told with its row.
        erased.extend(row.get::<_, [u8; 16]>(0).ok());
    }
    Ok(erased)
}

/// Reads links that were printed: on each line the number of rows and the link, with a colon between
/// them, and before them at most the date. Who compares with nothing, or with half of what was kept, must know it.
pub(crate) fn read_kept(text: &str) -> Result<Kept, Problem> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let heads: Vec<(i64, Chain)> =
        lines.map(|(nth, line)| read_head(line).ok_or_else(|| no_head(nth + 1))).collect::<Result<_, _>>()?;
    if heads.is_empty() {
        return Err(Problem::bad_input(
            say!("Er is geen bewaarde kop. Er is niets vergeleken."; "There is no kept head: nothing was compared."),
        )
        .help(say!(
            "Geef een kop die u eerder bewaarde. Hebt u er geen, kijk dan zonder kop: `nazorg controle nakijken`.";
            "Give a head that you kept before. If you have none, verify without one: `nazorg audit verify`."
        )));
    }
    Ok(heads.into_iter().filter(|(rows, _)| *rows > 0).collect())
}

fn read_head(line: &str) -> Option<(i64, Chain)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (head, before) = words.split_last()?;
    if !(before.is_empty() || matches!(before, [date] if is_date(date))) {
        return None;
    }
    let (rows, link) = head.split_once(':')?;
    let rows = rows.parse().ok().filter(|rows| *rows >= 0)?;
    let link = Some(link).filter(|link| link.len() == 2 * size_of::<Chain>()).and_then(unhex)?;
    Some((rows, link.try_into().ok()?))
}

fn is_date(word: &str) -> bool {
    word.parse::<NaiveDate>().is_ok() || DateTime::parse_from_rfc3339(word).is_ok()
}

fn no_head(line: usize) -> Problem {
    Problem::bad_input(say!(
        "Regel {line} van de bewaarde koppen is geen kop. Er is niets vergeleken.";
        "Line {line} of the kept heads is no head. Nothing was compared."
    ))
    .help(say!(
        "Een kop ziet eruit als in `nazorg controle kop`, met hooguit een datum ervoor. Is de regel maar half geschreven, haal hem dan weg.";
        "A head looks as `nazorg audit head` prints it, with at most a date before it. If the line was written only half, remove it."
    ))
}

pub(crate) fn tell(wrong: &mut Vec<Flaw>, place: String, what: Text) {
    if wrong.len() < WRONG_MAX {
        wrong.push(Flaw { place, what });
    }
}

/// The newest row of each case and record must be the newest in the journal: so a cut tail is seen.
fn heads(connection: &Connection, wrong: &mut Vec<Flaw>) -> Result<(), Problem> {
    let mut statement = connection.prepare_cached(
        "SELECT c.number FROM cases c WHERE c.number > 0
         AND c.last_seq IS NOT (SELECT max(j.seq) FROM journal j WHERE j.case_no = c.number)",
    )?;
    for case in statement.query_map([], |row| row.get::<_, i64>(0))? {
        let what =
            say!("de nieuwste regel staat niet in het journaal"; "its newest row is not in the journal");
        tell(wrong, format!("case {}", case?), what);
    }
    let mut statement = connection.prepare_cached(
        "SELECT r.number FROM records r LEFT JOIN journal j ON j.seq = r.last_seq
         WHERE r.number > 0 AND j.record IS NOT r.number",
    )?;
    for record in statement.query_map([], |row| row.get::<_, i64>(0))? {
        let what =
            say!("de nieuwste regel staat niet in het journaal"; "its newest row is not in the journal");
        tell(wrong, format!("record {}", record?), what);
    }
    for (place, sql) in TAKEN_AWAY {
        let mut statement = connection.prepare_cached(sql)?;
        for number in statement.query_map([], |row| row.get::<_, i64>(0))? {
            let what = say!("het journaal kent dit, maar het staat er niet meer"; "the journal knows this, but it is not there any more");
            tell(wrong, format!("{place} {}", number?), what);
        }
    }
    Ok(())
}

/// What has a history and is not there. A number that is no number was told with its row of the journal.
const TAKEN_AWAY: [(&str, &str); 2] = [
    (
        "case",
        "SELECT DISTINCT j.case_no FROM journal j LEFT JOIN cases c ON c.number = j.case_no
         WHERE typeof(j.case_no) = 'integer' AND c.number IS NULL ORDER BY j.case_no",
    ),
    (
        "record",
        "SELECT DISTINCT j.record FROM journal j LEFT JOIN records r ON r.number = j.record
         WHERE typeof(j.record) = 'integer' AND r.number IS NULL ORDER BY j.record",
    ),
];

fn documents(connection: &Connection, wrong: &mut Vec<Flaw>) -> Result<(), Problem> {
    let mut statement =
        connection.prepare_cached("SELECT number, kind, name, hash, body FROM documents WHERE number > 0")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(document) = StoredDocument::read(row) else {
            let what = say!("de tekst is niet te lezen"; "its text cannot be read");
            tell(wrong, format!("document {}", row.get::<_, i64>(0)?), what);
            continue;
        };
        if document.hash_now() != document.hash {
            let StoredDocument { kind, name, .. } = document;
            tell(wrong, format!("{kind} {name}"), say!("de tekst is veranderd"; "its text was changed"));
        }
    }
    Ok(())
}

/// A text by which cases and letters have their meaning.
struct StoredDocument {
    kind: String,
    name: String,
    hash: String,
    body: String,
}

impl StoredDocument {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { kind: row.get(1)?, name: row.get(2)?, hash: row.get(3)?, body: row.get(4)? })
    }

    fn hash_now(&self) -> String {
        if self.kind != "process" {
            return hash_of(&self.body);
        }
        let bundle: Vec<BundleFile> = serde_json::from_str(&self.body).unwrap_or_default();
        let mut hasher = blake3::Hasher::new();
        for file in &bundle {
            hasher.update(file.text.as_bytes());
            hasher.update(&[0]);
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

/// What a row of a case decided; a row that is no step decided nothing.
#[derive(Deserialize)]
struct Decided {
    #[serde(default)]
    facts: Vec<Fact>,
}

/// The case that a journal gives.
pub(crate) fn fold(connection: &Connection, case: i64) -> Result<Case, Problem> {
    fold_before(connection, case, i64::MAX)
}

/// The case as it was just before a row of the journal.
pub(crate) fn fold_before(connection: &Connection, case: i64, row: i64) -> Result<Case, Problem> {
    let mut folded = Case::default();
    let mut statement = connection.prepare_cached(
        "SELECT said(p.payload) FROM journal j JOIN journal_payload p ON p.seq = j.seq WHERE j.case_no = ?1 AND j.seq < ?2 ORDER BY j.seq",
    )?;
    let mut rows = statement.query(params![case, row])?;
    while let Some(row) = rows.next()? {
        let payload: String = row.get(0)?;
        let decided: Decided = serde_json::from_str(&payload)?;
        decided.facts.iter().for_each(|fact| apply(&mut folded, fact));
    }
    Ok(folded)
}

/// A case as its own row has it.
struct Stored {
    state: Option<String>,
    opened: i64,
    closed: Option<i64>,
    outcome: Option<String>,
    waits: bool,
    process: String,
    definition: String,
    /// Its history is about somebody else.
    is_anothers: bool,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            state: row.get(2)?,
            opened: row.get(3)?,
            closed: row.get(4)?,
            outcome: row.get(5)?,
            waits: row.get(6)?,
            process: row.get(7)?,
            definition: row.get(8)?,
            is_anothers: row.get(9)?,
        })
    }

    /// Whether it is byte for byte what its history gives, and the lists go by the same.
    fn is(&self, folded: &Case) -> Result<bool, Problem> {
        let (opened, closed, outcome, waits) =
            (self.opened, self.closed, self.outcome.as_deref(), self.waits);
        Ok(Some(serde_json::to_string(folded)?) == self.state
            && Figures { opened, closed, outcome, waits } == Figures::of(folded)
            && folded.process.as_deref() == Some(self.process.as_str())
            && folded.definition == self.definition
            && !self.is_anothers)
    }
}

/// Folds every case, and compares it with what is stored of it, and with the clock's and the desks' tables.
pub(crate) fn fold_all(connection: &Connection) -> Result<FoldReport, Problem> {
    let mut report = FoldReport::default();
    let erased = erased(connection)?;
    let mut clock = clock(connection)?;
    let mut desks: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    let mut statement = connection.prepare_cached("SELECT case_no, id FROM tasks WHERE number > 0")?;
    for row in statement.query_map([], |row| Ok((or_nothing(row, 0), or_nothing(row, 1))))? {
        let (case, id) = row?;
        desks.entry(case).or_default().insert(id);
    }
    let mut statement = connection.prepare_cached(
        "SELECT c.number, p.id, revealed(c.state), c.opened, c.closed, c.outcome, c.waits, c.process, d.hash,
                EXISTS (SELECT 1 FROM journal j WHERE j.case_no = c.number AND j.person IS NOT p.id)
         FROM cases c LEFT JOIN people p ON p.number = c.person LEFT JOIN documents d ON d.number = c.definition
         WHERE c.number > 0 ORDER BY c.number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        // An erased case is a tombstone: nothing is left to fold.
        if row.get(1).is_ok_and(|person: PersonId| erased.contains(&person)) {
            continue;
        }
        report.cases += 1;
        let owed = (clock.remove(&number).unwrap_or_default(), desks.remove(&number).unwrap_or_default());
        // A history or a row that cannot be read gives no case.
        let (Ok(folded), Ok(stored)) = (fold(connection, number), Stored::read(row)) else {
            report.different.push(number);
            continue;
        };
        if !stored.is(&folded)? || owed != owed_to(&folded) {
            report.different.push(number);
        }
    }
    // What is left is owed to nobody.
    let left: BTreeSet<i64> = clock.into_keys().chain(desks.into_keys()).collect();
    report.different.extend(left);
    Ok(report)
}

/// What the clock and the desks owe a case.
fn owed_to(case: &Case) -> (BTreeSet<(i64, String)>, BTreeSet<String>) {
    let timers = if case.is_open() { case.timers() } else { BTreeSet::new() };
    let timers = timers.into_iter().map(|(due, timer)| (millis(due), timer.into())).collect();
    (timers, case.tasks.keys().map(ToString::to_string).collect())
}

/// A value of a row; nothing when it cannot be read, which then fits no case.
fn or_nothing<T: FromSql + Default>(row: &Row<'_>, column: usize) -> T {
    row.get(column).unwrap_or_default()
}

/// All that the clock owes, those set aside too: they still stand in their cases.
fn clock(connection: &Connection) -> Result<BTreeMap<i64, BTreeSet<(i64, String)>>, Problem> {
    let mut clock: BTreeMap<i64, BTreeSet<(i64, String)>> = BTreeMap::new();
    for sql in [
        "SELECT case_no, due, name FROM deadlines WHERE due IS NOT NULL",
        "SELECT case_no, due, name FROM deadlines_aside WHERE due IS NOT NULL",
    ] {
        let mut statement = connection.prepare_cached(sql)?;
        for row in statement
            .query_map([], |row| Ok((or_nothing(row, 0), (or_nothing(row, 1), or_nothing(row, 2)))))?
        {
            let (case, timer) = row?;
            clock.entry(case).or_default().insert(timer);
        }
    }
    Ok(clock)
}

/// Whether all links of the chain hold, and the newest row of each case is there: what can be asked without keys.
pub(crate) fn holds(connection: &Connection) -> Result<bool, Problem> {
    let mut statement = connection.prepare(&format!(
        "SELECT {ROW}, NULL, NULL, NULL
         FROM journal j LEFT JOIN documents d ON d.number = j.definition WHERE j.seq > 0 ORDER BY j.seq"
    ))?;
    let mut rows = statement.query([])?;
    let (mut last, mut before) = (0, [0; 32]);
    while let Some(row) = rows.next()? {
        let (seq, found) = (row.get(0)?, Found::read(row)?);
        if seq != last + 1 || found.link(&before, seq)? != found.chain {
            return Ok(false);
        }
        (last, before) = (seq, found.chain);
    }
    let mut wrong = Vec::new();
    heads(connection, &mut wrong)?;
    Ok(wrong.is_empty())
}
