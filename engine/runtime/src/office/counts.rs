//! Counts, as one walk over the journal: what was never recorded does not count.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use nazorg_core::calendar::local;
use nazorg_core::case::{Deadline, Differences, Fact, Standing};
use nazorg_core::compile::Process;
use nazorg_core::definition::target::{Measure, Target};
use nazorg_core::graph::PERSON;
use nazorg_core::id::Id;

use super::{Office, show};
use crate::Problem;
use crate::store::catalog::Document;
use crate::store::journal::Payload;
use crate::store::moment;
use crate::store::work::Work;
use crate::view::{CaseCounts, CountsView, OutcomeCount, ProcessCounts, TargetCount, YearCounts};

const JOURNAL: &str = "SELECT j.person, s.kind, j.case_no, j.record, j.occurred, d.number, d.hash, d.name, said(p.payload) FROM journal j
     JOIN documents d ON d.number = j.definition LEFT JOIN people s ON s.id = j.person
     LEFT JOIN journal_payload p ON p.seq = j.seq WHERE j.seq > 0 ORDER BY j.seq";

/// Who was met on the way.
#[derive(Default)]
struct Met {
    people: BTreeSet<[u8; 16]>,
    reported: BTreeSet<[u8; 16]>,
    with_case: BTreeSet<[u8; 16]>,
    records: BTreeSet<i64>,
}

/// The counts of one process while they grow.
#[derive(Default)]
struct OfProcess {
    newest: Option<Document>,
    cases: CaseCounts,
    outcomes: BTreeMap<String, usize>,
    /// Terms met and missed, by id.
    terms: BTreeMap<Id, (usize, usize)>,
    people: BTreeSet<[u8; 16]>,
}

impl Office {
    /// Counts people, cases, outcomes, terms and letters over the whole journal.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn counts(&self) -> Result<CountsView, Problem> {
        self.read(|work| count(work))
    }
}

fn count(work: &Work<'_>) -> Result<CountsView, Problem> {
    let mut view = CountsView::default();
    let mut met = Met::default();
    let mut years: BTreeMap<i32, YearCounts> = BTreeMap::new();
    let mut processes: BTreeMap<String, OfProcess> = BTreeMap::new();
    let mut statement = work.tx.prepare_cached(JOURNAL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let subject: [u8; 16] = row.get(0)?;
        let is_person = row.get::<_, Option<String>>(1)?.is_none_or(|kind| kind == PERSON);
        let year = local(moment(row.get(4)?)?).year();
        let year = years.entry(year).or_insert_with(|| YearCounts { year, ..YearCounts::default() });
        if is_person {
            met.people.insert(subject);
        }
        if let Some(record) = row.get::<_, Option<i64>>(3)? {
            if met.records.insert(record) {
                year.reported += 1;
            }
            if is_person {
                met.reported.insert(subject);
            }
            continue;
        }
        let is_case = is_person && row.get::<_, Option<i64>>(2)?.is_some();
        if is_case {
            met.with_case.insert(subject);
        }
        let document = Document { number: row.get(5)?, hash: row.get(6)? };
        let process = work.catalog.process(work.tx, &document)?;
        let of_process = processes.entry(row.get(7)?).or_default();
        of_process.newest = Some(document);
        if is_case {
            of_process.people.insert(subject);
        }
        let payload: Option<String> = row.get(8)?;
        let Some(payload) = payload else { continue };
        let Payload::Step { facts, .. } = serde_json::from_str(&payload)? else { continue };
        for fact in &facts {
            for cases in [&mut view.total, &mut year.cases, &mut of_process.cases] {
                add(cases, fact, &process);
            }
            of_process.note(fact, &process);
        }
    }
    view.people = met.people.len();
    view.people_reported = met.reported.len();
    view.people_reached = met.reported.intersection(&met.with_case).count();
    view.reach_percent =
        (view.people_reached * 100 + view.people_reported / 2).checked_div(view.people_reported);
    view.years = years.into_values().collect();
    for (id, of_process) in processes {
        let targets = reached(work, &id, &of_process, &met)?;
        let mut counts = named(work, id, of_process)?;
        counts.targets = targets;
        view.processes.push(counts);
    }
    Ok(view)
}

impl OfProcess {
    /// Outcomes and terms by their names.
    fn note(&mut self, fact: &Fact, process: &Process) {
        match fact {
            Fact::Closed { outcome: Some(outcome), .. } => {
                *self.outcomes.entry(outcome.to_string()).or_default() += 1;
            }
            Fact::DeadlineMet { deadline, .. } => self.terms.entry(deadline.clone()).or_default().0 += 1,
            Fact::DeadlineFired { deadline } if can_be_met(process, deadline) => {
                self.terms.entry(deadline.clone()).or_default().1 += 1;
            }
            Fact::Refolded { differences, .. } => {
                let late = Late::of(differences, process);
                for (deadline, met, missed) in &late.terms {
                    let (good, bad) = self.terms.entry((*deadline).clone()).or_default();
                    *good = good.saturating_add_signed(*met);
                    *bad = bad.saturating_add_signed(*missed);
                }
                for (outcome, change) in late.outcomes {
                    let count = self.outcomes.entry(outcome.to_string()).or_default();
                    *count = count.saturating_add_signed(change);
                }
            }
            _ => {}
        }
    }
}

/// What was told late changes in the counts: by how much.
#[derive(Default)]
struct Late<'a> {
    closed: isize,
    outcomes: Vec<(&'a Id, isize)>,
    /// Terms, with by how much those that were met and missed change.
    terms: Vec<(&'a Id, isize, isize)>,
}

impl<'a> Late<'a> {
    fn of(differences: &'a Differences, process: &Process) -> Self {
        let mut late = Self::default();
        if let Some(closed) = &differences.closed {
            for (end, change) in [(&closed.from, -1), (&closed.to, 1)] {
                late.closed += if end.is_some() { change } else { 0 };
                let outcome = end.as_ref().and_then(|end| end.outcome.as_ref());
                late.outcomes.extend(outcome.map(|outcome| (outcome, change)));
            }
        }
        for change in differences.deadlines.iter().filter(|change| can_be_met(process, &change.key)) {
            // One that is gone has done its work: what it came to has been counted.
            let Some(to) = &change.to else { continue };
            let came_to = |deadline: Option<&Deadline>| match deadline.map(|deadline| &deadline.standing) {
                Some(Standing::Met(_)) => (1, 0),
                Some(Standing::Fired) => (0, 1),
                _ => (0, 0),
            };
            let (was, is) = (came_to(change.from.as_ref()), came_to(Some(to)));
            if was != is {
                late.terms.push((&change.key, is.0 - was.0, is.1 - was.1));
            }
        }
        late
    }
}

fn add(cases: &mut CaseCounts, fact: &Fact, process: &Process) {
    match fact {
        Fact::Refolded { differences, .. } => {
            let late = Late::of(differences, process);
            cases.closed = cases.closed.saturating_add_signed(late.closed);
            for (_, met, missed) in late.terms {
                cases.deadlines_met = cases.deadlines_met.saturating_add_signed(met);
                cases.deadlines_missed = cases.deadlines_missed.saturating_add_signed(missed);
            }
        }
        Fact::Opened { .. } => cases.started += 1,
        Fact::Closed { .. } => cases.closed += 1,
        Fact::DeadlineMet { .. } => cases.deadlines_met += 1,
        // A term that nothing can meet is only a moment that passes.
        Fact::DeadlineFired { deadline } if can_be_met(process, deadline) => cases.deadlines_missed += 1,
        Fact::LetterMade { .. } => cases.letters += 1,
        _ => {}
    }
}

fn can_be_met(process: &Process, deadline: &Id) -> bool {
    process.chart().deadlines().any(|(_, found)| found.id == *deadline && !found.met_by.is_empty())
}

/// The goals of a process as it is published now, beside what was counted.
fn reached(work: &Work<'_>, id: &str, counted: &OfProcess, met: &Met) -> Result<Vec<TargetCount>, Problem> {
    let process = match (work.catalog.published(work.tx, id)?, &counted.newest) {
        (Some((_, process)), _) => process,
        (None, Some(document)) => work.catalog.process(work.tx, document)?,
        (None, None) => return Ok(Vec::new()),
    };
    let one = |(id, target): (&Id, &Target)| {
        let names = |wanted: &str| target.of.iter().any(|name| name.as_str() == wanted);
        let (count, total) = match target.measure {
            Measure::Reach => (met.reported.intersection(&counted.people).count(), met.reported.len()),
            Measure::InTime => {
                let chosen = counted.terms.iter().filter(|(term, _)| target.of.is_empty() || names(term));
                chosen.fold((0, 0), |(count, total), (_, (good, bad))| (count + good, total + good + bad))
            }
            Measure::Outcome => {
                let chosen = counted.outcomes.iter().filter(|(outcome, _)| names(outcome));
                (chosen.map(|(_, count)| count).sum(), counted.cases.closed)
            }
        };
        TargetCount {
            target: id.to_string(),
            title: target.title.clone(),
            measure: target.measure.word().to_owned(),
            at_least: target.at_least,
            source: target.source.clone(),
            counted: count,
            total,
            percent: (count * 100 + total / 2).checked_div(total),
            // Not of the rounded share: 79.6 % is no 80 %.
            reached: (total > 0).then(|| count * 100 >= total * usize::from(target.at_least)),
        }
    };
    Ok(process.definition().targets.iter().map(|(id, target)| one((id, &target.value))).collect())
}

/// With the titles of the newest definition that a case is on.
fn named(work: &Work<'_>, id: String, counted: OfProcess) -> Result<ProcessCounts, Problem> {
    let closed = counted.cases.closed;
    let mut left = counted.outcomes;
    left.retain(|_, count| *count > 0);
    let mut outcomes = Vec::new();
    let mut push = |outcome: String, title: String, count: usize| {
        let percent = (count * 100 + closed / 2).checked_div(closed).unwrap_or_default();
        outcomes.push(OutcomeCount { outcome, title, count, percent });
    };
    let mut title = id.clone();
    if let Some(document) = counted.newest {
        let process = work.catalog.process(work.tx, &document)?;
        title.clone_from(&process.definition().title);
        for outcome in process.definition().outcomes.keys() {
            if let Some(count) = left.remove(outcome.as_str()) {
                push(outcome.to_string(), show::outcome_title(&process, outcome), count);
            }
        }
    }
    // An outcome that only an older definition has.
    for (outcome, count) in left {
        let title = Id::from(outcome.as_str()).spoken();
        push(outcome, title, count);
    }
    Ok(ProcessCounts { process: id, title, cases: counted.cases, outcomes, targets: Vec::new() })
}
