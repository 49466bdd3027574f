//! Going through what a case can come to, first what takes the fewest steps.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};

use super::moves::Moves;
use super::outlook::{Outlook, Part, hash};
use super::situation::{Done, Move, Player, Situation};
use crate::graph::TransitionIx;
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
    /// In each innermost state everything that matters was seen before, but perhaps not together:
    /// each value, and for each condition whether it holds.
    Singly,
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
    seen: HashMap<u64, usize>,
    exact: HashMap<u64, usize>,
    closeness: Closeness,
    waiting: VecDeque<(usize, Situation)>,
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
            seen: HashMap::new(),
            exact: HashMap::new(),
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
        search.expand(0, &before, &moves.beginnings(from));
        while let Some((place, situation)) = search.waiting.pop_front() {
            if search.steps > steps_max {
                search.is_complete = false;
                break;
            }
            search.expand(place, &situation, &moves.all(&situation));
        }
        search
    }

    fn expand(&mut self, place: usize, situation: &Situation, moves: &[Move]) {
        let mut refused: Vec<&Move> = Vec::new();
        let mut accepted: Vec<&Move> = Vec::new();
        for what in moves {
            self.steps += 1;
            match self.player.play(situation, what) {
                Ok((to, done)) => {
                    accepted.push(what);
                    self.learn(place, what, &done);
                    self.arrive(place, what, to);
                }
                Err(Rejection::NotTaken { guarded: true, .. }) => refused.push(what),
                Err(Rejection::Runaway) => {
                    self.circles.push(Witness { place, by: what.clone(), about: Vec::new() })
                }
                Err(_) => {}
            }
        }
        self.learn_refused(place, situation, &refused, &accepted);
    }

    fn arrive(&mut self, from: usize, by: &Move, to: Situation) {
        if !to.case.is_open() {
            self.places[from].closes = true;
            return;
        }
        let (by, to, sight) = self.let_time_pass(from, by.clone(), to);
        if !to.case.is_open() {
            self.places[from].closes = true;
            return;
        }
        let place = self.places.len();
        let next = match self.exact.get(&hash(&sight)) {
            Some(known) => Next::Place(*known),
            None => self.look(&sight, place),
        };
        if next == Next::Place(place) {
            self.places.push(Place { parent: from, by: Some(by), next: Vec::new(), closes: false });
            self.exact.insert(hash(&sight), place);
            self.waiting.push_back((place, to));
        }
        if next != Next::Place(from) && !self.places[from].next.contains(&next) {
            self.places[from].next.push(next);
        }
    }

    /// Whether there is something new to see: then it is this place.
    fn look(&mut self, sight: &[Part], place: usize) -> Next {
        let mut owners: HashMap<usize, usize> = HashMap::new();
        let mut see = |what: u64| {
            let owner = *self.seen.entry(what).or_insert(place);
            *owners.entry(owner).or_default() += 1;
        };
        for part in sight {
            match self.closeness {
                Closeness::Whole => see(hash(part)),
                Closeness::Singly => part.iter().copied().for_each(&mut see),
            }
        }
        if owners.contains_key(&place) {
            return Next::Place(place);
        }
        let most = owners.into_iter().max_by_key(|(owner, count)| (*count, std::cmp::Reverse(*owner)));
        Next::Like(most.map_or(0, |(owner, _)| owner))
    }

    /// When time passes and nothing that matters changes, it passes on.
    fn let_time_pass(&mut self, from: usize, by: Move, mut to: Situation) -> (Move, Situation, Vec<Part>) {
        let mut sight = self.sight(&to);
        let Move::Wait { mut until } = by else { return (by, to, sight) };
        for _ in 0..IDLE_MAX {
            let is_old = self.exact.get(&hash(&sight)) == Some(&from);
            let Some((due, _)) = to.case.next_timer().filter(|_| is_old) else { break };
            self.steps += 1;
            let on = Move::Wait { until: due };
            let Ok((later, done)) = self.player.play(&to, &on) else { break };
            self.learn(from, &on, &done);
            until = due;
            sight = self.sight(&later);
            to = later;
        }
        (Move::Wait { until }, to, sight)
    }

    fn sight(&self, situation: &Situation) -> Vec<Part> {
        self.outlook.sight(&self.player.context(situation), situation)
    }

    fn learn(&mut self, place: usize, by: &Move, done: &Done) {
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
                self.branches(&event, None).filter(|b| b.iter().all(|t| !done.walked.contains(t)))
                && branches.iter().all(|t| !chart.transitions[*t].targets.is_empty())
                && self.known.insert(branches.clone())
            {
                self.holes.push(Witness { place, by: by.clone(), about: branches });
            }
        }
    }

    /// An event that is refused because no branch holds, where what is filled in decides.
    fn learn_refused(&mut self, place: usize, situation: &Situation, refused: &[&Move], accepted: &[&Move]) {
        let name = |what: &Move| match what {
            Move::Recorded { event, .. } => Some(event.clone()),
            Move::Changed { alias, event, .. } => Some(format!("{alias}.{event}").as_str().into()),
            _ => None,
        };
        for what in refused {
            let Some(event) = name(what) else { continue };
            if !accepted.iter().any(|other| name(other).as_ref() == Some(&event)) {
                continue;
            }
            if let Some(branches) = self.branches(&event, Some(situation))
                && self.known.insert(branches.clone())
            {
                self.holes.push(Witness { place, by: (*what).clone(), about: branches });
            }
        }
    }

    /// Two or more branches of one state that an event can take, each with a condition.
    fn branches(&self, event: &str, situation: Option<&Situation>) -> Option<Vec<TransitionIx>> {
        let chart = self.player.process.chart();
        let active = situation.map(|situation| situation.active(chart));
        (0..chart.states.len()).filter(|s| active.as_ref().is_none_or(|active| active.contains(s))).find_map(
            |s| {
                let takes = |t: &&usize| chart.transitions[**t].takes(event);
                let all: Vec<usize> = chart.states[s].transitions.iter().filter(takes).copied().collect();
                let guarded = all.iter().all(|t| chart.transitions[*t].guard.is_some());
                (all.len() > 1 && guarded).then_some(all)
            },
        )
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
