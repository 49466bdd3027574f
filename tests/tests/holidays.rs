//! The holidays held against somebody else's: what the PyPI package `holidays` says, kept in
//! `tests/data/holidays_nl.csv` (made by the script beside it).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use nazorg_core::calendar::{Calendar, holiday};
use nazorg_tests::root;

fn oracle() -> BTreeMap<NaiveDate, String> {
    let text = std::fs::read_to_string(root().join("tests/data/holidays_nl.csv")).expect("the file");
    let mut lines = text.lines();
    assert!(lines.next().is_some_and(|line| line.starts_with("# PyPI holidays 0.")), "it names its version");
    let row = |line: &str| {
        let mut parts = line.splitn(3, ',');
        let (_, day, name) = (parts.next()?, parts.next()?, parts.next()?);
        Some((day.parse().ok()?, name.to_lowercase()))
    };
    lines.map(|line| row(line).unwrap_or_else(|| panic!("{line}"))).collect()
}

/// Its two categories together are the holidays of the law: 5 May is `public` once in five years and
/// `optional` in all; the law counts it every year.
#[test]
fn the_holidays_of_2000_to_2040_are_those_of_the_oracle() {
    let oracle = oracle();
    let first: NaiveDate = "2000-01-01".parse().expect("a day");
    let ours: BTreeMap<NaiveDate, String> = first
        .iter_days()
        .take_while(|day| day.year() <= 2040)
        .filter_map(|day| Some((day, holiday(day)?.to_lowercase())))
        .collect();
    let days = |all: &BTreeMap<NaiveDate, String>| all.keys().copied().collect::<BTreeSet<_>>();
    assert_eq!(days(&ours), days(&oracle));
    assert!(ours.len() > 440, "{}", ours.len());
    for (day, name) in &ours {
        // Two on one day (5 May 2016 was Hemelvaart too) stand in one name.
        assert!(oracle[day].contains(name.as_str()), "{day}: {name}, {}", oracle[day]);
    }
}

#[test]
fn no_working_day_is_a_holiday_of_the_oracle() {
    let calendar = Calendar::netherlands();
    for day in oracle().keys() {
        assert!(!calendar.is_working_day(*day), "{day}");
    }
}
