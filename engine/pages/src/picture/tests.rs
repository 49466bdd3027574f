use std::sync::Arc;

use nazorg_core::compile::{Compiled, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;

use super::boxes::{self, Boxed};
use super::{arrows, audit};
use crate::Subject;

/// Boxes in boxes, parallel parts, arrows back, a memory, an end that is reached from everywhere.
const PROCESS: &str = r#"process: t/t
title: "Hulp <b>&amp; \"steun\"</b>"
purpose: Iemand <helpen>
roles: {c: {title: "Coördinator & co"}, chef: {title: Chef}}
params: {binnen: {type: duration, value: 5 workdays}}
data: {plaats: {type: text}}
outcomes: {klaar: Klaar, gestopt: Gestopt}
events:
  begin: {title: Begin, by: [c], starts: true}
  verder: {title: Ga verder, by: [c]}
  terug: {title: Ga terug, by: [c]}
  weer: {title: Weer verder, by: [c]}
  af: {title: Alles is af, by: [c]}
  stop: {title: Stop, by: [c]}
initial: vooraf
when: {stop: einde_gestopt}
states:
  vooraf:
    tasks: {bel: {title: "Bel <meteen>", role: c, due: binnen}}
    deadlines: {te_laat: {title: Te laat, at: 2 weeks, do: {meld: {notify: chef}}}}
    when: {verder: samen}
  samen:
    history: {terug_samen: {deep: true, default: links}}
    when: {terug: wachten, done.samen: einde_klaar}
    parallel:
      links:
        initial: een
        states: {een: {when: {verder: twee}}, twee: {when: {terug: een, af: links_klaar}}, links_klaar: {final: true}}
      rechts:
        initial: drie
        states: {drie: {when: {af: rechts_klaar}}, rechts_klaar: {final: true}}
  wachten: {when: {weer: terug_samen}}
  einde_klaar: {final: klaar}
  einde_gestopt: {final: gestopt}
"#;

fn compiled() -> (Library, Compiled) {
    let source = Source { path: "processes/t/t.yaml".to_owned(), text: PROCESS.to_owned() };
    let library = Library::read(&[Arc::new(source)]);
    let compiled = compile(&library, None);
    assert_eq!(compiled.processes.len(), 1, "{:?}", compiled.findings);
    (library, compiled)
}

fn with<T>(act: impl Fn(Subject<'_>) -> T) -> T {
    let (library, compiled) = compiled();
    let process = &compiled.processes["t/t"];
    act(Subject { process, all: &compiled.processes, records: &library.records })
}

#[test]
fn boxes_lie_in_their_box_and_beside_each_other() {
    let draw = || with(|subject| boxes::of(subject, 0, &arrows::of(subject), &boxes::Closed::new()));
    let root = draw();
    assert_eq!(audit::faults(&root), Vec::<String>::new());
    let samen = &root.inner[1];
    assert_eq!(samen.inner.len(), 2, "parallel parts");
    assert!((samen.inner[0].y - samen.inner[1].y).abs() < 0.01, "beside each other");
    // The check itself works.
    let plant = |fault: &dyn Fn(&mut Boxed)| {
        let mut root = draw();
        fault(&mut root);
        audit::faults(&root).join("\n")
    };
    let on = plant(&|root| (root.inner[0].x, root.inner[0].y) = (root.inner[1].x, root.inner[1].y));
    assert!(on.contains("Vooraf lies on Samen"), "{on}");
    assert!(plant(&|root| root.inner[0].x = -20.0).contains("Vooraf sticks out"));
    assert!(plant(&|root| root.width = 5_000.0).contains("is 5000 wide"));
    let words = plant(&|root| root.routes[1].label = root.routes[2].label);
    assert!(words.contains(" lies on "), "{words}");
    let (left, right) = ((0.0, root.inner[1].y + 60.0), (root.width, root.inner[1].y + 60.0));
    assert!(plant(&|root| root.routes[1].points = vec![left, right]).contains("runs through Samen"));
}

/// What is too large for a page becomes more pictures, and they lead to each other.
#[test]
fn a_large_process_is_one_picture_of_the_whole_and_one_of_each_part() {
    let parts: Vec<String> = (0..4)
        .map(|part| {
            let steps = (0..28).map(|step| {
                let to = if step == 27 { format!("klaar_{part}") } else { format!("s{part}_{}", step + 1) };
                format!("s{part}_{step}: {{title: Stap {step} met een lange naam in deel {part}, when: {{e{step}: {to}}}}}")
            });
            let steps = steps.collect::<Vec<_>>().join(", ");
            format!("      deel_{part}: {{title: Deel {part}, initial: s{part}_0, states: {{{steps}, klaar_{part}: {{final: true}}}}}}\n")
        })
        .collect();
    let events: String = (0..28).map(|nth| format!("  e{nth}: {{title: Verder {nth}, by: [c]}}\n")).collect();
    let text = format!(
        "process: t/t\ntitle: Groot\nroles: {{c: {{title: Coördinator}}}}\noutcomes: {{klaar: Klaar}}\n\
         events:\n  begin: {{title: Begin, by: [c], starts: true}}\n{events}initial: samen\nstates:\n  samen:\n    \
         when: {{done.samen: einde}}\n    parallel:\n{}  einde: {{final: klaar}}\n",
        parts.concat()
    );
    let source = Source { path: "processes/t/t.yaml".to_owned(), text };
    let library = Library::read(&[Arc::new(source)]);
    let compiled = compile(&library, None);
    assert_eq!(compiled.processes.len(), 1, "{:?}", compiled.findings);
    let process = &compiled.processes["t/t"];
    let subject = Subject { process, all: &compiled.processes, records: &library.records };
    let pictures = crate::pictures(subject);
    let titles: Vec<_> = pictures.iter().filter_map(|picture| picture.title.as_deref()).collect();
    assert_eq!(
        titles,
        ["Beeld 1: het geheel", "Beeld 2: Deel 0", "Beeld 3: Deel 1", "Beeld 4: Deel 2", "Beeld 5: Deel 3"]
    );
    assert!(pictures[0].svg.contains("zie beeld 5") && !pictures[0].svg.contains("Stap 3"));
    assert!(pictures[2].svg.contains("in deel 1") && !pictures[2].svg.contains("in deel 0"));
    assert_eq!(pictures[2].file("t"), "t-3.svg");
    assert!(crate::svg(subject).contains("Beeld 3: Deel 1"), "all in one file, too");
    let page = crate::markdown(subject, &pictures, "t");
    assert!(page.contains("### Beeld 3: Deel 1") && page.contains("](t-3.svg)"), "{page}");
    assert_eq!(crate::html(subject, &pictures).matches("<figcaption>Beeld").count(), 5);
}

#[test]
fn arrows_run_between_boxes_that_stand_beside_each_other() {
    let found = with(|subject| {
        let arrows = arrows::of(subject);
        let name = |ix| subject.state(ix).to_owned();
        let from = |arrow: &arrows::Arrow| arrow.from.map_or_else(|| "overal".to_owned(), name);
        let drawn: Vec<_> = arrows.arrows.iter().map(|arrow| (from(arrow), name(arrow.to))).collect();
        let remarks: Vec<_> = arrows.remarks.iter().map(|remark| remark.deed.text.clone()).collect();
        (drawn, remarks)
    });
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    for (from, to) in [
        ("vooraf", "samen"),
        ("samen", "wachten"),
        ("wachten", "samen"),
        ("een", "twee"),
        ("twee", "een"),
        ("overal", "Gestopt"),
    ] {
        assert!(found.0.contains(&pair(from, to)), "{from} {to}: {:?}", found.0);
    }
    assert_eq!(found.1, ["‘Te laat’ is voorbij: Bericht aan Chef"]);
}

#[test]
fn the_same_process_gives_the_same_bytes() {
    let first = with(crate::svg);
    for _ in 0..8 {
        assert!(with(crate::svg) == first);
    }
}

#[test]
fn nothing_in_a_text_is_taken_for_markup() {
    let (picture, page, web) = with(|subject| {
        let pictures = crate::pictures(subject);
        (crate::svg(subject), crate::markdown(subject, &pictures, "t"), crate::html(subject, &pictures))
    });
    assert!(picture.contains("Hulp &lt;b&gt;&amp;amp; &quot;steun&quot;&lt;/b&gt;"), "{picture}");
    assert!(picture.contains("Bel &lt;meteen&gt; (Coördinator &amp; co,"), "{picture}");
    assert!(page.contains("Iemand \\<helpen\\>"), "{page}");
    for text in [&picture, &web] {
        assert!(!text.contains("<b>") && !text.contains("<helpen>") && !text.contains("<meteen>"));
    }
}

/// What a page says about a process of ten lines.
#[test]
fn the_page_says_who_does_what_and_by_when() {
    let page = with(|subject| crate::markdown(subject, &crate::pictures(subject), "t"));
    for line in [
        "![Het beeld van:",
        "- Bel \\<meteen\\>: 5 werkdagen (stap ‘vooraf’)",
        "| Te laat (stap ‘vooraf’) | 2 weken na het begin van deze stap |  | Bericht aan Chef |",
        "  - Deze delen lopen naast elkaar:",
        "- Weer verder → verder naar waar het was in ‘samen’",
        "- **Einde: Klaar**",
        "| Een zaak begint met | ‘Begin’ (Coördinator \\& co) |",
        "| binnen | 5 werkdagen |  |  |",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
}
