//! Asking a decision table, from an action or for a derived field.

use super::node::{Content, Node};
use super::reader::{Fields, Map, Reader, Spanned, Written};
use crate::id::Id;

/// A table that is asked.
#[derive(Clone, Debug)]
pub struct Decide {
    /// The table.
    pub table: Spanned<Id>,
    /// Values for its inputs. An input that is left out is the field of the same name.
    pub with: Map<Written>,
}

/// Where an action puts the outputs.
#[derive(Clone, Debug)]
pub enum Into {
    /// Each into the field of the same name.
    SameNames,
    /// These fields get these outputs; other outputs are not kept.
    Fields(Map<Spanned<Id>>),
    /// All rows that hit become the items of this list.
    List(Spanned<Id>),
}

/// How a field follows from others.
#[derive(Clone, Debug)]
pub enum Derive {
    /// By an expression.
    Formula(Written),
    /// By a table.
    Table {
        /// The table.
        decide: Decide,
        /// The output that is meant; none for the list of all rows that hit.
        output: Option<Spanned<Id>>,
    },
}

impl Decide {
    /// Reads what stands after `decide:`.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<(Self, Into)> {
        if !matches!(node.content, Content::Map(_)) {
            return Some((Self { table: reader.name(node)?, with: Map::new() }, Into::SameNames));
        }
        let fields = Fields::new(node, reader);
        let decide = Self::read_inside(&fields, reader);
        let into = fields.get("into").map_or(Some(Into::SameNames), |node| match node.content {
            Content::Map(_) => Some(Into::Fields(reader.map(node, |_, node| reader.name(node)))),
            _ => reader.name(node).map(Into::List),
        });
        fields.finish();
        Some((decide?, into?))
    }

    fn read_inside(fields: &Fields<'_, '_>, reader: &Reader) -> Option<Self> {
        let table = fields.must("table").and_then(|node| reader.name(node));
        let with = fields.map("with", |_, node| reader.expression(node));
        Some(Self { table: table?, with })
    }
}

impl Derive {
    /// Reads what stands after `derive:`.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        if !matches!(node.content, Content::Map(_)) {
            return reader.expression(node).map(Self::Formula);
        }
        let fields = Fields::new(node, reader);
        let decide = Decide::read_inside(&fields, reader);
        let output = fields.name("output");
        fields.finish();
        Some(Self::Table { decide: decide?, output })
    }
}
