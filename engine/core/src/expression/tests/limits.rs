//! Texts that are too much, or nonsense.

use super::{case, choice, names, ok};
use crate::expression::{Expr, Problem, parse};
use crate::value::Type;

#[test]
fn too_deep_and_too_long() {
    let nested = |n: usize, open: &str, close: &str| format!("{}1{}", open.repeat(n), close.repeat(n));
    let refused = [
        nested(64, "(", ")"),
        nested(2000, "(", ")"),
        nested(4000, "-", ""),
        nested(1000, "not ", ""),
        nested(400, "min(1, ", ")"),
        nested(500, "1+(", ")"),
        nested(300, "1 if ja else ", ""),
        nested(1000, "1+", ""),
        nested(500, "1 in [", "]"),
    ];
    for source in refused {
        let problem = parse(&source).expect_err(&source);
        assert_eq!(problem.message.nl, "Deze expressie zit te diep in elkaar.", "{source}");
    }
    assert_eq!(parse(&" ".repeat(4097)).unwrap_err().range, 0..4097);
    ok(&nested(63, "(", ")"), None);
    // A row of alternatives is long, not deep.
    ok(&format!("ja{}", " or ja".repeat(580)), None);
    ok(&format!("1{}", " + 1".repeat(31)), None);
}

/// The stored form of the highest expressions can be read back, with room around it.
#[test]
fn stored_and_read_back() {
    let highest = |open: &str, close: &str| {
        let nested = |n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
        let height = (1..200).take_while(|n| parse(&nested(*n)).is_ok()).count();
        assert!(height > 20, "{open} only {height} times");
        nested(height)
    };
    let high = [
        highest("1+(", ")"),
        highest("min(1,", ")"),
        highest("1 if ja else ", ""),
        highest("-", ""),
        highest("1+", ""),
        "zelfredzaamheid in [laag] and any(partijen, naam ~ today == 'x') or ja".to_owned(),
    ];
    for source in high {
        let expr = ok(&source, None);
        let mut stored = serde_json::to_value(&expr).unwrap();
        for _ in 0..40 {
            stored = serde_json::Value::Array(vec![stored]);
        }
        let mut read: serde_json::Value = serde_json::from_str(&stored.to_string()).expect(&source);
        for _ in 0..40 {
            read = read[0].take();
        }
        assert_eq!(serde_json::from_value::<Expr>(read).unwrap(), expr, "{source}");
    }
}

/// Bits of expressions, and of what is none.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "leeftijd", "zelfredzaamheid", "laag", "partijen", "naam", "today", "overleg_op", "ja", "leeg",
    "binnen", "person.geboortedatum", "event.", "and", "or", "not", "in", "if", "else", "true", "none",
    "==", "!=", "<", ">=", "=", "+", "-", "*", "//", "%", "~", "(", ")", "[", "]", ",", "|", "!", ".",
    "1", "27", "0", "'a'", "\"laag\"", "'", "\\", "é", "“", "\u{0}", "\n", "any(", "all(", "count(",
    "covers(", "min(", "first_set(", "age(", "in_state(", "is_set(", "🙂",
];

/// Expressions to spoil.
const GOOD: &[&str] = &[
    "all(partijen, not verplicht or uitkomst == komt)",
    "leeftijd < leeftijd_tot and zelfredzaamheid in [laag, 'genoeg']",
    "first_set(vrij_op, detentie.vrijlating) > today or -leeftijd // 2 == 3",
    "'Op ' ~ overleg_op ~ \" voor \" ~ (wonen if ja else event.reden)",
];

/// Small generator of numbers, so that a failure repeats.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

#[test]
fn never_panics() {
    let mut dice = Dice(0x5EED_CAFE);
    let (names, case, want) = (names(), case(), [None, Some(Type::Boolean), Some(choice(&["laag", "ja"]))]);
    let mut understood = 0;
    for _ in 0..40_000 {
        let source: String = if dice.roll(2) == 0 {
            (0..dice.roll(14))
                .flat_map(|_| [WORDS[dice.roll(WORDS.len())], [" ", ""][dice.roll(2)]])
                .collect()
        } else {
            let mut chars: Vec<char> = GOOD[dice.roll(GOOD.len())].chars().collect();
            for _ in 0..=dice.roll(3) {
                if chars.is_empty() {
                    break;
                }
                let at = dice.roll(chars.len());
                match dice.roll(3) {
                    0 => drop(chars.remove(at)),
                    1 => chars.insert(at, WORDS[dice.roll(WORDS.len())].chars().next().unwrap()),
                    _ => chars.truncate(at),
                }
            }
            chars.into_iter().collect()
        };
        let in_text = |problem: &Problem| {
            assert!(source.get(problem.range.clone()).is_some(), "{source:?}: {problem:?}");
        };
        match parse(&source) {
            Err(problem) => in_text(&problem),
            Ok(syntax) => match syntax.check(&names, want[dice.roll(want.len())].as_ref()) {
                Err(problems) => {
                    assert!(!problems.is_empty(), "{source:?}");
                    problems.iter().for_each(in_text);
                }
                Ok(expr) => {
                    understood += 1;
                    drop(expr.eval(&case));
                }
            },
        }
    }
    assert!(understood > 300, "only {understood} of the texts were expressions");
}
