//! Places in a YAML tree.

use serde_yaml::Value;

/// One step down: a key of a map, or a number in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Nth(usize),
}

/// The way to a place.
pub(crate) type Path = Vec<Step>;

/// A path as people read it.
pub(crate) fn shown(path: &[Step]) -> String {
    let steps = path.iter().map(|step| match step {
        Step::Key(key) => key.clone(),
        Step::Nth(nth) => nth.to_string(),
    });
    steps.collect::<Vec<_>>().join(".")
}

/// Visits every value with the way to it.
pub(crate) fn walk(value: &Value, path: &mut Path, visit: &mut dyn FnMut(&Path, &Value)) {
    visit(path, value);
    match value {
        Value::Mapping(map) => {
            for (key, inner) in map {
                path.push(Step::Key(key.as_str().unwrap_or_default().to_owned()));
                walk(inner, path, visit);
                path.pop();
            }
        }
        Value::Sequence(items) => {
            for (nth, inner) in items.iter().enumerate() {
                path.push(Step::Nth(nth));
                walk(inner, path, visit);
                path.pop();
            }
        }
        _ => {}
    }
}

fn at<'v>(root: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()),
        Step::Nth(nth) => value.get_mut(*nth),
    })
}

/// The tree with another value in a place.
pub(crate) fn with(root: &Value, path: &[Step], value: Value) -> Option<Value> {
    let mut root = root.clone();
    *at(&mut root, path)? = value;
    Some(root)
}

/// The tree without a place. A map that becomes empty goes too, but for the whole of a state.
pub(crate) fn without(root: &Value, path: &[Step]) -> Option<Value> {
    let mut changed = root.clone();
    let (last, around) = path.split_last()?;
    let map = at(&mut changed, around)?;
    match (map, last) {
        (Value::Mapping(map), Step::Key(key)) => {
            map.shift_remove(key.as_str())?;
            let is_block = matches!(around.last(), Some(Step::Key(key)) if ["do", "entry", "exit", "form", "when", "deadlines", "tasks", "require", "choose", "with"].contains(&key.as_str()));
            if map.is_empty() && is_block { without(&changed, around) } else { Some(changed) }
        }
        (Value::Sequence(items), Step::Nth(nth)) if items.len() > 1 => {
            items.remove(*nth);
            Some(changed)
        }
        _ => None,
    }
}

/// The tree with another name for a key, in the same place.
pub(crate) fn renamed(root: &Value, path: &[Step], name: &str) -> Option<Value> {
    let mut changed = root.clone();
    let (last, around) = path.split_last()?;
    let (Value::Mapping(map), Step::Key(old)) = (at(&mut changed, around)?, last) else { return None };
    let entries = std::mem::take(map);
    for (key, value) in entries {
        let key = if key.as_str() == Some(old) { Value::from(name) } else { key };
        map.insert(key, value);
    }
    Some(changed)
}
