//! `base update`: takes over the base as it is now, if everything still fits.

use std::sync::Arc;

use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::node;
use nazorg_core::definition::overlay::{Document, Edit, File};
use nazorg_core::definition::reader::Reader;
use nazorg_core::finding::{Finding, Severity, Source};
use nazorg_core::say;
use schemars::JsonSchema;
use serde::Serialize;

use super::overwrite;
use crate::output::screen::{COMMAND, GOOD, paint};
use crate::output::stop::REFUSED;
use crate::output::{Screen, Stop};
use crate::session::Session;

/// An overlay that took over its base.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UpdateView {
    /// The overlay.
    overlay: String,
    /// The base.
    base: String,
    /// The version of the base.
    version: u32,
    /// The hash of the base.
    hash: String,
    /// Something was written.
    changed: bool,
}

/// Pins every overlay, or one and those that it stands on, to the base as it is now.
pub(in crate::command) fn update(only: Option<&str>, session: &mut Session) -> Result<(), Stop> {
    let workspace = session.workspace()?;
    let files = workspace.files();
    let (definitions, rows) = pinned(&files.definitions, only);
    if let (Some(only), true) = (only, rows.iter().all(|row| Some(&*row.overlay) != only)) {
        return Err(Stop::bad_input(
            say!("De aanpassing `{only}` is er niet."; "There is no overlay `{only}`."),
        ));
    }
    let library = Library::read(&definitions);
    let of_overlay = |finding: &Finding| {
        finding.severity == Severity::Error
            && definitions.iter().any(|source| source.path == finding.span.source.path && is_overlay(source))
    };
    let wrong: Vec<Finding> = compile(&library, None).findings.into_iter().filter(of_overlay).collect();
    if !wrong.is_empty() {
        return Err(Stop::Told {
            status: REFUSED,
            text: say!("De basis past nog niet. Er is niets veranderd."; "The base does not fit yet. Nothing was changed."),
            help: Some(
                say!("Los op wat hierboven staat, en probeer het opnieuw."; "Mend what stands above, and try again."),
            ),
            findings: wrong,
        });
    }
    for (old, new) in files.definitions.iter().zip(&definitions).filter(|(old, new)| old.text != new.text) {
        overwrite(&workspace.root.join(&old.path), &new.text)?;
    }
    told(&rows, &mut session.screen)
}

fn is_overlay(source: &Source) -> bool {
    source.text.lines().any(|line| line.starts_with("overlay:"))
}

/// The files with every overlay pinned, and what that changed. A base comes before what stands on it,
/// so that a municipality is pinned to its region as that will be.
fn pinned(sources: &[Arc<Source>], only: Option<&str>) -> (Vec<Arc<Source>>, Vec<UpdateView>) {
    let mut definitions = sources.to_vec();
    let mut rows: Vec<UpdateView> = Vec::new();
    // As often as there are levels.
    for _ in 0..3 {
        let library = Library::read(&definitions);
        let bases = bases(&definitions, &library);
        rows.clear();
        for (at, file, parent) in bases {
            if only.is_some_and(|only| *file.id.value != *only) {
                continue;
            }
            let (version, hash) = (parent.version(), parent.hash().to_owned());
            let is_pinned = file.extends.version.as_ref().is_some_and(|pinned| pinned.value == version)
                && file.extends.hash.as_ref().is_some_and(|pinned| pinned.value == hash);
            let source = &definitions[at];
            if !is_pinned && let Ok(root) = node::read(source) {
                let text = Edit::new(&source.text, &root).pin(version, &hash);
                definitions[at] = Arc::new(Source { path: source.path.clone(), text });
            }
            let changed = sources[at].text != definitions[at].text;
            let (overlay, base) = (file.id.to_string(), file.extends.id.to_string());
            rows.push(UpdateView { overlay, base, version, hash, changed });
        }
    }
    (definitions, rows)
}

/// Every overlay with its base, as far as that is there.
fn bases<'l>(definitions: &[Arc<Source>], library: &'l Library) -> Vec<(usize, File, &'l Document)> {
    let mut found = Vec::new();
    for (at, source) in definitions.iter().enumerate().filter(|(_, source)| is_overlay(source)) {
        let Ok(root) = node::read(source) else { continue };
        let Some(file) = File::read(&root, &Reader::default()) else { continue };
        if let Some(parent) = library.family.get(&file.extends.id.value) {
            found.push((at, file, parent));
        }
    }
    found
}

fn told(rows: &[UpdateView], screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(&rows)?;
        return Ok(());
    }
    let changed = rows.iter().filter(|row| row.changed).count();
    if changed == 0 {
        screen.say(&say!("Alles past al bij de basis van nu."; "All fits the base of now already."))?;
        return Ok(());
    }
    for UpdateView { overlay, base, version, .. } in rows.iter().filter(|row| row.changed) {
        let line = say!("{overlay} volgt nu {base}, versie {version}."; "{overlay} now follows {base}, version {version}.");
        screen.line(paint(GOOD, line.get(screen.language)))?;
    }
    let next = paint(COMMAND, "nazorg test");
    screen.say(&say!("Speel de scenario's van de basis en de regio: {next}"; "Play the scenarios of the base and the region: {next}"))?;
    Ok(())
}
