//! Overlays of very many municipalities, each on every process that comes with the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nazorg_core::definition::library::Library;
use nazorg_core::definition::node;
use nazorg_core::definition::overlay::{Base, Document, File, resolve};
use nazorg_core::definition::process::Process;
use nazorg_core::definition::reader::Reader;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;

/// Resolves and reads the overlays of 43, 86, 171 and 342 municipalities.
pub(crate) fn bench() {
    let library = Library::read(&shipped());
    let bases: Vec<(&Id, &Document)> = library
        .family
        .iter()
        .filter(|(_, document)| document.base == Base::Process && document.overlay.is_none())
        .collect();
    println!("{} processes", bases.len());
    for municipalities in [43, 86, 171, 342] {
        let spent = all(&bases, municipalities);
        let count = bases.len() * municipalities;
        println!(
            "{municipalities} municipalities, {count} overlays: {:.2} s, {:.0} µs each",
            spent.as_secs_f64(),
            1e6 * spent.as_secs_f64() / f64::from(u32::try_from(count).unwrap_or(u32::MAX))
        );
    }
}

/// The time that it takes: from the text of each overlay to a process as its municipality has it.
fn all(bases: &[(&Id, &Document)], municipalities: usize) -> Duration {
    let mut spent = Duration::ZERO;
    for municipality in 0..municipalities {
        for (base, document) in bases {
            let source = Arc::new(overlay(municipality, base, document));
            let start = Instant::now();
            let root = node::read(&source).unwrap_or_else(|findings| panic!("{findings:?}"));
            let reader = Reader::default();
            let file = File::read(&root, &reader).unwrap_or_else(|| panic!("an overlay"));
            let resolved = resolve(&file, document);
            assert!(resolved.is_sound(), "{:?}", resolved.findings);
            let process = Process::read(&resolved.document.tree, &reader);
            assert!(process.is_some(), "a process");
            spent += start.elapsed();
        }
    }
    spent
}

/// What a municipality does otherwise: another title, a role and a step before the end.
fn overlay(municipality: usize, base: &Id, document: &Document) -> Source {
    let name = base.rsplit('/').next().unwrap_or_default();
    let (version, hash) = (document.version(), document.hash());
    let text = format!(
        "overlay: gemeente-{municipality}/{name}\n\
         extends: {{process: {base}, version: {version}, hash: \"{hash}\"}}\n\
         change: {{title: Nazorg in gemeente {municipality}}}\n\
         add:\n  roles: {{wijkteam_{municipality}: {{title: Wijkteam}}}}\n\
         \x20 events: {{bezocht_{municipality}: {{title: Bezocht, by: [wijkteam_{municipality}], anytime: true}}}}\n"
    );
    Source { path: format!("processes/gemeente-{municipality}/{name}.yaml"), text }
}

fn shipped() -> Vec<Arc<Source>> {
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../processes"), &mut found);
    found
}

fn walk(folder: &Path, found: &mut Vec<Arc<Source>>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{e}"));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|end| end == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{e}"));
            found.push(Arc::new(Source { path: path.display().to_string(), text }));
        }
    }
}
