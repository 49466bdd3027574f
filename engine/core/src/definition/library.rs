//! All the files of a workspace together.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::node::{self, Limits, Node};
use super::overlay::{Base, Document, Family, File, resolve_all, value};
use super::process::Process;
use super::profile::Profile;
use super::reader::{Reader, Spanned};
use super::record::Record;
use super::table::Table;
use crate::finding::{Finding, Source, Span};
use crate::id::Id;
use crate::say;
use crate::text::Text;

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
    /// The trees of all of them, as they work: overlays merged into their bases.
    pub family: Family,
    /// What was wrong while reading.
    pub findings: Vec<Finding>,
}

/// Whether a file among the definitions is one. A name in capitals alone, such as `SOURCES.yaml`, is about them; an
/// id has none.
#[must_use]
pub fn is_definition(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    stem.contains(char::is_lowercase) || !stem.contains(char::is_uppercase)
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
        Self::read_within(sources, profile, &Limits::default())
    }

    /// Reads every file, however large these limits allow it to be.
    #[must_use]
    pub fn read_within(sources: &[Arc<Source>], profile: Profile, limits: &Limits) -> Self {
        let mut library = Self { profile, ..Self::default() };
        let mut overlays = Vec::new();
        for source in sources.iter().filter(|source| is_definition(&source.path)) {
            match node::read_within(source, limits) {
                Ok(root) if has(&root, "overlay") => overlays.push(root),
                Ok(root) => library.add(root),
                Err(findings) => {
                    library.findings.extend(findings.into_iter().map(|found| match found.code {
                        "NZ0107" => found.help(begin()),
                        _ => found,
                    }))
                }
            }
        }
        library.extend(&overlays);
        library
    }

    /// Merges the overlays into their bases, and reads what comes of it as if it were written so.
    fn extend(&mut self, overlays: &[Node]) {
        let reader = Reader::held_to(self.profile);
        let files: Vec<File> = overlays.iter().filter_map(|root| File::read(root, &reader)).collect();
        let mut seen: BTreeMap<&Id, &Spanned<Id>> = BTreeMap::new();
        for file in &files {
            self.check_twice(&file.id);
            if let Some(first) = seen.insert(&file.id.value, &file.id) {
                self.findings.push(twice(&file.id, first));
            }
        }
        let ids = resolve_all(files, &mut self.family, &mut self.findings);
        for id in ids {
            if let Some(document) = self.family.remove(&id) {
                self.read_tree(&document.tree, document.base, &reader);
                self.family.insert(id, document);
            }
        }
        self.findings.extend(reader.into_findings());
    }

    fn read_tree(&mut self, root: &Node, base: Base, reader: &Reader) {
        match base {
            Base::Record => {
                if let Some(record) = Record::read(root, reader) {
                    self.check_place(&record.id);
                    self.check_twice(&record.id);
                    self.records.insert(record.id.value.clone(), record);
                }
            }
            Base::Table => {
                if let Some(table) = Table::read(root, reader) {
                    self.check_place(&table.id);
                    self.check_twice(&table.id);
                    self.tables.insert(table.id.value.clone(), table);
                }
            }
            Base::Process => {
                if let Some(process) = Process::read(root, reader) {
                    self.check_place(&process.id);
                    self.check_twice(&process.id);
                    self.processes.insert(process.id.value.clone(), process);
                }
            }
        }
    }

    fn add(&mut self, root: Node) {
        let reader = Reader::held_to(self.profile);
        if let Some(base) = Base::of(&root) {
            self.read_tree(&root, base, &reader);
            let id = value(&root, base.key()).and_then(Node::scalar).map(Id::from);
            if let Some(id) = id {
                self.family.entry(id).or_insert_with(|| Document::written(base, root));
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
                .help(begin()),
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
            let folder = path.find("processes/").map_or("", |start| &path[..start + "processes/".len()]);
            self.findings.push(
                Finding::error("NZ0123", id.span.clone(), say!("De naam `{name}` past niet bij dit bestand."; "The name `{name}` does not fit this file."))
                    .help(say!("Zet dit in `{folder}{name}.yaml`."; "Put this in `{folder}{name}.yaml`."))
                    .at_most(self.profile.severity()),
            );
        }
    }

    fn check_twice(&mut self, id: &Spanned<Id>) {
        let first = self.processes.get(&id.value).map(|process| &process.id);
        let first = first.or_else(|| self.records.get(&id.value).map(|record| &record.id));
        if let Some(first) = first.or_else(|| self.tables.get(&id.value).map(|table| &table.id)) {
            self.findings.push(twice(id, first));
        }
    }
}

/// How a definition begins.
fn begin() -> Text {
    say!("Begin met `process: map/naam`."; "Start with `process: folder/name`.")
}

fn has(root: &Node, key: &str) -> bool {
    value(root, key).is_some()
}

fn twice(id: &Spanned<Id>, first: &Spanned<Id>) -> Finding {
    let name = id.as_str();
    Finding::error("NZ0217", id.span.clone(), say!("`{name}` bestaat al."; "`{name}` exists already."))
        .also(first.span.clone(), say!("hier staat de eerste"; "the first is here"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Library, is_definition};
    use crate::finding::Source;
    use crate::text::Language;

    fn read(path: &str, text: &str) -> Vec<String> {
        let library = Library::read(&[Arc::new(Source { path: path.into(), text: text.into() })]);
        let told = |finding: &crate::finding::Finding| {
            let help = finding.help.as_ref().map_or("", |help| help.get(Language::Nl));
            format!("{} {} {help}", finding.code, finding.message.get(Language::Nl))
        };
        library.findings.iter().map(told).collect()
    }

    /// Once a file whose name began with a capital was counted and never read.
    #[test]
    fn only_a_name_in_capitals_alone_is_no_definition() {
        assert!(!is_definition("processes/SOURCES.yaml") && !is_definition("processes/t/LEES_MIJ.yaml"));
        for name in ["Kennis.yaml", "kennis.yaml", "123.yaml", "KENNIs.yml"] {
            assert!(is_definition(&format!("processes/t/{name}")), "{name}");
        }
        assert!(!read("processes/mijn/Kennis.yaml", "process: mijn/Kennis\n  dit is: [kapot\n").is_empty());
    }

    #[test]
    fn the_place_that_is_advised_is_among_the_processes() {
        let found = read("processes/t/a.yaml", "process: t/b\ntitle: T\n");
        assert!(found.iter().any(|told| told.contains("Zet dit in `processes/t/b.yaml`.")), "{found:?}");
    }

    #[test]
    fn limits_that_let_nothing_in_are_told() {
        let text = |min: i32, max: i32| {
            format!(
                "record: t/r\ntitle: T\nsubject: person\nfields: {{a: {{type: integer, min: {min}, max: {max}, title: A}}}}\n"
            )
        };
        let found = read("processes/t/r.yaml", &text(120, 0));
        assert!(
            found.iter().any(|told| told.starts_with("NZ0310") && told.contains("geen waarde")),
            "{found:?}"
        );
        let found = read("processes/t/r.yaml", &text(0, 0));
        assert!(!found.iter().any(|told| told.starts_with("NZ0310")), "{found:?}");
    }
}
