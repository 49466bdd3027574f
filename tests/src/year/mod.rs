//! A year of a caseload on a clock of its own, from a seed: people, events, late ticks, crashes, clocks
//! that jump and definitions that are published anew. After each thing that happens the promises hold.

mod action;
mod deeds;
mod form;
mod promises;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nazorg_core::calendar::noon;
use nazorg_runtime::{Office, VirtualClock, Workspace};

pub use action::{Action, OFTEN, What, actions};

use crate::reference::copy;

/// What a year came to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Things that happened.
    pub done: usize,
    /// The same, by their kind.
    pub by_kind: BTreeMap<What, usize>,
    /// Things that a rule refused.
    pub refused: usize,
    /// Rows of the journal.
    pub rows: u64,
    /// Letters.
    pub letters: u64,
}

impl Tally {
    /// Adds what another year came to.
    pub fn add(&mut self, other: &Self) {
        self.done += other.done;
        self.refused += other.refused;
        self.rows += other.rows;
        self.letters += other.letters;
        for (what, times) in &other.by_kind {
            *self.by_kind.entry(*what).or_default() += times;
        }
    }
}

/// A promise that was broken, and after which action.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The place of the action.
    pub at: usize,
    /// The promise.
    pub what: String,
}

/// Where a year is lived, and from which seed.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// A folder with a published workspace, which stays as it is.
    pub published: &'a Path,
    /// A folder to live in.
    pub scratch: &'a Path,
    /// The seed.
    pub seed: u64,
}

/// A running year.
struct Year {
    seed: u64,
    folder: PathBuf,
    crashes: usize,
    clock: Arc<VirtualClock>,
    office: Office,
    /// The rows and the head that were promised last.
    head: (i64, String),
    /// The definition of each case.
    definitions: BTreeMap<i64, String>,
    /// The words of each letter.
    letters: BTreeMap<i64, String>,
    /// The letters that went out.
    gone: BTreeSet<i64>,
    /// The letters of people who were erased.
    erased: BTreeSet<i64>,
    /// What the clock did: case, timer and moment, and its last row.
    fired: BTreeMap<(i64, String, String), i64>,
    tally: Tally,
}

/// Lives a year.
///
/// # Errors
/// A promise was broken.
pub fn live(setting: Setting<'_>, actions: &[Action]) -> Result<Tally, Broken> {
    let folder = setting.scratch.join("year-0");
    copy(setting.published, &folder);
    let clock = Arc::new(VirtualClock::new(noon("2026-01-05".parse().unwrap_or_default())));
    let broken = |at| move |what| Broken { at, what };
    let office = opened(&folder, &clock).map_err(broken(0))?;
    let head = office.head().map_err(|problem| problem.text.en).map_err(broken(0))?;
    let mut year = Year {
        seed: setting.seed,
        folder,
        crashes: 0,
        clock,
        office,
        head: (head.rows, head.head),
        definitions: BTreeMap::new(),
        letters: BTreeMap::new(),
        gone: BTreeSet::new(),
        erased: BTreeSet::new(),
        fired: BTreeMap::new(),
        tally: Tally::default(),
    };
    let mut outcome = Ok(());
    for (at, action) in actions.iter().enumerate() {
        let before = year.tally.done;
        outcome = year.act(*action).map_err(broken(at));
        if year.tally.done > before {
            *year.tally.by_kind.entry(action.what).or_default() += year.tally.done - before;
        }
        // The thorough look takes as long as all that happens between two of them.
        let thorough = setting.seed.is_multiple_of(16) || at % 8 == 7 || at + 1 == actions.len();
        outcome = outcome.and_then(|()| year.holds(thorough).map_err(broken(at)));
        if outcome.is_err() {
            break;
        }
    }
    let (tally, last) = (std::mem::take(&mut year.tally), year.folder.clone());
    drop(year);
    let _ = fs::remove_dir_all(last);
    outcome.map(|()| tally)
}

/// The fewest of these actions that still break a promise.
#[must_use]
pub fn shrink(setting: Setting<'_>, actions: &[Action], broken: &Broken) -> Vec<Action> {
    let mut fewest = actions[..=broken.at.min(actions.len() - 1)].to_vec();
    let mut size = fewest.len() / 2;
    let mut lives = 0;
    while size > 0 && lives < 300 {
        let (mut at, mut shorter) = (0, false);
        while at < fewest.len() && lives < 300 {
            let mut without = fewest.clone();
            without.drain(at..(at + size).min(fewest.len()));
            lives += 1;
            if !without.is_empty() && live(setting, &without).is_err() {
                fewest = without;
                shorter = true;
            } else {
                at += size;
            }
        }
        if !shorter || size > 1 {
            size /= 2;
        }
    }
    fewest
}

fn opened(folder: &Path, clock: &Arc<VirtualClock>) -> Result<Office, String> {
    let workspace = Workspace::read(folder).map_err(|problem| problem.text.en)?;
    let user = workspace.users.keys().next().cloned().unwrap_or_default();
    Office::open(workspace, clock.clone(), &user).map_err(|problem| problem.text.en)
}
