//! Formulas that can be read, formulas that cannot, and noise.

use std::ops::Range;

use chrono::NaiveTime;

use crate::calendar::{Amount, Anchor, Direction, Duration, Formula};
use crate::id::Id;

fn named(name: &str) -> Anchor {
    Anchor::Named(Id::from(name))
}

fn fixed(text: &str) -> Amount {
    Amount::Fixed(Duration::parse(text).expect(text))
}

fn read(text: &str) -> Formula {
    Formula::parse(text).unwrap_or_else(|wrong| panic!("{text}: {}", wrong.message.en))
}

fn at(mut formula: Formula, hour: u32, minute: u32) -> Formula {
    formula.time = NaiveTime::from_hms_opt(hour, minute, 0);
    formula
}

fn every(mut formula: Formula) -> Formula {
    formula.every = true;
    formula
}

#[test]
fn the_whole_grammar_is_read() {
    use Direction::{After, Before};
    let regie = || Amount::Named(Id::from("regie_binnen"));
    for (text, formula) in [
        ("5 workdays", Formula::new(fixed("5 workdays"), After, Anchor::Entry)),
        ("P3M", Formula::new(fixed("3 months"), After, Anchor::Entry)),
        ("10 working days", Formula::new(fixed("10 workdays"), After, Anchor::Entry)),
        ("1 day after entry", Formula::new(fixed("1 day"), After, Anchor::Entry)),
        ("6 months after start", Formula::new(fixed("6 months"), After, Anchor::Start)),
        ("2 workdays after due", Formula::new(fixed("2 workdays"), After, Anchor::Due)),
        ("due", Formula::new(Amount::None, After, Anchor::Due)),
        ("overleg_op", Formula::new(Amount::None, After, named("overleg_op"))),
        ("overleg_op at 09:00", at(Formula::new(Amount::None, After, named("overleg_op")), 9, 0)),
        ("1 workday before overleg_op", Formula::new(fixed("1 workday"), Before, named("overleg_op"))),
        (
            "2 weeks before detentie.vrijlating at 14:30",
            at(Formula::new(fixed("2 weeks"), Before, named("detentie.vrijlating")), 14, 30),
        ),
        ("regie_binnen after overleg_op", Formula::new(regie(), After, named("overleg_op"))),
        ("every 1 week", every(Formula::new(fixed("1 week"), After, Anchor::Entry))),
        ("every 2 hours", every(Formula::new(fixed("2 hours"), After, Anchor::Entry))),
        ("every regie_binnen", every(Formula::new(regie(), After, Anchor::Entry))),
        (
            "every 1 month after start at 9:05",
            at(every(Formula::new(fixed("1 month"), After, Anchor::Start)), 9, 5),
        ),
        ("10 werkdagen na ontslagdatum", Formula::new(fixed("10 workdays"), After, named("ontslagdatum"))),
        (
            "3 dagen voor ontslagdatum om 9.00 uur",
            at(Formula::new(fixed("3 days"), Before, named("ontslagdatum")), 9, 0),
        ),
        (
            "elke 2 weken na ontslagdatum om 09:00",
            at(every(Formula::new(fixed("2 weeks"), After, named("ontslagdatum"))), 9, 0),
        ),
        ("  5\tworkdays \n", Formula::new(fixed("5 workdays"), After, Anchor::Entry)),
    ] {
        assert_eq!(read(text), formula, "{text}");
        assert_eq!(read(&formula.to_string()), formula, "{text} as {formula}");
        let stored = serde_json::to_string(&formula).expect("stored");
        assert_eq!(serde_json::from_str::<Formula>(&stored).expect("read"), formula);
    }
}

#[test]
fn what_is_wrong_is_pointed_at() {
    for (text, range, says) in [
        ("", 0..0, "formula is missing"),
        ("   ", 0..3, "formula is missing"),
        ("every", 0..5, "formula is missing"),
        ("at 09:00", 0..2, "formula is missing"),
        ("every at 09:00", 0..5, "formula is missing"),
        ("after overleg_op", 0..5, "The day itself is `overleg_op`"),
        ("na ontslagdatum", 0..2, "`5 workdays na ontslagdatum`"),
        ("5 workdays after", 11..16, "date is missing after `after`"),
        ("5 workdays after at 09:00", 11..16, "date is missing after `after`"),
        ("5 workdys after start", 0..9, "Did you mean `5 workdays`?"),
        ("  0 days after start", 2..8, "at least 1"),
        ("1 month and 3 days after start", 0..18, "mixes units"),
        ("5 workdays afer overleg_op", 11..15, "Did you mean `after`?"),
        ("5 workdays overleg_op", 11..21, "looks like this"),
        ("P3M afer overleg_op", 4..8, "Did you mean `after`?"),
        ("regie_binnen afer overleg_op", 13..17, "Did you mean `after`?"),
        ("5 workdays after overleg_op om", 28..30, "time is missing after `om`"),
        ("5 workdays after overleg_op aat 09:00", 28..31, "Did you mean `at`?"),
        ("5 workdays after x after y", 19..24, "does not fit here"),
        ("5 workdays after after", 17..22, "does not fit here"),
        ("5 days every", 7..12, "does not fit here"),
        ("5 workdays after Overleg", 17..24, "not a name"),
        ("5 workdays after 2026-10-09", 17..27, "not a name"),
        ("5 workdays after detentie.", 17..26, "not a name"),
        ("2026-10-09", 0..10, "fixed date"),
        ("entry after start", 0..5, "not a duration"),
        ("every due", 6..9, "not a duration"),
        ("every 1 week before start", 13..19, "counts forward"),
        ("start at 24:00", 9..14, "not a time"),
        ("start at 9", 9..10, "not a time"),
        ("start at 09:5", 9..13, "not a time"),
        ("start at 09:00:00", 9..17, "not a time"),
        ("start at 09:00 sharp", 15..20, "does not fit here"),
        ("2 hours after start at 09:00", 20..22, "Hours and minutes"),
        ("élke dag", 0..5, "not a name"),
    ] {
        let wrong = Formula::parse(text).expect_err(text);
        assert_eq!(wrong.range, range, "{text}: {}", wrong.message.en);
        assert!(wrong.message.en.contains(says), "{text}: {}", wrong.message.en);
        assert_ne!(wrong.message.nl, wrong.message.en, "{text}");
    }
}

#[test]
fn names_know_their_place() {
    let places = |formula: &Formula| -> Vec<(Range<usize>, String)> {
        formula.names().into_iter().map(|(range, id)| (range, id.to_string())).collect()
    };
    let both = read(" regie_binnen after detentie.vrijlating at 09:00");
    assert_eq!(
        places(&both),
        [(1..13, "regie_binnen".to_owned()), (20..39, "detentie.vrijlating".to_owned())]
    );
    assert!(places(&read("5 workdays after start")).is_empty());
    // Where it stands does not change what it means.
    assert_eq!(both, read("regie_binnen   after detentie.vrijlating at 09:00"));

    let bare = read("regie_binnen at 09:00");
    assert_eq!(bare.anchor, named("regie_binnen"));
    assert_eq!(bare.clone().with_bare_duration(|_| false), bare);
    let amount = bare.with_bare_duration(|name| *name == "regie_binnen");
    assert_eq!(
        amount,
        at(Formula::new(Amount::Named(Id::from("regie_binnen")), Direction::After, Anchor::Entry), 9, 0)
    );
    assert_eq!(places(&amount), [(0..12, "regie_binnen".to_owned())]);
    let other = read("5 workdays after regie_binnen");
    assert_eq!(other.clone().with_bare_duration(|_| true), other);
}

/// Noise that is the same in every run.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

#[test]
fn noise_never_panics_and_is_pointed_at_within_the_text() {
    const PIECES: [&str; 34] = [
        " ",
        "  ",
        "\t",
        "\n",
        "\u{a0}",
        "é",
        "𝄞",
        "\0",
        "-",
        "−",
        ".",
        ",",
        ":",
        "0",
        "5",
        "99999999999999999999",
        "P",
        "PT",
        "T",
        "M",
        "every",
        "elke",
        "after",
        "voor",
        "at",
        "om",
        "09:00",
        "uur",
        "workdays",
        "weken",
        "overleg_op",
        "detentie.vrijlating",
        "entry",
        "due",
    ];
    let mut noise = Noise(14);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..60_000 {
        let mut text =
            ["every 1 week after start at 09:00", "10 werkdagen voor overleg_op om 9.00 uur", "P3M", ""]
                [noise.below(4)]
            .to_owned();
        for _ in 0..noise.below(7) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (places[noise.below(places.len())], places[noise.below(places.len())]);
            let with = PIECES[noise.below(PIECES.len())];
            match noise.below(3) {
                0 => text.replace_range(a.min(b)..a.max(b), with),
                1 => text.insert_str(a, &format!(" {with} ")),
                _ => text.insert_str(a, with),
            }
        }
        let _ = Duration::parse(&text)
            .map(|duration| assert_eq!(Duration::parse(&duration.to_string()), Ok(duration)));
        match Formula::parse(&text) {
            Ok(formula) => {
                read += 1;
                assert_eq!(Formula::parse(&formula.to_string()).as_ref(), Ok(&formula), "{text:?}");
                for (range, id) in formula.names() {
                    assert_eq!(&text[range], id.as_str());
                }
            }
            Err(wrong) => {
                refused += 1;
                assert!(text.get(wrong.range.clone()).is_some(), "{text:?} {:?}", wrong.range);
            }
        }
    }
    assert!(read > 1_000 && refused > 1_000, "{read} read, {refused} refused");
}
