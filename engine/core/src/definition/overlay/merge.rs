//! Merging one overlay into its base: what all three intents share.

use std::collections::BTreeMap;

use super::change::Change;
use super::file::File;
use super::kind::{Kind, capital};
use super::remove::Removal;
use super::tree::{each_state, entries};
use crate::definition::node::{Key, Node};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// A base that an overlay is being merged into.
pub(super) struct Merge<'a> {
    /// The overlay.
    pub(super) file: &'a File,
    /// The states of the base, and where they stand.
    pub(super) states: BTreeMap<Id, Span>,
    /// What is wrong.
    pub(super) findings: Vec<Finding>,
    /// What the overlay changes and adds.
    pub(super) changes: Vec<Change>,
    /// What it removes.
    pub(super) removed: Vec<Removal>,
    /// States that come before others.
    pub(super) inserted: Vec<Inserted>,
    /// Fields and params whose type would change.
    pub(super) retyped: Vec<Retyped>,
    /// Whether a table's rows are tried in their order.
    pub(super) rows_in_order: bool,
}

/// A state that all ways into another now go to.
pub(super) struct Inserted {
    pub(super) key: Key,
    pub(super) before: Id,
    pub(super) before_span: Span,
    pub(super) node: Option<Node>,
}

/// A field or param that would get another type.
pub(super) struct Retyped {
    pub(super) kind: Kind,
    pub(super) id: Id,
    pub(super) place: Span,
    pub(super) base: Span,
}

/// Where a merge is.
#[derive(Clone)]
pub(super) struct At {
    /// The named things around it, outermost first.
    pub(super) path: Vec<(Kind, Id)>,
    /// The word of the language that it stands under, if any.
    pub(super) key: Option<&'static str>,
    /// Where the key that it stands under is written, in the overlay.
    pub(super) place: Span,
    /// Where the nearest thing around it is written, in the base.
    pub(super) base: Span,
    /// The lock that it lies under.
    pub(super) lock: Option<Span>,
    /// The direction in which what is locked may yet change.
    pub(super) may: Option<String>,
    /// Why the region does this.
    pub(super) reason: Option<String>,
}

impl At {
    /// The beginning of a file.
    pub(super) fn top(place: Span, base: Span) -> Self {
        Self { path: Vec::new(), key: None, place, base, lock: None, may: None, reason: None }
    }

    /// Inside a named thing.
    pub(super) fn within(&self, kind: Kind, over: &Key, base: Option<&Key>) -> Self {
        let mut inner = self.clone();
        inner.path.push((kind, over.name.clone()));
        inner.key = None;
        inner.place = over.span.clone();
        if let Some(base) = base {
            inner.base = base.span.clone();
        }
        inner
    }

    /// Under a word of the language.
    pub(super) fn under(&self, key: &'static str, over: &Key, base: Option<&Key>) -> Self {
        let mut inner = self.clone();
        inner.key = Some(key);
        inner.place = over.span.clone();
        if let Some(base) = base {
            inner.base = base.span.clone();
        }
        inner
    }

    /// In words: ``de taak `gesprek` ``, or ``het woord `due` bij de taak `gesprek` ``.
    pub(super) fn words(&self) -> Text {
        let thing = self.path.last().map(|(kind, id)| kind.named(id));
        match (self.key, thing) {
            (Some(key), Some(Text { nl, en })) => say!("`{key}` bij {nl}"; "`{key}` of {en}"),
            (Some(key), None) => say!("`{key}`"; "`{key}`"),
            (None, Some(thing)) => thing,
            (None, None) => say!("het bestand"; "the file"),
        }
    }
}

impl<'a> Merge<'a> {
    pub(super) fn new(file: &'a File, tree: &Node) -> Self {
        let mut states = BTreeMap::new();
        each_state(tree, None, &mut |key, _, _| _ = states.insert(key.name.clone(), key.span.clone()));
        let hit = entries(tree).iter().find(|(key, _)| key.name == "hit");
        Self {
            file,
            states,
            findings: Vec::new(),
            changes: Vec::new(),
            removed: Vec::new(),
            inserted: Vec::new(),
            retyped: Vec::new(),
            rows_in_order: hit.is_some_and(|(_, hit)| hit.scalar() != Some("unique")),
        }
    }

    /// Reports an error at a place in the overlay, with the place in the base that it is about.
    pub(super) fn error(
        &mut self,
        code: &'static str,
        place: &Span,
        message: Text,
        base: &Span,
        label: Text,
    ) -> &mut Finding {
        self.findings.push(Finding::error(code, place.clone(), capital(message)).also(base.clone(), label));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Reports that something in the overlay is not in the base.
    pub(super) fn stale<'n>(
        &mut self,
        code: &'static str,
        at: &At,
        over: &Key,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let Text { nl, en } = at.words();
        let finding = Finding::error(
            code,
            over.span.clone(),
            capital(say!("{nl} is er niet in de basis."; "{en} is not in the base.")),
        )
        .also(at.base.clone(), say!("hier is gezocht"; "this was searched"));
        let with_help = match code {
            "NZ0909" => finding
                .help(say!("Is het nieuw? Zet het dan onder `add`."; "Is it new? Then put it under `add`.")),
            _ => finding.help(say!("Haal deze regel weg."; "Take this line out.")),
        };
        self.findings.push(with_help.did_you_mean(&over.name, known));
    }

    /// Reports a word that the language does not have at a place.
    pub(super) fn unknown_word(&mut self, at: &At, over: &Key, keys: &[(&'static str, super::shape::Shape)]) {
        let (name, Text { nl, en }) = (&over.name, at.words());
        let finding = Finding::error(
            "NZ0908",
            over.span.clone(),
            say!("`{name}` kan niet bij {nl}."; "`{name}` is not possible at {en}."),
        )
        .also(at.base.clone(), say!("dit wordt aangepast"; "this is adapted"))
        .did_you_mean(name, keys.iter().map(|(key, _)| *key));
        self.findings.push(finding);
    }

    /// Whether a place is locked, which is then reported.
    pub(super) fn refuse_locked(&mut self, at: &At, place: &Span) -> bool {
        let Some(lock) = at.lock.clone() else { return false };
        let Text { nl, en } = at.words();
        self.error(
            "NZ0917",
            place,
            say!("{nl} ligt vast."; "{en} is locked."),
            &lock,
            say!("hier staat waarom"; "here is why"),
        )
        .help = Some(
            say!("Overleg met wie de basis beheert. Hier kan een regio niets veranderen."; "Talk to those who keep the base. A region cannot change anything here."),
        );
        true
    }
}
