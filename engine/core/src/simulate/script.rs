//! What happens in a simulation, as a program writes it down.

use serde_json::{Map, Value as Json};

use crate::calendar::Duration;
use crate::id::Id;
use crate::say;
use crate::text::Text;

/// Events one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// In the order in which they happen.
    pub items: Vec<Item>,
}

/// One event, or only time that passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// How long after the one before.
    pub after: After,
    /// The event; none when only time passes.
    pub event: Option<Id>,
    /// Its form, with what it carries.
    pub data: Map<String, Json>,
}

/// How long after the event before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum After {
    /// At the same moment.
    #[default]
    AtOnce,
    /// So many milliseconds.
    Milliseconds(u32),
    /// So long on the calendar; in days or longer, at the same time of that day.
    Duration(Duration),
}

impl Script {
    /// Reads `[{after, event, data}, …]`, or the same under `events` beside other keys. `after` is a
    /// number of milliseconds or a duration such as `"5 workdays"`; `event` is a name or
    /// `{name, data}`; without one, or with an empty one, only time passes. Other keys are left alone, so that a file can also hold what is expected.
    ///
    /// # Errors
    /// What is wrong with the file, with the number of the item.
    pub fn read(text: &str) -> Result<Self, Text> {
        let json: Json = serde_json::from_str(text)
            .map_err(|error| say!("Dit is geen JSON: {error}"; "This is not JSON: {error}"))?;
        let items = json.as_array().or_else(|| json.get("events").and_then(Json::as_array));
        let items = items.ok_or_else(
            || say!("Dit moet een lijst van gebeurtenissen zijn."; "This must be a list of events."),
        )?;
        let read = |(index, item): (usize, &Json)| {
            let number = index + 1;
            Item::read(item).map_err(|why| {
                let Text { nl, en } = why;
                say!("Gebeurtenis {number}: {nl}"; "Event {number}: {en}")
            })
        };
        Ok(Self { items: items.iter().enumerate().map(read).collect::<Result<_, _>>()? })
    }
}

impl Item {
    fn read(json: &Json) -> Result<Self, Text> {
        let (event, inner) = match json.get("event") {
            None | Some(Json::Null) => (None, None),
            Some(Json::String(name)) => (Some(name), None),
            Some(Json::Object(event)) => match event.get("name") {
                Some(Json::String(name)) => (Some(name), event.get("data")),
                _ => return Err(wrong_event()),
            },
            Some(_) => return Err(wrong_event()),
        };
        let event = event.filter(|name| !name.is_empty()).map(|name| Id::from(name.as_str()));
        let data = match json.get("data").or(inner) {
            None | Some(Json::Null) => Map::new(),
            Some(Json::Object(data)) => data.clone(),
            Some(_) => {
                return Err(say!("`data` is een object met velden."; "`data` is an object of fields."));
            }
        };
        Ok(Self { after: After::read(json.get("after"))?, event, data })
    }
}

impl After {
    fn read(json: Option<&Json>) -> Result<Self, Text> {
        let milliseconds = |number: &serde_json::Number| {
            let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
            number.map(Self::Milliseconds)
        };
        match json {
            None | Some(Json::Null) => Ok(Self::AtOnce),
            Some(Json::String(text)) => Duration::parse(text).map(Self::Duration),
            Some(Json::Number(number)) => milliseconds(number).ok_or_else(wrong_after),
            Some(_) => Err(wrong_after()),
        }
    }
}

fn wrong_event() -> Text {
    say!("`event` is een naam of {{\"name\": …}}."; "`event` is a name or {{\"name\": …}}.")
}

fn wrong_after() -> Text {
    say!(
        "`after` is een aantal milliseconden of een duur, zoals \"5 workdays\".";
        "`after` is a number of milliseconds, or a duration such as \"5 workdays\"."
    )
}
