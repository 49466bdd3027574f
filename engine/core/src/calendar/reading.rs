//! Reading a deadline formula.
//!
//! ```text
//! formula  = [every] duration [(after | before) anchor] [at time]
//!          | anchor [at time]
//! duration = number unit | name of a duration
//! anchor   = entry | start | due | name of a date or a deadline
//! ```

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use super::formula::Places;
use super::{Amount, Anchor, Direction, Duration, Formula, FormulaError};
use crate::finding::nearest;
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// A word that stands between the parts of a formula.
#[derive(Clone, Copy, PartialEq)]
enum Keyword {
    Every,
    Side(Direction),
    At,
}

const KEYWORDS: [(&str, Keyword); 8] = [
    ("every", Keyword::Every),
    ("elke", Keyword::Every),
    ("after", Keyword::Side(Direction::After)),
    ("na", Keyword::Side(Direction::After)),
    ("before", Keyword::Side(Direction::Before)),
    ("voor", Keyword::Side(Direction::Before)),
    ("at", Keyword::At),
    ("om", Keyword::At),
];

/// A word, with its bytes in the text.
#[derive(Clone)]
struct Word<'a> {
    text: &'a str,
    range: Range<usize>,
}

impl Formula {
    /// Reads a formula, in English or Dutch words. A name alone is read as an anchor, see
    /// [`with_bare_duration`](Self::with_bare_duration).
    ///
    /// # Errors
    /// What is wrong with it, for the designer, and where in the text.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let all = words(text);
        let (every, rest) = match all.split_first() {
            Some((first, rest)) if first.keyword() == Some(Keyword::Every) => (Some(first), rest),
            _ => (None, all.as_slice()),
        };
        let (rest, at) = split_off(rest, |keyword| keyword == Keyword::At);
        let (left, side) = split_off(rest, |keyword| matches!(keyword, Keyword::Side(_)));
        let Some(first) = left.first() else {
            return Err(match (side, every.or(at.map(|(at, _)| at))) {
                (Some((side, right)), _) => side.wrong(no_duration(side.text, right)),
                (None, Some(alone)) => alone.wrong(empty()),
                (None, None) => FormulaError { range: 0..text.len(), message: empty() },
            });
        };
        let mut formula = match side {
            Some((side, right)) => {
                let (amount, amount_at) = read_amount(text, left)?;
                let (anchor, anchor_at) =
                    read_anchor(right).ok_or_else(|| side.wrong(no_anchor(side.text)))??;
                let direction = side.direction();
                if every.is_some() && direction == Direction::Before {
                    return Err(side.wrong(every_before()));
                }
                Self::new(amount, direction, anchor).placed(Places { amount: amount_at, anchor: anchor_at })
            }
            None if every.is_some() || first.starts_duration() => {
                let (amount, amount_at) = read_amount(text, left)?;
                Self::new(amount, Direction::After, Anchor::Entry)
                    .placed(Places { amount: amount_at, anchor: 0..0 })
            }
            None => {
                let (anchor, anchor_at) = read_anchor(left).ok_or_else(|| first.wrong(empty()))??;
                Self::new(Amount::None, Direction::After, anchor)
                    .placed(Places { amount: 0..0, anchor: anchor_at })
            }
        };
        formula.every = every.is_some();
        if let Some((at, time)) = at {
            formula.time = Some(read_time(at, time)?);
            if matches!(formula.amount, Amount::Fixed(duration) if !duration.unit.is_calendar()) {
                return Err(at.wrong(time_twice(at.text)));
            }
        }
        Ok(formula)
    }
}

impl Word<'_> {
    fn keyword(&self) -> Option<Keyword> {
        KEYWORDS.iter().find(|(text, _)| *text == self.text).map(|(_, keyword)| *keyword)
    }

    fn direction(&self) -> Direction {
        match self.keyword() {
            Some(Keyword::Side(direction)) => direction,
            _ => Direction::After,
        }
    }

    /// Whether it can only be the start of a duration: names start with a lowercase letter.
    fn starts_duration(&self) -> bool {
        let iso = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit() || c == 'T' || c == '-');
        self.starts_number() || self.text.strip_prefix('P').is_some_and(iso)
    }

    fn starts_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit() || "-−+.,".contains(c))
    }

    fn is_name(&self) -> bool {
        self.keyword().is_none()
            && self.text.split('.').all(|part| {
                part.starts_with(|c: char| c.is_ascii_lowercase())
                    && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            })
    }

    fn wrong(&self, message: Text) -> FormulaError {
        FormulaError { range: self.range.clone(), message }
    }
}

/// The words of a text, with their bytes.
fn words(text: &str) -> Vec<Word<'_>> {
    // Every word is a slice of the text, so that the distance between their starts is its place.
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace()
        .map(|word| Word { text: word, range: place(word)..place(word) + word.len() })
        .collect()
}

/// The words before the first of these keywords; the keyword and the words after it, if it occurs.
fn split_off<'w, 'a>(
    words: &'w [Word<'a>],
    wanted: impl Fn(Keyword) -> bool,
) -> (&'w [Word<'a>], Option<(&'w Word<'a>, &'w [Word<'a>])>) {
    let Some(at) = words.iter().position(|word| word.keyword().is_some_and(&wanted)) else {
        return (words, None);
    };
    let (before, from) = words.split_at(at);
    (before, from.split_first())
}

/// A duration or the name of one, with its place. There is at least one word.
fn read_amount(text: &str, words: &[Word<'_>]) -> Result<(Amount, Range<usize>), FormulaError> {
    match words {
        [first, .., last] | [first @ last] if first.starts_duration() => {
            let range = first.range.start..last.range.end;
            Ok((Amount::Fixed(read_duration(text, words, range.clone())?), range))
        }
        [name, rest @ ..] => {
            if matches!(name.text, "entry" | "start" | "due") {
                return Err(name.wrong(not_a_duration(name.text)));
            }
            read_name(name, rest).map(|(id, range)| (Amount::Named(id), range))
        }
        [] => Err(FormulaError { range: 0..text.len(), message: empty() }),
    }
}

fn read_duration(text: &str, words: &[Word<'_>], range: Range<usize>) -> Result<Duration, FormulaError> {
    Duration::parse(&text[range.clone()]).map_err(|message| {
        // `5 workdays afer overleg_op`: the duration is right, what is wrong is the word behind it.
        let duration_in =
            |count: &usize| Duration::parse(&text[range.start..words[count - 1].range.end]).is_ok();
        let extra = (1..words.len()).rev().find(duration_in).map(|count| &words[count..]);
        match extra {
            Some([extra, rest @ ..]) if !rest.iter().chain([extra]).any(Word::starts_number) => {
                misplaced(extra)
            }
            _ if text[range.clone()].parse::<NaiveDate>().is_ok() => {
                FormulaError { range, message: fixed_date() }
            }
            _ => FormulaError { range, message },
        }
    })
}

/// An anchor with its place; nothing if there are no words.
fn read_anchor(words: &[Word<'_>]) -> Option<Result<(Anchor, Range<usize>), FormulaError>> {
    let (first, rest) = words.split_first()?;
    Some(read_name(first, rest).map(|(id, range)| match id.as_str() {
        "entry" => (Anchor::Entry, range),
        "start" => (Anchor::Start, range),
        "due" => (Anchor::Due, range),
        _ => (Anchor::Named(id), range),
    }))
}

fn read_name(name: &Word<'_>, rest: &[Word<'_>]) -> Result<(Id, Range<usize>), FormulaError> {
    if name.keyword().is_some() {
        return Err(misplaced(name));
    }
    if !name.is_name() {
        return Err(name.wrong(not_a_name(name.text)));
    }
    rest.first().map_or_else(|| Ok((Id::from(name.text), name.range.clone())), |extra| Err(misplaced(extra)))
}

/// `09:00`, and as it is written in Dutch: `9.00 uur`.
fn read_time(at: &Word<'_>, words: &[Word<'_>]) -> Result<NaiveTime, FormulaError> {
    let (time, rest) = words.split_first().ok_or_else(|| at.wrong(no_time(at.text)))?;
    let number = |text: &str, digits: Range<usize>| {
        let plain = digits.contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| plain)
    };
    let read = time
        .text
        .split_once([':', '.'])
        .and_then(|(hour, minute)| NaiveTime::from_hms_opt(number(hour, 1..3)?, number(minute, 2..3)?, 0));
    match rest.split_first() {
        Some((uur, [])) if uur.text == "uur" => {}
        Some((extra, _)) => return Err(misplaced(extra)),
        None => {}
    }
    read.ok_or_else(|| time.wrong(not_a_time(time.text)))
}

/// A word where none, or another, is expected.
fn misplaced(word: &Word<'_>) -> FormulaError {
    let found = word.text;
    let near = nearest(found, KEYWORDS.iter().map(|(text, _)| *text)).filter(|_| word.keyword().is_none());
    word.wrong(match near {
        Some(near) => say!(
            "`{found}` past hier niet. Bedoelt u `{near}`?";
            "`{found}` does not fit here. Did you mean `{near}`?"
        ),
        None => say!(
            "`{found}` past hier niet. Een termijn ziet er zo uit: `5 workdays after overleg_op at 09:00`.";
            "`{found}` does not fit here. A formula looks like this: `5 workdays after overleg_op at 09:00`."
        ),
    })
}

fn empty() -> Text {
    say!(
        "Hier ontbreekt een termijn, zoals `5 workdays`, `2 weeks before vrijlating` of `overleg_op`.";
        "A formula is missing here, such as `5 workdays`, `2 weeks before vrijlating` or `overleg_op`."
    )
}

fn no_duration(side: &str, right: &[Word<'_>]) -> Text {
    let anchor = right.first().filter(|word| word.is_name()).map_or("overleg_op", |word| word.text);
    say!(
        "Voor `{side}` ontbreekt een duur, zoals `5 workdays {side} {anchor}`. De dag zelf is `{anchor}`.";
        "A duration is missing before `{side}`, as in `5 workdays {side} {anchor}`. The day itself is `{anchor}`."
    )
}

fn no_anchor(side: &str) -> Text {
    say!(
        "Achter `{side}` ontbreekt een datum, zoals `entry`, `start` of de naam van een veld.";
        "A date is missing after `{side}`, such as `entry`, `start` or the name of a field."
    )
}

fn no_time(at: &str) -> Text {
    say!("Achter `{at}` ontbreekt een tijd, zoals `09:00`."; "A time is missing after `{at}`, such as `09:00`.")
}

fn not_a_time(found: &str) -> Text {
    say!(
        "`{found}` is geen tijd. Schrijf een tijd van `00:00` tot en met `23:59`.";
        "`{found}` is not a time. Write a time from `00:00` through `23:59`."
    )
}

fn not_a_name(found: &str) -> Text {
    say!(
        "`{found}` is geen naam. Namen hebben kleine letters, cijfers en `_`, zoals `overleg_op`.";
        "`{found}` is not a name. Names have lowercase letters, digits and `_`, such as `overleg_op`."
    )
}

fn not_a_duration(found: &str) -> Text {
    say!(
        "`{found}` is geen duur. Schrijf een getal en een eenheid, zoals `5 workdays`.";
        "`{found}` is not a duration. Write a number and a unit, such as `5 workdays`."
    )
}

fn fixed_date() -> Text {
    say!(
        "Een vaste datum kan niet in een termijn staan. Maak een veld of param van het type date.";
        "A fixed date cannot stand in a formula. Make a field or param of type date."
    )
}

fn every_before() -> Text {
    say!(
        "Een termijn die terugkomt telt vooruit. Schrijf `after`.";
        "A formula that recurs counts forward. Write `after`."
    )
}

fn time_twice(at: &str) -> Text {
    say!(
        "Uren en minuten geven al een tijd. Laat `{at}` weg, of tel in dagen.";
        "Hours and minutes give a time already. Leave out `{at}`, or count in days."
    )
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
