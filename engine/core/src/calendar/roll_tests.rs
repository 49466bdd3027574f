//! The Algemene termijnenwet, article by article, and what holds of every rule.

use chrono::{NaiveDate, TimeDelta};

use super::{Roll, Term, has_three_days, most};
use crate::calendar::derivation::{ClauseKind, day_off};
use crate::calendar::{BeyondHorizon, Calendar, Derivation, Direction, Due, Duration, Unit};

fn due(text: &str) -> Due {
    text.parse().expect(text)
}

fn term(from: &str, duration: &str, direction: Direction) -> Term {
    let duration = Duration::parse(duration).expect(duration);
    let from = due(from);
    let end = Calendar::netherlands().shift(from, duration, direction, None).expect("near");
    Term { from, counted: Some((duration, direction)), due: end }
}

fn under_the_law(from: &str, duration: &str) -> String {
    let term = term(from, duration, Direction::After);
    Calendar::netherlands()
        .roll(term, Roll::Termijnenwet, &mut Derivation::default())
        .expect("near")
        .to_string()
}

#[test]
fn article_1_runs_to_the_next_ordinary_day() {
    // A Saturday, a Sunday, a Monday after Easter, and Christmas into the weekend.
    assert_eq!(under_the_law("2026-10-03", "1 week"), "2026-10-12");
    assert_eq!(under_the_law("2026-10-04", "1 week"), "2026-10-12");
    assert_eq!(under_the_law("2026-03-23", "2 weeks"), "2026-04-07");
    assert_eq!(under_the_law("2026-11-13", "6 weeks"), "2026-12-28");
    assert_eq!(under_the_law("2026-10-05", "1 week"), "2026-10-12");
    // 5 May, each year; the Friday after Hemelvaart by decree.
    assert_eq!(under_the_law("2026-04-21", "2 weeks"), "2026-05-06");
    assert_eq!(under_the_law("2026-05-01", "2 weeks"), "2026-05-18");
}

#[test]
fn article_1_keeps_a_date_by_itself_and_a_time() {
    let at = |text: &str| Term { from: due(text), counted: None, due: due(text) };
    let roll = |text: &str| {
        let rolled = Calendar::netherlands().roll(at(text), Roll::Termijnenwet, &mut Derivation::default());
        rolled.expect("near").to_string()
    };
    assert_eq!(roll("2026-10-10"), "2026-10-12");
    assert_eq!(roll("2026-10-10T09:00:00"), "2026-10-12T09:00:00");
}

#[test]
fn article_2_gives_at_least_two_ordinary_days() {
    // Three days from Christmas Eve: two holidays and a Sunday.
    assert_eq!(under_the_law("2026-12-24", "3 days"), "2026-12-29");
    // Good Friday, Easter: from Wednesday one ordinary day is left before the Monday.
    assert_eq!(under_the_law("2026-04-02", "4 days"), "2026-04-08");
    // Two days are no three: they end, and run to the next ordinary day.
    assert_eq!(under_the_law("2026-12-24", "2 days"), "2026-12-28");
}

#[test]
fn article_1_2_and_4_leave_terms_alone() {
    let untouched = |term: Term| {
        let mut how = Derivation::written();
        let rolled = Calendar::netherlands().roll(term, Roll::Termijnenwet, &mut how).expect("near");
        assert_eq!(rolled, term.due);
        let clauses = how.into_clauses();
        assert_eq!(clauses[0].kind, ClauseKind::NotRolled);
        clauses[0].text.en.clone()
    };
    assert!(untouched(term("2026-10-12", "1 day", Direction::Before)).contains("art. 1(2)"));
    // 2027-01-02 is a Saturday.
    for (from, duration) in [
        ("2026-10-03", "91 days"),
        ("2026-10-03", "13 weeks"),
        ("2026-09-02", "4 months"),
        ("2026-01-02", "1 year"),
    ] {
        let term = term(from, duration, Direction::After);
        assert!(day_off(term.due.day()).is_some(), "{from} {duration} {}", term.due);
        assert!(untouched(term).contains("art. 4"), "{duration}");
    }
    assert!(untouched(term("2026-10-09", "36 hours", Direction::After)).contains("art. 4"));
    // At the limit it still applies.
    assert_eq!(under_the_law("2026-10-04", "90 days"), "2027-01-04");
    assert_eq!(under_the_law("2026-10-10", "12 weeks"), "2027-01-04");
    assert_eq!(under_the_law("2026-10-02", "3 months"), "2027-01-04");
}

#[test]
fn own_closing_days_do_not_stretch_a_term_of_the_law() {
    let friday: NaiveDate = "2026-10-16".parse().expect("a day");
    let calendar = Calendar::netherlands().with_closed([friday]);
    let term = term("2026-10-09", "1 week", Direction::After);
    let roll = |roll| calendar.roll(term, roll, &mut Derivation::default()).expect("near").to_string();
    assert_eq!(roll(Roll::Termijnenwet), "2026-10-16");
    assert_eq!(roll(Roll::NextWorkday), "2026-10-19");
    assert_eq!(roll(Roll::PreviousWorkday), "2026-10-15");
    assert_eq!(roll(Roll::None), "2026-10-16");
}

#[test]
fn the_horizon_is_kept_and_an_unknown_year_is_told() {
    let last = Term { from: due("2200-12-31"), counted: None, due: due("2200-12-27") };
    // 27 December 2200 is a Saturday, and the days after it lead into the new year.
    let past = Term { due: due("2201-01-01"), ..last };
    let roll = |term| Calendar::netherlands().roll(term, Roll::Termijnenwet, &mut Derivation::default());
    assert_eq!(roll(past), Err(BeyondHorizon));
    assert!(roll(last).is_ok());
    let remarks = |year: i32| {
        let end = due(&format!("{year}-10-14"));
        let mut how = Derivation::written();
        let term = Term { from: end, counted: None, due: end };
        Calendar::netherlands().roll(term, Roll::Termijnenwet, &mut how).expect("near");
        how.into_clauses().iter().filter(|clause| clause.kind == ClauseKind::Remark).count()
    };
    assert_eq!((remarks(2026), remarks(2035)), (0, 1));
}

/// Noise that is the same in every run.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn day(&mut self) -> NaiveDate {
        let first: NaiveDate = "2000-01-01".parse().expect("a day");
        first + TimeDelta::days(i64::from(self.below(14_600)))
    }

    fn duration(&mut self) -> Duration {
        let units = [Unit::Day, Unit::Workday, Unit::Week, Unit::Month, Unit::Year, Unit::Hour];
        let unit = units[self.below(6) as usize];
        Duration { amount: 1 + self.below(if unit == Unit::Year { 20 } else { 120 }), unit }
    }
}

/// The law once more, in the plainest form: look at every day from the start.
fn by_the_letter(term: Term) -> NaiveDate {
    let day = term.due.day();
    let (duration, direction) = term.counted.expect("a term");
    if direction == Direction::Before || duration.amount > most(duration.unit) {
        return day;
    }
    let ordinary = |day: NaiveDate| day_off(day).is_none();
    let start = term.from.day();
    let needs = if has_three_days(duration) { 2 } else { 0 };
    day.iter_days()
        .find(|end| {
            let held =
                start.iter_days().skip(1).take_while(|day| day <= end).filter(|day| ordinary(*day)).count();
            ordinary(*end) && held >= needs
        })
        .expect("near")
}

#[test]
fn every_rule_is_monotone_and_rolling_twice_is_rolling_once() {
    let mut noise = Noise(3);
    let calendar = Calendar::netherlands().with_closed(["2026-10-16".parse().expect("a day")]);
    let mut moved = 0;
    for _ in 0..6_000 {
        let (from, duration) = (noise.day(), noise.duration());
        let direction = if noise.below(4) == 0 { Direction::Before } else { Direction::After };
        let rolled = |from: NaiveDate, roll: Roll| {
            let end = calendar.shift(Due::Day(from), duration, direction, None).expect("near");
            let term = Term { from: Due::Day(from), counted: Some((duration, direction)), due: end };
            (term, calendar.roll(term, roll, &mut Derivation::default()).expect("near"))
        };
        for roll in [Roll::None, Roll::Termijnenwet, Roll::NextWorkday, Roll::PreviousWorkday] {
            let (term, end) = rolled(from, roll);
            let (_, later) = rolled(from + TimeDelta::days(1), roll);
            assert!(end.day() <= later.day(), "{roll} {from} {duration}: {end}, a day later {later}");
            let again = calendar.roll(Term { due: end, ..term }, roll, &mut Derivation::default());
            assert_eq!(again, Ok(end), "{roll} {from} {duration}");
            if roll == Roll::Termijnenwet {
                assert_eq!(end.day(), by_the_letter(term), "{from} {duration}");
                moved += u32::from(end != term.due);
            }
        }
    }
    assert!(moved > 200, "{moved}");
}

#[test]
fn counting_is_monotone_associative_and_has_its_inverse() {
    let mut noise = Noise(5);
    let calendar = Calendar::netherlands();
    let shift =
        |from: Due, duration, direction| calendar.shift(from, duration, direction, None).expect("near");
    for _ in 0..6_000 {
        let (from, duration) = (noise.day(), noise.duration());
        let base = Due::Day(from);
        let (forth, back) = (Direction::After, Direction::Before);
        let end = shift(base, duration, forth);
        assert!(end <= shift(Due::Day(from + TimeDelta::days(1)), duration, forth), "{from} {duration}");
        let longer = Duration { amount: duration.amount + 1, ..duration };
        assert!(
            end <= shift(base, longer, forth) && shift(base, longer, back) <= shift(base, duration, back)
        );
        match duration.unit {
            // Days and weeks come back to where they were, and can be cut anywhere.
            Unit::Day | Unit::Week => {
                assert_eq!(shift(end, duration, back), base);
                let (a, b) = cut(duration, &mut noise);
                let in_two = a.map_or(base, |a| shift(base, a, forth));
                assert_eq!(b.map_or(in_two, |b| shift(in_two, b, forth)), end);
            }
            // So do working days, from a working day.
            Unit::Workday => {
                let (a, b) = cut(duration, &mut noise);
                let in_two = a.map_or(base, |a| shift(base, a, forth));
                assert_eq!(b.map_or(in_two, |b| shift(in_two, b, forth)), end);
                if calendar.is_working_day(from) {
                    assert_eq!(shift(end, duration, back), base, "{from} {duration}");
                }
            }
            // Months do not: 31 January and a month is 28 February, and back is 28 January.
            Unit::Month | Unit::Year => assert!(shift(end, duration, back) <= base),
            _ => {}
        }
    }
}

fn cut(duration: Duration, noise: &mut Noise) -> (Option<Duration>, Option<Duration>) {
    let first = noise.below(duration.amount + 1);
    let part = |amount| (amount > 0).then_some(Duration { amount, ..duration });
    (part(first), part(duration.amount - first))
}
