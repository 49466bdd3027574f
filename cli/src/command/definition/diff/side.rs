//! One side of a comparison: definitions here, in a file or folder, or as they were published.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::compile::{Process, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::Document;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_pages::Subject;
use nazorg_runtime::{Bundle, Workspace};

use super::super::document;
use crate::output::Stop;
use crate::session::Session;

/// Definitions, and which of them is meant.
pub(super) struct Side {
    /// What it is called.
    pub(super) name: String,
    /// The definition; none when all are meant.
    pub(super) id: Option<Id>,
    pub(super) library: Library,
}

impl Side {
    /// A definition of this workspace, or the file or folder of this name.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn of(name: &str, session: &Session) -> Result<Self, Stop> {
        let path = Path::new(name);
        let is_file = name.ends_with(".yaml") || name.ends_with(".yml");
        if is_file || path.is_dir() && (path.is_absolute() || name.starts_with('.') || !here(name, session)) {
            return Self::at(path);
        }
        let library = Library::read(&session.workspace()?.files().definitions);
        let id = document(&library, name)?.0.clone();
        Ok(Self { name: name.to_owned(), id: Some(id), library })
    }

    /// A file, with the workspace that it lies in; or a folder with definitions.
    fn at(path: &Path) -> Result<Self, Stop> {
        let shown = path.display().to_string();
        let full = path.canonicalize().map_err(|error| Stop::file(path, &error))?;
        let around = if full.is_dir() { full.clone() } else { full.parent().unwrap_or(&full).to_owned() };
        let mut definitions = match Workspace::find(&around) {
            Ok(workspace) => workspace.files().definitions,
            Err(_) => Vec::new(),
        };
        if full.is_dir() {
            return Ok(Self { name: shown, id: None, library: Library::read(&definitions) });
        }
        let own = |source: &&Arc<Source>| full.ends_with(PathBuf::from(&source.path));
        let id = match definitions.iter().find(own) {
            Some(found) => id_of(found),
            None => {
                let text = std::fs::read_to_string(path).map_err(|error| Stop::file(path, &error))?;
                let source = Arc::new(Source { path: shown.clone(), text });
                definitions = vec![source.clone()];
                id_of(&source)
            }
        };
        let library = Library::read(&definitions);
        let id = id.filter(|id| library.family.contains_key(id));
        match id {
            Some(id) => Ok(Self { name: shown, id: Some(id), library }),
            None => Err(Stop::bad_input(
                say!("{shown} is geen proces, record of tabel, of heeft fouten."; "{shown} is no process, record or table, or has errors."),
            )
            .help(say!("Bekijk de fouten met `nazorg controleer`."; "See the errors with `nazorg check`."))),
        }
    }

    /// A process as it was published.
    ///
    /// # Errors
    /// It was never published, or not under this version.
    pub(super) fn published(process: &str, version: i64, bundles: &[Bundle]) -> Result<Self, Stop> {
        let Some(found) = bundles.iter().find(|bundle| bundle.version == version) else {
            let list = bundles.iter().map(|bundle| bundle.version.to_string()).collect::<Vec<_>>().join(", ");
            let stop = Stop::bad_input(
                say!("Versie {version} van `{process}` is niet gepubliceerd."; "Version {version} of `{process}` is not published."),
            );
            return Err(if list.is_empty() {
                stop
            } else {
                stop.help(say!("Er zijn: {list}."; "There are: {list}."))
            });
        };
        let library = Library::read(&found.sources);
        let name = format!("{process} {version}");
        Ok(Self { name, id: Some(Id::from(process)), library })
    }

    /// The definition that is meant.
    pub(super) fn document(&self, id: &Id) -> Option<&Document> {
        self.library.family.get(id)
    }

    /// Shows a process of it, if it has no errors.
    pub(super) fn with_process<T>(&self, id: &Id, act: impl FnOnce(Subject<'_>) -> T) -> Option<T> {
        let compiled = compile(&self.library, None);
        let process: &Arc<Process> = compiled.processes.get(id)?;
        Some(act(Subject { process, all: &compiled.processes, records: &self.library.records }))
    }
}

fn here(name: &str, session: &Session) -> bool {
    let Ok(workspace) = session.workspace() else { return false };
    workspace.root.join(&workspace.processes).join(format!("{name}.yaml")).exists()
}

fn id_of(source: &Source) -> Option<Id> {
    let keys = ["process:", "overlay:", "record:", "table:"];
    let line = source.text.lines().find_map(|line| keys.iter().find_map(|key| line.strip_prefix(key)))?;
    Some(Id::from(line.split('#').next()?.trim().trim_matches(['"', '\''])))
}
