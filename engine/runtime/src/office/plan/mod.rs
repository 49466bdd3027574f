//! What publishing would do, before it is done.

mod promise;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use nazorg_core::case::{Case, Event, Mapping, Migration, What};
use nazorg_core::compile::Process;
use nazorg_core::definition::library::Library;
use nazorg_core::definition::overlay::{
    Difference, Document as Tree, Family, Kind as Named, What as Differs, differences,
};
use nazorg_core::dispatch::Loaded;
use nazorg_core::finding::Finding;
use nazorg_core::id::Id;
use nazorg_core::migrate::{migrate, obstacles};
use nazorg_core::say;
use nazorg_core::step::{Context, Obstacle, Section};
use nazorg_core::text::Text;
use rusqlite::params;

pub use promise::read_plan;
pub(super) use promise::{changed_since, no_longer};

use promise::changes;

use super::publish::{Item, PublishFailed};
use super::show::{readable, subject_of};
use super::{Office, migrate as office_migrate};
use crate::Problem;
use crate::store::catalog::{Document, Kind};
use crate::store::work::Work;
use crate::view::{
    DeadlineFate, Plan, PlanCase, PlanChild, PlanDeadline, PlanDifference, PlanItem, PlanProcess,
    PlanRunning, PlanStuck,
};

/// The form of a plan that this program writes and reads.
const FORM: u32 = 1;

/// A plan, and what a designer must see of it.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What an overlay takes away from running cases, with both places.
    pub findings: Vec<Finding>,
}

impl Office {
    /// What publishing the files as they are now would do. Nothing is changed.
    ///
    /// # Errors
    /// There are errors in the files.
    pub fn plan(&self) -> Result<Planned, PublishFailed> {
        let (items, checked) = self.checked_items()?;
        let files = self.workspace.files();
        let family = Library::read(&files.definitions).family;
        let planned = self.read(|work| {
            let mut planner =
                Planner { work, family: &family, processes: &checked.processes, findings: Vec::new() };
            let plan = planner.plan(&self.login, &items)?;
            Ok(Planned { plan, findings: planner.findings })
        })?;
        Ok(planned)
    }
}

struct Planner<'a, 'w> {
    work: &'a mut Work<'w>,
    family: &'a Family,
    processes: &'a BTreeMap<Id, Arc<Process>>,
    findings: Vec<Finding>,
}

impl Planner<'_, '_> {
    fn plan(&mut self, by: &str, all: &[Item]) -> Result<Plan, Problem> {
        let items = changes(self.work, all)?;
        let changed = items.iter().filter(|item| item.to_hash.is_some()).count();
        let templates: BTreeSet<&str> = items
            .iter()
            .filter(|item| item.kind == Kind::Template.as_str() && item.from_hash.is_some())
            .map(|item| item.name.as_str())
            .collect();
        let mut processes = Vec::new();
        for item in items.iter().filter(|item| item.kind == Kind::Process.as_str()) {
            processes.push(self.process(item, &templates)?);
        }
        let planned: BTreeSet<String> = processes.iter().map(|found| found.process.clone()).collect();
        let others: Vec<Arc<Process>> = self
            .processes
            .values()
            .filter(|process| {
                !planned.contains(process.id().as_str()) && uses(process, &templates).next().is_some()
            })
            .cloned()
            .collect();
        for process in others {
            let same = unchanged(self.work, &process)?;
            processes.push(self.process(&same, &templates)?);
        }
        Ok(Plan {
            plan: FORM,
            made: self.work.clock,
            by: by.to_owned(),
            unchanged: all.len() - changed,
            items,
            processes,
        })
    }

    fn process(&mut self, item: &PlanItem, templates: &BTreeSet<&str>) -> Result<PlanProcess, Problem> {
        let id = Id::from(item.name.as_str());
        let new = self.processes.get(&id).cloned();
        let old = match &item.from_hash {
            Some(hash) => self.work.catalog.by_hash(self.work.tx, &id, hash)?,
            None => None,
        };
        let letters = |process: Option<&Arc<Process>>| -> BTreeMap<Id, String> {
            let letters = process.into_iter().flat_map(|process| &process.definition().letters);
            letters.map(|(id, letter)| (id.clone(), letter.title.clone())).collect()
        };
        let (had, has) = (letters(old.as_ref().map(|(_, process)| process)), letters(new.as_ref()));
        let only = |these: &BTreeMap<Id, String>, those: &BTreeMap<Id, String>| -> Vec<String> {
            these.iter().filter(|(id, _)| !those.contains_key(*id)).map(|(_, title)| title.clone()).collect()
        };
        let title = new.as_ref().or(old.as_ref().map(|(_, process)| process));
        let title = title.map_or_else(|| id.spoken(), |process| process.definition().title.clone());
        let (differences, children) = match (&old, &new) {
            (Some((document, _)), Some(_)) => self.differences(&id, document)?,
            _ => Default::default(),
        };
        let mut planned = PlanProcess {
            process: item.name.clone(),
            title,
            from_version: item.from_version,
            to_version: item.to_version,
            differences,
            children,
            letters_gained: if old.is_some() { only(&has, &had) } else { Vec::new() },
            letters_lost: only(&had, &has),
            letters_changed: new.iter().flat_map(|process| uses(process, templates)).collect(),
            people: 0,
            running: Vec::new(),
            stuck: Vec::new(),
            unread: Vec::new(),
            cases: Vec::new(),
        };
        self.running(&id, new.as_ref(), &mut planned)?;
        Ok(planned)
    }

    /// What differs from the version that is published now, in the process itself and in the records and
    /// tables that it reads; and, apart, in the processes that it starts.
    fn differences(
        &self,
        id: &Id,
        document: &Document,
    ) -> Result<(Vec<PlanDifference>, Vec<PlanChild>), Problem> {
        let old = Library::read(&self.work.catalog.bundle(self.work.tx, document)?).family;
        let (mut found, mut children) = (Vec::new(), Vec::new());
        for (name, before) in &old {
            let Some(after) = self.family.get(name).filter(|after| after.base == before.base) else {
                continue;
            };
            let own = differences(&before.tree, &after.tree, before.base, &[]);
            if name == id || before.base.key() != "process" {
                found.extend(own);
                continue;
            }
            // What a base of this process does otherwise is told of the process itself.
            let Some(child) =
                self.processes.get(name).filter(|_| !own.is_empty() && !self.stands_on(id, name))
            else {
                continue;
            };
            children.push(PlanChild {
                process: name.to_string(),
                title: child.definition().title.clone(),
                differences: told(own),
                people: children_of(self.work, id, name)?,
            });
        }
        Ok((told(found), children))
    }

    /// Whether a process extends another, however far up.
    fn stands_on(&self, process: &Id, base: &Id) -> bool {
        let parent = |id: &Id| {
            let overlay = self.family.get(id)?.overlay.as_ref()?;
            Some(overlay.parent.value.clone())
        };
        std::iter::successors(parent(process), parent).any(|id| id == *base)
    }

    fn running(
        &mut self,
        id: &Id,
        new: Option<&Arc<Process>>,
        planned: &mut PlanProcess,
    ) -> Result<(), Problem> {
        planned.cases = running(self.work, id)?;
        let mut people = BTreeSet::new();
        let mut versions: BTreeMap<i64, (PlanRunning, BTreeSet<i64>)> = BTreeMap::new();
        let mut stuck: BTreeMap<(Section, Id), (Obstacle, usize, BTreeSet<i64>)> = BTreeMap::new();
        for PlanCase { case, .. } in planned.cases.clone() {
            let (person, _) = subject_of(self.work, case)?;
            people.insert(person);
            let Some(loaded) = readable(self.work, case)? else {
                planned.unread.push(case);
                continue;
            };
            let hash = loaded.process.hash().to_owned();
            let version = office_migrate::version(self.work, id, &hash)?;
            let entry = versions.entry(version).or_insert_with(|| {
                let deadlines = Vec::new();
                (
                    PlanRunning { version, hash, cases: 0, people: 0, could_move: 0, deadlines },
                    BTreeSet::new(),
                )
            });
            entry.0.cases += 1;
            entry.1.insert(person);
            let Some(new) = new.filter(|new| new.hash() != loaded.process.hash()) else { continue };
            let found = obstacles(&loaded.process, new, &loaded.case, &Mapping::default());
            if found.is_empty() {
                entry.0.could_move += 1;
                self.would_move(case, &loaded, new, &mut entry.0.deadlines)?;
            }
            for obstacle in found {
                let key = (obstacle.section, obstacle.id.clone());
                let entry = stuck.entry(key).or_insert_with(|| (obstacle, 0, BTreeSet::new()));
                entry.1 += 1;
                entry.2.insert(person);
            }
        }
        planned.people = people.len();
        planned.running = versions
            .into_values()
            .map(|(running, people)| PlanRunning { people: people.len(), ..running })
            .collect();
        for (obstacle, cases, people) in stuck.into_values() {
            planned.stuck.push(self.stuck(id, obstacle, cases, people.len()));
        }
        Ok(())
    }

    /// The deadlines that get another day when a case goes over.
    fn would_move(
        &mut self,
        number: i64,
        loaded: &Loaded,
        new: &Arc<Process>,
        deadlines: &mut Vec<PlanDeadline>,
    ) -> Result<(), Problem> {
        let Some(after) = self.tried(loaded, new) else { return Ok(()) };
        let moves =
            office_migrate::moves((&loaded.process, &loaded.case), (new, &after), &Mapping::default());
        for moved in moves.into_iter().filter(|moved| moved.fate != DeadlineFate::Kept) {
            if let Some(known) = deadlines.iter_mut().find(|known| known.deadline == moved.deadline) {
                known.cases += 1;
                continue;
            }
            deadlines.push(PlanDeadline {
                deadline: moved.deadline,
                title: moved.title,
                cases: 1,
                example: number,
                from: moved.from,
                to: moved.to,
            });
        }
        Ok(())
    }

    fn tried(&self, loaded: &Loaded, new: &Arc<Process>) -> Option<Case> {
        let migration = Migration {
            from: loaded.process.hash().to_owned(),
            to: new.hash().to_owned(),
            reason: String::new(),
            mapping: Mapping::default(),
        };
        let now = self.work.clock;
        let what = What::Migrated(Box::new(migration));
        let event = Event { what, occurred: now, recorded: now, actor: nazorg_core::case::Actor::default() };
        let context = Context {
            process: new,
            calendar: self.work.calendar,
            person: &loaded.person,
            records: &loaded.records,
            witness: None,
        };
        Some(migrate(&context, &loaded.process, &loaded.case, &event).ok()?.case)
    }

    fn stuck(&mut self, process: &Id, obstacle: Obstacle, cases: usize, people: usize) -> PlanStuck {
        let mut stuck = PlanStuck {
            section: obstacle.section.as_str().to_owned(),
            id: obstacle.id.to_string(),
            title: obstacle.title.clone(),
            why: obstacle.why.clone(),
            cases,
            people,
            places: Vec::new(),
            instead: None,
        };
        let tree = self.family.get(process);
        if let Some((finding, instead)) =
            tree.and_then(|tree| taken_away(tree, self.family, &obstacle, cases))
        {
            let spans = std::iter::once(&finding.span).chain(finding.also.iter().map(|(span, _)| span));
            stuck.places = spans.map(|span| format!("{}:{}", span.source.path, span.place().0)).collect();
            stuck.instead = instead.map(|id| id.to_string());
            self.findings.push(finding);
        }
        stuck
    }
}

/// Differences as a plan keeps them.
fn told(found: Vec<Difference>) -> Vec<PlanDifference> {
    let is_term = |path: &[(Named, Id)], key: Option<&str>| {
        matches!(path.last(), Some((Named::Deadline | Named::Param, _)))
            || matches!(key, Some("due" | "at" | "roll"))
    };
    let one = |one: Difference| PlanDifference {
        what: match one.what {
            Differs::Changed => "changed",
            Differs::Added => "added",
            Differs::Removed => "removed",
        }
        .to_owned(),
        term: is_term(&one.path, one.key),
        text: one.text,
    };
    found.into_iter().map(one).collect()
}

/// How many people have a running case of one process that a running case of another one started.
fn children_of(work: &Work<'_>, parent: &str, child: &str) -> Result<usize, Problem> {
    let count: i64 = work
        .tx
        .prepare_cached(
            "SELECT count(DISTINCT c.person) FROM cases c INDEXED BY cases_open JOIN links l ON l.child = c.number JOIN cases p ON p.number = l.parent
             WHERE c.closed IS NULL AND c.process = ?2 AND p.process = ?1 AND p.closed IS NULL",
        )?
        .query_row(params![parent, child], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// What an overlay takes away from running cases: its line, and the base's.
fn taken_away(
    tree: &Tree,
    family: &Family,
    obstacle: &Obstacle,
    cases: usize,
) -> Option<(Finding, Option<Id>)> {
    let mut at = Some(tree);
    while let Some(overlay) = at.and_then(|tree| tree.overlay.as_ref()) {
        let kind = match obstacle.section {
            Section::States => Named::State,
            Section::Tasks => Named::Task,
            Section::Deadlines => Named::Deadline,
            Section::Fields => Named::Field,
            Section::Letters => Named::Letter,
            _ => return None,
        };
        let is_it = |path: &[(Named, Id)]| {
            path.last().is_some_and(|(named, id)| *named == kind && *id == obstacle.id)
        };
        if let Some(removal) = overlay.removed.iter().find(|removal| {
            is_it(&removal.path)
                || removal.names.iter().any(|(named, id)| *named == kind && *id == obstacle.id)
        }) {
            let (title, word) = (&obstacle.title, obstacle.section.word());
            let Text { nl, en } = word;
            let finding = Finding::warning(
                "NZ0947",
                removal.place.clone(),
                say!("De {nl} ‘{title}’ gaat weg, maar {cases} lopende zaak/zaken hebben hem nog."; "The {en} ‘{title}’ goes, but {cases} running case(s) still have it."),
            );
            let base = say!("dit staat in de basis"; "this is in the base");
            let finding = finding.also(removal.base.clone(), base).help(
                say!("Die zaken blijven op hun versie. Wilt u ze overzetten? Gebruik `nazorg zaak overzetten` met een mapping."; "Those cases stay on their version. To take them over use `nazorg case migrate` with a mapping."),
            );
            return Some((finding, removal.instead.as_ref().map(|(id, _)| id.clone())));
        }
        at = family.get(&overlay.parent.value);
    }
    None
}

/// The titles of the letters of a process that use one of these templates.
fn uses<'p>(process: &'p Process, templates: &BTreeSet<&str>) -> impl Iterator<Item = String> + use<'p> {
    let used: Vec<String> = process
        .definition()
        .letters
        .values()
        .filter(|letter| letter.template.as_ref().is_some_and(|name| templates.contains(name.value.as_str())))
        .map(|letter| letter.title.clone())
        .collect();
    used.into_iter()
}

/// The running cases of a process, each with its last row.
fn running(work: &Work<'_>, process: &str) -> Result<Vec<PlanCase>, Problem> {
    let mut statement = work.tx.prepare_cached(
        "SELECT number, last_seq FROM cases WHERE closed IS NULL AND process = ?1 AND number > 0 ORDER BY number",
    )?;
    let rows =
        statement.query_map(params![process], |row| Ok(PlanCase { case: row.get(0)?, row: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A process that stays as it is.
fn unchanged(work: &Work<'_>, process: &Process) -> Result<PlanItem, Problem> {
    let version = office_migrate::version(work, process.id(), process.hash())?;
    let hash = Some(process.hash().to_owned());
    Ok(PlanItem {
        kind: Kind::Process.as_str().to_owned(),
        name: process.id().to_string(),
        from_version: Some(version),
        from_hash: hash.clone(),
        to_version: Some(version),
        to_hash: hash,
    })
}
