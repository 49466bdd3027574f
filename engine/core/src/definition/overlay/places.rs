//! Findings about a merged definition, each with both places: the overlay's and the base's.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Document;
use super::family::Family;
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;

/// Adds to findings about merged definitions the place in the other file, and leaves out those that
/// the base has as well: they are mended there.
pub fn dress(family: &Family, found: &mut BTreeMap<Id, Vec<Finding>>) {
    let place =
        |finding: &Finding| (finding.code, finding.span.source.path.clone(), finding.span.range.start);
    let mut places: BTreeMap<Id, BTreeSet<_>> = BTreeMap::new();
    for (id, findings) in found.iter() {
        places.insert(id.clone(), findings.iter().map(place).collect());
    }
    for (id, findings) in found.iter_mut() {
        let Some(document) = family.get(id) else { continue };
        let Some(overlay) = &document.overlay else { continue };
        let of_parent = places.get(&overlay.parent.value);
        findings.retain(|finding| of_parent.is_none_or(|known| !known.contains(&place(finding))));
        for finding in findings {
            finding.also.extend(other_place(document, finding));
        }
    }
}

fn other_place(document: &Document, finding: &Finding) -> Option<(Span, crate::text::Text)> {
    let overlay = document.overlay.as_ref()?;
    let own = &overlay.file.id.span.source;
    let inside = |outer: &Span| {
        outer.source.path == finding.span.source.path
            && outer.range.start <= finding.span.range.start
            && finding.span.range.start <= outer.range.end
    };
    if finding.span.source.path == own.path {
        let change = overlay
            .changes
            .iter()
            .filter(|change| inside(&change.place))
            .max_by_key(|change| change.place.range.start);
        let base = change.map(|change| change.base.clone());
        let base = base.or_else(|| {
            overlay.moved.iter().find(|moved| inside(&moved.place)).map(|moved| moved.base.clone())
        });
        return base.map(|base| (base, say!("in de basis"; "in the base")));
    }
    if finding.also.iter().any(|(span, _)| span.source.path == own.path) {
        return None;
    }
    let id = &overlay.file.id.value;
    Some((
        overlay.file.extends.id.span.clone(),
        say!("zo ontstaat het in `{id}`"; "this comes about in `{id}`"),
    ))
}
