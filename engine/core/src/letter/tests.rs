#![allow(clippy::unwrap_used)]

mod data;
mod dress;
mod template;

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value;

use super::{Block, Envelope, Fault, HouseStyle, Inline, Letter, Templates};
use crate::finding::{Finding, Source};

fn load(templates: &[(&str, &str)]) -> (Templates, Vec<Finding>) {
    Templates::new(templates.iter().map(|(name, text)| {
        let source = Source { path: format!("templates/{name}.md"), text: (*text).to_owned() };
        ((*name).to_owned(), Arc::new(source))
    }))
}

fn sound(templates: &[(&str, &str)]) -> Templates {
    let (templates, findings) = load(templates);
    assert_eq!(findings, []);
    templates
}

fn codes(templates: &[(&str, &str)]) -> Vec<&'static str> {
    load(templates).1.iter().map(|finding| finding.code).collect()
}

fn render(template: &str, data: Value) -> Letter {
    sound(&[("x", template)]).render("x", &data).unwrap()
}

fn fault(template: &str, data: Value) -> (Option<usize>, Fault) {
    let error = load(&[("x", template)]).0.render("x", &data).unwrap_err();
    (error.line, error.fault)
}

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.to_owned())]
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: words(text) }
}

fn style() -> HouseStyle {
    HouseStyle {
        organisation: "Gemeente Haarlem".into(),
        department: "Team Nazorg".into(),
        address: vec!["Zijlvest 39".into(), "2011 VB Haarlem".into()],
        phone: "14 023".into(),
        hours: "maandag tot en met vrijdag, 9.00 tot 17.00 uur".into(),
        email: "nazorg@haarlem.example".into(),
        website: "haarlem.example/nazorg".into(),
        signed_by: "Samira el Idrissi\nNazorgcoördinator".into(),
        ..HouseStyle::default()
    }
}

fn envelope() -> Envelope {
    Envelope {
        number: "B12".into(),
        reference: "Z3".into(),
        date: NaiveDate::from_ymd_opt(2026, 10, 9).unwrap(),
        addressee: vec!["De heer J. van Puffelen".into(), "Spaarne 12".into(), "2011 CD Haarlem".into()],
    }
}
