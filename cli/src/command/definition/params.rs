//! `params`: what may be set, within which limits, and what is fixed.

use nazorg_core::definition::field::display;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::{Family, Kind};
use nazorg_core::definition::process::Process;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::value::Value;
use schemars::JsonSchema;
use serde::Serialize;

use super::document;
use crate::output::screen::{FAINT, STRONG, paint, plain};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// A param of a process.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ParamView {
    /// The process.
    process: String,
    /// Its id.
    param: String,
    /// What people call it.
    title: String,
    /// Its type.
    r#type: String,
    /// Its value here.
    value: String,
    /// Its value in the base, when that is another.
    base: Option<String>,
    /// Why it is another.
    reason: Option<String>,
    /// The least value allowed.
    min: Option<String>,
    /// The greatest value allowed.
    max: Option<String>,
    /// Where the value of the base comes from.
    source: Option<String>,
    /// Why nobody can set it.
    fixed: Option<String>,
}

/// Shows the params of one process, or of all.
pub(in crate::command) fn run(process: Option<&str>, session: &mut Session) -> Result<(), Stop> {
    let files = session.workspace()?.files();
    let library = Library::read(&files.definitions);
    if let Some(id) = process {
        document(&library, id)?;
    }
    let wanted = |id: &Id| process.is_none_or(|wanted| **id == *wanted);
    let processes = library.processes.values().filter(|process| wanted(&process.id.value));
    let rows: Vec<ParamView> = processes.flat_map(|process| of_process(process, &library)).collect();
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&rows)?;
        return Ok(());
    }
    if rows.is_empty() {
        screen.say(&say!("Hier is niets in te stellen."; "There is nothing to set here."))?;
        return Ok(());
    }
    let mut last = "";
    for row in &rows {
        if last != row.process {
            last = &row.process;
            screen.heading(&say!("{last}"; "{last}"))?;
        }
        shown(row, screen)?;
    }
    Ok(())
}

fn of_process(process: &Process, library: &Library) -> Vec<ParamView> {
    let id = &process.id.value;
    let base = base_of(&library.family, id).and_then(|base| library.processes.get(base));
    let row = |(name, param): (
        &Id,
        &nazorg_core::definition::reader::Spanned<nazorg_core::definition::field::Param>,
    )| {
        let limit = |value: &Option<Value>| value.as_ref().map(display);
        let of_base = base.and_then(|base| base.params.get(name)).map(|param| display(&param.value.value));
        let value = display(&param.value.value);
        ParamView {
            process: id.to_string(),
            param: name.to_string(),
            title: param.field.title.clone().unwrap_or_else(|| name.spoken()),
            r#type: param.field.ty.word().to_owned(),
            base: of_base.filter(|base| *base != value),
            reason: reason(&library.family, id, name),
            value,
            min: limit(&param.field.min),
            max: limit(&param.field.max),
            source: param.source.clone(),
            fixed: param.fixed.clone(),
        }
    };
    process.params.iter().map(row).collect()
}

/// The base that an overlay begins at.
fn base_of<'f>(family: &'f Family, id: &'f Id) -> Option<&'f Id> {
    let mut at = id;
    while let Some(overlay) = family.get(at).and_then(|document| document.overlay.as_ref()) {
        at = &overlay.parent.value;
    }
    (at != id).then_some(at)
}

/// Why a region or its base chose this value.
fn reason(family: &Family, id: &Id, param: &Id) -> Option<String> {
    let mut at = id;
    while let Some(overlay) = family.get(at).and_then(|document| document.overlay.as_ref()) {
        let path = [(Kind::Param, param.clone())];
        let change = overlay.changes.iter().find(|change| change.path == path && change.key == Some("value"));
        if let Some(change) = change {
            return change.reason.clone();
        }
        at = &overlay.parent.value;
    }
    None
}

fn shown(row: &ParamView, screen: &mut Screen) -> Result<(), Stop> {
    let ParamView { param, title, value, .. } = row;
    let head = format!("  {} = {}", paint(STRONG, param), paint(STRONG, plain(value)));
    screen.line(format!("{head}  {}", plain(title)))?;
    let limits = match (&row.min, &row.max) {
        (Some(min), Some(max)) => Some(say!("van {min} tot en met {max}"; "from {min} to {max}")),
        (Some(min), None) => Some(say!("vanaf {min}"; "from {min}")),
        (None, Some(max)) => Some(say!("tot en met {max}"; "up to {max}")),
        (None, None) => None,
    };
    let fixed = row.fixed.as_ref().map(|fixed| say!("ligt vast: {fixed}"; "fixed: {fixed}"));
    let source = row.source.as_ref().map(|source| say!("bron: {source}"; "source: {source}"));
    let base = row.base.as_ref().map(|base| match &row.reason {
        Some(reason) => say!("basis: {base}; reden: {reason}"; "base: {base}; reason: {reason}"),
        None => say!("basis: {base}"; "base: {base}"),
    });
    for text in [fixed, limits, base, source].into_iter().flatten() {
        let line = paint(FAINT, plain(text.get(screen.language)));
        screen.line(format!("      {line}"))?;
    }
    Ok(())
}
