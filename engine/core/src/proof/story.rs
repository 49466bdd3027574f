//! A story as a scenario that can be pasted.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, NaiveTime, Utc};

use super::child::way_out;
use super::situation::{Move, Player, Situation};
use crate::calendar::local;
use crate::definition::field::display;
use crate::finding::Source;
use crate::id::Id;
use crate::scenario::{Setting, run};
use crate::value::{Record, Value};

/// How a story ends.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    /// The case is in these states, and stays there.
    Stands(Vec<Id>),
    /// The last event is refused.
    Refused,
}

/// The story as a scenario file, if it goes as it is told when it is played.
pub(super) fn tell(
    player: &Player<'_>,
    setting: &Setting<'_>,
    from: DateTime<Utc>,
    way: &[Move],
    ending: &Ending,
) -> Option<String> {
    let text = write(player, setting, from, way, ending)?;
    let path = "tests/scenarios/verhaal.yaml".to_owned();
    let report = run(&[Arc::new(Source { path, text: text.clone() })], setting);
    (report.is_ok() && !report.played.is_empty()).then_some(text)
}

fn write(
    player: &Player<'_>,
    setting: &Setting<'_>,
    from: DateTime<Utc>,
    way: &[Move],
    ending: &Ending,
) -> Option<String> {
    let process = player.process;
    let mut text = format!("process: {}\nscenarios:\n  verhaal:\n", process.id());
    let mut situation = Situation::before(from);
    let mut steps: Vec<String> = Vec::new();
    for (nth, what) in way.iter().enumerate() {
        if let Move::Start { records, person, .. } = what {
            header(&mut text, records, person);
        }
        let is_last = nth + 1 == way.len();
        let played = player.play(&situation, what);
        let mut step = format!("at: {}", moment(situation.now));
        match what {
            Move::Wait { until } => {
                let is_waiting = steps.last().is_some_and(|step| !step.contains("event: "));
                if is_waiting && nth > 1 {
                    steps.pop();
                }
                step = format!("at: {}", moment(*until));
            }
            Move::Start { event, form, .. } => {
                if let Some(event) = event {
                    told(&mut step, event, form, by(player, event));
                }
            }
            Move::Recorded { event, form } => told(&mut step, event, form, by(player, event)),
            Move::Signal { event } => told(&mut step, event, &Record::new(), Some("signal".into())),
            Move::Changed { alias, event, form } => {
                told(&mut step, &Id::from(format!("{alias}.{event}")), form, None);
            }
            Move::Child { group, key, outcome } => {
                let inner = way_out(player, setting, &situation, group, key, outcome.as_ref())?;
                steps.extend(told_in_child(player, setting, &situation, (group, key), &inner)?);
            }
        }
        let is_told = is_last || !matches!(what, Move::Child { .. });
        match (played, ending) {
            (Ok((next, _)), Ending::Stands(states)) => {
                if is_last {
                    let states: Vec<&str> = states.iter().map(Id::as_str).collect();
                    let _ = write!(step, ", expect: {{state: [{}]}}", states.join(", "));
                }
                situation = next;
            }
            (Ok((next, _)), Ending::Refused) if !is_last => situation = next,
            (Err(_), Ending::Refused) if is_last => step.push_str(", expect: {refused: true}"),
            _ => return None,
        }
        if is_told {
            steps.push(step);
        }
    }
    text.push_str("    steps:\n");
    for step in steps {
        let _ = writeln!(text, "      - {{{step}}}");
    }
    Some(text)
}

/// What happens in a child.
fn told_in_child(
    player: &Player<'_>,
    setting: &Setting<'_>,
    parent: &Situation,
    (group, key): (&Id, &str),
    way: &[Move],
) -> Option<Vec<String>> {
    let mut groups = player.process.chart().states.iter().flat_map(|state| &state.groups);
    let process = setting.processes.get(&groups.find(|known| known.id == *group)?.process)?;
    let inside = Player { process, calendar: player.calendar };
    let name = if key.is_empty() { group.to_string() } else { written_text(&format!("{group}/{key}")) };
    let steps = way.iter().filter_map(|what| {
        let Move::Recorded { event, form } = what else { return None };
        let mut step = format!("at: {}, case: {name}", moment(parent.now));
        told(&mut step, event, form, by(&inside, event));
        Some(step)
    });
    Some(steps.collect())
}

fn header(text: &mut String, records: &BTreeMap<Id, Record>, person: &Record) {
    let born = person.get("geboortedatum").filter(|born| display(born) != "1990-05-17");
    if let Some(born) = born {
        let _ = writeln!(text, "    person: {{geboortedatum: {}}}", display(born));
    }
    let told: Vec<String> =
        records.iter().map(|(alias, record)| format!("{alias}: {}", written(record))).collect();
    if !told.is_empty() {
        let _ = writeln!(text, "    records: {{{}}}", told.join(", "));
    }
}

/// The role in which a step is told: one that needs nobody to be named in a field.
fn by(player: &Player<'_>, event: &str) -> Option<Id> {
    let definition = player.process.definition();
    let declared = player.process.event(event)?;
    let roles =
        || declared.by.iter().map(|by| &by.value).filter(|by| definition.roles.contains_key(by.as_str()));
    let open = roles().find(|role| definition.roles[role.as_str()].held_by.is_none());
    let chosen = open.or_else(|| roles().next())?;
    // The first one is meant when nothing is said.
    (roles().next() != Some(chosen)).then(|| chosen.clone())
}

fn told(step: &mut String, event: &Id, form: &Record, by: Option<Id>) {
    let _ = write!(step, ", event: {event}");
    if let Some(by) = by {
        let _ = write!(step, ", by: {by}");
    }
    if !form.is_empty() {
        let _ = write!(step, ", form: {}", written(form));
    }
}

fn written(record: &Record) -> String {
    let fields: Vec<String> = record.iter().map(|(id, value)| format!("{id}: {}", value_of(value))).collect();
    format!("{{{}}}", fields.join(", "))
}

fn value_of(value: &Value) -> String {
    match value {
        Value::Boolean(flag) => flag.to_string(),
        Value::Text(text) => written_text(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Set(chosen) => {
            let chosen: Vec<&str> = chosen.iter().map(Id::as_str).collect();
            format!("[{}]", chosen.join(", "))
        }
        other => display(other),
    }
}

fn written_text(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ' '))
        && !matches!(text, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n")
        && !text.ends_with(' ');
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// A day when it is its noon, which is what a day alone means.
fn moment(at: DateTime<Utc>) -> String {
    let wall = local(at);
    if NaiveTime::from_hms_opt(12, 0, 0) == Some(wall.time()) {
        wall.date().to_string()
    } else {
        wall.format("%Y-%m-%dT%H:%M:%S").to_string()
    }
}
