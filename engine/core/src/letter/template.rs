//! The templates of a workspace, and how a letter is made from one.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

use super::fault::NOT_TEXT;
use super::scan::{self, Link};
use super::shield::shield;
use super::{Fault, Letter, LetterError, check, filter, markdown, needed};
use crate::finding::{Finding, Source, Span};

/// Instructions that one letter may take. A long letter takes some thousands.
const FUEL: u64 = 200_000;
/// How deep macros and blocks may nest.
const DEPTH: usize = 60;
/// How long a letter may be, in characters of Markdown.
const LENGTH: usize = 64 * 1024;

/// All letter templates, by name: `haarlem/gemist` is `templates/haarlem/gemist.md`.
#[derive(Clone, Default)]
pub struct Templates {
    env: Environment<'static>,
    entries: IndexMap<String, Entry>,
}

/// One template.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) source: Arc<Source>,
    pub(super) links: Vec<Link>,
    /// The line of what makes it unusable, if anything does.
    pub(super) broken: Option<usize>,
}

impl Templates {
    /// Reads templates and says what is wrong with them. A template with an error is kept, so that
    /// its name is known, but gives no letter.
    pub fn new(sources: impl IntoIterator<Item = (String, Arc<Source>)>) -> (Self, Vec<Finding>) {
        let mut env = environment();
        let mut entries = IndexMap::new();
        let mut findings = Vec::new();
        for (name, source) in sources {
            let links = scan::links(&source.text);
            let mut entry = Entry { source, links, broken: None };
            if !check::is_name(&name) {
                findings.push(check::bad_name(&name, &entry.source));
                continue;
            }
            if let Err(error) = env.add_template_owned(name.clone(), scan::tuck(&entry.source.text)) {
                let finding = check::syntax(&error, &entry.source);
                entry.broken = Some(finding.span.place().0);
                findings.push(finding);
            }
            entries.insert(name, entry);
        }
        findings.extend(check::all(&mut entries));
        (Self { env, entries }, findings)
    }

    /// Whether there is a template of this name, right or wrong.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// The names, in the order given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The variables that a template and the ones it uses take from the case, as dotted paths, each
    /// with its first use, by place.
    #[must_use]
    pub fn variables(&self, name: &str) -> Vec<(String, Span)> {
        let mut seen = HashSet::new();
        let mut variables = Vec::new();
        for name in family(&self.entries, name) {
            let (Some(entry), Ok(template)) = (self.entries.get(name), self.env.get_template(name)) else {
                continue;
            };
            let mut here: Vec<_> = template
                .undeclared_variables(true)
                .into_iter()
                .filter(|path| seen.insert(path.clone()))
                .map(|path| {
                    let range = scan::first_use(&entry.source.text, &path).unwrap_or(0..0);
                    (path, Span { source: entry.source.clone(), range })
                })
                .collect();
            here.sort_by(|a, b| (a.1.range.start, &a.0).cmp(&(b.1.range.start, &b.0)));
            variables.append(&mut here);
        }
        variables
    }

    /// The dotted paths that a template and the ones it uses hold against a text, with that text and its place.
    #[must_use]
    pub fn comparisons(&self, name: &str) -> Vec<(String, String, Span)> {
        let mut found = Vec::new();
        for entry in family(&self.entries, name).into_iter().filter_map(|name| self.entries.get(name)) {
            for (path, text, range) in scan::comparisons(&entry.source.text) {
                let span = Span { source: entry.source.clone(), range };
                found.push((path.to_owned(), text.to_owned(), span));
            }
        }
        found
    }

    /// The dotted paths that a template and the ones it uses write without asking first whether they
    /// are there, each with its first place.
    #[must_use]
    pub fn needed(&self, name: &str) -> Vec<(String, Span)> {
        let mut found: Vec<(String, Span)> = Vec::new();
        for name in family(&self.entries, name) {
            let Some(entry) = self.entries.get(name) else { continue };
            for (path, range) in needed::needed(&entry.source.text) {
                if !found.iter().any(|(known, _)| *known == path) {
                    found.push((path, Span { source: entry.source.clone(), range }));
                }
            }
        }
        found
    }

    /// Makes a letter.
    ///
    /// # Errors
    ///
    /// When the template is unknown or wrong, uses a value that the data lacks, does not end, gives
    /// more than 64 KB or no title. The error holds no value from the data.
    pub fn render(&self, name: &str, data: &serde_json::Value) -> Result<Letter, LetterError> {
        let fail = |line, fault| Err(LetterError::new(name, line, fault));
        if !self.contains(name) {
            return fail(None, Fault::Unknown);
        }
        for member in family(&self.entries, name) {
            if let Some(line) = self.entries.get(member).and_then(|entry| entry.broken) {
                return Err(LetterError::new(member, Some(line), Fault::Broken));
            }
        }
        let text_of = |name: &str| self.entries.get(name).map(|entry| scan::tuck(&entry.source.text));
        let mut page = Bounded(Vec::new(), 0);
        self.env
            .get_template(name)
            .and_then(|template| {
                template.render_captured_to(Value::from(minijinja::value::Serde(data)), &mut page).map(drop)
            })
            .map_err(|error| LetterError::from_template(&error, name, text_of))?;
        let text = String::from_utf8_lossy(&page.0);
        markdown::letter(&text).map_or_else(|| fail(Some(1), Fault::NoTitle), Ok)
    }

    /// A digest of a template and all it extends and includes: the same digest, the same words.
    #[must_use]
    pub fn version(&self, name: &str) -> Option<[u8; 32]> {
        self.entries.get(name)?;
        let mut hasher = blake3::Hasher::new();
        for member in family(&self.entries, name) {
            let text = self.entries.get(member).map_or("", |entry| &entry.source.text);
            for part in [member, text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        Some(*hasher.finalize().as_bytes())
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// A template and all it extends, includes or imports, itself first, each once.
pub(super) fn family<'a>(entries: &'a IndexMap<String, Entry>, name: &'a str) -> Vec<&'a str> {
    let mut family = vec![name];
    let mut next = 0;
    while let Some(entry) = family.get(next).map(|name| entries.get(*name)) {
        for other in entry.iter().flat_map(|entry| &entry.links).filter_map(|link| link.name.as_deref()) {
            if !family.contains(&other) {
                family.push(other);
            }
        }
        next += 1;
    }
    family
}

fn environment() -> Environment<'static> {
    let mut env = Environment::empty();
    filter::register(&mut env);
    env.set_debug(false);
    // `{% if field %}` guards an unset field; writing one is an error.
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    // Any escaping but none makes a macro or `{% set %}` block yield markup instead of data.
    env.set_auto_escape_callback(|_| AutoEscape::Custom("letter".into()));
    env.set_formatter(write_value);
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(DEPTH);
    env
}

fn write_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    // Only what a template itself rendered is safe: no filter here makes data so.
    if let (true, Some(markup)) = (value.is_safe(), value.as_str()) {
        return Ok(out.write_str(markup)?);
    }
    if value.is_undefined() || value.is_none() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let text = match value.as_str() {
        Some(text) => shield(text),
        None if value.is_number() => shield(&value.to_string()),
        None if value.kind() == ValueKind::Seq => shield(&listed(value)?),
        None => match bool::try_from(value.clone()) {
            Ok(true) => shield("ja"),
            Ok(false) => shield("nee"),
            Err(_) => return Err(Error::new(ErrorKind::InvalidOperation, NOT_TEXT)),
        },
    };
    Ok(out.write_str(&text)?)
}

/// A row of texts as a sentence has it: "Wonen, Zorg en Werk". The options of a set are shown so.
fn listed(value: &Value) -> Result<String, Error> {
    let texts: Option<Vec<String>> = value.try_iter()?.map(|one| one.as_str().map(str::to_owned)).collect();
    let texts = texts.ok_or_else(|| Error::new(ErrorKind::InvalidOperation, NOT_TEXT))?;
    Ok(match texts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} en {last}", others.join(", ")),
        None => String::new(),
    })
}

/// Takes no more characters than a letter may have. Shielded characters are longer in bytes, so
/// bytes would not do.
struct Bounded(Vec<u8>, usize);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1 += bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        if self.1 > LENGTH {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
