//! What taking over the base comes to, before anything is written.

use std::sync::Arc;

use nazorg_core::definition::library::Library;
use nazorg_core::definition::node;
use nazorg_core::definition::overlay::{Comparison, Conflict, Document, Edit, File, compare};
use nazorg_core::definition::reader::Reader;
use nazorg_core::finding::Source;
use nazorg_core::id::Id;
use nazorg_core::say;

use super::kept::Past;
use crate::output::Stop;

/// Whose words hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Region,
    Base,
}

/// What somebody chose about conflicts, and whether each choice was of use.
pub(super) struct Choices(Vec<(Side, String)>);

/// All overlays that follow another base.
pub(super) struct Plan {
    /// The definitions as they would be.
    pub(super) definitions: Vec<Arc<Source>>,
    /// What happens to each overlay, bases first.
    pub(super) updates: Vec<Update>,
}

/// An overlay and its base.
pub(super) struct Update {
    pub(super) overlay: Id,
    pub(super) base: Id,
    pub(super) version: u32,
    pub(super) hash: String,
    /// Its file is another now.
    pub(super) changed: bool,
    /// What differs, when the old base could be found.
    pub(super) comparison: Option<Comparison>,
    /// Who wins, by conflict.
    pub(super) chosen: Vec<Option<Side>>,
}

impl Update {
    /// Conflicts that nobody decided, or that cannot stay with the region's words.
    pub(super) fn open(&self) -> impl Iterator<Item = &Conflict> {
        let all = self.comparison.iter().flat_map(|comparison| &comparison.conflicts);
        all.zip(&self.chosen)
            .filter(|(conflict, chosen)| !is_settled(conflict, **chosen))
            .map(|(open, _)| open)
    }
}

/// The region's words cannot hold where they would break a rule.
fn is_settled(conflict: &Conflict, chosen: Option<Side>) -> bool {
    match chosen {
        Some(Side::Base) => true,
        Some(Side::Region) => conflict.findings.is_empty(),
        None => false,
    }
}

impl Choices {
    /// Reads `region=NAME` and `base=NAME`.
    ///
    /// # Errors
    /// One has another form.
    pub(super) fn read(words: &[String]) -> Result<Self, Stop> {
        let one = |word: &String| {
            match word.split_once('=') {
            Some(("region" | "regio", name)) => Ok((Side::Region, name.to_owned())),
            Some(("base" | "basis", name)) => Ok((Side::Base, name.to_owned())),
            _ => Err(Stop::wrong_use(say!("`{word}` zegt niet wie er gelijk krijgt."; "`{word}` does not say who wins."))
                .help(say!("Schrijf `--keep region=NAAM` of `--keep base=NAAM`."; "Write `--keep region=NAME` or `--keep base=NAME`."))),
        }
        };
        words.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    fn of(&self, overlay: &Id, conflict: &Conflict) -> Option<Side> {
        let whole = format!("{overlay}:{}", conflict.id);
        let exact = self.0.iter().rev().find(|(_, name)| *name == conflict.id || *name == whole);
        let all = || self.0.iter().rev().find(|(_, name)| matches!(name.as_str(), "all" | "alle"));
        exact.or_else(all).map(|(side, _)| *side)
    }

    /// A choice about a conflict that is not there.
    ///
    /// # Errors
    /// There is one.
    pub(super) fn check(&self, updates: &[Update]) -> Result<(), Stop> {
        let conflicts = || {
            updates.iter().flat_map(|update| {
                let all = update.comparison.iter().flat_map(|comparison| &comparison.conflicts);
                all.map(move |conflict| (&update.overlay, &conflict.id))
            })
        };
        let is_known = |name: &str| {
            matches!(name, "all" | "alle")
                || conflicts().any(|(overlay, id)| name == id || name == format!("{overlay}:{id}"))
        };
        let Some((_, name)) = self.0.iter().find(|(_, name)| !is_known(name)) else { return Ok(()) };
        let list = conflicts().map(|(_, id)| id.as_str()).collect::<Vec<_>>().join(", ");
        let stop = Stop::wrong_use(say!("Er is geen botsing `{name}`."; "There is no conflict `{name}`."));
        Err(if list.is_empty() {
            stop.help(say!("Er is niets te kiezen."; "There is nothing to choose."))
        } else {
            stop.help(say!("Er zijn: {list}."; "There are: {list}."))
        })
    }
}

pub(super) fn is_overlay(source: &Source) -> bool {
    source.text.lines().any(|line| line.starts_with("overlay:"))
}

impl Plan {
    /// Pins every overlay, or one, to its base as that is in these files. A base comes before what
    /// stands on it, so that a municipality is pinned to its region as that will be.
    pub(super) fn of(
        sources: &[Arc<Source>],
        only: Option<&str>,
        choices: &Choices,
        past: &mut Past<'_>,
    ) -> Self {
        let mut plan = Self { definitions: sources.to_vec(), updates: Vec::new() };
        // As often as there are levels.
        for _ in 0..3 {
            let library = Library::read(&plan.definitions);
            for (at, file, parent) in bases(&plan.definitions, &library) {
                if only.is_none_or(|only| *file.id.value == *only) {
                    plan.one(at, &file, parent, choices, past);
                }
            }
        }
        plan
    }

    fn one(&mut self, at: usize, file: &File, parent: &Document, choices: &Choices, past: &mut Past<'_>) {
        let (version, hash) = (parent.version(), parent.hash());
        let (overlay, base) = (file.id.value.clone(), file.extends.id.value.clone());
        let pinned = file.extends.hash.as_ref().map(|pinned| pinned.value.clone());
        let is_pinned = file.extends.version.as_ref().is_some_and(|pinned| pinned.value == version)
            && pinned.as_deref() == Some(hash);
        let known = self.updates.iter().any(|update| update.overlay == overlay);
        if is_pinned && known {
            return;
        }
        let mut update = Update {
            version,
            hash: hash.to_owned(),
            changed: !is_pinned,
            comparison: None,
            chosen: Vec::new(),
            overlay,
            base,
        };
        if !is_pinned {
            let old = pinned.and_then(|hash| past.find(&update.base, &hash));
            update.comparison = old.map(|old| compare(&old, parent, file));
            let conflicts = update.comparison.iter().flat_map(|comparison| &comparison.conflicts);
            update.chosen = conflicts.map(|conflict| choices.of(&update.overlay, conflict)).collect();
            self.definitions[at] = Arc::new(rewritten(&self.definitions[at], &update));
        }
        self.updates.retain(|other| other.overlay != update.overlay);
        self.updates.push(update);
    }
}

/// The file of an overlay without what gives way to its base, pinned anew.
fn rewritten(source: &Arc<Source>, update: &Update) -> Source {
    let mut text = source.text.clone();
    let conflicts = update.comparison.iter().flat_map(|comparison| &comparison.conflicts);
    let mut gone: Vec<_> = conflicts
        .zip(&update.chosen)
        .filter(|(_, chosen)| **chosen == Some(Side::Base))
        .map(|(conflict, _)| &conflict.place)
        .collect();
    // From the back, so that the places in front stay right.
    gone.sort_by_key(|place| std::cmp::Reverse(place.range.start));
    let read =
        |text: &str| node::read(&Arc::new(Source { path: source.path.clone(), text: text.to_owned() }));
    for place in gone {
        if let Ok(root) = read(&text) {
            text = Edit::new(&text, &root).without(place);
        }
    }
    if let Ok(root) = read(&text) {
        text = Edit::new(&text, &root).pin(update.version, &update.hash);
    }
    Source { path: source.path.clone(), text }
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
