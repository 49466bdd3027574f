//! Designers' tests: a story with dates, played on a virtual calendar.

mod compare;
pub mod coverage;
mod expect;
mod file;
mod guards;
mod heirs;
pub(crate) mod memory;
pub(crate) mod play;
mod table_case;
#[cfg(test)]
mod table_tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use coverage::Coverage;
use heirs::Heirs;
pub use play::Played;

use crate::calendar::Calendar;
use crate::compile::Process;
use crate::definition::library::Library;
use crate::finding::{Finding, Source};
use crate::id::Id;
use crate::letter::Templates;
use crate::step::Witness;
use crate::table::{self, Table};

/// What the scenarios need.
pub struct Setting<'a> {
    /// The processes.
    pub processes: &'a BTreeMap<Id, Arc<Process>>,
    /// The definitions, for the shared records and the tables.
    pub library: &'a Library,
    /// The letters.
    pub templates: &'a Templates,
    /// Working days.
    pub calendar: &'a Calendar,
}

/// What playing gave.
pub struct Report {
    /// Every scenario, in the order of the files.
    pub played: Vec<Played>,
    /// What was wrong with the files themselves.
    pub findings: Vec<Finding>,
    /// What all scenarios together went through, by process or table.
    pub coverage: BTreeMap<Id, Coverage>,
}

impl Report {
    /// Whether everything went as expected.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.findings.is_empty() && self.played.iter().all(|played| played.failures.is_empty())
    }
}

/// Plays every scenario, and every case of a table, of the files.
#[must_use]
pub fn run(files: &[Arc<Source>], setting: &Setting<'_>) -> Report {
    let mut report = Report { played: Vec::new(), findings: Vec::new(), coverage: BTreeMap::new() };
    for process in setting.processes.values() {
        report.coverage.insert(process.id().clone(), Coverage::of(process));
    }
    let tables: BTreeMap<&Id, Table> =
        setting.library.tables.iter().map(|(id, t)| (id, table::resolve(t).0)).collect();
    for (id, table) in &tables {
        report.coverage.insert((*id).clone(), Coverage::of_table(table));
    }
    let witness = Witness::default();
    let heirs = Heirs::of(&setting.library.family);
    let mut stories: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for source in files {
        let (file, findings) = file::read(source);
        report.findings.extend(findings);
        for scenario in file.scenarios {
            stories.entry(scenario.process.value.clone()).or_default().insert(scenario.id.clone());
            if !setting.processes.contains_key(&scenario.process.value) {
                report.findings.push(file::no_process(&scenario.process, setting.processes.keys()));
            }
            let playing = heirs.playing(&scenario.process.value, &scenario.id);
            for process in playing.filter_map(|id| setting.processes.get(id)) {
                let own = *process.id() == scenario.process.value;
                let story = if own { &scenario } else { &scenario.told_of(process.id()) };
                report.played.push(play::play(story, process, setting, &mut report.coverage, &witness));
            }
        }
        for case in file.cases {
            stories.entry(case.table.value.clone()).or_default().insert(case.id.clone());
            if !tables.contains_key(&case.table.value) {
                report.findings.push(file::no_table(&case.table, tables.keys().copied()));
            }
            for table in heirs.playing(&case.table.value, &case.id).filter_map(|id| tables.get(id)) {
                let coverage = report.coverage.entry(table.id.clone()).or_default();
                report.played.push(case.play(table, coverage));
            }
        }
    }
    for process in setting.processes.values() {
        let coverage = report.coverage.entry(process.id().clone()).or_default();
        coverage.add_guards(process, &witness);
    }
    report.findings.extend(heirs.check(&stories));
    report
}
