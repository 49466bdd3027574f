//! How a child case comes to an end: what people record in it, for a story of its parent.

use std::collections::{BTreeMap, HashSet, VecDeque};

use super::moves::{Candidate, Moves};
use super::outlook::Outlook;
use super::situation::{Move, Player, Situation};
use crate::compile::Process;
use crate::id::Id;
use crate::scenario::Setting;
use crate::value::Record;

/// A child that is not ended within so many steps is not followed further.
const STEPS_MAX: usize = 2_000;

/// What is recorded in a child, in turn, to end it with an outcome, at the moment at which its parent is.
/// None when it takes more than that: time that passes, or cases of its own.
pub(super) fn way_out(
    player: &Player<'_>,
    setting: &Setting<'_>,
    parent: &Situation,
    group: &Id,
    key: &str,
    outcome: Option<&Id>,
) -> Option<Vec<Move>> {
    let groups = player.process.chart().states.iter().flat_map(|state| &state.groups);
    let child = setting.processes.get(&groups.into_iter().find(|known| known.id == *group)?.process)?;
    let started = parent.case.children.get(group)?.get(key)?;
    let player = Player { process: child, calendar: setting.calendar };
    let outlook = Outlook::of(child);
    let moves = Moves::of(child, setting.library, &outlook);
    let begin = Move::Start {
        event: None,
        form: started.with.clone(),
        records: records(setting, parent, child),
        person: parent.person.clone(),
    };
    let (first, _) = player.play(&Situation::before(parent.now), &begin).ok()?;
    let is_goal = |at: &Situation| at.case.closed.as_ref().is_some_and(|end| end.outcome.as_ref() == outcome);
    let mut steps = 0;
    let mut seen = HashSet::new();
    let mut waiting = VecDeque::from([(first, Vec::new())]);
    while let Some((situation, way)) = waiting.pop_front() {
        if is_goal(&situation) {
            return Some(way);
        }
        if !seen.insert(outlook.sight(&player.context(&situation), &situation, None).number()) {
            continue;
        }
        for candidate in moves.all(&situation) {
            let is_now = match &candidate {
                Candidate::Event(_) => true,
                Candidate::Wait(due) => *due <= situation.now,
                Candidate::Child { .. } => false,
            };
            for what in moves.ways(candidate, situation.now).into_iter().filter(|_| is_now) {
                // What a record says changes the parent too: that is another story.
                if matches!(what, Move::Changed { .. } | Move::Signal { .. }) {
                    continue;
                }
                steps += 1;
                if steps > STEPS_MAX {
                    return None;
                }
                let Ok((next, _)) = player.play(&situation, &what) else { continue };
                let is_told = matches!(what, Move::Recorded { .. });
                let way = way.iter().cloned().chain(is_told.then_some(what)).collect();
                waiting.push_back((next, way));
            }
        }
    }
    None
}

/// The records that a child shares with its parent, under its own names.
fn records(setting: &Setting<'_>, parent: &Situation, child: &Process) -> BTreeMap<Id, Record> {
    let of_parent = parent.case.process.as_ref().and_then(|id| setting.processes.get(id));
    let shared = of_parent.into_iter().flat_map(|process| process.definition().records.iter());
    let shared: Vec<(&Id, &Id)> = shared.map(|(alias, record)| (alias, &record.value.value)).collect();
    let own = child.definition().records.iter().filter_map(|(alias, record)| {
        let (theirs, _) = shared.iter().find(|(_, id)| **id == record.value.value)?;
        Some((alias.clone(), parent.records.get(*theirs)?.clone()))
    });
    own.collect()
}
