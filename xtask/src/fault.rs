//! The faults that are planted, class by class.

use std::sync::Arc;

use nazorg_core::finding::Source;
use serde_yaml::Value;

use crate::place::{Path, Step, renamed, shown, walk, with, without};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class {
    /// Names and shape: `check` alone must find every one.
    pub(crate) is_structural: bool,
    pub(crate) name: &'static str,
}

/// One fault in one file.
pub(crate) struct Fault {
    pub(crate) class: Class,
    /// The file.
    pub(crate) path: String,
    /// Where in it.
    pub(crate) place: String,
    /// The whole file with the fault.
    pub(crate) text: String,
}

/// What no name in the shipped files looks like.
const UNKNOWN: &str = "zzz_onbekend";

struct Planter<'a> {
    source: &'a Source,
    root: &'a Value,
    states: Vec<String>,
    roles: Vec<String>,
    outcomes: Vec<String>,
    faults: Vec<Fault>,
}

/// Every fault that fits in a process.
pub(crate) fn of_definition(source: &Arc<Source>) -> Vec<Fault> {
    let Ok(root) = serde_yaml::from_str::<Value>(&source.text) else { return Vec::new() };
    if root.get("process").is_none() {
        return Vec::new();
    }
    let keys = |name: &str| -> Vec<String> {
        let map = root.get(name).and_then(Value::as_mapping);
        map.into_iter().flat_map(|map| map.keys()).filter_map(|key| key.as_str().map(str::to_owned)).collect()
    };
    let mut states = Vec::new();
    walk(&root, &mut Path::new(), &mut |path, _| {
        if let [.., Step::Key(around), Step::Key(state)] = path.as_slice()
            && (around == "states" || around == "parallel")
        {
            states.push(state.clone());
        }
    });
    let (roles, outcomes) = (keys("roles"), keys("outcomes"));
    let mut planter = Planter { source, root: &root, states, roles, outcomes, faults: Vec::new() };
    walk(&root, &mut Path::new(), &mut |path, value| planter.plant(path, value));
    planter.faults
}

/// The same process, written anew.
pub(crate) fn unchanged(source: &Arc<Source>) -> Option<Fault> {
    let root = serde_yaml::from_str::<Value>(&source.text).ok()?;
    let text = serde_yaml::to_string(&root).ok()?;
    let class = Class { is_structural: false, name: "none" };
    Some(Fault { class, path: source.path.clone(), place: String::new(), text })
}

/// Every fault that fits in a letter.
pub(crate) fn of_template(source: &Arc<Source>) -> Vec<Fault> {
    let class = Class { is_structural: true, name: "letter: field renamed" };
    let starts = source.text.match_indices("{{").map(|(at, _)| at + 2);
    let faults = starts.filter_map(|at| {
        let rest = &source.text[at..];
        let name_at = at + rest.find(|c: char| c.is_ascii_alphabetic())?;
        let name: String =
            source.text[name_at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let mut text = source.text.clone();
        text.insert_str(name_at, "zzz_");
        Some(Fault { class, path: source.path.clone(), place: name, text })
    });
    faults.collect()
}

impl Planter<'_> {
    fn add(&mut self, is_structural: bool, name: &'static str, path: &[Step], changed: Option<Value>) {
        let Some(changed) = changed.filter(|changed| changed != self.root) else { return };
        let Ok(text) = serde_yaml::to_string(&changed) else { return };
        let class = Class { is_structural, name };
        self.faults.push(Fault { class, path: self.source.path.clone(), place: shown(path), text });
    }

    fn rename(&mut self, name: &'static str, path: &[Step], value: &Value) {
        let changed = match value {
            Value::String(_) => with(self.root, path, UNKNOWN.into()),
            Value::Sequence(items) if items.first().is_some_and(Value::is_string) => {
                let mut items = items.clone();
                items[0] = UNKNOWN.into();
                with(self.root, path, Value::Sequence(items))
            }
            _ => None,
        };
        self.add(true, name, path, changed);
    }

    fn drop(&mut self, is_structural: bool, name: &'static str, path: &[Step]) {
        let changed = without(self.root, path);
        self.add(is_structural, name, path, changed);
    }

    fn plant(&mut self, path: &Path, value: &Value) {
        let names: Vec<&str> = path
            .iter()
            .map(|step| match step {
                Step::Key(key) => key.as_str(),
                Step::Nth(_) => "-",
            })
            .collect();
        // A place of its own, and an entry of a map.
        match names.as_slice() {
            [.., "go"] => self.target(path, value),
            [.., "initial"] if value.is_string() => self.rename("start of a state renamed", path, value),
            [.., around, "if"] => self.guard(path, value, around),
            [.., "final"] if value.is_string() => self.outcome(path, value),
            [.., "at"] | [.., "due"] if value.is_string() => self.sooner(path, value),
            [.., "done_by"] => {
                self.rename("task: event renamed", path, value);
                self.drop(false, "task: event dropped", path);
            }
            [.., "met_by"] => {
                self.rename("deadline: event renamed", path, value);
                self.drop(false, "deadline: `met_by` dropped", path);
            }
            [.., "escalation"] => {
                self.rename("escalation renamed", path, value);
                self.drop(false, "task: escalation dropped", path);
            }
            [.., "otherwise"] => {
                let (branch, _) = path.split_at(path.len() - 1);
                self.drop(false, "last branch dropped", branch);
            }
            [.., "default"] if names.contains(&"history") && value.is_string() => {
                self.rename("target renamed", path, value);
            }
            _ => {}
        }
        match names.as_slice() {
            [.., "when", _] => self.trigger(path, value),
            [.., "choose", _] if value.get("if").is_some() => self.drop(false, "branch dropped", path),
            [.., "deadlines", _] => self.drop(false, "deadline removed", path),
            [.., "tasks", _] => self.task(path, value),
            [.., "states", _] => self.drop(true, "state dropped", path),
            [.., "parallel", _] => self.drop(false, "parallel part dropped", path),
            [.., "children", _] => {
                self.drop(false, "children dropped", path);
                self.field_renamed(path, value, "process", "process of children renamed");
            }
            [.., "do" | "entry" | "exit", _] => self.action(path, value),
            [.., "form", _] => {
                let kind = value.as_str().unwrap_or_default().to_owned();
                let changed = renamed(self.root, path, UNKNOWN);
                self.add(true, "form: field renamed", path, changed);
                if kind == "required" {
                    let changed = with(self.root, path, "optional".into());
                    self.add(false, "form: required made optional", path, changed);
                    self.drop(false, "form: required field dropped", path);
                }
            }
            [.., "require", _] => self.drop(false, "requirement dropped", path),
            ["events", _] => {
                self.drop(true, "event dropped", path);
                self.field_renamed(path, value, "by", "role of an event renamed");
            }
            ["data", _] => {
                self.drop(true, "field dropped", path);
                self.type_changed(path, value);
            }
            ["data", _, "options", _] => self.drop(false, "option dropped", path),
            ["params", _] => {
                self.drop(true, "param dropped", path);
                self.param(path, value);
            }
            ["outcomes", _] => self.drop(true, "outcome dropped", path),
            ["roles", _] => self.drop(true, "role dropped", path),
            ["letters", _] => {
                self.drop(true, "letter dropped", path);
                self.field_renamed(path, value, "template", "template renamed");
            }
            ["records", _] => self.rename("record renamed", path, value),
            ["suspensions", _] => {
                self.drop(false, "suspension dropped", path);
                self.field_renamed(path, value, "from", "event of a suspension renamed");
            }
            ["escalations", _, _] => self.drop(false, "step of an escalation dropped", path),
            _ => {}
        }
    }

    fn field_renamed(&mut self, path: &[Step], value: &Value, field: &str, name: &'static str) {
        if let Some(inner) = value.get(field) {
            let mut path = path.to_vec();
            path.push(Step::Key(field.to_owned()));
            self.rename(name, &path, inner);
        }
    }

    fn target(&mut self, path: &[Step], value: &Value) {
        self.rename("target renamed", path, value);
        if let Some(state) = value.as_str() {
            let other = self.states.iter().position(|s| s == state).and_then(|at| self.states.get(at + 1));
            if let Some(other) = other.cloned() {
                let changed = with(self.root, path, other.into());
                self.add(false, "target is another state", path, changed);
            }
        }
    }

    fn trigger(&mut self, path: &[Step], value: &Value) {
        if value.get("event").is_none() {
            let changed = renamed(self.root, path, UNKNOWN);
            self.add(true, "event of a transition renamed", path, changed);
        }
        self.drop(false, "transition dropped", path);
        if value.is_string() || value.is_sequence() {
            self.target(path, value);
        }
    }

    fn guard(&mut self, path: &[Step], value: &Value, around: &str) {
        let Some(guard) = value.as_str() else { return };
        let is_requirement = matches!(path.iter().rev().nth(2), Some(Step::Key(key)) if key == "require");
        let name = if is_requirement { "requirement inverted" } else { "guard inverted" };
        let changed = with(self.root, path, format!("not ({guard})").into());
        self.add(false, name, path, changed);
        let changed = with(self.root, path, format!("{UNKNOWN} and ({guard})").into());
        self.add(true, "guard: field renamed", path, changed);
        let in_choose = matches!(path.iter().rev().nth(2), Some(Step::Key(key)) if key == "choose");
        if !is_requirement && !in_choose && around != "choose" {
            self.drop(false, "guard dropped", path);
        }
    }

    fn outcome(&mut self, path: &[Step], value: &Value) {
        self.rename("outcome renamed", path, value);
        let other = self.outcomes.iter().find(|outcome| Some(outcome.as_str()) != value.as_str()).cloned();
        if let Some(other) = other {
            let changed = with(self.root, path, other.into());
            self.add(false, "end with another outcome", path, changed);
        }
    }

    /// One unit more, where a number is written.
    fn sooner(&mut self, path: &[Step], value: &Value) {
        let Some((number, rest)) = value.as_str().and_then(|text| text.split_once(' ')) else { return };
        if let Ok(number) = number.parse::<u32>() {
            let changed = with(self.root, path, format!("{} {rest}", number + 1).into());
            self.add(false, "term one longer", path, changed);
        }
    }

    fn task(&mut self, path: &[Step], value: &Value) {
        self.drop(false, "task dropped", path);
        self.field_renamed(path, value, "role", "role of a task renamed");
        let role = value.get("role").and_then(Value::as_str);
        let other = self.roles.iter().find(|other| Some(other.as_str()) != role).cloned();
        if let (Some(_), Some(other)) = (role, other) {
            let mut path = path.to_vec();
            path.push(Step::Key("role".to_owned()));
            let changed = with(self.root, &path, other.into());
            self.add(false, "task for another role", &path, changed);
        }
    }

    fn action(&mut self, path: &[Step], value: &Value) {
        let kinds = [
            ("letter", "letter not sent"),
            ("set", "field not set"),
            ("task", "task of an action dropped"),
            ("notify", "notice dropped"),
            ("note", "note dropped"),
            ("raise", "raise dropped"),
            ("send", "send dropped"),
            ("cancel", "cancel dropped"),
            ("signal", "signal dropped"),
            ("start", "start of a case dropped"),
            ("choose", "choice of an action dropped"),
        ];
        for (kind, name) in kinds {
            if value.get(kind).is_some() {
                self.drop(false, name, path);
            }
        }
        self.field_renamed(path, value, "letter", "letter renamed");
        if let Some(task) = value.get("task") {
            let mut path = path.to_vec();
            path.push(Step::Key("task".to_owned()));
            self.field_renamed(&path, task, "role", "role of a task renamed");
        }
        if let Some(fields) = value.get("set").and_then(Value::as_mapping) {
            for field in fields.keys().filter_map(Value::as_str) {
                let mut path = path.to_vec();
                path.extend([Step::Key("set".to_owned()), Step::Key(field.to_owned())]);
                let changed = renamed(self.root, &path, UNKNOWN);
                self.add(true, "set: field renamed", &path, changed);
            }
        }
    }

    fn type_changed(&mut self, path: &[Step], value: &Value) {
        let Some(kind) = value.get("type").and_then(Value::as_str) else { return };
        let other = if kind == "date" { "integer" } else { "date" };
        let mut changed = value.clone();
        if let Some(map) = changed.as_mapping_mut() {
            map.insert("type".into(), other.into());
            for key in ["options", "default", "min", "max", "fields", "key"] {
                map.shift_remove(key);
            }
        }
        let changed = with(self.root, path, changed);
        self.add(false, "type of a field changed", path, changed);
    }

    fn param(&mut self, path: &[Step], value: &Value) {
        let mut path = path.to_vec();
        path.push(Step::Key("value".to_owned()));
        match value.get("value") {
            Some(Value::String(_)) => {
                if let Some(inner) = value.get("value") {
                    self.sooner(&path, inner);
                }
            }
            Some(Value::Number(number)) => {
                let more = number.as_i64().unwrap_or_default() + 1;
                let changed = with(self.root, &path, more.into());
                self.add(false, "number of a param one more", &path, changed);
            }
            _ => {}
        }
    }
}
