//! Every shipped process can be drawn, and its page leaves nothing out.

use nazorg_pages::{Subject, faults, html, index, markdown, pictures, svg};
use nazorg_tests::shipped;

/// Whether every element that opens also closes, in order.
fn is_balanced(xml: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in xml.split('<').skip(1) {
        let Some((tag, _)) = tag.split_once('>') else { return false };
        match (tag.strip_prefix('/'), tag.ends_with('/')) {
            (Some(name), _) if open.pop() != Some(name) => return false,
            (Some(_), _) | (None, true) => {}
            (None, false) => open.push(tag.split(' ').next().unwrap_or_default()),
        }
    }
    open.is_empty()
}

#[test]
fn every_process_is_drawn() {
    let (library, compiled) = shipped();
    let mut unread = Vec::new();
    for (id, process) in &compiled.processes {
        let subject = Subject { process, all: &compiled.processes, records: &library.records };
        let picture = svg(subject);
        // Narrow enough to print, and nothing lies over anything else.
        unread.extend(faults(subject).into_iter().map(|fault| format!("{id}: {fault}")));
        assert!(is_balanced(&picture), "{id}");
        assert!(picture == svg(subject), "{id}: drawn twice, drawn alike");
        let outside = picture.replace("http://www.w3.org/2000/svg", "");
        assert!(!outside.contains("http") && !outside.contains("<script"), "{id}: it needs nothing else");
        let boxes = picture.matches("<rect class=\"").count();
        let states = process.chart().states.iter().filter(|state| !state.id.is_empty()).count();
        assert!(
            boxes >= states - process.chart().states.iter().map(|s| s.histories.len()).sum::<usize>(),
            "{id}"
        );
    }
    assert!(unread.is_empty(), "{} faults:\n{}", unread.len(), unread.join("\n"));
    assert!(!is_balanced("<svg><g></svg>") && !is_balanced("<svg>"), "the check itself works");
}

#[test]
fn every_page_names_all_there_is() {
    let (library, compiled) = shipped();
    for (id, process) in &compiled.processes {
        let subject = Subject { process, all: &compiled.processes, records: &library.records };
        let drawn = pictures(subject);
        let (page, web) = (markdown(subject, &drawn, "beeld"), html(subject, &drawn));
        assert!(web.contains("<svg") && web.contains("</html>"), "{id}");
        let definition = process.definition();
        let titles = definition
            .outcomes
            .values()
            .map(|title| title.value.clone())
            .chain(definition.letters.values().map(|letter| letter.title.clone()))
            .chain(definition.roles.values().map(|role| role.title.clone()))
            .chain(process.chart().states.iter().flat_map(|s| &s.tasks).map(|task| task.title.clone()))
            .chain(process.chart().deadlines().map(|(_, deadline)| deadline.title.clone()));
        let plain = page.replace('\\', "").to_lowercase();
        for title in titles {
            assert!(plain.contains(&title.to_lowercase()), "{id}: {title}");
        }
        for english in ["workday", "deadline.", "None", "detentie.v"] {
            assert!(!page.contains(english), "{id}: {english}");
        }
    }
    let list = index(&compiled.processes, "md");
    assert!(compiled.processes.keys().all(|id| list.contains(&format!("({id}.md)"))), "{list}");
}
