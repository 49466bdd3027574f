//! The only maker of a [`Process`]: what is not checked does not exist.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check;
use crate::definition::event::Event;
use crate::definition::library::Library;
use crate::definition::overlay;
use crate::definition::process::Process as Definition;
use crate::definition::profile::Profile;
use crate::expression::Expr;
use crate::finding::{Finding, Severity, Source};
use crate::graph::{self, Chart, Draft};
use crate::id::Id;
use crate::letter::Templates;
use crate::table::Derived;
use crate::value::{Record, Type};

/// A checked, compiled process.
#[derive(Debug)]
pub struct Process {
    draft: Draft,
    hash: String,
    params: Record,
    sources: Vec<Arc<Source>>,
    record_events: BTreeMap<Id, Event>,
    profile: Profile,
}

impl Process {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &Id {
        &self.draft.definition.id.value
    }

    /// The hash of all the text that gives it its meaning.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What it was held to: a bare statechart knows events that were never declared.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// What its designer wrote.
    #[must_use]
    pub fn definition(&self) -> &Definition {
        &self.draft.definition
    }

    /// Its states and transitions.
    #[must_use]
    pub fn chart(&self) -> &Chart {
        &self.draft.chart
    }

    /// The values of its params.
    #[must_use]
    pub fn params(&self) -> &Record {
        &self.params
    }

    /// How a derived field follows from others, `ALIAS.FIELD` for a record's.
    #[must_use]
    pub fn derived(&self, field: &str) -> Option<&Derived> {
        self.draft.derived.get(field)
    }

    /// The names of all derived fields.
    pub fn derived_names(&self) -> impl Iterator<Item = &str> {
        self.draft.derived.keys().map(Id::as_str)
    }

    /// A condition of an event.
    #[must_use]
    pub fn requirement(&self, event: &str, id: &str) -> Option<&Expr> {
        self.draft.requirements.get(&Id::dotted(event, id))
    }

    /// The type of anything that its guards and letters can read.
    #[must_use]
    pub fn type_of(&self, name: &str) -> Option<&Type> {
        self.draft.names.get(name)
    }

    /// The files that give it its meaning: its own, and those of its records, tables and children. With
    /// them alone it can be compiled again.
    #[must_use]
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }

    /// An event of the process, or `ALIAS.EVENT` of a record that it reads.
    #[must_use]
    pub fn event(&self, id: &str) -> Option<&Event> {
        let own = self.draft.definition.events.get(id).map(|event| &event.value);
        own.or_else(|| self.record_events.get(id))
    }

    /// The events of the records that it reads, as `ALIAS.EVENT`.
    pub(crate) fn record_events(&self) -> impl Iterator<Item = (&Id, &Event)> {
        self.record_events.iter()
    }

    /// Itself, for rules that look at more than its surface.
    pub(crate) fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The same with another chart: a view of a checked process for rules that look at part of it.
    pub(crate) fn with_chart(&self, chart: Chart) -> Self {
        Self {
            draft: Draft { chart, ..self.draft.clone() },
            hash: self.hash.clone(),
            params: self.params.clone(),
            sources: self.sources.clone(),
            record_events: self.record_events.clone(),
            profile: self.profile,
        }
    }

    /// The event that starts it, if it has one.
    #[must_use]
    pub fn starting_event(&self) -> Option<&Id> {
        self.draft.definition.events.iter().find(|(_, event)| event.starts).map(|(id, _)| id)
    }
}

/// What compiling a library gives.
pub struct Compiled {
    /// The processes without errors.
    pub processes: BTreeMap<Id, Arc<Process>>,
    /// All findings, in the order of the files.
    pub findings: Vec<Finding>,
}

/// Checks a library and compiles every process that has no errors.
///
/// Without `templates` the rules about letters are left out: a definition that was published
/// before is not refused because a letter changed since.
#[must_use]
pub fn compile(library: &Library, templates: Option<&Templates>) -> Compiled {
    let mut findings = library.findings.clone();
    let broken_files = findings.iter().any(|finding| finding.severity == Severity::Error);
    let mut processes = BTreeMap::new();
    findings.extend(check::library(library));
    // A process is no better than the tables that it asks.
    let mut broken_tables = BTreeSet::new();
    for table in library.tables.values() {
        let own = check::table(table);
        if own.iter().any(|finding| finding.severity == Severity::Error) {
            broken_tables.insert(table.id.value.clone());
        }
        findings.extend(own);
    }
    let mut by_process: BTreeMap<Id, Vec<Finding>> = BTreeMap::new();
    let drafts: Vec<_> =
        library.processes.values().map(|definition| graph::resolve(definition, library)).collect();
    let starters = check::Starters::of(drafts.iter().map(|(draft, _)| draft), library);
    for (draft, mut own) in drafts {
        let definition = &draft.definition;
        // Rules about the graph are about a graph that hangs together.
        if own.iter().all(|finding| finding.severity != Severity::Error) {
            let profile = library.profile.severity();
            let found = check::process(&draft, library, &starters, templates);
            own.extend(found.into_iter().map(|finding| finding.at_most(profile)));
        }
        let accepted = &definition.accept;
        own.retain(|finding| finding.severity == Severity::Error || !accepted.contains_key(finding.code));
        let fails = own.iter().any(|finding| finding.severity == Severity::Error)
            || tables(&draft).iter().any(|table| broken_tables.contains(*table));
        by_process.insert(draft.definition.id.value.clone(), own);
        if !fails && !broken_files {
            let process = finish(draft, library);
            processes.insert(process.id().clone(), Arc::new(process));
        }
    }
    overlay::dress(&library.family, &mut by_process);
    findings.extend(by_process.into_values().flatten());
    findings.sort_by(|a, b| {
        (&a.span.source.path, a.span.range.start).cmp(&(&b.span.source.path, b.span.range.start))
    });
    Compiled { processes, findings }
}

/// Compiles a process that was checked before under this hash, without checking it again: the hash
/// says that not a letter of its text has changed. So a published process opens fast, and stays what
/// it was when a later version of this program knows more rules. Its own file comes first, as
/// [`Process::sources`] gives them.
#[must_use]
pub fn compile_again(sources: &[Arc<Source>], hash: &str) -> Option<Arc<Process>> {
    let library = Library::read(sources);
    let own = |definition: &&Definition| definition.id.span.source.path == sources[0].path;
    let definition = library.processes.values().find(own)?;
    let (draft, findings) = graph::resolve(definition, &library);
    let whole = findings.iter().all(|finding| finding.severity != Severity::Error);
    let process = whole.then(|| finish(draft, &library)).filter(|process| process.hash == hash)?;
    Some(Arc::new(process))
}

fn finish(draft: Draft, library: &Library) -> Process {
    let definition = &draft.definition;
    let params =
        definition.params.iter().map(|(id, param)| (id.clone(), param.value.value.clone())).collect();
    let mut record_events = BTreeMap::new();
    // An overlay means nothing without the files that it extends.
    let of = |id: &Id| library.family.get(id).map_or(&[][..], |document| &document.sources);
    let mut sources = vec![definition.id.span.source.clone()];
    sources.extend(of(&definition.id.value).iter().cloned());
    for (alias, record) in &definition.records {
        let Some(record) = library.records.get(&record.value.value) else { continue };
        sources.extend(of(&record.id.value).iter().cloned());
        for (id, event) in &record.events {
            record_events.insert(Id::from(format!("{alias}.{id}")), event.value.clone());
        }
    }
    for other in referenced(&draft.chart) {
        // A process that starts itself anew is one file, not two.
        if *other == definition.id.value {
            continue;
        }
        if let Some(other) = library.processes.get(other) {
            sources.extend(of(&other.id.value).iter().cloned());
        }
    }
    for table in tables(&draft) {
        sources.extend(of(table).iter().cloned());
    }
    sources[1..].sort_by(|a, b| a.path.cmp(&b.path));
    let mut seen = BTreeSet::new();
    sources.retain(|source| seen.insert(source.path.clone()));
    let mut hasher = blake3::Hasher::new();
    for source in &sources {
        hasher.update(source.text.as_bytes());
        hasher.update(&[0]);
    }
    let hash = hasher.finalize().to_hex()[..32].to_owned();
    Process { draft, hash, params, sources, record_events, profile: library.profile }
}

/// The tables that a process asks, in its actions and for its derived fields.
fn tables(draft: &Draft) -> BTreeSet<&Id> {
    let derived = draft.derived.values().filter_map(Derived::table);
    let mut found: BTreeSet<&Id> = derived.map(|table| &table.id).collect();
    graph::action::each_action(&draft.chart, &mut |named| {
        if let graph::action::Action::Decide { question, .. } = &named.action {
            found.insert(&question.table.id);
        }
    });
    found
}

/// The processes that a chart starts.
fn referenced(chart: &Chart) -> Vec<&Id> {
    let mut found: Vec<&Id> =
        chart.states.iter().flat_map(|state| state.groups.iter().map(|g| &g.process)).collect();
    graph::action::each_action(chart, &mut |named| {
        if let graph::action::Action::Start { process, .. } = &named.action {
            found.push(process);
        }
    });
    found
}
