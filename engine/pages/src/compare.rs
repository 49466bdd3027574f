//! Two definitions beside each other: what is different in words, and both pictures.

use std::fmt::Write;

use nazorg_core::definition::overlay::{Difference, Kind, What};
use nazorg_core::finding::Span;
use nazorg_core::say;
use nazorg_core::text::{Language, Text};

use crate::Subject;
use crate::picture::{Mark, Marks, escape, marked};

const STYLE: &str = "body{font:16px/1.5 'Liberation Sans',Arial,Helvetica,sans-serif;color:#1d2733;margin:2rem auto;padding:0 1rem;max-width:110rem}\
h1,h2{line-height:1.25}ul{padding:0;list-style:none}li{margin:.5rem 0;padding:.4rem .8rem;border-left:.4rem solid #b26a00;background:#f7f8fa}\
li.added{border-color:#2e7d32}li.removed{border-color:#b3261e}li b{margin-right:.5rem}.why,.where{display:block;color:#44505c;font-size:.9rem}\
.both{display:grid;grid-template-columns:1fr 1fr;gap:1rem}figure{margin:0;min-width:0}figcaption{font-weight:bold;margin:.5rem 0}\
.beeld{overflow:auto;border:1px solid #b9c4cf}.beeld svg{max-width:100%;height:auto}@media(max-width:50rem){.both{grid-template-columns:1fr}}";

/// A page that lays an old and a new definition beside each other. It is one file and needs nothing else, also no
/// network and no scripts. The pictures are in Dutch, as all pictures are.
#[must_use]
pub fn compared(
    old: (&str, Subject<'_>),
    new: (&str, Subject<'_>),
    differences: &[Difference],
    language: Language,
) -> String {
    let (from, to) = (escape(old.0), escape(new.0));
    let title = say!("Van {from} naar {to}"; "From {from} to {to}");
    let title = title.get(language);
    let heading = escape(&new.1.process.definition().title);
    let lang = if language == Language::En { "en" } else { "nl" };
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body>\n<h1>{heading}</h1>\n<p>{title}</p>\n"
    );
    words(differences, language, &mut page);
    let (before, after) = marks(differences);
    page.push_str("<div class=\"both\">\n");
    for (label, (name, subject), marks) in
        [(say!("Oud"; "Old"), old, before), (say!("Nieuw"; "New"), new, after)]
    {
        let (label, name, picture) = (label.get(language), escape(name), marked(subject, &marks));
        let _ = writeln!(
            page,
            "<figure><figcaption>{label}: {name}</figcaption><div class=\"beeld\">{picture}</div></figure>"
        );
    }
    page.push_str("</div>\n</body></html>\n");
    page
}

fn words(differences: &[Difference], language: Language, page: &mut String) {
    let heading = say!("Wat er anders is"; "What is different");
    let _ = writeln!(page, "<h2>{}</h2>\n<ul>", heading.get(language));
    if differences.is_empty() {
        let none = say!("Er is geen verschil."; "There is no difference.");
        let _ = writeln!(page, "<li>{}</li>", none.get(language));
    }
    for difference in differences {
        let (class, sign) = match difference.what {
            What::Changed => ("changed", say!("anders"; "changed")),
            What::Added => ("added", say!("nieuw"; "new")),
            What::Removed => ("removed", say!("weg"; "gone")),
        };
        let (sign, text) = (sign.get(language), escape(difference.text.get(language)));
        let _ = write!(page, "<li class=\"{class}\"><b>{sign}</b>{text}");
        if let Some(reason) = &difference.reason {
            let reason = escape(reason);
            let Text { nl, en } = say!("Reden: {reason}"; "Reason: {reason}");
            let _ =
                write!(page, "<span class=\"why\">{}</span>", if language == Language::En { en } else { nl });
        }
        let place = |span: &Span| escape(&format!("{}:{}", span.source.path, span.place().0));
        let places: Vec<_> = [&difference.old, &difference.new].into_iter().flatten().map(place).collect();
        let _ = writeln!(page, "<span class=\"where\">{}</span></li>", places.join(" → "));
    }
    page.push_str("</ul>\n");
}

/// The boxes to mark in the old picture and in the new one.
fn marks(differences: &[Difference]) -> (Marks, Marks) {
    let (mut old, mut new) = (Marks::new(), Marks::new());
    for difference in differences {
        let Some((Kind::State, state)) = difference.path.first() else { continue };
        let is_whole = difference.path.len() == 1 && difference.key.is_none();
        match difference.what {
            What::Added if is_whole => _ = new.insert(state.clone(), Mark::New),
            What::Removed if is_whole => _ = old.insert(state.clone(), Mark::Gone),
            _ => {
                old.insert(state.clone(), Mark::Other);
                new.insert(state.clone(), Mark::Other);
            }
        }
    }
    (old, new)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use nazorg_core::compile::compile;
    use nazorg_core::definition::library::Library;
    use nazorg_core::definition::overlay::differences;
    use nazorg_core::finding::Source;
    use nazorg_core::text::Language;

    use super::compared;
    use crate::Subject;

    const OLD: &str = "process: t/t
title: Nazorg
roles: {c: {title: Coördinator}}
outcomes: {klaar: Klaar}
events: {begin: {title: Begin, by: [c], starts: true}, verder: {title: Verder, by: [c]}}
initial: intake
states:
  intake: {tasks: {bel: {title: Bel, role: c, due: 5 workdays}}, when: {verder: plan}}
  plan: {when: {verder: einde}}
  einde: {final: klaar}
";

    #[test]
    fn both_pictures_stand_on_one_page_with_the_differences_marked() {
        let text = OLD
            .replace("due: 5 workdays", "due: 10 workdays")
            .replace("plan", "<regie>")
            .replace('<', "x")
            .replace('>', "");
        let library = |text: &str| {
            Library::read(&[Arc::new(Source { path: "processes/t/t.yaml".into(), text: text.into() })])
        };
        let (old, new) = (library(OLD), library(&text));
        let (before, after) = (compile(&old, None), compile(&new, None));
        let (a, b) = (&old.family["t/t"], &new.family["t/t"]);
        let found = differences(&a.tree, &b.tree, a.base, &[]);
        let page = compared(
            (
                "versie 1",
                Subject { process: &before.processes["t/t"], all: &before.processes, records: &old.records },
            ),
            (
                "versie <2>",
                Subject { process: &after.processes["t/t"], all: &after.processes, records: &new.records },
            ),
            &found,
            Language::Nl,
        );
        for part in [
            "van 5 naar 10 werkdagen",
            "versie &lt;2&gt;",
            "m-gone",
            "m-new",
            "m-other",
            "processes/t/t.yaml:8",
        ] {
            assert!(page.contains(part), "{part} in\n{page}");
        }
        assert_eq!(page.matches("<svg").count(), 2);
        for outside in ["<script", "http://", "https://", "src="] {
            let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
