//! Differences in words that somebody reads who never saw YAML.

use super::document::Overlay;
use super::kind::{Kind, capital};
use super::tree::{each_state, entries, shown, value};
use crate::calendar::{Duration, Formula, duration_words, formula_words};
use crate::definition::node::Node;
use crate::id::Id;
use crate::say;
use crate::text::{Language, Text};

/// Two definitions, to name things as their designers do.
pub(super) struct Sentences<'a> {
    pub(super) old: &'a Node,
    pub(super) new: &'a Node,
    pub(super) overlays: &'a [&'a Overlay],
}

type Path = [(Kind, Id)];

impl Sentences<'_> {
    /// What people call a thing.
    fn title(&self, path: &Path) -> String {
        let Some((kind, id)) = path.last() else { return String::new() };
        [self.new, self.old]
            .into_iter()
            .find_map(|tree| title_in(tree, path))
            .unwrap_or_else(|| if *kind == Kind::Warning { id.to_string() } else { id.spoken() })
    }

    /// The kind and what people call it: `de taak “Bel”`.
    fn named(&self, path: &Path) -> Text {
        let Some((kind, _)) = path.last() else { return say!("het proces"; "the process") };
        let (Text { nl, en }, title) = (kind_words(*kind), self.title(path));
        say!("{nl} “{title}”"; "{en} “{title}”")
    }

    /// Where a thing lies: ` bij “Intake”`; nothing when it lies in the process itself.
    fn within(&self, path: &Path) -> Text {
        let Some((_, around)) = path.split_last() else { return Text::default() };
        let outer = around.iter().rposition(|(kind, _)| {
            matches!(
                kind,
                Kind::State | Kind::Event | Kind::Escalation | Kind::Reaction | Kind::Letter | Kind::Field
            )
        });
        let Some(at) = outer else { return Text::default() };
        let title = self.title(&around[..=at]);
        say!(" bij “{title}”"; " at “{title}”")
    }

    /// Something that is other.
    pub(super) fn changed(
        &self,
        path: &Path,
        key: Option<&'static str>,
        old: Option<&Node>,
        new: Option<&Node>,
    ) -> Text {
        let kind = path.last().map(|(kind, _)| *kind);
        let (Text { nl, en }, Text { nl: at_nl, en: at_en }) = (self.named(path), self.within(path));
        let (a, b) = (self.words(kind, key, old), self.words(kind, key, new));
        let from_to = from_to(&a, &b);
        let (Text { nl: a_nl, en: a_en }, Text { nl: b_nl, en: b_en }) = (a, b);
        let (ft_nl, ft_en) = (from_to.nl, from_to.en);
        let title = self.title(path);
        capital(match (kind, key.unwrap_or_default()) {
            (None, "title") => {
                say!("het proces heet voortaan “{b_nl}”. Dat was “{a_nl}”."; "the process is now called “{b_en}”. It was “{a_en}”.")
            }
            (Some(Kind::Param), "value") => say!("{title} gaat {ft_nl}."; "{title} goes {ft_en}."),
            (Some(Kind::Param), "min") => {
                say!("de kleinste waarde van {title} gaat {ft_nl}."; "the least value of {title} goes {ft_en}.")
            }
            (Some(Kind::Param), "max") => {
                say!("de grootste waarde van {title} gaat {ft_nl}."; "the greatest value of {title} goes {ft_en}.")
            }
            (Some(Kind::Target), "at_least") => {
                say!("{nl} gaat van {a_nl} naar {b_nl} procent."; "{en} goes from {a_en} to {b_en} percent.")
            }
            (Some(Kind::WorkingDays), "closes") => {
                say!("de werkdag “{title}” is voorbij om {b_nl}. Dat was {a_nl}."; "the working day “{title}” is over at {b_en}. It was {a_en}.")
            }
            (Some(Kind::WorkingDays), "closed") => {
                say!("“{title}”: niemand werkt op {b_nl}. Dat was {a_nl}."; "“{title}”: nobody works on {b_en}. It was {a_en}.")
            }
            (_, "title") => say!("{nl}{at_nl} heette “{a_nl}”."; "{en}{at_en} was called “{a_en}”."),
            (Some(Kind::Outcome | Kind::Option), "") => {
                say!("{nl}{at_nl} heette “{a_nl}”."; "{en}{at_en} was called “{a_en}”.")
            }
            (_, "role" | "assign" | "remind" | "notify") => {
                say!("{nl}{at_nl} is voor {b_nl}. Dat was {a_nl}."; "{en}{at_en} is for {b_en}. It was {a_en}.")
            }
            (_, "due" | "at") => say!("{nl}{at_nl} gaat {ft_nl}."; "{en}{at_en} goes {ft_en}."),
            (_, "by") => {
                say!("{nl} mag worden vastgelegd door {b_nl}. Dat was {a_nl}."; "{en} may be recorded by {b_en}. It was {a_en}.")
            }
            (_, "template") => {
                say!("{nl} krijgt een andere tekst: {b_nl}. Dat was {a_nl}."; "{en} gets another text: {b_en}. It was {a_en}.")
            }
            (Some(Kind::Reaction | Kind::Branch | Kind::Deadline), "go") => {
                say!("na “{title}”{at_nl} gaat de zaak naar “{b_nl}”. Dat was “{a_nl}”."; "after “{title}”{at_en} the case goes to “{b_en}”. It was “{a_en}”.")
            }
            (_, "initial") => {
                say!("{nl} begint bij “{b_nl}”. Dat was “{a_nl}”."; "{en} begins at “{b_en}”. It was “{a_en}”.")
            }
            (_, "") => {
                say!("{nl}{at_nl} is nu “{b_nl}”. Dat was “{a_nl}”."; "{en}{at_en} is now “{b_en}”. It was “{a_en}”.")
            }
            (_, key) => {
                say!("{nl}{at_nl}: `{key}` is nu “{b_nl}”. Dat was “{a_nl}”."; "{en}{at_en}: `{key}` is now “{b_en}”. It was “{a_en}”.")
            }
        })
    }

    /// Something new.
    pub(super) fn added(&self, path: &Path, key: Option<&'static str>, new: Option<&Node>) -> Text {
        let kind = path.last().map(|(kind, _)| *kind);
        let (Text { nl, en }, Text { nl: at_nl, en: at_en }) = (self.named(path), self.within(path));
        if let Some(key) = key {
            let Text { nl: b_nl, en: b_en } = self.words(kind, Some(key), new);
            return capital(
                say!("{nl}{at_nl} krijgt `{key}`: “{b_nl}”."; "{en}{at_en} gets `{key}`: “{b_en}”."),
            );
        }
        let more = match kind {
            Some(Kind::State) => self.place_of_state(path),
            Some(Kind::Task) => {
                let part =
                    |key| value_of(new, key).map(|node| self.words(Some(Kind::Task), Some(key), Some(node)));
                match (part("role"), part("due")) {
                    (Some(Text { nl, en }), Some(Text { nl: due_nl, en: due_en })) => {
                        say!(", voor {nl}, binnen {due_nl}"; ", for {en}, within {due_en}")
                    }
                    (Some(Text { nl, en }), None) => say!(", voor {nl}"; ", for {en}"),
                    _ => Text::default(),
                }
            }
            Some(Kind::WorkingDays) => value_of(new, "closed")
                .or_else(|| value_of(new, "closes"))
                .map_or_else(Text::default, |node| Text::same(format!(" ({})", shown(node)))),
            _ => Text::default(),
        };
        let (more_nl, more_en) = (more.nl, more.en);
        capital(say!("nieuw{at_nl}: {nl}{more_nl}."; "new{at_en}: {en}{more_en}."))
    }

    /// Where a new state was put, and how many ways lead through it.
    fn place_of_state(&self, path: &Path) -> Text {
        let Some((_, id)) = path.last() else { return Text::default() };
        let moved: Vec<_> =
            self.overlays.iter().flat_map(|overlay| &overlay.moved).filter(|moved| moved.to == *id).collect();
        let Some(first) = moved.first() else { return Text::default() };
        let before = self.title(&[(Kind::State, first.from.clone())]);
        match moved.len() {
            1 => {
                say!(", voor “{before}” (één weg gaat er nu langs)"; ", before “{before}” (one way passes it now)")
            }
            ways => {
                say!(", voor “{before}” ({ways} wegen gaan er nu langs)"; ", before “{before}” ({ways} ways pass it now)")
            }
        }
    }

    /// Something that is gone.
    pub(super) fn removed(&self, path: &Path, key: Option<&'static str>) -> Text {
        let (Text { nl, en }, Text { nl: at_nl, en: at_en }) = (self.named(path), self.within(path));
        if let Some(key) = key {
            return capital(
                say!("{nl}{at_nl} heeft geen `{key}` meer."; "{en}{at_en} has no `{key}` any more."),
            );
        }
        if let Some((Kind::Scenario, id)) = path.last() {
            return say!("Het scenario “{id}” van de basis geldt niet meer."; "The scenario “{id}” of the base no longer holds.");
        }
        let removals = self.overlays.iter().flat_map(|overlay| &overlay.removed);
        let instead =
            removals.filter(|removal| removal.path == path).find_map(|removal| removal.instead.clone());
        let Some((instead, _)) = instead else {
            return capital(say!("{nl}{at_nl} vervalt."; "{en}{at_en} is dropped."));
        };
        let other = path.last().map_or_else(String::new, |(kind, _)| self.title(&[(*kind, instead)]));
        capital(
            say!("{nl}{at_nl} vervalt. In de plaats komt “{other}”."; "{en}{at_en} is dropped. “{other}” takes its place."),
        )
    }

    /// A value in words: names by their titles, terms written out.
    fn words(&self, kind: Option<Kind>, key: Option<&str>, node: Option<&Node>) -> Text {
        let Some(node) = node else { return say!("niets"; "nothing") };
        let text = shown(node);
        let refers = match key.unwrap_or_default() {
            "role" | "by" | "assign" | "remind" | "notify" | "deputy" | "approve" => Some(Kind::Role),
            "go" | "initial" | "default" | "instead" => Some(Kind::State),
            "final" => Some(Kind::Outcome),
            "done_by" | "met_by" | "from" | "until" | "event" => Some(Kind::Event),
            "letter" => Some(Kind::Letter),
            "escalation" => Some(Kind::Escalation),
            _ => None,
        };
        if let Some(kind) = refers {
            let names =
                text.split(", ").map(|name| self.title(&[(kind, Id::from(name))])).collect::<Vec<_>>();
            return Text::same(names.join(", "));
        }
        if matches!(key, Some("due" | "at"))
            && let Ok(formula) = Formula::parse(&text)
        {
            let name = |id: &Id| self.title(&[(Kind::Param, id.clone())]);
            let words = |language| formula_words(&formula, language, name);
            return Text { nl: words(Language::Nl), en: words(Language::En) };
        }
        if (kind == Some(Kind::Param) || matches!(key, Some("after")))
            && let Ok(duration) = Duration::parse(&text)
        {
            return Text {
                nl: duration_words(duration, Language::Nl),
                en: duration_words(duration, Language::En),
            };
        }
        Text::same(text)
    }
}

fn value_of<'n>(node: Option<&'n Node>, key: &str) -> Option<&'n Node> {
    value(node?, key)
}

/// `van 5 naar 10 werkdagen`, or `van 1 week naar 10 werkdagen`.
fn from_to(old: &Text, new: &Text) -> Text {
    let short = |old: &str, new: &str| -> Option<String> {
        let ((a, rest), (_, other)) = (old.split_once(' ')?, new.split_once(' ')?);
        (rest == other && a.parse::<u32>().is_ok()).then(|| a.to_owned())
    };
    let (nl, en) = (short(&old.nl, &new.nl), short(&old.en, &new.en));
    let (a_nl, a_en) = (nl.unwrap_or_else(|| old.nl.clone()), en.unwrap_or_else(|| old.en.clone()));
    let (b_nl, b_en) = (&new.nl, &new.en);
    say!("van {a_nl} naar {b_nl}"; "from {a_en} to {b_en}")
}

fn kind_words(kind: Kind) -> Text {
    match kind {
        Kind::State => say!("de stap"; "the step"),
        Kind::Reaction => say!("wat er gebeurt na"; "what happens after"),
        Kind::Asked => say!("de vraag"; "the question"),
        other => other.words(),
    }
}

/// What a tree calls a thing.
fn title_in(tree: &Node, path: &Path) -> Option<String> {
    let (kind, id) = path.last()?;
    let section = match kind {
        Kind::Role => "roles",
        Kind::Param => "params",
        Kind::Field | Kind::Asked if path.len() == 1 || *kind == Kind::Asked => "data",
        Kind::Event | Kind::Reaction => "events",
        Kind::Letter => "letters",
        Kind::Target => "targets",
        Kind::WorkingDays => "calendar",
        Kind::Outcome => return value(value(tree, "outcomes")?, id)?.scalar().map(str::to_owned),
        Kind::State => {
            let mut found = None;
            each_state(tree, None, &mut |key, state, _| {
                if key.name == *id {
                    found = value(state, "title").and_then(Node::scalar).map(str::to_owned);
                }
            });
            return found;
        }
        Kind::Task | Kind::Deadline => return own_title(tree, path),
        _ => return None,
    };
    value(value(value(tree, section)?, id)?, "title")?.scalar().map(str::to_owned)
}

/// The title of a task or deadline, which stand in their states.
fn own_title(tree: &Node, path: &Path) -> Option<String> {
    let (kind, id) = path.last()?;
    let section = if *kind == Kind::Task { "tasks" } else { "deadlines" };
    let of = |node: &Node| {
        let found = entries(value(node, section)?).iter().find(|(key, _)| key.name == *id)?;
        value(&found.1, "title")?.scalar().map(str::to_owned)
    };
    let Some((Kind::State, state)) = path.first() else { return of(tree) };
    let mut found = None;
    each_state(tree, None, &mut |key, node, _| {
        if key.name == *state {
            found = of(node);
        }
    });
    found
}
