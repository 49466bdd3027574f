//! Taking running cases over to the version that is published now.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use nazorg_core::case::{Actor, Case, Deadline, Fact, Mapping, Migration, What};
use nazorg_core::compile::Process;
use nazorg_core::definition::{field, node};
use nazorg_core::dispatch::{self, Refused};
use nazorg_core::finding::{Finding, nearest};
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::step::{Obstacle, Rejection};
use nazorg_core::text::Text;
use rusqlite::params;

use super::{Office, publish, show, words};
use crate::Problem;
use crate::store::journal::Payload;
use crate::store::work::Work;
use crate::view::{DeadlineFate, MigratedCase, MigrationReport, MovedDeadline, ObstacleView};

/// Which running cases go over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// These.
    Cases(Vec<i64>),
    /// Those of a process; only those on one version, or on any older one.
    Process(String, Option<i64>),
    /// All that are not on the version that is published now.
    All,
}

/// How cases go over.
#[derive(Clone, Debug, Default)]
pub struct Going {
    /// What has no counterpart under its own id.
    pub mapping: Mapping,
    /// Why.
    pub reason: String,
    /// Only try it.
    pub rehearse: bool,
}

impl Office {
    /// Takes running cases over to the version that is published now: all of them, or none. A case that is
    /// on it already is left as it is.
    ///
    /// # Errors
    /// The user may not, a case is not there (`BadInput`) or does not run (`Refused`), its process is not published, or the
    /// mapping names what is not there. What is in the way of single cases stands in the report.
    pub fn case_migrate(&self, which: &Which, going: &Going) -> Result<MigrationReport, Problem> {
        if going.reason.trim().is_empty() {
            return Err(Problem::wrong_use(say!("Zeg waarom: `--reason`."; "Say why: `--reason`.")));
        }
        let actor =
            self.actor_with(&self.workspace.rights.migrate, say!("Zaken overzetten"; "Migrating cases"))?;
        self.try_out(|work| Ok(self.go_over_all(work, &actor, which, going)?), |report| report.done)
    }

    fn go_over_all(
        &self,
        work: &mut Work<'_>,
        actor: &Actor,
        which: &Which,
        going: &Going,
    ) -> Result<MigrationReport, Problem> {
        let cases = chosen(work, which)?;
        let (mut targets, mut sources) = (BTreeMap::new(), Vec::new());
        for case in &cases {
            let process = work.process_of(*case)?;
            if !targets.contains_key(process.id()) {
                let (_, target) = publish::published(work, process.id())?;
                targets.insert(process.id().clone(), target);
            }
            sources.push(process);
        }
        fits(&going.mapping, &sources, &targets)?;
        let mut report = MigrationReport {
            done: false,
            rehearsed: going.rehearse,
            reason: going.reason.clone(),
            cases: Vec::new(),
        };
        for (case, old) in cases.iter().zip(&sources) {
            let Some(new) = targets.get(old.id()) else { continue };
            report.cases.push(self.go_over(work, actor, *case, new, going)?);
        }
        let free = report.cases.iter().all(|case| case.obstacles.is_empty());
        report.done = free && !going.rehearse;
        Ok(report)
    }

    fn go_over(
        &self,
        work: &mut Work<'_>,
        actor: &Actor,
        number: i64,
        new: &Arc<Process>,
        going: &Going,
    ) -> Result<MigratedCase, Problem> {
        let before = work.load_case(number).map_err(|problem| named(number, problem))?;
        if !before.case.is_open() {
            return Err(Problem::refused(
                say!("Zaak Z{number} is al afgesloten. Zij blijft op haar versie."; "Case Z{number} is closed already. It stays on its version."),
            )
            .help(say!("Laat haar weg uit deze opdracht."; "Leave it out of this command.")));
        }
        let (id, old) = (before.process.id(), &before.process);
        let mut row = MigratedCase {
            case: number,
            process: id.to_string(),
            process_title: new.definition().title.clone(),
            person: work.person_of(number)?,
            from_version: version(work, id, old.hash())?,
            to_version: version(work, id, new.hash())?,
            already: old.hash() == new.hash(),
            states_before: innermost(old, &before.case),
            states_after: innermost(old, &before.case),
            deadlines: Vec::new(),
            decided: Vec::new(),
            obstacles: Vec::new(),
        };
        if row.already {
            return Ok(row);
        }
        let migration = Migration {
            from: old.hash().to_owned(),
            to: new.hash().to_owned(),
            reason: going.reason.clone(),
            mapping: going.mapping.clone(),
        };
        let event = Self::stamp(work, Some(number), None, actor)?.event(What::Migrated(Box::new(migration)));
        match dispatch::submit(work, number, event) {
            Ok(()) => {}
            Err(Refused::Rejected(Rejection::NoCounterpart(obstacles))) => {
                row.obstacles = obstacles.iter().map(view).collect();
                return Ok(row);
            }
            // Its clock ran first, and that was its end.
            Err(Refused::Rejected(Rejection::Closed)) => {
                return Err(Problem::refused(
                    say!("Zaak Z{number} loopt nu af. Doe eerst `nazorg tik`."; "Case Z{number} ends now. Do `nazorg tick` first."),
                ));
            }
            Err(other) => return Err(other.into()),
        }
        let after = work.load_case(number)?;
        row.states_after = innermost(&after.process, &after.case);
        row.deadlines = moves((old, &before.case), (&after.process, &after.case), &going.mapping);
        row.decided = decided(work, number, &after.process)?;
        Ok(row)
    }
}

/// The cases that are meant, in order.
fn chosen(work: &Work<'_>, which: &Which) -> Result<Vec<i64>, Problem> {
    let (process, from) = match which {
        Which::Cases(cases) => {
            let unique: BTreeSet<i64> = cases.iter().copied().collect();
            return Ok(unique.into_iter().collect());
        }
        Which::Process(process, from) => {
            publish::published(work, process)?;
            (Some(process.as_str()), *from)
        }
        Which::All => (None, None),
    };
    let mut statement = work.tx.prepare_cached(
        "SELECT c.number FROM cases c JOIN documents d ON d.number = c.definition
         JOIN current n ON n.kind = 'process' AND n.name = c.process
         WHERE c.closed IS NULL AND (?1 IS NULL OR c.process = ?1) AND (?2 IS NULL OR d.version = ?2)
         AND n.document <> c.definition ORDER BY c.number",
    )?;
    let rows = statement.query_map(params![process, from], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The version of a hash of a process in this store.
pub(super) fn version(work: &Work<'_>, process: &str, hash: &str) -> Result<i64, Problem> {
    Ok(work
        .tx
        .prepare_cached("SELECT version FROM documents WHERE kind = 'process' AND name = ?1 AND hash = ?2")?
        .query_row(params![process, hash], |row| row.get(0))?)
}

/// A mapping names what is there: else it is a slip of the pen, which must not pass in silence.
fn fits(
    mapping: &Mapping,
    sources: &[Arc<Process>],
    targets: &BTreeMap<Id, Arc<Process>>,
) -> Result<(), Problem> {
    // Where no case has to go, nothing has to be mapped.
    if mapping.is_empty() || targets.is_empty() {
        return Ok(());
    }
    let (Some(new), true) = (targets.values().next(), targets.len() == 1) else {
        return Err(Problem::wrong_use(
            say!("Een mapping hoort bij één proces. Kies met `--process`."; "A mapping is of one process. Choose it with `--process`."),
        ));
    };
    let known = |process: &Process| -> BTreeSet<Id> { names(process) };
    let (old, new) = (sources.iter().flat_map(|process| known(process)).collect(), known(new));
    let sections =
        [&mapping.tasks, &mapping.deadlines, &mapping.fields, &mapping.groups, &mapping.suspensions];
    let left = mapping.states.keys().chain(sections.iter().flat_map(|section| section.keys()));
    let right = mapping.states.values().flat_map(|targets| targets.ids());
    let right = right.chain(sections.iter().flat_map(|section| section.values()));
    known_in(left, &old, &say!("de versie waar de zaken op staan"; "the version that the cases are on"))?;
    known_in(right, &new, &say!("de nieuwe versie"; "the new version"))
}

/// Of many cases, which one cannot be read.
fn named(case: i64, problem: Problem) -> Problem {
    if !problem.is_unreadable {
        return problem;
    }
    let Text { nl, en } = &problem.text;
    let text = say!("Zaak Z{case} is niet te lezen. {nl} Er is niets veranderd."; "Case Z{case} cannot be read. {en} Nothing was changed.");
    Problem { text, ..problem }
}

fn known_in<'a>(
    mut named: impl Iterator<Item = &'a Id>,
    known: &BTreeSet<Id>,
    version: &Text,
) -> Result<(), Problem> {
    let Some(id) = named.find(|id| !known.contains(*id)) else { return Ok(()) };
    let (nl, en) = (&version.nl, &version.en);
    let problem = Problem::bad_input(
        say!("De mapping noemt `{id}`, maar dat staat niet in {nl}."; "The mapping names `{id}`, but that is not in {en}."),
    );
    Err(match nearest(id, known.iter().map(Id::as_str)) {
        Some(near) => problem.help(say!("Bedoelt u `{near}`?"; "Did you mean `{near}`?")),
        None => problem.help(
            say!("De namen staan in `nazorg toon PROCES`."; "The names stand in `nazorg show PROCESS`."),
        ),
    })
}

/// All that a mapping can name in a process.
fn names(process: &Process) -> BTreeSet<Id> {
    let (chart, definition) = (process.chart(), process.definition());
    let mut names: BTreeSet<Id> = chart.index.keys().cloned().collect();
    for state in &chart.states {
        names.extend(state.tasks.iter().map(|task| task.id.clone()));
        names.extend(state.deadlines.iter().map(|deadline| deadline.id.clone()));
        names.extend(state.groups.iter().map(|group| group.id.clone()));
    }
    nazorg_core::graph::action::each_action(chart, &mut |named| {
        if let nazorg_core::graph::action::Action::Task(task) = &named.action {
            names.insert(task.id.clone());
        }
    });
    names.extend(definition.data.keys().cloned());
    names.extend(definition.suspensions.keys().cloned());
    names
}

/// Reads a mapping: YAML with `states`, `tasks`, `deadlines`, `fields`, `groups`, `suspensions` and `drop`.
///
/// # Errors
/// The file cannot be read, or is no mapping.
pub fn read_mapping(path: &Path) -> Result<Mapping, Problem> {
    let shown = path.display().to_string();
    let wrong = |findings: Vec<Finding>| {
        Problem::bad_input(say!("De mapping `{shown}` klopt niet."; "The mapping `{shown}` is not right."))
            .findings(findings)
    };
    let source = crate::workspace::source(path, &shown).map_err(|finding| wrong(vec![finding]))?;
    if source.text.trim().is_empty() {
        return Ok(Mapping::default());
    }
    let tree = node::read(&source).map_err(wrong)?;
    serde_json::from_value(field::to_json(&tree)).map_err(|error| {
        let detail = error.to_string();
        Problem::bad_input(say!("De mapping `{shown}` klopt niet: {detail}."; "The mapping `{shown}` is not right: {detail}."))
            .help(say!(
                "Zo ziet een mapping eruit: `states: {{oud: nieuw}}`, en ook `tasks`, `deadlines`, `fields`, `groups`, `suspensions` en `drop`.";
                "A mapping looks like this: `states: {{old: new}}`, and also `tasks`, `deadlines`, `fields`, `groups`, `suspensions` and `drop`."
            ))
    })
}

fn view(obstacle: &Obstacle) -> ObstacleView {
    ObstacleView {
        section: obstacle.section.as_str().to_owned(),
        id: obstacle.id.to_string(),
        text: obstacle.text(),
        help: obstacle.help(),
    }
}

fn innermost(process: &Process, case: &Case) -> Vec<String> {
    show::active(process, case)
        .filter(|(_, innermost)| *innermost)
        .map(|(state, _)| state.title.clone())
        .collect()
}

/// Every deadline, before and after.
pub(super) fn moves(
    (old, before): (&Process, &Case),
    (new, after): (&Process, &Case),
    mapping: &Mapping,
) -> Vec<MovedDeadline> {
    let day = |deadline: Option<&Deadline>| deadline.and_then(|d| d.due).map(|due| due.to_string());
    let mut moved = Vec::new();
    let mut seen = BTreeSet::new();
    for (id, was) in &before.deadlines {
        let to = mapping.deadlines.get(id).unwrap_or(id);
        let is = after.deadlines.get(to).filter(|_| !mapping.drop.deadlines.contains(id));
        seen.insert(to.clone());
        let (from, until) = (day(Some(was)), day(is));
        let fate = match is {
            None => DeadlineFate::Dropped,
            Some(_) if from == until => DeadlineFate::Kept,
            Some(_) => DeadlineFate::Recalculated,
        };
        let title =
            if is.is_some() { words::deadline_title(new, to) } else { words::deadline_title(old, id) };
        let deadline = if is.is_some() { to.to_string() } else { id.to_string() };
        moved.push(MovedDeadline { deadline, title, fate, from, to: until });
    }
    for (id, is) in after.deadlines.iter().filter(|(id, _)| !seen.contains(*id)) {
        let (deadline, title) = (id.to_string(), words::deadline_title(new, id));
        moved.push(MovedDeadline {
            deadline,
            title,
            fate: DeadlineFate::Begun,
            from: None,
            to: day(Some(is)),
        });
    }
    moved
}

/// What else was decided when a case went over, in words: what its last row says.
fn decided(work: &Work<'_>, case: i64, process: &Process) -> Result<Vec<Text>, Problem> {
    let payload: String = work
        .tx
        .prepare_cached(
            "SELECT said(p.payload) FROM journal j JOIN journal_payload p ON p.seq = j.seq
             WHERE j.case_no = ?1 AND j.action = 'migrated' ORDER BY j.seq DESC LIMIT 1",
        )?
        .query_row(params![case], |row| row.get(0))?;
    let Payload::Step { facts, .. } = serde_json::from_str(&payload)? else { return Ok(Vec::new()) };
    let told = |fact: &&Fact| !matches!(fact, Fact::Migrated { .. } | Fact::DeadlineSet { .. });
    let rest: Vec<Fact> = facts.iter().filter(told).cloned().collect();
    let mut lines = Vec::new();
    if let Some(Fact::Migrated { differences, .. }) = facts.first() {
        // The states and deadlines have their own place in the report.
        let carried = nazorg_core::case::Differences {
            states: Vec::new(),
            deadlines: Vec::new(),
            ..(**differences).clone()
        };
        lines.extend(super::refolded::differences(process, &carried, true).into_iter().map(|view| view.text));
    }
    lines.extend(words::facts(process, &rest, &|_| false).into_iter().map(|view| view.text));
    Ok(lines)
}
