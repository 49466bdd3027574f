//! `diff`: what is different, in words that a policy officer reads.

mod side;

use std::path::Path;
use std::sync::Arc;

use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::{Base, Difference, Document, Family, Overlay, What, differences};
use nazorg_core::finding::{Source, Span};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::text::{Language, Text};
use nazorg_pages::compared;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::Diff;
use crate::output::screen::{FAINT, GOOD, STRONG, paint, plain};
use crate::output::{Screen, Stop};
use crate::session::Session;
use side::Side;

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
    /// What differs beside it: records and tables that it uses, or the definitions of two folders.
    others: Vec<DiffView>,
}

/// One difference.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DifferenceView {
    /// `changed`, `added` or `removed`.
    pub(super) what: &'static str,
    /// Where in the definition: names, and the word that differs.
    path: Vec<String>,
    /// In a sentence.
    pub(super) text: String,
    /// Why, if somebody said.
    reason: Option<String>,
    /// File and line of the old one.
    pub(super) old: Option<String>,
    /// File and line of the new one.
    pub(super) new: Option<String>,
}

impl DifferenceView {
    /// What happened, in one sign.
    pub(super) fn sign(&self) -> &'static str {
        match self.what {
            "added" => "+",
            "removed" => "-",
            _ => "~",
        }
    }
}

/// Shows what is different between two definitions, or between an overlay and its base.
pub(in crate::command) fn run(args: &Diff, session: &mut Session) -> Result<(), Stop> {
    let (old, new) = sides(args, session)?;
    let language = session.screen.language;
    let mut pairs = pairs(&old, &new);
    if let Some(wrong) = pairs.iter().find(|pair| pair.old.base != pair.new.base) {
        let (a, b) = (wrong.old.base.key(), wrong.new.base.key());
        return Err(Stop::wrong_use(
            say!("Dit zijn twee soorten bestanden: `{a}` en `{b}`."; "These are two kinds of files: `{a}` and `{b}`."),
        )
        .help(say!("Vergelijk een proces met een proces, en een tabel met een tabel."; "Compare a process with a process, and a table with a table.")));
    }
    // Of what lies around the one that is meant, only what differs.
    let is_meant = |pair: &Pair<'_>| old.id.as_ref() == Some(pair.from);
    pairs.retain(|pair| is_meant(pair) || !pair.found.is_empty());
    let mut views: Vec<DiffView> = pairs.iter().map(|pair| pair.view(language)).collect();
    let view = match (pairs.first(), views.is_empty()) {
        (Some(first), false) if is_meant(first) => {
            let mut view = views.remove(0);
            (view.from, view.to) = (old.name.clone(), new.name.clone());
            DiffView { others: views, ..view }
        }
        _ => DiffView::around(&old, &new, views, language),
    };
    if let Some(file) = &args.html {
        page(file, (&old, &new), pairs.first().filter(|first| is_meant(first)), language)?;
    }
    if session.screen.json {
        session.screen.json(&view)?;
        return Ok(());
    }
    shown(&view, &mut session.screen)?;
    if let Some(file) = &args.html {
        let file = file.display();
        let made = say!("Gemaakt: {file}"; "Made: {file}");
        session.screen.line("")?;
        session.screen.line(paint(GOOD, made.get(language)))?;
    }
    Ok(())
}

/// What is compared with what.
fn sides(args: &Diff, session: &mut Session) -> Result<(Side, Side), Stop> {
    if args.from.is_some() || args.to.is_some() {
        let bundles = session.office()?.bundles(Some(&args.old))?;
        let (process, last) = (&args.old, bundles.last().map_or(0, |bundle| bundle.version));
        let from = args.from.unwrap_or_else(|| (last - 1).max(1));
        let old = Side::published(process, from, &bundles)?;
        let new = match args.to {
            Some(to) => Side::published(process, to, &bundles)?,
            None => Side::of(process, session)?,
        };
        return Ok((old, new));
    }
    let first = Side::of(&args.old, session)?;
    if let Some(new) = &args.new {
        let second = Side::of(new, session)?;
        if first.id.is_some() != second.id.is_some() {
            return Err(Stop::wrong_use(
                say!("Vergelijk twee bestanden, of twee mappen."; "Compare two files, or two folders."),
            ));
        }
        return Ok((first, second));
    }
    let parent = first.id.as_ref().and_then(|id| first.document(id)?.overlay.as_ref());
    let Some(parent) = parent.map(|overlay| overlay.parent.value.clone()) else {
        let from = &args.old;
        return Err(Stop::wrong_use(say!("`{from}` past niets aan."; "`{from}` extends nothing.")).help(
            say!("Noem er twee: `nazorg verschil OUD NIEUW`, of een versie: `--from 1`."; "Name two: `nazorg diff OLD NEW`, or a version: `--from 1`."),
        ));
    };
    let old = Side {
        name: parent.to_string(),
        id: Some(parent),
        library: Library::read(&session.workspace()?.files().definitions),
    };
    Ok((old, first))
}

/// Two definitions and what is different.
struct Pair<'s> {
    from: &'s Id,
    to: &'s Id,
    old: &'s Document,
    new: &'s Document,
    overlays: usize,
    found: Vec<Difference>,
}

/// What is compared: the two that are meant, and beside them the records and tables that both sides
/// have under one name; or all, when no one is meant.
fn pairs<'s>(old: &'s Side, new: &'s Side) -> Vec<Pair<'s>> {
    let meant = old.id.as_ref().zip(new.id.as_ref());
    let same_file = |a: &Document, b: &Document| a.sources == b.sources;
    let others = old.library.family.keys().filter(|id| match meant {
        Some((a, b)) => *id != a && *id != b && old.library.family[*id].base != Base::Process,
        None => true,
    });
    let both = meant.into_iter().chain(others.map(|id| (id, id)));
    both.filter_map(|(a, b)| {
        let (from, before) = old.library.family.get_key_value(a)?;
        let (to, after) = new.library.family.get_key_value(b)?;
        if from == to && same_file(before, after) && meant.is_none() {
            return None;
        }
        let overlays = between(&new.library.family, from, after);
        let found = if before.base == after.base {
            differences(&before.tree, &after.tree, before.base, &overlays)
        } else {
            Vec::new()
        };
        Some(Pair { from, to, old: before, new: after, overlays: overlays.len(), found })
    })
    .collect()
}

impl Pair<'_> {
    fn view(&self, language: Language) -> DiffView {
        let own = self.new.sources.get(self.old.sources.len()..).filter(|_| self.overlays > 0);
        DiffView {
            from: self.from.to_string(),
            to: self.to.to_string(),
            overlay_lines: lines(own.unwrap_or_default()),
            base_lines: lines(&self.old.sources),
            differences: self.found.iter().map(|difference| row(difference, language)).collect(),
            others: Vec::new(),
        }
    }
}

/// Lines that say something.
fn lines(sources: &[Arc<Source>]) -> usize {
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    sources.iter().map(|source| source.text.lines().filter(says).count()).sum()
}

impl DiffView {
    /// Two folders, with what differs in them.
    fn around(old: &Side, new: &Side, others: Vec<Self>, language: Language) -> Self {
        let only = |side: &Side, other: &Side, what: &'static str, text: Text| -> Vec<DifferenceView> {
            let missing = side.library.family.keys().filter(|id| !other.library.family.contains_key(*id));
            let one = |id: &Id| DifferenceView {
                what,
                path: vec![id.to_string()],
                text: format!("{}: {id}", text.get(language)),
                reason: None,
                old: None,
                new: None,
            };
            missing.map(one).collect()
        };
        let mut differences = only(old, new, "removed", say!("Vervalt"; "Dropped"));
        differences.extend(only(new, old, "added", say!("Nieuw"; "New")));
        if old.id.is_some() {
            differences.clear();
        }
        let (from, to) = (old.name.clone(), new.name.clone());
        Self { from, to, overlay_lines: 0, base_lines: 0, differences, others }
    }
}

/// Writes the page with both pictures.
fn page(
    file: &Path,
    (old, new): (&Side, &Side),
    pair: Option<&Pair<'_>>,
    language: Language,
) -> Result<(), Stop> {
    let made = pair.and_then(|pair| {
        old.with_process(pair.from, |before| {
            new.with_process(pair.to, |after| {
                compared((old.name.as_str(), before), (new.name.as_str(), after), &pair.found, language)
            })
        })?
    });
    let Some(page) = made else {
        return Err(Stop::bad_input(
            say!("Een bladzijde kan alleen van twee processen zonder fouten."; "A page can only be made of two processes without errors."),
        )
        .help(say!("Los eerst de fouten op: `nazorg controleer`."; "Mend the errors first: `nazorg check`.")));
    };
    crate::output::file::write(file, &page)
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

pub(super) fn row(difference: &Difference, language: Language) -> DifferenceView {
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
    if view.differences.is_empty() && view.others.is_empty() {
        screen.say(&say!("Er is geen verschil."; "There is no difference."))?;
    }
    for difference in &view.differences {
        screen.line(format!("{} {}", difference.sign(), plain(&difference.text)))?;
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
    for other in &view.others {
        screen.line("")?;
        shown(other, screen)?;
    }
    Ok(())
}
