//! An overlay as its region wrote it.

use super::shape::{PROCESS, RECORD, Shape, TABLE, Thing};
use super::tree::entries;
use crate::definition::node::{Content, Node};
use crate::definition::reader::{Fields, Reader, Spanned};
use crate::finding::{Finding, Span};
use crate::id::Id;
use crate::say;

/// What kind of file is extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// A process.
    Process,
    /// A shared record.
    Record,
    /// A decision table.
    Table,
}

impl Base {
    /// The key that begins such a file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Record => "record",
            Self::Table => "table",
        }
    }

    /// Its shape.
    #[must_use]
    pub fn thing(self) -> &'static Thing {
        match self {
            Self::Process => &PROCESS,
            Self::Record => &RECORD,
            Self::Table => &TABLE,
        }
    }

    /// Its shape, to go through it.
    #[must_use]
    pub fn shape(self) -> &'static Shape {
        static SHAPES: [Shape; 3] = [Shape::Thing(&PROCESS), Shape::Thing(&RECORD), Shape::Thing(&TABLE)];
        match self {
            Self::Process => &SHAPES[0],
            Self::Record => &SHAPES[1],
            Self::Table => &SHAPES[2],
        }
    }

    /// The kind of a file, by the keys it has.
    #[must_use]
    pub fn of(root: &Node) -> Option<Self> {
        [Self::Record, Self::Table, Self::Process]
            .into_iter()
            .find(|base| entries(root).iter().any(|(key, _)| key.name == base.key()))
    }
}

/// What it extends.
#[derive(Clone, Debug)]
pub struct Extends {
    /// What kind of file.
    pub base: Base,
    /// Which.
    pub id: Spanned<Id>,
    /// The version of it that the region has looked at.
    pub version: Option<Spanned<u32>>,
    /// The hash of that version, `b3:` and 32 digits.
    pub hash: Option<Spanned<String>>,
    /// Where it says so.
    pub span: Span,
}

/// The file, its parts unread.
#[derive(Clone, Debug)]
pub struct File {
    /// Its id, which is also the path of its file.
    pub id: Spanned<Id>,
    /// What it extends.
    pub extends: Extends,
    /// Its own version.
    pub version: Option<Node>,
    /// What is other than in the base.
    pub change: Option<Node>,
    /// What the base does not have.
    pub add: Option<Node>,
    /// What the base has and the region has not.
    pub remove: Option<Node>,
}

impl File {
    /// Reads an overlay's tree.
    #[must_use]
    pub fn read(root: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(root, reader);
        let id = fields.must("overlay").and_then(|node| reader.name(node));
        let extends = fields.must("extends").and_then(|node| Extends::read(node, reader));
        let base = extends.as_ref().map_or(Base::Process, |extends| extends.base);
        let _ = fields.version();
        let file = Self {
            id: id?,
            version: fields.get("version").cloned(),
            change: fields.get("change").cloned(),
            add: fields.get("add").cloned(),
            remove: fields.get("remove").cloned(),
            extends: {
                without_intent(root, base, &fields, reader);
                fields.finish();
                extends?
            },
        };
        Some(file)
    }
}

/// A part of the base that is neither changed nor added nor removed.
fn without_intent(root: &Node, base: Base, fields: &Fields<'_, '_>, reader: &Reader) {
    for (key, _) in entries(root) {
        let Some((known, shape)) = base.thing().key(&key.name) else { continue };
        if matches!(shape, Shape::Own) {
            continue;
        }
        let _ = fields.get(known);
        reader.report(
            Finding::error(
                "NZ0907",
                key.span.clone(),
                say!("Hier staat niet of `{known}` verandert, erbij komt of weg gaat."; "This does not say whether `{known}` changes, is added or is removed."),
            )
            .also(fields.key("extends").map_or_else(|| key.span.clone(), |key| key.span.clone()), say!("dit bestand past een ander bestand aan"; "this file adapts another one"))
            .help(say!("Zet het onder `change`, `add` of `remove`."; "Put it under `change`, `add` or `remove`.")),
        );
    }
}

impl Extends {
    fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let named = |base: Base| Some((base, fields.get(base.key()).and_then(|node| reader.name(node))?));
        let mut found: Vec<_> =
            [Base::Process, Base::Table, Base::Record].into_iter().filter_map(named).collect();
        let version = fields.must("version").and_then(|node| version(node, reader));
        let hash = fields.must("hash").and_then(|node| reader.text(node));
        let is_map = matches!(node.content, Content::Map(_));
        fields.finish();
        if found.len() != 1 {
            if is_map {
                reader.report(
                    Finding::error(
                        "NZ0901",
                        node.span.clone(),
                        say!("Een aanpassing hoort bij precies één bestand."; "An overlay belongs to exactly one file."),
                    )
                    .help(say!("Schrijf `extends: {{process: map/naam, version: 1, hash: …}}`."; "Write `extends: {{process: folder/name, version: 1, hash: …}}`.")),
                );
            }
            return None;
        }
        let (base, id) = found.remove(0);
        Some(Self { base, id, version, hash, span: node.span.clone() })
    }
}

/// A version: a whole number from 1.
pub(in crate::definition) fn version(node: &Node, reader: &Reader) -> Option<Spanned<u32>> {
    match node.scalar().and_then(|text| text.parse().ok()) {
        Some(value) if value > 0 => Some(Spanned { value, span: node.span.clone() }),
        _ => {
            reader.wrong_shape(node, say!("een heel getal vanaf 1"; "a whole number from 1"));
            None
        }
    }
}
