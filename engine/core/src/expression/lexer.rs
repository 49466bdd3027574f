//! From text to tokens, with advice for what other languages write.

use std::ops::Range;

use rust_decimal::Decimal;

use super::problem::{Problem, SYNTAX};
use crate::say;

/// The smallest part of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Integer(i64),
    Decimal(Decimal),
    Text(String),
    /// A name, with its dots: `person.geboortedatum`.
    Name(String),
    /// A word or sign with a meaning of its own.
    Sign(&'static str),
    End,
}

/// Words that cannot be a name.
const WORDS: [&str; 9] = ["and", "else", "false", "if", "in", "none", "not", "or", "true"];

/// Signs, longest first, so that `<=` is not read as `<`.
const SIGNS: [&str; 18] =
    ["==", "!=", "<=", ">=", "//", "<", ">", "+", "-", "*", "/", "%", "~", "(", ")", "[", "]", ","];

/// Signs of other languages, longest first, and what they are called here. Without a counterpart
/// the advice says what to do instead.
const FOREIGN: [(&str, &str); 12] = [
    ("===", "=="),
    ("!==", "!="),
    ("=<", "<="),
    ("=>", ">="),
    ("<>", "!="),
    ("&&", "and"),
    ("||", "or"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("=", "=="),
    ("&", "and"),
];

/// A token and its bytes in the text.
pub(super) type Spanned = (Token, Range<usize>);

/// All tokens of a text, the last one `End`.
pub(super) fn tokens(source: &str) -> Result<Vec<Spanned>, Problem> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        let rest = &source[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = if first.is_alphabetic() || first == '_' {
            word(rest)
        } else if first.is_ascii_digit() {
            number(rest, at)?
        } else if first == '"' || first == '\'' {
            quoted(rest, at, first)?
        } else {
            sign(rest, at, first)?
        };
        tokens.push((token, at..at + length));
        at += length;
    }
    tokens.push((Token::End, source.len()..source.len()));
    Ok(tokens)
}

fn word(rest: &str) -> (Token, usize) {
    let part = |text: &str| text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let mut length = part(rest);
    while let Some(next) = rest[length..].strip_prefix('.')
        && next.starts_with(|c: char| c.is_alphabetic() || c == '_')
    {
        length += 1 + part(next);
    }
    let name = &rest[..length];
    match WORDS.iter().find(|word| **word == name) {
        Some(word) => (Token::Sign(word), length),
        None => (Token::Name(name.to_owned()), length),
    }
}

/// A whole number, or one with a point.
fn number(rest: &str, at: usize) -> Result<(Token, usize), Problem> {
    let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let digits = &rest[..length];
    let mut after = rest[length..].chars();
    match (after.next(), after.next()) {
        (Some('.'), Some(c)) if c.is_ascii_digit() => {
            let fraction = rest[length + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let length = length + 1 + fraction;
            return crate::number::decimal(&rest[..length])
                .map(|number| (Token::Decimal(number), length))
                .map_err(|why| Problem::new(SYNTAX, at..at + length, why));
        }
        (Some(c), _) if c.is_alphabetic() || c == '_' => {
            return Err(Problem::new(
                SYNTAX,
                at..at + length + c.len_utf8(),
                say!("Na het getal `{digits}` staat direct een letter.";
                     "A letter stands right after the number `{digits}`."),
            )
            .help(say!("Een naam begint met een letter. Zet een tekst tussen aanhalingstekens.";
                       "A name starts with a letter. Put quotes around a text.")));
        }
        _ => {}
    }
    match digits.parse() {
        Ok(number) => Ok((Token::Integer(number), length)),
        Err(_) => Err(Problem::new(
            SYNTAX,
            at..at + length,
            say!("Dit getal is te groot."; "This number is too large."),
        )),
    }
}

fn quoted(rest: &str, at: usize, quote: char) -> Result<(Token, usize), Problem> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((index, c)) = chars.next() {
        if c == quote {
            return Ok((Token::Text(text), index + 1));
        }
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some((_, 'n')) => text.push('\n'),
            Some((_, escaped @ ('"' | '\'' | '\\'))) => text.push(escaped),
            Some((end, unknown)) => {
                return Err(Problem::new(
                    SYNTAX,
                    at + index..at + end + unknown.len_utf8(),
                    say!("`\\{unknown}` betekent niets in een tekst."; "`\\{unknown}` means nothing in a text."),
                )
                .help(say!("Schrijf `\\\\` voor een schuine streep naar links."; "Write `\\\\` for a backslash.")));
            }
            None => break,
        }
    }
    Err(Problem::new(
        SYNTAX,
        at..at + rest.len(),
        say!("Deze tekst eindigt niet."; "This text does not end."),
    )
    .help(say!("Zet er aan het eind {quote} achter."; "Close it with {quote}.")))
}

fn sign(rest: &str, at: usize, first: char) -> Result<(Token, usize), Problem> {
    let foreign = FOREIGN.iter().find(|(sign, _)| rest.starts_with(sign));
    // `==` starts with the foreign `=`, and `<>` with our `<`: the longest wins.
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign))
        && foreign.is_none_or(|(other, _)| other.len() <= sign.len())
        && !rest.starts_with("**")
    {
        return Ok((Token::Sign(sign), sign.len()));
    }
    if let Some((wrong, right)) = foreign {
        return Err(Problem::new(
            SYNTAX,
            at..at + wrong.len(),
            say!("`{wrong}` bestaat hier niet."; "`{wrong}` does not exist here."),
        )
        .help(say!("Schrijf `{right}`."; "Write `{right}`."))
        .replace(*right));
    }
    Err(unknown_sign(rest, at, first))
}

/// The refusal of a sign that has no place in the language.
fn unknown_sign(rest: &str, at: usize, first: char) -> Problem {
    let sign = if rest.starts_with("**") { "**".to_owned() } else { first.to_string() };
    let problem = Problem::new(
        SYNTAX,
        at..at + sign.len(),
        say!("`{sign}` bestaat hier niet."; "`{sign}` does not exist here."),
    );
    match first {
        '!' => problem.help(say!("Schrijf `not`."; "Write `not`.")).replace("not "),
        '|' => problem.help(say!("Filters werken alleen in brieven. Gebruik hier een functie, of `or`.";
                                 "Filters only work in letters. Use a function here, or `or`.")),
        '.' => problem.help(say!("Punten staan alleen in een naam, zonder spaties. Methodes bestaan niet.";
                                 "Dots only stand inside a name, without spaces. There are no methods.")),
        '{' | '}' => problem.help(say!("Laat de accolades weg. Die horen alleen in brieven.";
                                       "Leave out the braces. They belong in letters only.")),
        '?' | ':' => problem.help(say!("Schrijf een keuze als `a if voorwaarde else b`.";
                                       "Write a choice as `a if condition else b`.")),
        '“' | '”' | '„' | '‘' | '’' => problem
            .help(say!("Gebruik rechte aanhalingstekens: \"."; "Use straight quotes: \"."))
            .replace("\""),
        '−' | '–' => {
            problem.help(say!("Schrijf een gewoon minteken: -."; "Write a plain minus sign: -.")).replace("-")
        }
        '*' => problem
            .help(say!("Machten bestaan niet. Schrijf `x * x`."; "There are no powers. Write `x * x`.")),
        _ => problem,
    }
}
