//! Handing a case over to the process of another municipality or region, with its file: here, or to another
//! office and from one.

mod receive;
mod send;
pub(super) mod told;

use std::collections::BTreeMap;

use nazorg_core::case::{Actor, What};
use nazorg_core::compile::Process;
use nazorg_core::dispatch::{self, Loaded, Refused};
use nazorg_core::graph::chart::Task;
use nazorg_core::id::Id;
use nazorg_core::say;
use nazorg_core::value::Record;
use rusqlite::params;

pub use receive::Receive;
pub use send::SendOver;

use super::{Office, form, publish, subject, task};
use crate::Problem;
use crate::store::work::Work;
use crate::view::{CarriedField, CarriedTask, HandOverReport};

/// To which process a case goes, and why.
#[derive(Clone, Debug, Default)]
pub struct HandOver {
    /// The process.
    pub to: String,
    /// Why.
    pub reason: String,
    /// Only try it.
    pub rehearse: bool,
}

impl Office {
    /// Hands a case over: it ends, and a case of the other process begins for the same person, linked
    /// `follows`, with the fields that both processes have, and the same shared records.
    ///
    /// # Errors
    /// The user may not, the case is not there or does not run, or the other process is not published or is about another kind
    /// of subject.
    pub fn case_hand_over(&self, case: i64, over: &HandOver) -> Result<HandOverReport, Problem> {
        if over.reason.trim().is_empty() {
            return Err(Problem::wrong_use(say!("Zeg waarom: `--reason`."; "Say why: `--reason`.")));
        }
        let actor = self.may_hand_over()?;
        self.try_out(|work| hand_over(work, &actor, case, over), |report| report.done)
    }

    fn may_hand_over(&self) -> Result<Actor, Problem> {
        let what = say!("Zaken overdragen en overnemen"; "Handing cases over and taking them over");
        self.actor_with(&self.workspace.rights.hand_over, what)
    }
}

fn hand_over(
    work: &mut Work<'_>,
    actor: &Actor,
    case: i64,
    over: &HandOver,
) -> Result<HandOverReport, Refused<Problem>> {
    let loaded = work.load_case(case)?;
    let (document, process) = publish::published(work, &over.to)?;
    let person = work.person_of(case)?;
    subject::must_fit(work, person, &process)?;
    if !loaded.case.is_open() {
        return Err(Problem::refused(
            say!("Zaak Z{case} is al afgesloten."; "Case Z{case} is closed already."),
        )
        .help(say!("Bekijk met `nazorg zaak toon Z{case}` hoe zij afliep."; "See with `nazorg case show Z{case}` how it ended."))
        .into());
    }
    if process.id() == loaded.process.id() {
        return Err(Problem::wrong_use(say!("De zaak hoort al bij dit proces."; "The case is of this process already."))
            .help(say!("Naar een nieuwere versie gaat zij met `nazorg zaak overzetten`."; "It goes to a newer version with `nazorg case migrate`."))
            .into());
    }
    let (fields, views) = carried(&loaded, &process);
    let stamp = Office::stamp(work, Some(case), None, actor)?;
    let to = process.id().clone();
    let what = What::HandedOver { to, reason: over.reason.clone() };
    dispatch::submit(work, case, stamp.event(what))?;
    let new = work.create_case(&document, &process, person, "", Some(case))?;
    link(work, new, case)?;
    dispatch::submit(work, new, stamp.event(What::Start { event: None, form: fields }))?;
    let begun = work.load_case(new)?;
    let tasks = loaded
        .case
        .tasks
        .iter()
        .map(|(id, open)| CarriedTask {
            id: id.to_string(),
            title: open.title.clone(),
            known: declared(&process, id).is_some(),
            open: begun.case.tasks.contains_key(id),
        })
        .collect();
    Ok(HandOverReport {
        done: !over.rehearse,
        rehearsed: over.rehearse,
        reason: over.reason.clone(),
        case,
        new_case: new,
        person,
        process: process.id().to_string(),
        process_title: process.definition().title.clone(),
        fields: views,
        tasks,
    })
}

fn declared<'p>(process: &'p Process, id: &Id) -> Option<&'p Task> {
    task::definition(process, id)
}

/// The fields that both processes have, of the same type; and what becomes of each field that is set.
fn carried(loaded: &Loaded, new: &Process) -> (Record, Vec<CarriedField>) {
    let data: BTreeMap<&Id, _> = new.definition().data.iter().map(|(id, field)| (id, &field.value)).collect();
    let (mut record, mut views) = (Record::new(), Vec::new());
    for (id, value) in &loaded.case.fields {
        let old = loaded.process.definition().data.get(id).map(|field| &field.value);
        let fits = data.get(id).is_some_and(|field| {
            field.derive.is_none()
                && old.is_some_and(|old| old.ty == field.ty)
                && field.in_range(value).is_ok()
        });
        if fits {
            record.insert(id.clone(), value.clone());
        }
        let title = old.map_or_else(|| id.spoken(), |field| form::title_of(id, field));
        views.push(CarriedField { id: id.to_string(), title, carried: fits });
    }
    (record, views)
}

fn link(work: &Work<'_>, from: i64, to: i64) -> Result<(), Problem> {
    work.tx
        .prepare_cached(
            "INSERT OR IGNORE INTO case_links (from_case, kind, to_case) VALUES (?1, 'follows', ?2)",
        )?
        .execute(params![from, to])?;
    Ok(())
}
