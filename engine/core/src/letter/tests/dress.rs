//! The letter as a reader gets it.

use serde_json::json;

use super::super::{Block, HouseStyle, Letter, readability, to_html, to_text};
use super::{envelope, paragraph, render, sound, style};

#[test]
fn text_is_wrapped_with_the_letterhead_on_top() {
    let long = "Dit is een zin van ongeveer veertig letters. ".repeat(5);
    let template = format!(
        "# Uw gesprek\n\nBeste meneer,\n\n{long}\n\n- {long}\n\n| Dag | Tijd |\n|---|---|\n| maandag | 9.00 |\n\n| A | B |\n|---|---|\n| {long} | b |\n"
    );
    let text = to_text(&render(&template, json!({})), &style(), &envelope());
    assert!(text.lines().all(|line| textwrap::core::display_width(line) <= 76), "{text}");
    assert!(
        text.starts_with(
            "Gemeente Haarlem\nTeam Nazorg\nZijlvest 39\n2011 VB Haarlem\n\nDe heer J. van Puffelen\n"
        ),
        "{text}"
    );
    assert!(text.contains("\nDatum:       9 oktober 2026\nOns kenmerk: Z3 / B12\nOnderwerp:   Uw gesprek\n\nBeste meneer,\n\n"), "{text}");
    assert!(text.contains("\n- Dit is een zin") && text.contains("\n  letters.\n\nDag"), "{text}");
    assert!(text.contains("\nDag      Tijd\n-------  ----\nmaandag  9.00\n\nA: Dit is"), "{text}");
    assert!(
        text.contains(
            "\n\nMet vriendelijke groet,\n\nSamira el Idrissi\nNazorgcoördinator\n\nHebt u een vraag?\n"
        ),
        "{text}"
    );
    assert!(text.ends_with("Website:     haarlem.example/nazorg\n") && !text.contains("\n\n\n"), "{text}");
}

#[test]
fn a_house_style_is_checked() {
    assert_eq!(HouseStyle::default().check(), []);
    for colour in ["red", "#12345", "#12345g", "#ffff00", "1f4e79", "#é1234"] {
        assert_eq!(
            HouseStyle { colour: colour.into(), ..HouseStyle::default() }.check().len(),
            1,
            "{colour}"
        );
    }
    let parsed: HouseStyle = serde_json::from_value(json!({ "organisation": "Gemeente X" })).unwrap();
    assert_eq!(parsed.closing, "Met vriendelijke groet,");
    assert!(serde_json::from_value::<HouseStyle>(json!({ "kleur": "x" })).is_err());
}

#[test]
fn hard_sentences_and_words_are_reported() {
    let fifteen = "a b c d e f g h i j k l m n o.";
    let letter = |text: &str| Letter { title: "T".into(), blocks: vec![paragraph(text)] };
    assert_eq!(readability(&letter(&format!("{fifteen} {fifteen}"))), []);
    let remarks =
        readability(&letter("a b c d e f g h i j k l m n o p.\nHeel arbeidsongeschiktheidsverzekering."));
    assert_eq!(remarks.len(), 2);
    assert!(remarks[0].nl.contains("\"a b c d\" heeft 16 woorden"), "{remarks:?}");
    assert!(remarks[1].nl.contains("\"arbeidsongeschiktheidsverzekering\""), "{remarks:?}");
}

#[test]
fn a_letter_survives_storage() {
    let letter = render("# T\n\nA **b**\n\n1. c\n\n| D |\n|---|\n| e |", json!({}));
    let stored = serde_json::to_string(&letter).unwrap();
    assert_eq!(serde_json::from_str::<Letter>(&stored).unwrap(), letter);
}

/// A letter as a municipality would send it, with text, list and table; it reads at B1. With
/// `LETTER_SAMPLE=path` the page is written there, to be looked at.
#[test]
fn a_realistic_letter_reads_well() {
    let templates = sound(&[
        (
            "landelijk/uitnodiging",
            "# {% block onderwerp %}Uitnodiging voor een gesprek{% endblock %}\n\n{{ person.aanhef }},\n\nU komt op **{{ detentie.vrijlating|datum }}** vrij. Wij helpen u graag bij een goede start. Daarom nodigen wij u uit voor een gesprek.\n\n## Wanneer is het gesprek?\n\nHet gesprek is op **{{ afspraak|datumtijd }}**.\nHet is in {{ plaats }}.\n\n## Waar praten we over?\n\n| Onderwerp | Wie helpt u? |\n|---|---|\n{% for punt in punten %}\n| {{ punt.onderwerp }} | {{ punt.wie }} |\n{% endfor %}\n\n{% block meenemen %}\n## Wat neemt u mee?\n\n- uw identiteitsbewijs, als u dat hebt\n- deze brief\n{% endblock %}\n\n## Kunt u niet komen?\n\nBel ons dan op tijd. Wij maken een nieuwe afspraak met u.\n",
        ),
        (
            "haarlem/uitnodiging",
            "{% extends \"landelijk/uitnodiging\" %}\n{% block meenemen %}\n{{ super() }}\n- uw bankpas\n{% endblock %}\n",
        ),
    ]);
    let data = json!({
        "person": { "aanhef": "Beste meneer Van Puffelen" },
        "detentie": { "vrijlating": "2026-11-02" },
        "afspraak": "2026-10-14T14:00:00",
        "plaats": "het stadskantoor aan de Zijlvest 39, kamer 2.14",
        "punten": [
            { "onderwerp": "Een plek om te wonen", "wie": "Team Wonen" },
            { "onderwerp": "Geld voor de eerste weken", "wie": "Team Inkomen" },
            { "onderwerp": "Uw identiteitsbewijs", "wie": "Burgerzaken" },
        ],
    });
    let letter = templates.render("haarlem/uitnodiging", &data).unwrap();
    assert_eq!(readability(&letter), []);
    assert!(letter.blocks.iter().any(|block| matches!(block, Block::List { items, .. } if items.len() == 3)));
    let html = to_html(&letter, &style(), &envelope());
    assert!(html.contains("<th scope=\"col\">Onderwerp</th>"));
    if let Ok(path) = std::env::var("LETTER_SAMPLE") {
        std::fs::write(path, html).unwrap();
    }
}
