//! Markdown that is safe, and its HTML.

use pulldown_cmark::{Options, Parser};

pub(super) const STYLE: &str = "body{font:16px/1.5 'Liberation Sans',Arial,Helvetica,sans-serif;color:#1d2733;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1,h2,h3{line-height:1.25}table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #b9c4cf;padding:.35rem .6rem;text-align:left;vertical-align:top}\
th{background:#f3f6f9}.beeld{overflow:auto;border:1px solid #b9c4cf;max-height:80vh}\
figure{margin:1.5rem 0}figcaption{font-weight:bold;margin:.5rem 0}\
@media print{.beeld{max-height:none;overflow:visible;border:0}.beeld svg{max-width:100%;height:auto}figure{break-inside:avoid}}";

/// A text in which no sign means anything in Markdown, on one line.
pub(super) fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '#' | '~' => {
                safe.push('\\');
                safe.push(c);
            }
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// The HTML of a page.
pub(super) fn render(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(markdown, Options::ENABLE_TABLES));
    html
}
