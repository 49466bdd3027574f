//! Where the tags of a template stand. minijinja keeps its own syntax tree to itself, and a finding
//! must point at a place.

use std::ops::Range;

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`
    Print,
    /// `{% … %}`
    Statement,
    /// `{# … #}`
    Comment,
}

/// A tag, with its delimiters.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// A word of the expression language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `person.naam`, or a keyword.
    Path(&'a str),
    /// A quoted text, without its quotes.
    Text(&'a str),
    /// Anything else, a character at a time.
    Sign(char),
}

/// Another template that a tag names.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// Its name; none when it is computed.
    pub(super) name: Option<String>,
    /// Where it is named.
    pub(super) range: Range<usize>,
    /// Whether it is pulled in as a part (`include`), not built upon.
    pub(super) part: bool,
}

/// The tags of a template in order. Stops at one that is not closed.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    let mut raw = false;
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        let kind = match text.as_bytes().get(start + 1) {
            Some(b'{') => Kind::Print,
            Some(b'%') => Kind::Statement,
            Some(b'#') => Kind::Comment,
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(end) = tag_end(text, start + 2, kind) else { break };
        let word = text[start + 2..end - 2].trim_matches(|c: char| c.is_whitespace() || c == '-' || c == '+');
        if raw && !(kind == Kind::Statement && word == "endraw") {
            at = start + 2;
            continue;
        }
        raw = kind == Kind::Statement && word == "raw";
        tags.push(Tag { kind, range: start..end });
        at = end;
    }
    tags
}

fn tag_end(text: &str, from: usize, kind: Kind) -> Option<usize> {
    let close = match kind {
        Kind::Print => "}}",
        Kind::Statement => "%}",
        Kind::Comment => return text[from..].find("#}").map(|found| from + found + 2),
    };
    let mut quote = None;
    let mut letters = text[from..].char_indices();
    while let Some((at, c)) = letters.next() {
        match quote {
            Some(_) if c == '\\' => {
                letters.next();
            }
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if text[from + at..].starts_with(close) => return Some(from + at + 2),
            None => {}
        }
    }
    None
}

/// The words inside a tag, with their places in the whole text.
pub(super) fn tokens<'a>(text: &'a str, tag: &Tag) -> Vec<(Token<'a>, Range<usize>)> {
    let mut tokens = Vec::new();
    let end = tag.range.end - 2;
    let mut at = tag.range.start + 2;
    while let Some(c) = text[at..end].chars().next() {
        let rest = &text[at..end];
        let length = if c == '"' || c == '\'' {
            rest[1..].find(c).map_or(rest.len(), |found| found + 2)
        } else if c.is_alphabetic() || c == '_' {
            let stop = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
            rest[..stop.unwrap_or(rest.len())].trim_end_matches('.').len()
        } else {
            c.len_utf8()
        };
        let word = &rest[..length];
        let token = match c {
            '"' | '\'' => Token::Text(word.trim_matches(c)),
            _ if c.is_alphabetic() || c == '_' => Token::Path(word),
            _ => Token::Sign(c),
        };
        if !c.is_whitespace() {
            tokens.push((token, at..at + length));
        }
        at += length;
    }
    tokens
}

/// The expression at a place, to be shown. A filter alone says nothing: then its whole tag is.
pub(super) fn expression(text: &str, range: Range<usize>) -> Option<String> {
    let at = text.get(range.clone())?;
    let is_filter = text[..range.start].trim_end().ends_with('|');
    let shown = match tags(text).into_iter().find(|tag| tag.range.contains(&range.start)) {
        Some(tag) if is_filter => &text[tag.range.start + 2..tag.range.end - 2],
        _ => at,
    };
    Some(shown.trim_matches(|c: char| c.is_whitespace() || c == '-').to_owned())
}

/// The first place where a dotted path is used.
pub(super) fn first_use(text: &str, path: &str) -> Option<Range<usize>> {
    tags(text).iter().filter(|tag| tag.kind != Kind::Comment).find_map(|tag| {
        let tokens = tokens(text, tag);
        tokens.iter().enumerate().find_map(|(index, (token, range))| {
            let Token::Path(word) = token else { return None };
            let rest = word.strip_prefix(path)?;
            let is_filter = index > 0 && tokens[index - 1].0 == Token::Sign('|');
            let is_use = (rest.is_empty() || rest.starts_with('.')) && !is_filter;
            is_use.then(|| range.start..range.start + path.len())
        })
    })
}

/// Each `path == "text"` and `path != "text"`, with the place of the text.
pub(super) fn comparisons(text: &str) -> Vec<(&str, &str, Range<usize>)> {
    let mut found = Vec::new();
    for tag in tags(text).iter().filter(|tag| tag.kind != Kind::Comment) {
        for window in tokens(text, tag).windows(4) {
            let [
                (Token::Path(path), _),
                (Token::Sign('=' | '!'), _),
                (Token::Sign('='), _),
                (Token::Text(literal), at),
            ] = window
            else {
                continue;
            };
            found.push((*path, *literal, at.clone()));
        }
    }
    found
}

/// The other templates that a template names.
pub(super) fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for tag in tags(text).iter().filter(|tag| tag.kind == Kind::Statement) {
        let tokens = tokens(text, tag);
        let Some((keyword, rest)) = keyword(&tokens) else { continue };
        let part = match keyword {
            "extends" => false,
            "include" | "import" | "from" => true,
            _ => continue,
        };
        // What comes after `import` and `as` are names of our own, not of templates.
        let names: Vec<_> =
            rest.iter().take_while(|(token, _)| !matches!(token, Token::Path("import" | "as"))).collect();
        let plain = names.iter().all(|(token, _)| match token {
            Token::Text(_) => true,
            Token::Path(word) => ["ignore", "missing", "with", "without", "context"].contains(word),
            Token::Sign(sign) => "[](),-+".contains(*sign),
        });
        if !plain {
            links.push(Link { name: None, range: tag.range.clone(), part });
            continue;
        }
        for (token, range) in names {
            if let Token::Text(name) = token {
                links.push(Link { name: Some((*name).to_owned()), range: range.clone(), part });
            }
        }
    }
    links
}

type Tokens<'t, 'a> = &'t [(Token<'a>, Range<usize>)];

fn keyword<'t, 'a>(tokens: Tokens<'t, 'a>) -> Option<(&'a str, Tokens<'t, 'a>)> {
    let start = tokens.iter().position(|(token, _)| matches!(token, Token::Path(_)))?;
    match tokens[start].0 {
        Token::Path(word) => Some((word, &tokens[start + 1..])),
        _ => None,
    }
}

/// The stretches of tags that have their lines to themselves: the whole stretch from the start of
/// its first line to the end of its last, and the tags in it. Prints and includes are not among
/// them, for they leave text on the line; nor are tags whose `-` or `+` says what is to be cut.
fn lone(text: &str, tags: &[Tag]) -> Vec<(Range<usize>, Range<usize>)> {
    let blank = |range: Range<usize>| text[range].chars().all(|c| matches!(c, ' ' | '\t' | '\r'));
    let mut found = Vec::new();
    let mut first = 0;
    while first < tags.len() {
        let mut last = first;
        while last + 1 < tags.len() && blank(tags[last].range.end..tags[last + 1].range.start) {
            last += 1;
        }
        let line_start = text[..tags[first].range.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[tags[last].range.end..].find('\n').map(|at| tags[last].range.end + at);
        if let Some(line_end) = line_end
            && tags[first..=last].iter().all(|tag| leaves_nothing(text, tag))
            && blank(line_start..tags[first].range.start)
            && blank(tags[last].range.end..line_end)
        {
            found.push((line_start..line_end + 1, tags[first].range.start..tags[last].range.end));
        }
        first = last + 1;
    }
    found
}

fn leaves_nothing(text: &str, tag: &Tag) -> bool {
    let inside = &text[tag.range.start + 2..tag.range.end - 2];
    let cuts = inside.starts_with(['-', '+']) || inside.ends_with(['-', '+']);
    tag.kind != Kind::Print && !cuts && !inside.trim_start().starts_with("include")
}

/// The same text, in which a tag with a line to itself leaves no empty line: the white space around
/// it moves inside it. A loop can so stand between the rows of a table. The length stays the same,
/// and a place stays at most a few bytes from where it was.
pub(super) fn tuck(text: &str) -> String {
    let mut tucked = String::with_capacity(text.len());
    let mut at = 0;
    for (line, tag) in lone(text, &tags(text)) {
        let (open, close) = (tag.start + 2, tag.end - 2);
        tucked.push_str(&text[at..line.start]);
        for piece in [tag.start..open, line.start..tag.start, open..close, tag.end..line.end, close..tag.end]
        {
            tucked.push_str(&text[piece]);
        }
        at = line.end;
    }
    tucked.push_str(&text[at..]);
    tucked
}

/// The Markdown around the tags, each byte in its place: tags on lines of their own are blank, any
/// other tag is a word.
pub(super) fn without_tags(text: &str) -> String {
    let tags = tags(text);
    let mut bytes = text.as_bytes().to_vec();
    for tag in &tags {
        bytes[tag.range.clone()].fill(b'x');
    }
    for (line, _) in lone(text, &tags) {
        bytes[line.start..line.end - 1].fill(b' ');
    }
    // Only whole tags were overwritten, so this stays UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}
