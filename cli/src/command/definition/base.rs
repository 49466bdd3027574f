//! `base update`: compares the base that a region looked at with the base of now, and takes it over.

mod incoming;
mod kept;
mod origin;
mod plan;
mod told;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::definition::library::Library;
use nazorg_core::finding::{Finding, Severity, Source};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::scenario::{Report, Setting, run as play};
use nazorg_runtime::{Checked, Files, Workspace};

pub(crate) use kept::keep_all;
pub(crate) use origin::note;
#[cfg(test)]
pub(crate) use told::UpdatesView;

use crate::args::BaseUpdate;
use crate::output::stop::{BAD_INPUT, REFUSED};
use crate::output::{Stop, file};
use crate::session::Session;
use plan::{Choices, Plan, Update, is_overlay};

/// Takes over the base, for every overlay or for one.
pub(in crate::command) fn update(args: &BaseUpdate, session: &mut Session) -> Result<(), Stop> {
    let (only, version) = wanted(&args.what)?;
    let choices = Choices::read(&args.keep)?;
    let workspace = session.workspace()?;
    let own = workspace.files();
    let mut files = own.clone();
    let incoming = incoming::of(args, &workspace, &own, only)?;
    if !args.overwrite {
        origin::must_be_untouched(&workspace.root, &incoming)?;
    }
    incoming::put(&mut files, &incoming);
    let mut past = kept::Past::of(&workspace, session);
    let plan = Plan::of(&files.definitions, only, &choices, &mut past);
    if let (Some(only), true) = (only, plan.updates.is_empty()) {
        return Err(Stop::bad_input(
            say!("De aanpassing `{only}` is er niet."; "There is no overlay `{only}`."),
        )
        .help(say!("Kijk in `processes/` hoe zij heet."; "Look in `processes/` what it is called.")));
    }
    expect_version(&plan.updates, version)?;
    choices.check(&plan.updates)?;
    files.definitions.clone_from(&plan.definitions);
    if plan.updates.iter().any(|update| update.open().next().is_some()) {
        told::conflicts(&plan.updates, &mut session.screen)?;
        return Err(Stop::Status(REFUSED));
    }
    let checked = files.check();
    refuse_wrong(&checked, &plan.definitions)?;
    let library = Library::read(&files.definitions);
    let stories = replayed(&plan.updates, &files, &checked, &library, &workspace);
    if !args.dry_run {
        let new = files.definitions.iter().filter(|source| !own.definitions.iter().any(|old| old == *source));
        let others = incoming.iter().filter(|file| !is_definition(file, &files));
        put_down(&workspace.root, &new.chain(others).collect::<Vec<_>>())?;
        if workspace.has_file {
            keep_all(&workspace.root, &library)?;
            kept::prune(&workspace.root, &library)?;
            note(&workspace.root, incoming.iter().map(|file| (file.path.as_str(), file.text.as_str())))?;
        }
    }
    told::all(&plan.updates, stories.as_ref(), args.dry_run, incoming.len(), &mut session.screen)?;
    match stories {
        Some(report) if !report.is_ok() => Err(Stop::Status(BAD_INPUT)),
        _ => Ok(()),
    }
}

fn is_definition(file: &Source, files: &Files) -> bool {
    files.definitions.iter().any(|source| source.path == file.path)
}

/// Writes all the files or none: each beside its place first, so that a full disk leaves everything as it was.
fn put_down(root: &Path, files: &[&Arc<Source>]) -> Result<(), Stop> {
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut stage = |path: PathBuf, text: &str| {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = file::beside(&path);
        staged.push((beside.clone(), path));
        fs::write(beside, text)
    };
    let written = files.iter().try_for_each(|file| {
        let path = root.join(&file.path);
        stage(path.clone(), &file.text).map_err(|error| Stop::file(&path, &error))
    });
    if let Err(stop) = written {
        // What stays behind is only clutter: nothing reads a file with such a name.
        staged.iter().for_each(|(beside, _)| drop(fs::remove_file(beside)));
        return Err(stop.help(say!("Er is niets veranderd."; "Nothing was changed.")));
    }
    staged
        .iter()
        .try_for_each(|(beside, path)| fs::rename(beside, path).map_err(|error| Stop::file(path, &error)))
}

/// What is asked for: an overlay, and the version that its base should have.
fn wanted(what: &[String]) -> Result<(Option<&str>, Option<u32>), Stop> {
    let mut found = (None, None);
    for word in what {
        match word.parse() {
            Ok(version) if found.1.is_none() => found.1 = Some(version),
            Err(_) if found.0.is_none() => found.0 = Some(word.as_str()),
            _ => {
                return Err(Stop::wrong_use(say!("Noem één aanpassing en één versie."; "Name one overlay and one version."))
                    .help(say!("Zoals: `nazorg basis neemover delft/nazorg 2`."; "Such as: `nazorg base update delft/nazorg 2`.")));
            }
        }
    }
    Ok(found)
}

fn expect_version(updates: &[Update], version: Option<u32>) -> Result<(), Stop> {
    let Some(version) = version else { return Ok(()) };
    let Some(other) = updates.iter().find(|update| update.version != version) else { return Ok(()) };
    let (base, now) = (&other.base, other.version);
    Err(Stop::bad_input(say!("`{base}` is hier versie {now}, geen versie {version}."; "`{base}` is at version {now} here, not {version}."))
        .help(say!("Haal de nieuwe basis binnen met `--shipped` of `--from MAP`."; "Bring in the new base with `--shipped` or `--from DIR`.")))
}

/// What a comparison of words cannot see: a condition or a letter of the base that no longer fits.
fn refuse_wrong(checked: &Checked, definitions: &[Arc<Source>]) -> Result<(), Stop> {
    let of_overlay = |path: &str| definitions.iter().any(|source| source.path == path && is_overlay(source));
    let is_wrong = |finding: &&Finding| {
        finding.severity == Severity::Error
            && (of_overlay(&finding.span.source.path)
                || finding.also.iter().any(|(span, _)| of_overlay(&span.source.path)))
    };
    let wrong: Vec<Finding> = checked.findings.iter().filter(is_wrong).cloned().collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Stop::Told {
        status: REFUSED,
        text: say!("De basis past nog niet. Er is niets veranderd."; "The base does not fit yet. Nothing was changed."),
        help: Some(
            say!("Los op wat hierboven staat, en probeer het opnieuw."; "Mend what stands above, and try again."),
        ),
        findings: wrong,
    })
}

/// Plays the stories of what is updated and of all that it stands on.
fn replayed(
    updates: &[Update],
    files: &Files,
    checked: &Checked,
    library: &Library,
    workspace: &Workspace,
) -> Option<Report> {
    let mut line: BTreeSet<&Id> = BTreeSet::new();
    for update in updates.iter().filter(|update| update.changed) {
        let mut at = &update.overlay;
        while line.insert(at) {
            let Some(overlay) = library.family.get(at).and_then(|document| document.overlay.as_ref()) else {
                break;
            };
            at = &overlay.parent.value;
        }
    }
    let is_theirs = |source: &&Arc<Source>| {
        let stem = source.path.trim_end_matches(".yaml");
        line.iter().any(|id| stem.ends_with(id.as_str()))
    };
    let stories: Vec<Arc<Source>> = files.scenarios.iter().filter(is_theirs).cloned().collect();
    if stories.is_empty() {
        return None;
    }
    let setting = Setting {
        processes: &checked.processes,
        library,
        templates: &checked.templates,
        calendar: &workspace.calendar(),
    };
    let mut report = play(&stories, &setting);
    report.played.retain(|played| line.contains(&played.process));
    // A removal of a story that stands in a file that was left out is no fault.
    report.findings.retain(|finding| finding.code != "NZ0946");
    Some(report)
}
