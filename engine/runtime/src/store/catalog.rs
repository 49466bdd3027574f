//! What was published: processes, shared records, templates and house styles; compiled once.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use nazorg_core::compile::{Process, compile_again};
use nazorg_core::definition::library::Library;
use nazorg_core::definition::record::Record as RecordDefinition;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::letter::{HouseStyle, Templates};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::remembered::Remembered;
use crate::Problem;
use crate::workspace::read_style;

/// What kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Process,
    Record,
    Template,
    Style,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Process, Self::Record, Self::Template, Self::Style];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Record => "record",
            Self::Template => "template",
            Self::Style => "style",
        }
    }
}

/// One file of a process's bundle.
#[derive(Serialize, Deserialize)]
pub(crate) struct BundleFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A document's number and hash: the number in this store, the hash everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Document {
    pub(crate) number: i64,
    pub(crate) hash: String,
}

/// What has been read of the store's documents. A document never changes, so what was compiled from
/// it is kept by its hash; what is current is asked again in each transaction.
#[derive(Default)]
pub(crate) struct Catalog {
    processes: RefCell<HashMap<String, Arc<Process>>>,
    records: RefCell<HashMap<String, Arc<RecordDefinition>>>,
    styles: RefCell<HashMap<String, Arc<HouseStyle>>>,
    current: RefCell<Option<Rc<Current>>>,
    pub(crate) remembered: RefCell<Remembered>,
}

/// What names mean since the last publication.
pub(crate) struct Current {
    publication: (i64, i64),
    documents: HashMap<(String, String), Document>,
    templates: OnceCell<Templates>,
}

impl Current {
    pub(crate) fn find(&self, kind: Kind, name: &str) -> Option<&Document> {
        self.documents.get(&(kind.as_str().to_owned(), name.to_owned()))
    }

    /// The names of a kind, in order.
    pub(crate) fn names(&self, kind: Kind) -> Vec<&str> {
        let of_kind = self.documents.keys().filter(|(k, _)| k == kind.as_str());
        let mut names: Vec<_> = of_kind.map(|(_, name)| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// All current templates, compiled on first use.
    pub(crate) fn templates(&self, connection: &Connection) -> Result<&Templates, Problem> {
        if self.templates.get().is_none() {
            let mut sources = Vec::new();
            for name in self.names(Kind::Template) {
                let Some(document) = self.find(Kind::Template, name) else { continue };
                let path = format!("templates/{name}.md");
                let text = body(connection, document.number)?;
                sources.push((name.to_owned(), Arc::new(Source { path, text })));
            }
            let _ = self.templates.set(Templates::new(sources).0);
        }
        self.templates.get().ok_or_else(|| Problem::broken_store("templates"))
    }
}

impl Catalog {
    /// What is current in this transaction.
    pub(crate) fn current(&self, connection: &Connection) -> Result<Rc<Current>, Problem> {
        let publication = connection
            .prepare_cached(
                "SELECT number, at FROM publications WHERE number > 0 ORDER BY number DESC LIMIT 1",
            )?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .unwrap_or_default();
        if let Some(current) = &*self.current.borrow()
            && current.publication == publication
        {
            return Ok(current.clone());
        }
        let mut documents = HashMap::new();
        let mut statement = connection.prepare_cached(
            "SELECT c.kind, c.name, d.number, d.hash FROM current c JOIN documents d ON d.number = c.document WHERE c.kind > ''",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            documents.insert((row.get(0)?, row.get(1)?), Document { number: row.get(2)?, hash: row.get(3)? });
        }
        let current = Rc::new(Current { publication, documents, templates: OnceCell::new() });
        *self.current.borrow_mut() = Some(current.clone());
        Ok(current)
    }

    /// A process as it was published under this number.
    pub(crate) fn process(
        &self,
        connection: &Connection,
        document: &Document,
    ) -> Result<Arc<Process>, Problem> {
        if let Some(process) = self.processes.borrow().get(&document.hash) {
            return Ok(process.clone());
        }
        let sources = self.bundle(connection, document)?;
        let process = compile_again(&sources, &document.hash)
            .ok_or_else(|| Problem::broken_store(&format!("definition {}", document.hash)))?;
        self.processes.borrow_mut().insert(document.hash.clone(), process.clone());
        Ok(process)
    }

    /// A definition of a process that was published once.
    pub(crate) fn by_hash(
        &self,
        connection: &Connection,
        id: &str,
        hash: &str,
    ) -> Result<Option<(Document, Arc<Process>)>, Problem> {
        let number = connection
            .prepare_cached(
                "SELECT number FROM documents WHERE kind = 'process' AND name = ?1 AND hash = ?2",
            )?
            .query_row(params![id, hash], |row| row.get(0))
            .optional()?;
        let Some(number) = number else { return Ok(None) };
        let document = Document { number, hash: hash.to_owned() };
        let process = self.process(connection, &document)?;
        Ok(Some((document, process)))
    }

    /// The files of a document that is a process.
    pub(crate) fn bundle(
        &self,
        connection: &Connection,
        document: &Document,
    ) -> Result<Vec<Arc<Source>>, Problem> {
        let bundle: Vec<BundleFile> = serde_json::from_str(&body(connection, document.number)?)?;
        Ok(bundle.into_iter().map(|file| Arc::new(Source { path: file.path, text: file.text })).collect())
    }

    /// The current definition of a process.
    pub(crate) fn published(
        &self,
        connection: &Connection,
        id: &str,
    ) -> Result<Option<(Document, Arc<Process>)>, Problem> {
        let current = self.current(connection)?;
        let Some(document) = current.find(Kind::Process, id) else { return Ok(None) };
        Ok(Some((document.clone(), self.process(connection, document)?)))
    }

    /// The current definition of a shared record.
    pub(crate) fn record(
        &self,
        connection: &Connection,
        id: &str,
    ) -> Result<Option<(Document, Arc<RecordDefinition>)>, Problem> {
        let current = self.current(connection)?;
        let Some(document) = current.find(Kind::Record, id) else { return Ok(None) };
        if let Some(definition) = self.records.borrow().get(&document.hash) {
            return Ok(Some((document.clone(), definition.clone())));
        }
        let source = Source { path: format!("{id}.yaml"), text: body(connection, document.number)? };
        let mut library = Library::read(&[Arc::new(source)]);
        let definition = library
            .records
            .remove(&Id::from(id))
            .map(Arc::new)
            .ok_or_else(|| Problem::broken_store(&format!("record {id}")))?;
        self.records.borrow_mut().insert(document.hash.clone(), definition.clone());
        Ok(Some((document.clone(), definition)))
    }

    /// A house style as it was published under this number.
    pub(crate) fn style(&self, connection: &Connection, number: i64) -> Result<Arc<HouseStyle>, Problem> {
        let text = body(connection, number)?;
        let hash = hash_of(&text);
        if let Some(style) = self.styles.borrow().get(&hash) {
            return Ok(style.clone());
        }
        let source = Arc::new(Source { path: "huisstijl.yaml".to_owned(), text });
        let style = Arc::new(read_style(&source).map_err(|_| Problem::broken_store("house style"))?);
        self.styles.borrow_mut().insert(hash, style.clone());
        Ok(style)
    }

    /// The style of a process's region: the first part of its id, or else the workspace's own region.
    pub(crate) fn style_for(
        &self,
        connection: &Connection,
        process: &str,
        region: Option<&str>,
    ) -> Result<Option<i64>, Problem> {
        let current = self.current(connection)?;
        let own = process.split('/').next().unwrap_or_default();
        let found = current.find(Kind::Style, own);
        let found = found.or_else(|| current.find(Kind::Style, region?));
        // A style straight in `templates/` is for every region that has none.
        Ok(found.or_else(|| current.find(Kind::Style, "")).map(|document| document.number))
    }

    /// Forgets what was read: another store was put in the place of this one.
    pub(crate) fn forget(&self) {
        *self.current.borrow_mut() = None;
        *self.remembered.borrow_mut() = Remembered::default();
    }
}

/// The text of a document.
fn body(connection: &Connection, number: i64) -> Result<String, Problem> {
    Ok(connection
        .prepare_cached("SELECT body FROM documents WHERE number = ?1")?
        .query_row(params![number], |row| row.get(0))?)
}

/// The hash of a document that is a text by itself; as long as that of a process.
pub(crate) fn hash_of(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}
