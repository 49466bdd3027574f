//! When the people work who do a process, where that is not as elsewhere in the organisation.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime};

use super::field;
use super::node::{Content, Node};
use super::reader::{Fields, Map, Reader};
use crate::calendar::{Calendar, equated_days};
use crate::finding::Finding;
use crate::say;

/// One rule about working days, under a name of its own: so that a region can add, change and remove it.
#[derive(Clone, Debug)]
pub struct CalendarRule {
    /// What people call it.
    pub title: Option<String>,
    /// What it says.
    pub rule: WorkingDays,
    /// Where it comes from.
    pub source: Option<String>,
}

/// What a rule says about working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkingDays {
    /// Nobody works on these days.
    Closed(Vec<NaiveDate>),
    /// Nobody works on the days that a decree made equal to a public holiday; or people do.
    Equated {
        /// Nobody works.
        closed: bool,
    },
    /// When the day's work is over, on the wall clock.
    Closes(NaiveTime),
}

impl CalendarRule {
    /// Reads a rule.
    #[must_use]
    pub fn read(node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        fields.lock();
        let found = [
            fields.get("closed").map(|node| days(node, reader).map(WorkingDays::Closed)),
            fields.get("equated").map(|node| {
                let closed = match node.scalar() {
                    Some("closed") => true,
                    Some("open") => false,
                    _ => {
                        reader.wrong_shape(node, say!("`open` of `closed`"; "`open` or `closed`"));
                        return None;
                    }
                };
                Some(WorkingDays::Equated { closed })
            }),
            fields.get("closes").map(|node| {
                let text = node.scalar().unwrap_or_default();
                let time = NaiveTime::parse_from_str(text, "%H:%M").ok();
                if time.is_none() {
                    reader.wrong_shape(
                        node,
                        say!("een tijd, zoals `\"16:30\"`"; "a time, such as `\"16:30\"`"),
                    );
                }
                time.map(WorkingDays::Closes)
            }),
        ];
        let (title, source) = (fields.text("title"), fields.text("source"));
        let mut found: Vec<_> = found.into_iter().flatten().collect();
        if found.len() != 1 {
            reader.wrong_shape(
                node,
                say!("één van `closed`, `equated` en `closes`"; "one of `closed`, `equated` and `closes`"),
            );
        }
        fields.finish();
        Some(Self { title, rule: found.pop()??, source })
    }
}

/// The working days of an organisation with the rules of a process on top. Closed is closed: a process can
/// close more days, and earlier, than the organisation does.
#[must_use]
pub fn on<'c>(rules: &Map<CalendarRule>, calendar: &'c Calendar) -> Cow<'c, Calendar> {
    let mut own = Cow::Borrowed(calendar);
    for rule in rules.values() {
        own = match &rule.value.rule {
            WorkingDays::Closed(days) => Cow::Owned(own.into_owned().with_closed(days.iter().copied())),
            WorkingDays::Equated { closed: true } => Cow::Owned(own.into_owned().with_closed(equated_days())),
            WorkingDays::Equated { closed: false } => own,
            WorkingDays::Closes(time) => Cow::Owned(own.into_owned().closing_at(*time)),
        };
    }
    own
}

/// A day, or a list of days.
fn days(node: &Node, reader: &Reader) -> Option<Vec<NaiveDate>> {
    let day = |node: &Node| match field::date(node.scalar().unwrap_or_default()) {
        Ok(day) => Some(day),
        Err(message) => {
            reader.report(Finding::error("NZ0310", node.span.clone(), message));
            None
        }
    };
    match &node.content {
        Content::List(items) => items.iter().map(day).collect(),
        _ => day(node).map(|day| vec![day]),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::{NaiveDate, NaiveTime};

    use crate::calendar::{Calendar, Direction};
    use crate::compile::compile;
    use crate::definition::library::Library;
    use crate::definition::overlay::differences;
    use crate::finding::Source;
    use crate::letter::Templates;
    use crate::scenario::{Setting, run};

    const BASE: &str = "process: l/p
title: Nazorg
roles: {c: {title: C}}
outcomes: {klaar: Klaar}
events: {aan: {title: Aan, by: [c], starts: true}, verder: {title: Verder, by: [c]}}
calendar:
  brugdag: {title: Brugdag, closed: 2026-05-15}
  kantoor: {title: Kantoortijd, closes: \"17:00\"}
initial: intake
states:
  intake: {tasks: {bel: {title: Bel, role: c, due: 5 workdays, done_by: verder}}, when: {verder: einde}}
  einde: {final: klaar}
";

    fn source(path: &str, text: &str) -> Arc<Source> {
        Arc::new(Source { path: path.to_owned(), text: text.to_owned() })
    }

    fn codes(text: &str) -> Vec<&'static str> {
        let library = Library::read(&[source("processes/l/p.yaml", text)]);
        compile(&library, None).findings.into_iter().map(|finding| finding.code).collect()
    }

    fn region(says: &str) -> (Library, Vec<&'static str>) {
        let base = source("processes/l/p.yaml", BASE);
        let hash = Library::read(std::slice::from_ref(&base)).family["l/p"].hash().to_owned();
        let text = format!("overlay: r/p\nextends: {{process: l/p, version: 1, hash: \"{hash}\"}}\n{says}\n");
        let library = Library::read(&[base, source("processes/r/p.yaml", &text)]);
        let codes = library.findings.iter().map(|finding| finding.code).collect();
        (library, codes)
    }

    #[test]
    fn a_rule_says_one_thing_and_says_it_well() {
        assert_eq!(codes(BASE), [""; 0]);
        for (from, to, code) in [
            ("closed: 2026-05-15", "closed: 2026-02-30", "NZ0310"),
            ("closed: 2026-05-15", "closed: [2026-05-15, x]", "NZ0310"),
            ("closed: 2026-05-15", "equated: dicht", "NZ0115"),
            ("\"17:00\"", "\"17 uur\"", "NZ0115"),
            ("closed: 2026-05-15", "closed: 2026-05-15, equated: closed", "NZ0115"),
            ("title: Brugdag, closed: 2026-05-15", "title: Brugdag", "NZ0115"),
            ("closed: 2026-05-15", "dicht: 2026-05-15", "NZ0114"),
        ] {
            let found = codes(&BASE.replace(from, to));
            assert!(found.contains(&code), "{from} → {to}: {found:?}");
        }
    }

    /// The eight rules hold for calendars as for all else, and the change is told in words.
    #[test]
    fn a_region_has_its_own_days() {
        let (library, found) = region(
            "change: {calendar: {kantoor: {closes: \"16:00\", reason: Wijkcentrum sluit dan.}}}
add: {calendar: {stadsfeest: {title: Stadsfeest, closed: [2026-05-18, 2026-05-19]}}}
remove: {calendar: {brugdag: {reason: Wij werken dan.}}}",
        );
        assert_eq!(found, [""; 0]);
        let rules = &library.processes["r/p"].calendar;
        let own = super::on(rules, &Calendar::netherlands()).into_owned();
        let day = |day: &str| day.parse::<NaiveDate>().expect("a day");
        assert!(own.is_working_day(day("2026-05-15")) && !own.is_working_day(day("2026-05-19")));
        let due = own.add_working_days(day("2026-05-13"), 2, Direction::After).expect("a day");
        assert_eq!(due, day("2026-05-20"));
        let at = crate::calendar::instant(
            day("2026-05-20").and_time(NaiveTime::from_hms_opt(16, 30, 0).expect("a time")),
        );
        assert!(own.when_people_work(at).expect("a day") > at);
        let (old, new) = (&library.family["l/p"], &library.family["r/p"]);
        let overlays: Vec<_> = new.overlay.iter().collect();
        let said: Vec<String> = differences(&old.tree, &new.tree, old.base, &overlays)
            .into_iter()
            .map(|one| one.text.nl)
            .collect();
        for sentence in [
            "De werkdag “Kantoortijd” is voorbij om 16:00. Dat was 17:00.",
            "Nieuw: de vrije dag of werktijd “Stadsfeest” (2026-05-18, 2026-05-19).",
            "De vrije dag of werktijd “Brugdag” vervalt.",
        ] {
            assert!(said.iter().any(|one| one == sentence), "{sentence}: {said:#?}");
        }
        for wrong in [
            "change: {calendar: {feest: {closed: 2026-05-18, reason: R.}}}",
            "add: {calendar: {brugdag: {closed: 2026-05-18}}}",
            "remove: {calendar: {brugdag: {}}}",
        ] {
            let (_, found) = region(wrong);
            assert!(found.iter().any(|code| code.starts_with("NZ09")), "{wrong}: {found:?}");
        }
    }

    /// The terms of its cases are counted so, here and wherever a story is played.
    #[test]
    fn the_terms_of_its_cases_skip_them() {
        let (library, _) = region("add: {calendar: {stadsfeest: {closed: [2026-05-18, 2026-05-19]}}}");
        let compiled = compile(&library, None);
        let (templates, calendar) = (Templates::new([]).0, Calendar::netherlands());
        let setting = Setting {
            processes: &compiled.processes,
            library: &library,
            templates: &templates,
            calendar: &calendar,
        };
        let story = |process: &str, due: &str| {
            let text = format!(
                "process: {process}\nscenarios: {{s: {{title: S, person: {{}}, steps: [{{at: 2026-05-11, event: aan, expect: {{tasks: {{bel: {{due: {due}}}}}}}}}]}}}}\n"
            );
            let report = run(&[source("tests/scenarios/x.yaml", &text)], &setting);
            // A story of the base is played on the region as well.
            let played = report.played.iter().find(|played| *played.process == *process);
            played.expect("it was played").failures.is_empty()
        };
        // Ascension Day is the 14th. The base closes the 15th; the region the Monday and Tuesday after it too.
        assert!(story("l/p", "2026-05-20") && !story("l/p", "2026-05-19"));
        assert!(story("r/p", "2026-05-22") && !story("r/p", "2026-05-20"));
    }
}
