//! All the files of a workspace together.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::node::{self, Content, Node};
use super::process::Process;
use super::profile::Profile;
use super::reader::{Reader, Spanned};
use super::record::Record;
use super::table::Table;
use crate::finding::{Finding, Source, Span};
use crate::id::Id;
use crate::say;

/// The definitions of a workspace, by id, as far as they could be read.
#[derive(Debug, Default)]
pub struct Library {
    /// Processes.
    pub processes: BTreeMap<Id, Process>,
    /// Shared records.
    pub records: BTreeMap<Id, Record>,
    /// What the processes are held to.
    pub profile: Profile,
    /// Decision tables.
    pub tables: BTreeMap<Id, Table>,
    /// What was wrong while reading.
    pub findings: Vec<Finding>,
}

/// Whether a file among the definitions is one. A name in capitals, such as `SOURCES.yaml`, is about
/// them; an id never begins with a capital.
#[must_use]
pub fn is_definition(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    !name.starts_with(|first: char| first.is_ascii_uppercase())
}

impl Library {
    /// Reads every file. Each gets its own findings; a broken one does not hide the others.
    #[must_use]
    pub fn read(sources: &[Arc<Source>]) -> Self {
        Self::read_as(sources, Profile::Strict)
    }

    /// Reads every file, held to this profile. Whoever compiles the library uses the same.
    #[must_use]
    pub fn read_as(sources: &[Arc<Source>], profile: Profile) -> Self {
        let mut library = Self { profile, ..Self::default() };
        for source in sources.iter().filter(|source| is_definition(&source.path)) {
            match node::read(source) {
                Ok(root) => library.add(&root),
                Err(findings) => library.findings.extend(findings),
            }
        }
        library
    }

    fn add(&mut self, root: &Node) {
        let reader = Reader::held_to(self.profile);
        let has = |key: &str| matches!(&root.content, Content::Map(entries) if entries.iter().any(|(k, _)| k.name == key));
        if has("record") {
            if let Some(record) = Record::read(root, &reader) {
                self.check_place(&record.id);
                self.check_twice(&record.id);
                self.records.insert(record.id.value.clone(), record);
            }
        } else if has("table") {
            if let Some(table) = Table::read(root, &reader) {
                self.check_place(&table.id);
                self.check_twice(&table.id);
                self.tables.insert(table.id.value.clone(), table);
            }
        } else if has("process") {
            if let Some(process) = Process::read(root, &reader) {
                self.check_place(&process.id);
                self.check_twice(&process.id);
                self.processes.insert(process.id.value.clone(), process);
            }
        } else {
            let start = Span {
                source: root.span.source.clone(),
                range: root.span.range.start..root.span.range.start + 1,
            };
            reader.report(
                Finding::error(
                    "NZ0122",
                    start,
                    say!("Dit is geen proces, geen record en geen tabel."; "This is no process, no record and no table."),
                )
                .help(say!("Begin met `process: map/naam`."; "Start with `process: folder/name`.")),
            );
        }
        self.findings.extend(reader.into_findings());
    }

    /// The file's place must say the same as its id: so a reader finds the file of every id.
    fn check_place(&mut self, id: &Spanned<Id>) {
        let path = id.span.source.path.replace('\\', "/");
        let stem = path.trim_end_matches(".yaml").trim_end_matches(".yml");
        let (name, tail) = (id.as_str(), format!("/{}", id.as_str()));
        if stem != name && !stem.ends_with(&tail) {
            self.findings.push(
                Finding::error("NZ0123", id.span.clone(), say!("De naam `{name}` past niet bij dit bestand."; "The name `{name}` does not fit this file."))
                    .help(say!("Zet dit in `{name}.yaml`."; "Put this in `{name}.yaml`."))
                    .at_most(self.profile.severity()),
            );
        }
    }

    fn check_twice(&mut self, id: &Spanned<Id>) {
        let first = self.processes.get(&id.value).map(|process| &process.id);
        let first = first.or_else(|| self.records.get(&id.value).map(|record| &record.id));
        if let Some(first) = first.or_else(|| self.tables.get(&id.value).map(|table| &table.id)) {
            let name = id.as_str();
            self.findings.push(
                Finding::error(
                    "NZ0217",
                    id.span.clone(),
                    say!("`{name}` bestaat al."; "`{name}` exists already."),
                )
                .also(first.span.clone(), say!("hier staat de eerste"; "the first is here")),
            );
        }
    }
}
