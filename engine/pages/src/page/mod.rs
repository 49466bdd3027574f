//! The page about a process: what a team lays beside its policy note.

mod markup;
mod steps;
mod tables;
mod who;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use nazorg_core::compile::Process;
use nazorg_core::graph::PERSON;
use nazorg_core::id::Id;

use crate::Subject;
use crate::picture::{Picture, escape};
use crate::words::capital;
use markup::{STYLE, render, safe};

/// The page as Markdown. The pictures are expected beside it, under the names that they have for this process.
#[must_use]
pub fn markdown(subject: Subject<'_>, pictures: &[Picture], process: &str) -> String {
    let title = safe(&subject.process.definition().title);
    let mut page = before(subject);
    for picture in pictures {
        let file = picture.file(process);
        match &picture.title {
            None => _ = write!(page, "\n![Het beeld van: {title}]({file})\n"),
            Some(part) => {
                let part = safe(part);
                let _ = write!(page, "\n### {part}\n\n![{title}. {part}]({file})\n");
            }
        }
    }
    page + &after(subject)
}

/// The page as one HTML file, with the pictures in it. Needs nothing else, also no network.
#[must_use]
pub fn html(subject: Subject<'_>, pictures: &[Picture]) -> String {
    let mut body = render(&before(subject));
    for Picture { title, svg, .. } in pictures {
        let title = title.as_deref().map(|title| format!("<figcaption>{}</figcaption>", escape(title)));
        let title = title.unwrap_or_default();
        let _ = writeln!(body, "<figure>{title}<div class=\"beeld\">{svg}</div></figure>");
    }
    body.push_str(&render(&after(subject)));
    framed(&subject.process.definition().title, &body)
}

/// The list of all pages as Markdown, by region. `ending` is that of the pages.
#[must_use]
pub fn index(all: &BTreeMap<Id, Arc<Process>>, ending: &str) -> String {
    let mut page = String::from(
        "# De processen\n\nVan elk proces staat hier wat het doel is, wie wat doet, welke termijnen er zijn en hoe het kan aflopen.\n",
    );
    let mut region = "";
    for (id, process) in all {
        let own = id.split('/').next().unwrap_or_default();
        if own != region {
            region = own;
            let _ = write!(page, "\n## {}\n\n", safe(&capital(&Id::from(own).spoken())));
        }
        let definition = process.definition();
        let purpose =
            definition.purpose.as_deref().map_or_else(String::new, |text| format!(". {}", safe(text)));
        let _ = writeln!(page, "- [{}]({id}.{ending}){purpose}", safe(&definition.title));
    }
    page
}

/// The list of all pages as HTML.
#[must_use]
pub fn index_html(all: &BTreeMap<Id, Arc<Process>>) -> String {
    framed("De processen", &render(&index(all, "html")))
}

fn framed(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body>\n{body}</body></html>\n"
    )
}

fn before(subject: Subject<'_>) -> String {
    let definition = subject.process.definition();
    let mut page = format!("# {}\n\n", safe(&definition.title));
    if let Some(purpose) = &definition.purpose {
        let _ = write!(page, "{}\n\n", safe(purpose));
    }
    let about = match definition.subject.as_str() {
        PERSON => "een persoon".to_owned(),
        _ => definition.subject.spoken(),
    };
    let starts = match subject.process.starting_event() {
        Some(event) => {
            let by = subject.process.event(event).map_or_else(String::new, |event| who::by(subject, event));
            format!("‘{}’ ({by})", subject.event(event))
        }
        None => "een ander proces, dat deze zaak start".to_owned(),
    };
    let source = definition.source.as_deref().unwrap_or("niet genoemd");
    let records = definition.records.keys().map(Id::spoken).collect::<Vec<_>>().join(", ");
    page.push_str("| | |\n|---|---|\n");
    for (name, value) in [
        ("Naam in het systeem", subject.process.id().as_str()),
        ("Een zaak gaat over", &about),
        ("Een zaak begint met", &starts),
        ("Bron", source),
        ("Gegevens die andere zaken ook lezen", &records),
    ] {
        if !value.is_empty() {
            let _ = writeln!(page, "| {name} | {} |", safe(value));
        }
    }
    page.push_str("\n## Het beeld\n");
    page
}

fn after(subject: Subject<'_>) -> String {
    let mut page = String::new();
    who::write(subject, &mut page);
    steps::write(subject, &mut page);
    tables::terms(subject, &mut page);
    tables::chains(subject, &mut page);
    tables::letters(subject, &mut page);
    tables::cases(subject, &mut page);
    tables::outcomes(subject, &mut page);
    tables::choices(subject, &mut page);
    page
}
