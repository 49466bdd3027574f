//! What a template cannot do without: values that it writes without asking first whether they are
//! there.

use std::ops::Range;

use super::scan::{self, Kind, Token};

/// Words of the template language, which are no variables.
const WORDS: [&str; 12] =
    ["if", "else", "elif", "not", "and", "or", "in", "is", "true", "false", "none", "loop"];

enum Frame {
    /// The names that are there in this branch, and those in the branches that follow.
    If { here: Vec<String>, later: Vec<String> },
    /// The names that a loop gives.
    For(Vec<String>),
}

/// The dotted paths that are needed, each with its first place.
pub(super) fn needed(text: &str) -> Vec<(String, Range<usize>)> {
    let mut frames: Vec<Frame> = Vec::new();
    let mut own: Vec<String> = Vec::new();
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for tag in scan::tags(text) {
        let tokens = scan::tokens(text, &tag);
        let uses = match tag.kind {
            Kind::Comment => continue,
            Kind::Print => uses(&tokens, &[]),
            Kind::Statement => statement(&tokens, &mut frames, &mut own),
        };
        for (path, range) in uses {
            let root = path.split('.').next().unwrap_or_default();
            let is_there = own.iter().any(|name| name == root)
                || frames.iter().any(|frame| match frame {
                    Frame::If { here, .. } => here.contains(&path),
                    Frame::For(names) => names.iter().any(|name| name == root),
                });
            if !is_there && !found.iter().any(|(known, _)| *known == path) {
                found.push((path, range));
            }
        }
    }
    found
}

type Tokens<'t, 'a> = &'t [(Token<'a>, Range<usize>)];

/// Keeps track of branches and loops; gives what the statement itself needs.
fn statement(
    tokens: Tokens<'_, '_>,
    frames: &mut Vec<Frame>,
    own: &mut Vec<String>,
) -> Vec<(String, Range<usize>)> {
    let Some(start) = tokens.iter().position(|(token, _)| matches!(token, Token::Path(_))) else {
        return Vec::new();
    };
    let Token::Path(keyword) = tokens[start].0 else { return Vec::new() };
    let rest = &tokens[start + 1..];
    match keyword {
        "if" => frames.push(Frame::If { here: guarded(rest), later: refuted(rest) }),
        "elif" | "else" => {
            if let Some(Frame::If { here, later }) = frames.last_mut() {
                let mut now = later.clone();
                if keyword == "elif" {
                    now.extend(guarded(rest));
                    later.extend(refuted(rest));
                }
                *here = now;
            }
        }
        "endif" | "endfor" => {
            frames.pop();
        }
        "for" => {
            let split = rest.iter().position(|(token, _)| *token == Token::Path("in")).unwrap_or(rest.len());
            let (names, list) = rest.split_at(split);
            let found = uses(list, &[]);
            frames.push(Frame::For(paths(names)));
            return found;
        }
        "set" => {
            let split = rest.iter().position(|(token, _)| *token == Token::Sign('=')).unwrap_or(rest.len());
            own.extend(paths(&rest[..split]));
            return uses(&rest[split..], &[]);
        }
        "macro" => own.extend(paths(rest)),
        _ => {}
    }
    Vec::new()
}

fn paths(tokens: Tokens<'_, '_>) -> Vec<String> {
    tokens
        .iter()
        .filter_map(|(token, _)| match token {
            Token::Path(path) if !WORDS.contains(path) => Some((*path).to_owned()),
            _ => None,
        })
        .collect()
}

/// The paths that an expression reads: no filters, tests or calls, and none with a `default`. Those
/// of `a if a else b` are guarded there and then.
fn uses(tokens: Tokens<'_, '_>, guards: &[String]) -> Vec<(String, Range<usize>)> {
    if let Some(at) = tokens.iter().position(|(token, _)| *token == Token::Path("if")) {
        let rest = &tokens[at + 1..];
        let other = rest.iter().position(|(token, _)| *token == Token::Path("else")).unwrap_or(rest.len());
        let here = guarded(&rest[..other]);
        let mut found = uses(&tokens[..at], &[guards, &here].concat());
        found.extend(uses(rest.get(other + 1..).unwrap_or_default(), guards));
        return found;
    }
    let mut found = Vec::new();
    for (at, (token, range)) in tokens.iter().enumerate() {
        let Token::Path(path) = token else { continue };
        let near = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|(token, _)| *token);
        let before = near(at.checked_sub(1));
        let after = near(Some(at + 1));
        let defaulted = after == Some(Token::Sign('|')) && near(Some(at + 2)) == Some(Token::Path("default"));
        let is_variable = !WORDS.contains(path)
            && !path.starts_with("loop.")
            && !matches!(before, Some(Token::Sign('|' | '.') | Token::Path("is")))
            && !matches!(after, Some(Token::Sign('(' | '=')))
            && !defaulted;
        if is_variable && !guards.iter().any(|guard| guard == path) {
            found.push(((*path).to_owned(), range.clone()));
        }
    }
    found
}

/// The paths that must be there for a condition to hold.
fn guarded(tokens: Tokens<'_, '_>) -> Vec<String> {
    if tokens.iter().any(|(token, _)| *token == Token::Path("or")) {
        return Vec::new();
    }
    let parts = tokens.split(|(token, _)| *token == Token::Path("and"));
    parts.filter_map(|part| asked(part)).collect()
}

/// `x`, `x is defined` and `x == y` hold only with an `x`.
fn asked(part: Tokens<'_, '_>) -> Option<String> {
    let negative = part.iter().any(|(token, _)| {
        matches!(token, Token::Path("not" | "undefined" | "none") | Token::Sign('!' | '|'))
    });
    match part.first() {
        Some((Token::Path(path), _)) if !negative && !WORDS.contains(path) => Some((*path).to_owned()),
        _ => None,
    }
}

/// The paths that must be there for a condition not to hold: `not x`.
fn refuted(tokens: Tokens<'_, '_>) -> Vec<String> {
    let first = tokens.iter().position(|(token, _)| !matches!(token, Token::Sign('-' | '+')));
    match first.map(|at| &tokens[at..]) {
        Some([(Token::Path("not"), _), (Token::Path(path), _), rest @ ..])
            if rest.iter().all(|(token, _)| matches!(token, Token::Sign('-' | '+'))) =>
        {
            vec![(*path).to_owned()]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::needed;

    fn names(text: &str) -> Vec<String> {
        needed(text).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn what_is_asked_for_first_is_not_needed() {
        for (text, expected) in [
            ("{{ a.b | dag }} {{ c }}", vec!["a.b", "c"]),
            ("{% if a.b %}{{ a.b }}{% endif %}{{ c }}", vec!["c"]),
            ("{% if a %}{{ b }}{% else %}{{ a }}{% endif %}", vec!["b", "a"]),
            ("{% if not a %}x{% else %}{{ a }}{% endif %}", vec![]),
            ("{% if a and b is defined %}{{ a }}{{ b }}{% endif %}", vec![]),
            ("{% if a or b %}{{ a }}{% endif %}", vec!["a"]),
            ("{% if a == \"x\" %}{{ a }}{% endif %}", vec![]),
            ("{% for x in list %}{{ x.wat }}{{ loop.index }}{% endfor %}{{ x.wat }}", vec!["list", "x.wat"]),
            ("{{ a | default(\"-\") }}{{ b if b else c }}", vec!["c"]),
            ("{{ b if b else \"-\" }}{{ a if b else \"-\" }}", vec!["a"]),
            ("{% set y = a %}{{ y }}", vec!["a"]),
            ("{% if a %}x{% elif b %}{{ b }}{{ a }}{% endif %}", vec!["a"]),
            ("{# {{ a }} #}{{ \"b\" }}", vec![]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
