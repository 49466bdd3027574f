//! Going through what a case can come to, first what takes the fewest steps.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};

use super::moves::{Candidate, Moves};
use super::outlook::{Outlook, Plainly, Sight};
use super::reach::Reach;
use super::situation::{Done, Move, Player, Situation};
use crate::graph::TransitionIx;
use crate::id::Id;
use crate::step::Rejection;

/// The search stops after so many steps of the engine.
pub const CONFIGURATIONS_MAX: usize = 1_000_000;
/// Time that passes without a difference is not followed further than so many timers.
const IDLE_MAX: usize = 40;

/// How close the search looks before it takes two situations for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closeness {
    /// All that matters in one of the innermost states is the same.
    Whole,
    /// In each innermost state everything that is read together was seen before, but perhaps not all of
    /// it together.
    Mixes,
}

/// A place in the search: where a case can be.
pub(super) struct Place {
    /// The place it was first reached from; itself for the beginning.
    parent: usize,
    /// What happened there.
    by: Option<Move>,
    /// Where it leads.
    pub(super) next: Vec<Next>,
    /// A case can be closed from here in one step.
    pub(super) closes: bool,
}

/// Where a move leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A place that is looked at itself.
    Place(usize),
    /// Nothing new; most of it was seen at this place.
    Like(usize),
}

/// Where a step began, and how that looks; the beginning of all looks like nothing.
type Before<'s> = (&'s Situation, Option<&'s Sight>);

/// What came of an event.
#[derive(Clone, Default)]
struct Came {
    next: Vec<Next>,
    closes: bool,
}

/// A step that shows something.
#[derive(Clone, Debug)]
pub(super) struct Witness {
    pub(super) place: usize,
    pub(super) by: Move,
    /// The transitions it is about.
    pub(super) about: Vec<TransitionIx>,
}

/// All that was found.
pub(super) struct Search<'a> {
    pub(super) player: Player<'a>,
    outlook: &'a Outlook<'a>,
    pub(super) places: Vec<Place>,
    seen: HashMap<u64, usize, Plainly>,
    exact: HashMap<u64, usize, Plainly>,
    /// What came of events, by all that they can depend on.
    tried: HashMap<u64, Came, Plainly>,
    reach: Reach<'a>,
    closeness: Closeness,
    waiting: VecDeque<(usize, Situation, Sight)>,
    /// Branches of which none held, by the first of them.
    pub(super) holes: Vec<Witness>,
    /// Steps without an end.
    pub(super) circles: Vec<Witness>,
    /// Pairs of transitions of which only the first was taken.
    pub(super) overlaps: Vec<Witness>,
    known: HashSet<Vec<TransitionIx>>,
    /// Steps of the engine.
    pub(super) steps: usize,
    pub(super) is_complete: bool,
}

impl<'a> Search<'a> {
    pub(super) fn run(
        player: Player<'a>,
        moves: &Moves<'a>,
        outlook: &'a Outlook<'a>,
        from: DateTime<Utc>,
        closeness: Closeness,
        steps_max: usize,
    ) -> Self {
        let mut search = Self {
            player,
            outlook,
            places: vec![Place { parent: 0, by: None, next: Vec::new(), closes: false }],
            seen: HashMap::default(),
            exact: HashMap::default(),
            tried: HashMap::default(),
            reach: Reach::of(player.process, outlook),
            closeness,
            waiting: VecDeque::new(),
            holes: Vec::new(),
            circles: Vec::new(),
            overlaps: Vec::new(),
            known: HashSet::new(),
            steps: 0,
            is_complete: true,
        };
        let before = Situation::before(from);
        let came = search.expand(0, &before, None, &moves.beginnings(from));
        search.lead(0, &came);
        while let Some((place, situation, sight)) = search.waiting.pop_front() {
            if search.steps > steps_max {
                search.is_complete = false;
                break;
            }
            for candidate in moves.all(&situation) {
                search.follow(place, &situation, &sight, moves, candidate);
            }
        }
        search
    }

    /// Lets something happen in all its ways, unless it was seen elsewhere how that goes.
    fn follow(
        &mut self,
        place: usize,
        situation: &Situation,
        sight: &Sight,
        moves: &Moves<'a>,
        candidate: Candidate,
    ) {
        let number = moves.event(&candidate).map(|event| {
            let what =
                if let Candidate::Child { key, .. } = &candidate { key.as_str() } else { event.as_str() };
            self.reach.number(what, &event, place, sight, self.closeness == Closeness::Mixes)
        });
        if let Some(tried) = number.and_then(|number| self.tried.get(&number)) {
            let tried = tried.clone();
            self.lead(place, &tried);
            return;
        }
        let ways = moves.ways(candidate, situation.now);
        let came = self.expand(place, situation, Some(sight), &ways);
        self.lead(place, &came);
        if let Some(number) = number {
            // Elsewhere it is not this place itself, but one that is like it.
            let next = came.next.into_iter().map(|next| match next {
                Next::Place(place) | Next::Like(place) => Next::Like(place),
            });
            self.tried.insert(number, Came { next: next.collect(), closes: came.closes });
        }
    }

    fn lead(&mut self, from: usize, came: &Came) {
        let here = &mut self.places[from];
        here.closes |= came.closes;
        for next in &came.next {
            if *next != Next::Place(from) && !here.next.contains(next) {
                here.next.push(next.clone());
            }
        }
    }

    fn expand(&mut self, place: usize, situation: &Situation, sight: Option<&Sight>, moves: &[Move]) -> Came {
        let before = (situation, sight);
        let mut refused: Vec<&Move> = Vec::new();
        let mut accepted = false;
        let mut came = Came::default();
        for what in moves {
            self.steps += 1;
            match self.player.play(situation, what) {
                Ok((to, done)) => {
                    accepted = true;
                    self.learn(place, situation, what, &done);
                    match self.arrive(place, before, what, to) {
                        Some(next) => came.next.push(next),
                        None => came.closes = true,
                    }
                }
                Err(Rejection::NotTaken { guarded: true, .. }) => refused.push(what),
                Err(Rejection::Runaway) => {
                    self.circles.push(Witness { place, by: what.clone(), about: Vec::new() })
                }
                Err(_) => {}
            }
        }
        if accepted {
            self.learn_refused(place, situation, &refused);
        }
        came
    }

    /// Where it leads; none when the case is closed.
    fn arrive(&mut self, from: usize, before: Before<'_>, by: &Move, to: Situation) -> Option<Next> {
        if !to.case.is_open() {
            return None;
        }
        let (by, to, mut sight) = self.let_time_pass(from, before, by.clone(), to);
        if !to.case.is_open() {
            return None;
        }
        let place = self.places.len();
        let next = match self.exact.get(&sight.number()) {
            Some(known) => Next::Place(*known),
            None => self.look(&mut sight, place),
        };
        if next == Next::Place(place) {
            self.places.push(Place { parent: from, by: Some(by), next: Vec::new(), closes: false });
            self.exact.insert(sight.number(), place);
            self.waiting.push_back((place, to, sight));
        }
        Some(next)
    }

    /// Whether there is something new to see: then it is this place.
    fn look(&mut self, sight: &mut Sight, place: usize) -> Next {
        let mut owners: HashMap<usize, usize> = HashMap::new();
        for part in &mut sight.parts {
            part.news.clear();
            let singly = self.closeness == Closeness::Mixes && !part.mixes.is_empty();
            for what in if singly { &part.mixes[..] } else { std::slice::from_ref(&part.whole) } {
                let owner = *self.seen.entry(*what).or_insert(place);
                *owners.entry(owner).or_default() += 1;
                part.news.push(owner == place);
            }
        }
        if owners.contains_key(&place) {
            return Next::Place(place);
        }
        let most = owners.into_iter().max_by_key(|(owner, count)| (*count, std::cmp::Reverse(*owner)));
        Next::Like(most.map_or(0, |(owner, _)| owner))
    }

    /// When time passes and nothing that matters changes, it passes on.
    fn let_time_pass(
        &mut self,
        from: usize,
        before: Before<'_>,
        by: Move,
        mut to: Situation,
    ) -> (Move, Situation, Sight) {
        let mut sight = self.sight(&to, before.1.map(|sight| (before.0, sight)));
        let Move::Wait { mut until } = by else { return (by, to, sight) };
        for _ in 0..IDLE_MAX {
            let is_old = self.exact.get(&sight.number()) == Some(&from);
            let Some((due, _)) = to.case.next_timer().filter(|_| is_old) else { break };
            self.steps += 1;
            let on = Move::Wait { until: due };
            let Ok((later, done)) = self.player.play(&to, &on) else { break };
            self.learn(from, before.0, &on, &done);
            until = due;
            sight = self.sight(&later, Some((&to, &sight)));
            to = later;
        }
        (Move::Wait { until }, to, sight)
    }

    fn sight(&self, situation: &Situation, since: Option<(&Situation, &Sight)>) -> Sight {
        self.outlook.sight(&self.player.context(situation), situation, since)
    }

    fn learn(&mut self, place: usize, before: &Situation, by: &Move, done: &Done) {
        let chart = self.player.process.chart();
        for lost in &done.preempted {
            for won in &done.walked {
                let (a, b) = (&chart.transitions[*won], &chart.transitions[*lost]);
                if chart.fit_together(a.source, b.source) && self.known.insert(vec![*won, *lost]) {
                    self.overlaps.push(Witness { place, by: by.clone(), about: vec![*won, *lost] });
                }
            }
        }
        // A deadline comes once: if then none of its branches holds, that is for good.
        for timer in &done.fired {
            let crate::case::Timer::Deadline(id) = timer else { continue };
            let event = format!("deadline.{id}");
            if let Some(branches) =
                self.branches(&event, before).filter(|b| b.iter().all(|t| !done.walked.contains(t)))
                && branches.iter().all(|t| !chart.transitions[*t].targets.is_empty())
                && self.known.insert(branches.clone())
            {
                self.holes.push(Witness { place, by: by.clone(), about: branches });
            }
        }
    }

    /// An event that is refused because no branch holds, while filled in otherwise it is taken.
    fn learn_refused(&mut self, place: usize, situation: &Situation, refused: &[&Move]) {
        for what in refused {
            let event = match what {
                Move::Recorded { event, .. } => event.clone(),
                Move::Changed { alias, event, .. } => Id::from(format!("{alias}.{event}")),
                _ => continue,
            };
            if let Some(branches) = self.branches(&event, situation)
                && self.known.insert(branches.clone())
            {
                self.holes.push(Witness { place, by: (*what).clone(), about: branches });
            }
        }
    }

    /// Two or more branches of one active state that an event can take, each with a condition.
    fn branches(&self, event: &str, situation: &Situation) -> Option<Vec<TransitionIx>> {
        let chart = self.player.process.chart();
        situation.active(chart).into_iter().find_map(|s| {
            let takes = |t: &&usize| chart.transitions[**t].takes(event);
            let all: Vec<usize> = chart.states[s].transitions.iter().filter(takes).copied().collect();
            let guarded = all.iter().all(|t| chart.transitions[*t].guard.is_some());
            (all.len() > 1 && guarded).then_some(all)
        })
    }

    /// For each place, whether it was seen that a case can be closed from there.
    pub(super) fn can_end(&self) -> Vec<bool> {
        let mut can: Vec<bool> = self.places.iter().map(|place| place.closes).collect();
        let mut grown = true;
        while grown {
            grown = false;
            for at in (0..can.len()).rev().filter(|at| !self.places[*at].closes) {
                let leads = |next: &Next| match next {
                    Next::Place(place) | Next::Like(place) => can[*place],
                };
                if !can[at] && self.places[at].next.iter().any(leads) {
                    can[at] = true;
                    grown = true;
                }
            }
        }
        can
    }

    /// Whether one of these places lies on the way to a place.
    pub(super) fn is_after(&self, place: usize, these: &BTreeSet<usize>) -> bool {
        let mut at = place;
        while self.places[at].by.is_some() {
            at = self.places[at].parent;
            if these.contains(&at) {
                return true;
            }
        }
        false
    }

    /// The moves to a place.
    pub(super) fn way(&self, place: usize) -> Vec<Move> {
        let mut way = Vec::new();
        let mut at = place;
        while let Some(by) = &self.places[at].by {
            way.push(by.clone());
            at = self.places[at].parent;
        }
        way.reverse();
        way
    }
}
