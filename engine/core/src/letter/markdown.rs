//! Markdown to blocks. What a letter does not have becomes plain text, so that no word is lost.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::shield::unshield;
use super::{Block, Inline, Letter, plain_text};

/// The blocks of rendered Markdown; none when it does not start with a title.
pub(super) fn letter(markdown: &str) -> Option<Letter> {
    let mut builder = Builder::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        builder.take(event);
    }
    let title = builder.title?;
    Some(Letter { title, blocks: builder.blocks })
}

#[derive(Default)]
struct Builder {
    title: Option<String>,
    blocks: Vec<Block>,
    /// The running text of the block or cell that is being read.
    text: Vec<Inline>,
    /// How many `**` are open.
    strong: usize,
    /// How many lists are open; their items all go to the outermost.
    depth: usize,
    ordered: bool,
    start: u64,
    items: Vec<Vec<Inline>>,
    header: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    row: Vec<Vec<Inline>>,
    /// Where each open link leads and at which byte of the running text it starts.
    links: Vec<(String, usize)>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.words(&unshield(&text)),
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.text.push(Inline::Break),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            // A second paragraph inside a list item.
            Tag::Paragraph if self.depth > 0 && !self.text.is_empty() => self.text.push(Inline::Break),
            Tag::Strong => self.strong += 1,
            Tag::List(number) => {
                if self.depth == 0 {
                    self.ordered = number.is_some();
                    self.start = number.unwrap_or(1);
                } else {
                    self.end_item();
                }
                self.depth += 1;
            }
            Tag::Link { dest_url, .. } => {
                self.links.push((unshield(&dest_url).into_owned(), plain_text(&self.text, " ").len()))
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) if self.depth == 0 => self.heading(level),
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::CodeBlock if self.depth == 0 => {
                let text = self.cut();
                self.push(Block::Paragraph { text });
            }
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    let items = std::mem::take(&mut self.items);
                    self.push(Block::List { ordered: self.ordered, start: self.start, items });
                }
            }
            TagEnd::TableCell => {
                let cell = self.cut();
                self.row.push(cell);
            }
            TagEnd::TableHead => self.header = std::mem::take(&mut self.row),
            TagEnd::TableRow => self.rows.push(std::mem::take(&mut self.row)),
            TagEnd::Table => {
                let (header, rows) = (std::mem::take(&mut self.header), std::mem::take(&mut self.rows));
                self.push(Block::Table { header, rows });
            }
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let text = self.cut();
        if self.title.is_none() && self.blocks.is_empty() && level == HeadingLevel::H1 {
            let title = plain_text(&text, " ");
            self.title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
        } else {
            self.push(Block::Heading { level: (level as u8).max(2), text });
        }
    }

    /// On paper a link is its address; once, if the text already is the address.
    fn end_link(&mut self) {
        if let Some((address, start)) = self.links.pop() {
            let text = plain_text(&self.text, " ");
            let shown = text.get(start..).unwrap_or_default();
            let address = address.trim_start_matches("mailto:");
            if !address.is_empty() && !shown.contains(address) {
                self.words(&format!(" ({address})"));
            }
        }
    }

    fn end_item(&mut self) {
        let item = self.cut();
        if !is_empty(&item) {
            self.items.push(item);
        }
    }

    fn push(&mut self, block: Block) {
        let empty = match &block {
            Block::Heading { text, .. } | Block::Paragraph { text } => is_empty(text),
            Block::List { items, .. } => items.is_empty(),
            Block::Table { header, .. } => header.is_empty(),
        };
        if !empty {
            self.blocks.push(block);
        }
    }

    fn words(&mut self, words: &str) {
        for (index, line) in words.split('\n').enumerate() {
            if index > 0 {
                self.text.push(Inline::Break);
            }
            match (self.text.last_mut(), self.strong > 0) {
                _ if line.is_empty() => {}
                (Some(Inline::Strong(before)), true) | (Some(Inline::Text(before)), false) => {
                    before.push_str(line)
                }
                (_, true) => self.text.push(Inline::Strong(line.to_owned())),
                (_, false) => self.text.push(Inline::Text(line.to_owned())),
            }
        }
    }

    /// The running text so far, without breaks at its end.
    fn cut(&mut self) -> Vec<Inline> {
        self.strong = 0;
        let mut text = std::mem::take(&mut self.text);
        while text.last() == Some(&Inline::Break) {
            text.pop();
        }
        text
    }
}

fn is_empty(text: &[Inline]) -> bool {
    text.iter().all(|piece| match piece {
        Inline::Text(words) | Inline::Strong(words) => words.trim().is_empty(),
        Inline::Break => true,
    })
}
