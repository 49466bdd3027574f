use std::sync::Arc;

use nazorg_core::compile::{Compiled, compile};
use nazorg_core::definition::library::Library;
use nazorg_core::finding::Source;

use super::arrows;
use super::boxes::{self, Boxed};
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

/// Boxes that lie in the same box do not touch, and lie in it.
fn faults(found: &Boxed, faults: &mut Vec<String>) {
    for (ix, one) in found.inner.iter().enumerate() {
        let name = one.title.join(" ");
        let inside = one.x >= 0.0
            && one.y >= boxes::head_height(found) - 0.01
            && one.x + one.width <= found.width + 0.01
            && one.y + one.height <= found.height + 0.01;
        if !inside {
            faults.push(format!("{name} sticks out"));
        }
        for other in &found.inner[ix + 1..] {
            let apart = one.x + one.width <= other.x
                || other.x + other.width <= one.x
                || one.y + one.height <= other.y
                || other.y + other.height <= one.y;
            if !apart {
                faults.push(format!("{name} lies on {}", other.title.join(" ")));
            }
        }
        self::faults(one, faults);
    }
}

#[test]
fn boxes_lie_in_their_box_and_beside_each_other() {
    let mut root = with(|subject| boxes::of(subject, 0, &arrows::of(subject)));
    let mut found = Vec::new();
    faults(&root, &mut found);
    assert!(found.is_empty(), "{found:?}");
    let samen = &root.inner[1];
    assert_eq!(samen.inner.len(), 2, "parallel parts");
    assert!((samen.inner[0].y - samen.inner[1].y).abs() < 0.01, "beside each other");
    // The check itself works.
    root.inner[0].y = root.inner[1].y;
    root.inner[0].x = root.inner[1].x;
    faults(&root, &mut found);
    assert!(!found.is_empty());
}

#[test]
fn arrows_run_between_boxes_that_stand_beside_each_other() {
    let found = with(|subject| {
        let arrows = arrows::of(subject);
        let name = |ix| subject.state(ix).to_owned();
        let drawn: Vec<_> = arrows.arrows.iter().map(|arrow| (name(arrow.from), name(arrow.to))).collect();
        let remarks: Vec<_> = arrows.remarks.iter().map(|remark| remark.deed.text.clone()).collect();
        (drawn, remarks)
    });
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    for (from, to) in
        [("vooraf", "samen"), ("samen", "wachten"), ("wachten", "samen"), ("een", "twee"), ("twee", "een")]
    {
        assert!(found.0.contains(&pair(from, to)), "{from} {to}: {:?}", found.0);
    }
    assert_eq!(found.1, ["Stop: naar het einde ‘Gestopt’", "‘Te laat’ is voorbij: Bericht aan Chef"]);
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
    let (picture, page, web) =
        with(|subject| (crate::svg(subject), crate::markdown(subject, "t.svg"), crate::html(subject)));
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
    let page = with(|subject| crate::markdown(subject, "t.svg"));
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
