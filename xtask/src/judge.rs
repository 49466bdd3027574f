//! Who notices a fault: `check`, a story of it, or a scenario.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use nazorg_core::calendar::Calendar;
use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::finding::{Finding, Source};
use nazorg_core::letter::Templates;
use nazorg_core::proof::{CONFIGURATIONS_MAX, prove_one};
use nazorg_core::scenario::{Setting, run};

use crate::fault::Fault;

/// The shipped files.
pub(crate) struct Shipped {
    pub(crate) definitions: Vec<Arc<Source>>,
    pub(crate) templates: Vec<Arc<Source>>,
    scenarios: Vec<Arc<Source>>,
    /// What is said of the files around one without any fault: some of what they hear comes from others.
    said: Mutex<HashMap<String, Arc<Said>>>,
}

/// Findings by code, file and words: a fault shifts the lines.
type Said = BTreeSet<(&'static str, String, String)>;

/// Who noticed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// `check`, by this code.
    Check(&'static str),
    /// `check` too, with a story.
    Story(&'static str),
    /// A scenario.
    Scenario,
    /// Nobody.
    Missed,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn files(folder: &str, ending: &str) -> Vec<Arc<Source>> {
    fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, ending, found);
            } else if path.extension().is_some_and(|e| e == ending) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        let path = path.strip_prefix(root()).ok()?.to_string_lossy().into_owned();
        Some(Arc::new(Source { path, text }))
    };
    found.into_iter().filter_map(read).collect()
}

fn names(source: &Source, path: &str) -> bool {
    source.text.contains(path.trim_start_matches("processes/").trim_end_matches(".yaml"))
}

fn words(finding: &Finding) -> (&'static str, String, String) {
    (finding.code, finding.span.source.path.clone(), finding.message.nl.clone())
}

fn named(source: Arc<Source>) -> (String, Arc<Source>) {
    let name = source.path.trim_start_matches("templates/").trim_end_matches(".md").to_owned();
    (name, source)
}

impl Shipped {
    /// The letters by their names.
    pub(crate) fn named_templates(&self) -> impl Iterator<Item = (String, Arc<Source>)> {
        self.templates.iter().cloned().map(named)
    }

    pub(crate) fn read() -> Self {
        let mut definitions = files("processes", "yaml");
        // A file in capitals is no definition.
        definitions.retain(|source| {
            let name = source.path.rsplit('/').next().unwrap_or_default();
            !name.starts_with(|c: char| c.is_ascii_uppercase())
        });
        Self {
            definitions,
            templates: files("templates", "md"),
            scenarios: files("tests/scenarios", "yaml"),
            said: Mutex::default(),
        }
    }

    /// With all that the waiting ones name, and what these name in turn.
    fn with_named(&self, wanted: &mut [bool], waiting: &mut Vec<usize>) {
        while let Some(at) = waiting.pop() {
            for (other, source) in self.definitions.iter().enumerate() {
                if !wanted[other] && names(&self.definitions[at], &source.path) {
                    wanted[other] = true;
                    waiting.push(other);
                }
            }
        }
    }

    /// The files that a fault in this one can have to do with: those that name it, and all that these
    /// name in turn. The others would only be read and checked again as they were.
    fn around(&self, path: &str) -> impl Iterator<Item = &Arc<Source>> {
        let letters = self.letters_with(path);
        let about = |source: &Source| {
            source.path == path
                || names(source, path)
                || letters.iter().any(|letter| source.text.contains(letter.as_str()))
        };
        let mut wanted: Vec<bool> = self.definitions.iter().map(|source| about(source)).collect();
        let mut waiting: Vec<usize> = (0..wanted.len()).filter(|at| wanted[*at]).collect();
        self.with_named(&mut wanted, &mut waiting);
        self.definitions.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(source, _)| source)
    }

    /// A letter, and those that build on it.
    fn letters_with(&self, path: &str) -> Vec<String> {
        let Some(letter) = path.strip_prefix("templates/").and_then(|name| name.strip_suffix(".md")) else {
            return Vec::new();
        };
        let builds = |text: &str| text.contains(&format!("\"{letter}\""));
        let others = self.named_templates().filter(|(_, source)| builds(&source.text)).map(|(name, _)| name);
        others.chain([letter.to_owned()]).collect()
    }

    /// The process and what it names: there most faults show, and it is read soon.
    fn own(&self, path: &str) -> Vec<Arc<Source>> {
        let mut wanted: Vec<bool> = self.definitions.iter().map(|source| source.path == path).collect();
        let mut waiting: Vec<usize> = (0..wanted.len()).filter(|at| wanted[*at]).collect();
        self.with_named(&mut wanted, &mut waiting);
        self.definitions.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(s, _)| s.clone()).collect()
    }

    /// What is said of these files without a fault.
    fn said_anyway(&self, key: String, definitions: &[Arc<Source>]) -> Arc<Said> {
        if let Some(said) = self.said.lock().ok().and_then(|known| known.get(&key).cloned()) {
            return said;
        }
        let (templates, _) = Templates::new(self.named_templates());
        let compiled = compile(&Library::read(definitions), Some(&templates));
        let said = Arc::new(compiled.findings.iter().map(words).collect());
        if let Ok(mut known) = self.said.lock() {
            known.insert(key, Arc::clone(&said));
        }
        said
    }

    fn judge(&self, fault: &Fault) -> Verdict {
        let swap = |source: &Arc<Source>| {
            if source.path == fault.path {
                Arc::new(Source { path: fault.path.clone(), text: fault.text.clone() })
            } else {
                source.clone()
            }
        };
        let (templates, wrong) = Templates::new(self.templates.iter().map(swap).map(named));
        if let Some(found) = wrong.first() {
            return Verdict::Check(found.code);
        }
        let noticed = |whole: bool| {
            let files =
                if whole { self.around(&fault.path).cloned().collect() } else { self.own(&fault.path) };
            let said = self.said_anyway(format!("{whole} {}", fault.path), &files);
            let library = Library::read(&files.iter().map(swap).collect::<Vec<_>>());
            let compiled = compile(&library, Some(&templates));
            let found = compiled.findings.iter().find(|found| !said.contains(&words(found)));
            (found.map(|found| found.code), library, compiled)
        };
        if !fault.path.starts_with("templates/")
            && let (Some(code), ..) = noticed(false)
        {
            return Verdict::Check(code);
        }
        let (code, library, compiled) = noticed(true);
        if let Some(code) = code {
            return Verdict::Check(code);
        }
        let calendar = Calendar::netherlands();
        let setting = Setting {
            processes: &compiled.processes,
            library: &library,
            templates: &templates,
            calendar: &calendar,
        };
        let is_own = |path: &str| path == fault.path;
        let own =
            compiled.processes.values().find(|process| is_own(&process.definition().id.span.source.path));
        if let Some(own) = own
            && let Some(found) = prove_one(own, &setting, CONFIGURATIONS_MAX).findings.first()
        {
            return Verdict::Story(found.code);
        }
        // Only what the file has part in can go otherwise.
        let touched = |source: &&Arc<Source>| {
            fault.path.starts_with("templates/")
                || compiled.processes.values().any(|process| {
                    source.text.contains(process.id().as_str())
                        && process.sources().iter().any(|part| is_own(&part.path))
                })
        };
        let scenarios: Vec<_> = self.scenarios.iter().filter(touched).cloned().collect();
        // What is said of the files themselves is about those that are left out here.
        let played = run(&scenarios, &setting).played;
        if played.iter().all(|played| played.failures.is_empty()) {
            Verdict::Missed
        } else {
            Verdict::Scenario
        }
    }
}

/// Judges every fault, on all processors.
pub(crate) fn all(shipped: &Shipped, faults: &[Fault]) -> Vec<Verdict> {
    let verdicts = Mutex::new(vec![Verdict::Missed; faults.len()]);
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(fault) = faults.get(at) else { return };
                    let verdict = shipped.judge(fault);
                    if let Ok(mut verdicts) = verdicts.lock() {
                        verdicts[at] = verdict;
                    }
                    if at % 100 == 99 {
                        eprintln!("{} of {}", at + 1, faults.len());
                    }
                }
            });
        }
    });
    verdicts.into_inner().unwrap_or_default()
}
