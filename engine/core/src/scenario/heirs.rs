//! The scenarios of a base are played on its overlays too, unless an overlay says why one no longer
//! holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::overlay::{Family, Kind, Overlay, Removal};
use crate::finding::Finding;
use crate::id::Id;
use crate::say;

/// Which overlays each base has, and which stories do not hold for them.
pub(super) struct Heirs<'a> {
    by_base: BTreeMap<&'a Id, Vec<Heir<'a>>>,
    family: &'a Family,
}

struct Heir<'a> {
    id: &'a Id,
    without: BTreeSet<&'a Id>,
}

impl<'a> Heirs<'a> {
    pub(super) fn of(family: &'a Family) -> Self {
        let mut by_base: BTreeMap<&Id, Vec<Heir<'_>>> = BTreeMap::new();
        for (id, document) in family {
            let mut overlay = document.overlay.as_ref();
            let mut without = BTreeSet::new();
            // Up the line: what the region says does not hold for its municipalities either.
            while let Some(own) = overlay {
                without.extend(dropped(own).map(|(story, _)| story));
                by_base.entry(&own.parent.value).or_default().push(Heir { id, without: without.clone() });
                overlay = family.get(&own.parent.value).and_then(|parent| parent.overlay.as_ref());
            }
        }
        Self { by_base, family }
    }

    /// The base itself, and the overlays for which this story of the base holds.
    pub(super) fn playing<'s>(&'s self, base: &'s Id, story: &'s Id) -> impl Iterator<Item = &'s Id> {
        let heirs = self.by_base.get(base).into_iter().flatten();
        std::iter::once(base)
            .chain(heirs.filter(move |heir| !heir.without.contains(story)).map(|heir| heir.id))
    }

    /// Overlays that drop a story that none of their bases has. `known` are the stories by what they
    /// are about; a base of which no file was read is left alone.
    pub(super) fn check(&self, known: &BTreeMap<Id, BTreeSet<Id>>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for document in self.family.values() {
            let Some(overlay) = &document.overlay else { continue };
            let mut stories: BTreeSet<&Id> = BTreeSet::new();
            let mut parent = Some(&overlay.parent.value);
            while let Some(id) = parent {
                stories.extend(known.get(id).into_iter().flatten());
                parent =
                    self.family.get(id).and_then(|d| d.overlay.as_ref()).map(|overlay| &overlay.parent.value);
            }
            for (story, removal) in
                dropped(overlay).filter(|(story, _)| !stories.is_empty() && !stories.contains(story))
            {
                let base = overlay.parent.as_str();
                findings.push(
                    Finding::error("NZ0946", removal.place.clone(), say!("Het scenario `{story}` is er niet in de basis."; "The scenario `{story}` is not in the base."))
                        .also(overlay.file.extends.id.span.clone(), say!("de scenario's van deze basis zijn bekeken"; "the scenarios of this base were searched"))
                        .help(say!("Kijk in `tests/scenarios/{base}.yaml`, of haal deze regel weg."; "Look in `tests/scenarios/{base}.yaml`, or take this line out."))
                        .did_you_mean(story, stories.iter().map(|id| id.as_str())),
                );
            }
        }
        findings
    }
}

fn dropped(overlay: &Overlay) -> impl Iterator<Item = (&Id, &Removal)> {
    overlay.removed.iter().filter_map(|removal| match removal.thing() {
        Some((Kind::Scenario, story)) => Some((story, removal)),
        _ => None,
    })
}
