//! All overlays of a workspace, each after the base that it extends.

use std::collections::BTreeMap;

use super::document::Document;
use super::file::File;
use super::resolve::resolve;
use crate::finding::{Finding, Severity};
use crate::id::Id;
use crate::say;

/// Definitions by id: bases as written, and what overlays make of them.
pub type Family = BTreeMap<Id, Document>;

/// Resolves overlays, parents first, and puts them beside the bases. One whose base cannot be had is
/// left out, and so are those that extend it. Gives the ids of those that can be read.
pub fn resolve_all(files: Vec<File>, family: &mut Family, findings: &mut Vec<Finding>) -> Vec<Id> {
    let mut waiting: BTreeMap<Id, File> = BTreeMap::new();
    for file in files {
        waiting.entry(file.id.value.clone()).or_insert(file);
    }
    let all: BTreeMap<Id, File> = waiting.clone();
    let mut done = Vec::new();
    let mut failed: Vec<Id> = Vec::new();
    while let Some(first) = waiting.keys().next().cloned() {
        // Down to a base that is there, or to where that cannot be.
        let mut line = vec![first];
        while let Some(last) = line.last().cloned() {
            let Some(file) = waiting.get(&last) else { break };
            let parent = file.extends.id.value.clone();
            if line.contains(&parent) {
                circle(&line, &parent, &all, findings);
                line.iter().for_each(|id| _ = waiting.remove(id));
                failed.append(&mut line);
                break;
            }
            if waiting.contains_key(&parent) {
                line.push(parent);
            } else {
                break;
            }
        }
        for id in line.into_iter().rev() {
            let Some(file) = waiting.remove(&id) else { continue };
            if one(&file, family, &failed, findings) { done.push(id) } else { failed.push(id) }
        }
    }
    done
}

/// Resolves one overlay. Whether what it makes can be read.
fn one(file: &File, family: &mut Family, failed: &[Id], findings: &mut Vec<Finding>) -> bool {
    let parent_id = &file.extends.id;
    let name = parent_id.as_str();
    if family.contains_key(&file.id.value) {
        // Two files with one id: reported by whoever reads them all.
        return false;
    }
    let Some(parent) = family.get(&parent_id.value) else {
        // One that failed has said why; its overlays wait until that is mended.
        if !failed.contains(&parent_id.value) {
            findings.push(
                Finding::error(
                    "NZ0902",
                    parent_id.span.clone(),
                    say!("De basis `{name}` is er niet."; "The base `{name}` is not there."),
                )
                .did_you_mean(name, family.keys().map(Id::as_str)),
            );
        }
        return false;
    };
    if parent.base != file.extends.base {
        let (is, says) = (parent.base.key(), file.extends.base.key());
        findings.push(
            Finding::error(
                "NZ0944",
                parent_id.span.clone(),
                say!("`{name}` is geen `{says}` maar een `{is}`."; "`{name}` is no `{says}` but a `{is}`."),
            )
            .also(parent.place(), say!("hier staat wat het is"; "here it says what it is"))
            .help(say!("Schrijf `{is}: {name}`."; "Write `{is}: {name}`.")),
        );
        return false;
    }
    let resolved = resolve(file, parent);
    let is_sound = resolved.findings.iter().all(|finding| finding.severity != Severity::Error);
    findings.extend(resolved.findings);
    if is_sound {
        family.insert(file.id.value.clone(), resolved.document);
    }
    is_sound
}

fn circle(line: &[Id], parent: &Id, files: &BTreeMap<Id, File>, findings: &mut Vec<Finding>) {
    let round: Vec<&File> =
        line.iter().skip_while(|id| *id != parent).filter_map(|id| files.get(id)).collect();
    let Some(first) = round.first() else { return };
    let name = first.id.as_str();
    let mut finding = Finding::error(
        "NZ0905",
        first.extends.id.span.clone(),
        say!("`{name}` past zo zichzelf aan."; "`{name}` would extend itself."),
    );
    for other in round.iter().skip(1) {
        finding = finding
            .also(other.extends.id.span.clone(), say!("en dit gaat weer terug"; "and this goes back again"));
    }
    findings.push(finding.help(say!("Een rij aanpassingen begint bij een gewoon proces."; "A row of overlays begins at an ordinary process.")));
}
