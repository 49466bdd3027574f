//! A letter as plain text.

use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

use super::shield::clean;
use super::{Block, Envelope, HouseStyle, Inline, Letter, plain_text};
use crate::calendar::day_date;
use crate::text::Language;

/// Columns of a line.
const WIDTH: usize = 76;

/// The whole letter as text of at most 76 columns: letterhead, addressee, date, subject, body,
/// closing and contact.
#[must_use]
pub fn to_text(letter: &Letter, style: &HouseStyle, envelope: &Envelope) -> String {
    let mut page = Page::default();
    for line in [&style.organisation, &style.department].into_iter().chain(&style.address) {
        page.line(line);
    }
    page.gap();
    for line in &envelope.addressee {
        page.line(line);
    }
    page.gap();
    page.labelled("Datum:       ", &day_date(envelope.date, Language::Nl));
    page.labelled("Ons kenmerk: ", &envelope.our_reference());
    page.labelled("Onderwerp:   ", &letter.title);
    page.gap();
    for block in &letter.blocks {
        page.block(block);
        page.gap();
    }
    page.line(&style.closing);
    page.gap();
    page.line(&style.signed_by);
    if style.signed_by.is_empty() {
        page.line(&style.organisation);
    }
    page.gap();
    if ![&style.phone, &style.email, &style.website].iter().all(|way| way.is_empty()) {
        page.line("Hebt u een vraag?");
    }
    let phone = match style.hours.as_str() {
        _ if style.phone.is_empty() => String::new(),
        "" => style.phone.clone(),
        hours => format!("{} ({hours})", style.phone),
    };
    page.labelled("Telefoon:    ", &phone);
    page.labelled("E-mail:      ", &style.email);
    page.labelled("Website:     ", &style.website);
    page.0.truncate(page.0.trim_end().len());
    page.0.push('\n');
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    /// One empty line, never two.
    fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    /// Wrapped text; nothing when it is empty.
    fn line(&mut self, text: &str) {
        self.wrapped("", "", text);
    }

    fn labelled(&mut self, label: &str, text: &str) {
        self.wrapped(label, &" ".repeat(label.len()), text);
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let text: String = clean(text).collect();
        if text.trim().is_empty() {
            return;
        }
        // Telephone numbers and names keep their hyphens on one line.
        let options = Options::new(WIDTH)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(&text, options) {
            self.0.push_str(line.trim_end());
            self.0.push('\n');
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } => {
                let title = plain_text(text, " ");
                self.line(&title);
                self.line(&"-".repeat(display_width(&title).min(WIDTH)));
            }
            Block::Paragraph { text } => self.line(&plain_text(text, "\n")),
            Block::List { ordered, start, items } => {
                for (item, number) in items.iter().zip(*start..) {
                    let mark = if *ordered { format!("{number}. ") } else { "- ".to_owned() };
                    self.wrapped(&mark, &" ".repeat(mark.len()), &plain_text(item, "\n"));
                }
            }
            Block::Table { header, rows } => self.table(header, rows),
        }
    }

    /// In columns when they fit, otherwise each row as a few lines with the column's title.
    fn table(&mut self, header: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let cells = |row: &[Vec<Inline>]| -> Vec<String> {
            row.iter().map(|cell| clean(&plain_text(cell, " ")).collect()).collect()
        };
        let titles = cells(header);
        let rows: Vec<_> = rows.iter().map(|row| cells(row)).collect();
        let widths: Vec<usize> = (0..titles.len())
            .map(|column| {
                let all = std::iter::once(&titles).chain(&rows);
                all.filter_map(|row| row.get(column)).map(|cell| display_width(cell)).max().unwrap_or(0)
            })
            .collect();
        if widths.iter().map(|width| width + 2).sum::<usize>() <= WIDTH + 2 {
            let rule: Vec<_> = widths.iter().map(|width| "-".repeat(*width)).collect();
            for row in [&titles, &rule].into_iter().chain(&rows) {
                let padded = row.iter().zip(&widths);
                let line: Vec<_> = padded
                    .map(|(cell, width)| {
                        format!("{cell}{}", " ".repeat(width.saturating_sub(display_width(cell))))
                    })
                    .collect();
                self.0.push_str(line.join("  ").trim_end());
                self.0.push('\n');
            }
            return;
        }
        for row in &rows {
            self.gap();
            for (title, cell) in titles.iter().zip(row) {
                self.wrapped("", "  ", &format!("{title}: {cell}"));
            }
        }
    }
}
