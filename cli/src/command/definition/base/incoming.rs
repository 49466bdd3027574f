//! Another base from elsewhere: from this program, or from another workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use nazorg_core::compile::compile;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::node;
use nazorg_core::definition::overlay::File;
use nazorg_core::definition::reader::Reader;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_runtime::{Files, Workspace};

use super::plan::is_overlay;
use crate::args::BaseUpdate;
use crate::library;
use crate::output::Stop;

/// The files of the new base that differ from those here; none when the base stands here already.
///
/// # Errors
/// The other workspace cannot be read, or does not have the base.
pub(super) fn of(
    args: &BaseUpdate,
    workspace: &Workspace,
    own: &Files,
    only: Option<&str>,
) -> Result<Vec<Arc<Source>>, Stop> {
    let theirs = match &args.from {
        Some(folder) => of_folder(folder)?,
        None if args.shipped => shipped(),
        None => return Ok(Vec::new()),
    };
    let there = Library::read(&of_kind(&theirs, "processes/"));
    let bases = roots(own, only);
    if let Some(missing) = bases.iter().find(|id| !there.family.contains_key(*id)) {
        return Err(Stop::bad_input(
            say!("De basis `{missing}` is daar niet."; "The base `{missing}` is not there."),
        )
        .help(
            say!("Kijk of `--from` naar de goede map wijst."; "See whether `--from` names the right folder."),
        ));
    }
    // Who changes a base has not followed it with overlays yet: those are not what is taken.
    let mut plain = of_kind(&theirs, "processes/");
    plain.retain(|source| !is_overlay(source));
    let compiled = compile(&Library::read(&plain), None);
    // Of a process with errors nobody knows what it needs: it would come in by halves.
    let broken =
        bases.iter().find(|id| there.processes.contains_key(*id) && !compiled.processes.contains_key(*id));
    if let Some(broken) = broken {
        return Err(Stop::bad_input(
            say!("De processen daar hebben fouten. Daarom is `{broken}` niet over te nemen. Er is niets veranderd."; "The processes there have errors. So `{broken}` cannot be taken over. Nothing was changed."),
        )
        .help(say!("Los de fouten daar eerst op. U ziet ze daar met `nazorg controleer`."; "Mend the errors there first. See them there with `nazorg check`.")));
    }
    let wanted = library::closure(&compiled, bases.iter());
    let is_ours = |path: &str| {
        let folder = path.trim_start_matches("processes/").trim_start_matches("templates/");
        let folder = folder.trim_start_matches("tests/scenarios/").split('/').next();
        folder == workspace.region.as_deref()
            || own.definitions.iter().any(|source| source.path == path && is_overlay(source))
    };
    let known = |file: &Arc<Source>| {
        let mut all = own.definitions.iter().chain(&own.scenarios);
        all.any(|source| source == file)
            || own.templates.iter().chain(&own.styles).any(|(_, source)| source == file)
    };
    let is_wanted = |file: &Arc<Source>| library::is_needed(&file.path, &wanted) && !is_ours(&file.path);
    Ok(theirs.into_iter().filter(|file| is_wanted(file) && !known(file)).collect())
}

/// The bases at the roots of the overlays, or of one.
fn roots(own: &Files, only: Option<&str>) -> BTreeSet<Id> {
    let overlays = own.definitions.iter().filter(|source| is_overlay(source));
    let files = overlays.filter_map(|source| File::read(&node::read(source).ok()?, &Reader::default()));
    let parents: BTreeMap<Id, Id> =
        files.map(|file| (file.id.value.clone(), file.extends.id.value.clone())).collect();
    let wanted = parents.iter().filter(|(id, _)| only.is_none_or(|only| ***id == *only));
    let root = |parent: &Id| {
        let mut at = parent.clone();
        // As many steps as there are files: a circle is reported elsewhere.
        for _ in 0..parents.len() {
            at = parents.get(&at).unwrap_or(&at).clone();
        }
        at
    };
    wanted.map(|(_, parent)| root(parent)).collect()
}

fn of_kind(files: &[Arc<Source>], folder: &str) -> Vec<Arc<Source>> {
    files.iter().filter(|file| file.path.starts_with(folder)).cloned().collect()
}

fn shipped() -> Vec<Arc<Source>> {
    let source =
        |(path, text): &(&str, &str)| Arc::new(Source { path: (*path).into(), text: (*text).into() });
    library::FILES.iter().map(source).collect()
}

fn of_folder(folder: &Path) -> Result<Vec<Arc<Source>>, Stop> {
    if !folder.is_dir() {
        let none = folder.metadata().map(|_| ErrorKind::NotADirectory.into());
        return Err(Stop::file(folder, &none.unwrap_or_else(|error| error)));
    }
    let files = Workspace::find(folder)?.files();
    let named = files.templates.into_iter().chain(files.styles).map(|(_, source)| source);
    Ok(files.definitions.into_iter().chain(files.scenarios).chain(named).collect())
}

/// Puts files in the place of those with the same path.
pub(super) fn put(files: &mut Files, incoming: &[Arc<Source>]) {
    let into = |list: &mut Vec<Arc<Source>>, file: &Arc<Source>| match list
        .iter_mut()
        .find(|source| source.path == file.path)
    {
        Some(old) => *old = file.clone(),
        None => list.push(file.clone()),
    };
    for file in incoming {
        if file.path.starts_with("processes/") {
            into(&mut files.definitions, file);
        } else if file.path.starts_with("tests/scenarios/") {
            into(&mut files.scenarios, file);
        } else if let Some(name) = file.path.strip_prefix("templates/") {
            let (list, name) = match name.strip_suffix(".md") {
                Some(name) => (&mut files.templates, name),
                None => (&mut files.styles, name.trim_end_matches("huisstijl.yaml").trim_end_matches('/')),
            };
            match list.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => *old = file.clone(),
                None => list.push((name.to_owned(), file.clone())),
            }
        }
    }
}
