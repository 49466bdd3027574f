//! Templates: what they give, and what is said of wrong ones.

use serde_json::json;

use super::super::{Block, Fault};
use super::{codes, fault, load, paragraph, render, sound, words};

#[test]
fn tags_on_their_own_line_leave_no_empty_line() {
    let template = "# T\n\n{% if ja %}\nEerst\n{% endif %}\n{% if nee %}\nniet\n{% endif %}\ndan.\n\n\
        Neem mee:\n\n{% for zaak in zaken %}\n  {# een regel #}\n- {{ zaak }}\n{% endfor %}\n\n\
        | Dag | Tijd |\n|---|---|\n{% for t in tijden %}\n| {{ t|dag }} | {{ t|tijd }} |\n{% endfor %}\n";
    let data = json!({ "ja": true, "zaken": ["paspoort", "brief"], "tijden": ["2026-10-14T14:00:00", "2026-11-01T09:05"] });
    let letter = render(template, data);
    let rows = vec![
        vec![words("14 oktober 2026"), words("14.00 uur")],
        vec![words("1 november 2026"), words("09.05 uur")],
    ];
    assert_eq!(
        letter.blocks,
        [
            paragraph("Eerst dan."),
            paragraph("Neem mee:"),
            Block::List { ordered: false, start: 1, items: vec![words("paspoort"), words("brief")] },
            Block::Table { header: vec![words("Dag"), words("Tijd")], rows },
        ]
    );
}

#[test]
fn a_tag_at_the_end_of_a_line_keeps_the_line_end() {
    let letter = render("# T\n\nBel{% if x %} ons{% endif %}\nsnel.", json!({ "x": true }));
    assert_eq!(letter.blocks, [paragraph("Bel ons snel.")]);
}

#[test]
fn an_include_and_the_authors_own_cuts_keep_words_apart() {
    let (templates, _) = load(&[
        (
            "x",
            "# T\n\n{% include \"deel\" %}\nSlot.\n\n- a\n{%- for b in c %}\n- {{ b }}\n{%- endfor %}\n\nEinde.",
        ),
        ("deel", "Deel.\n"),
    ]);
    let letter = templates.render("x", &json!({ "c": ["b"] })).unwrap();
    let list = Block::List { ordered: false, start: 1, items: vec![words("a"), words("b")] };
    assert_eq!(letter.blocks, [paragraph("Deel. Slot."), list, paragraph("Einde.")]);
}

#[test]
fn lists_and_links_and_headings() {
    let letter = render(
        "# T\n\n3. drie\n4. vier\n\n## Kop\n\n[site](https://a.example) <https://b.example>",
        json!({}),
    );
    assert_eq!(
        letter.blocks[0],
        Block::List { ordered: true, start: 3, items: vec![words("drie"), words("vier")] }
    );
    assert_eq!(letter.blocks[1], Block::Heading { level: 2, text: words("Kop") });
    assert_eq!(letter.blocks[2], paragraph("site (https://a.example) https://b.example"));
}

#[test]
fn templates_build_on_each_other() {
    let templates = sound(&[
        (
            "landelijk/gemist",
            "# {% block titel %}Gemist{% endblock %}\n\n{{ person.aanhef }},\n\n{% block tekst %}\nWij misten u.\n{% endblock %}\n{% include \"landelijk/bel\" %}\n",
        ),
        ("landelijk/bel", "\nBel {{ telefoon }}.\n"),
        (
            "haarlem/gemist",
            "{% extends \"landelijk/gemist\" %}\n{% block tekst %}\n{{ super() }}\nKom naar {{ plaats }}.\n{% endblock %}\n",
        ),
    ]);
    let data = json!({ "person": { "aanhef": "Beste mevrouw *Vos*" }, "plaats": "het stadhuis", "telefoon": "14 023" });
    let letter = templates.render("haarlem/gemist", &data).unwrap();
    assert_eq!(letter.title, "Gemist");
    assert_eq!(letter.blocks[0], paragraph("Beste mevrouw *Vos*,"));
    let body: Vec<_> = letter.blocks[1..].to_vec();
    assert_eq!(
        body,
        [paragraph("Wij misten u."), paragraph("Kom naar het stadhuis."), paragraph("Bel 14 023.")]
    );

    let paths: Vec<_> = templates
        .variables("haarlem/gemist")
        .into_iter()
        .map(|(path, span)| format!("{path} {span:?}"))
        .collect();
    assert_eq!(
        paths,
        [
            "plaats templates/haarlem/gemist.md:4:13",
            "person.aanhef templates/landelijk/gemist.md:3:4",
            "telefoon templates/landelijk/bel.md:2:8",
        ]
    );
}

#[test]
fn a_variable_is_found_where_it_is_used_and_not_as_a_filter() {
    let templates = sound(&[(
        "x",
        "# T {# datum #}\n\n{{ x|datum }} {{ \"datum\" }}\n{{ datum }}{% for a in lijst %}{{ a.b }}{% endfor %}",
    )]);
    let found: Vec<_> =
        templates.variables("x").into_iter().map(|(path, span)| (path, span.place())).collect();
    assert_eq!(
        found,
        [("x".to_owned(), (3, 4)), ("datum".to_owned(), (4, 4)), ("lijst".to_owned(), (4, 24))]
    );
}

#[test]
fn a_version_covers_what_is_extended() {
    let version = |parent: &str, child: &str| {
        let child = format!("{{% extends \"p\" %}}{child}");
        sound(&[("p", parent), ("c", &child), ("los", "# L")]).version("c")
    };
    assert_eq!(version("# A", ""), version("# A", ""));
    assert_ne!(version("# A", ""), version("# B", ""));
    assert_ne!(version("# A", ""), version("# A", "x"));
    assert_eq!(sound(&[]).version("c"), None);
}

#[test]
fn dates_and_values_read_as_dutch() {
    let template = "# T\n\n{{ d|datum }}; {{ t|datum }}; {{ d|dag }}; {{ t|tijd }}; {{ t|datumtijd }}; {{ n }}; {{ ja }}; {{ naam|capitalize }}";
    let data = json!({ "d": "2026-10-14", "t": "2026-10-14T14:00:00", "n": 3, "ja": true, "naam": "mevrouw De Wit" });
    let expected = "woensdag 14 oktober 2026; woensdag 14 oktober 2026; 14 oktober 2026; 14.00 uur; \
        woensdag 14 oktober 2026 om 14.00 uur; 3; ja; Mevrouw De Wit";
    assert_eq!(render(template, data).blocks, [paragraph(expected)]);
}

#[test]
fn unset_values_are_errors_unless_guarded() {
    let unset = |what: &str| Fault::Unset(Some(what.to_owned()));
    assert_eq!(fault("# T\n\nOm {{ tijd }}.", json!({})), (Some(3), unset("tijd")));
    assert_eq!(fault("# T\n\n{{ person.naam }}", json!({ "person": {} })), (Some(3), unset("person.naam")));
    assert_eq!(fault("# T\n\n{{ x }}", json!({ "x": null })), (Some(3), unset("x")));
    assert!(matches!(fault("# T\n\n{{ x|datum }}", json!({ "x": null })), (Some(3), Fault::Unset(_))));
    assert!(matches!(fault("# T\n\n{% for a in x %}{% endfor %}", json!({})), (Some(3), Fault::Unset(_))));
    let guarded = "# T\n\n{% if x %}{{ x }}{% else %}geen{% endif %}";
    assert_eq!(render(guarded, json!({})).blocks, [paragraph("geen")]);
    assert_eq!(render(guarded, json!({ "x": null })).blocks, [paragraph("geen")]);
}

#[test]
fn errors_name_the_place_and_no_value() {
    let templates =
        load(&[("a", "# T\n\n{% include \"b\" %}"), ("b", "een\n\n{{ x|datum }}{{ x|length }}")]).0;
    let error = templates.render("a", &json!({ "x": "Geheime Naam" })).unwrap_err();
    assert_eq!(
        error.text().nl,
        "Sjabloon b, regel 3: `x|datum` vraagt een datum of tijdstip, maar krijgt iets anders."
    );
    let data = json!({ "x": [{ "naam": "Geheime Naam" }], "s": "Geheime Naam", "n": 1 });
    for template in [
        "{{ x }}",
        "{{ s + n }}",
        "{{ s|tijd }}",
        "{{ s.foo.bar }}",
        "{{ n|join }}",
        "{{ s() }}",
        "{% for a, b in x %}{{ a }}{% endfor %}",
    ] {
        let error = load(&[("x", &format!("# T\n\n{template}"))]).0.render("x", &data).unwrap_err();
        assert_eq!((error.template.as_str(), error.line), ("x", Some(3)), "{template}");
        assert!(!format!("{error:?} {error} {}", error.text().nl).contains("Geheime"), "{template}");
    }
    assert_eq!(fault("# T\n\n{{ x }}", data).1, Fault::NotText(Some("x".into())));
}

#[test]
fn what_would_not_end_is_stopped() {
    let many: Vec<u32> = (0..1000).collect();
    let loops = "# T\n\n{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}";
    assert_eq!(fault(loops, json!({ "x": many })).1, Fault::Runaway);
    let deep = "# T\n\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}";
    assert!(matches!(fault(deep, json!({})).1, Fault::Refused(_)));
    let long = "x".repeat(40_000);
    assert_eq!(fault("# T\n\n{{ x }}{{ x }}", json!({ "x": long })).1, Fault::TooLong);
    let fits = "😀".repeat(60_000);
    assert_eq!(render("# T\n\n{{ x }}", json!({ "x": fits })).blocks, [paragraph(&fits)]);
}

#[test]
fn a_letter_starts_with_its_title() {
    assert_eq!(fault("Hallo\n\n# T", json!({})).1, Fault::NoTitle);
    assert_eq!(fault("# {{ x }}\n\nHallo", json!({ "x": " " })).1, Fault::NoTitle);
    assert_eq!(fault("{% if x %}\n# T\n{% endif %}", json!({})).1, Fault::NoTitle);
    let unknown = sound(&[]).render("x", &json!({})).unwrap_err();
    assert_eq!(unknown.text().nl, "Sjabloon x: deze sjabloon bestaat niet.");
}

#[test]
fn loading_finds_what_is_wrong() {
    assert_eq!(codes(&[("../x", "# T")]), ["NZ0501"]);
    assert_eq!(codes(&[("/etc/x", "# T")]), ["NZ0501"]);
    assert_eq!(codes(&[("x", "# T\n\n{% if %}")]), ["NZ0502"]);
    for name in ["y", "../x", "/x", "landelijk/../x"] {
        let text = format!("# T\n\n{{% include \"{name}\" %}}");
        assert_eq!(codes(&[("x", &text)]), ["NZ0503"]);
        let error = load(&[("x", &text)]).0.render("x", &json!({})).unwrap_err();
        assert_eq!((error.template.as_str(), error.line, error.fault), ("x", Some(3), Fault::Broken));
    }
    assert_eq!(codes(&[("x", "# T\n\n{% include naam %}")]), ["NZ0504"]);
    assert_eq!(codes(&[("x", "# T\n\n{% include \"a\" ~ naam %}")])[0], "NZ0504");
    assert_eq!(
        codes(&[("x", "# T {% include \"y\" %}"), ("y", "{% include \"x\" %}")]),
        ["NZ0505", "NZ0505"]
    );
    assert_eq!(codes(&[("x", "{% extends \"x\" %}# T")]), ["NZ0505"]);
    assert_eq!(codes(&[("x", "Hallo\n## Kop")]), ["NZ0506"]);
    assert_eq!(codes(&[("x", "# T\n\nA <b>vet</b>")]), ["NZ0507", "NZ0507"]);
    assert_eq!(codes(&[("x", "# T\n\n<div>\nA\n</div>\n")])[0], "NZ0507");
    assert_eq!(codes(&[("x", "# T\n\n![plaatje](x.png)")]), ["NZ0508"]);
    assert_eq!(codes(&[("x", "# T\n\n- a\n  - b")]), ["NZ0508"]);
    assert_eq!(
        codes(&[("x", "# T\n\n{{ x|datun }}{{ x|safe }}{% if x is not leeg %}{% endif %}")]),
        ["NZ0509"; 3]
    );
    assert_eq!(
        codes(&[("x", "# T\n\n{% for a in x %}\n{{ loop.index }}. {{ a }}\n{% endfor %}")]),
        ["NZ0510"]
    );
    assert_eq!(
        codes(&[("x", "# T\n\n{% for a in x %}\n- {{ a }}\n{%- endfor %}{{ a -}}\n")]),
        ["NZ0516", "NZ0516"]
    );
    assert_eq!(
        codes(&[(
            "x",
            "# T\n\n{% raw %}{{ x|datun }}{% include y %}{% endraw %}{# x|nee #}{{ \"a|b %}\" }}"
        )]),
        [""; 0]
    );
}

#[test]
fn findings_point_at_the_place() {
    let (_, findings) =
        load(&[("x", "# T\n\n  {% if a %}\nEen <b>woord</b> {{ a|datun }}\n  {% endif %}\n{{ b | }}")]);
    let places: Vec<_> = findings.iter().map(|finding| (finding.code, finding.span.place())).collect();
    assert_eq!(places, [("NZ0502", (6, 8)), ("NZ0509", (4, 23)), ("NZ0507", (4, 5)), ("NZ0507", (4, 13))]);
    assert_eq!(findings[1].fix.as_ref().map(|fix| fix.with.as_str()), Some("datum"));
}

/// Every mix of pieces is refused or rendered, and nothing panics.
#[test]
fn no_template_is_too_odd() {
    const PIECES: [&str; 24] = [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "\n", "  ", "é", "x", "\"", "'", "|", "datum", "if x",
        "endif", "raw", "endraw", "include", "<b>", "# T\n", "- a\n", "[y](z)",
    ];
    let mut state = 7_u64;
    for _ in 0..3000 {
        let mut template = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            template.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
        }
        let (templates, findings) = load(&[("x", &template)]);
        for finding in findings {
            assert!(template.get(finding.span.range.clone()).is_some(), "{template:?}: {finding:?}");
        }
        let _ = templates.variables("x");
        let _ = templates.render("x", &json!({ "x": "é" }));
    }
}
