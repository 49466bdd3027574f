//! What a plan promises, and whether it still can be kept.

use std::collections::{BTreeMap, BTreeSet};

use nazorg_core::say;
use nazorg_core::text::Text;
use rusqlite::{OptionalExtension, params};

use super::{FORM, running};
use crate::Problem;
use crate::office::publish::Item;
use crate::office::show::readable;
use crate::store::catalog::Kind;
use crate::store::work::Work;
use crate::view::{Plan, PlanCase, PlanItem};

/// What publishing these would change, in order of kind and name.
pub(in crate::office) fn changes(work: &Work<'_>, items: &[Item]) -> Result<Vec<PlanItem>, Problem> {
    let current = work.catalog.current(work.tx)?;
    let version_of = |kind: Kind, name: &str, hash: &str| -> Result<Option<i64>, Problem> {
        Ok(work
            .tx
            .prepare_cached("SELECT version FROM documents WHERE kind = ?1 AND name = ?2 AND hash = ?3")?
            .query_row(params![kind.as_str(), name, hash], |row| row.get(0))
            .optional()?)
    };
    let mut changed = Vec::new();
    for item in items {
        let now = current.find(item.kind, &item.name);
        if now.is_some_and(|now| now.hash == item.hash) {
            continue;
        }
        let from_version = match now {
            Some(now) => version_of(item.kind, &item.name, &now.hash)?,
            None => None,
        };
        let to_version = match version_of(item.kind, &item.name, &item.hash)? {
            Some(known) => known,
            None => work
                .tx
                .prepare_cached("SELECT count(*) + 1 FROM documents WHERE kind = ?1 AND name = ?2")?
                .query_row(params![item.kind.as_str(), item.name], |row| row.get(0))?,
        };
        changed.push(PlanItem {
            kind: item.kind.as_str().to_owned(),
            name: item.name.clone(),
            from_version,
            from_hash: now.map(|now| now.hash.clone()),
            to_version: Some(to_version),
            to_hash: Some(item.hash.clone()),
        });
    }
    for kind in Kind::ALL {
        for name in current.names(kind) {
            let stays = items.iter().any(|item| item.kind == kind && item.name == name);
            let Some(now) = current.find(kind, name).filter(|_| !stays) else { continue };
            changed.push(PlanItem {
                kind: kind.as_str().to_owned(),
                name: name.to_owned(),
                from_version: version_of(kind, name, &now.hash)?,
                from_hash: Some(now.hash.clone()),
                to_version: None,
                to_hash: None,
            });
        }
    }
    changed.sort();
    Ok(changed)
}

/// What is other than when a plan was made; nothing when it can be done as it stands.
pub(in crate::office) fn changed_since(
    work: &mut Work<'_>,
    plan: &Plan,
    items: &[Item],
) -> Result<Vec<Text>, Problem> {
    let now = changes(work, items)?;
    let mut found = Vec::new();
    let by_name = |items: &[PlanItem]| -> BTreeMap<(String, String), PlanItem> {
        items.iter().map(|item| ((item.kind.clone(), item.name.clone()), item.clone())).collect()
    };
    let (then, now) = (by_name(&plan.items), by_name(&now));
    let names: BTreeSet<_> = then.keys().chain(now.keys()).collect();
    for key in names {
        let (kind, name) = key;
        match (then.get(key), now.get(key)) {
            (Some(then), Some(now)) if then == now => {}
            (Some(then), Some(now)) if then.from_hash != now.from_hash => {
                found.push(say!("{kind} `{name}`: intussen is een andere versie gepubliceerd."; "{kind} `{name}`: another version was published meanwhile."));
            }
            (Some(_), Some(_)) => {
                found.push(say!("{kind} `{name}`: het bestand is veranderd."; "{kind} `{name}`: the file has changed."));
            }
            (Some(_), None) => {
                found.push(say!("{kind} `{name}`: hier verandert niets meer aan."; "{kind} `{name}`: nothing of it changes any more."));
            }
            (None, _) => {
                found.push(say!("{kind} `{name}`: dit staat niet in het plan."; "{kind} `{name}`: this is not in the plan."));
            }
        }
    }
    for process in &plan.processes {
        for case in &process.unread {
            let id = &process.process;
            if readable(work, *case)?.is_some() {
                found.push(say!("Z{case} (`{id}`): de zaak is nu wel te lezen, en nog niet bekeken."; "Z{case} (`{id}`): the case can be read now, and was not looked at yet."));
            }
        }
        let (id, cases) = (&process.process, running(work, &process.process)?);
        let rows = |cases: &[PlanCase]| -> BTreeMap<i64, i64> {
            cases.iter().map(|case| (case.case, case.row)).collect()
        };
        let (then, now) = (rows(&process.cases), rows(&cases));
        let numbers: BTreeSet<_> = then.keys().chain(now.keys()).collect();
        for case in numbers {
            found.push(match (then.get(case), now.get(case)) {
                (Some(then), Some(now)) if then == now => continue,
                (Some(_), Some(_)) => say!("Z{case} (`{id}`): er is iets vastgelegd."; "Z{case} (`{id}`): something was recorded."),
                (Some(_), None) => say!("Z{case} (`{id}`): de zaak is afgesloten."; "Z{case} (`{id}`): the case has ended."),
                (None, _) => say!("Z{case} (`{id}`): de zaak is begonnen."; "Z{case} (`{id}`): the case has started."),
            });
        }
    }
    Ok(found)
}

/// Why a plan is not done.
pub(in crate::office) fn no_longer(changed: &[Text]) -> Problem {
    let list =
        |of: fn(&Text) -> &String| changed.iter().map(|one| format!("\n- {}", of(one))).collect::<String>();
    let (nl, en) = (list(|text| &text.nl), list(|text| &text.en));
    Problem::refused(say!(
        "Het plan klopt niet meer. Er is niets gepubliceerd.{nl}";
        "The plan no longer holds. Nothing was published.{en}"
    ))
    .help(say!("Maak een nieuw plan met `nazorg plan --out BESTAND`."; "Make a new plan with `nazorg plan --out FILE`."))
}

/// Reads a plan file.
///
/// # Errors
/// It is none, or of a newer program.
pub fn read_plan(text: &str) -> Result<Plan, Problem> {
    let no = |detail: String| {
        Problem::bad_input(say!("Dit is geen plan: {detail}."; "This is no plan: {detail}."))
            .help(say!("Maak een plan met `nazorg plan --out BESTAND`."; "Make a plan with `nazorg plan --out FILE`."))
    };
    let plan: Plan = serde_json::from_str(text).map_err(|error| no(error.to_string()))?;
    if plan.plan != FORM {
        let form = plan.plan;
        return Err(no(format!("plan: {form}")));
    }
    Ok(plan)
}
