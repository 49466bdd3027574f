//! Carries data through the Markdown parser unharmed.
//!
//! Escaping would have to know every place where Markdown gives a character a meaning, and what is
//! escaped inside a code span or at the edge of bold text is not the same. So each character of a
//! value is moved into the private planes, where the parser sees nothing but letters, and is moved
//! back when the parser is done.

use std::borrow::Cow;

/// How far a character moves: planes 0 and 1 land on planes 15 and 16.
const SHIFT: u32 = 0xF_0000;

/// The text as it may appear in a letter: no control characters but newlines, nothing that turns
/// the reading direction round, no private planes (they are ours).
pub(super) fn clean(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut after_return = false;
    text.chars().filter_map(move |c| {
        let second_half = after_return && c == '\n';
        after_return = c == '\r';
        match c {
            '\n' if second_half => None,
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            _ if is_dropped(c) => None,
            _ => Some(c),
        }
    })
}

fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{E0000}'..='\u{E007F}' | '\u{F0000}'..)
}

/// A value, cleaned, in characters that mean nothing to Markdown.
pub(super) fn shield(text: &str) -> String {
    clean(text)
        .map(|c| match u32::from(c) {
            // The ideographs above have no meaning in Markdown and no room to move to.
            0x2_0000.. => c,
            code => char::from_u32(code + SHIFT).unwrap_or(char::REPLACEMENT_CHARACTER),
        })
        .collect()
}

/// The first byte in UTF-8 of whatever [`shield`] moved, or higher: most of a letter has none.
const FIRST_BYTE: u8 = 0xF3;

/// The text as it was before [`shield`].
pub(super) fn unshield(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte < FIRST_BYTE) {
        return Cow::Borrowed(text);
    }
    let back = |c| match u32::from(c) {
        code @ SHIFT.. => char::from_u32(code - SHIFT).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => c,
    };
    text.chars().map(back).collect()
}
