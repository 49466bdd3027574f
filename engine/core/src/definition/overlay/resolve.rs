//! From a base and an overlay to what works in the region.

use super::document::{Document, Overlay};
use super::file::File;
use super::merge::{At, Merge};
use super::refer::Referring;
use super::tree::{entries, entries_mut, entry, value};
use crate::definition::node::{Content, Key, Node};
use crate::finding::{Finding, Severity};
use crate::id::Id;
use crate::say;

/// National, region, municipality.
const LEVELS_MAX: usize = 3;

/// What an overlay makes of its base.
pub struct Resolved {
    /// The merged definition. There is one whatever was wrong, so that all can be reported at once.
    pub document: Document,
    /// What is wrong with the overlay, or with how it fits its base.
    pub findings: Vec<Finding>,
}

impl Resolved {
    /// Whether the merged definition can be used.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }
}

/// Merges an overlay into its base. Takes time in proportion to both files together.
#[must_use]
pub fn resolve(file: &File, parent: &Document) -> Resolved {
    let mut tree = parent.tree.clone();
    let base = file.extends.base;
    let thing = base.thing();
    let mut merge = Merge::new(file, &tree);
    check_parent(&mut merge, parent);
    let at = At::top(file.id.span.clone(), parent.place());
    if let Some(change) = &file.change {
        merge.change_all(&mut tree, change, thing, &at);
    }
    if let Some(remove) = &file.remove {
        merge.remove_all(&mut tree, remove, thing, &at);
    }
    if let Some(add) = &file.add {
        merge.add_all(&mut tree, add, thing, &at);
    }
    let mut referring = Referring::new(&mut merge, &tree, base);
    referring.walk(&mut tree, base);
    let moved = referring.moved;
    name(&mut tree, file);
    let mut sources = parent.sources.clone();
    sources.push(file.id.span.source.clone());
    let accepted = value(&tree, "accept").map_or(&[][..], entries);
    let is_accepted = |finding: &Finding| {
        finding.severity == Severity::Warning && accepted.iter().any(|(key, _)| key.name == *finding.code)
    };
    let mut findings = merge.findings;
    findings.retain(|finding| !is_accepted(finding));
    let overlay = Overlay {
        file: file.clone(),
        parent: file.extends.id.clone(),
        changes: merge.changes,
        removed: merge.removed,
        moved,
    };
    Resolved { document: Document::new(base, tree, sources, Some(overlay)), findings }
}

/// The merged definition has the id and the version of the overlay.
fn name(tree: &mut Node, file: &File) {
    let Some(list) = entries_mut(tree) else { return };
    let id = Node {
        span: file.id.span.clone(),
        content: Content::Scalar { text: file.id.value.to_string(), plain: true },
    };
    list.retain(|(key, _)| key.name != "version");
    let place = file.id.span.clone();
    if let Some((key, node)) = list.iter_mut().find(|(key, _)| key.name == file.extends.base.key()) {
        key.span = place.clone();
        *node = id;
    }
    if let Some(version) = &file.version {
        let key = Key { name: Id::from("version"), span: version.span.clone() };
        let at = list.len().min(1);
        list.insert(at, (key, version.clone()));
    }
}

/// A region looked at one version of its base. Another one must be looked at first.
fn check_parent(merge: &mut Merge<'_>, parent: &Document) {
    let extends = &merge.file.extends;
    if parent.level() >= LEVELS_MAX {
        let span = extends.id.span.clone();
        merge
            .error("NZ0906", &span, say!("Er zijn al drie lagen: landelijk, regio en gemeente."; "There are three levels already: national, region and municipality."), &parent.place(), say!("dit is de derde laag"; "this is the third level"))
            .help = Some(say!("Pas een bestand van een hogere laag aan."; "Extend a file of a higher level."));
        return;
    }
    let now = parent.version();
    if let Some(pinned) = &extends.version
        && pinned.value != now
    {
        let (was, span) = (pinned.value, pinned.span.clone());
        let place =
            entry(&parent.tree, "version").map_or_else(|| parent.place(), |(key, _)| key.span.clone());
        let base = &extends.id.value;
        let finding = merge.error(
            "NZ0903",
            &span,
            say!("Dit is gemaakt voor versie {was} van `{base}`. Nu is het versie {now}."; "This was made for version {was} of `{base}`. It is at version {now} now."),
            &place,
            say!("de versie van nu"; "the version of now"),
        );
        finding.help = Some(
            say!("Kijk wat er anders is. Neem de nieuwe versie dan over met `nazorg basis neemover`."; "See what is different. Then take over the new version with `nazorg base update`."),
        );
        return;
    }
    if let Some(pinned) = &extends.hash
        && pinned.value != parent.hash()
    {
        let (span, base) = (pinned.span.clone(), &extends.id.value);
        let now = parent.hash();
        let finding = merge.error(
            "NZ0904",
            &span,
            say!("`{base}` is veranderd sinds u het overnam."; "`{base}` has changed since you took it over."),
            &parent.place(),
            say!("de inhoud is nu `{now}`"; "its content is `{now}` now"),
        );
        finding.help = Some(
            say!("Kijk wat er anders is. Neem het dan over met `nazorg basis neemover`."; "See what is different. Then take it over with `nazorg base update`."),
        );
        finding.fix = Some(crate::finding::Fix { span, with: now.to_owned() });
    }
}
