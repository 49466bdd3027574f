//! `show`: a definition as it works, and where each line comes from.

use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::print;
use nazorg_core::say;
use schemars::JsonSchema;
use serde::Serialize;

use super::document;
use crate::output::count::many;
use crate::output::screen::{FAINT, paint, plain};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// One line of a definition as it works.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LineView {
    /// The text, indented.
    text: String,
    /// The file that it comes from.
    path: String,
    /// The line in that file.
    line: usize,
}

/// Shows a definition.
pub(in crate::command) fn run(id: &str, origin: bool, session: &mut Session) -> Result<(), Stop> {
    let files = session.workspace()?.files();
    let library = Library::read(&files.definitions);
    let (_, document) = document(&library, id)?;
    let lines: Vec<LineView> = print(&document.tree)
        .into_iter()
        .map(|line| LineView {
            text: line.text,
            path: line.place.source.path.clone(),
            line: line.place.place().0,
        })
        .collect();
    let screen = &mut session.screen;
    if screen.json {
        screen.json(&lines)?;
        return Ok(());
    }
    if !origin {
        for line in &lines {
            screen.line(plain(&line.text))?;
        }
        return Ok(());
    }
    let width = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or_default().min(100);
    for line in &lines {
        let pad = " ".repeat(width.saturating_sub(line.text.chars().count()));
        let place = paint(FAINT, format!("# {}:{}", line.path, line.line));
        screen.line(format!("{}{pad}  {place}", plain(&line.text)))?;
    }
    counted(&lines, screen)
}

/// How many lines come from which file.
fn counted(lines: &[LineView], screen: &mut Screen) -> Result<(), Stop> {
    let mut files: Vec<(&str, usize)> = Vec::new();
    for line in lines {
        match files.iter_mut().find(|(path, _)| *path == line.path) {
            Some((_, count)) => *count += 1,
            None => files.push((&line.path, 1)),
        }
    }
    screen.line("")?;
    for (path, count) in files {
        let (nl, en) = (many(count, ["regel", "regels"]), many(count, ["line", "lines"]));
        screen.say(&say!("{nl} uit {path}"; "{en} from {path}"))?;
    }
    Ok(())
}
