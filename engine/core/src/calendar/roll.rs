//! What happens to a term that ends on a day that is no ordinary weekday.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::within_horizon;
use super::derivation::{Clause, ClauseKind, Derivation, day_off, passed_over};
use super::{BeyondHorizon, Calendar, Direction, Due, Duration, Unit, knows_equated, long_date};
use crate::finding::nearest;
use crate::say;
use crate::text::{Language, Text};

/// Which rule moves the end of a term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// None: it ends where it ends.
    #[default]
    None,
    /// The Algemene termijnenwet: for terms that a law sets.
    Termijnenwet,
    /// To the next working day of the organisation.
    NextWorkday,
    /// To the working day of the organisation before it.
    PreviousWorkday,
}

/// The rules by the names that people write, the first name of each the canonical one.
const NAMES: [(Roll, &[&str]); 4] = [
    (Roll::None, &["none", "geen"]),
    (Roll::Termijnenwet, &["termijnenwet"]),
    (Roll::NextWorkday, &["next_workday", "volgende_werkdag"]),
    (Roll::PreviousWorkday, &["previous_workday", "vorige_werkdag"]),
];

/// The most that article 4 leaves to the law, of each unit that it names.
const fn most(unit: Unit) -> u32 {
    match unit {
        Unit::Day | Unit::Workday => 90,
        Unit::Week => 12,
        Unit::Month => 3,
        Unit::Year | Unit::Hour | Unit::Minute | Unit::Second | Unit::Millisecond => 0,
    }
}

impl Roll {
    /// Reads the name of a rule.
    ///
    /// # Errors
    /// There is no such rule; the text names those that are.
    pub fn parse(name: &str) -> Result<Self, Text> {
        if let Some((roll, _)) = NAMES.iter().find(|(_, names)| names.contains(&name)) {
            return Ok(*roll);
        }
        let known = NAMES.iter().flat_map(|(_, names)| names.iter().copied());
        Err(match nearest(name, known) {
            Some(near) => say!(
                "De regel `{name}` bestaat niet. Bedoelt u `{near}`?";
                "There is no rule `{name}`. Did you mean `{near}`?"
            ),
            None => say!(
                "De regel `{name}` bestaat niet. Kies uit termijnenwet, next_workday, previous_workday, none.";
                "There is no rule `{name}`. Choose from termijnenwet, next_workday, previous_workday, none."
            ),
        })
    }
}

impl fmt::Display for Roll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES.iter().find(|(roll, _)| roll == self).map_or("none", |(_, names)| names[0]))
    }
}

/// A term as it was counted, before its end is moved.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// From where, not counted itself.
    pub from: Due,
    /// How long and to which side; none for a date by itself.
    pub counted: Option<(Duration, Direction)>,
    /// Where it ends.
    pub due: Due,
}

impl Calendar {
    /// The end of a term after a rule. A moment keeps its time of the day.
    ///
    /// # Errors
    /// When it goes beyond the horizon.
    pub fn roll(&self, term: Term, roll: Roll, how: &mut Derivation) -> Result<Due, BeyondHorizon> {
        let day = term.due.day();
        let rolled = match roll {
            Roll::None => return Ok(term.due),
            Roll::Termijnenwet => return self.termijnenwet(term, how),
            Roll::NextWorkday => self.nearest_working_day(day, Direction::After)?,
            Roll::PreviousWorkday => self.nearest_working_day(day, Direction::Before)?,
        };
        let due = term.due.on(rolled);
        let (from, to) = (day_text(day), due.text());
        how.add(|| {
            if rolled == day {
                let (nl, en) = (from.nl, from.en);
                let text =
                    say!("{nl} is een werkdag: er verandert niets"; "{en} is a working day: nothing changes");
                return Clause::new(ClauseKind::NotRolled, text, due);
            }
            let why = self.off(day).why;
            let text = Text {
                nl: format!("{} is geen werkdag ({}): {}", from.nl, why.nl, to.nl),
                en: format!("{} is not a working day ({}): {}", from.en, why.en, to.en),
            };
            Clause::new(ClauseKind::Rolled, text, due)
        });
        Ok(due)
    }

    fn nearest_working_day(&self, day: NaiveDate, direction: Direction) -> Result<NaiveDate, BeyondHorizon> {
        if self.is_working_day(day) {
            return within_horizon(day);
        }
        self.add_working_days(day, 1, direction)
    }

    fn termijnenwet(&self, term: Term, how: &mut Derivation) -> Result<Due, BeyondHorizon> {
        let due = term.due;
        if let Some(why) = not_under_the_law(term) {
            how.add(|| Clause::new(ClauseKind::NotRolled, why, due));
            return Ok(due);
        }
        let start = term.from.day();
        let mut day = within_horizon(due.day())?;
        let mut skipped = Vec::new();
        while let Some(off) = day_off(day) {
            skipped.push(off);
            day = within_horizon(day.succ_opt().ok_or(BeyondHorizon)?)?;
        }
        let after_first = day;
        if !skipped.is_empty() {
            how.add(|| article_1(due, due.on(after_first), &skipped));
        }
        if term.counted.is_some_and(|(duration, _)| has_three_days(duration)) {
            let worked = |until: NaiveDate| {
                start
                    .iter_days()
                    .skip(1)
                    .take_while(|day| *day <= until)
                    .filter(|day| day_off(*day).is_none())
                    .take(2)
                    .count()
            };
            while worked(day) < 2 {
                day = within_horizon(day.succ_opt().ok_or(BeyondHorizon)?)?;
                while day_off(day).is_some() {
                    day = within_horizon(day.succ_opt().ok_or(BeyondHorizon)?)?;
                }
            }
            if day != after_first {
                how.add(|| article_2(due.on(day)));
            }
        }
        if day == due.day() {
            how.add(|| {
                let Text { nl, en } = day_text(day);
                let text = say!(
                    "Algemene termijnenwet: {nl} is geen zaterdag, zondag of feestdag, dus er verandert niets";
                    "Algemene termijnenwet: {en} is no Saturday, Sunday or public holiday, so nothing changes"
                );
                Clause::new(ClauseKind::NotRolled, text, due)
            });
        }
        if !knows_equated(day.year()) {
            how.add(|| unknown_year(day.year()));
        }
        Ok(due.on(day))
    }
}

fn has_three_days(duration: Duration) -> bool {
    match duration.unit {
        Unit::Day | Unit::Workday => duration.amount >= 3,
        Unit::Week | Unit::Month | Unit::Year => true,
        Unit::Hour | Unit::Minute | Unit::Second | Unit::Millisecond => false,
    }
}

/// Why the law does not touch a term: article 1, second paragraph, and article 4.
fn not_under_the_law(term: Term) -> Option<Text> {
    let (duration, direction) = term.counted?;
    if direction == Direction::Before {
        return Some(
            say!("Algemene termijnenwet art. 1 lid 2: wordt teruggerekend, dus er verandert niets"; "Algemene termijnenwet art. 1(2): it is counted backwards, so nothing changes"),
        );
    }
    if duration.amount <= most(duration.unit) {
        return None;
    }
    let Text { nl, en } = duration.text();
    Some(if most(duration.unit) == 0 {
        say!("Algemene termijnenwet art. 4: geldt niet voor een termijn in uren of jaren ({nl}), dus er verandert niets"; "Algemene termijnenwet art. 4: not for a term in hours or years ({en}), so nothing changes")
    } else {
        say!("Algemene termijnenwet art. 4: geldt niet boven 90 dagen, 12 weken of 3 maanden ({nl}), dus er verandert niets"; "Algemene termijnenwet art. 4: not above 90 days, 12 weeks or 3 months ({en}), so nothing changes")
    })
}

fn article_1(due: Due, to: Due, skipped: &[super::derivation::Skipped]) -> Clause {
    let (from, end) = (day_text(due.day()), to.text());
    let why = skipped.first().map(|off| off.why.clone()).unwrap_or_default();
    let rest = passed_over(skipped.get(1..).unwrap_or_default());
    let text = Text {
        nl: format!(
            "Algemene termijnenwet art. 1: eindigt op {} ({}), dus loopt door tot en met {}{}",
            from.nl, why.nl, end.nl, rest.nl
        ),
        en: format!(
            "Algemene termijnenwet art. 1: it ends on {} ({}), so it runs through {}{}",
            from.en, why.en, end.en, rest.en
        ),
    };
    Clause { skipped: skipped.to_vec(), ..Clause::new(ClauseKind::Rolled, text, to) }
}

fn article_2(to: Due) -> Clause {
    let Text { nl, en } = to.text();
    let text = say!(
        "Algemene termijnenwet art. 2: er horen minstens twee gewone dagen in te zitten, dus loopt door tot en met {nl}";
        "Algemene termijnenwet art. 2: it must hold at least two ordinary days, so it runs through {en}"
    );
    Clause::new(ClauseKind::Rolled, text, to)
}

fn unknown_year(year: i32) -> Clause {
    Clause::remark(say!(
        "Welke dagen in {year} met een feestdag zijn gelijkgesteld (art. 3 lid 3) staat niet in deze kalender: kijk dat na";
        "Which days of {year} are equated with a public holiday (art. 3(3)) is not in this calendar: look that up"
    ))
}

fn day_text(day: NaiveDate) -> Text {
    Text { nl: long_date(day, Language::Nl), en: long_date(day, Language::En) }
}

#[cfg(test)]
#[path = "roll_tests.rs"]
mod tests;
