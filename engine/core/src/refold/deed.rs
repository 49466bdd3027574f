//! What went out into the world, and cannot be taken back: what was done, held against what should
//! have been done.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Past;
use crate::calendar::local;
use crate::case::{Case, Effect, Fact};
use crate::id::Id;
use crate::value::Record;

/// What was done. Two deeds of one kind are the same deed at two times.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Letter { letter: Id, item: Option<String> },
    Child { group: Id, key: String },
    Case { process: Id, link: Option<Id> },
    Signal { event: Id },
    Ended { outcome: Option<Id> },
    Fired { deadline: Id },
    Reminded { task: Id, step: Id },
    Told { role: Id, say: String },
    Noted { text: String },
}

/// One thing that was, or should have been, done.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) kind: Kind,
    /// When.
    pub(super) at: DateTime<Utc>,
    /// For a letter: its number.
    pub(super) letter: u32,
    /// The row of the journal and the fact in it; of what should have been done there is none.
    pub(super) place: (i64, usize),
    /// It was made up for later: its words are of then.
    pub(super) made_up: bool,
    /// What the world must do for it.
    pub(super) effect: Option<Effect>,
    /// For a letter that should have been made: the case and its records as they were then.
    pub(super) then: Option<Box<(Case, BTreeMap<Id, Record>)>>,
}

/// The deed that a fact stands for.
fn of_fact(fact: &Fact) -> Option<(Kind, u32, Option<DateTime<Utc>>)> {
    Some(match fact {
        Fact::LetterMade { number, letter, item, at, .. } => {
            (Kind::Letter { letter: letter.clone(), item: item.clone() }, *number, *at)
        }
        Fact::ChildStarted { group, key, at, .. } => {
            (Kind::Child { group: group.clone(), key: key.clone() }, 0, *at)
        }
        Fact::CaseStarted { process, link, at } => {
            (Kind::Case { process: process.clone(), link: link.clone() }, 0, *at)
        }
        Fact::Signalled { event } => (Kind::Signal { event: event.clone() }, 0, None),
        Fact::Closed { outcome, .. } => (Kind::Ended { outcome: outcome.clone() }, 0, None),
        Fact::Refolded { differences, .. } => {
            let closed = differences.closed.as_ref()?.to.as_ref()?;
            (Kind::Ended { outcome: closed.outcome.clone() }, 0, Some(closed.at))
        }
        Fact::DeadlineFired { deadline } => (Kind::Fired { deadline: deadline.clone() }, 0, None),
        Fact::Escalated { id, step, .. } => {
            (Kind::Reminded { task: id.clone(), step: step.clone() }, 0, None)
        }
        Fact::Notified { role, say } => (Kind::Told { role: role.clone(), say: say.clone() }, 0, None),
        Fact::Noted { text } => (Kind::Noted { text: text.clone() }, 0, None),
        _ => return None,
    })
}

/// All that was done. A letter that was taken back never went.
pub(super) fn done(past: &Past) -> Vec<Deed> {
    let facts = past.rows.iter().flat_map(|row| &row.facts);
    let withdrawn: BTreeSet<u32> = facts
        .filter_map(|fact| match fact {
            Fact::LetterWithdrawn { number } => Some(*number),
            _ => None,
        })
        .collect();
    let mut deeds = Vec::new();
    for row in &past.rows {
        for (at, fact) in row.facts.iter().enumerate() {
            if let Some((kind, letter, meant)) = of_fact(fact)
                && !withdrawn.contains(&letter)
            {
                let (place, at) = ((row.number, at), meant.unwrap_or(row.event.occurred));
                deeds.push(Deed {
                    kind,
                    at,
                    letter,
                    place,
                    made_up: meant.is_some(),
                    effect: None,
                    then: None,
                });
            }
        }
    }
    deeds
}

/// What one step of the replay does. Each fact that is a deed has its effect, in the same order.
pub(super) fn of_step(at: DateTime<Utc>, facts: &[Fact], effects: &[Effect]) -> Vec<Deed> {
    let mut deeds = Vec::new();
    let mut rest: Vec<&Effect> = effects.iter().collect();
    for (place, fact) in facts.iter().enumerate() {
        let Some((kind, letter, _)) = of_fact(fact) else { continue };
        let its = rest.iter().position(|effect| belongs(effect, &kind));
        let effect = its.map(|its| rest.remove(its).clone());
        deeds.push(Deed { kind, at, letter, place: (0, place), made_up: false, effect, then: None });
    }
    deeds
}

fn belongs(effect: &Effect, kind: &Kind) -> bool {
    match (effect, kind) {
        (Effect::DeliverLetter { letter, .. }, Kind::Letter { letter: own, .. }) => letter == own,
        (Effect::StartChild { group, key, .. }, Kind::Child { group: g, key: k }) => group == g && key == k,
        (Effect::StartCase { process, link, .. }, Kind::Case { process: p, link: l }) => {
            process == p && link == l
        }
        (Effect::Signal { event }, Kind::Signal { event: own }) => event == own,
        (Effect::TellParents { .. }, Kind::Ended { .. }) | (Effect::Notify { .. }, Kind::Reminded { .. }) => {
            true
        }
        (Effect::Notify { role, say }, Kind::Told { role: r, say: s }) => role == r && say == s,
        _ => false,
    }
}

/// What was done held against what should have been done.
#[derive(Debug, Default)]
pub(super) struct Matched {
    /// What should have been done and was not.
    pub(super) missing: Vec<Deed>,
    /// What was done and should not have been.
    pub(super) surplus: Vec<Deed>,
    /// Letters that were made and should have been made: whether they say what they should is another matter.
    pub(super) letters: Vec<(Deed, Deed)>,
    /// What was begun on one day and should have been on another: with a day of its own it goes on from.
    pub(super) moved: Vec<(Deed, DateTime<Utc>)>,
}

impl Matched {
    /// Deeds of one kind are the same when they were done at the same moment; the others are paired in
    /// order, since one that was done at another moment was still done.
    pub(super) fn between(done: Vec<Deed>, due: Vec<Deed>) -> Self {
        let mut by_kind: BTreeMap<Kind, (Vec<Deed>, Vec<Deed>)> = BTreeMap::new();
        for deed in done {
            by_kind.entry(deed.kind.clone()).or_default().0.push(deed);
        }
        for deed in due {
            by_kind.entry(deed.kind.clone()).or_default().1.push(deed);
        }
        let mut matched = Self::default();
        for (mut done, mut due) in by_kind.into_values() {
            due.retain(|deed| match done.iter().position(|other| other.at == deed.at) {
                Some(same) => {
                    let same = done.remove(same);
                    if deed.letter > 0 && !same.made_up {
                        matched.letters.push((same, deed.clone()));
                    }
                    false
                }
                None => true,
            });
            let both = done.len().min(due.len());
            for (done, due) in done.iter().zip(&due) {
                let begins = matches!(done.kind, Kind::Child { .. } | Kind::Case { .. });
                if done.letter > 0 && !done.made_up {
                    matched.letters.push((done.clone(), due.clone()));
                }
                if begins && local(done.at).date() != local(due.at).date() {
                    matched.moved.push((done.clone(), due.at));
                }
            }
            matched.surplus.extend(done.into_iter().skip(both));
            matched.missing.extend(due.into_iter().skip(both));
        }
        matched.missing.sort_by_key(|deed| (deed.at, deed.place));
        matched.surplus.sort_by_key(|deed| deed.place);
        matched
    }
}
