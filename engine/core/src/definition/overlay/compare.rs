//! Three ways: the base that a region looked at, the base of now, and what the region says.

use std::ops::Range;

use super::difference::{Difference, What, differences};
use super::document::{Document, Overlay};
use super::file::File;
use super::kind::Kind;
use super::resolve::resolve;
use super::tree::{each_state, entries};
use crate::definition::node::Node;
use crate::finding::{Finding, Severity, Span};
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// What another base means for a region.
#[derive(Debug)]
pub struct Comparison {
    /// What the base does otherwise and the region does not speak of: it comes along.
    pub taken: Vec<Difference>,
    /// What both speak of. Somebody must choose.
    pub conflicts: Vec<Conflict>,
}

/// Something that the base changed since, and that the region has its own words about.
#[derive(Debug)]
pub struct Conflict {
    /// Its name, to choose by: the names around it and the word, with dots between.
    pub id: String,
    /// What the base does otherwise than it did; nothing when it did not change that very thing.
    pub base: Vec<Difference>,
    /// What the region does otherwise than the old base, in a sentence.
    pub region: Text,
    /// Why the region does so.
    pub reason: Option<String>,
    /// Where the region says so.
    pub place: Span,
    /// Why the region's words cannot stay as they are, if so: the rules that they would break now.
    pub findings: Vec<Finding>,
}

/// Something that a region says about its base.
struct Word<'a> {
    path: &'a [(Kind, Id)],
    key: Option<&'static str>,
    place: &'a Span,
    reason: Option<&'a str>,
    intent: What,
    /// States that go with a removed one.
    inner: Vec<Id>,
}

/// Compares an old base, a new one, and the overlay that was made for the old one.
#[must_use]
pub fn compare(old: &Document, new: &Document, file: &File) -> Comparison {
    // Which version the region looked at is what this is about, so no finding about that.
    let mut file = file.clone();
    (file.extends.version, file.extends.hash) = (None, None);
    let before = resolve(&file, old);
    let after = resolve(&file, new);
    let base = differences(&old.tree, &new.tree, old.base, &[]);
    let Some(overlay) = &before.document.overlay else {
        return Comparison { taken: base, conflicts: Vec::new() };
    };
    let told = differences(&old.tree, &before.document.tree, old.base, &[overlay]);
    let still = match &after.document.overlay {
        Some(now) => differences(&new.tree, &after.document.tree, new.base, &[now]),
        None => Vec::new(),
    };
    let mut errors: Vec<Finding> =
        after.findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    let known = before.findings;
    errors.retain(|error| !known.iter().any(|old| old.code == error.code && old.span == error.span));
    let words = words(overlay, old);
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut disputed = vec![false; base.len()];
    for word in &words {
        let touched: Vec<usize> = (0..base.len()).filter(|nr| word.touches(&base[*nr])).collect();
        if touched.is_empty() {
            continue;
        }
        let findings: Vec<Finding> =
            errors.extract_if(.., |error| together(&file, &error.span, word.place)).collect();
        // Where both come to the same, there is nothing to choose.
        let differs = word.intent != What::Changed || still.iter().any(|now| word.is_about(now));
        if findings.is_empty() && !differs {
            continue;
        }
        touched.iter().for_each(|nr| disputed[*nr] = true);
        conflicts.push(Conflict {
            id: word.id(),
            base: touched.into_iter().map(|nr| base[nr].clone()).collect(),
            region: word.told(&told),
            reason: word.reason.map(str::to_owned),
            place: word.place.clone(),
            findings,
        });
    }
    for error in errors {
        let word = words.iter().find(|word| together(&file, &error.span, word.place));
        let id = word.map_or_else(|| format!("{}.{}", error.code, error.span.place().0), Word::id);
        match conflicts.iter_mut().find(|conflict| conflict.id == id) {
            Some(same) => same.findings.push(error),
            None => conflicts.push(broken(error, id, word, &told)),
        }
    }
    unique(&mut conflicts);
    let taken = base.into_iter().zip(disputed).filter(|(_, disputed)| !disputed).map(|(found, _)| found);
    Comparison { taken: taken.collect(), conflicts }
}

/// All that a region says, in the order of what it changes, adds and removes.
fn words<'a>(overlay: &'a Overlay, old: &Document) -> Vec<Word<'a>> {
    let changes = overlay.changes.iter().map(|change| Word {
        path: &change.path,
        key: change.key,
        place: &change.place,
        reason: change.reason.as_deref(),
        intent: if change.is_new { What::Added } else { What::Changed },
        inner: Vec::new(),
    });
    let removals = overlay.removed.iter().map(|removal| Word {
        path: &removal.path,
        key: removal.key,
        place: &removal.place,
        reason: Some(removal.reason.as_str()),
        intent: What::Removed,
        inner: match removal.path.as_slice() {
            [(Kind::State, state)] => states_inside(old, state),
            _ => Vec::new(),
        },
    });
    changes.chain(removals).collect()
}

fn states_inside(document: &Document, outer: &Id) -> Vec<Id> {
    let mut found = Vec::new();
    each_state(&document.tree, None, &mut |key, state, _| {
        if key.name == *outer {
            each_state(state, None, &mut |inner, _, _| found.push(inner.name.clone()));
        }
    });
    found
}

/// Keys whose value can hold names of its own, so that what stands below belongs to the key.
const DEEP: [&str; 6] = ["derive", "decide", "initial", "always", "default", "notify"];

impl Word<'_> {
    /// Whether the base changed what the region speaks of.
    fn touches(&self, difference: &Difference) -> bool {
        let (own, other) = (self.path, difference.path.as_slice());
        let is_same = own == other && (self.key == difference.key);
        // What the base no longer has cannot be changed, added to or removed.
        let is_gone = difference.what == What::Removed && difference.key.is_none();
        match self.intent {
            What::Added => {
                is_same && difference.what == What::Added
                    || is_gone && own.len() > other.len() && own.starts_with(other)
            }
            What::Changed => {
                is_same
                    || own == other && (self.key.is_none() || difference.key.is_none())
                    || is_gone && own.starts_with(other)
                    || self.key.is_none_or(|key| DEEP.contains(&key))
                        && other.len() > own.len()
                        && other.starts_with(own)
                        && (self.key.is_none() || matches!(other[own.len()].0, Kind::Value | Kind::Action))
            }
            What::Removed => {
                is_gone && own.starts_with(other)
                    || other.starts_with(own) && (self.key.is_none() || self.key == difference.key)
                    || matches!(other, [(Kind::State, state), ..] if self.inner.contains(state))
            }
        }
    }

    /// Whether a difference is this very one.
    fn is_about(&self, difference: &Difference) -> bool {
        difference.path.starts_with(self.path)
            && (self.key.is_none() || difference.path.len() > self.path.len() || self.key == difference.key)
    }

    fn id(&self) -> String {
        let names = self.path.iter().map(|(_, id)| id.as_str()).chain(self.key);
        let id = names.collect::<Vec<_>>().join(".");
        // A choice is typed as one word.
        id.replace(' ', "_")
    }

    /// What the region does, in words.
    fn told(&self, told: &[Difference]) -> Text {
        let exact = told.iter().find(|found| found.path == self.path && found.key == self.key);
        if let Some(found) = exact.or_else(|| told.iter().find(|found| self.is_about(found))) {
            return found.text.clone();
        }
        let id = self.id();
        let written = &self.place.source.text[self.place.range.clone()];
        match self.intent {
            What::Changed => {
                say!("Voor `{id}` staat hier: {written}."; "For `{id}` it says here: {written}.")
            }
            What::Added => say!("`{id}` komt erbij."; "`{id}` is added."),
            What::Removed => say!("`{id}` vervalt."; "`{id}` is dropped."),
        }
    }
}

/// A rule that the region's words break now, though the base did not change that very thing.
fn broken(error: Finding, id: String, word: Option<&Word<'_>>, told: &[Difference]) -> Conflict {
    Conflict {
        id,
        base: Vec::new(),
        region: word.map_or_else(|| error.message.clone(), |word| word.told(told)),
        reason: word.and_then(|word| word.reason).map(str::to_owned),
        place: word.map_or_else(|| error.span.clone(), |word| word.place.clone()),
        findings: vec![error],
    }
}

/// Whether two places in an overlay are about the same: one lies in the entry of the other.
fn together(file: &File, a: &Span, b: &Span) -> bool {
    let parts = [&file.change, &file.add, &file.remove];
    let entry = |place: &Span| {
        parts
            .into_iter()
            .flatten()
            .find_map(|part| entry_around(part, &place.range))
            .unwrap_or(place.range.clone())
    };
    let (a, b) = (entry(a), entry(b));
    a.start < b.end && b.start < a.end
}

/// The deepest entry that a place lies in.
fn entry_around(node: &Node, place: &Range<usize>) -> Option<Range<usize>> {
    entries(node).iter().find_map(|(key, value)| {
        let whole = key.span.range.start..value.span.range.end.max(key.span.range.end);
        let inside = whole.start <= place.start && place.end <= whole.end;
        inside.then(|| entry_around(value, place).unwrap_or(whole))
    })
}

/// Two conflicts with one name get a number behind it.
fn unique(conflicts: &mut [Conflict]) {
    for nr in 1..conflicts.len() {
        let (before, rest) = conflicts.split_at_mut(nr);
        let wanted = rest[0].id.clone();
        let mut count = 1;
        while before.iter().any(|other| other.id == rest[0].id) {
            count += 1;
            rest[0].id = format!("{wanted}.{count}");
        }
    }
}

#[cfg(test)]
mod tests;
