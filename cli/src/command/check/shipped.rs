//! What came with the program and was not changed: what is to be said of that concerns its makers.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use nazorg_core::compile::{Process, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::finding::{Finding, Severity, Source};

use crate::library::FILES;

/// The files as they came, by their paths; none at all for who wants to hear everything.
pub(super) struct Shipped(HashMap<&'static str, &'static str>);

impl Shipped {
    pub(super) fn unless(prove: bool) -> Self {
        Self(if prove { HashMap::new() } else { FILES.iter().copied().collect() })
    }

    fn has(&self, source: &Source) -> bool {
        self.0.get(&*source.path) == Some(&&*source.text)
    }

    pub(super) fn is_made_of(&self, process: &Process) -> bool {
        process.sources().iter().all(|source| self.has(source))
    }

    /// Leaves out warnings that the unchanged definitions give here by themselves: a base without its other
    /// regions has ways that nothing takes there. What comes about through a file of one's own stays, also
    /// where it shows in the base.
    pub(super) fn leave_out_own(&self, findings: &mut Vec<Finding>, definitions: &[Arc<Source>]) {
        let may_be_own = |one: &Finding| one.severity == Severity::Warning && self.has(&one.span.source);
        if !findings.iter().any(may_be_own) {
            return;
        }
        let unchanged: Vec<_> = definitions.iter().filter(|source| self.has(source)).cloned().collect();
        let own: BTreeSet<_> = compile(&Library::read(&unchanged), None).findings.iter().map(words).collect();
        findings.retain(|one| !may_be_own(one) || !own.contains(&words(one)));
    }
}

/// A finding by its code, its place and its words.
fn words(finding: &Finding) -> (&'static str, String, usize, String) {
    let span = &finding.span;
    (finding.code, span.source.path.clone(), span.range.start, finding.message.nl.clone())
}
