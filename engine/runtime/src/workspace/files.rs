//! Reading the files of a workspace, safely: only plain, small files of UTF-8 text.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use nazorg_core::compile::{Process, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::definition::profile::Profile;
use nazorg_core::definition::record::Record;
use nazorg_core::definition::{field, node};
use nazorg_core::finding::{Finding, Severity, Source, Span};
use nazorg_core::id::Id;
use nazorg_core::letter::{HouseStyle, Templates};
use nazorg_core::say;
use nazorg_core::text::Text;

use super::{FILE, Workspace};
use crate::Problem;

/// Bytes of a file.
const FILE_BYTES_MAX: u64 = 1 << 20;
/// Folders inside folders.
const DEPTH_MAX: usize = 16;

/// All files of a workspace that say how it works. Paths in them are from the root, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Processes and records.
    pub definitions: Vec<Arc<Source>>,
    /// Letter templates, each with its name.
    pub templates: Vec<(String, Arc<Source>)>,
    /// House styles, each with its region.
    pub styles: Vec<(String, Arc<Source>)>,
    /// Scenarios.
    pub scenarios: Vec<Arc<Source>>,
    /// Files that were refused.
    pub findings: Vec<Finding>,
}

/// Files that were checked.
pub struct Checked {
    /// The processes without errors.
    pub processes: BTreeMap<Id, Arc<Process>>,
    /// Shared records.
    pub records: BTreeMap<Id, Record>,
    /// Templates.
    pub templates: Templates,
    /// House styles by region.
    pub styles: BTreeMap<String, HouseStyle>,
    /// All findings.
    pub findings: Vec<Finding>,
}

impl Workspace {
    /// Reads all its files. What cannot be read becomes a finding.
    #[must_use]
    pub fn files(&self) -> Files {
        let mut files = Files::default();
        let mut folder = Folder { root: &self.root, found: Vec::new(), findings: Vec::new() };
        folder.walk(&self.root.join(&self.processes), 0);
        for source in folder.found.drain(..).filter(|s| s.path.ends_with(".yaml") || s.path.ends_with(".yml"))
        {
            files.definitions.push(source);
        }
        folder.walk(&self.root.join(&self.templates), 0);
        let prefix = format!("{}/", slashed(&self.templates));
        for source in folder.found.drain(..) {
            let name = source.path.strip_prefix(&prefix).unwrap_or(&source.path).to_owned();
            if let Some(name) = name.strip_suffix(".md") {
                files.templates.push((name.to_owned(), source));
            } else if let Some(region) = name.strip_suffix("huisstijl.yaml") {
                files.styles.push((region.trim_end_matches('/').to_owned(), source));
            }
        }
        folder.walk(&self.root.join(&self.scenarios), 0);
        files.scenarios = folder.found.drain(..).filter(|s| s.path.ends_with(".yaml")).collect();
        files.findings = folder.findings;
        files
    }
}

impl Files {
    /// Checks everything: definitions, templates, house styles, and how they fit together.
    #[must_use]
    pub fn check(&self) -> Checked {
        self.check_as(Profile::Strict)
    }

    /// The same, held to a profile.
    #[must_use]
    pub fn check_as(&self, profile: Profile) -> Checked {
        let mut findings = self.findings.clone();
        let (templates, wrong) = Templates::new(self.templates.iter().cloned());
        findings.extend(wrong);
        let mut styles = BTreeMap::new();
        for (region, source) in &self.styles {
            match read_style(source) {
                Ok(style) => {
                    styles.insert(region.clone(), style);
                }
                Err(wrong) => findings.extend(wrong),
            }
        }
        let library = Library::read_as(&self.definitions, profile);
        let compiled = compile(&library, Some(&templates));
        findings.extend(compiled.findings);
        findings.sort_by(|a, b| {
            (&a.span.source.path, a.span.range.start).cmp(&(&b.span.source.path, b.span.range.start))
        });
        Checked { processes: compiled.processes, records: library.records, templates, styles, findings }
    }
}

/// Reads a house style.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_style(source: &Arc<Source>) -> Result<HouseStyle, Vec<Finding>> {
    let tree = node::read(source)?;
    let wrong = |text: Text, label: Option<Text>| {
        let mut finding = Finding::error("NZ0128", tree.span.clone(), text);
        finding.span.range.end = finding.span.range.start + 1;
        finding.label = label;
        vec![finding]
    };
    let style: HouseStyle = serde_json::from_value(field::to_json(&tree)).map_err(|error| {
        let detail = error.to_string();
        wrong(say!("Deze huisstijl klopt niet."; "This house style is not right."), Some(Text::same(detail)))
    })?;
    match style.check().into_iter().next() {
        Some(text) => Err(wrong(text, None)),
        None => Ok(style),
    }
}

impl Checked {
    /// Whether there is a process, or an error that may hide one. Nobody means to have none: the files were moved,
    /// or `nazorg.yaml` names another folder.
    ///
    /// # Errors
    /// There is none.
    pub fn must_have_processes(&self, workspace: &Workspace) -> Result<(), Problem> {
        let hidden = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        if hidden || !self.processes.is_empty() {
            return Ok(());
        }
        let folder = workspace.root.join(&workspace.processes);
        let shown = slashed(&workspace.processes);
        let what = match folder.is_dir() {
            true => {
                say!("In de map `{shown}` staat geen proces."; "There is no process in the folder `{shown}`.")
            }
            false => say!("De map `{shown}` is er niet."; "The folder `{shown}` is not there."),
        };
        Err(Problem::bad_input(what).help(say!(
            "Er is niets veranderd. Zet de processen terug. Staan zij ergens anders? Zet die map dan in `{FILE}`: `processes: MAP`.";
            "Nothing was changed. Put the processes back. Are they elsewhere? Then put that folder in `{FILE}`: `processes: FOLDER`."
        )))
    }
}

struct Folder<'a> {
    root: &'a Path,
    found: Vec<Arc<Source>>,
    findings: Vec<Finding>,
}

impl Folder<'_> {
    fn walk(&mut self, folder: &Path, depth: usize) {
        let shown = self.shown(folder);
        match folder.symlink_metadata() {
            Err(_) => return,
            Ok(meta) if !meta.is_dir() => {
                self.findings.push(refused(
                    &shown,
                    "NZ0124",
                    say!("Dit is geen gewone map."; "This is no plain folder."),
                ));
                return;
            }
            Ok(_) => {}
        }
        if depth > DEPTH_MAX {
            self.findings.push(refused(
                &shown,
                "NZ0127",
                say!("Deze map ligt te diep."; "This folder lies too deep."),
            ));
            return;
        }
        let Ok(entries) = fs::read_dir(folder) else {
            self.findings.push(refused(
                &shown,
                "NZ0127",
                say!("Deze map is niet te lezen."; "This folder cannot be read."),
            ));
            return;
        };
        let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if name.starts_with('.') {
                continue;
            }
            if path.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
                self.walk(&path, depth + 1);
            } else if [".yaml", ".yml", ".md"].iter().any(|end| name.ends_with(end)) {
                match source(&path, &self.shown(&path)) {
                    Ok(source) => self.found.push(source),
                    Err(finding) => self.findings.push(finding),
                }
            }
        }
    }

    fn shown(&self, path: &Path) -> String {
        slashed(path.strip_prefix(self.root).unwrap_or(path))
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn refused(path: &str, code: &'static str, message: Text) -> Finding {
    let source = Arc::new(Source { path: path.to_owned(), text: String::new() });
    Finding::error(code, Span { source, range: 0..0 }, message)
}

/// Reads one file. A byte-order mark is taken off.
///
/// # Errors
/// It is no plain file, too large, or no UTF-8.
pub(crate) fn source(path: &Path, shown: &str) -> Result<Arc<Source>, Finding> {
    let unreadable =
        || refused(shown, "NZ0127", say!("Dit bestand is niet te lezen."; "This file cannot be read."));
    let meta = path.symlink_metadata().map_err(|_| unreadable())?;
    if !meta.is_file() {
        let what = say!("Dit is geen gewoon bestand, maar een verwijzing of een apparaat."; "This is no plain file but a link or a device.");
        return Err(refused(shown, "NZ0124", what));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(FILE_BYTES_MAX)).unwrap_or(0) + 1);
    let file = fs::File::open(path).map_err(|_| unreadable())?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|_| unreadable())?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(refused(
            shown,
            "NZ0108",
            say!("Dit bestand is groter dan 1 MB."; "This file is larger than 1 MB."),
        ));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(refused(
            shown,
            "NZ0125",
            say!("Dit bestand is UTF-16. Bewaar het als UTF-8."; "This file is UTF-16. Save it as UTF-8."),
        ));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
        refused(shown, "NZ0126", say!("Regel {line} is geen UTF-8. Bewaar het bestand als UTF-8."; "Line {line} is not UTF-8. Save the file as UTF-8."))
    })?;
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    Ok(Arc::new(Source { path: shown.to_owned(), text }))
}
