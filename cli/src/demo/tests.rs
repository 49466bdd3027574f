use chrono::NaiveDate;
use nazorg_core::calendar::instant;
use nazorg_core::text::Language;

use super::{Played, play};
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
