//! What actions do that a reader wants to know: letters, tasks, messages, other cases. What only keeps the
//! books (setting fields, notes) is left out.

use nazorg_core::graph::action::{Action, Named, walk};
use nazorg_core::graph::chart::Task;
use nazorg_core::id::Id;

use crate::Subject;
use crate::words::Entry;

/// What kind of thing a line is about; each has its sign in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    Task,
    Term,
    Letter,
    Case,
    Message,
    Event,
}

/// Something that is done, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) sign: Sign,
    pub(crate) text: String,
}

impl Subject<'_> {
    /// The deeds in a list of actions, in order, each once.
    pub(crate) fn deeds(&self, actions: &[Named]) -> Vec<Deed> {
        let mut deeds: Vec<Deed> = Vec::new();
        walk(actions, &mut |named| {
            let deed = match &named.action {
                Action::Letter(letter) => Deed { sign: Sign::Letter, text: self.letter(letter) },
                Action::Task(task) => Deed { sign: Sign::Task, text: self.task(task) },
                Action::Start { process, .. } => {
                    Deed { sign: Sign::Case, text: format!("Nieuwe zaak: {}", self.title_of(process)) }
                }
                Action::Notify { role, say } => {
                    let said = say.as_ref().map_or_else(String::new, |say| format!(": {say}"));
                    Deed { sign: Sign::Message, text: format!("Bericht aan {}{said}", self.role(role)) }
                }
                Action::Escalate { to, .. } => {
                    Deed { sign: Sign::Message, text: format!("Taak gaat naar {}", self.role(to)) }
                }
                _ => return,
            };
            if !deeds.contains(&deed) {
                deeds.push(deed);
            }
        });
        deeds
    }

    /// The title of a letter.
    pub(crate) fn letter(&self, letter: &Id) -> String {
        let letters = &self.process.definition().letters;
        letters.get(letter).map_or_else(|| letter.spoken(), |letter| letter.title.clone())
    }

    /// A task with who does it and by when.
    pub(crate) fn task(&self, task: &Task) -> String {
        let due = task.due.as_ref().map(|due| format!(", {}", self.term(due, Entry::Plain)));
        format!("{} ({}{})", task.title, self.role(&task.role), due.unwrap_or_default())
    }
}
