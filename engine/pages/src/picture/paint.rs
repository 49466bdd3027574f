//! Boxes and arrows as SVG. No fonts, scripts or images from elsewhere: it reads the same offline.

use std::fmt::Write;

use nazorg_core::graph::chart::Kind;

use super::boxes::{BODY, Boxed, LINE, Line, PAD, SIGN, TITLE};
use super::layout::{Route, START_SIZE, label_size};
use super::sheets::Sheet;
use super::type_size::width;
use super::{Mark, Marks};
use crate::Subject;
use crate::deeds::Sign;

const MARGIN: f64 = 24.0;
const LEGEND: f64 = 44.0;
/// Room for the title of one of several pictures.
const SHEET_TITLE: f64 = 44.0;
/// How far a second sheet sticks out.
const BEHIND: f64 = 5.0;
/// How round the corners of arrows are.
const BEND: f64 = 10.0;

const STYLE: &str = "text{font-family:'Liberation Sans',Arial,Helvetica,'DejaVu Sans',sans-serif;fill:#1d2733}\
.t{font-size:14px;font-weight:bold}.b{font-size:12px}.e{font-size:12px;fill:#1f4e79}.k{font-size:12px;fill:#44505c}\
.box{fill:#fff;stroke:#5b6b7b;stroke-width:1.2}.in{fill:#f3f6f9;stroke:#5b6b7b;stroke-width:1.2}\
.deep{fill:#e8eef4;stroke:#5b6b7b;stroke-width:1.2}.part{fill:#fbfaf4;stroke:#8a7a3c;stroke-width:1.2;stroke-dasharray:6 4}\
.end{fill:#e4f1e6;stroke:#3f7d4b;stroke-width:1.6}.way{fill:none;stroke:#1f4e79;stroke-width:1.4}\
.under{fill:#fff;fill-opacity:.94}.dot{fill:#1d2733}.ring{fill:#fff;stroke:#1f4e79;stroke-width:2.4}\
.h{font-size:18px;font-weight:bold}.back{fill:#fff;stroke:#8a7a3c;stroke-width:1.2}.s{fill:none;stroke:#1d2733;stroke-width:1.3;stroke-linejoin:round}";

/// Only for pictures with something marked in them.
const MARKED: &str = ".mark{fill:none;stroke-width:4}.m-new{stroke:#2e7d32}.m-gone{stroke:#b3261e;stroke-dasharray:9 5}.m-other{stroke:#b26a00}\
.tag{font-size:12px;font-weight:bold}.t-new{fill:#2e7d32}.t-gone{fill:#b3261e}.t-other{fill:#b26a00}";

/// The signs, each in a square of 12.
const SIGNS: &str = "<symbol id=\"task\" viewBox=\"0 0 12 12\"><path class=\"s\" d=\"M1.5 1.5h9v9h-9zM3.5 6l2 2 3.5-4\"/></symbol>\
<symbol id=\"term\" viewBox=\"0 0 12 12\"><path class=\"s\" d=\"M6 1a5 5 0 1 0 .01 0zM6 3v3.2l2.2 1.4\"/></symbol>\
<symbol id=\"letter\" viewBox=\"0 0 12 12\"><path class=\"s\" d=\"M.8 2.2h10.4v7.6H.8zM.8 2.6l5.2 4 5.2-4\"/></symbol>\
<symbol id=\"case\" viewBox=\"0 0 12 12\"><path class=\"s\" d=\"M1 4h7.5v7H1zM3.5 4V1.2H11V8H8.5\"/></symbol>\
<symbol id=\"message\" viewBox=\"0 0 12 12\"><path class=\"s\" d=\"M1 1.8h10v6.4H6l-2.6 2.6V8.2H1z\"/></symbol>\
<marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 .8L8 4 0 7.2z\" fill=\"#1f4e79\"/></marker>";

/// What the signs mean.
const MEANINGS: [(Sign, &str); 5] = [
    (Sign::Task, "taak (wie, binnen welke tijd)"),
    (Sign::Term, "termijn"),
    (Sign::Letter, "brief"),
    (Sign::Case, "andere zaak"),
    (Sign::Message, "bericht"),
];
const BEGIN: &str = "begin";
const ANYWHERE: &str = "vanuit elke stap in dit vak";

/// The whole image: pictures below each other, each with its title when there are several.
pub(super) fn image(subject: Subject<'_>, sheets: &[Sheet], marks: &Marks) -> String {
    let legend = MEANINGS.iter().map(|(_, words)| *words).chain([BEGIN, ANYWHERE]);
    let legend: f64 = legend.map(|words| SIGN + width(words, BODY, false) + 20.0).sum();
    let title = if sheets.len() > 1 { SHEET_TITLE } else { 0.0 };
    let wide = sheets.iter().map(|sheet| sheet.drawn.width).fold(legend, f64::max) + 2.0 * MARGIN;
    let high: f64 = sheets.iter().map(|sheet| title + sheet.drawn.height + MARGIN).sum();
    let (w, h) = (round(wide), round(LEGEND + high));
    let definition = subject.process.definition();
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" lang=\"nl\">\
         <title>{}</title><desc>{}</desc><style>{STYLE}{}</style><defs>{SIGNS}</defs>\
         <rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>",
        escape(&definition.title),
        escape(definition.purpose.as_deref().unwrap_or_default()),
        if marks.is_empty() { "" } else { MARKED }
    );
    meanings(&mut out);
    let mut top = LEGEND;
    for sheet in sheets {
        if sheets.len() > 1 {
            text("h", MARGIN, top + SHEET_TITLE * 0.55, &sheet.title(subject), &mut out);
            top += SHEET_TITLE;
        }
        paint(&sheet.drawn, MARGIN, top, 0, &mut out);
        // Last of all, so that no box lies over a mark.
        outline(&sheet.drawn, (MARGIN, top), marks, &mut out);
        top += sheet.drawn.height + MARGIN;
    }
    out.push_str("</svg>\n");
    out
}

fn meanings(out: &mut String) {
    let (mut x, y) = (MARGIN, LEGEND * 0.6);
    let say = |x: f64, words: &str, out: &mut String| {
        text("k", x + SIGN, y, words, out);
        SIGN + width(words, BODY, false) + 20.0
    };
    for (sign, words) in MEANINGS {
        mark(sign, x, y - 10.0, out);
        x += say(x, words, out);
    }
    point("dot", (x + START_SIZE / 2.0, y - 4.0), out);
    x += say(x, BEGIN, out);
    point("ring", (x + START_SIZE / 2.0, y - 4.0), out);
    say(x, ANYWHERE, out);
}

/// Where arrows begin.
fn point(class: &str, (x, y): (f64, f64), out: &mut String) {
    let (x, y, r) = (round(x), round(y), round(START_SIZE / 2.0 - 1.0));
    let _ = write!(out, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>");
}

fn paint(found: &Boxed, left: f64, top: f64, depth: usize, out: &mut String) {
    let class = match found.kind {
        Kind::Final => "end",
        _ if found.part => "part",
        _ if found.inner.is_empty() => "box",
        _ if depth.is_multiple_of(2) => "in",
        _ => "deep",
    };
    let corner = if found.kind == Kind::Final { 16.0 } else { 6.0 };
    if found.sheet.is_some() {
        // A second sheet behind it: there is more than is drawn here.
        let (x, y) = (round(left + BEHIND), round(top + BEHIND));
        let (w, h) = (round(found.width), round(found.height));
        let _ = write!(
            out,
            "<rect class=\"back\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{corner}\"/>"
        );
    }
    let _ = write!(
        out,
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{corner}\"/>",
        round(left),
        round(top),
        round(found.width),
        round(found.height)
    );
    let mut y = top + PAD + TITLE - 2.0;
    for line in &found.title {
        text("t", left + PAD, y, line, out);
        y += TITLE + 3.0;
    }
    y += 2.0;
    lines(&found.lines, "b", left + PAD, y, out);
    for route in &found.routes {
        way(route, left, top, out);
    }
    if let Some((x, y)) = found.start {
        point("dot", (left + x, top + y), out);
    }
    for (x, y) in &found.anywhere {
        point("ring", (left + x, top + y), out);
    }
    for inner in &found.inner {
        paint(inner, left + inner.x, top + inner.y, depth + 1, out);
    }
    // Words come last, so that no arrow runs through them.
    for route in found.routes.iter().filter(|route| !route.lines.is_empty()) {
        let (wide, high) = label_size(&route.lines);
        let (x, y) = (left + route.label.0 - wide / 2.0, top + route.label.1 - high / 2.0);
        let _ = write!(
            out,
            "<rect class=\"under\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            round(x - 2.0),
            round(y),
            round(wide + 4.0),
            round(high)
        );
        lines(&route.lines, "e", x, y + 12.0, out);
    }
}

/// A thick line around each box that is marked, and a word: colour alone says nothing on a black-and-white page.
fn outline(found: &Boxed, (left, top): (f64, f64), marks: &Marks, out: &mut String) {
    if let Some(mark) = marks.get(&found.id) {
        let (name, word) = match mark {
            Mark::New => ("new", "nieuw"),
            Mark::Gone => ("gone", "vervalt"),
            Mark::Other => ("other", "anders"),
        };
        let (x, y, w, h) =
            (round(left - 3.0), round(top - 3.0), round(found.width + 6.0), round(found.height + 6.0));
        let _ = write!(
            out,
            "<rect class=\"mark m-{name}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"8\"/>"
        );
        text(&format!("tag t-{name}"), left, top - 7.0, word, out);
    }
    for inner in &found.inner {
        outline(inner, (left + inner.x, top + inner.y), marks, out);
    }
}

/// Lines with their signs; gives nothing back, for nothing stands below them.
fn lines(lines: &[Line], class: &str, x: f64, mut y: f64, out: &mut String) {
    for line in lines {
        mark(line.sign, x + line.indent, y - 10.0, out);
        for words in &line.text {
            text(class, x + line.indent + SIGN, y, words, out);
            y += LINE;
        }
    }
}

fn mark(sign: Sign, x: f64, y: f64, out: &mut String) {
    let name = match sign {
        Sign::Task => "task",
        Sign::Term => "term",
        Sign::Letter => "letter",
        Sign::Case => "case",
        Sign::Message => "message",
        Sign::Event => {
            let (x, y) = (round(x + 6.0), round(y + 6.0));
            let _ = write!(out, "<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"2\"/>");
            return;
        }
    };
    let (x, y) = (round(x), round(y));
    let _ = write!(out, "<use href=\"#{name}\" x=\"{x}\" y=\"{y}\" width=\"12\" height=\"12\"/>");
}

fn text(class: &str, x: f64, y: f64, words: &str, out: &mut String) {
    let (x, y) = (round(x), round(y));
    let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escape(words));
}

/// An arrow along its points, round where it bends.
fn way(route: &Route, left: f64, top: f64, out: &mut String) {
    let points: Vec<(f64, f64)> = route.points.iter().map(|(x, y)| (left + x, top + y)).collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
    let mut path = format!("M{} {}", round(first.0), round(first.1));
    for window in points.windows(3) {
        let [before, at, after] = window else { continue };
        let (into, from) = (toward(*at, *before), toward(*at, *after));
        let _ = write!(
            path,
            "L{} {}Q{} {} {} {}",
            round(into.0),
            round(into.1),
            round(at.0),
            round(at.1),
            round(from.0),
            round(from.1)
        );
    }
    let _ = write!(path, "L{} {}", round(last.0), round(last.1));
    let _ = write!(out, "<path class=\"way\" d=\"{path}\" marker-end=\"url(#tip)\"/>");
}

/// A point a little way from one towards another.
fn toward(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let far = dx.hypot(dy);
    let part = if far > 0.0 { (BEND / far).min(0.5) } else { 0.0 };
    (from.0 + dx * part, from.1 + dy * part)
}

/// To a tenth of a pixel: what is smaller nobody sees, and differs between machines.
fn round(number: f64) -> f64 {
    let tenths = (number * 10.0).round() / 10.0;
    // No minus before a zero.
    tenths + 0.0
}

/// A text that can do no harm in XML. Signs that XML does not allow are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}
