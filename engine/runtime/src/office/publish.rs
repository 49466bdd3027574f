//! Publishing: what was checked goes into the store, by hash.

use nazorg_core::compile::Process;
use nazorg_core::finding::{Finding, Severity};
use nazorg_core::say;
use nazorg_core::value::Record;
use rusqlite::{OptionalExtension, params};

use super::{Office, form, plan};
use crate::store::catalog::{BundleFile, Kind, hash_of};
use crate::store::work::Work;
use crate::store::{millis, moment};
use crate::view::{
    FieldView, Plan, ProcessRow, PublicationChange, PublicationItem, PublicationRow, Published, PublishedItem,
};
use crate::{Checked, Problem};

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishFailed {
    /// The definitions have errors; all findings, warnings too.
    Findings(Vec<Finding>),
    /// The store failed.
    Problem(Problem),
}

impl From<Problem> for PublishFailed {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<rusqlite::Error> for PublishFailed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Problem(error.into())
    }
}

/// Something that can be published.
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) hash: String,
    body: String,
}

impl Office {
    /// Checks all definitions, templates and styles, and stores what changed. Running cases stay on
    /// what they started on.
    ///
    /// # Errors
    /// There are errors in the files, no process is left, or one has gone whose cases run: nothing was published.
    pub fn publish(&self, note: Option<&str>) -> Result<Published, PublishFailed> {
        let (items, _) = self.checked_items()?;
        let written = self.write(|work| {
            refuse_withdrawing_running(work, &items)?;
            store(work, &self.login, note, &items)
        })?;
        Ok(written.value)
    }

    /// Publishes exactly what a plan says, or nothing.
    ///
    /// # Errors
    /// As [`Office::publish`]; also when anything is other than when the plan was made: the files, what is
    /// published, or the running cases that it counted.
    pub fn publish_plan(&self, plan: &Plan, note: Option<&str>) -> Result<Published, PublishFailed> {
        let (items, _) = self.checked_items()?;
        let written = self.write(|work| {
            let changed = plan::changed_since(work, plan, &items)?;
            if !changed.is_empty() {
                return Err(plan::no_longer(&changed).into());
            }
            store(work, &self.login, note, &items)
        })?;
        Ok(written.value)
    }

    /// Every time that something was published, the last one first, with the versions that were new then.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn publications(&self) -> Result<Vec<PublicationRow>, Problem> {
        self.read(|work| publications(work))
    }

    pub(super) fn checked_items(&self) -> Result<(Vec<Item>, Checked), PublishFailed> {
        let files = self.workspace.files();
        let checked = files.check();
        if checked.findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(PublishFailed::Findings(checked.findings));
        }
        checked.must_have_processes(&self.workspace)?;
        let text = |kind, name: &str, text: &str| Item {
            kind,
            name: name.to_owned(),
            hash: hash_of(text),
            body: text.to_owned(),
        };
        let mut items = Vec::new();
        for record in checked.records.values() {
            items.push(text(Kind::Record, &record.id.value, &record.id.span.source.text));
        }
        for (name, source) in &files.templates {
            items.push(text(Kind::Template, name, &source.text));
        }
        for (region, source) in &files.styles {
            items.push(text(Kind::Style, region, &source.text));
        }
        for process in checked.processes.values() {
            let bundle: Vec<BundleFile> = process
                .sources()
                .iter()
                .map(|source| BundleFile { path: source.path.clone(), text: source.text.clone() })
                .collect();
            let body = serde_json::to_string(&bundle).map_err(Problem::from)?;
            let (name, hash) = (process.id().to_string(), process.hash().to_owned());
            items.push(Item { kind: Kind::Process, name, hash, body });
        }
        Ok((items, checked))
    }

    /// The published processes, by id.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn processes(&self) -> Result<Vec<ProcessRow>, Problem> {
        self.read(|work| {
            let current = work.catalog.current(work.tx)?;
            let names: Vec<String> = current.names(Kind::Process).into_iter().map(str::to_owned).collect();
            names.iter().map(|name| process_row(work, name)).collect()
        })
    }

    /// The ids of the processes that were published once and are no longer.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn withdrawn(&self) -> Result<Vec<String>, Problem> {
        self.read(|work| {
            let current = work.catalog.current(work.tx)?;
            let mut statement = work.tx.prepare_cached(
                "SELECT DISTINCT name FROM documents WHERE kind = 'process' AND name > '' ORDER BY name",
            )?;
            let known: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            Ok(known.into_iter().filter(|id| current.find(Kind::Process, id).is_none()).collect())
        })
    }

    /// What starting a process asks for.
    ///
    /// # Errors
    /// It is not published, or cannot be started by a person.
    pub fn start_form(&self, process: &str) -> Result<Vec<FieldView>, Problem> {
        self.read(|work| {
            let (_, process) = published(work, process)?;
            let form = process
                .starting_event()
                .and_then(|id| process.event(id))
                .map(|e| form::of_event(&process, e));
            Ok(form::view(&form.unwrap_or_default(), &Record::new()))
        })
    }
}

/// A published process, or a problem that names what looks like it.
pub(super) fn published(
    work: &Work<'_>,
    id: &str,
) -> Result<(crate::store::catalog::Document, std::sync::Arc<Process>), Problem> {
    if let Some(found) = work.catalog.published(work.tx, id)? {
        return Ok(found);
    }
    if is_withdrawn(work, id)? {
        return Err(withdrawn(id));
    }
    let current = work.catalog.current(work.tx)?;
    let names = current.names(Kind::Process);
    let problem = Problem::bad_input(
        say!("Het proces `{id}` is niet gepubliceerd."; "The process `{id}` is not published."),
    );
    let list = names.join(", ");
    Err(match nazorg_core::finding::nearest(id, names) {
        Some(near) => problem.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None if list.is_empty() => problem
            .help(say!("Publiceer eerst met `nazorg publiceer`."; "Publish first with `nazorg publish`.")),
        None => problem.help(say!("Gepubliceerd zijn: {list}."; "Published are: {list}.")),
    })
}

/// Whether a process was published once and is no longer.
fn is_withdrawn(work: &Work<'_>, id: &str) -> Result<bool, Problem> {
    let known = "SELECT EXISTS (SELECT 1 FROM documents WHERE kind = 'process' AND name = ?1)";
    let was: bool = work.tx.prepare_cached(known)?.query_row(params![id], |row| row.get(0))?;
    Ok(was && work.catalog.current(work.tx)?.find(Kind::Process, id).is_none())
}

fn withdrawn(id: &str) -> Problem {
    Problem::bad_input(
        say!("Het proces `{id}` is ingetrokken. Er kunnen geen nieuwe zaken mee beginnen."; "The process `{id}` was withdrawn. No new cases can start with it."),
    )
    .help(say!(
        "`nazorg publicaties` zegt sinds wanneer, door wie en waarom. Moet het terug? Zet zijn bestand terug en doe `nazorg publiceer`.";
        "`nazorg publications` says since when, by whom and why. Must it come back? Put its file back and do `nazorg publish`."
    ))
}

/// A file that is missing by accident would stop new cases of a process that people work with. Who means it makes a
/// plan, and sees in it whom it is about.
fn refuse_withdrawing_running(work: &Work<'_>, items: &[Item]) -> Result<(), Problem> {
    let mut running = Vec::new();
    for (_, name) in gone(work, items)?.into_iter().filter(|(kind, _)| *kind == Kind::Process) {
        let open = open_cases(work, &name)?;
        if open > 0 {
            running.push(format!("`{name}` ({open})"));
        }
    }
    if running.is_empty() {
        return Ok(());
    }
    let list = running.join(", ");
    Err(Problem::refused(
        say!("Deze processen hebben lopende zaken, maar geen bestand meer: {list}. Er is niets gepubliceerd."; "These processes have running cases, but no file any more: {list}. Nothing was published."),
    )
    .help(say!(
        "Zet hun bestanden terug. Wilt u ze echt intrekken? Doe dan `nazorg plan --out plan.json` en daarna `nazorg publiceer plan.json`.";
        "Put their files back. Do you really withdraw them? Then do `nazorg plan --out plan.json` and after that `nazorg publish plan.json`."
    )))
}

/// What is published and has no file any more.
fn gone(work: &Work<'_>, items: &[Item]) -> Result<Vec<(Kind, String)>, Problem> {
    let current = work.catalog.current(work.tx)?;
    let stays = |kind: Kind, name: &str| items.iter().any(|item| item.kind == kind && item.name == name);
    let mut gone = Vec::new();
    for kind in Kind::ALL {
        let names = current.names(kind).into_iter().filter(|name| !stays(kind, name));
        gone.extend(names.map(|name| (kind, name.to_owned())));
    }
    Ok(gone)
}

/// How many cases of a process are open, of any version.
fn open_cases(work: &Work<'_>, process: &str) -> Result<i64, Problem> {
    Ok(work
        .tx
        .prepare_cached("SELECT count(*) FROM cases WHERE process = ?1 AND closed IS NULL")?
        .query_row(params![process], |row| row.get(0))?)
}

fn process_row(work: &Work<'_>, name: &str) -> Result<ProcessRow, Problem> {
    let (document, process) = published(work, name)?;
    let (version, at, by) = work
        .tx
        .prepare_cached(
            "SELECT d.version, p.at, p.by FROM documents d JOIN publications p ON p.number = d.publication WHERE d.number = ?1",
        )?
        .query_row(params![document.number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let open_cases = open_cases(work, name)?;
    let definition = process.definition();
    let start = process.starting_event().and_then(|id| Some((id, process.event(id)?)));
    Ok(ProcessRow {
        process: name.to_owned(),
        title: definition.title.clone(),
        purpose: definition.purpose.clone(),
        subject_kind: definition.subject.to_string(),
        version,
        hash: document.hash.clone(),
        published: moment(at)?,
        by,
        open_cases,
        start_event: start.map(|(id, _)| id.to_string()),
        start_title: start.map(|(_, event)| event.title.clone()),
        form: start
            .map(|(_, event)| form::view(&form::of_event(&process, event), &Record::new()))
            .unwrap_or_default(),
    })
}

fn publications(work: &Work<'_>) -> Result<Vec<PublicationRow>, Problem> {
    let mut statement = work.tx.prepare_cached(
        "SELECT number, at, by, note FROM publications WHERE number > 0 ORDER BY number DESC",
    )?;
    let found: Vec<(i64, i64, String, Option<String>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    // What was removed had the document that its name was given last.
    let mut statement = work.tx.prepare_cached(
        "SELECT d.kind, d.name, d.version, d.hash, n.document IS NOT NULL, p.document IS NULL, d.publication = ?1,
                (SELECT count(*) FROM cases c WHERE c.process = d.name AND c.definition = d.number AND c.closed IS NULL)
         FROM published p JOIN documents d ON d.number = coalesce(p.document,
                (SELECT b.document FROM published b WHERE b.publication < p.publication AND b.kind = p.kind AND b.name = p.name
                 ORDER BY b.publication DESC LIMIT 1))
         LEFT JOIN current n ON n.kind = d.kind AND n.name = d.name AND n.document = p.document
         WHERE p.publication = ?1 ORDER BY p.kind, p.name",
    )?;
    let mut rows = Vec::new();
    for (publication, at, by, reason) in found {
        let items = statement.query_map(params![publication], |row| {
            let (removed, new): (bool, bool) = (row.get(5)?, row.get(6)?);
            let change = match (removed, new) {
                (true, _) => PublicationChange::Removed,
                (false, true) => PublicationChange::New,
                (false, false) => PublicationChange::Returned,
            };
            Ok(PublicationItem {
                kind: row.get(0)?,
                name: row.get(1)?,
                change,
                version: row.get(2)?,
                hash: row.get(3)?,
                current: row.get(4)?,
                open_cases: row.get(7)?,
            })
        })?;
        let items = items.collect::<Result<_, _>>()?;
        rows.push(PublicationRow { publication, at: moment(at)?, by, reason, items });
    }
    Ok(rows)
}

fn store(
    work: &mut Work<'_>,
    by: &str,
    note: Option<&str>,
    items: &[Item],
) -> Result<Published, PublishFailed> {
    let current = work.catalog.current(work.tx)?;
    let mut published = Published::default();
    let is_new = |item: &&Item| current.find(item.kind, &item.name).is_none_or(|now| now.hash != item.hash);
    let gone = gone(work, items)?;
    published.unchanged = items.len() - items.iter().filter(is_new).count();
    if published.unchanged == items.len() && gone.is_empty() {
        return Ok(published);
    }
    let publication = work
        .tx
        .prepare_cached("INSERT INTO publications (at, by, note) VALUES (?1, ?2, ?3)")?
        .insert(params![millis(work.clock), by, note])?;
    for item in items.iter().filter(is_new) {
        let (number, version) = keep(work, publication, item)?;
        work.tx
            .prepare_cached("INSERT OR REPLACE INTO current (kind, name, document) VALUES (?1, ?2, ?3)")?
            .execute(params![item.kind.as_str(), item.name, number])?;
        did(work, publication, item.kind, &item.name, Some(number))?;
        published.changed.push(PublishedItem {
            kind: item.kind.as_str().to_owned(),
            name: item.name.clone(),
            version: Some(version),
        });
    }
    // What has no file any more can no longer be started or used; cases that run keep theirs.
    for (kind, name) in gone {
        work.tx
            .prepare_cached("DELETE FROM current WHERE kind = ?1 AND name = ?2")?
            .execute(params![kind.as_str(), name])?;
        did(work, publication, kind, &name, None)?;
        published.changed.push(PublishedItem { kind: kind.as_str().to_owned(), name, version: None });
    }
    // What was set aside may have lacked just this.
    work.bring_back(None)?;
    Ok(published)
}

/// Keeps what a publication did to a name.
fn did(
    work: &Work<'_>,
    publication: i64,
    kind: Kind,
    name: &str,
    document: Option<i64>,
) -> Result<(), Problem> {
    work.tx
        .prepare_cached("INSERT INTO published (publication, kind, name, document) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![publication, kind.as_str(), name, document])?;
    Ok(())
}

/// The number and version of a document; a text that was published before keeps both.
fn keep(work: &Work<'_>, publication: i64, item: &Item) -> Result<(i64, i64), Problem> {
    let known = work
        .tx
        .prepare_cached("SELECT number, version FROM documents WHERE kind = ?1 AND name = ?2 AND hash = ?3")?
        .query_row(params![item.kind.as_str(), item.name, item.hash], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let version: i64 = work
        .tx
        .prepare_cached("SELECT count(*) + 1 FROM documents WHERE kind = ?1 AND name = ?2")?
        .query_row(params![item.kind.as_str(), item.name], |row| row.get(0))?;
    let number = work
        .tx
        .prepare_cached(
            "INSERT INTO documents (kind, name, version, hash, publication, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .insert(params![item.kind.as_str(), item.name, version, item.hash, publication, item.body])?;
    Ok((number, version))
}
