//! The hash of what a file says, however it is laid out: a comment more or less moves no region.

use crate::definition::node::{Content, Node};

/// The hash of a tree: `b3:` and 32 digits.
pub(super) fn of(root: &Node) -> String {
    let mut hasher = blake3::Hasher::new();
    feed(root, &mut hasher);
    format!("b3:{}", &hasher.finalize().to_hex()[..32])
}

/// Every text goes in with its length, so that no two trees look the same.
fn feed(node: &Node, hasher: &mut blake3::Hasher) {
    let text = |hasher: &mut blake3::Hasher, text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    match &node.content {
        Content::Scalar { text: value, plain } => {
            // Quotes only matter where YAML reads a bare word as something else than text.
            let is_word = *plain && (node.is_null() || matches!(value.as_str(), "true" | "false"));
            hasher.update(if is_word { b"w" } else { b"s" });
            text(hasher, value);
        }
        Content::List(items) => {
            hasher.update(b"l");
            hasher.update(&(items.len() as u64).to_le_bytes());
            items.iter().for_each(|item| feed(item, hasher));
        }
        Content::Map(entries) => {
            hasher.update(b"m");
            hasher.update(&(entries.len() as u64).to_le_bytes());
            for (key, value) in entries {
                text(hasher, &key.name);
                feed(value, hasher);
            }
        }
    }
}
