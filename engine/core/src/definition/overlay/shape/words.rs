//! The tables: which keys each thing of the language has, and what stands under them.

use super::Shape::{Edge, Own, Ref, Short, Value, Words};
use super::{Forms, Named, Order, Shape, Thing, free, one, ordered, values};
use crate::definition::overlay::kind::Kind;

/// The keys of a process or a state: its own, and what happens while it is active.
macro_rules! lives {
    ($($own:expr,)*) => {
        &[
            $($own,)*
            ("entry", Shape::Named(&ACTIONS)),
            ("exit", Shape::Named(&ACTIONS)),
            ("when", Shape::Named(&WHEN)),
            ("always", Short(&Edge, Some("go"), &Shape::Thing(&ALWAYS))),
            ("deadlines", Shape::Named(&DEADLINES)),
            ("tasks", Shape::Named(&TASKS)),
            ("children", Shape::Named(&CHILDREN)),
            ("history", Shape::Named(&HISTORY)),
        ]
    };
}

/// A process.
pub static PROCESS: Thing = one(lives![
    ("process", Own),
    ("version", Own),
    ("title", Value),
    ("purpose", Value),
    ("source", Value),
    ("subject", Own),
    ("records", Shape::Named(&RECORDS)),
    ("roles", Shape::Named(&ROLES)),
    ("params", Shape::Named(&PARAMS)),
    ("data", Shape::Named(&FIELDS)),
    ("outcomes", Shape::Named(&OUTCOMES)),
    ("events", Shape::Named(&EVENTS)),
    ("letters", Shape::Named(&LETTERS)),
    ("escalations", Shape::Named(&ESCALATIONS)),
    ("suspensions", Shape::Named(&SUSPENSIONS)),
    ("targets", Shape::Named(&TARGETS)),
    ("calendar", Shape::Named(&CALENDAR)),
    ("accept", Shape::Named(&ACCEPTED)),
    ("initial", Short(&Edge, Some("go"), &Shape::Thing(&INITIAL))),
    ("states", Shape::Named(&STATES)),
]);

/// A record.
pub static RECORD: Thing = one(&[
    ("record", Own),
    ("version", Own),
    ("title", Value),
    ("purpose", Value),
    ("source", Value),
    ("subject", Own),
    ("fields", Shape::Named(&FIELDS)),
    ("events", Shape::Named(&EVENTS)),
]);

/// A decision table.
pub static TABLE: Thing = one(&[
    ("table", Own),
    ("version", Own),
    ("title", Value),
    ("source", Value),
    ("inputs", Shape::Named(&COLUMNS)),
    ("outputs", Shape::Named(&COLUMNS)),
    ("hit", Value),
    ("rows", Shape::Named(&ROWS)),
    ("accept", Shape::Named(&ACCEPTED)),
]);

/// A state.
pub static STATE: Thing = one(lives![
    ("title", Value),
    ("source", Value),
    ("locked", Value),
    ("initial", Short(&Edge, Some("go"), &Shape::Thing(&INITIAL))),
    ("states", Shape::Named(&STATES)),
    ("parallel", Shape::Named(&STATES)),
    ("final", Ref(Kind::Outcome)),
    ("with", Shape::Named(&WITH)),
]);

/// A param.
pub static PARAM: Thing = one(&[
    ("type", Value),
    ("value", Value),
    ("source", Value),
    ("title", Value),
    ("min", Value),
    ("max", Value),
    ("options", Shape::Named(&OPTIONS)),
    ("key", Value),
    ("fields", Shape::Named(&FIELDS)),
    ("fixed", Value),
    ("may", Value),
]);

/// A field.
pub static FIELD: Thing = one(&[
    ("type", Value),
    ("title", Value),
    ("options", Shape::Named(&OPTIONS)),
    ("key", Value),
    ("fields", Shape::Named(&FIELDS)),
    ("default", Value),
    ("min", Value),
    ("max", Value),
    ("derive", Short(&Words, None, &Shape::Thing(&DERIVE))),
    ("required", Short(&Ref(Kind::State), Some("in"), &Shape::Thing(&REQUIRED))),
    ("optional", Value),
]);

/// A deadline.
pub static DEADLINE: Thing = Thing {
    keys: &[
        ("title", Value),
        ("source", Value),
        ("at", Words),
        ("roll", Value),
        ("met_by", Ref(Kind::Event)),
        ("if", Words),
        ("do", Shape::Named(&ACTIONS)),
        ("go", Edge),
        ("internal", Value),
        ("choose", Shape::Named(&BRANCHES)),
        ("locked", Value),
        ("may", Value),
    ],
    forms: Forms::Choose,
};

/// A task.
pub static TASK: Thing = one(&[
    ("title", Value),
    ("role", Ref(Kind::Role)),
    ("due", Words),
    ("roll", Value),
    ("done_by", Ref(Kind::Event)),
    ("escalation", Ref(Kind::Escalation)),
    ("source", Value),
    ("locked", Value),
    ("may", Value),
]);

/// A row of a table.
pub static ROW: Thing = one(&[
    ("source", Value),
    ("if", Shape::Named(&CONDITIONS)),
    ("otherwise", Value),
    ("then", Shape::Named(&CONDITIONS)),
    ("locked", Value),
]);

static REQUIRED: Thing = one(&[("in", Ref(Kind::State)), ("role", Ref(Kind::Role))]);
static DERIVE: Thing = one(&[("table", Value), ("with", Shape::Named(&WITH)), ("output", Value)]);
static ROLE: Thing = one(&[("title", Value), ("deputy", Ref(Kind::Role)), ("held_by", Ref(Kind::Field))]);
static INITIAL: Thing = one(&[("do", Shape::Named(&ACTIONS)), ("go", Edge)]);
static HISTORY_OF: Thing =
    one(&[("deep", Value), ("default", Short(&Edge, Some("go"), &Shape::Thing(&INITIAL)))]);
static EVENT: Thing = one(&[
    ("title", Value),
    ("by", Ref(Kind::Role)),
    ("starts", Value),
    ("anytime", Value),
    ("form", Shape::Named(&FORM)),
    ("carries", Shape::Named(&FIELDS)),
    ("require", Shape::Named(&REQUIRE)),
    ("signal", Value),
    ("source", Value),
    ("locked", Value),
]);
static CONDITION: Thing = one(&[("if", Words), ("say", Value), ("locked", Value)]);
static LETTER: Thing = one(&[
    ("title", Value),
    ("template", Value),
    ("to", Words),
    ("approve", Ref(Kind::Role)),
    ("source", Value),
    ("locked", Value),
]);
static STEP: Thing = one(&[
    ("at", Words),
    ("remind", Ref(Kind::Role)),
    ("assign", Ref(Kind::Role)),
    ("notify", Ref(Kind::Role)),
    ("locked", Value),
]);
static SUSPENSION: Thing = one(&[
    ("from", Ref(Kind::Event)),
    ("until", Ref(Kind::Event)),
    ("holds", Ref(Kind::Task)),
    ("locked", Value),
]);
/// A target's names are terms or outcomes, by its measure: nothing else comes in their place by itself.
static TARGET: Thing = one(&[
    ("title", Value),
    ("measure", Value),
    ("of", Value),
    ("at_least", Value),
    ("source", Value),
    ("locked", Value),
]);
static WORKING_DAYS: Thing = one(&[
    ("title", Value),
    ("closed", Value),
    ("equated", Value),
    ("closes", Value),
    ("source", Value),
    ("locked", Value),
]);
static GROUP: Thing = one(&[
    ("process", Shape::Process),
    ("each", Ref(Kind::Field)),
    ("if", Words),
    ("with", Shape::Named(&WITH)),
    ("done_if", Words),
    ("on_leave", Value),
    ("locked", Value),
]);
static TRIGGER: Thing = Thing {
    keys: &[
        ("event", Ref(Kind::Event)),
        ("if", Words),
        ("do", Shape::Named(&ACTIONS)),
        ("go", Edge),
        ("internal", Value),
        ("choose", Shape::Named(&BRANCHES)),
        ("locked", Value),
    ],
    forms: Forms::Choose,
};
static ALWAYS: Thing = Thing {
    keys: &[
        ("if", Words),
        ("do", Shape::Named(&ACTIONS)),
        ("go", Edge),
        ("internal", Value),
        ("choose", Shape::Named(&BRANCHES)),
        ("locked", Value),
    ],
    forms: Forms::Choose,
};
static BRANCH: Thing = one(&[
    ("if", Words),
    ("otherwise", Value),
    ("do", Shape::Named(&ACTIONS)),
    ("go", Edge),
    ("internal", Value),
]);
static GROUP_BRANCH: Thing = one(&[("if", Words), ("otherwise", Value), ("do", Shape::Named(&ACTIONS))]);
static ACTION: Thing = Thing {
    keys: &[
        ("set", Shape::Named(&SET)),
        ("decide", Short(&Value, Some("table"), &Shape::Thing(&DECIDE))),
        ("raise", Ref(Kind::Event)),
        ("send", Shape::Thing(&SEND)),
        ("cancel", Ref(Kind::Action)),
        ("task", Shape::Thing(&TASK)),
        ("letter", Ref(Kind::Letter)),
        ("notify", Short(&Ref(Kind::Role), Some("role"), &Shape::Thing(&NOTIFY))),
        ("note", Words),
        ("start", Shape::Thing(&START)),
        ("signal", Value),
        ("choose", Shape::Named(&GROUP_BRANCHES)),
        ("do", Shape::Named(&ACTIONS)),
        ("each", Shape::Thing(&EACH)),
        ("append", Shape::Named(&APPEND)),
        ("remove", Shape::Thing(&REMOVE)),
        ("update", Shape::Thing(&UPDATE)),
        ("escalate", Shape::Thing(&ESCALATE)),
        ("extend", Shape::Thing(&EXTEND)),
    ],
    forms: Forms::Verb,
};
static DECIDE: Thing = one(&[
    ("table", Value),
    ("with", Shape::Named(&WITH)),
    ("into", Short(&Ref(Kind::Field), None, &Shape::Named(&INTO))),
]);
static SEND: Thing = one(&[("event", Ref(Kind::Event)), ("after", Words), ("with", Shape::Named(&WITH))]);
static NOTIFY: Thing = one(&[("role", Ref(Kind::Role)), ("say", Value)]);
static START: Thing = one(&[("process", Shape::Process), ("with", Shape::Named(&WITH)), ("link", Value)]);
static EACH: Thing =
    one(&[("in", Ref(Kind::Field)), ("as", Value), ("index", Value), ("do", Shape::Named(&ACTIONS))]);
static REMOVE: Thing = one(&[("from", Ref(Kind::Field)), ("where", Words), ("option", Words)]);
static UPDATE: Thing = one(&[("in", Ref(Kind::Field)), ("where", Words), ("set", Shape::Named(&WITH))]);
static EXTEND: Thing =
    one(&[("deadline", Ref(Kind::Deadline)), ("by", Words), ("ground", Value), ("reason", Words)]);
static ESCALATE: Thing = one(&[("task", Ref(Kind::Task)), ("to", Ref(Kind::Role))]);

/// States inside a process or a state.
pub static STATES: Named = free(Kind::State, Shape::Thing(&STATE));
static RECORDS: Named = free(Kind::Record, Value);
static ROLES: Named = free(Kind::Role, Shape::Thing(&ROLE));
static PARAMS: Named = free(Kind::Param, Shape::Thing(&PARAM));
static FIELDS: Named = free(Kind::Field, Shape::Thing(&FIELD));
static OPTIONS: Named = free(Kind::Option, Value);
static OUTCOMES: Named = free(Kind::Outcome, Value);
static EVENTS: Named = free(Kind::Event, Shape::Thing(&EVENT));
static FORM: Named = Named { kind: Kind::Asked, refers: Some(Kind::Field), of: Value, order: Order::Free };
static REQUIRE: Named = free(Kind::Condition, Shape::Thing(&CONDITION));
static LETTERS: Named = free(Kind::Letter, Shape::Thing(&LETTER));
static ESCALATIONS: Named = free(Kind::Escalation, Shape::Named(&STEPS));
static STEPS: Named = free(Kind::Step, Shape::Thing(&STEP));
static SUSPENSIONS: Named = free(Kind::Suspension, Shape::Thing(&SUSPENSION));
static CALENDAR: Named = free(Kind::WorkingDays, Shape::Thing(&WORKING_DAYS));
static TARGETS: Named = free(Kind::Target, Shape::Thing(&TARGET));
static ACCEPTED: Named = free(Kind::Warning, Value);
static ACTIONS: Named = ordered(Kind::Action, Shape::Thing(&ACTION));
static BRANCHES: Named = ordered(Kind::Branch, Shape::Thing(&BRANCH));
static GROUP_BRANCHES: Named = ordered(Kind::Branch, Shape::Thing(&GROUP_BRANCH));
static WHEN: Named = Named {
    kind: Kind::Reaction,
    refers: Some(Kind::Event),
    of: Short(&Edge, Some("go"), &Shape::Thing(&TRIGGER)),
    order: Order::Events,
};
static DEADLINES: Named = free(Kind::Deadline, Shape::Thing(&DEADLINE));
static TASKS: Named = free(Kind::Task, Shape::Thing(&TASK));
static CHILDREN: Named = free(Kind::Children, Shape::Thing(&GROUP));
static HISTORY: Named = free(Kind::History, Shape::Thing(&HISTORY_OF));
static WITH: Named = values(None);
static SET: Named = values(Some(Kind::Field));
static INTO: Named = Named { kind: Kind::Value, refers: Some(Kind::Field), of: Value, order: Order::Free };
static APPEND: Named = Named {
    kind: Kind::Value,
    refers: Some(Kind::Field),
    of: Short(&Words, None, &Shape::Named(&WITH)),
    order: Order::Free,
};
static CONDITIONS: Named = free(Kind::Value, Value);
static COLUMNS: Named = free(Kind::Column, Shape::Thing(&FIELD));
static ROWS: Named = Named { kind: Kind::Row, refers: None, of: Shape::Thing(&ROW), order: Order::Rows };
