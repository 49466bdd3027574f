//! What kind of thing stands under a name.

use crate::say;
use crate::text::Text;

/// The kind of a named thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A role.
    Role,
    /// A param.
    Param,
    /// A field of a case, a record, a list or an event.
    Field,
    /// An option of a choice.
    Option,
    /// A way to end.
    Outcome,
    /// An event.
    Event,
    /// A condition of an event.
    Condition,
    /// A field in the form of an event.
    Asked,
    /// A letter.
    Letter,
    /// A chain of escalation.
    Escalation,
    /// A step of such a chain.
    Step,
    /// A time in which terms stand still.
    Suspension,
    /// A goal for reports.
    Target,
    /// A rule about working days.
    WorkingDays,
    /// A shared record.
    Record,
    /// A warning that is accepted.
    Warning,
    /// A state.
    State,
    /// What happens on an event.
    Reaction,
    /// A branch of a `choose`.
    Branch,
    /// An action.
    Action,
    /// A deadline.
    Deadline,
    /// A task.
    Task,
    /// A group of child cases.
    Children,
    /// A history.
    History,
    /// A value under a name: of `set`, `with`, `if` and `then`.
    Value,
    /// A row of a table.
    Row,
    /// An input or output of a table.
    Column,
    /// A scenario of a process, or a case of a table.
    Scenario,
}

impl Kind {
    /// The kind in words, with its article.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Role => say!("de rol"; "the role"),
            Self::Param => say!("de instelling"; "the param"),
            Self::Field => say!("het veld"; "the field"),
            Self::Option => say!("de optie"; "the option"),
            Self::Outcome => say!("de uitkomst"; "the outcome"),
            Self::Event => say!("de gebeurtenis"; "the event"),
            Self::Condition => say!("de voorwaarde"; "the condition"),
            Self::Asked => say!("de vraag naar"; "the question for"),
            Self::Letter => say!("de brief"; "the letter"),
            Self::Escalation => say!("de escalatie"; "the escalation"),
            Self::Step => say!("de stap"; "the step"),
            Self::Suspension => say!("de stilstand"; "the suspension"),
            Self::Target => say!("het doel"; "the target"),
            Self::WorkingDays => say!("de vrije dag of werktijd"; "the closed day or working time"),
            Self::Record => say!("het record"; "the record"),
            Self::Warning => say!("de waarschuwing"; "the warning"),
            Self::State => say!("de toestand"; "the state"),
            Self::Reaction => say!("de reactie op"; "the reaction to"),
            Self::Branch => say!("de tak"; "the branch"),
            Self::Action => say!("de actie"; "the action"),
            Self::Deadline => say!("de termijn"; "the deadline"),
            Self::Task => say!("de taak"; "the task"),
            Self::Children => say!("de kinderen"; "the children"),
            Self::History => say!("de terugkeer"; "the history"),
            Self::Value => say!("de waarde van"; "the value of"),
            Self::Row => say!("de rij"; "the row"),
            Self::Column => say!("de kolom"; "the column"),
            Self::Scenario => say!("het scenario"; "the scenario"),
        }
    }

    /// The kind and the name: ``de taak `gesprek` ``.
    #[must_use]
    pub fn named(self, id: &str) -> Text {
        let Text { nl, en } = self.words();
        say!("{nl} `{id}`"; "{en} `{id}`")
    }

    /// Whether something else can stand in the place of a removed thing of this kind. A name inside an
    /// expression is not replaced: what holds for one field need not hold for another.
    #[must_use]
    pub fn can_be_replaced(self) -> bool {
        matches!(
            self,
            Self::Role
                | Self::Outcome
                | Self::Event
                | Self::Letter
                | Self::Escalation
                | Self::State
                | Self::Task
        )
    }
}

/// A text as the beginning of a sentence.
#[must_use]
pub(super) fn capital(text: Text) -> Text {
    let raise = |text: String| {
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    Text { nl: raise(text.nl), en: raise(text.en) }
}
