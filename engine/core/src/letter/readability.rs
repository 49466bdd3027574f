//! A rough look at how hard a letter reads.

use super::{Block, Inline, Letter, plain_text};
use crate::say;
use crate::text::Text;

/// Words that a sentence may have at level B1.
const SENTENCE: usize = 15;
/// Letters that a word may have.
const WORD: usize = 20;

/// Sentences of more than 15 words and words of more than 20 letters. The remarks quote the letter:
/// use it on letters about fictitious people.
#[must_use]
pub fn readability(letter: &Letter) -> Vec<Text> {
    let mut texts = vec![letter.title.clone()];
    for block in &letter.blocks {
        let lines = |text: &Vec<Inline>| plain_text(text, "\n");
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text } => texts.push(lines(text)),
            Block::List { items, .. } => texts.extend(items.iter().map(lines)),
            Block::Table { header, rows } => {
                texts.extend(header.iter().chain(rows.iter().flatten()).map(lines))
            }
        }
    }
    let mut remarks = Vec::new();
    for sentence in texts.iter().flat_map(|text| sentences(text)) {
        let count = sentence.len();
        if count > SENTENCE {
            let start = sentence[..4].join(" ");
            remarks.push(say!(
                "De zin die begint met \"{start}\" heeft {count} woorden. Maak er twee zinnen van.";
                "The sentence that starts with \"{start}\" has {count} words. Make it two."
            ));
        }
        for word in sentence {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            if letters > WORD && !word.contains(['@', '/']) {
                remarks.push(say!(
                    "Het woord \"{word}\" heeft {letters} letters. Kies een korter woord.";
                    "The word \"{word}\" has {letters} letters. Choose a shorter one."
                ));
            }
        }
    }
    remarks
}

/// The sentences of a text, each as its words. A line end or `. ! ? :` before a space ends one.
fn sentences(text: &str) -> Vec<Vec<&str>> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let mut sentence = Vec::new();
        for word in line.split_whitespace() {
            if word.chars().any(char::is_alphanumeric) {
                sentence.push(word);
            }
            if word.ends_with(['.', '!', '?', ':']) {
                sentences.push(std::mem::take(&mut sentence));
            }
        }
        sentences.push(sentence);
    }
    sentences
}
