//! A letter as one printable page that needs nothing else: no script, no font, no picture from
//! elsewhere.

use std::fmt::Write;

use super::shield::clean;
use super::{Block, Envelope, HouseStyle, Inline, Letter};
use crate::calendar::day_date;
use crate::text::Language;

/// The page with `{{slots}}`.
const FRAME: &str = include_str!("page.html");

/// The whole letter as one HTML page on A4.
#[must_use]
pub fn to_html(letter: &Letter, style: &HouseStyle, envelope: &Envelope) -> String {
    let mut page = String::with_capacity(FRAME.len() + 4096);
    // One pass over the frame, so that a slot's name in the data is never filled.
    for (index, piece) in FRAME.split("{{").enumerate() {
        let rest = match piece.split_once("}}") {
            Some((slot, rest)) if index > 0 => {
                page.push_str(&fill(slot, letter, style, envelope));
                rest
            }
            _ => piece,
        };
        page.push_str(rest);
    }
    page
}

fn fill(slot: &str, letter: &Letter, style: &HouseStyle, envelope: &Envelope) -> String {
    match slot {
        "title" => escape(&letter.title),
        "colour" => style.safe_colour().to_owned(),
        "logo" => style.logo_svg.as_deref().map(|svg| logo(svg, &style.organisation)).unwrap_or_default(),
        "organisation" => escape(&style.organisation),
        "department" => escape(&style.department),
        "sender" => lines(&style.address),
        "addressee" => lines(&envelope.addressee),
        "date" => day_date(envelope.date, Language::Nl),
        "machine_date" => envelope.date.to_string(),
        "reference" => escape(&envelope.our_reference()),
        "body" => letter.blocks.iter().map(block).collect(),
        "closing" => escape(&style.closing),
        "signed_by" if style.signed_by.is_empty() => escape(&style.organisation),
        "signed_by" => lines(&style.signed_by.lines().map(str::to_owned).collect::<Vec<_>>()),
        "contact" => contact(style),
        _ => String::new(),
    }
}

/// Text that is only text in HTML, in an element or in a quoted attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in clean(text) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn lines(lines: &[String]) -> String {
    let shown = lines.iter().filter(|line| !line.trim().is_empty());
    shown.map(|line| escape(line).replace('\n', "<br>")).collect::<Vec<_>>().join("<br>\n")
}

/// As a picture, a logo can neither run a script nor fetch anything.
fn logo(svg: &str, organisation: &str) -> String {
    let mut address = String::from("data:image/svg+xml,");
    for byte in svg.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    format!("<img class=\"logo\" src=\"{address}\" alt=\"Logo {}\">", escape(organisation))
}

fn contact(style: &HouseStyle) -> String {
    let mut ways = Vec::new();
    if !style.phone.is_empty() {
        let hours = match style.hours.as_str() {
            "" => String::new(),
            hours => format!("<br><span>{}</span>", escape(hours)),
        };
        ways.push(format!("<p>Bel <strong>{}</strong>{hours}</p>", escape(&style.phone)));
    }
    let mut online = Vec::new();
    if !style.email.is_empty() {
        online.push(format!("Mail naar {}", escape(&style.email)));
    }
    if !style.website.is_empty() {
        online.push(format!("Kijk op {}", escape(&style.website)));
    }
    if !online.is_empty() {
        ways.push(format!("<p>{}</p>", online.join("<br>")));
    }
    if ways.is_empty() {
        return String::new();
    }
    format!(
        "<footer aria-labelledby=\"vraag\">\n<h2 id=\"vraag\">Hebt u een vraag?</h2>\n<div>{}</div>\n</footer>",
        ways.concat()
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => {
            let level = (*level).clamp(2, 6);
            format!("<h{level}>{}</h{level}>\n", inline(text))
        }
        Block::Paragraph { text } => format!("<p>{}</p>\n", inline(text)),
        Block::List { ordered, start, items } => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", inline(item))).collect();
            match (ordered, start) {
                (false, _) => format!("<ul>\n{items}</ul>\n"),
                (true, 1) => format!("<ol>\n{items}</ol>\n"),
                (true, start) => format!("<ol start=\"{start}\">\n{items}</ol>\n"),
            }
        }
        Block::Table { header, rows } => {
            let head: String =
                header.iter().map(|cell| format!("<th scope=\"col\">{}</th>", inline(cell))).collect();
            let mut table = format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n");
            for row in rows {
                let cells: String = row.iter().map(|cell| format!("<td>{}</td>", inline(cell))).collect();
                let _ = writeln!(table, "<tr>{cells}</tr>");
            }
            table + "</tbody>\n</table>\n"
        }
    }
}

fn inline(text: &[Inline]) -> String {
    text.iter()
        .map(|piece| match piece {
            Inline::Text(words) => escape(words),
            Inline::Strong(words) => format!("<strong>{}</strong>", escape(words)),
            Inline::Break => "<br>\n".to_owned(),
        })
        .collect()
}
