//! `set`: another value for a param, written into the region's own file.

use std::sync::Arc;

use nazorg_core::compile::compile;
use nazorg_core::definition::field::display;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::node;
use nazorg_core::definition::overlay::Edit;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_runtime::Workspace;
use schemars::JsonSchema;
use serde::Serialize;

use super::{document, errors_in};
use crate::output::screen::{GOOD, paint};
use crate::output::stop::REFUSED;
use crate::output::{Screen, Stop, file};
use crate::session::Session;

/// A param that was set.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SetView {
    /// The process.
    process: String,
    /// The param.
    param: String,
    /// What it was.
    old: String,
    /// What it is now.
    new: String,
    /// The file that was changed.
    path: String,
}

/// Sets a param of one process.
pub(in crate::command) fn run(
    param: &str,
    new: &str,
    reason: &str,
    process: Option<&str>,
    session: &mut Session,
) -> Result<(), Stop> {
    if reason.trim().is_empty() {
        return Err(Stop::wrong_use(say!("Zeg waarom: `--reason '…'`."; "Say why: `--reason '…'`.")));
    }
    let workspace = session.workspace()?;
    let files = workspace.files();
    let library = Library::read(&files.definitions);
    let id = whose(&library, param, process, &workspace)?;
    let (_, document) = document(&library, &id)?;
    let own =
        document.sources.last().ok_or_else(|| Stop::bad_input(say!("Geen bestand."; "No file.")))?.clone();
    let old = library
        .processes
        .get(&id)
        .and_then(|process| process.params.get(param))
        .map(|param| display(&param.value.value));
    let Some(old) = old else { return Err(unknown(&library, &id, param)) };
    let root = node::read(&own).map_err(|findings| refused(findings, &id))?;
    let text = Edit::new(&own.text, &root).param(param, new, reason.trim());
    let changed = Arc::new(Source { path: own.path.clone(), text });
    let mut definitions = files.definitions.clone();
    for source in definitions.iter_mut().filter(|source| source.path == own.path) {
        *source = changed.clone();
    }
    let before = errors_in(&compile(&library, None).findings, &own.path);
    let again = Library::read(&definitions);
    let wrong: Vec<_> = errors_in(&compile(&again, None).findings, &own.path)
        .into_iter()
        .filter(|finding| {
            !before.iter().any(|old| old.code == finding.code && old.message == finding.message)
        })
        .collect();
    if !wrong.is_empty() {
        return Err(refused(wrong, &id));
    }
    file::write(&workspace.root.join(&own.path), &changed.text)?;
    let now = again
        .processes
        .get(&id)
        .and_then(|process| process.params.get(param))
        .map(|param| display(&param.value.value));
    let view = SetView {
        process: id.to_string(),
        param: param.to_owned(),
        old,
        new: now.unwrap_or_else(|| new.to_owned()),
        path: own.path.clone(),
    };
    told(&view, &mut session.screen)
}

fn told(view: &SetView, screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(view)?;
        return Ok(());
    }
    let SetView { process, param, old, new, path } = view;
    let done = say!("{param} van {process} gaat van {old} naar {new}."; "{param} of {process} goes from {old} to {new}.");
    screen.line(paint(GOOD, done.get(screen.language)))?;
    screen.say(&say!("Geschreven in {path}."; "Written in {path}."))?;
    let next = screen.command("test");
    screen.say(
        &say!("Kijk of de scenario's nog kloppen: {next}"; "See whether the scenarios still hold: {next}"),
    )?;
    Ok(())
}

/// The process that is meant: the one that is named, or the only one of this region with such a param.
fn whose(library: &Library, param: &str, process: Option<&str>, workspace: &Workspace) -> Result<Id, Stop> {
    if let Some(process) = process {
        return document(library, process).map(|(id, _)| id.clone());
    }
    let has = library.processes.values().filter(|process| process.params.contains_key(param));
    let all: Vec<&Id> = has.map(|process| &process.id.value).collect();
    let region = workspace.region.as_deref().unwrap_or_default();
    let own: Vec<&Id> = all.iter().copied().filter(|id| id.split('/').next() == Some(region)).collect();
    match (own.as_slice(), all.as_slice()) {
        ([only], _) | ([], [only]) => Ok((*only).clone()),
        ([], []) => {
            let known = library.processes.values().flat_map(|process| process.params.keys());
            let stop =
                Stop::bad_input(say!("De instelling `{param}` is er niet."; "There is no param `{param}`."));
            Err(match nazorg_core::finding::nearest(param, known.map(Id::as_str)) {
                Some(near) => stop.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
                None => stop.help(say!("Zie `nazorg instellingen`."; "See `nazorg params`.")),
            })
        }
        _ => {
            let list = all.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
            Err(Stop::wrong_use(
                say!("Meer processen hebben `{param}`: {list}."; "Several processes have `{param}`: {list}."),
            )
            .help(say!("Kies er een met `--process`."; "Choose one with `--process`.")))
        }
    }
}

fn unknown(library: &Library, id: &Id, param: &str) -> Stop {
    let known = library.processes.get(id).map(|process| process.params.keys());
    let near = known.and_then(|known| nazorg_core::finding::nearest(param, known.map(Id::as_str)));
    let stop =
        Stop::bad_input(say!("`{id}` heeft geen instelling `{param}`."; "`{id}` has no param `{param}`."));
    match near {
        Some(near) => stop.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None => stop.help(say!("Zie `nazorg instellingen {id}`."; "See `nazorg params {id}`.")),
    }
}

fn refused(findings: Vec<nazorg_core::finding::Finding>, id: &Id) -> Stop {
    Stop::Told {
        status: REFUSED,
        text: say!("Zo kan het niet in {id}. Er is niets veranderd."; "That is not possible in {id}. Nothing was changed."),
        help: None,
        findings,
    }
}
