//! A decision table as written.

use super::field::Field;
use super::node::Node;
use super::reader::{Fields, Map, Reader, Spanned};
use crate::finding::Finding;
use crate::id::Id;
use crate::say;

/// A decision table: from inputs, by rows, to outputs.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its id, which is also the path of its file.
    pub id: Spanned<Id>,
    /// What people call it.
    pub title: String,
    /// The document it comes from.
    pub source: Option<String>,
    /// What it looks at. An input that is not `optional` must be filled in.
    pub inputs: Map<Field>,
    /// What it gives.
    pub outputs: Map<Field>,
    /// What happens when several rows hit.
    pub hit: Hit,
    /// Its rows, in written order.
    pub rows: Map<Row>,
    /// Warnings that the designer accepts, with the reason.
    pub accept: Map<String>,
}

/// What it means that rows hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    /// Exactly one row hits: the order of the rows says nothing.
    #[default]
    Unique,
    /// The first row that hits, in written order.
    First,
    /// All rows that hit, in written order; none is an answer too.
    Collect,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The document it comes from, when another than the table's.
    pub source: Option<String>,
    /// What must hold, by input; what is left out may be anything.
    pub conditions: Map<Node>,
    /// Takes all that no row before it takes.
    pub otherwise: bool,
    /// What it gives, by output.
    pub then: Map<Node>,
}

impl Table {
    /// Reads a table file's tree.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let id = fields.must("table").and_then(|node| reader.name(node))?;
        let _ = fields.version();
        let columns = |key| {
            let columns = fields
                .must(key)
                .map_or_else(Map::new, |node| reader.map(node, |_, node| Field::read(node, reader)));
            columns.values().for_each(|column| refuse_case_keys(column, reader));
            columns
        };
        let table = Self {
            title: fields.title(),
            source: fields.text("source"),
            inputs: columns("inputs"),
            outputs: columns("outputs"),
            hit: fields.get("hit").map_or_else(Hit::default, |node| Hit::read(node, reader)),
            rows: fields
                .must("rows")
                .map_or_else(Map::new, |node| reader.map(node, |_, node| Some(Row::read(node, reader)))),
            accept: fields.map("accept", |_, node| reader.text(node).map(|text| text.value)),
            id,
        };
        fields.finish();
        Some(table)
    }
}

impl Hit {
    fn read(node: &Node, reader: &Reader) -> Self {
        match node.scalar() {
            Some("unique") => Self::Unique,
            Some("first") => Self::First,
            Some("collect") => Self::Collect,
            _ => {
                reader.wrong_shape(
                    node,
                    say!("`unique`, `first` of `collect`"; "`unique`, `first` or `collect`"),
                );
                Self::Unique
            }
        }
    }
}

impl Row {
    fn read(node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        fields.lock();
        let row = Self {
            source: fields.text("source"),
            conditions: fields.map("if", |_, node| Some(node.clone())),
            otherwise: fields.flag("otherwise"),
            then: fields
                .must("then")
                .map_or_else(Map::new, |node| reader.map(node, |_, node| Some(node.clone()))),
        };
        fields.finish();
        row
    }
}

/// A table has no memory: what it looks at is given to it, each time.
fn refuse_case_keys(column: &Spanned<Field>, reader: &Reader) {
    if column.derive.is_some() || column.default.is_set() {
        reader.report(Finding::error(
            "NZ0114",
            column.span.clone(),
            say!("`derive` en `default` kunnen niet in een tabel."; "`derive` and `default` are not possible in a table."),
        ));
    }
}
