//! Stories that show a fault.
//!
//! The search plays the step engine itself: what it finds really happens. It does not see everything;
//! so that nothing leads on from a place is said only when [`Possible`] agrees, which sees more than
//! can ever happen. And each story is played once more as the scenario that it is told as.

mod bare;
mod child;
mod circle;
mod edges;
mod heard;
mod hole;
mod interest;
mod moves;
mod no_end;
mod nobody_acts;
mod outlook;
mod overlap;
mod reach;
mod reading;
mod sample;
mod search;
mod situation;
mod stopped;
mod story;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use crate::calendar::instant;
use crate::check::soundness::Model;
use crate::compile::Process;
use crate::definition::profile::Profile;
use crate::finding::{Finding, Severity};
use crate::scenario::Setting;
use crate::simulate::default_start;
use moves::Moves;
use outlook::Outlook;
use search::{Closeness, Search};
use situation::{Move, Player, Situation};
use story::Ending;

pub use search::CONFIGURATIONS_MAX;

/// A process that takes more steps than this is looked at less closely.
const WHOLE_MAX: usize = 2_000;

/// What a search through a process gave.
#[derive(Debug)]
pub struct Proof {
    /// What is wrong, each with its story.
    pub findings: Vec<Finding>,
    /// How many steps of the engine were tried.
    pub steps: usize,
    /// How many places that differ were seen.
    pub places: usize,
    /// Whether all was gone through.
    pub is_complete: bool,
}

/// Searches every process of a setting. A bare statechart promises nothing of the kind.
#[must_use]
pub fn prove(setting: &Setting<'_>) -> Vec<Finding> {
    let processes = setting.processes.values();
    processes.flat_map(|process| prove_one(process, setting, CONFIGURATIONS_MAX).findings).collect()
}

/// Searches one process, with so many steps at most.
#[must_use]
pub fn prove_one(process: &Process, setting: &Setting<'_>, steps_max: usize) -> Proof {
    prove_within(process, setting, WHOLE_MAX, steps_max)
}

fn prove_within(process: &Process, setting: &Setting<'_>, whole_max: usize, steps_max: usize) -> Proof {
    if process.profile() != Profile::Strict {
        return Proof { findings: Vec::new(), steps: 0, places: 0, is_complete: true };
    }
    let from = instant(default_start());
    let bare = bare::bare(process);
    let outlook = Outlook::of(&bare);
    let moves = Moves::of(&bare, setting.library, &outlook);
    let whole = Player { process, calendar: setting.calendar };
    let player = Player { process: &bare, calendar: setting.calendar };
    let mut search = Search::run(player, &moves, &outlook, from, Closeness::Whole, whole_max.min(steps_max));
    if !search.is_complete {
        search = Search::run(player, &moves, &outlook, from, Closeness::Mixes, steps_max);
    }
    let scene = Scene {
        search: &search,
        player: whole,
        setting,
        from,
        model: Model::of(process.draft(), setting.library),
    };
    let mut findings = circle::check(&scene);
    findings.extend(hole::check(&scene));
    findings.extend(overlap::check(&scene));
    findings.extend(no_end::check(&scene));
    findings.extend(stopped::check(&scene, steps_max));
    let accepted = &process.definition().accept;
    findings.retain(|found| found.severity == Severity::Error || !accepted.contains_key(found.code));
    Proof { findings, steps: search.steps, places: search.places.len(), is_complete: search.is_complete }
}

/// What the rules look at.
struct Scene<'a> {
    search: &'a Search<'a>,
    /// Plays the whole process; the search plays it bare.
    player: Player<'a>,
    setting: &'a Setting<'a>,
    from: DateTime<Utc>,
    model: Model<'a>,
}

impl Scene<'_> {
    /// The story of a way, if the scenario that tells it goes as told.
    fn story(&self, way: &[Move], ending: &Ending) -> Option<String> {
        story::tell(&self.player, self.setting, self.from, way, ending)
    }

    /// The situation at a place: the way there, played again.
    fn situation(&self, place: usize) -> Option<Situation> {
        let mut situation = Situation::before(self.from);
        for what in self.search.way(place) {
            situation = self.player.play(&situation, &what).ok()?.0;
        }
        Some(situation)
    }

    /// The way to a step that shows something.
    fn way_to(&self, witness: &search::Witness) -> Vec<Move> {
        let mut way = self.search.way(witness.place);
        way.push(witness.by.clone());
        way
    }
}
