use chrono::NaiveDate;
use nazorg_core::calendar::instant;
use nazorg_core::text::Language;

use super::{Played, play};
use crate::args::Region;
use crate::output::Screen;

/// Plays the story as if it were that day.
fn played(day: &str) -> (Played, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("a folder");
    let day: NaiveDate = day.parse().expect("a day");
    let now = instant(day.and_hms_opt(11, 0, 0).expect("a time"));
    let mut screen = Screen::silent(Language::Nl);
    let played = play(dir.path(), "eva", now, &mut screen).expect("the story plays");
    (played, dir)
}

#[test]
fn the_story_goes_as_written_on_any_day_of_the_year() {
    // A Sunday, and days around which many holidays lie.
    for day in ["2026-11-22", "2026-01-02", "2026-05-29"] {
        let (played, _dir) = played(day);
        assert!(played.surprises.is_empty(), "{day}: {:#?}", played.surprises);
    }
}

/// Some people of Westland: the same twice, a journal that holds, and cases that other cases began are worked on.
#[test]
fn a_caseload_follows_from_its_seed() {
    let day: NaiveDate = "2026-11-22".parse().expect("a day");
    let now = instant(day.and_hms_opt(11, 0, 0).expect("a time"));
    let played = || {
        let dir = tempfile::tempdir().expect("a folder");
        let size = super::Size { region: Region::Westland, years: 1, seed: 1, people_max: 8 };
        let mut screen = Screen::silent(Language::Nl);
        let (office, shares) =
            super::caseload::play(dir.path(), "eva", &size, now, &mut screen).expect("it plays");
        (office.counts().expect("counts"), shares, office.verify().expect("a journal").wrong, dir)
    };
    let (counts, shares, wrong, _dir) = played();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!((counts.people, counts.people_reported), (8, 8));
    assert_eq!(counts.years.iter().map(|year| year.reported).sum::<usize>(), 8);
    let reach = counts.reach_percent.expect("a reach");
    assert!((60..=100).contains(&reach), "{reach}");
    let total = &counts.total;
    assert!(total.closed > 8 && total.letters > 20 && total.deadlines_met > 8, "{total:?}");
    let outcomes = counts.processes.iter().flat_map(|process| &process.outcomes).count();
    assert!(outcomes >= 3, "{:?}", counts.processes);
    // What begins at the release, by the main case: somebody works on it.
    let begun = counts.processes.iter().find(|process| process.process == "westland/driemaandentraject");
    assert!(begun.is_some_and(|begun| begun.cases.letters > 0), "{:?}", counts.processes);
    let again = played();
    assert_eq!((again.0, again.1), (counts, shares), "the same seed");
}
