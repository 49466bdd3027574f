//! Terms, events and roles as a reader knows them.

use nazorg_core::calendar::{Amount, Anchor, Direction, Formula, clock_time};
use nazorg_core::definition::field::display;
use nazorg_core::graph::chart::{Kind, StateIx, Transition};
use nazorg_core::id::Id;
use nazorg_core::text::Language;
use nazorg_core::value::Value;

use crate::Subject;

/// From where a term without a word about it counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Said in full: on a page.
    Said,
    /// Left out: in a box, where it goes without saying.
    Plain,
}

impl Subject<'_> {
    /// The title of a process; its id when it is not there.
    pub(crate) fn title_of(&self, process: &Id) -> String {
        self.all.get(process).map_or_else(|| process.to_string(), |found| found.definition().title.clone())
    }

    /// The title of an outcome.
    pub(crate) fn outcome(&self, outcome: &Id) -> String {
        let title = self.process.definition().outcomes.get(outcome);
        title.map_or_else(|| outcome.spoken(), |title| title.value.clone())
    }

    /// The title of a role.
    pub(crate) fn role(&self, role: &Id) -> String {
        let roles = &self.process.definition().roles;
        roles.get(role).map_or_else(|| role.spoken(), |role| role.title.clone())
    }

    /// The title of a field, of a deadline, or of a record's field.
    pub(crate) fn field(&self, id: &Id) -> String {
        let definition = self.process.definition();
        let own = definition.data.get(id).map(|field| &field.value);
        let own = own.or_else(|| definition.params.get(id).map(|param| &param.field));
        if let Some(title) = own.and_then(|field| field.title.clone()) {
            return title;
        }
        if let Some((alias, name)) = id.split_once('.')
            && let Some(record) = definition.records.get(alias)
            && let Some(record) = self.records.get(&record.value.value)
            && let Some(title) = record.fields.get(name).and_then(|field| field.title.clone())
        {
            return title;
        }
        if let Some((_, deadline)) = self.process.chart().deadlines().find(|(_, d)| d.id == *id) {
            return deadline.title.clone();
        }
        Id::from(id.rsplit('.').next().unwrap_or_default()).spoken()
    }

    /// An event as it is called, also one that the engine itself raises.
    pub(crate) fn event(&self, id: &Id) -> String {
        if let Some(event) = self.process.event(id) {
            return event.title.clone();
        }
        let chart = self.process.chart();
        let (kind, rest) = id.split_once('.').unwrap_or((id, ""));
        let group = chart.states.iter().flat_map(|state| &state.groups).find(|group| *group.id == *rest);
        let group = group.map(|group| self.title_of(&group.process));
        match kind {
            "done" => match group.or_else(|| chart.find(rest).map(|state| state.title.clone())) {
                Some(title) => format!("‘{title}’ is klaar"),
                None => format!("{} is klaar", Id::from(rest).spoken()),
            },
            "child" => format!("‘{}’ is afgerond", group.unwrap_or_else(|| Id::from(rest).spoken())),
            "deadline" => format!("‘{}’ is voorbij", self.field(&Id::from(rest))),
            "error" => "Er gaat iets mis".to_owned(),
            "any" => "Wat er ook gebeurt".to_owned(),
            _ => id.spoken(),
        }
    }

    /// What makes a transition go: its events, and the name of its branch.
    pub(crate) fn trigger(&self, transition: &Transition) -> String {
        let source = &self.process.chart().states[transition.source].id;
        let events: Vec<String> = transition.events.iter().map(|event| self.event(event)).collect();
        let events = events.join(" of ");
        let rest = transition.id.strip_prefix(source.as_str()).unwrap_or_default();
        let name = if transition.events.len() == 1 { transition.events[0].as_str() } else { "" };
        let rest = rest.strip_prefix('.').unwrap_or_default();
        // What is left after the trigger is the branch; a trigger of several events has a name of its own.
        let branch = match rest.strip_prefix(name).filter(|_| !name.is_empty()) {
            Some(branch) => branch.strip_prefix('.'),
            None => rest.split_once('.').map(|(_, branch)| branch),
        };
        let branch = branch.map(|branch| Id::from(branch).spoken());
        match (events.is_empty(), branch) {
            (true, Some(branch)) => format!("als: {branch}"),
            (true, None) if transition.guard.is_some() => "zodra het kan".to_owned(),
            (true, None) => "meteen".to_owned(),
            (false, Some(branch)) => format!("{events} ({branch})"),
            (false, None) if transition.guard.is_some() => {
                format!("{events} (als aan de voorwaarde is voldaan)")
            }
            (false, None) => events,
        }
    }

    /// A term in words: "5 werkdagen na ‘Dag van het overleg’ om 9.00 uur".
    pub(crate) fn term(&self, formula: &Formula, entry: Entry) -> String {
        let amount = match &formula.amount {
            Amount::None => None,
            // "Elke week", not "elke 1 week".
            Amount::Fixed(duration) => Some(one(formula.every, duration.text().nl)),
            Amount::Named(id) => Some(match self.process.params().get(id) {
                Some(value) => one(formula.every, shown(value)),
                None => format!("‘{}’", self.field(id)),
            }),
        };
        let side = if formula.direction == Direction::Before { "voor" } else { "na" };
        let anchor = match &formula.anchor {
            Anchor::Entry if entry == Entry::Plain => None,
            Anchor::Entry => Some("het begin van deze stap".to_owned()),
            Anchor::Start => Some("het begin van de zaak".to_owned()),
            Anchor::Due => Some("de dag van de taak".to_owned()),
            Anchor::Named(id) => Some(format!("‘{}’", self.field(id))),
        };
        let every = if formula.every { "elke " } else { "" };
        let mut words = match (amount, anchor) {
            (Some(amount), Some(anchor)) if formula.every => format!("{every}{amount}, vanaf {anchor}"),
            (Some(amount), Some(anchor)) => format!("{amount} {side} {anchor}"),
            (Some(amount), None) => format!("{every}{amount}"),
            (None, Some(anchor)) => format!("op {anchor}"),
            (None, None) => "meteen".to_owned(),
        };
        if let Some(time) = formula.time {
            words = format!("{words}, om {}", clock_time(time, Language::Nl));
        }
        words
    }

    /// Where something goes to, as part of a sentence.
    pub(crate) fn place(&self, ix: StateIx) -> String {
        let chart = self.process.chart();
        let state = &chart.states[ix];
        if let (Kind::History { .. }, Some(parent)) = (state.kind, state.parent) {
            return format!("waar het was in ‘{}’", chart.states[parent].title);
        }
        match state.end.as_ref().and_then(|end| end.outcome.as_ref()) {
            Some(outcome) => format!("het einde ‘{}’", self.outcome(outcome)),
            None => format!("‘{}’", state.title),
        }
    }

    /// The title of a state.
    pub(crate) fn state(&self, ix: StateIx) -> &str {
        &self.process.chart().states[ix].title
    }
}

fn one(every: bool, amount: String) -> String {
    match amount.strip_prefix("1 ").filter(|_| every) {
        Some(unit) => unit.to_owned(),
        None => amount,
    }
}

/// A value as people read it.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Duration(duration) => duration.text().nl,
        other => display(other),
    }
}

/// With a capital at its beginning, as a line in a list has it.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
