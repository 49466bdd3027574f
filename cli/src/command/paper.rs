//! `view` and `docs`: processes on paper.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::compile::Process;
use nazorg_core::finding::nearest;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_pages::{Subject, html, index, index_html, markdown, pictures, svg};
use nazorg_runtime::Checked;
use schemars::JsonSchema;
use serde::Serialize;

use crate::output::screen::{GOOD, paint};
use crate::output::{Screen, Stop, file};
use crate::session::Session;

/// The files that were written.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WrittenView {
    /// Their paths, in order.
    files: Vec<String>,
}

/// Draws a process.
pub(super) fn view(wanted: &str, output: Option<&Path>, session: &mut Session) -> Result<(), Stop> {
    let checked = session.workspace()?.files().check();
    let process = named(wanted, &checked)?;
    let picture = svg(subject(process, &checked));
    let screen = &mut session.screen;
    match output {
        Some(out) => {
            file::write(out, &picture)?;
            told(vec![out.display().to_string()], screen)
        }
        None => Ok(screen.line(picture.trim_end())?),
    }
}

/// Writes a page and a picture of every process, and a list of them.
pub(super) fn docs(folder: &Path, session: &mut Session) -> Result<(), Stop> {
    let checked = session.workspace()?.files().check();
    if checked.processes.is_empty() {
        return Err(Stop::bad_input(
            say!("Er is geen proces zonder fouten."; "There is no process without errors."),
        )
        .help(say!("De processen staan in de map `processes`. Fouten ziet u met `nazorg controleer`."; "The processes are in the folder `processes`. See errors with `nazorg check`.")));
    }
    let mut files = vec![
        (PathBuf::from("index.md"), index(&checked.processes, "md")),
        (PathBuf::from("index.html"), index_html(&checked.processes)),
    ];
    for (id, process) in &checked.processes {
        let subject = subject(process, &checked);
        let name = id.rsplit('/').next().unwrap_or_default();
        let drawn = pictures(subject);
        files.push((PathBuf::from(format!("{id}.md")), markdown(subject, &drawn, name)));
        files.push((PathBuf::from(format!("{id}.html")), html(subject, &drawn)));
        files.extend(drawn.into_iter().map(|picture| (PathBuf::from(picture.file(id)), picture.svg)));
    }
    let mut paths = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        file::write(&path, &text)?;
        paths.push(path.display().to_string());
    }
    told(paths, &mut session.screen)
}

fn subject<'a>(process: &'a Arc<Process>, checked: &'a Checked) -> Subject<'a> {
    Subject { process, all: &checked.processes, records: &checked.records }
}

/// A process by its id, or by the part after the region when that says enough.
fn named<'a>(wanted: &str, checked: &'a Checked) -> Result<&'a Arc<Process>, Stop> {
    if let Some(found) = checked.processes.get(wanted) {
        return Ok(found);
    }
    let tail = format!("/{wanted}");
    let mut same = checked.processes.iter().filter(|(id, _)| id.ends_with(&tail));
    if let (Some((_, found)), None) = (same.next(), same.next()) {
        return Ok(found);
    }
    let stop = Stop::bad_input(say!(
        "Het proces `{wanted}` bestaat niet of heeft fouten.";
        "The process `{wanted}` does not exist or has errors."
    ));
    Err(match nearest(wanted, checked.processes.keys().map(Id::as_str)) {
        Some(near) => stop.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None => stop.help(say!("De processen staan in de map `processes`. Fouten ziet u met `nazorg controleer`."; "The processes are in the folder `processes`. See errors with `nazorg check`.")),
    })
}

fn told(files: Vec<String>, screen: &mut Screen) -> Result<(), Stop> {
    if screen.json {
        screen.json(&WrittenView { files })?;
        return Ok(());
    }
    let text = match files.as_slice() {
        [only] => say!("Gemaakt: {only}"; "Made: {only}"),
        [first, ..] => {
            let count = files.len();
            say!("{count} bestanden gemaakt. Begin bij {first}"; "{count} files made. Begin with {first}")
        }
        [] => return Ok(()),
    };
    let text = paint(GOOD, screen.text(&text));
    Ok(screen.line(text)?)
}
