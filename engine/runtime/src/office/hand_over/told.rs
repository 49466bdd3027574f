//! The file of a case from another office, as it stands in the history.

use nazorg_core::calendar::{day_date, local};
use nazorg_core::say;
use nazorg_core::text::{Language, Text};

use crate::case_file::CaseFile;
use crate::view::FactView;

/// What came, and all that stands in it.
pub(in crate::office) fn received(file: &CaseFile) -> (Text, Vec<FactView>) {
    let CaseFile { from, case, reason, process_title, .. } = file;
    let title = say!("Overgenomen van {from} (daar Z{case}, {process_title}). Reden: {reason}"; "Taken over from {from} (Z{case} there, {process_title}). Reason: {reason}");
    let fact = |kind: &str, text: Text| FactView { kind: kind.to_owned(), text, detail: false, wrong: false };
    let mut facts = Vec::new();
    for row in &file.history {
        let day = local(row.occurred).date();
        let (nl, en) = (day_date(day, Language::Nl), day_date(day, Language::En));
        let by = if row.actor.is_empty() { String::new() } else { format!(" ({})", row.actor) };
        let joined = |text: &dyn Fn(&Text) -> &str| {
            row.facts.iter().map(|fact| format!("; {}", text(fact))).collect::<String>()
        };
        let (facts_nl, facts_en) = (joined(&|text| &text.nl), joined(&|text| &text.en));
        let (title_nl, title_en) = (&row.title.nl, &row.title.en);
        facts.push(fact(
            "received_event",
            say!("{nl}: {title_nl}{by}{facts_nl}"; "{en}: {title_en}{by}{facts_en}"),
        ));
    }
    for field in &file.fields {
        let (title, shown) = (&field.title, &field.shown);
        facts.push(fact(
            "received_field",
            say!("ingevuld was {title}: {shown}"; "filled in was {title}: {shown}"),
        ));
    }
    for task in &file.tasks {
        facts.push(fact("received_task", say!("open stond: {task}"; "open was: {task}")));
    }
    for letter in &file.letters {
        let day = local(letter.made).date();
        let (nl, en) = (day_date(day, Language::Nl), day_date(day, Language::En));
        let (title, to) = (&letter.title, &letter.addressee);
        facts.push(fact(
            "received_letter",
            say!("brief van {nl} aan {to}: {title}"; "letter of {en} to {to}: {title}"),
        ));
    }
    (title, facts)
}
