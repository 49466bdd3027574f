//! Folding a case again in the order of what really happened: for what is told late, for what was
//! recorded wrongly, and for what is taken back.
//!
//! The journal is never reordered. All events that people and other cases brought are decided anew, in
//! the order in which they occurred; the clock fires in between as it would have. What differs from the
//! case as it stands becomes one fact. What went out into the world stays: what should not have gone is
//! work for a person, what should have gone and did not goes now.

mod back;
mod correction;
mod deed;
mod input;
mod replay;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use input::may_correct;

use crate::calendar::Calendar;
use crate::case::{Case, Differences, Effect, Event, Fact, What, apply, is_correction};
use crate::compile::Process;
use crate::id::Id;
use crate::step::{Context, Outcome, Rejection, Witness};
use crate::value::Record;
use correction::{How, Wrong};
use deed::{Deed, Kind, Matched};
use replay::Replay;

/// A row of the journal of a case.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number; a later row has a higher one.
    pub number: i64,
    /// What happened.
    pub event: Event,
    /// What was decided then.
    pub facts: Vec<Fact>,
}

/// Something that was told about a shared record.
#[derive(Clone, Debug)]
pub struct Told {
    /// The number of its row in the journal.
    pub number: i64,
    /// When it really happened.
    pub occurred: DateTime<Utc>,
    /// What it changed.
    pub form: Record,
}

/// How something that was told about a record should have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retold {
    /// The row of the journal in which it stands.
    pub row: i64,
    /// When it really happened, if that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred: Option<DateTime<Utc>>,
    /// What was filled in wrongly, as it should have been.
    #[serde(default, skip_serializing_if = "Record::is_empty")]
    pub form: Record,
    /// It did not happen at all.
    #[serde(default)]
    pub withdrawn: bool,
}

impl Retold {
    /// Puts right what was told before. Whether it was there.
    pub fn put_right(self, told: &mut Vec<Told>) -> bool {
        let Some(at) = told.iter().position(|told| told.number == self.row) else { return false };
        if self.withdrawn {
            told.remove(at);
            return true;
        }
        let wrong = &mut told[at];
        wrong.occurred = self.occurred.unwrap_or(wrong.occurred);
        wrong.form.extend(self.form);
        true
    }
}

/// The fields of a record after all that was told about it, in the order of what really happened.
#[must_use]
pub fn fields(told: &[Told]) -> Record {
    let mut told: Vec<&Told> = told.iter().collect();
    told.sort_by_key(|told| (told.occurred, told.number));
    let mut fields = Record::new();
    for (field, value) in told.into_iter().flat_map(|told| &told.form) {
        if value.is_set() {
            fields.insert(field.clone(), value.clone());
        } else {
            fields.remove(field);
        }
    }
    fields
}

/// All that ever happened to a case.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Its rows, in the order of the journal.
    pub rows: Vec<Row>,
    /// What was told about the records that it reads, by alias, in the order of the journal.
    pub records: BTreeMap<Id, Vec<Told>>,
    /// The definitions that it went over from and to, by hash; none when it never went over.
    pub definitions: BTreeMap<String, Arc<Process>>,
}

impl Past {
    /// The definition of a hash; `now` for what the case is on and for a case that never went over.
    fn definition<'a>(&'a self, hash: &str, now: &'a Process) -> &'a Process {
        self.definitions.get(hash).map_or(now, |process| process)
    }

    /// The definition that the case was on before its first row, of all that it was on.
    fn first_definition<'a>(&'a self, now: &'a Process) -> &'a Process {
        let opened = self.rows.iter().flat_map(|row| &row.facts).find_map(|fact| match fact {
            Fact::Opened { definition, .. } => Some(definition.as_str()),
            _ => None,
        });
        self.definition(opened.unwrap_or_default(), now)
    }

    /// The definition that a row was decided on.
    fn definition_of_row<'a>(&'a self, row: i64, now: &'a Process) -> &'a Process {
        let earlier = self.rows.iter().filter(|known| known.number < row).flat_map(|row| &row.facts);
        let last = earlier.rev().find_map(|fact| match fact {
            Fact::Opened { definition, .. } | Fact::Migrated { definition, .. } => Some(definition.as_str()),
            _ => None,
        });
        self.definition(last.unwrap_or_default(), now)
    }
}

/// What a case is folded with.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The definition that the case is pinned to.
    pub process: &'a Process,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The person.
    pub person: &'a Record,
    /// Who is told which conditions hold.
    pub witness: Option<&'a Witness>,
}

/// A letter that was made, and the case as it truly was then.
pub struct Said<'a> {
    /// Its number in the case.
    pub number: u32,
    /// Which letter.
    pub letter: &'a Id,
    /// For one letter per item: the item.
    pub item: Option<&'a Record>,
    /// What it reads.
    pub context: Context<'a>,
    /// The case after the step that should have made it.
    pub case: &'a Case,
}

/// What folding again gives.
#[derive(Debug)]
pub struct Refolded {
    /// As of a step: the case, the facts and the effects.
    pub outcome: Outcome,
    /// For each effect, when it should have happened.
    pub when: Vec<DateTime<Utc>>,
}

/// Folds a case again with one more event, told late, or one that corrects another. Of each letter that was
/// made and should have been, `says_otherwise` tells whether it says something else than it should.
///
/// # Errors
/// The event does not fit where it belongs, or the case cannot be decided anew.
pub fn refold(
    setting: Setting<'_>,
    before: &Case,
    past: &Past,
    event: &Event,
    says_otherwise: &mut dyn FnMut(&Said<'_>) -> bool,
) -> Result<Refolded, Rejection> {
    if let Some(row) = input::taken_back(past, event)
        && let What::Migrated(_) = row.event.what
    {
        return back::go_back(setting.process, before, past, row);
    }
    let inputs = input::inputs(past, event)?;
    let mut replay = Replay::new(setting, past, event.recorded);
    // What the clock still owes after all that is known is for the clock: it fires as always.
    let known = past.rows.iter().filter(|row| !matches!(row.event.what, What::Corrected { .. }));
    let known = known.map(|row| row.event.occurred).chain(before.refolded);
    let until = known.chain(inputs.iter().map(|input| input.event.occurred)).max().unwrap_or(event.occurred);
    let role = replay.run(&inputs, until)?;
    let role = match role {
        Some(role) => role,
        // What is taken back is in no replay.
        None => input::may_take_back(setting, before, past, event)?,
    };
    let matched = Matched::between(deed::done(past), std::mem::take(&mut replay.deeds));
    let truth = merge(before, &replay);
    let mut folded = Folding { case: before.clone(), facts: Vec::new(), effects: Vec::new() };
    let differences = Box::new(Differences::between(before, &truth));
    folded.emit(Fact::Refolded { until, differences });
    for deed in &matched.missing {
        folded.make_up(deed, before, &replay);
    }
    folded.cancel_and_inform(before, &replay, event.occurred);
    let mut wrong: Vec<Wrong> =
        matched.moved.into_iter().map(|(deed, to)| Wrong { deed, how: How::Then(to) }).collect();
    for deed in matched.surplus {
        match deed.kind {
            Kind::Letter { .. } if before.approvals.contains_key(&deed.letter) => folded.take_back(&deed),
            // Telling somebody something, or writing it down, has no consequences to mend.
            Kind::Reminded { .. } | Kind::Told { .. } | Kind::Noted { .. } => {}
            _ => wrong.push(Wrong { deed, how: How::NotAtAll }),
        }
    }
    for (done, due) in matched.letters {
        if !otherwise(setting, past, &done, &due, says_otherwise) {
            continue;
        }
        if before.approvals.contains_key(&done.letter) {
            folded.take_back(&done);
            folded.make_up(&due, before, &replay);
        } else {
            wrong.push(Wrong { deed: done, how: How::Otherwise });
        }
    }
    for fact in correction::work(setting.process, before, past, &wrong, &replay.dropped, event.recorded) {
        folded.emit(fact);
    }
    let Folding { case, facts, effects } = folded;
    let (when, effects) = effects.into_iter().unzip();
    let (walked, preempted) = (replay.walked, replay.preempted);
    Ok(Refolded { outcome: Outcome { case, facts, effects, walked, preempted, role }, when })
}

fn otherwise(
    setting: Setting<'_>,
    past: &Past,
    done: &Deed,
    due: &Deed,
    says_otherwise: &mut dyn FnMut(&Said<'_>) -> bool,
) -> bool {
    let (Kind::Letter { letter, .. }, Some(then)) = (&due.kind, &due.then) else { return false };
    let item = match &due.effect {
        Some(Effect::DeliverLetter { item, .. }) => item.as_ref(),
        _ => None,
    };
    let (case, records) = &**then;
    let Setting { process, calendar, person, witness } = setting;
    let process = past.definition(&case.definition, process);
    let context = Context { process, calendar, person, records, witness };
    says_otherwise(&Said { number: done.letter, letter, item, context, case })
}

/// The case as it truly is, with what only stands in the world: letters keep their numbers, and
/// corrections stay work.
fn merge(before: &Case, replay: &Replay<'_>) -> Case {
    let mut truth = replay.case.clone();
    truth.letters = before.letters;
    truth.approvals.clone_from(&before.approvals);
    let corrections = before.tasks.iter().filter(|(id, _)| is_correction(id));
    truth.tasks.extend(corrections.map(|(id, task)| (id.clone(), task.clone())));
    for ((group, key), last) in &replay.children {
        let child = truth.children.get_mut(group).and_then(|children| children.get_mut(key));
        let never_was = !before.children.get(group).is_some_and(|children| children.contains_key(key));
        if let (Some(child), replay::LastOf::Cancelled(_), true) = (child, last, never_was) {
            // It was started and stopped again before anybody heard of it.
            child.open = false;
        }
    }
    truth
}

struct Folding {
    case: Case,
    facts: Vec<Fact>,
    effects: Vec<(DateTime<Utc>, Effect)>,
}

impl Folding {
    fn emit(&mut self, fact: Fact) {
        apply(&mut self.case, &fact);
        self.facts.push(fact);
    }

    /// Does now what should have been done.
    fn make_up(&mut self, deed: &Deed, before: &Case, replay: &Replay<'_>) {
        if let Kind::Noted { text } = &deed.kind {
            return self.emit(Fact::Noted { text: text.clone() });
        }
        let Some(mut effect) = deed.effect.clone() else { return };
        match &deed.kind {
            Kind::Letter { letter, item } => {
                let number = self.case.letters + 1;
                let (letter, item) = (letter.clone(), item.clone());
                let approve = match &mut effect {
                    Effect::DeliverLetter { number: own, approve, .. } => {
                        *own = number;
                        // Approved in the meantime, as it truly went.
                        approve.take_if(|_| !replay.case.approvals.contains_key(&deed.letter));
                        approve.clone()
                    }
                    _ => None,
                };
                self.emit(Fact::LetterMade { number, letter, item, approve, at: Some(deed.at) });
            }
            Kind::Child { group, key } => {
                let started = replay.children.get(&(group.clone(), key.clone()));
                let Some(child) = self.case.children.get(group).and_then(|c| c.get(key)).cloned() else {
                    return;
                };
                if !child.open || started != Some(&replay::LastOf::Started(deed.at)) {
                    return;
                }
                let (group, key, at) = (group.clone(), key.clone(), Some(deed.at));
                self.emit(Fact::ChildStarted { group, key, child, at });
            }
            Kind::Case { process, link } => {
                let (process, link, at) = (process.clone(), link.clone(), Some(deed.at));
                self.emit(Fact::CaseStarted { process, link, at });
            }
            Kind::Signal { event } => self.emit(Fact::Signalled { event: event.clone() }),
            Kind::Told { role, say } => self.emit(Fact::Notified { role: role.clone(), say: say.clone() }),
            Kind::Reminded { task, .. } => {
                if !self.case.tasks.contains_key(task) {
                    return;
                }
            }
            Kind::Ended { outcome } => {
                let now = self.case.closed.as_ref().map(|closed| &closed.outcome);
                let was = before.closed.as_ref().map(|closed| &closed.outcome);
                if now != Some(outcome) || was == Some(outcome) {
                    return;
                }
            }
            Kind::Noted { .. } | Kind::Fired { .. } => {}
        }
        self.effects.push((deed.at, effect));
    }

    /// Stops children that should have been stopped, and tells the others what they should know.
    fn cancel_and_inform(&mut self, before: &Case, replay: &Replay<'_>, at: DateTime<Utc>) {
        for ((group, key), last) in &replay.children {
            let was = before.children.get(group).and_then(|children| children.get(key));
            let Some(was) = was.filter(|child| child.open) else { continue };
            match last {
                replay::LastOf::Cancelled(at) => {
                    self.effects.push((*at, Effect::CancelChild { group: group.clone(), key: key.clone() }));
                }
                replay::LastOf::Started(_) => {
                    let now = replay.case.children.get(group).and_then(|children| children.get(key));
                    if let Some(now) = now.filter(|now| now.open && now.with != was.with) {
                        let (group, key, with) = (group.clone(), key.clone(), now.with.clone());
                        self.effects.push((at, Effect::InformChild { group, key, with }));
                    }
                }
            }
        }
    }

    /// A letter that nobody approved yet can be taken back.
    fn take_back(&mut self, deed: &Deed) {
        self.emit(Fact::LetterWithdrawn { number: deed.letter });
        self.effects.push((deed.at, Effect::WithdrawLetter { number: deed.letter }));
    }
}
