//! What a transition, an entry or an exit does.

use super::decide::{Decide, Into};
use super::node::{Content, Key, Node};
use super::reader::{Fields, Map, Reader, Spanned, Written};
use super::task::Task;
use super::trigger::Branch;
use crate::calendar::{Duration, Formula};
use crate::finding::Finding;
use crate::id::Id;
use crate::say;

/// One action, under the id that its designer gave it.
#[derive(Clone, Debug)]
pub enum Action {
    /// Gives fields a value.
    Set(Map<Written>),
    /// Asks a decision table and gives fields its answer.
    Decide(Decide, Into),
    /// Raises an internal event.
    Raise(Spanned<Id>),
    /// Sends an event to this case, later.
    Send {
        /// The event.
        event: Option<Spanned<Id>>,
        /// How long to wait; not at all when left out.
        after: Option<Spanned<Duration>>,
        /// Data that the event carries.
        with: Map<Written>,
    },
    /// Stops a send that is still waiting.
    Cancel(Spanned<Id>),
    /// Opens a task that lives until it is done or the case ends.
    Task(Task),
    /// Makes a letter.
    Letter(Spanned<Id>),
    /// Tells a role something.
    Notify {
        /// The role.
        role: Option<Spanned<Id>>,
        /// What; the title of what happened when left out.
        say: Option<String>,
    },
    /// Writes a text into the history.
    Note(Written),
    /// Starts a case of another process for the same subject.
    Start {
        /// The process.
        process: Option<Spanned<Id>>,
        /// Values for its fields.
        with: Map<Written>,
        /// How the new case relates to this one.
        link: Option<Spanned<Id>>,
    },
    /// Tells the subject's other open cases.
    Signal(Spanned<Id>),
    /// The actions of the first branch that holds.
    Choose(Vec<Branch>),
    /// Several actions.
    Group(Map<Action>),
    /// The same actions for each item of a list.
    Each(Each),
    /// A new item for lists, more options for sets.
    Append(Map<Appended>),
    /// Takes items from a list, or options from a set.
    Remove {
        /// The list or set.
        from: Option<Spanned<Id>>,
        /// For a list: which items.
        condition: Option<Written>,
        /// For a set: which option, or options.
        option: Option<Written>,
    },
    /// Gives fields of items another value.
    Update {
        /// The list.
        list: Option<Spanned<Id>>,
        /// Which items; all when left out.
        condition: Option<Written>,
        /// The values.
        set: Map<Written>,
    },
    /// Gives a deadline more time.
    Extend {
        /// The deadline.
        deadline: Option<Spanned<Id>>,
        /// How much: a duration, or the name of one.
        by: Option<Spanned<Formula>>,
        /// On what ground.
        ground: String,
        /// Why.
        reason: Option<Written>,
    },
    /// Gives an open task to another role.
    Escalate {
        /// The task.
        task: Option<Spanned<Id>>,
        /// The role.
        to: Option<Spanned<Id>>,
    },
}

/// Actions for each item of a list.
#[derive(Clone, Debug)]
pub struct Each {
    /// The list.
    pub list: Option<Spanned<Id>>,
    /// What the item is called inside.
    pub name: Option<Spanned<Id>>,
    /// What its number is called inside, from 0.
    pub index: Option<Spanned<Id>>,
    /// What is done.
    pub actions: Map<Action>,
}

/// What is added to a list or a set.
#[derive(Clone, Debug)]
pub enum Appended {
    /// The fields of an item.
    Item(Map<Written>),
    /// An option, or options.
    Options(Written),
}

impl Action {
    /// Reads one action: a mapping with exactly one known key.
    #[must_use]
    pub fn read(_key: &Key, node: &Node, reader: &Reader) -> Option<Self> {
        let fields = Fields::new(node, reader);
        let mut found: Vec<Self> = Vec::new();
        let expressions = |node: &Node| reader.map(node, |_, node| reader.expression(node));
        found.extend(fields.get("set").map(|node| Self::Set(expressions(node))));
        let decide = fields.get("decide").and_then(|node| Decide::read(node, reader));
        found.extend(decide.map(|(decide, into)| Self::Decide(decide, into)));
        found.extend(fields.get("raise").and_then(|node| reader.name(node)).map(Self::Raise));
        found.extend(fields.get("send").map(|node| Self::read_send(node, reader)));
        found.extend(fields.get("cancel").and_then(|node| reader.name(node)).map(Self::Cancel));
        found.extend(fields.get("task").and_then(|node| Task::read(node, reader)).map(Self::Task));
        found.extend(fields.get("letter").and_then(|node| reader.name(node)).map(Self::Letter));
        found.extend(fields.get("notify").map(|node| Self::read_notify(node, reader)));
        found.extend(fields.get("note").and_then(|node| reader.expression(node)).map(Self::Note));
        found.extend(fields.get("start").map(|node| Self::read_start(node, reader)));
        found.extend(fields.get("signal").and_then(|node| reader.name(node)).map(Self::Signal));
        found.extend(fields.get("choose").map(|node| Self::Choose(Branch::read_choose(node, reader))));
        found.extend(fields.get("do").map(|node| Self::Group(Self::read_all(node, reader))));
        found.extend(fields.get("each").map(|node| Self::Each(Each::read(node, reader))));
        found.extend(fields.get("append").map(|node| Self::Append(Self::read_append(node, reader))));
        found.extend(fields.get("remove").map(|node| Self::read_remove(node, reader)));
        found.extend(fields.get("update").map(|node| Self::read_update(node, reader)));
        found.extend(fields.get("escalate").map(|node| Self::read_escalate(node, reader)));
        found.extend(fields.get("extend").map(|node| Self::read_extend(node, reader)));
        let written = fields.count();
        fields.finish();
        if written != 1 {
            reader.report(
                Finding::error("NZ0118", node.span.clone(), say!("Hier hoort precies één actie."; "There must be exactly one action here."))
                    .help(say!("Geef elke actie een eigen naam: `brief: {{letter: …}}`."; "Give each action a name of its own: `brief: {{letter: …}}`.")),
            );
        }
        found.into_iter().next()
    }

    /// Reads a `do`, `entry` or `exit`: named actions in written order.
    #[must_use]
    pub fn read_all(node: &Node, reader: &Reader) -> Map<Self> {
        reader.map(node, |key, node| Self::read(key, node, reader))
    }

    fn read_send(node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let send = Self::Send {
            event: fields.must("event").and_then(|node| reader.name(node)),
            after: fields.get("after").and_then(|node| reader.duration(node)),
            with: fields.map("with", |_, node| reader.expression(node)),
        };
        fields.finish();
        send
    }

    fn read_notify(node: &Node, reader: &Reader) -> Self {
        if node.scalar().is_some() {
            return Self::Notify { role: reader.name(node), say: None };
        }
        let fields = Fields::new(node, reader);
        let notify = Self::Notify {
            role: fields.must("role").and_then(|node| reader.name(node)),
            say: fields.text("say"),
        };
        fields.finish();
        notify
    }

    fn read_append(node: &Node, reader: &Reader) -> Map<Appended> {
        reader.map(node, |_, node| match node.content {
            Content::Map(_) => Some(Appended::Item(reader.map(node, |_, node| reader.expression(node)))),
            _ => reader.expression(node).map(Appended::Options),
        })
    }

    fn read_remove(node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let remove = Self::Remove {
            from: fields.must("from").and_then(|node| reader.name(node)),
            condition: fields.expression("where"),
            option: fields.expression("option"),
        };
        fields.finish();
        remove
    }

    fn read_update(node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let update = Self::Update {
            list: fields.must("in").and_then(|node| reader.name(node)),
            condition: fields.expression("where"),
            set: fields
                .must("set")
                .map_or_else(Map::new, |node| reader.map(node, |_, node| reader.expression(node))),
        };
        fields.finish();
        update
    }

    fn read_escalate(node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let escalate = Self::Escalate {
            task: fields.must("task").and_then(|node| reader.name(node)),
            to: fields.must("to").and_then(|node| reader.name(node)),
        };
        fields.finish();
        escalate
    }

    fn read_extend(node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let text = |node: &Node| reader.text(node).map_or_else(String::new, |text| text.value);
        let extend = Self::Extend {
            deadline: fields.must("deadline").and_then(|node| reader.name(node)),
            by: fields.must("by").and_then(|node| reader.formula(node)),
            ground: fields.must("ground").map_or_else(String::new, text),
            reason: fields.must("reason").and_then(|node| reader.expression(node)),
        };
        fields.finish();
        extend
    }

    fn read_start(node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let start = Self::Start {
            process: fields.must("process").and_then(|node| reader.name(node)),
            with: fields.map("with", |_, node| reader.expression(node)),
            link: fields.name("link"),
        };
        fields.finish();
        start
    }
}

impl Each {
    fn read(node: &Node, reader: &Reader) -> Self {
        let fields = Fields::new(node, reader);
        let each = Self {
            list: fields.must("in").and_then(|node| reader.name(node)),
            name: fields.must("as").and_then(|node| reader.name(node)),
            index: fields.name("index"),
            actions: fields.must("do").map_or_else(Map::new, |node| Action::read_all(node, reader)),
        };
        fields.finish();
        each
    }
}
