//! Designers' tests: a story with dates, played on a virtual calendar.

mod compare;
pub mod coverage;
mod expect;
mod file;
pub(crate) mod memory;
pub(crate) mod play;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use coverage::Coverage;
pub use play::Played;

use crate::calendar::Calendar;
use crate::compile::Process;
use crate::definition::library::Library;
use crate::finding::{Finding, Source};
use crate::id::Id;
use crate::letter::Templates;

/// What the scenarios need.
pub struct Setting<'a> {
    /// The processes.
    pub processes: &'a BTreeMap<Id, Arc<Process>>,
    /// The definitions, for the shared records.
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
    /// What all scenarios together went through, by process.
    pub coverage: BTreeMap<Id, Coverage>,
}

impl Report {
    /// Whether everything went as expected.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.findings.is_empty() && self.played.iter().all(|played| played.failures.is_empty())
    }
}

/// Plays every scenario of the files.
#[must_use]
pub fn run(files: &[Arc<Source>], setting: &Setting<'_>) -> Report {
    let mut report = Report { played: Vec::new(), findings: Vec::new(), coverage: BTreeMap::new() };
    for process in setting.processes.values() {
        report.coverage.insert(process.id().clone(), Coverage::of(process));
    }
    for source in files {
        let (scenarios, findings) = file::read(source);
        report.findings.extend(findings);
        for scenario in scenarios {
            match setting.processes.get(&scenario.process.value) {
                Some(process) => {
                    report.played.push(play::play(&scenario, process, setting, &mut report.coverage))
                }
                None => report.findings.push(file::no_process(&scenario.process, setting.processes.keys())),
            }
        }
    }
    report
}
