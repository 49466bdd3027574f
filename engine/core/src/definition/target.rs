//! What a process is meant to reach, so that a report can say whether it does.

use super::node::Node;
use super::reader::{Fields, Reader, Spanned};
use crate::id::Id;
use crate::say;

/// A goal for a report.
#[derive(Clone, Debug)]
pub struct Target {
    /// What people call it.
    pub title: String,
    /// What is counted.
    pub measure: Measure,
    /// The terms or the outcomes that count; none means all terms.
    pub of: Vec<Spanned<Id>>,
    /// The goal, in whole percents.
    pub at_least: u8,
    /// Where the goal comes from.
    pub source: Option<String>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Of the people who were reported: those who got a case.
    Reach,
    /// Of the terms that are over: those that were met.
    InTime,
    /// Of the cases that ended: those that ended so.
    Outcome,
}

impl Measure {
    /// Its word in the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::InTime => "in_time",
            Self::Outcome => "outcome",
        }
    }
}

impl Target {
    /// Reads a goal.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        fields.lock();
        let measure = fields.must("measure").and_then(|node| {
            let known = [Measure::Reach, Measure::InTime, Measure::Outcome];
            let found = known.into_iter().find(|measure| node.scalar() == Some(measure.word()));
            if found.is_none() {
                reader.wrong_shape(
                    node,
                    say!("`reach`, `in_time` of `outcome`"; "`reach`, `in_time` or `outcome`"),
                );
            }
            found
        });
        let at_least = fields.must("at_least").and_then(|node| {
            let percent = node.scalar().and_then(|text| text.parse().ok()).filter(|percent| *percent <= 100);
            if percent.is_none() {
                reader.wrong_shape(
                    node,
                    say!("een heel getal van 0 tot en met 100"; "a whole number from 0 to 100"),
                );
            }
            percent
        });
        let (title, of, source) = (fields.title(), fields.names("of"), fields.text("source"));
        // Reach has no parts, and an end only counts when it is named.
        if let Some(measure) = measure
            && (measure == Measure::Reach) != of.is_empty()
            && measure != Measure::InTime
        {
            reader.wrong_shape(
                node,
                say!("`of` bij `measure: outcome`, en niet bij `reach`"; "`of` with `measure: outcome`, and not with `reach`"),
            );
        }
        fields.finish();
        Some(Self { title, measure: measure?, of, at_least: at_least?, source })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::compile::compile;
    use crate::definition::library::Library;
    use crate::finding::Source;

    const BASE: &str = "process: l/p
title: Nazorg
roles: {c: {title: C}}
outcomes: {klaar: Klaar}
events: {aan: {title: Aan, by: [c], starts: true}, verder: {title: Verder, by: [c]}}
targets:
  bereik: {title: Bereik, measure: reach, at_least: 30, source: Nota}
  tijdig: {title: Op tijd, measure: in_time, of: [bel], at_least: 80}
  klaar: {title: Klaar, measure: outcome, of: [klaar], at_least: 80}
initial: intake
states:
  intake: {deadlines: {bel: {at: 5 workdays, met_by: verder, do: {m: {notify: c}}}}, when: {verder: einde}}
  einde: {final: klaar}
";

    fn codes(text: &str) -> Vec<&'static str> {
        let source = Source { path: "processes/l/p.yaml".into(), text: text.into() };
        let library = Library::read(&[Arc::new(source)]);
        compile(&library, None).findings.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_goal_counts_something_that_is_there() {
        assert_eq!(codes(BASE), [""; 0]);
        for (from, to, code) in [
            ("of: [bel]", "of: [bal]", "NZ0209"),
            ("of: [klaar]", "of: [af]", "NZ0215"),
            ("at_least: 30", "at_least: 130", "NZ0115"),
            ("measure: reach", "measure: bereik", "NZ0115"),
            ("measure: outcome, of: [klaar]", "measure: outcome", "NZ0115"),
        ] {
            assert_eq!(codes(&BASE.replace(from, to)), [code], "{from} → {to}");
        }
    }

    #[test]
    fn a_region_has_its_own_goal_with_a_reason() {
        let base = Arc::new(Source { path: "processes/l/p.yaml".into(), text: BASE.into() });
        let hash = Library::read(std::slice::from_ref(&base)).family["l/p"].hash().to_owned();
        let text = format!(
            "overlay: r/p\nextends: {{process: l/p, version: 1, hash: \"{hash}\"}}\n\
             change: {{targets: {{bereik: {{at_least: 95, reason: Besluit van de raad}}}}}}\n"
        );
        let region = Arc::new(Source { path: "processes/r/p.yaml".into(), text });
        let library = Library::read(&[base, region]);
        assert!(library.findings.is_empty(), "{:?}", library.findings);
        assert_eq!(library.processes["r/p"].targets["bereik"].value.at_least, 95);
        let (old, new) = (&library.family["l/p"], &library.family["r/p"]);
        let overlays: Vec<_> = new.overlay.iter().collect();
        let found = crate::definition::overlay::differences(&old.tree, &new.tree, old.base, &overlays);
        assert_eq!(found[0].text.nl, "Het doel “Bereik” gaat van 30 naar 95 procent.");
        assert_eq!(found[0].reason.as_deref(), Some("Besluit van de raad"));
    }
}
