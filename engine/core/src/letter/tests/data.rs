//! Whatever the data holds, it comes out as it went in.

use serde_json::json;

use super::super::{Block, Inline, Letter, to_html, to_text};
use super::{envelope, load, paragraph, render, style, words};

const HOSTILE: [&str; 22] = [
    "{{ 7*7 }} {% raw %} {# x #}",
    "#import \"x\"",
    "# Kop",
    "*_[`~^\\",
    "**vet** _schuin_ `code` ~~weg~~",
    "<script>alert(1)</script>",
    "<!-- weg -->",
    "| a | b |",
    "- streep",
    "1. een",
    "12) twaalf",
    "> citaat",
    "    vier spaties",
    "![x](http://example.org/x.png) [y](javascript:alert(1)) <http://example.org>",
    "&lt;b&gt; &amp; &#60;",
    "---",
    "===",
    "```",
    "{{title}} {{body}}",
    "\" onload=\"x' '",
    "„Łódź” naïef 😀 日本 𠀀",
    "trailing\\",
];

#[test]
fn data_comes_out_verbatim_wherever_it_stands() {
    let template = "# Brief {{ x }}\n\n{{ x }}\n\nVoor **{{ x }}** na.\n\n- {{ x }}\n- `{{ x }}`\n\n\
        | Kop | {{ x }} |\n|---|---|\n| {{ x }} | y |\n";
    for x in HOSTILE {
        let letter = render(template, json!({ "x": x }));
        assert_eq!(letter.title, format!("Brief {x}").trim_end());
        let text = |text: &str| Inline::Text(text.to_owned());
        let expected = vec![
            Block::Paragraph { text: vec![text(x)] },
            Block::Paragraph { text: vec![text("Voor "), Inline::Strong(x.to_owned()), text(" na.")] },
            Block::List { ordered: false, start: 1, items: vec![vec![text(x)], vec![text(x)]] },
            Block::Table { header: vec![words("Kop"), words(x)], rows: vec![vec![words(x), words("y")]] },
        ];
        assert_eq!(letter.blocks, expected);
    }
}

#[test]
fn data_never_becomes_markup_in_the_page() {
    for x in HOSTILE {
        let mut envelope = envelope();
        envelope.addressee = vec![x.to_owned()];
        let mut style = style();
        style.department = x.to_owned();
        style.colour = format!("red}}</style>{x}");
        let page = |x: &str| to_html(&render("# A {{ x }}\n\n{{ x }}", json!({ "x": x })), &style, &envelope);
        let html = page(x);
        // As many tags as with an innocent value: whatever it holds, it opens none.
        assert_eq!(html.matches('<').count(), page("x").matches('<').count(), "{x}");
        assert!(!html.contains("<script") && !html.contains("red}"), "{x}");
        let escaped = x.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let escaped = escaped.replace('"', "&quot;").replace('\'', "&#39;");
        assert!(html.contains(&format!("<p>{escaped}</p>")), "{x}");
    }
}

#[test]
fn no_value_fetches_or_runs_anything() {
    let mut style = style();
    style.logo_svg =
        Some("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><script>x()</script></svg>".into());
    let html = to_html(&render("# A\n\nTekst", json!({})), &style, &envelope());
    assert!(html.contains("src=\"data:image/svg+xml,%3Csvg"));
    assert!(
        !html.contains("<svg")
            && !html.contains("<script")
            && !html.contains("http://")
            && !html.contains("onload=")
    );
    assert!(html.starts_with("<!doctype html>\n<html lang=\"nl\">"));
    assert!(!html.contains("{{"));
}

#[test]
fn control_and_direction_characters_are_dropped() {
    let letter = render("# T\n\nA{{ x }}B", json!({ "x": "\u{202E}o\u{7}m\u{2066}\u{200F}\u{F0041}\0" }));
    assert_eq!(letter.blocks, [paragraph("AomB")]);
    let kept = Letter { title: "a\u{202E}b".into(), blocks: vec![paragraph("c\u{1B}[1md")] };
    for shown in [to_text(&kept, &style(), &envelope()), to_html(&kept, &style(), &envelope())] {
        assert!(shown.contains("ab") && shown.contains("c[1md"));
    }
}

#[test]
fn newlines_in_data_break_the_line_and_nothing_else() {
    let letter = render("# T {{ x }}\n\n{{ x }}\n\n- {{ x }}", json!({ "x": "een\r\n\r\n# twee" }));
    let broken =
        vec![Inline::Text("een".into()), Inline::Break, Inline::Break, Inline::Text("# twee".into())];
    assert_eq!(letter.title, "T een  # twee");
    assert_eq!(letter.blocks[0], Block::Paragraph { text: broken.clone() });
    assert_eq!(letter.blocks[1], Block::List { ordered: false, start: 1, items: vec![broken] });
}

#[test]
fn macros_and_set_blocks_give_markup_but_hold_data() {
    let letter = render(
        "# T\n\n{% macro vet(x) %}**{{ x }}**{% endmacro %}{% set y %}**{{ x }}**{% endset %}{{ vet(x) }} en {{ y }} {{ x ~ '*' }}",
        json!({ "x": "*a*" }),
    );
    let strong = || Inline::Strong("*a*".into());
    let text = vec![strong(), Inline::Text(" en ".into()), strong(), Inline::Text(" *a**".into())];
    assert_eq!(letter.blocks, [Block::Paragraph { text }]);
}

#[test]
fn raw_html_is_shown_as_text() {
    let letter = load(&[("x", "# T\n\n<div>\n{{ x }}\n</div>\n\nA <b>c</b>")])
        .0
        .render("x", &json!({ "x": "<i>" }))
        .unwrap();
    let piece = |text: &str| Inline::Text(text.into());
    let text = vec![piece("<div>"), Inline::Break, piece("<i>"), Inline::Break, piece("</div>")];
    assert_eq!(letter.blocks, [Block::Paragraph { text }, paragraph("A <b>c</b>")]);
}
