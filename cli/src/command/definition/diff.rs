//! `diff`: what is different, in words that a policy officer reads.

use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::{Difference, Document, Family, Overlay, What, differences};
use nazorg_core::finding::Span;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::text::Language;
use schemars::JsonSchema;
use serde::Serialize;

use super::document;
use crate::output::screen::{FAINT, STRONG, paint, plain};
use crate::output::{Screen, Stop};
use crate::session::Session;

/// What `diff --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DiffView {
    /// The old definition.
    from: String,
    /// The new one.
    to: String,
    /// Lines in the files of the overlays that lead from the one to the other.
    overlay_lines: usize,
    /// Lines in the file of the old definition.
    base_lines: usize,
    /// The differences, in the order in which a process is written.
    differences: Vec<DifferenceView>,
}

/// One difference.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DifferenceView {
    /// `changed`, `added` or `removed`.
    what: &'static str,
    /// Where in the definition: names, and the word that differs.
    path: Vec<String>,
    /// In a sentence.
    text: String,
    /// Why, if somebody said.
    reason: Option<String>,
    /// File and line of the old one.
    old: Option<String>,
    /// File and line of the new one.
    new: Option<String>,
}

/// Shows what is different between two definitions, or between an overlay and its base.
pub(in crate::command) fn run(from: &str, to: Option<&str>, session: &mut Session) -> Result<(), Stop> {
    let files = session.workspace()?.files();
    let library = Library::read(&files.definitions);
    let family = &library.family;
    let first = document(&library, from)?;
    let (old, new) = match to {
        Some(to) => (first, document(&library, to)?),
        None => match &first.1.overlay {
            Some(overlay) => (document(&library, &overlay.parent.value)?, first),
            None => {
                return Err(Stop::wrong_use(say!("`{from}` past niets aan."; "`{from}` extends nothing."))
                    .help(say!("Noem twee processen: `nazorg diff OUD NIEUW`."; "Name two processes: `nazorg diff OLD NEW`.")));
            }
        },
    };
    if old.1.base != new.1.base {
        return Err(Stop::wrong_use(
            say!("Dit zijn twee soorten bestanden."; "These are two kinds of files."),
        ));
    }
    let overlays = between(family, old.0, new.1);
    let found = differences(&old.1.tree, &new.1.tree, old.1.base, &overlays);
    let lines = |sources: &[std::sync::Arc<nazorg_core::finding::Source>]| -> usize {
        sources
            .iter()
            .map(|source| {
                source
                    .text
                    .lines()
                    .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
                    .count()
            })
            .sum()
    };
    let own = new.1.sources.get(old.1.sources.len()..).filter(|_| !overlays.is_empty()).unwrap_or_default();
    let view = DiffView {
        from: old.0.to_string(),
        to: new.0.to_string(),
        overlay_lines: lines(own),
        base_lines: lines(&old.1.sources),
        differences: found.iter().map(|difference| row(difference, session.screen.language)).collect(),
    };
    if session.screen.json {
        session.screen.json(&view)?;
        return Ok(());
    }
    shown(&view, &mut session.screen)
}

/// The overlays that lead from one definition to another, the nearest to the base first.
fn between<'f>(family: &'f Family, from: &Id, to: &'f Document) -> Vec<&'f Overlay> {
    let mut overlays = Vec::new();
    let mut at = Some(to);
    while let Some(overlay) = at.and_then(|document| document.overlay.as_ref()) {
        overlays.insert(0, overlay);
        if overlay.parent.value == *from {
            return overlays;
        }
        at = family.get(&overlay.parent.value);
    }
    Vec::new()
}

fn row(difference: &Difference, language: Language) -> DifferenceView {
    let place = |span: &Span| format!("{}:{}", span.source.path, span.place().0);
    let names = difference.path.iter().map(|(_, id)| id.to_string());
    DifferenceView {
        what: match difference.what {
            What::Changed => "changed",
            What::Added => "added",
            What::Removed => "removed",
        },
        path: names.chain(difference.key.map(str::to_owned)).collect(),
        text: difference.text.get(language).to_owned(),
        reason: difference.reason.clone(),
        old: difference.old.as_ref().map(place),
        new: difference.new.as_ref().map(place),
    }
}

fn shown(view: &DiffView, screen: &mut Screen) -> Result<(), Stop> {
    let DiffView { from, to, overlay_lines, base_lines, .. } = view;
    let title = say!("Van {from} naar {to}"; "From {from} to {to}");
    screen.line(paint(STRONG, title.get(screen.language)))?;
    if view.differences.is_empty() {
        screen.say(&say!("Er is geen verschil."; "There is no difference."))?;
    }
    for difference in &view.differences {
        let sign = match difference.what {
            "added" => "+",
            "removed" => "-",
            _ => "~",
        };
        screen.line(format!("{sign} {}", plain(&difference.text)))?;
        if let Some(reason) = &difference.reason {
            let reason = plain(reason);
            let line = say!("    Reden: {reason}"; "    Reason: {reason}");
            screen.line(paint(FAINT, line.get(screen.language)))?;
        }
    }
    if *overlay_lines > 0 {
        let line = say!(
            "{overlay_lines} regels aanpassing op {base_lines} regels basis";
            "{overlay_lines} lines of overlay on {base_lines} lines of base"
        );
        screen.line("")?;
        screen.line(paint(FAINT, line.get(screen.language)))?;
    }
    Ok(())
}
