//! What can be seen of a case at the end of a step, compared with what was expected.

use chrono::{DateTime, Utc};

use super::Setting;
use super::expect::exact;
use super::memory::{Entry, Memory};
use crate::calendar::{Due, local};
use crate::case::{Fact, Standing, is_correction};
use crate::definition::field::{date, display, to_json};
use crate::definition::node::{Content, Node};
use crate::expression::Environment;
use crate::id::Id;
use crate::say;
use crate::step::{Context, Env};
use crate::text::Text;
use crate::value::Value;

/// One case at the end of a step.
pub(super) struct Sight<'a> {
    pub(super) entry: &'a Entry,
    pub(super) world: &'a Memory<'a>,
    pub(super) setting: &'a Setting<'a>,
    pub(super) now: DateTime<Utc>,
}

type Check = fn(&Sight<'_>, &Node) -> Option<Text>;

impl Sight<'_> {
    /// Every key of `expect`, with how it is checked.
    pub(super) fn checks(&self) -> [(&'static str, Check); 12] {
        [
            ("state", |sight, node| sight.state(node)),
            ("outcome", |sight, node| sight.outcome(node)),
            ("letters", |sight, node| exact(node, &sight.names("letters"))),
            ("tasks", |sight, node| sight.tasks(node)),
            ("deadlines", |sight, node| sight.deadlines(node)),
            ("fields", |sight, node| sight.fields(node)),
            ("escalations", |sight, node| exact(node, &sight.names("escalations"))),
            ("fired", |sight, node| exact(node, &sight.names("fired"))),
            ("notices", |sight, node| exact(node, &sight.names("notices"))),
            ("children", |sight, node| sight.children(node)),
            ("started", |sight, node| exact(node, &sight.names("started"))),
            ("suspended", |sight, node| exact(node, &sight.names("suspended"))),
        ]
    }

    /// The names that a list in `expect` or `forbid` is about.
    pub(super) fn names(&self, key: &str) -> Vec<String> {
        let case = &self.entry.case;
        let fresh = &self.entry.facts[self.entry.seen.min(self.entry.facts.len())..];
        let mut names: Vec<String> = match key {
            "state" => case.states.keys().map(Id::to_string).collect(),
            // Correction work is no part of a process; what a scenario expects is.
            "tasks" => case.tasks.keys().filter(|id| !is_correction(id)).map(Id::to_string).collect(),
            "suspended" => case.suspended().map(Id::to_string).collect(),
            _ => fresh.iter().filter_map(|fact| named_by(key, fact)).collect(),
        };
        names.sort();
        names.dedup();
        names
    }

    fn state(&self, node: &Node) -> Option<Text> {
        let there = self.names("state");
        let missing: Vec<String> = list(node).into_iter().filter(|state| !there.contains(state)).collect();
        let (missing_names, there) = (missing.join(", "), there.join(", "));
        (!missing.is_empty()).then(|| say!("Verwacht toestand: {missing_names}. De zaak staat in: {there}."; "Expected state: {missing_names}. The case is in: {there}."))
    }

    fn outcome(&self, node: &Node) -> Option<Text> {
        let there = self.entry.case.closed.as_ref().and_then(|closed| closed.outcome.as_ref());
        let wanted = node.scalar().unwrap_or_default();
        if there.is_some_and(|outcome| *outcome == *wanted) {
            return None;
        }
        let open = self.names("state").join(", ");
        let shown = there.map_or_else(|| format!("(open: {open})"), Id::to_string);
        Some(
            say!("Verwachte uitkomst: {wanted}. Gevonden: {shown}."; "Expected outcome: {wanted}. Found: {shown}."),
        )
    }

    fn tasks(&self, node: &Node) -> Option<Text> {
        let Content::Map(entries) = &node.content else { return exact(node, &self.names("tasks")) };
        for (key, wanted) in entries {
            let id = &key.name;
            let Some(task) = self.entry.case.tasks.get(id) else {
                let there = self.names("tasks").join(", ");
                return Some(
                    say!("De taak `{id}` staat niet open. Open: {there}."; "The task `{id}` is not open. Open: {there}."),
                );
            };
            let Content::Map(details) = &wanted.content else { continue };
            for (detail, value) in details {
                let value = value.scalar().unwrap_or_default();
                let (fits, there) = match detail.name.as_str() {
                    "role" => (task.role == *value, task.role.to_string()),
                    "due" => (
                        due_fits(task.due, value),
                        task.due.map_or_else(|| "–".to_owned(), |d| d.to_string()),
                    ),
                    other => (false, format!("`{other}`?")),
                };
                if !fits {
                    let name = &detail.name;
                    return Some(
                        say!("Taak `{id}`, {name}: verwacht {value}, gevonden {there}."; "Task `{id}`, {name}: expected {value}, found {there}."),
                    );
                }
            }
        }
        None
    }

    fn deadlines(&self, node: &Node) -> Option<Text> {
        let Content::Map(entries) = &node.content else {
            return Some(
                say!("Hier hoort een lijst termijnen met hun dag."; "This should be deadlines with their day."),
            );
        };
        for (key, wanted) in entries {
            let id = &key.name;
            let wanted = wanted.scalar().unwrap_or_default();
            let deadline = self.entry.case.deadlines.get(id);
            let fits = match (wanted, deadline.map(|d| &d.standing)) {
                ("waiting", Some(Standing::Waiting(_)))
                | ("met", Some(Standing::Met(_)))
                | ("missed" | "fired", Some(Standing::Fired))
                | ("running", Some(Standing::Running))
                | ("suspended", Some(Standing::Suspended))
                | ("none", None) => true,
                (_, Some(Standing::Running | Standing::Suspended)) => {
                    due_fits(deadline.and_then(|d| d.due), wanted)
                }
                _ => false,
            };
            if !fits {
                let there = deadline.map_or_else(
                    || "–".to_owned(),
                    |d| match (&d.standing, d.due) {
                        (Standing::Running, Some(due)) => due.to_string(),
                        (Standing::Met(_), _) => "met".to_owned(),
                        (Standing::Fired, _) => "missed".to_owned(),
                        (Standing::Waiting(on), _) => format!("waiting ({on})"),
                        (Standing::Suspended, due) => {
                            format!("suspended ({})", due.map_or_else(String::new, |d| d.to_string()))
                        }
                        (Standing::Running, None) => "running".to_owned(),
                    },
                );
                return Some(
                    say!("Termijn `{id}`: verwacht {wanted}, gevonden {there}."; "Deadline `{id}`: expected {wanted}, found {there}."),
                );
            }
        }
        None
    }

    fn fields(&self, node: &Node) -> Option<Text> {
        let Content::Map(entries) = &node.content else {
            return Some(say!("Hier hoort een lijst velden."; "This should be a map of fields."));
        };
        let (person, records) = (self.world.person(), self.world.records_of(self.entry));
        let context = Context {
            process: &self.entry.process,
            calendar: self.setting.calendar,
            person: &person,
            records: &records,
            witness: None,
        };
        let today = local(self.now).date();
        let env =
            Env { context: &context, case: &self.entry.case, event: None, item: None, known: None, today };
        for (key, wanted) in entries {
            let id = &key.name;
            let there = env.get(id);
            let json = to_json(wanted);
            let wanted = match self.entry.process.definition().data.get(id) {
                _ if json.is_null() => Value::Unset,
                Some(field) => match field.value(&json) {
                    Ok(value) => value,
                    Err(why) => return Some(why),
                },
                // A name that means nothing would be as unset as what is expected.
                None if self.entry.process.type_of(id).is_none() => {
                    return Some(say!("Het veld `{id}` is er niet."; "There is no field `{id}`."));
                }
                None => json
                    .as_str()
                    .map_or(Value::Unset, |text| date(text).map_or_else(|_| Value::text(text), Value::Date)),
            };
            if there != wanted {
                let (wanted, there) = (display(&wanted), display(&there));
                return Some(
                    say!("Veld `{id}`: verwacht `{wanted}`, gevonden `{there}`."; "Field `{id}`: expected `{wanted}`, found `{there}`."),
                );
            }
        }
        None
    }

    fn children(&self, node: &Node) -> Option<Text> {
        let Content::Map(groups) = &node.content else {
            return Some(say!("Hier horen groepen kinderen."; "This should be groups of children."));
        };
        for (group, wanted) in groups {
            let one = |key: &str, wanted: &Node| -> Option<Text> {
                let wanted = wanted.scalar().unwrap_or_default();
                // The child itself, not what its parent heard of it: a closed parent hears nothing.
                let child = self.world.child_of(self.entry, &group.name, key);
                let there = match child.map(|child| &child.case.closed) {
                    None => "–".to_owned(),
                    Some(None) => "open".to_owned(),
                    Some(Some(closed)) => {
                        closed.outcome.as_ref().map_or_else(|| "–".to_owned(), Id::to_string)
                    }
                };
                let name = &group.name;
                (there != wanted).then(|| say!("Kind `{name}/{key}`: verwacht {wanted}, gevonden {there}."; "Child `{name}/{key}`: expected {wanted}, found {there}."))
            };
            let failed = match &wanted.content {
                Content::Map(keys) => keys.iter().find_map(|(key, wanted)| one(&key.name, wanted)),
                _ => one("", wanted),
            };
            if failed.is_some() {
                return failed;
            }
        }
        None
    }
}

fn named_by(key: &str, fact: &Fact) -> Option<String> {
    match (key, fact) {
        ("letters", Fact::LetterMade { letter, .. }) => Some(letter.to_string()),
        ("escalations", Fact::Escalated { id, step, .. }) => Some(format!("{id}.{step}")),
        ("fired", Fact::DeadlineFired { deadline }) => Some(deadline.to_string()),
        ("notices", Fact::Notified { role, .. }) => Some(role.to_string()),
        ("started", Fact::CaseStarted { process, .. }) => Some(process.to_string()),
        _ => None,
    }
}

/// A day fits a moment on it; a moment must be exact.
fn due_fits(due: Option<Due>, wanted: &str) -> bool {
    let Some(due) = due else { return matches!(wanted, "" | "none") };
    match wanted.parse::<Due>() {
        Ok(Due::Day(day)) => due.day() == day,
        Ok(moment) => due == moment,
        Err(_) => false,
    }
}

/// The names in a list, or the one name that stands alone.
pub(super) fn list(node: &Node) -> Vec<String> {
    match &node.content {
        Content::List(items) => items.iter().filter_map(|item| item.scalar().map(str::to_owned)).collect(),
        Content::Scalar { .. } => node.scalar().map(str::to_owned).into_iter().collect(),
        Content::Map(entries) => entries.iter().map(|(key, _)| key.name.to_string()).collect(),
    }
}

/// Whether two lists hold the same names. Order says nothing: a step happens at one moment.
pub(super) fn same_names(wanted: &[String], there: &[String]) -> bool {
    let mut wanted = wanted.to_vec();
    wanted.sort();
    wanted.dedup();
    wanted == there
}
